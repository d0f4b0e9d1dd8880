"""Country profiles: one YAML a country, strictly read.

`deployments/countries/XX.yaml` says what a country is called, what it borders on, which feeds speak of it
and where its facilities lie. In the same folder, `_international.yaml` lists feeds that speak of all countries and
`_groups.yaml` names groups of countries.
Unknown keys are refused by name, because a mistyped key that is ignored is a feed that is silently lost.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from tasks.countries import BUNDLED
from tasks.countries.strict import CountryCode, StrictModel
from tasks.voice import report_languages
from warehouse.errors import ProfileError

INTERNATIONAL = "XX"
"""Stands for "no one country": the international list of feeds, and places on the high seas."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's safe loader where it is built in: ten times as fast, and there are 203 profiles."""

OVERLAY = "_overlay"
"""A file of this name in a folder of profiles says that they stand beside the bundled ones."""

FeedKind = Literal["national", "regional", "official", "international", "think_tank", "humanitarian", "search"]
Standing = Literal["strong", "tested", "listed", "candidate"]
STANDINGS: tuple[Standing, ...] = ("strong", "tested", "listed", "candidate")
"""How well a feed's address is attested, the best first."""
M = TypeVar("M", bound="StrictModel")
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class FeedEvidence(StrictModel):
    """What a public file said of a feed's address."""

    source: str
    """The file or repository that said so."""
    month: Annotated[str, Field(pattern=r"^(\d{4}(-\d{2})?)?$")] = ""
    """YYYY-MM, or YYYY where no more is known."""
    status: str
    """`tested alive`, `listed` (nobody says that it answered), or what was wrong: `tested dead`, `stale`, `serves html`."""


class Feed(StrictModel):
    """A feed to fetch."""

    url: str
    """http or https; unique within a profile."""
    outlet: str
    """Name for citations."""
    language: Language
    kind: FeedKind = "national"
    publisher: str | None = None
    """Publisher family; the outlet itself if not given. Outlets of one family are one independent source."""
    owner: str | None = None
    """Who owns it (state, party, company), where known."""
    source: str
    """Where its URL was found."""
    evidence: tuple[FeedEvidence, ...] = ()
    """What independent public files say of the address; at most three."""
    candidate: bool = False
    """Fetched, but nothing shows that it answers: it counts for no floor of sources."""

    @property
    def standing(self) -> Standing:
        """How well the address is attested: `strong` by two sources or more, `tested` by one that fetched it, `listed`
        by one that only names it, `candidate` otherwise."""
        for_it = [evidence for evidence in self.evidence if evidence.status in ("tested alive", "listed")]
        if self.candidate or not for_it:
            return "candidate"
        if len({evidence.source for evidence in for_it}) > 1:
            return "strong"
        return "tested" if any(evidence.status == "tested alive" for evidence in for_it) else "listed"

    @field_validator("url")
    @classmethod
    def _is_web_url(cls, url: str) -> str:
        if not re.match(r"^https?://[^\s/@]+(/\S*)?$", url):
            raise ValueError(f"{url!r} is not an http or https URL without credentials")
        return url


class RetiredFeed(StrictModel):
    """An address that is not fetched any more, kept so that nobody adds it again."""

    url: str
    outlet: str
    reason: str
    month: str = ""
    """When that was seen, YYYY-MM or YYYY."""
    instead: str | None = None
    """The outlet's address that took its place."""


class OverlayPlace(StrictModel):
    """A place that no gazetteer has: a border crossing, a base, a mine; with where its position was found."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    name: str
    names: tuple[str, ...] = ()
    """Other spellings and scripts."""
    kind: Literal["border_crossing", "facility", "city", "admin1", "region", "water", "capital"] = "facility"
    lat: Annotated[float, Field(ge=-90, le=90)]
    lng: Annotated[float, Field(ge=-180, le=180)]
    precision_km: Annotated[float, Field(gt=0)] = 5.0
    source: str


class Queries(StrictModel):
    """Searches that find the country in archives."""

    google_news: tuple[str, ...] = ()
    gdelt: tuple[str, ...] = ()


class ReportSettings(StrictModel):
    """How the country's report is written."""

    language: Language = "en"

    @field_validator("language")
    @classmethod
    def _has_a_catalogue(cls, code: str) -> str:
        if code not in report_languages():
            raise ValueError(f"no report can be written in {code!r}, only in {', '.join(report_languages())}")
        return code


