"""What flows take from a form or a schedule, made into what the work takes. Every parameter is JSON: text, numbers, lists, dates."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from prefect.context import FlowRunContext
from prefect.runtime import flow_run

from flows.homes import countries_folder, home_to_write
from warehouse.errors import InputError
from warehouse.store.home import Home

MOST_STARTS = 5

Countries: TypeAlias = str | list[str]
"""ISO codes and names of groups, as a list or separated by commas, or `all`."""


def opened(home: str | None) -> tuple[Home, Path]:
    """The warehouse (WEEKWATCH_HOME or ./weekwatch-data if none is named) and the folder of its country profiles.

    Raises InputError in a run that was started too often: a run that crashed goes on by itself (automations.yaml), and
    what ends its process every time must not do so for ever.
    """
    if flow_run.get_run_count() > MOST_STARTS:
        raise InputError(
            f"this run was started {MOST_STARTS} times and never finished",
            remedy="see the worker's log for what ends it (memory?), then start a new run, which continues from there",
        )
    found = home_to_write(home or os.environ.get("WEEKWATCH_HOME"))
    return found, countries_folder(found)


def instant(now: dt.datetime | None) -> dt.datetime:
    """The instant that counts as now, aware: the one given, taken for UTC where it names no zone, else the clock's."""
    if now is None:
        return dt.datetime.now(dt.UTC)
    return now if now.tzinfo else now.replace(tzinfo=dt.UTC)


def first_start() -> dt.datetime | None:
    """When the flow run that this is called in was first started, however often it was since; None where no server keeps it."""
    context = FlowRunContext.get()
    return context.flow_run.start_time if context is not None and context.flow_run is not None else None


def run_name(template: str) -> Callable[[], str]:
    """What names a run by its parameters; what is not given is left out."""

    def name() -> str:
        given: dict[str, Any] = flow_run.get_parameters()
        said = {key: spoken(value) for key, value in given.items()}
        return " ".join(template.format(**said).split())

    return name


def spoken(value: Any, most: int = 6) -> str:
    """A parameter in a name that a person reads: `UA PK IR +12`, nothing for None."""
    if isinstance(value, list):
        more = [f"+{len(value) - most}"] if len(value) > most else []
        return " ".join([*map(str, value[:most]), *more])
    return "" if value is None else str(value)
