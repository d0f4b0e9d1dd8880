"""`weekwatch report XX WEEK --explain STATEMENT`: a statement beside the sentences of its articles, for the terminal or as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.cli.console import plain
from tasks.publish.report.explain import Explanation, Match, MatchKind, explain
from warehouse.errors import NotFoundError
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, Statement, StatementEvidence
from warehouse.weeks import Week

if TYPE_CHECKING:
    from rich.text import Text

STYLES: dict[MatchKind, str] = {"name": "bold cyan", "number": "bold yellow", "word": "underline"}


def explanation(home: Home, country: str, week: Week, statement_id: str) -> Explanation:
    """The explanation of a statement by its id, `s007` or `7`. Raises NotFoundError with the ids that there are."""
    store = Store(home)
    statements = store.by_country(Statement, [country], [week.start])[country]
    wanted = f"s{int(statement_id):03d}" if statement_id.isdigit() else statement_id.lower()
    found = next((s for s in statements if s.statement_id == wanted), None)
    if found is None:
        ids = sorted(s.statement_id for s in statements)
        raise NotFoundError(
            f"there is no statement {statement_id} in the report for {country} in the week of {week.start}",
            where=home.location,
            remedy=f"it has {ids[0]} to {ids[-1]}; `--format json` shows them" if ids else "build the report first",
        )
    articles = store.by_country(Article, [country], [week.start])[country]
    proof = store.by_country(StatementEvidence, [country], [week.start])[country]
    return explain(found, statements, articles, proof)


def as_json(found: Explanation) -> str:
    """The explanation as JSON; matches are [start, end, kind] into their text."""
    return json.dumps(plain(dataclasses.asdict(found)), ensure_ascii=False, indent=1)


def show(found: Explanation) -> None:
    """Prints the explanation: the statement on the left, what each article says on the right, matches highlighted."""
    import sys

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    verdict = "supported" if found.supported else "NOT supported"
    confidence = f", {found.confidence} confidence" if found.confidence else ""
    console.print(Text(f"{found.statement_id} ({found.section}; {found.kind}{confidence})", style="bold"))
    console.print(Text(f"{verdict}: {found.reason}"))
    for key, text in found.rests_on:
        console.print(Text(f"  rests on {key}: {text}"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=True)
    table.add_column("statement", ratio=2, overflow="fold")
    table.add_column("what the articles say", ratio=3, overflow="fold")
    for number, exhibit in enumerate(found.exhibits):
        right = Text(
            f"{exhibit.outlet}, {exhibit.published_at:%Y-%m-%d}, {exhibit.language}\n{exhibit.url or 'no link'}\n"
        )
        for span in found.spans:
            if span.article_id == exhibit.article_id:
                field = "title" if span.in_title else "text"
                right.append(f"\nborne by {field}[{span.start}:{span.end}]: {span.words}\n", style="italic")
        for passage in exhibit.passages:
            right.append("\n").append(_marked(passage.text, passage.matches)).append("\n")
        if not exhibit.passages:
            right.append(
                f"\n{exhibit.title}\n(no sentence of it shares a name, a number or a word with the statement)\n"
            )
        table.add_row(_marked(found.text, found.matches) if number == 0 else "", right)
    console.print(table)


def _marked(text: str, matches: Sequence[Match]) -> Text:
    from rich.text import Text

    marked = Text(text)
    for match in matches:
        marked.stylize(STYLES[match.kind], match.start, match.end)
    return marked
