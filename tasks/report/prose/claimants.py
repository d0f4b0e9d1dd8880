"""Whether a headline is told in the words of a party that has a side: the opposition, rebels, activists (`claimants.yaml`).

Read by where the speaker stands: a clause that says, `rebels said` or `said rebels`; a source, `according to rebels`; or a name behind
a colon or dash at the end, or before a colon at the beginning. A party that only acts (`rebels kill 12, police say`) is none.
Known false positives: what a party says of something else in a headline that has a number too. Languages without a list are not read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from tasks.language.word_lists import word_list

_WORD = r"[^\W\d][\w.'’-]* "
_CLAUSE = r"(?:^|[,;:–—…!?”’\"'] ?|\. | - )"


def is_in_a_partys_words(title: str, lang: str) -> bool:
    """Whether a party that has a side says what the title tells."""
    pattern = _pattern(lang)
    return pattern is not None and pattern.search(title.casefold()) is not None


@functools.cache
def _pattern(lang: str) -> re.Pattern[str] | None:
    lists: Mapping[str, str] | None = word_list("claimants").get(lang)
    if lists is None:
        return None
    said = _any(lists["says"])
    article = f"(?:{_articles(lists)})?"
    named = f"{article}(?:{_WORD})?{article}{_any(lists['who'])}"
    speaker = named + (f"(?: {_any(lists['of'])}){{0,2}}" if "of" in lists else "")
    says = f"{said}(?! {_any(lists['owned'])})" if "owned" in lists else said
    shapes = [
        f"{_CLAUSE}{speaker} {says}",
        *(
            [f"{_CLAUSE}{named}(?: {_any(lists['of'])}){{1,2}}(?: {_WORD.strip()}){{1,2}} {says}"]
            if "of" in lists
            else []
        ),
        f"(?!^){_CLAUSE}{said} {article}{_any(lists['who'])}",
        f"^{said} {article.removesuffix('?')}{_any(lists['who'])}",
        rf"(?<!\w){_any(lists['by'])} {speaker}",
        rf"(?:[:–—] ?| - ){speaker}[.!]?$",
        rf", ?{article}{_any(lists['who'])}[.!]?$",
        rf"^{speaker} ?:",
    ]
    if "after" in lists:
        shapes.append(f"{speaker} {_any(lists['after'])}")
    if "doubted" in lists:
        shapes.append(
            f"{_CLAUSE}{article}(?:{_WORD})?{_any(lists['doubted'])} {_any(lists['claims'])}(?! {_any(lists['owned'])})"
        )
    return re.compile("|".join(shapes))


def _any(terms: str) -> str:
    words = (re.escape(term.strip()).replace(r"\*", r"\w*") for term in terms.split(","))
    return f"(?:{'|'.join(words)})(?!\\w)"


def _articles(lists: Mapping[str, str]) -> str:
    words = (term.strip() for term in lists.get("articles", "").split(",") if term.strip())
    return "|".join(re.escape(word) + ("" if word.endswith(("'", "’")) else " ") for word in words)
