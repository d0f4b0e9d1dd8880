"""Questions a second of the MCP server, asked by the SDK's own client in one process, over the warehouse that `tests.measure.site` makes.

On a busy machine the clock shows the other programs; the least of CPU time shows this one.

python -m tests.measure.asking [--home DIR]      DIR as tests.measure.site leaves it: .../195x104/home
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from mcp import Client

from flows.asking.answers import Answers
from flows.asking.server import make_server
from warehouse.store.home import Home

TIMES = 60
"""Each question is asked so often, after one that warms it."""


def questions(home: Home) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name -> tool and arguments."""
    answers = Answers(home)
    country = answers.countries()["rows"][7]["country"]
    events = answers.events(country=country, limit=1)["rows"]
    return {
        "countries": ("countries", {}),
        "levels of the newest week": ("levels", {}),
        "levels of a country": ("levels", {"country": country}),
        "events of a country": ("events", {"country": country}),
        "one event with its sources": ("event", {"event_id": events[0]["event_id"]}),
        "hotspots near": ("hotspots_near", {"lat": 30.0, "lng": 31.0, "km": 300}),
        "SQL over scores": ("sql", {"statement": "select country, max(threat_score) from scores group by 1 order by 2 desc limit 10"}),
        "why": ("why", {"country": country}),
    }  # fmt: skip


async def measure(home: Home) -> dict[str, tuple[float, float]]:
    """Milliseconds a question: the median by the clock, and the least of CPU time, client and server together."""
    took: dict[str, tuple[float, float]] = {}
    async with Client(make_server(home)) as client:
        for name, (tool, arguments) in questions(home).items():
            times, cpu = [], []
            for _ in range(TIMES + 1):
                started, busy = time.perf_counter(), time.process_time()
                result = await client.call_tool(tool, arguments)
                times.append((time.perf_counter() - started) * 1000)
                cpu.append((time.process_time() - busy) * 1000)
                if result.is_error:
                    raise RuntimeError(f"{name}: {result.content}")
            took[name] = statistics.median(times[1:]), min(cpu[1:])
    return took


def main(arguments: list[str] | None = None) -> int:
    """Prints milliseconds a question and questions a second over all of them."""
    parser = argparse.ArgumentParser(description="Speed of the MCP server.")
    place = Path(tempfile.gettempdir()) / "weekwatch-bench-site" / "195x104" / "home"
    parser.add_argument("--home", default=str(place))
    took = asyncio.run(measure(Home.open(parser.parse_args(arguments).home)))
    print(f"{'':32} {'by the clock':>14} {'of CPU':>10}")
    for name, (clock, cpu) in took.items():
        print(f"{name:32} {clock:11.1f} ms {cpu:7.1f} ms")
    clock, cpu = (1000 * len(took) / sum(both[n] for both in took.values()) for n in (0, 1))
    print(f"{'questions a second, one of each':32} {clock:14.0f} {cpu:10.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
