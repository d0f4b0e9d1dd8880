"""The questions that a program may ask of a warehouse. Each answers with rows as JSON has them, ids and sources among them."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Mapping, Sequence
from typing import Any

from flows.publishing.finished import brief_of, finished_week
from tasks.publish.report.markdown import render_markdown
from warehouse.errors import NotFoundError
from warehouse.sql.named import list_queries, nearest
from warehouse.sql.reader import LimitedAnswer, Reader
from warehouse.store.home import Home
from warehouse.weeks import Week, parse_week

Answer = dict[str, Any]
"""`rows`, and `note` where something was left out or found nothing."""

_COUNTRIES = """
select country, any_value(country_name) as name, count(*) as weeks, min(week) as first_week, max(week) as newest_week,
    arg_max(threat_level, week) as newest_level
from reports group by country order by country
"""
_LEVELS = """
select s.country, r.country_name as name, s.week, s.threat_level, round(s.threat_score, 1) as threat_score, s.score_low, s.score_high,
    s.change, s.level_reason, s.standing_level, s.posture, s.basis, s.article_count, s.publisher_count, s.formula_version
from scores s join reports r on r.country = s.country and r.week = s.week
where ($country::varchar is null or s.country = $country::varchar)
    and s.week between coalesce($from::date, if($country::varchar is null, (select max(week) from scores), date '0001-01-01'))
        and coalesce($to::date, date '9999-12-31')
order by s.week desc, s.threat_score desc, s.country
"""
_EVENT_FIGURES = """
select country, week, told_at, publisher, what, covers, low, high, words, counts, why, article_id
from event_figures where event_id = $event and week between $first and $last and country between $low and $high
order by told_at, what, article_id
"""
_EVENT_SOURCES = """
select distinct on (a.article_id) a.article_id, a.outlet, a.published_at, a.lang, a.title, a.url, left(a.text, 400) as begins, m.why
from event_articles m join articles a on a.country = m.country and a.week = m.week and a.article_id = m.article_id
where m.event_id = $event and m.week between $first and $last and a.week between $first and $last
    and m.country between $low and $high and a.country between $low and $high
order by a.article_id
"""
_EVENT_STATEMENTS = """
select country, week, statement_id, text, citations from statements
where event_id = $event and supported and section = 'developments' and week between $first and $last
    and country between $low and $high
order by week, country, position
"""
_EVENT_LINKS = """
select event_id, any_value(title) as title, min(event_date) as event_date, max(killed_best) as killed_best,
    if(event_id = any_value($follows::varchar), 'it follows from this', 'it followed') as relation
