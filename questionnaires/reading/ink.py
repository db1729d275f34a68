"""What is seen in a part of a page: whether there is a tick, dirt, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
from PIL import Image

from questionnaires.reading.sheets import Box, Ticked

SCALE = 3.0
LARGEST_SIDE = 3000.0
DARK, PALE = 128, 225
# A tick covers so much of its box's inside, and reaches over so much of one of its sides.
TICK_SHARE, TICK_REACH = 0.045, 0.4
DIRT_SHARE = 0.012
PALE_SHARE = 0.05


@dataclass
class Picture:
    """A page drawn in grey, when it is needed; the last one is kept."""

    document: pypdfium2.PdfDocument
    index: int
    width: float
    height: float

    def fresh(self) -> Seen:
        scale = min(SCALE, LARGEST_SIDE / max(self.width, self.height, 1))
        page = self.document[self.index]
        bitmap = page.render(scale=scale, grayscale=True)
        image = bitmap.to_pil().convert("L").copy()
        bitmap.close()
        page.close()
        return Seen(image, scale)

    def ink(self, box: Box) -> Ticked:
        seen = self._kept()
        return seen.ink(box) if seen else Ticked.DOUBTFUL

    def ground(self, box: Box) -> int | None:
        seen = self._kept()
        return seen.ground(box) if seen else None

    def _kept(self) -> Seen | None:
        if Kept.key != (id(self.document), self.index):
            Kept.key = id(self.document), self.index
            Kept.seen = self.fresh()
        return Kept.seen


class Kept:
    key: tuple[int, int] = (0, -1)
    seen: Seen | None = None


@dataclass
class Seen:
    image: Image.Image
    scale: float

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

    def ink(self, box: Box) -> Ticked:
        """Whether there is a tick in a box: enough dark points, reaching far enough."""
        part = self.part(box)
        if part is None:
            return Ticked.DOUBTFUL
        dark = part.point([255 if level < DARK else 0 for level in range(256)])
        pale = part.point([255 if level < PALE else 0 for level in range(256)])
        points = part.width * part.height
        share = dark.histogram()[255] / points
        pale_share = pale.histogram()[255] / points
        if share >= TICK_SHARE and (bounds := dark.getbbox()) is not None:
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
        bounds = part.point([255 if level < PALE else 0 for level in range(256)]).getbbox()
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
        return max(range(256), key=lambda level: levels[level])

    def has_dark(self, box: Box) -> bool:
        part = self.part(box)
        return part is not None and any(part.histogram()[:DARK])
