"""The commands that ask and look: `query`, `inspect`, `warehouse`, `export`."""

from __future__ import annotations

import typer

warehouse_app = typer.Typer(help="Keep the warehouse: sync, rebuild, verify, compact.", no_args_is_help=True)
export_app = typer.Typer(help="Write the tables for other tools.", no_args_is_help=True)
