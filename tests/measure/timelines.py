"""Timeline17: our key developments, run week by week, as a timeline, beside published figures.

Each topic's articles go through the stages of a country-week, week by week.
The reports choose the events: only articles of events that a Key Development tells are used. Days are ranked by the articles that were
published on them and the articles' sentences that name them. On each day as many sentences as a human date has on average stand, as many
days as the human timeline has (both given, as in the published comparison): those sentences whose words the other sentences on the day
share most. A sentence is on the days that it names, one that names none on its article's day or the day before.

Definitions by the authors' package `tilse` (Martschat and Markert 2017; Gholipour Ghalandari and Ifrim 2020 use its `align+ m:1`): date F1,
and ROUGE of aligned dates, discounted by their distance; ROUGE by tilse's own reimplementation, not the Perl script, so the third decimal may differ.
tilse depends on spaCy and more, of which this needs nothing: `uv pip install --no-deps tilse==0.2.1`.

`python -m tests.measure.timelines [TOPIC ...] [--drafts FOLDER]`: FOLDER keeps the built weeks, so that the next run only writes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import importlib
import pickle
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.about.attribute import About
from tasks.countries.profiles import load_profile
from tasks.country_week import STAGES, write
from tasks.draft import Draft, Past, Pool
from tasks.report.prose.sentences import sentences
from tasks.report.prose.telling import telling
from tasks.threat.formula import load_formula
from tasks.time.expressions import mentions
from tasks.time.lexicon import time_words
from tests.measure.clusters import data_folder
from tests.measure.recall import PROFILES
from warehouse.tables import FeedItem
from warehouse.weeks import week_of, weeks_between

COUNTRY = {"EgyptianProtest": "EG", "IraqWar": "IQ", "bpoil": "US", "H1N1": "GB"}
PUBLISHED = (("Datewise", 0.120, 0.035, 0.544), ("Martschat 2018", 0.105, 0.030, 0.544), ("Clust", 0.082, 0.020, 0.407))


NEWS_OF = (0, 1)
"""Days after a day on which an article that names no other day still tells of it."""
LEAD_SENTENCES = 5
"""Of an article's sentences that name no day, these are taken to tell of the day before its publication or of that day."""
READ_SENTENCES = 40
NAMES_THE_DAY = 1.5
"""Weight of a sentence that names the day."""
MIN_WORDS, MAX_WORDS = 5, 60
SMOOTHED = 3
"""Words added to a sentence's length, so that the shortest are not the most central."""
ALIKE = 0.5
"""Share of a sentence's telling words from which one chosen before has said it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of an article that a week's Key Developments rest on."""

    published: dt.date
    position: int
    text: str
    days: tuple[dt.date, ...]
    words: frozenset[str]


