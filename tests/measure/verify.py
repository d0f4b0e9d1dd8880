"""The verifier measured: true statements accepted, corrupted ones rejected, a row for each kind of corruption.

True statements: what the embedded analyst writes on real weeks (before the verifier sees it), and clauses of real
items reworded by a program (passive kept, synonyms, number words, dates resolved). Corruptions are made with a seed:
number, date, name, place, negation, actors swapped, wrong citation, invented clause and those of verify_mutations.py. Names, places and
clauses come from other items of the corpus, so that they are as ordinary as the true ones.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tasks.report.analyst.embedded import write_drafts
from tasks.report.evidence import Evidence
from tasks.report.manuscript import source_of, sources_of
from tasks.verify.text.words import fold_word, word_classes
from tasks.verify.verdict import SourceText, Verdict, verify
from tests.measure.report_weeks import corpora, real_week
from tests.measure.verify_mutations import MUTATIONS, Mutation
from warehouse.weeks import Week

CORPORA = (
    ("items-world-2023-jan-feb.parquet", dt.date(2023, 1, 2), 3),
    ("items-world-2025-2026.parquet", dt.date(2025, 12, 1), 2),
)
"""Files of items, the first week and how many weeks of each are read."""
COUNTRIES = (
    ("PK", "Pakistan"),
    ("UA", "Ukraine"),
    ("IR", "Iran"),
    ("SY", "Syria"),
    ("IL", "Israel"),
    ("PE", "Peru"),
    ("CN", "China"),
    ("RU", "Russia"),
    ("US", "US"),
    ("TR", "Turkey"),
)
TRUE_AT_MOST = 400
"""True statements that are judged, drawn with a seed; mutated are all, since few have a toll or a doubt to change."""
TARGET_REJECTED = 0.97
TARGET_ACCEPTED = 0.95

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NAME = re.compile(r"(?<![.!?“] )(?<!^)\b([A-Z][a-z]{3,}(?: [A-Z][a-z]{2,}){0,2})\b(?! \d)")
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}})\b")
_NUMBER = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:,\d{3})*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![\w%,-])(?!, 20)"
)
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PLACES = ("Lisbon", "Nairobi", "Osaka", "Cordoba", "Vilnius", "Tampere", "Luanda", "Bergen", "Quito", "Hanoi", "Dakar", "Oslo")  # fmt: skip
_PREPOSITION_PLACE = re.compile(r"\b(in|near|at|from|to|across) ([A-Z][a-zA-Z’'-]{2,})\b(?! \d)")


@dataclass(frozen=True)
class Case:
    """A statement with its sources."""

    text: str
    sources: tuple[SourceText, ...]
    pool: tuple[str, ...]
    """Names from other items."""
    other: tuple[SourceText, ...]
    """The sources of another statement."""
    clause: str
    """A clause of another item."""
    known: tuple[str, ...] = ()


def true_cases(evidences: Sequence[Evidence]) -> list[Case]:
    """What the analyst wrote, published or not, with everything that corrupting it takes."""
    written: list[tuple[str, tuple[SourceText, ...], tuple[str, ...]]] = []
    for evidence in evidences:
        kept, refused = write_drafts(evidence)
        for draft in [d for d in kept if d.confidence is None and d.section != "summary"] + [d for d, _ in refused]:
            written.append((draft.text, tuple(sources_of(evidence, draft)), draft.known))
    pool = tuple(sorted({name for text, *_ in written for name in _NAME.findall(text)} - set(_MONTHS)))
    ordinary = {w for _, sources, *_ in written for s in sources for w in re.findall(r"\b[a-z]{3,}\b", s.text)}
    ordinary |= word_classes()["actor"] | word_classes()["stop"]
    pool = tuple(name for name in pool if not any(fold_word(word) in ordinary for word in name.split()))
    cases = []
    for number, (text, sources, known) in enumerate(written):
        other = written[(number + len(written) // 2 + 7) % len(written)]
        found = re.search(r"reported[^.]* that (.+)\.$", other[0])
        clause = found[1] if found else "the parliament dissolved itself after a vote"
        cases.append(Case(text, sources, pool, other[1], clause, known))
    return cases


def corrupt_number(case: Case, rng: random.Random) -> Case | None:
    found = list(_NUMBER.finditer(_masked(case.text)))
    if not found:
        return None
    match = rng.choice(found)
    old = match[1]
    if old in _WORDS:
        new = rng.choice([w for w in _WORDS if w != old])
    else:
        value = int(old.replace(",", ""))
        new = f"{max(2, value + rng.choice([-3, -1, 1, 2, 5, 9, 10, 20, 100])):,}"
        if new == old:
            new = f"{value + 7:,}"
    return _with(case, case.text[: match.start(1)] + new + case.text[match.end(1) :])


def corrupt_date(case: Case, rng: random.Random) -> Case | None:
    found = list(_DATE.finditer(case.text))
    if not found:
        return None
    match = rng.choice(found)
    day = int(match[2])
    new = day + rng.choice([-4, -3, -2, 2, 3, 4])
    new = new if 1 <= new <= 28 else (day + 4 if day < 20 else day - 5)
    return _with(case, case.text[: match.start(2)] + str(new) + case.text[match.end(2) :])


def corrupt_name(case: Case, rng: random.Random) -> Case | None:
    inside = _body(case)
    found = [m for m in _NAME.finditer(case.text) if m.start() >= inside and m[1] not in _MONTHS]
    if not found:
        return None
    match = rng.choice(found)
    read = " ".join(f"{s.title} {s.text} {s.outlet}" for s in case.sources).lower()
    others = [n for n in case.pool if not any(w.lower()[:5] in read for w in n.split())]
    if not others:
        return None
    return _with(case, case.text[: match.start(1)] + rng.choice(others) + case.text[match.end(1) :])


def corrupt_place(case: Case, rng: random.Random) -> Case | None:
    found = [m for m in _PREPOSITION_PLACE.finditer(case.text) if m[2] not in _MONTHS]
    if not found:
        return None
    match = rng.choice(found)
    new = rng.choice([p for p in _PLACES if p.lower() not in " ".join(s.text for s in case.sources).lower()])
    return _with(case, case.text[: match.start(2)] + new + case.text[match.end(2) :])


_AFFIRMED = (
    (r"\b(was|were|is|are|has|have|had|will|would|could|may)\b(?! not)", r"\1 not"),
    (
        r"\b(killed|arrested|attacked|signed|banned|accused|sentenced|detained|launched|banned|injured|warned|urged|agreed)\b",
        r"did not \1",
    ),
)


def corrupt_negation(case: Case, rng: random.Random) -> Case | None:
    body = _body(case)
    head, tail = case.text[:body], case.text[body:]
    if re.search(r"\b(not|never)\b ", tail):
        return _with(case, head + re.sub(r"\b(not|never)\b ", "", tail, count=1))
    options = [(p, n) for p, n in _AFFIRMED if re.search(p, re.sub("“.*?”", "", tail))]
    if not options or "“" in tail:
        return None
    pattern, new = rng.choice(options)
    return _with(case, head + re.sub(pattern, new, tail, count=1))


def corrupt_actors(case: Case, rng: random.Random) -> Case | None:
    body = _body(case)
    if "“" in case.text:
        return None
    found = [m for m in _NAME.finditer(case.text) if m.start() >= body and m[1] in case.pool]
    pairs = []
    for one, two in itertools.pairwise(found):
        between = case.text[one.end() : two.start()]
        verb = re.search(
            r"\b(?!the|and|its|of|in|for|former|president)[a-z]{2,}(?:ed|s)\b|\b(?:to|against|by|over|from|told|said)\b",
            between,
        )
        if one[1] != two[1] and verb and not re.search(r"[.,;]|\band\b|\bin\b|\bof\b|\bnear\b|\bat\b", between):
            pairs.append((one, two))
    if not pairs:
        return None
    one, two = rng.choice(pairs)
    text = case.text
    return _with(case, text[: one.start()] + two[1] + text[one.end() : two.start()] + one[1] + text[two.end() :])


def corrupt_citation(case: Case, rng: random.Random) -> Case | None:
    titles = {s.title for s in case.sources}
    if not case.other or titles & {s.title for s in case.other}:
        return None
    return Case(case.text, case.other, case.pool, case.other, case.clause, case.known)


def corrupt_clause(case: Case, rng: random.Random) -> Case | None:
    stem = case.text.rstrip(".")
    joined = rng.choice([", and ", ", while ", " after ", "; "])
    if rng.random() < 0.5:
        return _with(case, f"{stem}{joined}{case.clause}.")
    invented = rng.choice(
        ["the finance minister resigned", "the border was closed to cargo until further notice", "rebels seized the airport overnight",
         "the central bank froze foreign accounts", "a state of emergency was declared in the north", "talks on a ceasefire collapsed",
         "hackers disabled the power grid", "the opposition boycotted the session", "the army denied any involvement"]
    )  # fmt: skip
    return _with(case, f"{stem}{joined}{invented}.")


def corrupt_entity(case: Case, rng: random.Random) -> Case | None:
    """Another name of the same article in a name's place."""
    if "“" in case.text:
        return None
    found = [m for m in _NAME.finditer(case.text) if m.start() >= _body(case) and m[1] in case.pool]
    others = {n for s in case.sources for n in _NAME.findall(f"{s.title}. {s.text}") if n in case.pool}
    others = {n for n in others if not any(word[:5] in case.text for word in n.split())}
    if not found or not others:
        return None
    match = rng.choice(found)
    return _with(case, case.text[: match.start(1)] + rng.choice(sorted(others)) + case.text[match.end(1) :])


