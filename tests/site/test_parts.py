"""What the pages are made of: quotations, languages, changes, peaks, and which units a change touches."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import duckdb
import pytest

from flows.cli.serve import serve_site
from flows.publishing.site import build_site
from flows.publishing.site_manifest import MANIFEST
from tasks.publish.site.data import QUESTIONS
from tasks.publish.site.evidence import quotation
from tasks.publish.site.language import direction, marked
from tests.measure.site import EVENTS, SiteMaker
from tests.site.conftest import ARABIC, COUNTRIES, FIRST, HEBREW, HOSTILE, LAST, WEEKS, hostile_home
from warehouse.errors import InputError, NotFoundError
from warehouse.store import delta
from warehouse.store.home import Home
from warehouse.weeks import quarter_of

LONG = "Officials in the harbour city said on Monday that " + "many " * 60 + "ships waited."


def test_a_quotation_is_the_sentence_that_the_statement_tells() -> None:
    text = "The weather was fine. At least 12 people were killed in the port. Nobody commented."
    assert quotation("Blast", text, ["Twelve (12) people were killed in the port."]) == (
        "At least 12 people were killed in the port."
    )


def test_a_quotation_has_forty_words_at_most_and_is_not_the_title() -> None:
    assert len(quotation("T", LONG, ["ships waited"]).split()) == 41  # and the ellipsis
    assert quotation("Same words here", "Same words here.", ["same words"]) == ""
    assert len(quotation("题", "这" * 300, ["这"])) == 80


@pytest.mark.parametrize(
    ("lang", "expected"), [("ar", "rtl"), ("he", "rtl"), ("fa-IR", "rtl"), ("ru", "ltr"), ("und", "auto")]
)
def test_direction(lang: str, expected: str) -> None:
    assert direction(lang) == expected


def test_quoted_headlines_carry_their_language() -> None:
    html = marked(f"He read “{ARABIC}” and “Взрыв в порту”.", [(ARABIC, "fa"), ("Взрыв в порту", "ru")])
    assert f'<bdi lang="fa" dir="rtl">{ARABIC}</bdi>' in html
    assert '<bdi lang="ru" dir="ltr">Взрыв в порту</bdi>' in html
    assert marked(HEBREW).startswith('<bdi lang="he" dir="rtl">')


@pytest.mark.parametrize("text", HOSTILE)
def test_marked_text_is_inert(text: str) -> None:
    html = str(marked(f"{text} {ARABIC}", [(text, "ru"), (ARABIC, "ar")]))
    assert set(re.findall(r"<(/?\w+)", html)) <= {"bdi", "/bdi"}
    assert "\u202e" not in html


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path]:
    """A home of its own, to be changed."""
    folder = tmp_path_factory.mktemp("small")
    return hostile_home(folder / "home"), folder / "out"


@pytest.mark.slow
def test_only_what_changed_is_made_again(small: tuple[Home, Path]) -> None:
    home, out = small
    first = build_site(home, out, workers=1)
    of_weeks, of_countries = 2 * len(COUNTRIES) * WEEKS, 2 * len(COUNTRIES)
    assert first.made == of_weeks + of_countries + WEEKS + 1 + 5  # titles, a quarter's tables, the whole site's pages
    assert build_site(home, out, workers=1).made == 0
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    changed = FIRST + dt.timedelta(days=7)
    maker = SiteMaker(["UA"], seed=11)
    for row_type, data in maker.week(changed).items():
        if "revision" in data.column_names:
            at = data.column_names.index("revision")
            data = data.set_column(at, data.schema.field(at), [["f" * 16] * data.num_rows])
        if row_type.table == "runs":
            at = data.column_names.index("finished_at")
            data = data.set_column(
                at, data.schema.field(at), [[dt.datetime(2027, 1, 1, tzinfo=dt.UTC)] * data.num_rows]
            )
        delta.append(home, row_type.table, data)
    build_site(home, out, workers=1)
    touched = {p.relative_to(out).as_posix() for p, at in before.items() if p.exists() and p.stat().st_mtime_ns != at}
    events = {path for path in touched if path.startswith("event/")}
    own = re.compile(rf'href="\.\./UA/({changed}|{FIRST}).html"')
    assert events
    assert all(own.search((out / path).read_text("utf-8")) for path in events)
    touched -= events
    following = changed + dt.timedelta(days=7)
    assert touched == {
        f"UA/{changed}.html",
        f"UA/{following}.html",
        "UA/index.html",
        "index.html",
        "data.html",
        "sources.html",
    }


@pytest.mark.slow
def test_the_tables_of_a_quarter_hold_its_weeks_alone(tmp_path: Path) -> None:
    home, out = hostile_home(tmp_path / "home", weeks=1), tmp_path / "out"
    build_site(home, out, workers=1)
    maker, quarter_before = SiteMaker(["UA"], seed=12), FIRST - dt.timedelta(days=91)
    for row_type, data in maker.week(quarter_before).items():
        delta.append(home, row_type.table, data)
    newest = out / "data" / f"scores-{quarter_of(FIRST).label}.parquet"
    unchanged = newest.stat().st_mtime_ns
    build_site(home, out, workers=1)
    assert newest.stat().st_mtime_ns == unchanged

    def weeks(day: dt.date) -> list[tuple[dt.date]]:
        found = duckdb.connect().execute(
            "select distinct week from read_parquet($file)",
            {"file": f"{out}/data/scores-{quarter_of(day).label}.parquet"},
        )
        return found.fetchall()

    assert weeks(quarter_before) == [(quarter_before,)]
    assert weeks(FIRST) == [(FIRST,)]


@pytest.mark.slow
def test_pages_of_hostile_rows_hold_no_script_of_theirs(site: Path) -> None:
    events = sorted((site / "event").glob("*.html"))
    for path in (site / "EG" / f"{LAST}.html", site / "EG" / "index.html", site / "index.html", *events):
        html = path.read_text(encoding="utf-8")
        assert "<script>" not in html
        assert not re.search(r"<[^>]+\son\w+=", html)
        assert not re.search(r"(?:href|src)=[\"']?\s*javascript:", html)
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//[^\"]+\.(?:js|css|woff2?)", html)
        assert "\u202e" not in html
        assert "Content-Security-Policy" in html
        assert " style=" not in html


@pytest.mark.slow
def test_the_questions_of_the_data_page_run_as_they_are(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    for title, statement in QUESTIONS:
        answer = duckdb.sql(statement)
        assert answer is not None
        assert answer.fetchall(), title


@pytest.mark.slow
def test_links_inside_the_site_lead_somewhere(site: Path) -> None:
    missing = set()
    for page in site.rglob("*.html"):
        base = site if page.name == "404.html" else page.parent
        for target in re.findall(r'(?:href|src)="([^"#?:]+)(?:[?#][^"]*)?"', page.read_text(encoding="utf-8")):
            if not (base / target.lstrip("/")).exists():
                missing.add(f"{page.relative_to(site)} -> {target}")
    assert missing == set()


@pytest.mark.slow
def test_the_index_holds_every_story(site: Path) -> None:
    found = json.loads((site / "titles" / f"{LAST}.json").read_text(encoding="utf-8"))
    assert {row[0] for row in found["titles"]} == set(COUNTRIES)
    assert len(found["titles"]) == 40 * len(COUNTRIES)
    assert len(found["events"]) == EVENTS * len(COUNTRIES)


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("do not touch")
    with pytest.raises(InputError, match="no site"):
        build_site(home, tmp_path / "mine")
    with pytest.raises(NotFoundError, match="no report"):
        build_site(home, tmp_path / "new")


def test_a_manifest_that_points_outside_is_refused(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    out = tmp_path / "out"
    out.mkdir()
    (out / MANIFEST).write_text(json.dumps({"layout": 1, "units": {"site": ["x", ["../home/warehouse.json"]]}}))
    with pytest.raises(InputError, match="damaged"):
        build_site(home, out)


def test_serving_needs_a_site(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no site"), serve_site(tmp_path):
        pass
