"""What the commands that build say: the levels, how many were built, what failed and why, what a language model took."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from flows.building.model import estimate, reports_of, scribe_of, spent, underway, written_since
from flows.building.outcome import Outcome, known_score
from flows.cli.console import Progress, print_rows, say
from flows.cli.options import SOME_FAILED
from warehouse.store.home import Home

SECONDS_BETWEEN_LOOKS = 1.0
"""At the ledger: a question takes seconds."""


@contextmanager
def writing(home: Home, reports: int, now: dt.datetime) -> Iterator[None]:
    """Says before the block what a configured language model is expected to take for so many reports, and after it what it took.

    A report by a model whose place the embedded analyst's took is always named, also where none is configured any more.
    """
    scribe = scribe_of(home, now)
    if scribe is not None:
        say(estimate(home, scribe, reports))
    before = reports_of(home)
    yield
    if scribe is not None:
        say(spent(home, scribe))
    for line in written_since(home, before):
        say(line)


@contextmanager
def model_on(bar: Progress, home: Home, now: dt.datetime) -> Iterator[None]:
    """Shows beside a bar, while the block runs, at which step of which report a language model is and what it has spent."""
    scribe = scribe_of(home, now)
    if scribe is None:
        yield
        return
    ended = threading.Event()

    def follow() -> None:
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            if (at := underway(scribe)) is not None:
                bar.advance(0, at)

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def show_outcomes(outcomes: Sequence[Outcome], json: bool) -> None:
    """Prints what was built; ends the command with SOME_FAILED where something failed or was withheld."""
    built = [o for o in outcomes if o.status == "built"]
    amiss = [o for o in outcomes if o.status in ("failed", "withheld")]
    if json:
        print_rows(
            ["country", "week", "status", "threat_level", "threat_score", "reason"],
            [
                [o.country, o.week, o.status, o.threat_level, known_score(o.threat_level, o.threat_score), o.reason]
                for o in outcomes
            ],
            "json",
        )
    elif built:
        print_rows(
            ["country", "week", "threat level", "score"],
            [[o.country, o.week, o.threat_level, known_score(o.threat_level, o.threat_score)] for o in built],
        )
    if not built and not amiss:
        say(f"nothing to do: all {len(outcomes)} country-weeks are current")
    else:
        counts = Counter(o.status for o in outcomes)
        withheld = f", {counts['withheld']} withheld" if counts["withheld"] else ""
        say(f"{counts['built']} built, {counts['unchanged']} already current, {counts['failed']} failed{withheld}")
    for o in amiss:
        say(f"{o.status}: {o.country} {o.week}: {o.reason}")
    if amiss:
        raise typer.Exit(SOME_FAILED)
