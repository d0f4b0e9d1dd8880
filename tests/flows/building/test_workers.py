"""Where batches are built changes nothing of what is built: in this process, in processes, on a Dask cluster."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from flows.building.batch import build_batch
from flows.building.outcome import Batch, Outcome
from flows.building.workers import Processes, batches, load_ahead, open_workers
from flows.homes import BUNDLED_COUNTRIES
from tasks.language.encoder import _model
from tests.flows.building.test_batch import NEWS, NOW, WEEK, write_news
from tests.measure.content import content_hash
from warehouse.errors import InputError
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Run

COUNTRIES = ["IR", "PK", "UA"]


def filled_home(folder: Path) -> Home:
    from flows.collecting.feeds import import_files

    folder.mkdir()
    made = Home.create(folder / "home")
    list(import_files(made, [write_news(folder / "news.jsonl", NEWS)], {}, NOW))
    return made


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a Dask cluster of two processes with one thread each."""
    distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    made = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50)
    yield made.scheduler_address
    with contextlib.suppress(TimeoutError):  # its processes are daemons: those that take longer to end go with this one
        made.close(timeout=30)


@pytest.mark.parametrize("named", ["0", "-1", "two", ""])
def test_what_names_no_workers_is_refused(named: str) -> None:
    with pytest.raises(InputError, match="--workers 4"), open_workers(named, 3):
        pass


def test_one_country_needs_no_process() -> None:
    with open_workers("8", 1) as workers:
        assert workers.count == 1


def test_every_country_is_in_one_batch() -> None:
    countries = [f"{n:02}" for n in range(40)]
    for workers in (1, 2, 7, 50):
        made = batches(countries, workers)
        assert sorted(c for batch in made for c in batch) == countries
        assert all(1 <= len(batch) <= 15 for batch in made)


@pytest.mark.parametrize(
    ("countries", "workers", "sizes"),
    [(1, 4, [1]), (6, 2, [2, 2, 2]), (6, 1, [6]), (30, 1, [15, 15]), (30, 2, [5] * 6), (3, 8, [1, 1, 1])],
)
def test_a_worker_has_several_batches_that_are_worth_a_commit(countries: int, workers: int, sizes: list[int]) -> None:
    assert [len(batch) for batch in batches([f"{n:02}" for n in range(countries)], workers)] == sizes


def _said(name: str) -> tuple[str | None, bool, int]:
    """A variable of this process' environment, whether the encoder is loaded, and the threads of the process it was forked off."""
    loaded = _model.cache_info().currsize == 1
    return os.environ.get(name), loaded, len(list(Path(f"/proc/{os.getppid()}/task").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in Linux' /proc")
def test_workers_are_forked_off_a_process_that_is_ready_and_has_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (
        "first",
        "second",
    ):  # the second pool is forked off the same process, whose environment is the first's
        monkeypatch.setenv("WEEKWATCH_TEST", value)
        load_ahead("2", 3)
        with open_workers("2", 3) as workers:
            assert list(workers.spread(_said, [("WEEKWATCH_TEST",)])) == [(value, True, 1)]


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    monkeypatch.setattr("flows.building.workers_dask.CONNECT_SECONDS", 1)
    with (
        pytest.raises(InputError, match=r"tcp://127.0.0.1:9: no Dask scheduler answers"),
        open_workers("tcp://127.0.0.1:9", 3),
    ):
        pass


def _deadly(batch: Batch) -> list[Outcome]:
    """Builds the batch, unless Pakistan is in it: then the process is killed, as by the system that lacks memory."""
    if "PK" in batch.countries:
        os.kill(os.getpid(), signal.SIGKILL)
    return build_batch(batch)


@pytest.mark.slow
def test_a_killed_process_costs_the_country_that_killed_it_and_no_other(tmp_path: Path) -> None:
    home = filled_home(tmp_path / "killed")
    asked = [Batch(home.location, BUNDLED_COUNTRIES, c, WEEK, NOW) for c in (("UA",), ("PK", "IR"))]
    with ExitStack() as opened, ThreadPoolExecutor(2) as threads:
        workers = Processes(2, opened, _deadly)
        ended = [o for batch in [threads.submit(workers.build, one) for one in asked] for o in batch.result()]
        assert workers.done(_said_of, asked[0]) == "alive"
    assert [(o.country, o.status) for o in ended] == [("UA", "built"), ("PK", "failed"), ("IR", "built")]
    assert "was killed" in str(ended[1].reason)
    (run,) = [run for run in Store(home).read(Run, weeks=[WEEK.start]) if run.country == "PK"]
    assert run.status == "failed"
    assert [o.status for o in build_batch(asked[1])] == ["built", "unchanged"]


def _said_of(batch: Batch) -> str:
    return "alive"


@pytest.mark.slow
def test_content_is_the_same_wherever_it_is_built(tmp_path: Path, cluster: str) -> None:
    hashes = {}
    for named in ("1", "2", cluster):
        home = filled_home(tmp_path / named.rsplit(":")[-1])
        with open_workers(named, len(COUNTRIES)) as workers, ThreadPoolExecutor(workers.count) as threads:
            assert workers.count == (1 if named == "1" else 2)
            for week in (WEEK, WEEK.shift(1)):
                asked = [Batch(home.location, BUNDLED_COUNTRIES, c, week, NOW) for c in (("UA",), ("PK", "IR"))]
                building = [threads.submit(workers.build, batch) for batch in asked]
                ended = [(o.country, o.status) for batch in building for o in batch.result()]
                assert ended == [("UA", "built"), ("PK", "built"), ("IR", "built")]
        hashes[named] = content_hash(home)
    assert len(set(hashes.values())) == 1, hashes


@pytest.mark.slow
def test_a_dask_worker_that_reads_otherwise_refuses(
    tmp_path: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = filled_home(tmp_path / "home")
    monkeypatch.setattr("flows.building.workers_dask.code_version", lambda: "weekwatch 99")
    with (
        open_workers(cluster, 3) as workers,
        pytest.raises(InputError, match=r"another version of Weekwatch \(weekwatch .*, not weekwatch 99\)"),
    ):
        workers.build(Batch(home.location, BUNDLED_COUNTRIES, tuple(COUNTRIES), WEEK, NOW))


@pytest.mark.slow
def test_a_warehouse_that_a_dask_worker_cannot_see_is_named(tmp_path: Path, cluster: str) -> None:
    from flows.building.batch import build_batch
    from flows.building.workers_dask import done_alike, read_with

    home = filled_home(tmp_path / "home")
    batch = Batch(home.location, BUNDLED_COUNTRIES, tuple(COUNTRIES), WEEK, NOW)
    here = read_with(batch)
    from distributed import Client

    elsewhere = str(tmp_path / "elsewhere")
    with Client(cluster, set_as_default=False) as client:
        asked = client.submit(done_alike, here, build_batch, replace(batch, home=elsewhere), True)
        with pytest.raises(Exception, match="not a Weekwatch warehouse"):
            asked.result()
