"""Places against gold sets: `python -m tests.measure.places [--half dev|test]`.

Three figures. GeoVirus and LGL, end to end: a place counts when its span overlaps a gold span (one to one, in order of
the text) and its point lies within 161 km of the gold point; precision is over everything that a system put out with
coordinates, recall over all gold places with coordinates, F1 of the two. The peers' raw outputs go through the
same code; both are printed with and without demonyms. And UCDP headlines of February 2026 whose place is known to the town or district (`where_prec` 1-2):
the share of events whose place or first-level unit is found; and the share of all those headlines that is attributed to its country.

Documents are halved by the CRC-32 of their number: the rules were made by looking at `dev` alone.
"""

from __future__ import annotations

import argparse
import csv
import functools
import gzip
import io
import math
import os
import statistics
import sys
import time
import xml.etree.ElementTree as ElementTree
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tasks.about.attribute import Attributor
from tasks.countries.names import demonym_keys, facts
from tasks.countries.profiles import CountryProfile
from tasks.language.detect import detect
from tasks.language.name_keys import name_key
from tasks.places.find import PlaceMention, find_places
from tasks.places.gazetteer import gazetteer

DATA = Path(os.environ.get("WEEKWATCH_DATA", Path(__file__).parents[3] / "shared" / "data"))
NEAR_KM = 161.0
"""100 miles: the usual threshold of the field (Leidner 2008)."""
WORST_KM = math.pi * 6371.0
TARGETS = {"GeoVirus": 0.75, "LGL": 0.58}
PALESTINE = {"IL", "PS"}
"""UCDP files what happens in Gaza and the West Bank under Israel."""
PEERS = ("CamCoder", "GeoTxt", "Edinburgh", "Yahoo", "CLAVIN", "DBpedia", "StanfordNER", "SpaCyNER", "TopoCluster")


@dataclass(frozen=True, slots=True)
class Point:
    """A place with its span and coordinates."""

    name: str
    start: int
    end: int
    lat: float
    lng: float


@dataclass(slots=True)
class Tally:
    """What a system found, of how much."""

    gold: int = 0
    output: int = 0
    recognised: int = 0
    near: int = 0
    distances_km: list[float] = field(default_factory=list)

    def add(self, gold: Sequence[Point], output: Sequence[Point]) -> None:
        """Counts one document."""
        self.gold += len(gold)
        self.output += len(output)
        for _gold, _output, distance in match(gold, output):
            self.recognised += 1
            self.near += distance <= NEAR_KM
            self.distances_km.append(distance)

    @staticmethod
    def _f1(hits: int, output: int, gold: int) -> float:
        return 2 * hits / (output + gold) if output + gold else 0.0

    @property
    def row(self) -> list[str]:
        """end-to-end F1, precision, recall; recognition F1, accuracy@161, mean km, AUC on the recognised."""
        known = max(1, self.recognised)
        auc = sum(math.log(km + 1) / math.log(WORST_KM) for km in self.distances_km) / known
        values = (
            self._f1(self.near, self.output, self.gold),
            self.near / max(1, self.output),
            self.near / max(1, self.gold),
            self._f1(self.recognised, self.output, self.gold),
            self.near / known,
        )
        return [*(f"{value:.3f}" for value in values), f"{sum(self.distances_km) / known:.0f}", f"{auc:.3f}"]


def match(gold: Sequence[Point], output: Sequence[Point]) -> Iterable[tuple[Point, Point, float]]:
    """Pairs of gold and output whose spans overlap, each used once, with their distance in km."""
    used: set[int] = set()
    for place in gold:
        for number, found in enumerate(output):
            if number not in used and found.start < place.end and place.start < found.end:
                used.add(number)
                yield place, found, distance_km(place.lat, place.lng, found.lat, found.lng)
                break


