from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.countries.profiles import CountryProfile, OverlayPlace
from tasks.places.find import PlaceMention, find_places


def mongolia() -> CountryProfile:
    return CountryProfile(
        country="MN",
        name="Mongolia",
        names={"en": ("Mongolia*",)},
        languages=("mn",),
        time_zone="Asia/Ulaanbaatar",
        places=(
            OverlayPlace(
                slug="zamiin-uud",
                name="Zamiin-Uud crossing",
                names=("Zamiin-Uud", "Замын-Үүд"),
                kind="border_crossing",
                lat=43.72,
                lng=111.9,
                precision_km=3,
                source="test",
            ),
        ),
    )


def named(text: str, lang: str = "en", country: str | None = None) -> dict[str, str]:
    return {mention.text: mention.place_id for mention in find_places("", text, lang=lang, country=country)}


def test_a_border_story() -> None:
    title = "EU delegation visits Darkhan-Uul"
    text = "Joint training with China in Dornogovi Province; longer hours at the Zamyn-Uud crossing, Ulaanbaatar said."
    mentions = find_places(title, text, lang="en", profile=mongolia())
    assert [(m.text, m.place_id, m.kind, m.country) for m in mentions] == [
        ("Darkhan-Uul", "iso:MN-037", "admin1", "MN"),
        ("China", "iso:CN", "country", "CN"),
        ("Dornogovi Province", "iso:MN-063", "admin1", "MN"),
        ("Zamyn-Uud", "overlay:MN/zamiin-uud", "border_crossing", "MN"),
        ("Ulaanbaatar", "geonames:2028462", "capital", "MN"),
    ]
    assert [m.in_title for m in mentions] == [True, False, False, False, False]
    assert mentions[2].iso_3166_2 == "MN-063"
    assert mentions[4].geonames_id == 2028462


@pytest.mark.parametrize(
    ("title", "about", "country"),
    [
        ("Air strikes kill 12 in Gaza", "TR", "PS"),
        ("Aid groups warn of violence against workers in Gaza, Sudan", "SD", "PS"),
        ("Gaza floods kill 3", "MZ", "MZ"),
        ("Floods in Gaza province, Mozambique", "ZA", "MZ"),
    ],
)
def test_a_town_and_the_unit_that_is_hardly_more_do_not_lose_to_a_unit_far_away(
    title: str, about: str, country: str
) -> None:
    assert find_places(title, "", lang="en", country=about)[0].country == country


@pytest.mark.parametrize("spelling", ["Zamiin-Uud", "Zamiin Uud", "Zamyn-Uud", "Zamyn Üüd", "Замын-Үүд"])
def test_spellings_of_an_overlay_place(spelling: str) -> None:
    (mention,) = find_places("", f"Queues at {spelling} on Monday.", lang="en", profile=mongolia())
    assert (mention.place_id, mention.text) == ("overlay:MN/zamiin-uud", spelling)


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("A tornado hit Paris, Texas, on Friday.", "Paris", "US"),
        ("A strike hit Paris on Friday.", "Paris", "FR"),
        ("Police in London, Ontario, arrested two.", "London", "CA"),
        ("He spoke in Tbilisi, the capital of Georgia.", "Georgia", "GE"),
        ("He spoke in Atlanta and Savannah, Georgia.", "Georgia", "US"),
        ("Fighting near Tripoli spread to Benghazi and Misrata.", "Tripoli", "LY"),
        ("Clashes in Tripoli, Lebanon, killed two.", "Tripoli", "LB"),
    ],
)
def test_names_of_several_places(text: str, name: str, country: str) -> None:
    assert [m.country for m in find_places("", text, lang="en") if m.text == name] == [country]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Actor Paris Jackson spoke to Mr Washington on Monday.", {"Washington", "Jackson"}),
        ("Michael Jordan played golf.", {"Jordan"}),
        ("She studied at Stanford University Hospital.", {"University", "Hospital"}),
        ("Israeli troops met Georgian officers.", {"Israeli", "Georgian"}),
        ("The Police Department asked for US$5 million.", {"US", "Police Department"}),
        ("They ate turkey off fine china.", {"turkey", "china"}),
        ("The Secretary spoke on Monday in March.", {"Secretary", "March", "Monday"}),
    ],
)
def test_what_is_no_place(text: str, wrong: set[str]) -> None:
    assert not wrong & set(named(text))


