"""Bytes of a document into UTF-8, whatever it declares."""

from __future__ import annotations

import codecs
import functools
import html
import re

from tasks.collect.feed.entry import Fault
from tasks.collect.feed.letters import LATIN, likeliest_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WITHOUT_BOM = {
    b"<\0\0\0": "utf-32-le",
    b"\0\0\0<": "utf-32-be",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
    b"<\0r\0": "utf-16-le",
    b"\0<\0r": "utf-16-be",
    b"\x4c\x6f\xa7\x94": "cp037",
}
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}\?>", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_NAMED = re.compile(rb"&(?![lg]t;|amp;|quot;|apos;)([A-Za-z][A-Za-z0-9]{1,31}+);")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])

_BETTER = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
           "windows-1252": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "x-sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932",
           "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "iso-8859-9": "cp1254", "tis-620": "cp874",
           "iso-8859-8-i": "iso-8859-8"}  # fmt: skip
"""What is meant where the narrower one is declared (WHATWG's encoding standard)."""
_ANY_BYTES = frozenset({"cp1252", "windows-1252", "iso-8859-15", "cp1254", "cp1250", "windows-1250", "iso-8859-2"})
"""Encodings of Latin letters, in which any bytes can be read."""


def to_utf8(body: bytes, content_type: str | None, faults: list[Fault], language: str = "") -> bytes:
    """The document in UTF-8 without XML declaration, control characters and HTML's named entities.

    The byte order mark decides, then what the XML declares, then the Content-Type, then UTF-8, each only if the bytes
    agree. Any bytes agree with Latin-1: where that is declared, or nothing explains them, their letters decide
    (`tasks.collect.feed.letters`), with the outlet's language as a hint. A disagreement is a fault of kind `encoding`.
    """
    text = _decoded(body, content_type, faults, language)
    rest = text.lstrip("\ufeff \t\r\n\0")
    start = len(text) - len(rest)
    if declaration := _DECLARATION.match(rest):
        start += declaration.end()
    body = text[start:].encode("utf-8", "replace")
    if len(body.translate(None, _CONTROLS)) < len(body) or "\ufffe" in text or "\uffff" in text:
        body = _NOT_XML.sub("", body.decode("utf-8")).encode("utf-8")
        faults.append(("encoding", "characters that no text may hold (such as null) were removed"))
    return _NAMED.sub(_numeric, body)


def _decoded(body: bytes, content_type: str | None, faults: list[Fault], language: str) -> str:
    marked = next((name for bom, name in _BOMS if body.startswith(bom)), _WITHOUT_BOM.get(body[:4]))
    if marked:
        return _lenient(body, marked, faults)
    match = _DECLARED.match(body[:400])
    header = _CHARSET.search(content_type or "")
    said = [found for found in (match and match[1].decode("ascii"), header and header[1]) if found]
    order = [*said, "utf-8"]
    if said and _meant(said[0]) in _ANY_BYTES and not body.isascii():
        order = ["utf-8", *said]  # any bytes are Windows-1252, but only UTF-8 is UTF-8
    for name in order:
        if _meant(name) in _ANY_BYTES and not body.isascii():
            return _by_letters(body, _meant(name), said[0], faults, language)
        try:
            text = body.decode(_meant(name))
        except (UnicodeError, LookupError):
            continue
        if said and name.lower() != said[0].lower():
            faults.append(("encoding", f"it declares {said[0]}, but its bytes are {name}"))
        return text
    # Nearly UTF-8 (one broken letter, a cut at the end) stays UTF-8.
    lenient = body.decode("utf-8", "replace")
    high_bytes = sum(byte >= 0x80 for byte in body[:200_000])
    if lenient[:200_000].count("\ufffd") * 20 <= high_bytes:
        return _lenient(body, "utf-8", faults)
    return _by_letters(body, LATIN, said[0] if said else "", faults, language)


def _by_letters(body: bytes, stated: str, said: str, faults: list[Fault], language: str) -> str:
    """The text in the encoding that its letters tell. said: what the document declares; empty where it declares nothing."""
    letters = likeliest_encoding(body, language, stated)
    is_as_said = bool(said) and letters.encoding == _meant(said)
    if not is_as_said or letters.fit == 0:
        why = (
            "its bytes are not UTF-8"
            if not said
            else f"it declares {said}"
            if is_as_said
            else f"it is not {said} as it declares"
        )
        doubt = "" if letters.is_sure else "; whether that is right cannot be told from its letters"
        faults.append(("encoding", f"{why}; it was read as {letters.encoding}{doubt}"))
    return body.decode(letters.encoding, "replace")


def _meant(name: str) -> str:
    """The encoding that is meant by a declared name."""
    return _BETTER.get(name.lower(), name.lower())


def _lenient(body: bytes, name: str, faults: list[Fault]) -> str:
    text = body.decode(name, "replace")
    if "\ufffd" in text and "\ufffd".encode() not in body:
        faults.append(("encoding", f"some of its bytes are not {name.upper()}"))
    return text


def _numeric(match: re.Match[bytes]) -> bytes:
    """HTML's named entity as a number; unknown ones are shown as they are written."""
    return _as_number(match[0])


@functools.lru_cache(maxsize=2048)
def _as_number(entity: bytes) -> bytes:
    character = html.unescape(entity.decode("ascii"))
    if character.startswith("&"):
        return b"&amp;" + entity[1:]
    return "".join(f"&#{ord(c)};" for c in character).encode("ascii")
