"""How far a flow is, told to whoever listens: a flow's parameters are data that a form can hold, so no callable is among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_listener: ContextVar[Callable[[int], object]] = ContextVar("listener", default=lambda steps: None)


@contextmanager
def listening(listener: Callable[[int], object]) -> Iterator[None]:
    """Flows that are called inside the block tell `listener` of every few steps that are done."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(steps: int = 1) -> None:
    """Says that so many steps more are done."""
    _listener.get()(steps)
