"""The reading against careful readers: kind, genre, relevance, reality, severity, killed, first country, actor and target.

`python -m tests.measure.items` reads WEEKWATCH_DATA/gold/items and our own labels. The unread tenth was kept out of training and of every
choice, and so were 793 texts that were labelled later; for the rest the figures are those of cross-validation by outlet and month (tasks/events/data/heads.json), since the heads have
seen these texts. Beside them the commonest answer and a plain head: multinomial logistic regression on the vector alone.
Deeds are judged leniently: of the actor and of the target a word of content must begin as one of the label's does (four letters).
`or the same country` also takes a name, demonym or office of a country for the country ("Kremlin", "U.S." for the US).
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from flows.cli.inspect_reading import inspect_readings
from tasks.events.actors import find_actors
from tasks.events.heads import HEADS
from tasks.events.heads_version import HEADS_DATA
from tasks.events.reading import TextToRead, read_texts
from tasks.events.taxonomy import UNCLASSIFIED
from tasks.events.train.fit import logistic, macro_f1
from tasks.events.train.texts import Labelled, data_folder, gold_items, own_items
from tasks.language.encoder import encode, lede

_KEY = {"kind": "k", "genre": "g", "relevance": "d", "reality": "t"}
OWN_HEADLINES = Path(__file__).parent / "data" / "own_headlines.jsonl"
LABELLED_LATER = Path(__file__).parent / "labels" / "items_held_back.jsonl"
"""793 labels of a third hand that nothing was taught or chosen on; every text is one that an earlier reading took for security or doubted."""
_SMALL = frozenset(["the", "of", "in", "on", "at", "to", "and", "for", "from", "with", "a", "an", "by", "as", "over"])


def deed_right(label: str, actor: str | None, target: str | None) -> tuple[bool, bool]:
    """Whether actor and target share a word of content with those of a label "actor > deed > target"."""
    wanted = [part.strip() for part in label.split(">")]
    return _alike(wanted[0], actor), _alike(wanted[-1], target)


def _alike(wanted: str, said: str | None) -> bool:
    return bool(_stems(wanted) & _stems(said or ""))


def same_countries(label: str, actor: str | None, target: str | None) -> tuple[bool, bool]:
    """Whether actor and target are right by `deed_right`, or name a country or organisation that the label's name."""
    wanted = [part.strip() for part in label.split(">")]
    by_words = deed_right(label, actor, target)
    sides = ((wanted[0], actor), (wanted[-1], target))
    by_country = [bool({*find_actors(a, "", lang="en")} & {*find_actors(b or "", "", lang="en")}) for a, b in sides]
    return by_words[0] or by_country[0], by_words[1] or by_country[1]


def _stems(words: str) -> frozenset[str]:
    return frozenset(w[:4] for w in re.findall(r"[^\W_]+", words.casefold()) if w not in _SMALL)


def read(items: Sequence[Labelled]) -> list[dict[str, Any]]:
    """What `weekwatch inspect read` says of them."""
    return list(
        inspect_readings(
            [
                {"id": i.id, "title": i.title, "summary": i.summary, "lang": i.lang, "outlet": i.outlet, "url": i.link, "date": i.date, "_where": i.id}
                for i in items
            ]
        )
    )  # fmt: skip


def chosen(items: Sequence[Labelled], said: Callable[[int, str], str]) -> dict[str, tuple[float, float]]:
    """Accuracy and macro-F1 of each head that chooses."""
    found = {}
    for head, classes in HEADS.items():
        right = np.array([classes.index(str(item.label[_KEY[head]])) for item in items])
        answer = np.array([classes.index(said(n, head)) for n in range(len(items))])
        found[head] = float((right == answer).mean()), macro_f1(right, answer)
    return found


def plain(items: Sequence[Labelled], taught: Sequence[Labelled]) -> Callable[[int, str], str]:
    """A plain head: logistic regression on the vector alone."""
    ours = encode([lede(i.title, i.summary) for i in items]).astype(np.float64) * 4
    theirs = encode([lede(i.title, i.summary) for i in taught]).astype(np.float64) * 4
    answers: dict[str, list[str]] = {}
    for head, classes in HEADS.items():
        right = np.array([classes.index(str(item.label[_KEY[head]])) for item in taught])
        weights, bias = logistic(theirs, right, len(classes), 0.0)
        answers[head] = [classes[k] for k in (ours @ weights + bias).argmax(axis=1)]
    return lambda n, head: answers[head][n]


def low(count: Any) -> int | None:
    """The lower bound of a number or range."""
    value = count[0] if isinstance(count, list) else count
    return None if value is None else int(value)


