"""How the name of a country or place changes at its end: cases, adjectives and inhabitants, by language."""

from __future__ import annotations

import re

INFLECTED_CYRILLIC = frozenset(["ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg"])
SLAVIC_LATIN = frozenset(["pl", "cs", "sk", "hr", "sl", "bs"])
INFLECTED_LATIN = frozenset(
    ["pl", "cs", "sk", "hr", "sl", "sr", "bs", "lt", "lv", "et", "fi", "hu", "tr", "az", "uz", "tk", "ro", "sq", "eu"]
)
ANY_ENDING = re.compile(r"(?:\w{0,6})")
DERIVED = {
    "fr": r"(?:i?en(?:ne)?s?|een(?:ne)?s?|ain(?:e?s?)|l?ais(?:es?)?|ois(?:es?)?|an(?:e?s?))",
    "es": r"(?:i?an[oa]s?|n[oa]s?|en[oa]s?|enses?|es(?:[ae]s?)?)",
    "pt": r"(?:i?an[oa]s?|n[oa]s?|enses?|es(?:[ae]s?)?)",
    "it": r"(?:i?an[oaie]|n[oaie]|es[ei]|in[oaie])",
    "ca": r"(?:i?a(?:na|ns|nes)?|es(?:a|os|es)?|enc(?:a|s|ques)?)",
    "de": r"(?:isch\w{0,2}|i?er(?:n|s|in|innen)?|s)",
    "nl": r"(?:s|se|isch\w{0,2}|er|ers)",
    "sv": r"(?:s|isk\w{0,2}|sk\w{0,2}|ier\w{0,3})",
    "da": r"(?:s|isk\w{0,2}|sk\w{0,2}|er\w{0,3})",
    "no": r"(?:s|isk\w{0,2}|sk\w{0,2}|er\w{0,3})",
}
"""Endings that make a demonym of a country's name or of its stem: Mali-ennes, Ukrain-ien, Serbi-o, Iran-ischer."""
CYRILLIC_CASE_ENDING = re.compile(
    r"[аеёиоуыэюяйьіїє]{0,3}(?:м|х|ми|в|н)?|[аеоиіїя]{0,2}н?[сзц]ь?к\w{1,4}|\w{0,2}[цнч][аеиыіуё]\w{0,3}"
)
SLAVIC_CASE_ENDING = re.compile(r"[aeiouy]{0,3}(?:m|ch|mi|w|v|h|n|j|sk\w{0,3}|ck\w{0,3})?")
"""Case endings, diacritics folded: Chorwacj-i, Hrvatsk-oj, Węgr-zech is a demonym of its own."""
SLAVIC_DERIVED = re.compile(r"\w{0,3}[sc]k\w{0,4}|\w{0,2}(?:czyk|cze?n|an(?:in|i|ie|k|c)|ow(?:i|ie)|c[eyi]|ec)\w{0,4}")
"""Adjectives and inhabitants: estoń-ski, Kameruń-czyk."""
DERIVED_ENDING = {lang: re.compile(pattern) for lang, pattern in DERIVED.items()} | dict.fromkeys(
    SLAVIC_LATIN, SLAVIC_DERIVED
)
VOWELS = "aeiouyаеёиоуыэюяіїєąęáéíóúàèìòùâêîôûäöüåæøőűăâî"
TONAL = frozenset(["vi"])
"""Languages in which a word without its marks is another word."""
