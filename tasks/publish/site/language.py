"""`lang` and `dir` of quoted text, so that it is spoken and ordered as its own language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tasks.report.prose.inert import plain

if TYPE_CHECKING:
    from markupsafe import Markup

RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "azb", "ckb", "dv", "fa", "glk", "he", "ks", "mzn", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]
)
"""Languages usually written from right to left (CLDR, scripts of right-to-left order)."""
_HEBREW = "\u0590-\u05ff\ufb1d-\ufb4f"
_RTL = f"{_HEBREW}\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_RUN = re.compile(rf"[{_RTL}](?:[{_RTL}\u200c\u200d\d\s.,:;!?/%()\"'«»\-–]*[{_RTL}])?")


def direction(lang: str) -> str:
    """`rtl` or `ltr`; `auto` where the language is unknown."""
    if lang in ("und", ""):
        return "auto"
    return "rtl" if lang.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def in_language(text: str, lang: str) -> Markup:
    """The text as HTML in a `<bdi>` of its own language and direction."""
    from markupsafe import Markup

    from tasks.publish.site.escaping import page_text

    return Markup(f'<bdi lang="{page_text(lang)}" dir="{direction(lang)}">{page_text(text)}</bdi>')


def marked(text: str, quoted: Iterable[tuple[str, str]] = ()) -> Markup:
    """The text as HTML, with what is quoted from other languages in `<bdi lang dir>`.

    `quoted` are (title, language) of the articles that it cites: a title that stands in the text as it is gets its
    article's language. Other stretches of Arabic or Hebrew letters get the language of the first cited article
    written so, else Arabic or Hebrew.
    """
    from markupsafe import Markup, escape

    text = plain(text)
    titles = [(plain(title), lang) for title, lang in quoted if lang not in ("en", "und")]
    spans = [(at, at + len(title), lang) for title, lang in titles if title and (at := text.find(title)) >= 0]
    rtl = [lang for _, lang in titles if direction(lang) == "rtl"]
    for run in _RUN.finditer(text):
        script = "he" if re.match(f"[{_HEBREW}]", run[0]) else "ar"
        own = [lang for lang in rtl if (lang in ("he", "yi")) == (script == "he")]
        spans.append((run.start(), run.end(), own[0] if own else script))
    made, end = Markup(""), 0
    for start, stop, lang in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < end:
            continue
        made += escape(text[end:start])
        made += Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(lang, direction(lang), text[start:stop])
        end = stop
    return made + escape(text[end:])
