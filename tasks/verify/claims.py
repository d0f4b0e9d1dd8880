"""Claims: what a text says in numbers, dates, names, polarity and actors, and the checks of one text against others.

Everything is read with lexicons and patterns (`lexicon.yaml`), in English; of a source in another language
its names, digits and dates are compared, its wording is not.
"""

from __future__ import annotations

from collections.abc import Callable

from tasks.verify.content import check_content, check_judged_content
from tasks.verify.deeds import check_denials, check_opposites, check_owners
from tasks.verify.facts import check_dates, check_numbers, check_quotes
from tasks.verify.named import check_full_names, check_names, check_outlets
from tasks.verify.order import check_order
from tasks.verify.reading import Claim, Proof, Reading, gather, read_source, read_statement
from tasks.verify.roles import check_roles
from tasks.verify.words import fold, lexicon, stem, synonyms

CHECKS: tuple[Callable[[Claim, Proof], str | None], ...] = (
    check_quotes,
    check_numbers,
    check_dates,
    check_names,
    check_outlets,
    check_full_names,
    check_denials,
    check_opposites,
    check_order,
    check_roles,
    check_owners,
    check_content,
)
"""The checks in the order in which they are made; the first fault decides."""

__all__ = [
    "CHECKS",
    "Claim",
    "Proof",
    "Reading",
    "check_judged_content",
    "fold",
    "gather",
    "lexicon",
    "read_source",
    "read_statement",
    "stem",
    "synonyms",
]
