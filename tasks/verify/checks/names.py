"""Check of names: every one is in a source, in any spelling, as demonym, capital or short form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tasks.language.encoder import LANGUAGES
from tasks.language.parts_of_speech import is_plain_word
from tasks.verify.alignment.align import NOT_LATIN
from tasks.verify.alignment.comparison import Comparison
from tasks.verify.checks.fault import Fault
from tasks.verify.text.name_forms import sound
from tasks.verify.text.nations import nations_of
from tasks.verify.text.quantities import NUMBER_WORDS
from tasks.verify.text.texts import Word
from tasks.verify.text.words import word_classes

NAMED = 0.84
"""Likeness of a name that a source in English has."""


NAMED_ABROAD = 0.58
"""The same of a source in another language, where a name may be translated or inflected."""


NAMED_IN_LETTERS = 0.72
"""The same of a source in letters of its own: to the encoder a name in other letters is like any other."""


def check_known_names(c: Comparison, known: Collection[str] = (), outlets: Collection[str] = ()) -> Iterator[Fault]:
    """Every name is in a source, in any spelling, as its demonym, capital or short form."""
    english = all(side.text.lang in ("en", "und") for side in c.sources)
    readable = any(side.text.lang in LANGUAGES for side in c.sources)
    least = NAMED if english or not readable else NAMED_ABROAD
    if any(side.text.lang in NOT_LATIN for side in c.sources):
        least = NAMED_IN_LETTERS
    initials = {a for side in c.sources for a in acronyms(side.text.words)}
    folds = {w.fold for side in c.sources for w in side.text.words}
    for at, word in enumerate(c.words):
        if not _is_name(c.words, at) or c.links[at].likeness >= least:
            continue
        bare = word.fold.removesuffix("'s").removesuffix("'")
        if bare in known or bare in outlets or bare in initials or word.raw.lower() in _spelt_out(c, c.words, at):
            continue
        if not english and (bare in folds or _sounds_alike(c, bare)):
            continue  # the `de` of a name is a word of grammar in its own language
        if word.raw.isupper() and (not english or _spells(c, word)):
            continue
        soft = not english and (nations_of(bare, "en") or word.tag not in ("PROPN",) or is_plain_word(bare))
        yield Fault("name_abroad" if soft else "name", f"{word.raw} is not named in the cited articles")


def _sounds_alike(c: Comparison, name: str) -> bool:
    """Whether a source in letters of its own has a name of the same consonants, its ending aside: Тихуана, Tijuana."""
    ours = sound(name)
    return len(ours) >= LEAST_SOUNDS and any(
        theirs.startswith(ours) and len(theirs) - len(ours) <= 1
        for side in c.sources
        if side.text.lang in NOT_LATIN
        for theirs in {sound(w.fold) for w in side.text.words if w.is_name}
    )


LEAST_SOUNDS = 3
"""Consonants of a name below which too many are alike."""


def _is_name(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    lists = word_classes()
    if not word.content or not word.is_name or word.fold in lists["calendar"] or word.fold in lists["currency"]:
        return False
    if word.fold in lists["title"] or word.fold in lists["deny"]:
        return False
    opens = at == 0 or words[at - 1].sentence != word.sentence
    if not opens:
        return word.tag in ("PROPN", "ADJ", "NOUN", "X", "")
    if word.fold in NUMBER_WORDS:
        return False
    if word.tag == "PROPN" or at + 1 >= len(words):
        return word.tag == "PROPN"
    plain = word.fold.endswith(("ing", "ed", "ly", "tion", "ment", "s"))
    return word.tag in ("NOUN", "ADJ", "X") and words[at + 1].finite and not plain


def acronyms(words: Sequence[Word]) -> set[str]:
    """Short forms of the capitalised names of a text: International Monetary Fund -> imf. Linear in the length of the text."""
    found: set[str] = set()
    run: list[str] = []
    for word in [*words, None]:
        if word is not None and word.is_name and word.raw[0].isalpha():
            run = [*run, word.fold[0]][-LONGEST_ACRONYM:]
            found.update("".join(run[-size:]) for size in range(2, len(run) + 1))
        elif word is None or word.fold not in ("of", "for", "the", "and", "on", "-"):
            run = []
    return found


LONGEST_ACRONYM = 6
"""Letters of the longest short form that is looked for."""


def _spells(c: Comparison, word: Word) -> bool:
    """Whether a short form's letters open words of a source that stand together, in any case: `RSF`."""
    letters = word.fold.replace(".", "")
    return (
        any(letters in "".join(w.fold[0] for w in side.text.words if w.raw[0].isalpha()) for side in c.sources)
        and len(letters) >= 3
    )


def _spelt_out(c: Comparison, words: Sequence[Word], at: int) -> set[str]:
    """The words of a name whose short form a source has: Islamic State for IS."""
    first = last = at
    while (
        first > 0
        and at - first < LONGEST_ACRONYM
        and (words[first - 1].is_name or words[first - 1].fold in ("of", "the", "for"))
    ):
        first -= 1
    while (
        last + 1 < len(words)
        and last - at < LONGEST_ACRONYM
        and (words[last + 1].is_name or words[last + 1].fold in ("of", "the", "for"))
    ):
        last += 1
    large = [w for w in words[first : last + 1] if w.is_name]
    letters = "".join(w.fold[0] for w in large)
    if len(letters) < 2:
        return set()
    short = {
        w.fold.replace(".", "") for side in c.sources for w in side.text.words if w.raw.isupper() and len(w.raw) >= 2
    }
    for start in range(len(letters)):
        for end in range(start + 2, len(letters) + 1):
            if letters[start:end] in short:
                return {w.raw.lower() for w in large[start:end]}
    return set()
