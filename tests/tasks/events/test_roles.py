"""Who did what to whom by the learned choice: active and passive titles, nouns that tell a deed, titles without an actor, languages."""

from __future__ import annotations

import pytest

from tasks.events.roles import actor_rows, find_roles, parse_title, target_rows
from tasks.events.train.roles import fit_roles, taught
from tasks.events.train.texts import Labelled


def _labelled(number: int, title: str, deed: str) -> Labelled:
    label = {"a": deed, "s": 1}
    return Labelled(f"id{number}", title, "", "en", "outlet", "", "2026-01-01", False, label)


@pytest.mark.parametrize(
    ("title", "lang", "actor", "target"),
    [
        ("Police arrest three men over blast in Riga", "en", "Police", "three men"),
        ("Mayor was shot by gunmen in Recife", "en", "gunmen", "Mayor"),
        ("Norway signs pact with Iceland - Reuters", "en", "Norway", "Iceland"),
        ("El ejército atacó una aldea en el norte", "es", "ejército", "aldea"),
    ],
)
def test_actor_and_target(title: str, lang: str, actor: str, target: str) -> None:
    found = find_roles(title, lang=lang)
    assert found is not None
    assert (found.actor, found.target) == (actor, target)


def test_a_title_that_names_no_actor_has_none() -> None:
    found = find_roles("Two men jailed for fraud", lang="en")
    assert found is not None
    assert found.actor is None
    assert found.target == "Two men"


def test_a_language_without_a_grammar_and_a_title_without_words_have_no_roles() -> None:
    assert find_roles("Hallitus hyväksyi lain", lang="fi") is None
    assert find_roles(" - ", lang="en") is None


def test_actor_and_target_are_different_phrases() -> None:
    for title in ("Bank of Lithuania sues bank of Latvia", "War", "Dogs bite men, men bite dogs"):
        found = find_roles(title, lang="en")
        assert found is not None
        assert found.actor is None or found.actor != found.target


def test_there_is_a_row_for_each_word_and_one_for_nobody() -> None:
    parsed = parse_title("Police arrest three men in the port of Riga", "en")
    assert parsed is not None
    assert [parsed.words[n] for n in parsed.named] == ["Police", "arrest", "three", "men", "port", "Riga"]
    assert len(actor_rows(parsed)) == len(parsed.named) + 1
    assert len(target_rows(parsed, 0)) == len(parsed.named)
    assert parsed.phrase(parsed.words.index("Riga")) == "port of Riga"


def test_a_label_is_laid_against_the_title_and_the_same_titles_teach_the_same_weights() -> None:
    titles = [
        ("Rebels attack army convoy", "rebels > attack > convoy"),
        ("Man held over fire", "police > hold > man"),
    ] * 3
    found = taught(_labelled(number, title, deed) for number, (title, deed) in enumerate(titles))
    one = found[0]
    assert [one.parsed.words[word] for word in one.word.values() if word is not None] == ["convoy", "Rebels", "attack"]
    assert found[1].word["actor"] is None
    first, again = fit_roles(found), fit_roles(found)
    rows = actor_rows(one.parsed)
    assert first["actor"].probabilities(rows) == again["actor"].probabilities(rows)
    assert max(first["actor"].probabilities(rows)) == first["actor"].probabilities(rows)[0]
