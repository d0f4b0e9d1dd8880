"""Word lists: YAML read by name, and regular expressions put together of named parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tasks.language import word_lists
from tasks.language.word_lists import patterns
from warehouse.errors import InputError


@pytest.mark.parametrize("name", ["claim_dates", "retelling", "state_killings", "time_phrases"])
def test_every_named_expression_compiles(name: str) -> None:
    found = patterns(name)
    assert found
    for text in found.values():
        re.compile(text)


def test_a_list_is_a_group_and_a_name_in_braces_stands_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some.yaml").write_text("who: [police, 'troops?']\ndeed: '{who} {1,2}shot'\n", "utf-8")
    monkeypatch.setattr(word_lists, "WORD_LISTS", tmp_path)
    assert patterns("some") == {"who": "(?:police|troops?)", "deed": "(?:police|troops?) {1,2}shot"}


def test_a_name_that_no_entry_above_has_is_refused_with_file_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.yaml").write_text("deed: '{who} shot'\nwho: [police]\n", "utf-8")
    monkeypatch.setattr(word_lists, "WORD_LISTS", tmp_path)
    with pytest.raises(InputError, match=r"other\.yaml: deed: no entry above it is called 'who'"):
        patterns("other")
