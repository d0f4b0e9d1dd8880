"""The report as JSON for programs: the rows of its document, keys sorted, dates in ISO 8601."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from pydantic import BaseModel

from tasks.publish.report.document import ReportDocument

FORMAT = "weekwatch-report-1"


def render_json(document: ReportDocument) -> str:
    """The document as JSON text that ends with a line feed; `format` names this form."""
    data = {"format": FORMAT, **{f.name: getattr(document, f.name) for f in dataclasses.fields(document)}}
    return json.dumps(data, default=_plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")
