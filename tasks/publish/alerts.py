"""What is worth waking somebody for: rows in, alerts out. Who hears of it, when and how often is decided here too; sending is not.

    level     the threat level of a country changed, to or from a level that says something
    hotspot   a place where what happened is of intensity 4 or 5, and was not the week before
    failed    a country-week could not be built
    late      a week is over and a country that is built every week has no report of it
    feeds     a feed went silent: it fails for days, or has had nothing new for weeks

A new kind is a name in `Kind`, a function here, a line in `flows.publishing.gather` and a row in docs/ALERTS.md.

An alert's key says what makes it the same alert, so that whoever decides twice sends once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from tasks.countries.strict import StrictModel
from warehouse.tables import Fetch, Hotspot, Report, Run
from warehouse.weeks import LATE_AFTER, Week

Kind = Literal["level", "hotspot", "failed", "late", "feeds"]
GRAVE_INTENSITY = 4
NO_LEVEL = "Insufficient evidence"
GRAVEST = "Severe"
SILENT = ("dead", "stale")


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that happened, for a reader."""

    key: str
    kind: Kind
    title: str
    text: str
    country: str | None = None
    week: dt.date | None = None
    urgent: bool = False
    """It does not wait for the end of quiet hours."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: an alert, several in one, or the digest of a watchlist."""

    id: str
    """16 hex digits of its alerts: a receiver that gets it twice can tell."""
    title: str
    text: str
    alerts: tuple[Alert, ...]
    attachments: tuple[Attachment, ...] = ()


# --- what happened ------------------------------------------------------------------------------


def level_alerts(reports: Iterable[Report]) -> list[Alert]:
    """Changes from one week to the next among the reports of a few weeks, by country and week."""
    by_week = {(report.country, report.week): report for report in reports}
    found = []
    for (country, week), report in sorted(by_week.items()):
        before = by_week.get((country, week - dt.timedelta(days=7)))
        if before is None or before.threat_level == report.threat_level:
            continue
        if NO_LEVEL in (before.threat_level, report.threat_level):
            continue
        so_far = ", so far" if report.provisional else ""
        found.append(
            Alert(
                key=f"level {country} {week} {before.threat_level} {report.threat_level}",
                kind="level",
                title=f"{report.country_name}: {before.threat_level} -> {report.threat_level} ({Week(week).label}{so_far})",
                text=report.summary,
                country=country,
                week=week,
                urgent=report.threat_level == GRAVEST,
            )
        )
    return found


def hotspot_alerts(hotspots: Iterable[Hotspot], weeks: Collection[dt.date]) -> list[Alert]:
    """Grave hotspots of `weeks` that were not grave the week before, gravest first in each country and week.

    hotspots: those of `weeks` and of the weeks before them.
    """
    grave = {(h.country, h.week, h.place_id): h for h in hotspots if h.intensity >= GRAVE_INTENSITY}
    found = []
    for (country, week, place), hotspot in sorted(grave.items(), key=lambda item: (item[0][:2], -item[1].intensity)):
        if week in weeks and (country, week - dt.timedelta(days=7), place) not in grave:
            found.append(
                Alert(
                    key=f"hotspot {country} {week} {place}",
                    kind="hotspot",
                    title=f"{hotspot.label} ({country}): intensity {hotspot.intensity} ({Week(week).label})",
                    text=hotspot.detail,
                    country=country,
                    week=week,
                )
            )
    return found


def failed_alerts(runs: Iterable[Run]) -> list[Alert]:
    """Country-weeks whose newest run failed; the same reason again is the same alert."""
    newest: dict[tuple[str, dt.date], Run] = {}
    for run in runs:
        former = newest.get((run.country, run.week))
        if former is None or run.finished_at > former.finished_at:
            newest[run.country, run.week] = run
    return [
        Alert(
            key=f"failed {country} {week} {_digest([run.error or ''])}",
            kind="failed",
            title=f"{country} {Week(week).label} could not be built",
            text=run.error or "",
            country=country,
            week=week,
        )
        for (country, week), run in sorted(newest.items())
        if run.status == "failed"
    ]


def late_alerts(runs: Iterable[Run], week: Week, now: dt.datetime) -> list[Alert]:
    """The countries that had a report of the week before and have none of `week`, long enough after its end."""
    if now < week.ends_at + LATE_AFTER:
        return []
    done = {(run.country, run.week) for run in runs if run.status == "complete"}
    before = {country for country, start in done if start == week.shift(-1).start}
    late = sorted(country for country in before if (country, week.start) not in done)
    if not late:
        return []
    return [
        Alert(
            key=f"late {week.start} {_digest(late)}",
            kind="late",
            title=f"{len(late)} countries have no report of {week.label}",
            text=", ".join(late),
            week=week.start,
        )
    ]


