from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tasks.countries.profiles import choose_profiles, load_profile, load_profiles
from warehouse.errors import ProfileError

GOOD = {
    "country": "MN",
    "name": "Mongolia",
    "names": {"en": ["Mongolia*"]},
    "languages": ["mn"],
    "neighbours": ["CN", "RU"],
    "time_zone": "Asia/Ulaanbaatar",
    "feeds": [{"url": "https://example.org/rss", "outlet": "Example", "language": "en", "source": "a list"}],
}


def write(folder: Path, changes: dict[str, object], name: str = "MN.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(GOOD | changes), encoding="utf-8")
    return path


def test_a_good_profile_is_read(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, {}))
    assert profile.country == "MN"
    assert profile.feeds[0].kind == "national"


FEED = {"url": "https://example.org/rss", "outlet": "Example", "language": "en", "source": "a list"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"neighbors": ["CN"]}, ["neighbors", "unknown key", "did you mean 'neighbours'"]),
        ({"feeds": [FEED | {"langauge": "en"}]}, ["feeds.0.langauge", "did you mean 'language'"]),
        ({"feeds": [FEED | {"url": "ftp://example.org/rss"}]}, ["feeds.0.url", "http"]),
        ({"feeds": [FEED | {"url": "https://user:secret@example.org/"}]}, ["feeds.0.url", "credentials"]),
        ({"feeds": [FEED, FEED]}, ["listed twice", "https://example.org/rss"]),
        ({"time_zone": "Asia/Ulan_Bator_2"}, ["time_zone", "IANA"]),
        ({"country": "CN"}, ["country: CN", "rename"]),
        ({"country": "mn"}, ["country"]),
    ],
)
def test_a_wrong_profile_names_file_key_and_remedy(tmp_path: Path, changes: dict[str, object], said: list[str]) -> None:
    path = write(tmp_path, changes)
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    for words in [str(path), *said]:
        assert words in str(caught.value)


def test_one_wrong_profile_fails_the_folder(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "CN.yaml").write_text("country: [", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"CN\.yaml"):
        load_profiles(tmp_path)


def test_a_country_without_profile_names_the_nearest(tmp_path: Path) -> None:
    profiles = {"MN": load_profile(write(tmp_path, {}))}
    with pytest.raises(ProfileError, match="MN"):
        choose_profiles(profiles, "mongolai")
    assert list(choose_profiles(profiles, "mn")) == ["MN"]
    assert list(choose_profiles(profiles, "all")) == ["MN"]


def test_the_digest_changes_with_the_names_and_not_with_the_feeds(tmp_path: Path) -> None:
    plain = load_profile(write(tmp_path, {})).digest
    assert load_profile(write(tmp_path, {"feeds": [], "full_text": 20})).digest == plain
    assert load_profile(write(tmp_path, {"offices": ["State Great Khural"]})).digest != plain
