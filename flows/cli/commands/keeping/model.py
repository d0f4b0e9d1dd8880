"""The command `model`: which language model writes, what it may spend and has spent, and whether it answers."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.options import HomeOption, JsonOption


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command()(model)


def model(
    ask: Annotated[bool, typer.Option("--try", help="Ask it one small question and say how it went.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show the language model that writes the reports, its limits and what it has spent; none by default."""
    import datetime as dt

    from flows.building.model import ledger_of, model_config, scribe_of, try_out
    from flows.cli.console import print_rows, say
    from flows.homes import home_to_read

    opened = home_to_read(home)
    config = model_config(opened)
    if config is None:
        say("no language model is configured: the embedded analyst writes (docs/MODELS.md says how to configure one)")
        return
    total = ledger_of(opened).spent()
    rows: list[tuple[str, object]] = [
        ("model", config.model),
        ("address", config.address or "the provider's own"),
        ("key", f"in {config.key_variable}"),
        ("tokens_per_report", config.tokens_per_report),
        ("tokens_per_run", config.tokens_per_run),
        ("usd_per_report", config.usd_per_report),
        ("usd_per_run", config.usd_per_run),
        ("spent_input_tokens", total.input_tokens),
        ("spent_output_tokens", total.output_tokens),
        ("spent_usd", total.usd),
    ]
    if ask:
        scribe = scribe_of(opened, dt.datetime.now(dt.UTC))
        if scribe is not None:
            rows.append(("answer", try_out(scribe)))
    print_rows(["what", "value"], rows, "json" if json else "table")
