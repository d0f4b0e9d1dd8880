"""What the profiles make of the file of evidence on feeds: `python -m tests.measure.sources`.

Prints how many countries have three attested and three tested outlets, how each address that the file calls dead, moved,
refused or doubtful is handled, and, for countries that fall short, what the file holds that the profile does not.
Ends with 1 where an address is handled otherwise than DECISIONS says. Needs WEEKWATCH_DATA.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tasks.countries.coverage import ATTESTED, ENOUGH_OUTLETS, FETCHED, coverage_of
from tasks.countries.profiles import CountryProfile, Feed, load_international_feeds, load_profiles
from tests.measure.clusters import data_folder

COUNTRIES = Path(__file__).parents[2] / "deployments" / "countries"
GOOD = ("strong", "tested", "listed")
AGGREGATORS = re.compile(r"news\.google|bing\.com|rss\.wn\.com")
REFUSED = re.compile(r"\b(403|406|429|blocked|cloudflare)\b", re.IGNORECASE)
Row = dict[str, Any]


def main() -> int:
    """Prints the figures; 0, or 1 where an address is handled wrongly."""
    evidence = data_folder() / "feeds" / "feeds-evidence.jsonl"
    if not evidence.exists():
        print("no evidence on feeds at WEEKWATCH_DATA: nothing measured")
        return 0
    with evidence.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    profiles = load_profiles(COUNTRIES)
    _coverage(profiles)
    wrong = _handled(profiles, rows)
    _missing(profiles, rows)
    return 1 if wrong else 0


def _coverage(profiles: dict[str, CountryProfile]) -> None:
    covered = coverage_of(profiles, load_international_feeds(COUNTRIES))
    total = Counter[str]()
    for one in covered.countries:
        total.update(one.standings)
    print(
        f"{len(profiles)} countries; feeds of the profiles {dict(total)}, retired {sum(c.retired for c in covered.countries)}"
    )
    print(
        f"three attested outlets: {covered.with_attested_outlets}; three strong or tested: {covered.with_tested_outlets}"
    )
    listings = Counter(feed.url for profile in profiles.values() for feed in profile.feeds)
    for name, standings in (("attested", ATTESTED), ("strong or tested", FETCHED)):
        own = {
            code: {f.publisher or f.outlet for f in p.feeds if f.standing in standings and listings[f.url] == 1}
            for code, p in profiles.items()
        }
        print(
            f"  {name}, outlets that no other country's profile lists: {sum(len(o) >= ENOUGH_OUTLETS for o in own.values())}"
        )


def _handled(profiles: dict[str, CountryProfile], rows: list[Row]) -> list[str]:
    """Prints how bad addresses are handled, and returns those that are handled wrongly."""
    feeds = {feed.url: feed for profile in profiles.values() for feed in profile.feeds}
    retired = {feed.url: feed for profile in profiles.values() for feed in profile.retired}
    counts, wrong = Counter[tuple[str, str]](), []
    for row in rows:
        moved = [said["status"] for said in row["evidence"] if said["status"].startswith("redirects")]
        kind = "moved" if moved and row["class"] != "dead" else row["class"]
        if kind in (*GOOD, "none"):
            continue
        how = _how(row, kind, feeds.get(row["url"]), row["url"] in retired)
        counts[kind, how] += 1
        if how.startswith("WRONG"):
            wrong.append(f"{row['country']} {kind} {row['url']}")
    for (kind, how), number in sorted(counts.items()):
        print(f"{kind}: {number} {how}")
    print(*wrong, sep="\n")
    return wrong


def _how(row: Row, kind: str, feed: Feed | None, is_retired: bool) -> str:
    """In words what became of an address that is not well attested."""
    if is_retired:
        return "retired with its reason"
    if feed is None:
        return "in no profile"
    if feed.standing == "candidate":
        against = [said for said in row["evidence"] if said["status"] not in ("tested alive", "listed")]
        if kind != "dead" or any(REFUSED.search(said.get("note") or "") for said in against):
            return "a candidate" if kind != "dead" else "a candidate, as it was refused and not gone"
    elif kind == "moved" and not any("." in said["status"] for said in row["evidence"]):
        return "as it was: nobody says where to, and it was seen to answer"
    return "WRONG: a feed all the same"


def _missing(profiles: dict[str, CountryProfile], rows: list[Row]) -> None:
    """Prints what the file holds for countries that fall short and their profile does not."""
    by_country = defaultdict(list)
    for row in rows:
        by_country[row["country"]].append(row)
    for one in coverage_of(profiles, ()).countries:
        if one.tested_outlets >= ENOUGH_OUTLETS:
            continue
        profile = profiles[one.country]
        known = {_spelling(url) for url in (*(f.url for f in profile.feeds), *(f.url for f in profile.retired))}
        left = [
            f"{row['outlet']} {row['url']} ({row['class']})"
            for row in by_country[one.country]
            if row["class"] in (*GOOD, "disputed", "blocked")
            and not AGGREGATORS.search(row["url"])
            and _spelling(row["url"]) not in known
        ]
        print(
            f"{one.country}: {one.attested_outlets} attested, {one.tested_outlets} tested; the file holds {len(left)} more"
        )
        for line in left[:6]:
            print(f"    {line}")


def _spelling(url: str) -> str:
    """The address without what differs between spellings of it: scheme, `www.`, a slash at the end."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/").lower()


if __name__ == "__main__":
    sys.exit(main())
