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
    ],
)
def test_the_dead_of_the_week_stay(lang: str, text: str) -> None:
    assert not is_old(lang, text)


def test_a_month_that_ended_some_days_ago_is_not_told_from_the_week() -> None:
    assert not is_old("en", "40 killed in November floods", dt.date(2025, 12, 8))
    assert is_old("en", "40 killed in November floods")
