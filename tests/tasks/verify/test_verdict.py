"""The verifier: paraphrase is accepted, each kind of corruption is refused with its reason. Texts are made up."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.verify.checks.fault import Fault
from tasks.verify.verdict import (
    LONGEST_STATEMENT,
    MOST_NUMBERS,
    SourceText,
    joined,
    reason_of,
    verify,
    verify_assessment,
    verify_judgement,
)

FRIDAY = dt.datetime(2026, 4, 24, 9, tzinfo=dt.UTC)


def source(title: str, text: str, outlet: str = "Steppe Herald", lang: str = "en") -> SourceText:
    return SourceText(title, text, FRIDAY, outlet, lang)


RAID = source(
    "Gunmen raid army post in Zarnia, killing 12",
    "Gunmen attacked an army post near the town of Orvel in northern Zarnia on Wednesday, killing twelve soldiers and "
    "wounding 31, the defence ministry said. General Ivo Tarn blamed the Red Front. The government did not close the border with Kadesh.",
)
VISIT = source(
    "Zarnia and Kadesh sign fuel deal",
    "Prime Minister Lena Moss received Kadesh's energy minister Aron Vey in Orvel on Monday. They signed a protocol under which "
    "Kadesh will deliver 2.5 million tonnes of fuel a year. The pipeline is due to open on May 26. Talks lasted about three hours.",
)
FLOOD = source(
    "Floods displace thousands in Zarnia",
    "More than 4,000 people have fled their homes after the river Sella burst its banks. Rescue workers found five bodies; "
    "nine people are still missing. The International Relief Fund promised $3m in aid.",
)

TRUE = [
    (RAID, "On April 22, gunmen killed 12 soldiers at an army post near Orvel."),
    (RAID, "Twelve soldiers were killed and 31 were wounded when gunmen attacked an army post."),
    (
        RAID,
        "According to the defence ministry, an attack on a military post in the north of Zarnia left a dozen soldiers dead.",
    ),
    (RAID, "General Tarn accused the Red Front of the attack."),
    (RAID, "The Red Front was blamed by General Ivo Tarn."),
    (RAID, "The border with Kadesh was not closed by the government."),
    (RAID, "On April 24, 2026, Steppe Herald reported that gunmen raided a Zarnian army post, killing 12."),
    (RAID, "The assault took place on Wednesday, April 22, 2026, and 31 soldiers were injured."),
    (VISIT, "Zarnia and Kadesh signed a protocol on fuel."),
    (VISIT, "Lena Moss met the Kadesh energy minister, Aron Vey, on April 20."),
    (VISIT, "Under the agreement, Kadesh is to supply 2,500,000 tonnes of fuel a year."),
    (VISIT, "The pipeline is scheduled to open on 26 May 2026."),
    (VISIT, "Aron Vey was received in Orvel by Prime Minister Moss."),
    (FLOOD, "Over 4,000 people fled their homes in Zarnia because of floods."),
    (FLOOD, "Five bodies were found and 9 people remain missing."),
    (FLOOD, "The IRF pledged 3 million dollars in aid."),
    (FLOOD, "Thousands were displaced when the Sella river flooded."),
]

FALSE = [
    ("number", RAID, "Gunmen killed 14 soldiers at an army post near Orvel."),
    ("number swapped", RAID, "Gunmen killed 31 soldiers and wounded 12."),
    ("number", VISIT, "Kadesh will deliver 2.5 billion tonnes of fuel a year."),
    ("date", RAID, "On April 20, gunmen killed 12 soldiers near Orvel."),
    ("date", VISIT, "The pipeline is due to open on May 28."),
    ("weekday", RAID, "Gunmen attacked an army post on Thursday."),
    ("year", VISIT, "The pipeline is due to open in 2029."),
    ("name", RAID, "General Pavel Orlin blamed the Red Front."),
    ("name first", RAID, "Hadrian blamed the Red Front."),
    ("place", RAID, "Gunmen attacked an army post near the town of Mirran."),
    ("negation", RAID, "The government closed the border with Kadesh."),
    ("negation", RAID, "The gunmen did not attack the army post."),
    ("negation", VISIT, "Zarnia and Kadesh have not signed a protocol on fuel."),
    ("actors", RAID, "The Red Front blamed General Ivo Tarn."),
    (
        "actors",
        VISIT,
        "Zarnia will deliver 2.5 million tonnes of fuel to Kadesh a year, and the finance minister resigned.",
    ),
    ("citation", FLOOD, "Gunmen killed 12 soldiers at an army post near Orvel."),
    ("clause", RAID, "Gunmen killed 12 soldiers at an army post, and the parliament dissolved itself."),
    ("clause", FLOOD, "Rescue workers found five bodies while hackers disabled the power grid."),
    ("quote", RAID, "General Tarn spoke of “the worst day in our history”."),
]


@pytest.mark.parametrize(("cited", "statement"), TRUE)
def test_what_the_article_says_in_other_words_is_supported(cited: SourceText, statement: str) -> None:
    verdict = verify(statement, [cited])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(("kind", "cited", "statement"), FALSE)
def test_what_the_article_does_not_say_is_refused_with_a_reason(kind: str, cited: SourceText, statement: str) -> None:
    verdict = verify(statement, [cited])
    assert not verdict.supported, kind
    assert len(verdict.reason) > 10


def test_the_reason_names_what_is_wrong() -> None:
    assert "14" in verify("Gunmen killed 14 soldiers at an army post.", [RAID]).reason
    assert "Mirran" in verify("Gunmen attacked an army post near Mirran.", [RAID]).reason


def test_the_day_of_reporting_is_the_day_of_publication() -> None:
    assert not verify("On April 22, 2026, Steppe Herald reported that gunmen raided an army post.", [RAID]).supported
    assert not verify("Another Gazette reported on April 24, 2026 that gunmen raided an army post.", [RAID]).supported


def test_nothing_is_supported_by_nothing() -> None:
    assert not verify("Gunmen killed 12 soldiers.", []).supported
    assert not verify("  ", [RAID]).supported


def test_the_digits_of_an_outlet_s_name_count_nothing() -> None:
    cited = source("Floods in Zarnia", "The river Sella flooded two villages.", outlet="Kanal 24")
    assert verify("Kanal 24 reported that the Sella flooded two villages.", [cited]).supported
    assert not verify("Kanal 24 reported that the Sella flooded 24 villages.", [cited]).supported


DAILY = source("Raid in Orvel", "Zarnian troops fought with gunmen in Orvel.", outlet="Voz Daily in Brief")


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        ("Voz Daily in Brief added that Zarnian troops fought with gunmen in Orvel.", True),
        ("Voz Daily reported on April 24 that Zarnian troops fought with gunmen in Orvel.", True),
        ("Zarnian troops, Voz Daily in Brief also reported, fought with gunmen in Orvel.", True),
        ("According to Voz Daily in Brief, Zarnian troops fought with gunmen in Orvel.", True),
        ("Also reported by Voz Daily in Brief and others.", True),
        ("Voz Zarnian added that Daily in Brief troops fought with gunmen in Orvel.", False),
        ("Voz Daily in Zarnian added that Brief troops fought with gunmen in Orvel.", False),
        ("The Zarnian added that Voz Daily in Brief troops fought with gunmen in Orvel.", False),
        ("Zarnian troops fought with Voz Daily in Brief in Orvel.", False),
    ],
)
def test_an_outlet_s_name_is_one_and_only_reports(statement: str, holds: bool) -> None:
    verdict = verify(statement, [DAILY])
    assert verdict.supported == holds, verdict.reason


def test_an_outlet_stands_in_a_list_of_outlets() -> None:
    cited = [DAILY, source("Raid in Orvel", "Troops fought.", outlet="Morning Sun (ZR)")]
    assert verify("Also reported by the Morning Sun (ZR), Voz Daily in Brief and others.", cited).supported
    assert not verify("Troops fought Morning Sun.", cited).supported


@pytest.mark.parametrize("aside", ["", ", Steppe Herald reported on April 24, citing the navy,"])
def test_a_way_has_a_direction(aside: str) -> None:
    cited = source(
        "Navy stops boat", "The navy stopped a boat with 2,000 rifles going from Zarnia to Kadesh on Monday."
    )
    assert verify(f"The navy stopped a boat with 2,000 rifles{aside} going from Zarnia to Kadesh.", [cited]).supported
    assert not verify(
        f"The navy stopped a boat with 2,000 rifles{aside} going from Kadesh to Zarnia.", [cited]
    ).supported


def test_the_parts_of_a_full_name_stand_in_order() -> None:
    cited = source("Talks", "Envoys were in Zarnia to meet Zarnian Prime Minister Lena Moss.")
    assert verify("Envoys were in Zarnia to meet Prime Minister Lena Moss.", [cited]).supported
    verdict = verify("Envoys were in Lena Moss to meet Zarnian Prime Minister Zarnia.", [cited])
    assert not verdict.supported
    assert "not minister zarnia" in verdict.reason


def test_measures_may_be_given_in_other_units() -> None:
    cited = source(
        "Truce", "The truce holds for 60 days along a line of 100 kilometres, and 2.5 tonnes of grain came in."
    )
    for text in (
        "The truce holds for two months.",
        "The truce holds along a line of 62 miles.",
        "2,500 kilograms of grain came in.",
    ):
        assert verify(text, [cited]).supported, text
    for text in (
        "The truce holds for three months.",
        "The truce holds along a line of 90 miles.",
        "2,500 tonnes of grain came in.",
    ):
        assert not verify(text, [cited]).supported, text


def test_names_in_another_script_are_found() -> None:
    cited = source("Встреча в Дархане", "Губернатор Пурэв провёл переговоры в Дархане 23 апреля.", lang="ru")
    assert verify("The governor Purev held talks in Darkhan.", [cited]).supported
    assert not verify("The governor Batbold held talks in Darkhan.", [cited]).supported


def test_an_assessment_must_say_how_sure_it_is_and_on_what_it_rests() -> None:
    text = "We assess with moderate confidence that the border stays open."
    assert verify_assessment(text, {"s001": "..."}, [RAID], confidence="moderate").supported
    assert not verify_assessment(text, {"s001": "..."}, [RAID], confidence="high").supported
    assert not verify_assessment(text, {}, [RAID], confidence="moderate").supported
    assert not verify_assessment(text, {"s001": "..."}, [], confidence="moderate").supported


JUDGED = {
    "We assess with moderate confidence that the attack on the army post is likely to raise tension in northern Zarnia.": True,
    "With low confidence, we judge that relations with Kadesh remain strained.": True,
    "We assess with moderate confidence that the finance minister resigned.": False,
    "We assess with moderate confidence that 40 soldiers were killed near Orvel.": False,
    "We assess with moderate confidence that General Pavel Orlin will blame the Red Front.": False,
    "We assess with moderate confidence that the Red Front blamed General Ivo Tarn.": False,
    "The attack is likely to raise tension in northern Zarnia.": False,
}


@pytest.mark.parametrize(("statement", "holds"), JUDGED.items())
def test_a_judgement_in_free_words_takes_nothing_for_granted(statement: str, holds: bool) -> None:
    rests_on = {"s001": "Gunmen killed 12 soldiers at an army post near Orvel."}
    confidence = "low" if "low" in statement else "moderate"
    verdict = verify_judgement(statement, rests_on, [RAID], confidence=confidence)
    assert verdict.supported == holds, verdict.reason
    assert not verify_judgement(statement, {}, [RAID], confidence=confidence).supported


@pytest.mark.parametrize(
    "statement",
    [
        "A collision between a bus and a lorry near Darkhan on April 25 has not left 12 people dead and 20 hurt, according to police.",
        "No one was killed when a bus and a lorry collided near Darkhan.",
        "A collision near Darkhan on April 25 left nobody dead.",
    ],
)
def test_deaths_that_the_articles_tell_are_not_denied(statement: str) -> None:
    crash = source(
        "Bus and lorry collide near Darkhan, killing 12",
        "A bus and a lorry collided near Darkhan on April 25. Twelve people were killed and 20 hurt, police said.",
    )
    assert not verify(statement, [crash]).supported


def test_a_statement_has_a_greatest_length_and_a_greatest_count_of_numbers() -> None:
    said = "Gunmen killed 12 soldiers at an army post near Orvel. "
    long = (said * 30)[:LONGEST_STATEMENT]
    assert "longer than" not in verify(long, [RAID]).reason
    assert verify(long + "x", [RAID]).reason.startswith("it is longer than 1000 characters")
    many = "12 " * MOST_NUMBERS
    assert "more than" not in verify(f"Gunmen killed {many}", [RAID]).reason
    assert verify(f"Gunmen killed {many}12", [RAID]).reason.startswith("it has more than 60 numbers")


@pytest.mark.parametrize(
    ("statement", "sources", "kind"),
    [
        ("", [RAID], "form"),
        ("x" * 1001, [RAID], "form"),
        ("Gunmen killed 12 soldiers.", [], "citation"),
        ("Gunmen killed 14 soldiers at an army post near Orvel.", [RAID], "number"),
        ("General Tarn spoke of “the worst day in our history”.", [RAID], "quotation"),
        ("On April 20, gunmen killed 12 soldiers near Orvel.", [RAID], "date"),
        ("Another Gazette reported that gunmen raided an army post.", [RAID], "name"),
        ("The Red Front blamed General Ivo Tarn.", [RAID], "actor"),
        ("Gunmen killed 12 soldiers at an army post near Orvel.", [RAID], ""),
    ],
)
def test_a_refusal_says_what_it_is_about(statement: str, sources: list[SourceText], kind: str) -> None:
    verdict = verify(statement, sources)
    assert (verdict.kind, verdict.supported) == (kind, kind == "")


@pytest.mark.parametrize(
    ("kind", "word"),
    [("number of dead", "number"), ("superseded", "toll"), ("outlet", "name"), ("speaker", "actor"), ("retracted", "withdrawn"),
     ("placing", "wording"), ("something new", "support")],
)  # fmt: skip
def test_a_fault_is_about_the_kind_that_its_name_begins_with(kind: str, word: str) -> None:
    assert reason_of(Fault(kind, "why")) == word


def test_an_assessment_without_any_word_of_confidence_or_with_nothing_below_it_is_refused_by_its_kind() -> None:
    text = "We assess with high confidence that the border stays open."
    rests_on = {"s001": "The border is open.", "s002": "Trade goes on."}
    verdict = verify_assessment(text, rests_on, [RAID], confidence="high")
    assert verdict.reason == "a judgement with high confidence that rests on s001, s002"
    assert verify_assessment(text, rests_on, [RAID], confidence=None).kind == "form"
    assert verify_assessment(text, {}, [RAID], confidence="high").kind == "evidence"
    assert verify_assessment(text, rests_on, [], confidence="high").kind == "citation"


def test_title_and_text_are_one_text() -> None:
    assert joined("a", "b") == "a\nb"
    assert (joined("a", ""), joined("", "b"), joined("", "")) == ("a", "b", "")


def test_a_source_without_a_date_dates_nothing() -> None:
    undated = SourceText(RAID.title, RAID.text, None, "Steppe Herald")
    assert verify("Gunmen killed 12 soldiers at an army post near Orvel.", [undated]).supported
    assert not verify("On April 22, gunmen killed 12 soldiers at an army post near Orvel.", [undated]).supported
