"""The commands that print what was written: `report`, `brief`, `events` of a country's week, and `reports`, which lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from flows.cli.options import NOTHING_FOUND, HomeOption, JsonOption
from warehouse.errors import InputError

if TYPE_CHECKING:
    from warehouse.store.home import Home
    from warehouse.weeks import Week

REPORTS_SQL = """
select country, any_value(country_name) as name, count(*) as weeks, max(week) as newest_week,
       arg_max(threat_level, week) as newest_level
from reports group by country order by country
"""

EVENTS_SQL = """
select rank, event_date as day, title, site, killed_best as killed, publisher_count as publishers, kind
from events where country = $country and week = $week order by rank limit $most
"""
"""The events of a country's week in the order of their salience."""

CountryArgument = Annotated[str, typer.Argument(help="ISO code or name, such as MN or Mongolia.")]
WeekArgument = Annotated[
    Optional[str],  # noqa: UP045 -- typer reads it
    typer.Argument(help="A date in the week, or an ISO week; the newest week with a report if left out."),
]


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    for command in (report, brief, events, reports):
        app.command()(command)


def report(
    country: CountryArgument,
    week: WeekArgument = None,
    style: Annotated[str, typer.Option("--format", help="md, html or json.")] = "md",
    brief: Annotated[bool, typer.Option("--brief", help="Only the brief: 300 words at most.")] = False,
    statement: Annotated[
        str | None,
        typer.Option(
            "--explain", help="A statement's id (s007 or 7): show its evidence side by side.", show_default=False
        ),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Print the report of a country and week, or the evidence of one of its statements."""
    from flows.cli.arguments import code_of, named_week
    from flows.cli.console import print_markdown
    from flows.homes import home_to_read
    from flows.publishing.record import REPORT_FORMATS, published_text

    if style not in REPORT_FORMATS:
        raise InputError(f"--format {style!r} is not one of {', '.join(REPORT_FORMATS)}")
    opened = home_to_read(home)
    code = code_of(opened, country)
    named = named_week(opened, code, week)
    if brief:
        _print_brief(opened, code, named)
        return
    if statement is not None:
        from flows.cli.explain import as_json, explanation, show

        found = explanation(opened, code, named, statement)
        if json:
            typer.echo(as_json(found))
        else:
            show(found)
        return
    asked = "json" if json else style
    text = published_text(opened, code, named, asked)
    if text is None:
        from flows.publishing.finished import render_report  # here: it loads delta-rs and what draws

        text = render_report(opened, code, named, asked)
    if asked == "md":
        print_markdown(text)
    else:
        typer.echo(text, nl=False)


def brief(
    country: CountryArgument,
    week: WeekArgument = None,
    style: Annotated[str, typer.Option("--format", help="md, or text or html for the body of an e-mail.")] = "md",
    home: HomeOption = None,
) -> None:
    """Print the week in one screen: the level, what happened, what changed and what to watch."""
    from flows.cli.arguments import code_of, named_week
    from flows.homes import home_to_read

    if style not in ("md", "text", "html"):
        raise InputError(f"--format {style!r} is not one of md, text, html")
    opened = home_to_read(home)
    code = code_of(opened, country)
    named = named_week(opened, code, week)
    if style == "md":
        _print_brief(opened, code, named)
        return
    from flows.publishing.finished import brief_of  # here: it loads delta-rs

    typer.echo(brief_of(opened, code, named, style), nl=False)


def _print_brief(home: Home, country: str, week: Week) -> None:
    from flows.cli.console import print_markdown
    from flows.publishing.finished import brief_of  # here: it loads delta-rs

    print_markdown(brief_of(home, country, week))


def events(
    country: CountryArgument,
    week: WeekArgument = None,
    most: Annotated[int, typer.Option("--most", min=1, help="How many, the most salient first.")] = 20,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List what happened in a country's week: day, event, place, deaths and how many publishers tell it."""
    from flows.cli.arguments import code_of, named_week
    from flows.cli.console import print_rows
    from flows.homes import home_to_read
    from warehouse.sql.connect import query_sql

    opened = home_to_read(home)
    code = code_of(opened, country)
    named = named_week(opened, code, week)
    columns, rows = query_sql(opened, EVENTS_SQL, {"country": code, "week": named.start, "most": most})
    if not print_rows(columns, rows, "json" if json else "table"):
        raise typer.Exit(NOTHING_FOUND)


def reports(home: HomeOption = None, json: JsonOption = False) -> None:
    """List the reports that there are: country, weeks, newest week and its level."""
    from flows.cli.console import print_rows
    from flows.homes import home_to_read
    from warehouse.sql.connect import query_sql

    columns, rows = query_sql(home_to_read(home), REPORTS_SQL)
    print_rows(columns, rows, "json" if json else "table")
