"""The stored data and its shape: row models, Parquet (Delta) tables, the DuckDB file, named queries.

From Python, for example in a notebook:

    import warehouse
    wh = warehouse.open("my-warehouse")
    wh.query("threat-series", country="UA")       # a polars frame
    wh.sql("select country, week, threat_score from reports")
    wh.arrow("select * from hotspots")             # the same as an Arrow table
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.frames import Warehouse


def open(path: str | Path | None = None) -> Warehouse:
    """The warehouse at `path` (WEEKWATCH_HOME where none is given) as frames. Raises WarehouseError if there is none."""
    from warehouse.frames import Warehouse

    return Warehouse.open(path)
