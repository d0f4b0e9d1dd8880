"""How fast parsed items become placed and scored stories, where the time goes, and in how much memory.

One process and one thread builds real country-weeks stage by stage, after one country has warmed everything up: items
with summaries, January 2023, of WEEKWATCH_DATA; invented items where that is absent, which it says. Times are CPU time, which other
work on the machine disturbs less. The encoder alone, on the same texts, is the floor beside it. Country-weeks
are independent of each other, so two processes on two cores do nearly twice as much.

`python -m tests.benchmarks.speed [COUNTRIES]`, by default UA,PK,BR,CN,TR,NG.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path
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


def main() -> int:
    """Print the table."""
    countries = (sys.argv[1] if len(sys.argv) > 1 else COUNTRIES).split(",")
    corpus = data_folder() / "corpora" / "items-world-2023-jan-feb.parquet"
    if not corpus.exists():
        print(f"{corpus} is absent: invented items stand in")
    items = real_items(corpus, WEEKS) if corpus.exists() else invented_items()
    profiles = load_profiles(PROFILES)
    attributor = Attributor(profiles)
    pools = {
        week: Pool(week, [i for i in items if i.published_at and i.published_at in week], attributor) for week in WEEKS
    }
    warm = draft(profiles["DE"], WEEKS[0], Pool(WEEKS[0], items[:400], attributor))
    for stage in MEASURED:
        warm = stage(warm)
    encoder.forget()

    seconds: dict[str, float] = defaultdict(float)
    articles = stories = 0
    texts: list[str] = []
    for week, pool in pools.items():
        started = time.process_time()
        pool.about(countries[0])
        seconds["attribute (all items)"] += time.process_time() - started
        for country in countries:
            value = draft(profiles[country], week, pool)
            for stage in MEASURED:
                started = time.process_time()
                value = stage(value)
                seconds[stage.__name__] += time.process_time() - started
            articles += len(value.articles)
            stories += len(value.stories)
            texts += [lede(a.title, a.text) for a in value.articles if a.duplicate_of is None]
    encoder.forget()
    started = time.process_time()
    encode(texts)
    alone = time.process_time() - started

    total = sum(seconds.values())
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(items)} items, {articles} articles of {len(countries) * len(WEEKS)} country-weeks, {stories} stories")
    row = "{:<32}{:>12}{:>12}{:>10}"
    print(row.format("one process", "CPU s", "articles/s", "share"))
    for name, spent in seconds.items():
        print(row.format(name, f"{spent:.2f}", f"{articles / spent:.0f}", f"{spent / total:.0%}"))
    print(row.format("whole step", f"{total:.2f}", f"{articles / total:.0f}", "100%"))
    print(row.format("encoder alone (floor)", f"{alone:.2f}", f"{len(texts) / alone:.0f}", ""))
    print(f"target {TARGET:.0f} articles/s on two cores: {2 * articles / total:.0f} with a process a core")
    print(f"peak memory {megabytes:.0f} MB (target under {MEMORY_MB}), corpus included")
    return 0


if __name__ == "__main__":
    sys.exit(main())
