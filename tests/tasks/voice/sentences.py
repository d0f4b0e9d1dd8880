"""Every sentence that a report can say, with an example in each language, for reading: `python -m tests.tasks.voice.sentences` writes the page.

A sentence is a message of `tasks/report` or `tasks/publish/report` with a blank or a full stop in it; its blanks are filled with the same facts in every language.
"""

from __future__ import annotations

import datetime as dt
import re
import string
from pathlib import Path

from tasks.report.prose.event_names import event_name
from tasks.report.prose.likelihood import confidence_words, likelihood
from tasks.report.sections.opening import level_name
from tasks.report.sections.outlook import SIGNS
from tasks.voice import report_languages
from tasks.voice.messages import report_messages
from tasks.voice.voice import Voice, capital, voice

PAGE = Path(__file__).with_name("data") / "sentences.md"
DAY = dt.date(2026, 4, 26)


_NAMES_MORE = re.compile(
    r"^\{event\} (?:\(\{day|in |at |with |involving|reported)|^\{event\}, |^\{event\}: |\{people\} in"
)
"""Messages that say of an event itself where and when it was."""


def facts_in(say: Voice) -> dict[str, str]:
    """An example for every blank, in the words of a language."""
    event = say("{event} in {place}", event=event_name("accident", "crash", known=True, say=say), place="Darkhan")
    dated = say("{event} ({day})", event=event, day=say.day(DAY))
    level = level_name("Elevated", say)
    killed = say.many("one person killed", "{count} people killed", 19)
    sure = confidence_words("moderate", say)
    return {
        "advice": capital(say("plan for closed crossings and delayed cargo, with stocks and a second route")),
        "answers": say.many("one answer", "{count} answers", 3), "analyst": "embedded", "articles": say.many("one article", "{count} articles", 42),
        "chances": say.many("at least one death is {likely} ({share})", "at least {count} deaths are {likely} ({share})", 1, likely=likelihood(0.97, say), share=say.share(0.97)),
        "change": say("unchanged"), "compared": say(", as in the week before"), "confidence": sure, "cost": "", "count": say.count(3), "deaths": say.number(100),
        "all": say.number(40), "country": say.in_prose("MN"), "dagger": "†", "decision": say("this toll is wrong"), "dropped": say.number(1), "effect": "19",
        "name": "toll-1", "mended": say.number(0), "model": "model-1", "reason": "19", "section": say("Cyber Security"), "day": say.day(DAY), "days": say.days(DAY, None), "dollars": say.number(0.25, 2), "end": say.day(DAY),
        "event": dated, "events": dated, "feeds": "example.org", "first": say.day(DAY), "formula": "5", "heading": "Troops train in Dornogovi",
        "health": "3 alive", "high": say.number(20), "high_outlet": "Evening Echo", "horizons": f"{likelihood(0.3, say)} (30 %)",
        "language": say.language_name("ru"), "languages": say.language_name("en"), "last": say.day(DAY + dt.timedelta(days=6)),
        "level": level, "likely": likelihood(0.3, say), "list": "Darkhan", "low": say.number(12), "low_outlet": "Morning Wire",
        "named": dated, "number": say.number(22), "outlet": "Morning Wire", "outlets": say.join(["Morning Wire", "Evening Echo"]),
        "people": say.many("one person had been killed", "{count} people had been killed", 19), "period": say.days(DAY, None), "place": "Darkhan",
        "points": say.number(12.5, 1), "prompts": "v1", "published": say.number(40), "publishers": say.many("one publisher", "{count} publishers", 7),
        "quote": "“Bus crash kills 19”", "quotes": say("{quote} ({outlet}, {day})", quote="“Bus crash kills 19”", outlet="Evening Echo", day=say.day(DAY)),
        "revision": "0123456789abcdef", "scale": sure, "score": say.number(42.0, 1), "sections": say("Cyber Security"),
        "sector": capital(say.sector("military")), "sentence": "Bus crash kills 19 (Evening Echo, April 26).", "share": say.share(0.3), "sign": capital(say(SIGNS["assault"])),
        "standing": say("; the standing danger, known before the week, is {level}", level=level), "start": say.day(DAY),
        "steps": say("{level} from {score} ({deaths} deaths a year)", level=level, score=say.number(40.0), deaths=say.number(100)),
        "stories": say.many("one story", "{count} stories", 12), "tokens": say.number(12000), "told": say.count(9), "toll": killed, "translation": "Border opens longer",
        "what": event, "when": say.many("next week", "{count} weeks from now", 1), "written": say.number(41),
    }  # fmt: skip


def sentences() -> list[str | tuple[str, str]]:
    """The messages of a report that are sentences or have blanks."""
    found: list[str | tuple[str, str]] = []
    for message, source in report_messages().items():
        one = message if isinstance(message, str) else message[0]
        if source.startswith(("tasks/report", "tasks/publish/report")) and (
            "{" in one or one.rstrip().endswith(".") or not isinstance(message, str)
        ):
            found.append(message)
    return found


def example(message: str | tuple[str, str], say: Voice) -> str:
    """The sentence in a language with its blanks filled."""
    one = message if isinstance(message, str) else message[1]
    facts = facts_in(say)
    if _NAMES_MORE.search(one):
        facts["event"] = facts["what"]
    blanks = {name: facts[name] for _, name, _, _ in string.Formatter().parse(one) if name}
    if isinstance(message, str):
        return capital(say(message, **blanks).strip(" ,;"))
    blanks.pop("count", None)
    return capital(say.many(*message, 3, **blanks))


def page() -> str:
    """All of them as Markdown, a paragraph a sentence and a line a language."""
    lines = ["# Every sentence of a report", ""]
    for message in sentences():
        lines += [f"- {language}: {example(message, voice(language))}" for language in report_languages()]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
