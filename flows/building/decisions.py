"""The decisions of the analysts' desk that lie in a home (`desk/*.yaml`), and which of them a country-week stands on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tasks.decisions.apply import heard_as
from tasks.decisions.decision import FOLDER, Decision, read_decisions
from warehouse.errors import InputError
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem
from warehouse.weeks import Week


def decisions_of(home: Home) -> tuple[Decision, ...]:
    """All decisions, by id; of a home on object storage, those in its local folder. Raises InputError naming file and key."""
    files = {}
    for path in sorted((home.local / FOLDER).glob("*.y*ml")):
        try:
            files[f"{FOLDER}/{path.name}"] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot be read ({error})", where=str(path), remedy="write it as UTF-8 text") from error
    return read_decisions(files)


def heard_decisions(store: Store, countries: Collection[str], week: Week) -> dict[str, list[Decision]]:
    """By country those that speak of its week; of outlets, those of which the week has an item."""
    home = store.home
    found: dict[str, list[Decision]] = {country: [] for country in countries}
    decisions = decisions_of(home)
    refused = [d.outlet for d in decisions if d.outlet is not None]
    heard = _heard(store, week, refused) if refused else set()
    for decision in decisions:
        if decision.outlet is None or decision.outlet in heard:
            for country in countries:
                if decision.concerns(country, week, home.week_starts_on):
                    found[country].append(decision)
    return found


def _heard(store: Store, week: Week, outlets: Sequence[str]) -> set[str]:
    """Those of the outlets of which the week, or the one after it, has an item."""
    table = store.arrow(FeedItem, weeks=[week.start, week.end], columns=["outlet", "publisher", "url"])
    rows: set[tuple[str, str, str]] = set(
        zip(*(table.column(name).to_pylist() for name in ("outlet", "publisher", "url")), strict=True)
    )
    return {
        wanted for wanted in outlets if any(heard_as(name, publisher, url, wanted) for name, publisher, url in rows)
    }
