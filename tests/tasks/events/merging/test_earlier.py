"""Dead of a month or year before the week are not the week's, in every language; what names a day of these weeks is left alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tasks.events.merging.earlier import is_of_earlier
from warehouse.tables import Span

PUBLISHED = dt.date(2025, 12, 18)


def is_old(lang: str, text: str, published: dt.date = PUBLISHED) -> bool:
    number = re.search(r"\d[\d., ]*\d|\d", text)
    assert number is not None
    return is_of_earlier(
        text,
        Span(text=number[0], start=number.start(), end=number.end(), in_title=True),
        published=published,
        lang=lang,
    )


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Over 1,000 killed in April attack on camp, inquiry finds"),
        ("en", "Militia killed 300 villagers in the north in June, report says"),
        ("en", "400 dead in the 2004 flood remembered"),
        ("en", "Court hears how 12 people were killed in March"),
        ("es", "Más de 1.000 muertos en un ataque en abril, según un informe"),
        ("fr", "Plus de 400 civils tués en avril dans un camp"),
        ("pt", "Mais de 200 mortos em ataque em abril"),
        ("de", "Bericht: 80 Tote bei Angriff im August"),
        ("ru", "Более 1000 человек убиты в апреле в лагере"),
        ("ar", "مقتل أكثر من 1000 مدني في هجوم في أبريل"),
        ("tr", "Nisan ayında 300 kişi öldürüldü"),
        ("en", "Militia killed 300 villagers in 2023, report says"),
        ("de", "80 Tote bei Angriff 2019"),
        ("fr", "Plus de 400 civils tués en 2019, selon l'ONU"),
    ],
)
def test_a_month_or_year_before_dates_the_dead(lang: str, text: str) -> None:
    assert is_old(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Drone strike kills 12 in market"),
        ("en", "Officials say 12 may be dead"),
        ("en", "7 killed as protesters march on the palace"),
        ("en", "9 killed in December attack"),
        ("en", "9 killed on Monday, the deadliest day after the April massacre"),
        ("es", "Al menos 12 muertos en un ataque en diciembre"),
        ("fr", "Au moins 9 morts lundi, après les combats d'avril"),
        ("ru", "Девять погибших, 20 раненых при взрыве"),
        ("pt", "2024 mortos"),
        ("en", "Strikes kill 30 in Gaza despite October ceasefire"),
        ("en", "12 killed in clashes ahead of February election"),
        ("en", "Raid by M23, which seized Goma in January, kills 25"),
        ("en", "Attack on August Street kills 15"),
        ("en", "14 killed as bus crashes on Highway 2000"),
        ("es", "20 muertos en el peor ataque desde 2019"),
        ("fr", "25 morts, sept blessés"),
        ("fr", "Trois immeubles effondrés : sept morts sur 12 disparus"),
        ("it", "Un set di bombe fa 12 morti"),
    ],
)
def test_the_dead_of_the_week_stay(lang: str, text: str) -> None:
    assert not is_old(lang, text)


def test_a_month_that_ended_some_days_ago_is_not_told_from_the_week() -> None:
    assert not is_old("en", "40 killed in November floods", dt.date(2025, 12, 8))
    assert is_old("en", "40 killed in November floods")


def test_a_year_that_ended_some_days_ago_is_not_told_from_the_week() -> None:
    assert not is_old("en", "40 killed in fire on New Year's Eve of 2025", dt.date(2026, 1, 2))
    assert is_old("en", "40 killed in fire of 2025", dt.date(2026, 3, 2))
