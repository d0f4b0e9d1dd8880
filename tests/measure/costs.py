"""What a country-week costs in processor time and bytes, and so what a large warehouse would.

    python -m tests.measure.costs [--home FOLDER]

Real items of January 2023 (WEEKWATCH_DATA), three weeks, ten countries from much told to little told of, built one after another in this
process. Processor time does not depend on what else the machine does. The cost is fitted as so much a country-week and so much an article.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl

from flows.building.batch import build_batch
from flows.building.outcome import Batch
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tasks.country_week import STAGES as BUILT
from tests.measure.clusters import data_folder
from warehouse.maintenance import compact
from warehouse.sql import connect as db
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Run
from warehouse.weeks import parse_week, weeks_between

COUNTRIES = ["UA", "IN", "GB", "PK", "NG", "PH", "BR", "SY", "KE", "PE"]
FIRST, LAST = "2023-W02", "2023-W04"
STAGES = ("gather", *(stage.__name__ for stage in BUILT))


def filled(folder: Path) -> tuple[Home, float, int]:
    """A home with the items of those weeks and the days after, the CPU seconds of the import, and the number of items."""
    weeks = list(weeks_between(parse_week(FIRST, 0), parse_week(LAST, 0)))
    items = pl.read_parquet(data_folder() / "corpora" / "items-world-2023-jan-feb.parquet").filter(
        pl.col("published").is_between(weeks[0].starts_at, weeks[-1].shift(1).ends_at)
    )
    path = folder / "items.parquet"
    items.write_parquet(path)
    home = Home.create(folder / "home")
    began = time.process_time()
    (done,) = import_files(home, [path], {}, weeks[-1].shift(2).starts_at)
    return home, time.process_time() - began, done.items


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="folder for the warehouse; a temporary one by default")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weekwatch-costs-") as made:
        folder = chosen.home or Path(made)
        folder.mkdir(exist_ok=True)
        home, importing, items = filled(folder)
        print(f"import: {items} items, {1e3 * importing / items:.2f} ms of CPU an item")
        now = parse_week(LAST, 0).shift(10).starts_at
        build_batch(
            Batch(home.location, BUNDLED_COUNTRIES, ("AD",), parse_week(FIRST, 0), now)
        )  # loads what is read with
        whole: list[float] = []
        for week in weeks_between(parse_week(FIRST, 0), parse_week(LAST, 0)):
            began = time.process_time()
            build_batch(Batch(home.location, BUNDLED_COUNTRIES, tuple(COUNTRIES), week, now))
            whole.append(time.process_time() - began)
        began = time.process_time()
        db.sync(home)
        syncing = time.process_time() - began
        runs = [run for run in Store(home).read(Run) if run.country != "AD"]
        _print_work(runs, whole, syncing)
        _print_bytes(home, runs)
    return 0


def _print_work(runs: list[Run], whole: list[float], syncing: float) -> None:
    articles = np.array([run.article_count for run in runs], dtype=float)
    cpu = np.array([run.cpu_seconds or 0.0 for run in runs])
    slope, base = np.polyfit(articles, cpu, 1)
    print(f"{len(runs)} country-weeks, {articles.sum():.0f} articles ({articles.min():.0f} to {articles.max():.0f})")
    print(f"stages: {base * 1e3:.0f} ms of CPU a country-week and {slope * 1e3:.2f} ms an article")
    shared = (sum(whole) - cpu.sum()) / len(whole)
    print(f"a batch of a week beside that (reading, attributing all items, history, commits): {shared:.2f} s of CPU")
    print(f"sync of all of it: {syncing:.2f} s of CPU")
    took = {stage: sum(getattr(run, f"{stage}_seconds") or 0.0 for run in runs) for stage in STAGES}
    total = sum(took.values())
    print("share of the time: " + ", ".join(f"{stage} {seconds / total:.0%}" for stage, seconds in took.items()))
    print(f"text: {sum(run.text_bytes or 0 for run in runs) / sum(run.item_count for run in runs):.0f} bytes an item")


def _print_bytes(home: Home, runs: list[Run]) -> None:
    compact(home, grace_hours=0, now=max(run.finished_at for run in runs).replace(year=2100))
    articles = sum(run.article_count for run in runs)
    sizes: dict[str, int] = defaultdict(int)
    for path in (Path(home.location) / "tables").rglob("*"):
        if path.is_file():
            sizes[path.relative_to(Path(home.location) / "tables").parts[0]] += path.stat().st_size
    items = len(Store(home).items(Store(home).weeks(Run)))
    print(
        f"bytes an item: items {sizes['items'] / items:.0f}, raw {sizes['raw'] / items:.0f} (all items, also those about no country)"
    )
    built = {name: size for name, size in sizes.items() if name not in ("items", "raw", "fetches")}
    said = ", ".join(f"{name} {size / articles:.0f}" for name, size in sorted(built.items(), key=lambda kv: -kv[1]))
    print(f"bytes an article: {sum(built.values()) / articles:.0f} ({said})")
    print(f"DuckDB file: {home.database.stat().st_size / articles:.0f} bytes an article")


if __name__ == "__main__":
    sys.exit(main())
