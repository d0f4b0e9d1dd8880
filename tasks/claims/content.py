"""Check of content: each clause's words are the sources' words, inflections or synonyms of them."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.claims.named import named
from tasks.claims.quantities import NUMBER_WORDS, SCALES
from tasks.claims.reading import Claim, Proof
from tasks.claims.words import Token, lexicon, synonyms


def check_content(claim: Claim, proof: Proof) -> str | None:
    """Each clause's words are the sources' words, their inflections or words of the same meaning."""
    if not proof.english and not proof.known:
        return None
    return _check(claim, proof, frozenset())


def check_judged_content(claim: Claim, proof: Proof) -> str | None:
    """The same of a judgement: words of judging need no source."""
    return _check(claim, proof, lexicon()["judgement"])


def _check(claim: Claim, proof: Proof, free: frozenset[str]) -> str | None:
    total = missing_total = 0
    for line in claim.lines:
        for clause in _clauses(line.tokens):
            clause = [t for t in clause if t.fold not in free]
            missing = [t.raw for t in clause if not _covered(t, proof)]
            total += len(clause)
            missing_total += len(missing)
            if (len(clause) >= 3 and len(missing) > 0.5 * len(clause)) or len(missing) >= 4:
                return f"nothing in the cited articles says: {' '.join(t.raw for t in clause)}"
    if total and missing_total > 0.4 * total:
        return "too little of it is in the cited articles"
    return None


def _clauses(tokens: Sequence[Token]) -> list[list[Token]]:
    """The content words of each clause; a clause of less than three goes with the one before."""
    words = lexicon()
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.raw in ",;:()–" or token.fold in words["joins"]:
            parts.append([])
        elif (
            token.is_word
            and token.fold not in words["stop"]
            and token.fold not in words["neutral"]
            and not token.raw[0].isdigit()
        ):
            parts[-1].append(token)
    joined: list[list[Token]] = []
    for part in parts:
        if joined and len(part) < 3:
            joined[-1].extend(part)
        elif part:
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
