from __future__ import annotations

from tasks.countries.coverage import coverage_of
from tasks.countries.profiles import CountryProfile, Feed


def feed(number: int, **more: str) -> Feed:
    given = {"url": f"https://example.org/{number}", "outlet": f"Outlet {number}", "language": "en", "source": "x"}
    return Feed.model_validate(given | more)


def profile(code: str, *feeds: Feed) -> CountryProfile:
    return CountryProfile(country=code, name=code, names={}, languages=("fr",), time_zone="UTC", feeds=feeds)


def test_coverage_counts_and_names_what_is_thin() -> None:
    good = profile("ML", *(feed(n, language="fr", source="kagisearch/kite-public") for n in range(5)))
    poor = profile("TV", feed(9, kind="official"), feed(10, kind="international"))
    found = coverage_of({"TV": poor, "ML": good}, [feed(10, language="de"), feed(11)])
    ml, tv = found.countries
    assert (ml.country, ml.thin, ml.on_a_list, ml.publishers, ml.in_own_language) == ("ML", (), 5, 5, 5)
    assert tv.thin == ("only 2 feeds", "1 publisher of its own", "nothing in fr", "no press that is not the state's")
    assert (found.feeds, found.international, found.with_enough, found.on_a_list) == (8, 2, 1, 5)
    assert found.languages == {"fr": 5, "en": 2, "de": 1}
    assert found.thin == (tv,)
