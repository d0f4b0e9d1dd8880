"""Whether a country-week is stale: whether what it was computed from has changed, found out without reading a text.

A revision is the digest of what a country-week was computed from, and to know it the items must be read and attributed to
countries. The basis is the digest of where all that comes from: the ids of the week's pool, all profiles, the revisions of the
weeks that it is compared with, fetches, decisions by hand, the standing's tables, the model, whether the week is over, the day on which weeks start, and versions. Equal bases have equal revisions; the reverse does not hold (an item about
another country changes the basis alone). A run keeps the basis that it was made on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from flows.building.decisions import heard_decisions
from flows.building.model import interpreter_of, scribe_of
from flows.building.standing_tables import standing_tables_of
from flows.building.versions import code_version
from flows.catalogue import profiles_of
from tasks.events.heads_version import heads_version
from tasks.language.encoder_version import ENCODER_VERSION
from tasks.threat.formula import Formula, load_formula
from warehouse.store.country_weeks import Store
from warehouse.tables import FeedItem, Fetch, Run
from warehouse.weeks import Week

Runs = Mapping[tuple[str, dt.date], Run]


def history_since(week: Week, formula: Formula) -> dt.date:
    """The first day of the history that a week's score looks back on."""
    return week.shift(-formula.baseline.weeks).start


def current_weeks(
    store: Store, folder: Path, countries: Collection[str], weeks: Sequence[Week], now: dt.datetime
) -> set[tuple[str, dt.date]]:
    """(country, start of week) of the country-weeks whose current run stands on what is stored now."""
    runs = store.current_runs(countries=countries)
    found: set[tuple[str, dt.date]] = set()
    for week in weeks:
        bases = basis_digests(store, folder, countries, week, now, runs)
        found |= {(c, week.start) for c in countries if is_current(runs.get((c, week.start)), bases[c])}
    return found


def is_current(run: Run | None, basis: str) -> bool:
    """Whether a run was made on this basis."""
    return run is not None and run.basis_digest == basis


def basis_digests(
    store: Store, folder: Path, countries: Collection[str], week: Week, now: dt.datetime, runs: Runs
) -> dict[str, str]:
    """The basis of each country's week: 16 hex digits. `runs`: the current ones of the week's history at least."""
    formula = load_formula()
    scribe, interpreter = scribe_of(store.home, now), interpreter_of(store.home)
    shared = [
        week.start.isoformat(),
        store.home.week_starts_on,
        sorted(item_id for _, item_id in pool_keys(store, week)),
        sorted((country, profile.digest) for country, profile in profiles_of(folder).items()),
        formula.version,
        code_version(),
        ENCODER_VERSION,
        heads_version(),
        standing_tables_of(store.home).digest,
        now < week.ends_at,
        scribe.digest if scribe else None,
        interpreter.translator.digest if interpreter else None,
    ]
    common = _digest(shared)
    attempts = fetches_of(store, countries, week)
    since = history_since(week, formula)
    earlier: dict[str, list[tuple[str, str]]] = {country: [] for country in countries}
    for (country, start), run in runs.items():
        if country in earlier and since <= start < week.start:
            earlier[country].append((start.isoformat(), run.revision))
    decided = {c: [d.digest for d in found] for c, found in heard_decisions(store, countries, week).items()}
    return {c: _digest([common, c, sorted(earlier[c]), attempts[c], *decided[c]]) for c in countries}


def pool_keys(store: Store, week: Week) -> frozenset[tuple[dt.date, str]]:
    """(week, item_id) of the items published in the week or shortly after it: those that its country-weeks are built from."""
    import pyarrow.compute as pc

    latest = week.pool_ends_at
    found = store.arrow(FeedItem, weeks=[week.start, week.end], columns=["week", "item_id", "published_at"])
    late = pc.fill_null(pc.less(found["published_at"], latest), False)
    found = found.filter(pc.or_(pc.equal(found["week"], week.start), late))
    before = store.ids_before(week.start)  # they count there
    keys = zip(found["week"].to_pylist(), found["item_id"].to_pylist(), strict=True)
    return frozenset(key for key in keys if key[1] not in before)


def fetches_of(store: Store, countries: Collection[str], week: Week) -> dict[str, list[tuple[str, str]]]:
    """By country (feed_url, status) of every attempt to fetch for it in the week or shortly after, sorted."""
    latest = week.pool_ends_at
    names = ["feed_url", "status", "countries", "fetched_at"]
    table = store.arrow(Fetch, weeks=[week.start, week.end], columns=names)
    found: dict[str, list[tuple[str, str]]] = {country: [] for country in countries}
    for url, status, listed, at in zip(*(table.column(name).to_pylist() for name in names), strict=True):
        if week.starts_at <= at < latest:
            for country in listed:
                if country in found:
                    found[country].append((url, status))
    return {country: sorted(attempts) for country, attempts in found.items()}


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]
