"""Who did what to whom in a title: which of its words names the actor, the deed and the target, learned from careful readers.

The grammar of headlines (tasks.events.deeds) reads half of the titles rightly; its answer, and how it sorts the words, are what the learned
choice looks at (tasks.language.choice), beside the words themselves, their neighbours and the verb. The actor is chosen first, the target
beside it; each is told with the whole of its noun phrase. Titles often
name no actor ("Two men jailed"): then none is told.
Weights: `python -m tasks.events.train`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.events.deeds import Deed, HeadlineGrammar, find_deed, headline_grammar
from tasks.language.choice import Choice, Features, shares_of

__all__ = ["ROLES", "ParsedTitle", "actor_rows", "deed_rows", "find_roles", "parse_title", "target_rows", "weights_of"]

ROLES = ("actor", "deed", "target")

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*[’']?|[,;:|–—(?!]|[“”\"«»‘]")
_OUTLET = re.compile(r"\s[-–—|]\s[^-–—|]{2,40}$")
"""The outlet's name behind a title: " - Reuters"."""
_NOBODY_LEAST = 0.5
"""Probability that the title names no actor from which none is told."""
_ACTORS_TRIED = 3
"""Likeliest actors beside each of which a target is sought."""
_FAR = 5
"""Distances are told up to so many words."""


@dataclass(frozen=True, slots=True)
class ParsedTitle:
    """A title's words, what the grammar takes each for, and its noun phrases."""

    lang: str
    words: tuple[str, ...]
    folded: tuple[str, ...]
    classes: tuple[str, ...]
    phrases: tuple[tuple[int, int], ...]
    phrase_of: tuple[int | None, ...]
    by_rule: Deed | None
    verbs: tuple[int, ...]
    verb: int | None
    """The first finite verb, or else the first participle."""
    passive: bool

    @property
    def named(self) -> tuple[int, ...]:
        """The words that may stand for somebody or something, or for a deed."""
        kept = [n for n, kind in enumerate(self.classes) if self.words[n][0].isalnum() and kind not in _LITTLE]
        return tuple(kept or range(len(self.words)))

    def span(self, word: int, deed: int | None = None) -> tuple[int, int]:
        """Start and end of the noun phrase around a word, cut at the deed where that lies within; else of the word alone."""
        number = self.phrase_of[word]
        start, end = (word, word + 1) if number is None else self.phrases[number]
        if deed is None or deed == word or not start <= deed < end:
            return start, end
        return (start, deed) if word < deed else (deed + 1, end)

    def phrase(self, word: int, deed: int | None = None) -> str:
        """The words of `span`."""
        start, end = self.span(word, deed)
        return " ".join(self.words[start:end])


def find_roles(title: str, *, lang: str) -> Deed | None:
    """Who did what to whom in a title's words; None in languages without a grammar, and where the title has no words.

    The actor is None where the title more likely names none, the target where there is one noun phrase only.
    """
    parsed = parse_title(title, lang)
    if parsed is None:
        return None
    actors = weights_of("actor").probabilities(actor_rows(parsed))
    nobody = actors.pop()
    named = parsed.named
    deed = _likeliest(weights_of("deed").probabilities(deed_rows(parsed)), named)
    told = _told(parsed, deed)
    if nobody >= _NOBODY_LEAST:
        target = _likeliest(weights_of("target").probabilities(target_rows(parsed, None)), named)
        return Deed(None, told, parsed.phrase(target, deed))
    alone = [weights_of("target").score(row) for row in _rows(parsed)]
    best: tuple[float, int, int | None] = (-1.0, named[0], None)
    for number in sorted(range(len(named)), key=lambda n: (-actors[n], n))[:_ACTORS_TRIED]:
        actor = named[number]
        shares = _target_shares(parsed, actor, alone)
        for word, share in zip(named, shares, strict=True):
            apart = parsed.span(word, deed) != parsed.span(actor, deed)
            if apart and actors[number] * share > best[0]:
                best = (actors[number] * share, actor, word)
    _, actor, met = best
    return Deed(parsed.phrase(actor, deed), told, None if met is None else parsed.phrase(met, deed))


def _target_shares(parsed: ParsedTitle, actor: int, alone: Sequence[float]) -> list[float]:
    """What `target_rows` gives, with the scores of the words alone given: they are the same beside every actor."""
    weights = weights_of("target")
    beside = (_beside(parsed, n, turning, actor) for n, turning in zip(parsed.named, _turning(parsed), strict=True))
    return shares_of([score + weights.score(added) for score, added in zip(alone, beside, strict=True)])


