from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.time.event_time import Announced, EventTime, announced_dates, event_time
from tasks.time.expressions import jalali_to_gregorian, mentions
from tasks.time.lexicon import time_languages, time_words
from warehouse.weeks import week_of

WEDNESDAY = dt.datetime(2026, 4, 29, 9, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 4, 27, 6, tzinfo=dt.UTC)
SUNDAY = dt.date(2026, 4, 26)
THIS_WEEK = dt.date(2026, 4, 27)


def when(title: str, text: str = "", lang: str = "en", published: dt.datetime = WEDNESDAY) -> EventTime:
    return event_time(title, text, published_at=published, lang=lang)


def ahead(text: str, lang: str = "en") -> list[Announced]:
    return announced_dates("", text, published_at=WEDNESDAY, lang=lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The depot exploded on April 20 near the river."),
        ("en", "The depot exploded on 20 April 2026."),
        ("en", "On 2026-04-20 the depot exploded."),
        ("es", "El 20 de abril explotó el depósito."),
        ("fr", "Le 20 avril, le dépôt a explosé."),
        ("pt", "Em 20 de abril o depósito explodiu."),
        ("de", "Am 20. April explodierte das Lager."),
        ("it", "Il 20 aprile il deposito è esploso."),
        ("ru", "20 апреля взорвался склад."),
        ("uk", "20 квітня вибухнув склад."),
        ("pl", "20 kwietnia wybuchł magazyn."),
        ("tr", "20 Nisan'da depo patladı."),
        ("ar", "في 20 أبريل انفجر المستودع."),
        ("ar", "في ٢٠ نيسان انفجر المستودع."),
        ("fa", "در ۳۱ فروردین انبار منفجر شد."),
        ("hi", "20 अप्रैल को गोदाम में विस्फोट हुआ।"),
        ("zh", "4月20日，仓库发生爆炸。"),
        ("ja", "4月20日、倉庫が爆発した。"),
        ("ko", "4월 20일 창고가 폭발했다."),
        ("mn", "4-р сарын 20-нд агуулах дэлбэрчээ."),
        ("id", "Pada 20 April gudang meledak."),
        ("sv", "Den 20 april exploderade lagret."),
    ],
)
def test_a_day_of_the_month_is_the_nearest_one(lang: str, text: str) -> None:
    found = when("", text, lang)
    assert found.event_date == dt.date(2026, 4, 20)
    assert found.in_week_of == dt.date(2026, 4, 20)
    assert found.time_kind == "current"
    assert found.evidence is not None
    assert text[found.evidence.start : found.evidence.end] == found.evidence.text


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A ferry capsized on Sunday."),
        ("en", "A ferry capsized yesterday."),
        ("es", "Un ferry volcó el domingo."),
        ("fr", "Un ferry a chaviré dimanche."),
        ("de", "Eine Fähre ist am Sonntag gekentert."),
        ("ru", "В воскресенье перевернулся паром."),
        ("tr", "Feribot pazar günü alabora oldu."),
        ("id", "Feri terbalik pada Minggu."),
        ("zh", "一艘渡轮周日倾覆。"),
        ("mn", "Завь ням гарагт хөмөрчээ."),
    ],
)
def test_a_weekday_is_the_last_one(lang: str, text: str) -> None:
    found = when("", text, lang, MONDAY)
    assert found.event_date == SUNDAY
    assert found.in_week_of == dt.date(2026, 4, 20)


@pytest.mark.parametrize(
    "text",
    [
        "The war, which began on February 24, 2022, goes on.",
        "Since October 7, 2023, two truces have failed.",
        "The minister, elected on May 12, 2021, resigned.",
        "Auditors question the 2024 budget.",
        "The visit will take place on May 26.",
        "Talks resume after Saturday's attack.",
        "The ministry spoke of progress, officials said on Monday.",
        "The government stepped down without a word.",
        "An aircraft stands at the airport on April 3, 2021. (Jo Doe/Example Press)",
        "Pilots will walk out on Friday.",
    ],
)
def test_what_only_stands_beside_the_event_moves_nothing(text: str) -> None:
    found = when("Headline", text)
    assert found.in_week_of == THIS_WEEK
    assert found.time_kind == "current"


@pytest.mark.parametrize(
    ("kind", "lang", "title", "text"),
    [
        ("repost", "en", "The desert road", "This article was first published on March 12, 2024."),
        ("repost", "ru", "Дорога", "Материал был впервые опубликован 12 марта 2024 года."),
        ("anniversary", "en", "A year ago today: the night of the flood", ""),
        ("anniversary", "es", "Un día como hoy: la firma del tratado", ""),
        ("roundup", "en", "Week in review: strikes and floods", ""),
        ("roundup", "de", "Wochenrückblick: Streiks und Fluten", ""),
        ("explainer", "en", "Explained: why the treaty matters", ""),
        ("explainer", "fr", "Qui est le général à la tête du putsch ?", ""),
        ("past", "en", "Steppe Partner-2024 exercise begins", "Troops of two countries take part."),
        ("past", "mn", "«Тал нутгийн түнш-2024» хамтарсан сургууль эхэллээ", ""),
        ("future", "en", "Week ahead: budget vote and a state visit", ""),
        ("current", "en", "Live updates: what we know of the fire", ""),
        ("current", "en", "Thousands gather for 40th anniversary of disaster", ""),
        ("current", "en", "Steppe Partner-2026 exercise begins", ""),
        ("current", "en", "Landslide blocks pass", "First published on 29 April 2026. Crews clear the road."),
        ("current", "fr", "Un homme qui est accusé de vol a fui", ""),
    ],
)
def test_what_a_text_is_in_time(kind: str, lang: str, title: str, text: str) -> None:
    found = when(title, text, lang)
    assert found.time_kind == kind
    assert found.evidence is not None or kind == "current"


