"""What a good model says of the small week, and a report written with any script: for the tests of the language-model analyst."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tasks.publish.report.document import make_document
from tasks.publish.report.markdown import render_markdown
from tasks.report.analyst.config import ModelConfig, parse_config
from tasks.report.analyst.ledger import Ledger
from tasks.report.analyst.scribe import Scribe
from tasks.report.analyst.send import price_of, send_question
from tasks.report.evidence import Evidence, Written
from tasks.report.manuscript import source_of
from tasks.report.writing import write_report
from tasks.verify.verdict import verify
from tests.tasks.report.analyst.model_server import Answer, AskedOfModel, ModelServer, model_server
from warehouse.tables import Statement

WITH_A_MODEL = pytest.mark.skipif(
    importlib.util.find_spec("pydantic_ai") is None, reason="the extra weekwatch[llm] is not installed"
)
"""Of a test that asks a model's server."""

TRUTH = {
    "Death toll of Darkhan bus crash rises to 19": (
        "By April 26 the bus crash near Darkhan had killed 19 people, according to hospital officials.",
        "The number of people killed when a bus hit a lorry near Darkhan rose to 19 on Sunday",
    ),
    "Chinese and Mongolian troops train together in Dornogovi": (
        "About 400 soldiers from China and Mongolia started a joint exercise in Dornogovi Province on April 26.",
        "Some 400 soldiers take part in the exercise",
    ),
    "Russia and Mongolia sign protocol on aviation fuel": (
        "Mongolia and Russia signed an additional protocol in Moscow on April 27 that guarantees aviation fuel until 2030.",
        "Russia and Mongolia signed a supplementary protocol in Moscow on Monday",
    ),
}
"""A true sentence on each article of the small week, by title, and the words that bear it."""
SENTENCES = {sentence for sentence, _ in TRUTH.values()}


def honest(question: AskedOfModel) -> dict[str, Any]:
    """What a good model answers at each step."""
    return {"extract": read, "merge": plan, "write": tell}[question.step](question.document)


def read(document: dict[str, Any]) -> dict[str, Any]:
    """A true claim for each article that is known."""
    events = [
        {"event": e["event"], "headline": None, "relevance": "security", "conflicts": []} for e in document["events"]
    ]
    claims = [
        {"event": e["event"], "text": TRUTH[a["title"]][0], "quotes": [{"article": a["id"], "words": TRUTH[a["title"]][1]}]}
        for e in document["events"]
        for a in e["articles"]
        if a["title"] in TRUTH
    ]  # fmt: skip
    return {"events": events, "claims": claims}


def plan(document: dict[str, Any]) -> dict[str, Any]:
    """The order as it stands."""
    return {"order": [e["event"] for e in document["events"]], "merges": [], "drops": [], "threads": []}


def tell(document: dict[str, Any]) -> dict[str, Any]:
    """Each claim as it stands; of partners a judgement that claims no fact."""
    statements = [
        {"section": section, "subject": e["event"], "text": e["claims"][0]["text"], "claims": [e["claims"][0]["id"]], "confidence": None}
        for section in ("developments", "summary")
        for e in document["events"]
        if section == "developments" or e["event"] in document.get("summary_of", ())
    ]  # fmt: skip
    first = {e["event"]: e["claims"][0]["id"] for e in document["events"]}
    for partner in document.get("partners", ()):
        text = f"We assess with low confidence that relations with {partner['name']} remain stable."
        cited = [first[event] for event in partner["events"] if event in first]
        if cited:
            statements.append(
                {
                    "section": "geopolitics",
                    "subject": partner["partner"],
                    "text": text,
                    "claims": cited,
                    "confidence": "low",
                }
            )
    return {"statements": statements}


def config_of(server: ModelServer, **more: Any) -> ModelConfig:
    """A configuration for a scripted server."""
    values = {"model": "openai:scripted", "base_url": server.url, "timeout_seconds": 5}
    return parse_config({**values, "input_usd_per_million": 1.0, "output_usd_per_million": 4.0, **more}, where="test")


def scribe_of(server: ModelServer, folder: Path, **more: Any) -> Scribe:
    """A scribe that asks a scripted server and never waits."""
    config = config_of(server, **more)
    return Scribe(config, Ledger(folder / "models.sqlite"), "run-1", price_of(config), send_question, lambda _: None)


def write(evidence: Evidence, answer: Answer, folder: Path, **more: Any) -> tuple[Written, ModelServer, Scribe]:
    """The report as a script's model writes it."""
    usage = more.pop("usage", (900, 300))
    with model_server(answer, usage=usage) as server:
        scribe = scribe_of(server, folder, **more)
        return write_report(evidence, scribe), server, scribe


def embedded_statements(evidence: Evidence) -> list[Statement]:
    """What the embedded analyst writes."""
    if id(evidence) not in _embedded:
        _embedded[id(evidence)] = (evidence, write_report(evidence).statements)
    return _embedded[id(evidence)][1]


_embedded: dict[int, tuple[Evidence, list[Statement]]] = {}
"""The embedded report of each evidence, which is kept with it so that no other gets its id."""


def embedded_texts(evidence: Evidence) -> list[str]:
    """The embedded analyst's sentences."""
    return [s.text for s in embedded_statements(evidence)]


def check_whole_and_proven(evidence: Evidence, written: Written, scribe: Scribe) -> None:
    """Every section of the embedded report is there, every event that it tells is told, every reported statement holds, no limit was passed."""
    embedded = embedded_statements(evidence)
    assert {s.section for s in embedded} <= {s.section for s in written.statements}
    led = {s.event_id for s in embedded if s.section == "developments" and s.kind == "reported"}
    assert led <= {s.event_id for s in written.statements if s.section == "developments"}
    shared = {s.text for s in embedded}
    ids = {s.statement_id for s in written.statements}
    borne = {row.statement_id for row in written.proof}
    for statement in written.statements:
        assert statement.citations
        assert set(statement.citations) <= set(evidence.article)
        assert set(statement.rests_on) <= ids
        assert statement.statement_id in borne
        if statement.kind == "reported" and statement.text not in shared:
            cited = [source_of(evidence.article[a]) for a in statement.citations]
            assert verify(statement.text, cited).supported, statement.text
        assert statement.rests_on or statement.kind == "reported"
    spent = scribe.ledger.spent(scribe.run)
    assert spent.tokens <= scribe.config.tokens_per_run
    assert (spent.usd or 0.0) <= scribe.config.usd_per_run
    assert render(evidence, written).startswith("# Security Analysis Report")


def render(evidence: Evidence, written: Written) -> str:
    """The report as Markdown, with its record."""
    document = make_document(
        report=written.report, score=evidence.score, statements=written.statements, contributions=evidence.contributions,
        stories=evidence.stories, hotspots=evidence.hotspots, outlook=evidence.outlook, articles=evidence.articles, issues=written.issues,
    )  # fmt: skip
    return "\n".join([render_markdown(document), *document.record])


def once(step: str, change: Callable[[AskedOfModel], Any]) -> Answer:
    """A good model that answers one question of a step otherwise: the first."""
    spoilt: list[int] = []

    def answer(question: AskedOfModel) -> Any:
        if question.step == step and not spoilt:
            spoilt.append(question.number)
            return change(question)
        return honest(question)

    return answer


def spoil(key: str, **slots: Any) -> Callable[[AskedOfModel], Any]:
    """The good answer with slots of the first item of a list spoilt."""

    def change(question: AskedOfModel) -> Any:
        answer = honest(question)
        first, *others = answer[key]
        return {**answer, key: [{**first, **slots}, *others]}

    return change
