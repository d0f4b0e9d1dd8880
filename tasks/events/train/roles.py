"""Makes tasks/events/data/role_*.npy, by which tasks.events.roles chooses actor, deed and target.

A careful reader's "actor > deed > target" is in English and in his own words. Each part is laid against the title: the words that begin as
one of the part's does, and in other languages than English the phrase whose vector is nearest. What is found nowhere in the title teaches
for the actor that nobody is named, and nothing for the others; a phrase in another language that is neither near nor far teaches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.events import roles
from tasks.events.roles import ROLES, ParsedTitle, actor_rows, deed_rows, parse_title, target_rows
from tasks.events.train.texts import Labelled
from tasks.language.choice import Choice, Features, fit_choice
from tasks.language.encoder import encode

PENALTY = 5.0
"""On squared weights; .5 to 20 move what is right by less than a hundredth."""
_NEAR = 0.5
"""Cosine from which a phrase in another language says what the label says."""
_FAR = 0.3
"""Cosine below which it says another thing: with no phrase nearer than that, a title in another language names no actor."""
_BEGINNING = 4
"""Letters in which words of one stem agree."""
_SMALL = frozenset(
    [
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "for",
        "from",
        "with",
        "a",
        "an",
        "by",
        "as",
        "over",
        "is",
        "are",
        "was",
        "were",
        "that",
        "has",
        "have",
        "be",
    ]
)


@dataclass(frozen=True, slots=True)
class Taught:
    """A title and for each role the word that stands for it; None where no word does."""

    parsed: ParsedTitle
    word: dict[str, int | None]
    tells_actor: bool = True
    """Whether it is known who the actor is, or that none is named."""


def taught(items: Iterable[Labelled]) -> list[Taught]:
    """The titles of items whose label tells a deed, with their words for it."""
    found: list[Taught] = []
    abroad: list[tuple[ParsedTitle, list[str]]] = []
    for item in items:
        parts = [part.strip() for part in str(item.label["a"] or "").split(">")]
        parsed = parse_title(item.title, item.lang)
        if parsed is None or len(parts) != len(ROLES):
            continue
        if item.lang == "en":
            found.append(Taught(parsed, _by_stems(parsed, parts)))
        else:
            abroad.append((parsed, parts))
    return [*found, *_by_vectors(abroad)]


def _by_stems(parsed: ParsedTitle, parts: Sequence[str]) -> dict[str, int | None]:
    """Of each role the last word of the run with most words in common; the target first, since it is named most surely."""
    taken: set[int] = set()
    word: dict[str, int | None] = {}
    for role in ("target", "actor", "deed"):
        wanted = stems(parts[ROLES.index(role)])
        alike = [n for n in parsed.named if n not in taken and stems(parsed.words[n]) & wanted]
        runs: list[list[int]] = []
        for n in alike:
            if runs and n - runs[-1][-1] <= 2:
                runs[-1].append(n)
            else:
                runs.append([n])
        best = max(runs, key=len, default=None)
        word[role] = best[-1] if best else None
        taken.update(best or ())
    return word


def stems(words: str) -> frozenset[str]:
    """The beginnings of the words of content."""
    return frozenset(w[:_BEGINNING] for w in re.findall(r"[^\W_]+", words.casefold()) if w not in _SMALL)


def _by_vectors(titles: Sequence[tuple[ParsedTitle, list[str]]]) -> list[Taught]:
    """Of each role the last word of the phrase, or for the deed the word, whose vector is nearest to the label's."""
    texts: dict[str, int] = {}
    for parsed, parts in titles:
        for text in (*parts, *(parsed.phrase(n) for n in parsed.named), *(parsed.words[n] for n in parsed.named)):
            texts.setdefault(text, len(texts))
    vectors = encode(list(texts))
    found = []
    for parsed, parts in titles:
        word: dict[str, int | None] = {}
        tells_actor = True
        for role in ("target", "actor", "deed"):
            said = [parsed.words[n] if role == "deed" else parsed.phrase(n) for n in parsed.named]
            near = [float(vectors[texts[text]] @ vectors[texts[parts[ROLES.index(role)]]]) for text in said]
            taken = {parsed.phrase(w) for w in word.values() if w is not None}
            free = [n for n in range(len(said)) if said[n] not in taken]
            best = max(free, key=lambda n: (near[n], n), default=None)
            word[role] = parsed.named[best] if best is not None and near[best] >= _NEAR else None
            if role == "actor" and best is not None and _FAR <= near[best] < _NEAR:
                tells_actor = False
        found.append(Taught(parsed, word, tells_actor))
    return found


def choices(titles: Sequence[Taught]) -> dict[str, list[tuple[Sequence[Features], int]]]:
    """For each role the rows of every title and the number of the right one."""
    found: dict[str, list[tuple[Sequence[Features], int]]] = {role: [] for role in ROLES}
    for one in titles:
        number = {role: None if n is None else one.parsed.named.index(n) for role, n in one.word.items()}
        actor = number["actor"]
        if one.tells_actor:
            found["actor"].append((actor_rows(one.parsed), len(one.parsed.named) if actor is None else actor))
        if (deed := number["deed"]) is not None:
            found["deed"].append((deed_rows(one.parsed), deed))
        if (target := number["target"]) is not None:
            found["target"].append((target_rows(one.parsed, one.word["actor"]), target))
    return found


def fit_roles(titles: Sequence[Taught]) -> dict[str, Choice]:
    """The learned choice of each role."""
    return {role: fit_choice(rows, l2=PENALTY) for role, rows in choices(titles).items()}


def write_roles(items: Iterable[Labelled]) -> int:
    """Trains on the titles of items and writes the weights of each role; the number of titles that taught."""
    titles = taught(items)
    for role, choice in fit_roles(titles).items():
        choice.write(Path(roles.__file__).parent / "data" / f"role_{role}.npy")
    return len(titles)
