"""Which events a report tells: those of this country's security that are told as news, each happening once to a reader."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from tasks.events.merging.lead import tells_news
from tasks.events.merging.salience import salience
from tasks.report.prose.bearing import bearing_of, is_beside_the_news
from tasks.report.prose.event_kinds import exact_kind
from tasks.report.prose.telling import telling, words_of_death
from warehouse.tables import Article, Event

LEAST_RELEVANCE = 1.0
"""Mean relevance (0 to 2) of an event's articles from which it is one of security."""
AFTERMATH_SEVERITY = 4.0
"""Severity of a disaster from which the other grave disasters of the country's week are taken for its aftermath."""
SAME_CATASTROPHE = 0.1
"""Share of such a disaster's deaths from which those of another are the same counted again."""
ALIKE = 0.6
"""Share of an event's telling words in one title of a more salient event from which it is that event told again."""
ALIKE_WORDS = 3
DAYS_APART = 3
LEAST_ARTICLES = 5
"""Articles of a week from which its sections say something of the country: with fewer, a blank section is a gap in the coverage."""
ONE_MATTER = 0.4
"""Share of the telling words of the shorter of two titles from which last week's event and this week's are one matter to a reader."""
WORDS_OF_A_MATTER = 2
"""Telling words that they must have in common besides."""
WORDS_WITH_A_COUNT = 2
"""Words in common, one of them a count, from which two headlines of three days are of one thing: `315` and `school`."""
YEARS = (1900, 2100)
"""Numbers that are taken for years."""
TITLES_TO_NAME = 4
IN_MOST = 0.4
"""Share of an event's titles from which a word of them is its name: its storm, its town, its victim."""
TOLD_AS_CONTROL = 0.05
"""Share of an event's headlines from which it is a change of control: most tell of its victims and of what is said of it."""
PUBLISHERS_OF_CONTROL = 3
"""Publishers whose headlines must tell it."""
AT_A_STROKE = ("disaster", "accident", "assault", "crime")
"""Kinds of what happens on one day, whatever went before it."""
DONE_TO_A_PLACE = ("assault", "coerce", "protest", "humanitarian")
"""Kinds of what is done in a place whose control changes."""
KNOWN_BY, KNOWN_SHARE = 2, 10
"""Articles, and one in how many of all, by which an event is known to have happened."""
JUST_ABOVE = 1.001
OF_AN_ACCIDENT = 0.25
"""Weight of an accident beside grave violence inside the country: six soldiers killed by rebels come before seventeen people in a bus."""
JUDGED = ("coerce", "accuse")
"""Kinds of arrests, trials and inquiries, whose dead died before."""
AIMED = ("assault", "crime", "protest")
"""Kinds of deeds that are aimed at people. Dead of a trial may be of one of this week after all: a lynching, told with its arrests."""
OF_OLD_DEEDS = 0.2
"""Weight of a verdict on the dead of earlier years, which the reading takes for as grave as their killing."""
OF_CONTROL = 5.0
"""Severity (0 to 5) of such an event: the fall of a city and a coup are war, whatever was read of deaths."""
IN_FEW = 0.1
"""Share up to which a word is chance in another event's titles."""
WORDS_OF_A_SITUATION = 2
READ_FOR_SMALL = 400
"""Characters of an article's text in which its ordinary words are looked for."""
TITLES_COMPARED = 30
"""Titles of an event that are compared with another's: more say the same."""


NEWS_AT_LEAST, NEWS_SHARE = 3, 0.25
"""Articles of news, and their share of all, from which an event is told though more of its articles explain it: so it is with an epidemic."""
DEALINGS = ("agree", "consult", "support", "concede", "cooperate", "aid", "retreat", "request", "accuse", "reject", "threaten", "sanction", "mobilize", "exercise", "coerce", "assault", "cyber")  # fmt: skip
"""Kinds of events between states, which concern a country wherever they happen; a protest or an accident abroad does not."""
SECURITY = 1.5
"""Mean relevance (0 to 2) from which an event is rather one of security than of its surroundings."""
NEAR_SECURITY = 1.25
WIDELY_TOLD = 5
"""Publishers from which an event that is near security, as a break of relations or the trial of a leader is, matters."""
GRAVE = 2.5
"""Severity from which an event matters whatever its relevance."""


