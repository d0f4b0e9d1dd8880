"""What decisions leave out of a week, and the rows of the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from tasks.decisions.decision import Decision
from warehouse.tables import Correction, FeedItem


def of_outlet(item: FeedItem, outlet: str) -> bool:
    """Whether an item is of the outlet: by its name, its publisher's, or the host of its link (`www.` aside)."""
    return heard_as(item.outlet, item.publisher, item.url, outlet)


def heard_as(name: str, publisher: str, url: str, outlet: str) -> bool:
    """As `of_outlet`, from the columns of an item."""
    wanted = outlet.casefold().removeprefix("www.")
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return wanted in (name.casefold(), publisher.casefold(), host) or host.endswith(f".{wanted}")


def left_out(items: Iterable[FeedItem], decision: Decision) -> list[FeedItem]:
    """The items that a decision about articles or an outlet takes out of the week; none for another decision."""
    if decision.outlet is not None:
        return [item for item in items if of_outlet(item, decision.outlet)]
    named = set(decision.not_about or ())
    return [item for item in items if item.item_id in named or item.url in named]


def has_effect(items: Sequence[FeedItem], decision: Decision) -> bool:
    """Whether a decision that speaks of a country-week changes it: an outlet's only where it was heard."""
    return decision.outlet is None or bool(left_out(items, decision))


def correction(
    country: str, week: dt.date, revision: str, decision: Decision, subjects: Sequence[str], effect: str
) -> Correction:
    """The row of the log: what the decision did to these events or articles. No subjects: nothing was found to change."""
    return Correction(
        country=country,
        week=week,
        revision=revision,
        decision_id=decision.id,
        kind=decision.kind,
        because=decision.because,
        decided_by=decision.by,
        decided_on=decision.decided,
        subjects=list(subjects),
        effect=effect,
    )