def main() -> int:
    """Prints date F1 and aligned ROUGE of each topic and their means, beside the published ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topics", nargs="*", metavar="TOPIC")
    parser.add_argument("--drafts", type=Path)
    options = parser.parse_args()
    folder = data_folder() / "truth" / "timelines"
    if not folder.is_dir():
        print(f"{folder} is absent: nothing measured")
        return 0
    try:
        tilse = Metric()
    except ImportError:
        print("tilse is not installed (`uv pip install --no-deps tilse==0.2.1`): nothing measured")
        return 0
    import polars as pl

    articles, gold = (pl.read_parquet(folder / f"t17-{name}.parquet") for name in ("docs", "gold"))
    rows: list[tuple[float, float, float]] = []
    for topic in options.topics or sorted(gold["topic"].unique()):
        human: dict[dt.date, list[str]] = defaultdict(list)
        for _, _, day, sentence in gold.filter(pl.col("topic") == topic).iter_rows():
            human[dt.date.fromisoformat(day)].append(sentence)
        items = _items(topic, articles.filter(pl.col("topic") == topic).rows())
        items = [i for i in items if i.published_at and min(human) <= i.published_at.date() <= max(human)]
        drafts = _told(topic, items, options.drafts)
        told, named = [sentence for draft in drafts for sentence in _sentences(draft)], _named(items)
        first, last = min(human), max(human)
        timeline = _timeline(told, named, first, last, len(human), round(sum(map(len, human.values())) / len(human)))
        rows.append(tilse.judge(timeline, human))
        print(
            f"{topic}: {len(items)} articles, {len(human)} dates, ROUGE-1 {rows[-1][0]:.3f}, ROUGE-2 {rows[-1][1]:.3f}, date F1 {rows[-1][2]:.3f}",
            flush=True,
        )
    ours = tuple(statistics.mean(column) for column in zip(*rows, strict=True))
    for name, *figures in (("ours", *ours), *PUBLISHED):
        print(f"{name}: ROUGE-1 {figures[0]:.3f}, ROUGE-2 {figures[1]:.3f}, date F1 {figures[2]:.3f}")
    return 0


def _items(topic: str, rows: Sequence[tuple[str, str, str, str]]) -> list[FeedItem]:
    """The articles as feed items; their tokens put together again as prose."""
    items = []
    for position, (_, published, doc, raw) in enumerate(rows):
        text = _prose(raw)
        title, body = re.split(r"(?<=[.?!])\s", text, maxsplit=1)[0][:200], text
        digest = hashlib.sha256(f"{topic}{doc}{raw}".encode()).hexdigest()
        day = dt.datetime.combine(dt.date.fromisoformat(published), dt.time(12), dt.UTC)
        items.append(
            FeedItem(
                week=week_of(day.date(), 0).start, item_id=digest[:16], feed_url="https://timeline17.example/", outlet=topic.partition("_")[2],
                publisher=topic.partition("_")[2], outlet_country=None, url="", guid=None, title=title[:500], text=body[:20_000], lang="en",
                published_at=day, published_basis="archive", fetched_at=day, raw_sha256=digest, position=position,
            )
        )  # fmt: skip
    return items


def _prose(raw: str) -> str:
    text = (
        raw.replace("\\/", "/")
        .replace("-LRB-", "(")
        .replace("-RRB-", ")")
        .replace("``", '"')
        .replace("''", '"')
        .replace("`", "'")
    )
    text = re.sub(r" (?=[.,;:!?)%])|(?<=[($]) ", "", text)
    return re.sub(r" (?='(?:s|re|ve|ll|d|m|t)\b|n't\b)", "", text)


def _told(topic: str, items: Sequence[FeedItem], kept: Path | None) -> list[Draft]:
    """The finished weeks of a topic, each after the one before it; out of `kept` where it holds them."""
    profile = load_profile(PROFILES / f"{COUNTRY[topic.partition('_')[0]]}.yaml")
    formula, past = load_formula(), Past()
    drafts: list[Draft] = []
    days = [i.published_at.date() for i in items if i.published_at]
    for week in weeks_between(week_of(min(days), 0), week_of(max(days), 0)):
        pool = [i for i in items if i.published_at and i.published_at.date() in week]
        if not pool:
            continue
        stored = kept / f"{topic}-{week.label}.pickle" if kept else None
        if stored is not None and stored.exists():
            draft: Draft = pickle.loads(stored.read_bytes())
        else:
            draft = Draft(
                profile=profile,
                week=week,
                week_starts_on=0,
                pool=Pool(week),
                past=past,
                fetches=(),
                formula=formula,
                code_version="",
            )
            draft.items = pool
            draft.about = {i.item_id: About(profile.country, "title_name", topic, 1.0) for i in pool}
            for stage in STAGES[:-1]:
                draft = stage(draft)
            if stored is not None:
                stored.write_bytes(pickle.dumps(draft))
        past = Past(
            scores=[draft.score] if draft.score else [], stories=draft.stories, articles=draft.articles, places=draft.places,
            events=draft.events, threads=draft.threads,
        )  # fmt: skip
        drafts.append(write(draft))
    return drafts


def _sentences(draft: Draft) -> Iterator[Told]:
    """The sentences of all articles of the events that a week's Key Developments tell."""
    events = {s.event_id for s in draft.statements if s.section == "developments" and s.event_id}
    members = {row.article_id for row in draft.event_articles if row.event_id in events}
    for article in draft.articles:
        published = article.published_at.date()
        for position, text in enumerate(
            sentences(article.text)[:READ_SENTENCES] if article.article_id in members else ()
        ):
            if MIN_WORDS <= len(text.split()) <= MAX_WORDS:
                named = (m for m in mentions(text, published, time_words("en")) if m.first == m.last)
                yield Told(published, position, text, tuple(m.first for m in named), telling(text))


