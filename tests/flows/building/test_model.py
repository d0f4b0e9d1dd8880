"""Which model is configured, the estimate, and that a home's report is another revision with a model than without."""

from __future__ import annotations

import datetime as dt
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.building.model import estimate, model_config, scribe_of, spent, underway
from warehouse.errors import InputError
from warehouse.store.home import Home

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
needs_extra = pytest.mark.skipif(
    importlib.util.find_spec("pydantic_ai") is None, reason="the extra weekwatch[llm] is not installed"
)


@pytest.fixture(autouse=True)
def _no_model_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WEEKWATCH_MODEL", "WEEKWATCH_MODEL_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home")


def write_config(home: Home, text: str) -> None:
    (home.local / "model.yaml").write_text(text, encoding="utf-8")


def test_no_model_is_the_default(home: Home) -> None:
    assert model_config(home) is None
    assert scribe_of(home, NOW) is None


def test_the_environment_stands_before_the_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    write_config(home, "model: llamacpp:small\nbase_url: http://localhost:9999/v1\ntokens_per_report: 5000\n")
    found = model_config(home)
    assert found is not None
    assert (found.model, found.address) == ("llamacpp:small", "http://localhost:9999/v1")
    monkeypatch.setenv("WEEKWATCH_MODEL", "ollama:qwen3:8b")
    other = model_config(home)
    assert other is not None
    assert (other.name, other.address, other.tokens_per_report) == ("qwen3:8b", "http://localhost:11434/v1", 5000)
    monkeypatch.setenv("WEEKWATCH_MODEL", "none")
    assert model_config(home) is None


def test_a_wrong_file_names_itself(home: Home) -> None:
    write_config(home, "model: ollama:x\ntoken_per_report: 1\n")
    with pytest.raises(InputError, match=r"model\.yaml: token_per_report: unknown key"):
        model_config(home)
    write_config(home, "model: openai:x\nbase_url: https://me:pa55word@proxy.example/v1\n")
    with pytest.raises(InputError, match="base_url: is not an http or https address without credentials") as caught:
        model_config(home)
    assert "pa55word" not in str(caught.value)
    write_config(home, "- a list\n")
    with pytest.raises(InputError, match="not a mapping"):
        model_config(home)


@needs_extra
def test_the_estimate_states_what_is_likely_and_what_is_the_most(home: Home) -> None:
    write_config(
        home,
        "model: ollama:x\ninput_usd_per_million: 1\noutput_usd_per_million: 4\nusd_per_report: 0.1\nusd_per_run: 0.15\n",
    )
    scribe = scribe_of(home, NOW)
    assert scribe is not None
    said = estimate(home, scribe, 2)
    assert "up to 2 reports" in said
    assert "at most 200,000 tokens and $0.15" in said
    assert "0 tokens in and 0 out, $0.0000" in spent(home, scribe)


@needs_extra
@needs_extra
def test_what_is_under_way_is_told_with_step_tokens_and_money(home: Home) -> None:
    write_config(
        home, "model: openai:x\nbase_url: http://127.0.0.1:9/v1\ninput_usd_per_million: 1\noutput_usd_per_million: 4\n"
    )
    scribe = scribe_of(home, NOW)
    assert scribe is not None
    assert underway(scribe) is None
    for step in ("extract", "merge"):
        scribe.ledger.reserve(
            scribe.run, "MN 2026-04-24 abc", "openai:x", scribe.cost(1000, 2000), scribe.limits("write"), step
        )
    assert underway(scribe) == "MN 2026-04-24: merge (question 2, 6,000 tokens, $0.02)"


def test_a_limit_in_dollars_needs_a_price(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    write_config(home, "model: openai:nobody-knows-this-one\nusd_per_run: 1\n")
    with pytest.raises(InputError, match="no price is known"):
        scribe_of(home, NOW)


def test_the_command_says_what_is_configured(home: Home) -> None:
    from flows.cli.app import app

    write_config(home, "model: ollama:x\n")
    done = CliRunner().invoke(app, ["model", "--home", home.location])
    assert done.exit_code == 0
    assert "ollama:x" in done.stdout
    assert "OLLAMA_API_KEY" in done.stdout


def test_without_a_model_nothing_of_it_is_loaded() -> None:
    code = "import sys, flows.building.batch; print(sorted({'pydantic_ai', 'httpx2', 'openai'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
