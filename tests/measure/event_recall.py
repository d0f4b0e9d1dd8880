"""Wikipedia's current events against the events of a built warehouse, strictly: an event matches by its own facts, not by an article of it.

    python -m tests.measure.event_recall HOME [--sample 100] [--misses 20] [--first 2026-W05] [--countries US,UA]

needs WEEKWATCH_DATA. HOME holds the weeks (`python -m tests.measure.recall HOME --build`). Of Wikipedia's events of the country-weeks that are
built: the share that an event of their country-week matches, and that one of its first ten (`rank`) matches. An event's facts agree if its
day is within two of Wikipedia's; if both are of harm or neither is, by any kind that is likely; if both name a site, they lie within 50 km or in one unit; if both tell
deaths, a number told of the event is within half; and if they name others than the country itself, one of them is common. It matches if
its title is like the summary too (a cosine of .45 and two content words in common, of .52 and one, or of .62), or if day (within one), kind, a
site that both name and a told number of deaths (five or more, within 20 %) say that it is the same, whatever its title and actors.
`--sample` prints matches to read by eye.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tasks.about.attribute import Attributor
from tasks.countries.profiles import load_profiles
from tasks.events.actors import find_actors
from tasks.events.merging.describe import unit_of
from tasks.events.merging.identity import family
from tasks.events.reading import TextToRead, read_texts
from tasks.language.encoder import encode
from tasks.places.find import find_places
from tests.measure.clusters import data_folder
from tests.measure.event_truth import SHARE, km
from tests.measure.recall import ENOUGH, PROFILES, content_words
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Event, EventFigure
from warehouse.weeks import parse_week, week_of

DAYS, KM, TIMES, FIRST = 2, 50.0, 2.0, 10
TELLING = 5
"""Deaths from which they, a day and a site tell an event from others."""
HARM = ("violence", "harm", "disease")
"""Families of kinds that hurt: what is said of an attack is not the attack."""
_SITES = {"city", "capital", "admin2", "facility", "border_crossing"}


@dataclass(frozen=True, slots=True)
class Listed:
    """An event as Wikipedia lists it, with the facts that its summary tells."""

    country: str
    week: dt.date
    day: dt.date
    summary: str
    sites: tuple[tuple[float, float, str | None], ...]
    """Latitude, longitude and unit of the towns that it names."""
    actors: frozenset[str]
    killed: int | None
    harm: frozenset[bool]
    """Whether it is of a kind that hurts: of each kind that is likely; empty where none was read."""


def listed(path: Path, attributor: Attributor, starts_on: int, first: dt.date, last: dt.date) -> list[Listed]:
    """The dated events of those days that are about a country."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            day = dt.date.fromisoformat(row["date"])
            if (
                not row["summary"]
                or not first <= day < last
                or not (about := attributor.about("", row["summary"], "en"))
            ):
                continue
            country, summary = about[0].country, row["summary"]
            (reading,) = read_texts([TextToRead("", summary, "en")])
            places = [m for m in find_places("", summary, lang="en", country=country) if m.kind in _SITES]
            found.append(
                Listed(
                    country,
                    week_of(day, starts_on).start,
                    day,
                    summary,
                    tuple((m.lat, m.lng, unit_of(m.place_id)) for m in places),
                    frozenset(find_actors("", summary, lang="en")) - {country},
                    reading.killed.high if reading.killed else None,
                    frozenset(family(kind) in HARM for kind in reading.categories if kind != "unclassified"),
                )
            )
    return found


def is_of_kind(one: Listed, event: Event) -> bool:
    """Whether both hurt or neither does, as far as kinds were read."""
    return not one.harm or event.kind == "unclassified" or (family(event.kind) in HARM) in one.harm


def facts_agree(one: Listed, event: Event, tolls: Collection[int]) -> bool:
    """Whether no fact of the event speaks against it, and its day is Wikipedia's; `tolls` are the deaths that were told of it."""
    until = event.until or event.event_date
    if not event.event_date - dt.timedelta(DAYS) <= one.day <= until + dt.timedelta(DAYS):
        return False
    if not is_of_kind(one, event):
        return False
    if one.sites and event.lat is not None and not is_near(one, event):
        return False
    if one.killed and tolls and not any(max(one.killed, n) <= TIMES * min(one.killed, n) for n in tolls):
        return False
    others = set(event.actors) - {event.country}
    return not one.actors or not others or bool(one.actors & others)


def is_near(one: Listed, event: Event) -> bool:
    """Whether a site that Wikipedia names lies at the event's, or in its unit."""
    lat, lng = event.lat, event.lng
    if lat is None or lng is None:
        return False
    return any(
        km(its_lat, its_lng, lat, lng) <= max(KM, event.radius_km or 0) or (unit is not None and unit == event.unit)
        for its_lat, its_lng, unit in one.sites
    )