def test_a_repost_belongs_to_the_week_of_its_first_publication() -> None:
    found = when("Road", "This story was first published on March 12, 2024. Lorries leave by night.")
    assert found.event_date == dt.date(2024, 3, 12)
    assert found.in_week_of == week_of(dt.date(2024, 3, 12)).start


def test_shared_texts_are_no_reposts() -> None:
    assert when("Trade", "Originally published by Example Forum, used with permission.").time_kind == "current"


def test_old_events_told_in_the_main_clause_are_past() -> None:
    found = when("Twin blasts at station", "On January 15, 2024, two explosions tore through the station.")
    assert (found.time_kind, found.event_date) == ("past", dt.date(2024, 1, 15))


@pytest.mark.parametrize(
    "title",
    [
        "A year on, head of the flooded region resigns",
        "Ministry: nobody else would dare a Q&A session with the public",
        "Flood toll in the two valleys passes 100: why is the coast so exposed?",
        "Why the king is attending the final on Sunday",
    ],
)
def test_news_in_the_words_of_another_genre_is_news(title: str) -> None:
    assert (when(title).time_kind, when(title).in_week_of) == ("current", THIS_WEEK)


def test_weeks_may_start_on_another_day() -> None:
    found = event_time("Calm", "", published_at=WEDNESDAY, lang="en", week_starts_on=4)
    assert found.in_week_of == dt.date(2026, 4, 24)


@pytest.mark.parametrize(
    ("lang", "text", "start", "end"),
    [
        ("en", "Talks run from May 26 to June 10.", dt.date(2026, 5, 26), dt.date(2026, 6, 10)),
        ("en", "The polls open on November 1.", dt.date(2026, 11, 1), None),
        ("en", "The crossing stays open until September 30.", dt.date(2026, 9, 30), None),
        ("en", "The drill will be held May 5-9.", dt.date(2026, 5, 5), dt.date(2026, 5, 9)),
        ("ru", "Учения пройдут с 26 мая по 10 июня.", dt.date(2026, 5, 26), dt.date(2026, 6, 10)),
        ("es", "El paro será del 5 al 9 de mayo.", dt.date(2026, 5, 5), dt.date(2026, 5, 9)),
        ("fr", "La grève aura lieu du 5 au 9 mai.", dt.date(2026, 5, 5), dt.date(2026, 5, 9)),
        ("de", "Der Streik soll vom 5. bis 9. Mai dauern.", dt.date(2026, 5, 5), dt.date(2026, 5, 9)),
        ("zh", "演习将于5月26日至6月10日举行。", dt.date(2026, 5, 26), dt.date(2026, 6, 10)),
        ("mn", "Ерөнхийлөгч 5-р сарын 26-нд айлчилна.", dt.date(2026, 5, 26), None),
    ],
)
def test_announced_days_and_ranges(lang: str, text: str, start: dt.date, end: dt.date | None) -> None:
    (found,) = ahead(text, lang)
    assert (found.start, found.end) == (start, end)
    assert text[found.evidence.start : found.evidence.end] == found.evidence.text
    assert found.evidence.text in found.what


def test_the_coarse_and_the_past_are_not_announced() -> None:
    assert ahead("Elections are due next month, after the vote of April 3 was annulled in 2025.") == []


def test_what_is_announced_is_told_in_few_words() -> None:
    text = "word " * 40 + "the summit opens on May 26 in the capital " + "word " * 40
    (found,) = ahead(text)
    assert len(found.what.split()) <= 25
    assert "May 26" in found.what


@given(st.dates(dt.date(1995, 1, 1), dt.date(2090, 12, 31)))
def test_numeric_dates_are_read_back(day: dt.date) -> None:
    for written in (day.isoformat(), f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}"):
        found = mentions(f"on {written} there", dt.date(2026, 4, 29), time_words("en"))
        assert [one.first for one in found if one.grain == "day"] == [day]


@given(st.integers(1380, 1450), st.integers(1, 11), st.integers(1, 28))
def test_solar_hijri_days_follow_each_other(year: int, month: int, day: int) -> None:
    assert jalali_to_gregorian(year, month, day + 1) - jalali_to_gregorian(year, month, day) == dt.timedelta(days=1)
    last = 31 if month <= 6 else 30
    assert jalali_to_gregorian(year, month + 1, 1) - jalali_to_gregorian(year, month, last) == dt.timedelta(days=1)


def test_solar_hijri_new_years() -> None:
    assert jalali_to_gregorian(1403, 1, 1) == dt.date(2024, 3, 20)
    assert jalali_to_gregorian(1404, 1, 1) == dt.date(2025, 3, 21)
    assert jalali_to_gregorian(1405, 1, 31) == dt.date(2026, 4, 20)


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=400), st.sampled_from([*time_languages(), "und", "xx", "sv"]))
def test_any_text_gets_a_week_and_true_evidence(title: str, text: str, lang: str) -> None:
    found = when(title, text, lang)
    assert found.in_week_of == week_of(found.in_week_of).start
    assert found.in_week_of <= THIS_WEEK
    if found.evidence:
        source = title if found.evidence.in_title else text
        assert source[found.evidence.start : found.evidence.end] == found.evidence.text
    for one in announced_dates(title, text, published_at=WEDNESDAY, lang=lang):
        assert (one.end or one.start) > WEDNESDAY.date()


@pytest.mark.parametrize("lang", time_languages())
def test_every_lexicon_names_months_and_weekdays(lang: str) -> None:
    words = time_words(lang)
    if lang not in ("zh", "ja", "ko", "mn"):
        assert set(words.months.values()) == set(range(1, 13))
    assert set(words.weekdays.values()) == set(range(7))
