"""`weekwatch sources`, `check` and `country new`: which feeds there are, whether they live, and a profile to start from."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from flows.cli.options import HomeOption, JsonOption
from warehouse.errors import InputError

if TYPE_CHECKING:
    from tasks.countries.profiles import CountryProfile

SOME_UNUSABLE = 3
"""Exit code of `check` where a feed is of no use as it is."""

OFFLINE = (
    "This machine seems to be offline: no server was reached. Look at its network first; the profile may be right."
)

_country = typer.Typer(help="Country profiles.", no_args_is_help=True)
CountryArgument = Annotated[str, typer.Argument(help="ISO 3166-1 alpha-2, such as MN.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command()(sources)
    app.command()(check)
    app.add_typer(_country, name="country")


def sources(home: HomeOption = None, json: JsonOption = False) -> None:
    """Which countries and languages the profiles' feeds cover, and where they are thin. Fetches nothing."""
    import dataclasses

    from flows.cli.console import print_rows
    from flows.homes import profiles_folder
    from tasks.countries.coverage import coverage_of
    from tasks.countries.names import territories
    from tasks.countries.profiles import load_international_feeds, load_profiles

    folder = profiles_folder(home)
    profiles = load_profiles(folder)
    covered = coverage_of(profiles, load_international_feeds(folder))
    if json:
        import json as json_module

        left_out = {code: belongs for code, belongs in territories().items() if code not in profiles}
        answer = dataclasses.asdict(covered) | {
            "country_count": len(covered.countries),
            "countries_with_five_feeds": covered.with_enough,
            "countries_with_three_attested_outlets": covered.with_attested_outlets,
            "countries_with_three_tested_outlets": covered.with_tested_outlets,
            "language_count": len(covered.languages),
            "thin": {one.country: list(one.thin) for one in covered.thin},
            "territories_without_profile": left_out,
            "liveness": "not checked here: `weekwatch check XX` fetches the feeds of a country",
        }
        typer.echo(json_module.dumps(answer, ensure_ascii=False))
        return
    print_rows(
        ["", "country", "feeds", "own press", "publishers", "in own language", "strong", "tested", "listed", "candidate",
         "languages", "thin"],
        [
            [one.country, one.name, one.feeds, one.own_press, one.publishers, one.in_own_language,
             *one.standings.values(), " ".join(one.languages), "; ".join(one.thin)]
            for one in covered.countries
        ],
    )  # fmt: skip
    typer.echo(
        f"{len(covered.countries)} countries, {covered.with_enough} with five feeds or more; {covered.feeds:,} feeds "
        f"({covered.international} international) in {len(covered.languages)} languages; {len(covered.thin)} countries thin.\n"
        f"{covered.with_attested_outlets} countries have three outlets whose address a public file attests, "
        f"{covered.with_tested_outlets} three whose address is strong or tested (`evidence` in the profile says by whom and when).\n"
        "Liveness is not checked here: `weekwatch check XX` fetches the feeds of a country once."
    )


