"""Files as people have them: packed, in other encodings, with rows that break the rules."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.collect.archives.files import ImportBatch, import_file
from tasks.collect.archives.rows import MAX_ROW
from warehouse.errors import InputError

IMPORTED_AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
HEAD = "published,title,summary,link,lang\n"


def read(path: Path, **mapping: str) -> ImportBatch:
    (batch,) = import_file(path, mapping, IMPORTED_AT)
    return batch


def csv(tmp_path: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8") -> ImportBatch:
    path = tmp_path / "items.csv"
    path.write_bytes((head + "".join(f"{row}\n" for row in rows)).encode(encoding))
    return read(path)


def row(n: int, title: str = "", summary: str = "x", when: str = "2026-04-27T10:00:00Z", lang: str = "en") -> str:
    return f"{when},{title or f'Title number {n}'},{summary},https://a.example/{n},{lang}"


@pytest.mark.parametrize("broken", ['"No end', 'He said "no', '"One" two"', '"Ends, here'])
@pytest.mark.parametrize("at", [0, 2, 4])
def test_quotation_marks_that_do_not_close_cost_their_row(tmp_path: Path, broken: str, at: int) -> None:
    rows = [row(n) for n in range(5)]
    rows[at] = row(9, title=broken)
    batch = csv(tmp_path, *rows)
    assert {item.url[-1] for item in batch.items} >= {str(n) for n in range(5) if n != at}
    assert batch.row_count == 5


@pytest.mark.parametrize("text", ['"two\nlines"', '"a ""word"" said\n\nand more"', '"one, two"', '"\n"'])
def test_a_text_of_several_lines_is_one_row(tmp_path: Path, text: str) -> None:
    batch = csv(tmp_path, row(0), row(1, summary=text), row(2))
    assert [item.url[-1] for item in batch.items] == ["0", "1", "2"]
    assert batch.issues == ()


@pytest.mark.parametrize(
    ("title", "encoding", "lang"),
    [
        ("Explosión en Bogotá deja muertos", "cp1252", "es"),
        ("Взрыв в Донецке: есть погибшие", "cp1251", "ru"),
        ("انفجار في بغداد يودي بحياة ثلاثة أشخاص", "cp1256", "ar"),
        ("Wybuch w Łodzi: zginęły trzy osoby i są ranni żołnierze", "cp1250", "pl"),
        ("也门首都发生爆炸，造成三人死亡，多人受伤", "gb18030", "zh"),
        ("東京で爆発、三人が死亡したと警察が発表した", "cp932", "ja"),
    ],
)
def test_other_encodings_are_read_and_said(tmp_path: Path, title: str, encoding: str, lang: str) -> None:
    batch = csv(tmp_path, row(0, title=title, lang=lang), encoding=encoding)
    assert [item.title for item in batch.items] == [title]
    assert [issue.kind for issue in batch.issues] == ["encoding"]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["27/04/2026 10:00", "05/04/2026 10:00"], ["2026-04-27", "2026-04-05"]),
        (["4/27/2026", "4/5/2026"], ["2026-04-27", "2026-04-05"]),
        (["20260427T013000Z", "20260427013000"], ["2026-04-27", "2026-04-27"]),
        (["2026-04-27T00:00:00+02", "27.04.2026"], ["2026-04-26", "2026-04-27"]),
        (["Mon, 27 Apr 2026 06:00:00 EDT", "27 avril 2026"], ["2026-04-27", "2026-04-27"]),
    ],
)
def test_a_file_tells_how_its_dates_are_meant(tmp_path: Path, dates: list[str], expected: list[str]) -> None:
    batch = csv(tmp_path, *(row(n, when=f'"{when}"') for n, when in enumerate(dates)))
    assert [f"{item.published_at:%Y-%m-%d}" for item in batch.items] == expected


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize("packing", ["plain", "gzip", "zstd"])
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_packed_files_are_known_by_their_bytes(tmp_path: Path, suffix: str, packing: str, kind: str) -> None:
    as_json = json.dumps({"published": "2026-04-27", "title": "Raid in Erbil", "link": "https://a.example/1"}) + "\n"
    data = (as_json if kind == "jsonl" else HEAD + row(1) + "\n").encode()
    path = tmp_path / f"items.{kind}{suffix}"
    if packing == "zstd":
        with pa.CompressedOutputStream(str(path), "zstd") as out:
            out.write(data)
    else:
        path.write_bytes(gzip.compress(data) if packing == "gzip" else data)
    assert len(read(path).items) == 1


@pytest.mark.parametrize("value", ["NaN", "null", "Infinity", '{"a": 1}', "[1, 2]", '""'])
def test_what_is_no_text_is_none(tmp_path: Path, value: str) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(
        f'{{"published": "2026-04-27", "title": "Raid in Erbil", "summary": {value}, "link": "https://a.example/1"}}\n'
    )
    (item,) = read(path).items
    assert item.text in ("", "inf")


NS = pa.array([1777284000000000001, None, 1777284000000000000], pa.timestamp("ns"))
FAR = pa.array([1777284000, 10**15, 1777284000], pa.timestamp("s"))


@pytest.mark.parametrize(("times", "read_count"), [(NS, 2), (FAR, 2)])
def test_a_time_that_python_has_not_costs_its_row(tmp_path: Path, times: pa.Array, read_count: int) -> None:
    path = tmp_path / "items.parquet"
    pq.write_table(pa.table({"published": times, "title": ["Raid in Erbil", "Blast in Basra", "Flood in Mosul"]}), path)
    batch = read(path)
    assert (len(batch.items), batch.row_count) == (read_count, 3)
    assert len([issue for issue in batch.issues if issue.kind in ("broken_row", "undated")]) == 1


def test_text_that_is_no_utf_8_costs_its_row(tmp_path: Path) -> None:
    path = tmp_path / "items.parquet"
    buffers = pa.array([b"Raid in Erbil", b"Blast \xff in Basra", b"Flood in Mosul"], pa.binary()).buffers()
    titles = pa.Array.from_buffers(pa.string(), 3, buffers)
    pq.write_table(pa.table({"published": ["2026-04-27"] * 3, "title": titles}), path)
    batch = read(path)
    assert [item.title for item in batch.items] == ["Raid in Erbil", "Flood in Mosul"]
    assert [issue.kind for issue in batch.issues if issue.severity == "warning"] == ["broken_row"]


def test_a_bomb_of_parquet_is_read_without_being_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "items.parquet"
    bomb = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), ["x" * (MAX_ROW + 1)])
    pq.write_table(
        pa.table({"published": ["2026-04-27"] * 1000, "title": ["Raid in Erbil"] * 1000, "text": bomb}),
        path,
        store_schema=False,  # Arrow's own schema would say that the text is to be held once: whoever attacks leaves it out
    )
    pool = pa.default_memory_pool()
    before, most_before = pool.bytes_allocated(), pool.max_memory()
    batch = read(path)
    assert (len(batch.items), batch.row_count) == (0, 1000)
    assert pool.bytes_allocated() - before < 100_000_000
    assert pool.max_memory() <= max(most_before, before + 500_000_000), "unpacked it is 2 GB"


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"title": "headline"}, ["--map headline=title"]),
        ({"nothing": "title"}, ["nothing"]),
        ({"headline": "titel"}, ["titel", "did you mean 'title'"]),
        ({}, ["published", "title", "--map date=published", "--map headline=title"]),
    ],
)
def test_a_wrong_map_says_what_is_meant(tmp_path: Path, mapping: dict[str, str], words: list[str]) -> None:
    path = tmp_path / "items.csv"
    path.write_text("date,headline\n2026-04-27,Raid in Erbil\n")
    with pytest.raises(InputError) as raised:
        import_file(path, mapping, IMPORTED_AT)
    for word in words:
        assert word in str(raised.value)
    assert str(raised.value).count("items.csv") == 1
