"""Plain text out of what feeds call titles and summaries.

Everything fetched is hostile: markup may be broken, escaped twice, endless or made to reorder what a reader
sees. Every function here is linear in the length of its input and raises for none.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata

MAX_MARKUP = 400_000
"""Characters of markup that are looked at: 20,000 of plain text with twenty times as much markup around it."""
MAX_ESCAPED = 6
"""Times that a text is unescaped; beyond, its entities are taken out. Servers escape two or three times."""
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
    script style template noscript object svg head title select textarea
    """
)


class _Left(dict[str, str]):
    """What a tag leaves behind by its name in any case: a block element the end of a line, another nothing."""

    def __missing__(self, name: str) -> str:
        return self.get(name.lower(), "")


_LEFT = _Left(
    dict.fromkeys(_INLINE, "") | dict.fromkeys(_BLOCKS, "\n") | dict.fromkeys((b.upper() for b in _BLOCKS), "\n")
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
_FIRST = "".join(sorted({letter for name in _HIDDEN for letter in (name[0], name[0].upper())}))
_SPECIAL = re.compile(rf"<(?=[!?{_FIRST}])(?:[!?]|(?i:{'|'.join(sorted(_HIDDEN))})[\s/>])")
"""What needs more than taking tags away: comments, CDATA, declarations, elements whose text is not shown."""
_ANY_TAG = re.compile(
    r"</?([a-zA-Z][a-zA-Z0-9:-]{0,40}+)"
    r"(?:[\s/][^<>\"']*+(?>(?:\"[^\"<]*\"|'[^'<]*'|[\"'])[^<>\"']*+)*+)?+>"
)
_ACROSS = re.compile(rf"(?<!<)(?<!</)(?:</?)++(?=(?i:{'|'.join(sorted(_HIDDEN | _BLOCKS | _INLINE))})[\s/>])")
"""What begins as a tag that reaches across a `<`: no tag to the patterns above, but one to a browser (`<img onerror=x <>`).
Also what the taking out of tags, or of letters in false encodings, has joined to one."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_REFERENCE = re.compile(r"(&(?:#[0-9]{1,40}+;?|#[xX][0-9a-fA-F]{1,40}+;?|[^\t\n\f <&#;]{1,32};?))")
"""What `html.unescape` looks at, but for numbers of more than forty digits, which are no characters."""

_INVISIBLE = (
    *range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0),  # controls
    0x00AD,  # soft hyphen
    0x200B,  # zero width space
    0x2060,  # word joiner
    0xFEFF,  # byte order mark
    0xFFFC,  # object replacement
    *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C,  # bidi
    *range(0xD800, 0xE000),  # lone surrogates
    *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF,  # non-characters
)  # fmt: skip
_NOT_SEEN = re.compile("[" + "".join(re.escape(chr(code)) for code in _INVISIBLE) + "]")
_NOT_SEEN_IN_MARKUP = re.compile("[" + "".join(re.escape(chr(c)) for c in _INVISIBLE if not 0x80 <= c < 0xA0) + "]")
"""Without the second controls, of which UTF-8 that was read as Latin-1 is made."""
_TAGS_NOT_SEEN = re.compile("[\U000e0000-\U000e007f]")
"""Unicode's tags. Apart from the others: a set that leaves the basic plane is searched sixty times more slowly."""
_ENDS_OF_LINE = re.compile("[\f\r\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """The text in NFC without control characters, direction overrides, invisible letters and surplus blanks.

    Lines are kept (one `\\n` between two of them). Zero-width joiners stay: Persian and the Indic scripts need them.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    # What can be printed is seen, and has no blanks but the common one: known fast, and mostly so.
    plain = text.replace("\xa0", " ").replace("\t", " ")
    if plain.replace("\n", "").isprintable():
        plain = "\n".join(filter(None, map(str.strip, plain.split("\n"))))
        while "  " in plain:
            plain = plain.replace("  ", " ")
        return plain
    text = _ENDS_OF_LINE.sub("\n", _NOT_SEEN.sub("", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", _TAGS_NOT_SEEN.sub("", text))
    return "\n".join(filter(None, map(" ".join, map(str.split, filter(None, text.split("\n"))))))


def _seen(text: str) -> str:
    """The text without invisible letters: taken out later, they would join what stands on both sides to a tag (`<scr\\u200bipt>`)."""
    if text.isprintable():
        return text
    text = _NOT_SEEN_IN_MARKUP.sub("", text)
    return text if text.isascii() else _TAGS_NOT_SEEN.sub("", text)


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
    special = _SPECIAL.search(markup)
    if special is None:
        return _without_beginnings(_without_tags(markup, known_only))
    parts: list[str] = []
    unclosed: set[str] = set()  # what has no end any more: not looked for again
    at = length = 0
    while special:
        # No tag reaches across a `<`, so what stands before it can be read apart.
        part = _without_tags(markup[at : special.start()], known_only)
        parts.append(part)
        length += len(part)
        if length > MAX_PLAIN:
            return "".join(parts)
        at = special.start()
        if match := _TAG.match(markup, at):
            at = match.end()
            name = (match["name"] or "").lower()
            if match["comment"] is not None:
                at = _after("-->", markup, at, unclosed)
            elif match["cdata"] is not None:
                unclosed.add("cdata")
            elif known_only and name and name not in _BLOCKS and name not in _INLINE:
                parts.append(match[0])
            elif name and not match["close"] and not (match["rest"] or "").endswith("/"):
                at = _after(f"</{name}", markup, at, unclosed)
        else:
            parts.append("<")
            at += 1
        special = _SPECIAL.search(markup, at)
    parts.append(_without_tags(markup[at:], known_only))
    text = _without_beginnings("".join(parts))
    return text.replace("]]>", "") if "cdata" in unclosed else text


def _without_beginnings(text: str) -> str:
    """The text in which no `<` before the last `>` begins a tag of HTML."""
    end = text.rfind(">") + 1
    while end and "<" in text and (inert := _ACROSS.sub("", text[:end])) != text[:end]:
        text = (
            inert + text[end:]
        )  # what now stands together may be a name again: at most as often as a name has letters
        end = len(inert)
    return text


def _without_tags(markup: str, known_only: bool) -> str:
    """The markup, in which nothing special stands, without its tags; a block element leaves the end of a line."""
    if "<" not in markup:
        return markup
    if known_only:
        return _ANY_TAG.sub(_known_only, markup)
    pieces = _ANY_TAG.split(markup)  # text, name of a tag, text, name of a tag, ...
    pieces[1::2] = map(_LEFT.__getitem__, pieces[1::2])
    return "".join(pieces)


def _known_only(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    return "\n" if name in _BLOCKS else "" if name in _INLINE else tag[0]


def _after(end: str, markup: str, at: int, unclosed: set[str]) -> int:
    """Where the text goes on after what ends with `end` (in any case); `at` itself where nothing ends it."""
    if end in unclosed:
        return at
    match = re.compile(re.escape(end) + (r"[^<>]*>" if end.startswith("</") else ""), re.IGNORECASE).search(markup, at)
    if match is None:
        unclosed.add(end)
        return at
    return match.end()


def _unescape(text: str) -> str:
    """`html.unescape`, with every reference worked out once: a text has many and few kinds of them."""
    pieces = _REFERENCE.split(text)  # text, reference, text, reference, ...
    pieces[1::2] = map(_character, pieces[1::2])
    return "".join(pieces)


@functools.lru_cache(maxsize=4096)
def _character(reference: str) -> str:
    return html.unescape(reference)


def clean_html(html_text: str) -> str:
    """The plain text of a piece of HTML: tags gone, entities resolved, blanks collapsed, blocks on their own lines.

    Entities are resolved until none is left, or so often that no server escapes so, and what comes out of them is stripped
    again: HTML that was escaped three times does not come out alive. At most MAX_MARKUP characters are read.
    """
    text = html_text[:MAX_MARKUP]
    if "<" in text:
        # What a newline is in HTML: a blank. Lines come from block elements only.
        text = strip_tags(_seen(text.replace("\n", " ").replace("\r", " ")))
    if "&" in text:
        for _ in range(MAX_ESCAPED):
            before = text
            text = _seen(_unescape(text))
            if "<" in text:
                text = strip_tags(text, known_only=True)
            if text == before or "&" not in text or not _ENTITY.search(text):
                break  # what still looks like an entity is none that HTML knows
        else:
            text = _ENTITY.sub(" ", text)
    return _without_beginnings(clean_text(repair_mojibake(text)))


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
