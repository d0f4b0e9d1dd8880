"""What leaves as a message obeys nobody: no mention, no disguised link, no second head line, whatever the channel."""

from __future__ import annotations

import re
import sys
import types
from typing import Any

import pytest

from tasks.publish import notify
from tasks.publish.alerts import Message
from tasks.publish.notify import spoken_plainly

HOSTILE = (
    "@everyone the mayor said",
    "<!channel> now",
    "<!subteam^S123|all>",
    "<@U024BE7LH> and <#C024BE7LR>",
    "[reuters.com](https://evil.example/x)",
    "<a href='https://evil.example'>here</a>",
    "<https://evil.example|reuters.com>",
    "Raid\r\nBcc: all@example.org",
    "Raid\x1b]0;owned\x07\x1b[31m",
    "```\n@here\n```",
    "Raid \u202egnp.exe",
)
OBEYED = re.compile(r"@\w|<[!@#a-zA-Z/]|\]\(|```|[\x00-\x09\x0b-\x1f\u202a-\u202e]")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("lines", [False, True])
def test_nothing_that_a_messenger_obeys_is_left(text: str, lines: bool) -> None:
    said = spoken_plainly(text, lines=lines)
    assert not OBEYED.search(said)
    assert lines or "\n" not in said
    letters = re.sub(r"[\W_]+", "", re.sub("[\x00-\x1f]", "", text))
    assert re.sub(r"[\W_]+", "", said) == letters  # what was said is still said


def test_alerts_go_out_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []

    class Channel:
        def add(self, url: str) -> bool:
            return True

        def notify(self, **what: Any) -> bool:
            sent.append(what)
            return True

    fake = types.ModuleType("apprise")
    fake.Apprise, fake.NotifyFormat = Channel, types.SimpleNamespace(TEXT="text")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "apprise", fake)
    message = Message("0" * 16, "MN:\r\n@everyone", "<!here> a [link](https://evil.example)", ())
    assert notify._notify(message, "slack://x") is None
    assert sent[0]["body_format"] == "text"
    assert not OBEYED.search(sent[0]["title"] + sent[0]["body"])
    assert "\n" not in sent[0]["title"]
