from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from flows.building.judge_outlook import resolve_outlook
from tasks.threat.formula import level_bounds, load_formula
from tests.warehouse.samples import NOW, WEEK, country_week, fetch, ident, item
from warehouse.errors import WarehouseError
from warehouse.schema import Row
from warehouse.sql import connect as db
from warehouse.sql.checks import blocking, list_checks, mend, run_checks, verify
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.soundness import Finding
from warehouse.tables import (
    Article,
    Contribution,
    Event,
    EventArticle,
    EventFigure,
    Hotspot,
    Outlook,
    Place,
    Report,
    Run,
    Score,
    Statement,
    Story,
)

BOUNDS = level_bounds(load_formula())
Blocked: TypeAlias = dict[tuple[str, dt.date], list[Finding]]


def _first(home: Home, table: str, week: dt.date = WEEK) -> Path:
    return min(Path(home.table(table)).glob(f"week={week}/*.parquet"))


def test_a_sound_warehouse_has_no_findings(filled: Home) -> None:
    assert verify(filled, BOUNDS) == []


def test_an_empty_warehouse_is_sound(home: Home) -> None:
    assert verify(home, BOUNDS) == []


def _changed(row_type: type[Row], **fields: object) -> Callable[[dict[type[Row], list[Row]]], None]:
    def change(rows: dict[type[Row], list[Row]]) -> None:
        rows[row_type] = [rows[row_type][0].model_copy(update=fields), *rows[row_type][1:]]

    return change


def _without(row_type: type[Row]) -> Callable[[dict[type[Row], list[Row]]], None]:
    def change(rows: dict[type[Row], list[Row]]) -> None:
        rows[row_type] = []

    return change


BREACHES: dict[str, tuple[Callable[[dict[type[Row], list[Row]]], None], ...]] = {
    "articles-in-week": (_changed(Article, published_at=dt.datetime(2026, 4, 30, tzinfo=dt.UTC)),),
    "coordinates": (_changed(Hotspot, lat=0.0, lng=0.0), _changed(Hotspot, lat=91.0)),
    "counts": (_without(Article),),
    "event-ranks": (_changed(Event, salience=0.5),),
    "event-tolls": (
        _changed(Event, killed_best=9, killed_high=9),
        _changed(Event, killed_low=3),
        _changed(EventFigure, covers="total"),
        _without(EventFigure),
    ),
    "events-follow": (_changed(Event, follows="e" + "0" * 15),),
    "level-fits-score": (_changed(Score, threat_level="Severe"),),
    "orphan-articles": (_changed(Article, story_id="0" * 16),),
    "orphan-contributions": (_changed(Contribution, story_id="0" * 16),),
    "orphan-duplicates": (_changed(Article, duplicate_of="0" * 16, duplicate_basis="same_url"),),
    "orphan-events": (_changed(EventArticle, event_id="e" + "0" * 15), _changed(Event, lead_article_id="0" * 16)),
    "orphan-figures": (_changed(EventFigure, article_id="0" * 16),),
    "orphan-hotspots": (_changed(Hotspot, story_ids=["0" * 16]), _changed(Hotspot, story_ids=[])),
    "orphan-items": (_changed(Article, article_id="0" * 16),),
    "orphan-places": (_changed(Place, article_id="0" * 16),),
    "orphan-stories": (_changed(Story, lead_article_id="0" * 16),),
    "reports-with-scores": (_changed(Report, threat_score=99.0), _without(Report), _without(Score)),
    "score-interval": (_changed(Score, score_low=99.0),),
    "score-sums": (_changed(Contribution, points=99.0), _changed(Score, military=0.0)),
    "statements-supported": (
        _changed(Statement, supported=False),
        _changed(Statement, citations=[]),
        _changed(Statement, citations=["0" * 16]),
    ),
}


CASES = [(check, change) for check, changes in BREACHES.items() for change in changes]
CODES = [f"{'QX'[n // 26]}{chr(65 + n % 26)}" for n in range(len(CASES))]
"""One country a case, all in one warehouse: making one costs a second."""


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.create(tmp_path_factory.mktemp("breached") / "home")
    store = Store(home)
    names = [f"{code}-{WEEK}-{n}" for code in [*CODES, "UA"] for n in range(3)]
    store.append([item(name, item_id=ident("item", name)) for name in names])
    batches = []
    for code, (_, change) in zip(CODES, CASES, strict=True):
        batch = country_week(code)
        rows = {row_type: list(of) for row_type, of in batch.rows.items()}
        change(rows)
        batches.append(replace(batch, rows=rows))
    store.replace_country_weeks([*batches, country_week("UA")])
    db.sync(home)
    return home


@pytest.fixture(scope="module")
def blocked(breached: Home) -> Blocked:
    """What blocks any of the country-weeks, asked once."""
    return blocking(breached, {(code, WEEK) for code in [*CODES, "UA"]}, BOUNDS)


@pytest.mark.parametrize(("code", "check"), [(code, case[0]) for code, case in zip(CODES, CASES, strict=True)])
def test_each_check_finds_its_breach(blocked: Blocked, code: str, check: str) -> None:
    found = {finding.check: finding for finding in blocked[code, WEEK]}
    assert check in found
    assert f"--countries {code} --week 2026-04-20" in found[check].remedy or "mend" in found[check].remedy


