"""How a file breaks its lines: wrapped at a margin or one paragraph a line, blank lines or not."""

from dataclasses import dataclass
from itertools import pairwise

from commitments.outcomes.parse.characters import ends_clause, ends_sentence, width
from common.files.reading.lines import Line, Role

# Shares of lines, found on the texts of conference services and of text extractors. Lines below
# the narrowest are wrapped where most of them stop in mid-sentence.
NARROWEST, NARROW = 30, 150
VERY_NARROW, MOSTLY = 16, 0.6
REACHES = 0.85
# Headings are set narrower; a Chinese line may break after any character, others by the word.
HEADING_REACHES = {False: 0.7, True: 0.84}


@dataclass(frozen=True)
class Layout:
    """``wrapped``: sentences run over several lines. ``margin`` is their width in characters.

    ``gaps_matter``: an empty line ends a paragraph (extractors put one after every line).
    ``gaps_part``: paragraphs are parted by empty lines, so that lines without one belong together.
    """

    wrapped: bool = False
    margin: float = 0.0
    gaps_matter: bool = True
    gaps_part: bool = False

    def is_full(self, line: Line, share: float = REACHES) -> bool:
        """Whether a line reaches the right margin, so that its sentence may go on."""
        if line.full is not None:
            return line.full
        return self.wrapped and width(line.text) >= self.margin * share

    def is_broken(self, line: Line, below: Line) -> bool:
        """Whether the first word of the line below had no room on this one."""
        first = below.text.split(" ", maxsplit=1)[0]
        return self.wrapped and width(line.text) + 1 + width(first) > self.margin


def layout_of(lines: list[Line]) -> Layout:
    """The layout that most lines speak for."""
    lines = [line for line in lines if line.role != Role.TABLE]
    running = [line for line in lines if not line.level and not line.whole]
    gaps_part = sum(line.gap for line in running) >= 0.2 * len(running)
    if len(running) < len(lines) / 2 or len(running) < 4:
        return Layout(wrapped=_wholes_run_on(lines), gaps_part=gaps_part)
    known = [line for line in running if line.full is not None]
    if len(known) > len(running) / 2:
        return Layout(wrapped=True, gaps_matter=_gaps_matter(running, Layout(wrapped=True)))
    widths = sorted(width(line.text) for line in running)
    margin = float(widths[int(len(widths) * 0.9)])
    near = sum(margin * REACHES <= w <= margin * 1.15 for w in widths) / len(widths)
    open_ended = [line for line in running if not ends_clause(line.text)]
    share = len(open_ended) / len(running)
    is_narrow = VERY_NARROW <= margin < NARROWEST and share >= MOSTLY
    is_usual = NARROWEST <= margin <= NARROW and share >= 0.35
    wrapped = near >= 0.25 and (is_narrow or is_usual)
    layout = Layout(wrapped=wrapped, margin=margin)
    return Layout(wrapped, margin, _gaps_matter(running, layout), gaps_part)


def _wholes_run_on(lines: list[Line]) -> bool:
    """Whether what the file calls paragraphs are really single lines of running text."""
    long = [line for line in lines if line.whole and not line.level and width(line.text) >= 50]
    ended = sum(ends_sentence(line.text) or ends_clause(line.text) for line in long)
    return len(long) >= 8 and ended < len(long) * 0.4


def _gaps_matter(lines: list[Line], layout: Layout) -> bool:
    """False where there are hardly any empty lines, or where they fall inside sentences."""
    if not layout.wrapped:
        return True
    pairs = list(pairwise(lines))
    gaps = [before for before, line in pairs if line.gap and before.page == line.page]
    if len(gaps) < max(3, len(lines) * 0.08):
        return False
    inside = sum(layout.is_full(before) and not ends_clause(before.text) for before in gaps)
    return inside <= 0.25 * max(len(gaps), 1)
