"""Roles: which words a name stands before and after, passives turned into actives, and the check of who did what by them.

A name has a role towards the nearest words of content on either side within its clause: `before deliver` (it delivers), `after deliver`
(it is delivered, or something is delivered to it). A swap of two names puts each into the other's roles, whatever the sentence around them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from tasks.verify.named import same_actor
from tasks.verify.reading import Actor, Claim, Line, Proof
from tasks.verify.words import Token, lexicon, stem, synonyms

Role = tuple[str, str]
"""(`before`, `after` or `from`, word): the word as its stem, or as the number of its first group of synonyms."""

REACH = 6
"""Words looked at on either side of a name, those of no content included."""
TITLE_CASE = 0.85
"""Share of capitalised words of content from which a line is a headline, in which a capital shows no name."""

_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "get", "gets", "got", "gotten"])
_IRREGULAR = frozenset(
    [
        "shot",
        "hit",
        "held",
        "led",
        "met",
        "struck",
        "beaten",
        "borne",
        "built",
        "bought",
        "sold",
        "sent",
        "paid",
        "put",
        "cut",
        "hurt",
        "lost",
        "taken",
        "told",
        "fought",
        "won",
        "torn",
    ]
)
_MUTUAL = frozenset(
    [
        "meet",
        "met",
        "talk",
        "talks",
        "agree",
        "agreed",
        "sign",
        "signed",
        "discuss",
        "discussed",
        "negotiate",
        "share",
        "shared",
        "border",
        "ally",
        "relations",
    ]
)
"""Words between which order says nothing."""
_CLAUSE = frozenset(
    ["while", "but", "because", "amid", "that", "when", "where", "if", "as", "than", "after", "before", "since"]
)
"""Words behind which another clause begins."""
_KINDS = frozenset(
    [
        "river",
        "lake",
        "mount",
        "city",
        "town",
        "village",
        "province",
        "district",
        "region",
        "island",
        "valley",
        "port",
        "company",
        "firm",
        "party",
    ]
)
"""Words that stand on either side of a name without doing anything, as titles do."""


def check_roles(claim: Claim, proof: Proof) -> str | None:
    """Who did it and to whom stand as in the sources, passive and active taken as they are."""
    if not proof.english:
        return None
    theirs = [line for r in proof.readings if r.lang in ("en", "und") for line in r.lines]
    for line in claim.acting:
        actors = [a for a in line.actors[:10] if not _own(line, a) <= proof.outlet_words]
        ours = [_roles(line, actor.at, _own(line, actor)) for actor in actors]
        found = [_found(theirs, actor.name, _own(line, actor)) for actor in actors]
        for i, one in enumerate(actors):
            for j, two in enumerate(actors[i + 1 :], start=i + 1):
                if same_actor(stem(one.name), stem(two.name)) or _is_place(line, one) or _is_place(line, two):
                    continue
                straight = len(ours[i] & found[i]) + len(ours[j] & found[j])
                crossed = len((ours[i] & found[j]) - found[i]) + len((ours[j] & found[i]) - found[j])
                if crossed > straight:
                    return f"the articles have {two.name}... and {one.name}... the other way round"
        for actor, has, should in zip(actors, ours, found, strict=True):
            if fault := _misplaced(actor, has, should, theirs, line):
                return fault
    return None


def _misplaced(
    actor: Actor, has: frozenset[Role], should: frozenset[Role], theirs: Sequence[Line], line: Line
) -> str | None:
    """A fault where a name does what the sources say is done to it, or what they say another does."""
    if not line.tokens[actor.at].raw[0].isupper() or has & should or _is_place(line, actor):
        return None
    for side, word in sorted(has):
        if side == "before" and ("after", word) in should:
            return f"the articles do not have {actor.name}... as the one who acts there"
        if side == "after" and ("before", word) in should:
            return f"the articles have {actor.name}... as the one who acts there"
        if side == "before" and (others := _who(theirs, word, actor.name)):
            return f"the articles have {others[0]}... there, not {actor.name}..."
    return None


def _who(theirs: Sequence[Line], word: str, name: str) -> list[str]:
    """The names that act on a word in the sources, where each time it is a name and never this one."""
    found: set[str] = set()
    for line in theirs:
        if not any(_word(t) == word for t in line.tokens if t.is_word):
            continue
        if _is_headline(line):
            return []
        acting = [a for a in line.actors if ("before", word) in _roles(line, a.at, _own(line, a))]
        if not acting or any(same_actor(a.name, name) for a in acting):
            return []
        found |= {a.name for a in acting}
    return sorted(found)


def _is_place(line: Line, actor: Actor) -> bool:
    """Whether it only says where: it stands after `in` and the like."""
    before = [t.fold for t in line.tokens[max(0, actor.at - 4) : actor.at]]
    return any(word in _WHERE for word in before[-2:]) or (actor.placed and any(word in _WHERE for word in before))


_WHERE = frozenset(["in", "at", "near", "across", "throughout", "inside", "outside", "around"])


def _own(line: Line, actor: Actor) -> frozenset[str]:
    """The folded words of a name: its capitalised neighbours to the left, and itself."""
    words = {actor.name}
    at = actor.at
    while at >= 0 and line.tokens[at].is_word and line.tokens[at].raw[0].isupper():
        words.add(line.tokens[at].fold.removesuffix("'s"))
        at -= 1
    return frozenset(words)


def _found(theirs: Sequence[Line], name: str, own: frozenset[str]) -> frozenset[Role]:
    """The roles of a name in the sources, wherever it stands."""
    found: set[Role] = set()
    for line in theirs:
        for at, token in enumerate(line.tokens):
            if token.is_word and same_actor(token.fold.removesuffix("'s"), name):
                found |= _roles(line, at, own)
    return frozenset(found)


def _roles(line: Line, at: int, own: frozenset[str]) -> frozenset[Role]:
    headline = _is_headline(line)
    left = [*_left(line.tokens, at, own, headline), *_way(line.tokens, at)]
    if _hangs(line.tokens, at, own):
        return frozenset(left)
    return frozenset([*_right(line.tokens, at, own, headline), *left])


def _way(tokens: Sequence[Token], at: int) -> Iterator[Role]:
    """The role of either end of `from A to B`, whoever or whatever goes there."""
    before = _name_start(tokens, at) - 1
    if before < 0:
        return
    if tokens[before].fold == "from" and at + 1 < len(tokens) and tokens[at + 1].fold == "to":
        yield "from", "to"
    origin = _name_start(tokens, before - 1) - 1
    if tokens[before].fold == "to" and origin >= 0 and tokens[origin].fold == "from":
        yield "after", "to"


def _name_start(tokens: Sequence[Token], at: int) -> int:
    """The position of the first word of the capitalised name that ends at a position; the one behind it where none does."""
    start = at + 1
    while (
        start > 0
        and tokens[start - 1].is_word
        and tokens[start - 1].raw[0].isupper()
        and tokens[start - 1].fold not in ("from", "to")
    ):
        start -= 1
    return start


def _hangs(tokens: Sequence[Token], at: int, own: frozenset[str]) -> bool:
    """Whether a name hangs on a preposition (`the border with Kadesh`): then what follows is said of something else."""
    position = at - 1
    while position >= 0 and (
        tokens[position].fold in own
        or tokens[position].fold in ("the", "a", "an", "its", "their", "and", ",")
        or tokens[position].raw[0].isupper()
    ):
        position -= 1
    return position >= 0 and (
        tokens[position].fold in lexicon()["where"]
        or tokens[position].fold in ("with", "of", "by", "for", "against", "between")
    )


@functools.lru_cache(maxsize=512)
def _is_headline(line: Line) -> bool:
    stop = lexicon()["stop"]
    content = [t for t in line.tokens if t.is_word and t.fold not in stop and not t.raw[0].isdigit()]
    return len(content) > 3 and sum(t.raw[0].isupper() for t in content) > TITLE_CASE * len(content)


def _right(tokens: Sequence[Token], at: int, own: frozenset[str], headline: bool) -> Iterator[Role]:
    passive = active = False
    for position in range(at + 1, min(at + 1 + REACH, len(tokens))):
        token = tokens[position]
        if not token.is_word:
            if token.raw in ",'’" and _goes_on(tokens, position):
                continue
            return
        passive = passive or token.fold in _BE
        active = active or token.fold in ("has", "have", "had")
        if token.fold in _CLAUSE or token.fold in _MUTUAL or token.fold == "by":
            return
        if _is_content(token, own, headline):
            participle = token.fold.endswith(("ed", "en")) or token.fold in _IRREGULAR
            yield ("after" if passive and participle else "before"), _word(token)
            if participle and not (passive or active) and (headline or _ends_or_hangs(tokens, position)):
                yield "after", _word(token)  # headlines leave out `was`
            yield from _further(tokens, position, own, headline)
            return


def _ends_or_hangs(tokens: Sequence[Token], participle: int) -> bool:
    """Whether nothing but a preposition or the end follows a participle: it has no object, so it may be a passive."""
    if participle + 1 >= len(tokens):
        return True
    follows = tokens[participle + 1]
    return (
        not follows.is_word
        or follows.fold in lexicon()["where"]
        or follows.fold in ("by", "for", "after", "amid", "with")
    )


def _further(tokens: Sequence[Token], verb: int, own: frozenset[str], headline: bool) -> Iterator[Role]:
    """The roles towards further verbs of the same subject: `X refused it and left`."""
    for position in range(verb + 1, min(verb + 3 * REACH, len(tokens) - 1)):
        token, follows = tokens[position], tokens[position + 1]
        if not token.is_word and token.raw in ".;:":
            return
        if token.fold in ("and", "but") and follows.fold.endswith("ed") and _is_content(follows, own, headline):
            yield "before", _word(follows)


def _left(tokens: Sequence[Token], at: int, own: frozenset[str], headline: bool) -> Iterator[Role]:
    nearest = ""
    for position in range(at - 1, max(-1, at - 1 - REACH), -1):
        token = tokens[position]
        if not token.is_word:
            if token.raw in "'’" or (token.raw == "," and position + 1 < at and _names_follow(tokens, position)):
                continue
            return
        if token.fold in _CLAUSE or token.fold in _MUTUAL or token.fold in ("which", "who"):
            return
        if token.fold in _KINDS and nearest == "of":
            nearest = ""  # the town of that name
        if token.fold in ("by", "from", "of"):
            nearest = nearest or token.fold
        elif token.fold in lexicon()["where"]:
            nearest = nearest or "after"
        if _is_content(token, own, headline):
            if nearest == "of":
                done = token.fold.endswith(("ing", "ion", "ment", "al"))
                yield ("after" if done else "before"), _word(token)
            elif nearest == "by":
                yield "before", _word(token)
            elif nearest == "from":
                yield "from", _word(token)
            else:
                yield "after", _word(token)
            return


def _goes_on(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the clause goes on behind a comma: with a relative pronoun or another name of a list."""
    if comma + 1 >= len(tokens):
        return False
    follows = tokens[comma + 1]
    return follows.fold in ("who", "which", "s") or (follows.is_word and follows.raw[0].isupper())


def _names_follow(tokens: Sequence[Token], comma: int) -> bool:
    return tokens[comma + 1].is_word and tokens[comma + 1].raw[0].isupper()


def _is_content(token: Token, own: frozenset[str], headline: bool) -> bool:
    words = lexicon()
    if token.fold.removesuffix("'s") in own or token.raw[0].isdigit() or len(token.fold) < 3:
        return False
    if (
        token.fold in words["stop"]
        or token.fold in words["neutral"]
        or token.fold in words["title"]
        or token.fold in _KINDS
    ):
        return False
    return headline or token.raw[0].islower()


def _word(token: Token) -> str:
    groups = synonyms().get(token.stem)
    return str(min(groups)) if groups else token.stem
