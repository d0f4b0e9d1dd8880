"""The events again, a row an actor, in the order of the actors: `meta.event_actors` of the DuckDB file.

An actor's events lie together there, so the query `events` reads a few blocks instead of the list of actors of every event of every week.
It has the columns that the query filters by and shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_COLUMNS = (
    "event_id, week, country, event_date, until, kind, cameo, ucdp_type, site, unit, site_country, site_basis, lat, lng, "
    "killed_low, killed_best, killed_high, toll_as_of, state, certainty, publisher_count, title, actors, targets, first_week, "
    "follows, nearness, salience"
)


def make_event_actors(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the table, empty, beside a table `events`."""
    connection.execute(
        f"create table meta.event_actors as select null::varchar as actor, {_COLUMNS} from events limit 0"
    )


def copy_event_actors(connection: duckdb.DuckDBPyConnection, only: str = "true") -> None:
    """Puts the events of the weeks that a condition (SQL, on `week`) names in the place of those that were there."""
    connection.execute(f"delete from meta.event_actors where {only}")
    connection.execute(
        f"insert into meta.event_actors select unnest(list_distinct(actors)) as actor, {_COLUMNS} from events where {only} "
        "order by actor, week, country, event_id"
    )
