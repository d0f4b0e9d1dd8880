"""What an event is called in a sentence: `an air strike`, `the air strike in Odesa (January 12)`; made of facts, in every language."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from tasks.report.evidence import Evidence
from tasks.report.prose.outlets import outlet_name
from tasks.verify.words import fold
from tasks.voice.voice import N_, ORGANISATIONS, Voice
from warehouse.tables import Place, Story

CATEGORIES: dict[str, tuple[str, str]] = {
    "agree": (N_("an agreement"), N_("the agreement")),
    "consult": (N_("a meeting"), N_("the meeting")),
    "support": (N_("a declaration of support"), N_("the declaration of support")),
    "concede": (N_("a concession"), N_("the concession")),
    "cooperate": (N_("an act of cooperation"), N_("the cooperation")),
    "aid": (N_("an aid effort"), N_("the aid effort")),
    "retreat": (N_("a withdrawal"), N_("the withdrawal")),
    "request": (N_("an appeal"), N_("the appeal")),
    "accuse": (N_("an accusation"), N_("the accusation")),
    "reject": (N_("a refusal"), N_("the refusal")),
    "threaten": (N_("a threat"), N_("the threat")),
    "protest": (N_("a protest"), N_("the protest")),
    "sanction": (N_("a punitive measure"), N_("the punitive measure")),
    "mobilize": (N_("a deployment"), N_("the deployment")),
    "exercise": (N_("a military exercise"), N_("the military exercise")),
    "coerce": (N_("an act of coercion"), N_("the act of coercion")),
    "assault": (N_("an attack"), N_("the attack")),
    "cyber": (N_("a cyber operation"), N_("the cyber operation")),
    "crime": (N_("a crime"), N_("the crime")),
    "disaster": (N_("a natural disaster"), N_("the natural disaster")),
    "accident": (N_("an accident"), N_("the accident")),
    "humanitarian": (N_("a humanitarian emergency"), N_("the humanitarian emergency")),
    "disease": (N_("an outbreak of disease"), N_("the outbreak of disease")),
    "politics": (N_("a political development"), N_("the political development")),
    "economy": (N_("an economic development"), N_("the economic development")),
    "sport": (N_("a sports event"), N_("the sports event")),
    "society": (N_("a social development"), N_("the social development")),
}
"""An event of a category (tasks/events/taxonomy.yaml), not yet known and known to the reader."""

DEVELOPMENT = (N_("a development"), N_("the development"))

INCIDENT = (N_("an incident"), N_("the incident"))
"""What was read as an assault though the headline has no word of one."""
_VIOLENCE = r"attack|assault|ambush|raid|kill|murder|shot|shoot|stab|wound|injur|violen|fight|battl|offensive|troops|forces|strike|lynch|beat"

KINDS: tuple[tuple[str, str, tuple[str, str]], ...] = (
    ("assault", r"kidnap|abduct|hostage", (N_("a kidnapping"), N_("the kidnapping"))),
    ("assault", r"drone", (N_("a drone attack"), N_("the drone attack"))),
    ("assault", r"air ?strike|air raid", (N_("an air strike"), N_("the air strike"))),
    ("assault", r"missile|ballistic", (N_("a missile attack"), N_("the missile attack"))),
    ("assault", r"shell(?:ing|ed)\b|artillery", (N_("a bombardment"), N_("the bombardment"))),
    ("assault", r"suicide bomb|bomb(?:ing|s|ed|er)?\b|blast|explo", (N_("a bombing"), N_("the bombing"))),
    ("assault", r"massacre|mass killing", (N_("a massacre"), N_("the massacre"))),
    ("assault", r"\bclash", (N_("an armed clash"), N_("the armed clash"))),
    ("assault", r"shooting|shot dead|gunm[ae]n|gunfire|opened? fire", (N_("an armed attack"), N_("the armed attack"))),
    ("assault", r"stabb", (N_("a stabbing"), N_("the stabbing"))),
    ("disaster", r"earthquake|quake|tremor", (N_("an earthquake"), N_("the earthquake"))),
    ("disaster", r"flood", (N_("a flood"), N_("the flood"))),
    ("disaster", r"landslide|mudslide", (N_("a landslide"), N_("the landslide"))),
    ("disaster", r"wildfire|forest fire|bushfire", (N_("a wildfire"), N_("the wildfire"))),
    ("disaster", r"storm|cyclone|hurricane|typhoon", (N_("a storm"), N_("the storm"))),
    ("disaster", r"avalanche", (N_("an avalanche"), N_("the avalanche"))),
    ("accident", r"\bfire\b|blaze", (N_("a fire"), N_("the fire"))),
    ("accident", r"crash|collision|collide", (N_("a crash"), N_("the crash"))),
    ("accident", r"capsiz|sank|sink|shipwreck", (N_("a shipwreck"), N_("the shipwreck"))),
    ("consult", r"summit", (N_("a summit"), N_("the summit"))),
    ("consult", r"visit", (N_("a visit"), N_("the visit"))),
    ("politics", r"election|vote|polls?\b|ballot", (N_("an election"), N_("the election"))),
    ("agree", r"ceasefire|truce", (N_("a ceasefire"), N_("the ceasefire"))),
    ("sanction", r"sanctions", (N_("a package of sanctions"), N_("the sanctions"))),
    ("crime", r"smuggl|traffick", (N_("a smuggling case"), N_("the smuggling case"))),
    ("crime", r"rustl|theft|thie(?:f|ves)|stole|robb", (N_("a theft"), N_("the theft"))),
)
"""More exact names: category, what the English title says (pattern), name. Read in order."""

_BETWEEN = ("agree", "consult", "support", "cooperate", "aid", "exercise")
"""Categories of what two parties do with each other."""
_HELD = ("consult", "exercise")
"""Of these, the ones that are held at a place."""
_NARROW = ("city", "capital", "border_crossing", "facility", "admin1", "admin2", "region")


def event_name(category: str, title: str, *, known: bool, say: Voice) -> str:
    """The event with its article: `an air strike`, or `the air strike` when the reader knows it."""
    return say(_names(category, title.lower())[known])


@functools.lru_cache(maxsize=4096)
def _names(category: str, title: str) -> tuple[str, str]:
    for of, pattern, names in KINDS:
        if of == category and re.search(pattern, title):
            return names
    if category == "assault" and title and not re.search(_VIOLENCE, title):
        return INCIDENT
    return CATEGORIES.get(category, DEVELOPMENT)


def label_of(evidence: Evidence, story: Story, say: Voice, *, beside: str = "") -> str:
    """How a story that was told is referred to: `the exercise in Dornogovi (April 26)`. Made of facts, not of its title.

    `beside`: a country's code or a place's id that the sentence has named already.
    """
    return say(
        "{event} ({day})", event=undated_label(evidence, story, say, beside=beside), day=say.day(story.event_date)
    )


def undated_label(evidence: Evidence, story: Story, say: Voice, *, beside: str = "") -> str:
    """The label without its day."""
    what = event_name(story.category, english_title(evidence, story) or "", known=True, say=say)
    place, partners = main_place(evidence, story), partners_of(evidence, story)
    if story.category in _BETWEEN and partners:
        if beside not in partners:
            what = say("{event} with {country}", event=what, country=say.join([say.in_prose(p) for p in partners[:2]]))
        if place is None or story.category not in _HELD:
            return what
    if place:
        if place.place_id == beside:
            return what
        if place.kind == "border_crossing":
            return say("{event} at {place}", event=what, place=place_name(evidence, place))
        return say("{event} in {place}", event=what, place=place_name(evidence, place))
    if partners:
        return (
            what
            if beside in partners
            else say("{event} involving {country}", event=what, country=say.in_prose(partners[0]))
        )
    lead = evidence.article[story.lead_article_id]
    return say("{event} reported by {outlet}", event=what, outlet=outlet_name(lead, inside=True))


def partners_of(evidence: Evidence, story: Story) -> list[str]:
    """The other states and organisations of states that the story is about: actors of its lead, most common in the story first."""
    own = (evidence.profile.country, "XX")
    lead = evidence.article[story.lead_article_id]
    return [
        a
        for a in story.actors
        if a in lead.actors and a not in own and (a in ORGANISATIONS or re.fullmatch("[A-Z]{2}", a))
    ]


def labels(evidence: Evidence, stories: Sequence[Story], say: Voice, *, beside: str = "") -> str:
    """Several stories referred to in a row, each label once."""
    return say.join([label_of(evidence, story, say, beside=beside) for story in stories])


def main_place(evidence: Evidence, story: Story) -> Place | None:
    """The place that a story is best known by: inside the country, in a title, named by the lead, the narrower one."""
    members = {a.article_id for a in evidence.members.get(story.story_id, ())}
    found = evidence.places_of.get(story.story_id, ())
    named = [p for p in found if p.kind in _NARROW and p.article_id in members and is_sure(evidence, p)]
    return min(
        named,
        key=lambda p: (
            p.is_foreign,
            not p.in_title,
            p.article_id != story.lead_article_id,
            evidence.article[p.article_id].lang != "en",
            p.kind == "capital",
            p.precision_km,
            p.start,
            p.article_id,
            p.place_id,
        ),
        default=None,
    )


def is_sure(evidence: Evidence, place: Place) -> bool:
    """Whether a place is surely meant: named in English or in another script, or spelled nearly as the gazetteer does."""
    article = evidence.article.get(place.article_id)
    if article is None or article.lang == "en" or not re.search("[A-Za-zÀ-ž]", place.text):
        return True
    return fold(place.text)[:4] == fold(place.name)[:4]


def place_name(evidence: Evidence, place: Place) -> str:
    """The place as an English article spells it, else as the gazetteer does."""
    article = evidence.article.get(place.article_id)
    if article is None or article.lang != "en" or not re.fullmatch(r"[A-Z][A-Za-zÀ-ž' -]{2,40}", place.text):
        return place.name
    return place.text.title() if place.text.isupper() and len(place.text) > 3 else place.text


def english_title(evidence: Evidence, story: Story) -> str | None:
    """The headline of the story's first English article, its lead before others; None where it has none."""
    return next((a.title for a in evidence.members.get(story.story_id, ()) if a.lang == "en"), None)
