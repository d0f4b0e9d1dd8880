"""Whether a warehouse is sound: every live file readable, every row where it belongs; and how to mend what is not.

`verify` looks at the files of the tables and runs the checks of warehouse/checks: each is a SELECT whose rows are
offences (country, week, subject, offence), with its severity and remedy in its head:

    -- error: What must not be.
    -- remedy: how to mend it, with {country} and {week} filled in

Besides the tables a check may use `level_bounds` (formula_version, level, lowest, highest): the scores beside which a level may
stand by the formula in force: its own and the two next to it, widened by the hysteresis.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tasks.errors import WarehouseError
from warehouse import db, delta, raw
from warehouse.home import Home
from warehouse.store import Store
from warehouse.tables import TABLES, FeedItem, Fetch

if TYPE_CHECKING:
    import duckdb
    from deltalake import DeltaTable

CHECKS = Path(__file__).with_name("checks")
MOST_ROWS = 100
"""Offending rows shown a check; how many there are beyond is said."""
MOST_EACH = 5
"""Of these, of one country-week: the first is enough to build it again."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the rows."""

    name: str
    severity: Severity
    description: str
    remedy: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be. An error of a check blocks the publication of its country-week."""

    check: str
    severity: Severity
    country: str | None
    week: dt.date | None
    subject: str
    """A file, an id or a table."""
    message: str
    remedy: str

    def __str__(self) -> str:
        place = " ".join(str(part) for part in (self.country, self.week) if part is not None)
        return f"{self.severity}: {self.check}: {place + ': ' if place else ''}{self.subject}: {self.message}\n  to mend it: {self.remedy}"


def verify(home: Home, *, deep: bool = True) -> list[Finding]:
    """Everything that is wrong, files first; empty where the warehouse is sound.

    `deep` decodes every Parquet file whole (about a second for 100 MB); otherwise presence, size and footer are looked at.
    The DuckDB file is brought up to date first, so that the checks see what the tables say.
    """
    findings = list(check_files(home, deep=deep))
    damaged = {finding.subject for finding in findings}
    try:
        db.sync(home)
    except WarehouseError as error:
        where, remedy = error.where or home.location, error.remedy or ""
        beyond = [Finding("duckdb-file", "error", None, None, where, error.message, remedy)]
    else:
        beyond = list(run_checks(home))
    return findings + [finding for finding in beyond if finding.subject not in damaged]


def check_files(home: Home, *, deep: bool = True) -> Iterator[Finding]:
    """Findings about the tables' logs and Parquet files."""
    for name in (*(row_type.table for row_type in TABLES), raw.TABLE):
        try:
            table = delta.open_table(home, name)
        except WarehouseError as error:
            remedy = "restore its _delta_log from a backup; the Parquet files beside it are unharmed"
            yield Finding("table-log", "error", None, None, home.table(name), error.message, remedy)
            continue
        if table is not None:
            yield from _check_table(home, name, table, deep)
        elif not home.remote and any(Path(home.table(name)).glob("week=*/*.parquet")):
            remedy = "restore its _delta_log from a backup; the Parquet files beside it are unharmed"
            yield Finding("table-log", "error", None, None, home.table(name), "the table has files but no log", remedy)


def _check_table(home: Home, name: str, table: DeltaTable, deep: bool) -> Iterator[Finding]:
    import pyarrow as pa

    fragments = {fragment.path: fragment for fragment in table.to_pyarrow_dataset().get_fragments()}
    for path, (week, _) in sorted(delta.files(table).items()):
        where = f"{home.table(name)}/{path}"
        try:
            fragment = fragments[path]
            rows = sum(len(batch) for batch in fragment.to_batches()) if deep else fragment.count_rows()
            if rows < 0:
                raise OSError("no rows")
        except FileNotFoundError:
            yield _damaged(home, name, where, week, "the file is missing")
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            said = str(error).strip().split("\n", 1)[0][:300]
            yield _damaged(home, name, where, week, f"the file is damaged ({said})")


def _damaged(home: Home, name: str, where: str, week: str, offence: str) -> Finding:
    remedy = (
        f"restore the file from a backup; or take it out by `weekwatch warehouse mend`, then {_again(home, name, week)}"
    )
    return Finding("parquet-file", "error", None, dt.date.fromisoformat(week), where, offence, remedy)


def _again(home: Home, name: str, week: str) -> str:
    """How what was lost with a file comes back."""
    if name in (FeedItem.table, Fetch.table, raw.TABLE):
        return "collect or import the week's feeds again"
    try:
        built = {country for country, _ in Store(home).current_runs(weeks=[dt.date.fromisoformat(week)])}
    except WarehouseError:  # it is the runs that are damaged
        built = set()
    return f"weekwatch backfill --countries {','.join(sorted(built)) or 'all'} --from {week} --to {week} --force"


