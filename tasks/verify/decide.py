"""Whether a statement is refused, that is, unsupported: vetoes first, then the weights of a small logistic regression over what the checks found.

Nothing is decided by hand here; that is `tasks/decisions`.

The weights are numbers learned from statements judged by hand and from mutations of true ones; `python -m tests.measure.verify_train`
retrains them and prints how well they do on statements left out. They are kept non-negative: a fault never speaks for a statement.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.language.word_lists import read_yaml
from tasks.verify.alignment.comparison import Comparison
from tasks.verify.checks.bindings import bindings
from tasks.verify.checks.extent import check_extent, check_rank, check_standing
from tasks.verify.checks.fault import Fault
from tasks.verify.checks.kinds import check_classes, check_contraries
from tasks.verify.checks.names import check_known_names
from tasks.verify.checks.numbers import check_figures, check_parts, check_trends
from tasks.verify.checks.order import check_actors, check_parts_in_deeds, check_relations, check_ways
from tasks.verify.checks.reality import check_planned_figures, check_reality
from tasks.verify.checks.speakers import check_speaker
from tasks.verify.checks.support import support_features
from tasks.verify.checks.wording import check_wording, is_near_copy

CHECKS: tuple[Callable[[Comparison], Iterator[Fault]], ...] = (
    check_figures, check_parts, check_trends, check_classes, check_contraries, check_reality, check_planned_figures, check_extent, check_rank, check_standing,
    check_relations, check_speaker, check_actors, check_parts_in_deeds, check_ways, check_wording,
)  # fmt: skip

VETOES = (
    "number", "rank", "date", "quote", "outlet", "superseded", "unit", "state", "counted", "planned", "planned_figure", "denied",
    "affirmed", "affirmed_part", "contrary", "other_role", "other_portfolio", "other_direction", "extent", "order", "speaker", "actors", "retracted", "best", "ever", "class_", "name", "wording", "placing", "grammar",
)  # fmt: skip
"""Faults that refuse a statement whatever else is found; a name that ends in `_` stands for all that begin so."""

OF_COPIES = ("speaker", "affirmed_part")
"""Of these, those that refuse near copies alone: in free prose they were the reason for as many true statements as false ones (12 and 9 of 287
each), so there the regression weighs them."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "name_abroad": ("name_abroad",),
    "class_abroad": ("class_abroad",),
    "class_other": ("other_",),
    "class_missing": ("lone_role", "lone_state", "lone_weapon", "lone_portfolio", "lone_site", "lone_craft", "lone_disaster", "lone_person", "lone_direction", "lone_opposition", "lone_unit"),
    "planned_near": ("planned_near", "planned_part"),
    "affirmed_near": ("affirmed_near",),
    "lone_extent": ("lone_extent",),
    "speaker": ("speaker", "speaker_unknown"),
    "affirmed": ("affirmed_part",),
}  # fmt: skip
"""Features of the regression that are faults, each the kinds that it counts."""

BINDINGS = ("number_binding", "name_binding")
SUPPORT = ("missing_nouns", "missing_verbs", "missing_others", "weakest_noun", "weakest_clause", "longest_run")
FEATURES: tuple[str, ...] = (*GROUPS, *BINDINGS, *SUPPORT, *(f"{name}_abroad" for name in SUPPORT))


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks found: faults in their order, and the features of the regression."""

    faults: tuple[Fault, ...]
    features: tuple[float, ...]
    is_copy: bool
    """Whether the statement is nearly in its sources' own words."""

    @property
    def vetoes(self) -> list[Fault]:
        """The faults that refuse the statement by themselves."""
        return [f for f in self.faults if is_veto(f) and (self.is_copy or f.kind not in OF_COPIES)]


def find(
    c: Comparison, known: Collection[str] = (), outlets: Collection[str] = (), more: Sequence[Fault] = ()
) -> Findings:
    """All findings on a statement; `known` and `outlets` are names that need no source, `more` faults found elsewhere."""
    faults = [*more, *check_known_names(c, known, outlets)]
    for check in CHECKS:
        faults += check(c)
    abroad = all(side.text.lang not in ("en", "und") for side in c.sources)
    kinds = {f.kind for f in faults}
    values = {group: float(any(_is_of(kind, names) for kind in kinds)) for group, names in GROUPS.items()}
    values |= {name: max(0.0, lead) for name, lead in bindings(c).items()}
    support = support_features(c, {*known, *outlets})
    for name in SUPPORT:
        values[f"{name}_abroad" if abroad else name] = support.get(name, 0.0)
    return Findings(tuple(faults), tuple(values.get(name, 0.0) for name in FEATURES), is_near_copy(c))


def is_veto(fault: Fault) -> bool:
    """Whether a fault refuses a statement by itself."""
    return _is_of(fault.kind, VETOES)


def _is_of(kind: str, names: Sequence[str]) -> bool:
    if kind in ("class_abroad", "name_abroad"):
        return kind in names
    return any(kind == name or (name.endswith("_") and kind.startswith(name)) for name in names)


@functools.cache
def _weights() -> tuple[tuple[float, ...], float]:
    """The weight of each feature, and the bias."""
    data = read_yaml(Path(__file__).with_name("weights.yaml"))
    return tuple(float(data["weights"].get(name, 0.0)) for name in FEATURES), float(data["bias"])


def doubt(features: Sequence[float]) -> float:
    """How likely the statement is false, 0 to 1, by the regression."""
    weights, bias = _weights()
    return 1 / (1 + math.exp(-(bias + sum(w * x for w, x in zip(weights, features, strict=True)))))


TOO_LITTLE = Fault("support", "too little of it is in the cited articles")
DOUBTED = 0.43
"""Doubt from which a statement is refused. Of statements left out .78 of the true are accepted there and .81 of the false refused; at .35 .73 and .83:
for each false one more that is refused more than two true ones are."""


def refusal(findings: Findings) -> Fault | None:
    """Why the statement is refused; None where it is supported."""
    if vetoes := findings.vetoes:
        return vetoes[0]
    if doubt(findings.features) < DOUBTED:
        return None
    weights, _ = _weights()
    weight = dict(zip(FEATURES, weights, strict=True))
    told = [
        (max((weight[g] for g, names in GROUPS.items() if _is_of(f.kind, names)), default=0.0), f)
        for f in findings.faults
    ]
    best = max(told, key=lambda t: t[0], default=(0.0, TOO_LITTLE))
    return best[1] if best[0] > 0 else TOO_LITTLE
