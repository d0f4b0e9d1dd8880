from __future__ import annotations

from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.language import encoder, encoder_network
from tasks.language.encoder import DIMENSIONS, encode, lede

TEXTS = (
    "Floods kill thirty people in the north of the country",
    "Al menos treinta muertos por las inundaciones en el norte del país",
    "مقتل ثلاثين شخصا في فيضانات بشمال البلاد",
    "Parliament passes the budget for next year",
    "Das Parlament verabschiedet den Haushalt für das nächste Jahr",
    "国会通过明年预算",
)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    encoder.forget()


def test_rows_have_length_one_and_texts_without_letters_are_zero() -> None:
    rows = encode([*TEXTS, "", " -- "])
    assert rows.shape == (8, DIMENSIONS)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows[:6], axis=1) == pytest.approx(1, abs=1e-5)
    assert not rows[6:].any()


def test_no_texts_give_no_rows() -> None:
    assert encode([]).shape == (0, DIMENSIONS)


def test_the_same_message_is_near_in_every_language() -> None:
    likeness = encode(TEXTS) @ encode(TEXTS).T
    floods, budget = likeness[:3, :3], likeness[3:, 3:]
    assert min(floods.min(), budget.min()) > likeness[:3, 3:].max() + 0.2


@given(st.permutations(range(len(TEXTS))), st.integers(1, len(TEXTS)))
@settings(max_examples=15, deadline=None)
def test_a_row_depends_on_its_text_alone(order: list[int], count: int) -> None:
    encoder.forget()
    alone = [encode([text])[0] for text in TEXTS]
    encoder.forget()
    chosen = order[:count]
    for i, row in zip(chosen, encode([TEXTS[i] for i in chosen]), strict=True):
        assert np.abs(row - alone[i]).max() <= encoder.TOLERANCE


def test_the_same_texts_in_the_same_order_give_the_same_bits() -> None:
    encoder.forget()
    once = encode(TEXTS)
    encoder.forget()
    assert encode(TEXTS).tobytes() == once.tobytes()


def test_long_and_short_texts_share_batches_without_changing_each_other() -> None:
    texts = ["word " * n + str(n) for n in (1, 400, 2, 90, 3, 60, 1000)] + ["Short headline"] * 30
    together = encode(texts)
    encoder.forget()
    assert np.abs(together[3] - encode([texts[3]])[0]).max() <= encoder.TOLERANCE
    assert np.abs(together[-1] - encode(["Short headline"])[0]).max() <= encoder.TOLERANCE


def test_texts_in_a_script_unknown_to_the_model_are_told_apart() -> None:
    rows = encode(
        [
            "बाढ़ में तीस लोग मारे गए, गाँव डूबे",
            "गाँव डूबे, बाढ़ में तीस लोग मारे गए",
            "संसद ने नया कानून पारित किया",
        ]
    )
    assert rows[0] @ rows[1] > 0.9
    assert rows[0] @ rows[2] < 0.4


def test_remembered_rows_equal_fresh_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    first = encode(TEXTS)
    monkeypatch.setattr(encoder, "_encode", lambda texts: pytest.fail("encoded a second time"))
    assert encode(TEXTS).tobytes() == first.tobytes()


def test_the_lede_leaves_out_a_repeated_title_and_ends() -> None:
    assert lede("Quake hits Izmir", "Quake hits Izmir - Rescuers search") == "Quake hits Izmir. Rescuers search"
    assert lede("Really?", "Yes") == "Really? Yes"
    assert lede("Title", "") == "Title"
    assert len(lede("a " * 30, "b " * 500).split()) == encoder.LEDE_WORDS
    assert len(lede("", "国" * 2000)) <= 300


@pytest.mark.parametrize(
    "text",
    [
        "Two killed in Kyiv",
        " a\u200bb  c",
        "\x1c a",
        "नमस्ते दुनिया 22",
        "ไทย ภาษา",
        "x\u00a0y\u3000z ½ 😀 ok",
        "北京 发布",
        "",
    ],
)
def test_words_looked_up_one_by_one_are_the_tokens_of_the_text(text: str) -> None:
    tokenizer, _ = encoder._model()
    whole = tokenizer.encode(text, out_type=int, add_bos=False, add_eos=False)
    assert encoder._pieces(text) == (whole if text.strip() else [])


@pytest.mark.parametrize("kept", [encoder_network.KEPT, 12])
def test_rows_are_those_of_the_network_that_looks_nothing_up(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where there is no room to keep a token: it is made again in each batch."""
    monkeypatch.setattr(encoder_network, "KEPT", kept)
    backend = encoder._model()[1]._of
    looking_up = encoder_network.Network(backend, 384)
    texts = [[1, *encoder._pieces(text), 2] for text in (*TEXTS, "word " * 60)]
    backend.sp = Mock(encode=lambda ids, **_: ids)
    plain = backend.encode(texts)
    for _ in range(2):
        rows = looking_up.encode([texts[:4], texts[4:]], 384, 64)
        assert np.abs(rows - plain).max() <= encoder.TOLERANCE
