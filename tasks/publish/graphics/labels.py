"""Labels for points that overlap neither each other nor the points; what finds no room is left to the list beside the map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.publish.graphics.drawing import cut_to_fit, number, text, text_width

SIZE = 12.0
LONGEST = 28


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def inside(self, other: Box) -> bool:
        """Whether it lies wholly in the other."""
        return self.x0 >= other.x0 and self.y0 >= other.y0 and self.x1 <= other.x1 and self.y1 <= other.y1


def place_labels(
    spots: Sequence[tuple[float, float, float, str]], frame: Box, avoid: Sequence[Box] = (), size: float = SIZE
) -> str:
    """SVG of the labels of points (x, y, radius, label), the most important first, with a line to a label that stands off;
    a point may have none; they keep out of the boxes to avoid. There is room for letters of `size` pixels; a page may show smaller ones."""
    taken = [*avoid, *(Box(x - r, y - r, x + r, y + r) for x, y, r, _ in spots)]
    out = []
    for x, y, r, label in spots:
        if not label:
            continue
        shown = cut_to_fit(label, LONGEST)
        found = _room(x, y, r, text_width(shown, size), size + 3, frame, taken)
        if found is None:
            continue
        box, far = found
        taken.append(box)
        if far:
            nearest = (min(max(x, box.x0), box.x1), min(max(y, box.y0), box.y1))
            out.append(
                f'<path class="ww-lead" d="M{number(x)} {number(y)}L{number(nearest[0])} {number(nearest[1])}"/>'
            )
        # Set from the side of the point, so that a wider face than was reckoned with grows away from it.
        start, anchor = (
            (box.x0, "start") if box.x0 >= x else (box.x1, "end") if box.x1 <= x else ((box.x0 + box.x1) / 2, "middle")
        )
        out.append(text(start, box.y1 - 0.29 * size, shown, "ww-halo", anchor))
    return "".join(out)


def _room(
    x: float, y: float, r: float, width: float, height: float, frame: Box, taken: Sequence[Box]
) -> tuple[Box, bool] | None:
    """The first free box around a point, near ones first, and whether it stands off."""
    for ring, gap in enumerate((2.0, 12.0, 24.0, 38.0, 54.0)):
        for turn in (0, 180, 45, -45, 135, -135, 90, -90, 22, -22, 158, -158, 67, -67, 113, -113):
            dx, dy = math.cos(math.radians(turn)), -math.sin(math.radians(turn))
            cx = x + dx * (r + gap + width / 2)
            cy = y + dy * (r + gap + height / 2)
            if abs(dx) < 0.9:  # above or below: slide the box towards the point
                cx = x + dx * (r + gap + width / 2) * 0.75
            box = Box(cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
            if box.inside(frame) and not any(box.overlaps(other) for other in taken):
                return box, ring > 0
    return None
