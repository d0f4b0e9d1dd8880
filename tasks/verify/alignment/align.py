"""Alignment of a statement with its sources: for each word of content, the words of the sources that say the same.

First by form (the same word, an inflection, a synonym, a name in another spelling), then by meaning: the multilingual encoder compares
the word, and short runs of words around it, with the words and runs of the sentences that come nearest.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.language.encoder import LANGUAGES, encode
from tasks.language.inflection import base_forms
from tasks.verify.text.name_forms import same_name
from tasks.verify.text.nations import nations_of
from tasks.verify.text.texts import Text, Word, bare
from tasks.verify.text.words import same_names, synonyms

ALIKE = 0.8
"""Likeness from which a word counts as the source's."""
SHORT_FORM = 0.9
"""Likeness of a name and its short form: European Union, EU."""
LINKED = 0.6
"""Likeness from which a word of a source is taken for the statement's, to see where it stands."""
SENTENCES_COMPARED = 3
RUN = {"en": 2}
RUN_ABROAD = 3
"""Words of content in the longest run of a source that is compared by meaning: in English most is found by form."""
PIECES_AT_MOST = 100
PLACES_AT_MOST = 60
"""Places of one word of a source: no news item has a word of content so often."""


@dataclass(frozen=True, slots=True)
class Link:
    """What says a word of the statement: how alike, 0 to 1, and where (source, place), best first."""

    likeness: float
    places: tuple[tuple[int, int], ...]


NOTHING = Link(0.0, ())


def align_forms(statement: Text, sources: Sequence[Text]) -> list[Link]:
    """One link a word of the statement by the forms of words; nothing for words of grammar and marks."""
    links = [_by_form(word, sources) if word.content else NOTHING for word in statement.words]
    for number, source in enumerate(sources):
        for ours, theirs in ((statement.short_forms, source.spelt_out), (statement.spelt_out, source.short_forms)):
            for letters in ours.keys() & theirs.keys():
                for at in ours[letters]:
                    if links[at].likeness < SHORT_FORM:
                        links[at] = Link(SHORT_FORM, tuple((number, place) for place in theirs[letters]))
                    elif links[at].likeness < 1.0 or all(n != number for n, _ in links[at].places):
                        continue
                    else:
                        more = {*links[at].places, *((number, place) for place in theirs[letters])}
                        links[at] = Link(links[at].likeness, tuple(sorted(more)))
    return links


def align_meanings(statement: Text, sources: Sequence[Text], forms: Sequence[Link]) -> list[Link]:
    """The links by form, and by meaning those of the words that no form of the sources is like."""
    links = list(forms)
    open_places = [
        i for i, w in enumerate(statement.words) if w.content and links[i].likeness < ALIKE and not w.is_number
    ]
    if open_places:
        _by_meaning(statement, sources, links, open_places)
    return links


def _by_form(word: Word, sources: Sequence[Text]) -> Link:
    found: dict[tuple[int, int], float] = {}
    for number, source in enumerate(sources):
        for stem, places in source.index.items():
            score = _likeness(word, stem, source.lang)
            if score >= ALIKE:
                for place in places[:PLACES_AT_MOST]:
                    found[number, place] = max(score, found.get((number, place), 0.0))
    if not found:
        return NOTHING
    best = max(found.values())
    return Link(best, tuple(sorted(p for p, s in found.items() if s >= best - 0.1)))


def _likeness(word: Word, other: tuple[str, str, bool], lang: str) -> float:
    return _form_likeness(bare(word.fold), word.stem, word.is_name, other, lang)


@functools.lru_cache(maxsize=262_144)
def _form_likeness(ours: str, our_stem: str, large: bool, other: tuple[str, str, bool], lang: str) -> float:
    folded, stem, theirs_large = other
    if ours == folded:
        return 1.0
    if ours[0].isdigit() or folded[0].isdigit():
        return 0.0
    english = lang in ("en", "und")
    if our_stem == stem and english:
        return 0.97
    if large:
        if folded in same_names().get(ours, ()) or any(folded == n.split()[-1] for n in same_names().get(ours, ())):
            return 0.9
        if nations_of(ours, "en") & nations_of(folded, lang):
            return 0.9
        if (
            lang in NOT_LATIN
            and theirs_large
            and len(_skeleton(ours)) >= 3
            and _skeleton(folded).startswith(_skeleton(ours))
            and len(folded) - len(ours) <= 3
        ):
            return 0.9
        if theirs_large and (same_name(ours, folded) or (not english and _inflected(ours, folded, lang))):
            return 0.92
        if not english and theirs_large is False and _inflected(ours, folded, lang):
            return 0.9  # demonyms are written small
        return 0.0
    groups = synonyms()
    if english and groups.get(our_stem, frozenset()) & groups.get(stem, frozenset()):
        return 0.85
    shared = min(len(our_stem), len(stem))
    if english and shared >= 5 and our_stem[:5] == stem[:5] and abs(len(our_stem) - len(stem)) <= 3:
        return 0.85
    return 0.0