def corrupt_owner(case: Case, rng: random.Random) -> Case | None:
    """Two numbers exchanged."""
    found = [m for m in _NUMBER.finditer(_masked(case.text)) if m.start() >= _body(case)]
    if len(found) < 2 or found[0][1] == found[1][1]:
        return None
    one, two = found[:2]
    text = case.text
    return _with(case, text[: one.start(1)] + two[1] + text[one.end(1) : two.start(1)] + one[1] + text[two.end(1) :])


def corrupt_standing(case: Case, rng: random.Random) -> Case | None:
    """The same statement of an article that was withdrawn."""
    mark = rng.choice(["RETRACTED: ", "Retraction: ", "WITHDRAWN: ", "Correction: report withdrawn. "])
    withdrawn = tuple(SourceText(mark + s.title, s.text, s.published_at, s.outlet, s.lang) for s in case.sources)
    return Case(case.text, withdrawn, case.pool, case.other, case.clause, case.known)


_TOLL = re.compile(
    r"(?:killed|killing|kills|dead|died|deaths?)[^.,;]{0,25}?\b(\d{1,5})\b|\b(\d{1,5}) (?:people )?(?:are |were |have been )?(?:dead|killed|died)"
)


def corrupt_toll(case: Case, rng: random.Random) -> Case | None:
    """The same statement when a cited article of a later day has a higher toll."""
    found = _TOLL.search(_masked(case.text))
    when = case.sources[0].published_at
    if not found or "“" in case.text or when is None:
        return None
    now = int(found[1] or found[2]) + rng.choice([3, 7, 40])
    first = case.sources[0]
    later = SourceText(f"Death toll rises to {now}", f"{first.title}. The number of people killed has risen to {now}, officials said.", when + dt.timedelta(hours=5), first.outlet)  # fmt: skip
    return Case(case.text, (*case.sources, later), case.pool, case.other, case.clause, case.known)


