"""The hotspots of a week as GeoJSON (RFC 7946): a FeatureCollection of points in WGS 84, the gravest first."""

from __future__ import annotations

import json

from tasks.publish.formats.finished import FinishedWeek
from tasks.report.prose.inert import plain
from warehouse.tables import Hotspot


def export_geojson(week: FinishedWeek) -> str:
    """GeoJSON text; a week without hotspots is an empty collection."""
    spots = week.ordered_hotspots()
    titles = {story.story_id: story.title for story in week.stories}
    collection: dict[str, object] = {"type": "FeatureCollection"}
    if spots:
        lngs, lats = [h.lng for h in spots], [h.lat for h in spots]
        collection["bbox"] = [min(lngs), min(lats), max(lngs), max(lats)]
    collection["features"] = [_feature(week, h, titles) for h in spots]
    return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def _feature(week: FinishedWeek, h: Hotspot, titles: dict[str, str]) -> dict[str, object]:
    """One place. `story_ids` and `stories` are joined with ` | `: many readers of GeoJSON know no lists."""
    return {
        "type": "Feature",
        "id": f"{week.country}-{week.start}-{h.place_id}",
        "geometry": {"type": "Point", "coordinates": [h.lng, h.lat]},
        "properties": {
            "label": plain(h.label),
            "detail": plain(h.detail),
            "intensity": h.intensity,
            "radius_km": h.radius_km,
            "trend": h.trend,
            "points": h.points,
            "article_count": h.article_count,
            "place_id": h.place_id,
            "place_country": h.place_country,
            "is_foreign": h.is_foreign,
            "country": week.country,
            "week": week.start.isoformat(),
            "threat_level": week.document.report.threat_level,
            "story_ids": " | ".join(h.story_ids),
            "stories": " | ".join(plain(titles.get(story_id, "")) for story_id in h.story_ids),
        },
    }
