"""Voice: the language that a report is written in: sentences from a catalogue, dates, numbers and names from CLDR.

A sentence is written once, in English, as `say("{outlet} reported on {day}.", outlet=..., day=say.day(...))`. `say` is a
Voice: the English one returns the sentence itself, another one its translation in `catalogues/<language>.po`. A
statement is a function of a Voice (a `Phrase`), so that the same facts can be said in every language.
"""

from __future__ import annotations

import datetime as dt
import functools
import gettext
import io
import re
from collections.abc import Callable, Sequence

from tasks.verify.text.quantities import NUMBER_WORDS
from tasks.voice import CATALOGUES
from warehouse.tables import Sector

_NUMBER_WORDS = ("no", *list(NUMBER_WORDS)[1:13])
"""None to twelve, as prose counts things."""


def N_(message: str) -> str:  # noqa: N802 -- the name by which gettext's tools know a message that is translated later
    """The message itself: marks it for the catalogues where it is not said at once."""
    return message


SECTOR_NAMES: dict[Sector, str] = {
    "diplomacy": N_("diplomacy"),
    "military": N_("military and defence"),
    "border_trade": N_("border and trade"),
    "energy": N_("energy"),
    "cyber": N_("cyber security"),
    "internal_security": N_("internal security"),
    "unrest": N_("unrest"),
    "disaster": N_("disasters and accidents"),
    "health": N_("health"),
    "other": N_("other matters"),
}

ORGANISATIONS: dict[str, str] = {
    "UN": N_("the United Nations"),
    "EU": N_("the European Union"),
    "NATO": N_("NATO"),
    "AFRICAN-UNION": N_("the African Union"),
    "ASEAN": N_("ASEAN"),
    "ARAB-LEAGUE": N_("the Arab League"),
    "GCC": N_("the Gulf Cooperation Council"),
    "OIC": N_("the Organisation of Islamic Cooperation"),
    "ECOWAS": N_("ECOWAS"),
    "SADC": N_("SADC"),
    "AES": N_("the Alliance of Sahel States"),
    "SCO": N_("the Shanghai Cooperation Organisation"),
    "CSTO": N_("the CSTO"),
    "EAEU": N_("the Eurasian Economic Union"),
    "BRICS": N_("BRICS"),
    "G7": N_("the G7"),
    "G20": N_("the G20"),
    "OSCE": N_("the OSCE"),
    "OAS": N_("the Organization of American States"),
    "IAEA": N_("the International Atomic Energy Agency"),
    "IMF": N_("the International Monetary Fund"),
    "WORLD-BANK": N_("the World Bank"),
    "OPEC": N_("OPEC"),
}
"""The blocs and organisations of states, as they stand in a sentence; other organisations keep their short name."""


