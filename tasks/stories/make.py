"""Stories of a country-week from its clusters of articles, and which of them go on from the week before."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np

from tasks.language.encoder import encode, lede
from tasks.stories.cluster import Cluster
from tasks.stories.similarity import likeness
from warehouse.tables import Article, Nearness, Place, Sector, Story
from warehouse.weeks import Week

CONTINUES = 0.39
"""Likeness of two stories' leads, a week apart, from which the later one continues the earlier: more than between two
articles of one event, because it is the best of many pairs and no other pair confirms it. Read on real weeks: below
.35 most pairs share only a topic, above .40 most are the same affair."""
CORROBORATION = 0.7
"""Share of the doubt that remains after one more independent publisher."""

STEP = 1.7
"""How many times the publishers one step on the severity scale outweighs, in the order of a week's stories. The score trebles
its points with a step; the root of that lets the choice of many editors correct what was misread in one headline. Against the
events that Wikipedia's editors list anything from 1.5 to 2 does nearly as well."""

_ENOUGH = 1_000
"""Characters of title and text from which an article is as full as any other: beyond, the earlier one leads."""
_UNREAD_DOUBT = 0.3
"""Doubt about an article without a reading."""
_NAMED_IN_TITLE = ("title_name", "title_demonym", "title_office")
"""Bases of attribution that make the country a party, as in `tasks.about.attribute`."""
_IN_TITLE = 3
_VAGUE = ("country", "region", "water")
"""Kinds of places that tell no event from another."""

T = TypeVar("T", bound=Any)


class CountRange(Protocol):
    """A number of people stated in a text, as a range."""

    @property
    def low(self) -> int: ...  # noqa: D102
    @property
    def high(self) -> int: ...  # noqa: D102


class ArticleReading(Protocol):
    """What `tasks.events.classify` read in an article and its row does not hold."""

    @property
    def certainty(self) -> float: ...  # noqa: D102
    @property
    def killed(self) -> CountRange | None: ...  # noqa: D102
    @property
    def injured(self) -> CountRange | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Told:
    """The stories of a country-week and, for every article that is in one, its story_id."""

    stories: tuple[Story, ...]
    story_of: Mapping[str, str]


def make_stories(
    country: str,
    week: Week,
    revision: str,
    articles: Sequence[Article],
    clusters: Sequence[Cluster],
    *,
    places: Sequence[Place] = (),
    readings: Mapping[str, ArticleReading] | None = None,
    previous: Sequence[Story] = (),
    previous_texts: Mapping[str, str] | None = None,
    previous_places: Mapping[str, frozenset[str]] | None = None,
    encoder: Callable[[Sequence[str]], np.ndarray] = encode,
) -> Told:
    """The stories, gravest first, one a cluster; repetitions count in the story of their original.

    articles: every article of the country-week, repetitions and those of another time included (these are in no story).
    places: the places that they name (`story_id` still null).
    readings: what the classifier read, by article_id: for the certainty and the upper ends of the ranges of casualties.
    previous: the stories of the week before; previous_texts their leads (title and lede) and previous_places the place_ids
    named in them, by story_id: without these the titles alone decide what continues.
    """
    readings = readings or {}
    by_id = {article.article_id: article for article in articles}
    copies: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if article.duplicate_of is not None:
            copies[article.duplicate_of].append(article)
    places_of: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        places_of[place.article_id].append(place)
    stories: list[Story] = []
    story_of: dict[str, str] = {}
    for group in clusters:
        originals = [by_id[article_id] for article_id in group.article_ids]
        members = originals + [copy for original in originals for copy in copies[original.article_id]]
        story = _story(country, week, revision, originals, members, _because(group, places_of), places_of, readings)
        stories.append(story)
        story_of.update((member.article_id, story.story_id) for member in members)
    leads = [by_id[story.lead_article_id] for story in stories]
    continued = _continued(
        leads,
        [_place_ids(group, places_of) for group in clusters],
        previous,
        previous_texts or {},
        previous_places or {},
        encoder,
    )
    stories = [
        story.model_copy(update={"status": "continuing", "continues": earlier}) if earlier else story
        for story, earlier in zip(stories, continued, strict=True)
    ]
    stories.sort(key=by_gravity)
    return Told(tuple(stories), story_of)