class CountryProfile(StrictModel):
    """What Weekwatch knows of a country before it reads any news."""

    country: CountryCode
    """ISO 3166-1 alpha-2; equals the file's name. XA to XZ are free for invented countries."""
    name: str
    names: dict[Language, tuple[str, ...]]
    """How the country, its people and its things are called, by language. A trailing `*` ends a stem:
    `Mongolia*` also finds Mongolian and Mongolians, `монгольск*` all Russian case endings."""
    offices: tuple[str, ...] = ()
    """Institutions and office-holders that stand for the country: Kremlin, State Great Khural; `*` as above."""
    languages: tuple[Language, ...]
    neighbours: tuple[CountryCode, ...] = ()
    time_zone: str
    feeds: tuple[Feed, ...] = ()
    retired: tuple[RetiredFeed, ...] = ()
    full_text: Annotated[int, Field(strict=True, ge=0, le=100)] = 0
    """Articles a pass, the newest, whose pages are fetched where its feeds give only a summary (`tasks.collect.pages`)."""
    places: tuple[OverlayPlace, ...] = ()
    queries: Queries = Queries()
    report: ReportSettings = ReportSettings()
    weekly_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    """When the country wants its weekly report, HH:MM in its time zone, if not with all the others."""
    synthetic: bool = False
    """An invented country, for the demo: said so on every page."""

    @field_validator("time_zone")
    @classmethod
    def _is_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is not an IANA time zone such as Asia/Ulaanbaatar") from error
        return name

    @model_validator(mode="after")
    def _lists_nothing_twice(self) -> CountryProfile:
        for what, values in (
            ("feed URL", [feed.url for feed in self.feeds]),
            ("place slug", [place.slug for place in self.places]),
        ):
            twice = {value for value in values if values.count(value) > 1}
            if twice:
                raise ValueError(f"{what} listed twice: {', '.join(sorted(twice))}")
        return self

    @property
    def digest(self) -> str:
        """16 hex digits that change when anything that shapes a report changes.

        What is fetched is left out (what came of it is in the items' digest), and so is the hour of the report.
        """
        shaping = self.model_dump_json(exclude={"feeds", "retired", "full_text", "queries", "weekly_at"})
        return hashlib.sha256(shaping.encode()).hexdigest()[:16]


class InternationalFeeds(StrictModel):
    """Feeds that speak of many countries."""

    feeds: tuple[Feed, ...]


class Groups(StrictModel):
    """Groups of countries by name."""

    groups: dict[Annotated[str, Field(pattern=r"^[a-z][a-z-]{3,}$")], tuple[CountryCode, ...]]


def load_profile(path: Path) -> CountryProfile:
    """The profile in a file. Raises ProfileError naming file, key and how to fix it."""
    profile = _load(path, CountryProfile)
    if profile.country != path.stem:
        raise ProfileError(
            f"says country: {profile.country}",
            where=str(path),
            remedy=f"rename the file {profile.country}.yaml or correct the key",
        )
    return profile


def profile_paths(folder: Path) -> dict[str, Path]:
    """Country code -> the file of its profile, sorted: the folder's own, and where it holds a file OVERLAY, for all other
    countries those that come with Weekwatch. Raises ProfileError where there is no such folder."""
    if not folder.is_dir():
        raise ProfileError(
            "no such folder", where=str(folder), remedy="set WEEKWATCH_COUNTRIES to a folder of XX.yaml files"
        )
    folders = (BUNDLED, folder) if is_overlay(folder) else (folder,)
    found = {path.stem: path for one in folders for path in one.glob("*.yaml") if not path.name.startswith("_")}
    return dict(sorted(found.items()))


def load_profiles(folder: Path) -> dict[str, CountryProfile]:
    """All profiles of a folder (`profile_paths`) by country code, sorted. Raises ProfileError for the first one that is wrong."""
    return {code: load_profile(path) for code, path in profile_paths(folder).items()}


def is_overlay(folder: Path) -> bool:
    """Whether the folder's profiles stand beside those that come with Weekwatch, not instead of them."""
    return (folder / OVERLAY).exists()


def _shared(folder: Path, name: str) -> Path:
    """A file that is not of one country: the folder's own, or the bundled one that an overlay does not replace."""
    return BUNDLED / name if is_overlay(folder) and not (folder / name).exists() else folder / name


def load_international_feeds(folder: Path) -> tuple[Feed, ...]:
    """The feeds of `_international.yaml` in the folder; none where there is no such file."""
    path = _shared(folder, "_international.yaml")
    return _load(path, InternationalFeeds).feeds if path.exists() else ()


