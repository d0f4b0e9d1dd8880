"""Statements that tell a story: one sentence on what happened, one that adds to it, one on numbers that disagree."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from tasks.claims import fold, lexicon, stem
from tasks.report import prose, words
from tasks.report.draft import Desk, Draft
from tasks.report.headlines import as_sentence
from tasks.report.inert import plain
from warehouse.tables import Article, Place, Story

ARTICLES_READ = 8
"""Originals of a story that are read for its telling: more say the same."""
HEADING_WORDS = 12


def tell(desk: Desk, story: Story, *, section: str, sentences: int) -> list[Draft]:
    """The statements on a story, at most `sentences` of what is reported and one on numbers that disagree.

    Empty where no article of the story can be told or quoted within the limits.
    """
    articles = desk.evidence.members[story.story_id][:ARTICLES_READ]
    heading = heading_of(desk, story)
    drafts: list[Draft] = []
    used: list[str] = []
    for article, sentence in _candidates(articles, story, sentences * 4):
        if len(drafts) >= sentences:
            break
        if used and _says_nothing_new(sentence, used):
            continue
        clause = prose.retell(sentence, article, desk.vocabulary, shorten_to=prose.CLAUSE_WORDS)
        if clause is None:
            continue
        same = bool(drafts) and drafts[-1].citations == (article.article_id,)
        text = _report(desk, clause, article, first=not drafts, same_outlet=same)
        if prose.copied_run(text, [f"{a.title}\n{a.text}" for a in articles]) is not None:
            continue
        draft = _draft(desk, story, section, heading, len(drafts), text, (article,), clause.dates)
        if desk.accepts(draft):
            drafts.append(draft)
            used.append(sentence)
            desk.told_by.setdefault(story.story_id, (article, sentence))
    if not drafts:
        drafts += _from_facts(desk, story, articles, section, heading)
    if drafts and (text_and_sources := _disagreement(articles)):
        text, sources = text_and_sources
        draft = _draft(desk, story, section, heading, len(drafts), text, sources, ())
        if desk.accepts(draft):
            drafts.append(draft)
    return drafts


def heading_of(desk: Desk, story: Story) -> str:
    """A short heading: the lead's title cut at a clause, or category and place where it is not English."""
    if story.story_id in desk.headings:
        return desk.headings[story.story_id]
    lead = desk.evidence.article[story.lead_article_id]
    heading = _short_title(lead.title) if lead.lang == "en" else None
    if heading is None:
        place = _main_place(desk, story)
        what = words.capital(category_name(story.category))
        heading = f"{what}: {place_name(place)}" if place else f"{what} ({words.day(story.event_date)})"
    desk.headings[story.story_id] = heading
    return heading


_EVENTS = {
    "agree": "agreement", "consult": "meeting", "support": "declaration of support", "concede": "concession", "cooperate": "cooperation",
    "aid": "aid", "retreat": "withdrawal", "request": "appeal", "accuse": "accusation", "reject": "refusal", "threaten": "threat",
    "protest": "protest", "sanction": "measure", "mobilize": "deployment", "exercise": "exercise", "coerce": "act of coercion",
    "assault": "attack", "cyber": "cyber operation", "crime": "crime", "disaster": "disaster", "accident": "accident",
    "humanitarian": "humanitarian situation", "disease": "outbreak", "politics": "political development",
    "economy": "economic development", "sport": "sports event", "society": "social development",
}  # fmt: skip
"""What an event of a category (tasks/taxonomy.yaml) is called in a sentence."""


def label_of(desk: Desk, story: Story) -> str:
    """How a story that was told is referred to: `the exercise in Dornogovi (April 26)`. Made of facts, not of its title."""
    what = _EVENTS.get(story.category, "development")
    partners = [words.in_prose(a) for a in story.actors if a not in (desk.evidence.profile.country, "XX")]
    if place := _main_place(desk, story):
        where = f" {'at' if place.kind == 'border_crossing' else 'in'} {place_name(place)}"
    else:
        lead = desk.evidence.article[story.lead_article_id]
        where = f" involving {partners[0]}" if partners else f" reported by {outlet_name(lead, inside=True)}"
    return f"the {what}{where} ({words.day(story.event_date)})"


_NARROW = ("city", "capital", "border_crossing", "facility", "admin1", "admin2", "region")


def _main_place(desk: Desk, story: Story) -> Place | None:
    """The place that a story is best known by: inside the country, in a title, named by the lead, the narrower one."""
    members = {a.article_id for a in desk.evidence.members.get(story.story_id, ())}
    named = [
        p
        for p in desk.evidence.places
        if p.story_id == story.story_id and p.kind in _NARROW and p.article_id in members
    ]
    return min(
        named,
        key=lambda p: (
            p.is_foreign,
            not p.in_title,
            p.article_id != story.lead_article_id,
            not p.text.isascii(),
            p.kind == "capital",
            p.precision_km,
            p.start,
            p.article_id,
            p.place_id,
        ),
        default=None,
    )


