"""The word lists of headlines.yaml: verbs with their past, and words by which a headline's grammar is read."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from tasks.language.word_lists import word_list


@dataclass(frozen=True, slots=True)
class HeadlineWords:
    """The lists, in small letters."""

    third: Mapping[str, str]
    """Third person -> past."""
    base: Mapping[str, str]
    """Base form -> past."""
    pasts: frozenset[str]
    third_nouns: frozenset[str]
    """Third persons that are often plural nouns."""
    people: frozenset[str]
    """Plural nouns without -s."""
    participles: frozenset[str]
    before_noun: frozenset[str]
    after_verb: frozenset[str]
    adverbs: frozenset[str]
    a_nouns: frozenset[str]
    the_nouns: frozenset[str]
    the_before: frozenset[str]
    bare_after: frozenset[str]


@functools.cache
def headline_words() -> HeadlineWords:
    """The lists as read from the file."""
    data: dict[str, str] = word_list("headlines")
    third: dict[str, str] = {}
    base: dict[str, str] = {}
    for entry in f"{data['regular']} {data['irregular']}".split():
        verb, _, past = entry.partition(":")
        past = past or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
        base[verb] = past
        third[third_person(verb)] = past
    plain = (
        "people", "participles", "before_noun", "after_verb", "adverbs", "a_nouns", "the_nouns", "the_before", "bare_after",
    )  # fmt: skip
    return HeadlineWords(
        third=third,
        base=base,
        pasts=frozenset(base.values()),
        third_nouns=frozenset(third_person(verb) for verb in data["also_nouns"].split()),
        **{name: frozenset(data[name].split()) for name in plain},
    )


def third_person(verb: str) -> str:
    """The third person of a base form: `deny` -> `denies`."""
    if verb == "have":
        return "has"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{verb}s"
