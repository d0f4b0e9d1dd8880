"""What decisions leave out of a week and of what is collected, and the rows of the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import urlsplit

from tasks.collect.urls import VIA_WIKIPEDIA
from tasks.countries.profiles import Feed
from tasks.decisions.decision import Decision
from warehouse.tables import Correction, FeedItem
from warehouse.weeks import Week


def of_outlet(item: FeedItem, outlet: str) -> bool:
    """Whether an item is of the outlet: by its name, its publisher's, or the host of its link (`www.` aside)."""
    return heard_as(item.outlet, item.publisher, item.url, outlet)


def heard_as(name: str, publisher: str, url: str, outlet: str) -> bool:
    """As `of_outlet`, from the columns of an item. An outlet that Wikipedia cites is heard, though the words are not its own."""
    wanted = outlet.casefold().removeprefix("www.")
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return wanted in (name.removesuffix(VIA_WIKIPEDIA).casefold(), publisher.casefold(), host) or host.endswith(
        f".{wanted}"
    )


def left_out(items: Iterable[FeedItem], decision: Decision) -> list[FeedItem]:
    """The items that a decision about articles or an outlet takes out of the week; none for another decision."""
    if decision.outlet is not None:
        return [item for item in items if of_outlet(item, decision.outlet)]
    if decision.only is not None:
        return [item for item in items if not any(of_outlet(item, outlet) for outlet in decision.only)]
    named = set(decision.not_about or ())
    return [item for item in items if item.item_id in named or item.url in named]


def has_effect(items: Sequence[FeedItem], decision: Decision) -> bool:
    """Whether a decision that speaks of a country-week changes it: one of outlets only where it leaves something out."""
    return not decision.is_of_outlets or bool(left_out(items, decision))


def feeds_to_ask(
    feeds: Iterable[tuple[Feed, Collection[str]]], decisions: Iterable[Decision], week: Week
) -> list[tuple[Feed, list[str]]]:
    """The feeds that are used in the week by some country of those that list them, each with these countries.

    A decision of one week alone leaves its feeds in: what they bring may be of another. `XX` stands for no country.
    """
    lasting = [decision for decision in decisions if decision.is_of_outlets and decision.week is None]
    asked = []
    for feed, countries in feeds:
        used = [c for c in countries if not any(_refuses(d, feed, c, week) for d in lasting)]
        if used:
            asked.append((feed, used))
    return asked


def _refuses(decision: Decision, feed: Feed, country: str, week: Week) -> bool:
    if not decision.concerns(country, week, week.start.weekday()):
        return False
    named = [decision.outlet] if decision.outlet is not None else decision.only or ()
    is_named = any(heard_as(feed.outlet, feed.publisher or feed.outlet, feed.url, outlet) for outlet in named)
    return is_named if decision.outlet is not None else not is_named


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
