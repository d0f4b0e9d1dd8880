"""Dates as feeds write them. Each row is a form that some newsroom's software makes, not a case that failed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.collect.feed.calendars import from_persian
from tasks.collect.feed.date_words import half_of, month_of, order_in, weekday_of
from tasks.collect.feed.dates import date_in_url, parse_date, read_date
from tasks.collect.feed.days import DateHints, day_order
from tasks.collect.feed.zones import zone_offset


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # offsets
        ("2026-04-27T10:00:00+03", "2026-04-27T07:00"),
        ("2026-04-27T10:00:00-05", "2026-04-27T15:00"),
        ("2026-04-27T10:00:00+0545", "2026-04-27T04:15"),
        ("2026-04-27T10:00:00 +03:00", "2026-04-27T07:00"),
        ("2026-04-27 10:00:00 -0330", "2026-04-27T13:30"),
        ("2026-04-27T10:00:00−04:00", "2026-04-27T14:00"),
        ("2026-04-27T10:00:00+14:00", "2026-04-26T20:00"),
        ("Mon, 27 Apr 2026 10:00:00 +3", "2026-04-27T07:00"),
        ("Mon, 27 Apr 2026 10:00:00 +03", "2026-04-27T07:00"),
        ("Mon, 27 Apr 2026 10:00:00 GMT+3", "2026-04-27T07:00"),
        ("Mon, 27 Apr 2026 10:00:00 GMT +03:00", "2026-04-27T07:00"),
        ("Mon, 27 Apr 2026 10:00:00 (GMT+3)", "2026-04-27T07:00"),
        ("Mon, 27 Apr 2026 10:00 UTC-4", "2026-04-27T14:00"),
        ("Mon, 27 Apr 2026 10:00:00 -0400 (EDT)", "2026-04-27T14:00"),
        ("Mon, 27 Apr 2026 10:00:00 GMT-0400 (Eastern Daylight Time)", "2026-04-27T14:00"),
        ("20260427T103000+0200", "2026-04-27T08:30"),
        ("20260427103000Z", "2026-04-27T10:30"),
        ("20260427 1030", "2026-04-27T10:30"),
        ("202604271030", "2026-04-27T10:30"),
        ("20260427T10:30:00", "2026-04-27T10:30"),
        ("20260427", "2026-04-27T00:00"),
        # zones by name
        ("Mon, 27 Apr 2026 10:00:00 ET", "2026-04-27T14:00"),
        ("Tue, 27 Jan 2026 10:00:00 ET", "2026-01-27T15:00"),
        ("April 27, 2026 10:30 a.m. PT", "2026-04-27T17:30"),
        ("Apr 27, 2026 10:30 AM CT", "2026-04-27T15:30"),
        ("Mon, 27 Apr 2026 10:00:00 WITA", "2026-04-27T02:00"),
        ("Mon, 27 Apr 2026 10:00:00 WIT", "2026-04-27T01:00"),
        ("Sen, 27 Apr 2026 10:00:00 WIB", "2026-04-27T03:00"),
        ("Mon, 27 Apr 2026 10:00:00 PKT", "2026-04-27T05:00"),
        ("Mon, 27 Apr 2026 10:00:00 AFT", "2026-04-27T05:30"),
        ("Mon, 27 Apr 2026 10:00:00 Europe/Kyiv", "2026-04-27T07:00"),
        ("2026-04-27 10:00:00 Asia/Kolkata", "2026-04-27T04:30"),
        ("2026-01-27 10:00:00 America/Sao_Paulo", "2026-01-27T13:00"),
        ("2026-04-27 10:00:00 America/Argentina/Buenos_Aires", "2026-04-27T13:00"),
        ("2026-04-27T10:00:00+03:00[Europe/Istanbul]", "2026-04-27T07:00"),
        ("2026-04-27T10:00:00Z[UTC]", "2026-04-27T10:00"),
        ("Mon, 27 Apr 2026 10:00:00 Eastern Daylight Time", "2026-04-27T14:00"),
        ("Mon, 27 Apr 2026 10:00:00 Moscow Standard Time", "2026-04-27T07:00"),
        ("27 April 2026 10:00 Central European Summer Time", "2026-04-27T08:00"),
        ("Mon Apr 27 10:00:00 UTC 2026", "2026-04-27T10:00"),
        ("Mon Apr 27 10:00:00 EDT 2026", "2026-04-27T14:00"),
        ("Mon Apr 27 10:00:00 2026", "2026-04-27T10:00"),
        # figures
        ("27/04/2026", "2026-04-27T00:00"),
        ("27/04/2026 10:30", "2026-04-27T10:30"),
        ("27/04/2026 10:30:15", "2026-04-27T10:30:15"),
        ("27/04/26 10:30", "2026-04-27T10:30"),
        ("4/27/2026 2:05 PM", "2026-04-27T14:05"),
        ("04/27/26 14:05", "2026-04-27T14:05"),
        ("12/31/2025 11:59:59 PM", "2025-12-31T23:59:59"),
        ("27.04.2026", "2026-04-27T00:00"),
        ("27.04.2026 10.30", "2026-04-27T10:30"),
        ("27.04.26, 10:30", "2026-04-27T10:30"),
        ("05.04.2026 - 10:30", "2026-04-05T10:30"),
        ("27 / 04 / 2026", "2026-04-27T00:00"),
        ("10:30 27/04/2026", "2026-04-27T10:30"),
        ("10:30 - 27.04.2026", "2026-04-27T10:30"),
        ("2026.04.27 10:30", "2026-04-27T10:30"),
        ("2026. 4. 27. 10:30", "2026-04-27T10:30"),
        ("2026/4/27", "2026-04-27T00:00"),
        ("Lu, 27.04.2026 10:30", "2026-04-27T10:30"),
        ("26/04/27 10:30", "2027-04-26T10:30"),
        ("2026-117T10:30Z", "2026-04-27T10:30"),
        ("2026-W18-1", "2026-04-27T00:00"),
        ("2026W181", "2026-04-27T00:00"),
        # instants in figures
        ("1777284000", "2026-04-27T10:00"),
        ("1777284000.5", "2026-04-27T10:00"),
        ("1777284000000", "2026-04-27T10:00"),
        # months by name
        ("Monday 27th April 2026 10.30am", "2026-04-27T10:30"),
        ("Monday, April 27th, 2026 at 10:30 PM", "2026-04-27T22:30"),
        ("10:30 AM, April 27, 2026", "2026-04-27T10:30"),
        ("April 27 2026", "2026-04-27T00:00"),
        ("27. April 2026 um 10:30 Uhr", "2026-04-27T10:30"),
        ("Mo., 2. März 2026, 10.30 Uhr", "2026-03-02T10:30"),
        ("27. Jänner 2026", "2026-01-27T00:00"),
        ("27 avril 2026 à 10h30", "2026-04-27T10:30"),
        ("lundi 27 février 2023", "2023-02-27T00:00"),
        ("1er août 2025", "2025-08-01T00:00"),
        ("27 de abril de 2026 às 10h30", "2026-04-27T10:30"),
        ("seg, 27 abr 2026 10:30:00 -0300", "2026-04-27T13:30"),
        ("27 abril, 2026 - 10:30 p. m.", "2026-04-27T22:30"),
        ("mar, 24 mar 2026 10:00:00 +0100", "2026-03-24T09:00"),
        ("mar., 24 févr. 2026", "2026-02-24T00:00"),
        ("dom, 27 set 2026 10:00", "2026-09-27T10:00"),
        ("27 kwietnia 2026 r., 10:30", "2026-04-27T10:30"),
        ("27 paź 2025 10:30", "2025-10-27T10:30"),
        ("27. října 2025", "2025-10-27T00:00"),
        ("27. siječnja 2026. 10:30", "2026-01-27T10:30"),
        ("27 април 2026 10:30", "2026-04-27T10:30"),
        ("27 апреля 2026 г. в 10:30", "2026-04-27T10:30"),
        ("Пн, 27 апр. 2026 10:30:00 +0300", "2026-04-27T07:30"),
        ("27 красавіка 2026", "2026-04-27T00:00"),
        ("27 сәуір 2026", "2026-04-27T00:00"),
        ("2026 m. balandžio 27 d. 10:30", "2026-04-27T10:30"),
        ("2026. gada 27. aprīlis", "2026-04-27T00:00"),
        ("27. aprill 2026", "2026-04-27T00:00"),
        ("2026. április 27. 10:30", "2026-04-27T10:30"),
        ("27. huhtikuuta 2026 klo 10.30", "2026-04-27T10:30"),
        ("27 aprilie 2026 10:30", "2026-04-27T10:30"),
        ("27 Nisan 2026 Pazartesi 10:30", "2026-04-27T10:30"),
        ("27 Ağustos 2025", "2025-08-27T00:00"),
        ("27 aprel 2026", "2026-04-27T00:00"),
        ("27 Απριλίου 2026, 10:30 μ.μ.", "2026-04-27T22:30"),
        ("27 באפריל 2026", "2026-04-27T00:00"),
        ("27 نيسان 2026 - 10:30", "2026-04-27T10:30"),
        ("27 كانون الثاني 2026", "2026-01-27T00:00"),
        ("27 أفريل 2026", "2026-04-27T00:00"),
        ("٢٧ أبريل ٢٠٢٦", "2026-04-27T00:00"),
        ("٢٧/٠٤/٢٠٢٦ ١٠:٣٠", "2026-04-27T10:30"),
        ("27 اپریل 2026", "2026-04-27T00:00"),
        ("२७ अप्रैल २०२६", "2026-04-27T00:00"),
        ("२७ एप्रिल २०२६", "2026-04-27T00:00"),
        ("২৭ এপ্রিল ২০২৬, ১০:৩০", "2026-04-27T10:30"),
        ("27 ஏப்ரல் 2026", "2026-04-27T00:00"),
        ("27 ఏప్రిల్ 2026", "2026-04-27T00:00"),
        ("2026 අප්‍රේල් 27", "2026-04-27T00:00"),
        ("27 เม.ย. 2026 10:30", "2026-04-27T10:30"),
        ("27 April 2026 pukul 10.30", "2026-04-27T10:30"),
        ("Sel, 23 Des 2025 10:30:00 +0700", "2025-12-23T03:30"),
        ("Jumatatu, 27 Aprili 2026", "2026-04-27T00:00"),
        ("27 Abriil 2026", "2026-04-27T00:00"),
        ("27 ኤፕሪል 2026", "2026-04-27T00:00"),
        ("27 აპრილი 2026", "2026-04-27T00:00"),
        ("27 ապրիլի 2026", "2026-04-27T00:00"),
        ("27 tháng 4, 2026 10:30", "2026-04-27T10:30"),
        ("Thứ hai, 27 Tháng 4 2026 10:00:00 +0700", "2026-04-27T03:00"),
        ("Chủ nhật, 26 tháng 4 2026", "2026-04-26T00:00"),
        ("2026年4月27日 10:30", "2026-04-27T10:30"),
        ("2026年4月27日 10時30分", "2026-04-27T10:30"),
        ("2026年4月27日 下午3:30", "2026-04-27T15:30"),
        ("2026-04-27 上午10:30", "2026-04-27T10:30"),
        ("２０２６年４月２７日", "2026-04-27T00:00"),
        ("2026년 4월 27일 오전 10:30", "2026-04-27T10:30"),
        ("2026년 4월 27일 10시 30분", "2026-04-27T10:30"),
        ("2026.04.27. 오후 3:30", "2026-04-27T15:30"),
        # other calendars
        ("27 เมษายน 2569", "2026-04-27T00:00"),
        ("27/04/2569 10:30", "2026-04-27T10:30"),
        ("๒๗ เมษายน ๒๕๖๙", "2026-04-27T00:00"),
        ("1405/02/07 10:30", "2026-04-27T10:30"),
        ("۱۴۰۵/۰۲/۰۷", "2026-04-27T00:00"),
        ("7 اردیبهشت 1405", "2026-04-27T00:00"),
        ("دوشنبه ۷ اردیبهشت ۱۴۰۵ - ۱۰:۳۰", "2026-04-27T10:30"),
        ("7 ثور 1405", "2026-04-27T00:00"),
        ("令和8年4月27日", "2026-04-27T00:00"),
        ("民國115年4月27日", "2026-04-27T00:00"),
        # what wraps a date
        ("  Mon,  27 Apr 2026\n 10:00:00   GMT ", "2026-04-27T10:00"),
        ("Mon, 27 Apr 2026 24:00:00 GMT", "2026-04-28T00:00"),
        ("Mon, 27 Apr 2026 10:00:60 GMT", "2026-04-27T10:00:59"),
        ("Mon,27 Apr 2026 10:00:00 GMT", "2026-04-27T10:00"),
        ("Published: 27 Apr 2026 10:30", "2026-04-27T10:30"),
        ("27-Apr-26 10:30", "2026-04-27T10:30"),
        ("Apr 27, 2026 | 10:30", "2026-04-27T10:30"),
        ("27 Apr 2026, 1030 hrs", "2026-04-27T00:00"),
    ],
)  # fmt: skip
def test_a_date_is_read_whole(text: str, expected: str) -> None:
    reading = read_date(text)
    assert reading is not None
    assert (reading.moment, reading.doubt) == (at(expected), None)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "32 Foo 2026", "31/02/2026", "2026-13-01", "2026-366", "2026-W54-1", "10:30", "27 April", "April 2026",
     "5 hours ago", "15 رمضان 1447", "n/a", "0000-00-00 00:00:00", "99/99/9999", "vol. 27, no. 4, 2026", "2026"],
)  # fmt: skip
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "hints", "expected", "doubt"),
    [
        ("05/04/2026", DateHints("en", "US"), "2026-05-04", "day_order"),
        ("05/04/2026", DateHints("en", "NG"), "2026-04-05", "day_order"),
        ("05/04/2026", DateHints("es"), "2026-04-05", "day_order"),
        ("05/04/2026", DateHints("en", "US", order="dmy"), "2026-04-05", None),
        ("05/04/2026", DateHints("es", order="mdy"), "2026-05-04", None),
        ("Mon, 05/04/2026", DateHints("es"), "2026-05-04", None),
        ("Sun, 05/04/2026", DateHints("en", "US"), "2026-04-05", None),
        ("domingo, 05/04/2026", DateHints("es"), "2026-04-05", None),
        ("05/04/2026", DateHints("en", "US", latest=at("2026-04-28")), "2026-04-05", None),
        ("04/04/2026", DateHints("en", "US"), "2026-04-04", None),
        ("05.04.2026", DateHints("en", "US"), "2026-04-05", None),
        ("27/04/2026", DateHints("en", "US", order="mdy"), "2026-04-27", None),
    ],
)
def test_day_and_month_are_told_apart_by_what_stands_around(
    text: str, hints: DateHints, expected: str, doubt: str | None
) -> None:
    reading = read_date(text, hints)
    assert reading is not None
    assert (reading.moment, reading.doubt) == (at(expected), doubt)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["05/04/2026", "27/04/2026"], "dmy"),
        (["05/04/2026", "4/27/2026"], "mdy"),
        (["27/04/2026", "4/27/2026"], None),
        (["05/04/2026", "06/04/2026"], None),
        (["27.04.2026", "05/04/2026"], None),
        ([], None),
    ],
)
def test_a_feed_s_dates_tell_how_it_orders_day_and_month(texts: list[str], order: str | None) -> None:
    assert day_order(texts) == order


@pytest.mark.parametrize("zone", ["QQT", "ZZZT", "+19:00", "+99"])
def test_a_zone_that_nobody_knows_is_said(zone: str) -> None:
    reading = read_date(f"Mon, 27 Apr 2026 10:00:00 {zone}")
    assert reading is not None
    assert (reading.moment, reading.has_zone, reading.doubt) == (at("2026-04-27T10:00"), False, "zone")


@pytest.mark.parametrize(
    ("name", "country", "minutes"),
    [
        ("IST", "IN", 330), ("IST", "IL", 120), ("IST", "IE", 60), ("IST", None, 330), ("IDT", "IL", 180),
        ("CST", "CN", 480), ("CST", "US", -360), ("CDT", "US", -300), ("BST", "GB", 60), ("PKT", "PK", 300),
        ("EET", "UA", 120), ("MSK", "RU", 180), ("EAT", "KE", 180), ("Asia/Kabul", None, 270), ("nowhere", None, None),
    ],
)  # fmt: skip
def test_an_abbreviation_is_the_outlet_s_country_s(name: str, country: str | None, minutes: int | None) -> None:
    assert zone_offset(name, dt.datetime(2026, 4, 27, 10), country) == minutes  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "language", "month"),
    [
        ("listopada", "hr", 10), ("listopada", "pl", 11), ("lip", "hr", 6), ("lip", "pl", 7), ("srp", "hr", 7), ("srp", "cs", 8),
        ("MARS", "fr", 3), ("sept.", "", 9), ("Ağu", "tr", 8), ("ocak", "", 1), ("Foo", "", 0), ("de", "", 0), ("", "", 0),
    ],
)  # fmt: skip
def test_a_month_s_name_is_of_the_feed_s_language_first(name: str, language: str, month: int) -> None:
    assert month_of(name, language) == month


def test_words_of_the_calendar() -> None:
    assert (weekday_of("Montag"), weekday_of("понедельник"), weekday_of("April")) == (0, 0, None)
    assert (half_of("午後"), half_of("오전"), half_of("Uhr")) == ("pm", "am", None)
    assert (order_in("en", "US"), order_in("en", "KE"), order_in("zz", None)) == ("mdy", "dmy", "dmy")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2026/04/27/story", "2026-04-27"),
        ("https://a.example/news/2026-04-27-story", "2026-04-27"),
        ("https://a.example/world/2026/apr/27/story", "2026-04-27"),
        ("https://a.example/2026/4/7/", "2026-04-07"),
        ("https://a.example/2026/13/45/", None),
        ("https://a.example/2026/foo/27/", None),
        ("https://a.example/article/20260427", None),
    ],
)
def test_a_day_in_a_link(url: str, day: str | None) -> None:
    assert date_in_url(url) == (at(day) if day else None)


def test_the_solar_hijri_year_begins_where_it_does() -> None:
    assert from_persian(1403, 12, 30) == dt.date(2025, 3, 20)
    assert from_persian(1404, 1, 1) == dt.date(2025, 3, 21)
    assert from_persian(1404, 12, 30) is None


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2040, 1, 1)), st.integers(-14 * 4, 14 * 4))  # noqa: DTZ001
def test_what_the_standards_ask_for_comes_back(local: dt.datetime, quarters: int) -> None:
    zoned = local.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=15 * quarters)))
    assert parse_date(zoned.isoformat()) == zoned
    assert parse_date(zoned.strftime("%a, %d %b %Y %H:%M:%S %z")) == zoned


@given(st.text(max_size=120))
def test_any_text_is_read_or_not(text: str) -> None:
    reading = read_date(text)
    assert reading is None or reading.moment.tzinfo is dt.UTC
