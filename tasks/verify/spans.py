"""Evidence spans of a statement: the words of its articles that bear it, exact by offset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.verify.alignment.align import LINKED
from tasks.verify.alignment.comparison import Comparison, compare
from tasks.verify.text.texts import Text
from tasks.verify.verdict import SourceText, side_of

WORDS_AT_LEAST = 5
WORDS_AT_MOST = 30
CHARACTERS_AT_MOST = 240
"""The same for scripts that do not part words."""
SPANS_AT_MOST = 4
FORMS_SUFFICE = 0.5
"""Share of a statement's words that must be found by form before meanings need not be compared."""
NEW_SHARE = 0.12
"""Share of a statement's content that a further span must bear of what no span bears yet."""


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """Words of a cited article: `title[start:end]` or `text[start:end]`. `source` counts the sources of the statement from 0."""

    source: int
    in_title: bool
    start: int
    end: int
    words: str


def evidence_spans(statement: str, sources: Sequence[SourceText]) -> list[EvidenceSpan]:
    """The passages of 5 to 30 words that together bear most of a statement, the one that bears most first.

    A title or text of fewer words is a span as a whole. Empty where no source has a word of the statement.
    """
    sides = [side_of(source) for source in sources]
    c = compare(statement, sides, by_meaning=False)
    total = max(1, sum(1 for word in c.words if word.content))
    if len(_linked(c)) < FORMS_SUFFICE * total:
        c = compare(statement, sides)
    wanted = _linked(c)
    found: list[EvidenceSpan] = []
    while wanted and len(found) < SPANS_AT_MOST:
        best = max(_passages(c, wanted), key=lambda p: (len(p[0]), -p[1], -p[2]), default=None)
        if best is None or (found and len(best[0]) < max(1.0, NEW_SHARE * total)):
            break
        borne, number, sentence = best
        found.append(_span(sources[number], c.sources[number].text, number, _window(c, number, sentence, borne)))
        wanted -= borne
    return found


def _linked(c: Comparison) -> set[int]:
    """The words of the statement that its sources have."""
    return {at for at, word in enumerate(c.words) if word.content and c.links[at].likeness >= LINKED}


def _passages(c: Comparison, wanted: set[int]) -> list[tuple[set[int], int, int]]:
    """By source and sentence, the words of the statement that it bears."""
    borne: dict[tuple[int, int], set[int]] = {}
    for at in wanted:
        for number, place in c.links[at].places:
            borne.setdefault((number, c.sources[number].text.words[place].sentence), set()).add(at)
    return [(words, number, sentence) for (number, sentence), words in sorted(borne.items())]


def _window(c: Comparison, number: int, sentence: int, borne: set[int]) -> tuple[int, int]:
    """The places of the first and last word of the stretch of a sentence, 5 to 30 words, that has most of the words that it bears."""
    text = c.sources[number].text
    low, high = text.starts[sentence], text.starts[sentence + 1]
    hits = {p for at in borne for s, p in c.links[at].places if s == number and low <= p < high}
    spoken = [i for i in range(low, high) if text.words[i].raw[0].isalnum()]
    if len(spoken) <= WORDS_AT_MOST:
        return spoken[0], spoken[-1]
    starts = range(len(spoken) - WORDS_AT_MOST + 1)
    first = max(starts, key=lambda k: (sum(spoken[k] <= h <= spoken[k + WORDS_AT_MOST - 1] for h in hits), -k))
    run = spoken[first : first + WORDS_AT_MOST]
    near = [i for i, place in enumerate(run) if place in hits]
    start = max(0, min(near[0], len(run) - WORDS_AT_LEAST))
    end = max(near[-1], start + WORDS_AT_LEAST - 1)
    return run[start], run[end]


def _span(source: SourceText, text: Text, number: int, window: tuple[int, int]) -> EvidenceSpan:
    first, last = window
    start, end = text.words[first].start, min(text.words[last].end, text.words[first].start + CHARACTERS_AT_MOST)
    in_title = bool(source.title) and start < len(source.title)
    shift = 0 if in_title or not source.title else len(source.title) + 1
    return EvidenceSpan(number, in_title, start - shift, end - shift, text.raw[start:end])


def first_words(source: SourceText, number: int) -> EvidenceSpan:
    """The first words of a source's title, or of its text where it has none: what stands for it as a whole."""
    text = side_of(source).text
    spoken = [i for i, w in enumerate(text.words) if w.sentence == 0 and w.raw[0].isalnum()][:WORDS_AT_MOST]
    return _span(source, text, number, (spoken[0], spoken[-1]))
