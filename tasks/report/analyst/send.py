"""EDGE. The one place that talks to a language model: one turn of a conversation, through pydantic-ai.

The whole exchange has a deadline, and no more than `BODY_LIMIT` bytes of an answer are read. The model is given no tool. pydantic-ai
is an optional extra and is imported only here.
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from tasks.report.analyst.config import LOCAL_URLS, ModelConfig
from tasks.report.prose.inert import plain
from warehouse.errors import InputError

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models import Model

BODY_LIMIT = 2_000_000
"""Bytes of one answer, ten times what 100,000 tokens of English come to as JSON of a section."""

WORDS_OF_AN_ERROR = 200
"""Characters of a provider's own message that are shown."""

MISSING = InputError(
    "a language model is configured, but the extra for it is not installed",
    remedy="pip install 'weekwatch[llm]', or unset WEEKWATCH_MODEL to let the embedded analyst write",
)


class ModelTroubleError(Exception):
    """A question without a usable answer: why, whether asking again may help, and what it may have cost."""

    def __init__(
        self,
        reason: str,
        *,
        again: bool,
        wait: float | None = None,
        down: bool = True,
        spent: bool = False,
        slow: bool = False,
    ):
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.wait = wait
        """Seconds that the server asks us to wait."""
        self.down = down
        """The server failed, rather than the answer."""
        self.spent = spent
        """Tokens may have been used, but how many was not said."""
        self.slow = slow
        """It ran out of time: asked once more, never twice."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What the model is asked: instructions that never change within a step, and the turns, the first and the last of them ours."""

    instructions: str
    turns: tuple[str, ...]
    form: type[BaseModel]
    """The form of its answers."""

    def after(self, answer: str, said: str) -> Dialogue:
        """The same conversation after an answer, with what we say to it."""
        return Dialogue(self.instructions, (*self.turns, answer, said), self.form)


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """An answer's text, how it ended, and the tokens that the server counted (0 where it counted none)."""

    text: str
    ended: Literal["whole", "truncated", "refused"]
    input_tokens: int
    output_tokens: int


def check_ready(config: ModelConfig) -> None:
    """Raises InputError, saying how to fix it, where the optional extra is not installed or a hosted provider's key is missing."""
    import importlib.util

    if importlib.util.find_spec("pydantic_ai") is None:
        raise MISSING
    if config.key_variable not in os.environ and config.base_url is None and config.provider not in LOCAL_URLS:
        raise InputError(
            f"there is no key for {config.model}",
            where="environment",
            remedy=f"export {config.key_variable}=..., or name another variable with key_env in model.yaml",
        )


def price_of(config: ModelConfig) -> tuple[float, float] | None:
    """Dollars for a million tokens in and out: as configured, nothing for a local server, else the bundled list's; None if unknown."""
    if config.input_usd_per_million is not None and config.output_usd_per_million is not None:
        return config.input_usd_per_million, config.output_usd_per_million
    if config.provider in LOCAL_URLS:
        return 0.0, 0.0
    try:
        from genai_prices import Usage, calc_price
    except ImportError:
        raise MISSING from None
    try:
        found = calc_price(
            Usage(input_tokens=1_000_000, output_tokens=1_000_000), model_ref=config.name, provider_id=config.provider
        )
    except LookupError:
        return None
    return float(found.input_price), float(found.output_price)


def send_question(config: ModelConfig, dialogue: Dialogue) -> ModelAnswer:
    """The model's next turn. Raises ModelTroubleError; InputError where the extra is not installed or a key is missing."""
    check_ready(config)
    with ThreadPoolExecutor(1) as thread:  # the caller may be inside an event loop
        return thread.submit(asyncio.run, _send(config, dialogue)).result()


async def _send(config: ModelConfig, dialogue: Dialogue) -> ModelAnswer:
    from pydantic_ai import exceptions as failures
    from pydantic_ai.direct import model_request
    from pydantic_ai.settings import ModelSettings

    settings = ModelSettings(max_tokens=config.max_output_tokens, max_retries=0, timeout=config.timeout_seconds)
    if config.temperature is not None:
        settings["temperature"] = config.temperature
    async with _client(config) as client:
        model = _model(config, client)
        native = _offers_native(config, model)
        try:
            response = await asyncio.wait_for(
                model_request(
                    model,
                    _messages(dialogue, schema=not native),
                    model_settings=settings,
                    model_request_parameters=_parameters(dialogue, native=native),
                ),
                config.timeout_seconds,
            )
        except (TimeoutError, failures.ModelTimeoutError, failures.ModelRequestTimeout) as error:
            raise ModelTroubleError(
                f"no answer within {config.timeout_seconds:g} seconds", again=True, slow=True, spent=True
            ) from error
        except _TooLongError as error:
            raise ModelTroubleError(str(error), again=False, down=False, spent=True) from error
        except failures.AgentRunError as error:
            raise _trouble(error, config) from error
    return _answer(response)


def _answer(response: ModelResponse) -> ModelAnswer:
    ended: Literal["whole", "truncated", "refused"] = "whole"
    if response.finish_reason == "length":
        ended = "truncated"
    elif response.finish_reason == "content_filter":
        ended = "refused"
    text = "".join(part.content for part in response.parts if part.part_kind == "text")
    return ModelAnswer(text, ended, response.usage.input_tokens, response.usage.output_tokens)


