"""Makes `data/state_media.csv` out of the table of https://github.com/ASD-at-GMF/state-media-profiles.

    python -m tasks.publish.report.state_media_build State_Media_Matrix.csv

A domain is taken whole where all its hosts that the table lists are of one state; otherwise its hosts stand apart. Addresses of platforms
on which everybody publishes are left out.
"""

from __future__ import annotations

import argparse
import collections
import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel import Locale

from tasks.collect.urls import host_of, site_of
from tasks.publish.report.state_media import DATA

CONTROLLED = "SC"
"""Type of the State Media Monitor in which the state pays for the outlet, owns or manages it and decides what is printed."""
PLATFORMS = frozenset(
    ["facebook.com", "youtube.com", "twitter.com", "t.me", "wikipedia.org", "wordpress.com", "blogspot.com", "google.com", "tunein.com"]
)  # fmt: skip
OTHER_NAMES = {
    "UAE": "AE", "DR Congo": "CD", "Congo": "CG", "Palestine territories": "PS", "The Gambia": "GM", "Turkey": "TR", "Macao": "MO",
    "Hong Kong": "HK", "Côte d'Ivoire": "CI", "Bosnia and Herzegovina": "BA", "Myanmar": "MM",
}  # fmt: skip
"""What the table calls countries that English CLDR calls otherwise."""


def domains(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The state behind each domain, by domain."""
    states = {name: code for code, name in Locale("en").territories.items() if len(code) == 2} | OTHER_NAMES
    hosts: dict[str, set[str]] = collections.defaultdict(set)
    for row in rows:
        if row["Typology"] != CONTROLLED:
            continue
        for word in row["URL"].replace(";", " ").replace(",", " ").split():
            host = host_of(word if "//" in word else f"https://{word}").removeprefix("www.")
            if "." in host and site_of(f"https://{host}") not in PLATFORMS:
                hosts[host].add(states[row["Country"].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")])
    of_site: dict[str, set[str]] = collections.defaultdict(set)
    for host, found in hosts.items():
        of_site[site_of(f"https://{host}")] |= found
    whole = {site: min(found) for site, found in of_site.items() if site and len(found) == 1}
    apart = {h: min(found) for h, found in hosts.items() if site_of(f"https://{h}") not in whole and len(found) == 1}
    return dict(sorted((whole | apart).items()))


def main() -> int:
    """Writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("matrix", type=Path)
    with parser.parse_args().matrix.open(encoding="utf-8", newline="") as file:
        found = domains(csv.DictReader(file))
    with DATA.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["domain", "country"])
        writer.writerows(found.items())
    print(f"{len(found)} domains of {len(set(found.values()))} states in {DATA}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
