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
from functools import cache

from tasks.collect.urls import AGGREGATORS
from tasks.events.merging.lead import tells_news
from tasks.language.word_lists import patterns, word_list
from tasks.report.prose.bearing import Bearing, bearing_of, is_beside_the_news, is_hedged
from tasks.report.prose.inert import plain
from tasks.report.prose.outlets import outlet_name
from tasks.report.prose.telling import telling
from tasks.verify.text.words import fold_word
from tasks.voice.voice import ENGLISH
from warehouse.tables import Article

_PATTERNS = patterns("retelling")
WORDS_AT_LEAST = 4
HEADING_WORDS = 14
"""A longer headline is cut at a clause before it stands as a heading."""
OF_THE_TOLL = 1.4
"""Weight of a headline that gives the newest toll."""
OF_AN_OLD_TOLL = 0.4
"""Weight of one whose article gives another toll, or that counts fewer of the same than a later one."""
CUT = 0.5
"""Weight of one that lost a clause with an old toll."""
OF_THE_KIND = 1.25
"""Weight of one whose article is itself of the event's kind: a reaction to an attack is none."""
UNFIT = 0.2
"""Weight of a question, a picture page, a newsletter, a feature, somebody's words alone, or what was cut off."""
OF_ITS_BEARING: dict[Bearing, float] = {"control": 2.0, "deed": 1.0, "reaction": 0.6, "judgement": 0.3, "scene": 0.2}
"""Weight by what a headline tells: who holds a city now comes before what was done there, and that before what others say of it."""
OF_MORE = 1.1
"""Times the newest toll from which a higher number counts more than the event: the dead of three countries, of a whole war."""
OF_CONTROL = 10.0
"""Weight of a headline that tells a change of control, where the event is one."""
IN_TITLE_CASE = 0.8
"""Weight of one that writes its ordinary words large: it cannot stand as a sentence of the report."""
HEDGED = 0.6
"""Weight of a headline that says itself that its news is alleged, planned or possible."""
FRESH = 0.95
"""Weight of a headline for each day that it is older than the event's newest: of two that are equally good the later knows more. With .9 and less,
looks back (`After the rampage`) stand before the event itself."""
SHOUTED = 0.5
"""Weight of one that writes a word large for effect; an abbreviation of a name is taken for one too, which costs it little."""
COUNTED = 3
"""Least number that is taken for a count of people: one and two are part of too many phrases."""
_SHAPELESS = re.compile(
    r"[?!？！؟]|^[‘'].{3,80}?[’'](?::| [–—-])|^[A-Z]{3}\w*: |^\W*(?:‘[^’]*’|'[^']*')\W*$",
    re.IGNORECASE,
)
"""In any language: a question, an exclamation, a quotation alone or in front, a label of one word."""
_TAIL = re.compile(r"\s+[|–—-]\s+([^|–—-]{2,40})$")
_LABEL = re.compile(_PATTERNS["label"])
_JOINT = re.compile(_PATTERNS["joint"])
_COUNT = re.compile(r"(?<![\w.,$€£])(\d{1,3}(?:,\d{3})+|\d+)(?![\w%.]|,\d)(?P<after>(?: [\w’'-]+){1,2})")
"""A number and the two words behind it."""
_DEATHS = re.compile(_PATTERNS["deaths"], re.IGNORECASE)
"""A number of dead in a headline."""
_SHOUT = re.compile(r"\b[A-Z]{5,}\b")
_LOOSE_END = re.compile(_PATTERNS["loose_end"])
_OPEN_END = re.compile(_PATTERNS["open_end"], re.IGNORECASE)
"""A clause that has begun and not ended: `where search is`."""