def place_name(place: Place) -> str:
    """The place as its article spells it where that is in Latin letters, else as the gazetteer does."""
    return place.text if re.fullmatch(r"[A-Z][A-Za-zÀ-ž' -]{2,40}", place.text) else place.name


def labels(desk: Desk, stories: Sequence[Story]) -> str:
    """Several stories referred to in a row, each label once."""
    return words.join(list(dict.fromkeys(label_of(desk, story) for story in stories)))


def category_name(category: str) -> str:
    """The category's key as words; `event` where nothing fitted."""
    return _EVENTS.get(category, "event" if category == "unclassified" else category.replace("_", " "))


def _short_title(title: str) -> str | None:
    text = re.sub(r"\s+[|–—-]\s+[^|–—-]{2,40}$", "", plain(title)).strip()
    text = re.sub(r"^[A-Z][\w' -]{0,20}(?:LIVE|live|Live|news|News)?\s*[:|]\s+(?=[A-Z‘'\"“])", "", text)
    text = text.replace("“", "'").replace("”", "'").replace('"', "'").strip(" .")
    if len(text.split()) > HEADING_WORDS:
        cuts = [
            m.start()
            for m in re.finditer(r"(?:,| (?:as|after|amid|with|while|but|over|in|for|and|to|–|—|-) )", text)
            if 4 <= len(text[: m.start()].split()) <= HEADING_WORDS
        ]
        if not cuts:
            return None
        text = text[: cuts[-1]].rstrip(" ,;:–—-")
    return text if len(text.split()) >= 3 and not text.endswith("?") else None


def _candidates(articles: Sequence[Article], story: Story, at_most: int) -> list[tuple[Article, str]]:
    """Sentences that could tell the story, the most telling first."""
    title_words = _telling(articles[0].title) if articles else set()
    ranked: list[tuple[float, int, int, Article, str]] = []
    for order, article in enumerate(articles):
        if article.lang != "en":
            continue
        found = [s for s in prose.sentences(article.text) if prose.is_report(s)]
        for position, sentence in enumerate(found[:6]):
            own = prose.tokens(sentence)
            telling = _telling(sentence)
            common = len(title_words & telling)
            own_title = _telling(article.title)
            if max(common, len(own_title & telling)) < min(2, len(own_title)):
                continue  # it tells of something else, or leaves unsaid what it is about
            shared = common / (len(title_words) or 1)
            numbers = min(len(re.findall(r"\d", sentence)), 3) / 3
            length = 1.0 if 10 <= len(own) <= 34 else 0.6
            weight = length * (1.0 + 1.5 * shared + 0.4 * numbers) - 0.25 * position - 0.15 * order
            ranked.append((-weight, order, position, article, sentence))
    ranked.sort(key=lambda entry: entry[:3])
    return [(article, sentence) for _, _, _, article, sentence in ranked[:at_most]]


def _telling(text: str) -> set[str]:
    """The stems of the words that carry a text."""
    stop = lexicon()["stop"] | lexicon()["neutral"]
    return {stem(fold(word)) for word in prose.tokens(text) if len(word) > 2 and fold(word) not in stop}


def _says_nothing_new(sentence: str, used: Sequence[str]) -> bool:
    own = {w[:6] for w in prose.tokens(sentence) if len(w) > 3}
    said = {w[:6] for u in used for w in prose.tokens(u) if len(w) > 3}
    return len(own - said) < 0.45 * len(own)


def _report(desk: Desk, clause: prose.Clause, article: Article, *, first: bool, same_outlet: bool) -> str:
    """The clause as a sentence with its outlet, its date and whom the outlet cites."""
    desk.variant += 1
    published = words.day(article.published_at.date(), year=True)
    citing = f", citing {clause.citing}," if clause.citing else ""
    if not clause.start_is_known or (first and desk.variant % 3 == 0):
        cited = f", citing {clause.citing}" if clause.citing else ""
        when = f"reported on {published}" if first else "also reported"
        return f"{clause.stands_alone}, {outlet_name(article, inside=True)} {when}{cited}."
    if not first:
        who = "It" if same_outlet else outlet_name(article)
        return f"{who} also reported{citing} that {clause.text}."
    if desk.variant % 3 == 1:
        return f"On {published}, {outlet_name(article, inside=True)} reported{citing} that {clause.text}."
    return f"{outlet_name(article)} reported on {published}{citing} that {clause.text}."