def _messages(dialogue: Dialogue, *, schema: bool) -> list[ModelMessage]:
    """The conversation. Instructions stand first and are the same for every question of a step, so that providers keep the prefix."""
    from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, UserPromptPart

    instructions = dialogue.instructions
    if schema:
        instructions += f"\nThe JSON Schema of the object: {schema_text(dialogue.form)}\n"
    found: list[ModelMessage] = []
    for number, text in enumerate(dialogue.turns):
        if number % 2:
            found.append(ModelResponse(parts=[TextPart(text)]))
        else:
            found.append(ModelRequest(parts=[UserPromptPart(text)], instructions=instructions))
    return found


@functools.cache
def schema_text(form: type[BaseModel]) -> str:
    """The JSON Schema of a form as a model is shown it."""
    return json.dumps(_without_titles(form.model_json_schema()), separators=(",", ":"))


def _without_titles(schema: object) -> object:
    """The schema without the titles and docstrings, which say nothing that keys and descriptions do not."""
    if isinstance(schema, dict):
        bare = {k: _without_titles(v) for k, v in schema.items() if k not in ("title",)}
        return {k: v for k, v in bare.items() if not (k == "description" and "properties" in bare)}
    return [_without_titles(item) for item in schema] if isinstance(schema, list) else schema


def _offers_native(config: ModelConfig, model: Model) -> bool:
    """Whether the answer's form is given natively: as configured, else where the provider's own address is known to offer it."""
    if config.structured_output is not None:
        return config.structured_output
    return config.address is None and bool(model.profile.get("supports_json_schema_output"))


def _parameters(dialogue: Dialogue, *, native: bool) -> Any:
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.output import OutputObjectDefinition

    if not native:
        return ModelRequestParameters()
    schema = OutputObjectDefinition(json_schema=dialogue.form.model_json_schema(), name=dialogue.form.__name__)
    return ModelRequestParameters(output_mode="native", output_object=schema)


def _trouble(error: Exception, config: ModelConfig) -> ModelTroubleError:
    """What pydantic-ai raised, in the provider's words, as trouble that says whether asking again may help."""
    from pydantic_ai import exceptions as failures

    if isinstance(error, failures.ModelHTTPError):
        status = error.status_code
        again = status in (408, 409, 425, 429) or status >= 500
        wait = _seconds((error.headers or {}).get("retry-after"))
        said = _in_its_words(error.body, config)
        return ModelTroubleError(f"its server answered HTTP {status}{said}", again=again, wait=wait)
    if isinstance(error, failures.ModelAPIError):
        return ModelTroubleError("its server cannot be reached or broke off", again=True)
    return ModelTroubleError("its server sent no answer of the expected kind", again=True, down=False, spent=True)


def _in_its_words(body: object, config: ModelConfig) -> str:
    """The message of a provider's error, without our key, harmless and short; empty where it gave none."""
    while isinstance(body, dict):
        body = body.get("error") or body.get("message")
    if not isinstance(body, str) or not body.strip():
        return ""
    if key := os.environ.get(config.key_variable):
        body = body.replace(key, "[key]")
    return f": {plain(body)[:WORDS_OF_AN_ERROR]}"


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.strip().replace(".", "", 1).isdigit() else None


class _TooLongError(Exception):
    """An answer longer than any section can be."""


def _client(config: ModelConfig) -> Any:
    """An HTTP client that reads at most `BODY_LIMIT` bytes of an answer and takes no settings from the environment."""
    import httpx2

    class Bounded(httpx2.AsyncHTTPTransport):
        async def handle_async_request(self, request: Any) -> Any:
            response = await super().handle_async_request(request)
            response.stream = _Bounded(response.stream)
            return response

    class _Bounded(httpx2.AsyncByteStream):
        def __init__(self, stream: Any) -> None:
            self.stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for chunk in self.stream:
                read += len(chunk)
                if read > BODY_LIMIT:
                    raise _TooLongError(f"its answer was longer than {BODY_LIMIT:,} bytes")
                yield chunk

        async def aclose(self) -> None:
            await self.stream.aclose()

    headers = {"accept-encoding": "identity"}  # so that what is counted is what is held in memory
    return httpx2.AsyncClient(transport=Bounded(), timeout=config.timeout_seconds, trust_env=False, headers=headers)


def _model(config: ModelConfig, client: Any) -> Model:
    """The model behind its provider."""
    key = os.environ.get(config.key_variable) or "none"
    try:
        if config.provider == "anthropic":
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            return AnthropicModel(
                config.name, provider=AnthropicProvider(api_key=key, base_url=config.base_url, http_client=client)
            )
        if config.provider == "google":
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            return GoogleModel(
                config.name, provider=GoogleProvider(api_key=key, base_url=config.base_url, http_client=client)
            )
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider
    except ImportError:
        raise MISSING from None
    return OpenAIChatModel(
        config.name, provider=OpenAIProvider(api_key=key, base_url=config.address, http_client=client)
    )
