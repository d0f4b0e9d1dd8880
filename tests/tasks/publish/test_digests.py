"""Which events a watchlist follows."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.publish.digests import Watchlist
from tests.tasks.publish.site.test_event_lines import event


@pytest.mark.parametrize(
    ("kinds", "fields", "expected"),
    [
        ((), {"relevance": 1.4}, True),
        ((), {"relevance": 0.7}, False),  # a star's donation, a feature
        (("aid",), {"relevance": 0.7, "kind": "aid"}, True),
        (("aid",), {"relevance": 1.8, "kind": "assault"}, False),
        ((), {"relevance": 1.8, "nearness": "mentioned"}, False),
    ],
)
def test_events_of_security_are_followed_or_those_of_the_named_kinds(
    kinds: tuple[str, ...], fields: dict[str, Any], expected: bool
) -> None:
    watch = Watchlist(name="asia", channels=("desk",), kinds=kinds)
    assert watch.fits(event("told", **fields)) is expected
