"""How each language states casualties (tasks/language/data/lexicon-casualties.yaml), as patterns ready to be searched."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from tasks.language.lexicon import RELATED, UNSPACED, fold_for_lexicon, split_terms
from tasks.language.numbers import WORD_END, WORD_START, NumberWords, alternatives, number_words, single_spaced
from tasks.language.word_lists import word_list


class _Side(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    before: str = ""
    after: str = ""


class _Words(BaseModel):
    """A language's entry in the data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vague: dict[str, tuple[int, int]] = Field(default_factory=dict)
    killed: _Side
    injured: _Side
    range: tuple[str, ...] = ()
    join: str = ""
    others: str = ""
    among: str = ""
    apart: str = ""
    qualifiers: str = ""
    singular: str = ""
    people: str = ""
    relatives: str = ""
    groups: dict[str, int] = Field(default_factory=dict)
    aged: str = ""
    ages: str = ""
    animals: str = ""
    moves: str = ""
    lone: str = ""
    aboard: str = ""
    no_survivors: str = ""
    supposed: str = ""
    skip: str = ""
    other: str = ""
    none: str = ""
    denied: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language's patterns, compiled."""

    numbers: re.Pattern[str]
    words: NumberWords
    vague: dict[str, tuple[int, int]]
    terms: re.Pattern[str]
    sides: dict[str, tuple[str, bool, bool]]
    skip: re.Pattern[str]
    among: re.Pattern[str]
    apart: re.Pattern[str]
    qualifiers: re.Pattern[str]
    join: re.Pattern[str]
    others: re.Pattern[str]
    other_time: re.Pattern[str]
    none: re.Pattern[str]
    denied: re.Pattern[str]
    singular: re.Pattern[str]
    person_before: re.Pattern[str] | None
    person_after: re.Pattern[str] | None
    person_next: re.Pattern[str] | None
    listed: re.Pattern[str] | None
    between: re.Pattern[str] | None
    people_list: re.Pattern[str] | None
    """People in a row, two or more: "father, mother and 3 kids", "boy, 14, and girl, 16"."""
    person: re.Pattern[str]
    relatives: re.Pattern[str]
    """What a number of relatives follows: "mother of"."""
    groups: dict[str, int]
    group: re.Pattern[str]
    ages: re.Pattern[str]
    """What ages follow: "aged 4, 6 and 9"."""
    animals: re.Pattern[str]
    moves: re.Pattern[str]
    """Words by which a toll moves from one number to another."""
    supposed: re.Pattern[str]
    """Behind a toll: it is only feared ("if the dam breaks")."""
    lone: frozenset[str]
    """Words that tell of one death without a number."""
    aboard: re.Pattern[str]
    no_survivors: re.Pattern[str]
    spaced: bool


def _any(words: list[str], *, spaced: bool) -> str:
    """A pattern for any of the words, whole where words have spaces between them."""
    return f"{WORD_START}{alternatives(words)}{WORD_END}" if spaced and words else alternatives(words)


_DIGITS = r"\d{1,3}(?:[,.'\u066c\u202f\xa0 ]\d{3})+(?!\d)|\d+"
_AGE = r"(?:,?\s\(?\d{1,3}\)?,?)?"
_BELONGS = r"(?P<group>\s+(?:of|from|in|with)(?:\s+[\w'-]+){1,5}?)?['\"]?"
"""What a person is of: "commander of a banned group"."""
_IS = r"(?:\s+(?:was|is|has been|reported|reportedly|feared|believed))?\s*$"


@functools.cache
def _entries() -> dict[str, _Words]:
    return {lang: _Words.model_validate(entry) for lang, entry in word_list("lexicon-casualties").items()}


