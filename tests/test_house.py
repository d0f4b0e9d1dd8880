"""The house: no circle, one meaning a name, a recipe for whatever can be added, and a picture of what runs."""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.steps import STEPS
from tasks.country_week import STAGES
from tests.test_imports import ROOT, modules

SNAPSHOT = Path(__file__).parent / "data" / "what_runs.json"
FLOWS = ("collect", "country_week", "weekly", "backfill", "upkeep")
EXTENSIONS = {
    "country": "deployments/countries/",
    "feed": "deployments/countries/_international.yaml",
    "archive": "tasks/collect/archives/",
    "category": "tasks/events/taxonomy.yaml",
    "report section": "tasks/report/sections/",
    "export": "tasks/publish/formats/",
    "named query": "warehouse/queries/",
    "check": "warehouse/checks/",
    "column or table": "warehouse/tables/",
    "alert": "tasks/publish/alerts.py",
    "language of the report": "tasks/voice/catalogues/",
    "flow": "flows/",
    "step": "flows/steps.py",
    "word list": "tasks/language/data/",
}
"""What can be added -> where its recipe in CONTRIBUTING.md begins."""


def named(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports() -> dict[str, set[str]]:
    """Module -> modules of ours that it imports, in functions too, those for the type checker alone left out."""
    trees = {named(path): (path, tree) for path, tree in modules()}
    found: dict[str, set[str]] = {name: set() for name in trees}
    for name, (_, tree) in trees.items():
        typing_only = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if id(node) in typing_only:
                continue
            if isinstance(node, ast.Import):
                wanted = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                wanted = [
                    f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in trees else node.module
                    for alias in node.names
                ]
            else:
                continue
            found[name] |= {module for module in wanted if module in trees and module != name}
    return found


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other in a loop (Tarjan's strongly connected components of more than one)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = imports()
    assert len(graph) > 200
    assert circles(graph) == []


def test_a_circle_would_be_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def public(kinds: tuple[type[ast.stmt], ...], package: str = "") -> dict[str, list[str]]:
    """Names of public definitions at the top of modules -> the files that define them."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, tree in modules():
        if path.startswith(package):
            for node in tree.body:
                name = getattr(node, "name", "_")
                if isinstance(node, kinds) and not name.startswith("_"):
                    found[name].append(path)
    return found


def test_no_two_public_classes_bear_one_name() -> None:
    twins = {name: files for name, files in public((ast.ClassDef,)).items() if len(files) > 1}
    assert twins == {}


def test_no_two_public_functions_of_tasks_bear_one_name() -> None:
    found = public((ast.FunctionDef, ast.AsyncFunctionDef), "tasks/")
    twins = {name: files for name, files in found.items() if len(files) > 1 and name != "main"}
    assert twins == {}


@pytest.mark.parametrize("what", EXTENSIONS)
def test_whatever_can_be_added_has_a_recipe(what: str) -> None:
    rows = [line for line in (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines() if line.startswith("| a")]
    recipes = [row for row in rows if what in row.split("|")[1]]
    assert recipes, f"CONTRIBUTING.md has no row for a {what}"
    assert any(EXTENSIONS[what] in row for row in recipes), f"the row for a {what} names another place: {recipes}"
    assert (ROOT / EXTENSIONS[what]).exists()


@pytest.mark.parametrize(
    "folder",
    [
        p.parent.relative_to(ROOT).as_posix()
        for top in ("tasks", "flows", "warehouse")
        for p in sorted((ROOT / top).rglob("__init__.py"))
    ],
)
def test_each_room_says_what_it_is_for(folder: str) -> None:
    tree = ast.parse((ROOT / folder / "__init__.py").read_text("utf-8"))
    said = ast.get_docstring(tree)
    assert said, f"{folder}/__init__.py has no docstring"
    assert len(said) > 20


def flows_and_parameters() -> Iterator[tuple[str, dict[str, str]]]:
    """(name of a flow, its parameters with their types and defaults), from the source."""
    for module in FLOWS:
        tree = ast.parse((ROOT / "flows" / f"{module}.py").read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "flow":
                        (name,) = (ast.literal_eval(k.value) for k in decorator.keywords if k.arg == "name")
                        plain = node.args.args
                        defaults = [None] * (len(plain) - len(node.args.defaults)) + list(node.args.defaults)
                        yield (
                            name,
                            {
                                a.arg: (ast.unparse(a.annotation) if a.annotation else "")
                                + (f" = {ast.unparse(d)}" if d is not None else "")
                                for a, d in zip(plain, defaults, strict=True)
                            },
                        )


def what_runs() -> dict[str, Any]:
    deployments = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text("utf-8"))["deployments"]
    automations = yaml.safe_load((ROOT / "deployments" / "automations.yaml").read_text("utf-8"))
    listed = automations["automations"] if isinstance(automations, dict) else automations
    return {
        "flows": dict(flows_and_parameters()),
        "tasks": {name: [s.retries, s.timeout_seconds] for name, s in sorted(STEPS.items())},
        "deployments": {d["name"]: d["entrypoint"] for d in deployments},
        "automations": sorted(a["name"] for a in listed),
    }


def test_every_stage_is_a_step() -> None:
    assert {stage.__name__.replace("_", " ") for stage in STAGES} <= set(STEPS)


def test_what_runs_is_as_it_was() -> None:
    """Flows, parameters, tasks, deployments and automations; `python -m tests.test_house` writes the snapshot again."""
    assert what_runs() == json.loads(SNAPSHOT.read_text("utf-8"))


if __name__ == "__main__":
    SNAPSHOT.parent.mkdir(exist_ok=True)
    SNAPSHOT.write_text(json.dumps(what_runs(), indent=1, ensure_ascii=False) + "\n", "utf-8")
