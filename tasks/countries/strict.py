"""What every file that a person writes is read with: unknown keys are refused by name, countries are codes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

COUNTRY_CODE = r"^[A-Z]{2}$"
"""ISO 3166-1 alpha-2."""
CountryCode = Annotated[str, Field(pattern=COUNTRY_CODE)]


class StrictModel(BaseModel):
    """Refuses keys that it does not know. Its validator is built when it is first used: most commands read no such file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