def matters(event: Event) -> bool:
    """Whether a reader of the brief should know the event: it is rather of security than of its surroundings, grave, or widely told and near it."""
    is_wide = event.publisher_count >= WIDELY_TOLD and event.relevance >= NEAR_SECURITY
    return event.relevance >= SECURITY or event.severity >= GRAVE or is_wide


def goes_on(event: Event, previous: Sequence[Event], own: frozenset[str]) -> bool:
    """Whether a reader of the report of the week before knows the event: it told the same matter under the same id.

    previous: the events of the week before. own: the telling words of the country's names. A thread holds a situation, and what happens in it is news: a prisoner's transfer is not
    the veto of a week ago. What happens at a stroke goes on only within days: this week's bus accident is not last week's.
    """
    before = next((e for e in previous if e.event_id == event.event_id), None)
    if event.status != "continuing" or before is None:
        return False
    if event.kind in AT_A_STROKE and abs((event.event_date - before.event_date).days) > DAYS_APART:
        return False
    one, other = telling(event.title) - own, telling(before.title) - own
    return len(one & other) >= max(WORDS_OF_A_MATTER, ONE_MATTER * min(len(one), len(other)))


def is_thin(articles: Sequence[Article]) -> bool:
    """Whether the week's articles, repetitions and what is told of other times left out, are too few to report on a country by section."""
    return sum(a.duplicate_of is None and a.time_kind == "current" for a in articles) < LEAST_ARTICLES


def is_told(event: Event, originals: Sequence[Article], *, is_change: bool = False) -> bool:
    """Whether a report tells the event: it concerns the country, is of security, and most of its articles are news of it, or several of many.

    is_change: a place, a seat of power or the state changed hands.
    """
    if event.nearness == "mentioned" or event.relevance < LEAST_RELEVANCE or event.kind in ("sport", "society"):
        return False
    is_dealing = is_change or event.kind in DEALINGS or event.killed_best or event.injured_best
    if event.nearness != "inside" and not is_dealing:
        return False  # a protest or a find abroad
    news = sum(tells_news(a) and not is_beside_the_news(a) for a in originals)
    return 2 * news >= len(originals) or (news >= NEWS_AT_LEAST and news >= NEWS_SHARE * len(originals))


def changes_control(originals: Sequence[Article], kind: str, names: frozenset[str]) -> bool:
    """Whether enough publishers and headlines tell that a place, a seat of power or the state changed hands.

    names: of the event's places and the country's leaders, in small letters.
    """
    told = [a for a in originals if bearing_of(a.title, a.lang, kind, names) == "control"]
    return len({a.publisher for a in told}) >= PUBLISHERS_OF_CONTROL and len(told) >= TOLD_AS_CONTROL * len(originals)


def weight_beside(event: Event, originals: Sequence[Article], others: Sequence[Event], *, is_change: bool) -> float:
    """The salience by which an event is ordered, where its headlines do not tell a deed of the week that is aimed at people less.

    A change of control stands just above what was done at its place: what happens in a fallen city follows from its fall, however many more
    tell of its dead.
    """
    if is_change:
        here = [o.salience for o in others if o.kind in DONE_TO_A_PLACE and o.unit is not None and o.unit == event.unit]
        return max([event.salience, *(salience * JUST_ABOVE for salience in here)])
    is_beside_violence = any(o.kind in AIMED and o.nearness == "inside" and o.severity >= GRAVE for o in others)
    if event.kind == "accident" and is_beside_violence:
        return event.salience * OF_AN_ACCIDENT
    if event.kind in JUDGED and event.killed_best and not any(a.category in AIMED for a in originals):
        return event.salience * OF_OLD_DEEDS
    return event.salience


