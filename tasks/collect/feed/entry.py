"""What a feed document says, before any of it is cleaned or believed."""

from __future__ import annotations

from dataclasses import dataclass

Fault = tuple[str, str]
"""Kind of issue and a sentence about the document."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as the document has it. Strings may hold markup; empty where it has none."""

    title: str = ""
    link: str = ""
    guid: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""
    updated: str = ""
    language: str = ""
    base: str = ""
    author: str = ""
    """`Name (address)`, or one of them; as plain text where the feed has it so."""
    source_title: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """What could be read of a document: its entries and the faults met on the way."""

    entries: tuple[RawEntry, ...] = ()
    title: str = ""
    link: str = ""
    language: str = ""
    faults: tuple[Fault, ...] = ()
    is_feed: bool = False
