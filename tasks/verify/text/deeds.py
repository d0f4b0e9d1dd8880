"""Deeds of an English text: who does what to whom, by the order of words and the passive."""

from __future__ import annotations

from tasks.verify.text.texts import Text
from tasks.verify.text.words import word_classes

FARTHEST_SUBJECT = 40
"""Words between a verb and its subject at most, more than most whole sentences have: a text without an end of a sentence stays cheap."""


def find_deeds(text: Text) -> list[tuple[int, int, int]]:
    """Agent, verb and patient of each verb that has both, by the order of words and the passive."""
    found = []
    for at, word in enumerate(text.words):
        if word.tag != "VERB" or not word.content:
            continue
        low, high = (text.starts[word.sentence], text.starts[word.sentence + 1])
        before = _subject(text, at, low)
        passive = any(
            w.fold in word_classes()["be"] for w in text.words[max(low, at - 3) : at]
        ) and not word.fold.endswith("ing")
        passive = passive and text.words[at - 1].fold != "to"
        direct, by, other = _complements(text, at, high)
        if passive:
            if before is not None and by is not None:
                found.append((by, at, before))
        elif before is not None:
            target = direct if direct is not None else other
            if target is not None:
                found.append((before, at, target))
            if direct is not None and other is not None:
                found.append((before, at, other))
    return found


def _subject(text: Text, verb: int, low: int) -> int | None:
    """The noun that a verb is said of: the nearest group of nouns before it that no preposition governs."""
    low = max(low, verb - FARTHEST_SUBJECT)
    at = verb - 1
    while at >= low:
        word = text.words[at]
        if word.fold in ("who", "which", "that") and at > low:
            at -= 1
            continue
        if word.tag in ("NOUN", "PROPN", "PRON") and word.content:
            group = noun_group(text, at, low)
            start = group[0] if group else at
            if any(text.words[i].fold == "of" for i in group):
                head = next(i for i in group if text.words[i].fold == "of") - 1
                return head if head >= low else at
            before = text.words[start - 1] if start - 1 >= low else None
            if before is not None and before.tag == "ADP":
                at = start - 2
                continue
            return at
        if word.raw in ".;:" or word.tag == "SCONJ":
            return None
        at -= 1
    return None


def _complements(text: Text, verb: int, high: int) -> tuple[int | None, int | None, int | None]:
    """The nouns after a verb: its object, who it is done by, and whom a preposition makes it done to."""
    direct = by = other = None
    governed = ""
    at = verb + 1
    while at < min(high, verb + 16):
        word = text.words[at]
        if word.raw in ".;:," or word.tag in ("SCONJ",) or (word.tag == "VERB" and word.finite):
            break
        if word.tag == "ADP":
            governed = word.fold
        elif word.tag in ("NOUN", "PROPN") and word.content and not word.is_number:
            last = at
            while (
                last + 1 < high
                and text.words[last + 1].tag in ("NOUN", "PROPN")
                and text.words[last + 1].raw[0].isalnum()
            ):
                last += 1
            if governed == "" and direct is None:
                direct = last
            elif governed == "by" and by is None:
                by = last
            elif governed in ("against", "from", "with", "to", "on", "at") and other is None:
                other = last
            at = last
        at += 1
    return direct, by, other


def noun_group(text: Text, last: int, low: int) -> list[int]:
    """The places of the group of nouns that ends at a word, with what `of` joins to it."""
    group: list[int] = []
    for at in range(last, low - 1, -1):
        word = text.words[at]
        if word.tag in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "PART") or (
            word.fold in ("of", "for", "and", "'s") and group
        ):
            group.append(at)
        elif word.raw in "-'’":
            continue
        else:
            break
    return group[::-1]
