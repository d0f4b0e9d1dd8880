"""The rows that stand beside an event: its figures, its articles, the part of each country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tasks.countries.names import facts
from tasks.events.merging.figures import ToldFigure, Toll
from tasks.events.merging.grouping import Group
from warehouse.tables import Article, CountryPart, Event, EventArticle, EventCountry, EventFigure, Place


def figure_row(event: Event, figure: ToldFigure, killed: Toll | None) -> EventFigure:
    """The row of a figure; `killed` is the toll that may rest on it."""
    counts = figure.what == "killed" and killed is not None and figure.article.article_id in killed.rests_on
    return EventFigure(
        country=event.country,
        week=event.week,
        revision=event.revision,
        event_id=event.event_id,
        article_id=figure.article.article_id,
        publisher=figure.article.publisher,
        told_at=figure.article.published_at,
        what=figure.what,
        covers=figure.covers,
        low=figure.low,
        high=figure.high,
        words=figure.span.text,
        in_title=figure.span.in_title,
        start=figure.span.start,
        counts=counts,
        why=_why(figure, counts),
    )


_NOT_COUNTED = {
    "mixed": "killed and wounded are one number",
    "total": "a number of a longer time than the event",
    "expected": "a number that is feared or expected",
    "earlier": "a number of an event before this one",
    "refused": "the analysts' desk decided that it is wrong",
}


def _why(figure: ToldFigure, counts: bool) -> str:
    if counts:
        return "the number most told on the newest day that is well told"
    return _NOT_COUNTED.get(figure.covers, "told on another day, or by fewer publishers")


def member_row(event: Event, article: Article, group: Group) -> EventArticle:
    """The row of an article that tells the event."""
    why = f"repeats {article.duplicate_of}" if article.duplicate_of is not None else group.why[article.article_id]
    return EventArticle(
        country=event.country,
        week=event.week,
        revision=event.revision,
        event_id=event.event_id,
        article_id=article.article_id,
        why=why,
    )


def part_rows(event: Event, members: Sequence[Article], places: Mapping[str, Sequence[Place]]) -> list[EventCountry]:
    """The part of each country that the articles name: the nearest where it has several."""
    parts: dict[str, CountryPart] = {}
    for article in members:
        for place in places.get(article.article_id, ()):
            if place.place_country != "XX":
                parts[place.place_country] = "mention"
    parts.update((actor, "actor") for actor in event.actors if actor in facts())
    if event.site_basis != "seat" and event.site_country is not None and event.site_country != "XX":
        parts[event.site_country] = "site"
    parts.setdefault(event.country, "mention")
    return [
        EventCountry(
            country=event.country,
            week=event.week,
            revision=event.revision,
            event_id=event.event_id,
            part_country=code,
            part=part,
        )
        for code, part in sorted(parts.items())
    ]
