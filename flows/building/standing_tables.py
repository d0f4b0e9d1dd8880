"""The tables of standing danger that a home's country-weeks are weighed by: those shipped, and the newer months that it was given."""

from __future__ import annotations

from tasks.threat.standing import StandingTables, standing_tables
from warehouse.store.home import Home

MONTHS_FILE = "standing/ucdp_months.csv"
"""Below the home: deaths by country and month, as `weekwatch standing refresh` keeps them."""


def standing_tables_of(home: Home) -> StandingTables:
    """The tables that the country-weeks of a warehouse are weighed by."""
    return standing_tables(home.read_text(MONTHS_FILE))
