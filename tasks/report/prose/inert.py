"""Text and links made harmless: what an article says is shown, never obeyed by a renderer."""

from __future__ import annotations

import re
import unicodedata

_MARKDOWN = re.compile(r"([\\`*_\[\]|~$]|(?<=[a-zA-Z]):(?=//)|!(?=\[)|^[#+=-]|@)")
_LINE_START = re.compile(r"^(\d+)([.)])(?=\s|$)")
_HIDDEN = frozenset("\u200b\u2060\ufeff\u00ad\u180e\u034f\u115f\u1160\u3164\u200e\u200f\u061c")
_HIDDEN_LETTERS = re.compile("[\u034f\u115f\u1160\u3164]|  ")
"""Of the hidden characters those that Python calls printable, and blanks to be joined."""
_BIDI = frozenset(chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def plain(text: str) -> str:
    """The text on one line without control, bidirectional-override, tag and invisible characters.

    The joiners U+200C and U+200D stay: Persian and Indic words are spelled with them.
    """
    if text.isprintable() and not _HIDDEN_LETTERS.search(text):  # most text: nothing to take out
        return text.strip(" ")
    kept = []
    for char in text:
        if char in _BIDI or char in _HIDDEN or 0xE0000 <= ord(char) <= 0xE007F:
            continue
        category = unicodedata.category(char)
        if category in ("Cc", "Zl", "Zp") or category in ("Co", "Cs"):
            kept.append(" ")
            continue
        kept.append(char)
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def markdown(text: str) -> str:
    """The plain text with everything that Markdown or HTML would act on escaped."""
    escaped = re.sub(r"&(?=#?\w+;)", "&amp;", plain(text)).replace("<", "&lt;").replace(">", "&gt;")
    escaped = _MARKDOWN.sub(r"\\\1", escaped)
    # Bare addresses would become links of their own in many renderers.
    escaped = re.sub(r"(?i)\bwww\.", lambda match: f"{match[0][:3]}\\.", escaped)
    return _LINE_START.sub(r"\1\\\2", escaped)


def link(url: str) -> str:
    """The address if it is http or https and free of anything that could end a link; otherwise empty."""
    if not re.fullmatch(r"(?i)https?://[^\s<>\"'`\\{}|^\x00-\x20\x7f]+", url) or plain(url) != url:
        return ""
    return url.replace("(", "%28").replace(")", "%29").replace("[", "%5B").replace("]", "%5D").replace("*", "%2A")