@cache
def _unfit_in(lang: str) -> re.Pattern[str]:
    """What shows that a headline is unfit, in the words of its language and of English, which international outlets mix in."""
    shapes = word_list("headline_shapes")
    known = [shapes[code] for code in dict.fromkeys(("en", lang)) if code in shapes]
    opens = "|".join(pattern for one in known for pattern in one["opens"].values())
    holds = "|".join(pattern for one in known for pattern in one["holds"].values())
    return re.compile(f"^(?:{opens})|{holds}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EventHeadline:
    """A headline as it is shown, and its article."""

    text: str
    article: Article
    is_fit: bool = True
    """It tells news, and no number that was overtaken."""


def ranked_headlines(
    articles: Sequence[Article],
    language: str,
    *,
    kind: str = "",
    killed: int | None = None,
    killed_of_all: int | None = None,
    places: frozenset[str] = frozenset(),
    is_change: bool = False,
) -> list[EventHeadline]:
    """The headlines of an event's articles, the best first: those in the report's language, then English, then the others.

    `kind`: that of the event. `killed`: its newest toll. `killed_of_all`: the newest toll of the catastrophe that it is part or consequence
    of: an earlier one is cut off a headline with the clause that it stands in, and unfit where that leaves nothing.
    `places`: names of the event's places, in small letters. `is_change`: one of them changed hands, and what tells that comes first.
    """
    shared: Counter[str] = Counter()
    for title in {a.publisher: a.title for a in articles}.values():
        shared.update(telling(title))

    outgrown = _outgrown(articles)
    last = max((a.published_at.date() for a in articles), default=None)
    shown = {a.article_id: _without_old_toll(cleaned(a), a, killed_of_all) for a in articles}

    def weight(article: Article) -> float:
        words = telling(article.title)
        agreed = math.fsum(shared[word] for word in words) / math.sqrt(len(words) + 1)
        of_the_kind = OF_THE_KIND if article.category == kind else 1.0
        old = OF_AN_OLD_TOLL if article.article_id in outgrown else 1.0
        its_bearing = bearing_of(article.title, article.lang, kind, places)
        told = OF_CONTROL if is_change and its_bearing == "control" else OF_ITS_BEARING[its_bearing]
        told *= HEDGED if is_hedged(article) else 1.0
        told *= IN_TITLE_CASE if is_title_case(cleaned(article)) else 1.0
        told *= SHOUTED if _SHOUT.search(article.title) and not article.title.isupper() else 1.0
        told *= math.pow(FRESH, (last - article.published_at.date()).days) if last is not None else 1.0
        told *= CUT if (shown[article.article_id] or "").endswith("...") else 1.0
        return agreed * told * (1.0 if is_fit(article) else UNFIT) * _of_the_toll(article, killed) * of_the_kind * old

    def tongue(article: Article) -> int:
        return 0 if article.lang == language else 1 if article.lang == "en" else 2

    order = sorted(articles, key=lambda a: (tongue(a), shown[a.article_id] is None, -weight(a), a.article_id))
    return [
        EventHeadline(
            shown[a.article_id] or cleaned(a), a, is_fit(a) and shown[a.article_id] is not None and a.article_id not in outgrown
        )
        for a in order
    ]  # fmt: skip


def is_fit(article: Article) -> bool:
    """Whether an article's headline says by itself what happened: no question, feature, newsletter or label."""
    title = cleaned(article)
    unfit = _SHAPELESS.search(title) or _unfit_in(article.lang).search(title) or _LOOSE_END.search(title)
    is_whole = not unfit and len(title.split()) >= WORDS_AT_LEAST
    return is_whole and tells_news(article) and not says_who(article) and not is_beside_the_news(article)


def _of_the_toll(article: Article, killed: int | None) -> float:
    """Who counts the hurt and no dead, where people died, wrote before that was known."""
    if killed is None:
        return 1.0
    if article.killed is None:
        return OF_AN_OLD_TOLL if article.injured else 1.0
    return OF_THE_TOLL if article.killed == killed else OF_AN_OLD_TOLL


def _outgrown(articles: Sequence[Article]) -> set[str]:
    """The articles whose headline counts fewer of something than that of a later day does: `200 students` after `300 students`."""
    counts = [
        (word, int(match[1].replace(",", "")), article)
        for article in articles
        for match in _COUNT.finditer(cleaned(article))
        for word in telling(match["after"])
    ]
    newest: dict[str, tuple[int, Article]] = {}
    for word, number, article in sorted(counts, key=lambda c: (c[2].published_at, c[1], c[2].article_id)):
        newest[word] = (number, article)
    return {
        article.article_id
        for word, number, article in counts
        if COUNTED <= number < newest[word][0] and article.published_at.date() < newest[word][1].published_at.date()
    }


def _without_old_toll(headline: str, article: Article, killed_of_all: int | None) -> str | None:
    """The headline without the clause that gives a toll which a newer one of the same catastrophe overtook; None where nothing is left."""
    if killed_of_all is None:
        return headline
    number = _old_toll(headline, article.killed, killed_of_all)
    if number is None:
        return headline
    for joint in reversed([m for m in _JOINT.finditer(headline) if m.end() <= number.start()]):
        text = _LOOSE_END.sub("", headline[: joint.start()].rstrip(" ,;:–—-"))
        if joint[0] not in (" in ", " for ", " over ") and len(text.split()) >= WORDS_AT_LEAST and _is_balanced(text):
            return f"{text} ..."
    return None


def _old_toll(headline: str, killed: int | None, killed_of_all: int) -> re.Match[str] | None:
    """Where a headline gives another number of dead than the newest toll: the number that was read from it, or one beside a word of death."""
    if killed and killed < killed_of_all:
        forms = (str(killed), ENGLISH.number(killed), ENGLISH.count(killed))
        return re.search(rf"(?i)(?<![\w.,])(?:{'|'.join(map(re.escape, forms))})\b", headline)
    for match in _DEATHS.finditer(headline):
        number = int((match["n"] or match["m"]).replace(",", ""))
        if COUNTED <= number < killed_of_all or number > OF_MORE * killed_of_all:
            return match
    return None


def _is_balanced(text: str) -> bool:
    """Whether no quotation is left open."""
    return text.count("'") % 2 == 0 and text.count("‘") == text.count("’")


def cleaned(article: Article) -> str:
    """The headline without its outlet's name at its end and labels at its beginning; who says it, behind a dash, stays."""
    title = plain(article.title)
    whole, bar, _ = title.rpartition(" | ")
    if bar and len(whole.split()) >= WORDS_AT_LEAST:
        title = whole  # what stands behind a bar is a section or an outlet
    tail = _TAIL.search(title)
    if tail is not None and _is_outlet(tail[1], article):
        title = title[: tail.start()]
    text = _LABEL.sub("", title.strip())
    return text.replace("“", "'").replace("”", "'").replace('"', "'").strip(" .")


def _is_outlet(tail: str, article: Article) -> bool:
    """Whether the words behind a headline's last dash are the outlet's name: an aggregator's, whose own name they are not, or its own."""
    words = {word for word in re.findall(r"\w+", fold_word(tail)) if len(word) > 1}
    own = f"{fold_word(article.outlet)} {fold_word(outlet_name(article))}"
    return "." in tail or article.outlet in AGGREGATORS or any(word in own for word in words) or not words


def says_who(article: Article) -> bool:
    """Whether a headline ends with whose words it is: `Kadesh will not negotiate — diplomat`. That is a claim and no event."""
    return _TAIL.search(cleaned(article)) is not None


def short(headline: str) -> str:
    """The headline as a heading: cut at a clause where it is long, otherwise whole."""
    words = headline.split()
    if len(words) <= HEADING_WORDS:
        return headline
    cuts = [m.start() for m in _JOINT.finditer(headline) if 5 <= len(headline[: m.start()].split()) <= HEADING_WORDS]
    for cut in reversed(cuts):
        text = _LOOSE_END.sub("", headline[:cut].rstrip(" ,;:–—-")).rstrip(" ,;:–—-")
        if _is_balanced(text) and not _OPEN_END.search(text):
            return text
    return " ".join(words[:HEADING_WORDS]) + " ..."


def is_title_case(headline: str) -> bool:
    """Whether a headline writes its ordinary words large."""
    words = [w for w in headline.split()[1:] if w[:1].isalpha() and len(w) > 3]
    return len(words) > 2 and sum(w[0].isupper() for w in words) > 0.7 * len(words)
