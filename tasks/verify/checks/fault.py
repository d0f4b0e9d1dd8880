"""A fault: what a check found wrong with a statement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a statement says and its sources do not: the check that found it, and the reason in words."""

    kind: str
    reason: str
