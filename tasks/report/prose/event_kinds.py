"""The kinds of events by name: `an air strike`, `the air strike`, by category and by what an English title says."""

from __future__ import annotations

import functools
import re

from tasks.voice.voice import N_

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
    ("assault", r"\bclash|gun ?fight|fire ?fight", (N_("an armed clash"), N_("the armed clash"))),
    ("assault", r"shooting|shot dead|gunm[ae]n|gunfire|opened? fire", (N_("an armed attack"), N_("the armed attack"))),
    ("assault", r"stabb", (N_("a stabbing"), N_("the stabbing"))),
    ("assault", r"attack|assault|ambush", (N_("an attack"), N_("the attack"))),
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


@functools.lru_cache(maxsize=4096)
def names_of(category: str, title: str) -> tuple[str, str]:
    """The names of an event of a category with this English title, in small letters: not yet known, and known to the reader."""
    for of, pattern, names in KINDS:
        if of == category and re.search(pattern, title):
            return names
    if category == "assault" and title and not re.search(_VIOLENCE, title):
        return INCIDENT
    return CATEGORIES.get(category, DEVELOPMENT)


def exact_kind(category: str, title: str) -> str | None:
    """The more exact name of an event of a category, by its English title; None where only the category is known."""
    return next(
        (names[0] for of, pattern, names in KINDS if of == category and re.search(pattern, title.lower())), None
    )


_CONCRETE = ("assault", "protest", "cyber", "exercise")
"""Categories whose name alone tells a reader what happened; `an act of coercion`, `a natural disaster`, `an outbreak of disease` do not."""


def is_concrete(category: str, title: str) -> bool:
    """Whether the name of an event of this category and English title says what happened.

    An assault is called `the attack` only where the title does: a police raid is none, whoever dies in it.
    """
    return exact_kind(category, title) is not None or (category in _CONCRETE and (category != "assault" or not title))
