"""Translators: a scripted LibreTranslate server, a folder of models, the program apertium; what is kept, and what the report says."""

from __future__ import annotations

import dataclasses
import json
import stat
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tasks.report.translate.engines import Apertium, ArgosFolder, LibreTranslate, UntranslatedError, parse_translator
from tasks.report.translate.headlines import Interpreter, translate_headlines
from tasks.report.writing import write_report
from tests.measure.report_weeks import assemble
from tests.tasks import report_rows
from tests.tasks.report_rows import MONGOLIA, WEEK
from warehouse.errors import InputError

SAID = "Border crossing Zamiin-Uud will stay open longer"


@contextmanager
def translation_server(status: int = 200, body: Any = None) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that answers as scripted, its address, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            answer = json.dumps({"translatedText": SAID} if body is None else body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_a_headline_is_asked_for_once_and_kept(tmp_path: Path) -> None:
    with translation_server() as (address, asked):
        interpreter = Interpreter(LibreTranslate(address), tmp_path / "kept.sqlite")
        for _ in range(2):
            assert interpreter.say("Погранпереход", "ru", "en") == SAID
    assert [(a["source"], a["target"], a["q"]) for a in asked] == [("ru", "en", "Погранпереход")]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (500, {}, "status 500"),
        (302, {}, "status 302"),
        (200, [], "translatedText"),
        (200, {"translatedText": ""}, "translatedText"),
    ],
)
def test_a_server_that_fails_is_named_with_its_reason(status: int, body: Any, reason: str) -> None:
    with translation_server(status, body) as (address, _), pytest.raises(UntranslatedError, match=reason):
        LibreTranslate(address).translate("Погранпереход", "ru", "en")


def test_a_language_that_the_server_has_not_is_no_failure() -> None:
    with translation_server(400, {"error": "xx is not supported"}) as (address, _):
        assert LibreTranslate(address).translate("text", "xx", "en") is None


def test_what_is_answered_is_one_harmless_line() -> None:
    with translation_server(200, {"translatedText": "a\nb\u202e" + "c" * 900}) as (address, _):
        said = LibreTranslate(address).translate("text", "ru", "en")
    assert said is not None
    assert said.startswith("a bccc")
    assert len(said) == 400


def test_apertium_is_asked_for_an_installed_pair(tmp_path: Path) -> None:
    program = tmp_path / "apertium"
    program.write_text(
        '#!/bin/sh\nif [ "$1" = -l ]; then echo spa-eng; else cat >/dev/null; echo "Border closed"; fi\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    engine = Apertium(str(program))
    assert engine.translate("Frontera cerrada", "es", "en") == "Border closed"
    assert engine.translate("Granica", "pl", "en") is None
    with pytest.raises(UntranslatedError):
        Apertium(str(tmp_path / "absent")).translate("Frontera", "es", "en")


def test_a_folder_of_models_translates_the_pairs_that_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "ru_en"
    package.mkdir()
    (package / "metadata.json").write_text(json.dumps({"from_code": "ru", "to_code": "en"}))
    pieces = types.SimpleNamespace(encode=lambda text, out_type: text.split(), decode=" ".join)
    answer = types.SimpleNamespace(hypotheses=[["Border", "open"]])
    model = types.SimpleNamespace(translate_batch=lambda batch, beam_size: [answer])
    fakes: dict[str, Any] = {
        "ctranslate2": types.SimpleNamespace(Translator=lambda *_, **__: model),
        "sentencepiece": types.SimpleNamespace(SentencePieceProcessor=lambda model_file: pieces),
    }
    for name, fake in fakes.items():
        monkeypatch.setitem(sys.modules, name, fake)
    engine = ArgosFolder(tmp_path)
    assert engine.translate("Граница открыта", "ru", "en") == "Border open"
    assert engine.translate("Granica", "pl", "en") is None


@pytest.mark.parametrize("setting", ["ftp://x", "no-such-folder", "https://user:secret@host/"])
def test_a_setting_that_names_no_translator_is_refused(setting: str) -> None:
    with pytest.raises(InputError, match="translate"):
        parse_translator(setting, where="model.yaml")


def test_the_report_tells_in_english_what_another_language_told(tmp_path: Path) -> None:
    evidence = assemble(MONGOLIA, WEEK, [[report_rows.CLASH_ONE], [report_rows.RUSSIAN]])
    with translation_server() as (address, asked):
        interpreter = Interpreter(LibreTranslate(address), tmp_path / "kept.sqlite")
        found, failure = translate_headlines(
            interpreter, evidence.events, evidence.event_articles, evidence.articles, "en"
        )
    assert failure is None
    assert found == {report_rows.RUSSIAN.article_id: SAID}
    assert len(asked) == 1  # what English tells needs none
    written = write_report(dataclasses.replace(evidence, translations=found))
    (told,) = [s for s in written.statements if s.section == "developments" and "Russian" in s.text]
    assert f"{SAID} (machine translation; the original headline reads “{report_rows.RUSSIAN.title}”)" in told.text


def test_a_translator_that_stops_leaves_a_reason(tmp_path: Path) -> None:
    evidence = assemble(MONGOLIA, WEEK, [[report_rows.RUSSIAN]])
    with translation_server(503) as (address, _):
        interpreter = Interpreter(LibreTranslate(address), tmp_path / "kept.sqlite")
        found, failure = translate_headlines(
            interpreter, evidence.events, evidence.event_articles, evidence.articles, "en"
        )
    assert found == {}
    assert failure == "the server answered with status 503"
