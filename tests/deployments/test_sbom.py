"""The bill of materials: everything that is required is in it, with version and licence, and NOTICE names what is carried."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deployments.sbom import bill, carried, installed, main

ROOT = Path(__file__).parents[2]


def test_all_that_the_project_requires_is_listed_with_version_and_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    assert required <= installed().keys()
    libraries = [entry for entry in bill()["components"] if entry["type"] == "library"]
    assert len(libraries) > len(required)
    for entry in libraries:
        assert entry["version"], entry["name"]
        assert entry["purl"] == f"pkg:pypi/{entry['name']}@{entry['version']}"
    assert [entry["name"] for entry in libraries if "licenses" not in entry] == []
    assert len({entry["bom-ref"] for entry in bill()["components"]}) == len(bill()["components"])


def test_what_is_carried_is_in_the_bill_and_in_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    listed = {entry["name"] for entry in bill()["components"]}
    for entry in carried():
        assert entry["name"] in listed
        assert entry["name"] in notice


def test_equal_installations_give_equal_bytes(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path / "a.json")]) == main(["--out", str(tmp_path / "b.json")]) == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "a.json").read_text())["bomFormat"] == "CycloneDX"
