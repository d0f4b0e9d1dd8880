"""UCDP's deadly events of a built warehouse's weeks against our events, on the event's own facts.

    python -m tests.measure.event_truth HOME [--build] [--sample 40] [--ceiling 60]

needs WEEKWATCH_DATA; HOME holds the weeks of 26 January to 15 February 2026 of the countries that UCDP's file counts such events in;
`--build` makes what is missing of them (in the same home as `tests.measure.recall HOME --build`, if wanted). Of UCDP's events
with three deaths or more, dated to a day or two, in a country-week that is built and whose place or unit an item of the country names
within a day: the share that has an event row with its day within one, its place within 50 km or in the same unit, and deaths within
20 % (or one). Then of our assaults with deaths inside those countries, the share that UCDP has. `--sample` prints the others to read, `--ceiling` so many
of the named ones with the articles that name them: what could be found by a reader.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tasks.language.encoder import lede
from tests.measure.clusters import data_folder
from tests.measure.recall import PROFILES, WEEKS, build_home
from tests.measure.threat_truth import code_of
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, Event
from warehouse.weeks import week_of

SOURCE = "events-2026-02-half-of-countries.parquet"
COMMON = frozenset(
    {"north", "south", "east", "west", "northern", "southern", "eastern", "western", "nord", "sud", "norte", "central", "middle", "lower", "upper"}
    | {"area", "between", "and", "province", "state", "region", "oblast", "district", "strip", "town", "village", "suburb", "of", "road"}
)  # fmt: skip
"""Words of places that name none by themselves."""
LEAST_LETTERS, STEM = 4, 6
"""Letters of a name that is looked for, and by which two spellings of a unit are one."""
BUILT_WEEKS = 3
"""The last of the pool, which UCDP's month has in common with it."""
TO_READ = 8
"""Articles that are printed of an event that is read for the ceiling."""
LEAST_DEAD, DAYS, KM, SHARE = 3, 1, 50.0, 0.2


@dataclass(frozen=True, slots=True)
class Deadly:
    """An event as UCDP counts it."""

    ident: str
    country: str
    first: dt.date
    last: dt.date
    lat: float
    lng: float
    place: str
    unit: str
    deaths: int
    headline: str


def counted(path: Path) -> list[Deadly]:
    """UCDP's events of countries that we know."""
    frame = pl.read_parquet(path).filter((pl.col("best") >= 1) & (pl.col("date_prec") <= 2))
    return [
        Deadly(
            row["id"], code, row["date_start"], row["date_end"], row["latitude"], row["longitude"],
            row["where_coordinates"] or "", row["adm_1"] or "", row["best"], row["source_headline"] or "",
        )
        for row in frame.iter_rows(named=True)
        if (code := code_of(row["country"])) is not None
    ]  # fmt: skip


def folded(text: str) -> str:
    """Small letters without marks."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def naming(one: Deadly, articles: Iterable[Article]) -> list[Article]:
    """The articles of these days that name its place or unit."""
    names = (" ".join(_proper(one.place)), *_proper(one.unit)[:1])
    words = [folded(name) for name in names if len(name) >= LEAST_LETTERS]
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words) or "(?!)")
    return [a for a in articles if pattern.search(folded(f"{a.title} {a.text}"))]


def _proper(place: str) -> list[str]:
    """The words of a place or unit that are its own: "Nord Kivu province" is Kivu, "Khan Younis town" Khan Younis."""
    return [word for word in place.split() if word.casefold() not in COMMON]


def around(one: Deadly, told: Mapping[tuple[str, dt.date], Sequence[Article]]) -> Iterator[Article]:
    """The articles of its country from the day before to two days after."""
    for n in range(-1, 3):
        yield from told.get((one.country, one.first + dt.timedelta(n)), ())


def near(one: Deadly, event: Event) -> bool:
    """Day within one, and place within 50 km or the same unit."""
    if not one.first - dt.timedelta(DAYS) <= event.event_date <= one.last + dt.timedelta(DAYS):
        return False
    if event.unit_name and one.unit and _same_unit(event.unit_name, one.unit):
        return True
    return event.lat is not None and event.lng is not None and km(one.lat, one.lng, event.lat, event.lng) <= KM


def _same_unit(ours: str, theirs: str) -> bool:
    """Whether two names of a unit begin alike: "Donets'ka Oblast'" and "Donetsk oblast"."""
    stems = [re.sub(r"\W", "", folded(word))[:STEM] for name in (ours, theirs) for word in _proper(name)[:1]]
    return len(stems) == 2 and stems[0] == stems[1]


def km(lat_a: float, lng_a: float, lat_b: float, lng_b: float) -> float:
    """Great-circle distance."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lng_b - lng_a) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def same_toll(deaths: int, event: Event) -> bool:
    """Deaths within 20 %, or one."""
    return event.killed_best is not None and abs(event.killed_best - deaths) <= max(1.0, SHARE * deaths)


