"""Given cases of places, time and casualties, and our own: `python -m tests.measure.cases_reading [FOLDER]`.

A case says in words what is right ("killed 12", "Lebanon -> US", "date Mon 27 Apr"); `run` reads those words and gives
for each case whether today's reading agrees. Our own cases (data/cases_where.tsv) were written before the rules: every
second one may be looked at, the others are only counted.
"""

from __future__ import annotations

import collections
import csv
import datetime as dt
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tasks.countries.names import facts
from tasks.events.casualties.find import find_casualties
from tasks.places.find import find_places, find_site
from tasks.time.event_time import event_time
from tests.measure.where import same_place, world

OWN = Path(__file__).parent / "data" / "cases_where.tsv"
AREAS = ("casualties", "places", "time")
_CODE = re.compile(r"\b[A-Z]{2}\b")
_NO = re.compile(r"\b(?:no|not) (?:town for '\w+'; )?(?:US )?([A-Z]{2}(?:/[A-Z]{2})*)\b")
_OPTIONAL = re.compile(r"(?<=US) NC\b|\bor RU\b|'.*?'|\bno [A-Z]{2}(?:/[A-Z]{2})*")
"""What a case names beside what it asks for: an American state, what may be read as well."""
_KILLED = re.compile(r"killed(?: |=|>=)*(\d+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def run(folder: Path) -> list[tuple[str, bool, str]]:
    """(id, whether it is right, what is read) of the cases of our areas in a folder with cases.jsonl."""
    rows = [json.loads(line) for line in (folder / "cases.jsonl").read_text("utf-8").splitlines()]
    return [(row["id"], *judge(row["area"], *_parts(row), row["expected"])) for row in rows if row["area"] in AREAS]


def _parts(row: dict[str, Any]) -> tuple[str, str, str]:
    given = row["input"] if isinstance(row["input"], dict) else {"title": "", "text": row["input"]}
    return given.get("title", ""), given.get("text", ""), given.get("published") or "2026-04-28T10:00:00Z"


def judge(area: str, title: str, text: str, published: str, expected: str) -> tuple[bool, str]:
    """Whether the reading agrees with the words of `expected`, and what is read."""
    if area == "casualties":
        killed = find_casualties(title, text, lang="en").killed
        low = killed.low if killed else None
        wanted = _KILLED.search(expected.lower())
        allowed = {int(wanted[1]) if wanted else None} | ({None} if "none or" in expected else set())
        if "none or" in expected:
            allowed |= {int(number) for number in re.findall(r"\bor (\d+)", expected)}
            allowed |= {low} if low is not None and low >= 100_000 and ">=100,000" in expected else set()
        return low in allowed or (">=" in expected and wanted is not None and (low or 0) >= int(wanted[1])), str(low)
    if area == "time":
        return _time(title, text, published, "en", expected)
    return _places(title, text, "en", expected)


def _places(title: str, text: str, lang: str, expected: str) -> tuple[bool, str]:
    """Codes named in `expected` are among the places' or the countries', those behind "no" or "not" in neither."""
    refused = {code for found in _NO.findall(expected) for code in found.split("/")} & set(facts())
    if expected.startswith("no place"):
        refused = set(facts())
    wanted = (set(_CODE.findall(_OPTIONAL.sub("", expected))) & set(facts())) - refused
    places = {p.country for p in find_places(title, text, lang=lang)}
    about = {a.country for a in world().about(title, text, lang)}
    return wanted <= places | about and not refused & (
        places | about
    ), f"places {sorted(places)}, about {sorted(about)}"


def _time(title: str, text: str, published: str, lang: str, expected: str) -> tuple[bool, str]:
    moment = dt.datetime.fromisoformat(published)
    found = event_time(title, text, published_at=moment, lang=lang)
    date = _DATE.search(expected) or re.search(r"(\d\d?) Apr", expected)
    if date:
        day = dt.date.fromisoformat(date[0]) if "-" in date[0] else dt.date(moment.year, 4, int(date[1]))
        return found.event_date == day, f"{found.time_kind} {found.event_date}"
    if ("this week" in expected and "not this week" not in expected) or expected == "current":
        return found.time_kind == "current", found.time_kind
    if "ambiguous" in expected:
        return found.event_date is None or found.event_date <= moment.date(), str(found.event_date)
    return found.time_kind != "current", found.time_kind


def run_own() -> list[tuple[str, bool, str]]:
    """(area and number, whether it is right, what is read) of our own cases."""
    rows = csv.DictReader(OWN.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [(f"{row['area']}-{number}", *_own(row)) for number, row in enumerate(rows)]


def _own(row: dict[str, str]) -> tuple[bool, str]:
    title, text, lang, expected = row["title"], row["text"], row["lang"], row["expected"]
    if row["area"] == "killed":
        killed = find_casualties(title, text, lang=lang).killed
        low = str(killed.low) if killed else "none"
        return low == expected, low
    if row["area"] == "site":
        site = find_site(title, text, lang=lang)
        return same_place(expected, site), site.text if site else "none"
    if row["area"] == "time":
        return _time(title, text, row["published"], lang, expected)
    about = {a.country for a in world().about(title, text, lang)}
    wanted = expected.split()
    return all((part[1:] in about) == (part[0] == "+") for part in wanted), str(sorted(about))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the wrong cases and the shares right."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    data = Path(os.environ.get("WEEKWATCH_DATA", Path(__file__).parents[3] / "shared" / "data"))
    folder = Path(given[0]) if given else data / "cases"
    if (folder / "cases.jsonl").exists():
        found = run(folder)
        for name, is_right, what in found:
            if not is_right:
                print(f"{name}: {what}")
        print(f"given: {sum(ok for _, ok, _ in found)} of {len(found)} right")
    tally: dict[tuple[str, str], list[bool]] = collections.defaultdict(list)
    for name, is_right, what in run_own():
        looked = int(name.split("-")[1]) % 2 == 0
        tally[name.split("-")[0], "looked at" if looked else "counted"].append(is_right)
        if looked and not is_right:
            print(f"{name}: {what}")
    for (area, half), marks in sorted(tally.items()):
        print(f"own {area}, {half}: {sum(marks)} of {len(marks)} right")
    return 0


if __name__ == "__main__":
    sys.exit(main())
