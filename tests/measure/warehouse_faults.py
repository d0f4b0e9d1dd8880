"""What the warehouse stands: many writers and readers at once, and `kill -9` at any instant.

    python -m tests.measure.warehouse_faults [--seconds 120] [--kills 200]

crowd: eight processes write different country-weeks of the same weeks, two more write one and the same, four readers
query and one process compacts and syncs; no error, no reader may see a half-written week, counts exact at the end.
kills: a backfill of synthetic country-weeks is killed at random instants and resumed each time; in the end its
content must equal that of an uninterrupted run, compared by the hash of all sorted rows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import multiprocessing as mp
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from tests.warehouse.samples import NOW, WEEK, country_week, ident, item
from warehouse.maintenance import compact
from warehouse.sql import connect as db
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import TABLES, Run

WRITERS, READERS, WEEKS = 8, 4, 4
COUNTRIES = ("AA", "AB", "AC", "AD", "AE", "AF", "AG", "AH")

Report = tuple[str, int, str]
"""Who, how many times, what went wrong (empty: nothing)."""


@dataclass(frozen=True)
class Start:
    """All processes start together, when the last one has loaded, and end together."""

    barrier: Barrier
    seconds: float

    def wait_until(self) -> float:
        """The instant of the end, after the common start."""
        self.barrier.wait()
        return time.time() + self.seconds


def week(number: int) -> dt.date:
    """The week that many weeks before the newest."""
    return WEEK - dt.timedelta(days=7 * number)


# --- a crowd ------------------------------------------------------------------------------------


def write(location: str, country: str, start: Start, out: Queue[Report]) -> None:
    """Rebuilds its country's weeks under ever new revisions; articles are 2 to 9, told by the revision."""
    store, rounds, said = Store(Home.open(location)), 0, ""
    until = start.wait_until()
    while time.time() < until and not said:
        articles = 2 + rounds % 8
        at = NOW + dt.timedelta(seconds=rounds)
        try:
            store.replace_country_weeks(
                [
                    country_week(
                        country, week(rounds % WEEKS), f"n{articles}-{rounds}", articles=articles, finished_at=at
                    )
                ]
            )
            store.append([item(f"{country}-{rounds}", week(rounds % WEEKS))])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the crowd looks for
            said = f"{type(error).__name__}: {error}"
        rounds += 1
    out.put((f"writer {country}", rounds, said))


def write_the_same(location: str, name: str, start: Start, out: Queue[Report]) -> None:
    """Builds one country-week again and again, as its twin does."""
    store, rounds, said = Store(Home.open(location)), 0, ""
    until = start.wait_until()
    while time.time() < until and not said:
        try:
            store.replace_country_weeks(
                [country_week("ZZ", week(0), "same", articles=5, finished_at=NOW + dt.timedelta(seconds=rounds))]
            )
        except Exception as error:  # noqa: BLE001
            said = f"{type(error).__name__}: {error}"
        rounds += 1
    out.put((name, rounds, said))


def read(location: str, name: str, start: Start, out: Queue[Report]) -> None:
    """Looks for half-written weeks: by SQL, and every tenth time through the store."""
    home = Home.open(location)
    rounds, said = 0, ""
    half = """
        select r.country, r.week, r.revision, r.article_count, count(a.article_id) as found, any_value(s.article_count)
        from reports r left join articles a using (country, week, revision) left join scores s using (country, week, revision)
        group by all having found <> r.article_count or any_value(s.article_count) is distinct from r.article_count
            or r.article_count <> coalesce(try_cast(regexp_extract(r.revision, '^n(\\d+)-', 1) as bigint), 5)"""
    until = start.wait_until()
    while time.time() < until and not said:
        try:
            if found := list(db.query_sql(home, half)[1]):
                said = f"half-written: {found[:2]}"
            doubled = "select country, week, count(*) from reports group by all having count(*) > 1"
            if found := list(db.query_sql(home, doubled)[1]):
                said = f"doubled: {found[:2]}"
        except Exception as error:  # noqa: BLE001
            said = f"{type(error).__name__}: {error}"
        rounds += 1
        time.sleep(0.2)
    out.put((name, rounds, said))


def keep(location: str, start: Start, out: Queue[Report]) -> None:
    """Compacts and syncs every second; the grace period is that of an hour."""
    home, rounds, said = Home.open(location), 0, ""
    until = start.wait_until()
    while time.time() < until and not said:
        try:
            compact(home, grace_hours=1, now=dt.datetime.now(dt.UTC))
            db.sync(home)
        except Exception as error:  # noqa: BLE001
            said = f"{type(error).__name__}: {error}"
        rounds += 1
        time.sleep(1)
    out.put(("compaction and sync", rounds, said))


