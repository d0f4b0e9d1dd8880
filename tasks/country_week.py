"""A country-week grows through typed stages, each a plain function from what is known to what is known next.

    gather      items of the pool that are about the country
    select      of these, what belongs to the week; the rest becomes issues
    dedupe      repetitions point to their originals
    read        kind, gravity, actors and places of each article
    group       articles to stories, continued from the week before
    happen      events, one row a happening, of stories and articles
    weigh       contributions, score and level
    locate      hotspots
    look_ahead  outlook
    write       the report, each statement verified

`STAGES` is the table of contents; `tasks.draft.Draft` is the value that grows.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping

from tasks.decisions.apply import left_out
from tasks.draft import Draft
from tasks.events.actors import find_actors
from tasks.events.merging.happen import Known, make_events
from tasks.events.reading import READ_COLUMNS, TextToRead, read_once, row_of
from tasks.language.encoder import encode, lede
from tasks.places.find import find_places
from tasks.places.ordinary_words import without_ordinary_words
from tasks.report.evidence import Evidence
from tasks.report.translate.headlines import translate_headlines
from tasks.report.writing import write_report
from tasks.stories.cluster import cluster
from tasks.stories.duplicates import Duplicate, find_duplicates
from tasks.stories.make import make_stories
from tasks.threat.hotspots import find_hotspots
from tasks.threat.incidents import incidents_of
from tasks.threat.outlook import make_outlook
from tasks.threat.score import contributions, score, too_thin
from tasks.threat.standing import recent_points, standing_of
from tasks.time.select import Selected, select_week
from warehouse.tables import (
    Article,
    FeedItem,
    Issue,
    Place,
    Score,
)

Stage = Callable[[Draft], Draft]


def _timed(stage: Stage) -> Stage:
    """The stage, which also notes in the draft how long it took."""

    @functools.wraps(stage)
    def timed(draft: Draft) -> Draft:
        began, cpu = time.perf_counter(), time.process_time()
        grown = stage(draft)
        grown.seconds[stage.__name__] = time.perf_counter() - began
        grown.cpu_seconds += time.process_time() - cpu
        return grown

    return timed


@_timed
def select(draft: Draft) -> Draft:
    """What belongs to the week; the rest becomes issues."""
    selection = select_week(_wanted(draft), draft.week, draft.week_starts_on)
    draft.selected = list(selection.kept)
    where = {"country": draft.profile.country, "revision": draft.revision, "week": draft.week.start}
    draft.issues += [issue.model_copy(update=where) for issue in selection.issues]
    return draft


def _wanted(draft: Draft) -> list[FeedItem]:
    """The items without those that the desk left out, which the log then names."""
    refused: set[str] = set()
    for decision in draft.decisions:
        if decision.is_of_outlets or decision.not_about is not None:
            ids = [item.item_id for item in left_out(draft.items, decision)]
            effect = f"{len(ids)} articles were left out" if len(ids) != 1 else "one article was left out"
            draft.correct(decision, ids, effect if ids else "nothing changed: the week does not have these articles")
            refused.update(ids)
    return [item for item in draft.items if item.item_id not in refused]


@_timed
def dedupe(draft: Draft) -> Draft:
    """Repetitions, pointing to their originals."""
    draft.duplicates = find_duplicates([selected.item for selected in draft.selected])
    return draft


@_timed
def read(draft: Draft) -> Draft:
    """Kind, gravity, actors and places of each article; a repetition is read as its original."""
    originals = [s for s in draft.selected if s.item.item_id not in draft.duplicates]
    vectors = encode([lede(s.item.title, s.item.text) for s in originals])
    draft.articles, draft.places = [], []
    for selected, vector in zip(originals, vectors, strict=True):
        item = selected.item
        text = TextToRead(item.title, item.text, item.lang, item.outlet, item.url)
        draft.readings[item.item_id] = read_once(text, vector)
        read_of = {**row_of(draft.readings[item.item_id]), "actors": find_actors(item.title, item.text, lang=item.lang)}
        draft.articles.append(_article(draft, selected, read_of))
        draft.places += _places(draft, item)
    by_id = {article.article_id: article for article in draft.articles}
    for selected in draft.selected:
        if duplicate := draft.duplicates.get(selected.item.item_id):
            original = by_id[duplicate.original_id]
            read_of = {name: getattr(original, name) for name in _READ}
            draft.articles.append(_article(draft, selected, read_of, duplicate))
    draft.articles.sort(key=lambda article: article.article_id)
    return draft


_READ = (*READ_COLUMNS, "actors")


def _article(
    draft: Draft, selected: Selected, read_of: Mapping[str, object], duplicate: Duplicate | None = None
) -> Article:
    item, time, about = selected.item, selected.time, draft.about[selected.item.item_id]
    copied = ("outlet", "publisher", "outlet_country", "feed_url", "url", "title", "text", "lang", "raw_sha256")
    return Article.model_validate(
        {
            "country": draft.profile.country,
            "week": draft.week.start,
            "revision": draft.revision,
            "article_id": item.item_id,
            **{name: getattr(item, name) for name in copied},
            "published_at": item.published_at,
            "about_basis": about.basis,
            "about_evidence": about.evidence,
            "event_date": time.event_date,
            "time_kind": time.time_kind,
            "time_evidence": time.evidence.text if time.evidence else None,
            "duplicate_of": duplicate.original_id if duplicate else None,
            "duplicate_basis": duplicate.basis if duplicate else None,
            **read_of,
            "story_id": None,
        }
    )


def _places(draft: Draft, item: FeedItem) -> list[Place]:
    country = draft.profile.country
    return [
        Place(
            country=country,
            week=draft.week.start,
            revision=draft.revision,
            story_id=None,
            article_id=item.item_id,
            place_id=mention.place_id,
            name=mention.name,
            kind=mention.kind,
            text=mention.text,
            start=mention.start,
            end=mention.end,
            in_title=mention.in_title,
            lat=mention.lat,
            lng=mention.lng,
            place_country=mention.country,
            is_foreign=mention.country != country,
            precision_km=mention.precision_km,
            role=mention.role,
        )
        for mention in find_places(item.title, item.text, lang=item.lang, country=country, profile=draft.profile)
    ]


@_timed
def group(draft: Draft) -> Draft:
    """Stories of one or more articles, continued from the week before."""
    originals = [a for a in draft.articles if a.duplicate_of is None and a.time_kind == "current"]
    vectors = encode([lede(a.title, a.text) for a in originals])
    draft.vectors = dict(zip((article.article_id for article in originals), vectors, strict=True))
    named: dict[str, set[str]] = {}
    for place in draft.places:
        named.setdefault(place.article_id, set()).add(place.place_id)
    clusters = cluster(
        originals,
        vectors,
        {key: frozenset(ids) for key, ids in named.items()},
        coordinates={place.place_id: (place.lat, place.lng) for place in draft.places},
    )
    told = make_stories(
        draft.profile.country,
        draft.week,
        draft.revision,
        draft.articles,
        clusters,
        places=draft.places,
        readings=draft.readings,
        previous=draft.past.stories,
        previous_texts=draft.past.story_texts,
        previous_places=draft.past.story_places,
    )
    draft.stories = list(told.stories)
    draft.articles = [a.model_copy(update={"story_id": told.story_of.get(a.article_id)}) for a in draft.articles]
    named_places = without_ordinary_words(draft.places, draft.articles)
    draft.places = [p.model_copy(update={"story_id": told.story_of.get(p.article_id)}) for p in named_places]
    return draft


@_timed
def happen(draft: Draft) -> Draft:
    """Events, one row a happening: their sites, tolls, parts of countries and threads."""
    happened = make_events(
        Known(
            country=draft.profile.country,
            week=draft.week,
            revision=draft.revision,
            articles=draft.articles,
            places=draft.places,
            readings=draft.readings,
            vectors=draft.vectors,
            previous=draft.past.events,
            previous_threads=draft.past.threads,
            continues={story.story_id: story.continues for story in draft.stories if story.continues is not None},
            decisions=[d for d in draft.decisions if d.merge is not None or d.toll is not None],
        )
    )
    draft.events, draft.event_figures = list(happened.events), list(happened.figures)
    draft.event_articles, draft.event_countries = list(happened.articles), list(happened.countries)
    draft.threads = list(happened.threads)
    for effect in happened.effects:
        draft.correct(effect.decision, effect.subjects, effect.words)
    return draft


@_timed
def weigh(draft: Draft) -> Draft:
    """Contributions, score and level."""
    key = (draft.profile.country, draft.week.start, draft.revision)
    incidents = incidents_of(draft.events, draft.event_articles, draft.articles)
    standing = standing_of(draft.profile.country, draft.week.start, draft.formula, draft.standing_tables)
    thin = too_thin(draft.articles, draft.formula)
    draft.contributions = contributions(*key, incidents=incidents, standing=standing, thin=thin, formula=draft.formula)
    draft.score = score(
        *key,
        points=draft.contributions,
        incidents=incidents,
        standing=standing,
        articles=draft.articles,
        history=draft.past.scores,
        formula=draft.formula,
    )
    return draft


@_timed
def locate(draft: Draft) -> Draft:
    """Where it happened."""
    draft.hotspots, draft.place_weeks = find_hotspots(
        country=draft.profile.country,
        week=draft.week.start,
        revision=draft.revision,
        events=draft.events,
        members=draft.event_articles,
        articles=draft.articles,
        places=draft.places,
        contributions=draft.contributions,
        earlier=draft.past.place_weeks,
    )
    return draft


@_timed
def look_ahead(draft: Draft) -> Draft:
    """The outlook."""
    draft.outlook = make_outlook(
        country=draft.profile.country,
        week=draft.week,
        revision=draft.revision,
        score=_scored(draft),
        history=draft.past.scores,
        stories=draft.stories,
        articles=draft.articles,
        hotspots=draft.hotspots,
        recent=recent_points(draft.profile.country, draft.week.end, draft.formula, draft.standing_tables),
        formula=draft.formula,
    )
    return draft


@_timed
def write(draft: Draft) -> Draft:
    """The report, every statement verified."""
    translations, failure = _translations(draft)
    written = write_report(evidence_of(draft, translations), draft.scribe)
    draft.report = written.report
    draft.statements = list(written.statements)
    draft.statement_evidence = written.proof
    draft.issues += written.issues
    if failure is not None:
        draft.issues.append(_untranslated(draft, failure))
    return draft


def evidence_of(draft: Draft, translations: Mapping[str, str] | None = None) -> Evidence:
    """All that a report may draw on, of a draft that every earlier stage has been through."""
    return Evidence(
        profile=draft.profile,
        week=draft.week,
        revision=draft.revision,
        score=_scored(draft),
        history=draft.past.scores,
        contributions=tuple(draft.contributions),
        stories=tuple(draft.stories),
        events=tuple(draft.events),
        event_articles=tuple(draft.event_articles),
        event_figures=tuple(draft.event_figures),
        previous_events=draft.past.events,
        articles=tuple(draft.articles),
        places=tuple(draft.places),
        hotspots=tuple(draft.hotspots),
        outlook=tuple(draft.outlook),
        issues=tuple(draft.issues),
        feed_health=draft.fetches,
        shared_feeds=draft.shared_feeds,
        provisional=draft.provisional,
        translations=dict(translations or {}),
    )


def _translations(draft: Draft) -> tuple[dict[str, str], str | None]:
    """The translated headlines, and why there are no more of them."""
    interpreter = draft.interpreter
    if interpreter is None:
        return {}, None
    language = draft.profile.report.language
    return translate_headlines(interpreter, draft.events, draft.event_articles, draft.articles, language)


def _untranslated(draft: Draft, failure: str) -> Issue:
    return Issue(
        week=draft.week.start,
        country=draft.profile.country,
        revision=draft.revision,
        stage="write",
        severity="warning",
        kind="untranslated",
        subject="translator",
        message=f"headlines stand untranslated: {failure}",
        remedy="see docs/MODELS.md",
    )


def _scored(draft: Draft) -> Score:
    if draft.score is None:
        raise ValueError("the country-week has not been weighed yet")
    return draft.score


STAGES: tuple[Stage, ...] = (select, dedupe, read, group, happen, weigh, locate, look_ahead, write)
"""The order in which a country-week comes about; `gather` is the making of the Draft itself."""


def build(draft: Draft) -> Draft:
    """The country-week, finished."""
    for stage in STAGES:
        draft = stage(draft)
    return draft