def distance_km(lat1: float, lng1: float, lat2: float, lng2: float) -> float:
    """Great-circle distance (haversine, mean Earth radius 6371.0 km)."""
    one, two = math.radians(lat1), math.radians(lat2)
    half = math.sin((two - one) / 2) ** 2
    half += math.cos(one) * math.cos(two) * math.sin(math.radians(lng2 - lng1) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def read_points(path: Path, shift: int = 0) -> list[list[Point]]:
    """The places of each document in EUPEG's format, those with coordinates."""
    documents = []
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        points = []
        for part in line.strip().split("||"):
            fields = part.split(",,")
            if len(fields) >= 6 and fields[2] and fields[3]:
                start, end = int(fields[4]) + shift, int(fields[5]) + shift
                points.append(Point(fields[1], start, end, float(fields[2]), float(fields[3])))
        documents.append(points)
    return documents


def read_corpus(name: str) -> tuple[list[str], list[list[Point]]]:
    """Texts and gold places of GeoVirus (whose offsets count from 1) or LGL."""
    folder = DATA / "truth" / "geoparsing"
    file = "GeoVirus.xml.gz" if name == "GeoVirus" else "lgl.xml.gz"
    root = ElementTree.fromstring(gzip.decompress((folder / file).read_bytes()))
    texts = [article.findtext("text") or "" for article in root.findall("article")]
    gold = read_points(folder / "eupeg_gold" / f"{name}_gold.txt.gz", -1 if name == "GeoVirus" else 0)
    return texts, gold


def in_half(number: int, half: str | None) -> bool:
    """Whether a document belongs to the half (all documents where no half is asked for)."""
    side = "dev" if zlib.crc32(str(number).encode()) % 2 == 0 else "test"
    return half is None or half == side


def as_points(mentions: Sequence[PlaceMention]) -> list[Point]:
    """Our own output in the benchmark's form."""
    return [Point(m.text, m.start, m.end, m.lat, m.lng) for m in mentions]


def capitalised_baseline(text: str) -> list[Point]:
    """The trivial baseline: every capitalised word that a place bears, as its most populous bearer."""
    points = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        plain = word.strip(".,;:!?\"'()")
        entries = gazetteer().find(name_key(plain)) if plain[:1].isupper() else ()
        if entries:
            start = at + word.index(plain)
            points.append(Point(plain, start, start + len(plain), entries[0].lat, entries[0].lng))
        at += len(word)
    return points


def without_demonyms(points: Sequence[Point]) -> list[Point]:
    """The points whose words are not a demonym ("the American army"), which some corpora count as a place."""
    return [point for point in points if name_key(point.name) not in demonym_keys("en")]


def geoparsing(name: str, half: str | None, *, demonyms: bool = True) -> list[list[str]]:
    """Rows of one corpus: ours, the baseline and the peers; without `demonyms` they are left out of gold and outputs alike."""
    texts, gold = read_corpus(name)
    kept = list if demonyms else without_demonyms
    gold = [kept(points) for points in gold]
    chosen = [number for number in range(len(texts)) if in_half(number, half)]
    ours, baseline = Tally(), Tally()
    started = time.process_time()
    found = {number: kept(as_points(find_places("", texts[number], lang="en"))) for number in chosen}
    seconds = time.process_time() - started
    for number in chosen:
        ours.add(gold[number], found[number])
        baseline.add(gold[number], kept(capitalised_baseline(texts[number])))
    words = sum(len(texts[number].split()) for number in chosen)
    title = name if demonyms else f"{name}, no demonyms"
    rows = [
        [
            title,
            f"Weekwatch ({1000 * seconds / words * 45:.2f} ms per 45 words)",
            *ours.row,
            f"{TARGETS[name]:.2f}" if demonyms else "",
        ]
    ]
    rows.append([title, "baseline: any capitalised name", *baseline.row, ""])
    for peer in PEERS:
        tally = Tally()
        path = DATA / "truth" / "geoparsing" / "eupeg_peer_outputs" / f"{name}_{peer}.txt.gz"
        outputs = read_points(path)
        for number in chosen:
            tally.add(gold[number], kept(outputs[number]))
        rows.append([title, peer, *tally.row, ""])
    return rows


def _ucdp() -> list[dict[str, Any]]:
    """UCDP's events of February 2026."""
    path = DATA / "truth" / "ucdp" / "events-2026-02-half-of-countries.parquet"
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


@functools.cache
def _country_codes() -> dict[str, str]:
    """ISO code by English name, with UCDP's own double names."""
    codes = {name_key(name): code for lang, code, name in gazetteer().country_names() if lang == "en"}
    return codes | {
        "yemen north yemen": "YE",
        "myanmar burma": "MM",
        "dr congo zaire": "CD",
        "russia soviet union": "RU",
    }


def _ucdp_country(event: dict[str, Any]) -> str | None:
    return _country_codes().get(name_key(event["country"]))


def _words(name: str | None) -> str:
    """A UCDP place or unit name without its kind: `Dangriga town` is `dangriga`."""
    kinds = frozenset(
        [
            "town",
            "village",
            "city",
            "province",
            "district",
            "state",
            "region",
            "area",
            "county",
            "municipality",
            "governorate",
            "department",
            "township",
            "commune",
            "oblast",
            "raion",
            "tehsil",
            "settlement",
            "division",
            "prefecture",
            "wilaya",
            "sub",
            "ward",
            "lga",
            "camp",
            "of",
            "the",
        ]
    )
    return " ".join(word for word in name_key(name or "").split() if word not in kinds)


def headlines(half: str | None) -> list[list[str]]:
    """Rows of the UCDP figure: what is in the headlines, and what is found."""
    events = exact = unit = found = found_country = 0
    distances: list[float] = []
    for number, event in enumerate(_ucdp()):
        if event["where_prec"] not in (1, 2) or not in_half(number, half):
            continue
        headline = event["source_headline"] or ""
        country = _ucdp_country(event)
        if not headline or country is None:
            continue
        events += 1
        key = f" {name_key(headline)} "
        there = [name for name in (_words(event["where_coordinates"]), _words(event["adm_2"])) if name]
        has_place = any(f" {name} " in key for name in there)
        has_unit = bool(_words(event["adm_1"])) and f" {_words(event['adm_1'])} " in key
        exact += has_place
        unit += has_place or has_unit
        lands = PALESTINE if country == "IL" else {country}
        mentions = [
            m for m in find_places(headline, "", lang=detect(headline, "en"), country=country) if m.country in lands
        ]
        inner = [m for m in mentions if m.kind != "country"]
        found_country += bool(mentions)
        if not (has_place or has_unit):
            continue
        near = [
            distance
            for m in inner
            if (distance := distance_km(m.lat, m.lng, event["latitude"], event["longitude"]))
            <= max(NEAR_KM, m.precision_km)
        ]
        if near:
            found += 1
            distances.append(min(near))
    return [
        ["events with a headline and a known country", str(events), "", ""],
        ["place or second-level unit named in the headline", f"{exact / events:.3f}", "", ".34"],
        ["or first-level unit (the ceiling)", f"{unit / events:.3f}", "", ".67"],
        ["found, of what is there to be found", f"{found / max(1, unit):.3f}", "", "target .85"],
        ["median error when found, km", f"{statistics.median(distances or [0]):.1f}", "", "target 40"],
        ["country found", f"{found_country / events:.3f}", "", ""],
    ]


def attribution(half: str | None) -> list[list[str]]:
    """Rows of the share of UCDP headlines attributed to their country, by text alone and with the outlet's country.

    Many of these headlines name no place at all (local outlets do not), so the figure has a ceiling well below 1.
    """
    attributor = Attributor(
        {
            code: CountryProfile(country=code, name=f"({code})", names={}, languages=("en",), time_zone="UTC")
            for code in facts()
        }
    )
    events = alone = helped = answers = 0
    for number, event in enumerate(_ucdp()):
        country = _ucdp_country(event)
        if country is None or not event["source_headline"] or not in_half(number, half):
            continue
        lands = PALESTINE if country == "IL" else {country}
        headline = event["source_headline"]
        lang = detect(headline, "en")
        by_text = {about.country for about in attributor.about(headline, "", lang)}
        by_outlet = {about.country for about in attributor.about(headline, "", lang, outlet_country=country)}
        events += 1
        alone += bool(by_text & lands)
        helped += bool(by_outlet & lands)
        answers += len(by_text)
    return [
        ["headlines attributed to their country, by text alone", f"{alone / events:.3f}", "", ""],
        ["the same when the outlet is of that country", f"{helped / events:.3f}", "", ""],
        ["countries a headline", f"{answers / events:.2f}", "", ""],
    ]


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints an aligned table."""
    widths = [max(len(row[n]) for row in (header, *rows)) for n in range(len(header))]
    for row in (header, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; 0, also where the data is absent (it says so)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--half", choices=("dev", "test"))
    parser.add_argument("--csv", action="store_true", help="comma-separated instead of aligned")
    chosen = parser.parse_args(arguments)
    if not (DATA / "truth" / "geoparsing").is_dir():
        print(f"no gold sets at {DATA}: set WEEKWATCH_DATA")
        return 0
    gazetteer()
    header = ["corpus", "system", "F1", "prec.", "recall", "recogn. F1", "acc@161", "mean km", "AUC", "target"]
    rows = [
        row
        for demonyms in (True, False)
        for name in TARGETS
        for row in geoparsing(name, chosen.half, demonyms=demonyms)
    ]
    if chosen.csv:
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        print(out.getvalue(), end="")
    else:
        print_table(header, rows)
        print()
        print_table(
            ["UCDP headlines, February 2026", "ours", "", "given"], [*headlines(chosen.half), *attribution(chosen.half)]
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