NOT_LATIN = frozenset(["ru", "uk", "be", "bg", "sr", "mk", "mn", "kk"])
"""Languages whose names come to Latin letters by sound, so that vowels differ: Трамп, Trump."""


def _skeleton(name: str) -> str:
    """The consonants of a folded name."""
    return "".join(letter for letter in name if letter not in "aeiouy'")


def _inflected(ours: str, theirs: str, lang: str) -> bool:
    """Whether a foreign word is a form of a name: `Turcji` is not, `Syrii` is of Syria."""
    if (
        len(ours) >= 4
        and theirs[: max(4, len(ours) - 2)] == ours[: max(4, len(ours) - 2)]
        and abs(len(ours) - len(theirs)) <= 4
    ):
        return True
    return ours in base_forms(theirs, lang)


def _by_meaning(statement: Text, sources: Sequence[Text], links: list[Link], open_places: Sequence[int]) -> None:
    """Fills in the links of words that no form of the sources is like."""
    pieces = _pieces(statement, sources, links)
    if not pieces:
        return
    runs = _runs_around(statement, open_places)
    texts = [text for text, _ in pieces]
    vectors = encode([*texts, *(text for text, _ in runs)])
    likeness = vectors[len(texts) :] @ vectors[: len(texts)].T
    for row, (_, places) in zip(likeness, runs, strict=True):
        best = float(row.max())
        near = [pieces[int(i)][1] for i in np.flatnonzero(row >= best - 0.04)]
        spots = tuple(sorted({spot for piece in near for spot in piece}))
        score = best * (1.0 if len(places) == 1 else RUN_WEIGHT)
        for at in places:
            if at in open_places and score > links[at].likeness:
                links[at] = Link(min(score, 0.99), spots)


RUN_WEIGHT = 0.97
"""A run of several words is likelier to be near to something by what stands beside the word in question."""


def _runs_around(statement: Text, open_places: Sequence[int]) -> list[tuple[str, tuple[int, ...]]]:
    """Each open word alone and with its neighbours, with the places of the content words of the run."""
    found: dict[str, tuple[int, ...]] = {}
    for at in open_places:
        sentence = statement.words[at].sentence
        found.setdefault(statement.words[at].raw.lower(), (at,))
        for before, after in ((0, 1), (1, 0), (1, 1), (0, 2)):
            first, last = at - before, at + after
            if first < 0 or last >= len(statement.words):
                continue
            run = statement.words[first : last + 1]
            if any(w.sentence != sentence or not w.raw[0].isalnum() for w in run):
                continue
            content = tuple(i for i in range(first, last + 1) if statement.words[i].content)
            if any(i not in open_places for i in content):
                continue  # what is found already must not lend its likeness
            found.setdefault(" ".join(w.raw.lower() for w in run), content)
    return list(found.items())


def _pieces(
    statement: Text, sources: Sequence[Text], links: Sequence[Link]
) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    """Words and runs of the sources' sentences that share most with the statement."""
    shares: dict[tuple[int, int], float] = {}
    for number, source in enumerate(sources):
        if source.words and source.lang in LANGUAGES | {"und"}:
            for sentence in range(min(len(source.starts) - 1, 60)):
                shares[number, sentence] = -0.01 * sentence
    for link in links:
        for number, place in link.places:
            key = (number, sources[number].words[place].sentence)
            if key in shares:
                shares[key] += 1.0
    best = sorted(shares, key=lambda k: (-shares[k], k))[:SENTENCES_COMPARED]
    found: dict[str, list[tuple[int, int]]] = {}
    for number, sentence in best:
        source = sources[number]
        low, high = source.starts[sentence], source.starts[sentence + 1]
        content = [i for i in range(low, high) if source.words[i].content and not source.words[i].is_number]
        for start in range(len(content)):
            for size in range(1, RUN.get(source.lang, RUN_ABROAD) + 1):
                run = content[start : start + size]
                if len(run) < size or run[-1] - run[0] > size + 2:
                    break
                text = " ".join(w.raw.lower() for w in source.words[run[0] : run[-1] + 1] if w.raw[0].isalnum())
                found.setdefault(text, []).extend((number, i) for i in run)
        if len(found) > PIECES_AT_MOST:
            break
    return [(text, tuple(dict.fromkeys(places))) for text, places in found.items()]
