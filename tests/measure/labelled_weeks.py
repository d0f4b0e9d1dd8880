"""Country-weeks that we labelled ourselves by the guide of the gold weeks: which items tell one event, and how grave the week is.

`tests/measure/labels/weeks.jsonl` holds ids alone; the items are looked up in the corpora of WEEKWATCH_DATA. At most a hundred items a
week that name the country, read once by one reader. Weights learned from them do as well on the gold
weeks as those learned from the gold (B-cubed .72 to .74 both ways): more weeks alone do not mend the grouping.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tests.measure.clusters import data_folder

LABELS = Path(__file__).parent / "labels" / "weeks.jsonl"


@dataclass(frozen=True)
class LabelledWeek:
    """A country-week: its items in the form of a gold file, what each tells, and the levels that a reader would publish."""

    items: dict[str, Any]
    """country, week and items, as `gold/weeks/items` has them."""
    told: dict[str, str]
    """Item -> the event of relevance that it tells; items of noise are absent."""
    level: str
    standing: str
    change: str

    @property
    def name(self) -> str:
        """CC-YYYY-MM-DD."""
        return f"{self.items['country']}-{self.items['week']}"


def labelled_weeks() -> Iterator[LabelledWeek]:
    """The labelled weeks in the order of the file. Raises FileNotFoundError without the corpora."""
    corpora: dict[str, dict[str, dict[str, Any]]] = {}
    for row in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines()):
        if row["corpus"] not in corpora:
            corpora[row["corpus"]] = _corpus(row["corpus"])
        items = [corpora[row["corpus"]][key] for key in row["items"]]
        told = {
            key: f"e{number}" for number, event in enumerate(row["events"]) if event["relevant"] for key in event["ids"]
        }
        yield LabelledWeek(
            {"country": row["country"], "week": row["week"], "items": items},
            told,
            row["level"],
            row["standing"],
            row["change"],
        )


def _corpus(name: str) -> dict[str, dict[str, Any]]:
    """id -> item; an id is the beginning of the SHA-256 of the link, or of the title where there is none."""
    found: dict[str, dict[str, Any]] = {}
    for row in pl.read_parquet(data_folder() / "corpora" / f"{name}.parquet").iter_rows(named=True):
        link = row["link"] or row["title"]
        if link is None:
            continue
        key = hashlib.sha256(link.encode()).hexdigest()[:12]
        found.setdefault(
            key,
            {
                "id": key,
                "date": str(row["published"])[:10],
                "lang": row.get("lang") or "en",
                "outlet": row.get("outlet") or row.get("domain") or "",
                "title": row["title"] or "",
                "summary": row.get("summary") or "",
            },
        )
    return found
