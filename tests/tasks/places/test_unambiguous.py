from __future__ import annotations

from tasks.countries.names import facts
from tasks.places.unambiguous import own_regions


def test_every_region_lies_in_a_country_or_in_none() -> None:
    """An unquoted NO is `false` in YAML: a week that named Svalbard could not be built."""
    countries = {region["country"] for region in own_regions().values()}
    assert countries <= facts().keys() | {"XX"}
