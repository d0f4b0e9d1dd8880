"""ModelConfig: which language model writes, where it is served, and what it may cost."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from warehouse.errors import InputError

Provider = Literal["openai", "anthropic", "google", "ollama", "llamacpp"]
PROVIDERS: tuple[Provider, ...] = ("openai", "anthropic", "google", "ollama", "llamacpp")

KEY_VARIABLES: dict[Provider, str] = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google": "GOOGLE_API_KEY",
    "ollama": "OLLAMA_API_KEY",
    "llamacpp": "LLAMACPP_API_KEY",
}
"""The environment variable that holds the key, unless `key_env` names another; local servers need none."""

LOCAL_URLS: dict[Provider, str] = {"ollama": "http://localhost:11434/v1", "llamacpp": "http://localhost:8080/v1"}
"""Where the local servers listen unless `base_url` says otherwise; neither costs money."""


class ModelConfig(BaseModel):
    """A configured model. Keys are never in it: it only names the variable that holds one."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    model: str
    """`provider:name`, such as `anthropic:claude-sonnet-5` or `ollama:qwen3:8b`."""
    extract_model: str | None = None
    """A cheaper model of the same provider for the first step, which reads the articles; None for `model`."""
    judge_model: str | None = None
    """A second model of the same provider that judges what was written without knowing who wrote it; None for no judge."""
    base_url: str | None = None
    """Address of an OpenAI-compatible server or of a proxy; the provider's own where None."""
    key_env: str | None = None
    temperature: float | None = Field(default=0.0, ge=0, le=2)
    """None for models that refuse to be given one."""
    max_output_tokens: int = Field(default=4_000, ge=200, le=100_000)
    """Tokens of one answer."""
    timeout_seconds: float = Field(default=120.0, gt=0, le=3600)
    """For one whole answer, however slowly it drips."""
    attempts: int = Field(default=2, ge=1, le=10)
    """How often one question is sent at most when the server fails; after a time-out twice at most."""
    parallel: int = Field(default=4, ge=1, le=32)
    """Questions of one report that are under way at once."""
    structured_output: bool | None = None
    """Whether the server takes the answer's form as a JSON Schema; None where the provider is known to, at its own address."""
    tokens_per_report: int = Field(default=100_000, ge=0)
    tokens_per_run: int = Field(default=2_000_000, ge=0)
    """A run is one `weekwatch run`, `backfill` or scheduled flow, over all its processes."""
    usd_per_report: float = Field(default=0.5, ge=0)
    usd_per_run: float = Field(default=10.0, ge=0)
    input_usd_per_million: float | None = Field(default=None, ge=0)
    """Price of input tokens; None for the bundled price list of genai-prices."""
    output_usd_per_million: float | None = Field(default=None, ge=0)

    @field_validator("model")
    @classmethod
    def _has_a_provider(cls, value: str) -> str:
        provider, colon, name = value.partition(":")
        if not colon or not name or provider not in PROVIDERS:
            raise ValueError(f"{value!r} is not provider:name with one of {', '.join(PROVIDERS)} as its provider")
        return value

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"^https?://[^\s/@]+(/\S*)?$", value):
            raise ValueError("is not an http or https address without credentials")
        return value

    @property
    def provider(self) -> Provider:
        """The part before the first colon."""
        return next(p for p in PROVIDERS if p == self.model.partition(":")[0])

    @property
    def name(self) -> str:
        """The model's name at its provider."""
        return self.model.partition(":")[2]

    @property
    def address(self) -> str | None:
        """Where the server listens; None for the provider's own address."""
        return self.base_url or LOCAL_URLS.get(self.provider)

    @property
    def key_variable(self) -> str:
        """The environment variable that holds the key."""
        return self.key_env or KEY_VARIABLES[self.provider]

    @property
    def reader(self) -> ModelConfig:
        """The configuration of the model that reads the articles."""
        return self._other(self.extract_model)

    @property
    def judge(self) -> ModelConfig:
        """The configuration of the model that judges what was written."""
        return self._other(self.judge_model)

    def _other(self, name: str | None) -> ModelConfig:
        return self if name is None else self.model_copy(update={"model": f"{self.provider}:{name}"})

    @property
    def digest(self) -> str:
        """16 hex digits that change with anything that shapes what is written, limits included."""
        shaping = self.model_dump_json(exclude={"key_env", "timeout_seconds", "attempts", "parallel"})
        return hashlib.sha256(shaping.encode()).hexdigest()[:16]


def parse_config(values: Mapping[str, Any], *, where: str) -> ModelConfig:
    """The configuration in these values. Raises InputError naming `where`, the key, the reason and the nearest key."""
    try:
        return ModelConfig.model_validate(dict(values))
    except ValidationError as error:
        fault = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
        key = ".".join(str(part) for part in fault["loc"])
        known = list(ModelConfig.model_fields)
        if fault["type"] == "extra_forbidden":
            near = difflib.get_close_matches(key, known, n=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(known)}"
            raise InputError(f"{key}: unknown key", where=where, remedy=remedy) from error
        raise InputError(
            f"{key}: {fault['msg'].removeprefix('Value error, ')}", where=where, remedy="see docs/MODELS.md"
        ) from error
