"""One step on one text, as `weekwatch inspect` shows it. Input lines are plain dictionaries as they were read."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tasks.countries.profiles import CountryProfile, load_profile
from tasks.events.actors import find_actors
from tasks.events.reading import TextToRead, read_text, read_texts, row_of
from tasks.language.detect import detect
from tasks.language.encoder import encode, lede
from tasks.places.find import find_places
from tasks.stories.cluster import cluster
from tasks.stories.duplicates import find_duplicates
from tasks.time.event_time import event_time
from tasks.verify.verdict import SourceText, verify
from warehouse.errors import InputError
from warehouse.tables import Article, FeedItem
from warehouse.weeks import week_of

Line = Mapping[str, Any]
_COUNTRY = re.compile(r"[A-Z]{2}")


def inspect_places(line: Line) -> dict[str, Any]:
    """The places of a text; offsets count characters of `text`, or of `title` where in_title."""
    title, text, lang = _title(line), _text(line), _lang(line)
    country = line.get("country")
    found = find_places(title, text, lang=lang, country=country, profile=_profile(country))
    return {
        "id": line["id"],
        "places": [
            {
                "text": p.text,
                "start": p.start,
                "end": p.end,
                "in_title": p.in_title,
                "name": p.name,
                "kind": p.kind,
                "lat": p.lat,
                "lng": p.lng,
                "country": p.country,
                "geonames_id": p.geonames_id,
                "iso_3166_2": p.iso_3166_2,
                "precision_km": p.precision_km,
            }
            for p in found
        ],
    }


def inspect_class(line: Line, week_starts_on: int = 0) -> dict[str, Any]:
    """Category, gravity and time of a text.

    Its time is null without `published`; an explainer or round-up that dates nothing belongs to no week.
    """
    title, text, lang = _title(line), _text(line), _lang(line)
    (what,) = read_texts([TextToRead(title, text, lang, str(line.get("outlet") or ""), str(line.get("url") or ""))])
    answer: dict[str, Any] = {
        "id": line["id"],
        "category": what.category,
        "categories": list(what.categories),
        "sector": what.sector,
        "severity": what.severity,
        "killed": what.killed.low if what.killed else None,
        "killed_high": what.killed.high if what.killed else None,
        "injured": what.injured.low if what.injured else None,
        "injured_high": what.injured.high if what.injured else None,
        "certainty": what.certainty,
        "event_date": None,
        "in_week_of": None,
        "time_kind": None,
        "why": what.why,
    }
    published = _published(line, needed=False)
    if published is not None:
        when = event_time(title, text, published_at=published, lang=lang, week_starts_on=week_starts_on)
        dated = when.event_date is not None or when.time_kind in ("current", "future")
        answer |= {
            "event_date": when.event_date or (published.date() if dated else None),
            "in_week_of": when.in_week_of if dated else None,
            "time_kind": when.time_kind,
            "why": f"{what.why} {when.why}".strip(),
        }
    return answer


def inspect_stories(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """For each text the story that it tells, named by its earliest text, and the text that it repeats."""
    items = [_item(line) for line in lines]
    names = {item.item_id: line["id"] for item, line in zip(items, lines, strict=True)}
    duplicates = find_duplicates(items)
    originals = [item for item in items if item.item_id not in duplicates]
    vectors = encode([lede(item.title, item.text) for item in originals])
    articles = [_article(item, vector) for item, vector in zip(originals, vectors, strict=True)]
    told_of = {item.item_id: line.get("country") for item, line in zip(items, lines, strict=True)}
    mentions = {
        item.item_id: find_places(item.title, item.text, lang=item.lang, country=country, profile=_profile(country))
        for item in originals
        for country in (told_of[item.item_id],)
    }
    groups = cluster(
        articles,
        vectors,
        {key: frozenset(p.place_id for p in found) for key, found in mentions.items()},
        coordinates={p.place_id: (p.lat, p.lng) for found in mentions.values() for p in found},
    )
    story_of = {member: group.article_ids[0] for group in groups for member in group.article_ids}
    answers = []
    for item in items:
        copy = duplicates.get(item.item_id)
        story = story_of[copy.original_id if copy else item.item_id]
        answers.append(
            {
                "id": names[item.item_id],
                "story_id": names[story],
                "duplicate_of": names[copy.original_id] if copy else None,
                "duplicate_basis": copy.basis if copy else None,
            }
        )
    return answers


def inspect_statement(line: Line) -> dict[str, Any]:
    """Whether a statement is supported by its sources, and why."""
    if not isinstance(line.get("statement"), str):
        raise InputError("no `statement`", where=line["_where"])
    sources = [
        SourceText(
            _title(source),
            _text(source),
            _published({**source, "_where": line["_where"]}, needed=False),
            str(source.get("outlet") or ""),
            _lang(source),
        )
        for source in line.get("sources") or []
    ]
    verdict = verify(line["statement"], sources)
    return {"id": line["id"], "supported": verdict.supported, "reason": verdict.reason}


def _title(line: Line) -> str:
    return str(line.get("title") or "")


def _text(line: Line) -> str:
    return str(line.get("text") or "")


def _lang(line: Line) -> str:
    return str(line.get("lang") or detect(f"{_title(line)} {_text(line)}"))


def _published(line: Line, *, needed: bool) -> dt.datetime | None:
    """The instant of `published`: ISO 8601, UTC where it names no zone."""
    value = line.get("published")
    if value in (None, ""):
        if needed:
            raise InputError("no `published`", where=line["_where"], remedy="give an ISO 8601 date or time")
        return None
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"published: {value!r} is not ISO 8601", where=line["_where"]) from error
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


@functools.lru_cache(maxsize=256)
def _profile(country: str | None) -> CountryProfile | None:
    from flows.homes import BUNDLED_COUNTRIES

    if country is None or not _COUNTRY.fullmatch(country):
        return None
    path = BUNDLED_COUNTRIES / f"{country}.yaml"
    return load_profile(path) if path.exists() else None


def _item(line: Line) -> FeedItem:
    published = _published(line, needed=True)
    name = hashlib.sha256(str(line["id"]).encode()).hexdigest()
    return FeedItem.model_validate(
        {
            "week": week_of(published).start if published else None,
            "item_id": name[:16],
            "feed_url": "inspect",
            "outlet": str(line.get("outlet") or "unknown"),
            "publisher": str(line.get("outlet") or "unknown"),
            "outlet_country": None,
            "url": str(line.get("url") or ""),
            "guid": None,
            "title": _title(line)[:500],
            "text": _text(line)[:20_000],
            "lang": _lang(line),
            "published_at": published,
            "published_basis": "archive",
            "fetched_at": published,
            "raw_sha256": name,
            "position": 0,
        }
    )


def _article(item: FeedItem, vector: np.ndarray) -> Article:
    what = read_text(TextToRead(item.title, item.text, item.lang, item.outlet, item.url), vector)
    when = event_time(item.title, item.text, published_at=item.fetched_at, lang=item.lang)
    copied = ("outlet", "publisher", "outlet_country", "feed_url", "url", "title", "text", "lang", "raw_sha256")
    return Article.model_validate(
        {
            "country": "XX",
            "week": item.week,
            "revision": "inspect",
            "article_id": item.item_id,
            **{name: getattr(item, name) for name in copied},
            "published_at": item.published_at,
            "about_basis": "inspect",
            "about_evidence": "",
            "event_date": when.event_date,
            "time_kind": "current",
            "time_evidence": None,
            "duplicate_of": None,
            "duplicate_basis": None,
            **row_of(what),
            "actors": find_actors(item.title, item.text, lang=item.lang),
            "story_id": None,
        }
    )
