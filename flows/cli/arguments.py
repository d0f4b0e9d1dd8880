"""Which country and which week somebody means who names them on the command line."""

from __future__ import annotations

import datetime as dt

from flows.catalogue import profiles_of
from flows.homes import BUNDLED_COUNTRIES, countries_folder
from tasks.countries.profiles import code_named, nearest_countries
from warehouse.errors import InputError, NotFoundError
from warehouse.sql.connect import query_sql
from warehouse.store.home import Home
from warehouse.weeks import Week, parse_week


def code_of(home: Home, named: str) -> str:
    """The code of a country that is named by code or by name, in any case. Raises NotFoundError with what may have been meant."""
    folder = countries_folder(home)
    code = named.strip().upper()
    if len(code) == 2 and (folder / f"{code}.yaml").is_file():
        return code
    for profiles in (profiles_of(folder), profiles_of(BUNDLED_COUNTRIES)):
        if (found := code_named(named, profiles)) is not None:
            return found
    asked = "select distinct country from reports where lower(country_name) = lower($name) or country = upper($name)"
    written = list(query_sql(home, asked, {"name": named.strip()})[1])
    if len(written) == 1:
        return str(written[0][0])
    near = nearest_countries(named, profiles_of(folder)) or nearest_countries(named, profiles_of(BUNDLED_COUNTRIES))
    remedy = f"did you mean {' or '.join(near)}?" if near else "`weekwatch reports` lists those that have a report"
    raise NotFoundError(f"no country is called {named!r}", remedy=remedy)


def named_week(home: Home, country: str, text: str | None) -> Week:
    """The week of a date or an ISO week, or the newest with a report on the country. Raises InputError for one that has not begun."""
    if text is None:
        return newest_week(home, country)
    week = parse_week(text, home.week_starts_on)
    refuse_future(week, dt.datetime.now(dt.UTC).date())
    return week


def refuse_future(week: Week, today: dt.date) -> None:
    """Raises InputError for a week that has not begun."""
    if week.start > today:
        raise InputError(
            f"the week of {week.start} has not begun", remedy=f"today is {today}: name a week up to that of {today}"
        )


def latest_week(home: Home) -> Week:
    """The newest week of all reports. Raises NotFoundError where there is none."""
    (newest,) = next(iter(query_sql(home, "select max(week) from reports")[1]))
    if newest is None:
        raise NotFoundError("there is no report yet", remedy="`weekwatch run` or `weekwatch weekly` builds some")
    return Week(newest)


def newest_week(home: Home, country: str) -> Week:
    """The newest week with a report on the country. Raises NotFoundError where there is none."""
    (newest,) = next(
        iter(query_sql(home, "select max(week) from reports where country = $country", {"country": country})[1])
    )
    if newest is None:
        profile = profiles_of(countries_folder(home)).get(country)
        named = f"{profile.name} ({country})" if profile else country
        raise NotFoundError(f"there is no report on {named}", remedy="`weekwatch reports` lists what there is")
    return Week(newest)
