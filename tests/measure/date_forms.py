"""Which dates of the recorded feeds and of the parsers' suites are read, by their form: `python -m tests.measure.date_forms`.

A form is told by a pattern that knows nothing of the reader: offsets of hours alone, named zones, months that are not English,
dates in figures with slashes or dots, compact ones. Each different text counts once; what stands in no form is left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from tasks.collect.feed.dates import parse_date
from tasks.collect.feed.entries import read_feed
from tests.measure.feeds import ARCHIVES, DATA, documents

_ENGLISH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
FORMS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("+HH", re.compile(r":\d\d(?::\d\d)? ?(?:GMT|UTC)?[+-]\d{1,2}$").search),
    ("named zone", re.compile(r"\d(?::\d\d)? ?(?!(?:GMT|UTC|UT|Z|AM|PM)\b)[A-Z]{2,5}$").search),
    ("month not English", lambda text: not _ENGLISH.search(text) and re.search(r"\d\W+[^\W\d_]{3,}\.?\W+\d", text)),
    ("in figures", re.compile(r"^\D{0,12}\d{1,2}[/.]\d{1,2}[/.]\d{2,4}").search),
    ("compact", re.compile(r"^(?:19|20)\d{6}(?:T?\d{4,6})?").search),
)


def main() -> int:
    """Prints how many of each form are read; 1 where the data is absent."""
    if not (DATA / "feeds").is_dir():
        print(f"no feeds at {DATA} (set WEEKWATCH_DATA)")
        return 1
    texts = {
        " ".join(text.split())
        for archive in ARCHIVES
        for _, body in documents(archive)[:: 1 if archive == "parser-suites" else 8]
        for entry in read_feed(body).entries
        for text in (entry.published, entry.updated)
        if text and len(text) < 100
    }
    print(f"{len(texts):,} different dates, {sum(parse_date(text) is not None for text in texts):,} read")
    print(f"{'form':20}{'dates':>8}{'read':>8}{'share':>8}")
    for name, is_of in FORMS:
        found = sorted(text for text in texts if is_of(text))
        read = [text for text in found if parse_date(text) is not None]
        print(f"{name:20}{len(found):>8}{len(read):>8}{len(read) / max(len(found), 1):>8.1%}")
        print("".join(f"    not read: {text!r}\n" for text in sorted(set(found) - set(read))[:5]), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