@dataclass(frozen=True)
class ToldEvent:
    """An event that may be told, with its originals and the telling words of their titles, the country's names left out."""

    event: Event
    originals: tuple[Article, ...]
    titles: tuple[frozenset[str], ...]
    is_change: bool = False
    """A place, a seat of power or the state changed hands."""

    @functools.cached_property
    def words(self) -> frozenset[str]:
        """The words of its own title."""
        return max(self.titles, key=lambda words: (sum(len(words & other) for other in self.titles), sorted(words)))

    @functools.cached_property
    def _written_small(self) -> frozenset[str]:
        """The words that its articles write small, which are nobody's name; none in scripts without small letters."""
        texts = (f"{a.title} {a.text[:READ_FOR_SMALL]}".split() for a in self.originals[:TITLES_COMPARED])
        return telling(" ".join(word for words in texts for word in words if word.islower()))

    @functools.cached_property
    def _shares(self) -> Mapping[str, float]:
        counted = Counter(word for title in self.titles for word in title)
        return {word: count / len(self.titles) for word, count in counted.items()}

    @property
    def names(self) -> frozenset[str]:
        """The words that most of its titles have; none where there are too few titles to tell."""
        if len(self.titles) < TITLES_TO_NAME:
            return frozenset()
        return frozenset(word for word, share in self._shares.items() if share >= IN_MOST)

    @property
    def proper_names(self) -> frozenset[str]:
        """Of these the ones that are written large: `Kalmaegi`, and not `hope`."""
        return self.names - self._written_small

    @property
    def common(self) -> frozenset[str]:
        """The words that its titles have more than once in a while."""
        return frozenset(word for word, share in self._shares.items() if share > IN_FEW)


def is_part(one: ToldEvent, lead: ToldEvent) -> bool:
    """Whether a reader takes the event for a part of the more salient `lead`: its aftermath, or the same told again."""
    event, other = one.event, lead.event
    if are_apart(one, lead):
        return False
    if event.kind == other.kind and _is_aftermath(event, other):
        return True
    near = abs((event.event_date - other.event_date).days) <= DAYS_APART
    if near and any(
        _counts(one.words & title) and len(one.words & title) >= WORDS_WITH_A_COUNT for title in lead.titles
    ):
        return True
    if event.unit is not None and other.unit is not None and event.unit != other.unit:
        return False
    if not near:
        return False
    shared = max(len(one.words & title) for title in lead.titles)
    if shared >= ALIKE_WORDS and shared >= ALIKE * len(one.words):
        return True
    same_place = event.place_id is not None and event.place_id == other.place_id
    same_kind = exact_kind(event.kind, event.title) == exact_kind(other.kind, other.title) is not None
    return event.kind == other.kind and (same_place or same_kind) and len(one.words & lead.words) >= 2


def _counts(words: Set[str]) -> set[str]:
    """The numbers of three digits or more among telling words, years left out: two headlines of days that count 315 tell one thing."""
    return {word for word in words if word.isdigit() and not YEARS[0] <= int(word) <= YEARS[1]}


def are_apart(one: ToldEvent, lead: ToldEvent) -> bool:
    """Whether each has a proper name that most of its titles give and the other's do not, as two storms of one week have."""
    return bool(one.proper_names - lead.common) and bool(lead.proper_names - one.common)


def _is_aftermath(event: Event, lead: Event) -> bool:
    """Whether a disaster is a part of the graver one of the same week: it has its deaths, is as grave, of the same sort, or one outlet's scene of it."""
    if event.kind != "disaster" or lead.severity < AFTERMATH_SEVERITY:
        return False
    deaths = (event.killed_best or 0) >= SAME_CATASTROPHE * (lead.killed_best or 0) > 0
    is_scene = event.publisher_count == 1 and not event.killed_best and not event.injured_best
    sort = exact_kind(lead.kind, lead.title)
    same_sort = sort is not None and exact_kind(event.kind, event.title) in (None, sort)
    return deaths or event.severity >= AFTERMATH_SEVERITY or same_sort or is_scene


