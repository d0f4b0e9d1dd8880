"""A decision of the analysts' desk, strictly read from a YAML file: what is to be changed, and why.

    decisions:
      - id: bridge-of-25-april
        because: Both articles tell the collapse of the same bridge.
        country: MN
        week: 2026-W17
        merge: [e0123456789abcde, eabcdef012345678]

Five things can be decided, one in a decision: `merge` (these events are one), `not_about` (these articles are not about the
country), `toll` (these numbers of an event are wrong), `outlet` (it is not to be used), `only` (no other outlets are).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from tasks.countries.strict import CountryCode, StrictModel
from warehouse.errors import InputError
from warehouse.tables import DecisionKind
from warehouse.weeks import Week, parse_week

FOLDER = "desk"
"""The folder of a warehouse in which the files lie."""
EventId = Annotated[str, Field(pattern=r"^e[0-9a-f]{15}$")]
Number = Annotated[int, Field(ge=0, strict=True)] | Literal["none"]
"""A number of people; `none`: no number of this event is to be believed."""


class TollDecision(StrictModel):
    """The numbers of an event as they should be; what is left out stays as it was told."""

    event: EventId
    killed: Number | None = None
    injured: Number | None = None

    @model_validator(mode="after")
    def _says_something(self) -> TollDecision:
        if self.killed is None and self.injured is None:
            raise ValueError("give killed, injured or both: a number, or none")
        return self

    @property
    def words(self) -> str:
        """The numbers in words: `12 killed, no number of injured`."""
        told = (("killed", self.killed), ("injured", self.injured))
        return ", ".join(f"no number of {what}" if n == "none" else f"{n} {what}" for what, n in told if n is not None)


class Decision(StrictModel):
    """One decision."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    """Its name in the log, once in all files."""
    because: Annotated[str, Field(min_length=10, max_length=500)]
    """The reason, as readers will see it."""
    by: Annotated[str, Field(max_length=80)] | None = None
    """Who decided, as readers will see it."""
    decided: dt.date | None = None
    country: CountryCode | None = None
    week: str | None = None
    """A date in the week, or an ISO week; of `outlet` and `only` every week if left out."""
    since: str | None = None
    """First week in which an `outlet` is not used, or `only` these are."""
    merge: Annotated[tuple[EventId, ...], Field(min_length=2)] | None = None
    not_about: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """Articles by id or link."""
    toll: TollDecision | None = None
    outlet: Annotated[str, Field(min_length=2)] | None = None
    """Name of the outlet or of its publisher, or the host of its links."""
    only: Annotated[tuple[Annotated[str, Field(min_length=2)], ...], Field(min_length=1)] | None = None
    """Outlets, named as above: of the country no others are used."""

    @field_validator("week", "since", mode="before")
    @classmethod
    def _is_week(cls, value: Any) -> Any:
        text = value.isoformat() if isinstance(value, dt.date) else value
        if isinstance(text, str):
            try:
                parse_week(text)
            except InputError as error:
                raise ValueError(f"{error.message}; {error.remedy}") from error
        return text

    @model_validator(mode="after")
    def _is_one_thing(self) -> Decision:
        kinds = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise ValueError(f"give one of {', '.join(_KINDS)}" + (f", not {' and '.join(kinds)}" if kinds else ""))
        if self.only is not None and self.country is None:
            raise ValueError("only needs country")
        if not self.is_of_outlets and (self.country is None or self.week is None):
            raise ValueError(f"{kinds[0]} needs country and week")
        if self.since is not None and (not self.is_of_outlets or self.week is not None):
            raise ValueError("since stands with outlet or only, without week")
        return self

    @property
    def kind(self) -> DecisionKind:
        """What is decided."""
        return next(kind for kind in _KINDS if getattr(self, kind) is not None)

    @property
    def is_of_outlets(self) -> bool:
        """Whether it says which outlets are used."""
        return self.outlet is not None or self.only is not None

    @property
    def digest(self) -> str:
        """16 hex digits of everything that it says."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def concerns(self, country: str, week: Week, week_starts_on: int) -> bool:
        """Whether it speaks of the country-week; an outlet's, whether or not it was heard in it."""
        if self.country not in (None, country):
            return False
        if self.week is not None:
            return parse_week(self.week, week_starts_on) == week
        return self.since is None or parse_week(self.since, week_starts_on) <= week


_KINDS: tuple[DecisionKind, ...] = ("merge", "not_about", "toll", "outlet", "only")


class _File(StrictModel):
    """A file of decisions."""

    decisions: tuple[Decision, ...]


def read_decisions(files: Mapping[str, str]) -> tuple[Decision, ...]:
    """The decisions of all files (name -> text), by id. Raises InputError naming file and key; an id that stands twice is refused."""
    found: dict[str, tuple[str, Decision]] = {}
    for name, text in sorted(files.items()):
        for decision in _read(name, text):
            if decision.id in found:
                raise InputError(
                    f"id {decision.id} is used in {found[decision.id][0]} as well",
                    where=name,
                    remedy="name each decision once",
                )
            found[decision.id] = name, decision
    return tuple(decision for _, (_, decision) in sorted(found.items()))


def _read(name: str, text: str) -> Iterable[Decision]:
    try:
        return _File.model_validate(yaml.safe_load(text) or {"decisions": []}).decisions
    except yaml.YAMLError as error:
        raise InputError(f"is not YAML ({' '.join(str(error).split())})", where=name, remedy=_REMEDY) from error
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(map(str, fault["loc"])) or "decisions"
        said = fault["msg"].removeprefix("Value error, ")
        raise InputError(f"{key}: {said}", where=name, remedy=_REMEDY) from error


_REMEDY = "docs/DESK.md has an example of each decision"
