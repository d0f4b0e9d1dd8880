"""Numbers written in words, of many languages: "twenty-five", "trente et un", "fünfundzwanzig", 一百二十六 (tasks/language/data/numbers.yaml)."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from tasks.language.lexicon import PREFIXING, UNSPACED, fold_for_lexicon, split_terms
from tasks.language.word_lists import word_list


class _Language(BaseModel):
    """A language's entry in the data file; its head explains the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[int, str]
    times: dict[int, str] = Field(default_factory=dict)
    join: str = ""
    glued: bool = False
    ones_first: bool = False
    teens: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a number: its value, whether it may be added and whether it may multiply what stands before it."""

    value: int
    adds: bool
    multiplies: bool
    teen: bool = False


@dataclass(frozen=True, slots=True)
class NumberWords:
    """A language's number words. run: finds words that may be one number; scales: finds one that may follow digits."""

    run: str
    scale: str
    part: re.Pattern[str]
    gap: re.Pattern[str]
    parts: dict[str, _Part]
    stems: dict[str, _Part]
    ones_first: bool
    own_teens: bool

    def value(self, run: str) -> tuple[int, int]:
        """The number that a run starts with and how many characters it takes; the run may hold a second number."""
        total = group = end = at = 0
        while match := self.part.match(run, at):
            joined = bool(run[end:at].strip(" -"))
            combined = self._combine(total, group, self._meaning(match.group()), joined=joined, first=not end)
            if combined is None:
                break
            total, group = combined
            end = match.end()
            gap = self.gap.match(run, end)
            at = gap.end() if gap else end
        return total + group, end

    def scale_of(self, word: str) -> int:
        """What a word after digits multiplies them by; 1 for none."""
        return self._meaning(word).value if word else 1

    def _meaning(self, word: str) -> _Part:
        key = single_spaced(word)
        found = self.parts.get(key)
        return found or self.stems[max((s for s in self.stems if key.startswith(s)), key=len)]

    def _combine(self, total: int, group: int, part: _Part, *, joined: bool, first: bool) -> tuple[int, int] | None:
        """Thousands and what is below them with one more part, or None where it begins another number."""
        value = part.value
        if part.teen:
            return (total, group + 10) if group % 10 > 0 and group < 10 else None
        if part.multiplies and not first and (value >= 1000 or group % value > 0 or value == 12):
            if value >= 1000:
                return (total + max(group, 1) * value, 0) if total == 0 or total >= value * 10 else None
            ones = group % value
            return total, group - ones + ones * value
        if not part.adds and not first:
            return None
        if first or group == 0:
            return total, value
        room = 10 if value < 10 else 100 if value < 100 else 1000
        if value < 10 and group % 100 == 10 and self.own_teens:
            return None
        if group % room == 0 and group >= room:
            return total, group + value
        if self.ones_first and joined and 20 <= value < 100 and value % 10 == 0 and 0 < group % 100 < 10:
            return total, group + value
        if 10 <= value < 20 and group % 100 in (60, 80):
            return total, group + value
        return None


_SIGNS = r"\u0900-\u0963\u0966-\u0dff"
"""What continues a word in the scripts of South Asia beside letters: signs of vowels and of their absence. The stop of a sentence is none."""
LETTER = rf"[\w{_SIGNS}]"
WORD_START, WORD_END = rf"(?<!{LETTER})", rf"(?!{LETTER})"


def single_spaced(words: str) -> str:
    """The words with one space where they have spaces or hyphens: how a term is looked up, however it is written."""
    return re.sub(r"[\s\-]+", " ", words)


def alternatives(words: list[str]) -> str:
    """A pattern for any of the words, the longest first, spaces and hyphens alike; `*` is any ending."""
    options = []
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        options.append(
            re.escape(single_spaced(fold_for_lexicon(word))).replace(r"\ ", r"[\s\-]+").replace(r"\*", rf"{LETTER}*")
        )
    return "(?:" + "|".join(options) + ")" if options else "(?!)"


@functools.cache
def number_words(lang: str) -> NumberWords:
    """The number words of a language; none where the data file has none."""
    entry = _entries().get(lang, _Language(words={}))
    spaced = lang not in UNSPACED
    parts: dict[str, _Part] = {}
    terms: list[str] = []
    for table, adds in ((entry.times, False), (entry.words, True)):
        for value, forms in table.items():
            for form in split_terms(forms):
                key = single_spaced(fold_for_lexicon(form))
                known = parts.get(key)
                multiplies = not adds or (known is not None and known.multiplies)
                parts[key] = _Part(value, adds or value >= 100, multiplies)
                terms.append(form)
    for form in split_terms(entry.teens):
        parts[fold_for_lexicon(form)] = _Part(10, False, False, teen=True)
        terms.append(form)
    stems = {key.rstrip("*"): part for key, part in parts.items() if key.endswith("*")}
    word = alternatives(terms)
    join = alternatives(split_terms(entry.join))
    first = rf"(?:{WORD_START}|(?<=\b[{PREFIXING[lang]}]))" if PREFIXING.get(lang) else WORD_START
    last, space = WORD_END, r"[\s\-]*" if entry.glued else r"[\s\-]+"
    beside = r"[\s\-]*" if entry.glued or lang in PREFIXING else r"[\s\-]+"
    gap = f"(?:{beside}{join}{beside}|{space})"
    if not spaced:
        gap, first, last = r"\s?", "", ""
    return NumberWords(
        run=rf"{first}{word}(?:{gap}{word})*{last}" if terms else "(?!)",
        scale=alternatives([form for forms in entry.times.values() for form in split_terms(forms)]),
        part=re.compile(word),
        gap=re.compile(gap),
        parts=parts,
        stems=stems,
        ones_first=entry.ones_first,
        own_teens=17 in entry.words,
    )


@functools.cache
def _entries() -> dict[str, _Language]:
    return {lang: _Language.model_validate(entry) for lang, entry in word_list("numbers").items()}
