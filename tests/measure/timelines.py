"""Timeline17: our key developments, run week by week, as a timeline, beside published figures.

Each topic's articles go through the stages of a country-week, week by week (select, repetitions, kind and gravity, stories, score, report).
What the report's Key Developments say, with their dates, makes the timeline: the dates with most weight, as many as the human timeline has,
and on each the sentences with most weight, as many as a human date has on average (both given, as in the published comparison).

Definitions by the authors' package `tilse` (Martschat and Markert 2017; Gholipour Ghalandari and Ifrim 2020 use its `align+ m:1`): date F1,
and ROUGE of aligned dates, discounted by their distance; ROUGE by tilse's own reimplementation, not the Perl script, so the third decimal may differ.
tilse depends on spaCy and more, of which this needs nothing: `uv pip install --no-deps tilse==0.2.1`.

`python -m tests.measure.timelines [TOPIC ...]`
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.about.attribute import About
from tasks.countries.profiles import load_profile
from tasks.country_week import dedupe, group, read, select, weigh, write
from tasks.draft import Draft, Past, Pool
from tasks.threat.formula import load_formula
from tasks.time.expressions import mentions
from tasks.time.lexicon import time_words
from tests.measure.clusters import data_folder
from tests.measure.recall import PROFILES
from warehouse.tables import FeedItem
from warehouse.weeks import week_of, weeks_between

COUNTRY = {"EgyptianProtest": "EG", "IraqWar": "IQ", "bpoil": "US", "H1N1": "GB"}
PUBLISHED = (("Datewise", 0.120, 0.035, 0.544), ("Martschat 2018", 0.105, 0.030, 0.544), ("Clust", 0.082, 0.020, 0.407))


@dataclass(frozen=True, slots=True)
class Point:
    """Something a week's report says: its day, its words, and what its story weighs."""

    day: dt.date
    text: str
    weight: float


def main() -> int:
    """Prints date F1 and aligned ROUGE of each topic and their means, beside the published ones."""
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
    for topic in sys.argv[1:] or sorted(gold["topic"].unique()):
        human: dict[dt.date, list[str]] = defaultdict(list)
        for _, _, day, sentence in gold.filter(pl.col("topic") == topic).iter_rows():
            human[dt.date.fromisoformat(day)].append(sentence)
        items = _items(topic, articles.filter(pl.col("topic") == topic).rows())
        items = [i for i in items if i.published_at and min(human) <= i.published_at.date() <= max(human)]
        points, named = _told(topic, items), _named(items)
        first, last = min(human), max(human)
        timeline = _timeline(points, named, first, last, len(human), round(sum(map(len, human.values())) / len(human)))
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


def _told(topic: str, items: Sequence[FeedItem]) -> list[Point]:
    """What the reports of all weeks say in their key developments."""
    profile = load_profile(PROFILES / f"{COUNTRY[topic.partition('_')[0]]}.yaml")
    formula, past = load_formula(), Past()
    points: list[Point] = []
    days = [i.published_at.date() for i in items if i.published_at]
    for week in weeks_between(week_of(min(days), 0), week_of(max(days), 0)):
        pool = [i for i in items if i.published_at and i.published_at.date() in week]
        if not pool:
            continue
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
        for stage in (select, dedupe, read, group, weigh, write):
            draft = stage(draft)
        points += _points(draft)
        past = Past(stories=draft.stories, articles=draft.articles, places=draft.places)
    return points


def _points(draft: Draft) -> Iterator[Point]:
    stories = {s.story_id: s for s in draft.stories}
    for order, statement in enumerate(s for s in draft.statements if s.section == "developments" and s.story_id):
        story = stories[statement.story_id or ""]
        if statement.event_date and not statement.text.startswith("Also reported"):
            yield Point(statement.event_date, statement.text, story.article_count / (1 + 0.01 * order))


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
    points: Sequence[Point], named: Counter[dt.date], first: dt.date, last: dt.date, days: int, sentences: int
) -> dict[dt.date, list[str]]:
    """The days with most weight and what was told of them."""
    told: dict[dt.date, list[Point]] = defaultdict(list)
    for point in points:
        if first <= point.day <= last:
            told[point.day].append(point)
    ranked = sorted(told, key=lambda day: (-named[day], day))[:days]
    return {
        day: [p.text for p in sorted(told[day], key=lambda p: -p.weight)[: max(1, sentences)]] for day in sorted(ranked)
    }


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
