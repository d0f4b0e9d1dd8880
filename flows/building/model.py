"""Which language model writes, by the environment and the home's `model.yaml`, and what it spent. None configured: none is used."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.runtime.environment import is_temporary
from warehouse.errors import InputError
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Issue, Report

if TYPE_CHECKING:
    from tasks.report.analyst.config import ModelConfig
    from tasks.report.analyst.ledger import Ledger
    from tasks.report.analyst.scribe import Scribe, Step
    from tasks.report.analyst.send import Dialogue, ModelAnswer
    from tasks.report.translate.headlines import Interpreter

FILE = "model.yaml"
LEDGER = "models.sqlite"
TRANSLATE = "translate"
"""Key of `model.yaml` that names the translator, without which no headline is translated."""
TRANSLATIONS = "translations.sqlite"
LINES_SAID = 12
"""Sentences on reports that a model did not write, at the end of a run."""
ANALYST = "embedded"
NONE = "none"
"""WEEKWATCH_MODEL=none turns a model of `model.yaml` off."""


def model_config(home: Home) -> ModelConfig | None:
    """The configured model: `model.yaml` in the home, WEEKWATCH_MODEL and WEEKWATCH_MODEL_URL before it; None without any.

    Raises InputError naming the file or variable, the key and the reason.
    """
    path = home.local / FILE
    named, url = os.environ.get("WEEKWATCH_MODEL"), os.environ.get("WEEKWATCH_MODEL_URL")
    if named == NONE or (not named and not path.is_file()):
        return None
    from tasks.report.analyst.config import parse_config

    values = _read(path) if path.is_file() else {}
    values.pop(TRANSLATE, None)  # that is `interpreter_of`'s
    if not named and path.is_file() and not values:
        return None
    if named:
        if values.get("model") != named:
            values.pop("base_url", None)  # the address of another model
        values["model"] = named
    if url:
        values["base_url"] = url
    return parse_config(values, where=str(path) if path.is_file() else "WEEKWATCH_MODEL")


def _read(path: Path) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"cannot be read ({' '.join(str(error).split())})", where=str(path)) from error
    if not isinstance(found, dict):
        raise InputError(
            "is not a mapping of keys to values", where=str(path), remedy="for example `model: ollama:qwen3:8b`"
        )
    return found


def interpreter_of(home: Home) -> Interpreter | None:
    """The configured translator: WEEKWATCH_TRANSLATE, else `translate` in the home's `model.yaml`; None without either.

    Raises InputError naming the file or variable where it names no translator.
    """
    path = home.local / FILE
    named, where = os.environ.get("WEEKWATCH_TRANSLATE"), "WEEKWATCH_TRANSLATE"
    if named is None and path.is_file():
        named, where = _read(path).get(TRANSLATE), str(path)
    if named is None or named == NONE:
        return None
    if not isinstance(named, str):
        raise InputError("translate: is not text", where=where, remedy="see docs/MODELS.md")
    from tasks.report.translate.engines import parse_translator
    from tasks.report.translate.headlines import Interpreter

    return Interpreter(parse_translator(named, where=where), home.local / TRANSLATIONS)


def ledger_of(home: Home) -> Ledger:
    """The ledger of a home: kept answers and what was spent."""
    from tasks.report.analyst.ledger import Ledger

    return Ledger(home.local / LEDGER)


def scribe_of(home: Home, now: dt.datetime) -> Scribe | None:
    """The configured model, ready to write for the run that began at `now`; None where none is configured.

    Raises InputError where the extra is not installed, a key is missing, or a limit in dollars cannot be kept because
    nobody knows the model's price.
    """
    config = model_config(home)
    if config is None:
        return None
    import time

    from tasks.report.analyst.scribe import Scribe
    from tasks.report.analyst.send import check_ready, price_of

    check_ready(config)
    price = price_of(config)
    if price is None and {"usd_per_report", "usd_per_run"} & config.model_fields_set:
        raise InputError(
            f"no price is known for {config.model}, so a limit in dollars cannot be kept",
            where=str(home.local / FILE),
            remedy="give input_usd_per_million and output_usd_per_million, or leave out usd_per_report and usd_per_run",
        )
    others: dict[Step, ModelConfig] = {"extract": config.reader, "judge": config.judge}
    prices = {step: cost for step, other in others.items() if other != config and (cost := price_of(other)) is not None}
    return Scribe(config, ledger_of(home), now.isoformat(), price, _sender(config), time.sleep, prices)


def _sender(config: ModelConfig) -> Callable[[ModelConfig, Dialogue], ModelAnswer]:
    """What asks the model. With a Prefect server, a slot of its provider's limit is taken for each question.

    The limits `weekwatch-model-PROVIDER` are shared by all machines (`deployments/prefect.yaml`).
    """
    from tasks.report.analyst.send import send_question

    if "PREFECT_API_URL" not in os.environ or is_temporary():
        return send_question
    from prefect.concurrency.sync import concurrency

    limit = f"weekwatch-model-{config.model.partition(':')[0]}"

    def limited(config: ModelConfig, dialogue: Dialogue) -> ModelAnswer:
        with concurrency(limit):
            return send_question(config, dialogue)

    return limited


def estimate(home: Home, scribe: Scribe, reports: int) -> str:
    """What so many reports are expected to take, and what they can take at most, in a sentence."""
    config = scribe.config
    most = min(config.tokens_per_run, reports * config.tokens_per_report)
    bound = f"at most {most:,} tokens"
    if scribe.price is None:
        bound += " (no price is known; set input_usd_per_million and output_usd_per_million)"
    else:
        dollars = min(config.usd_per_run, reports * config.usd_per_report, most * max(scribe.price) / 1e6)
        bound += f" and ${dollars:.2f}"
    past = ledger_of(home).typical(config.model)
    if past is None:
        guess = scribe.cost(*USUAL)
        basis = "a guess until its first report"
    else:
        guess, basis = past, "as its reports took so far"
    price = "" if guess.usd is None or scribe.price is None else f", ${guess.usd * reports:.2f}"
    return (
        f"{config.model} writes up to {reports} report{'s' * (reports != 1)}: about {guess.tokens * reports:,} tokens{price} "
        f"({basis}); {bound}; kept answers cost nothing"
    )


USUAL = (9_500, 3_500)
"""Tokens in and out that a report may take, as the demo's does by recorded answers (`python -m tests.measure.model --replay`)."""


