"""News services' searches as live sources: what to ask for a country whose own feeds bring too little, and whom.

A search's answer is RSS, so a search is a feed of kind `search`, whose items keep the publishers that they name. It needs
no hand: names and languages are the profile's. All countries share a service's budget of a pass, those first that
were not asked for longest. A service that refuses is left alone for an hour, then two, four, ... a day, as the stored attempts
tell; the next one takes over. One answer is enough for a country and language until it is due again, as a feed is.
Known false negatives: names that several countries or persons share (Georgia, Chad) fill an answer with other news.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from tasks.collect.feed.entries import read_feed
from tasks.collect.http.fetch import Fetched, FetchFailed, FetchResult
from tasks.collect.living import LIVING_OUTLETS, SEARCHED_AT, living_outlets
from tasks.collect.polling import HOUR, IDLE, is_due
from tasks.collect.urls import canonical_url, site_of
from tasks.countries.names import cldr_names
from tasks.countries.profiles import CountryProfile, Feed
from tasks.language.word_lists import word_list
from warehouse.tables import Fetch

MOST_NAMES = 3
"""Of a country's names in a language those that are searched for: the name and its commonest demonyms come first."""
EMPTY_IN_A_ROW = 3
"""Searches without an item, or without an answer, after which a service is thought to be silent, and is left for this pass."""
_REFUSALS = frozenset({403, 429, 503})

_EDITIONS = {
    "en": ("en-US", "US", "US:en"), "ar": ("ar", "EG", "EG:ar"), "bg": ("bg", "BG", "BG:bg"), "bn": ("bn", "BD", "BD:bn"),
    "cs": ("cs", "CZ", "CZ:cs"), "de": ("de", "DE", "DE:de"), "el": ("el", "GR", "GR:el"), "es": ("es-419", "MX", "MX:es-419"),
    "fr": ("fr", "FR", "FR:fr"), "he": ("he", "IL", "IL:he"), "hi": ("hi", "IN", "IN:hi"), "hu": ("hu", "HU", "HU:hu"),
    "id": ("id", "ID", "ID:id"), "it": ("it", "IT", "IT:it"), "ja": ("ja", "JP", "JP:ja"), "ko": ("ko", "KR", "KR:ko"),
    "lt": ("lt", "LT", "LT:lt"), "lv": ("lv", "LV", "LV:lv"), "ml": ("ml", "IN", "IN:ml"), "mr": ("mr", "IN", "IN:mr"),
    "nl": ("nl", "NL", "NL:nl"), "no": ("no", "NO", "NO:no"), "pl": ("pl", "PL", "PL:pl"), "pt": ("pt-PT", "PT", "PT:pt-150"),
    "ro": ("ro", "RO", "RO:ro"), "ru": ("ru", "RU", "RU:ru"), "sk": ("sk", "SK", "SK:sk"), "sl": ("sl", "SI", "SI:sl"),
    "sr": ("sr", "RS", "RS:sr"), "sv": ("sv", "SE", "SE:sv"), "ta": ("ta", "IN", "IN:ta"), "te": ("te", "IN", "IN:te"),
    "th": ("th", "TH", "TH:th"), "tr": ("tr", "TR", "TR:tr"), "uk": ("uk", "UA", "UA:uk"), "vi": ("vi", "VN", "VN:vi"),
    "zh": ("zh-TW", "TW", "TW:zh-Hant"),
}  # fmt: skip
"""Google's edition of a language: hl, gl, ceid. One a language, as a query in English on a national edition gives the
world's news, and editions that do not exist answer in English."""


@dataclass(frozen=True, slots=True)
class Search:
    """News of the last seven days that name a country in one language."""

    country: str
    language: str
    names: tuple[str, ...]
    """Up to MOST_NAMES spellings, any of which will do."""


@dataclass(frozen=True, slots=True)
class SearchService:
    """A service that answers searches, and its manners."""

    name: str
    base: str
    """Beginning of its addresses, by which its attempts are known."""
    budget: int
    """Requests a pass, for all countries together."""
    delay_seconds: float
    query: Callable[[Search], str | None]
    """What follows the base; None where it does not speak the search's language."""

    def feed(self, search: Search) -> Feed | None:
        """The search as a feed; None where the service does not speak its language. The address is the same each time."""
        query = self.query(search)
        if query is None:
            return None
        outlet = f"{self.name}: {search.country} ({search.language})"
        url = f"{self.base}{query}"
        return Feed(url=url, outlet=outlet, language=search.language, kind="search", source="the profile's names")


def _google(search: Search) -> str | None:
    if search.language not in _EDITIONS:
        return None
    words = " OR ".join(f'"{name}"' for name in search.names)
    hl, gl, ceid = _EDITIONS[search.language]
    return f"?q={quote_plus(f'{words} when:7d')}&hl={hl}&gl={gl}&ceid={ceid}"


def _bing(search: Search) -> str:
    words = quote_plus(" OR ".join(f'"{name}"' for name in search.names))
    return f"?q={words}&format=rss&qft=interval%3d%228%22&setlang={search.language}"