def figures(items: Sequence[Labelled], said: Sequence[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    """The figures that are no choice of a class."""
    gold = [float(i.label["s"] or 0) for i in items]
    ours = [float(row["severity"]) for row in said]
    yield "severity, Spearman", f"{stats.spearmanr(gold, ours).statistic:.3f}"
    yield "severity within 1", f"{np.mean(np.abs(np.array(gold) - ours) <= 1):.3f}"
    stated = [(low(i.label["kd"]), low(row["killed"])) for i, row in zip(items, said, strict=True) if i.label["kd"]]
    none = [row["killed"] for i, row in zip(items, said, strict=True) if i.label["kd"] is None]
    yield "killed exact", f"{sum(a == b for a, b in stated)} of {len(stated)}"
    yield "killed invented", f"{sum(v not in (None, 0) for v in none)} of {len(none)}"
    firsts = [
        (i.label["c"][0], (row["countries"] or [None])[0]) for i, row in zip(items, said, strict=True) if i.label["c"]
    ]
    yield "first country", f"{np.mean([a == b for a, b in firsts]):.3f}"
    kept = [row["relevance_probability"] >= 0.5 for row in said]
    wrong = [k and i.label["d"] == 0 for k, i in zip(kept, items, strict=True)]
    yield (
        "irrelevant among those with relevance_probability of a half and more",
        f"{sum(wrong) / max(1, sum(kept)):.3f}",
    )
    surely = [row["security_probability"] >= 0.5 for row in said]
    wrong = [k and i.label["d"] == 0 for k, i in zip(surely, items, strict=True)]
    yield (
        "irrelevant among those with security_probability of a half and more",
        f"{sum(wrong) / max(1, sum(surely)):.3f}",
    )
    told = [
        (i, row) for i, row in zip(items, said, strict=True) if i.lang == "en" and str(i.label["a"]).count(">") == 2
    ]
    for name, judged in (("", deed_right), (", or the same country", same_countries)):
        deeds = np.array([judged(i.label["a"], row["actor"], row["target"]) for i, row in told])
        yield f"actor right, English ({len(deeds)}){name}", f"{deeds[:, 0].mean():.3f}"
        yield f"actor and target right, English{name}", f"{deeds.all(axis=1).mean():.3f}"


def own_headlines() -> str:
    """How many of sixty headlines of our own in 14 languages, labelled before they were first read, are right in what."""
    rows = [json.loads(line) for line in OWN_HEADLINES.open(encoding="utf-8")]
    readings = read_texts([TextToRead(row["title"], "", row["lang"]) for row in rows])
    marks = []
    for row, reading in zip(rows, readings, strict=True):
        kind = "none" if reading.category == UNCLASSIFIED else reading.category
        low_, high = row["severity"]
        killed = reading.killed.low if reading.killed else None
        marks.append((kind in row["kind"], low_ <= reading.severity <= high, killed == row["killed"]))
    kinds, grades, deaths = (sum(column) for column in zip(*marks, strict=True))
    return f"kind {kinds}, severity {grades}, killed {deaths}, all {sum(map(all, marks))} of {len(rows)}"


def main() -> int:
    """Prints the tables."""
    folder = data_folder()
    items = [*gold_items(folder), *own_items(folder)]
    unread, taught = [i for i in items if i.is_unread], [i for i in items if not i.is_unread]
    common = {head: Counter(str(i.label[key]) for i in taught).most_common(1)[0][0] for head, key in _KEY.items()}
    card = json.loads(HEADS_DATA.with_suffix(".json").read_text(encoding="utf-8"))
    print(f"cross-validated on {len(taught)} by outlet and month: {json.dumps(card['cross_validated'])}")
    for name, some in (
        ("unread tenth, gold", [i for i in unread if i.gold]),
        ("unread tenth, own", [i for i in unread if not i.gold]),
        ("unread tenth", unread),
        ("labelled after the heads were taught", own_items(folder, LABELLED_LATER)),
    ):
        said = read(some)
        table = {
            "commonest": chosen(some, lambda _, head: common[head]),
            "plain head": chosen(some, plain(some, taught)),
            "ours": chosen(some, lambda n, head, said=said: str(said[n][head])),  # type: ignore[misc]
        }
        print(f"{name}: {len(some)} texts (accuracy / macro-F1)")
        for who, row in table.items():
            print("  ", who.ljust(12), "  ".join(f"{head} {a:.3f}/{f:.3f}" for head, (a, f) in row.items()))
        for figure, value in figures(some, said):
            print("  ", figure, value)
    print("headlines of our own:", own_headlines())
    return 0


if __name__ == "__main__":
    sys.exit(main())
