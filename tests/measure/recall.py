"""Did the country-weeks miss an event that the world noticed? Wikipedia's current events against the stories of a built warehouse.

For the countries with most events from 2025-W44 to 2026-W07: the share of events that match a story of their country-week,
and the share whose story is among its ten gravest, in the order of the report's Key Developments (`tasks.stories.make.by_gravity`).
Beside them the ceiling: the share that match any item of the week's pool, about whatever country. The ceiling of an event that
matches no story looks only at items that share two words with it, so it is a little too low for items in other scripts.

An event belongs to the country that its summary is most about, and to the week of its date. It matches the story with the
article that is most like its summary, if that is like enough: a cosine of the encoder between summary and title (or title and
lede) of .45 and two content words in common (stems; the country's own name does not count), of .52 and one, or of .62,
which finds articles of other languages. Of two articles the one with more words in common is the more like. `--sample 50` prints matches to read: of 50 that
were read, 46 were of the event itself, 3 of another step of the same affair, 1 of another event.

`python -m tests.measure.recall HOME [--build] [--profiles FOLDER] [--sample N] [--misses N] [--countries UA,IR]`. `--build` makes the
home from the two corpora of 2025-26 and builds what is missing of those countries (half an hour on two free cores).
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.building.batch import build_batch
from flows.building.current import pool_keys
from flows.building.outcome import Batch
from flows.collecting.feeds import import_files
from tasks.about.attribute import Attributor
from tasks.countries.profiles import load_profiles
from tasks.language.encoder import encode, forget, lede
from tasks.stories.make import by_gravity
from tests.measure.clusters import data_folder
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, FeedItem, Story
from warehouse.weeks import Week, parse_week, week_of, weeks_between

PROFILES = Path(__file__).parents[2] / "deployments" / "countries"
FIRST, LAST = parse_week("2025-W44"), parse_week("2026-W07")
WEEKS = tuple(weeks_between(FIRST, LAST))
COUNTRY_COUNT = 20
CORPORA = ("headlines-world-2025w44-2026w07.parquet", "items-world-2025-2026.parquet")
GRAVEST = 10
POOL_TRIED = 60
"""Items of the pool, those with most words in common, that are compared with an event that no story matches."""
ENOUGH = (0.62, 0.52, 0.45)
"""The cosine that is enough with no, one, and two or more words in common."""
WORD = 0.04
"""Cosine that a word in common is worth between two articles."""
TARGET_ALL, TARGET_GRAVEST = 0.85, 0.60

_COMMON_WORDS = (
    "about after against also amid among announces announced anti around attack attacks been before being between "
    "country dead death deaths during early following from government group have including injured into kill killed "
    "killing kills least leaving many more most national near news officials other over people police president "
    "reported reports said says several since some that their them then there these they this those three through "
    "were week what when where which while will with within would year years"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Event:
    """An event that Wikipedia lists, and the country that it is about."""

    country: str
    week: dt.date
    summary: str


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it is compared: its articles' titles, each with its lede."""

    story_id: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The story that an event matches best, or the best miss; rank counts from 0, gravest first."""

    matched: bool
    rank: int
    cosine: float
    title: str


def wikipedia_events(path: Path, attributor: Attributor, first: Week, last: Week, starts_on: int) -> list[Event]:
    """The dated events of those weeks with the country that each is most about; those about none are left out."""
    events = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            day = dt.date.fromisoformat(row["date"])
            if not row["summary"] or not first.start <= day < last.end:
                continue
            if about := attributor.about("", row["summary"], "en"):
                events.append(Event(about[0].country, week_of(day, starts_on).start, row["summary"]))
    return events


def stories(home: Home, countries: Sequence[str], week: Week) -> dict[str, list[Told]]:
    """The stories of each country in one week, gravest first."""
    store = Store(home)
    texts: dict[tuple[str, str | None], list[tuple[str, str]]] = defaultdict(list)
    for article in store.read(Article, countries=countries, weeks=[week.start]):
        texts[article.country, article.story_id].append((article.title, lede(article.title, article.text)))
    found: dict[str, list[Told]] = {country: [] for country in countries}
    for story in sorted(store.read(Story, countries=countries, weeks=[week.start]), key=by_gravity):
        found[story.country].append(Told(story.story_id, tuple(texts[story.country, story.story_id])))
    return found


def match(events: Sequence[Event], told: Sequence[Told], ordinary: frozenset[str] = frozenset()) -> list[Match]:
    """For each event of one country-week the story most like it and whether that is enough; `ordinary` words do not count."""
    if not told:
        return [Match(False, 0, 0.0, "") for _ in events]
    rows = [(rank, title, text) for rank, story in enumerate(told) for title, text in story.texts]
    summaries = encode([event.summary for event in events])
    by_title = summaries @ encode([title for _, title, _ in rows]).T
    by_lede = summaries @ encode([text for _, _, text in rows]).T
    words = [content_words(text) - ordinary for _, _, text in rows]
    answers = []
    for event, titles, ledes in zip(events, by_title.tolist(), by_lede.tolist(), strict=True):
        mine = content_words(event.summary) - ordinary
        shared = [len(mine & theirs) for theirs in words]
        cosines = [max(pair) for pair in zip(titles, ledes, strict=True)]
        order = [
            (cosine >= ENOUGH[min(count, 2)], cosine + WORD * count, -i)
            for i, (cosine, count) in enumerate(zip(cosines, shared, strict=True))
        ]
        matched, _, i = max(order)
        best = Match(matched, rows[-i][0], cosines[-i], rows[-i][1])
        answers.append(best)
    return answers


def content_words(text: str) -> frozenset[str]:
    """Stems (5 letters) of the words of four and more letters and the numbers of two and more digits, without the usual ones."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", plain)
    return frozenset(w[:5] for w in words if (len(w) > 3 and w not in _COMMON) or (w.isdecimal() and len(w) > 1))


