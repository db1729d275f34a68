"""Parts that are written: numbers, days and texts, each behind its label or where there is none."""

from dataclasses import dataclass, field, replace

from questionnaires.form import Kind, Part
from questionnaires.reading.locating import text_in
from questionnaires.reading.phrases import Phrase, phrases_in, use
from questionnaires.reading.regions import Region
from questionnaires.reading.result import Certainty, Place, ReadPart, State
from questionnaires.reading.sheets import Box
from questionnaires.reading.values import day_of, is_only_number, number_of
from questionnaires.reading.words import CJK, LABELS, words

WRITTEN = (Kind.NUMBER, Kind.DATE, Kind.TEXT)
LEADING = " \t:：-–—.,;/|?？؟_"
OPENING, CLOSING = "([（", ")]）"
NEW_PARAGRAPH = 0.9
SHORT = 4


@dataclass
class Taken:
    """The pieces of a part, with the stretch of each; ``label`` where it was printed."""

    part: Part
    label: Phrase | None = None
    stretches: list[tuple[int, int, int]] = field(default_factory=list)


def labels_of(region: Region, parts: list[Part], language: str) -> dict[str, Phrase]:
    """Where the labels of parts are printed; each is used up. Longer ones first."""
    found: dict[str, Phrase] = {}
    texts = {part.key: words(text_in(part.label, language)) for part in parts}
    for key in sorted(texts, key=lambda each: -len(texts[each])):
        places = [p for p in phrases_in(region, texts[key]) if p.has_colon or p.begins]
        places.sort(key=lambda p: (not p.has_colon, not p.begins, not p.ends, p.first))
        is_plain = texts[key] in LABELS or len(texts[key]) < 2
        if is_plain:
            places = [p for p in places if p.has_colon or p.ends]
        if places:
            found[key] = places[0]
            use(region, places[0])
    return found


def read_written(
    region: Region, parts: list[Part], labels: dict[str, Phrase]
) -> dict[str, ReadPart]:
    """Each part by what is written behind its label. A piece behind no label goes to the part of
    ``_default``."""
    takers = {part.key: Taken(part, labels.get(part.key)) for part in parts}
    default = _default(parts, labels)
    starts = {(phrase.last, phrase.spans[phrase.last][1]): key for key, phrase in labels.items()}
    free = [part for part in parts if part.kind == Kind.TEXT and part.key not in labels]
    current: str | None = None
    stray = False
    doubted: set[str] = set()
    for index in region.pieces:
        stops = sorted((end, key) for (piece, end), key in starts.items() if piece == index)
        if stops and not region.left_over(index):
            current = stops[-1][1]
        for begin, end in region.left_over(index):
            for at, key in stops:
                if at <= begin:
                    current = key
            chosen = _goes_on(region, takers, current, index)
            stray = stray or chosen is None
            current = current if chosen else None
            if free and chosen and _is_next_paragraph(region, takers[chosen], index):
                doubted.add(chosen)
            chosen = chosen or default
            if chosen is not None:
                takers[chosen].stretches.append((index, begin, end))
    read = {key: _read(region, taken) for key, taken in takers.items()}
    # Nothing tells which of them is meant.
    unclear = {part.key for part in free} if doubted or (stray and len(free) > 1) else set()
    for key in unclear | doubted:
        why = "several texts, of which not each has its label here"
        read[key] = replace(read[key], certainty=Certainty.UNCERTAIN, why=why)
    return read


def _is_next_paragraph(region: Region, taken: Taken, index: int) -> bool:
    """Whether a piece begins another paragraph of a text that has one already."""
    if taken.part.kind != Kind.TEXT or not taken.stretches:
        return False
    before = taken.stretches[-1][0]
    return _joint(region, before, index, "a", "a") == "\n"


def _default(parts: list[Part], labels: dict[str, Phrase]) -> str | None:
    """The part that takes pieces behind no label: a text without a label, else the last text, else
    another part without a label."""
    texts = [part.key for part in parts if part.kind == Kind.TEXT]
    free = [key for key in texts if key not in labels]
    if free:
        return free[0]
    if texts:
        return texts[-1]
    rest = [part.key for part in parts if part.key not in labels]
    return rest[0] if rest else None


