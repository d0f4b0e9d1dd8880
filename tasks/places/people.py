"""Names of people in a text, so that they are not taken for places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.language.name_keys import Case, NameToken, join_key
from tasks.language.word_lists import word_list
from tasks.places.lexicon import place_words
from tasks.places.source import UNIT_KEYS, Source

_AGE_BEHIND = re.compile(r",? \(?\d{1,2}\b")
_PARTS = word_list("name_parts")
_SAINTS = frozenset(_PARTS["saints"].split())
_PARTICLES = frozenset(_PARTS["particles"].split())
"""Words that may stand in small letters inside a person's name."""


class People:
    """Finds the names of people in one string."""

    def __init__(self, string: str, words: Sequence[NameToken], source: Source, title_case: bool) -> None:
        self.string = string
        self.words = words
        self.source = source
        self.lexicon = place_words()
        self.title_case = title_case

    def find(self, people: set[str]) -> set[int]:
        """Numbers of the words that belong to names of people: a title or given name and the capitals behind it.

        Adds their surnames to `people`.
        """
        words, lex = self.words, self.lexicon
        persons: set[int] = set()
        at = 0
        while at < len(words):
            word = words[at]
            if word.case not in (Case.CAPITAL, Case.UPPER) and word.key not in lex.person_titles:
                at += 1
                continue
            end = self._person_end(at)
            if end > at:
                persons.update(range(at, end + 1))
                if not self.title_case:
                    people.update(w.key for w in words[at + 1 : end + 1] if len(w.key) > 2)
                if word.key in lex.also_given:
                    people.add(word.key)
                at = end
            at += 1
        return persons

    def _person_end(self, at: int) -> int:
        """The last word of the person's name that starts here; `at` where none does."""
        words, lex = self.words, self.lexicon
        word = words[at]
        titled = word.key in lex.person_titles
        if word.key in lex.also_given:
            return at + 1 if self._is_namesake(at) else at
        if not titled and word.key not in lex.given:
            return at
        if not titled and at and words[at - 1].key in _SAINTS:
            return at
        named = at + 1 < len(words) and words[at + 1].key in lex.surnames and not self.title_case
        if not titled and not named and (self._is_well_known(word.key) or self._is_country(word.key)):
            return at
        end = at
        while end + 1 < len(words) and end - at < 4:
            after = words[end + 1]
            gap = self.string[words[end].end : after.start]
            initial = len(after.text) == 1 and after.case != Case.LOWER
            if gap not in (" ", "-", ". ", " “", ' "') or (gap == ". " and not titled and len(words[end].text) > 1):
                break
            if after.case == Case.LOWER and after.key not in _PARTICLES:
                break
            if not initial and (
                after.key in lex.organisations
                or after.key in lex.streets
                or after.key in lex.features
                or after.key in UNIT_KEYS
                or after.key in lex.soft_features
                or (after.key in lex.always_common and after.key not in lex.surnames)
                or after.key in lex.temporal
            ):
                return at
            if self.title_case and not initial and after.key not in lex.surnames and not titled:
                break
            end += 1
        while end > at and (words[end].case == Case.LOWER or len(words[end].text) == 1):
            end -= 1
        if end == at + 1 and not titled and self._is_name_of_both(at):
            return at
        return end

    def _is_namesake(self, at: int) -> bool:
        """Whether a country's name is somebody's given name here: a surname or an age stands behind it."""
        words, lex = self.words, self.lexicon
        if at + 1 >= len(words) or self.string[words[at].end : words[at + 1].start] != " ":
            return False
        after = words[at + 1]
        if after.case != Case.CAPITAL or after.key in UNIT_KEYS or after.key in self.source.demonyms:
            return False
        if any(after.key in kind for kind in (lex.organisations, lex.streets, lex.features, lex.soft_features)):
            return False
        if lex.is_common(after.key, "en") or after.key in lex.person_titles or after.key in lex.directions:
            return False
        if _AGE_BEHIND.match(self.string, after.end) or after.key in lex.surnames:
            return True
        further = words[at + 2] if at + 2 < len(words) else None
        alone = further is None or further.case == Case.LOWER
        return alone and not self.title_case and not self.source.may_have(after.key)

    def _is_well_known(self, key: str) -> bool:
        """Whether the given name is above all a country's or a great city's: China, India, Paris."""
        if not self.source.may_have(key):
            return False
        return any(
            e.rank == 0 and e.population > (20_000_000 if e.kind == "country" else 1_500_000)
            for e in self.source.find(key)[:3]
        )

    def _is_country(self, key: str) -> bool:
        return self.source.may_have(key) and any(e.kind == "country" for e in self.source.find(key)[:1])

    def _is_name_of_both(self, at: int) -> bool:
        """Whether given name and surname together name a place: Virginia Beach, San Jose."""
        key = join_key([self.words[at].key, self.words[at + 1].key])
        return self.source.may_have(key) and any(e.population > 20_000 for e in self.source.find(key)[:1])