def in_pool(events: Sequence[Event], items: Sequence[FeedItem], ordinary: Mapping[str, frozenset[str]]) -> list[Match]:
    """For each event the item of a pool that matches it best, about whatever country: of those with two words in common."""
    words = [(item, content_words(lede(item.title, item.text))) for item in items]
    answers = []
    for event in events:
        mine = content_words(event.summary) - ordinary[event.country]
        shared = sorted(((-len(mine & theirs), item.item_id, item) for item, theirs in words), key=lambda row: row[:2])
        alike = [item for count, _, item in shared[:POOL_TRIED] if count <= -2]
        told = [Told(item.item_id, ((item.title, lede(item.title, item.text)),)) for item in alike]
        answers += match([event], told, ordinary[event.country])
    return answers


def recall(
    home: Home, events: Sequence[Event], ordinary: Mapping[str, frozenset[str]]
) -> list[tuple[Event, Match, Match]]:
    """Every event with the story and with the item of the pool that match it, by week and country."""
    countries = sorted(ordinary)
    found: list[tuple[Event, Match, Match]] = []
    for week in WEEKS:
        told = stories(home, countries, week)
        missed: list[Event] = []
        pairs: list[tuple[Event, Match]] = []
        for country in countries:
            own = [event for event in events if (event.country, event.week) == (country, week.start)]
            for event, best in zip(own, match(own, told[country], ordinary[country]), strict=True):
                pairs.append((event, best))
                if not best.matched:
                    missed.append(event)
        keys = pool_keys(Store(home), week)
        pool = [i for i in Store(home).items([week.start, week.end]) if (i.week, i.item_id) in keys] if missed else []
        at_best = dict(zip(missed, in_pool(missed, pool, ordinary), strict=True))
        found += [(event, best, at_best.get(event, best)) for event, best in pairs]
        forget()
    return found


