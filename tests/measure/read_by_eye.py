"""Published statements drawn with a seed, each beside its articles, to be read by a person; and the count of what was read.

    python -m tests.measure.read_by_eye HOME [--seed 7] [--mixed FR,RU,AR]       prints 150 statements of ten country-weeks
    python -m tests.measure.read_by_eye HOME --count                             counts labels/read_by_eye.jsonl

Half of the country-weeks are of the countries of `--mixed`, whose own feeds tell of everything; the others' news come from the feeds of
the world. A label is a line of JSON: country, week, `digest` (of the statement's text), `read` (right, misleading, wrong or useless),
`cause`, `seed` and `code` (which reading it was). Right: the articles say it, and it is worth a reader's time in a report on that
country's security. Misleading: the words are the articles', the impression is not. Wrong: it says what they do not. Useless: it is true and
no reader of such a report wants it.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, Statement

COUNTRY_WEEKS = 10
STATEMENTS = 150
LEAST_STATEMENTS = 8
"""Statements that a country-week must have to be drawn."""
TEXT_SHOWN = 420
LABELS = Path(__file__).with_name("labels") / "read_by_eye.jsonl"


def statement_digest(text: str) -> str:
    """Twelve hexadecimal digits by which a label knows a statement."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def draw(home: Home, seed: int, mixed: Sequence[str]) -> list[Statement]:
    """The statements to be read, in the order of their reports; the same ones for the same home, seed and countries."""
    weeks: dict[tuple[str, str], list[Statement]] = collections.defaultdict(list)
    for statement in Store(home).read(Statement):
        weeks[statement.country, statement.week.isoformat()].append(statement)
    keys = sorted(key for key, found in weeks.items() if len(found) >= LEAST_STATEMENTS)
    rng = random.Random(seed)
    rng.shuffle(keys)
    own = [key for key in keys if key[0] in mixed][: COUNTRY_WEEKS // 2]
    drawn = own + [key for key in keys if key[0] not in mixed][: COUNTRY_WEEKS - len(own)]
    each = -(-STATEMENTS // max(1, len(drawn)))
    found = []
    for key in drawn:
        there = sorted(weeks[key], key=lambda s: s.position)
        places = sorted(rng.sample(range(len(there)), min(each, len(there))))
        found += [there[place] for place in places]
    return found[:STATEMENTS]


def show(home: Home, drawn: Sequence[Statement]) -> None:
    """Prints the statements beside the articles that they cite."""
    articles = {(a.country, a.week, a.article_id): a for a in Store(home).read(Article)}
    for number, one in enumerate(drawn, 1):
        digest = statement_digest(one.text)
        print(f"\n[{number}] {one.country} {one.week} {one.section} {one.confidence or one.kind} {digest}")
        print(f"    {one.heading or '-'} | {one.text}")
        for cited in one.citations[:3]:
            if (a := articles.get((one.country, one.week, cited))) is not None:
                print(
                    f"    > {a.outlet} {a.published_at:%m-%d} {a.lang} [{a.category}] {a.title} || {a.text[:TEXT_SHOWN]}"
                )


def count() -> None:
    """Prints the shares of each reading, and the causes of what was not right."""
    labels = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    for name in sorted({label["code"] for label in labels}):
        mine = [label for label in labels if label["code"] == name]
        by = collections.Counter(label["read"] for label in mine)
        shares = ", ".join(
            f"{word} {by[word]} ({by[word] / len(mine):.0%})" for word in ("right", "misleading", "wrong", "useless")
        )
        print(f"{name}: {len(mine)} statements read: {shares}")
        for (word, cause), times in collections.Counter(
            (x["read"], x["cause"]) for x in mine if x["cause"]
        ).most_common():
            print(f"    {times:>3}  {word}: {cause}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws and shows, or counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--mixed", default="FR,RU,AR")
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args(arguments)
    if options.count:
        count()
        return 0
    home = Home.open(options.home)
    show(home, draw(home, options.seed, options.mixed.split(",")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
