"""Stories against labelled events: B-cubed precision, recall and F1 from title and lede alone.

Three sets: news-clusters (383 English articles, 69 events, of WEEKWATCH_DATA), our own mixed-language set
(`data/mixed_language_stories.jsonl`: 160 invented items on 37 events of one week in 23 languages, several events in one country),
and UCDP's headlines of deadly events in four countries, a country-week at a time: hard, because all tell of attacks
in one country in one week, and a headline seldom says which.
Baselines: every article its own story; average-link on the bare cosine at .60.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from tasks.events.actors import find_actors
from tasks.events.classify import classify
from tasks.language.encoder import encode, lede
from tasks.places.find import find_places
from tasks.stories.cluster import cluster
from warehouse.tables import Article

MIXED = Path(__file__).parent / "data" / "mixed_language_stories.jsonl"
TARGET = 0.90
PLAIN_COSINE = 0.60


@dataclass(frozen=True, slots=True)
class Labelled:
    """Articles and, for each, the event that it tells of."""

    articles: tuple[Article, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """B-cubed figures over so many articles."""

    precision: float
    recall: float
    count: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def data_folder() -> Path:
    """Where the third-party data lies."""
    return Path(os.environ.get("WEEKWATCH_DATA", "../shared/data"))


def article(name: str, title: str, text: str, lang: str, published_at: dt.datetime) -> Article:
    """An article of which only what clustering reads is filled in."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Article(
        country="XX",
        week=published_at.date() - dt.timedelta(days=published_at.weekday()),
        revision="benchmark",
        article_id=digest[:16],
        outlet=name,
        publisher=name,
        outlet_country=None,
        feed_url="",
        url="",
        title=title,
        text=text,
        lang=lang,
        published_at=published_at,
        raw_sha256=digest,
        about_basis="benchmark",
        about_evidence="",
        event_date=None,
        time_kind="current",
        time_evidence=None,
        duplicate_of=None,
        duplicate_basis=None,
        category="unclassified",
        sector="other",
        severity=0,
        killed=None,
        injured=None,
        why="",
        actors=[],
        story_id=None,
    )


def news_clusters(path: Path) -> Labelled:
    """The labelled English articles: title and description."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    moments = [dt.datetime.fromisoformat(row["date_publish"]).replace(tzinfo=dt.UTC) for row in rows]
    return Labelled(
        tuple(
            article(row["dId"], row["title"], row["description"] or "", "en", moment)
            for row, moment in zip(rows, moments, strict=True)
        ),
        tuple(str(row["newsCluster"]["EventId"]) for row in rows),
    )


def mixed_languages(path: Path = MIXED) -> Labelled:
    """Our own set."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return Labelled(
        tuple(
            article(row["id"], row["title"], row["text"], row["lang"], dt.datetime.fromisoformat(row["published"]))
            for row in rows
        ),
        tuple(row["event"] for row in rows),
    )


def attack_weeks(path: Path) -> Iterator[Labelled]:
    """UCDP headlines of each country and week with a dozen or more: headlines of at most five days after a single event."""
    import pyarrow.parquet as pq

    events_of: dict[str, set[int]] = defaultdict(set)
    groups: dict[tuple[str, dt.date], dict[tuple[int, str], dt.date]] = defaultdict(dict)
    for row in pq.read_table(path).to_pylist():
        headline = row["h"].split("\n")[0].strip()
        events_of[headline].add(row["id"])
        if len(headline) > 25 and 0 <= (row["hd"] - row["date_start"]).days <= 5:
            monday = row["date_start"] - dt.timedelta(days=row["date_start"].weekday())
            groups[row["country"], monday].setdefault((row["id"], headline), row["hd"])
    for _, rows in sorted(groups.items()):
        kept = [(event, headline, day) for (event, headline), day in rows.items() if len(events_of[headline]) == 1]
        if len(kept) >= 12:
            yield Labelled(
                tuple(
                    article(f"{event} {headline}", headline, "", "en", dt.datetime.combine(day, dt.time(12), dt.UTC))
                    for event, headline, day in kept
                ),
                tuple(str(event) for event, _, _ in kept),
            )


