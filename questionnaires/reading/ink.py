"""What is seen in a part of a page: whether there is a tick, dirt, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pypdfium2
from PIL import Image

from questionnaires.reading.sheets import WHITE, Box, Ticked

SCALE = 3.0
LARGEST_SIDE = 3000.0
DARK, PALE = 128, 225
# The least share of a box's inside that a tick covers, and of one of its sides over which it
# reaches.
TICK_SHARE, TICK_REACH = 0.045, 0.4
DIRT_SHARE = 0.012
PALE_SHARE = 0.05


@dataclass
class Picture:
    """A page drawn in grey, when it is needed; the last one is kept, and the grounds that were
    seen."""

    document: pypdfium2.PdfDocument
    index: int
    width: float
    height: float
    grounds: dict[Box, int | None] = field(default_factory=dict)

    def of(self, page: pypdfium2.PdfPage) -> Seen:
        """What is seen of the page, which has to be open when something is first looked at."""
        return Seen(page, min(SCALE, LARGEST_SIDE / max(self.width, self.height, 1)))

    def ink(self, box: Box, ground: int) -> Ticked:
        seen = self._kept()
        return seen.ink(box, ground) if seen else Ticked.DOUBTFUL

    def ground(self, box: Box) -> int | None:
        if box not in self.grounds:
            seen = self._kept()
            self.grounds[box] = seen.ground(box) if seen else None
        return self.grounds[box]

    def _kept(self) -> Seen | None:
        if Kept.key != (id(self.document), self.index):
            Kept.key = id(self.document), self.index
            Kept.seen = self.of(self.document[self.index])
        return Kept.seen


class Kept:
    key: tuple[int, int] = (0, -1)
    seen: Seen | None = None


@dataclass
class Seen:
    page: pypdfium2.PdfPage
    scale: float

    @cached_property
    def image(self) -> Image.Image:
        bitmap = self.page.render(scale=self.scale, grayscale=True)
        image = bitmap.to_pil()
        bitmap.close()
        return image if image.mode == "L" else image.convert("L")

    def part(self, box: Box) -> Image.Image | None:
        edges = [round(edge * self.scale) for edge in (box.left, box.top, box.right, box.bottom)]
        left, top = max(edges[0], 0), max(edges[1], 0)
        right, bottom = min(edges[2], self.image.width), min(edges[3], self.image.height)
        if right - left < 2 or bottom - top < 2:
            return None
        return self.image.crop((left, top, right, bottom))

    def inside(self, box: Box) -> Ticked:
        """What is in a box, apart from its own outline."""
        edge_x, edge_y = max(box.width * 0.2, 1.0), max(box.height * 0.2, 1.0)
        inner = Box(box.left + edge_x, box.top + edge_y, box.right - edge_x, box.bottom - edge_y)
        return self.ink(inner)

    def ink(self, box: Box, ground: int = WHITE) -> Ticked:
        """Whether there is a tick in a box: enough points darker than its ground, reaching far
        enough."""
        part = self.part(box)
        if part is None:
            return Ticked.DOUBTFUL
        darkest, palest = DARK * ground // WHITE, PALE * ground // WHITE
        levels, points = part.histogram(), part.width * part.height
        share, pale_share = sum(levels[:darkest]) / points, sum(levels[:palest]) / points
        if share >= TICK_SHARE and (bounds := _bounds(part, darkest)) is not None:
            reach = max((bounds[2] - bounds[0]) / part.width, (bounds[3] - bounds[1]) / part.height)
            return Ticked.YES if reach >= TICK_REACH else Ticked.DOUBTFUL
        if share >= DIRT_SHARE or pale_share >= PALE_SHARE:
            return Ticked.DOUBTFUL
        return Ticked.NO

    def outline(self, box: Box) -> Box | None:
        """The box of what is drawn in a region."""
        part = self.part(box)
        if part is None:
            return None
        bounds = _bounds(part, PALE)
        if bounds is None:
            return None
        left, top = max(round(box.left * self.scale), 0), max(round(box.top * self.scale), 0)
        return Box(
            (left + bounds[0]) / self.scale,
            (top + bounds[1]) / self.scale,
            (left + bounds[2]) / self.scale,
            (top + bounds[3]) / self.scale,
        )

    def ground(self, box: Box) -> int | None:
        """The grey of most points of a box, which is what text in it stands on."""
        part = self.part(box)
        if part is None:
            return None
        levels = part.histogram()
        return levels.index(max(levels))

    def has_dark(self, box: Box) -> bool:
        part = self.part(box)
        return part is not None and any(part.histogram()[:DARK])


def _bounds(part: Image.Image, darker: int) -> tuple[int, int, int, int] | None:
    """Where the points darker than a grey are, in points of the picture."""
    return part.point([255 if level < darker else 0 for level in range(256)]).getbbox()
