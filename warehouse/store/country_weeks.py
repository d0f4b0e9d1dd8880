"""The truth: one Delta table a table, partitioned by week; rows in, rows out.

Reading rule: the current revision of a country-week is that of its newest `runs` row with status complete.
Rows of any other revision are invisible to readers, so a country-week is written table by table under its
new revision, with the `runs` row last: that row is the commit, and until it is there the former revision stands
untouched. A process that dies half way leaves rows that nobody sees; building again replaces them
(equal input, equal revision) and `warehouse.maintenance.compact` clears away what stays behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from warehouse.errors import WarehouseError
from warehouse.schema import Row, one_per_key, rows_from_arrow, rows_to_arrow
from warehouse.store import delta, table_log
from warehouse.store.erased import erased_addresses, hash_of
from warehouse.store.home import Home
from warehouse.store.reading import read_rows
from warehouse.tables import TABLES, CountryWeekRow, FeedItem, Fetch, Issue, Outlook, Run
from warehouse.weeks import check_aligned

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable

R = TypeVar("R", bound=Row)

REMEMBERED_WEEKS = 6
"""How far back the last attempt at a feed is looked for; a feed that was not asked for longer is new."""


@dataclass(frozen=True, slots=True)
class CountryWeekRows:
    """Everything that one build of a country-week found out; all rows carry its country, week and revision."""

    country: str
    week: dt.date
    revision: str
    run: Run
    rows: Mapping[type[Row], Sequence[Row]] = field(default_factory=dict)

    def check(self) -> None:
        """Raises WarehouseError where a row belongs to another country-week or revision."""
        own = (self.country, self.week, self.revision)
        for row in (*(row for rows in self.rows.values() for row in rows), self.run):
            found = tuple(getattr(row, name, None) for name in ("country", "week", "revision"))
            if found != own:
                raise WarehouseError(f"a row of {type(row).table} belongs to {found}, not to {own}")


class Store:
    """Reads and writes the tables of a home. Cheap to make; holds no open files and no state."""

    def __init__(self, home: Home) -> None:
        self.home = home

    # --- reading --------------------------------------------------------------------------------

    def read(
        self,
        row_type: type[R],
        *,
        countries: Collection[str] | None = None,
        weeks: Collection[dt.date] | None = None,
        revisions: Literal["current", "all"] = "current",
    ) -> list[R]:
        """The rows of a table, one for each key, sorted by key; of country-weeks only the current revision.

        `countries` and `weeks` (starts of weeks) narrow it down; None is all. `revisions="all"` gives superseded
        revisions too (kept of tables with a history) and also those that no complete run names.
        """
        rows = self._rows(row_type, self.arrow(row_type, countries=countries, weeks=weeks))
        if revisions == "current" and row_type.scope == "country_week":
            current = {key: run.revision for key, run in self.current_runs(countries=countries, weeks=weeks).items()}
            rows = [row for row in rows if _is_current(row, current)]
        return sorted(one_per_key(rows), key=_sort_key)

    def items(self, weeks: Collection[dt.date], ids: Collection[str] | None = None) -> list[FeedItem]:
        """The items of those weeks (starts of weeks), each once, sorted by week and item_id; `ids` narrow it down."""
        import pyarrow as pa
        import pyarrow.compute as pc

        found = self.arrow(FeedItem, weeks=weeks)
        if ids is not None:
            found = found.filter(pc.is_in(found["item_id"], value_set=pa.array(sorted(ids), pa.string())))
        return sorted(one_per_key(self._rows(FeedItem, found)), key=_sort_key)

    def current_runs(
        self, *, countries: Collection[str] | None = None, weeks: Collection[dt.date] | None = None
    ) -> dict[tuple[str, dt.date], Run]:
        """(country, start of week) -> the newest complete run, whose revision is the current one."""
        newest: dict[tuple[str, dt.date], Run] = {}
        for run in self._rows(Run, self.arrow(Run, countries=countries, weeks=weeks)):
            if run.status != "complete":
                continue
            former = newest.get((run.country, run.week))
            if former is None or (run.finished_at, run.revision) > (former.finished_at, former.revision):
                newest[(run.country, run.week)] = run
        return newest

    def latest_attempts(self, weeks: Collection[dt.date]) -> dict[str, Fetch]:
        """feed_url -> its newest attempt (fetched, not_modified or failed) in those weeks.

        Keys are read first, a week at a time, and then the few rows: all feeds asked every hour leave a million a month.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        newest: dict[str, dt.datetime] = {}
        for week in sorted(weeks, reverse=True):
            keys = self.arrow(Fetch, weeks=[week], columns=["feed_url", "status", "fetched_at"])
            asked = keys.filter(pc.is_in(keys["status"], pa.array(["fetched", "not_modified", "failed"])))
            found = asked.group_by("feed_url", use_threads=False).aggregate([("fetched_at", "max")])
            for feed, at in zip(found["feed_url"].to_pylist(), found["fetched_at_max"].to_pylist(), strict=True):
                newest.setdefault(feed, at)
        rows = self._rows(Fetch, self.arrow(Fetch, weeks=weeks, fetched_at=set(newest.values())))
        return {row.feed_url: row for row in rows if newest.get(row.feed_url) == row.fetched_at}

    def weeks(self, row_type: type[Row]) -> list[dt.date]:
        """The weeks (starts) of which a table has rows, oldest first; read from the list of files alone."""
        table = self._table(row_type.table)
        found = {week for week, _ in table_log.files(table).values()} if table else set()
        return sorted(dt.date.fromisoformat(week) for week in found)

    def files(self, row_type: type[Row], week: dt.date) -> list[str]:
        """The names of the files with the rows of a week, sorted. What a file holds never changes."""
        table = self._table(row_type.table)
        found = table_log.files(table) if table else {}
        return sorted(path for path, (start, _) in found.items() if start == week.isoformat())

    def known_item_ids(self, weeks: Collection[dt.date]) -> set[tuple[dt.date, str]]:
        """(week, item_id) of every item of those weeks."""
        found = self.arrow(FeedItem, weeks=weeks, columns=["week", "item_id"])
        return set(zip(found.column("week").to_pylist(), found.column("item_id").to_pylist(), strict=True))

    def ids_before(self, week: dt.date) -> set[str]:
        """The item_ids of the two weeks before one that starts on that day: what stands in them counts there."""
        return {item_id for _, item_id in self.known_item_ids([week - dt.timedelta(days=7 * n) for n in (1, 2)])}

    def known_items(self, weeks: Collection[dt.date], items: Collection[FeedItem]) -> list[FeedItem]:
        """The stored items of those weeks that have the id or the address of one of these."""
        wanted = {"item_id": {item.item_id for item in items}, "url": {item.url for item in items if item.url}}
        if not items:
            return []
        found = self.arrow(FeedItem, weeks=weeks, either=wanted, columns=["week", "item_id"])  # mostly none
        at, ids = (set(found.column(name).to_pylist()) for name in ("week", "item_id"))
        return self._rows(FeedItem, self.arrow(FeedItem, weeks=at, either={"item_id": ids})) if at else []

    def imported_bodies(self, weeks: Collection[dt.date]) -> set[str]:
        """SHA-256 of every batch whose import was recorded in those weeks."""
        found = self.arrow(Fetch, weeks=weeks, columns=["status", "raw_sha256"]).to_pylist()
        return {row["raw_sha256"] for row in found if row["status"] == "imported"}

    def arrow(
        self,
        row_type: type[Row],
        *,
        countries: Collection[str] | None = None,
        weeks: Collection[dt.date] | None = None,
        fetched_at: Collection[dt.datetime] | None = None,
        either: Mapping[str, Collection[str]] | None = None,
        columns: list[str] | None = None,
    ) -> pa.Table:
        """The stored rows as Arrow, all revisions and doubled keys included; empty where nothing was written.

        either: column -> values, of which a row must have one in one of the columns.
        """
        import pyarrow as pa

        from warehouse.schema import arrow_schema

        schema = arrow_schema(row_type)
        names = columns or schema.names
        table = self._table(row_type.table)
        if table is None:
            return schema.empty_table().select(names)
        known = {field.name for field in table.schema().fields}
        stored = [name for name in names if name in known]
        paths = None
        if weeks is not None:
            starts = {week.isoformat() for week in weeks}
            paths = [path for path, (start, _) in table_log.files(table).items() if start in starts]
        wanted: list[Mapping[str, Collection[Any]]] = [
            {name: values}
            for name, values in (("country", countries), ("fetched_at", fetched_at))
            if values is not None
        ]
        wanted += [either] if either else []
        found = read_rows(self.home, row_type.table, table, paths=paths, columns=stored, wanted=wanted)
        for name in names:  # a column that this version added: null in older rows
            if name not in stored:
                found = found.append_column(schema.field(name), pa.nulls(found.num_rows, schema.field(name).type))
        return found.select(names)

    def _table(self, name: str) -> DeltaTable | None:
        return table_log.open_table(self.home, name)

    def _rows(self, row_type: type[R], table: pa.Table) -> list[R]:
        """The rows, validated. Raises WarehouseError where one is not what its model says."""
        from pydantic import ValidationError

        try:
            return rows_from_arrow(row_type, table)
        except ValidationError as error:
            first = error.errors()[0]
            column, value = ".".join(map(str, first["loc"])), str(first["input"])[:80]
            raise WarehouseError(
                f"a stored row is not valid: {column} is {value!r} ({first['msg']})",
                where=self.home.table(row_type.table),
                remedy="it was written by other software or another version: build its country-week again with --force",
            ) from error

    # --- writing --------------------------------------------------------------------------------

    def append(self, rows: Iterable[Row]) -> int:
        """How many rows were added. Takes fetches, items, and issues that belong to no country-week.

        Rows whose key is known in their week are skipped, so that a step that is tried again adds nothing. Two
        processes that append the same row at the same time both succeed; readers see it once.
        """
        by_type: dict[type[Row], list[Row]] = {}
        for row in rows:
            if isinstance(row, Run):
                raise WarehouseError("runs are written by replace_country_weeks and fail, not appended")
            if type(row).scope == "country_week" and not (isinstance(row, Issue) and row.country is None):
                raise WarehouseError(f"rows of {type(row).table} are written by replace_country_weeks, not appended")
            by_type.setdefault(type(row), []).append(row)
        added = 0
        for row_type in (t for t in TABLES if t in by_type):
            new = self._unknown(row_type, one_per_key(by_type[row_type]))
            if new:
                delta.append(self.home, row_type.table, rows_to_arrow(row_type, new))
            added += len(new)
        return added

    def fail(self, runs: Iterable[Run]) -> None:
        """Records failed builds; what the country-weeks said before stays current."""
        failed = list(runs)
        if any(run.status != "failed" for run in failed):
            raise WarehouseError("only a failed run may be recorded without its rows")
        if failed:
            delta.append(self.home, Run.table, rows_to_arrow(Run, failed))

    def by_country(self, table: type[R], countries: Sequence[str], weeks: Sequence[dt.date]) -> dict[str, list[R]]:
        """The current rows of a table of country-weeks for some countries and weeks, by country; [] where there are none."""
        found: dict[str, list[R]] = {country: [] for country in countries}
        for row in self.read(table, countries=countries, weeks=weeks):
            found[getattr(row, "country")].append(row)  # noqa: B009 -- not every Row has one, these have
        return found

    def replace_country_weeks(self, batches: Iterable[CountryWeekRows]) -> None:
        """Makes each country-week say what its batch says; one commit a table and week, `runs` last.

        A batch whose run has failed only adds that run. Several processes may do this at once, for different
        country-weeks or for the same one: the newest complete run wins, and every row is there once.
        Raises InputError for a week that starts on another weekday than the home's, before anything is written, and
        WarehouseError where storage fails (nothing visible has changed for the weeks not yet committed).
        """
        weeks: dict[dt.date, dict[str, CountryWeekRows]] = {}
        given = list(batches)
        for batch in given:
            batch.check()
            check_aligned(batch.week, self.home.week_starts_on)
        for batch in given:
            if batch.run.status == "failed":
                self.fail([batch.run])
            elif batch.country in weeks.setdefault(batch.week, {}):
                raise WarehouseError(f"{batch.country} {batch.week} is given twice")
            else:
                weeks[batch.week][batch.country] = batch
        for week in sorted(weeks):
            self._replace_week(week, [weeks[week][country] for country in sorted(weeks[week])])

    def judge(self, judged: Sequence[Outlook]) -> None:
        """Puts outcomes into the current outlook: rows of the same key are replaced, the others of their weeks stay."""
        by_key = {row.key_values: row for row in judged}
        for week in sorted({row.week for row in judged}):
            countries = sorted({row.country for row in judged if row.week == week})
            rows = self.read(Outlook, countries=countries, weeks=[week])
            data = rows_to_arrow(Outlook, [by_key.get(row.key_values, row) for row in rows])
            delta.overwrite(
                self.home, Outlook.table, data, week.isoformat(), {(row.country, row.revision) for row in rows}
            )

    def _replace_week(self, week: dt.date, batches: Sequence[CountryWeekRows]) -> None:
        replaced = {(batch.country, batch.revision) for batch in batches}
        for row_type in TABLES:
            if row_type is Run or not any(batch.rows.get(row_type) for batch in batches):
                continue
            rows = one_per_key(row for batch in batches for row in batch.rows.get(row_type, ()))
            data = rows_to_arrow(row_type, rows)
            delta.overwrite(self.home, row_type.table, data, week.isoformat(), replaced)
        if batches:
            delta.append(self.home, Run.table, rows_to_arrow(Run, [batch.run for batch in batches]))

    def _unknown(self, row_type: type[Row], rows: Sequence[Row]) -> list[Row]:
        """The rows whose key is not stored yet; no items of addresses that were erased."""
        weeks = {row.week for row in rows if isinstance(row, (FeedItem, Fetch, Issue))}
        found = self.arrow(row_type, weeks=weeks, columns=list(row_type.key))
        known = set(zip(*(found.column(name).to_pylist() for name in row_type.key), strict=True))
        erased = erased_addresses(self.home) if row_type is FeedItem else {}
        return [
            row
            for row in rows
            if row.key_values not in known and not (isinstance(row, FeedItem) and hash_of(row.url) in erased)
        ]


