from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from warehouse.store.home import Home

NOTEBOOK = Path(__file__).parents[2] / "docs" / "explore.ipynb"


def test_the_notebook_runs(shared: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEEKWATCH_HOME", shared.location)
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    seen: dict[str, Any] = {}
    for cell in (cell for cell in cells if cell["cell_type"] == "code"):
        exec("".join(cell["source"]), seen)
    assert seen["series"].height == 3
    chart, drawn = (ElementTree.fromstring(seen[name]._repr_svg_()) for name in ("chart", "drawn"))
    assert len(chart.findall(".//{*}path[@class='ww-line']")) == 1
    assert seen["hotspots"][0].label in "".join(drawn.itertext())
