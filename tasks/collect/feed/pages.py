"""What a document is that is no feed: a web page, and which kind of page, or another kind of document."""

from __future__ import annotations

import html
import re

_LOOKED_AT = 200_000
"""Bytes of a page in which its kind is looked for."""
_START = 3000
_ROOT = re.compile(rb"<(?:[A-Za-z0-9_-]{1,20}:)?(rss|feed|rdf|channel|item|entry)[\s>/]", re.IGNORECASE)
_HTML = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<body[\s>]|<head[\s>]|<title[\s>]|<meta\s|<script[\s>]", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_REFRESH = re.compile(
    r"<meta[^>]{0,200}http-equiv\s*=\s*[\"']?refresh[^>]{0,200}url\s*=\s*[\"']?([^\"'>\s]{1,300})", re.IGNORECASE
)
_FEED_LINK = re.compile(
    r"<link(?=[^>]{0,500}type\s*=\s*[\"']application/(?:rss|atom)\+xml)[^>]{0,500}href\s*=\s*[\"']([^\"'>\s]{1,300})",
    re.IGNORECASE,
)
CHALLENGE = "a challenge that is to keep robots out"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        CHALLENGE,
        re.compile(
            r"just a moment|cf[-_]chl|challenge-platform|challenge-form|captcha|attention required|ddos-guard|ddos protection|"
            r"checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|are you (?:a )?(?:robot|human)|not a robot|"
            r"_incapsula_|incident id|perimeterx|px-captcha|datadome|akamai|sucuri|access denied|request unsuccessful|"
            r"aws-waf|unusual traffic|enable javascript and cookies",
            re.IGNORECASE,
        ),
    ),
    (
        "a page that asks for consent to cookies",
        re.compile(r"before you continue|consent\.(?:google|yahoo|youtube)|cookie[- ]?wall|consent[-_]?(?:page|wall|form|gate)|"
                   r"sp_message|privacy[- ]?gate|tcf[-_ ]?consent|accept (?:all )?cookies", re.IGNORECASE),
    ),
    ("a page that asks to log in", re.compile(r"type\s*=\s*[\"']password|<title[^>]*>[^<]*(?:log ?in|sign ?in)", re.IGNORECASE)),
    (
        "the page of an account or domain that is closed or for sale",
        re.compile(r"account (?:has been )?suspended|domain (?:name )?(?:is )?(?:for sale|parked|expired)|buy this domain|"
                   r"sedoparking|parkingcrew|website is no longer available", re.IGNORECASE),
    ),
    ("an error page", re.compile(r"<title[^>]*>[^<]*(?:\b(?:40[0-9]|50[0-9])\b|not found|error|maintenance|unavailable)", re.IGNORECASE)),
)  # fmt: skip


def is_page(body: bytes) -> bool:
    """Whether it is a web page and no feed."""
    return bool(_HTML.search(body, 0, _START)) and not _ROOT.search(body, 0, _START)


def what_it_is(body: bytes) -> str:
    """A sentence on a document in UTF-8 that is no feed: what kind of page, and where it says that a feed is."""
    start = body[:_START]
    if re.search(rb"<(?:[A-Za-z0-9_-]{1,20}:)?(?:urlset|sitemapindex)[\s>]", start):
        return "it is a sitemap, not a feed"
    if not _HTML.search(start):
        said = " ".join(start[:60].decode("utf-8", "replace").split())
        return f"it is neither RSS, Atom, RDF nor JSON Feed; it starts with {said!r}"
    page = body[:_LOOKED_AT].decode("utf-8", "replace")
    kind = next((name for name, pattern in _KINDS if pattern.search(page)), "")
    title = _TITLE.search(page)
    parts = [f"it is a web page (HTML), not a feed{f': {kind}' if kind else ''}"]
    if title and (words := " ".join(html.unescape(title[1]).split())):
        parts.append(f"titled {words[:80]!r}")
    if match := _REFRESH.search(page):
        parts.append(f"it leads on to {match[1]}")
    elif match := _FEED_LINK.search(page):
        parts.append(f"it names a feed at {match[1]}")
    return "; ".join(parts)