def by_gravity(story: Story) -> tuple[bool, float, float, dt.date, str]:
    """A sort key that puts the gravest story of a country-week first: severity by reach; what only mentions the country last."""
    gravity = STEP**story.severity * story.publisher_count
    return story.nearness == "mentioned", -gravity, -story.severity, story.event_date, story.story_id


def story_id(country: str, earliest: Article) -> str:
    """16 hex digits that name the story of a country by its earliest original."""
    return hashlib.sha256(f"{earliest.article_id}{country}".encode()).hexdigest()[:16]


def _story(
    country: str,
    week: Week,
    revision: str,
    originals: Sequence[Article],
    members: Sequence[Article],
    because: str,
    places: Mapping[str, Sequence[Place]],
    readings: Mapping[str, ArticleReading],
) -> Story:
    earliest = min(originals, key=lambda article: (article.published_at, article.article_id))
    lead = min(originals, key=lambda a: (-min(len(a.title) + len(a.text), _ENOUGH), a.published_at, a.article_id))
    category = _category(originals)
    of_category = [article for article in originals if article.category == category]
    sector = _first_of(Counter(article.sector for article in of_category))
    killed = _range([_count(a.killed, r.killed if (r := readings.get(a.article_id)) else None) for a in originals])
    injured = _range([_count(a.injured, r.injured if (r := readings.get(a.article_id)) else None) for a in originals])
    return Story(
        country=country,
        week=week.start,
        revision=revision,
        story_id=story_id(country, earliest),
        title=lead.title,
        lead_article_id=lead.article_id,
        article_count=len(members),
        original_count=len(originals),
        publisher_count=len({article.publisher for article in members}),
        languages=sorted({article.lang for article in members}),
        event_date=_event_date(originals),
        first_seen_at=min(article.published_at for article in members),
        last_seen_at=max(article.published_at for article in members),
        status="new",
        continues=None,
        category=category,
        sector=sector,
        severity=_severity(of_category),
        killed_low=killed[0],
        killed_high=killed[1],
        injured_low=injured[0],
        injured_high=injured[1],
        certainty=certainty_of(originals, readings),
        nearness=nearness_of(country, sector, originals, places),
        actors=_actors(originals),
        together_because=because,
    )


def _category(originals: Sequence[Article]) -> str:
    """The category with most weight: an article weighs its severity and a half, an unclassified one a tenth of that."""
    weight: dict[str, float] = defaultdict(float)
    for article in originals:
        weight[article.category] += (0.5 + article.severity) * (0.1 if article.category == "unclassified" else 1.0)
    return _first_of(weight)


