"""What became of the items of country-weeks, in sentences for a log: kept, dropped and why, and what was made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flows.building.outcome import Outcome
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Issue

MOST_REASONS = 8


def kept_and_dropped(home: Home, outcomes: Sequence[Outcome]) -> list[str]:
    """The sentences, of what was built; none where nothing was."""
    built = {(o.country, o.week) for o in outcomes if o.status == "built"}
    if not built:
        return []
    store = Store(home)
    countries, weeks = {country for country, _ in built}, {week for _, week in built}
    current = store.current_runs(countries=countries, weeks=weeks)
    runs = [run for key, run in current.items() if key in built]
    names = ["country", "week", "revision", "stage", "kind"]
    table = store.arrow(Issue, countries=countries, weeks=weeks, columns=names)
    revisions = {(run.country, run.week, run.revision) for run in runs}
    reasons = Counter(
        f"{stage} {kind}"
        for country, week, revision, stage, kind in zip(*(table.column(n).to_pylist() for n in names), strict=True)
        if (country, week, revision) in revisions
    )
    items, articles = sum(run.item_count for run in runs), sum(run.article_count for run in runs)
    why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common(MOST_REASONS)) or "nothing"
    total = {
        name: sum(getattr(run, f"{name}_count") or 0 for run in runs)
        for name in ("duplicate", "story", "place", "hotspot", "statement", "dropped")
    }
    return [
        f"{items} items about the countries: {articles} kept ({total['duplicate']} of them repetitions), {items - articles} dropped",
        f"noted: {why}",
        f"{total['story']} stories, {total['place']} places, {total['hotspot']} hotspots; "
        f"{total['statement']} statements published, {total['dropped']} dropped by the verifier",
    ]
