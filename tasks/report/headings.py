"""Headings of a report that name no event, because they stand above several of them; and what a report and its readers call alike."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.voice.voice import N_, voice

EVENTS_LEFT_OUT = "events_left_out"
"""Kind of the issue that counts the events which a report may not tell."""
FURTHER = N_("Further developments")
"""Heading of the events of less weight, and of those that one headline tells whole."""


def shared_headings(languages: Iterable[str]) -> frozenset[str]:
    """The headings that reports of these languages write above several events: none of those events is called so."""
    return frozenset(voice(language)(FURTHER) for language in languages)
