"""What an event is called by its kind, and where the name says too little."""

from __future__ import annotations

import pytest

from tasks.report.prose.event_kinds import exact_kind, is_concrete


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Gunmen ambush patrol near the border", "an armed attack"),
        ("Rebels attack a base in the north", "an attack"),
        ("Two killed in gunfight in the hills", "an armed clash"),
        ("Drone attack on depot kills three", "a drone attack"),
        ("Police kill four in a raid on a gang", None),
        ("Forces kill two rebels in the forest", None),
    ],
)
def test_an_assault_is_called_an_attack_only_where_the_title_does(title: str, named: str | None) -> None:
    assert exact_kind("assault", title) == named
    assert is_concrete("assault", title) is (named is not None)


def test_an_assault_told_in_another_language_keeps_the_name_of_its_kind() -> None:
    assert is_concrete("assault", "")
    assert not is_concrete("coerce", "")
