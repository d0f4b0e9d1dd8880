"""The report as JSON, and the schema that it keeps (`docs/report.schema.json`).

python -m tasks.publish.formats.json    writes the schema again
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tasks.publish.formats.finished import FinishedWeek
from tasks.publish.report.document import ReportDocument
from tasks.publish.report.json import FORMAT, render_json

SCHEMA = Path(__file__).parents[3] / "docs" / "report.schema.json"


def export_json(week: FinishedWeek) -> str:
    """JSON text; keys sorted."""
    return render_json(week.document)


def schema() -> str:
    """The JSON Schema (2020-12) of the export, made from the types of the document."""
    from pydantic import TypeAdapter

    made: dict[str, Any] = TypeAdapter(ReportDocument).json_schema(mode="serialization")
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "Weekwatch report"
    made["properties"]["format"] = {"const": FORMAT, "description": "Names this form."}
    made["required"] = [*made["required"], "format"]
    made["additionalProperties"] = False
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema(), encoding="utf-8")
