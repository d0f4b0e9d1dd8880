"""What a report and a run may cost, and the configuration that says so."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import pytest

from tasks.report.analyst import send as edge
from tasks.report.analyst.config import parse_config
from tasks.report.evidence import Evidence
from tasks.report.writing import write_report
from tests.tasks.report.analyst.model_server import ModelServer, model_server
from tests.tasks.report.analyst.scripts import WITH_A_MODEL, check_whole_and_proven, honest, render, scribe_of, write
from warehouse.errors import InputError

pytestmark = [pytest.mark.slow, WITH_A_MODEL]


def test_a_cheaper_model_may_read(evidence: Evidence, tmp_path: Path) -> None:
    _, server, _ = write(evidence, honest, tmp_path, extract_model="small")
    assert [q.body["model"] for q in server.questions] == ["small", "scripted", "scripted"]


def test_the_budget_of_a_report_holds(evidence: Evidence, tmp_path: Path) -> None:
    written, server, scribe = write(evidence, honest, tmp_path, tokens_per_report=7_500, max_output_tokens=2_000)
    check_whole_and_proven(evidence, written, scribe)
    assert 1 <= len(server.questions) < 4
    assert scribe.ledger.spent().tokens <= 7_500


def test_reading_leaves_the_budget_that_writing_needs(evidence: Evidence, tmp_path: Path) -> None:
    written, server, scribe = write(evidence, honest, tmp_path, tokens_per_report=5_500, max_output_tokens=2_000)
    check_whole_and_proven(evidence, written, scribe)
    assert server.questions == []
    assert "past 3,300 tokens" in render(evidence, written)


def test_the_budget_of_a_run_holds_over_reports_and_processes(evidence: Evidence, tmp_path: Path) -> None:
    with model_server(honest) as server:
        one = scribe_of(server, tmp_path, usd_per_run=0.05)
        other = scribe_of(server, tmp_path, usd_per_run=0.05)
        for scribe in (one, other, one):
            revision = f"{len(server.questions):016x}"
            scores = dataclasses.replace(evidence, revision=revision, articles=tuple(
                a.model_copy(update={"outlet": f"{a.outlet} {revision}"}) for a in evidence.articles))  # fmt: skip
            write_report(scores, scribe)
        spent = one.ledger.spent("run-1")
    assert 0 < (spent.usd or 0.0) <= 0.05


def test_a_server_that_counts_no_tokens_is_counted_at_the_worst(evidence: Evidence, tmp_path: Path) -> None:
    written, server, scribe = write(evidence, honest, tmp_path, usage=None)
    assert scribe.ledger.spent().output_tokens == 4000 * len(server.questions)
    assert written.report.output_tokens == 4000 * len(server.questions)


def test_a_missing_extra_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"weekwatch\[llm\]"):
        edge.check_ready(parse_config({"model": "ollama:qwen3:8b"}, where="test"))


def test_a_missing_key_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    with pytest.raises(InputError, match="export ANTHROPIC_API_KEY"):
        edge.check_ready(parse_config({"model": "anthropic:claude-sonnet-5"}, where="test"))


def test_a_configuration_names_what_is_wrong_in_it() -> None:
    with pytest.raises(InputError, match="did you mean 'temperature'"):
        parse_config({"model": "openai:x", "temprature": 1}, where="model.yaml")
    with pytest.raises(InputError, match="provider:name"):
        parse_config({"model": "gpt"}, where="model.yaml")
    with pytest.raises(InputError, match="http"):
        parse_config({"model": "openai:x", "base_url": "ftp://x"}, where="model.yaml")


def test_what_shapes_a_report_changes_the_digest(tmp_path: Path) -> None:
    server = ModelServer("http://127.0.0.1:9/v1")
    plain = scribe_of(server, tmp_path)
    assert plain.digest == scribe_of(server, tmp_path, timeout_seconds=9).digest
    assert plain.digest != scribe_of(server, tmp_path, temperature=0.5).digest
    assert plain.digest != scribe_of(server, tmp_path, model="openai:other").digest
