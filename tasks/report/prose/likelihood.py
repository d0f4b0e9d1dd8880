"""The scale of confidence, and the words that a probability carries."""

from __future__ import annotations

from typing import Literal

from tasks.voice.voice import N_, Voice

Confidence = Literal["high", "moderate", "low"]

CONFIDENCE: dict[Confidence, str] = {
    "high": N_("several independent publishers agree and nothing contradicts them"),
    "moderate": N_("the reporting is plausible and partly corroborated, or the judgement adds little to it"),
    "low": N_("one publisher, thin coverage, contradictions, or a judgement that goes well beyond the reporting"),
}
"""The stated scale of confidence, after the practice of analytic standards such as ICD 203."""

SAID: dict[Confidence, str] = {
    "high": N_("high confidence"),
    "moderate": N_("moderate confidence"),
    "low": N_("low confidence"),
}
_LIKELIHOODS: tuple[tuple[float, str], ...] = (
    (0.05, N_("all but ruled out")),
    (0.20, N_("very unlikely")),
    (0.45, N_("unlikely")),
    (0.55, N_("about as likely as not")),
    (0.80, N_("likely")),
    (0.95, N_("very likely")),
)
"""Upper bounds of a probability and its word, after the yardstick of ICD 203."""


def confidence_words(confidence: Confidence, say: Voice) -> str:
    """`moderate confidence`, in the report's language."""
    return say(SAID[confidence])


def likelihood(share: float, say: Voice) -> str:
    """The word for a probability of 0 to 1."""
    for bound, word in _LIKELIHOODS:
        if share < bound:
            return say(word)
    return say(N_("almost certain"))
