"""Checks of quotations, numbers and dates: each returns the fault in words, or None."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tasks.verify.days import WEEKDAYS
from tasks.verify.named import same_actor
from tasks.verify.quantities import Number
from tasks.verify.reading import Claim, Line, Proof, flat


def check_quotes(claim: Claim, proof: Proof) -> str | None:
    """Quotations stand word for word in a source."""
    for quote in claim.quotes:
        words = flat(quote.removesuffix("...").removesuffix("…"))
        if words.strip() and not any(words in r.flat for r in proof.readings):
            return f"the quotation “{quote[:60]}” is in no cited article"
    return None


def check_numbers(claim: Claim, proof: Proof) -> str | None:
    """Every number is in a source and counts the same thing there."""
    theirs = [n for r in proof.readings for n in r.numbers]
    for number in claim.numbers:
        same = [n for n in theirs if _equal(number, n)]
        if not same:
            if number.value == 1 or _counted_in_words(number, proof) or _points_back(number, claim, theirs):
                continue
            return f"the number {number.text.strip()} is in no cited article"
        heads = {n.head for n in same if n.head}
        others = {n.head for n in theirs if not _equal(number, n)}
        if (
            number.head
            and heads
            and not any(same_actor(number.head, h) for h in heads)
            and (number.head in others or (number.counts_name and any(n.counts_name for n in same)))
        ):
            return f"the articles do not count {number.text.strip()} of that ({number.head}...)"
        roles = [n.roles for n in same]
        if number.roles and all(r and not (r & number.roles) for r in roles):
            return f"the articles give {number.text.strip()} for {' or '.join(sorted(roles[0]))}, not for {' or '.join(sorted(number.roles))}"
    return None


def _is_round(number: Number) -> bool:
    """Whether it is a number that one rounds to: one digit that is not nought, or dozens."""
    return f"{number.value:.0f}".rstrip("0") in "123456789" or "dozen" in number.text


CONVERTED = 0.03
"""Rounding allowed where a measure is given in another unit: 60 days for two months."""

BOUND = 1.25
"""`More than 30` holds of up to 37, `nearly 50` of 40 and more: a bound further off misleads."""


def _equal(ours: Number, theirs: Number) -> bool:
    if ours.value == theirs.value:
        return True
    if ours.measure and theirs.measure and ours.measure[0] == theirs.measure[0]:
        mine, other = ours.measure[1], theirs.measure[1]
        if ours.head != theirs.head and abs(mine - other) <= CONVERTED * other:
            return True  # the same measure in another unit, rounded
    if (
        ours.bound
        and _is_round(ours)
        and theirs.value >= 20
        and 1.0 < (theirs.value / ours.value) ** ours.bound <= BOUND
    ):
        return True
    return (
        ours.hedged
        and not theirs.hedged
        and theirs.value >= 20
        and abs(ours.value - theirs.value) <= 0.03 * theirs.value
    )


def _counted_in_words(number: Number, proof: Proof) -> bool:
    if number.value in _ORDINALS and any(f" {_ORDINALS[int(number.value)]} " in r.flat for r in proof.readings):
        return True  # the third this year: three this year
    words = {
        12: " a dozen ", 2: " both ", 0.5: " half ", 100: " a hundred ", 1e3: " a thousand ", 1e6: " a million ", 1e9: " a billion "
    }  # fmt: skip
    return number.value in words and any(words[number.value] in r.flat for r in proof.readings)


_ORDINALS = {
    2: "second",
    3: "third",
    4: "fourth",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}


def _points_back(number: Number, claim: Claim, theirs: Sequence[Number]) -> bool:
    """Whether it only counts what was named: `the two ministers`."""
    counted = any(n.head == number.head for n in theirs)
    return number.value == 2 and not counted and f"the {number.text.strip().lower()} " in claim.text.lower()


def check_dates(claim: Claim, proof: Proof) -> str | None:
    """Every day, month, year and weekday is named by a source or follows from its publication."""
    days, months, years, weekdays = _proven_dates(proof)
    for year, month, day in sorted(claim.dates.days, key=lambda d: (d[0] or 0, d[1], d[2])):
        if not any((m, d) == (month, day) and (year is None or y is None or y == year) for y, m, d in days):
            return f"{day}/{month}{f'/{year}' if year else ''} (day/month) is no date of the cited articles"
    published = {r.published for r in proof.readings if r.published is not None}
    for year, month, day in claim.reported_on:
        if published and not any((d.month, d.day) == (month, day) and year in (None, d.year) for d in published):
            return f"no cited article was published on {day}/{month} (day/month)"
    for line, named in zip(claim.lines, claim.line_days, strict=True):
        if named and (fault := _other_day(line, named, proof)):
            return fault
    if wrong := claim.dates.months - months:
        return f"month {min(wrong)} is not named in the cited articles"
    if wrong := claim.dates.years - years:
        return f"the year {min(wrong)} is not named in the cited articles"
    if wrong := claim.dates.weekdays - weekdays:
        return f"{WEEKDAYS[min(wrong)].capitalize()} is not the day that the cited articles give"
    return None


def _other_day(line: Line, named: frozenset[tuple[int, int]], proof: Proof) -> str | None:
    """A fault where the source's sentence that says the same names days, and none of ours."""
    best: list[tuple[int, frozenset[tuple[int, int]]]] = [
        (len(line.stems & other.stems), days)
        for r in proof.readings
        for other, days in zip(r.lines, r.line_days, strict=True)
    ]
    top = max((shared for shared, _ in best), default=0)
    nearest = [days for shared, days in best if shared == top]
    if top >= 4 and all(nearest) and not any(named & days for days in nearest):
        month, day = min(named)
        return f"the articles give another day than {day}/{month} (day/month) for this"
    return None


