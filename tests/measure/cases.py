"""The given cases of what comes in that a program can run: `python -m tests.measure.cases [FOLDER]`.

A case is a row of cases.jsonl (id, area, input, expected, what was seen before). An adapter an area (`ADAPTERS`) runs it
and says whether it is right; None where its text is shorthand: of what comes in these are spelled out in
`tests.measure.cases_intake`, by their ids. Cases of reading are run by `tests.measure.cases_reading`. Printed: of each area right / wrong / run by hand, and before.
"""

from __future__ import annotations

import collections
import datetime as dt
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tasks.collect.archives.files import import_file
from tasks.collect.feed.dates import parse_date
from tasks.collect.feed.parse import parse_feed
from tasks.countries.profiles import Feed
from tests.measure.cases_intake import SPELLED

Case = Mapping[str, Any]
FETCHED_AT = dt.datetime(2026, 4, 28, 12, tzinfo=dt.UTC)
_REMARK = re.compile(r"\s\((?:Turkish|Polish|ISO 8601, hours only)\)$")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT)?(\d\d:\d\d)(?::\d\d)?Z?\b")
_FILE = re.compile(r"files/(\S+\.(?:xml|csv|jsonl))(?:.*?served at (\S+))?")


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and what is wrong; 0, or 1 where the folder is absent."""
    given = sys.argv[1:] if arguments is None else arguments
    data = Path(os.environ.get("WEEKWATCH_DATA", Path(__file__).parents[3] / "shared" / "data"))
    folder = Path(given[0]) if given else data / "cases"
    if not (folder / "cases.jsonl").is_file():
        print(f"no cases at {folder}")
        return 1
    rows = [json.loads(line) for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    counts: collections.defaultdict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for row in rows:
        adapter = ADAPTERS.get(row["area"])
        verdict = adapter(row, folder) if adapter else None
        if verdict is None and row["id"] in SPELLED:
            verdict = SPELLED[row["id"]]()
        counts[row["area"]][{True: "right", False: "wrong", None: "by hand"}[verdict]] += 1
        counts[row["area"]]["before"] += bool(row["was_right"])
        if verdict is False:
            print(f"wrong: {row['id']} {row['input'][:90]!r}, expected {row['expected'][:60]!r}")
    print(f"{'area':16}{'cases':>7}{'before':>8}{'right':>7}{'wrong':>7}{'by hand':>9}")
    for area, found in sorted(counts.items()):
        total = found["right"] + found["wrong"] + found["by hand"]
        print(f"{area:16}{total:>7}{found['before']:>8}{found['right']:>7}{found['wrong']:>7}{found['by hand']:>9}")
    return 0


def feed_date(case: Case, folder: Path) -> bool | None:
    """Whether a pubDate is read as expected; None for shorthand."""
    text = _REMARK.sub("", str(case["input"]).removeprefix("pubDate: "))
    expected = _INSTANT.search(str(case["expected"]))
    if text.startswith(("...", "link ", "Atom ")) or not expected:
        return None
    found = parse_date(text)
    return found is not None and f"{found:%Y-%m-%dT%H:%M}".endswith((expected[1] or "") + expected[2])


def feed_file(case: Case, folder: Path) -> bool | None:
    """Whether a feed document gives the link or the letters expected; None without a file."""
    match = _FILE.search(str(case["input"]))
    if not match or not match[1].endswith(".xml"):
        return None
    feed = Feed(
        url=match[2] or "https://n.example/rss",
        outlet="Case",
        language="ru" if "cp1251" in match[1] else "en",
        source="case",
    )
    parsed = parse_feed(
        (folder / "files" / match[1]).read_bytes(), feed=feed, raw_sha256="0" * 64, fetched_at=FETCHED_AT
    )
    (item,) = parsed.items
    expected = str(case["expected"])
    if expected.startswith("https://"):
        return item.url == expected
    if "Cyrillic" in expected:
        return "\u0400" < item.title[0] < "\u0500"
    return any(issue.kind == "malformed" for issue in parsed.issues)


def imported_file(case: Case, folder: Path) -> bool | None:
    """Whether a file's rows are read as expected; None without a file."""
    match = _FILE.search(str(case["input"]))
    if not match:
        return None
    batches = list(import_file(folder / "files" / match[1], {}, FETCHED_AT))
    items = [item for batch in batches for item in batch.items]
    expected = str(case["expected"])
    if "Explosión" in expected:
        return items[0].title.startswith("Explosión")
    if at := _INSTANT.search(expected):
        return any(f"{item.published_at:%H:%M}" == at[2] for item in items)
    return len(items) == sum(batch.row_count for batch in batches)


ADAPTERS: dict[str, Callable[[Case, Path], bool | None]] = {
    "feed-dates": feed_date,
    "feed-structure": feed_file,
    "import": imported_file,
}

if __name__ == "__main__":
    sys.exit(main())
