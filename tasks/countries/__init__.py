"""Which countries there are: their names, profiles and sources.

In: `deployments/countries/XX.yaml`. Out: `CountryProfile`, names and demonyms in all languages. Begin with `profiles`.
"""

from __future__ import annotations

from pathlib import Path

BUNDLED = Path(__file__).parents[2] / "deployments" / "countries"
"""The profiles that come with Weekwatch."""
