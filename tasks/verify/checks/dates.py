"""Checks of quotations and dates: each returns the fault in words, or None."""

from __future__ import annotations

import datetime as dt

from tasks.verify.text.reading import Claim, Line, Proof, flat
from warehouse.weeks import WEEKDAYS


def check_quotes(claim: Claim, proof: Proof) -> str | None:
    """Quotations stand word for word in a source."""
    for quote in claim.quotes:
        words = flat(quote.removesuffix("...").removesuffix("…"))
        if words.strip() and not any(words in r.flat for r in proof.readings):
            return f"the quotation “{quote[:60]}” is in no cited article"
    return None


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
