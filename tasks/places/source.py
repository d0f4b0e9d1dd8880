"""What finding places asks of a gazetteer: names looked up for one text, in its language and country."""

from __future__ import annotations

from typing import Protocol

from tasks.language.name_keys import name_key
from tasks.places.gazetteer import Entry
from tasks.places.gazetteer_build import UNIT_WORDS

UNIT_KEYS = frozenset(name_key(word) for word in UNIT_WORDS) | {"area", "city"}
"""Words such as Province that stand with the name of a unit."""


class Source(Protocol):
    """Where names are looked up."""

    @property
    def lang(self) -> str:
        """ISO 639-1 of the text."""

    @property
    def country(self) -> str | None:
        """Country of the story."""

    @property
    def demonyms(self) -> frozenset[str]:
        """Names of peoples in the text's language, which name no place."""

    def is_country_name(self, key: str) -> bool:
        """Whether a country is called so in the text's language or in English."""

    def may_have(self, key: str) -> bool:
        """False where no place bears the name."""

    def find(self, key: str) -> tuple[Entry, ...]:
        """The places of that name."""

    def names_begun(self, key: str, second: tuple[str, ...]) -> int:
        """How many places have names that go on after `key` and one of the words of `second`."""

    def by_id(self, place_id: str) -> Entry | None:
        """The place with that id."""
