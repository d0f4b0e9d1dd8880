"""Published statements drawn with a seed, each beside its articles, to be read by a person; and the count of what was read.

    python -m tests.measure.read_by_eye HOME --build FR,RU,NG:2025-W49,2025-W50  makes the home of these country-weeks out of the corpora
    python -m tests.measure.read_by_eye HOME [--seed 7] [--mixed FR,RU,NP]       prints 150 statements of ten country-weeks
    python -m tests.measure.read_by_eye HOME --count                             counts labels/read_by_eye.jsonl

Half of the country-weeks are of the countries of `--mixed`, whose own feeds tell of everything; the others' news come from the feeds of
the world. A label is a line of JSON: country, week, `digest` (of the statement's text), `read` (right, misleading, wrong or useless),
`cause`, `seed` and `code` (which reading it was). Right: the articles say it, and it is worth a reader's time in a report on that
country's security. Misleading: the words are the articles', the impression is not. Wrong: it says what they do not. Useless: it is true and
no reader of such a report wants it.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import hashlib
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.building.batch import build_batch
from flows.building.outcome import Batch
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tests.measure.clusters import data_folder
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, Statement
from warehouse.weeks import Week, parse_week

COUNTRY_WEEKS = 10
STATEMENTS = 150
LEAST_STATEMENTS = 8
"""Statements that a country-week must have to be drawn."""
TEXT_SHOWN = 420
CORPORA = (
    "headlines-world-2025w44-2026w07", "items-world-2025-2026", "items-fr-2025-11-12", "items-ru-2025-2026", "items-argentina-es-2025",
    "items-nepal-2025-2026", "items-world-2023-jan-feb",
)  # fmt: skip
LABELS = Path(__file__).with_name("labels") / "read_by_eye.jsonl"


def statement_digest(text: str) -> str:
    """Twelve hexadecimal digits by which a label knows a statement."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def home_of(path: Path, weeks: Sequence[Week]) -> tuple[Home, dt.datetime]:
    """The home of what the corpora hold of these weeks and the one before, made where it is absent, and a moment long after them."""
    first, last = min(weeks, key=lambda w: w.start).shift(-1), max(weeks, key=lambda w: w.start)
    now = last.ends_at + dt.timedelta(weeks=10)
    if path.exists():
        return Home.open(str(path)), now
    home = Home.create(path)
    day = pl.col("published").cast(pl.String).str.slice(0, 10)
    for name in CORPORA:
        items = pl.read_parquet(data_folder() / "corpora" / f"{name}.parquet")
        found = items.filter((day >= str(first.start)) & (day < str(last.end)))
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / f"{name}.parquet"
            found.write_parquet(file)
            list(import_files(home, [file] if found.height else [], {}, now))
    return home, now


def build(path: Path, countries: Sequence[str], weeks: Sequence[Week]) -> None:
    """Builds what is missing of the country-weeks in the home of their items."""
    home, now = home_of(path, weeks)
    for week in weeks:
        build_batch(Batch(home.location, BUNDLED_COUNTRIES, tuple(countries), week, now))
        print(f"built {week}", file=sys.stderr)


def draw(home: Home, seed: int, mixed: Sequence[str]) -> list[Statement]:
    """The statements to be read, in the order of their reports; the same ones for the same home, seed and countries."""
    weeks: dict[tuple[str, str], list[Statement]] = collections.defaultdict(list)
    for statement in Store(home).read(Statement):
        weeks[statement.country, statement.week.isoformat()].append(statement)
    keys = sorted(key for key, found in weeks.items() if len(found) >= LEAST_STATEMENTS)
    rng = random.Random(seed)
    rng.shuffle(keys)
    own = [key for key in keys if key[0] in mixed][: COUNTRY_WEEKS // 2]
    drawn = own + [key for key in keys if key[0] not in mixed][: COUNTRY_WEEKS - len(own)]
    each = -(-STATEMENTS // max(1, len(drawn)))
    found = []
    for key in drawn:
        there = sorted(weeks[key], key=lambda s: s.position)
        places = sorted(rng.sample(range(len(there)), min(each, len(there))))
        found += [there[place] for place in places]
    return found[:STATEMENTS]


def show(home: Home, drawn: Sequence[Statement]) -> None:
    """Prints the statements beside the articles that they cite."""
    articles = {(a.country, a.week, a.article_id): a for a in Store(home).read(Article)}
    for number, one in enumerate(drawn, 1):
        digest = statement_digest(one.text)
        print(f"\n[{number}] {one.country} {one.week} {one.section} {one.confidence or one.kind} {digest}")
        print(f"    {one.heading or '-'} | {one.text}")
        for cited in one.citations[:3]:
            if (a := articles.get((one.country, one.week, cited))) is not None:
                print(
                    f"    > {a.outlet} {a.published_at:%m-%d} {a.lang} [{a.category}] {a.title} || {a.text[:TEXT_SHOWN]}"
                )


def count() -> None:
    """Prints the shares of each reading, and the causes of what was not right."""
    labels = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    for name in sorted({label["code"] for label in labels}):
        mine = [label for label in labels if label["code"] == name]
        by = collections.Counter(label["read"] for label in mine)
        shares = ", ".join(
            f"{word} {by[word]} ({by[word] / len(mine):.0%})" for word in ("right", "misleading", "wrong", "useless")
        )
        print(f"{name}: {len(mine)} statements read: {shares}")
        for (word, cause), times in collections.Counter(
            (x["read"], x["cause"]) for x in mine if x["cause"]
        ).most_common():
            print(f"    {times:>3}  {word}: {cause}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws and shows, or counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--mixed", default="FR,RU,NP")
    parser.add_argument("--build", metavar="COUNTRIES:WEEKS")
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args(arguments)
    if options.count:
        count()
        return 0
    if options.build:
        countries, _, weeks = options.build.partition(":")
        build(Path(options.home), countries.split(","), [parse_week(label, 0) for label in weeks.split(",")])
        return 0
    home = Home.open(options.home)
    show(home, draw(home, options.seed, options.mixed.split(",")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
