"""Event types beside a plain lexicon, prototypes and the majority: PLOVER's sentences, IndiaPoliceEvents' killings.

`python -m tests.measure.types` prints one table. Lexicon and rules were written looking at one half of each set
(by digest of its id); the other half was only counted. The target is for the whole set.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tasks.collect.text import clean_html
from tasks.events.classify import classify
from tasks.events.reading import TextToRead, read_texts
from tasks.events.state_killings import killed_by_state
from tasks.events.taxonomy import quad_of, taxonomy
from tasks.language.encoder import encode
from tasks.language.lexicon import concepts, event_lexicon, fold_for_lexicon

QUAD = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), "verbal_cooperation"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), "material_cooperation"),
    **dict.fromkeys(("DEMAND", "DISAPPROVE", "REJECT", "THREATEN", "INVESTIGATE"), "verbal_conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "FIGHT"), "material_conflict"),
}
"""PLOVER's quad classes of the codes in the file (INVESTIGATE became part of ACCUSE, FIGHT of ASSAULT)."""


def truth() -> Path:
    """The folder of gold data."""
    return Path(os.environ.get("WEEKWATCH_DATA", "../shared/data")) / "truth"


def is_held_out(identifier: str) -> bool:
    """Whether a case belongs to the half that nobody looked at."""
    return bool(int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 2)


def plover() -> list[tuple[str, str, str]]:
    """Id, sentence and quad class of PLOVER's coded sentences (the file is not quite JSON)."""
    packed = (truth() / "event-types/plover_gsr/PLOVER_GSR_CAMEO.json.txt.gz").read_bytes()
    raw = gzip.decompress(packed).decode("utf-8", errors="replace")

    def field(block: str, name: str) -> str:
        found = re.search(rf'"{name}":\s*"((?:[^"\\]|\\.)*)"', block)
        return found[1] if found else ""

    blocks = [match.group() for match in re.finditer(r"\n\{.*?\n\}", raw, re.DOTALL)]
    rows = [(field(b, "id"), field(b, "text").strip("{} "), field(b, "event")) for b in blocks]
    return [(i, text, QUAD[event]) for i, text, event in rows if event in QUAD]


def by_plain_lexicon(text: str) -> str:
    """Quad class with most terms, without context: the baseline."""
    votes: Counter[str] = Counter()
    for hit in event_lexicon("en").find(fold_for_lexicon(text)):
        category = concepts()[hit.concept].category
        if category and quad_of(category) != "neutral":
            votes[quad_of(category)] += 1
    return min(votes, key=lambda quad: (-votes[quad], quad)) if votes else "neutral"


def prototypes() -> tuple[list[str], np.ndarray]:
    """Quad class and vector of the taxonomy's examples."""
    examples = [(c.quad, text) for c in taxonomy().categories.values() if c.quad != "neutral" for text in c.examples]
    return [quad for quad, _ in examples], encode([text for _, text in examples])


def types_table() -> list[tuple[str, str, str, str]]:
    """Rows of the table: figure, whole set, the half looked at, the half held out."""
    cases = plover()
    vectors = encode([text for _, text, _ in cases])
    quads, rows = prototypes()
    majority = Counter(gold for _, _, gold in cases).most_common(1)[0][0]
    answers: dict[str, list[str]] = {
        "majority class": [majority for _ in cases],
        "plain lexicon": [by_plain_lexicon(text) for _, text, _ in cases],
        "prototypes (cosine)": [quads[int(np.argmax(rows @ v))] for v in vectors],
        "lexicon, no encoder": [quad_of(classify("", text, lang="en").category) for _, text, _ in cases],
        "the reading (learned heads)": [
            quad_of(reading.category)
            for reading in read_texts([TextToRead("", text, "en") for _, text, _ in cases], vectors)
        ],
        "lexicon, with vector": [
            quad_of(classify("", text, lang="en", vector=v).category)
            for (_, text, _), v in zip(cases, vectors, strict=True)
        ],
    }
    table = []
    for name, answer in answers.items():
        marks = [(is_held_out(i), a == gold) for (i, _, gold), a in zip(cases, answer, strict=True)]
        table.append(
            (f"PLOVER quad class, accuracy: {name}", share(marks, None), share(marks, False), share(marks, True))
        )
    return table


def share(marks: list[tuple[bool, bool]], half: bool | None) -> str:
    """Share of right answers in a half, or in both."""
    chosen = [ok for held, ok in marks if half is None or held is half]
    return f"{sum(chosen) / len(chosen):.3f}"


def f1(marks: list[tuple[bool, bool, bool]], half: bool | None) -> str:
    """F1 with precision and recall of (held out, gold, answer) in a half, or in both."""
    chosen = [(gold, answer) for held, gold, answer in marks if half is None or held is half]
    right = sum(gold and answer for gold, answer in chosen)
    said, there = sum(answer for _, answer in chosen), sum(gold for gold, _ in chosen)
    return f"{2 * right / max(1, said + there):.3f} (P {right / max(1, said):.2f} R {right / max(1, there):.2f})"


def killings_table() -> list[tuple[str, str, str, str]]:
    """Rows on IndiaPoliceEvents: the sentences in which police kill someone."""
    raw = gzip.decompress((truth() / "event-types/india_police_events/sents.csv.gz").read_bytes()).decode()
    rows = list(csv.DictReader(io.StringIO(raw)))
    texts = [clean_html(row["sent_text"]).lower() for row in rows]
    killing = re.compile(r"\b(?:kill|die|dead|death|shot)")
    answers: dict[str, Callable[[str], bool]] = {
        "every sentence": lambda text: True,
        "plain lexicon (a word of death)": lambda text: bool(killing.search(text)),
        "lexicon, police named beside it": lambda text: "police" in text and bool(killing.search(text)),
        "ours": lambda text: killed_by_state(text) is not None,
    }
    table = []
    for name, answer in answers.items():
        marks = [
            (is_held_out(r["doc_id"]), r["KILL"] == "1", answer(text)) for r, text in zip(rows, texts, strict=True)
        ]
        table.append((f"IndiaPoliceEvents KILL, F1: {name}", f1(marks, None), f1(marks, False), f1(marks, True)))
    return table


def speed_row() -> tuple[str, str, str, str]:
    """Milliseconds a text of classify without a vector, on PLOVER's sentences repeated as title and text."""
    texts = [text for _, text, _ in plover()]
    started = time.process_time()
    for text in texts:
        classify(text[:90], f"{text} {text}", lang="en")
    return (
        "ms an article, no encoder (target 0.3)",
        f"{1000 * (time.process_time() - started) / len(texts):.3f}",
        "",
        "",
    )


def main() -> int:
    """Print the table."""
    header = ("figure (target: .80 each)", "whole set", "half looked at", "half held out")
    table = [header, *types_table(), *killings_table(), speed_row()]
    widths = [max(len(row[i]) for row in table) for i in range(4)]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
