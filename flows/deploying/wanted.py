"""What is to be deployed: `prefect.yaml` and `automations.yaml`, strictly read and fitted to a warehouse and its profiles."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.deploying.schedules import cron_day, weekly_cron
from tasks.countries.profiles import CountryProfile
from warehouse.errors import InputError
from warehouse.store.home import Home

FOLDER = Path(__file__).parents[2] / "deployments"
OWN = "weekwatch"
"""Tag of what is ours; names of our limits and automations begin with it."""
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Schedule(_Strict):
    """When a deployment runs by itself. Whether it is active is left to whoever paused it."""

    slug: str
    cron: str
    timezone: str
    parameters: dict[str, Any] = {}


class Limit(_Strict):
    """How many runs of a deployment there may be at a time, and what becomes of one more."""

    limit: Annotated[int, Field(gt=0)]
    collision_strategy: Literal["ENQUEUE", "CANCEL_NEW"] = "ENQUEUE"


class WorkPool(_Strict):
    """The work pool whose workers run a deployment."""

    name: str
    job_variables: dict[str, Any] = {}


class Deployment(_Strict):
    """A flow with its parameters, schedules and limits."""

    name: str
    entrypoint: str
    description: str
    tags: tuple[str, ...]
    work_pool: WorkPool
    concurrency_limit: Limit | None = None
    parameters: dict[str, Any] = {}
    schedules: tuple[Schedule, ...] = ()
    triggers: tuple[dict[str, Any], ...] = ()
    """Events after which it runs, as Prefect's deployment triggers."""


class Definitions(_Strict):
    """What deployments share."""

    work_pool: WorkPool
    limits: dict[Annotated[str, Field(pattern=rf"^{OWN}-")], Annotated[int, Field(gt=0)]] = {}


class Wanted(_Strict):
    """All that is to be deployed."""

    name: str
    definitions: Definitions
    deployments: tuple[Deployment, ...]
    automations: tuple[dict[str, Any], ...] = ()
    home: str | None = None
    """What tells the deployments of one warehouse from those of another on the same server; None for the only or first one."""

    @property
    def tag(self) -> str | None:
        """The tag of what belongs to the named warehouse."""
        return f"{OWN}:{self.home}" if self.home else None

    def owns_deployment(self, tags: Collection[str]) -> bool:
        """Whether a deployment with those tags, which is ours, belongs to this warehouse."""
        return {tag for tag in tags if tag.startswith(f"{OWN}:")} == ({self.tag} if self.tag else set())

    def owns_automation(self, name: str) -> bool:
        """Whether an automation belongs to this warehouse; those that all share belong to the one without a name."""
        marked = re.search(r" \[([^\]]+)\]$", name)
        return name.startswith(OWN) and (marked[1] if marked else None) == self.home


def wanted(home: Home, profiles: Sequence[CountryProfile], folder: Path = FOLDER, name: str | None = None) -> Wanted:
    """What is to be deployed for a warehouse: its place is every flow's parameter, its weekday the weekly schedule's.

    With a `name` (several warehouses on one server) deployments are called `weekly-NAME`, and what follows from publishing follows
    from this warehouse's alone.

    Countries whose profile gives `weekly_at` have a schedule of their own in their time zone, besides the common one.
    Raises InputError naming file, key and reason.
    """
    if name is not None and not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} is not a valid name for deployments", remedy="small letters, digits and -, a letter first"
        )
    path = folder / "prefect.yaml"
    automations = _read(folder / "automations.yaml")
    try:
        found = Wanted.model_validate({**_read(path), **automations})
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(map(str, fault["loc"]))
        raise InputError(f"{key}: {fault['msg']}", where=str(path), remedy="see the comments in the file") from error
    fitted = tuple(_fit(one, home, profiles) for one in found.deployments)
    made = found.model_copy(update={"deployments": fitted, "home": name})
    return made.model_copy(update={"deployments": tuple(_named(one, made, home) for one in fitted)})


def _named(deployment: Deployment, whole: Wanted, home: Home) -> Deployment:
    """The deployment under its warehouse's name, run by its triggers when that warehouse is published."""
    mark = f" [{whole.home}]" if whole.home else ""
    triggers = tuple(
        {**one, "name": f"{one['name']}{mark}", "match": {**one["match"], "weekwatch.home": home.location}}
        for one in deployment.triggers
    )
    if whole.tag is None:
        return deployment.model_copy(update={"triggers": triggers})
    name, tags = f"{deployment.name}-{whole.home}", (*deployment.tags, whole.tag)
    return deployment.model_copy(update={"name": name, "tags": tags, "triggers": triggers})


def _fit(deployment: Deployment, home: Home, profiles: Sequence[CountryProfile]) -> Deployment:
    schedules = list(deployment.schedules)
    if deployment.name == "weekly":
        schedules = [_on_day_after_close(one, home) for one in schedules]
        for profile in profiles:
            if cron := weekly_cron(profile, home.week_starts_on):
                slug = f"{profile.country.lower()}-{profile.weekly_at}".replace(":", "")
                own = {"countries": profile.country}
                schedules.append(Schedule(slug=slug, cron=cron, timezone=profile.time_zone, parameters=own))
    parameters = {**deployment.parameters, "home": home.location}
    return deployment.model_copy(update={"schedules": tuple(schedules), "parameters": parameters})


def _on_day_after_close(schedule: Schedule, home: Home) -> Schedule:
    """The schedule `after-close` on the weekday after the warehouse's weeks; any other as it is."""
    if schedule.slug != "after-close":
        return schedule
    *time, _ = schedule.cron.split()
    return schedule.model_copy(update={"cron": " ".join([*time, str(cron_day(home.week_starts_on))])})


def _read(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"cannot be read ({' '.join(str(error).split())})", where=str(path)) from error
    if not isinstance(found, dict):
        raise InputError("is not a mapping of keys to values", where=str(path))
    return found
