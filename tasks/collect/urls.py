"""One spelling of a link, so that the same article is the same URL wherever it was found."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import unquote, urljoin, urlsplit

import idna

MAX_URL = 4_000
"""Characters; longer ones are no links but payloads (browsers and servers stop between 2,000 and 8,000)."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TRACKING_PREFIXES = (
    "utm_",
    "mtm_",
    "pk_",
    "piwik_",
    "hsa_",
    "ns_",
    "at_custom",
    "at_campaign",
    "at_medium",
    "at_link",
)
_TRACKING = _words(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid twclid ttclid igshid igsh mc_cid mc_eid
    mkt_tok _hsenc _hsmi __hstc __hssc hsctatracking ocid cmpid cmp ncid cid_source icid ito xtor xtref spm
    scm traffic_source feedtype feedname ftag taid guccounter guce_referrer guce_referrer_sig smid smtyp
    partner_id rss_source wt.mc_id wt_mc wt.rss_f wt.rss_a wt_zmc maca soc_src soc_trk srnd sref leadsource
    _ga _gl _openstat oly_anon_id oly_enc_id rb_clickid s_cid vero_id vero_conv wickedid at_ptr_name
    at_format at_bbc_team intcid int_cid intlink_from_url link_location ref_src ref_url tw_p
    __twitter_impression echobox_id zarsrc
    """
)
_WRAPPERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # host (or its end, from a dot), start of the path, parameters that hold the target
    (".google.com", "/url", ("url", "q")),
    ("news.google.com", "/", ("url",)),
    (".bing.com", "/news/apiclick", ("url",)),
    ("l.facebook.com", "/l.php", ("u",)),
    ("lm.facebook.com", "/l.php", ("u",)),
    ("l.instagram.com", "/", ("u",)),
    (".youtube.com", "/redirect", ("q",)),
    ("vk.com", "/away.php", ("to",)),
    ("out.reddit.com", "/", ("url",)),
    ("go.redirectingat.com", "/", ("url",)),
    ("t.umblr.com", "/redirect", ("z",)),
    ("feedproxy.google.com", "/", ("url",)),
    (".safelinks.protection.outlook.com", "/", ("url",)),
    ("click.linksynergy.com", "/", ("murl",)),
    ("sendgrid.net", "/", ("url",)),
)
_STARRED = re.compile(r"^/.{0,2000}?/\*{1,2}(https?(?::|%3A).+)$", re.IGNORECASE)
"""Yahoo's way: rss.news.yahoo.com/rss/.../*http://target."""
_YAHOO = ".yahoo.com"

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/]*")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:@/%")
_QUERY_SAFE = _PATH_SAFE | frozenset("?[]|")
_ALREADY_CANONICAL = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}/[A-Za-z0-9\-._~!$&'()+,;=:@/]*"
)
"""A plain host and a path without escapes, query and fragment: the one spelling already, as most links are."""
_HOST = re.compile(r"^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$")
_HOST_FIRST = re.compile(r"((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?=[/?#]|$)")
_SCHEME_MISSPELT = re.compile(r"^(https?):(?:/(?!/)|/{3,})(?=[^/])", re.IGNORECASE)
"""One slash, or three and more, where two are meant."""
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")


def canonical_url(url: str, base: str | None = None) -> str:
    """The one spelling of an http or https URL; empty where it is no such URL.

    Scheme and host in lower case (host in ASCII), default port, credentials, fragment and tracking parameters
    removed, dot segments resolved, percent-escapes unified; wrappers that carry their target (`google.com/url?q=`)
    are unwrapped. Other parameters keep their order and spelling. Applying it twice changes nothing.
    """
    if _ALREADY_CANONICAL.fullmatch(url) and "/." not in url and len(url) <= MAX_URL:
        return url
    canonical = _canonical(url, base)
    while canonical and (target := _unwrapped(canonical)) and len(target) < len(canonical):
        inner = _canonical(target, None)
        if not inner or len(inner) >= len(canonical):
            break
        canonical = inner
    return canonical


