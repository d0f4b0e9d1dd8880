"""Learns the weights of the choices that reading makes: `python -m tests.measure.train_where [--labels F --texts F]`.

Written are tasks/about/data/first.npy (the first country), tasks/events/data/tolls.npy (the event's own toll) and
tasks/places/data/site.npy (where it happened), from the gold items and further labels (see tests.measure.where) without
their unread tenth. `--halves` learns from one half and prints the figures of the other, writing nothing; `--hints`
counts tasks/about/data/hints.npz anew from the collections. The same labels give the same bytes.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import tasks.about.first as first
import tasks.events.casualties.choice as tolls
from tasks.about.attribute import CountryMention
from tasks.about.hints import count_hints, words_of
from tasks.events.casualties.find import stated
from tasks.language.choice import Choice, Features, fit_choice
from tasks.language.detect import detect
from tasks.places.find import spots_of
from tasks.places.site import site_candidates
from tests.measure.where import DATA, gold_items, half_of, labelled, low, same_name, world

Group = tuple[list[Features], int]
TASKS = Path(__file__).parents[2] / "tasks"
FEW = 4
"""Texts in which a feature of a toll must occur: they are fewer than those of countries."""


def toll_groups(items: Sequence[dict[str, Any]]) -> Iterator[Group]:
    """The counts of each text that states any, and which of them is its own (the last candidate: none)."""
    for item in items:
        title, text, lang = _text(item)
        counts = stated(title, text, "killed", lang=lang)
        if not counts:
            continue
        wanted = low(item["kd"])
        answer = next((n for n, one in enumerate(counts) if one.low == wanted), None) if wanted else len(counts)
        if answer is not None:
            yield tolls.toll_candidates(title, text, lang, counts), answer


def country_groups(items: Sequence[dict[str, Any]]) -> Iterator[Group]:
    """The candidate countries of each text, and which comes first."""
    attributor = world()
    for item in items:
        title, text, lang = _text(item)
        mentions = attributor.named(title, text, lang)
        found = first.country_candidates(title, text, lang, mentions, outlet=item.get("outlet") or "")
        wanted = (item["c"] or [first.NOWHERE])[0]
        if wanted in found:
            yield list(found.values()), list(found).index(wanted)


def site_groups(items: Sequence[dict[str, Any]]) -> Iterator[Group]:
    """The places of each text that names any, and which is its site (the last candidate: none)."""
    for item in items:
        title, text, lang = _text(item)
        spots = spots_of(title, text, lang=lang)
        if not spots:
            continue
        ids, rows = site_candidates(title, text, lang, spots)
        if not item["p"]:
            yield rows, len(ids)
            continue
        words = {s.entry.place_id: ((title if s.in_title else text)[s.start : s.end], s.entry.name) for s in spots}
        answer = next((n for n, one in enumerate(ids) if same_name(item["p"], words[one], one)), None)
        if answer is not None:
            yield rows, answer


def _text(item: dict[str, Any]) -> tuple[str, str, str]:
    title, text = item["title"], item["summary"] or ""
    return title, text, detect(f"{title} {text}", item["lang"])


def hint_texts() -> Iterator[tuple[list[str], str]]:
    """The words of texts of the collections that name one country, without its names, and the country."""
    attributor = world()
    for path in sorted((DATA / "corpora").glob("*.parquet")):
        rows = pq.read_table(path).to_pylist()
        for row in rows[:: max(1, len(rows) // MOST_OF_ONE)]:
            title, text = row["title"] or "", (row.get("summary") or "")[:600]
            lang = detect(f"{title} {text}", row.get("lang") or row.get("language") or "en")
            mentions = attributor.mentions(title, text, lang)
            if len({m.country for m in mentions}) == 1:
                yield (
                    words_of(f"{_without(title, mentions, True)} {_without(text, mentions, False)}"),
                    mentions[0].country,
                )


MOST_OF_ONE = 60_000
"""Texts of one collection that are counted."""


def _without(string: str, mentions: Sequence[CountryMention], in_title: bool) -> str:
    for mention in reversed([m for m in mentions if m.in_title == in_title]):
        string = f"{string[: mention.start]} {string[mention.end :]}"
    return string


def right(choice: Choice, groups: Sequence[Group]) -> float:
    """The share of choices that are right."""
    hits = 0
    for candidates, answer in groups:
        shares = choice.probabilities(candidates)
        hits += shares.index(max(shares)) == answer
    return hits / max(1, len(groups))


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the weights, or prints what half of the labels teaches about the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--only", default="", help="first, site or tolls alone")
    parser.add_argument("--halves", action="store_true")
    parser.add_argument("--hints", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.hints:
        print(f"hints: {count_hints(hint_texts())}")
    items = gold_items() + (labelled(chosen.labels, chosen.texts) if chosen.labels else [])
    parts = {name: [i for i in items if half_of(i["id"]) == name] for name in ("dev", "test")}
    learners = tuple(
        one
        for one in (
            (country_groups, TASKS / "about" / "data" / "first.npy", 2),
            (site_groups, TASKS / "places" / "data" / "site.npy", 3),
            (toll_groups, TASKS / "events" / "data" / "tolls.npy", FEW),
        )
        if chosen.only in ("", one[1].stem)
    )
    for groups_of, path, least in learners:
        groups = {name: list(groups_of(part)) for name, part in parts.items()}
        if chosen.halves:
            for taught, asked in itertools.permutations(groups):
                choice = fit_choice(groups[taught], least=least)
                print(f"{path.stem}: learned on {taught}, right on {asked}: {right(choice, groups[asked]):.3f}")
            continue
        fit_choice([*groups["dev"], *groups["test"]], least=least).write(path)
        print(f"{path.name}: {path.stat().st_size} bytes from {sum(map(len, groups.values()))} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
