"""An event told in three weeks and two countries is one: through rebuilds, late items and any order of articles and countries."""

from __future__ import annotations

import datetime as dt
import functools
import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.events.merging.happen import Happened, Known, make_events
from tasks.events.reading import EventReading, TextToRead, read_texts
from tasks.language.encoder import encode, lede
from tests.tasks.rows import AT, article, place
from warehouse.tables import Article, Place
from warehouse.weeks import Week

FIRST = Week(AT.date() - dt.timedelta(days=AT.weekday()))
TITLES = (
    "Earthquake kills 120 in Gaziantep as buildings collapse",
    "Death toll from Gaziantep earthquake rises to 340",
    "Rescuers dig through rubble in Gaziantep after earthquake kills 340",
    "Powerful earthquake strikes Gaziantep, hundreds dead",
    "Earthquake in Gaziantep: survivors pulled from collapsed buildings",
)
ELSEWHERE = ("Parliament passes budget after long debate", "Football club signs striker for record fee")


@functools.cache
def read(titles: tuple[str, ...]) -> tuple[tuple[EventReading, ...], np.ndarray]:
    vectors = encode([lede(title, "") for title in titles])
    return tuple(read_texts([TextToRead(title, "", "en") for title in titles], vectors)), vectors


def told(
    titles: Sequence[str], *, country: str, week: Week, story: int = 1, first: int = 1
) -> list[tuple[Article, EventReading, np.ndarray]]:
    """Articles of the second day of a week, a publisher each, as the stages before make them."""
    readings, vectors = read(tuple(titles))
    rows = []
    for n, (title, reading, vector) in enumerate(zip(titles, readings, vectors, strict=True), first):
        row = article(
            n, title=title, text="", country=country, week=week.start, publisher=f"P{n}", category=reading.category,
            severity=reading.severity, killed=reading.killed.low if reading.killed else None, story_id=f"{story:016x}",
            published_at=dt.datetime.combine(week.start, dt.time(9), dt.UTC) + dt.timedelta(days=1, minutes=n), event_date=FIRST.start,
        )  # fmt: skip
        rows.append((row, reading, vector))
    return rows


def happened(
    rows: Sequence[tuple[Article, EventReading, np.ndarray]],
    *,
    country: str,
    week: Week = FIRST,
    before: Happened | None = None,
) -> Happened:
    """The events of a country-week of these articles; those about the quake name Gaziantep, a place abroad to the neighbour."""
    places: list[Place] = [
        place(int(row.article_id, 16), place_id="geonames:314830", role="site", name="Gaziantep", lat=37.06, lng=37.38, place_country="TR",
              country=country, week=week.start, is_foreign=country != "TR", in_title=True)
        for row, *_ in rows
        if "Gaziantep" in row.title
    ]  # fmt: skip
    return make_events(
        Known(
            country=country,
            week=week,
            revision="0" * 16,
            articles=[row for row, *_ in rows],
            places=places,
            readings={row.article_id: reading for row, reading, _ in rows},
            vectors={row.article_id: vector for row, _, vector in rows},
            previous=before.events if before else (),
            previous_threads=before.threads if before else (),
            continues={f"{story + 1:016x}": f"{story:016x}" for story in range(1, 4)} if before else {},
        )
    )


def quake(found: Happened) -> str:
    """The id of the one event that tells most of the quake."""
    return max(found.events, key=lambda event: ("Gaziantep" in event.title, event.article_count)).event_id


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_equal_articles_in_any_order_give_equal_rows(chance: random.Random) -> None:
    rows = [*told(TITLES, country="TR", week=FIRST), *told(ELSEWHERE, country="TR", week=FIRST, story=9, first=20)]
    first = happened(rows, country="TR")
    chance.shuffle(rows)
    assert happened(rows, country="TR") == first


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(0, len(TITLES) - 1), min_size=2))
def test_late_items_do_not_rename_it(early: set[int]) -> None:
    rows = told(TITLES, country="TR", week=FIRST)
    built_early = happened([rows[i] for i in sorted(early)], country="TR")
    assert quake(built_early) == quake(happened(rows, country="TR"))


@settings(max_examples=8, deadline=None)
@given(st.permutations(["TR", "SY"]), st.sets(st.integers(0, len(TITLES) - 1), min_size=2))
def test_three_weeks_and_two_countries_in_any_order_tell_one_event(order: list[str], late: set[int]) -> None:
    names = set()
    for country in order:
        before: Happened | None = None
        for n in range(3):
            week = FIRST.shift(n)
            titles = TITLES if n < 2 else tuple(TITLES[i] for i in sorted(late))
            before = happened(
                told(titles, country=country, week=week, story=n + 1), country=country, week=week, before=before
            )
            names.add(quake(before))
    assert len(names) == 1
    assert before is not None
    (event,) = [event for event in before.events if event.event_id in names]
    assert (event.first_week, event.status, event.site_country) == (FIRST.start, "continuing", "TR")
    assert [thread.week_count for thread in before.threads if thread.thread_id == event.thread_id] == [3]


def test_a_flood_of_several_countries_happened_in_that_of_its_site() -> None:
    rows = told(["Floods kill 300 across Thailand, Indonesia and Sri Lanka"] * 2, country="LK", week=FIRST)
    of_each = (
        {"place_id": "geonames:1", "name": "Colombo", "place_country": "LK", "is_foreign": False, "role": "site"},
        {"place_id": "geonames:2", "name": "Jakarta", "place_country": "ID", "is_foreign": True, "in_title": True},
        {"place_id": "geonames:3", "name": "Bangkok", "place_country": "TH", "is_foreign": True, "in_title": True},
    )
    known = Known(
        country="LK",
        week=FIRST,
        revision="0" * 16,
        articles=[row for row, *_ in rows],
        places=[
            place(int(row.article_id, 16), country="LK", week=FIRST.start, kind="city", lat=7.0, lng=80.0, **named)
            for row, *_ in rows
            for named in of_each
        ],
        readings={row.article_id: reading for row, reading, _ in rows},
        vectors={row.article_id: vector for row, _, vector in rows},
    )
    (event,) = make_events(known).events
    assert (event.site, event.nearness) == ("Colombo", "inside")
    home = [p for p in known.places if not p.is_foreign]
    abroad = make_events(replace(known, places=[p for p in known.places if p not in home])).events
    assert [event.nearness for event in abroad] == ["involved"]
