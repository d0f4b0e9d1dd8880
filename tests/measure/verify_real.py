"""The verifier on statements of our own over real articles of the corpora: true accepted and false rejected, by kind and language.

    python -m tests.measure.verify_real [-v]      -v: also what was judged wrongly of our own, the tenth kept back left out

needs WEEKWATCH_DATA. A line of `data/verify_real.jsonl` is a statement in our words, `true` or its kind of error, and its article by corpus
and id (the beginning of the SHA-256 of its address): no text of an article is in the repository. Written on articles drawn with a seed,
in six languages, before the code that it measures was changed; the verifier's weights are learned from it (`verify_train`), all but
the tenth of the articles whose id says so. `data/verify_second_hand.jsonl` is of the same form, by a writer (a language model) who had not
seen the code or the other set; nothing is learned from it.
"""

from __future__ import annotations

import collections
import datetime as dt
import functools
import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from tasks.verify.verdict import SourceText, Verdict, verify
from tests.measure.report_weeks import corpora

FILE = Path(__file__).with_name("data") / "verify_real.jsonl"
SECOND_HAND = FILE.with_name("verify_second_hand.jsonl")
ID_DIGITS = 16
"""Hexadecimal digits of an article's id."""
_MARKUP = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class RealStatement:
    """A statement on an article of the corpora. kind: `true`, or of which kind its error is."""

    article: str
    kind: str
    lang: str
    text: str
    source: SourceText

    @property
    def kept_back(self) -> bool:
        """Whether its article is of the tenth that nobody reads and nothing learns from."""
        return int(hashlib.sha256(self.article.encode()).hexdigest(), 16) % 10 == 0


def real_statements(file: Path = FILE) -> list[RealStatement]:
    """All statements of a file whose articles are there; none without WEEKWATCH_DATA."""
    found = []
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        source = _articles(file, row["corpus"], row["lang"]).get(row["article"])
        if source is not None:
            found.append(RealStatement(row["article"], row["kind"], row["lang"], row["statement"], source))
    return found


@functools.cache
def _articles(file: Path, corpus: str, lang: str) -> Mapping[str, SourceText]:
    """The articles of a corpus that a file names with a language, by id."""
    path = corpora() / f"{corpus}.parquet"
    if not path.exists():
        return {}
    rows = map(json.loads, file.read_text("utf-8").splitlines())
    wanted = {row["article"] for row in rows if (row["corpus"], row["lang"]) == (corpus, lang)}
    names = pq.read_schema(path).names
    outlet = "outlet" if "outlet" in names else "domain"
    found = {}
    for row in pq.read_table(path, columns=["link", "title", "summary", "published", outlet]).to_pylist():
        key = hashlib.sha256(row["link"].encode()).hexdigest()[:ID_DIGITS]
        if key in wanted:
            text = " ".join(_MARKUP.sub(" ", row["summary"] or "").split())
            found[key] = SourceText(row["title"].strip(), text, _instant(row["published"]), row[outlet] or "", lang)
    return found


def _instant(published: object) -> dt.datetime | None:
    """The instant of a corpus's column of days and times; None where it is empty."""
    if published is None or isinstance(published, dt.datetime):
        return published
    return dt.datetime.fromisoformat(str(published).replace("Z", "+00:00"))


def rates(judged: Sequence[tuple[str, bool]]) -> str:
    """True accepted, false rejected and their mean; `judged` holds the kind and whether it was accepted."""
    true = [accepted for kind, accepted in judged if kind == "true"]
    false = [not accepted for kind, accepted in judged if kind != "true"]
    one, two = sum(true) / max(1, len(true)), sum(false) / max(1, len(false))
    return f"true accepted {sum(true)} of {len(true)} = {one:.2f}, false rejected {sum(false)} of {len(false)} = {two:.2f}, balanced {(one + two) / 2:.3f}"


def main() -> int:
    """Prints of each set the rates of all, of the tenth kept back, of each language and of each kind of error."""
    for name, file in (("our own", FILE), ("by another hand", SECOND_HAND)):
        judged = [(one, verify(one.text, [one.source])) for one in real_statements(file)]
        if not judged:
            print("no corpora at WEEKWATCH_DATA: nothing measured")
            return 0
        print(name)
        _print_rates(judged)
        if "-v" in sys.argv and file == FILE:
            _print_wrong(judged)
    return 0


Judged = tuple[RealStatement, Verdict]


def _print_rates(judged: Sequence[Judged]) -> None:
    sets = {"all": judged, "kept back": [(one, v) for one, v in judged if one.kept_back]}
    sets |= {lang: [(one, v) for one, v in judged if one.lang == lang] for lang in sorted({o.lang for o, _ in judged})}
    for name, part in sets.items():
        print(f"{name:<10}{rates([(one.kind, v.supported) for one, v in part])}")
    kinds: dict[str, list[bool]] = collections.defaultdict(list)
    for one, verdict in judged:
        if one.kind != "true":
            kinds[one.kind].append(not verdict.supported)
    for kind, rejected in sorted(kinds.items(), key=lambda pair: (sum(pair[1]) / len(pair[1]), pair[0])):
        print(f"  {kind:<26}{sum(rejected)} of {len(rejected)}")


def _print_wrong(judged: Sequence[Judged]) -> None:
    for one, verdict in judged:
        if not one.kept_back and verdict.supported != (one.kind == "true"):
            source = f"{one.source.title} // {one.source.text[:500]}"
            print(f"{one.lang} {one.kind}: {one.text} [{verdict.reason}]\n      {source}")


if __name__ == "__main__":
    sys.exit(main())