def check(
    country: Annotated[str, typer.Argument(help="ISO codes, comma-separated, names of groups, or `all`.")],
    mend: Annotated[
        bool, typer.Option("--mend", help="Look for what is broken on the outlet's site, and write the mended profile.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Fetch every feed of a country once and judge it. Exit code 3 where a feed is of no use as it is.

    With --mend feeds that moved are asked at their new address, those that are gone are looked for on the outlet's own
    site, and candidates that live are attested; the mended profile becomes the home's own. Nothing is deleted: an address
    that gave way is kept under `retired`, and what refused (403, 429, a challenge) is left as it is.
    """
    from flows.catalogue import choose
    from flows.checking import check_countries
    from flows.cli.console import print_rows, progress
    from flows.homes import profiles_folder
    from tasks.collect.http.fetch import FetchSettings
    from tasks.collect.mending import mended_profile

    profiles = choose(profiles_folder(home), country)
    total = sum(len(profile.feeds) for profile in profiles.values())
    with progress("fetching feeds", total) as bar:
        found = check_countries(profiles, FetchSettings(), _clock, bar.advance, mend=mend)
    columns = ["country", "outlet", "verdict", "status", "items", "newest", "language", "undated", "why", "what to do",
               "instead", "found by", "url", "redirected to"]  # fmt: skip
    rows = []
    for code, (checks, mended) in found.items():
        done = {one.url: one for one in mended}
        for one in checks:
            what = done.get(one.url)
            rows.append([code, one.outlet, one.verdict, one.http_status, one.items, one.newest_at, one.language,
                         one.undated_share, one.why, one.remedy, what and what.instead, what and what.how, one.url,
                         one.redirected_to])  # fmt: skip
    checks = [one for judged, _ in found.values() for one in judged]
    if json:
        print_rows(columns, rows, "json")
    else:
        print_rows(columns[:12], [row[:12] for row in rows])
        for one in checks:
            if one.redirected_to:
                typer.echo(f"{one.outlet}: {one.url} answered from {one.redirected_to}")
        names = (
            ", ".join(profile.name for profile in profiles.values())
            if len(profiles) <= MOST_NAMED
            else f"{len(profiles)} countries"
        )
        typer.echo(f"{sum(one.usable for one in checks)} of {len(checks)} feeds of {names} can be used as they are.")
    if mend:
        for code, (judged, mended) in found.items():
            changed = mended_profile(profiles[code], mended, judged, _clock())
            if changed != profiles[code]:
                path = _write_own(changed, home)
                typer.echo(f"{path}: {len(mended)} feeds mended or attested", err=True)
    if checks and all(one.unreached for one in checks):
        typer.echo(OFFLINE, err=True)
    if not all(one.usable for one in checks):
        raise typer.Exit(SOME_UNUSABLE)


MOST_NAMED = 3
"""Countries whose names are said; of more, their number."""


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _write_own(profile: CountryProfile, home: str | None) -> Path:
    """The file of the home's own profile, or that in WEEKWATCH_COUNTRIES, after it was written. Comments on top are kept."""
    from tasks.countries.scaffold import profile_yaml

    folder = Path(named) if (named := os.environ.get("WEEKWATCH_COUNTRIES")) else _own_folder(home)
    path = folder / f"{profile.country}.yaml"
    heading = _COPIED
    if path.exists():
        lines = itertools.takewhile(lambda line: line.startswith("#"), path.read_text("utf-8").splitlines())
        heading = "\n".join(line.removeprefix("#").strip() for line in lines)
    path.write_text(profile_yaml(profile, heading), encoding="utf-8")
    return path


@_country.command("new")
def new(
    country: CountryArgument,
    out: Annotated[
        Optional[Path],  # noqa: UP045 -- typer reads it
        typer.Option("--out", help="Folder for the file; the home's own `countries` by default.", show_default=False),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write a profile of your own to edit: a copy of the one that comes with Weekwatch, or what data sets know of the country."""
    from tasks.countries import BUNDLED
    from tasks.countries.scaffold import profile_yaml, scaffold

    code = country.strip().upper()
    bundled = BUNDLED / f"{code}.yaml"
    made = None if bundled.exists() else scaffold(code)
    folder = out or _own_folder(home)
    path = folder / f"{code}.yaml"
    if path.exists():
        raise InputError("there is a profile already", where=str(path), remedy="edit it, or name a folder with --out")
    folder.mkdir(parents=True, exist_ok=True)
    if made is None:
        lines = [line for line in bundled.read_text("utf-8").splitlines(keepends=True) if not line.startswith("#")]
        path.write_text(f"# {_COPIED}\n" + "".join(lines), encoding="utf-8")
        typer.echo(
            f"{path}: a copy of the bundled profile, instead of which it stands. Edit it, then: weekwatch check {code}"
        )
        return
    path.write_text(profile_yaml(made, _HEADING.format(name=made.name, code=code)), encoding="utf-8")
    typer.echo(f"{path}: {len(made.feeds)} feeds by pattern. Add its own press, then: weekwatch check {code}")


_COPIED = "Copied from the profile that comes with Weekwatch: it stands instead of that one; delete it to go back."


_HEADING = """{name}, as data sets know it: review everything.
Missing: the country's own press (feeds with kind national, regional, official), offices (institutions and people that
stand for it), places that no gazetteer has, demonyms in its languages (a trailing * ends a stem).
Addresses by pattern were not fetched: `weekwatch check {code}` does."""


def _own_folder(home: str | None) -> Path:
    """The home's own folder of profiles; a new one stands beside those that come with Weekwatch."""
    from flows.homes import home_to_write
    from tasks.countries.profiles import OVERLAY

    opened = home_to_write(home)
    if opened.remote:
        raise InputError("the home is not on this machine", where=str(home), remedy="name a folder with --out")
    folder = opened.local / "countries"
    if not folder.is_dir():
        folder.mkdir()
        (folder / OVERLAY).write_text(
            "Profiles here stand beside those that come with Weekwatch; delete this file and they stand alone.\n"
        )
    return folder
