from __future__ import annotations

import asyncio
import datetime as dt
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.building.standing_tables import MONTHS_FILE, standing_tables_of
from flows.standing import newest_release, refresh_standing
from tasks.threat.formula import load_formula
from tasks.threat.standing import standing_of, standing_tables
from warehouse.errors import InputError
from warehouse.store.home import Home

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
FORMULA = load_formula()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home")


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """A hundred dead on each day of September 2026 in Mali."""
    path = tmp_path / "candidate.csv"
    rows = [f"{n},Mali,2026-09-{n:02} 00:00:00.000,100" for n in range(1, 31)]
    path.write_text("\n".join(["id,country,date_start,best", *rows]), encoding="utf-8")
    return path


def test_a_refresh_counts_from_the_day_on_which_its_months_were_published_and_never_changes_the_past(
    home: Home, events: Path
) -> None:
    before = standing_tables_of(home)
    assert before == standing_tables()
    done = refresh_standing(home, str(events), NOW)
    assert (done.months, done.countries, done.deaths) == (("2026-09",), 1, 3000)
    after = standing_tables_of(home)
    assert after.digest != before.digest

    def mali(tables: object, day: dt.date) -> float:
        return standing_of("ML", day, FORMULA, tables).points  # type: ignore[arg-type]

    published = dt.date(2026, 10, 26)
    assert mali(after, published - dt.timedelta(days=1)) == mali(before, published - dt.timedelta(days=1))
    assert mali(after, published) > mali(before, published) + 5
    for country in after.countries:
        old, new = (standing_of(country, dt.date(2026, 6, 1), FORMULA, tables) for tables in (before, after))
        assert old == new


def test_the_newest_release_is_that_of_the_month_that_is_out() -> None:
    assert newest_release(dt.datetime(2026, 11, 24, tzinfo=dt.UTC)).endswith("/GEDEvent_v26_0_9.csv")
    assert newest_release(dt.datetime(2026, 11, 30, tzinfo=dt.UTC)).endswith("/GEDEvent_v26_0_10.csv")
    assert newest_release(dt.datetime(2027, 1, 27, tzinfo=dt.UTC)).endswith("/GEDEvent_v26_0_12.csv")


def test_a_second_refresh_of_the_same_file_changes_nothing(home: Home, events: Path) -> None:
    refresh_standing(home, str(events), NOW)
    first = home.read_text(MONTHS_FILE)
    refresh_standing(home, str(events), NOW)
    assert home.read_text(MONTHS_FILE) == first


@pytest.mark.parametrize("content", ["", "not,a\ntable", "country,date_start,best\nMali,never,1\n"])
def test_what_cannot_be_read_is_refused_by_name_and_changes_nothing(home: Home, tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.csv"):
        refresh_standing(home, str(path), NOW)
    with pytest.raises(InputError, match="missing"):
        refresh_standing(home, str(tmp_path / "missing.csv"), NOW)
    assert home.read_text(MONTHS_FILE) is None


@pytest.fixture
def port(events: Path) -> Iterator[int]:
    body = events.read_bytes()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path.endswith(".csv") else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def test_an_address_is_fetched_by_the_guarded_client(home: Home, port: int) -> None:
    address = "http://ucdp.localhost/GEDEvent_v26_0_9.csv"
    assert refresh_standing(home, address, NOW, loopback_port=port).deaths == 3000
    with pytest.raises(InputError, match="cannot be fetched"):
        refresh_standing(home, "http://ucdp.localhost/none", NOW, loopback_port=port)
    with pytest.raises(InputError, match="cannot be fetched"):
        refresh_standing(home, "http://127.0.0.1/GEDEvent.csv", NOW)


async def _runs_of_standing() -> list[tuple[str, str]]:
    """(name of the flow run, type of its state), the oldest first."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName
    from prefect.client.schemas.sorting import FlowRunSort

    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=["standing"])), sort=FlowRunSort.START_TIME_ASC, limit=9
        )
    return [(run.name, str(run.state_type.value) if run.state_type else "") for run in runs]


@pytest.mark.slow
@pytest.mark.usefixtures("prefect_server")
def test_the_monthly_flow_gives_the_months_and_one_that_cannot_read_them_is_red(
    home: Home, events: Path, tmp_path: Path
) -> None:
    from flows.upkeep import standing

    before = standing_tables_of(home)
    assert asyncio.run(standing(str(events), home=home.location, now=NOW)) == 3000
    after = standing_tables_of(home)
    assert (before.digest != after.digest, len(after.periods["ML"])) == (True, len(before.periods["ML"]) + 1)
    assert asyncio.run(standing(str(events), home=home.location, now=NOW)) == 3000
    assert standing_tables_of(home).digest == after.digest  # the same file again changes nothing
    with pytest.raises(InputError, match="missing"):
        asyncio.run(standing(str(tmp_path / "missing.csv"), home=home.location, now=NOW))
    assert standing_tables_of(home).digest == after.digest
    runs = asyncio.run(_runs_of_standing())
    assert [state for _, state in runs] == ["COMPLETED", "COMPLETED", "FAILED"]
    assert runs[0][0] == f"standing {events}"
