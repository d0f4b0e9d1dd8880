"""Articles put back into a headline: `gunmen attacked village in Kwara` -> `gunmen attacked a village in Kwara`.

Only before singular nouns of a list that English never leaves bare; a phrase in doubt is left as it is.
"""

from __future__ import annotations

import re

from tasks.report.prose.casing import Vocabulary
from tasks.report.prose.headline_words import headline_words

_DETERMINER = re.compile(
    r"^(?:the|an?|this|that|these|those|its|his|her|their|our|your|my|no|every|each|another|any|some|several|many|all|both|"
    r"what|which|whose|one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|[\d.,]+|\S+['’]s|\S+s['’])$",
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"^(?:in|on|at|of|by|for|from|with|to|into|onto|over|under|near|after|before|during|amid|against|across|through|between|about|"
    r"as|and|or|but|than|that|when|while|where|who|which|is|are|was|were|be|been|has|have|had|will|would|could|may|might|can|"
    r"not|up|out|off|down|back|away|via|per|since|until|following|despite|without|within|toward|towards|around|behind|outside|inside|if|because)$",
    re.IGNORECASE,
)
_DEMONYM = re.compile(r"(?:an|ese|ish|[aeiou]qi|aeli|stani|eni|audi|reek|rench|utch|wiss|hai|erman)$")


def with_determiners(sentence: str, vocabulary: Vocabulary) -> str:
    """The sentence with `a`, `an` or `the` before the bare singular nouns of the lists."""
    words = sentence.split()
    made = list(words)
    for index in range(len(words)):
        start = _bare_phrase(words, index)
        if start is None:
            continue
        first = words[start]
        if start == 0 and first[1:].islower() and not (len(first) > 4 and _DEMONYM.search(first)):
            if not (vocabulary.is_small(first.lower()) or first.lower() in headline_words().a_nouns):
                continue  # it may be a name
            first = first.lower()
        made[start] = f"{_article(words, start, index)} {first}"
    return " ".join(made)


def _bare_phrase(words: list[str], head: int) -> int | None:
    """Where the noun phrase with this head begins, if it has no determiner and needs one."""
    lists = headline_words()
    noun = words[head].rstrip(",;:")
    if head and noun[0].isupper():
        return None
    noun = noun.lower()
    if noun not in lists.a_nouns and noun not in lists.the_nouns:
        return None
    if head + 1 < len(words) and words[head][-1].isalnum() and not _ends_phrase(words[head + 1]):
        return None
    start = head
    while start > 0:
        before = words[start - 1]
        plain = before.lower()
        if plain in lists.base and start > 1 and words[start - 2].lower() == "to":
            break
        if start == head and before[0].islower() and plain.endswith("s") and not plain.endswith("ss"):
            return None  # after a plural it is a verb
        if before[0].isupper() and before[1:].islower() and start > 1 and not _DEMONYM.search(before):
            return None  # part of a name
        if start > 1 and words[start - 2].lower() == "to" and plain in lists.base:
            break  # the verb of `to close the border`
        if before.endswith((",", ";", ":")) or _EDGE.match(plain) or plain in lists.pasts or plain in lists.participles:
            break
        if _DETERMINER.match(before) or (plain.endswith("ly") and len(plain) > 4):
            return None
        if plain.endswith("ing") and before[0].islower():
            if start < 2 or not (
                (
                    words[start - 2].lower() in ("for", "of", "by", "without")
                    and plain not in ("devastating", "leading", "missing")
                )
                or words[start - 2][0].isupper()
                or words[start - 2].endswith(",")
            ):
                return None  # it may belong to the noun
            break
        start -= 1
    if start == 0 and head > 3:
        return None  # a long opening phrase is in doubt
    if (
        start == head
        and start > 0
        and noun in lists.bare_after
        and words[start - 1].lower() in ("in", "at", "from", "to")
    ):
        return None
    if start == head and start > 0 and words[start - 1].lower() in ("by", "as", "of"):
        return None
    return start


def _ends_phrase(word: str) -> bool:
    lists = headline_words()
    plain = word.rstrip(",;:").lower()
    if plain in lists.pasts or plain in lists.participles or plain in lists.third:
        return True
    return bool(_EDGE.match(plain)) or (word[0].islower() and plain.endswith("ing"))


def _article(words: list[str], start: int, head: int) -> str:
    lists = headline_words()
    noun = words[head].rstrip(",;:").lower()
    named = words[head + 1 : head + 2] == ["of"] and words[head + 2 : head + 3] and words[head + 2][0].isupper()
    if noun in lists.the_nouns or words[start].lower() in lists.the_before or named:
        return "the"
    opening = words[start].lower()
    if re.match(r"(?:u[ks]\b|un\b|eu\b|uni(?:t|o|v|f)|use|eur|one\b|uae)", opening) and not re.match(
        r"uae|unin", opening
    ):
        return "an" if opening.startswith("uninf") else "a"
    if re.match(r"[$€£]?(?:8|11|18)(?!\d)|[$€£]?8\d", opening):
        return "an"
    if re.match(
        r"(?:[aeiou]|hour|honest|heir|rsf\b|rss\b|mp\b|ngo\b|nhs\b|fbi\b|sos\b|lng\b|mri\b|idf\b|irgc\b)", opening
    ):
        return "an"
    return "a"