@pytest.mark.parametrize(
    ("lang", "text", "ids"),
    [
        ("ru", "Взрыв в Белгороде; бои в Донецкой области", {"geonames:578072", "iso:UA-14"}),
        ("uk", "У Києві та Херсоні", {"geonames:703448", "geonames:706448"}),
        ("pl", "Wybuch w Warszawie", {"geonames:756135"}),
        ("ar", "غارات على بيروت وفي جنوب لبنان", {"geonames:276781", "iso:LB"}),
        ("zh", "外交部发言人在北京表示", {"geonames:1816670"}),
        ("zh", "乌克兰首都基辅遭袭", {"iso:UA", "geonames:703448"}),
        ("ja", "東京で地震", {"geonames:1850147"}),
        ("ko", "서울에서 시위", {"geonames:1835848"}),
        ("hi", "मुंबई में विस्फोट", {"geonames:1275339"}),
        ("tr", "Ankara'da patlama", {"geonames:323786"}),
        ("fr", "Attaque en Côte d'Ivoire et à N'Djamena", {"iso:CI", "geonames:2427123"}),
        ("es", "Ataque en Culiacán", {"geonames:4012176"}),
        ("th", "ระเบิดในกรุงเทพ", {"geonames:1609350"}),
    ],
)
def test_scripts_and_inflection(lang: str, text: str, ids: set[str]) -> None:
    assert ids <= set(named(text, lang).values())


def test_the_story_country_is_preferred() -> None:
    assert [m.country for m in find_places("", "An attack in Santa Rosa.", lang="en", country="BO")] == ["BO"]


def test_seas_and_regions() -> None:
    found = named("Ships in the Red Sea and the Strait of Hormuz; shelling in Donbas.")
    assert found == {
        "Red Sea": "region:red-sea",
        "Strait of Hormuz": "region:strait-of-hormuz",
        "Donbas": "region:donbas",
    }


def test_a_bigger_place_is_less_precise() -> None:
    by_kind = {m.kind: m.precision_km for m in find_places("", "In Texas, in Mongolia and in Reno, Nevada.", lang="en")}
    assert by_kind["city"] < by_kind["admin1"] < by_kind["country"]


def test_empty_text_has_no_places() -> None:
    assert find_places("", "", lang="en") == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Paris",
                "Texas",
                "Mr",
                "Kim",
                "Gaza",
                "City,",
                "of",
                "in",
                "U.S.",
                "San",
                "José",
                "Москве",
                "北京",
                "بيروت",
                "Côte",
                "d'Ivoire",
                "N.C.",
                "—",
                ".",
                '"',
                "(",
            ]
        ),
        max_size=14,
    ).map(" ".join),
    st.sampled_from(["en", "ru", "ar", "zh", "und"]),
)
def test_every_place_is_in_the_text_once_and_always_the_same(text: str, lang: str) -> None:
    mentions = find_places(text, text, lang=lang)
    assert mentions == find_places(text, text, lang=lang)
    last: dict[bool, int] = {True: 0, False: 0}
    for mention in mentions:
        assert isinstance(mention, PlaceMention)
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.start >= last[mention.in_title]
        last[mention.in_title] = mention.end
        assert mention.precision_km > 0


@pytest.mark.data
@pytest.mark.parametrize(
    ("corpus", "peer", "published"),
    [("GeoVirus", "CamCoder", 0.673), ("GeoVirus", "GeoTxt", 0.630), ("LGL", "Yahoo", 0.500)],
)
def test_the_benchmark_gives_peers_their_known_figures(corpus: str, peer: str, published: float) -> None:
    from tests.measure import places as benchmark

    folder = benchmark.DATA / "truth" / "geoparsing"
    if not folder.is_dir():
        pytest.skip(f"no gold sets at {folder}")
    _, gold = benchmark.read_corpus(corpus)
    outputs = benchmark.read_points(folder / "eupeg_peer_outputs" / f"{corpus}_{peer}.txt.gz")
    tally = benchmark.Tally()
    for known, output in zip(gold, outputs, strict=True):
        tally.add(known, output)
    assert float(tally.row[0]) == pytest.approx(published, abs=0.0015)


