"""Wikipedia's Current Events pages: what the world noticed, day by day, each event with its sources.

A page a day serves all countries; which country an event is about is read from its text, as for any item. The words are
Wikipedia's, and so the outlet of an item is the one that is cited `via Wikipedia`; its publisher is the cited
one, by the name that its feeds have.
Documented at https://www.mediawiki.org/wiki/API:Parsing_wikitext and https://en.wikipedia.org/wiki/Portal:Current_events.
"""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import quote

from tasks.collect.archives.base import (
    Answer,
    Archive,
    Job,
    Manners,
    Page,
    Request,
    ServiceError,
    in_week,
    make_item,
    mapping,
    note,
)
from tasks.collect.urls import VIA_WIKIPEDIA

_BULLET = re.compile(r"^(\*+)\s*(.*)$")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_SOURCE = re.compile(r"\[(https?://[^\s\]]+)\s*([^\]]*)\]")
_DROPPED = re.compile(r"<!--.*?-->|<ref[^>/]*/>|<ref.*?</ref>|\{\{[^{}]*\}\}", re.S)


def _plan(job: Job) -> list[Request]:
    """A page for each day of the week."""
    days = [job.week.start + dt.timedelta(days=n) for n in range(7)]
    return [page_of(day) for day in days]


def page_of(day: dt.date) -> Request:
    """The question for the page of a day."""
    return Request(_page_url(day)).with_state(day=str(day))


def _read(job: Job, answer: Answer) -> Page:
    """The day's events that have a source. Raises ServiceError for an answer of another shape."""
    said = mapping(answer.json())
    if error_text := mapping(said.get("error")).get("info"):
        if mapping(said["error"]).get("code") == "missingtitle":
            return Page(issues=[note(job, answer, "missing", f"there is no page for {answer.request.get('day')}")])
        raise ServiceError(str(error_text)[:200])
    text = mapping(said.get("parse")).get("wikitext")
    if not isinstance(text, str):
        raise ServiceError("the answer holds no page")
    noon = dt.datetime.combine(dt.date.fromisoformat(answer.request.get("day")), dt.time(12), dt.UTC)
    page = Page()
    for position, (topic, event, url, outlet) in enumerate(events(text)):
        item = make_item(
            job,
            answer,
            position,
            source="https://en.wikipedia.org/wiki/Portal:Current_events",
            title=event,
            text=topic if topic and topic not in event else "",
            url=url,
            outlet=f"{outlet}{VIA_WIKIPEDIA}" if outlet else "Wikipedia",
            published_at=min(noon, answer.fetched_at),
            lang="en",
        )
        if item is not None:
            page.items.append(item)
    page.items = in_week(job, page.items)
    if not page.items:
        page.issues.append(
            note(job, answer, "empty", f"the page for {answer.request.get('day')} lists no event", "info")
        )
    return page


def events(wikitext: str) -> list[tuple[str, str, str, str]]:
    """(topic, event, link, outlet) of each bullet with a source, in the order of the page; topics are the bullets above."""
    found, above = [], dict[int, str]()
    for line in _DROPPED.sub("", wikitext).splitlines():
        match = _BULLET.match(line.strip())
        if not match:
            continue
        depth, content = len(match[1]), match[2]
        above = {level: said for level, said in above.items() if level < depth}
        sources = _SOURCE.findall(content)
        plain = _plain(_SOURCE.sub("", content))
        if sources and plain:
            url, outlet = sources[0]
            found.append(("; ".join(above[level] for level in sorted(above)), plain, url, outlet.strip(" ()'")))
        elif plain:
            above[depth] = plain
    return found


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", text).replace("'''", "").replace("''", "")
    return re.sub(r"\s+", " ", re.sub(r"\(\s*\)", "", text)).strip()


def _page_url(day: dt.date) -> str:
    title = f"Portal:Current_events/{day.year}_{day:%B}_{day.day}"
    return (
        f"https://en.wikipedia.org/w/api.php?action=parse&page={quote(title)}&prop=wikitext&format=json&formatversion=2"
    )


WIKIPEDIA = Archive(
    name="wikipedia",
    description="Wikipedia's Current Events: the events of each day with their sources, all countries at once",
    manners=Manners(delay_seconds=1.0, max_requests=7, source="https://www.mediawiki.org/wiki/API:Etiquette"),
    plan=_plan,
    read=_read,
)