def _mutated(mutate: Mutation) -> Callable[[Case, random.Random], Case | None]:
    """A mutation of a text as one of a case, its quotations left alone."""

    def corrupt(case: Case, rng: random.Random) -> Case | None:
        body = _body(case)
        if "“" in case.text:
            return None
        text = mutate(case.text[body:], rng)
        return None if text is None else _with(case, case.text[:body] + text)

    return corrupt


KINDS: tuple[tuple[str, Callable[[Case, random.Random], Case | None]], ...] = (
    ("number", corrupt_number),
    ("date", corrupt_date),
    ("name", corrupt_name),
    ("place", corrupt_place),
    ("negation", corrupt_negation),
    ("actors swapped", corrupt_actors),
    ("wrong citation", corrupt_citation),
    ("invented clause", corrupt_clause),
    ("same-article entity", corrupt_entity),
    ("number of another", corrupt_owner),
    ("retracted source", corrupt_standing),
    ("superseded toll", corrupt_toll),
    *((kind, _mutated(mutate)) for kind, mutate in MUTATIONS),
)


def _with(case: Case, text: str) -> Case | None:
    return None if text == case.text else Case(text, case.sources, case.pool, case.other, case.clause, case.known)


def _body(case: Case) -> int:
    """Where the statement proper starts, after outlet and date."""
    match = re.search(r"reported[^“]*? that ", case.text)
    return match.end() if match else 0


def _masked(text: str) -> str:
    """The text with dates and quotations blanked, length kept."""
    text = re.sub(r"“.*?”", lambda m: "“" * len(m[0]), text)
    return re.sub(rf"\b(?:{'|'.join(_MONTHS)}) \d{{1,2}}(?:, \d{{4}})?", lambda m: "-" * len(m[0]), text)


def judge(case: Case) -> Verdict:
    """The verifier's verdict on a case."""
    return verify(case.text, case.sources, known=case.known)


