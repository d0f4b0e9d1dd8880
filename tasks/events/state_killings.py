"""Deaths at the hands of the state: whether a sentence says that police or soldiers killed someone (English).

A sentence counts when it states a death and a cause that names the state: the state as agent (`_CAUSE`: "shot by
police", "troops opened fire"), a deed that only the state does ("police firing", "encounter", "custodial death"), a
clash with it, outlaws killed by nobody who is named (`_CAUGHT`), or the use of arms in a sentence in which the state
is more than who tells it (`_beside`). A death does not count when it is denied, when the dead are the state's own, or when its clause gives
it a cause of another kind ("killed by rioters", "stabbed"): the clause is what lies between commas, "while" and "but".
"""

from __future__ import annotations

import re

from tasks.language.lexicon import fold_for_lexicon
from tasks.language.word_lists import patterns
from warehouse.tables import Span

_PATTERNS = patterns("state_killings")
_CAUSE = re.compile(_PATTERNS["cause"])
_CAUGHT = re.compile(_PATTERNS["caught"])
"""Outlaws who were killed, nobody is said to have done it: the state does."""
_DEATH = re.compile(_PATTERNS["death"])
_DENIED = re.compile(_PATTERNS["denied"])
_ASIDE = re.compile(_PATTERNS["aside"])
"""Where the state is only who tells it, or a place is named after it; and fire that nobody opens."""
_OWN = re.compile(_PATTERNS["own"])
"""The state's own dead: "a policeman was killed", "killing two soldiers"."""
_RIVAL = re.compile(_PATTERNS["rival"])
_COUNTED = re.compile(_PATTERNS["counted"])
_HURT = re.compile(_PATTERNS["hurt"])
_STATE = re.compile(_PATTERNS["state"])
_SHOOTS = re.compile(_PATTERNS["shoots"])
_CLAUSE = re.compile(_PATTERNS["clause"])


def killed_by_state(sentence: str) -> Span | None:
    """The words that say that police or soldiers killed someone, or None."""
    folded = _blank(_DENIED, fold_for_lexicon(sentence))
    if not _DEATH.search(folded):
        return None
    found = _CAUSE.search(folded) or _CAUGHT.search(folded) or _beside(folded)
    if found is None or not any(_of_the_state(clause) for clause in _CLAUSE.split(_blank(_OWN, folded))):
        return None
    return Span(text=sentence[found.start() : found.end()], start=found.start(), end=found.end(), in_title=False)


def _beside(folded: str) -> re.Match[str] | None:
    """The use of arms in a sentence that also names the state as more than who tells it."""
    rest = _blank(_ASIDE, folded)
    return _SHOOTS.search(rest) if _STATE.search(rest) else None


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with what matches replaced by as many spaces."""
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _of_the_state(clause: str) -> bool:
    """Whether a clause of a sentence that names a deed of the state leaves a death to it: one without a cause of
    another kind, or some of the dead counted by the deed alone ("... and 30 in police firing")."""
    if _DEATH.search(clause):
        return bool(_CAUSE.search(clause)) or not _RIVAL.search(clause)
    return bool(_CAUSE.search(clause) and _COUNTED.search(clause) and not _HURT.search(clause))