def test_a_breach_blocks_its_own_country_week_alone(breached: Home, blocked: Blocked) -> None:
    assert set(blocked) == {(code, WEEK) for code in CODES}
    assert blocking(breached, {(CODES[0], WEEK)}, BOUNDS) == {(CODES[0], WEEK): blocked[CODES[0], WEEK]}
    assert blocking(breached, {(CODES[0], WEEK - dt.timedelta(days=7))}, BOUNDS) == {}
    assert {finding.country for finding in run_checks(breached, BOUNDS)} == set(CODES)


def test_doubled_rows_and_strange_weeks_are_found(home: Home) -> None:
    from warehouse.schema import rows_to_arrow
    from warehouse.store import delta

    store = Store(home)
    store.replace_country_weeks(
        [
            country_week(),
            country_week("UA", WEEK - dt.timedelta(days=7)),
        ]
    )
    strange = country_week("IR", WEEK + dt.timedelta(days=3))  # the store refuses it; an older version did not
    for row_type, rows in strange.rows.items():
        delta.append(home, row_type.table, rows_to_arrow(row_type, list(rows)))
    delta.append(home, Run.table, rows_to_arrow(Run, [strange.run]))
    delta.append(home, "reports", rows_to_arrow(Report, list(country_week().rows[Report])))
    db.sync(home)
    found = {(finding.check, finding.country) for finding in run_checks(home, BOUNDS)}
    assert {("doubled-rows", "MN"), ("weeks-aligned", "IR")} <= found


def test_dead_feeds_are_a_warning(filled: Home) -> None:
    Store(filled).append(
        [fetch("https://dead.example/feed", at=NOW, status="failed", error="HTTP 404", http_status=404)]
    )
    (finding,) = verify(filled, BOUNDS)
    assert (finding.check, finding.severity, finding.subject) == ("stale-feeds", "warning", "https://dead.example/feed")


@pytest.mark.parametrize("outcome", [None, True])
def test_a_forecast_whose_time_has_come_must_be_judged_rightly(home: Home, outcome: bool | None) -> None:
    before, after = country_week("MN", WEEK - dt.timedelta(days=7)), country_week("MN")
    said = [row.model_copy(update={"outcome": outcome}) for row in before.rows[Outlook]]
    Store(home).replace_country_weeks([replace(before, rows={**before.rows, Outlook: said}), after])
    db.sync(home)
    (finding,) = (f for f in run_checks(home, BOUNDS) if f.check == "outlook-judged")
    assert (finding.severity, finding.subject, finding.remedy) == ("warning", "level-1w", "weekwatch resolve-outlook")
    resolve_outlook(home)
    db.sync(home)
    assert "outlook-judged" not in {f.check for f in run_checks(home, BOUNDS)}


def test_every_check_has_a_test_of_its_breach() -> None:
    tested = {*BREACHES, "doubled-rows", "weeks-aligned", "stale-feeds", "outlook-judged", "items-counted"}
    assert {check.name for check in list_checks()} == tested


@pytest.mark.parametrize("how", ["missing", "cut", "overwritten", "empty"])
def test_a_damaged_file_is_named_and_mended(filled: Home, how: str) -> None:
    db.sync(filled)
    file = _first(filled, "articles")
    body = file.read_bytes()
    file.unlink()
    if how != "missing":
        file.write_bytes(
            {
                "cut": body[: len(body) // 2],
                "overwritten": body[:4] + b"\0" * (len(body) - 12) + body[-8:],
                "empty": b"",
            }[how]
        )
    findings = [f for f in verify(filled, BOUNDS) if f.check == "parquet-file"]
    assert [(f.subject, f.week, f.severity) for f in findings] == [(str(file), WEEK, "error")]
    again = "weekwatch backfill --countries MN,UA --from 2026-04-20 --to 2026-04-20 --force"
    assert again in findings[0].remedy
    assert len(verify(filled, BOUNDS)) == 1  # the checks that stumble over it do not say it again
    with pytest.raises(WarehouseError, match="warehouse verify"):
        Store(filled).read(Article, weeks=[WEEK])
    with pytest.raises(WarehouseError, match="missing or damaged") as raised:
        list(db.query_sql(filled, "select max(title) from articles")[1])
    assert raised.value.where == str(file)
    assert len(Store(filled).read(Article, weeks=[WEEK - dt.timedelta(days=7)])) == 6  # nothing else is lost
    assert len(list(db.query_sql(filled, "select * from reports")[1])) == 6

    assert [(f.subject, f.remedy) for f in mend(filled)] == [(str(file), again)]
    assert {f.check for f in verify(filled, BOUNDS)} >= {"counts"}  # the week is known to lack its articles
    Store(filled).replace_country_weeks([country_week("MN", score=45.0), country_week("UA", score=58.0)])
    assert verify(filled, BOUNDS) == []
    assert (Path(filled.location) / "damaged" / "articles").exists() == (how != "missing")


def test_a_missing_partition_is_named(filled: Home) -> None:
    import shutil

    shutil.rmtree(_first(filled, "stories").parent)
    assert {(f.check, f.week) for f in verify(filled, BOUNDS) if f.check == "parquet-file"} == {("parquet-file", WEEK)}


def test_a_lost_log_is_named(filled: Home) -> None:
    import shutil

    shutil.rmtree(Path(filled.table("scores")) / "_delta_log")
    assert any(f.check == "table-log" and f.subject == filled.table("scores") for f in verify(filled, BOUNDS))
