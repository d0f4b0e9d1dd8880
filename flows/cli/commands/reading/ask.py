"""The command `ask`: a question in words, answered by the configured language model from rows of the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.options import HomeOption, JsonOption
from warehouse.errors import InputError

if TYPE_CHECKING:
    from flows.asking.words import AnsweredQuestion


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command()(ask)


def ask(
    question: Annotated[str, typer.Argument(help="A question in words, in quotation marks.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask in words: a configured language model looks things up and answers, each sentence with its ids and sources.

    weekwatch ask "Which countries got worse in the newest week, and why?"
    """
    import datetime as dt

    from flows.building.model import scribe_of
    from flows.homes import home_to_read

    opened = home_to_read(home)
    scribe = scribe_of(opened, dt.datetime.now(dt.UTC))
    if scribe is None:
        raise InputError(
            "no language model is configured, so questions in words cannot be answered",
            remedy="docs/MODELS.md says how to configure one; `weekwatch query` and `weekwatch sql` answer without",
        )
    from flows.asking.answers import Answers
    from flows.asking.words import answer_in_words

    found = answer_in_words(Answers(opened), scribe, question)
    if json:
        import json as written

        typer.echo(written.dumps(_body(found), ensure_ascii=False, indent=1))
        return
    _tell(found)


def _body(found: AnsweredQuestion) -> dict[str, Any]:
    """The answer as JSON has it."""
    return {
        "answer": [{"text": one.text, "sources": [found.rows[key].ids for key in one.rows]} for one in found.said],
        "missing": found.missing,
        "refused": [{"text": text, "reason": reason} for text, reason in found.refused],
        "looked_up": found.lookups,
        "orders_to_programs": found.orders,
        "questions": found.calls,
        "input_tokens": found.spend.input_tokens,
        "output_tokens": found.spend.output_tokens,
        "usd": found.spend.usd,
    }


def _tell(found: AnsweredQuestion) -> None:
    """Prints the answer with numbered sources, and on the side what was looked up, refused and spent."""
    from flows.cli.console import say

    number = {row.key: at for at, row in enumerate(found.cited, 1)}
    for one in found.said:
        typer.echo(f"{one.text} {''.join(f'[{number[key]}]' for key in one.rows)}")
    if not found.said:
        typer.echo("Nothing that the warehouse bears out was answered.")
    if found.missing:
        typer.echo(f"Not known: {found.missing}")
    if found.said:
        typer.echo("\nSources")
    for row in found.cited:
        ids = ", ".join(f"{name} {value}" for name, value in row.ids.items())
        typer.echo(f"[{number[row.key]}] {row.label} ({ids or row.kind})")
    for looked in found.lookups:
        say(f"looked up {looked}")
    for text, reason in found.refused:
        say(f"left out, since {reason}: {text}")
    for order in found.orders:
        say(f"a row holds what looks like an order to a program; it was shown as data: {order[:200]}")
    price = "" if found.spend.usd is None else f", ${found.spend.usd:.4f}"
    say(f"{found.calls} question{'s' * (found.calls != 1)} to the model, {found.spend.tokens:,} tokens{price}")