def _severity(of_category: Sequence[Article]) -> float:
    """The upper median of the articles of the story's category: one outlier does not make a war."""
    grades = sorted(article.severity for article in of_category)
    return grades[len(grades) // 2]


def certainty_of(originals: Sequence[Article], readings: Mapping[str, ArticleReading]) -> float:
    """Share of certainty: the median article's doubt, shrunk by every further publisher with a text of its own."""
    doubts = sorted(1 - r.certainty if (r := readings.get(a.article_id)) else _UNREAD_DOUBT for a in originals)
    publishers = len({article.publisher for article in originals})
    return round(1 - doubts[len(doubts) // 2] * CORROBORATION ** (publishers - 1), 4)


def _event_date(originals: Sequence[Article]) -> dt.date:
    """The day that most articles give, one read in the text counting double; of equals the earliest."""
    votes: Counter[dt.date] = Counter()
    for article in originals:
        votes[article.event_date or article.published_at.date()] += 2 if article.event_date else 1
    return _first_of(votes)


def _count(row: int | None, read: CountRange | None) -> tuple[int, int] | None:
    if read is not None:
        return read.low, read.high
    return None if row is None else (row, row)


def _range(counts: Sequence[tuple[int, int] | None]) -> tuple[int | None, int | None]:
    """The fewest and the most that were stated; None and None where nothing was."""
    stated = [count for count in counts if count is not None]
    return (min(low for low, _ in stated), max(high for _, high in stated)) if stated else (None, None)


def _actors(originals: Sequence[Article]) -> list[str]:
    votes: Counter[str] = Counter(actor for article in originals for actor in dict.fromkeys(article.actors))
    return [actor for actor, _ in votes.most_common()]


def nearness_of(
    country: str, sector: Sector, originals: Sequence[Article], places: Mapping[str, Sequence[Place]]
) -> Nearness:
    """Whether it happened in the country, abroad with the country in it, or elsewhere.

    Places within countries tell where it happened, those in a title three times as loudly. Where none is named, countries
    tell in the same way; at a draw it happened in the country, unless the story is of the kind that states do together.
    """
    home, abroad, home_country, other_countries = 0, 0, 0, 0
    for article in originals:
        if article.about_basis in _NAMED_IN_TITLE:
            home_country += _IN_TITLE
        for place in places.get(article.article_id, ()):
            loud = _IN_TITLE if place.in_title else 1
            if place.kind == "country" and place.is_foreign:
                other_countries += loud
            elif place.kind == "country" and article.about_basis not in _NAMED_IN_TITLE:
                home_country += loud
            elif place.kind not in _VAGUE:
                home, abroad = (home, abroad + loud) if place.is_foreign else (home + loud, abroad)
    takes_part = any(a.about_basis in _NAMED_IN_TITLE or country in a.actors for a in originals)
    if home or abroad:
        if home >= abroad:
            return "inside"
        return "involved" if home or takes_part else "mentioned"
    together = sector in ("diplomacy", "border_trade")
    if home_country > other_countries or (home_country and home_country == other_countries and not together):
        return "inside"
    return "involved" if takes_part else "mentioned"


def _because(group: Cluster, places: Mapping[str, Sequence[Place]]) -> str:
    """Why the articles are one story, the places that most of them name included."""
    names = {place.place_id: place.name for article_id in group.article_ids for place in places.get(article_id, ())}
    shared = dict.fromkeys(names[place_id] for place_id in group.shared_places if place_id in names)
    return f"{group.because}; most name {', '.join(shared)}" if shared else group.because


def _place_ids(group: Cluster, places: Mapping[str, Sequence[Place]]) -> frozenset[str]:
    """The places within countries that a cluster names."""
    named = (place for article_id in group.article_ids for place in places.get(article_id, ()))
    return frozenset(place.place_id for place in named if place.kind not in _VAGUE)


def _continued(
    leads: Sequence[Article],
    places: Sequence[frozenset[str]],
    previous: Sequence[Story],
    previous_texts: Mapping[str, str],
    previous_places: Mapping[str, frozenset[str]],
    encoder: Callable[[Sequence[str]], np.ndarray],
) -> list[str | None]:
    """For each lead the story of the week before that it continues: the likest, if it is like enough."""
    if not leads or not previous:
        return [None] * len(leads)
    earlier = sorted(previous, key=lambda story: story.story_id)
    texts = [lede(lead.title, lead.text) if previous_texts else lead.title for lead in leads]
    texts += [previous_texts.get(story.story_id, story.title) for story in earlier]
    languages = [lead.lang for lead in leads] + [
        story.languages[0] if len(story.languages) == 1 else "" for story in earlier
    ]
    named = [*places, *(previous_places.get(story.story_id, frozenset()) for story in earlier)]
    alike = likeness(texts, encoder(texts), languages, named)[: len(leads), len(leads) :]
    best = alike.argmax(axis=1)
    return [earlier[i].story_id if row[i] >= CONTINUES else None for row, i in zip(alike, best, strict=True)]


def _first_of(votes: Mapping[T, float]) -> T:
    """The value with most votes; of equals the smallest."""
    return min(votes, key=lambda value: (-votes[value], value))