def measure(
    cases: Sequence[Case], mutable: Sequence[Case], seed: int, each: int
) -> tuple[list[Case], dict[str, list[tuple[Case, Verdict]]]]:
    """The true cases that were rejected, and per kind up to `each` corrupted ones of the `mutable` with their verdicts."""
    rejected = [case for case in cases if not judge(case).supported]
    rng = random.Random(seed)
    found: dict[str, list[tuple[Case, Verdict]]] = {}
    for kind, corrupt in KINDS:
        order = list(mutable)
        rng.shuffle(order)
        made = (bad for case in order if (bad := corrupt(case, rng)) is not None)
        found[kind] = [(bad, judge(bad)) for bad, _ in zip(made, range(each), strict=False)]
    return rejected, found


def perturbed(
    cases: Sequence[Case], found: dict[str, list[tuple[Case, Verdict]]], seed: int
) -> list[tuple[int, float]]:
    """The support rate of a report of 200 statements as the share of corrupted ones grows, in per cent."""
    rng = random.Random(seed)
    bad = [verdict.supported for verdicts in found.values() for _, verdict in verdicts]
    good = [judge(case).supported for case in cases[:200]]
    rng.shuffle(bad)
    rates = []
    for share in (0, 10, 20, 30, 40, 50):
        swapped = len(good) * share // 100
        rates.append((share, sum([*bad[:swapped], *good[swapped:]]) / len(good)))
    return rates


def published_again(home: str) -> tuple[int, int]:
    """Of the reported statements on English articles that a built home has published, how many there are and how many are accepted now.

    Names that the analyst knew from elsewhere are not stored, so a statement that needs one is refused here.
    """
    from warehouse.store.country_weeks import Store
    from warehouse.store.home import Home
    from warehouse.tables import Article, Statement

    store = Store(Home.open(home))
    countries = [code for code, _ in COUNTRIES]
    articles = {(a.country, a.article_id): a for a in store.read(Article, countries=countries)}
    verdicts = []
    for statement in store.read(Statement, countries=countries):
        cited = [a for c in statement.citations if (a := articles.get((statement.country, c))) is not None]
        if statement.kind == "reported" and cited and all(a.lang == "en" for a in cited):
            verdicts.append(verify(statement.text, [source_of(a) for a in cited]).supported)
    return len(verdicts), sum(verdicts)


def main() -> int:
    """Prints the table; with `-v` also what was judged wrongly, with `--home DIR` also the statements published there."""
    if not corpora().is_dir():
        print("no corpora at WEEKWATCH_DATA: nothing measured")
        return 0
    evidences = [
        real_week(file, code, name, Week(first).shift(i), 60)
        for file, first, weeks in CORPORA
        for code, name in COUNTRIES
        for i in range(weeks)
    ]
    written = true_cases(evidences)
    random.Random(7).shuffle(written)
    cases = written[:TRUE_AT_MOST]
    rejected, found = measure(cases, written, seed=7, each=60)
    print(f"{'kind':<18}{'cases':>7}{'right':>9}{'target':>9}")
    print(f"{'true':<18}{len(cases):>7}{1 - len(rejected) / len(cases):>9.1%}{TARGET_ACCEPTED:>9.0%}")
    total = right = 0
    for kind, verdicts in found.items():
        caught = sum(not v.supported for _, v in verdicts)
        total, right = total + len(verdicts), right + caught
        print(f"{kind:<18}{len(verdicts):>7}{caught / max(1, len(verdicts)):>9.1%}{TARGET_REJECTED:>9.0%}")
    print(f"{'all corrupted':<18}{total:>7}{right / total:>9.1%}{TARGET_REJECTED:>9.0%}")
    rates = perturbed(cases, found, seed=7)
    falling = all(b[1] < a[1] for a, b in itertools.pairwise(rates))
    print("support rate with", ", ".join(f"{share} % corrupted {rate:.0%}" for share, rate in rates))
    print(f"it falls {'at every step' if falling else 'NOT at every step'}")
    if "--home" in sys.argv:
        count, accepted = published_again(sys.argv[sys.argv.index("--home") + 1])
        print(
            f"published in that home: {count} statements on English articles, {accepted / max(1, count):.1%} accepted"
        )
    if "-v" in sys.argv:
        for case in rejected:
            print(
                "TRUE REJECTED:",
                judge(case).reason,
                "|",
                case.text,
                "|",
                case.sources[0].title,
                "|",
                case.sources[0].text[:200],
            )
        for kind, verdicts in found.items():
            for case, verdict in verdicts:
                if verdict.supported:
                    print("ACCEPTED", kind, "|", case.text, "|", case.sources[0].title, "|", case.sources[0].text[:250])
    return 0


if __name__ == "__main__":
    sys.exit(main())
