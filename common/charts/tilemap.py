"""The tile map: one equal square for each State, with its groups outlined."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.charts import tiles
from common.charts.canvas import Canvas, element
from common.charts.looks import LABEL
from common.charts.tiles import Place

SQUARE = 24.0
INSET = 1.5
NAME_ROOM = 34.0
# The place for each group's name on the map, in squares: column, row, and largest width.
NAMES: dict[str, tuple[float, float, float]] = {
    "western_european_and_others": (3.2, 2.2, 6),
    "eastern_european": (17.4, 2.2, 6),
    "asia_pacific": (25.5, 4.5, 6),
    "latin_american_caribbean": (0.0, 13.6, 5),
    "african": (7.6, 13.9, 5),
}
STEPS = 5
# Of a map for each language; a tile takes less than a kilobyte.
KEPT_TILES = 2_000
# The regional groups of some days, on pages and in files.
KEPT_OUTLINES = 100


class Tile(NamedTuple):
    """A State: its address, ``words`` that say its name and figure, and how it looks:
    ``reported``, ``not_reported``, ``not_known``, ``no_record``, ``not_coded`` or a ``share``."""

    code: str
    words: str
    url: str
    look: str
    share: float = 0


@dataclass(frozen=True)
class GroupOutline:
    """A group's code and name, and the codes of its States."""

    code: str
    name: str
    members: Sequence[str]


@dataclass(frozen=True)
class LegendEntry:
    """What a look means, and how many States have it."""

    look: str
    label: str
    count: int
    share: float = 0

    def swatch(self) -> SafeString:
        """A square of that look, as decoration beside the label."""
        canvas = Canvas(SQUARE)
        _square(canvas, self.look, self.share, 0, 0)
        return format_html(
            '<svg class="drawing swatch" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
            canvas.contents(),
        )


@dataclass(frozen=True)
class TileMap:
    """The whole map. On a page each square is a link; the State under the focus or the pointer is
    named at the foot of the map. In a file the legend stands there."""

    tiles: Sequence[Tile]
    groups: Sequence[GroupOutline]
    legend: Sequence[LegendEntry]

    @staticmethod
    def width() -> float:
        return tiles.size()[0] * SQUARE

    def draw(self, canvas: Canvas) -> float:
        places = tiles.placed([tile.code for tile in self.tiles])
        bottom = SQUARE * (1 + max((row for _column, row in places.values()), default=0))
        world = canvas.from_the_west()
        for tile in self.tiles:
            if canvas.standalone:
                _tile(world, tile, places[tile.code])
            else:
                place = places[tile.code]
                world.parts.append(_linked(tile, place, canvas.width, bottom, rtl=canvas.rtl))
        for group in self.groups:
            self._group(world, group, places)
        canvas.parts += world.parts
        return self._legend(canvas, bottom) if canvas.standalone else bottom + NAME_ROOM

    def _group(self, canvas: Canvas, group: GroupOutline, places: dict[str, Place]) -> None:
        squares = frozenset(places[code] for code in group.members if code in places)
        canvas.parts.append(_outline(squares, standalone=canvas.standalone))
        if group.code in NAMES:
            column, row, width = NAMES[group.code]
            canvas.lines(column * SQUARE, row * SQUARE, width * SQUARE, group.name, "group-name")

    def _legend(self, canvas: Canvas, y: float) -> float:
        y += LABEL
        for entry in self.legend:
            _square(canvas, entry.look, entry.share, 0, y)
            words = f"{entry.label} · {entry.count}"
            canvas.text(SQUARE + 10, y + 17, words, "label")
            y += SQUARE + 4
        return y


def _tile(canvas: Canvas, tile: Tile, place: Place) -> None:
    x, y = place[0] * SQUARE, place[1] * SQUARE
    _square(canvas, tile.look, tile.share, x, y)
    canvas.text(x + SQUARE / 2, y + 14, tile.code, code_look(tile), "middle")


@lru_cache(maxsize=KEPT_OUTLINES)
def _outline(squares: frozenset[Place], *, standalone: bool) -> SafeString:
    """The line around squares. From one map to the next it is the same."""
    canvas = Canvas(0, standalone=standalone)
    edges = [
        [(column * SQUARE, row * SQUARE) for column, row in edge] for edge in tiles.outline(squares)
    ]
    canvas.strokes(edges, "outline")
    return canvas.contents()


@lru_cache(maxsize=KEPT_TILES)
def _linked(tile: Tile, place: Place, width: float, bottom: float, *, rtl: bool) -> SafeString:
    """A tile as the link of a page. From one map to the next few tiles differ."""
    canvas = Canvas(width, rtl=rtl).from_the_west()
    canvas.parts.append(element("title", tile.words))
    _tile(canvas, tile, place)
    canvas.text(width / 2, bottom + 22, tile.words, "tile-name", "middle")
    return element("a", canvas.contents(), href=tile.url)


def step_of(share: float) -> int:
    """The step of a share, of five: the first is up to a fifth, and so on."""
    return min(int(share * STEPS), STEPS - 1) + 1


def code_look(tile: Tile) -> str:
    """The look of letters that can be read on the square."""
    if tile.look == "reported" or (tile.look == "share" and step_of(tile.share) >= 4):
        return "code-light"
    return "code" if tile.look in ("share", "not_coded") else "code-muted"


def _square(canvas: Canvas, look: str, share: float, x: float, y: float) -> None:
    """A square that differs in form, not in colour alone: full, hollow, broken, hatched, or with
    a bar as long as its step."""
    side = SQUARE - 2 * INSET
    x, y = x + INSET, y + INSET
    if look == "share":
        step = step_of(share)
        canvas.rect(x, y, side, side, f"step-{step}")
        bar = "bar-light" if step >= 4 else "bar-dark"
        canvas.rect(x + 2, y + side - 5, (side - 4) * step / STEPS, 3, bar)
        return
    looks = {"reported": "fill", "not_reported": "hollow", "not_coded": "hollow"}
    canvas.rect(x + 0.5, y + 0.5, side - 1, side - 1, looks.get(look, "unknown"))
    if look == "not_coded":
        ends = [((x, y + side - d), (x + d, y + side)) for d in (5, 10)]
        ends += [((x + side - d, y), (x + side, y + d)) for d in (5, 10)]
        canvas.strokes(ends, "hatch")
