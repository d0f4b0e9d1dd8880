"""Check of content: each clause's words are the sources' words, inflections or synonyms of them, or it means what a source's clause means.

Words decide where they can. Where they leave a doubt, the multilingual encoder compares the clause with the sources' sentences and
clauses: on paraphrases by hand, a clause that a source carries lies at .5 or above, an invented one below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.verify.checks.outlets import named
from tasks.verify.text.quantities import NUMBER_WORDS, SCALES
from tasks.verify.text.reading import Claim, Line, Proof
from tasks.verify.text.words import Token, synonyms, word_classes

SAME_MEANING = 0.6
"""Cosine to a source's clause from which one in other words counts as the same."""
OTHER_MEANING = 0.5
"""Cosine below which a further clause with a verb that no source has counts as invented."""
PIECES_AT_MOST = 80
"""Sentences and clauses of the sources that are compared."""


def check_judged_content(claim: Claim, proof: Proof) -> str | None:
    """The same of a judgement: words of judging need no source."""
    return _check(claim, proof, word_classes()["judgement"])


def _check(claim: Claim, proof: Proof, free: frozenset[str]) -> str | None:
    for line in claim.lines:
        total = missing_total = 0
        for clause in _joined(line.tokens):
            content = [t for t in clause if _is_content(t) and t.fold not in free]
            missing = [t for t in content if not _covered(t, proof)]
            total += len(content)
            missing_total += len(missing)
            many = (len(content) >= 3 and len(missing) > 0.5 * len(content)) or len(missing) >= 4
            if many and _likeness(clause, proof) < SAME_MEANING:
                return f"nothing in the cited articles says: {' '.join(t.raw for t in content)}"
        if total and missing_total > 0.4 * total and _likeness(line.tokens, proof) < SAME_MEANING:
            return "too little of it is in the cited articles"
        if proof.english and (fault := _invented(line, proof, free)):
            return fault
    return None


def _invented(line: Line, proof: Proof, free: frozenset[str]) -> str | None:
    """A fault for a further clause whose verb no source has and which means what no source's clause means."""
    for clause in _further(line.tokens):
        content = [t for t in clause if _is_content(t) and t.fold not in free]
        verb = content[0] if content else None
        if (
            verb is not None
            and len(content) >= 2
            and verb.raw[0].islower()
            and not _covered(verb, proof)
            and _likeness(clause, proof) < OTHER_MEANING
        ):
            return f"nothing in the cited articles says: {' '.join(t.raw for t in content)}"
    return None


def _likeness(clause: Sequence[Token], proof: Proof) -> float:
    """The cosine between a clause and the sources' sentence or clause that comes nearest to it; 0 without any."""
    from tasks.language.encoder import encode

    pieces: dict[str, None] = {}
    for reading in proof.readings:
        for line in reading.lines:
            for part in (line.tokens, *_parts(line.tokens)):
                if len(part) >= 3:
                    pieces.setdefault(_text(part))
    chosen = list(pieces)[:PIECES_AT_MOST]
    if not chosen:
        return 0.0
    vectors = encode([_text(clause), *chosen])
    return float((vectors[1:] @ vectors[0]).max())


def _text(tokens: Iterable[Token]) -> str:
    return " ".join(t.raw for t in tokens if t.is_word)


def _is_content(token: Token) -> bool:
    words = word_classes()
    return (
        token.is_word
        and token.fold not in words["stop"]
        and token.fold not in words["neutral"]
        and not token.raw[0].isdigit()
    )


def _parts(tokens: Sequence[Token]) -> list[list[Token]]:
    """The clauses as they stand, parted by marks and by words that join."""
    joins = word_classes()["joins"]
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.raw in ",;:()–" or token.fold in joins:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _further(tokens: Sequence[Token]) -> list[list[Token]]:
    """The clauses that a word that joins, or a semicolon, adds to the first one."""
    joins = word_classes()["joins"]
    starts = [i for i, token in enumerate(tokens) if token.raw == ";" or token.fold in joins]
    return [parts[0] for i in starts if (parts := _parts(tokens[i + 1 :]))]


def _joined(tokens: Sequence[Token]) -> list[list[Token]]:
    """The clauses; one with less than three words of content goes with the one before."""
    joined: list[list[Token]] = []
    for part in _parts(tokens):
        if joined and sum(map(_is_content, part)) < 3:
            joined[-1].extend(part)
        else:
            joined.append(part)
    return joined


def _covered(token: Token, proof: Proof) -> bool:
    if token.stem in proof.stems or token.fold in proof.folds or token.fold in proof.known:
        return True
    if token.fold.removesuffix("'s") in proof.outlet_words or token.fold in NUMBER_WORDS or token.fold in SCALES:
        return True
    if synonyms().get(token.stem, frozenset()) & proof.synonyms:
        return True
    if len(token.stem) >= 5 and any(
        s.startswith(token.stem[:5]) and abs(len(s) - len(token.stem)) <= 3 for s in proof.stems
    ):
        return True
    return token.raw[0].isupper() and named(token, proof)
