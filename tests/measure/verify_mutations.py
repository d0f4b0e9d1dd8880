"""Mutations of true statements that change what they mean, by kind: each takes a statement's text and makes it false, or gives None.

None of them looks at what the verifier reads. A word list here is the mutation's, not the verifier's.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

Mutation = Callable[[str, random.Random], str | None]


def swap_words(pairs: Mapping[str, str]) -> Mutation:
    """A mutation that puts one word for another, wherever the first of them stands."""
    pattern = re.compile(rf"\b({'|'.join(sorted(pairs, key=len, reverse=True))})\b")

    def mutate(text: str, rng: random.Random) -> str | None:
        found = list(pattern.finditer(text))
        if not found:
            return None
        match = rng.choice(found)
        return text[: match.start()] + pairs[match[1]] + text[match.end() :]

    return mutate


def both_ways(pairs: Mapping[str, str]) -> Mutation:
    """The same in both directions."""
    return swap_words({**pairs, **{two: one for one, two in pairs.items()}})


def planned_to_done(text: str, rng: random.Random) -> str | None:
    """What will be told as what has been."""
    found = re.search(r"\b(?:will|would|plans to|is to|are to|is set to|are set to|may|could|might) ([a-z]+)\b", text)
    if not found or found[1] in ("be", "have", "not"):
        return None
    stem = found[1].removesuffix("e")
    return text[: found.start()] + stem + "ed" + text[found.end() :]


def scale_number(text: str, rng: random.Random) -> str | None:
    """Ten times a number."""
    found = [m for m in re.finditer(r"(?<![\w.,])(\d{1,4})(?![\w.,%]|, 20)", text) if not re.search(r"(?:January|February|March|April|May|June|July|August|September|October|November|December) $", text[: m.start()])]  # fmt: skip
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + str(int(match[1]) * 10) + text[match.end() :]


def add_blame(text: str, rng: random.Random) -> str | None:
    """A culprit or motive that nobody gave."""
    more = rng.choice([" in revenge for an earlier raid", ", which officials blamed on foreign agents", " on the orders of a businessman", " because of negligence by the mayor"])  # fmt: skip
    return text.rstrip(".") + more + "."


def add_release(text: str, rng: random.Random) -> str | None:
    """A sequel that nobody told."""
    more = rng.choice([", and an inquiry was opened", ", after which the prisoners were exchanged", "; a state of emergency followed", ", and the airport was shut"])  # fmt: skip
    return text.rstrip(".") + more + "."


def turn_cause(text: str, rng: random.Random) -> str | None:
    """Two happenings that `after`, `because of` or `before` joins, exchanged."""
    found = re.search(r"^(.{15,}?) (after|before|because of|following|in response to) (.{12,}?)\.$", text)
    if not found or "reported" in found[0]:
        return None
    return f"{found[3][0].upper()}{found[3][1:]} {found[2]} {found[1][0].lower()}{found[1][1:]}."


MUTATIONS: tuple[tuple[str, Mutation], ...] = (
    ("killed and injured", both_ways({"killed": "injured", "dead": "wounded", "killing": "wounding", "kills": "injures"})),
    ("antonym", both_ways({"rises": "falls", "rose": "fell", "opened": "closed", "won": "lost", "arrested": "released", "accepted": "rejected", "increase": "decrease", "ended": "began", "stopped": "started", "up": "down", "approves": "rejects", "support": "oppose"})),
    ("hedge to certain", swap_words({"may have": "has", "could have": "has", "allegedly": "certainly", "suspected": "proven", "likely": "certain", "possible": "certain", "accused of": "guilty of", "expected to": "seen to"})),
    ("planned to done", planned_to_done),
    ("negated modal", swap_words({"will": "will not", "would": "would not", "can": "cannot", "could": "could not", "may": "may not", "must": "must not"})),
    ("scope", swap_words({"some": "all", "many": "all", "most": "all", "several": "all", "dozens of": "all", "half": "all"})),
    ("magnitude", scale_number),
    ("unit", swap_words({"million": "billion", "billion": "million", "thousand": "million", "km": "miles", "kilometres": "miles", "miles": "kilometres", "days": "months", "weeks": "years", "years": "months", "hours": "days"})),
    ("ordinal", swap_words({"first": "third", "second": "fifth", "third": "ninth", "fourth": "second", "fifth": "first"})),
    ("role noun", swap_words({"police": "firefighters", "soldiers": "journalists", "troops": "fishermen", "president": "ambassador", "minister": "bishop", "officials": "footballers", "militants": "students", "army": "coastguard", "protesters": "teachers", "civilians": "tourists", "gunmen": "lawyers", "workers": "doctors"})),
    ("direction", swap_words({"north": "south", "northern": "southern", "southern": "northern", "south": "north", "east": "west", "eastern": "western", "western": "eastern", "west": "east"})),
    ("speaker", swap_words({"police said": "doctors said", "officials said": "protesters said", "the ministry said": "the union said", "authorities said": "lawyers said", "the army said": "the hospital said"})),
    ("blame", add_blame),
    ("sequel", add_release),
    ("cause and effect", turn_cause),
    ("time order", swap_words({"after": "before", "before": "after", "following": "ahead of", "since": "before"})),
    ("part for whole", swap_words({"one of the": "all of the", "part of": "all of", "most of": "all of", "members of": "all of", "a third of": "all of", "more than half": "all", "at least": "exactly", "one of": "each of"})),
    ("random verb", swap_words({"visited": "insulted", "killed": "fed", "said": "sang", "attacked": "painted", "urged": "bribed", "announced": "forgot", "launched": "sold", "warned": "thanked", "met": "sued", "arrested": "married"})),
)  # fmt: skip