def _likeliest(shares: Sequence[float], named: Sequence[int]) -> int:
    return named[max(range(len(named)), key=lambda n: (shares[n], -n))]


def _told(parsed: ParsedTitle, word: int) -> str:
    """The deed of the grammar where it holds the word ("signs pact with"), else the word."""
    rule = parsed.by_rule
    return rule.deed if rule and parsed.words[word] in rule.deed.split() else parsed.words[word]


def parse_title(title: str, lang: str) -> ParsedTitle | None:
    """The title as its grammar sorts it; None where the language has no grammar or the title no word."""
    grammar = headline_grammar(lang)
    words = tuple(_WORD.findall(_OUTLET.sub("", title)))
    if grammar is None or not any(word[0].isalnum() for word in words):
        return None
    letters = [word for word in words if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in letters) > 0.7 * max(1, len(letters))
    classes = tuple(_class(word, grammar, capitals) for word in words)
    phrases = tuple(_phrases(classes))
    phrase_of: list[int | None] = [None] * len(words)
    for number, (start, end) in enumerate(phrases):
        phrase_of[start:end] = [number] * (end - start)
    verbs = [n for n in range(1, len(words)) if classes[n] in _VERBS]
    verb = next((n for n in verbs if classes[n] != "participle"), verbs[0] if verbs else None)
    passive = verb is not None and "participle" in (
        classes[verb], classes[verb + 1] if classes[verb] == "carry" and verb + 1 < len(words) else ""
    )  # fmt: skip
    folded = tuple(word.casefold() for word in words)
    return ParsedTitle(
        lang,
        words,
        folded,
        classes,
        phrases,
        tuple(phrase_of),
        find_deed(title, lang=lang),
        tuple(verbs),
        verb,
        passive,
    )


_LITTLE = frozenset(["joins", "breaks", "small", "by"])
_VERBS = frozenset(["carry", "finite", "participle", "says"])


def _class(word: str, grammar: HeadlineGrammar, capitals: bool) -> str:
    """What a word is to the grammar; in a title in capitals a capital says nothing."""
    folded = word.casefold()
    if not word[0].isalnum():
        return word
    for name in ("joins", "carry", "by", "breaks", "small"):
        if folded in getattr(grammar, name):
            return name
    if capitals or not word[0].isupper():
        if folded in grammar.says:
            return "says"
        if grammar.finite(folded):
            return "finite"
        if grammar.participle(folded):
            return "participle"
    return "number" if word[0].isdigit() else "Name" if word[0].isupper() else "word"