def feed_alerts(latest: Iterable[Fetch], elsewhere: Mapping[str, str] | None = None) -> list[Alert]:
    """Feeds that went silent, one alert a feed and silence, from the newest attempt at each.

    elsewhere: feed URL -> a sentence on where it is now; one that is found later is another alert.
    """
    found = []
    for fetch in sorted(latest, key=lambda f: f.feed_url):
        if fetch.health not in SILENT:
            continue
        last = f"{fetch.newest_item_at:%Y-%m-%d}" if fetch.newest_item_at else None
        since = f"nothing new since {last}" if last else "nothing ever came"
        why = f"; {fetch.failures} failures in a row: {fetch.error}" if fetch.failures else ""
        mend = elsewhere.get(fetch.feed_url) if elsewhere and fetch.health == "dead" else None
        codes = ",".join(fetch.countries)
        found.append(
            Alert(
                key=f"feeds {fetch.health} {fetch.feed_url} {last}" + (f" {_digest([mend])}" if mend else ""),
                kind="feeds",
                title=f"a feed of {', '.join(fetch.countries)} is {fetch.health}: {fetch.feed_url}",
                text=f"{since}{why}" + (f". {mend}: weekwatch check {codes} --mend" if mend else ""),
                country=fetch.countries[0] if len(fetch.countries) == 1 else None,
            )
        )
    return found


# --- who hears of it, and when ------------------------------------------------------------------


class Quiet(StrictModel):
    """Hours of the day in which nothing is sent but what is urgent; it is sent when they are over."""

    begins: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    ends: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    time_zone: str = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _is_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is not an IANA time zone such as Europe/Paris") from error
        return name


class Channel(StrictModel):
    """Where alerts go, and which ones."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    url: str
    """An Apprise URL (mailto://, slack://, discord://, tgram://, ...), or http(s):// for a webhook of one's own.
    `${NAME}` stands for an environment variable, so that no secret is in the file."""
    secret: str | None = None
    """What a webhook's messages are signed with; `${NAME}` as above."""
    kinds: tuple[Kind, ...] = get_args(Kind)
    countries: tuple[str, ...] = ()
    """Codes; all countries if empty."""
    quiet: Quiet | None = None
    digest_over: Annotated[int, Field(ge=1)] = 5
    """More alerts than that at a time are sent as one message."""


def is_quiet(quiet: Quiet | None, now: dt.datetime) -> bool:
    """Whether it is quiet hours; hours that begin in the evening end the next morning."""
    if quiet is None:
        return False
    time = f"{now.astimezone(ZoneInfo(quiet.time_zone)):%H:%M}"
    if quiet.begins <= quiet.ends:
        return quiet.begins <= time < quiet.ends
    return time >= quiet.begins or time < quiet.ends


def alert_messages(channel: Channel, alerts: Sequence[Alert], sent: Collection[str], now: dt.datetime) -> list[Message]:
    """What the channel is to be sent now: what it asked for and has not had, one by one, or as a digest where it is much."""
    countries = set(channel.countries)
    due = {
        alert.key: alert
        for alert in alerts
        if alert.kind in channel.kinds
        and alert.key not in sent
        and (not countries or alert.country in countries)
        and (alert.urgent or not is_quiet(channel.quiet, now))
    }
    if len(due) > channel.digest_over:
        return [_digest_of(list(due.values()))]
    return [Message(_digest([a.key]), a.title, a.text, (a,)) for a in due.values()]


def _digest_of(alerts: Sequence[Alert]) -> Message:
    """One message that lists the alerts, the urgent ones first."""
    ordered = sorted(alerts, key=lambda alert: not alert.urgent)
    counts: dict[str, int] = {}
    for alert in ordered:
        counts[alert.kind] = counts.get(alert.kind, 0) + 1
    title = f"{len(ordered)} alerts: " + ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    return Message(_digest(a.key for a in ordered), title, "\n".join(f"- {a.title}" for a in ordered), tuple(ordered))


def filled(text: str, environment: Mapping[str, str]) -> str:
    """The text with `${NAME}` replaced from the environment. Raises KeyError naming a variable that is not set."""
    return re.sub(r"\$\{(\w+)\}", lambda match: environment[match[1]], text)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
