"""Which country comes first: where what a text tells happened, or whose affair it is.

The candidates are the countries that the text names and those that news is mostly about; a learned choice
(`tasks.language.choice`, trained by `tests.measure.train_where`) weighs how each is named, its company, the words of
the text, its language and its outlet. A text that names no country mostly speaks of its outlet's own.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.about.hints import hints, words_of
from tasks.countries.names import facts
from tasks.language.choice import Choice, Features

NOWHERE = "-"
"""The candidate that stands for no country."""
COMMON = (
    *("US", "GB", "RU", "UA", "FR", "PL", "NP", "AR", "BD", "IN", "IR", "IL", "PS", "CN", "AU", "DE", "CA", "CO", "MX"),
    *("JP", "ES", "BR", "CH", "VE", "PK", "KP", "TR", "SY", "IT"),
)
"""Countries that are candidates without being named: those that the labelled texts are about most."""
_BEFORE = re.compile(r"([^\W\d_]+)\W{0,2}$")
_AFTER = re.compile(r"\W{0,3}([^\W\d_]+)")
_MOST_HINT = 8.0
_HINTED = 1.5
"""A country hinted at so strongly is a candidate without being named."""
_LEDE = 280
_READ = 600


@dataclass(frozen=True, slots=True)
class CountryMention:
    """Words that name a country, its people, an institution or a place of it: `title[start:end]` or `text[start:end]`."""

    start: int
    end: int
    country: str
    kind: str
    in_title: bool = False


@functools.cache
def _choice() -> Choice:
    return Choice.read(Path(__file__).parent / "data" / "first.npy")


def home_of(outlet: str) -> str | None:
    """The country whose domain an outlet's address has; None for other names."""
    ending = outlet.lower().rsplit(".", 1)[-1] if "." in outlet and " " not in outlet else ""
    code = {"uk": "GB", "su": "RU"}.get(ending, ending.upper())
    return code if code in facts() else None


def country_candidates(
    title: str,
    text: str,
    lang: str,
    mentions: Sequence[CountryMention],
    *,
    outlet: str = "",
    outlet_country: str | None = None,
) -> dict[str, Features]:
    """The features of every country that may come first, and of NOWHERE."""
    home = outlet_country or home_of(outlet)
    named: dict[str, list[CountryMention]] = defaultdict(list)
    for mention in mentions:
        named[mention.country].append(mention)
    words = words_of(f"{title} {text[:_READ]}")
    hinted = hints(words)
    strongest = max(hinted.values(), default=0.0)
    title_order = list(dict.fromkeys(m.country for m in mentions if m.in_title))
    order = list(dict.fromkeys(m.country for m in mentions))
    found: dict[str, Features] = {}
    told = {country for country, value in hinted.items() if value >= _HINTED}
    for country in sorted({*named, *COMMON, *told, *([home] if home else []), NOWHERE}):
        features: dict[str, float] = {f"is:{country}": 1.0, f"lang:{lang}:{country}": 1.0}
        if outlet:
            features[f"outlet:{outlet}:{country}"] = 1.0
        if country == home:
            features["home"] = 1.0
            features["home, none named" if not named else "home, others named"] = 1.0
            features["home, none in title" if not title_order else "home, others in title"] = 1.0
        hint = min(_MOST_HINT, hinted.get(country, 0.0)) / 4
        who = "named" if country in named else "others named" if named else "none named"
        features[f"hint, {who}"] = hint
        if hint and hinted[country] == strongest:
            features[f"strongest hint, {who}"] = 1.0
        if country in named:
            features |= _named(country, named[country], title, text, lang, title_order, order)
        elif named:
            features["not named"] = 1.0
            features[f"not named:{lang}"] = 1.0
            if title_order:
                features["not named, others in title"] = 1.0
        found[country] = features
    return found


def _named(
    country: str,
    mentions: list[CountryMention],
    title: str,
    text: str,
    lang: str,
    title_order: list[str],
    order: list[str],
) -> Features:
    features: dict[str, float] = {"named": 1.0, f"named:{country}": 1.0}
    in_title = [m for m in mentions if m.in_title]
    opening = [m for m in mentions if not m.in_title and m.start < _LEDE]
    features["body"] = min(4, len(mentions) - len(in_title) - len(opening)) / 4
    features["opening"] = min(3, len(opening)) / 3
    features["title"] = min(2, len(in_title)) / 2
    if not in_title and title_order:
        features["only in text"] = 1.0
    if not title_order and order and order[0] == country:
        features["first in text"] = 1.0
    if len(order) == 1:
        features["alone"] = 1.0
    if country in title_order:
        rank = title_order.index(country)
        features[f"title rank {min(rank, 3)} of {min(len(title_order), 4)}"] = 1.0
        features[f"{country} title rank {min(rank, 2)}"] = 1.0 if len(title_order) > 1 else 0.0
        if len(title_order) > 1:
            for other in title_order[:4]:
                if other != country:
                    features[f"{country} beside {other}"] = 1.0
    for number, mention in enumerate((in_title + opening)[:4]):
        string = title if mention.in_title else text
        where = "title" if mention.in_title else "opening"
        value = 1.0 if number == 0 else 0.5
        features[f"{where} {mention.kind}"] = 1.0
        before, after = _BEFORE.search(string[: mention.start]), _AFTER.match(string[mention.end :])
        front = before[1].lower() if before else "^"
        back = after[1].lower() if after else "$"
        features[f"{where} before {front}"] = value
        features[f"{where} {mention.kind} before {front}"] = value
        features[f"{where} after {back}"] = value
        features[f"{where} {mention.kind} after {back}"] = value
        if mention.start == 0 and not mention.in_title and string[mention.start : mention.end].isupper():
            features["dateline"] = 1.0
        rest = string[mention.end : mention.end + 2]
        if rest in ("'s", "’s"):
            features[f"{where} genitive"] = 1.0
        if rest.startswith(":"):
            features[f"{where} colon"] = 1.0
    return features


def first_country(
    title: str,
    text: str,
    lang: str,
    mentions: Sequence[CountryMention],
    *,
    outlet: str = "",
    outlet_country: str | None = None,
) -> tuple[str, float] | None:
    """The country that comes first and its probability; None where the text is about none or the whole world."""
    found = country_candidates(title, text, lang, mentions, outlet=outlet, outlet_country=outlet_country)
    codes = list(found)
    shares = _choice().probabilities(list(found.values()))
    best = max(range(len(codes)), key=lambda n: (shares[n], codes[n]))
    return None if codes[best] == NOWHERE else (codes[best], shares[best])