def _gdelt(search: Search) -> str | None:
    if search.language != "en":
        return None  # texts of all languages are searched in English translation
    words = " OR ".join(f'"{name}"' if " " in name else name for name in search.names)
    query = quote_plus(f"({words})" if len(search.names) > 1 else words)
    return f"?query={query}&mode=artlist&maxrecords=250&timespan=7d&sort=datedesc&format=rss"


SERVICES = (
    # At most 100 items; 503 to most clouds; under 90 searches a pass have been borne.
    SearchService("Google News", SEARCHED_AT["Google News"], 85, 1.5, _google),
    # At most 30 items, links that carry their target; goes silently empty when it is hurried.
    SearchService("Bing News", SEARCHED_AT["Bing News"], 60, 3.0, _bing),
    # 429 beyond one request in five seconds; no publisher's name, only its site.
    SearchService("GDELT", SEARCHED_AT["GDELT"], 40, 5.5, _gdelt),
)
"""In the order in which they are asked."""


def searches_of(profile: CountryProfile) -> list[Search]:
    """A search in English and one in each of the country's languages in which its name is known, to the profile or to CLDR."""
    found = []
    for language in dict.fromkeys(("en", *profile.languages)):
        whole = [name for name in profile.names.get(language, ()) if not name.endswith("*")]
        whole = whole or list(_names_known().get(profile.country, {}).get(language, ()))
        if not whole and language == "en":
            whole = [profile.name]
        if whole:
            found.append(Search(profile.country, language, tuple(whole[:MOST_NAMES])))
    return found


@functools.cache
def _names_known() -> dict[str, dict[str, tuple[str, ...]]]:
    """CLDR's names, of which profiles give only stems for some."""
    return cldr_names()


def searches_due(
    profiles: Iterable[CountryProfile],
    services: Sequence[SearchService],
    attempts: Mapping[str, Fetch],
    now: dt.datetime,
    shared: Collection[str],
) -> list[Search]:
    """The searches to ask now, of countries with too few living outlets; those not asked for longest come first.

    shared: URLs of the feeds that count for no country (`tasks.collect.living.shared_feeds`).
    """
    due = []
    for profile in profiles:
        if living_outlets(profile, attempts, now, shared) >= LIVING_OUTLETS:
            continue
        for search in searches_of(profile):
            tried = [attempts[feed.url] for one in services if (feed := one.feed(search)) and feed.url in attempts]
            answers = [row for row in tried if row.items_held and not row.failures]
            if all(is_due(row, now) for row in answers):
                last = max((row.fetched_at for row in tried), default=None)
                due.append((last is not None, last or now, search.country, search.language, search))
    return [search for *_, search in sorted(due, key=lambda one: one[:4])]


def rests_until(service: SearchService, attempts: Collection[Fetch]) -> dt.datetime | None:
    """Until when a service that refused is left alone; None where its newest answer was none."""
    own = sorted((row for row in attempts if row.feed_url.startswith(service.base)), key=lambda row: row.fetched_at)
    refusals = 0
    for row in reversed(own):
        if not _was_refused(row):
            break
        refusals += row.failures or 1
    if not refusals:
        return None
    asks_for = own[-1].due_at or own[-1].fetched_at
    return max(asks_for, own[-1].fetched_at + min(HOUR * (1 << min(refusals - 1, 5)), IDLE))


def refuses(result: FetchResult) -> bool:
    """Whether to ask no more in this pass: a status, a page where a feed should be, or a name that does not resolve."""
    if isinstance(result, FetchFailed):
        return result.http_status in _REFUSALS or result.kind in ("retry_later", "unknown_host")
    return isinstance(result, Fetched) and not read_feed(result.body, result.content_type).is_feed


def has_items(result: FetchResult) -> bool:
    """Whether an answer holds anything."""
    return isinstance(result, Fetched) and bool(read_feed(result.body, result.content_type).entries)


def publishers_by_site(profiles: Iterable[CountryProfile], international: Sequence[Feed] = ()) -> dict[str, str]:
    """Registered name of a site -> the publisher whose feeds stand there; without sites that several publishers share.

    So that an article that a search or an archive brings is of the publisher of whom a feed brings it too. International feeds
    go before those of countries; where one stands on a site of its own (the BBC's on bbci.co.uk), the site of its articles is
    the one that bears its name in tasks/language/data/outlets.yaml.
    """
    known = {
        name.casefold(): feed.publisher or feed.outlet
        for feed in international
        for name in (feed.outlet, feed.publisher)
        if name
    }
    printed = ((site, name.removeprefix("the ").casefold()) for site, name in word_list("outlets").items())
    named = {site: known[name] for site, name in printed if name in known}
    return named | _by_site(feed for profile in profiles for feed in profile.feeds) | _by_site(international)


def _by_site(feeds: Iterable[Feed]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for feed in feeds:
        if site := site_of(canonical_url(feed.url)):
            found.setdefault(site, set()).add(feed.publisher or feed.outlet)
    return {site: names.pop() for site, names in found.items() if len(names) == 1}


def _was_refused(row: Fetch) -> bool:
    """Whether the attempt met a refusal: a status, or a document that was no feed."""
    is_page = row.status == "fetched" and bool(row.failures)
    return row.http_status in _REFUSALS or is_page
