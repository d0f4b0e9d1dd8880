"""Places named in a text, on the map.

In: title, text, language and country. Out: place mentions with coordinates, precision, unit and gazetteer id. Begin with
`find`; `candidates` proposes, `features` weighs, `choose` decides; `gazetteer` is where they look names up.
"""

from __future__ import annotations

EARTH_KM = 6371.0
"""Mean radius of the Earth."""
