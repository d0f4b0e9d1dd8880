"""What a site's robots.txt allows (RFC 9309), read in linear time from any bytes.

It binds crawling: pages found by following links or counting on. A feed is published to be polled, and a person put its
address into a profile; these are asked whatever robots.txt says of them, as readers of feeds do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from tasks.collect.http.fetch import PRODUCT, Fetched, FetchFailed, FetchResult

MAX_BYTES = 512_000
"""Bytes that are read; RFC 9309 asks for at least 500 KiB."""
MAX_RULES = 2_000
MAX_PATTERN = 2_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One `Allow` or `Disallow`; `*` stands for any characters, `$` at the end for the end of the path."""

    pattern: str
    allow: bool

    def matches(self, path: str) -> bool:
        """Whether the pattern matches a path from its start."""
        pattern, at_end = (self.pattern[:-1], True) if self.pattern.endswith("$") else (self.pattern, False)
        first, *others = pattern.split("*")
        if not path.startswith(first):
            return False
        at = len(first)
        if not others:
            return not at_end or at == len(path)
        for part in others[:-1]:
            at = path.find(part, at)
            if at < 0:
                return False
            at += len(part)
        last = others[-1]
        return path.endswith(last) and len(path) - len(last) >= at if at_end else path.find(last, at) >= 0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one program. Without rules everything is allowed."""

    rules: tuple[Rule, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether the URL may be asked: the longest pattern that matches decides, of two equally long ones `Allow`."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
        matching = [(len(rule.pattern), rule.allow) for rule in self.rules if rule.matches(path)]
        return max(matching)[1] if matching else True


NOTHING_ALLOWED = Robots((Rule("/", allow=False),))
"""What RFC 9309 asks to assume where the site's robots.txt cannot be had because the site fails (5xx, no answer)."""


@dataclass(slots=True)
class SiteRobots:
    """The robots.txt of every site that was met, each asked for once."""

    fetch: Callable[[str], Awaitable[FetchResult]]
    """Fetches a URL."""
    asked: dict[str, asyncio.Future[Robots]] = field(default_factory=dict)

    async def allows(self, url: str) -> bool:
        """Whether the URL's site lets it be asked."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self.asked:
            self.asked[site] = asyncio.ensure_future(self._ask(site))
        return (await asyncio.shield(self.asked[site])).allows(url)

    async def _ask(self, site: str) -> Robots:
        """The site's rules: none where it says that it has no such file, nothing allowed where it did not answer."""
        result = await self.fetch(f"{site}/robots.txt")
        if isinstance(result, Fetched):
            return read_robots(result.body, PRODUCT)
        has_none = isinstance(result, FetchFailed) and result.kind in ("not_found", "gone", "forbidden", "http_error")
        return Robots() if has_none else NOTHING_ALLOWED


def read_robots(body: bytes, program: str) -> Robots:
    """The rules for a program by its product token (`weekwatch`): of the groups that name it, else of those for all.

    Never raises: what is not a rule is skipped.
    """
    named: list[Rule] = []
    general: list[Rule] = []
    is_named = False
    agents: list[str] = []
    in_rules = False
    for line in body[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            agents = [value.lower()] if in_rules else [*agents, value.lower()]
            in_rules = False
            is_named = is_named or program.lower() in agents
        elif key in ("allow", "disallow"):
            in_rules = True
            if not value.startswith(("/", "*")) or len(value) > MAX_PATTERN:
                continue  # an empty Disallow forbids nothing
            rule = Rule(unquote(value), key == "allow")
            for group, concerned in ((named, program.lower() in agents), (general, "*" in agents)):
                if concerned and len(group) < MAX_RULES:
                    group.append(rule)
    return Robots(tuple(_once(named if is_named else general)))


def _once(rules: Sequence[Rule]) -> list[Rule]:
    return list(dict.fromkeys(rules))