def test_people_named_in_the_text_are_no_towns_in_the_title() -> None:
    assert find_places("Tanda says talks failed", "Minister Paul Tanda spoke on Friday.", lang="en", country="NG") == []
    assert not [m for m in find_places("Ashford scored twice", "", lang="en") if m.country == "GB"]


def test_a_direction_alone_is_no_province() -> None:
    assert not [m for m in find_places("Southern leaders meet in Lusaka", "", lang="en") if m.text == "Southern"]


@pytest.mark.parametrize(
    ("name", "country"), [("Oahu", "US"), ("Bekaa Valley", "LB"), ("Lesbos", "GR"), ("Jeju Island", "KR")]
)
def test_well_known_islands_and_regions(name: str, country: str) -> None:
    found = find_places(f"Storm hits {name}", "", lang="en")
    assert [(m.text, m.country) for m in found] == [(name, country)]


def test_another_name_of_a_town_abroad_needs_company() -> None:
    found = find_places("Blast in Tanda", "The explosion in Tanda injured three people.", lang="en", country="PK")
    assert [p.name for p in found] == []
    found = find_places("Blast in Tanda", "Police in Cairo and Alexandria sent help.", lang="en", country="PK")
    assert "Tanta" in {p.name for p in found}


def test_people_called_after_countries_are_no_places() -> None:
    text = "Victoria Brown, who is 34 and works as a nurse, said that her neighbour Jordan Wilson had left with Chad Harris for a farm near Lyon."
    assert [p.name for p in find_places("", text, lang="en")] == ["Lyon"]
    assert {p.country for p in find_places("", "Jordan Armed Forces crossed into Chad.", lang="en")} == {"JO", "TD"}


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("en", "Russian artillery hits positions of Ukraine near Pokrovsk", "Pokrovsk"),
        ("es", "La artillería de Rusia bombardea posiciones de Ucrania cerca de Pokrovsk", "Pokrovsk"),
        ("fr", "La Russie frappe l'Ukraine près de Pokrovsk", "Pokrovsk"),
        ("en", "Sudan and South Sudan trade blame for clash in Renk", "Renk"),
    ],
)
def test_a_town_with_a_namesake_in_another_country_that_is_named_is_not_taken_for_the_own(
    lang: str, text: str, name: str
) -> None:
    home = "SD" if "Renk" in text else "RU"
    found = {m.text: m.country for m in find_places(text, "", lang=lang, country=home)}
    assert found.get(name) != home


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Drone from Ukraine hits plant in Engels, Saratov Region, Russia", "Engels"),
        ("Attack near Pokrovsk in Saratov Region as Ukraine strikes Russia", "Pokrovsk"),
        ("Talks of Russia and the United States in Moscow", "Moscow"),
        ("Ukraine and Russia swap prisoners in Belgorod", "Belgorod"),
    ],
)
def test_what_the_own_region_or_size_tells_stays_at_home(text: str, name: str) -> None:
    assert {m.text: m.country for m in find_places(text, "", lang="en", country="RU")}[name] == "RU"


@pytest.mark.parametrize(
    ("title", "lang", "names"),
    [
        ("Drones shot down near Ain al-Asad base in Anbar", "en", ["Anbar"]),
        ("Deux roquettes visent la base d'Ain al-Assad en Irak", "fr", ["Irak"]),
        ("Ataque con cohetes contra Umm al-Hiran", "es", []),
        ("Clashes near Ras al-Khaimah", "en", ["Ras al-Khaimah"]),
        ("Mosul al-Nuri mosque reopens after blast", "en", ["Mosul"]),
    ],
)
def test_a_word_that_begins_a_longer_name_is_not_the_place_of_that_name(
    title: str, lang: str, names: list[str]
) -> None:
    assert [mention.text for mention in find_places(title, "", lang=lang)] == names