@dataclass(frozen=True)
class Compared:
    """UCDP's deadly events of built country-weeks and ours."""

    named: dict[Deadly, list[Article]]
    """Those of three deaths or more that articles name, with these."""
    deadly: int
    """How many there are, named or not."""
    placed: list[Deadly]
    full: list[Deadly]
    """Of the named those with an event of ours of the day and place, and with the deaths too."""
    assaults: list[Event]
    """Ours with deaths inside these countries, on UCDP's days."""
    rest: list[Event]
    """Of these the ones that UCDP lacks."""


def compare(store: Store, theirs: Sequence[Deadly]) -> Compared:
    """UCDP's events held against those of the warehouse."""
    countries = sorted({one.country for one in theirs})
    ours: dict[str, list[Event]] = defaultdict(list)
    for event in store.read(Event, countries=countries):
        ours[event.country].append(event)
    told: dict[tuple[str, dt.date], list[Article]] = defaultdict(list)
    for article in store.read(Article, countries=countries):
        told[article.country, article.published_at.date()].append(article)
    deadly = sorted((one for one in theirs if one.deaths >= LEAST_DEAD), key=lambda one: one.ident)
    named = {one: found for one in deadly if (found := naming(one, around(one, told)))}
    at = {one: [event for event in ours[one.country] if near(one, event)] for one in named}
    first, last = min(one.first for one in theirs), max(one.last for one in theirs)
    assaults = [event for country in countries for event in ours[country] if is_deadly_assault(event, first, last)]
    rest = [event for event in assaults if not any(one.country == event.country and near(one, event) for one in theirs)]
    return Compared(
        named,
        len(deadly),
        [one for one in named if at[one]],
        [one for one in named if any(same_toll(one.deaths, event) for event in at[one])],
        assaults,
        rest,
    )


def is_deadly_assault(event: Event, first: dt.date, last: dt.date) -> bool:
    """Whether an event is an assault with deaths in its own country that happened on one of these days."""
    happened = event.state in ("ended", "ongoing") and first <= event.event_date <= last
    return event.kind == "assault" and bool(event.killed_best) and event.nearness == "inside" and happened


def print_samples(found: Compared, sample: int, ceiling: int) -> None:
    """The missed, the named with their articles, and those that only we have, to be read by eye."""
    chance = random.Random(7)
    missed = [one for one in found.named if one not in found.full]
    for one in chance.sample(missed, min(sample, len(missed))):
        print(f"missed: {one.country} {one.first} {one.place} ({one.unit}) {one.deaths}: {one.headline[:110]}")
    for one in chance.sample(list(found.named), min(ceiling, len(found.named))):
        print(f"to read: {one.country} {one.first} {one.place} ({one.unit}) {one.deaths}: {one.headline[:110]}")
        for article in found.named[one][:TO_READ]:
            print(f"    {article.published_at:%m-%d} {lede(article.title, article.text)[:160]}")
    for event in chance.sample(found.rest, min(sample, len(found.rest))):
        print(f"only ours: {event.country} {event.event_date} {event.site} {event.killed_best}: {event.title[:110]}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Match and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--build", action="store_true", help="make the home and build what is missing")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--ceiling", type=int, default=0)
    options = parser.parse_args(arguments)
    path = data_folder() / "truth" / "ucdp" / SOURCE
    if not path.exists():
        print("no UCDP events at WEEKWATCH_DATA: nothing measured")
        return 0
    if options.build:
        grave = {one.country for one in counted(path) if one.deaths >= LEAST_DEAD}
        build_home(options.home, sorted(grave), PROFILES, WEEKS[-BUILT_WEEKS:])
    store = Store(Home.open(options.home))
    built = set(store.current_runs())
    theirs = [one for one in counted(path) if (one.country, week_of(one.first, 0).start) in built]
    if not theirs:
        print("no week of UCDP's file is built: nothing measured")
        return 0
    found = compare(store, theirs)
    count = max(1, len(found.named))
    print(
        f"UCDP's events with {LEAST_DEAD} deaths or more in built country-weeks: {found.deadly}, named by an item {len(found.named)}\n"
        f"of these: an event of the day and place {len(found.placed) / count:.3f}, with the deaths {len(found.full) / count:.3f} (aim .60)\n"
        f"our assaults with deaths inside those countries: {len(found.assaults)}, of the day and place of one of UCDP's "
        f"{1 - len(found.rest) / max(1, len(found.assaults)):.3f}"
    )
    print_samples(found, options.sample, options.ceiling)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
