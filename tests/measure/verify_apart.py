"""The verifier on mutations that were written by hand on other weeks, apart from its rules: true accepted, mutations refused.

    python -m tests.measure.verify_apart [-v]

needs WEEKWATCH_DATA. data/verify_apart.jsonl holds no sentence of an article: a statement is given by places in the words of its
articles, a mutation by places in the words of its statement, and only what neither has stands there in words. `-v` prints what was
accepted; whoever looks at it can count no more on it.
"""

from __future__ import annotations

import collections
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from tasks.verify.verdict import SourceText, verify
from tests.measure.report_weeks import corpora

FILE = Path(__file__).with_name("data") / "verify_apart.jsonl"
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")

Pieces = Sequence[str | tuple[int, int]]
"""A text: words of its own, or a first place and a count of pieces of another text."""


def encode_pieces(text: str, base: str) -> list[str | tuple[int, int]]:
    """A text by the longest runs that another one has too, and its own words between them."""
    ours, theirs = _PIECE.findall(text), _PIECE.findall(base)
    starts: dict[str, list[int]] = collections.defaultdict(list)
    for place, piece in enumerate(theirs):
        starts[piece].append(place)
    found: list[str | tuple[int, int]] = []
    at = 0
    while at < len(ours):
        runs = [(_run(ours, at, theirs, place), -place) for place in starts.get(ours[at], ())]
        length, place = max(runs, default=(0, 0))
        if length and ours[at].strip():
            found.append((-place, length))
            at += length
        elif found and isinstance(found[-1], str):
            found[-1] += ours[at]
            at += 1
        else:
            found.append(ours[at])
            at += 1
    return found


def _run(ours: Sequence[str], at: int, theirs: Sequence[str], place: int) -> int:
    length = 0
    while at + length < len(ours) and place + length < len(theirs) and ours[at + length] == theirs[place + length]:
        length += 1
    return length


def decode_pieces(pieces: Sequence[Any], base: str) -> str:
    """The text that `encode_pieces` encoded against the same base."""
    theirs = _PIECE.findall(base)
    return "".join(p if isinstance(p, str) else "".join(theirs[p[0] : p[0] + p[1]]) for p in pieces)


def article_key(title: str, summary: str) -> str:
    """Sixteen hexadecimal digits that tell an article of the corpora by its words."""
    return hashlib.sha256(f"{title}\n{summary}".encode()).hexdigest()[:16]


def base_of(sources: Sequence[SourceText]) -> str:
    """The words of sources that a statement is given by."""
    return "\n".join(f"{s.title}\n{s.text}\n{s.outlet}" for s in sources)


def _articles(file: str, keys: frozenset[str]) -> Mapping[str, SourceText]:
    found = {}
    for item in pl.read_parquet(corpora() / file).iter_rows(named=True):
        title, text = item["title"][:500], (item["summary"] or "")[:5000]
        if (key := article_key(title, text)) in keys and key not in found:
            outlet = item.get("outlet") or item.get("domain") or "unknown"
            found[key] = SourceText(title, text, item["published"], outlet, item.get("lang") or "en")
    return found


def read_apart() -> Iterator[tuple[str, str, tuple[SourceText, ...], tuple[str, ...]]]:
    """Kind (`true` or that of the mutation), statement, sources and known names of each case."""
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    for file in sorted({row["file"] for row in rows}):
        mine = [row for row in rows if row["file"] == file]
        articles = _articles(file, frozenset(key for row in mine for key in row["articles"]))
        for row in mine:
            if not all(key in articles for key in row["articles"]):
                continue
            sources = tuple(articles[key] for key in row["articles"])
            statement = decode_pieces(row["statement"], base_of(sources))
            known = tuple(row["known"])
            yield "true", statement, sources, known
            for kind, pieces in row["mutations"]:
                yield kind, decode_pieces(pieces, statement), sources, known


def main() -> int:
    """Prints a row a kind."""
    if not corpora().is_dir():
        print("no corpora at WEEKWATCH_DATA: nothing measured")
        return 0
    judged: dict[str, list[bool]] = collections.defaultdict(list)
    for kind, statement, sources, known in read_apart():
        supported = verify(statement, sources, known=known).supported
        judged[kind].append(supported == (kind == "true"))
        if "-v" in sys.argv and judged[kind][-1] is False:
            print(f"{kind}: {statement}\n    {base_of(sources)[:500]}")
    true = judged.pop("true", [])
    refused = [right for rights in judged.values() for right in rights]
    print(f"true accepted {sum(true)} of {len(true)}, mutations refused {sum(refused)} of {len(refused)}")
    for kind, rights in sorted(judged.items()):
        print(f"  {kind:<22}{sum(rights):>4} of {len(rights)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