def reports_of(home: Home) -> dict[tuple[str, dt.date], Report]:
    """The current reports by country and start of week, of a home in which a language model was ever asked; of another none."""
    if not (home.local / LEDGER).is_file():
        return {}
    return {(report.country, report.week): report for report in Store(home).read(Report)}


def spent(home: Home, scribe: Scribe) -> str:
    """What the run has spent, in a sentence."""
    total = scribe.ledger.spent(scribe.run)
    price = "" if scribe.price is None or total.usd is None else f", ${total.usd:.4f}"
    return f"{scribe.config.model} took {total.input_tokens:,} tokens in and {total.output_tokens:,} out{price}"


def underway(scribe: Scribe) -> str | None:
    """What the model is at and what it has spent so far, in a few words; None before its first question."""
    newest = scribe.ledger.newest(scribe.run)
    if newest is None:
        return None
    questions, report, step = newest
    total = scribe.ledger.spent(scribe.run)
    price = "" if scribe.price is None or total.usd is None else f", ${total.usd:.2f}"
    return f"{' '.join(report.split()[:2])}: {step} (question {questions}, {total.tokens:,} tokens{price})"


def written_since(home: Home, before: Mapping[tuple[str, dt.date], Report]) -> list[str]:
    """What became of the reports that were built since `before`, in sentences: which a model wrote, which it did not and why.

    A model's report whose place the embedded analyst's took is named by itself, so that none is replaced unnoticed.
    """
    built = {key: now for key, now in reports_of(home).items() if before.get(key) != now}
    asked = [report for report in built.values() if report.model_calls is not None]
    lines = []
    if asked:
        by_model = sum(report.analyst != ANALYST for report in asked)
        lines.append(f"a language model wrote in {by_model} of {len(asked)} report{'s' * (len(asked) != 1)}")
    left = sorted(key for key, report in built.items() if report.analyst == ANALYST)
    reasons = _reasons(home, left)
    for key in left:
        country, week = key
        why = reasons.get(
            key, "no language model is configured" if built[key].model_calls is None else "no reason kept"
        )
        if (old := before.get(key)) is not None and old.analyst != ANALYST:
            lines.append(
                f"{country} {week}: the embedded analyst's report took the place of the one by {old.analyst}: {why}; "
                "build it again with --force when the model is back"
            )
        elif built[key].model_calls is not None:
            lines.append(f"{country} {week}: written by the embedded analyst alone: {why}")
    return [*lines[:LINES_SAID], *([f"and {len(lines) - LINES_SAID} more"] if len(lines) > LINES_SAID else [])]


def _reasons(home: Home, keys: Collection[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], str]:
    """Why a model did not write each of these reports, as the first of its issues says."""
    if not keys:
        return {}
    found: dict[tuple[str, dt.date], str] = {}
    rows = Store(home).read(Issue, countries={c for c, _ in keys}, weeks={w for _, w in keys})
    for row in rows:
        if row.kind == "model_replaced" and row.country is not None and row.week is not None:
            found.setdefault((row.country, row.week), row.message.partition(": ")[2])
    return found


def try_out(scribe: Scribe) -> str:
    """How one small question went, in a sentence; it counts as spent and is never answered from what was kept."""
    from tasks.report.analyst.scribe import NoAnswerError, Question, first_turn

    asked = first_turn("merge", f"This is a trial at {scribe.run}: answer with four empty lists.")
    try:
        reply = scribe.ask(Question("merge", asked, "trial"))
    except NoAnswerError as error:
        return f"failed: {error}"
    if not reply.body:
        return f"it answers, but not with a JSON object ({reply.ended}): {reply.text[:80]!r}"
    return f"it works ({reply.spend.tokens:,} tokens)"