class Voice:
    """The sentences of one language. Raises FileNotFoundError where it has no catalogue."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = gettext.NullTranslations() if language == "en" else _read(language)
        self._own_rules = _POLISH.get(language, str)

    def _polish(self, text: str) -> str:
        """The text with the language's contractions, quotations left alone."""
        parts = text.split("“")
        kept = [f"{part.partition('”')[0]}”{self._own_rules(part.partition('”')[2])}" for part in parts[1:]]
        return "“".join([self._own_rules(parts[0]), *kept])

    def __call__(self, message: str, **values: str) -> str:
        """The sentence in this language, filled in."""
        return self._polish(self._catalogue.gettext(message).format(**values))

    def many(self, one: str, several: str, count: int, **values: str) -> str:
        """The sentence for one or for several; `{count}` is the number in words up to twelve in English."""
        message = self._catalogue.ngettext(one, several, count)
        return self._polish(message.format(count=self.count(count), **values))

    def count(self, number: int) -> str:
        """A number of things in prose."""
        if self.language == "en" and 0 <= number < len(_NUMBER_WORDS):
            return _NUMBER_WORDS[number]
        return self.number(number)

    def number(self, number: float, digits: int = 0) -> str:
        """A number with so many decimals; zero has no sign."""
        return _number(round(number, digits) + 0.0, digits, self.language)

    def share(self, part: float) -> str:
        """A share of 0 to 1 as per cent."""
        return self("{number} %", number=self.number(100 * part))

    def day(self, date: dt.date, *, year: bool = False) -> str:
        """A date in prose: `January 30`, with `year` `January 30, 2023`."""
        return _day(date, year, self.language)

    def days(self, first: dt.date, last: dt.date | None) -> str:
        """A date or a span of dates in prose: `May 26 to June 10, 2026`."""
        if last is None or last == first:
            return self.day(first, year=True)
        start = self.day(first, year=first.year != last.year)
        return self("{start} to {end}", start=start, end=self.day(last, year=True))

    def join(self, parts: Sequence[str]) -> str:
        """A list in prose: `a, b and c`, each part once; empty for an empty list."""
        kept = list(dict.fromkeys(parts))
        if len(kept) < 2:
            return "".join(kept)
        return self("{list} and {last}", list=", ".join(kept[:-1]), last=kept[-1])

    def sector(self, sector: str) -> str:
        """The sector's name inside a sentence."""
        return self(SECTOR_NAMES[sector])  # type: ignore[index]

    def country(self, code: str) -> str:
        """The name of a country or organisation as a heading has it."""
        if code in ORGANISATIONS:
            return capital(unmarked(self(ORGANISATIONS[code])))
        return _territory(code, self.language)

    def in_prose(self, code: str) -> str:
        """The name of a country or organisation inside a sentence, with its article where it has one."""
        if code in ORGANISATIONS:
            return self(ORGANISATIONS[code])
        return with_article(self.country(code), self.language)

    def language_name(self, code: str) -> str:
        """The name of a language; `an unknown language` for `und`."""
        return self("an unknown language") if code == "und" else _language(code, self.language)


Phrase = Callable[[Voice], str]
"""A statement before it is said: the same facts in whatever language."""


@functools.cache
def voice(language: str) -> Voice:
    """The voice of a language. Raises FileNotFoundError where it has no catalogue."""
    return Voice(language)


@functools.cache
def capital(text: str) -> str:
    """The text with its first letter upper case; the rest is left as it is."""
    return text[:1].upper() + text[1:]


def unmarked(text: str) -> str:
    """The text without a definite article at its start."""
    return re.sub(r"^(?:the|el|la|los|las) ", "", text)


def with_article(name: str, language: str) -> str:
    """The country's name with the article that it carries inside a sentence."""
    patterns = {
        "en": (r"(?:United|Netherlands|Philippines|Maldives|Bahamas|Gambia|Dominican Rep|Czech Rep)", "the"),
        "es": (r"(?:Reino Unido|Sáhara)", "el"),
    }
    pattern, article = patterns.get(language, (r"(?!)", ""))
    return f"{article} {name}" if re.match(pattern, name) else name


def _read(language: str) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _polish_es(text: str) -> str:
    """Spanish contractions and euphony: `de el` -> `del`, `a el` -> `al`, `y Irán` -> `e Irán`."""
    text = re.sub(r"\b([Dd]e|[Aa]) el (?=[a-záéíóúñ])", r"\1l ", text)
    return re.sub(r"\by (?=(?:[iIíÍ]|[hH][iIíÍ](?![eaoEAO])))", "e ", text)


_POLISH: dict[str, Callable[[str], str]] = {"es": _polish_es}


@functools.lru_cache(maxsize=4096)
def _number(number: float, digits: int, language: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(number, format=f"#,##0{'.' + '0' * digits if digits else ''}", locale=language))


@functools.lru_cache(maxsize=4096)
def _day(date: dt.date, year: bool, language: str) -> str:
    from babel.dates import format_date, format_skeleton

    return str(format_date(date, "long", locale=language) if year else format_skeleton("MMMMd", date, locale=language))


@functools.cache
def _territory(code: str, language: str) -> str:
    from babel import Locale

    if not re.fullmatch(r"[A-Z]{2}", code):
        return code
    return str(Locale(language).territories.get(code, code)).replace("&", _AND.get(language, "&"))


_AND = {"en": "and", "es": "y", "fr": "et"}
"""CLDR writes "Bosnia & Herzegovina" in some languages; in a sentence the word is read more easily."""


@functools.cache
def _language(code: str, language: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale(language).languages.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code


ENGLISH = voice("en")
