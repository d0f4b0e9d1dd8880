"""Check of who is said to have said it."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.verify.alignment.align import LINKED
from tasks.verify.alignment.comparison import Comparison, Side
from tasks.verify.checks.fault import Fault
from tasks.verify.text.deeds import noun_group
from tasks.verify.text.texts import sentence_of


def check_speaker(c: Comparison) -> Iterator[Fault]:
    """Who is said to have said it is who says it in the sources."""
    zones = {(n, p) for n, side in enumerate(c.sources) for p in _speaker_zone(side)}
    for speaker in _speakers(c.statement):
        words = [i for i in speaker if c.words[i].content]
        if not words:
            continue
        known = [i for i in words if c.links[i].likeness >= LINKED]
        if not known or (c.links[words[-1]].likeness < LINKED and not any(c.words[i].is_name for i in known)):
            yield Fault("speaker_unknown", f"no cited article has {' '.join(c.words[i].raw for i in words)} say it")
        elif zones and not any(set(c.links[i].places) & zones for i in known):
            yield Fault(
                "speaker", f"in the cited articles it is not {' '.join(c.words[i].raw for i in words)} who says it"
            )


def _speakers(side: Side) -> list[list[int]]:
    """The words that name who is quoted, for each word of speech that has a subject or an `according to`."""
    text = side.text
    found = []
    for mark in side.marks("speech"):
        low, high = sentence_of(text, mark.first)
        word = text.words[mark.first]
        if word.fold in ("according", "account", "reckoning", "view") or text.words[mark.last].fold in (
            "account",
            "view",
        ):
            if word.fold == "according":
                end = next((i for i in range(mark.last + 1, high) if text.words[i].raw in ",.;"), high)
                found.append(list(range(mark.last + 1, end)))
            else:
                found.append(noun_group(text, mark.first - 1, low))
            continue
        follows = text.words[mark.last + 1].fold if mark.last + 1 < high else ""
        if follows == "to" and word.fold in ("said", "thought", "believed", "reported"):
            continue
        if word.tag not in ("VERB", "AUX") or not (word.finite or text.words[mark.first - 1].tag == "AUX"):
            continue
        at = mark.first - 1
        while at >= low and text.words[at].tag in ("AUX", "ADV", "PART"):
            at -= 1
        group = noun_group(text, at, low)
        if group:
            found.append(group)
    return found


CREDIT = 5
"""Words from a colon to a title's end among which who says it stands: `Factory to reopen: Labour minister`."""


def _speaker_zone(side: Side) -> set[int]:
    """The places of a source at which somebody is quoted: in a sentence with a word of speech, and in a title before a colon or behind a dash."""
    text = side.text
    zone: set[int] = set()
    for mark in side.marks("speech"):
        low, high = sentence_of(text, mark.first)
        zone.update(range(low, high))
    if len(text.starts) > 1:
        title = range(text.starts[0], text.starts[1])
        for at in title:
            if text.words[at].raw == ":":
                zone.update(title if title.stop - at <= CREDIT else range(text.starts[0], at))
            elif text.words[at].raw in "–—-," and at > text.starts[0]:
                zone.update(range(at, text.starts[1]))
    return zone
