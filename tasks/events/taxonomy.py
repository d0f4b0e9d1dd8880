"""The event categories of tasks/events/taxonomy.yaml, read strictly."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tasks.language.word_lists import read_yaml
from warehouse.errors import InputError
from warehouse.tables import Sector

Quad = Literal["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict", "neutral"]
"""PLOVER's quad classes; `neutral` for what is neither cooperation nor conflict."""

UNCLASSIFIED = "unclassified"
"""The category of a text in which nothing of the taxonomy was recognised: said, never guessed."""

SPOKEN = frozenset({"accuse", "consult", "reject", "request", "support", "threaten"})
"""Categories of what is said and not done."""

DONE_BY_SAYING = frozenset({"accuse", "reject", "request", "threaten"})
"""Of these the ones that happened once they are said, whatever comes of it: a threat was made. Talks that may be held were not."""

_PATH = Path(__file__).with_name("taxonomy.yaml")


class NearMiss(BaseModel):
    """A text that looks like a category and is another."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    text: str = Field(min_length=1)
    is_: str = Field(alias="is")


class Category(BaseModel):
    """One category; the head of the YAML file explains the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    definition: str = Field(min_length=1)
    quad: Quad
    sector: Sector
    severity: float = Field(ge=0, le=5)
    examples: tuple[str, ...] = Field(min_length=1)
    near_misses: tuple[NearMiss, ...]


class Taxonomy(BaseModel):
    """All categories by name, in the order of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    categories: Mapping[str, Category]

    @model_validator(mode="after")
    def _near_misses_are_known(self) -> Taxonomy:
        if UNCLASSIFIED in self.categories:
            raise ValueError(f"`{UNCLASSIFIED}` is what fits no category and cannot be one")
        for name, category in self.categories.items():
            for miss in category.near_misses:
                if miss.is_ not in self.categories and miss.is_ != UNCLASSIFIED:
                    raise ValueError(f"{name}: near-miss of an unknown category `{miss.is_}`")
        return self


def load_taxonomy(path: Path = _PATH) -> Taxonomy:
    """The taxonomy of a file; InputError naming file and key when an entry is wrong or unknown."""
    try:
        loaded = Taxonomy.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(
            first["msg"], where=f"{path.name}: {where}", remedy="see the head of tasks/events/taxonomy.yaml"
        ) from error
    return loaded.model_copy(update={"categories": MappingProxyType(dict(loaded.categories))})


@functools.cache
def taxonomy() -> Taxonomy:
    """The taxonomy in use."""
    return load_taxonomy()


def quad_of(category: str) -> Quad:
    """The quad class of a category; `unclassified` is neutral."""
    return taxonomy().categories[category].quad if category != UNCLASSIFIED else "neutral"


CAMEO: Mapping[str, str] = MappingProxyType(
    {
        "agree": "03", "consult": "04", "support": "05", "cooperate": "06", "aid": "07", "concede": "08", "retreat": "08",
        "request": "10", "accuse": "11", "reject": "12", "threaten": "13", "protest": "14", "mobilize": "15", "exercise": "15",
        "sanction": "16", "coerce": "17", "assault": "19",
    }
)  # fmt: skip
"""Root code of each category in CAMEO by PLOVER's mapping: REQUEST is 02 and 10, ACCUSE 09 and 11, ASSAULT 18 to 20; PLOVER's own
categories beyond CAMEO (crime, disaster, economy, ...) have none."""
