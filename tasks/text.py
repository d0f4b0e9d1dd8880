"""Plain text out of what feeds call titles and summaries.

Everything fetched is hostile: markup may be broken, escaped twice, endless or made to reorder what a reader
sees. Every function here is linear in the length of its input and raises for none.
"""

from __future__ import annotations

import html
import re
import unicodedata

MAX_MARKUP = 400_000
"""Characters of markup that are looked at: 20,000 of plain text with twenty times as much markup around it."""
MAX_PLAIN = 40_000
"""Characters of text, blanks included, after which a piece of markup is left: twice what an item may hold."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _words(
    """
    address article aside blockquote br caption center dd div dl dt fieldset figcaption figure footer form h1
    h2 h3 h4 h5 h6 header hr li main nav ol option p pre section table tbody td tfoot th thead tr ul
    """
)
_INLINE = _words(
    """
    a abbr acronym audio b bdi bdo big cite code data del dfn em embed font i iframe img input ins kbd label
    map mark noscript object param picture q rp rt ruby s samp script small source span strike strong style
    sub sup svg time track tt u var video wbr
    """
)
_HIDDEN = _words(
    """
    script style template noscript iframe object svg head title select textarea
    """
)

# No part of a tag may hold a `<` and nothing is tried twice (possessive), so the search is linear.
_TAG = re.compile(
    r"<(?:"
    r"!--(?P<comment>)"
    r"|!\[CDATA\[(?P<cdata>)"
    r"|(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]{0,40})"
    r"(?P<rest>[\s/](?>\"[^\"<]*\"|'[^'<]*'|[^<>\"']+|[\"'])*+)?+>"
    r"|[!?][a-zA-Z][^<>]*>"
    r")"
)
_MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u2122]")
_SPECIAL = re.compile(r"<(?:!|/?(?:" + "|".join(sorted(_HIDDEN)) + r")[\s/>])", re.IGNORECASE)
"""What needs more than taking tags away: comments, CDATA, elements whose text is not shown."""
_REST = r"(?:[\s/](?>\"[^\"<]*\"|'[^'<]*'|[^<>\"']+|[\"'])*+)?+>"
_BLOCK_TAG = re.compile(
    r"</?(?:" + "|".join(sorted(_BLOCKS, reverse=True)) + r")(?![a-zA-Z0-9:-])" + _REST, re.IGNORECASE
)
_ANY_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]{0,40}" + _REST)
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});")

_REMOVED: dict[int, str | None] = {
    **dict.fromkeys((*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))),  # controls
    0x00AD: None,  # soft hyphen
    0x200B: None,  # zero width space
    0x2060: None,  # word joiner
    0xFEFF: None,  # byte order mark
    0xFFFC: None,  # object replacement
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)),  # bidi
    **dict.fromkeys(range(0xD800, 0xE000)),  # lone surrogates
    **dict.fromkeys((*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF)),  # non-characters
    **dict.fromkeys(range(0xE0000, 0xE0080)),  # tags: text that no reader sees
    0x2028: "\n",
    0x2029: "\n",
    0x85: "\n",
    0x0C: "\n",
    0x0D: "\n",
}
_SUSPECT = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_REMOVED) if code < 0x10000) + "]")
_SUSPECT_TAGS = re.compile("[\U000e0000-\U000e007f]")
"""Apart from the others: a set that leaves the basic plane is searched sixty times more slowly."""


def clean_text(text: str) -> str:
    """The text in NFC without control characters, direction overrides, invisible letters and surplus blanks.

    Lines are kept (one `\\n` between two of them). Zero-width joiners stay: Persian and the Indic scripts need them.
    """
    if _SUSPECT.search(text) or (not text.isascii() and _SUSPECT_TAGS.search(text)):
        text = text.replace("\r\n", "\n").translate(_REMOVED)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "\n" not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def repair_mojibake(text: str) -> str:
    """The text, or what it was before its UTF-8 was read as Latin-1 or Windows-1252 (`cafÃ©` for `café`).

    Repaired only where the whole of it can be: a text that also holds letters of its own is left alone.
    """
    if text.isascii() or not _MOJIBAKE.search(text):
        return text
    for encoding in ("latin-1", "cp1252"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def one_line(text: str) -> str:
    """The text with its lines joined by single spaces."""
    return " ".join(text.split())


def strip_tags(markup: str, *, known_only: bool = False) -> str:
    """The markup without tags, comments and hidden elements; block elements end a line. Entities stay.

    known_only: only HTML's own element names are taken for tags, so that `<Taliban leader>` survives.
    """
    if not known_only and not _SPECIAL.search(markup):
        return _ANY_TAG.sub("", _BLOCK_TAG.sub("\n", markup))
    parts: list[str] = []
    unclosed: set[str] = set()  # what has no end any more: not looked for again
    at = length = 0
    while match := _TAG.search(markup, at):
        parts.append(markup[at : match.start()])
        length += match.start() - at
        at = match.end()
        if length > MAX_PLAIN:
            return "".join(parts)
        name = (match["name"] or "").lower()
        if match["comment"] is not None:
            at = _after("-->", markup, at, unclosed)
        elif match["cdata"] is not None:
            unclosed.add("cdata")
        elif known_only and name and name not in _BLOCKS and name not in _INLINE:
            parts.append(match[0])
        elif name in _BLOCKS:
            parts.append("\n")
        elif name in _HIDDEN and not match["close"] and not (match["rest"] or "").endswith("/"):
            at = _after(f"</{name}", markup, at, unclosed)
    parts.append(markup[at:])
    text = "".join(parts)
    return text.replace("]]>", "") if "cdata" in unclosed else text


def _after(end: str, markup: str, at: int, unclosed: set[str]) -> int:
    """Where the text goes on after what ends with `end` (in any case); `at` itself where nothing ends it."""
    if end in unclosed:
        return at
    match = re.compile(re.escape(end) + (r"[^<>]*>" if end.startswith("</") else ""), re.IGNORECASE).search(markup, at)
    if match is None:
        unclosed.add(end)
        return at
    return match.end()


def clean_html(html_text: str) -> str:
    """The plain text of a piece of HTML: tags gone, entities resolved, blanks collapsed, blocks on their own lines.

    HTML that was escaped twice is stripped twice. At most MAX_MARKUP characters are read.
    """
    text = html_text[:MAX_MARKUP]
    if "<" in text:
        # What a newline is in HTML: a blank. Lines come from block elements only.
        text = strip_tags(" ".join(text.split()))
    if "&" in text:
        text = html.unescape(text)
        if "<" in text:
            text = strip_tags(text, known_only=True)
        if "&" in text and _ENTITY.search(text):
            text = html.unescape(text)
    return clean_text(repair_mojibake(text))


def truncate(text: str, limit: int, mark: str = "…") -> str:
    """The text in at most `limit` characters, cut at a word where one ends in its last fifth, with `mark` if cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - len(mark)]
    space = cut.rfind(" ", len(cut) * 4 // 5)
    return (cut[:space] if space > 0 else cut).rstrip() + mark


def fold(text: str) -> str:
    """The text for comparing: NFKC, case folded, blanks collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fold_accents(text: str) -> str:
    """`fold` without the accents of Latin, Greek and Cyrillic letters; other scripts' marks are letters and stay."""
    decomposed = unicodedata.normalize("NFD", fold(text))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not 0x300 <= ord(c) < 0x370))
