"""EDGE. The one place that talks to a language model: one question, one typed answer, through pydantic-ai.

The whole exchange has a deadline, and no more than `BODY_LIMIT` bytes of an answer are read. pydantic-ai is an
optional extra and is imported only here.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasks.report.analyst.answer import SectionAnswer
from tasks.report.analyst.config import LOCAL_URLS, ModelConfig
from warehouse.errors import InputError

if TYPE_CHECKING:
    from pydantic_ai.models import Model

BODY_LIMIT = 2_000_000
"""Bytes of one answer, ten times what 100,000 tokens of English come to as JSON of a section."""

MISSING = InputError(
    "a language model is configured, but the extra for it is not installed",
    remedy="pip install 'weekwatch[llm]', or unset WEEKWATCH_MODEL to let the embedded analyst write",
)


class ModelTroubleError(Exception):
    """A question without a usable answer: why, whether asking again may help, and what it may have cost."""

    def __init__(self, reason: str, *, again: bool, wait: float | None = None, down: bool = True, spent: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.wait = wait
        """Seconds that the server asks us to wait."""
        self.down = down
        """The server failed, rather than the answer."""
        self.spent = spent
        """Tokens may have been used, but how many was not said."""
        self.input_tokens = 0
        self.output_tokens = 0


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """An answer with the tokens that the server counted (0 where it counted none)."""

    answer: SectionAnswer
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


def send_question(config: ModelConfig, instructions: str, prompt: str) -> ModelAnswer:
    """The model's answer to one question. Raises ModelTroubleError; InputError where the extra is not installed or a key is missing."""
    check_ready(config)
    with ThreadPoolExecutor(1) as thread:  # the caller may be inside an event loop
        return thread.submit(asyncio.run, _send(config, instructions, prompt)).result()


async def _send(config: ModelConfig, instructions: str, prompt: str) -> ModelAnswer:
    from pydantic_ai import Agent, PromptedOutput
    from pydantic_ai import exceptions as failures
    from pydantic_ai.settings import ModelSettings
    from pydantic_ai.usage import RunUsage, UsageLimits

    settings = ModelSettings(max_tokens=config.max_output_tokens, max_retries=0, timeout=config.timeout_seconds)
    if config.temperature is not None:
        settings["temperature"] = config.temperature
    usage = RunUsage()
    async with _client(config) as client:
        agent = Agent(
            _model(config, client), output_type=PromptedOutput(SectionAnswer), instructions=instructions, retries=0
        )
        try:
            ran = await asyncio.wait_for(
                agent.run(prompt, model_settings=settings, usage=usage, usage_limits=UsageLimits(request_limit=1)),
                config.timeout_seconds,
            )
        except (TimeoutError, failures.ModelTimeoutError, failures.ModelRequestTimeout) as error:
            raise ModelTroubleError(
                f"no answer within {config.timeout_seconds:g} seconds", again=False, spent=True
            ) from error
        except _TooLongError as error:
            raise ModelTroubleError(str(error), again=False, down=False, spent=True) from error
        except failures.AgentRunError as error:
            trouble = _trouble(error)
            trouble.input_tokens, trouble.output_tokens = usage.input_tokens, usage.output_tokens
            raise trouble from error
    return ModelAnswer(ran.output, usage.input_tokens, usage.output_tokens)


def _trouble(error: Exception) -> ModelTroubleError:
    """What pydantic-ai raised, as trouble that says whether to ask again: a refused key or unknown name is not mended by it."""
    from pydantic_ai import exceptions as failures

    if isinstance(error, failures.ModelHTTPError):
        status = error.status_code
        again = status in (408, 409, 425, 429) or status >= 500
        wait = _seconds((error.headers or {}).get("retry-after"))
        return ModelTroubleError(f"its server answered HTTP {status}", again=again, wait=wait)
    if isinstance(error, failures.ModelAPIError):
        return ModelTroubleError("its server cannot be reached or broke off", again=True)
    return ModelTroubleError("its answer did not have the form that was asked for", again=True, down=False, spent=True)


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
