"""The commands of the static site: `site` and `serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import ForceOption, HomeOption, JsonOption

OutOption = Annotated[Path, typer.Option("--out", help="Folder of the site: a new one, or one that was made before.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command()(site)
    app.command()(serve)


def site(
    out: OutOption = Path("weekwatch-site"),
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that draw pages.")] = 2,
    duckdb_wasm: Annotated[
        Path | None,
        typer.Option(
            "--duckdb-wasm",
            help="npm's file of DuckDB for browsers (`npm pack @duckdb/duckdb-wasm@1.32.0`): the data page answers SQL. Once is enough.",
        ),
    ] = None,
    home: HomeOption = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Make the static site of everything that was built; only what changed is made again. Any web server can show it."""
    import dataclasses

    from flows.cli.console import print_rows, progress, say
    from flows.homes import home_to_read
    from flows.publishing.site import build_site

    with progress("making pages", None) as bar:
        built = build_site(
            home_to_read(home), out, workers=workers, force=force, wasm_package=duckdb_wasm, on_units=bar.advance
        )
    row = dataclasses.asdict(built)
    print_rows(list(row), [list(row.values())], "json" if json else "table")
    say(f"look at it: weekwatch serve --out {out}")


def serve(
    out: OutOption = Path("weekwatch-site"),
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port on this machine; 0 takes a free one.")
    ] = 8321,
    browse: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Show a site made by `weekwatch site` at http://127.0.0.1:8321 until Ctrl-C; nothing else on the network sees it."""
    from flows.cli.console import say
    from flows.cli.serve import serve_site

    with serve_site(out, port) as server:
        say(f"serving {out} at {server.address} (Ctrl-C ends it)")
        if browse:
            import webbrowser

            webbrowser.open(server.address)
        server.wait()
