"""Reading reports in a terminal: which country and week are meant, and Markdown as a page."""

from __future__ import annotations

import sys

from warehouse.errors import NotFoundError
from warehouse.sql.connect import query_sql
from warehouse.store.home import Home
from warehouse.weeks import Week

REPORTS_SQL = """
select country, any_value(country_name) as name, count(*) as weeks, max(week) as newest_week,
       arg_max(threat_level, week) as newest_level
from reports group by country order by country
"""


def code_of(home: Home, named: str) -> str:
    """The ISO code of a country that is named by code or by name in any case. Raises NotFoundError for a name that has no report."""
    if len(named) == 2:
        return named.upper()
    asked = "select distinct country from reports where lower(country_name) = lower($name)"
    found = list(query_sql(home, asked, {"name": named.strip()})[1])
    if len(found) != 1:
        raise NotFoundError(f"there is no report on a country named {named!r}", remedy="`weekwatch reports` lists them")
    return str(found[0][0])


def newest_week(home: Home, country: str) -> Week:
    """The newest week with a report on the country. Raises NotFoundError where there is none."""
    (newest,) = next(
        iter(query_sql(home, "select max(week) from reports where country = $country", {"country": country})[1])
    )
    if newest is None:
        raise NotFoundError(f"there is no report on {country}", remedy="`weekwatch reports` lists what there is")
    return Week(newest)


def print_markdown(text: str) -> None:
    """Prints Markdown as it is; on a terminal as a page, with a pager where it is longer than the screen."""
    if not sys.stdout.isatty():
        sys.stdout.write(text)
        return
    from rich.console import Console  # here: not needed where the output goes to a file or a pipe
    from rich.markdown import Markdown

    console = Console()
    if text.count("\n") > console.height:
        with console.pager(styles=True):
            console.print(Markdown(text))
    else:
        console.print(Markdown(text))
