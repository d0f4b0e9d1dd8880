"""Orders to programs in an article: which sentences look like one, and which words are evidence of nothing because of it.

Injection is held off by structure, not by this: the model has no tool, articles are data between marks that they cannot know, what
comes back are typed slots, and a claim needs words of a sentence that reports. A sentence that looks like an order is shown to the
model like any other and named in a row of `issues`; it may not be quoted, nor may one that addresses its reader.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tasks.language.encoder import DIMENSIONS, encode
from tasks.language.word_lists import word_list

WEIGHTS = Path(__file__).with_name("data") / "orders.npy"
"""One weight a number of a sentence's vector, one a bucket of its words, and last a bias; above 0 it is read as an order
(`tests/measure/train_orders.py`)."""
WORD_BUCKETS = 1 << 13
_SENTENCE = re.compile(r"[^.!?。！？؟।\n]+[.!?。！？؟।\n]*")
_QUOTED = re.compile(r"[“\"«„][^”\"»“]{0,400}[”\"»“]")
"""What somebody said: `you` in it is not the reader."""


@functools.cache
def _listed(name: str, *languages: str) -> re.Pattern[str]:
    """The patterns of a list, of some languages or of all of them."""
    found = word_list("speech_to_programs")[name]
    patterns = [pattern for lang in (languages or found) for pattern in found.get(lang, ())]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def sentences_at(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text with the offset at which each begins."""
    for match in _SENTENCE.finditer(text):
        yield match.start(), match[0]


def sentences_around(text: str, start: int, end: int) -> list[str]:
    """The sentences of a text that hold some of `text[start:end]`."""
    return [sentence for at, sentence in sentences_at(text) if at < end and start < at + len(sentence)]


def orders_in(text: str) -> list[str]:
    """The sentences of a plain text that look like an order to a program, in their order; usually none."""
    return orders_in_each([text])[0]


def orders_in_each(texts: Sequence[str]) -> list[list[str]]:
    """The same of several texts, whose sentences are weighed together: that is much quicker than one by one."""
    sentences = [[sentence.strip() for _, sentence in sentences_at(text)] for text in texts]
    encode(list(dict.fromkeys(one for found in sentences for one in found)))  # the encoder remembers them
    return [[one for one in found if is_order(one)] for found in sentences]


@functools.lru_cache(maxsize=8192)
def is_order(sentence: str) -> bool:
    """Whether a sentence looks like an order to a program: by its form, as listed, or because it lies among orders rather than among news."""
    asked = sentence.strip()
    if not asked:
        return False
    if _listed("orders").search(asked) is not None:
        return True
    of_vector, of_words, bias = np.split(_weights(), [DIMENSIONS, DIMENSIONS + WORD_BUCKETS])
    buckets = word_buckets(asked)
    return float(encode([asked])[0] @ of_vector + of_words[buckets].sum() / np.sqrt(len(buckets)) + bias[0]) > 0


def word_buckets(sentence: str) -> list[int]:
    """The buckets of a sentence's words, marks, pairs and beginnings of words, one a feature; where no spaces part words, of its letters."""
    folded = re.sub(r"\d", "0", unicodedata.normalize("NFKC", sentence).casefold())
    words = _WORDS.findall(folded)
    found = {*words, *(f"{one} {two}" for one, two in itertools.pairwise(words)), *(f"^{word[:5]}" for word in words)}
    if " " not in sentence.strip():
        found |= {folded[at : at + size] for size in (1, 2, 3) for at in range(len(folded) - size + 1)}
    return [zlib.crc32(name.encode()) % WORD_BUCKETS for name in sorted(found)] or [0]


_WORDS = re.compile(r"[^\W_]+|[<>\[\]{}#%=!:;*«»“”\"—|]")


@functools.cache
def _weights() -> np.ndarray:
    return np.asarray(np.load(WEIGHTS))


def may_be_quoted(text: str, start: int, end: int, lang: str = "en") -> bool:
    """Whether `text[start:end]` lies in sentences that report: none is an order, none speaks to its reader outside quotation marks.

    An order is looked for in every language, speech to the reader in the text's own and in English.
    """
    address = _listed("address", "en", lang)
    return not any(is_order(s) or address.search(_QUOTED.sub(" ", s)) for s in sentences_around(text, start, end))
