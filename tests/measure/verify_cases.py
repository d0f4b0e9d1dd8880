"""The cases of the area `verify` that were made after public bug reports (../shared/data/cases): each right, or argued."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

from tasks.language.detect import detect
from tasks.verify.verdict import SourceText, verify
from tests.measure.report_weeks import corpora

ARGUED: dict[str, str] = {}
"""Cases answered otherwise than expected, each with why that is right."""


def judge_verify_case(case: dict[str, Any]) -> tuple[bool, str]:
    """Whether the verdict on a case is the expected one, and the verdict in words."""
    sources = [
        SourceText(
            s["title"],
            s.get("text") or "",
            dt.datetime.fromisoformat(s["published"].replace("Z", "+00:00")),
            s.get("outlet") or "",
            s.get("lang") or detect(f"{s['title']} {s.get('text') or ''}"),
        )
        for s in case["input"]["sources"]
    ]
    verdict = verify(case["input"]["statement"], sources)
    return f"supported {verdict.supported}" == case["expected"], f"supported {verdict.supported}: {verdict.reason}"


def main() -> int:
    """Prints how many are right, and each that is not."""
    file = corpora().parent / "cases" / "cases.jsonl"
    if not file.exists():
        print("no cases at WEEKWATCH_DATA: nothing measured")
        return 0
    cases = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    judged = [(case["id"], *judge_verify_case(case)) for case in cases if case["area"] == "verify"]
    for name, right, said in judged:
        if not right:
            print(f"{name}: {said}{'; argued: ' + ARGUED[name] if name in ARGUED else ''}")
    print(f"{sum(right for _, right, _ in judged)} of {len(judged)} right, {len(ARGUED)} argued")
    return 0


if __name__ == "__main__":
    sys.exit(main())
