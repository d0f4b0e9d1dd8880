"""Reports of real country-weeks: are they supported, within the limits of quoting, and do they say what the world noticed?

For each built country-week of a warehouse the report is written anew from its rows. Printed are the share of published statements that
the verifier supports (judged again, from the published text and its citations alone), the most words quoted of one article, the longest
run of an article's words outside quotation marks, and ROUGE-1 and ROUGE-2 (F, recall) of the Executive Summary against what Wikipedia
lists for that country and week, beside the lead of the gravest story and of a random story, each cut to the summary's length.

An event of Wikipedia belongs to the country that its summary is most about, and to the week of its date (`recall.wikipedia_events`).

`python -m tests.measure.summary_rouge HOME [HOME ...] [--profiles FOLDER] [--sample N FILE]`: `--sample` writes N published
statements with their articles, drawn with a seed, for reading by a person.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import random
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tasks.about.attribute import Attributor
from tasks.countries.profiles import load_profiles
from tasks.report.evidence import Evidence, Written
from tasks.report.manuscript import source_of
from tasks.report.prose import copied_runs as prose
from tasks.report.writing import write_report
from tasks.verify.verdict import verify_assessment
from tests.measure.clusters import data_folder
from tests.measure.recall import PROFILES, wikipedia_events
from tests.measure.report_weeks import built_week
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Statement
from warehouse.weeks import Week

SEED = 20231


@dataclass(slots=True)
class Figures:
    """Sums over the country-weeks."""

    weeks: int = 0
    statements: int = 0
    unsupported: list[str] = field(default_factory=list)
    most_quoted: int = 0
    longest_run: int = 0
    scores: dict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    """For each text compared: F and recall of ROUGE-1, then of ROUGE-2, a list a country-week."""


def main() -> int:
    """Prints the figures of all country-weeks of the warehouses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("homes", nargs="+")
    parser.add_argument("--profiles", type=Path, default=PROFILES)
    parser.add_argument("--sample", nargs=2, metavar=("N", "FILE"))
    options = parser.parse_args()
    chance, figures = random.Random(SEED), Figures()
    attributor = Attributor(load_profiles(options.profiles))
    path = data_folder() / "truth" / "wikipedia-current-events.jsonl.gz"
    read: list[tuple[Evidence, Statement]] = []
    for evidence in _country_weeks(options.homes, options.profiles):
        written = write_report(evidence)
        _count(figures, evidence, written)
        read += [(evidence, s) for s in written.statements if s.kind == "reported" and s.section != "summary"]
        noticed = wikipedia_events(path, attributor, evidence.week, evidence.week, evidence.week.start.weekday())
        if truth := [e.summary for e in noticed if e.country == evidence.profile.country]:
            _compare(figures, evidence, written, truth, chance)
    _print(figures)
    if options.sample:
        chosen = chance.sample(read, min(int(options.sample[0]), len(read)))
        Path(options.sample[1]).write_text("\n\n".join(_shown(*pair) for pair in chosen), encoding="utf-8")
    return 0


def _country_weeks(homes: Sequence[str], folder: Path) -> Iterator[Evidence]:
    profiles = load_profiles(folder)
    for place in homes:
        home = Home.open(place)
        for country, start in sorted(Store(home).current_runs()):
            yield built_week(home, profiles[country], Week(start))


def _count(figures: Figures, evidence: Evidence, written: Written) -> None:
    figures.weeks += 1
    figures.statements += len(written.statements)
    texts = {s.statement_id: s.text for s in written.statements}
    quoted: dict[str, int] = defaultdict(int)
    for s in written.statements:
        if s.kind == "assessment":
            rests_on = {key: texts[key] for key in s.rests_on}
            sources = [source_of(evidence.article[a]) for a in s.citations]
            verdict = verify_assessment(s.text, rests_on, sources, confidence=s.confidence)
            if not verdict.supported:
                figures.unsupported.append(f"{s.text}: {verdict.reason}")
        for quotation in re.findall("“([^”]*)”", s.text):
            quoted[s.citations[0]] += len(prose.word_tokens(quotation))
        sources_read = [f"{evidence.article[a].title}\n{evidence.article[a].text}" for a in s.citations]
        figures.longest_run = max(figures.longest_run, longest_run(s.text, sources_read))
    figures.most_quoted = max([figures.most_quoted, *quoted.values()])


def _compare(
    figures: Figures, evidence: Evidence, written: Written, truth: Sequence[str], chance: random.Random
) -> None:
    stories = list(evidence.ranked)
    if not stories:
        return
    told = " ".join(s.text for s in written.statements if s.section == "summary" and s.kind == "reported")
    words = len(told.split())
    lead, other = stories[0], chance.choice(stories)
    texts = {
        "summary": told,
        "whole summary": written.report.summary,
        "lead of the gravest story": _lead(evidence, lead.lead_article_id, words),
        "lead of a random story": _lead(evidence, other.lead_article_id, words),
    }
    for name, text in texts.items():
        scored = _scorer().score(" ".join(truth), text)
        figures.scores[name].append(
            [getattr(scored[key], part) for key in ("rouge1", "rouge2") for part in ("fmeasure", "recall")]
        )


def _lead(evidence: Evidence, article_id: str, words: int) -> str:
    article = evidence.article[article_id]
    return " ".join(f"{article.title}. {article.text}".split()[:words])


def _print(figures: Figures) -> None:
    print(
        f"{figures.weeks} country-weeks, {figures.statements} published statements, {len(figures.unsupported)} not supported when judged again"
    )
    for line in figures.unsupported[:10]:
        print(f"  {line}")
    print(
        f"most words quoted of one article {figures.most_quoted}; longest run of an article's words outside quotations {figures.longest_run}"
    )
    for name, scores in figures.scores.items():
        mean = [statistics.mean(column) for column in zip(*scores, strict=True)]
        print(
            f"{name}: {len(scores)} weeks, ROUGE-1 F {mean[0]:.3f} recall {mean[1]:.3f}, ROUGE-2 F {mean[2]:.3f} recall {mean[3]:.3f}"
        )


def longest_run(text: str, sources: Sequence[str]) -> int:
    """The most words in a row, outside quotation marks, that a source has too."""
    known = [f" {' '.join(prose.word_tokens(source))} " for source in sources]
    most = 0
    for part in re.split(r"[“”]", text)[::2]:
        found = prose.word_tokens(part)
        for start in range(len(found)):
            while start + most < len(found) and any(
                f" {' '.join(found[start : start + most + 1])} " in k for k in known
            ):
                most += 1
    return most


@functools.cache
def _scorer() -> Any:
    return importlib.import_module("rouge_score.rouge_scorer").RougeScorer(["rouge1", "rouge2"], use_stemmer=True)


def _shown(evidence: Evidence, statement: Statement) -> str:
    """A statement above its articles, for reading."""
    articles = [evidence.article[a] for a in statement.citations]
    shown = [
        f"  [{a.lang} {a.outlet} {a.published_at:%Y-%m-%d %a}] {a.title}\n    {a.text[:1200]}" for a in articles[:4]
    ]
    head = f"{evidence.profile.country} {evidence.week.start} {statement.section} | {statement.heading}"
    return "\n".join([head, f">>> {statement.text}", *shown])


if __name__ == "__main__":
    sys.exit(main())