def _proven_dates(proof: Proof) -> tuple[set[tuple[int | None, int, int]], set[int], set[int], set[int]]:
    days: set[tuple[int | None, int, int]] = set()
    months: set[int] = set()
    years: set[int] = set()
    weekdays: set[int] = set()
    for reading in proof.readings:
        dates, published = reading.dates, reading.published
        months |= dates.months | {m for _, m, _ in dates.days}
        years |= dates.years | {y for y, _, _ in dates.days if y}
        weekdays |= dates.weekdays
        for year, month, day in dates.days:
            days.add((year, month, day))
            if year is None and published is not None:
                days.discard((None, month, day))
                days |= {(y, month, day) for y in (_nearest_year(month, day, published), published.year)}
        if published is None:
            continue
        named = {published}
        for weekday in dates.weekdays:
            back = (published.weekday() - weekday) % 7
            named.add(published - dt.timedelta(days=back))
            if weekday in reading.future_weekdays:
                named.add(published + dt.timedelta(days=(7 - back) % 7))
        for word, shift in (("yesterday", -1), ("overnight", -1), ("tomorrow", 1)):
            if word in dates.relative:
                named.add(published + dt.timedelta(days=shift))
        days |= {(d.year, d.month, d.day) for d in named}
        months |= {published.month}
        years |= {published.year}
        if {"last"} & reading.folds and {"year"} & reading.folds:
            years.add(published.year - 1)
        if {"last"} & reading.folds and {"month"} & reading.folds:
            months.add((published.replace(day=1) - dt.timedelta(days=1)).month)
            years.add((published.replace(day=1) - dt.timedelta(days=1)).year)
        if "next" in reading.folds and "month" in reading.folds:
            months.add(published.month % 12 + 1)
        if "next" in reading.folds and "year" in reading.folds:
            years.add(published.year + 1)
        if not dates.weekdays:
            weekdays.add(published.weekday())
    return days, months, years, weekdays


def _nearest_year(month: int, day: int, published: dt.date) -> int:
    """The year that brings a day without year nearest to publication."""

    def distance(year: int) -> int:
        try:
            return abs((dt.date(year, month, day) - published).days)
        except ValueError:
            return 9999

    return min((published.year, published.year - 1, published.year + 1), key=distance)