def facts_decide(one: Listed, event: Event, tolls: Collection[int]) -> bool:
    """Whether day, kind, site and deaths alone say that it is the same event."""
    deaths = one.killed or 0
    return (
        deaths >= TELLING
        and abs((one.day - event.event_date).days) <= 1
        and is_of_kind(one, event)
        and is_near(one, event)
        and any(abs(n - deaths) <= SHARE * deaths for n in tolls)
    )


def best_of(
    own: Sequence[Listed], events: Sequence[Event], told: Mapping[str, set[int]], ordinary: frozenset[str]
) -> list[tuple[Listed, Event | None, float]]:
    """For each listed event of a country-week the event that is it, and how alike title and summary are (one more where facts decide); None where none is.

    told: the deaths that were told of each event, by event_id.
    """
    if not events:
        return [(one, None, 0.0) for one in own]
    alike = encode([one.summary for one in own]) @ encode([event.title for event in events]).T
    answers: list[tuple[Listed, Event | None, float]] = []
    for one, row in zip(own, alike, strict=True):
        words = content_words(one.summary) - ordinary
        best: tuple[float, Event | None] = (0.0, None)
        for n in np.argsort(-row, kind="stable").tolist():
            event = events[n]
            common = len(words & (content_words(event.title) - ordinary))
            tolls = told.get(event.event_id, ())
            decided = facts_decide(one, event, tolls)
            if decided or (row[n] >= ENOUGH[min(common, 2)] and facts_agree(one, event, tolls)):
                best = max(best, (float(row[n]) + decided, event), key=lambda pair: pair[0])
        answers.append((one, best[1], best[0]))
    return answers


def main(arguments: Sequence[str] | None = None) -> int:
    """Match and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--first", default="2025-W44")
    parser.add_argument("--last", default="2026-W07")
    parser.add_argument("--countries", default="", help="these alone, e.g. US,UA; all that are built if not given")
    options = parser.parse_args(arguments)
    path = data_folder() / "truth" / "wikipedia-current-events.jsonl.gz"
    if not path.exists():
        print("no events of Wikipedia at WEEKWATCH_DATA: nothing measured")
        return 0
    profiles = load_profiles(PROFILES)
    home = Home.open(options.home)
    store, start = Store(home), home.week_starts_on
    chosen = set(options.countries.split(",")) if options.countries else set(profiles)
    built = {(country, week) for country, week in store.current_runs() if country in chosen}
    first, last = parse_week(options.first, start).start, parse_week(options.last, start).end
    wanted = [one for one in listed(path, Attributor(profiles), start, first, last) if (one.country, one.week) in built]
    groups: dict[tuple[str, dt.date], list[Listed]] = defaultdict(list)
    for one in wanted:
        groups[one.country, one.week].append(one)
    found: list[tuple[Listed, Event | None, float]] = []
    for (country, week), own in sorted(groups.items()):
        names = profiles[country].names.values()
        ordinary = frozenset().union(*(content_words(name.rstrip("*")) for told in names for name in told))
        told: dict[str, set[int]] = defaultdict(set)
        for figure in store.read(EventFigure, countries=[country], weeks=[week]):
            if figure.what == "killed" and figure.covers in ("event", "running") and figure.high:
                told[figure.event_id].add(figure.high)
        found += best_of(own, store.read(Event, countries=[country], weeks=[week]), told, ordinary)
    hits = [triple for triple in found if triple[1] is not None]
    gravest = [triple for triple in hits if triple[1] is not None and triple[1].rank <= FIRST]
    count = max(1, len(found))
    print(
        f"{len(found)} events of Wikipedia in {len(groups)} country-weeks: in an event {len(hits) / count:.3f} (aim .75), "
        f"in one of the first {FIRST} {len(gravest) / count:.3f} (aim .60)"
    )
    per_country = Counter(one.country for one, _, _ in found)
    right = Counter(one.country for one, _, _ in hits)
    print(", ".join(f"{code} {right[code]}/{n}" for code, n in per_country.most_common(20)))
    chance = random.Random(16)
    for one, event, cosine in chance.sample(hits, min(options.sample, len(hits))):
        assert event is not None
        print(f"\n{one.country} {one.day}: {one.summary}")
        print(
            f"  {event.kind} {event.event_date} {event.site} killed {event.killed_best}, rank {event.rank}, {cosine:.2f}: {event.title}"
        )
    misses = [one for one, event, _ in found if event is None]
    for one in chance.sample(misses, min(options.misses, len(misses))):
        print(f"\nmissed {one.country} {one.day}: {one.summary}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
