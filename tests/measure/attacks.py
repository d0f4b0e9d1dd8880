"""The attacks of `tests/tasks/collect/attacks.py` against the default limits: outcome of each, and the memory of the pass.

python -m tests.measure.attacks
"""

from __future__ import annotations

import asyncio
import datetime as dt
import resource
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from flows.collecting.feeds import collect_feeds
from tasks.collect.http.fetch import FetchSettings
from tests.flows.collecting.test_attacks import feed
from tests.tasks.collect.attacks import attacks, serve
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem, Issue

NOW = dt.datetime(2026, 4, 26, 12, tzinfo=dt.UTC)


def main() -> int:
    """Prints what came of each attack; 1 where one left no issue of the expected kind."""
    wanted = attacks()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder, serve(wanted) as (port, _):
        home = Home.create(Path(folder) / "home")
        started = time.monotonic()
        settings = FetchSettings(loopback_port=port)
        asyncio.run(collect_feeds(home, [(feed(attack.url), ["MN"]) for attack in wanted], settings, lambda: NOW))
        seconds = time.monotonic() - started
        store, kinds = Store(home), defaultdict(set)
        items = {item.item_id: item.feed_url for item in store.read(FeedItem)}
        for issue in store.read(Issue):
            kinds[items.get(issue.subject, issue.subject)].add(issue.kind)
    missed = 0
    for attack in wanted:
        stated = kinds[attack.url] | kinds[attack.url.replace("user:secret@", "")]
        missed += not stated & attack.kinds
        print(f"{attack.name:32} {'' if stated & attack.kinds else 'MISSED '}{', '.join(sorted(stated))}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{len(wanted)} attacks, {missed} without their issue; {seconds:.0f} s")
    print(f"memory at the peak {peak:.0f} MB (before {before:.0f} MB, the server's own bodies included; target 500 MB)")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
