"""A backfill of the world: 195 countries x 6 weeks of 100 real articles each, by `weekwatch backfill`, and its floor and profile.

    python -m tests.measure.scale [--countries 195] [--weeks 6] [--articles 100] [--home FOLDER]

No six weeks of a corpus hold a hundred articles of each country. A week's first articles of a country are those that name it in the title
(WEEKWATCH_DATA, October 2025 to February 2026); what is missing is made of articles that name another one and are about it by that name
alone: the name is put in place of the other's. So every text is a real one, no text is a country's twice, and small countries have
the news of large ones. Which articles end up with a country is for the program to say, and printed.

As `tests.measure.backfill` does: CPU of all processes, the largest sum of what they hold, the floor (the encoder on the same texts, and writing the same
rows) and the processor. `--plain` builds in this process under cProfile instead, and prints what took most.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import os
import pstats
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from flows.building.batch import build_batch
from flows.building.outcome import Batch
from flows.catalogue import attributor_of, profiles_of
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tests.e2e.run import CORPORA
from tests.measure.backfill import said_of
from tests.measure.clusters import data_folder
from warehouse.store.home import Home
from warehouse.weeks import Week, parse_week, week_of

FIRST = parse_week("2025-W45", 0)
AIM_SECONDS = 360.0
"""For all 195 x 6 x 100 on two cores."""
FULL = 195 * 6 * 100
MOST_ROWS = 40


def chosen_countries(count: int) -> list[str]:
    """So many countries, spread evenly over the alphabet; those that news name most are not the first."""
    codes = sorted(profiles_of(BUNDLED_COUNTRIES))
    return [codes[i * len(codes) // count] for i in range(count)]


def named(rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Country, its name as the title has it, and the row: of each row whose title names exactly one country in English."""
    spelled = {profile.name: code for code, profile in profiles_of(BUNDLED_COUNTRIES).items()}
    names = re.compile(r"\b(" + "|".join(re.escape(name) for name in sorted(spelled, key=len, reverse=True)) + r")\b")
    for row in rows:
        if len(found := set(names.findall(row["title"]))) == 1:
            (name,) = found
            yield spelled[name], name, row


def by_name_alone(name: str, row: Mapping[str, str]) -> bool:
    """Whether the text is about no country once the name is taken out."""
    title, text = (row[part].replace(name, "") for part in ("title", "summary"))
    return not attributor_of(BUNDLED_COUNTRIES).about(title, text, "en")


def mapped(name: str, other: str, code: str, row: Mapping[str, str]) -> dict[str, str]:
    """The row with another country's name, under an address of its own."""
    told = {part: re.sub(rf"\b{re.escape(name)}\b", other, row[part]) for part in ("title", "summary")}
    return {**row, **told, "link": f"{row['link']}#{code}"}


def items_of_week(
    rows: Sequence[Mapping[str, str]], countries: Sequence[str], articles: int
) -> list[Mapping[str, str]]:
    """`articles` items of each country, its own first, then the others' in turn."""
    own: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    lent: list[tuple[str, Mapping[str, str]]] = []
    for code, name, row in named(rows):
        own[code].append(row)
        if by_name_alone(name, row):
            lent.append((name, row))
    found: list[Mapping[str, str]] = []
    at = 0
    for code in countries:
        other = profiles_of(BUNDLED_COUNTRIES)[code].name
        found += own[code][:articles]
        for _ in range(min(articles - len(own[code]), len(lent))):
            name, row = lent[at % len(lent)]
            at += 1
            if name != other:
                found.append(mapped(name, other, code, row))
    return found


def filled(folder: Path, countries: Sequence[str], weeks: int, articles: int) -> Home:
    """A warehouse with the items, imported."""
    wanted = ["published", "domain", "outlet_country", "link", "title", "summary"]
    corpora = [pl.read_parquet(data_folder() / "corpora" / name) for name in CORPORA]
    whole = pl.concat(
        one.with_columns(**{name: pl.lit("") for name in wanted if name not in one.columns}).select(
            pl.col(name).fill_null("") if name != "published" else name for name in wanted
        )
        for one in corpora
    )
    whole = whole.unique("link", keep="first", maintain_order=True).sort("published", "link")
    found: list[Mapping[str, str]] = []
    for number in range(weeks):
        week = FIRST.shift(number)
        rows = whole.filter(pl.col("published").is_between(week.starts_at, week.ends_at, closed="left")).to_dicts()
        found += items_of_week(rows, countries, articles)
    path = folder / "items.parquet"
    pl.DataFrame(found).unique("link", keep="first", maintain_order=True).write_parquet(path)
    home = Home.create(folder / "home")
    list(import_files(home, [path], {}, FIRST.shift(weeks + 2).starts_at))
    return home


def profile(home: Home, countries: Sequence[str], weeks: Sequence[Week], now: dt.datetime) -> None:
    """Builds in this process and prints the functions that took most, by their own time and with what they call."""
    watch = cProfile.Profile()
    watch.enable()
    for week in weeks:
        build_batch(Batch(home.location, BUNDLED_COUNTRIES, tuple(countries), week, now))
    watch.disable()
    for order in ("tottime", "cumulative"):
        pstats.Stats(watch).sort_stats(order).print_stats(MOST_ROWS)


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; 1 where the aim, in proportion to the articles, is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--countries", type=int, default=195)
    parser.add_argument("--weeks", type=int, default=6)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--home", type=Path, help="a folder for the warehouse, kept; a temporary one by default")
    parser.add_argument("--plain", action="store_true", help="in this process, under cProfile")
    chosen = parser.parse_args(arguments)
    countries = chosen_countries(chosen.countries)
    weeks = [FIRST.shift(number) for number in range(chosen.weeks)]
    with tempfile.TemporaryDirectory(prefix="weekwatch-scale-") as made:
        folder = chosen.home or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        home = filled(folder, countries, chosen.weeks, chosen.articles)
        print(f"load {os.getloadavg()[0]:.1f} before it started", flush=True)
        if chosen.plain:
            profile(home, countries, weeks, week_of(weeks[-1].ends_at).shift(2).starts_at)
            return 0
        whole, articles = said_of(home, countries, weeks, folder / "written")
    aim = AIM_SECONDS * articles / FULL
    print(
        f"{whole.wall:.0f} s; {FULL} articles would take {whole.wall / articles * FULL:.0f} s (aim {AIM_SECONDS:.0f})"
    )
    return int(whole.wall > aim)


if __name__ == "__main__":
    sys.exit(main())
