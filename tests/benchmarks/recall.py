"""Did the country-weeks miss an event that the world noticed? Wikipedia's current events against the stories of a built warehouse.

For the countries with most events from 2025-W44 to 2026-W07: the share of events that match a story of their country-week,
and the share that match one of its ten gravest (most points to the score, then severity).

An event belongs to the country that its summary is most about, and to the week of its date. It matches the story with the
article that is most like its summary, if that is like enough: a cosine of the encoder between summary and title (or title and
lede) of .45 and two content words in common (stems; the country's own name does not count), of .52 and one, or of .62,
which finds articles of other languages. Of two articles the one with more words in common is the more like. Errors of the rule were sampled by hand: see the notes; `--sample 50` prints such a sample.

`python -m tests.benchmarks.recall HOME [--sample N] [--countries UA,IR]`. The ceiling measured beforehand: headlines
of the week match about nine events in ten.
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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.attribute import Attributor
from tasks.encoder import encode, lede
from tasks.profiles import load_profiles
from tasks.weeks import Week, parse_week, week_of
from tests.benchmarks.clusters import data_folder
from warehouse.db import query_sql
from warehouse.home import Home

PROFILES = Path(__file__).parents[2] / "deployments" / "countries"
FIRST, LAST = parse_week("2025-W44"), parse_week("2026-W07")
COUNTRY_COUNT = 20
GRAVEST = 10
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

STORIES = """
select s.country, s.week, s.story_id, s.severity, coalesce(c.points, 0) as points, a.title, a.text
from stories s
join articles a on a.country = s.country and a.week = s.week and a.story_id = s.story_id
left join contributions c on c.country = s.country and c.week = s.week and c.story_id = s.story_id
where s.week between $first and $last
order by s.country, s.week, s.story_id, a.article_id
"""


@dataclass(frozen=True, slots=True)
class Event:
    """An event that Wikipedia lists, and the country that it is about."""

    country: str
    week: dt.date
    summary: str


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it is compared: its articles' titles, each with its lede, and how grave it is."""

    story_id: str
    points: float
    severity: float
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


def stories(home: Home, first: Week, last: Week) -> dict[tuple[str, dt.date], list[Told]]:
    """The stories of every country-week, gravest first."""
    _, rows = query_sql(home, STORIES, {"first": first.start, "last": last.start})
    texts: dict[tuple[str, dt.date, str], list[tuple[str, str]]] = defaultdict(list)
    weight: dict[tuple[str, dt.date, str], tuple[float, float]] = {}
    for country, week, story_id, severity, points, title, text in rows:
        texts[country, week, story_id].append((title, lede(title, text)))
        weight[country, week, story_id] = (points, severity)
    found: dict[tuple[str, dt.date], list[Told]] = defaultdict(list)
    for (country, week, story_id), told in texts.items():
        found[country, week].append(Told(story_id, *weight[country, week, story_id], tuple(told)))
    for group in found.values():
        group.sort(key=lambda story: (-story.points, -story.severity, story.story_id))
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


def recall(
    events: Iterable[Event], told: Mapping[tuple[str, dt.date], Sequence[Told]], ordinary: Mapping[str, frozenset[str]]
) -> list[tuple[Event, Match]]:
    """Every event with its match, by country and week."""
    groups: dict[tuple[str, dt.date], list[Event]] = defaultdict(list)
    for event in events:
        groups[event.country, event.week].append(event)
    return [
        pair
        for key, group in sorted(groups.items())
        for pair in zip(group, match(group, told.get(key, ()), ordinary.get(key[0], frozenset())), strict=True)
    ]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("home", nargs="?", help="a warehouse built from the 2025-26 corpora")
    parser.add_argument("--countries", help="instead of the countries with most events")
    parser.add_argument("--sample", type=int, default=0, help="print so many matches and misses to read")
    options = parser.parse_args()
    path = data_folder() / "truth" / "wikipedia-current-events.jsonl.gz"
    if options.home is None or not path.exists():
        print(f"event recall left out: {'no warehouse was named' if path.exists() else f'{path} is absent'}")
        return 0
    home = Home.open(options.home)
    profiles = load_profiles(PROFILES)
    attributor = Attributor(profiles)
    events = wikipedia_events(path, attributor, FIRST, LAST, home.week_starts_on)
    most = [country for country, _ in Counter(event.country for event in events).most_common(COUNTRY_COUNT)]
    chosen = options.countries.split(",") if options.countries else most
    own = {
        code: frozenset().union(*(content_words(name.rstrip("*")) for names in profiles[code].names.values() for name in names))
        for code in chosen
    }  # fmt: skip
    pairs = recall([event for event in events if event.country in chosen], stories(home, FIRST, LAST), own)

    row = "{:<10}{:>8}{:>14}{:>16}"
    print(row.format("country", "events", "in a story", f"in {GRAVEST} gravest"))
    for code in chosen:
        print(row.format(code, *_shares([m for event, m in pairs if event.country == code])))
    print(row.format("all", *_shares([m for _, m in pairs])))
    print(row.format("target", "", f"{TARGET_ALL:.2f}", f"{TARGET_GRAVEST:.2f}"))
    for event, found in random.Random(0).sample(pairs, min(options.sample, len(pairs))):
        said = f"matched, rank {found.rank + 1}" if found.matched else "missed"
        print(f"\n{event.country} {event.week} {said} (cosine {found.cosine:.2f})\n  {event.summary}\n  {found.title}")
    return 0


def _shares(found: Sequence[Match]) -> tuple[int, str, str]:
    count = len(found)
    every = sum(m.matched for m in found) / count if count else 0.0
    gravest = sum(m.matched and m.rank < GRAVEST for m in found) / count if count else 0.0
    return count, f"{every:.3f}", f"{gravest:.3f}"


if __name__ == "__main__":
    sys.exit(main())