@functools.cache
def grammar_of(lang: str) -> Grammar:
    """The patterns of a language, those of a neighbour, or English ones."""
    entries = _entries()
    own = next(name for name in (lang, *RELATED.get(lang, ()), "en") if name in entries)
    words = entries[own]
    spaced = own not in UNSPACED
    counting = number_words(own)
    vague = {single_spaced(fold_for_lexicon(k)): v for k, v in words.vague.items()}
    sides: dict[str, tuple[str, bool, bool]] = {}
    for kind, side in (("killed", words.killed), ("injured", words.injured)):
        for which, text in (("before", side.before), ("after", side.after)):
            for term in split_terms(text):
                key = single_spaced(fold_for_lexicon(term))
                _, before, after = sides.get(key, (kind, False, False))
                sides[key] = (kind, before or which == "before", after or which == "after")
    edge = WORD_END if spaced else ""
    number = (
        rf"(?P<digits>(?<![\w.:,/])(?:{_DIGITS})(?!/\d))(?:\s?(?P<scale>{counting.scale}){edge})?"
        rf"|(?P<vague>{_any(list(vague), spaced=spaced)})|(?P<word>{counting.run})"
    )
    if spaced:
        number = number.replace(r"(?!/\d))", r"(?!/\d|[a-z]))", 1)
    else:
        number = number.replace(r"(?<![\w.:,/])", r"(?<![\d.:,/])")
    people = _any(split_terms(words.people), spaced=spaced)
    aged = rf"\d{{1,3}}[\s\-]{_any(split_terms(words.aged), spaced=spaced)}" if words.aged else "(?!)"
    plural = people.removesuffix(WORD_END) + rf"(?:e?s)?{WORD_END}" if words.people else "(?!)"
    one = rf"(?:{plural}|{aged})"
    number_word = rf"(?:\d{{1,3}}|{counting.run})"
    unit = (
        rf"(?:(?P<n>{number_word})\s+)?(?:(?!{_any(split_terms(words.join), spaced=spaced)})[\w'.\-]+\s+){{0,3}}?{one}(?!\w)"
        r"(?:(?:\s+of|-of-)[\s\w]{1,8})?(?:,?\s*\(?\d{1,3}\)?(?=\W|$))?"
    )
    plain = re.sub(r"\(\?P<\w+>", "(?:", unit)
    joiner = rf"(?:\s*,\s*(?:{_any(split_terms(words.join), spaced=spaced)}\s+)?|\s+(?:{_any(split_terms(words.join), spaced=spaced)}|&)\s+)"
    numeral = rf"{joiner}{number_word}\s+(?:[^\W\d_]+\s+){{0,2}}?[^\W\d_]{{3,}}"
    return Grammar(
        numbers=re.compile(number),
        words=counting,
        vague=vague,
        terms=re.compile(_any(list(sides), spaced=spaced)),
        sides=sides,
        skip=re.compile(r"[\s\-]*(?:%|°|" + _any(split_terms(words.skip), spaced=spaced) + ")"),
        among=re.compile(_any(split_terms(words.among), spaced=spaced) + r"(?:\W+\w+){0,2}\W*$"),
        apart=re.compile(_any(split_terms(words.apart), spaced=spaced)),
        qualifiers=re.compile(
            r"(?:[\s\-:]|" + _any([*split_terms(words.qualifiers), *split_terms(words.moves)], spaced=spaced) + ")*"
        ),
        join=re.compile(r"(?:\W+\w+){1,3}?\W+" + _any(split_terms(words.join), spaced=spaced) + r"\W+"),
        others=re.compile(r"\s*" + _any(split_terms(words.others), spaced=spaced)),
        other_time=re.compile(_any(split_terms(words.other), spaced=spaced)),
        none=re.compile(_any(split_terms(words.none), spaced=spaced) + r"(?:\W+\w+){0,3}\W*$"),
        denied=re.compile(_any(split_terms(words.denied), spaced=spaced)),
        singular=re.compile(r"\s*" + _any(split_terms(words.singular), spaced=spaced)),
        person_before=re.compile(people + _AGE + _BELONGS + _IS) if words.people else None,
        person_after=re.compile(r"(?:\s+[\w\-']+){0,3}?\s+" + people) if words.people else None,
        listed=re.compile(r"(?:\s+[\w'-]+)?\s+" + people.removesuffix(WORD_END) + r"s?,\s+") if words.people else None,
        person_next=re.compile(
            r"(?:,|,?\s+(?:and|&|then))\s+(?:then\s+)?(?:(?:his|her|their|a|an|the|one)\s+)?" + people
        )
        if words.people
        else None,
        between=re.compile("|".join(_range_words(p) for p in words.range)) if words.range else None,
        people_list=re.compile(rf"{plain}(?:{joiner}{plain}|{numeral})+") if words.people else None,
        person=re.compile(one if words.people or words.aged else "(?!)"),
        relatives=re.compile(
            _any(split_terms(words.relatives), spaced=spaced) + r"[\s\-]+(?:of|de|von|di|van|av|på)?[\s\-]*$"
        ),
        groups={single_spaced(fold_for_lexicon(word)): size for word, size in words.groups.items()},
        group=re.compile(_any(list(words.groups), spaced=spaced)),
        ages=re.compile(_any(split_terms(words.ages), spaced=spaced) + r"(?:[\s,]|\d|and|et|y|e|und|i|и|or)*$"),
        animals=re.compile(r"(?:\s+[^\W\d_][\w\-]*){0,2}?\s*" + _any(split_terms(words.animals), spaced=spaced)),
        moves=re.compile(_any(split_terms(words.moves), spaced=spaced)),
        supposed=re.compile(_any(split_terms(words.supposed), spaced=spaced)),
        lone=frozenset(single_spaced(fold_for_lexicon(term)) for term in split_terms(words.lone)),
        aboard=re.compile(r"(?:\s+[^\W\d_]+){0,2}?\s*" + _any(split_terms(words.aboard), spaced=spaced)),
        no_survivors=re.compile(_any(split_terms(words.no_survivors), spaced=spaced)),
        spaced=spaced,
    )


def _range_words(pattern: str) -> str:
    """The joining words of a range: `between {} and {}` -> `\\s+and\\s+`."""
    middle = pattern.partition("{}")[2].partition("{}")[0]
    return r"\s*" + re.escape(middle.strip()).replace(r"\ ", r"\s+") + r"\s*"
