"""Deaths at the hands of the state: whether a sentence says that police or soldiers killed someone (English).

A sentence counts when it states a death and a cause that names the state: the state as agent (`cause`: "shot by
police", "troops opened fire"), a deed that only the state does ("police firing", "encounter", "custodial death"), a
clash with it, outlaws killed by nobody who is named (`caught`), or the use of arms in a sentence in which the state
is more than who tells it (`_beside`). A death does not count when it is denied, when the dead are the state's own, or when its clause gives
it a cause of another kind ("killed by rioters", "stabbed"): the clause is what lies between commas, "while" and "but".
"""

from __future__ import annotations

import re

from tasks.language.lexicon import fold_for_lexicon
from tasks.language.word_lists import patterns
from warehouse.tables import Span

_PATTERN = {name: re.compile(text) for name, text in patterns("state_killings").items()}


def killed_by_state(sentence: str) -> Span | None:
    """The words that say that police or soldiers killed someone, or None."""
    folded = _blank(_PATTERN["denied"], fold_for_lexicon(sentence))
    if not _PATTERN["death"].search(folded):
        return None
    found = _PATTERN["cause"].search(folded) or _PATTERN["caught"].search(folded) or _beside(folded)
    if found is None or not any(
        _of_the_state(clause) for clause in _PATTERN["clause"].split(_blank(_PATTERN["own"], folded))
    ):
        return None
    return Span(text=sentence[found.start() : found.end()], start=found.start(), end=found.end(), in_title=False)


def _beside(folded: str) -> re.Match[str] | None:
    """The use of arms in a sentence that also names the state as more than who tells it."""
    rest = _blank(_PATTERN["aside"], folded)
    return _PATTERN["shoots"].search(rest) if _PATTERN["state"].search(rest) else None


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with what matches replaced by as many spaces."""
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _of_the_state(clause: str) -> bool:
    """Whether a clause of a sentence that names a deed of the state leaves a death to it: one without a cause of
    another kind, or some of the dead counted by the deed alone ("... and 30 in police firing")."""
    if _PATTERN["death"].search(clause):
        return bool(_PATTERN["cause"].search(clause)) or not _PATTERN["rival"].search(clause)
    return bool(
        _PATTERN["cause"].search(clause) and _PATTERN["counted"].search(clause) and not _PATTERN["hurt"].search(clause)
    )
