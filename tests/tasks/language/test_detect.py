"""The language of short texts, with and without what the feed says."""

import pytest

from tasks.language.detect import detect, main_script, normalise_code, plausible


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        ("The president met the delegation in the capital on Friday", None, "en"),
        ("Президент подписал соглашение о поставках топлива", None, "ru"),
        ("Der Präsident hat gestern in Berlin mit dem Kanzler gesprochen", "en", "de"),
        ("Le président a rencontré la délégation dans la capitale vendredi", "en", "fr"),
        ("Президент прибув до Києва", "uk", "uk"),
        ("Монгол Улсын Ерөнхийлөгч гэрээнд гарын үсэг зурлаа", "mn", "mn"),
        ("北京举行联合演习", None, "zh"),
        ("東京で大きな地震がありました", None, "ja"),
        ("서울에서 큰 시위가 열렸다", None, "ko"),
        ("تظاهر الآلاف في العاصمة احتجاجا على ارتفاع الأسعار", None, "ar"),
        ("Flood", "en", "en"),
        ("Flood", None, "und"),
        ("2026: 45 / 12", None, "und"),
        ("2026: 45 / 12", "fr", "fr"),
        ("", "xx", "und"),
        ("北京", "en", "zh"),
        ("नेपालमा नयाँ सरकार गठन", "np", "ne"),
    ],
)
def test_detect(text: str, hint: str | None, expected: str) -> None:
    assert detect(text, hint) == expected


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        ("La mobilisation s’intensifie en faveur de la convention, les députés ont été reçus par le roi", "en", "fr"),
        ("El efecto: mientras el electorado votó a los referentes locales, en el ámbito nacional fue otra cosa", "en", "es"),
        ("«Город до сих пор не может спокойно жить у себя дома»: что было после штурма и как это было для города", "uk", "ru"),
        ("Президент: In the North of the country it was the first of the talks in which they had been in the lead", "ru", "en"),
        ("The Who and the The play in Kyiv", "uk", "en"),
    ],
)  # fmt: skip
def test_many_common_words_of_one_language_leave_no_doubt(text: str, hint: str, expected: str) -> None:
    assert detect(text, hint) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en-US", "en"), ("pt_BR", "pt"), ("iw", "he"), ("jp", "ja"), ("zh-Hans", "zh"), ("rus", "ru"), ("ckb", "ckb"),
     ("", None), (None, None), ("und", None), ("english language", "en"), ("x" * 9, None)],
)  # fmt: skip
def test_codes_are_normalised(code: str | None, expected: str | None) -> None:
    assert normalise_code(code) == expected


def test_script_tells_what_a_language_cannot_be() -> None:
    assert plausible("Президент", "ru")
    assert not plausible("President", "ru")
    assert plausible("12:30", "ru")
    assert main_script("東京で大きな") == "HIRAGANA"
    assert main_script("東京") == "CJK"
    assert main_script("42") is None
