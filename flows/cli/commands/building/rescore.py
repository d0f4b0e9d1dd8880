"""The commands about scores and forecasts: `rescore` by today's formula, `resolve-outlook` when its time has come."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from flows.cli.options import SOME_FAILED, HomeOption, JsonOption


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command()(rescore)
    app.command("resolve-outlook")(resolve_outlook)


def rescore(
    first: Annotated[str, typer.Option("--from", help="First week: a date or an ISO week.")],
    last: Annotated[str, typer.Option("--to", help="Last week, included; the latest built if not given.")] = "",
    countries: Annotated[str, typer.Option("--countries", help="ISO codes, comma-separated, or `all`.")] = "all",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Weigh stored stories by today's formula: scores, levels, hotspots, outlook and report, without reading texts again.

    What a week said before stays beside it (`weekwatch query formula-versions`). Weeks already at today's formula are
    left alone. Begin with the earliest week: a score is compared with those before it, of the same formula.
    """
    from flows.building.outcome import known_score
    from flows.building.rescore import rescore_week, weeks_to_rescore
    from flows.cli.console import print_rows, progress, say
    from flows.homes import countries_folder, home_to_write
    from flows.publishing.publish import publish
    from warehouse.weeks import Week, parse_week

    opened = home_to_write(home)
    folder = countries_folder(opened)
    start = parse_week(first, opened.week_starts_on)
    end = parse_week(last, opened.week_starts_on) if last else None
    chosen = weeks_to_rescore(opened, folder, countries, start, end)
    now = dt.datetime.now(dt.UTC)
    outcomes = []
    with progress("weighing country-weeks", sum(map(len, chosen.values()))) as bar:
        for week, of_week in chosen.items():
            outcomes += rescore_week(opened, folder, of_week, week, now=now)
            bar.advance(len(of_week))
    weighed = [o for o in outcomes if o.status == "built"]
    published = publish(opened, [(o.country, Week(o.week)) for o in weighed])
    if weighed or json:
        print_rows(
            ["country", "week", "threat level", "score"],
            [[o.country, o.week, o.threat_level, known_score(o.threat_level, o.threat_score)] for o in weighed],
            "json" if json else "table",
        )
    say(f"{len(weighed)} weighed, {len(outcomes) - len(weighed)} already at today's formula")
    for reason in published.reasons():
        say(reason)
    if published.withheld:
        raise typer.Exit(SOME_FAILED)


def resolve_outlook(home: HomeOption = None) -> None:
    """Judge what was foretold and can be told by now; every build does so for the weeks that it built."""
    from flows.building.judge_outlook import resolve_outlook as judge
    from flows.cli.console import say
    from flows.homes import home_to_write
    from warehouse.sql.connect import sync

    opened = home_to_write(home)
    count = judge(opened)
    sync(opened)
    say(f"{count} forecasts judged; see: weekwatch query outlook-record")
