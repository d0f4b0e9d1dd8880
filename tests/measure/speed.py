"""How fast parsed items become placed and scored stories, where the time goes, and in how much memory.

Two worker processes build real country-weeks stage by stage, as a backfill does: each takes the next country, reads its items from
the warehouse, and attributes all items of a week where no other has done it yet. They start together after one country has warmed everything up. Items with summaries, January 2023, of
WEEKWATCH_DATA; invented items where that is absent, which it says. Beside the wall time stands CPU time, which other work on the
machine disturbs less; the encoder alone, on the same texts, is the floor.

`python -m tests.measure.speed [COUNTRIES]`, by default twelve.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.building.pool import pool_of
from flows.catalogue import attributor_of
from flows.homes import BUNDLED_COUNTRIES
from tasks.collect.text import clean_html
from tasks.countries.profiles import CountryProfile, load_profiles
from tasks.country_week import STAGES, locate
from tasks.draft import Draft, Past, Pool
from tasks.language import encoder
from tasks.language.encoder import encode, lede
from tasks.threat.formula import load_formula
from tests.measure.clusters import MIXED, data_folder, mixed_languages
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem
from warehouse.weeks import Week

TARGET = 250.0
PROCESSES = 2
MEMORY_MB = 1000
WEEKS = (Week(dt.date(2023, 1, 9)), Week(dt.date(2023, 1, 16)))
COUNTRIES = "UA,IN,BR,PK,CN,TR,NG,FR,PE,IL,MX,SY"
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
    """What was done: CPU seconds by step, when it began and ended, counts, texts given to the encoder, peak memory of its process."""

    seconds: dict[str, float]
    began: float
    ended: float
    articles: int
    stories: int
    texts: list[str]
    process: int
    megabytes: float


def stored_items(folder: Path) -> Home:
    """A warehouse with the items of the weeks."""
    corpus = data_folder() / "corpora" / "items-world-2023-jan-feb.parquet"
    home = Home.create(folder / "home")
    Store(home).append(real_items(corpus, WEEKS) if corpus.exists() else invented_items())
    return home


class Worker:
    """A worker process of a backfill in its steady state: models loaded, one country-week built."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.profiles = load_profiles(BUNDLED_COUNTRIES)
        items = Store(home).items([WEEKS[0].start])[:400]
        warm = Pool.attributed(WEEKS[0], items, attributor_of(BUNDLED_COUNTRIES))
        value = draft(self.profiles["DE"], WEEKS[0], warm)
        for stage in MEASURED:
            value = stage(value)
        encoder.forget()

    def build(self, country: str) -> Measured:
        """The country's weeks. The attribution of a week's items, which all countries share, falls to whichever process comes first."""
        seconds: dict[str, float] = defaultdict(float)
        articles = stories = 0
        texts: list[str] = []
        began = time.time()
        for week in WEEKS:
            started = time.process_time()
            pool = pool_of(self.home, BUNDLED_COUNTRIES, week, [country])
            seconds["gather"] += time.process_time() - started
            value = draft(self.profiles[country], week, pool)
            for stage in MEASURED:
                started = time.process_time()
                value = stage(value)
                seconds[stage.__name__] += time.process_time() - started
            articles += len(value.articles)
            stories += len(value.stories)
            texts += [lede(a.title, a.text) for a in value.articles if a.duplicate_of is None]
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return Measured(dict(seconds), began, time.time(), articles, stories, texts, os.getpid(), megabytes)


_worker: Worker | None = None


def _ready(home: Home, gate: Any) -> None:
    global _worker
    _worker = Worker(home)
    gate.wait()


def _build(country: str) -> Measured:
    assert _worker is not None
    return _worker.build(country)


def seconds_of_encoder(texts: list[str]) -> float:
    """CPU seconds that the encoder takes for the texts, once it is loaded."""
    encode(["loaded"])
    started = time.process_time()
    encode(texts)
    return time.process_time() - started


def main(countries: str = COUNTRIES) -> int:
    """Print the table."""
    if not (data_folder() / "corpora" / "items-world-2023-jan-feb.parquet").exists():
        print("the corpus of 2023 is absent: invented items stand in")
    load = os.getloadavg()[0]
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="weekwatch-speed-") as made,
        ProcessPoolExecutor(
            PROCESSES, context, _ready, (stored_items(Path(made)), context.Barrier(PROCESSES))
        ) as workers,
    ):
        done = list(workers.map(_build, countries.split(",")))
    articles = sum(each.articles for each in done)
    seconds = {name: sum(each.seconds[name] for each in done) for name in done[0].seconds}
    total = sum(seconds.values())
    texts = list(dict.fromkeys(text for each in done for text in each.texts))
    alone = seconds_of_encoder(texts)
    print(
        f"{countries}: {articles} articles of {len(done) * len(WEEKS)} country-weeks, {sum(d.stories for d in done)} stories"
    )
    row = "{:<32}{:>12}{:>12}{:>10}"
    print(row.format("CPU of a process", "s", "articles/s", "share"))
    for name, spent in seconds.items():
        print(row.format(name, f"{spent:.2f}", f"{articles / spent:.0f}", f"{spent / total:.0%}"))
    print(row.format("whole step", f"{total:.2f}", f"{articles / total:.0f}", "100%"))
    print(row.format("encoder alone (floor)", f"{alone:.2f}", f"{len(texts) / alone:.0f}", f"{alone / total:.0%}"))
    wall = max(each.ended for each in done) - min(each.began for each in done)
    print(
        f"{PROCESSES} processes at once, load {load:.1f} before they started: {articles / wall:.0f} articles/s of wall time,"
    )
    print(f"{PROCESSES * articles / total:.0f} by CPU time (target {TARGET:.0f} on two free cores)")
    peaks = {each.process: each.megabytes for each in done}
    print(f"peak memory {max(peaks.values()):.0f} MB a process (target under {MEMORY_MB})")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
