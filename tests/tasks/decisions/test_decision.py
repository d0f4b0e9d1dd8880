"""A decision says one thing, about one country's week, with a reason; whatever else stands in a file is refused by name."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.countries.profiles import Feed
from tasks.decisions.apply import feeds_to_ask, has_effect, left_out
from tasks.decisions.decision import Decision, read_decisions
from tests.tasks.rows import item
from warehouse.errors import InputError
from warehouse.weeks import Week

MERGE = """
decisions:
  - id: one-bridge
    because: Both tell the collapse of the same bridge.
    by: Night desk
    decided: 2026-04-30
    country: MN
    week: 2026-W17
    merge: [e000000000000001, e000000000000002]
"""
FILE = "desk/april.yaml"


def test_a_decision_is_read_with_its_reason() -> None:
    (decision,) = read_decisions({FILE: MERGE})
    assert (decision.kind, decision.by, decision.decided) == ("merge", "Night desk", dt.date(2026, 4, 30))
    assert decision.concerns("MN", Week(dt.date(2026, 4, 20)), 0)
    assert not decision.concerns("MN", Week(dt.date(2026, 4, 27)), 0)
    assert not decision.concerns("TR", Week(dt.date(2026, 4, 20)), 0)


def test_an_empty_file_decides_nothing() -> None:
    assert read_decisions({FILE: "", "desk/none.yaml": "decisions: []"}) == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("merge:", "merged:"), "decisions.0.merged: Extra inputs are not permitted"),
        (("[e000000000000001, e000000000000002]", "[e000000000000001]"), "decisions.0.merge: "),
        (("e000000000000002", "bridge"), "decisions.0.merge.1: "),
        (("    because: Both tell the collapse of the same bridge.\n", ""), "decisions.0.because: Field required"),
        (("Both tell the collapse of the same bridge.", "so"), "decisions.0.because: "),
        (("    country: MN\n", ""), "decisions.0: merge needs country and week"),
        (("country: MN", "country: Mongolia"), "decisions.0.country: "),
        (("week: 2026-W17", "week: 2026-W60"), "decisions.0.week: '2026-W60' is not a week"),
        (("    merge: [e000000000000001, e000000000000002]\n", ""), "decisions.0: give one of merge, "),
        (("    merge:", "    outlet: Example Post\n    merge:"), "not merge and outlet"),
        (("    merge:", "    since: 2026-W01\n    merge:"), "since stands with outlet or only"),
        (("decisions:", "decision:"), "decision"),
        (("decisions:", "decisions: ["), "is not YAML"),
        (
            ("merge: [e000000000000001, e000000000000002]", "toll: {event: e000000000000001}"),
            "decisions.0.toll: give killed, injured or both",
        ),
        (
            ("merge: [e000000000000001, e000000000000002]", "toll: {event: e000000000000001, killed: many}"),
            "decisions.0.toll.killed",
        ),
    ],
)
def test_what_is_wrong_is_named_by_file_and_key(change: tuple[str, str], named: str) -> None:
    with pytest.raises(InputError) as refused:
        read_decisions({FILE: MERGE.replace(*change)})
    said = str(refused.value)
    assert said.startswith(f"{FILE}: ")
    assert named in said
    assert "docs/DESK.md" in said


def test_a_decision_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"id one-bridge is used in desk/april\.yaml as well"):
        read_decisions({FILE: MERGE, "desk/may.yaml": MERGE})


@pytest.mark.parametrize("outlet", ["example post", "Example Post", "example.org", "www.example.org"])
def test_an_outlet_is_named_by_name_or_host(outlet: str) -> None:
    decision = Decision(id="out", because="It invents its news.", outlet=outlet)
    other = item(2, outlet="Other", publisher="Other", url="https://notexample.org/2")
    assert left_out([item(1), other], decision) == [item(1)]
    assert has_effect([item(1)], decision)
    assert not has_effect([other], decision)


def test_an_outlet_that_wikipedia_cites_is_refused_or_kept_by_its_name() -> None:
    cited = item(1, outlet="Reuters, via Wikipedia", publisher="reuters.com", url="https://www.reuters.com/world/1")
    other = item(2, outlet="The Press, via Wikipedia", publisher="press.example", url="https://press.example/2")
    for name in ("Reuters", "reuters.com"):
        assert left_out([cited, other], Decision(id="out", because="It invents its news.", outlet=name)) == [cited]
        assert left_out([cited, other], outlets(f"country: MN, only: [{name}]")) == [other]


def test_an_outlet_is_refused_from_a_week_on() -> None:
    decision = Decision(id="out", because="It invents its news.", outlet="Example Post", since="2026-W17")
    weeks = [Week(dt.date(2026, 4, day)) for day in (13, 20, 27)]
    assert [decision.concerns("MN", week, 0) for week in weeks] == [False, True, True]


def test_articles_are_named_by_id_or_link() -> None:
    decision = Decision(
        id="not-ours", because="A town of that name abroad.", country="MN", week="2026-W17",
        not_about=("https://example.org/1", "0000000000000002"),
    )  # fmt: skip
    assert left_out([item(1), item(2), item(3)], decision) == [item(1), item(2)]


def outlets(text: str) -> Decision:
    (found,) = read_decisions({FILE: f"decisions:\n  - {{id: some, because: The desk has its reasons., {text}}}\n"})
    return found


def test_only_leaves_out_whatever_is_of_no_named_outlet() -> None:
    items = [item(outlet="Montsame"), item(outlet="Other Post", url="https://other.example/1")]
    decision = outlets("country: MN, only: [montsame, www.ikon.example]")
    assert left_out(items, decision) == items[1:]
    assert has_effect(items, decision)
    assert not has_effect(items[:1], decision)
    with pytest.raises(InputError, match="only needs country"):
        outlets("only: [Montsame]")


@pytest.mark.parametrize(
    ("decision", "asked"),
    [
        ("outlet: Alpha", {"beta": ["MN", "RU"], "world": ["XX"]}),
        ("outlet: alpha.example", {"beta": ["MN", "RU"], "world": ["XX"]}),
        ("outlet: beta.example, country: MN", {"alpha": ["MN"], "beta": ["RU"], "world": ["XX"]}),
        ("outlet: World", {"alpha": ["MN"], "beta": ["MN", "RU"]}),
        ("country: MN, only: [Beta]", {"beta": ["MN", "RU"], "world": ["XX"]}),
        ("outlet: Alpha, week: 2026-W17", {"alpha": ["MN"], "beta": ["MN", "RU"], "world": ["XX"]}),
        ("outlet: Alpha, since: 2026-W18", {"alpha": ["MN"], "beta": ["MN", "RU"], "world": ["XX"]}),
        ("outlet: Alpha, since: 2026-W17", {"beta": ["MN", "RU"], "world": ["XX"]}),
    ],
)
def test_feeds_that_are_refused_for_good_are_asked_for_nobody_who_refuses_them(
    decision: str, asked: dict[str, list[str]]
) -> None:
    feeds = [
        (Feed(url=f"https://{name}.example/feed", outlet=name.title(), language="en", source="a test"), countries)
        for name, countries in (("alpha", ["MN"]), ("beta", ["MN", "RU"]), ("world", ["XX"]))
    ]
    found = feeds_to_ask(feeds, [outlets(decision)], Week(dt.date(2026, 4, 20)))
    assert {feed.outlet.lower(): countries for feed, countries in found} == asked
