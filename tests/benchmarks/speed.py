"""How fast parsed items become placed and scored stories, where the time goes, and in how much memory.

Two worker processes build real country-weeks stage by stage, as a backfill does: each has half of the countries and reads
all items of the week. They start together after one country has warmed everything up. Items with summaries, January 2023, of
WEEKWATCH_DATA; invented items where that is absent, which it says. Beside the wall time stands CPU time, which other work on the
machine disturbs less; the encoder alone, on the same texts, is the floor.

`python -m tests.benchmarks.speed [COUNTRIES]`, by default UA,PK,BR,CN,TR,NG.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import multiprocessing
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tasks import encoder
from tasks.attribute import Attributor
from tasks.country_week import STAGES, locate
from tasks.draft import Draft, Past, Pool
from tasks.encoder import encode, lede
from tasks.formula import load_formula
from tasks.profiles import CountryProfile, load_profiles
from tasks.text import clean_html
from tasks.weeks import Week
from tests.benchmarks.clusters import MIXED, data_folder, mixed_languages
from warehouse.tables import FeedItem

TARGET = 250.0
MEMORY_MB = 1000
WEEKS = (Week(dt.date(2023, 1, 9)), Week(dt.date(2023, 1, 16)))
COUNTRIES = "UA,PK,BR,CN,TR,NG"
PROFILES = Path(__file__).parents[2] / "deployments" / "countries"
MEASURED = STAGES[: STAGES.index(locate) + 1]
"""From the selection to the hotspots: what comes after writes the report."""


def feed_item(title: str, text: str, lang: str, link: str, outlet: str, published_at: dt.datetime) -> FeedItem:
    """An item as parsing leaves it."""
    digest = hashlib.sha256(f"{link}\n{title}\n{text}".encode()).hexdigest()
    return FeedItem(
        week=published_at.date() - dt.timedelta(days=published_at.weekday()),
        item_id=digest[:16],
        feed_url="https://feeds.example/rss",
        outlet=outlet,
        publisher=outlet,
        outlet_country=None,
        url=link,
        guid=None,
        title=title[:500],
        text=text[:20_000],
        lang=lang,
        published_at=published_at,
        published_basis="archive",
        fetched_at=published_at,
        raw_sha256=digest,
        position=0,
    )


def real_items(path: Path, weeks: tuple[Week, ...]) -> list[FeedItem]:
    """The corpus' items of those weeks."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    first, last = weeks[0].starts_at, weeks[-1].ends_at
    inside = pc.and_(pc.greater_equal(table["published"], first), pc.less(table["published"], last))
    return [
        feed_item(
            clean_html(row["title"] or ""),
            clean_html(row["summary"] or ""),
            row["lang"] or "und",
            row["link"] or "",
            row["outlet"] or urlsplit(row["link"] or "").netloc,
            row["published"],
        )
        for row in table.filter(inside).to_pylist()
    ]


def invented_items() -> list[FeedItem]:
    """The mixed-language set five times over, as if of five outlets, moved into the first week."""
    shift = WEEKS[0].starts_at - dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    return [
        feed_item(a.title, f"{a.text} ({n})", a.lang, f"https://o{n}.example/{a.article_id}", f"o{n}", a.published_at + shift)
        for n in range(5)
        for a in mixed_languages(MIXED).articles
    ]  # fmt: skip


def draft(profile: CountryProfile, week: Week, pool: Pool) -> Draft:
    """A country-week without a past, before its first stage."""
    return Draft(
        profile=profile,
        week=week,
        week_starts_on=0,
        pool=pool,
        past=Past(),
        fetches=(),
        formula=load_formula(),
        code_version="benchmark",
    )


@dataclass
class Measured:
    """What one process did: CPU seconds by step, of the encoder alone and of all, the wall time, counts and peak memory."""

    seconds: dict[str, float]
    alone: float
    wall: float
    articles: int
    encoded: int
    stories: int
    megabytes: float


