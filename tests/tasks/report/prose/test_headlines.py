"""Which headline tells an event, and how it is shown."""

from __future__ import annotations

import pytest

from tasks.report.prose.headlines import cleaned, is_fit, ranked_headlines, short
from tests.measure.report_weeks import make_article
from tests.tasks.report_rows import WEEK, at
from warehouse.tables import Article


def told(title: str, outlet: str, *, day: int = 0, lang: str = "en", **columns: object) -> Article:
    return make_article("MN", WEEK, outlet=outlet, title=title, text="", published_at=at(day), lang=lang, **columns)


def test_the_headline_that_the_others_agree_with_comes_first() -> None:
    articles = [
        told("A day that nobody in the valley forgets", "A"),
        told("Gunmen take thirty miners in Hovd", "B"),
        told("Thirty miners taken by gunmen near Hovd", "C"),
    ]
    assert ranked_headlines(articles, "en")[0].article.outlet in ("B", "C")


def test_of_a_growing_toll_the_newest_is_shown() -> None:
    articles = [
        told("Bus crash near Darkhan kills 12 people", "A", killed=12),
        told("Bus crash near Darkhan kills 12, injures more", "B", killed=12),
        told("Darkhan bus crash toll rises to 19", "C", day=1, killed=19),
    ]
    assert ranked_headlines(articles, "en", killed=19)[0].text == "Darkhan bus crash toll rises to 19"


@pytest.mark.parametrize(
    "unfit",
    [
        "Why gunmen took thirty miners in Hovd",
        "Gunmen take thirty miners in Hovd: key details",
        "In pictures: thirty miners taken in Hovd",
        "Thirty miners taken by gunmen in Hovd, one of",
    ],
)
def test_questions_picture_pages_and_stubs_come_last(unfit: str) -> None:
    articles = [told(unfit, "A"), told("Gunmen take thirty miners", "B")]
    assert ranked_headlines(articles, "en")[0].text == "Gunmen take thirty miners"


def test_the_reports_language_comes_before_english_and_that_before_the_others() -> None:
    articles = [
        told("Погранпереход закрыт", "A", lang="ru"),
        told("Border closed", "B"),
        told("Frontera cerrada", "C", lang="es"),
    ]
    assert [h.article.lang for h in ranked_headlines(articles, "es")] == ["es", "en", "ru"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Gunmen take miners in Hovd | The Daily Echo", "Gunmen take miners in Hovd"),
        ("Gunmen take miners in Hovd - dailyecho.example", "Gunmen take miners in Hovd"),
        ("Gunmen take miners in Hovd — governor", "Gunmen take miners in Hovd — governor"),
        ("Hovd will not negotiate – Lind", "Hovd will not negotiate – Lind"),
        ("BREAKING: Gunmen take miners in Hovd.", "Gunmen take miners in Hovd"),
        ("“We will return”, says minister", "'We will return', says minister"),
    ],
)
def test_outlets_and_labels_are_no_part_of_a_headline(title: str, shown: str) -> None:
    assert cleaned(told(title, "Daily Echo")) == shown


def test_of_an_aggregator_s_headline_the_last_name_is_the_outlet() -> None:
    assert cleaned(told("Gunmen take miners in Hovd - Reuters", "news.google.com")) == "Gunmen take miners in Hovd"


def test_a_claim_with_its_speaker_comes_behind_what_happened() -> None:
    articles = [told("Gunmen took thirty miners in Hovd — governor", "A"), told("Thirty miners missing in Hovd", "B")]
    best = ranked_headlines(articles, "en")
    assert [(line.text, line.is_fit) for line in best] == [
        ("Thirty miners missing in Hovd", True),
        ("Gunmen took thirty miners in Hovd — governor", False),
    ]