def telling_fragments(links: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Of (canonical URL, link as it was written) the URLs under which links with several fragments stand together.

    There the fragment tells articles apart (`/news#1`, `/news#2`); elsewhere it is a place in one page, or tracking.
    """
    fragments: defaultdict[str, set[str]] = defaultdict(set)
    for url, link in links:
        if fragment := _fragment(link):
            fragments[url].add(fragment)
    return frozenset(url for url, found in fragments.items() if len(found) > 1)


def with_fragment(url: str, link: str) -> str:
    """The canonical URL with the fragment of the link as it was written."""
    return f"{url}#{fragment}" if (fragment := _fragment(link)) else url


def _fragment(link: str) -> str:
    """The link's fragment, escaped; empty for none, and for one that points at words of the page or is tracking."""
    fragment = link.partition("#")[2].strip()
    if not fragment or fragment.startswith(":~:") or _is_tracking(fragment):
        return ""
    return _escaped(_CONTROLS.sub("", fragment), _QUERY_SAFE)


@functools.lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """The host of a canonical URL, without `www.`; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


_SECOND_LEVELS = frozenset(
    [
        "co",
        "com",
        "org",
        "net",
        "gov",
        "gob",
        "gouv",
        "go",
        "gv",
        "ac",
        "edu",
        "or",
        "ne",
        "in",
        "info",
        "mil",
        "nic",
        "press",
        "news",
    ]
)
VIA_WIKIPEDIA = ", via Wikipedia"
"""What follows the name of an outlet whose article Wikipedia tells in its own words."""
AGGREGATORS = frozenset({"news.google.com", "news.yahoo.com", "feedproxy.google.com", "msn.com", "flipboard.com"})


def site_of(url: str) -> str:
    """The registered name under which a URL's host stands (`bbc.co.uk`), by the shape of the name.

    Empty for an aggregator's URL and where there is no name: these say nothing of who publishes.
    """
    host = host_of(url)
    labels = host.split(".")
    if host in AGGREGATORS or len(labels) < 2 or labels[-1].isdigit() or ":" in host:
        return ""
    keep = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS else 2
    return ".".join(labels[-keep:])


def _canonical(url: str, base: str | None) -> str:
    url = _SCHEME_MISSPELT.sub(r"\1://", _CONTROLS.sub("", url).strip())
    if not url or len(url) > MAX_URL:
        return ""
    try:
        if url.startswith("//"):
            url = f"{'http' if (base or '').startswith('http:') else 'https'}:{url}"
        elif not _SCHEME.match(url):
            if not base:
                return ""
            url = f"https://{url}" if _begins_with_a_host(url, base) else urljoin(base, url)
        parts = urlsplit(url.replace("\\", "/"))
        port = parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    host = _host(parts.hostname or "")
    if scheme not in ("http", "https") or not host:
        return ""
    authority = host if port is None or port == {"http": 80, "https": 443}[scheme] else f"{host}:{port}"
    path = _without_dots(_escaped(parts.path, _PATH_SAFE)) or "/"
    query = "&".join(part for part in _escaped(parts.query, _QUERY_SAFE).split("&") if part and not _is_tracking(part))
    canonical = f"{scheme}://{authority}{path}" + (f"?{query}" if query else "")
    return canonical if len(canonical) <= MAX_URL else ""


def _begins_with_a_host(url: str, base: str) -> bool:
    """Whether a link without scheme begins with a host: `www.`, or one of the base's own site."""
    if not (match := _HOST_FIRST.match(url)):
        return False
    host = match[1].lower()
    return host.startswith("www.") or site_of(f"https://{host}/") == (site_of(base) or None)


def _host(host: str) -> str:
    """The host in lower-case ASCII; empty where it is none."""
    host = host.lower().rstrip(".")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return ""
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            return ""
    return host if _HOST.match(host) and ".." not in host else ""


def _escaped(text: str, safe: frozenset[str]) -> str:
    """The text with escapes in upper case, unreserved letters bare, and all that is not `safe` escaped as UTF-8."""

    if _PLAIN.fullmatch(text):
        return text

    def unify(match: re.Match[str]) -> str:
        letter = chr(int(match[1], 16))
        return letter if letter in _UNRESERVED else match[0].upper()

    text = re.sub(r"%(?![0-9a-fA-F]{2})", "%25", text)
    text = _ESCAPE.sub(unify, text)
    if all(c in safe for c in text):
        return text
    return "".join(c if c in safe else "".join(f"%{byte:02X}" for byte in c.encode("utf-8", "replace")) for c in text)


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4: the path without `.` and `..`."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _unwrapped(url: str) -> str:
    """The target that a wrapper's URL carries; empty where it is no wrapper."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host.endswith(_YAHOO) and (match := _STARRED.match(parts.path)):
        target = unquote(match[1])
        return target if target.startswith(("http://", "https://")) else ""
    for wrapper, path, names in _WRAPPERS:
        if host != wrapper.lstrip(".") and not (wrapper.startswith(".") and host.endswith(wrapper)):
            continue
        if not parts.path.startswith(path):
            continue
        values = dict(part.partition("=")[::2] for part in reversed(parts.query.split("&")))
        for name in names:
            target = unquote(values.get(name, ""))
            if target.startswith(("http://", "https://")):
                return target
    return ""


def wire_url(url: str) -> str:
    """The URL as it is asked for: host in ASCII, other letters and blanks escaped, fragment gone, nothing else changed.

    Raises UnicodeError (a ValueError) for a host that cannot be spelled.
    """
    parts = urlsplit(url)
    host = _host(parts.hostname or "")
    if not host:
        raise UnicodeError(f"{parts.hostname!r} is not a host name")
    port = f":{parts.port}" if parts.port is not None else ""
    path = _escaped(parts.path, _PATH_SAFE) or "/"
    query = f"?{_escaped(parts.query, _QUERY_SAFE)}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{path}{query}"
