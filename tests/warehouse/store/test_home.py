from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.errors import WarehouseError
from warehouse.store.home import Home


def test_a_home_is_made_once_and_opened_with_its_weekday(tmp_path: Path) -> None:
    made = Home.create(tmp_path / "wh", week_starts_on=4)
    assert Home.open(tmp_path / "wh") == made == Home.create(tmp_path / "wh", week_starts_on=4)
    assert Home.open(tmp_path / "wh").week_starts_on == 4


def test_a_folder_without_mark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="not a Weekwatch warehouse"):
        Home.open(tmp_path)
    with pytest.raises(WarehouseError, match="not a Weekwatch warehouse"):
        Home.open(tmp_path / "absent")


def test_a_folder_of_other_things_is_not_made_a_warehouse(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(WarehouseError, match="other files"):
        Home.create(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_another_weekday_is_refused_by_name(tmp_path: Path) -> None:
    Home.create(tmp_path / "wh", week_starts_on=4)
    with pytest.raises(WarehouseError, match="Friday here, not on Monday"):
        Home.create(tmp_path / "wh", week_starts_on=0)


def test_a_newer_format_and_a_damaged_mark_are_refused(tmp_path: Path) -> None:
    Home.create(tmp_path / "wh")
    mark = tmp_path / "wh" / "warehouse.json"
    mark.write_text('{"format": 99, "week_starts_on": 0}')
    with pytest.raises(WarehouseError, match="format 99"):
        Home.open(tmp_path / "wh")
    mark.write_text('{"format": ')
    with pytest.raises(WarehouseError, match=r"warehouse\.json: is damaged"):
        Home.open(tmp_path / "wh")


def test_a_read_only_place_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(WarehouseError, match="cannot be written"):
        Home.create(file / "wh")


def test_a_home_is_its_owners_alone(tmp_path: Path) -> None:
    Home.create(tmp_path / "above" / "home")
    (tmp_path / "empty").mkdir(mode=0o755)
    Home.create(tmp_path / "empty")
    for folder in (tmp_path / "above" / "home", tmp_path / "empty"):
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["Ünïcødé", "Өвөрхангай", "首都", "مستودع", "with blank"])
def test_a_home_may_bear_any_letters_whatever_the_locale(tmp_path: Path, name: str) -> None:
    code = (
        "import sys; from warehouse.store.home import Home; from warehouse.store.country_weeks import Store;"
        "from tests.warehouse.samples import item; from warehouse.sql.connect import query_sql;"
        "h = Home.create(sys.argv[1]); Store(h).append([item('a')]);"
        "print(list(query_sql(h, 'select count(*) from items')[1]))"
    )
    environment = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / name)], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[(1,)]"


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1"])
def test_a_locale_that_would_name_other_folders_to_the_libraries_is_refused(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsencode", lambda path: str(path).encode(encoding, "surrogateescape"))
    as_decoded = "дом".encode().decode(encoding, "surrogateescape")
    for reach in (Home.create, Home.open):
        with pytest.raises(WarehouseError, match="PYTHONUTF8=1"):
            reach(tmp_path / as_decoded)
    assert Home.create(tmp_path / "plain") == Home.open(tmp_path / "plain")