def build_home(path: Path, countries: Sequence[str], profiles: Path, weeks: Sequence[Week] = WEEKS) -> Home:
    """The home of the corpora of 2025-26 with the country-weeks of some countries, made and built as far as it is not there."""
    now = dt.datetime.combine(LAST.end + dt.timedelta(weeks=4), dt.time(), dt.UTC)
    if not path.exists():
        corpora = data_folder() / "corpora"
        for done in import_files(Home.create(path), [corpora / name for name in CORPORA], {}, now):
            print(f"imported {done.items} items of {done.path}", file=sys.stderr)
    home = Home.open(str(path))
    for week in weeks:
        build_batch(Batch(home.location, profiles, tuple(countries), week, now))
        print(f"built {week}", file=sys.stderr)
    return home


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("home", nargs="?", help="a warehouse built from the 2025-26 corpora")
    parser.add_argument("--build", action="store_true", help="make the home and build what is missing")
    parser.add_argument("--countries", help="instead of the countries with most events")
    parser.add_argument("--profiles", type=Path, default=PROFILES, help="the profiles that it was built with")
    parser.add_argument("--sample", type=int, default=0, help="print so many matches to read")
    parser.add_argument("--misses", type=int, default=0, help="print so many misses to read")
    options = parser.parse_args()
    path = data_folder() / "truth" / "wikipedia-current-events.jsonl.gz"
    if options.home is None or not path.exists():
        print(f"event recall left out: {'no warehouse was named' if path.exists() else f'{path} is absent'}")
        return 0
    profiles = load_profiles(options.profiles)
    attributor = Attributor(profiles)
    if options.build:
        count = Counter(event.country for event in wikipedia_events(path, attributor, FIRST, LAST, 0))
        home = build_home(Path(options.home), [code for code, _ in count.most_common(COUNTRY_COUNT)], options.profiles)
    else:
        home = Home.open(options.home)
    events = wikipedia_events(path, attributor, FIRST, LAST, home.week_starts_on)
    built = Store(home).current_runs().keys()
    left_out = sum((event.country, event.week) not in built for event in events)
    events = [event for event in events if (event.country, event.week) in built]
    print(f"{len(events)} events of country-weeks that were built, {left_out} of others are left out")
    most = Counter(event.country for event in events).most_common(COUNTRY_COUNT)
    chosen = options.countries.split(",") if options.countries else [country for country, _ in most]
    own = {
        code: frozenset().union(*(content_words(name.rstrip("*")) for names in profiles[code].names.values() for name in names))
        for code in chosen
    }  # fmt: skip
    found = recall(home, [event for event in events if event.country in chosen], own)

    row = "{:<10}{:>8}{:>10}{:>14}{:>16}"
    print(row.format("country", "events", "ceiling", "in a story", f"in {GRAVEST} gravest"))
    for code in chosen:
        print(row.format(code, *_shares([triple for triple in found if triple[0].country == code])))
    print(row.format("all", *_shares(found)))
    print(row.format("target", "", "", f"{TARGET_ALL:.2f}", f"{TARGET_GRAVEST:.2f}"))
    count = Counter(event.country for event, _, _ in found)
    others = [triple for triple in found if count[triple[0].country] <= GRAVEST * len(WEEKS)]
    print(row.format("others", *_shares(others)), f"(without countries of more than {GRAVEST} events a week)")
    hits = [triple for triple in found if triple[1].matched]
    misses = [triple for triple in found if not triple[1].matched]
    for title, triples, count in (("matched", hits, options.sample), ("missed", misses, options.misses)):
        for event, best, at_best in random.Random(0).sample(triples, min(count, len(triples))):
            print(f"\n{title}, {event.country} {event.week}: {event.summary}")
            print(f"  story (rank {best.rank + 1}, cosine {best.cosine:.2f}): {best.title}")
            if not best.matched:
                print(f"  pool ({'matches' if at_best.matched else 'no match'}, {at_best.cosine:.2f}): {at_best.title}")
    return 0


def _shares(found: Sequence[tuple[Event, Match, Match]]) -> tuple[int, str, str, str]:
    count = max(len(found), 1)
    ceiling = sum(at_best.matched for _, _, at_best in found) / count
    every = sum(best.matched for _, best, _ in found) / count
    gravest = sum(best.matched and best.rank < GRAVEST for _, best, _ in found) / count
    return len(found), f"{ceiling:.3f}", f"{every:.3f}", f"{gravest:.3f}"


if __name__ == "__main__":
    sys.exit(main())