class StillStore(Store):
    """The tables as they were when each was first read, opened once: for many readings of one state. It never sees what is written later."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._tables: dict[str, DeltaTable | None] = {}
        self._runs: dict[frozenset[dt.date] | None, dict[tuple[str, dt.date], Run]] = {}

    def _table(self, name: str) -> DeltaTable | None:
        if name not in self._tables:
            self._tables[name] = super()._table(name)
        return self._tables[name]

    def current_runs(
        self, *, countries: Collection[str] | None = None, weeks: Collection[dt.date] | None = None
    ) -> dict[tuple[str, dt.date], Run]:
        """As of `Store`, from the runs of these weeks as they were first read, or of all weeks once all were read."""
        of_weeks = None if weeks is None or None in self._runs else frozenset(weeks)
        if of_weeks not in self._runs:
            self._runs[of_weeks] = super().current_runs(weeks=of_weeks)
        return {
            (country, week): run
            for (country, week), run in self._runs[of_weeks].items()
            if (countries is None or country in countries) and (weeks is None or week in weeks)
        }


def _is_current(row: Row, current: Mapping[tuple[str, dt.date], str]) -> bool:
    if isinstance(row, CountryWeekRow):
        return current.get((row.country, row.week)) == row.revision
    if isinstance(row, Issue) and row.country is not None:
        return current.get((row.country, row.week)) == row.revision
    return True


def _sort_key(row: Row) -> tuple[tuple[bool, object], ...]:
    return tuple((value is None, "" if value is None else value) for value in row.key_values)
