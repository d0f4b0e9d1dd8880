"""Stories weighed by today's formula, the plain series that the score must beat, and other coverage of the same stories."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tasks.stories.make import _category, _severity
from tasks.threat.formula import Formula
from tasks.threat.incidents import incidents_of
from tasks.threat.score import contributions, score, too_thin
from tasks.threat.standing import standing_of, standing_tables
from warehouse.tables import Article, Event, EventArticle, Score, Story

LONGEST_MONTH = 31
"""Days."""

Key = tuple[str, dt.date]
Series = dict[Key, float]

_VIOLENT = re.compile(
    r"\b(kill\w*|dead|deaths?|dies|died|attack\w*|bomb\w*|blasts?|explo\w+|shoot\w*|shot|gunm[ae]n|strikes?|airstrikes?|"
    r"missiles?|drones?|war|clash\w*|fight\w*|troops|rebels?|militants?|terror\w*|massacre\w*|murder\w*|hostages?|"
    r"muert\w+|ataques?|asesin\w+|tu[ée]e?s?|morts?|attaques?|guerre|guerra|убит\w*|погиб\w*|атак\w*|удар\w*|взрыв\w*|войн\w*)\b",
    re.IGNORECASE,
)
"""A headline with a violent word: the keyword count that everybody would try first."""


@dataclasses.dataclass(frozen=True, slots=True)
class CountryWeek:
    """What the score of a country-week is made of."""

    country: str
    week: dt.date
    revision: str
    stories: Sequence[Story]
    articles: Sequence[Article]
    events: Sequence[Event]
    members: Sequence[EventArticle]


def weigh(country_week: CountryWeek, history: Sequence[Score], formula: Formula) -> Score:
    """The score of a country-week after its history."""
    key = (country_week.country, country_week.week, country_week.revision)
    incidents = incidents_of(country_week.events, country_week.members, country_week.articles)
    standing = standing_of(country_week.country, country_week.week, formula)
    thin = too_thin(country_week.articles, formula)
    points = contributions(*key, incidents=incidents, standing=standing, thin=thin, formula=formula)
    return score(
        *key,
        points=points,
        incidents=incidents,
        standing=standing,
        articles=country_week.articles,
        history=history,
        formula=formula,
    )


def weigh_all(country_weeks: Sequence[CountryWeek], formula: Formula) -> dict[Key, Score]:
    """The score of every country-week, each after those before it."""
    found: dict[Key, Score] = {}
    history: dict[str, list[Score]] = defaultdict(list)
    for country_week in sorted(country_weeks, key=lambda c: (c.week, c.country)):
        weighed = weigh(country_week, history[country_week.country], formula)
        history[country_week.country].append(weighed)
        found[country_week.country, country_week.week] = weighed
    return found


# --- plain series of the same items -----------------------------------------------------------------


def volume(country_weeks: Sequence[CountryWeek]) -> Series:
    """Articles that are no repetitions."""
    return _counted(country_weeks, lambda article: 1.0)


def keyword_count(country_weeks: Sequence[CountryWeek]) -> Series:
    """Of these, headlines with a violent word."""
    return _counted(country_weeks, lambda article: float(bool(_VIOLENT.search(article.title))))


def keyword_share(country_weeks: Sequence[CountryWeek]) -> Series:
    """Share of headlines with a violent word."""
    words, articles = keyword_count(country_weeks), volume(country_weeks)
    return {key: words[key] / max(1.0, articles[key]) for key in articles}


def _counted(country_weeks: Sequence[CountryWeek], worth: Callable[[Article], float]) -> Series:
    return {
        (c.country, c.week): sum(worth(article) for article in c.articles if article.duplicate_of is None)
        for c in country_weeks
    }


def prior_alone(keys: Iterable[Key], formula: Formula) -> Series:
    """The points of the standing: what is said of a week without its news."""
    return {(c, w): standing_of(c, w, formula).points for c, w in keys}


def newest_known(countries: Iterable[str], weeks: Sequence[dt.date]) -> Series:
    """Deaths of the newest month that UCDP had published when the week began."""
    found: Series = {}
    for country in countries:
        months = [p for p in standing_tables().periods.get(country, ()) if (p.end - p.start).days <= LONGEST_MONTH]
        for week in weeks:
            known = [period for period in months if period.known_on <= week]
            found[country, week] = float(max(known, key=lambda p: p.end).deaths) if known else 0.0
    return found


# --- other coverage of the same events ----------------------------------------------------------------


def outlets(country_weeks: Sequence[CountryWeek]) -> list[str]:
    """Every outlet, sorted."""
    return sorted({article.outlet for c in country_weeks for article in c.articles})


def with_outlets(country_week: CountryWeek, kept: frozenset[str]) -> CountryWeek:
    """The country-week as it would stand if only these outlets had been heard; what they told in copies counts as theirs."""
    return _retold(country_week, [article for article in country_week.articles if article.outlet in kept])


def with_outlet_twice(country_week: CountryWeek, outlet: str) -> CountryWeek:
    """The country-week as it would stand if the outlet had told each of its articles in a second one, in other words."""
    again = [
        article.model_copy(update={"article_id": f"again{article.article_id}", "duplicate_of": None})
        for article in country_week.articles
        if article.outlet == outlet and article.duplicate_of is None
    ]
    event_of = {row.article_id: row for row in country_week.members}
    told = [
        event_of[first].model_copy(update={"article_id": article.article_id})
        for article in again
        if (first := article.article_id.removeprefix("again")) in event_of
    ]
    doubled = dataclasses.replace(country_week, members=[*country_week.members, *told])
    return _retold(doubled, [*country_week.articles, *again])


def _retold(country_week: CountryWeek, articles: Sequence[Article]) -> CountryWeek:
    told: Mapping[str, list[Article]] = defaultdict(list)
    for article in articles:
        told[str(article.story_id)].append(article)
    heard = {
        first: article.article_id
        for article in sorted(articles, key=lambda a: (a.duplicate_of is not None, a.article_id), reverse=True)
        for first in [article.duplicate_of or article.article_id]
    }
    counted = [
        article.model_copy(
            update={
                "duplicate_of": None
                if heard[article.duplicate_of or article.article_id] == article.article_id
                else heard[article.duplicate_of or article.article_id]
            }
        )
        for article in articles
    ]
    stories = [_story(story, told[story.story_id]) for story in country_week.stories if told.get(story.story_id)]
    return dataclasses.replace(country_week, stories=stories, articles=counted, events=_events(country_week, counted))


def _events(country_week: CountryWeek, articles: Sequence[Article]) -> list[Event]:
    """The events that these articles tell, each by so many publishers; the toll stays as it was read from all of them."""
    event_of = {row.article_id: row.event_id for row in country_week.members}
    publishers: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        if event_id := event_of.get(article.article_id.removeprefix("again")):
            publishers[event_id].add(article.publisher)
    return [
        event.model_copy(update={"publisher_count": len(publishers[event.event_id])})
        for event in country_week.events
        if event.event_id in publishers
    ]


def _story(story: Story, articles: Sequence[Article]) -> Story:
    """The story as these articles tell it: one telling for each text, however often it is repeated."""
    texts = {article.duplicate_of or article.article_id: article for article in articles}
    originals = list(texts.values())
    category = _category(originals)
    changed: dict[str, Any] = {
        "article_count": len(articles),
        "original_count": len(originals),
        "publisher_count": len({article.publisher for article in articles}),
    }
    if len(originals) != story.original_count:
        changed |= {
            "category": category,
            "severity": _severity([article for article in originals if article.category == category]),
        }
    return story.model_copy(update=changed)
