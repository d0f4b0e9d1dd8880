"""The messages that a report can say, found in the code; run with a language, it brings that language's catalogue up to date.

python -m tasks.voice.messages es    keeps what is translated, adds what is new untranslated, drops what is said no more
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tasks.voice import CATALOGUES

TASKS = Path(__file__).parents[1]
SOURCES = ("voice/voice.py", "report/**/*.py", "publish/**/*.py", "publish/**/*.j2")

_UNSTABLE = (
    b'"Project-Id',
    b'"Report-Msgid',
    b'"POT-Creation',
    b'"PO-Revision',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Generated-By',
)
"""Lines of a catalogue's head that say when and by whom, not what."""

Message = str | tuple[str, str]
"""A message, or one with its plural."""


def report_messages() -> dict[Message, str]:
    """Each message with the file that says it first, in the order of the files."""
    found: dict[Message, str] = {}
    for pattern in SOURCES:
        for path in sorted(TASKS.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            for message in _in_python(text) if path.suffix == ".py" else _in_template(text):
                found.setdefault(message, path.relative_to(TASKS.parent).as_posix())
    return found


def _in_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "many" and len(words) == 2:
            yield words[0], words[1]
        elif isinstance(node.func, ast.Name) and node.func.id in ("say", "self", "N_") and words:
            yield words[0]


def _in_template(text: str) -> Iterator[Message]:
    for match in re.finditer(r'\bsay\("([^"]+)"', text):
        yield match[1]


def bring_up_to_date(language: str) -> tuple[int, int]:
    """How many messages the catalogue of a language has, and how many of them are not translated yet; writes the file."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    path = CATALOGUES / f"{language}.po"
    old = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file, locale=language)
    new = Catalog(
        locale=language,
        header_comment=f"# The report's sentences in {language}; `python -m tasks.voice.messages {language}` finds new ones.",
    )
    for message, source in report_messages().items():
        one = message if isinstance(message, str) else message[0]
        kept = old.get(one)
        same = kept is not None and kept.id == message
        new.add(message, kept.string if same and kept is not None else None, locations=[(source, 0)])
    written = io.BytesIO()
    write_po(written, new, width=0, ignore_obsolete=True, include_lineno=False)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(
        b"".join(line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(_UNSTABLE))
    )
    missing = sum(1 for m in new if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string))
    return len(new), missing


if __name__ == "__main__":
    for named in sys.argv[1:]:
        total, left = bring_up_to_date(named)
        print(f"{named}: {total} report_messages, {left} to translate")