def _phrases(classes: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of words without verbs, prepositions, articles and marks; "of" joins two of them."""
    found: list[tuple[int, int]] = []
    for n, kind in enumerate(classes):
        if kind not in _NOMINAL:
            continue
        goes_on = found and (found[-1][1] == n or (found[-1][1] == n - 1 and classes[n - 1] == "joins"))
        if goes_on:
            found[-1] = (found[-1][0], n + 1)
        else:
            found.append((n, n + 1))
    return found


_NOMINAL = frozenset(["number", "Name", "word"])


def actor_rows(parsed: ParsedTitle) -> list[Features]:
    """The features of each word of `named` as the actor, and last of nobody's being named."""
    nobody = {
        "none": 1.0,
        f"none {parsed.passive}": 1.0,
        f"none by {'by' in parsed.classes}": 1.0,
        f"none {parsed.lang}": 1.0,
    }
    nobody |= {f"none word {word[:6]}": 1.0 for word in parsed.folded}
    return [*_rows(parsed), nobody]


def deed_rows(parsed: ParsedTitle) -> list[Features]:
    """The features of each word of `named` as the deed."""
    return list(_rows(parsed))


def target_rows(parsed: ParsedTitle, actor: int | None) -> list[Features]:
    """The features of each word of `named` as the target beside an actor."""
    rows = zip(parsed.named, _rows(parsed), _turning(parsed), strict=True)
    return [{**row, **_beside(parsed, n, turning, actor)} for n, row, turning in rows]


def _beside(parsed: ParsedTitle, n: int, turning: Sequence[str], actor: int | None) -> Features:
    """The features of a word that look at where the actor stands; turning: those of its own that turn with that."""
    at, own = None if actor is None else parsed.phrase_of[actor], parsed.phrase_of[n]
    gap = "none" if actor is None else "apart" if at is None or own is None else str(max(-3, min(3, own - at)))
    return {f"gap {gap}": 1.0} | {f"{gap} {name}": 1.0 for name in turning}


_TURNING = ("side", "left ", "role", "class-1")
"""Features that mean something else on the other side of the actor."""


@functools.lru_cache(maxsize=16)
def _turning(parsed: ParsedTitle) -> list[list[str]]:
    return [[name for name in row if name.startswith(_TURNING)] for row in _rows(parsed)]


@functools.lru_cache(maxsize=16)
def _rows(parsed: ParsedTitle) -> list[dict[str, float]]:
    return [dict.fromkeys(_features(parsed, n), 1.0) for n in parsed.named]


def _features(parsed: ParsedTitle, n: int) -> list[str]:
    """What is looked at of a word: itself, its neighbours, its phrase, the verbs around it, what the grammar says of it."""
    count, verb = len(parsed.words), parsed.verb
    number = parsed.phrase_of[n]
    start, end = (n, n + 1) if number is None else parsed.phrases[number]

    def word(k: int) -> str:
        return parsed.folded[k] if 0 <= k < count else "^" if k < 0 else "$"

    def kind(k: int) -> str:
        return parsed.classes[k] if 0 <= k < count else "^" if k < 0 else "$"

    after = next((k for k in parsed.verbs if k > n), None)
    before = next((k for k in reversed(parsed.verbs) if k < n), None)
    voice = "passive" if parsed.passive else "active"
    side = "no verb" if verb is None else "before" if n < verb else "at" if n == verb else "after"
    side = f"{side} {voice}"
    role, mine, own = _role(parsed, n), word(n), kind(n)
    first = sum(1 for phrase in parsed.phrases if verb is not None and phrase[1] <= verb)
    rank = "none" if number is None else str(max(-3, min(3, number - first)))
    found = [
        "one", f"word {mine}", f"begins {mine[:4]}", f"ends {mine[-3:]}", f"ends {mine[-2:]}", f"class {own}", f"class {own} {side}",
        f"role {role}", f"role {role} {side}", f"role {role} {own}", f"role {role} {parsed.lang}",
        f"word-1 {word(n - 1)}", f"word+1 {word(n + 1)}", f"word-2 {word(n - 2)}", f"class-1 {kind(n - 1)} {own}",
        f"class+1 {own} {kind(n + 1)}", f"classes {kind(n - 1)} {own} {kind(n + 1)}", f"class-2 {kind(n - 2)} {kind(n - 1)}",
        f"class+2 {kind(n + 1)} {kind(n + 2)}", f"left {word(start - 1)}", f"left {word(start - 1)} {side}",
        f"left2 {word(start - 2)} {word(start - 1)}", f"left class {kind(start - 2)} {kind(start - 1)}", f"right {word(end)}",
        f"right class {kind(end)} {kind(end + 1)}", f"rank {rank} {voice}", f"phrase {_upto(number)}",
        f"phrases left {_upto(None if number is None else len(parsed.phrases) - number)}",
        f"within {min(n - start, 3)} {min(end - 1 - n, 3)}", f"side {side}", f"side {side} {parsed.lang}",
        f"next verb {word(after)[:6] if after is not None else '-'}", f"last verb {word(before)[:6] if before is not None else '-'}",
        f"verbs {kind(after) if after is not None else '-'} {kind(before) if before is not None else '-'}",
        f"to next {_upto(None if after is None else after - n)}", f"to last {_upto(None if before is None else n - before)}",
        f"to verb {'-' if verb is None else max(-_FAR, min(_FAR, n - verb))} {voice}",
    ]  # fmt: skip
    return found if verb is None else [*found, f"verb {word(verb)[:6]} {side}"]


def _upto(distance: int | None) -> str:
    return "-" if distance is None else str(min(distance, _FAR))


def _role(parsed: ParsedTitle, n: int) -> str:
    """What the grammar takes a word for."""
    rule = parsed.by_rule
    if rule is None:
        return "no rule"
    said = ((role, getattr(rule, role)) for role in ROLES)
    return next((role for role, words in said if words and parsed.words[n] in words.split()), "none")


@functools.cache
def weights_of(role: str) -> Choice:
    """The learned choice of a role."""
    return Choice.read(Path(__file__).parent / "data" / f"role_{role}.npy")