def load_groups(folder: Path) -> dict[str, tuple[str, ...]]:
    """The groups of `_groups.yaml` in the folder; none where there is no such file."""
    path = _shared(folder, "_groups.yaml")
    return dict(_load(path, Groups).groups) if path.exists() else {}


def choose_profiles(
    profiles: Mapping[str, CountryProfile],
    wanted: str | Sequence[str],
    groups: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, CountryProfile]:
    """The profiles named by `all`, codes, names and groups, a list of them or separated by commas, each once in that order.

    Raises ProfileError for a country that has none, naming the nearest.
    """
    known = groups or {}
    parts = [part.strip() for text in ([wanted] if isinstance(wanted, str) else wanted) for part in text.split(",")]
    chosen: dict[str, CountryProfile] = {}
    for part in filter(None, parts):
        named = code_named(part, profiles) or part.upper()
        codes = list(profiles) if part.lower() == "all" else known.get(part.lower(), (named,))
        for code in codes:
            if code not in profiles:
                raise ProfileError(f"no profile for country {code!r}", remedy=_nearest(code, profiles, known))
            chosen[code] = profiles[code]
    return chosen


def code_named(text: str, profiles: Mapping[str, CountryProfile]) -> str | None:
    """The code of the country that is called so: by its code, or by a name of its profile in any language and case; None where none is.

    A name that several countries bear means the one whose profile is called so, and none where there is no such one.
    """
    if text.upper() in profiles:
        return text.upper()
    wanted = text.strip().casefold()
    called = [code for code, profile in profiles.items() if profile.name.casefold() == wanted]
    borne = [
        code
        for code, profile in profiles.items()
        if any(name.rstrip("*").casefold() == wanted for names in profile.names.values() for name in names)
    ]
    found = called or borne
    return found[0] if len(found) == 1 else None


_SLIP = 0.72
"""Least likeness of a name and what somebody typed for it (difflib's ratio): `Germny` has .92, `Atlantis` .67 with a name of Albania."""


def nearest_countries(text: str, profiles: Mapping[str, CountryProfile]) -> list[str]:
    """Up to three countries that may have been meant, such as `MN (Mongolia)`, the likeliest first."""
    by_name = {
        name.rstrip("*").casefold(): code
        for code, profile in profiles.items()
        for name in (profile.name, *(n for names in profile.names.values() for n in names))
    }
    close = difflib.get_close_matches(text.strip().casefold(), list(by_name), n=6, cutoff=_SLIP)
    return [_with_name(code, profiles) for code in dict.fromkeys(by_name[name] for name in close)][:3]


def _nearest(code: str, profiles: Mapping[str, CountryProfile], groups: Mapping[str, Sequence[str]]) -> str:
    """What may have been meant by a code that has no profile, in a sentence."""
    by_name = {profile.name.upper(): key for key, profile in profiles.items()} | {g.upper(): g for g in groups}
    close = difflib.get_close_matches(code.upper(), [*profiles, *by_name], n=3, cutoff=0.5)
    near = [_with_name(by_name.get(name, name), profiles) for name in close]
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    of_groups = f", `_groups.yaml` the {len(groups)} groups" if groups else ""
    return f"{hint}`weekwatch sources` lists the {len(profiles)} profiles{of_groups}; add {code}.yaml to have it"


def _with_name(key: str, profiles: Mapping[str, CountryProfile]) -> str:
    return f"{key} ({profiles[key].name})" if key in profiles else key


def _load(path: Path, model: type[M]) -> M:
    try:
        data: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"cannot be read ({error})", where=str(path)) from error
    except yaml.YAMLError as error:
        raise ProfileError(f"is not YAML ({' '.join(str(error).split())})", where=str(path)) from error
    if not isinstance(data, dict):
        raise ProfileError(
            "is not a mapping of keys to values", where=str(path), remedy="start from another country's file"
        )
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _profile_error(path, error) from error


def _profile_error(path: Path, error: ValidationError) -> ProfileError:
    """The first fault that pydantic found, as key, reason and remedy; an unknown key first, which often explains the rest."""
    fault = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    key = ".".join(str(part) for part in fault["loc"]) or "(the whole file)"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    if fault["type"] == "extra_forbidden":
        known = sorted(
            {
                name
                for model in (CountryProfile, Feed, FeedEvidence, RetiredFeed, OverlayPlace, Queries, ReportSettings)
                for name in model.model_fields
            }
        )
        near = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(known)}"
        return ProfileError(f"{key}: unknown key{more}", where=str(path), remedy=remedy)
    return ProfileError(f"{key}: {fault['msg']}{more}", where=str(path), remedy="see CONTRIBUTING.md, 'Add a country'")