def outlet_name(article: Article, *, inside: bool = False) -> str:
    """The outlet's name as it stands in a sentence, `inside` one without a capital article."""
    name = re.sub(r"\s+", " ", article.outlet).strip() or "an outlet"
    if inside and name.startswith("The "):
        return f"the {name[4:]}"
    is_domain = re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", name) is not None
    return name if inside or is_domain else words.capital(name)


def _draft(
    desk: Desk,
    story: Story,
    section: str,
    heading: str,
    number: int,
    text: str,
    articles: Sequence[Article],
    dates: tuple[dt.date, ...],
) -> Draft:
    in_week = [date for date in dates if date in desk.evidence.week]
    places = _places(desk, story)
    return Draft(
        key=f"{section}:{story.story_id}:{number}",
        section=section,
        heading=heading,
        text=text,
        citations=tuple(a.article_id for a in articles),
        story_id=story.story_id,
        sector=story.sector,
        event_date=in_week[0] if in_week else story.event_date,
        known=(
            *(p.name for p in places),
            *(words.language_name(a.lang) for a in articles),
            *(category_name(a.category) for a in articles),
            "killed injured person events",
        )
        if any(a.lang != "en" for a in articles)
        else (),
    )


def _places(desk: Desk, story: Story) -> tuple[Place, ...]:
    places = desk.evidence.story_places.get(story.story_id, ())
    return tuple(p for p in places if p.kind != "country")


def _from_facts(desk: Desk, story: Story, articles: Sequence[Article], section: str, heading: str) -> list[Draft]:
    """One sentence, or none, from what was extracted, with the headline quoted: for other languages and bare headlines."""
    for article in articles:
        if article.lang == "en" and (draft := _from_headline(desk, story, article, section, heading)):
            return [draft]
    for article in articles:
        shown = prose.quoted(article.title)
        if not desk.may_quote(article, shown):
            continue
        published = words.day(article.published_at.date(), year=True)
        if article.lang == "en":
            text = f"On {published}, {outlet_name(article, inside=True)} reported under the headline {shown}."
        else:
            text = _foreign(desk, story, article, published, shown)
        draft = _draft(desk, story, section, heading, 0, text, (article,), ())
        if desk.accepts(draft):
            return [draft]
    return []


def _from_headline(desk: Desk, story: Story, article: Article, section: str, heading: str) -> Draft | None:
    """The headline told as a sentence; None where it cannot be."""
    sentence = as_sentence(article.title, desk.vocabulary)
    if sentence is None:
        return None
    clause = prose.retell(sentence[0], article, desk.vocabulary)
    if clause is None:
        return None
    clause = dataclasses.replace(clause, citing=clause.citing or sentence[1])
    text = _report(desk, clause, article, first=True, same_outlet=False)
    draft = _draft(desk, story, section, heading, 0, text, (article,), clause.dates)
    return draft if desk.accepts(draft) else None


def _foreign(desk: Desk, story: Story, article: Article, published: str, shown: str) -> str:
    named = [p.name for p in desk.evidence.places if p.article_id == article.article_id and p.kind != "country"]
    where = f" in {words.join(list(dict.fromkeys(named))[:2])}" if named else ""
    tolls = [
        f"{words.count(number, 'person', 'people')} {what}"
        for number, what in ((article.killed, "killed"), (article.injured, "injured"))
        if number
    ]
    toll = f", with {words.join(tolls)}" if tolls else ""
    what = category_name(article.category)
    about = f" on {_with_article(what)}{where}{toll}"
    return (
        f"On {published}, {outlet_name(article, inside=True)} reported in {words.language_name(article.lang)}{about}; "
        f"the original headline reads {shown}."
    )


def _with_article(noun: str) -> str:
    return noun if noun in ("cooperation", "aid") else f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _disagreement(articles: Sequence[Article]) -> tuple[str, tuple[Article, ...]] | None:
    """A sentence on the dead or injured where the articles of a story give different numbers."""
    for field, noun in (("killed", "killed"), ("injured", "injured")):
        stated = [(getattr(a, field), a) for a in articles if getattr(a, field)]
        if not stated:
            continue
        low = min(stated, key=lambda pair: (pair[0], pair[1].article_id))
        high = max(stated, key=lambda pair: (pair[0], pair[1].article_id))
        if low[0] < high[0]:
            text = (
                f"The number of people {noun} is given as between {low[0]:,} ({outlet_name(low[1], inside=True)}) "
                f"and {high[0]:,} ({outlet_name(high[1], inside=True)})."
            )
            return text, (low[1], high[1])
    return None
