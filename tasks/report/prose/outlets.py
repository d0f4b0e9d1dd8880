"""The name of an outlet as it stands in a sentence."""

from __future__ import annotations

import functools
import re

from tasks.collect.urls import AGGREGATORS, host_of
from tasks.language.word_lists import word_list
from tasks.report.prose.inert import plain
from tasks.voice.voice import capital
from warehouse.tables import Article


def outlet_name(article: Article, *, inside: bool = False) -> str:
    """The outlet's name as it stands in a sentence: at its start, or `inside` it (`the Guardian`)."""
    return _in_a_sentence(_behind_an_aggregator(article) or article.outlet, inside)


@functools.lru_cache(maxsize=4096)
def _in_a_sentence(outlet: str, inside: bool) -> str:
    name = re.sub(r"[“”\"]", "'", plain(outlet)) or "an outlet"
    name = _names().get(name.lower().removeprefix("www."), name)
    if _is_domain(name):
        return name
    if not inside:
        return capital(name)
    return f"the {name[4:]}" if name.startswith("The ") and name != "The Hill" else name


_TAIL = re.compile(r"\s[-–—]\s([^-–—|]{2,40})$")


def _behind_an_aggregator(article: Article) -> str | None:
    """The outlet that an aggregator names behind its headline's last dash; None of an outlet's own article."""
    tail = _TAIL.search(article.title) if host_of(article.url) in AGGREGATORS or article.outlet in AGGREGATORS else None
    return tail[1].strip() if tail else None


def _is_domain(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", name) is not None


@functools.cache
def _names() -> dict[str, str]:
    return dict(word_list("outlets"))