def ours(articles: Sequence[Article]) -> list[int]:
    """The story of each article, numbered."""
    named, where = {}, {}
    for a in articles:
        mentions = find_places(a.title, a.text, lang=a.lang)
        named[a.article_id] = frozenset(mention.place_id for mention in mentions)
        where.update({mention.place_id: (mention.lat, mention.lng) for mention in mentions})
    vectors = encode([lede(a.title, a.text) for a in articles])
    read = [_as_read(a, vector) for a, vector in zip(articles, vectors, strict=True)]
    groups = cluster(read, vectors, named, coordinates=where)
    number = {article_id: i for i, group in enumerate(groups) for article_id in group.article_ids}
    return [number[a.article_id] for a in articles]


def _as_read(article: Article, vector: np.ndarray) -> Article:
    """The article with what the pipeline reads in it before it makes stories."""
    what = classify(article.title, article.text, lang=article.lang, vector=vector)
    return article.model_copy(
        update={
            "category": what.category,
            "killed": what.killed.low if what.killed else None,
            "injured": what.injured.low if what.injured else None,
            "actors": find_actors(article.title, article.text, lang=article.lang),
        }
    )


def alone(articles: Sequence[Article]) -> list[int]:
    """Every article its own story."""
    return list(range(len(articles)))


def plain_cosine(articles: Sequence[Article]) -> list[int]:
    """Average-link on the bare cosine."""
    from scipy.cluster.hierarchy import fcluster, linkage

    vectors = encode([lede(a.title, a.text) for a in articles]).astype(np.float64)
    distance = np.clip(1 - (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)], 0, 2)
    labels: list[int] = fcluster(linkage(distance, "average"), 1 - PLAIN_COSINE, "distance").tolist()
    return labels


def b_cubed(answer: Sequence[int], truth: Sequence[str]) -> Figures:
    """Mean over articles of the share of its story that is of its event, and of its event that is in its story."""
    story, event = Counter(answer), Counter(truth)
    both = Counter(zip(answer, truth, strict=True))
    precision = sum(n * n / story[s] for (s, _), n in both.items()) / len(truth)
    recall = sum(n * n / event[e] for (_, e), n in both.items()) / len(truth)
    return Figures(precision, recall, len(truth))


def measure(sets: Sequence[Labelled], method: Callable[[Sequence[Article]], list[int]]) -> Figures:
    """The figures over several sets, each clustered by itself, weighted by articles."""
    each = [b_cubed(method(labelled.articles), labelled.events) for labelled in sets]
    count = sum(figures.count for figures in each)
    return Figures(
        sum(f.precision * f.count for f in each) / count, sum(f.recall * f.count for f in each) / count, count
    )


def merges_across_languages(labelled: Labelled, answer: Sequence[int]) -> tuple[int, int, int]:
    """Pairs of articles in two languages: of one event and merged, of two events and merged, of one event in all."""
    right = wrong = all_of_one = 0
    for i, j in combinations(range(len(answer)), 2):
        if labelled.articles[i].lang == labelled.articles[j].lang:
            continue
        same = labelled.events[i] == labelled.events[j]
        all_of_one += same
        right += same and answer[i] == answer[j]
        wrong += not same and answer[i] == answer[j]
    return right, wrong, all_of_one


def main() -> int:
    """Print the table; 0 also where the third-party data is absent, which it says."""
    sets: list[tuple[str, list[Labelled], str]] = [("mixed languages", [mixed_languages()], f"{TARGET:.2f}")]
    truth = data_folder() / "truth"
    if (news := truth / "clusters" / "news-clusters.jsonl.gz").exists():
        sets.insert(0, ("news-clusters", [news_clusters(news)], f"{TARGET:.2f}"))
    else:
        print(f"news-clusters left out: {news} is absent")
    if (ucdp := truth / "ucdp" / "headlines-4-countries.parquet").exists():
        sets.append(("attacks, country-weeks", list(attack_weeks(ucdp)), "-"))
    row = "{:<24}{:>9}{:>11}{:>8}{:>8}{:>13}{:>8}{:>8}"
    print(row.format("stories (B-cubed)", "articles", "precision", "recall", "F1", "cosine .60", "alone", "target"))
    for name, labelled, target in sets:
        f, plain, single = (measure(labelled, method) for method in (ours, plain_cosine, alone))
        values = (f.precision, f.recall, f.f1, plain.f1, single.f1)
        print(row.format(name, f.count, *(f"{v:.3f}" for v in values), target))
    mixed = mixed_languages()
    for name, method in (("ours", ours), ("cosine .60", plain_cosine)):
        right, wrong, possible = merges_across_languages(mixed, method(mixed.articles))
        print(f"merges across languages, {name}: {right} of {possible} pairs of one event, {wrong} of two")
    return 0


if __name__ == "__main__":
    sys.exit(main())
