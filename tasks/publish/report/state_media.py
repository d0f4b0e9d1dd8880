"""Which state controls an outlet: facts of the State Media Monitor, by the domains under which it publishes.

The domains are those that https://github.com/ASD-at-GMF/state-media-profiles (MIT licence, 2023) lists with the type `SC`, state-controlled,
of the State Media Monitor (https://statemediamonitor.com): the state pays, owns or manages, and decides what is printed. Outlets that a state
pays and leaves alone (the BBC, France 24) are not among them. `state_media_build` makes the table.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path

from tasks.collect.urls import host_of

DATA = Path(__file__).parent / "data" / "state_media.csv"


@functools.cache
def _states() -> dict[str, str]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return {row["domain"]: row["country"] for row in csv.DictReader(file)}


def controlling_state(address: str) -> str | None:
    """The state (ISO 3166-1 alpha-2) that controls what stands at an address, a URL or a domain alone; None where none is known to."""
    host = host_of(address) if "//" in address else address.casefold()
    labels = host.split(".")
    parents = (".".join(labels[n:]) for n in range(len(labels) - 1))
    return next((state for domain in parents if (state := _states().get(domain)) is not None), None)
