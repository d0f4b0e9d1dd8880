"""The command line. Every command imports what it needs when it runs, so that `--help` and SQL cost a blink.

Exit codes: 0 done; 1 a fault of ours; 2 wrong input or nothing found, with how to fix it; 3 done, but some
country-weeks failed or were withheld, or no row of a file could be read (listed at the end); 130 and 143 ended by the user or the system.
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional

import typer

from flows.cli import (
    alerts,
    archive,
    ask,
    deploy,
    export,
    inspect,
    mcp,
    model,
    outlook,
    site,
    sources,
    standing,
    status,
    warehouse,
)
from flows.cli.grouped import GroupedHelp
from flows.cli.options import (
    NOTHING_FOUND,
    WORKERS,
    CountriesOption,
    ForceOption,
    HomeOption,
    JsonOption,
    WorkersOption,
)
from warehouse.errors import InputError, WeekwatchError

if TYPE_CHECKING:
    from warehouse.store.home import Home
    from warehouse.weeks import Week

app = typer.Typer(
    name="weekwatch",
    cls=GroupedHelp,
    help="What happened in every country in every week, how dangerous it was, where, and how we know.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class TerminatedError(BaseException):
    """The system asked this process to end (SIGTERM)."""


def _terminated(signum: int, frame: object) -> NoReturn:
    raise TerminatedError


GO_ON = "what was stored is kept: give the same command again and it goes on from there"


def run_app() -> None:
    """Runs the command that the arguments name. Wrong usage is shown as it should be, an interrupt is raised as what it is."""
    try:
        code = app(standalone_mode=False)
    except Exception as error:
        if not (hasattr(error, "show") and hasattr(error, "exit_code")):  # a wrong option, in whichever click is in use
            raise
        error.show()
        sys.exit(error.exit_code)
    if code == 128 + signal.SIGINT:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    if isinstance(code, int) and code:
        sys.exit(code)


def main() -> NoReturn:
    """Runs the command line and turns expected errors into a message and exit code 2."""
    # From the first instant to the last: Prefect swaps the handler for the time of a flow run alone, and hands a signal
    # that it caught on to the one before, which by default ends the process without a word.
    signal.signal(signal.SIGTERM, _terminated)
    try:
        run_app()
    except WeekwatchError as error:
        typer.echo(f"weekwatch: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        typer.echo(f"weekwatch: stopped; {GO_ON}", err=True)
        sys.exit(128 + signal.SIGINT)
    except BaseException as error:
        if not isinstance(error, TerminatedError) and type(error).__name__ != "TerminationSignal":  # that is Prefect's
            raise
        typer.echo(f"weekwatch: ended by a signal; {GO_ON}", err=True)
        sys.exit(128 + signal.SIGTERM)
    sys.exit(0)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"weekwatch {installed('weekwatch')}")
        raise typer.Exit


@app.command()
def demo(
    home: HomeOption = None,
) -> None:
    """The main job on bundled sample feeds: no network, no key. Data goes to ./weekwatch-demo."""
    from flows.cli.demo import run_demo

    run_demo(home)


@app.command()
def collect(
    countries: CountriesOption = "all",
    every: Annotated[bool, typer.Option("--all", help="Ask feeds too whose time has not come.")] = False,
    searches: Annotated[
        bool, typer.Option(help="Ask news services for countries with fewer than three outlets that bring news.")
    ] = True,
    whole: Annotated[
        bool, typer.Option("--whole", help="Ask all feeds for all that they hold, as after a loss of items.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Fetch the feeds of the country profiles that are due, politely; raw bytes are kept by hash. Run it hourly.

    How often a feed is due depends on how fast it rolls over and whether it answers: weekwatch query feed-health.
    """
    import dataclasses

    from flows.cli.console import print_rows, progress, say
    from flows.homes import countries_folder, home_to_write
    from flows.runtime.environment import prefect_ready, prepare_prefect

    opened = home_to_write(home)
    folder = countries_folder(opened)
    chosen = _choose(folder, countries)
    prepare_prefect()
    import asyncio

    from flows.catalogue import load_feeds
    from flows.collect import collect as collect_flow
    from flows.runtime.progress import listening

    with progress("fetching feeds", len(load_feeds(folder, chosen))) as bar, listening(bar.advance):
        prefect_ready()
        found = asyncio.run(
            collect_flow(chosen, due_only=not (every or whole), whole=whole, home=opened.location, searches=searches)
        )
    report = dataclasses.asdict(found)
    print_rows(list(report), [list(report.values())], "json" if json else "table")
    if found.failed:
        say(
            f"{found.failed} feeds failed; see: weekwatch sql \"select subject, message from issues where stage = 'collect'\""
        )


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="JSONL, CSV or Parquet files of dated items.")],
    mapping: Annotated[list[str], typer.Option("--map", help="theirs=ours, e.g. --map date=published.")] = [],  # noqa: B006
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Import dated items as an archive, so that real history can be backfilled.

    Columns by name: published, title, summary, link, lang, outlet or domain, outlet_country, feed_url.
    Bad rows are reported with row number and reason; the rest goes in.
    """
    from flows.cli.console import print_rows, progress, say
    from flows.cli.options import SOME_FAILED
    from flows.collecting.feeds import import_files
    from flows.homes import home_to_write

    pairs = dict(_pair(text) for text in mapping)
    for path in files:
        if not path.is_file():
            raise InputError("no such file", where=str(path))
    opened = home_to_write(home)
    rows, refused = [], 0
    with progress("importing", None) as bar:
        for done in import_files(opened, files, pairs, dt.datetime.now(dt.UTC), bar.advance):
            rows.append([str(done.path), done.rows, done.items, done.new_items, len(done.issues)])
            refused += bool(done.rows) and not done.items
            for issue in done.issues[:10]:
                say(f"{issue.subject}: {issue.message}")
            if len(done.issues) > 10:
                say(f"... and {len(done.issues) - 10} more, in the table issues")
    print_rows(["file", "rows", "items", "new_items", "issues"], rows, "json" if json else "table")
    if refused:
        say(f"of {refused} of {len(rows)} files no row could be read")
        raise typer.Exit(SOME_FAILED)


def _pair(text: str) -> tuple[str, str]:
    theirs, equals, ours = text.partition("=")
    if not (theirs and equals and ours):
        raise InputError(f"--map {text!r} is not theirs=ours", remedy="write for example --map date=published")
    return theirs, ours


@app.command()
def run(
    countries: CountriesOption,
    week: Annotated[str, typer.Option("--week", help="A date in the week, or an ISO week such as 2026-W18.")],
    home: HomeOption = None,
    force: ForceOption = False,
    workers: WorkersOption = WORKERS,
    json: JsonOption = False,
) -> None:
    """Build the reports of one week from what is stored."""
    _build(countries, week, week, home, force, workers, json)


@app.command()
def backfill(
    countries: CountriesOption,
    first: Annotated[str, typer.Option("--from", help="First week: a date or an ISO week.")],
    last: Annotated[str, typer.Option("--to", help="Last week, included.")],
    home: HomeOption = None,
    force: ForceOption = False,
    workers: WorkersOption = WORKERS,
    json: JsonOption = False,
) -> None:
    """Build historical weeks, oldest first; only what is missing or stale. Start it again to resume it."""
    _build(countries, first, last, home, force, workers, json)


def _build(countries: str, first: str, last: str, home: str | None, force: bool, workers: str, json: bool) -> None:
    from flows.cli.console import progress
    from flows.cli.reading import refuse_future
    from flows.homes import countries_folder, home_to_write
    from flows.runtime.environment import prepare_prefect
    from warehouse.weeks import parse_week, weeks_between

    opened = home_to_write(home)
    folder = countries_folder(opened)
    chosen = _choose(folder, countries)
    weeks = list(weeks_between(parse_week(first, opened.week_starts_on), parse_week(last, opened.week_starts_on)))
    now = dt.datetime.now(dt.UTC)
    refuse_future(weeks[-1], now.date())

    from flows.building.batch import check_week_has_data
    from flows.building.current import current_weeks
    from flows.building.outcome import Outcome
    from flows.building.workers import load_ahead
    from flows.cli.outcomes import show_outcomes, writing
    from flows.publishing.publish import publish_outcomes
    from warehouse.store.country_weeks import Store

    check_week_has_data(opened, weeks[0])
    starts, size = [week.start for week in weeks], len(chosen) * len(weeks)
    with writing(opened, size, now):
        unbuilt = force or len(Store(opened).current_runs(countries=chosen, weeks=starts)) < size
        current = set() if unbuilt else current_weeks(opened, folder, chosen, weeks, now)
        if len(current) == size:  # no reason to start Prefect
            outcomes = publish_outcomes(
                opened, [Outcome(country, week, "unchanged") for country, week in sorted(current)]
            )
        else:
            load_ahead(workers, len(chosen))
            prepare_prefect()
            from flows.cli.start import build_weeks

            with progress("building country-weeks", size) as bar:
                outcomes = build_weeks(
                    opened.location,
                    chosen,
                    weeks[0],
                    weeks[-1],
                    force=force,
                    workers=workers,
                    now=now,
                    on_progress=bar.advance,
                )
    show_outcomes(outcomes, json)


@app.command()
def weekly(
    countries: CountriesOption = "all",
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Build the running week too; its reports are marked provisional.")
    ] = False,
    home: HomeOption = None,
    workers: WorkersOption = WORKERS,
    json: JsonOption = False,
) -> None:
    """Build the newest closed week, and first any week that was missed. Run it daily or weekly, after `collect`."""
    from flows.cli.console import progress
    from flows.homes import countries_folder, home_to_write
    from flows.runtime.environment import prefect_ready, prepare_prefect

    opened = home_to_write(home)
    folder = countries_folder(opened)
    chosen = _choose(folder, countries)
    prepare_prefect()
    from flows.building.outcome import UnfinishedError
    from flows.building.plan import weekly_plan

    now = dt.datetime.now(dt.UTC)
    plan = weekly_plan(opened, chosen, now, provisional=provisional)
    size = sum(map(len, plan.values()))

    import asyncio

    from flows.cli.outcomes import show_outcomes, writing
    from flows.runtime.progress import listening
    from flows.weekly import weekly as weekly_flow

    with writing(opened, size, now), progress("building country-weeks", size) as bar, listening(bar.advance):
        prefect_ready()
        try:
            outcomes = asyncio.run(
                weekly_flow(chosen, provisional=provisional, workers=workers, home=opened.location, now=now)
            )
        except UnfinishedError as error:
            outcomes = error.outcomes
    show_outcomes(outcomes, json)


def _choose(folder: Path, countries: str) -> list[str]:
    from flows.catalogue import choose

    return list(choose(folder, countries))


CountryArgument = Annotated[str, typer.Argument(help="ISO code or name, such as MN or Mongolia.")]
WeekArgument = Annotated[
    Optional[str],  # noqa: UP045 -- typer reads it
    typer.Argument(help="A date in the week, or an ISO week; the newest week with a report if left out."),
]


@app.command()
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
    from flows.cli.reading import code_of, named_week, print_markdown
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


@app.command()
def brief(
    country: CountryArgument,
    week: WeekArgument = None,
    style: Annotated[str, typer.Option("--format", help="md, or text or html for the body of an e-mail.")] = "md",
    home: HomeOption = None,
) -> None:
    """Print the week in one screen: the level, what happened, what changed and what to watch."""
    from flows.cli.reading import code_of, named_week
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
    from flows.cli.reading import print_markdown
    from flows.publishing.finished import brief_of  # here: it loads delta-rs

    print_markdown(brief_of(home, country, week))


@app.command()
def events(
    country: CountryArgument,
    week: WeekArgument = None,
    most: Annotated[int, typer.Option("--most", min=1, help="How many, the most salient first.")] = 20,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List what happened in a country's week: day, event, place, deaths and how many publishers tell it."""
    from flows.cli.console import print_rows
    from flows.cli.reading import EVENTS_SQL, code_of, named_week
    from flows.homes import home_to_read
    from warehouse.sql.connect import query_sql

    opened = home_to_read(home)
    code = code_of(opened, country)
    named = named_week(opened, code, week)
    columns, rows = query_sql(opened, EVENTS_SQL, {"country": code, "week": named.start, "most": most})
    if not print_rows(columns, rows, "json" if json else "table"):
        raise typer.Exit(NOTHING_FOUND)


@app.command()
def reports(home: HomeOption = None, json: JsonOption = False) -> None:
    """List the reports that there are: country, weeks, newest week and its level."""
    from flows.cli.console import print_rows
    from flows.cli.reading import REPORTS_SQL
    from flows.homes import home_to_read
    from warehouse.sql.connect import query_sql

    columns, rows = query_sql(home_to_read(home), REPORTS_SQL)
    print_rows(columns, rows, "json" if json else "table")


alerts.register(app)
archive.register(app)
ask.register(app)
deploy.register(app)
inspect.register(app)
outlook.register(app)
sources.register(app)
standing.register(app)
mcp.register(app)
site.register(app)
status.register(app)
warehouse.register(app)
model.register(app)
export.register(app)
