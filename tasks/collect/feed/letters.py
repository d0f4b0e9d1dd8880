"""Which encoding makes sense of bytes that do not say it, or say it wrongly: decided by letters and the language they make.

Any bytes are Windows-1252, and most of them are other single-byte encodings too. What tells is whether the characters beyond
ASCII come out as letters, of the script and language that the outlet writes or that the language model knows at once.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from tasks.language.detect import main_script, scripts_of, surest_guess

_GROUPS: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = tuple(
    (tuple(encodings.split()), frozenset(languages.split()))
    for encodings, languages in (
        ("cp1251 koi8-u iso8859-5 cp866", "ru uk be bg mk sr kk ky mn tg tt ba ce cv os"),
        ("cp1256 iso8859-6", "ar fa ur ps ku ckb ug sd"),
        ("cp1255 iso8859-8", "he yi"),
        ("cp1253 iso8859-7", "el"),
        ("cp874", "th"),
        ("gb18030 big5", "zh"),
        ("cp932 euc_jp", "ja"),
        ("cp949", "ko"),
        ("cp1250 iso8859-2", "pl cs sk hu ro hr sl bs sq"),
        ("cp1254", "tr az"),
        ("cp1257", "lt lv et"),
        ("cp1258", "vi"),
    )
)
LATIN = "cp1252"
_SAMPLE = 3_000
"""Bytes of running text that are looked at; the model reads 300 letters."""
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_HIGH = re.compile(rb"[^\x00-\x7f]")
_AROUND = 40
"""Bytes kept on both sides of one that is not ASCII."""
_PUNCTUATION = frozenset("«»“”„‘’‚–—…·•©®°№€£§¿¡、。「」『』，．：；！？（）・《》〈〉　،؛؟־ªº½²³×")
_LETTERS_SHARE = 0.9
"""Of the characters beyond ASCII those that are letters or their punctuation; below it the encoding is another."""
_MOST_ACCENTED = 0.6
"""Of the letters of Latin words that have any beyond ASCII those that are."""
_ONLY_PUNCTUATION = 0.5
"""Fit where all beyond ASCII are quotation marks and dashes, which Windows-1252 alone has where they stand."""
_RARE = frozenset({"iso8859-5", "cp866", "iso8859-6", "iso8859-8", "euc_jp"})
_RARE_WEIGHT = 0.4
"""Encodings that hardly any server sends without saying so need surer letters."""
_OWN_SCRIPT = frozenset({"el", "he", "yi", "th", "ko"})
_SCRIPT_ALONE = 0.42
"""Of a language that alone is written in its script the model is sure by the script, whatever the letters say."""
_BELIEVED = 0.3
"""Probability of the language from which it counts as read."""


@dataclass(frozen=True, slots=True)
class Letters:
    """An encoding and how well it fits."""

    encoding: str
    fit: float
    """0 to 1: share of letters times the probability of their language."""

    @property
    def is_sure(self) -> bool:
        """Whether the letters make a language that is written so."""
        return self.fit >= _BELIEVED


def likeliest_encoding(body: bytes, language: str = "", first: str = LATIN) -> Letters:
    """The encoding in which the bytes make most sense; `first` where none makes more.

    language: ISO code of what the outlet writes; its encodings are preferred. first: what is declared.
    """
    sample = _sample(body)
    own = [(name, languages) for encodings, languages in _GROUPS if language in languages for name in encodings]
    others = [
        (name, languages) for encodings, languages in _GROUPS for name in encodings if (name, languages) not in own
    ]
    stated = Letters(first, _fit(sample, first, _languages_of(first), language))
    found = [Letters(name, _fit(sample, name, languages, language)) for name, languages in own]
    best = max(found, key=lambda letters: letters.fit, default=stated)
    if not best.is_sure and not stated.is_sure:
        found += [Letters(name, _fit(sample, name, languages, "")) for name, languages in others]
        found.append(Letters(LATIN, _fit(sample, LATIN, frozenset(), language)))
        best = max(found, key=lambda letters: letters.fit)
    return best if best.fit > stated.fit else stated


def _languages_of(encoding: str) -> frozenset[str]:
    """The languages that are written in an encoding; empty for Windows-1252, which serves all others."""
    return next((languages for encodings, languages in _GROUPS if encoding in encodings), frozenset())


def _sample(body: bytes) -> bytes:
    """Running text around what is not ASCII, without tags."""
    parts: list[bytes] = []
    size, at = 0, 0
    text = _TAG.sub(b" ", body[: 40 * _SAMPLE])
    while size < _SAMPLE and (match := _HIGH.search(text, at)):
        start, end = max(match.start() - _AROUND, at), match.start() + 5 * _AROUND
        parts.append(text[start:end])
        size += end - start
        at = end
    return b"".join(parts)


def _fit(sample: bytes, encoding: str, languages: frozenset[str], expected: str) -> float:
    """How well an encoding fits: 0 where its characters are no letters or make a language that is not written so."""
    try:
        text = sample.decode(encoding, "replace")
    except LookupError:
        return 0.0
    beyond = [c for c in text if not c.isascii()]
    letters = sum(c not in "\ufffd" and (unicodedata.category(c)[0] in "LM" or c in _PUNCTUATION) for c in beyond)
    share = letters / len(beyond) if beyond else 1.0
    if share < _LETTERS_SHARE or _odd_case(text) > 1 - _LETTERS_SHARE:
        return 0.0
    script = main_script("".join(beyond))
    if script is None:
        return _ONLY_PUNCTUATION if encoding == LATIN else 0.0
    is_latin = script == "LATIN"
    code, probability = surest_guess(
        text if is_latin else " ".join(word for word in re.split(r"[\s,;|]+", text) if not word.isascii())
    )
    if code not in languages and (languages or any(code in its for _, its in _GROUPS)):
        return 0.0
    if script not in scripts_of(code) or not _is_spelt(text, script):
        return 0.0
    if code == expected:
        return share * max(probability, _BELIEVED)
    if encoding in _RARE:
        probability *= _RARE_WEIGHT
    return share * probability * (_SCRIPT_ALONE if code in _OWN_SCRIPT else 1.0)


def _is_spelt(text: str, script: str) -> bool:
    """Whether words are made as in that script: Latin ones mostly of ASCII's letters, those of another script of none."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    beyond = sum(not c.isascii() for word in words for c in word)
    share = beyond / max(sum(map(len, words)), 1)
    return share <= _MOST_ACCENTED if script == "LATIN" else share >= _LETTERS_SHARE


def _odd_case(text: str) -> float:
    """Share of the letters with case that are capitals after a small letter: what comes of another alphabet's order."""
    cased = sum(c.islower() or c.isupper() for c in text if not c.isascii())
    odd = sum(a.islower() and b.isupper() and not b.isascii() for a, b in pairwise(text))
    return odd / cased if cased else 0.0