def _named(items: Sequence[FeedItem]) -> Counter[dt.date]:
    """How often the articles name each day."""
    found: Counter[dt.date] = Counter()
    for item in items:
        if item.published_at:
            found[item.published_at.date()] += 1
            for mention in mentions(item.text, item.published_at.date(), time_words("en")):
                if mention.first == mention.last:
                    found[mention.first] += 1
    return found


def _timeline(
    told: Sequence[Told], named: Counter[dt.date], first: dt.date, last: dt.date, days: int, count: int
) -> dict[dt.date, list[str]]:
    """The days that the articles name most or were published on, and the most central sentences on each."""
    ranked = sorted((day for day in named if first <= day <= last), key=lambda day: (-named[day], day))[:days]
    chosen = {day: _central(told, day, max(1, count)) for day in sorted(ranked)}
    return {day: texts for day, texts in chosen.items() if texts}


def _central(told: Sequence[Told], day: dt.date, count: int) -> list[str]:
    """Of the sentences on a day those whose words the others have most, none that says what one before it said."""
    of_day = [
        t
        for t in told
        if day in t.days or (not t.days and t.position < LEAD_SENTENCES and (t.published - day).days in NEWS_OF)
    ]
    shared = Counter(word for sentence in of_day for word in sentence.words)

    def weight(sentence: Told) -> float:
        central = sum(shared[word] for word in sentence.words) / (len(sentence.words) + SMOOTHED)
        return central * (NAMES_THE_DAY if day in sentence.days else 1.0)

    chosen: list[Told] = []
    for sentence in sorted(of_day, key=lambda t: (-weight(t), t.position, t.text)):
        if len(chosen) == count:
            break
        if not any(len(sentence.words & other.words) >= ALIKE * len(sentence.words) for other in chosen):
            chosen.append(sentence)
    return [sentence.text for sentence in chosen]


class Metric:
    """The authors' definitions."""

    def __init__(self) -> None:
        rouge = importlib.import_module("tilse.evaluation.rouge")
        self._dates = importlib.import_module("tilse.evaluation.dates")
        self._timelines = importlib.import_module("tilse.data.timelines")
        self._rouge = rouge.TimelineRougeEvaluator(measures=["rouge_1", "rouge_2"], rouge_computation="reimpl")

    def judge(self, timeline: dict[dt.date, list[str]], human: dict[dt.date, list[str]]) -> tuple[float, float, float]:
        """ROUGE-1 F, ROUGE-2 F (aligned, many to one) and date F1."""
        ours = self._timelines.Timeline({day: [_tokens(t) for t in texts] for day, texts in timeline.items()})
        truth = self._timelines.GroundTruth([self._timelines.Timeline(dict(human))])
        scores = self._rouge.evaluate_align_date_content_costs_many_to_one(ours, truth)
        dates = self._dates.evaluate_dates(ours, truth)
        return scores["rouge_1"]["f_score"], scores["rouge_2"]["f_score"], dates["f_score"]


def _tokens(text: str) -> str:
    """The words apart from their signs, as the human timelines have them."""
    return re.sub(r"\s+", " ", re.sub(r"([.,;:!?()\"“”])", r" \1 ", text)).strip()


if __name__ == "__main__":
    sys.exit(main())
