"""The promises of the fuzzed readers, on the seeds, on what fuzzing once found, and on mutations of both."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.corpus import seeds
from tests.fuzz.targets import TARGETS

EXAMPLES = {"verifier": 10, "profile": 20, "sql": 30}
"""Those whose inputs cost more; 60 of the others."""


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_keep_the_promise(target: str) -> None:
    for seed in seeds(target):
        TARGETS[target](seed)


@pytest.mark.parametrize("target", TARGETS)
def test_mutated_seeds_keep_the_promise(target: str) -> None:
    known = seeds(target)

    @settings(max_examples=EXAMPLES.get(target, 60), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def try_one(data: st.DataObject) -> None:
        one, other = data.draw(st.sampled_from(known)), data.draw(st.sampled_from(known))
        cut, to = data.draw(st.integers(0, len(one))), data.draw(st.integers(0, len(other)))
        TARGETS[target](one[:cut] + data.draw(st.binary(max_size=8)) + other[to:])

    try_one()
