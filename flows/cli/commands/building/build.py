"""The commands that build country-weeks: `run` one week, `backfill` many, `weekly` whatever is due."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from flows.cli.options import WORKERS, CountriesOption, ForceOption, HomeOption, JsonOption, WorkersOption


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    for command in (run, backfill, weekly):
        app.command()(command)


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
    from flows.catalogue import choose
    from flows.cli.arguments import refuse_future
    from flows.cli.console import progress
    from flows.homes import countries_folder, home_to_write
    from flows.runtime.environment import has_server, prepare_prefect
    from warehouse.weeks import parse_week, weeks_between

    opened = home_to_write(home)
    folder = countries_folder(opened)
    chosen = list(choose(folder, countries))
    weeks = list(weeks_between(parse_week(first, opened.week_starts_on), parse_week(last, opened.week_starts_on)))
    now = dt.datetime.now(dt.UTC)
    refuse_future(weeks[-1], now.date())

    from flows.building.batch import build_batch, check_week_has_data
    from flows.building.current import current_weeks
    from flows.building.outcome import Batch, Outcome
    from flows.building.workers import load_ahead
    from flows.cli.outcomes import model_on, show_outcomes, writing
    from flows.publishing.publish import publish_outcomes
    from warehouse.store.country_weeks import StillStore, Store

    check_week_has_data(opened, weeks[0])
    starts, size = [week.start for week in weeks], len(chosen) * len(weeks)
    with writing(opened, size, now):
        unbuilt = force or len(Store(opened).current_runs(countries=chosen, weeks=starts)) < size
        current = set() if unbuilt else current_weeks(StillStore(opened), folder, chosen, weeks, now)
        if len(current) == size:  # no reason to start Prefect
            outcomes = publish_outcomes(
                opened, [Outcome(country, week, "unchanged") for country, week in sorted(current)]
            )
        elif size == 1 and not has_server():  # a flow run that nobody could look into would cost more than the build
            batch = Batch(opened.location, folder, tuple(chosen), weeks[0], now, force)
            outcomes = publish_outcomes(opened, build_batch(batch))
        else:
            load_ahead(workers, len(chosen))
            prepare_prefect()
            from flows.cli.start import build_weeks

            with progress("building country-weeks", size) as bar, model_on(bar, opened, now):
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
    from flows.catalogue import choose
    from flows.cli.console import progress
    from flows.homes import countries_folder, home_to_write
    from flows.runtime.environment import prefect_ready, prepare_prefect

    opened = home_to_write(home)
    folder = countries_folder(opened)
    chosen = list(choose(folder, countries))
    prepare_prefect()
    from flows.building.outcome import UnfinishedError
    from flows.building.plan import weekly_plan

    now = dt.datetime.now(dt.UTC)
    plan = weekly_plan(opened, chosen, now, provisional=provisional)
    size = sum(map(len, plan.values()))

    import asyncio

    from flows.cli.outcomes import model_on, show_outcomes, writing
    from flows.runtime.progress import listening
    from flows.weekly import weekly as weekly_flow

    with (
        writing(opened, size, now),
        progress("building country-weeks", size) as bar,
        model_on(bar, opened, now),
        listening(bar.advance),
    ):
        prefect_ready()
        try:
            outcomes = asyncio.run(
                weekly_flow(chosen, provisional=provisional, workers=workers, home=opened.location, now=now)
            )
        except UnfinishedError as error:
            outcomes = error.outcomes
    show_outcomes(outcomes, json)
