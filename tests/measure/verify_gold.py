"""The verifier on the given statements in free prose (gold/verify.jsonl): true accepted and false rejected, by kind of error.

    python -m tests.measure.verify_gold

needs WEEKWATCH_DATA. `read`: the half whose rows were read while the rules were made; the other was only counted.
"""

from __future__ import annotations

import collections
import sys
from collections.abc import Sequence

from tasks.verify.verdict import verify
from tests.measure.verify_train import gold


def row(name: str, judged: Sequence[tuple[str, bool]]) -> str:
    """A line of the table: `judged` holds the kind (`true` or the error's) and whether the statement was accepted."""
    true = [accepted for kind, accepted in judged if kind == "true"]
    false = [not accepted for kind, accepted in judged if kind != "true"]
    one, two = sum(true) / max(1, len(true)), sum(false) / max(1, len(false))
    return f"{name:<8}true accepted {sum(true)} of {len(true)} = {one:.2f}, false rejected {sum(false)} of {len(false)} = {two:.2f}, balanced {(one + two) / 2:.3f}"


def main() -> int:
    """Prints a row for the whole set, the half read and the half not read, and one a kind of error."""
    halves = {
        read: [(kind, verify(text, sources).supported) for kind, text, sources in gold(read)] for read in (True, False)
    }
    if not any(halves.values()):
        print("no gold statements at WEEKWATCH_DATA: nothing measured")
        return 0
    every = [*halves[True], *halves[False]]
    print(row("all", every))
    print(row("read", halves[True]))
    print(row("unread", halves[False]))
    kinds: dict[str, list[bool]] = collections.defaultdict(list)
    for kind, accepted in every:
        if kind != "true":
            kinds[kind].append(not accepted)
    for kind, rejected in sorted(kinds.items(), key=lambda pair: (sum(pair[1]) / len(pair[1]), pair[0])):
        print(f"  {kind:<26}{sum(rejected)} of {len(rejected)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
