"""A workbook is opened by Excel's rules: texts are texts, dates are dates, and equal rows give equal bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
import zipfile

import pytest

from tasks.publish.formats import xlsx
from warehouse.errors import InputError

COLUMNS = ("name", "day", "at", "score", "sure", "actors", "none")
ROWS: list[list[object]] = [
    [
        "=1+1", dt.date(2026, 4, 24), dt.datetime(2026, 4, 24, 18, tzinfo=dt.timezone(dt.timedelta(hours=6))), 12.5, True,
        ["AB", "CD"], None,
    ],
    ["https://example.org/\u202ex", dt.date(2026, 4, 25), None, 10**16, False, [], None],
]  # fmt: skip


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))}


def test_texts_stay_texts_and_dates_are_dates() -> None:
    pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    found = parts(xlsx.workbook("answer", COLUMNS, ROWS))
    sheet, strings = found["xl/worksheets/sheet1.xml"], found["xl/sharedStrings.xml"]
    texts = re.findall(r"<t[^>]*>([^<]*)</t>", strings)
    assert texts[:7] == list(COLUMNS)
    assert {"=1+1", "AB | CD", "10000000000000000"} <= set(texts)
    assert "\u202e" not in strings
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert re.search(r'<c r="B2" s="\d+"><v>46136</v>', sheet)  # 2026-04-24
    assert re.search(r'<c r="C2" s="\d+"><v>46136\.5</v>', sheet)  # 12:00 UTC
    assert '<c r="E2" t="b"><v>1</v>' in sheet
    assert 'r="G2"' not in sheet
    assert "<autoFilter" in sheet
    assert 'state="frozen"' in sheet


def test_equal_rows_give_equal_bytes() -> None:
    pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    assert xlsx.workbook("answer", COLUMNS, ROWS) == xlsx.workbook("answer", COLUMNS, ROWS)


def test_an_answer_of_no_rows_has_its_head() -> None:
    pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    assert "score" in parts(xlsx.workbook("answer", COLUMNS, []))["xl/sharedStrings.xml"]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1)
    with pytest.raises(InputError, match="more than a sheet holds"):
        xlsx.workbook("answer", COLUMNS, ROWS)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(InputError, match=r"weekwatch\[xlsx\]"):
        xlsx.workbook("answer", COLUMNS, ROWS)
