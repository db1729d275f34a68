"""The form's own phrases in a region: labels of parts, choices, heads of columns."""

from collections import Counter
from dataclasses import dataclass

from questionnaires.reading.regions import Region
from questionnaires.reading.sheets import Box
from questionnaires.reading.words import LABELS, Token, tokens, words

MOST_LINES = 8
# How far left of the first line of a phrase, and how far below it, the next may begin, in units of
# size.
WRAPPED, UNDER_MARK_GAP = 3.0, 0.8
REPEATED_SHARE, LONGEST_REPEATED = 0.1, 8


@dataclass(frozen=True)
class Phrase:
    """Where a phrase stands: piece → from, to. ``begins``: nothing is left before it in its piece;
    ``ends``: nothing after it; ``has_colon``: one follows it."""

    spans: dict[int, tuple[int, int]]
    begins: bool
    ends: bool
    has_colon: bool

    @property
    def first(self) -> int:
        return min(self.spans)

    @property
    def last(self) -> int:
        return max(self.spans)


def phrases_in(region: Region, wanted: tuple[str, ...]) -> list[Phrase]:
    """All places of a phrase, word for word, over one or several lines."""
    found: list[Phrase] = []
    if not wanted:
        return found
    for index in region.pieces:
        own = region.tokens_left(index)
        for at, token in enumerate(own):
            if token.word != wanted[0]:
                continue
            spans = _followed(region, index, own, at, wanted)
            if spans:
                found.append(_phrase(region, spans, own, at))
    return found


def _followed(
    region: Region, index: int, own: list[Token], at: int, wanted: tuple[str, ...]
) -> dict[int, tuple[int, int]]:
    spans: dict[int, tuple[int, int]] = {}
    place, current = 0, index
    for _line in range(MOST_LINES):
        begin = at if current == index else 0
        count = 0
        while (
            place + count < len(wanted)
            and begin + count < len(own)
            and own[begin + count].word == wanted[place + count]
        ):
            count += 1
        if not count:
            return {}
        spans[current] = own[begin].start, own[begin + count - 1].end
        place += count
        if place == len(wanted):
            return spans
        if begin + count < len(own):
            return {}
        below = region.stream.followed_by(current, index, wanted[place : place + 2])
        if below is None or words(region.piece(below).text)[:1] != wanted[place : place + 1]:
            below = _under_mark(region, current, wanted[place])
        if below is None or below not in set(region.pieces):
            return {}
        current, own = below, region.tokens_left(below)
    return {}


def _under_mark(region: Region, index: int, word: str) -> int | None:
    """The next line of a phrase that begins farther to the left, under the mark of its first."""
    piece = region.piece(index)
    for other in region.pieces:
        below = region.piece(other)
        is_next = below.sheet == piece.sheet and -1 <= below.box.top - piece.box.bottom < (
            UNDER_MARK_GAP * piece.size
        )
        is_left = 0 < piece.box.left - below.box.left < WRAPPED * piece.size
        if is_next and is_left and words(below.text)[:1] == (word,):
            return other
    return None


def _phrase(region: Region, spans: dict[int, tuple[int, int]], own: list[Token], at: int) -> Phrase:
    last = max(spans)
    text = region.piece(last).text
    rest = text[spans[last][1] :].lstrip()
    after = [t for t in region.tokens_left(last) if t.start >= spans[last][1]]
    return Phrase(spans, at == 0, not after, rest[:1] in ("：", ":"))


def use(region: Region, phrase: Phrase) -> None:
    for index, (start, end) in phrase.spans.items():
        region.use(index, start, end)


def box_of(region: Region, phrase: Phrase) -> Box:
    """The box of a phrase on the sheet on which it begins."""
    from questionnaires.reading.options import span_box

    sheet = region.piece(phrase.first).sheet
    boxes = [
        span_box(region.piece(index), *span)
        for index, span in phrase.spans.items()
        if region.piece(index).sheet == sheet
    ]
    joined = boxes[0]
    for box in boxes[1:]:
        joined = joined.joined(box)
    return joined


def use_general_labels(region: Region) -> None:
    """Take out ``Details:``, ``Answer`` and the like, where they stand alone or before a colon."""
    for index in region.pieces:
        own = region.tokens_left(index)
        text = region.piece(index).text
        for size in range(min(6, len(own)), 0, -1):
            if tuple(token.word for token in own[:size]) not in LABELS:
                continue
            rest = text[own[size - 1].end :].lstrip(" )")
            if size == len(own) or rest[:1] in ("：", ":"):
                region.use(index, own[0].start, own[size - 1].end)
            break


def use_repeated(regions: list[Region]) -> None:
    """Take out words that stand in the regions of three or more questions, with other words after
    them or a colon at their end: they are the form's, not the State's."""
    places: Counter[str] = Counter()
    leads: Counter[str] = Counter()
    for region in regions:
        left = [(index, region.text_left(index)) for index in region.pieces]
        left = [(index, text) for index, text in left if text]
        seen: set[str] = set()
        for number, (_index, text) in enumerate(left):
            key = _key(text)
            is_short = len(key.split()) <= LONGEST_REPEATED and text.rstrip()[-1] not in ".。"
            if key and is_short and key not in seen:
                seen.add(key)
                places[key] += 1
                leads[key] += number == 0 and _stands_apart(region, left)
                leads[key] += 2 * text.rstrip().endswith((":", "："))
    least = max(3, len(regions) * REPEATED_SHARE)
    own = {key for key, count in places.items() if count >= least and leads[key] >= 2}
    for region in regions:
        for index in region.pieces:
            if (text := region.text_left(index)) and _key(text) in own:
                region.use(index)


def _stands_apart(region: Region, left: list[tuple[int, str]]) -> bool:
    """Whether the first text of a region is a paragraph by itself above others, or bold."""
    if len(left) < 2:
        return False
    first, second = region.piece(left[0][0]), region.piece(left[1][0])
    if first.bold and not second.bold:
        return True
    if first.cell:
        return first.cell != second.cell
    return first.sheet == second.sheet and second.box.top - first.box.bottom > 0.6 * second.size


def _key(text: str) -> str:
    return " ".join(token.word for token in tokens(text))
