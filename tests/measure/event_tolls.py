"""The tolls of five gold weeks over time, and whether a report states one that a newer figure of its week has passed.

    python -m tests.measure.event_tolls [--weeks TR,PK,LK,PH,HK]

needs WEEKWATCH_DATA. For each week the event with most deaths: a line a day with the numbers told, by how many publishers, and what
counted; then each statement of the report that tells deaths of an event below .8 of that event's best toll without naming an earlier day.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tasks.country_week import build
from tasks.draft import Draft
from tasks.events.reading import TextToRead, read_texts
from tests.measure.gold_weeks import draft_of, gold_folder

PASSED = 0.8
"""Share of the best toll below which a stated number is an old one."""


def timeline(draft: Draft) -> list[str]:
    """The event with most deaths, a line a day: each number with its publishers, what it covers where that is not the event."""
    event = max(draft.events, key=lambda e: (e.killed_best or 0, -e.rank))
    days: dict[str, dict[tuple[int, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for figure in draft.event_figures:
        if figure.event_id == event.event_id and figure.what == "killed":
            covers = "" if figure.covers in ("event", "running") else f" {figure.covers}"
            days[f"{figure.told_at:%m-%d}"][figure.high, covers].add(figure.publisher)
    lines = [
        f"{event.title}: {event.killed_low} to {event.killed_high}, best {event.killed_best} as of {event.toll_as_of}"
    ]
    for day, told in sorted(days.items()):
        numbers = ", ".join(f"{n}{covers} ({len(who)})" for (n, covers), who in sorted(told.items()))
        lines.append(f"  {day}: {numbers}")
    return lines


def passed(draft: Draft) -> list[str]:
    """The statements that tell a toll which a newer one of the week has passed, as if it were the last."""
    best = {event.event_id: event for event in draft.events}
    found = []
    for statement in draft.statements:
        event = best.get(str(statement.event_id))
        if event is None or not event.killed_best or not statement.supported:
            continue
        (reading,) = read_texts([TextToRead("", statement.text, "en")])
        stated = reading.killed.high if reading.killed else None
        if (
            stated is not None
            and stated < PASSED * event.killed_best
            and not _names_earlier_day(statement.text, event.toll_as_of)
        ):
            found.append(
                f"  passed: {stated} where {event.killed_best} were told ({statement.section}): {statement.text[:160]}"
            )
    return found


def _names_earlier_day(text: str, as_of: object) -> bool:
    """Whether a sentence dates its number: by a day of the month or of the week that is not the toll's own."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "earlier", "first")
    return any(day in text for day in days) and f"{as_of:%A}" not in text


def main(arguments: Sequence[str] | None = None) -> int:
    """Build and print; 1 where a report states a toll that was passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", default="TR,PK,LK,PH,HK")
    options = parser.parse_args(arguments)
    if not gold_folder().exists():
        print("no gold weeks at WEEKWATCH_DATA: nothing measured")
        return 0
    old = 0
    for path in sorted((gold_folder() / "items").glob("*.json")):
        if path.name[:2] not in options.weeks.split(","):
            continue
        with tempfile.TemporaryDirectory() as folder:
            draft = build(draft_of(json.loads(path.read_text(encoding="utf-8")), Path(folder)))
        told = passed(draft)
        old += len(told)
        print(f"{path.stem}\n" + "\n".join([*timeline(draft), *told]), flush=True)
    print(f"{old} statements tell a toll that was passed")
    return int(old > 0)


if __name__ == "__main__":
    raise SystemExit(main())
