"""Whether a warehouse is sound: every live file readable, every row where it belongs; and how to mend what is not.

`verify` looks at the files of the tables and runs the checks of warehouse/checks: each is a SELECT whose rows are
offences (country, week, subject, offence), with its severity and remedy in its head:

    -- error: What must not be.
    -- remedy: how to fix it, with {country} and {week} filled in

Besides the tables a check may use `level_bounds` (formula_version, level, lowest, highest): the scores beside which a level may
stand: what the caller gives as `bounds` (`tasks.threat.formula.level_bounds`).
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import WarehouseError
from warehouse.sql import connect as db
from warehouse.sql.text import quoted
from warehouse.store import delta
from warehouse.store.home import Home
from warehouse.store.soundness import Finding, Severity, build_again, check_files

if TYPE_CHECKING:
    import duckdb


CHECKS = Path(__file__).parents[1] / "checks"
Bounds = Sequence[tuple[str, str, float, float]]
"""(formula version, level, lowest score, highest score) of each level."""

MOST_ROWS = 100
"""Offending rows shown a check; how many there are beyond is said."""
MOST_EACH = 5
"""Of these, of one country-week: the first is enough to build it again."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the rows."""

    name: str
    severity: Severity
    description: str
    remedy: str
    sql: str


def verify(home: Home, bounds: Bounds, *, deep: bool = True) -> list[Finding]:
    """Everything that is wrong, files first; empty where the warehouse is sound.

    `deep` reads every Parquet file whole, with its checksums (about a second for 100 MB); otherwise presence, size and footer are looked at.
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
        beyond = list(run_checks(home, bounds))
    return findings + [finding for finding in beyond if finding.subject not in damaged]


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
        again[finding.subject] = build_again(home, name, str(finding.week))
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


def run_checks(home: Home, bounds: Bounds, *, weeks: Collection[dt.date] | None = None) -> Iterator[Finding]:
    """Findings of all checks, of those weeks where given, as the DuckDB file has them."""
    with db.connect(home) as connection:
        for check in list_checks():
            yield from _run_check(home, connection, check, bounds, weeks, MOST_ROWS)


def blocking(
    home: Home, country_weeks: Collection[tuple[str, dt.date]], bounds: Bounds
) -> dict[tuple[str, dt.date], list[Finding]]:
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
            for finding in _run_check(home, connection, check, bounds, weeks, None):
                if finding.week is None:  # the check itself could not be run
                    raise WarehouseError(finding.message, where=finding.subject, remedy=finding.remedy)
                if finding.country and (finding.country, finding.week) in country_weeks:
                    found.setdefault((finding.country, finding.week), []).append(finding)
    return found


def _run_check(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    check: Check,
    bounds: Bounds,
    weeks: Collection[dt.date] | None,
    limit: int | None,
) -> Iterator[Finding]:
    import duckdb

    where = "true" if weeks is None else f"week in ({', '.join(f'date {quoted(week)}' for week in sorted(weeks))})"
    try:
        found: list[tuple[Any, ...]] = connection.execute(
            f"with {_level_bounds(bounds)} "
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


def _level_bounds(bounds: Bounds) -> str:
    rows = ", ".join(f"({quoted(version)}, {quoted(level)}, {low}, {high})" for version, level, low, high in bounds)
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
