"""What is to be deployed: the files are right, schedules fit the warehouse's weeks and the countries' own hours."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest

from flows.deploying.schedules import weekly_cron
from flows.deploying.wanted import FOLDER, OWN, Wanted, wanted
from flows.homes import BUNDLED_COUNTRIES
from tasks.countries.profiles import CountryProfile, choose_profiles, load_groups, load_profiles
from warehouse.errors import InputError
from warehouse.store.home import Home


def profile(zone: str, at: str | None) -> CountryProfile:
    return CountryProfile.model_validate(
        {"country": "XA", "name": "A", "names": {}, "languages": ["en"], "time_zone": zone, "weekly_at": at}
    )


@pytest.fixture
def made(tmp_path: Path) -> Wanted:
    return wanted(Home.create(tmp_path / "home", 4), [profile("Asia/Ulaanbaatar", "06:30")])


def test_every_flow_is_there_and_takes_what_is_given(made: Wanted) -> None:
    assert {one.name for one in made.deployments} >= {
        "collect", "weekly", "backfill", "site", "resolve-outlook", "compact", "standing",
    }  # fmt: skip
    for one in made.deployments:
        module, name = one.entrypoint.rsplit(".", 1)
        flow = getattr(importlib.import_module(module), name)
        taken = inspect.signature(flow.fn).parameters
        given = one.parameters.keys() | {key for s in one.schedules for key in s.parameters}
        assert given <= taken.keys(), one.name
        assert OWN in one.tags
        form = flow.parameters.model_dump_for_openapi()["properties"]
        assert all("description" in form[key] for key in taken), one.name


def test_the_weekly_run_is_on_the_day_after_the_warehouses_weeks(made: Wanted, tmp_path: Path) -> None:
    def cron(one: Wanted, slug: str) -> str:
        (weekly,) = (d for d in one.deployments if d.name == "weekly")
        return next(s.cron for s in weekly.schedules if s.slug == slug)

    assert cron(made, "after-close") == "30 4 * * 5"  # Friday
    assert cron(wanted(Home.create(tmp_path / "iso"), []), "after-close") == "30 4 * * 1"
    assert cron(made, "provisional") == "30 16 * * *"
    assert cron(made, "xa-0630") == "30 6 * * 6"  # in Ulaanbaatar the Friday's morning comes before the week's end


@pytest.mark.parametrize(
    ("zone", "at", "cron"),
    [
        ("UTC", "00:30", "30 0 * * 2"),  # less than an hour after the end
        ("UTC", "01:00", "0 1 * * 1"),
        ("Asia/Tokyo", "09:00", "0 9 * * 2"),  # the instant of the end itself
        ("Asia/Tokyo", "10:00", "0 10 * * 1"),
        ("America/Bogota", "20:00", "0 20 * * 0"),  # the week ends on Sunday at 19:00 there
        ("America/Bogota", "06:00", "0 6 * * 1"),
        ("Europe/London", "01:30", "30 1 * * 2"),  # in summer it would be too early
        ("Europe/London", None, None),
    ],
)
def test_a_countrys_own_hour_comes_after_the_end_of_the_week(zone: str, at: str | None, cron: str | None) -> None:
    assert weekly_cron(profile(zone, at), 0) == cron


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    for name in ("prefect.yaml", "automations.yaml"):
        text = (FOLDER / name).read_text(encoding="utf-8").replace("concurrency_limit", "concurrencyLimit")
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="concurrencyLimit"):
        wanted(Home.create(tmp_path / "home"), [], tmp_path)


def test_groups_name_countries_that_there_are() -> None:
    profiles, groups = load_profiles(BUNDLED_COUNTRIES), load_groups(BUNDLED_COUNTRIES)
    for name, codes in groups.items():
        assert list(choose_profiles(profiles, name, groups)) == list(codes)
    assert list(choose_profiles(profiles, ["baltic", "ua, lv"], groups)) == ["EE", "LT", "LV", "UA"]


def test_two_warehouses_on_one_server_keep_apart(tmp_path: Path) -> None:
    """Names, tags and automations are each one's own, and what one publishes begins nothing of the other."""
    first, north = Home.create(tmp_path / "first"), Home.create(tmp_path / "north")
    ours, theirs = wanted(first, []), wanted(north, [], name="north")
    assert {one.name for one in theirs.deployments} == {f"{one.name}-north" for one in ours.deployments}
    for mine, other, home in ((ours, theirs, first), (theirs, ours, north)):
        for one in mine.deployments:
            assert one.parameters["home"] == home.location
            assert mine.owns_deployment(one.tags)
            assert not other.owns_deployment(one.tags)
            for trigger in one.triggers:
                assert trigger["match"]["weekwatch.home"] == home.location
                assert mine.owns_automation(trigger["name"])
                assert not other.owns_automation(trigger["name"])
    assert all(ours.owns_automation(str(one["name"])) for one in theirs.automations)


@pytest.mark.parametrize("name", ["", "North", "a b", "-x", "x]"])
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a valid name for deployments"):
        wanted(Home.create(tmp_path / "home"), [], name=name)
