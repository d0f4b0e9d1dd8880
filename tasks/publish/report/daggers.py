"""The dagger behind the names of outlets that a state controls, and the line that says whose they are.

It is put on the page and in no row, so that an edit of the table of outlets makes no built week stale.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from tasks.language.word_lists import word_list
from tasks.publish.report.state_media import controlling_state
from tasks.report.prose.outlets import outlet_name
from tasks.voice.voice import Voice
from warehouse.tables import Article

DAGGER = "†"


@functools.cache
def _domains_of() -> Mapping[str, tuple[str, ...]]:
    """The domains of each outlet, by its name inside a sentence."""
    found: dict[str, list[str]] = defaultdict(list)
    for domain, name in word_list("outlets").items():
        found[name].append(domain)
    return {name: tuple(domains) for name, domains in found.items()}


def controlled_by(article: Article) -> str | None:
    """The state (ISO 3166-1 alpha-2) that controls the outlet, by the address of the article or the outlet's name; None where none is known to."""
    addresses = (article.url, *_domains_of().get(outlet_name(article, inside=True), ()))
    return next((state for address in addresses if (state := controlling_state(address)) is not None), None)


def with_daggers(text: str, cited: Sequence[Article]) -> tuple[str, list[Article]]:
    """The text with a dagger behind the name of each cited outlet that a state controls, where it is named last, and whose names have one.

    A quotation is left as it is.
    """
    marked = []
    by_name = {outlet_name(a, inside=True): a for a in sorted(cited, key=lambda a: a.article_id)}
    for name, article in sorted(by_name.items()):
        if controlled_by(article) is None:
            continue
        bare = re.escape(name.removeprefix("the "))
        said = [
            m for m in re.finditer(rf"“[^”]*”|(?<!\w){bare}(?=[,)†]| \(| reported|\.?$| and )", text) if m[0][0] != "“"
        ]
        if said:
            text = f"{text[: said[-1].end()]}{DAGGER}{text[said[-1].end() :]}"
            marked.append(article)
    return text, marked


def legend(marked: Sequence[Article], say: Voice) -> tuple[str, ...]:
    """What the dagger behind outlets' names means, and whose they are; nothing where no outlet has one."""
    states: dict[str, set[str]] = defaultdict(set)
    for article in marked:
        if (state := controlled_by(article)) is not None:
            states[state].add(outlet_name(article, inside=True).removeprefix("the "))
    if not states:
        return ()
    named = [f"{', '.join(sorted(states[state]))} ({say.country(state)})" for state in sorted(states)]
    return (
        say(
            "{dagger} State-controlled media, as the State Media Monitor counts them: {list}.",
            dagger=DAGGER,
            list="; ".join(named),
        ),
    )