def measure(countries: Sequence[str], start: Callable[[], object] = lambda: None) -> Measured:
    """The country-weeks of some countries, after one has warmed everything up; `start` is called between the two."""
    corpus = data_folder() / "corpora" / "items-world-2023-jan-feb.parquet"
    items = real_items(corpus, WEEKS) if corpus.exists() else invented_items()
    profiles = load_profiles(PROFILES)
    attributor = Attributor(profiles)
    warm = draft(profiles["DE"], WEEKS[0], Pool(WEEKS[0], items[:400], attributor))
    for stage in MEASURED:
        warm = stage(warm)
    encoder.forget()
    start()

    seconds: dict[str, float] = defaultdict(float)
    articles = stories = 0
    texts: list[str] = []
    began = time.perf_counter()
    for week in WEEKS:
        started = time.process_time()
        pool = Pool(week, [i for i in items if i.published_at and i.published_at in week], attributor)
        pool.about(countries[0])
        seconds[f"attribute (all {len(items)} items)"] += time.process_time() - started
        for country in countries:
            value = draft(profiles[country], week, pool)
            for stage in MEASURED:
                started = time.process_time()
                value = stage(value)
                seconds[stage.__name__] += time.process_time() - started
            articles += len(value.articles)
            stories += len(value.stories)
            texts += [lede(a.title, a.text) for a in value.articles if a.duplicate_of is None]
    wall = time.perf_counter() - began
    encoder.forget()
    started = time.process_time()
    encode(texts)
    alone = time.process_time() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(dict(seconds), alone, wall, articles, len(texts), stories, megabytes)


_gate: Any = None


def _at_the_gate(gate: Any) -> None:
    global _gate
    _gate = gate


def _beside_the_other(countries: Sequence[str]) -> Measured:
    return measure(countries, _gate.wait)


def in_two_processes(countries: Sequence[str]) -> list[Measured]:
    """Every second country in each of two spawned processes, as a backfill with two workers; both start together."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, context, _at_the_gate, (context.Barrier(2),)) as workers:
        return list(workers.map(_beside_the_other, (countries[::2], countries[1::2])))


def print_steps(done: Measured) -> None:
    """Where the CPU time of a process went."""
    total = sum(done.seconds.values())
    row = "{:<32}{:>12}{:>12}{:>10}"
    print(row.format("CPU of one process", "s", "articles/s", "share"))
    for name, spent in done.seconds.items():
        print(row.format(name, f"{spent:.2f}", f"{done.articles / spent:.0f}", f"{spent / total:.0%}"))
    print(row.format("whole step", f"{total:.2f}", f"{done.articles / total:.0f}", "100%"))
    print(row.format("encoder alone (floor)", f"{done.alone:.2f}", f"{done.encoded / done.alone:.0f}", ""))


def main(countries: str = COUNTRIES) -> int:
    """Print the table."""
    if not (data_folder() / "corpora" / "items-world-2023-jan-feb.parquet").exists():
        print("the corpus of 2023 is absent: invented items stand in")
    load = os.getloadavg()[0]
    both = in_two_processes(countries.split(","))
    print(f"{countries}, two weeks, {sum(each.stories for each in both)} stories; load before the start {load:.1f}")
    for done in both:
        print_steps(done)
    articles = sum(each.articles for each in both)
    cpu = max(sum(each.seconds.values()) for each in both)
    print(f"two processes: {articles} articles in {max(each.wall for each in both):.1f} s of wall time,")
    print(
        f"{articles / max(each.wall for each in both):.0f} articles/s; by the CPU time of the slower, on two free cores,"
    )
    print(f"{articles / cpu:.0f} articles/s (target {TARGET:.0f})")
    peaks = " and ".join(f"{each.megabytes:.0f}" for each in both)
    print(f"peak memory {peaks} MB (target under {MEMORY_MB} each), corpus included")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
