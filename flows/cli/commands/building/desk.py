"""The command `desk`: what analysts decided by hand, checked, and what each decision did."""

from __future__ import annotations

import typer

from flows.cli.options import HomeOption, JsonOption

COLUMNS = ("decision", "kind", "country", "week", "effect", "because")
WAITING = "not built yet: `weekwatch run` or `weekwatch weekly` applies it"


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""

    @app.command()
    def desk(home: HomeOption = None, json: JsonOption = False) -> None:
        """Check the decisions of desk/*.yaml and show what each did. They are applied by the next build; see docs/DESK.md."""
        from flows.building.decisions import decisions_of
        from flows.cli.console import print_rows
        from flows.homes import home_to_read
        from warehouse.sql.connect import query_sql

        opened = home_to_read(home)
        decisions = decisions_of(opened)
        asked = "select decision_id, kind, country, week, effect, because from corrections order by decision_id, country, week"
        done = list(query_sql(opened, asked)[1])
        applied = {row[0] for row in done}
        waiting = [
            (d.id, d.kind, d.country, d.week or d.since, WAITING, d.because) for d in decisions if d.id not in applied
        ]
        print_rows(list(COLUMNS), [*done, *waiting], "json" if json else "table")
