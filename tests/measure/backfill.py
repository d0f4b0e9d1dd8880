"""A real backfill, its profile by stage, and how far it is from its floor: the encoder on the same texts, and writing the same rows.

    python -m tests.measure.backfill [--weeks 9] [--home FOLDER]

Thirty countries and nine weeks of 2023 (WEEKWATCH_DATA), two worker processes, by `weekwatch backfill` with no Prefect server configured.
CPU is that of all processes, their start and Prefect included; memory is the largest sum of what they hold, shared pages counted once.
The stages' seconds are those that the builds left in `runs`: beside other work they are longer than their CPU.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from flows.building.workers import batches
from flows.collecting.feeds import import_files
from tasks.country_week import STAGES
from tasks.language.encoder import encode, lede
from tests.measure.clusters import data_folder
from tests.measure.content import content_hash
from tests.measure.orchestration import Measured, run
from warehouse.schema import Row
from warehouse.store.country_weeks import CountryWeekRows, Store
from warehouse.store.home import Home
from warehouse.tables import TABLES, Article, CountryWeekRow, Issue, Run
from warehouse.weeks import Week, parse_week

COUNTRIES = "UA,PK,IR,SY,NG,IL,RU,IN,BD,LB,VE,AF,MX,IQ,SD,CO,CD,SO,YE,ML,BR,US,TR,CN,JP,GB,FR,DE,PL,KE"
FIRST = parse_week("2023-W01", 0)
WORKERS = 2
SAMPLE = 8
"""One text in so many is given to the encoder alone."""
AIM_SECONDS, AIM_MB = 240.0, 2000.0


def filled(folder: Path) -> Home:
    """A warehouse with the corpus."""
    home = Home.create(folder / "home")
    corpus = data_folder() / "corpora" / "items-world-2023-jan-feb.parquet"
    list(import_files(home, [corpus], {}, FIRST.shift(20).starts_at))
    return home


def seconds_of_encoder(articles: Sequence[Article]) -> tuple[int, float]:
    """How many different texts were read, and the CPU seconds that the encoder takes for them."""
    texts = list(dict.fromkeys(lede(a.title, a.text) for a in articles if a.duplicate_of is None))
    encode(["loaded"])
    began = time.process_time()
    encode(texts[::SAMPLE])
    return len(texts), (time.process_time() - began) * len(texts) / len(texts[::SAMPLE])


def seconds_of_writing(store: Store, runs: Sequence[Run], folder: Path, countries: Sequence[str]) -> float:
    """CPU seconds that the same rows take to be written into an empty warehouse, in the same batches."""
    rows: dict[tuple[str, dt.date], dict[type[Row], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row_type in TABLES:
        if row_type is not Run and (issubclass(row_type, CountryWeekRow) or row_type is Issue):
            for row in store.read(row_type):
                if isinstance(row, (CountryWeekRow, Issue)) and row.country is not None:
                    rows[row.country, row.week][row_type].append(row)
    by_key = {(one.country, one.week): one for one in runs}
    empty = Store(Home.create(folder))
    began = time.process_time()
    for week in sorted({one.week for one in runs}):
        for batch in batches(sorted(countries), WORKERS):
            whole = [by_key[country, week] for country in batch]
            empty.replace_country_weeks(
                CountryWeekRows(one.country, week, one.revision, one, rows[one.country, week]) for one in whole
            )
    return time.process_time() - began


def processor() -> str:
    """What the processor calls itself, and whether it has AVX-512 and its dot products of bytes."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    told = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    has = [flag for flag in ("avx2", "avx512f", "avx512_vnni", "avx_vnni") if flag in told.get("flags", "").split()]
    return f"{told.get('model name', 'unknown')} ({', '.join(has)})"


def said_of(home: Home, countries: Sequence[str], weeks: Sequence[Week], folder: Path) -> tuple[Measured, int]:
    """What a backfill of the weeks took, and its articles, after it was printed with its stages and its floor. `folder` is for rows written again."""
    period = (weeks[0].start.isoformat(), weeks[-1].start.isoformat())
    whole = run("alone", home, list(countries), period, {})
    store = Store(home)
    runs = list(store.current_runs().values())
    if len(runs) != len(countries) * len(weeks):
        raise AssertionError(f"{len(runs)} country-weeks were built")
    articles = sum(one.article_count for one in runs)
    print(processor())
    print(
        f"{len(runs)} country-weeks, {articles} articles: {whole.wall:.0f} s, {articles / whole.wall:.0f} articles/s; "
        f"{whole.cpu:.0f} s of CPU, {articles / whole.cpu:.0f} articles/s; first work after {whole.first_work:.1f} s; {whole.peak_mb:.0f} MB (aim {AIM_MB:.0f})"
    )
    took = {
        stage: sum(getattr(one, f"{stage}_seconds") or 0.0 for one in runs)
        for stage in ("gather", *(stage.__name__ for stage in STAGES))
    }
    print("by stage, s: " + ", ".join(f"{stage} {seconds:.0f}" for stage, seconds in took.items()))
    stages = sum(one.cpu_seconds or 0.0 for one in runs)
    print(f"CPU of the stages after gather {stages:.0f} s, of all else {whole.cpu - stages:.0f} s")
    texts, encoding = seconds_of_encoder(store.read(Article))
    writing = seconds_of_writing(store, runs, folder, countries)
    floor = (encoding + writing) / WORKERS
    print(
        f"floor: encoder {encoding:.0f} s for {texts} texts and writing {writing:.0f} s, {floor:.0f} s on {WORKERS} cores; "
        f"the clock's time is {whole.wall / floor:.1f} times that, CPU {whole.cpu / floor / WORKERS:.1f} times"
    )
    return whole, articles


def main() -> int:
    """Prints the figures; 1 where an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=9)
    parser.add_argument("--home", type=Path, help="a folder for the warehouse, kept; a temporary one by default")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weekwatch-backfill-") as made:
        folder = chosen.home or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        home = filled(folder)
        print(f"load {os.getloadavg()[0]:.1f} before it started", flush=True)
        weeks = [FIRST.shift(number) for number in range(chosen.weeks)]
        whole, _ = said_of(home, COUNTRIES.split(","), weeks, folder / "written")
        print(f"content {content_hash(home)}")
    return int(whole.wall > AIM_SECONDS or whole.peak_mb > AIM_MB)


if __name__ == "__main__":
    sys.exit(main())
