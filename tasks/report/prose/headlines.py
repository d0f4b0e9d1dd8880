"""The headline that tells an event best: the one that the others agree with, with the newest toll; in its own words.

A headline is quoted or stands as a heading. It is never turned into a sentence of ours: who reads `kills` as a noun, or cuts
a clause at the wrong word, writes nonsense under the outlet's name.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.report.prose.inert import plain
from tasks.report.prose.telling import telling
from tasks.report.relevance import tells_news
from warehouse.tables import Article

WORDS_AT_LEAST = 4
HEADING_WORDS = 14
"""A longer headline is cut at a clause before it stands as a heading."""
OF_THE_TOLL = 1.4
"""Weight of a headline that gives the newest toll."""
OF_AN_OLD_TOLL = 0.4
"""Weight of one whose article gives another toll."""
UNFIT = 0.2
"""Weight of a question, a picture page, a label, somebody's words alone, or what was cut off."""
_UNFIT = re.compile(
    r"\?|!|^(?:how|why|what|when|where|who|watch|video|photos?|in pictures|live|opinion|analysis|explainer|factbox|timeline|"
    r"review|takeaways|exclusive|urgent|here|inside|meet|is|are|can|could|will|should|do|does|did)\b|\b(?:you|your|we|our|my|i)\b|"
    r"\b(?:photos?|video|live updates?|podcast|explained|key details|what to know|what we know)\b|^\W*(?:‘[^’]*’|'[^']*')\W*$",
    re.IGNORECASE,
)
"""In English. Other languages are judged by their question marks."""
_OUTLET = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,40}$")
_LABEL = re.compile(
    r"^(?:[A-Z][\w' -]{0,20}(?:LIVE|live|Live|news|News)|BREAKING|Breaking|Urgent|URGENT|UPDATE|Update|Exclusive|EXCLUSIVE)\s*[:|]\s*"
)
_JOINT = re.compile(r"(?:,|:|;| (?:as|after|amid|with|while|but|over|in|for|and|–|—|-) )")
_LOOSE_END = re.compile(r" (?:even|just|only|while|and|but|or|the|a|an|of|to|in|on|at|by|for|from|says?)$")


@dataclass(frozen=True, slots=True)
class EventHeadline:
    """A headline as it is shown, and its article."""

    text: str
    article: Article


def ranked_headlines(articles: Sequence[Article], language: str, *, killed: int | None = None) -> list[EventHeadline]:
    """The headlines of an event's articles, the best first: those in the report's language, then English, then the others.

    `killed`: the newest toll of the event.
    """
    shared: Counter[str] = Counter()
    for title in {a.publisher: a.title for a in articles}.values():
        shared.update(telling(title))

    def weight(article: Article) -> float:
        words = telling(article.title)
        agreed = math.fsum(shared[word] for word in words) / math.sqrt(len(words) + 1)
        return agreed * _fitness(article) * _of_the_toll(article, killed)

    def tongue(article: Article) -> int:
        return 0 if article.lang == language else 1 if article.lang == "en" else 2

    order = sorted(articles, key=lambda a: (tongue(a), -weight(a), a.article_id))
    return [EventHeadline(cleaned(a.title), a) for a in order]


def _fitness(article: Article) -> float:
    title = article.title.strip()
    fit = not (_UNFIT.search(title) or _LOOSE_END.search(title)) and len(title.split()) >= WORDS_AT_LEAST
    return (1.0 if fit else UNFIT) * (1.0 if tells_news(article) else UNFIT)


def _of_the_toll(article: Article, killed: int | None) -> float:
    if killed is None or article.killed is None:
        return 1.0
    return OF_THE_TOLL if article.killed == killed else OF_AN_OLD_TOLL


def cleaned(title: str) -> str:
    """The headline without the outlet's name at its end and labels at its beginning."""
    text = _LABEL.sub("", _OUTLET.sub("", plain(title)).strip())
    return text.replace("“", "'").replace("”", "'").replace('"', "'").strip(" .")


def short(headline: str) -> str:
    """The headline as a heading: cut at a clause where it is long, otherwise whole."""
    words = headline.split()
    if len(words) <= HEADING_WORDS:
        return headline
    cuts = [m.start() for m in _JOINT.finditer(headline) if 5 <= len(headline[: m.start()].split()) <= HEADING_WORDS]
    for cut in reversed(cuts):
        text = _LOOSE_END.sub("", headline[:cut].rstrip(" ,;:–—-"))
        if text.count("'") % 2 == 0 and text.count("‘") == text.count("’"):
            return text
    return " ".join(words[:HEADING_WORDS]) + " ..."


def is_title_case(headline: str) -> bool:
    """Whether a headline writes its ordinary words large."""
    words = [w for w in headline.split()[1:] if w[:1].isalpha() and len(w) > 3]
    return len(words) > 2 and sum(w[0].isupper() for w in words) > 0.7 * len(words)
