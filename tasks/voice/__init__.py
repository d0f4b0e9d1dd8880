"""The languages of the report: messages in English, and catalogues that translate them.

In: an English message with its fields. Out: the sentence in the report's language. Begin with `voice`; `messages` finds what a
catalogue lacks.
"""

from __future__ import annotations

from pathlib import Path

CATALOGUES = Path(__file__).with_name("catalogues")


def report_languages() -> tuple[str, ...]:
    """The languages in which a report can be written."""
    return ("en", *sorted(path.stem for path in CATALOGUES.glob("*.po")))
