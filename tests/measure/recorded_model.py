"""A language model that answers from a recording: claims, order and statements by the articles that it is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tasks.report.analyst.config import ModelConfig
from tasks.report.analyst.send import Dialogue, ModelAnswer, schema_text
from tasks.report.evidence import Evidence
from tasks.report.prose.inert import plain
from tests.tasks.report.analyst.model_server import step_of
from tests.tasks.report.analyst.scripts import plan, read, tell

RECORDED = Path(__file__).with_name("data") / "model"
BYTES_PER_TOKEN = 4
"""Of English, as providers count it."""


def recording(name: str) -> dict[str, Any]:
    """A recording by titles of articles: claims as text and quoted words, order, merges, drops and what is told of each event."""
    found: dict[str, Any] = yaml.safe_load((RECORDED / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def by_titles(record: Mapping[str, Any], evidence: Evidence, names: Mapping[str, str]) -> dict[str, Any]:
    """The recording of a gold week by titles: its articles have ids, `names` by article_id, and its quotes places in their texts."""
    of = {names[article.article_id]: article for article in evidence.articles}
    title = {name: plain(article.title) for name, article in of.items()}
    claims: dict[str, list[list[str]]] = {}
    for name, told in record["claims"].items():
        fields = {"title": title[name], "text": plain(of[name].text)}
        claims[title[name]] = [[text, fields[where][start:end]] for text, where, start, end in told]
    return {
        "claims": claims,
        "order": [title[name] for name in record["order"]],
        "merges": [[title[part], title[whole]] for part, whole in record["merges"]],
        "drops": [[title[name], reason] for name, reason in record["drops"]],
        "told": {title[name]: told for name, told in record["told"].items()},
    }


@dataclass
class RecordedModel:
    """A model that answers from a recording by the titles of articles; `asked` is all that it was sent."""

    record: Mapping[str, Any]
    titles: dict[str, str] = field(default_factory=dict)
    """The title under which each event is recorded, by its key."""
    asked: list[str] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)

    def send(self, _: ModelConfig, dialogue: Dialogue) -> ModelAnswer:
        """The recorded answer to the last turn."""
        found = re.search(r"^DATA-([0-9a-f]{16})\n(.*?)\nDATA-\1$", dialogue.turns[0], re.DOTALL | re.MULTILINE)
        document = json.loads(found[2]) if found else {}
        self.turns.append("\n".join(dialogue.turns))
        sent = "\n".join((dialogue.instructions, schema_text(dialogue.form), *dialogue.turns))
        self.asked.append(sent)
        text = json.dumps(self._answer(document, again=len(dialogue.turns) > 1), ensure_ascii=False)
        return ModelAnswer(text, "whole", len(sent.encode()) // BYTES_PER_TOKEN, len(text.encode()) // BYTES_PER_TOKEN)

    def _answer(self, document: Mapping[str, Any], *, again: bool) -> dict[str, Any]:
        step = step_of(dict(document))
        if not self.record:
            return {"extract": read, "merge": plan, "write": tell}[step](dict(document))
        return {"extract": self._read, "merge": self._plan, "write": self._tell}[step](document, again=again)

    def _read(self, document: Mapping[str, Any], *, again: bool) -> dict[str, Any]:
        claims = []
        for event in document["events"]:
            known = [a for a in event["articles"] if a["title"] in self.record["claims"]]
            told = [a for a in known if a["title"] in self.record["told"]]
            self.titles[event["event"]] = next((a["title"] for a in (*told, *known, *event["articles"])), "")
            claims += [
                {"event": event["event"], "text": text, "quotes": [{"article": a["id"], "words": words}]}
                for a in known
                for text, words in self.record["claims"][a["title"]]
            ]
        return {"events": [{"event": e["event"]} for e in document["events"]], "claims": claims}

    def _plan(self, document: Mapping[str, Any], *, again: bool) -> dict[str, Any]:
        key = {title: event for event, title in self.titles.items()}
        keys = [e["event"] for e in document["events"]]
        merges = [{"event": key[a], "into": key[b]} for a, b in self.record["merges"] if a in key and b in key]
        drops = [{"event": key[a], "reason": reason} for a, reason in self.record.get("drops", ()) if a in key]
        first = [key[title] for title in self.record["order"] if title in key]
        gone = {one["event"] for one in (*merges, *drops)}
        order = [k for k in dict.fromkeys((*first, *keys)) if k not in gone]
        return {"order": order, "merges": merges, "drops": drops, "threads": []}

    def _tell(self, document: Mapping[str, Any], *, again: bool) -> dict[str, Any]:
        said: list[dict[str, Any]] = []
        for event in document["events"]:
            told = self.record["told"].get(self.titles.get(event["event"], ""), {})
            ids = [claim["id"] for claim in event["claims"]]
            for section, text in told.items():
                if section == "slip" or (section == "summary" and event["event"] not in document.get("summary_of", ())):
                    continue
                slipped = told.get("slip") if section == "developments" and not again else None
                judged = "low" if "low conf" in text else "moderate" if "moderate conf" in text else None
                said.append(
                    {"section": section, "subject": event["event"], "text": slipped or text, "claims": ids, "confidence": judged}
                )  # fmt: skip
        return {"statements": said}
