"""Forty broken sites on loopback, checked and mended: `python -m tests.measure.mending`.

Prints at how many the breakage was told apart and the address found, what was lost, and what a second run changes.
"""

from __future__ import annotations

from tasks.collect.mending import mended_profile
from tests.flows.test_checking import PROFILE, check
from tests.tasks.collect.broken_sites import NOW, SITES


def main() -> None:
    """Prints the figures, and each site that was judged or mended otherwise than it should be."""
    (checks, mended), asked = check(PROFILE)
    told = {one.outlet: (one.verdict, one.cause) for one in checks}
    where = {one.url.split("//")[1].split(".")[0]: one.instead for one in mended}
    right = {name: told[name] == (site.verdict, site.cause) for name, site in SITES.items()}
    found = {
        name: (where.get(name) or "").partition(".localhost")[2] == (site.instead or "") for name, site in SITES.items()
    }
    wanted = [name for name, site in SITES.items() if site.instead]
    print(
        f"{len(SITES)} sites: breakage told {sum(right.values())}; right address or rightly none {sum(found.values())}"
    )
    print(
        f"  of {len(wanted)} that have a feed elsewhere {sum(found[name] for name in wanted)} found; {len(asked)} requests"
    )
    print(f"  told and found: {sum(right[name] and found[name] for name in SITES)}")
    for name in SITES:
        if not (right[name] and found[name]):
            print(f"  {name}: {told[name]}, {where.get(name)}")
    once = mended_profile(PROFILE, mended, checks, NOW)
    kept = {feed.url for feed in once.feeds} | {feed.url for feed in once.retired}
    print(
        f"addresses lost: {len({feed.url for feed in PROFILE.feeds} - kept)}; outlets lost: {len(PROFILE.feeds) - len(once.feeds)}"
    )
    (checks, mended), _ = check(once)
    print(f"a second run changes something: {mended_profile(once, mended, checks, NOW) != once}")


if __name__ == "__main__":
    main()
