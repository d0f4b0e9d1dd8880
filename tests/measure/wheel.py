"""The wheel in fresh environments: installed by pip and uv, the demo in an empty folder and inside a foreign Prefect project.

    python -m tests.measure.wheel [--pythons 3.11,3.12,3.13] [--installers pip,uv,lock] [--demo]

For each Python at hand (found by its name, or by pyenv) and each installer: an environment of its own, `pip install weekwatch.whl` (`lock`: first `pip install --no-deps --require-hashes -r requirements-runtime.lock`), the size of what is in it,
and inside a project of somebody else with `flows/__init__.py` and `tasks.py` of its own: its `flows` and `tasks` are still its own, ours are
loaded from the entrypoints that `weekwatch deploy` names, and the commands run there, as `weekwatch` and as `python -m weekwatch`. With `--demo`
`weekwatch demo` runs in both folders to its end (a minute of CPU each). Packages come from the index that pip is set to.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOREIGN = {
    "flows/__init__.py": "OWNER = 'them'\n",
    "flows/theirs.py": "from prefect import flow\nimport tasks\n\n\n@flow\ndef theirs() -> str:\n    return tasks.OWNER\n",
    "tasks.py": "OWNER = 'them'\n",
    "deployments.py": "OWNER = 'them'\n",
}
PROBE = """
import flows, tasks, deployments
from prefect.flows import load_flow_from_entrypoint
import yaml, pathlib, weekwatch
assert (flows.OWNER, tasks.OWNER, deployments.OWNER) == ("them", "them", "them")
listed = yaml.safe_load((pathlib.Path(weekwatch.__file__).parent / "deployments" / "prefect.yaml").read_text())["deployments"]
for one in listed:
    load_flow_from_entrypoint(one["entrypoint"], use_placeholder_flow=False)
from flows.theirs import theirs
assert theirs.fn() == "them"
print(len(listed))
"""
"""What a process of the foreign project finds when it loads our flows beside its own, as its worker does."""


def build(folder: Path) -> Path:
    """The wheel of this checkout, built in that folder."""
    command = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([*command, "-o", str(folder), str(ROOT)], check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def find(version: str) -> Path | None:
    """The interpreter of that version, None where there is none."""
    named = shutil.which(f"python{version}")
    of_pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return of_pyenv[-1] if of_pyenv else Path(named) if named else None


def install(python: Path, wheel: Path, installer: str, place: Path) -> Path:
    """The interpreter of a new environment in which the wheel is installed with what it needs."""
    subprocess.run([str(python), "-m", "venv", str(place)], check=True)
    inner = place / "bin" / "python"
    pip = [str(inner), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if installer == "uv":
        commands = [[sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(inner), str(wheel)]]
    elif installer == "lock":
        pinned = str(ROOT / "requirements-runtime.lock")
        commands = [[*pip, "--no-deps", "--require-hashes", "-r", pinned], [*pip, "--no-deps", str(wheel)]]
    else:
        commands = [[*pip, str(wheel)]]
    for command in commands:
        subprocess.run(command, check=True)
    return inner


def size_mb(place: Path) -> float:
    """Size of the installed packages, in MB of 10^6 bytes: without what Python compiles, and without pip and setuptools."""
    (packages,) = place.glob("lib/python*/site-packages")
    ours = [
        one
        for one in packages.iterdir()
        if not one.name.startswith(("pip", "setuptools", "pkg_resources", "_distutils"))
    ]
    files = (file for one in ours for file in ([one] if one.is_file() else one.rglob("*")))
    return sum(file.stat().st_size for file in files if file.is_file() and file.suffix != ".pyc") / 1e6


def foreign_project(folder: Path) -> Path:
    """A project of somebody else, with packages of our names."""
    for name, text in FOREIGN.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def run(command: list[str], folder: Path) -> str:
    """What a command says that is run in a folder. Raises AssertionError with all that it said where it fails."""
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PREFECT_", "WEEKWATCH_"))
    }
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} in {folder}: {done.stdout}{done.stderr}"
    return done.stdout.strip()


def cpu() -> float:
    """Seconds of CPU that the processes started from here and ended have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tried(inner: Path, folder: Path, demo: bool) -> list[str]:
    """What was tried in an environment and went well, in words."""
    empty, project = folder / "empty", foreign_project(folder / "foreign")
    empty.mkdir()
    command = [str(inner.parent / "weekwatch")]
    said = [f"{run([str(inner), '-c', PROBE], project)} entrypoints beside theirs"]
    for given in (command, [str(inner), "-m", "weekwatch"]):
        assert "threat-series" in run([*given, "query"], project)
    said.append("commands")
    for where in (empty, project) if demo else ():
        before = cpu()
        run([*command, "demo"], where)
        assert "MN" in run([*command, "sql", "select country from scores where country = 'MN' limit 1"], where)
        said.append(f"demo in {where.name} {cpu() - before:.0f} s CPU")
    return said


def main(arguments: list[str] | None = None) -> int:
    """Prints a row an environment."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pythons", default="3.11,3.12,3.13")
    parser.add_argument("--installers", default="pip,uv")
    parser.add_argument("--demo", action="store_true")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="weekwatch-wheel-") as made:
        folder = Path(made)
        wheel = build(folder / "dist")
        print(f"wheel {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
        for version in chosen.pythons.split(","):
            python = find(version)
            if python is None:
                print(f"{version}: not at hand")
                continue
            for installer in chosen.installers.split(","):
                place = folder / f"{version}-{installer}"
                inner = install(python, wheel, installer, place / "env")
                size = size_mb(place / "env")
                print(
                    f"{version:5} {installer:4} {size:6.0f} MB  {'; '.join(tried(inner, place, chosen.demo))}",
                    flush=True,
                )
                shutil.rmtree(place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
