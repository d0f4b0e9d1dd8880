"""The bill of materials of an installation (CycloneDX 1.6, JSON): packages, and the data and models that they or we carry.

    python -m deployments.sbom [--out weekwatch.cdx.json]

What is listed is what is installed here of the project's requirements and its extras, each with version and licence as its own
metadata say; equal environments give equal bytes. Data and models stand in `carried.yaml`, which NOTICE must name.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "weekwatch"
CARRIED = Path(__file__).with_name("carried.yaml")
_LICENCE_PREFIX = "License :: "
_LONGEST_LICENCE = 80
"""Of `License` a name; some packages put the whole text there."""


def installed(extras: frozenset[str] | None = None) -> dict[str, Distribution]:
    """Canonical name -> what is installed of everything that the project requires, with those extras (None: all of them)."""
    own = distribution(PROJECT)
    wanted = frozenset(own.metadata.get_all("Provides-Extra") or ()) if extras is None else extras
    found: dict[str, Distribution] = {}
    waiting = [(own, wanted)]
    while waiting:
        package, with_extras = waiting.pop()
        for text in package.requires or ():
            requirement = Requirement(text)
            if requirement.marker and not any(requirement.marker.evaluate({"extra": e}) for e in (*with_extras, "")):
                continue
            name = canonicalize_name(requirement.name)
            try:
                needed = found[name] if name in found else distribution(name)
            except PackageNotFoundError:
                continue  # an extra that is not installed here is in no bill of what is
            if name not in found or requirement.extras:
                found[name] = needed
                waiting.append((needed, frozenset(requirement.extras)))
    return dict(sorted(found.items()))


def licence_of(package: Distribution) -> str | None:
    """The licence as the package's metadata name it; None where they name none."""
    said = package.metadata
    if expression := said.get_all("License-Expression"):
        return str(expression[0])
    text = " ".join(" ".join(said.get_all("License") or ()).split())
    if text and len(text) <= _LONGEST_LICENCE and text.upper() != "UNKNOWN":
        return text
    classified = [
        c.rpartition("::")[2].strip() for c in said.get_all("Classifier") or () if c.startswith(_LICENCE_PREFIX)
    ]
    if classified:
        return " AND ".join(sorted(classified))
    return _by_first_line(package)


def _by_first_line(package: Distribution) -> str | None:
    """The first line of the licence's own file, where the metadata say nothing."""
    for file in package.files or ():
        if re.search(r"licen[sc]e|copying", file.name, re.IGNORECASE):
            lines = (line.strip() for line in file.read_text().splitlines())
            return next((line[:_LONGEST_LICENCE] for line in lines if line), None)
    return None


def carried() -> list[Mapping[str, str]]:
    """The data and models of `carried.yaml`: name, kind, licence, source and where they lie."""
    found: list[Mapping[str, str]] = yaml.safe_load(CARRIED.read_text(encoding="utf-8"))
    return found


def components() -> Iterator[dict[str, Any]]:
    """Everything listed, packages first, each kind by name."""
    for name, package in installed().items():
        address = f"pkg:pypi/{name}@{package.version}"
        yield _component("library", name, licence_of(package), bom_ref=address, version=package.version, purl=address)
    for entry in sorted(carried(), key=lambda entry: entry["name"]):
        links = [{"type": "website", "url": entry["source"]}]
        kind = "machine-learning-model" if entry["kind"] == "model" else "data"
        yield _component(kind, entry["name"], entry["licence"], description=entry["where"], externalReferences=links)


def _component(kind: str, name: str, licence: str | None, *, bom_ref: str | None = None, **more: Any) -> dict[str, Any]:
    made = {"type": kind, "name": name, "bom-ref": bom_ref or f"{kind}:{name}", **more}
    return made | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def bill() -> dict[str, Any]:
    """The whole document."""
    own = distribution(PROJECT)
    subject = _component("application", PROJECT, licence_of(own), bom_ref=PROJECT, version=own.version)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": subject},
        "components": list(components()),
    }


def main(arguments: list[str] | None = None) -> int:
    """Writes the bill; 0."""
    parser = argparse.ArgumentParser(description="The bill of materials of this installation, CycloneDX 1.6.")
    parser.add_argument("--out", type=Path, default=Path("weekwatch.cdx.json"))
    out = parser.parse_args(arguments).out
    made = bill()
    out.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{out}: {len(made['components'])} components")
    return 0


if __name__ == "__main__":
    sys.exit(main())