def test_a_long_headline_is_cut_at_a_clause_and_a_short_one_is_whole() -> None:
    whole = "Gunmen kill teacher, abduct pupils in attack on school"
    assert short(whole) == whole
    long = "Gunmen kill a teacher and take forty pupils from a school in the north, as the army searches the forest along the river"
    assert short(long) == "Gunmen kill a teacher and take forty pupils from a school in the north"


@pytest.mark.parametrize(
    "long",
    [
        "Bodies found in gorge in Hovd where search is on for ten missing workers of a gold mine",
        "Court in Hovd frees all of the officers who were held for the death of a prisoner last year",
        "Ministers agree to open the northern border to lorries that were stopped in the winter for lack of papers",
    ],
)
def test_a_heading_is_not_cut_inside_a_clause(long: str) -> None:
    assert short(long) == " ".join(long.split()[:14]) + " ..."


def test_of_two_that_are_equally_good_the_later_comes_first() -> None:
    first, last = (
        told("Army and rebels sign truce in Hovd", "A"),
        told("Rebels and army sign truce in Hovd", "B", day=3),
    )
    for articles in ([first, last], [last, first]):
        assert [h.article.outlet for h in ranked_headlines(articles, "en")] == ["B", "A"]


def test_a_later_look_back_does_not_come_before_what_most_tell() -> None:
    articles = [
        *(told(f"Rebels storm parliament in Hovd, {tail}", tail) for tail in ("police say", "army says")),
        told("After the storm a shaken capital asks how it came", "C", day=2),
    ]
    assert ranked_headlines(articles, "en")[0].article.published_at.date() == WEEK.start


@pytest.mark.parametrize(
    ("early", "later", "lang"),
    [
        ("Dozens hurt in blast at market in Hovd", "Blast at market in Hovd kills forty", "en"),
        ("Decenas de heridos por explosión en mercado de Hovd", "Explosión en mercado de Hovd deja cuarenta muertos", "es"),
        ("Десятки раненых при взрыве на рынке в Ховде", "При взрыве на рынке в Ховде погибли сорок человек", "ru"),
    ],
)  # fmt: skip
def test_who_counts_the_hurt_alone_wrote_before_the_dead_were_known(early: str, later: str, lang: str) -> None:
    hurt = [told(early, outlet, lang=lang, injured=24) for outlet in ("A", "B")]
    dead = told(later, "C", lang=lang, killed=40)
    assert ranked_headlines([*hurt, dead], lang, killed=40)[0].article == dead


@pytest.mark.parametrize(
    "label",
    [
        "Your Friday Briefing: 200 dead in Hovd",
        "FirstDay: Gunmen take thirty miners in Hovd",
        "‘It was chaos’: woman’s search for missing brother in Hovd",
        "World reacts to attack on miners in Hovd",
        "Situation in Hovd on April 26, 2026",
        "Images of the attack on thirty miners in Hovd",
    ],
)
def test_newsletters_features_and_bulletins_tell_no_event_by_themselves(label: str) -> None:
    assert not is_fit(told(label, "A"))
    assert is_fit(told("Gunmen take thirty miners in Hovd", "A"))


def test_an_overtaken_toll_is_cut_off_with_its_clause_or_the_headline_is_unfit() -> None:
    articles = [
        told("Police arrest owner of mine in Hovd as death toll reaches 44", "A", killed=44),
        told("44 dead in Hovd mine fire", "B", killed=44),
    ]
    first, last = ranked_headlines(articles, "en", killed_of_all=146)
    assert (first.text, first.is_fit) == ("Police arrest owner of mine in Hovd ...", True)
    assert (last.text, last.is_fit) == ("44 dead in Hovd mine fire", False)


def test_a_count_that_a_later_day_raised_is_passed_over() -> None:
    articles = [
        told("Gunmen take 200 pupils in Hovd", "A"),
        told("Gunmen hold 300 pupils in Hovd forest", "B", day=1),
    ]
    assert [h.is_fit for h in ranked_headlines(articles, "en")] == [True, False]