def _goes_on(
    region: Region, takers: dict[str, Taken], current: str | None, index: int
) -> str | None:
    """The part whose label came last, unless it is a number or day that has what it needs."""
    if current is None:
        return None
    taken = takers[current]
    if taken.part.kind == Kind.TEXT:
        return current
    if not taken.stretches:
        return current if _may_be(region, taken, index) else None
    last = taken.stretches[-1][0]
    piece, before = region.piece(index), region.piece(last)
    same = piece.sheet == before.sheet and abs(piece.box.y - before.box.y) < 0.5 * piece.size
    return current if same else None


def _may_be(region: Region, taken: Taken, index: int) -> bool:
    """Whether a piece is the number or day of a label: in its line, or short below it."""
    piece, label = region.piece(index), taken.label
    if label is not None:
        last = region.piece(label.last)
        if piece.sheet == last.sheet and abs(piece.box.y - last.box.y) < 0.5 * piece.size:
            return True
    text = region.text_left(index)
    return len(words(text)) <= SHORT and any(c.isdigit() for c in text)


def _read(region: Region, taken: Taken) -> ReadPart:
    text = _text(region, taken)
    part = taken.part
    place = _place(region, taken)
    how = region.stream.sheets.how
    if not text:
        return ReadPart(part.key, None, State.BLANK, Certainty.CERTAIN, how, place)
    if part.kind == Kind.TEXT:
        return ReadPart(part.key, text, State.ANSWERED, Certainty.CERTAIN, how, place)
    value = number_of(text) if part.kind == Kind.NUMBER else day_of(text)
    if value is None:
        return ReadPart(
            part.key, None, State.UNREAD, Certainty.UNCERTAIN, how, place,
            "what is written is no single number" if part.kind == Kind.NUMBER else
            "what is written is no clear day",
        )  # fmt: skip
    is_sure = part.kind == Kind.DATE or is_only_number(text) or len(words(text)) <= 4
    return ReadPart(
        part.key, value, State.ANSWERED, Certainty.CERTAIN if is_sure else Certainty.UNCERTAIN, how,
        place, "" if is_sure else "a number in a longer text",
    )  # fmt: skip


def _text(region: Region, taken: Taken) -> str:
    """Its lines, joined where a paragraph runs on."""
    text = ""
    before = -1
    for index, begin, end in taken.stretches:
        piece = region.piece(index)
        line = piece.text[begin:end].strip()
        if begin > 0:
            line = line.lstrip(LEADING)
            while (
                line
                and line[0] in CLOSING
                and line.count(line[0]) > line.count(OPENING[CLOSING.index(line[0])])
            ):
                line = line[1:].lstrip(LEADING)
        if not line:
            continue
        text += (_joint(region, before, index, text, line) if text else "") + line
        before = index
    return text.strip()


def _joint(region: Region, before: int, index: int, text: str, line: str) -> str:
    first, second = region.piece(before), region.piece(index)
    if CJK.match(text[-1]) and CJK.match(line[0]):
        return ""
    if first.cell and second.cell != first.cell:
        return "\n"
    if first.cell and second.cell == first.cell and second.box.y > first.box.y + 2:
        return "\n"
    gap = second.box.top - first.box.bottom
    if first.sheet == second.sheet and gap > NEW_PARAGRAPH * second.size:
        return "\n"
    return " "


def _place(region: Region, taken: Taken) -> Place:
    indexes = [index for index, _begin, _end in taken.stretches]
    if not indexes and taken.label is not None:
        indexes = list(taken.label.spans)
    if not indexes:
        return region.sheet(region.start).place(region.head_box)
    sheet = region.piece(indexes[0]).sheet
    around: Box | None = None
    for index in indexes:
        piece = region.piece(index)
        if piece.sheet == sheet:
            around = piece.box if around is None else around.joined(piece.box)
    return region.sheet(sheet).place(around)