from events where follows = $event or event_id = $follows::varchar group by event_id order by event_date, event_id
"""
# Weeks and countries are bounded by first and last: the files of other weeks are not opened. A list would be looked for in all of them.


class Answers:
    """A warehouse that answers questions. It reads, and nothing else."""

    def __init__(self, home: Home, reader: Reader | None = None) -> None:
        self.home = home
        self.reader = reader or Reader(home)
        self._known: tuple[object, dict[str, tuple[str, dt.date]]] = (None, {})

    def countries(self) -> Answer:
        """Every country with a report: code, name, how many weeks, from which to which, and the newest level."""
        return _told(self.reader.ask(_COUNTRIES))

    def levels(self, country: str | None = None, from_week: str | None = None, to_week: str | None = None) -> Answer:
        """Levels with their reasons: of one country, the newest week first, or of all countries in the newest week.

        `country` is a code or a name; weeks are `2026-W18` or a date in the week.
        """
        found = self.reader.ask(
            _LEVELS,
            {
                "country": self._code(country) if country else None,
                "from": self._week(from_week),
                "to": self._week(to_week),
            },
        )
        return _told(found)

    def why(self, country: str, week: str | None = None, limit: int = 10) -> Answer:
        """Why a country's week has its score: what its points come from, with the articles behind each event."""
        code = self._code(country)
        chosen = self._week(week) or self._reported()[code][1]
        return _told(self.reader.named("why", country=code, week=str(chosen), limit=limit))

    def events(
        self,
        country: str | None = None,
        kind: str | None = None,
        actor: str | None = None,
        unit: str | None = None,
        from_week: str | None = None,
        to_week: str | None = None,
        killed: int = 0,
        limit: int = 30,
    ) -> Answer:
        """Events, the deadliest first, each once, with their ids: by country, kind, actor, unit (ISO 3166-2), weeks, least deaths."""
        code = self._code(country) if country else None
        return _told(
            self.reader.named(
                "events", country=code, kind=kind, actor=actor, unit=unit, from_=from_week, to=to_week, killed=killed, limit=limit,
            )
        )  # fmt: skip

    def event(self, event_id: str) -> Answer:
        """One event: its rows by week and country, what the reports say of it, every figure told, its sources, what follows."""
        told = self.reader.ask(
            "select * exclude (revision) from events where event_id = $event order by week, country",
            {"event": event_id.strip()},
        )
        if not told.rows:
            raise NotFoundError(f"there is no event {event_id!r}", remedy="the tool `events` gives ids")
        rows = _rows(told)
        weeks = sorted(dt.date.fromisoformat(row["week"]) for row in rows)
        countries = sorted({row["country"] for row in rows})
        among: dict[str, Any] = {
            "event": rows[-1]["event_id"],
            "first": weeks[0],
            "last": weeks[-1],
            "low": countries[0],
            "high": countries[-1],
        }
        follows = next((row["follows"] for row in rows if row["follows"]), None)
        return {
            "event": rows,
            "statements": _rows(self.reader.ask(_EVENT_STATEMENTS, among)),
            "figures": _rows(self.reader.ask(_EVENT_FIGURES, among)),
            "sources": _rows(self.reader.ask(_EVENT_SOURCES, among)),
            "related": _rows(self.reader.ask(_EVENT_LINKS, {"event": among["event"], "follows": follows})),
        }

    def hotspots_near(
        self, lat: float, lng: float, km: float = 100.0, from_week: str | None = None, to_week: str | None = None
    ) -> Answer:
        """Hotspots within some kilometres of a point, the newest week and the nearest first."""
        return _told(self.reader.named("hotspots-near", lat=lat, lng=lng, km=km, from_=from_week, to=to_week, limit=50))

    def report(self, country: str, week: str | None = None, whole: bool = False) -> Answer:
        """The brief of a country's week as Markdown, or the whole report; the newest week where none is given."""
        code = self._code(country)
        chosen = Week(self._week(week) or self._reported()[code][1])
        if whole:
            text = render_markdown(finished_week(self.home, code, chosen).document)
        else:
            text = brief_of(self.home, code, chosen)
        return {"country": code, "week": str(chosen.start), "markdown": text}

    def search(
        self, words: str, country: str | None = None, from_week: str | None = None, to_week: str | None = None
    ) -> Answer:
        """Articles whose title or text holds a word or phrase, the newest first, with outlet, day and link."""
        code = self._code(country) if country else None
        return _told(self.reader.named("search", term=words, country=code, from_=from_week, to=to_week, limit=30))

    def queries(self) -> Answer:
        """The ready-made questions: name, what each answers, its parameters and an example."""
        rows = [
            {
                "name": query.name,
                "answers": query.description,
                "parameters": {p.name: f"{p.type}: {p.description}" for p in query.parameters},
                "example": dict(query.example),
            }
            for query in list_queries(self.reader.home)
        ]
        return {"rows": rows}

    def query(self, name: str, parameters: Mapping[str, str | int | float] | None = None) -> Answer:
        """The answer of a ready-made question; `queries` lists them."""
        return _told(self.reader.named(name, **(parameters or {})))

    def tables(self) -> Answer:
        """Every table and view with its description and its columns: name, type, meaning."""
        columns = self.reader.ask(
            "select table_name, list({'name': column_name, 'type': lower(data_type), 'meaning': comment} order by column_index) as columns "
            "from duckdb_columns() where schema_name = 'main' and not internal and table_name not like '%\\_history' escape '\\' "
            "group by table_name order by table_name"
        )
        return _told(columns)

    def sql(self, statement: str) -> Answer:
        """The answer of one SELECT over the tables (DuckDB's SQL)."""
        return _told(self.reader.ask_freely(statement))

    def _code(self, named: str) -> str:
        """The ISO code of a country that is named by code or by name. Raises NotFoundError with the nearest name."""
        known = self._reported()
        by_name = {name.casefold(): code for code, (name, _) in known.items()}
        asked = named.strip()
        if asked.upper() in known:
            return asked.upper()
        if asked.casefold() in by_name:
            return by_name[asked.casefold()]
        raise NotFoundError(
            f"there is no report on {named!r}{nearest(asked.casefold(), by_name)}",
            remedy="the tool `countries` lists codes and names",
        )

    def _reported(self) -> dict[str, tuple[str, dt.date]]:
        """Name and newest week of every country with a report, by code; looked up once for each state of the warehouse."""
        state = self.reader.state()
        if self._known[0] != state:
            found = self.reader.ask("select country, any_value(country_name), max(week) from reports group by country")
            self._known = (state, {country: (name, week) for country, name, week in found.rows})
        return self._known[1]

    def _week(self, named: str | None) -> dt.date | None:
        return parse_week(named, self.home.week_starts_on).start if named else None


def _told(found: LimitedAnswer) -> Answer:
    answer: Answer = {"rows": _rows(found)}
    if found.cut:
        answer["note"] = f"Only the first {len(found.rows)} rows: narrow the question."
    elif not found.rows:
        answer["note"] = "Nothing was found; `countries` says for which countries and weeks there are reports."
    return answer


def _rows(found: LimitedAnswer) -> list[dict[str, Any]]:
    return [{name: _json(value) for name, value in zip(found.columns, row, strict=True)} for row in found.rows]


def _json(value: Any) -> Any:
    """The value as JSON has it: days and instants in ISO 8601, UTC."""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): _json(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_json(one) for one in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


QUESTIONS = (
    Answers.countries,
    Answers.levels,
    Answers.why,
    Answers.events,
    Answers.event,
    Answers.hotspots_near,
    Answers.report,
    Answers.search,
    Answers.queries,
    Answers.query,
    Answers.tables,
    Answers.sql,
)
"""What may be asked, in the order in which it is offered."""
