"""The verifier on statements of our own over real articles of the corpora: true accepted and false rejected, by kind and language.

    python -m tests.measure.verify_real [--tenth]      with `--tenth` only the articles that are never read

needs WEEKWATCH_DATA. A line of `data/verify_real.jsonl` is a statement in our words, `true` or its kind of error, and its article by corpus
and id (the beginning of the SHA-256 of its address): no text of an article is in the repository. Written on articles drawn with a seed,
in six languages, before the code that it measures was changed; the verifier's weights are learned from it (`verify_train`), all but
the tenth of the articles whose id says so.
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

from tasks.verify.verdict import SourceText, verify
from tests.measure.report_weeks import corpora

FILE = Path(__file__).with_name("data") / "verify_real.jsonl"
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


def real_statements() -> list[RealStatement]:
    """All statements whose articles are there; none without WEEKWATCH_DATA."""
    found = []
    for line in FILE.read_text("utf-8").splitlines():
        row = json.loads(line)
        source = _articles(row["corpus"], row["lang"]).get(row["article"])
        if source is not None:
            found.append(RealStatement(row["article"], row["kind"], row["lang"], row["statement"], source))
    return found


@functools.cache
def _articles(corpus: str, lang: str) -> Mapping[str, SourceText]:
    """The articles of a corpus that the file names with a language, by id."""
    path = corpora() / f"{corpus}.parquet"
    if not path.exists():
        return {}
    rows = map(json.loads, FILE.read_text("utf-8").splitlines())
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
    """Prints the rates of all, of the tenth kept back, of each language and of each kind of error; with `-v` what was judged wrongly."""
    judged = [(one, verify(one.text, [one.source])) for one in real_statements()]
    if not judged:
        print("no corpora at WEEKWATCH_DATA: nothing measured")
        return 0
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
    if "-v" in sys.argv:
        for one, verdict in judged:
            if not one.kept_back and verdict.supported != (one.kind == "true"):
                print(
                    f"{one.lang} {one.kind}: {one.text} [{verdict.reason}]\n      {one.source.title} // {one.source.text[:500]}"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