def mend(home: Home) -> list[Finding]:
    """Takes missing and damaged files out of their tables and returns them; the rest stays as it is.

    A damaged file is moved to `HOME/damaged`, not deleted. Each finding's remedy says how its week is built again.
    """
    found = [finding for finding in check_files(home) if finding.check == "parquet-file"]
    if home.remote and found:
        raise WarehouseError(
            "files on object storage are not moved by Weekwatch",
            where=found[0].subject,
            remedy="restore the objects, or delete them there and mend again",
        )
    tables, again = set(), {}
    for finding in found:
        path = Path(finding.subject)
        name = path.parent.parent.name
        tables.add(name)
        again[finding.subject] = _again(home, name, str(finding.week))
        if path.exists():
            aside = Path(home.location) / "damaged" / name / path.parent.name
            try:
                aside.mkdir(parents=True, exist_ok=True)
                path.replace(aside / path.name)
            except OSError as error:
                raise delta.unwritable(finding.subject, error) from error
    for name in sorted(tables):
        delta.forget_missing(home, name)
    if tables:
        db.sync(home)
    return [replace(finding, remedy=again[finding.subject]) for finding in found]


@functools.cache
def list_checks() -> tuple[Check, ...]:
    """Every check, by name."""
    return tuple(_parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(CHECKS.glob("*.sql")))


def run_checks(home: Home, *, weeks: Collection[dt.date] | None = None) -> Iterator[Finding]:
    """Findings of all checks, of those weeks where given, as the DuckDB file has them."""
    with db.connect(home) as connection:
        for check in list_checks():
            yield from _run_check(home, connection, check, weeks, MOST_ROWS)


def blocking(home: Home, country_weeks: Collection[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], list[Finding]]:
    """Of these country-weeks those that must not be published, with the errors that forbid it.

    The DuckDB file is brought up to date first. About a second for a week of 195 countries.
    """
    weeks = {week for _, week in country_weeks}
    found: dict[tuple[str, dt.date], list[Finding]] = {}
    if not weeks:
        return found
    db.sync(home)
    with db.connect(home) as connection:
        for check in (check for check in list_checks() if check.severity == "error"):
            for finding in _run_check(home, connection, check, weeks, None):
                if finding.country is None or finding.week is None:  # the check itself could not be run
                    raise WarehouseError(finding.message, where=finding.subject, remedy=finding.remedy)
                if (finding.country, finding.week) in country_weeks:
                    found.setdefault((finding.country, finding.week), []).append(finding)
    return found


def _run_check(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    check: Check,
    weeks: Collection[dt.date] | None,
    limit: int | None,
) -> Iterator[Finding]:
    import duckdb

    where = "true" if weeks is None else f"week in ({', '.join(f'date {db.quoted(week)}' for week in sorted(weeks))})"
    try:
        found: list[tuple[Any, ...]] = connection.execute(
            f"with {_level_bounds()} "
            f"select country, week, subject, offence, count(*) over () from ({check.sql}) where {where} "
            f"qualify row_number() over (partition by country, week order by subject) <= {MOST_EACH} "
            f"order by week, country, subject {'' if limit is None else f'limit {limit}'}"
        ).fetchall()
    except duckdb.Error as error:
        said = db.explained(error, home)
        yield Finding(check.name, "error", None, None, said.where or home.location, said.message, said.remedy or "")
        return
    for of, start, subject, offence, _ in found:
        remedy = check.remedy.replace("{country}", str(of)).replace("{week}", str(start))
        yield Finding(check.name, check.severity, of, start, str(subject), f"{check.description} {offence}", remedy)
    if limit is not None and found and found[0][4] > len(found):
        more = f"{found[0][4] - len(found)} more rows offend"
        yield Finding(check.name, check.severity, None, None, "all", more, "mend these first and verify again")


def _level_bounds() -> str:
    from tasks.formula import load_formula
    from warehouse.tables import LEVELS

    formula = load_formula()
    bars = [formula.levels[level] for level in LEVELS]
    lowest = [0.0, 0.0] + [bar - formula.hysteresis for bar in bars[1:-1]]
    highest = [bar + formula.hysteresis for bar in bars[2:]] + [100.0, 100.0]
    rows = ", ".join(
        f"({db.quoted(formula.version)}, {db.quoted(level)}, {low}, {high})"
        for level, low, high in zip(LEVELS, lowest, highest, strict=True)
    )
    return f"level_bounds(formula_version, level, lowest, highest) as (values {rows})"


def _parse(name: str, text: str) -> Check:
    lines = text.splitlines()
    severity, _, description = lines[0].removeprefix("-- ").partition(": ")
    remedy = lines[1].removeprefix("-- remedy: ")
    if severity not in ("error", "warning") or remedy == lines[1]:
        raise WarehouseError(
            "a check starts with `-- error: ...` or `-- warning: ...` and `-- remedy: ...`", where=f"{name}.sql"
        )
    return Check(name, "error" if severity == "error" else "warning", description, remedy, "\n".join(lines[2:]))
