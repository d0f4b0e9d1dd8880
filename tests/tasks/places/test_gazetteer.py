from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.language.inflection import base_forms
from tasks.language.name_keys import Case, name_key, tokens
from tasks.places import gazetteer as module
from tasks.places import gazetteer_build
from tasks.places.gazetteer import cache_folder, gazetteer


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zamyn-Üüd", "zamyn uud"),
        ("St. Louis", "Saint Louis"),
        ("N'Djamena", "N’Djaména"),
        ("Łódź", "Lodz"),
        ("Запоріжжя", "ЗАПОРІЖЖЯ"),
        ("Орёл", "Орел"),
        ("الفاشر", "الفاشر"),
        ("أبو ظبي", "ابو ظبي"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_indic_vowel_signs_stay() -> None:
    assert name_key("दिल्ली") != name_key("दलल")
    assert [word.text for word in tokens("दिल्ली में विस्फोट")] == ["दिल्ली", "में", "विस्फोट"]


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(st.text(max_size=120))
def test_tokens_point_into_the_text(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert text[token.start : token.end] == token.text
        assert token.start >= last
        last = token.end


def test_genitive_is_cut_and_case_read() -> None:
    words = tokens("Turkey's army in OMAN; в Киеве")
    assert [(word.text, word.case) for word in words] == [
        ("Turkey", Case.CAPITAL),
        ("army", Case.LOWER),
        ("in", Case.LOWER),
        ("OMAN", Case.UPPER),
        ("в", Case.LOWER),
        ("Киеве", Case.CAPITAL),
    ]


@pytest.mark.parametrize(
    ("word", "lang", "base"),
    [
        ("москве", "ru", "москва"),
        ("києві", "uk", "київ"),
        ("warszawie", "pl", "warszawa"),
        ("ankaradan", "tr", "ankara"),
        ("بالقاهره", "ar", "القاهره"),
        ("서울에서", "ko", "서울"),
        ("budapesten", "hu", "budapest"),
    ],
)
def test_base_forms(word: str, lang: str, base: str) -> None:
    assert name_key(base) in base_forms(name_key(word), lang)


def test_no_base_forms_where_a_language_has_no_rules() -> None:
    assert base_forms("london", "en") == ()


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Ulaanbaatar", "geonames:2028462"),
        ("Zamiin-Uud", "geonames:8468638"),
        ("Dornogovi Province", "iso:MN-063"),
        ("Darkhan-Uul", "iso:MN-037"),
        ("Mongolia", "iso:MN"),
        ("Монголия", "iso:MN"),
        ("Strait of Hormuz", "region:strait-of-hormuz"),
        ("Texas", "iso:US-TX"),
        ("الفاشر", "geonames:379555"),
        ("北京", "geonames:1816670"),
        ("Kosovo", "iso:XK"),
    ],
)
def test_names_are_found(name: str, place_id: str) -> None:
    assert place_id in {entry.place_id for entry in gazetteer().find(name_key(name))}


def test_the_filter_never_denies_a_name() -> None:
    book = gazetteer()
    for name in ("Kyiv", "Kharkiv", "Sahel", "Aden", "Côte d'Ivoire", "Cook County"):
        assert book.find(name_key(name))
        assert book.may_have(name_key(name))
    assert book.find("no such place anywhere") == ()


def test_entries_are_whole() -> None:
    book = gazetteer()
    for name in ("Paris", "Georgia", "San José", "Springfield", "Victoria", "Red Sea"):
        entries = book.find(name_key(name))
        assert entries
        assert [e.population for e in entries] == sorted((e.population for e in entries), reverse=True)
        for entry in entries:
            assert -90 <= entry.lat <= 90
            assert -180 <= entry.lng <= 180
            assert entry.precision_km > 0
            assert len(entry.country) == 2
            assert book.by_id(entry.place_id) is not None


def test_every_country_has_a_centre_and_a_name() -> None:
    from tasks.countries.names import facts

    book = gazetteer()
    for code in facts():
        entry = book.by_id(f"iso:{code}")
        assert entry is not None, code
        assert entry.kind == "country"
        assert entry.iso_3166_2 == code


def test_a_bigger_town_is_wider() -> None:
    assert gazetteer_build.city_radius_km(0) == 2.0
    assert gazetteer_build.city_radius_km(1_000_000) == pytest.approx(10.3, abs=0.1)


def test_cache_folder_follows_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("WEEKWATCH_CACHE", raising=False)
    assert cache_folder() == tmp_path / "xdg" / "weekwatch"
    monkeypatch.setenv("WEEKWATCH_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"


def test_a_missing_file_is_built_and_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def build(target: Path, digest: str, log: object = None) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(digest)

    said: list[str] = []
    monkeypatch.setenv("WEEKWATCH_CACHE", str(tmp_path))
    monkeypatch.setattr(gazetteer_build, "build_gazetteer", build)
    path = module.gazetteer_path(said.append)
    assert path.read_text() == module.sources_digest()
    assert len(said) == 1
    assert "once" in said[0]
    assert module.gazetteer_path(said.append) == path
    assert len(said) == 1


def test_a_failed_build_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(self: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(gazetteer_build._Builder, "run", fail)
    with pytest.raises(OSError, match="disk full"):
        gazetteer_build.build_gazetteer(tmp_path / "gazetteer.sqlite", "0")
    assert list(tmp_path.iterdir()) == []


def _one_country(self: gazetteer_build._Builder) -> None:
    row = ("iso:MN", "Mongolia", "country", "MN", None, None, 46.0, 105.0, 3_000_000, 700.0, None, "MN")
    self._add(self._reserve(), row, {"Mongolia": 0})
    self._flush()


def _build_small(target: Path) -> None:
    gazetteer_build._Builder.run = _one_country  # type: ignore[method-assign]
    gazetteer_build.build_gazetteer(target, "0")


def test_two_processes_may_build_at_once(tmp_path: Path) -> None:
    target = tmp_path / "gazetteer.sqlite"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_build_small, args=(target,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["gazetteer.sqlite"]
    assert module.Gazetteer(target).find("mongolia")[0].country == "MN"
