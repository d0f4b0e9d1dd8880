"""`weekwatch standing`: how dangerous a country is before the week's news, row by row, and newer counts for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from flows.cli.options import HomeOption, JsonOption

if TYPE_CHECKING:
    from tasks.threat.standing import StandingTables


class _CountryOrCommand(TyperGroup):
    """`weekwatch standing UA` is `weekwatch standing of UA`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and len(args[0]) == 2 and args[0].isalpha() and args[0] not in self.commands:
            args = ["of", *args]
        return super().parse_args(ctx, args)


_standing = typer.Typer(
    cls=_CountryOrCommand,
    help="The standing danger: what is known of a country before the week's news.",
    no_args_is_help=True,
)

OnOption = Annotated[
    str, typer.Option("--week", help="As known when this week began: a date or an ISO week; today if not given.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    _standing.command("of")(of)
    _standing.command("list")(all_countries)
    _standing.command("refresh")(refresh)
    app.add_typer(_standing, name="standing")


def of(
    country: Annotated[str, typer.Argument(help="ISO 3166-1 alpha-2, such as MN.")],
    week: OnOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """A country's standing, row by row: the rows add up to its points. `weekwatch standing UA` is the same."""
    from flows.cli.console import print_rows, say
    from tasks.threat.formula import load_formula
    from tasks.threat.standing import standing_of
    from warehouse.errors import NotFoundError

    day, tables, formula = _day(week), _tables(home), load_formula()
    stands = standing_of(country.upper(), day, formula, tables)
    if not stands.known:
        raise NotFoundError(
            f"no source of the standing knows {country.upper()} on {day}",
            remedy="see which it knows: weekwatch standing list",
        )
    rows = [[p.subject, p.label, round(p.deaths_a_year, 1), round(p.points, 2)] for p in stands.parts]
    print_rows(["subject", "what it says", "deaths a year", "points"], rows, "json" if json else "table")
    say(
        f"{country.upper()} on {day}: {stands.points:.1f} points, {formula.level_of(stands.points)}; about "
        f"{stands.deaths_a_year:,.0f} deaths a year"
    )


def all_countries(
    week: OnOption = "",
    top: Annotated[int, typer.Option("--top", help="Only so many of the highest and of the lowest.", min=1)] = 1000,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """All countries by their standing, the most dangerous first."""
    from flows.catalogue import profiles_of
    from flows.cli.console import print_rows
    from flows.homes import profiles_folder
    from tasks.threat.formula import load_formula
    from tasks.threat.standing import standing_of

    day, tables, formula = _day(week), _tables(home), load_formula()
    profiles = profiles_of(profiles_folder(home))
    every = [
        (country, standing_of(country, day, formula, tables)) for country in tables.countries if country in profiles
    ]
    ranked = sorted(((c, s) for c, s in every if s.known), key=lambda pair: (-pair[1].points, pair[0]))
    rows = [
        [n, c, profiles[c].name, formula.level_of(s.points), round(s.points, 1), round(s.deaths_a_year),
         max(s.parts, key=lambda part: (part.points, part.subject)).label]
        for n, (c, s) in enumerate(ranked, start=1)
        if n <= top or n > len(ranked) - top
    ]  # fmt: skip
    header = ["", "", "country", "level", "points", "deaths a year", "most of it from"]
    print_rows(header, rows, "json" if json else "table")


def refresh(
    source: Annotated[
        str,
        typer.Argument(
            help="File or address of UCDP's candidate events, CSV or Parquet; the newest month if not given."
        ),
    ] = "",
    part: Annotated[bool, typer.Option("--part", help="The file covers only the countries that it names.")] = False,
    home: HomeOption = None,
) -> None:
    """Give the warehouse newer months of deaths. Each counts from the day on which it is published; what it holds else stays.

    UCDP's file of September 2026 is https://ucdp.uu.se/downloads/candidateged/GEDEvent_v26_0_9.csv.
    """
    from flows.cli.console import say
    from flows.homes import home_to_write
    from flows.standing import newest_release, refresh_standing

    now = dt.datetime.now(dt.UTC)
    done = refresh_standing(home_to_write(home), source or newest_release(now), now, part=part)
    say(
        f"{done.months[0]} to {done.months[-1]}: {done.deaths:,} deaths in {done.countries} countries; "
        "weeks that they change are built again by the next backfill or weekly run"
    )


def _day(week: str) -> dt.date:
    from warehouse.weeks import parse_week

    return parse_week(week).start if week else dt.datetime.now(dt.UTC).date()


def _tables(home: str | None) -> StandingTables:
    from flows.building.standing_tables import standing_tables_of
    from flows.homes import home_to_read
    from tasks.threat.standing import standing_tables
    from warehouse.errors import NotFoundError

    try:
        return standing_tables_of(home_to_read(home))
    except NotFoundError:
        if home:
            raise
        return standing_tables()
