"""Who did what to whom, in the words of a title: a first reading by the grammar of headlines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """The title's own words: who acts (None where only the deed and its target stand), the verb, whom it meets."""

    actor: str | None
    deed: str
    target: str | None


def find_deed(title: str, *, lang: str) -> Deed | None:
    """The deed that a title tells, or None where no pattern of the language fits."""
    return None
