"""Spellings of names: endings and transliterations of the same name, and names of the same thing."""

from __future__ import annotations

import functools
import re

from rapidfuzz import fuzz

from tasks.language.word_lists import word_list
from tasks.verify.text.words import same_names

_FORMS = word_list("name_forms")
_ENDINGS = frozenset(["", *_FORMS["endings"].split()])
_NOT_THE_SAME = frozenset(_FORMS["not_the_same"].split())
_SOUNDS = tuple(pair.split(":") for pair in _FORMS["sounds"].split())
_SILENT = re.compile(r"[aeiouy'’-]")


def same_name(ours: str, theirs: str) -> bool:
    """Whether two folded names differ only by an ending (Pakistan, Pakistani) or by how they were transliterated."""
    if len(ours) < 4 or len(theirs) < 4 or ours[0] != theirs[0]:
        return False
    if ours in _NOT_THE_SAME or theirs in _NOT_THE_SAME:
        return ours.rstrip("ns") == theirs.rstrip("ns")
    shared = 0
    for a, b in zip(ours, theirs, strict=False):
        if a != b:
            break
        shared += 1
    if shared >= 4 and ours[shared:] in _ENDINGS and theirs[shared:] in _ENDINGS:
        return True
    return len(ours) >= 6 and len(theirs) >= 6 and fuzz.ratio(ours, theirs) >= 85


def sound(name: str) -> str:
    """The consonants of a folded name, those that are transliterated in several ways as one: `mojtaba` and `modzhtaba` are `mjtb`."""
    for written, heard in _SOUNDS:
        name = name.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", _SILENT.sub("", name))


@functools.lru_cache(maxsize=32_768)
def same_actor(one: str, two: str) -> bool:
    """Whether two folded names may mean the same actor: Israel and Israeli, Kyiv and Ukrainian."""
    return one == two or same_name(one, two) or two in same_names().get(one, ())
