"""The verifier on paraphrases: true and false statements in free words on made-up articles (data/paraphrases.yaml).

Written by hand, in the way in which a language model words things, not by our templates. Half b was not looked at while the verifier was made.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from tasks.verify.verdict import SourceText, Verdict, verify

FILE = Path(__file__).with_name("data") / "paraphrases.yaml"
PAIRS = FILE.with_name("free_prose.yaml")


@dataclass(frozen=True)
class Paraphrase:
    """A statement, its source, and whether it is true of it; `kind` says what is wrong with a false one."""

    half: str
    kind: str
    text: str
    source: SourceText

    @property
    def verdict(self) -> Verdict:
        return verify(self.text, [self.source])

    @property
    def right(self) -> bool:
        return self.verdict.supported == (self.kind == "true")


def paraphrases() -> Iterator[Paraphrase]:
    """All statements of the file."""
    for article in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        published = dt.datetime.combine(article["published"], dt.time(12), dt.UTC)
        source = SourceText(article["title"], article["text"], published, article["outlet"], article.get("lang", "en"))
        for text in article["holds"]:
            yield Paraphrase(article["half"], "true", text, source)
        for false in article["fails"]:
            for kind, text in false.items():
                yield Paraphrase(article["half"], kind, text, source)


def free_prose() -> Iterator[Paraphrase]:
    """The statements of free_prose.yaml: pairs of a true one and the same with one error."""
    for article in yaml.safe_load(PAIRS.read_text(encoding="utf-8")):
        published = dt.datetime.combine(article["published"], dt.time(12), dt.UTC)
        source = SourceText(article["title"], article["text"], published, article["outlet"], article["lang"])
        for pair in article["pairs"]:
            yield Paraphrase(article["half"], "true", pair["holds"], source)
            yield Paraphrase(article["half"], pair["kind"], pair["fails"], source)


def rates(half: str) -> dict[str, tuple[int, int]]:
    """Per kind, how many of a half were judged rightly and how many there are."""
    counted: dict[str, list[bool]] = defaultdict(list)
    for case in paraphrases():
        if case.half == half:
            counted[case.kind].append(case.right)
    return {kind: (sum(right), len(right)) for kind, right in counted.items()}


def main() -> int:
    """Prints a row for each kind; with `-v` what was judged wrongly in half a."""
    halves = {half: rates(half) for half in ("a", "b")}
    kinds = sorted({kind for found in halves.values() for kind in found}, key=lambda k: (k != "true", k))
    print(f"{'paraphrases':<18}{'half a':>14}{'half b (unseen)':>18}")
    for kind in kinds:
        cells = (f"{right}/{of}" for right, of in (found.get(kind, (0, 0)) for found in halves.values()))
        print(f"{kind:<18}{next(cells):>14}{next(cells):>18}")
    for wanted, name in ((True, "true accepted"), (False, "false rejected")):
        sums = [
            [sum(x[i] for k, x in found.items() if (k == "true") == wanted) for i in (0, 1)]
            for found in halves.values()
        ]
        print(f"{name:<18}" + "".join(f"{right / of:>14.1%}" for right, of in sums))
    for half in ("a", "b"):
        judged = [(case.kind == "true", case.right) for case in free_prose() if case.half == half]
        accepted, rejected = ([right for true, right in judged if true == wanted] for wanted in (True, False))
        print(
            f"free prose, half {half}: true accepted {sum(accepted)} of {len(accepted)}, false rejected {sum(rejected)} of {len(rejected)}"
        )
    if "-v" in sys.argv:
        for case in paraphrases():
            if case.half == "a" and not case.right:
                print(f"{case.kind}: {case.text}\n    {case.verdict.reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