def crowd(location: str, seconds: float) -> list[Report]:
    """What each of the processes reports, then what the tables say at the end."""
    home = Home.create(location)
    Store(home).replace_country_weeks([country_week("ZZ", week(0), "same", articles=5)])
    db.sync(home)
    spawn = mp.get_context("spawn")
    out: Queue[Report] = spawn.Queue()
    start = Start(spawn.Barrier(WRITERS + 2 + READERS + 1), seconds)
    processes = [spawn.Process(target=write, args=(location, c, start, out)) for c in COUNTRIES[:WRITERS]]
    processes += [spawn.Process(target=write_the_same, args=(location, f"twin {n}", start, out)) for n in (1, 2)]
    processes += [spawn.Process(target=read, args=(location, f"reader {n}", start, out)) for n in range(READERS)]
    processes.append(spawn.Process(target=keep, args=(location, start, out)))
    for process in processes:
        process.start()
    reports = sorted(out.get(timeout=seconds + 300) for _ in processes)
    for process in processes:
        process.join()
    db.sync(home)
    rounds = {who.removeprefix("writer "): times for who, times, _ in reports if who.startswith("writer ")}
    last = {(c, week(n % WEEKS)): 2 + n % 8 for c, times in rounds.items() for n in range(times)}
    expected = last | {("ZZ", week(0)): 5}
    found = Counter(
        {(c, w): n for c, w, n in db.query_sql(home, "select country, week, count(*) from articles group by all")[1]}
    )
    items = next(db.query_sql(home, "select count(*) from items")[1])[0]
    wrong = {key: (n, found[key]) for key, n in expected.items() if found[key] != n}
    reports.append(
        ("counts at the end", len(expected), f"wrong: {wrong}" if wrong or len(found) != len(expected) else "")
    )
    reports.append(("items at the end", items, "" if items == sum(rounds.values()) else f"not {sum(rounds.values())}"))
    return reports


# --- kills --------------------------------------------------------------------------------------


def backfill(location: str, countries: int, weeks: int) -> None:
    """Builds what is missing, a batch of three countries at a time; run as a process of its own."""
    home = Home.create(location)
    store = Store(home)
    for number in range(weeks):
        start = week(number)
        names = [f"C{chr(65 + n)}" for n in range(countries)]
        of_items = [f"{country}-{start}-{n}" for country in names for n in range(3)]
        store.append([item(name, start, item_id=ident("item", name)) for name in of_items])
        done = {country for country, _ in store.current_runs(weeks=[start])}
        missing = [country for country in names if country not in done]
        for k in range(0, len(missing), 3):
            store.replace_country_weeks([country_week(c, start, ident(c, start)) for c in missing[k : k + 3]])
        db.sync(home)


def content_hash(home: Home) -> str:
    """The hash of all rows that readers see, sorted; the tables and the DuckDB file must agree on their number."""
    digest = hashlib.sha256()
    db.sync(home)
    for row_type in TABLES:
        rows = sorted(row.model_dump_json() for row in Store(home).read(row_type))
        seen = next(db.query_sql(home, f"select count(*) from {row_type.table}")[1])[0]
        if seen != len(rows) and row_type is not Run:
            raise AssertionError(f"{row_type.table}: {len(rows)} rows in the tables, {seen} in the DuckDB file")
        digest.update("\n".join(rows).encode())
    return digest.hexdigest()


def kills(folder: Path, count: int, countries: int = 9, seed: int = 1) -> tuple[int, bool]:
    """How often it was killed before it was done, and whether the content equals that of an uninterrupted run."""
    chance = random.Random(seed)
    code = "import sys; from tests.measure.warehouse_faults import backfill; backfill(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))"
    weeks = max(2, count // 5)
    killed = 0
    home = folder / "killed"
    while True:
        process = subprocess.Popen([sys.executable, "-c", code, str(home), str(countries), str(weeks)])
        try:
            limit = None if killed >= count else chance.uniform(0.6, 2.6)
            if process.wait(limit) != 0:
                raise AssertionError(f"the backfill failed after {killed} kills")
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
    subprocess.run([sys.executable, "-c", code, str(folder / "whole"), str(countries), str(weeks)], check=True)
    return killed, content_hash(Home.open(home)) == content_hash(Home.open(folder / "whole"))


def main(arguments: list[str] | None = None) -> int:
    """Prints one table; 0 whatever the figures are."""
    parser = argparse.ArgumentParser(description="What the warehouse stands.")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--kills", type=int, default=200)
    chosen = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="weekwatch-faults-"))
    try:
        print(f"{'who':28} {'times':>8}  {'errors (target: none)'}")
        if chosen.seconds:
            for who, times, said in crowd(str(folder / "crowd"), chosen.seconds):
                print(f"{who:28} {times:8}  {said or 'none'}")
        if chosen.kills:
            killed, equal = kills(folder, chosen.kills)
            print(f"{'backfill killed and resumed':28} {killed:8}  {'none' if equal else 'content differs'}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
