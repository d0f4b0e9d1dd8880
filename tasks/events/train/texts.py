"""The labelled texts: gold items of the data folder, and the labels of our own beside this file, whose texts are found again by id.

A label of our own names its text by the first 12 hex digits of the SHA-256 of its link. `labels.jsonl` holds no text: the texts lie
in the corpora (`corpora/*.parquet`) and in the recorded feeds (`feeds/recorded-*.tar.zst`) of WEEKWATCH_DATA.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import feedparser
import polars as pl

from tasks.language.detect import detect
from warehouse.errors import InputError

LABELS = Path(__file__).with_name("labels.jsonl")
SUMMARY_CHARS = 450
"""Characters of a summary that the annotators were given at most."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what a careful reader says of it, in the keys of GUIDE-items.md; `gold` where the given annotators said it."""

    id: str
    title: str
    summary: str
    lang: str
    outlet: str
    link: str
    date: str
    gold: bool
    label: Mapping[str, Any]

    @property
    def is_unread(self) -> bool:
        """Whether it is of the tenth that nothing was trained or chosen on."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 10 == 0

    @property
    def group(self) -> str:
        """Outlet and month: texts of a group are never on both sides of a cross-validation."""
        return f"{self.outlet}|{(self.date or '?')[:7]}"


def data_folder() -> Path:
    """WEEKWATCH_DATA. Raises InputError where it holds no gold items."""
    folder = Path(os.environ.get("WEEKWATCH_DATA", "../shared/data"))
    if not (folder / "gold" / "items").is_dir():
        raise InputError("no gold items", where=str(folder), remedy="set WEEKWATCH_DATA to the folder that holds gold/")
    return folder


def gold_items(folder: Path) -> list[Labelled]:
    """The given items, in the order of their files."""
    found = []
    for path in sorted((folder / "gold" / "items").glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            found.append(_labelled(row, row, link="", gold=True))
    return found


def own_items(folder: Path, path: Path = LABELS) -> list[Labelled]:
    """Our own labels with their texts, in the order of the file. Raises InputError where texts are not found."""
    labels = {row["id"]: row for row in map(json.loads, path.open(encoding="utf-8"))}
    texts: dict[str, Labelled] = {}
    for source in sorted({row["source"] for row in labels.values()}):
        wanted = frozenset(name for name, row in labels.items() if row["source"] == source)
        texts_of = _of_feeds if source.startswith("recorded") else _of_corpus
        for name, row in texts_of(folder, source, wanted):
            texts.setdefault(
                name,
                _labelled({**row, "id": name, "lang": labels[name]["lang"]}, labels[name], row["link"], gold=False),
            )
    if missing := labels.keys() - texts.keys():
        raise InputError(
            f"{len(missing)} labelled texts are not in the corpora, {min(missing)} among them", where=str(folder)
        )
    return [texts[name] for name in labels]


def _labelled(row: Mapping[str, Any], label: Mapping[str, Any], link: str, *, gold: bool) -> Labelled:
    kept = {key: label.get(key) for key in ("g", "d", "k", "t", "c", "s", "kd", "inj", "a", "p", "e")}
    title, summary = row["title"], "" if row["summary"] == row["title"] else row["summary"]
    lang = detect(f"{title}\n{summary}" if summary else title, "ne" if row["lang"] == "np" else row["lang"])
    return Labelled(row["id"], title, summary, lang, row["outlet"] or "", link, row["date"] or "", gold, kept)


def _name(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()[:12]


def _of_corpus(folder: Path, source: str, wanted: frozenset[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for row in pl.read_parquet(folder / "corpora" / f"{source}.parquet").iter_rows(named=True):
        if row.get("link") and (name := _name(row["link"])) in wanted:
            outlet = row.get("outlet") or row.get("domain") or row.get("source")
            date = row.get("published") or row.get("date")
            yield name, _text(row.get("title"), row.get("summary"), row["link"], outlet, str(date or "")[:10])


def _of_feeds(folder: Path, source: str, wanted: frozenset[str]) -> Iterator[tuple[str, dict[str, str]]]:
    import zstandard  # a dependency of development, and needed for these archives only

    with (
        (folder / "feeds" / f"{source}.tar.zst").open("rb") as packed,
        tarfile.open(fileobj=zstandard.ZstdDecompressor().stream_reader(packed), mode="r|") as archive,
    ):
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield from _of_feed(file.read(), wanted)


def _of_feed(body: bytes, wanted: frozenset[str]) -> Iterator[tuple[str, dict[str, str]]]:
    parsed = feedparser.parse(io.BytesIO(body))
    for entry in parsed.entries:
        if entry.get("link") and (name := _name(entry["link"])) in wanted:
            moment = entry.get("published_parsed") or entry.get("updated_parsed")
            date = dt.date(*moment[:3]).isoformat() if moment else ""
            yield (
                name,
                _text(entry.get("title"), entry.get("summary"), entry["link"], parsed.feed.get("title", "")[:40], date),
            )


def _text(title: str | None, summary: str | None, link: str, outlet: str | None, date: str) -> dict[str, str]:
    plain = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html.unescape((summary or "").strip())))[:SUMMARY_CHARS]
    return {"title": (title or "").strip(), "summary": plain, "link": link, "outlet": outlet or "", "date": date}
