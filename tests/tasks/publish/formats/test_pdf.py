"""The PDF: every section in reading order, every link, letters that no font has named on the cover."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tasks.publish.formats import export_named
from tasks.publish.formats.finished import FinishedWeek
from tasks.report.prose.inert import link
from tests.tasks.publish.formats.weeks import finished, hostile_week
from tests.tasks.report_rows import small_week

pytest.importorskip("typst", reason="typst is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler) is not installed"),
]


def said(program: str, *arguments: str) -> str:
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def week() -> FinishedWeek:
    return finished(small_week())


@pytest.fixture(scope="module")
def file(week: FinishedWeek, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "week.pdf"
    path.write_bytes(export_named("pdf").render(week))
    return path


def shown_numbers(week: FinishedWeek) -> set[int]:
    """The numbers of the articles that the text shows, which alone are printed in the annex."""
    return {n for s in week.document.shown for p in s.paragraphs for t in p.sentences for n in t.citations}


def test_all_sections_come_in_reading_order(week: FinishedWeek, file: Path) -> None:
    """From the second page on, behind the table of contents; each sentence stands where its section is."""
    text = " ".join(said("pdftotext", "-f", "2", str(file), "-").split())
    body = text[text.index("Annex: source articles") + 1 :]
    at = 0
    for section in week.document.shown:
        at = body.index(section.title, at)
        for paragraph in section.paragraphs:
            for sentence in paragraph.sentences:
                at = body.index(" ".join(sentence.text.split())[:40], at)
    assert body.index("Method", at) < body.index("Annex: source articles", at)
    printed = body[body.index("Annex: source articles", at) :]
    assert "further articles are listed" in printed
    for number in shown_numbers(week):
        assert f"[{number}]" in printed


def test_every_page_names_the_period_and_its_number(week: FinishedWeek, file: Path) -> None:
    pages = int(re.search(r"Pages:\s+(\d+)", said("pdfinfo", str(file)))[1])  # type: ignore[index]
    for page in range(2, pages + 1):
        text = said("pdftotext", "-layout", "-f", str(page), "-l", str(page), str(file), "-")
        assert "April 24 to May 1, 2026" in text
        assert re.search(rf"\b{page} ?/ ?{pages}\b", text)


def test_links_lead_to_the_articles_and_citations_to_the_annex(week: FinishedWeek, file: Path) -> None:
    urls = {line.split()[-1] for line in said("pdfinfo", "-url", str(file)).splitlines()[1:]}
    shown = shown_numbers(week)
    assert urls == {address for e in week.document.annex if e.number in shown and (address := link(e.url))}
    drawn = said("pdftohtml", "-xml", "-i", "-nodrm", "-stdout", str(file))
    inner = re.findall(r'<a href="[^"]*#(\d+)">((?:\[\d+\])+)', drawn)
    marks = [n for s in week.document.shown for p in s.paragraphs for t in p.sentences for n in t.citations]
    assert marks
    assert sorted(int(n) for _, text in inner for n in re.findall(r"\d+", text)) == sorted(marks)
    for page, text in inner:
        there = said("pdftotext", "-f", page, "-l", page, str(file), "-")
        assert all(mark in there for mark in re.findall(r"\[\d+\]", text))


def test_equal_weeks_give_equal_bytes(week: FinishedWeek, file: Path) -> None:
    assert export_named("pdf").render(week) == file.read_bytes()


def test_hostile_text_is_set_as_text_and_adds_no_link(tmp_path: Path) -> None:
    path = tmp_path / "hostile.pdf"
    hostile = hostile_week()
    path.write_bytes(export_named("pdf").render(hostile))
    text = said("pdftotext", str(path), "-")
    assert "#eval(" in text
    assert "root:" not in text
    urls = {line.split()[-1] for line in said("pdfinfo", "-url", str(path)).splitlines()[1:]}
    assert all(url.startswith(("https://", "http://")) for url in urls)
    assert not re.search(r"/JavaScript|/Launch|/EmbeddedFile", path.read_bytes().decode("latin-1"))


def test_letters_that_no_font_has_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks.publish.formats import pdf

    monkeypatch.setattr(pdf, "_faces", lambda: ())
    assert pdf.lacking(["Ulaanbaatar, Замын-Үүд, Μάτι"]) == []
    assert pdf.lacking(["东京 and ไทย", "नेपाल"]) == ["Devanagari", "Han", "Thai"]