def is_of(one: ToldEvent, lead: ToldEvent) -> bool:
    """Whether an event belongs to the situation of `lead`: its title has a word by which most titles name that one, and two more of them.

    Words of death are none of them, and two attacks are of one situation only at one place. Of a catastrophe the name is enough,
    as long as the event has no other name; so is a good part of its deaths.
    """
    event, other = one.event, lead.event
    words = one.words - words_of_death()
    if event.event_id == other.event_id:
        return False
    if other.kind == "disaster" and (event.killed_best or 0) >= SAME_CATASTROPHE * (other.killed_best or 0) > 0:
        return event.kind in ("disaster", "accident", "aid", "humanitarian") and not are_apart(one, lead)
    if not words & lead.names:
        return False
    if other.kind in ("disaster", "accident"):
        return not are_apart(one, lead)
    return event.place_id == other.place_id and len(words & lead.common) > WORDS_OF_A_SITUATION


def _day(one: ToldEvent) -> dt.date:
    """The day of an event: what happens at a stroke happened before a tenth of its articles, two at least, had told of it."""
    event = one.event
    days = sorted(a.published_at.date() for a in one.originals)
    known = max(KNOWN_BY, -(-len(days) // KNOWN_SHARE))
    if event.kind not in AT_A_STROKE or len(days) < known:
        return event.event_date
    return min(event.event_date, days[known - 1])


def _tells_more(part: Event, lead: Event) -> bool:
    """Whether a part has a toll by which the lead's is replaced: any where that has none, else a later one that is as widely told and no lower."""
    if part.killed_best is None or part.toll_as_of is None:
        return False
    if lead.killed_best is None or lead.toll_as_of is None:
        return True
    is_later = part.toll_as_of >= lead.toll_as_of and part.killed_best >= lead.killed_best
    return is_later and (part.toll_publishers > 1 or part.toll_publishers >= lead.toll_publishers)


def together(lead: ToldEvent, others: Sequence[ToldEvent]) -> Event:
    """The event as a reader sees it: with the newest toll that two publishers tell, and publishers, stories and salience of all parts."""
    event = lead.event.model_copy(update={"event_date": _day(lead)})
    is_change = any(one.is_change for one in (lead, *others))
    if not others and not is_change:
        return event
    parts = [event, *(other.event for other in others)]
    originals = [a for one in (lead, *others) for a in one.originals]
    newest = max(
        (e for e in parts if _tells_more(e, event)),
        key=lambda e: (e.toll_publishers > 1, e.toll_as_of or dt.date.min, e.toll_publishers),
        default=event,
    )
    publishers = max(len({a.publisher for a in originals}), *(e.publisher_count for e in parts))
    severity = OF_CONTROL if is_change else max(e.severity for e in parts)
    weight = salience(
        severity=severity,
        relevance=max(e.relevance for e in parts),
        publishers=publishers,
        articles=sum(e.article_count for e in parts),
        nearness=event.nearness,
        continuing=event.status == "continuing",
        certainty=event.certainty,
    )
    return event.model_copy(
        update={
            "killed_low": newest.killed_low,
            "killed_best": newest.killed_best,
            "killed_high": newest.killed_high,
            "toll_as_of": newest.toll_as_of,
            "toll_publishers": newest.toll_publishers,
            "relevance": max(e.relevance for e in parts),
            "severity": severity,
            "publisher_count": publishers,
            "salience": max(weight, event.salience),
            "story_ids": list(dict.fromkeys(s for e in parts for s in e.story_ids)),
        }
    )
