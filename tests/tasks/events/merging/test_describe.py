from __future__ import annotations

import pytest

from tasks.events.merging.describe import _severity
from tests.tasks.rows import article


@pytest.mark.parametrize(
    ("grades", "severity"),
    [
        ([3.0], 3.0),
        ([1.0, 3.0], 3.0),
        ([1.0, 2.0, 5.0], 2.0),
        ([1.0] * 15 + [4.0] * 4, 4.0),
        ([1.0] * 16 + [4.0] * 3, 1.0),
    ],
)
def test_an_event_is_as_grave_as_two_publishers_and_a_fifth_of_many_tell_it(
    grades: list[float], severity: float
) -> None:
    told = [article(n, severity=grade, publisher=f"P{n}") for n, grade in enumerate(grades)]
    assert _severity(told, None) == severity


def test_one_publisher_that_tells_it_often_is_one() -> None:
    told = [article(n, severity=5.0 if n < 5 else 2.0, publisher=f"P{max(5, n)}") for n in range(8)]
    assert _severity(told, None) == 2.0
