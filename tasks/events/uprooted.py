"""How many are missing and how many had to leave their homes, as a text states it (tasks/language/data/lexicon-uprooted.yaml)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from tasks.events.casualties.find import Count
from tasks.events.casualties.numbers import people_counted
from tasks.language.lexicon import RELATED, UNSPACED, fold_for_lexicon, split_terms
from tasks.language.numbers import alternatives
from tasks.language.word_lists import word_list
from warehouse.tables import FigureKind, Span

_READ_CHARS = 600
"""Characters of the text that are read: further down stand the numbers of earlier events."""
_GAP = re.compile(r"(?!\s*(?:mln|mn|bn|lakh|crore|m|k)\b)(?:\s+[^\W\d]+){0,4}\s*")
"""What may stand between a number and its word: "130 people are still missing"."""
_SENTENCE = re.compile(r"[^.!?\n;]+(?:\.(?=\d)[^.!?\n;]*)*")


class _Around(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    before: str
    after: str


def find_uprooted(title: str, text: str, *, lang: str) -> Mapping[FigureKind, Count]:
    """The missing and the displaced that title or text state, the title's first; a kind that is not stated is absent."""
    found: dict[FigureKind, Count] = {}
    sources = [(source, fold_for_lexicon(source)) for source in (title, text[:_READ_CHARS])]
    for kind, (before, after) in _patterns(lang).items():
        for in_title, (source, folded) in zip((True, False), sources, strict=True):
            count = _first(source, folded, before, after, lang, in_title=in_title)
            if count is not None:
                found[kind] = count
                break
    return found


def _first(
    source: str, folded: str, before: re.Pattern[str], after: re.Pattern[str], lang: str, *, in_title: bool
) -> Count | None:
    """The first number of the source that counts for a word of the kind."""
    if not (before.search(folded) or after.search(folded)):
        return None
    for sentence in _SENTENCE.finditer(folded):
        for start, end, low, high in people_counted(folded, *sentence.span(), lang=lang):
            gap = _GAP.match(folded, end, sentence.end())
            for at in range(gap.end(), end - 1, -1) if gap else ():
                if word := before.match(folded, at):
                    return Count(
                        low, high, Span(text=source[start : word.end()], start=start, end=word.end(), in_title=in_title)
                    )
            for word in after.finditer(folded, max(sentence.start(), start - _AHEAD), start):
                if _QUALIFIED.fullmatch(folded[word.end() : start]):
                    return Count(
                        low, high, Span(text=source[word.start() : end], start=word.start(), end=end, in_title=in_title)
                    )
    return None


_AHEAD = 60
_QUALIFIED = re.compile(r"(?:\s+[^\W\d]+){0,3}\s+")


@functools.cache
def _patterns(lang: str) -> Mapping[FigureKind, tuple[re.Pattern[str], re.Pattern[str]]]:
    """The words of each kind after and before which a number stands; none where the language has no entry."""
    entries = word_list("lexicon-uprooted")
    own = next((name for name in (lang, *RELATED.get(lang, ())) if name in entries), None)
    if own is None:
        return {}
    kinds: tuple[FigureKind, ...] = ("missing", "displaced")
    sides = {kind: _Around.model_validate(entries[own][kind]) for kind in kinds}
    return {kind: (_any_of(side.before, own), _any_of(side.after, own)) for kind, side in sides.items()}


def _any_of(words: str, lang: str) -> re.Pattern[str]:
    pattern = alternatives([fold_for_lexicon(word) for word in split_terms(words)])
    return re.compile(pattern if lang in UNSPACED else rf"(?<!\w){pattern}(?!\w)")
