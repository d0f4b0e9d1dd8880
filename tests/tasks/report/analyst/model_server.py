"""A scripted OpenAI-compatible server on loopback: it answers the questions of the three steps as a test's script says."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["AskedOfModel"], Any]
"""An object, a string (the raw content), bytes (a raw body), an int (an HTTP status), both of them, `Ended` or `Drip`."""


@dataclass(frozen=True)
class AskedOfModel:
    """What the model was asked: at which step, with which document, and whether this is the second time of asking."""

    number: int
    step: str
    document: dict[str, Any]
    repair: bool
    last: str
    """What was said last."""
    body: dict[str, Any]
    key: str
    """What it was asked with."""

    @property
    def prompt(self) -> str:
        """All that we said."""
        return "\n".join(str(m["content"]) for m in self.body["messages"] if m["role"] != "assistant")


@dataclass(frozen=True)
class Ended:
    """Content that the server ended for a reason of its own, such as `length` or `content_filter`."""

    content: str
    reason: str


@dataclass(frozen=True)
class Drip:
    """A body that comes for ever: so many bytes at a time, with a wait between."""

    chunk: bytes
    wait: float


@dataclass
class ModelServer:
    """The server's address and what it was asked."""

    url: str
    questions: list[AskedOfModel] = field(default_factory=list)

    def of(self, step: str) -> list[AskedOfModel]:
        return [question for question in self.questions if question.step == step]


def step_of(document: dict[str, Any]) -> str:
    """The step whose document it is, by what it holds."""
    for key, step in (("question", "ask"), ("statements", "judge")):
        if key in document:
            return step
    events = document.get("events") or [{}]
    return "extract" if "articles" in events[0] else "write" if "claims" in events[0] else "merge"


@contextmanager
def model_server(
    answer: Answer, *, usage: tuple[int, int] | None = (900, 300), retry_after: str | None = None
) -> Iterator[ModelServer]:
    """A server that answers as the script says, until the block ends."""
    ended = threading.Event()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            return

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            said = [str(m["content"]) for m in body["messages"] if m["role"] == "user"]
            found = re.search(r"^DATA-([0-9a-f]{16})\n(.*?)\nDATA-\1$", said[0], re.DOTALL | re.MULTILINE)
            document = json.loads(found[2]) if found else {}
            key = (self.headers["authorization"] or "").removeprefix("Bearer ")
            with lock:
                repair = len(said) > 1 or "Answer again for" in said[-1]
                question = AskedOfModel(len(server.questions), step_of(document), document, repair, said[-1], body, key)
                server.questions.append(question)
            self._reply(answer(question))

        def _reply(self, said: Any) -> None:
            if isinstance(said, Drip):
                self._drip(said)
            elif isinstance(said, int):
                self._send(said, b'{"error": {"message": "scripted"}}')
            elif isinstance(said, tuple):
                self._send(*said)
            elif isinstance(said, bytes):
                self._send(200, said)
            elif isinstance(said, Ended):
                self._send(200, _completion(said.content, said.reason))
            else:
                self._send(200, _completion(said if isinstance(said, str) else json.dumps(said)))

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            if retry_after and status == 429:
                self.send_header("retry-after", retry_after)
            self.end_headers()
            self.wfile.write(body)

        def _drip(self, drip: Drip) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("connection", "close")
            self.end_headers()
            self.close_connection = True
            try:
                while not ended.is_set():
                    self.wfile.write(drip.chunk)
                    time.sleep(drip.wait)
            except OSError:
                return

    def _completion(text: str, reason: str = "stop") -> bytes:
        message = {"role": "assistant", "content": text}
        body: dict[str, Any] = {
            "id": "scripted", "object": "chat.completion", "created": 1_777_000_000, "model": "scripted",
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        }  # fmt: skip
        if usage is not None:
            body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
        return json.dumps(body).encode()

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = ModelServer(f"http://127.0.0.1:{http.server_address[1]}/v1")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        ended.set()
        http.shutdown()
        http.server_close()
        thread.join()
