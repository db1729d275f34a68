"""Boxes of which as many may be ticked as apply."""

from questionnaires.form import YES, Part
from questionnaires.reading.matching import text_in
from questionnaires.reading.options import Columns
from questionnaires.reading.phrases import Phrase, box_of, phrases_in, use
from questionnaires.reading.regions import Region
from questionnaires.reading.result import Certainty, Origin, ReadPart, State
from questionnaires.reading.sheets import Box, Mark, Ticked
from questionnaires.reading.words import ANSWERS, words

# A box this near to its choice, in units of its height, is the choice's own.
NEAR = 1.6


def read_choices(region: Region, part: Part, language: str, columns: Columns | None) -> ReadPart:
    """The choices that are ticked, in the form's order."""
    labels = _labels(region, part, language)
    place = region.sheet(region.start).place(region.head_box())
    if not labels and region.stream.sheets.how == Origin.WORKBOOK:
        return ReadPart(
            part.key,
            None,
            State.BLANK,
            Certainty.CERTAIN,
            Origin.WORKBOOK,
            place,
            "no choice is written",
        )
    if not labels:
        return ReadPart(
            part.key, None, State.UNREAD, Certainty.UNCERTAIN, Origin.TEXT, place,
            "none of the choices is printed here",
        )  # fmt: skip
    boxes = {key: box_of(region, phrase) for key, phrase in labels.items()}
    sides = {side: _paired(region, labels, boxes, side) for side in ("before", "after")}
    side = max(sides, key=lambda each: len(sides[each]))
    marks = sides[side]
    for phrase in labels.values():
        use(region, phrase)
    if not marks:
        return _in_words(region, part, labels, place)
    doubts = []
    if len(sides["before"]) == len(sides["after"]) and sides["before"] != sides["after"]:
        doubts.append("a mark may belong to either of two choices")
    if not _is_listed(region, part, labels) and (
        len(marks) < len(labels) or len(labels) < len(part.choices)
    ):
        missing = len(part.choices) - len(marks)
        doubts.append(f"{missing} of the choices have no box")
    states = {
        key: _state(
            found,
            columns,
            _gap(_end_box(region, labels[key], boxes[key], side), found[0].box, side),
        )
        for key, found in marks.items()
    }
    if Ticked.DOUBTFUL in states.values():
        doubts.append("a box holds something that is no clear tick")
    if any(_is_stray(region, mark, marks) for mark in region.marks):
        doubts.append("there is ink beside the boxes")
    ticked = [choice.key for choice in part.choices if states.get(choice.key) == Ticked.YES]
    state = State.ANSWERED if ticked else State.BLANK
    if not ticked and doubts:
        state = State.UNREAD
    certainty = Certainty.UNCERTAIN if doubts else Certainty.CERTAIN
    first = next(iter(marks.values()))[0]
    place = region.sheet(first.sheet).place(boxes[next(iter(marks))])
    return ReadPart(part.key, ticked or None, state, certainty, first.how, place, "; ".join(doubts))


def _is_listed(region: Region, part: Part, labels: dict[str, Phrase]) -> bool:
    """Whether a workbook lists all choices and ticks some: an empty cell is no box that was not
    seen. A word like *Yes* beside one says more than its cell."""
    return (
        region.stream.sheets.how == Origin.WORKBOOK
        and len(labels) == len(part.choices)
        and not any(words(region.text_left(index)) in ANSWERS for index in region.pieces)
    )


def _labels(region: Region, part: Part, language: str) -> dict[str, Phrase]:
    """Where each choice is printed; longer ones first, so that none is taken for its beginning."""
    texts = {choice.key: words(text_in(choice.label, language)) for choice in part.choices}
    found: dict[str, Phrase] = {}
    taken: set[tuple[int, int]] = set()
    for key in sorted(texts, key=lambda each: -len(texts[each])):
        places = [
            phrase
            for phrase in phrases_in(region, texts[key])
            if not taken & {(i, span[0]) for i, span in phrase.spans.items()}
        ]
        places.sort(
            key=lambda phrase: (not (phrase.begins or _has_mark(region, phrase)), phrase.first)
        )
        if places:
            found[key] = places[0]
            taken |= {
                (index, start)
                for index, span in places[0].spans.items()
                for start in range(span[0], span[1])
            }
    return found


def _has_mark(region: Region, phrase: Phrase) -> bool:
    box = box_of(region, phrase)
    sheet = region.piece(phrase.first).sheet
    return any(m.sheet == sheet and box.grown(15).touches(m.box) for m in region.marks)


def _paired(
    region: Region, labels: dict[str, Phrase], boxes: dict[str, Box], side: str
) -> dict[str, list[Mark]]:
    """For each label the marks beside it on one side, the nearest first, up to the next label."""
    found: dict[str, list[Mark]] = {}
    for key, whole in boxes.items():
        sheet = region.piece(labels[key].first).sheet
        box = _end_box(region, labels[key], whole, side)
        beside = [
            mark
            for mark in region.marks
            if mark.sheet == sheet
            and not mark.loose
            and (
                (box.top - 3 <= mark.box.y <= box.bottom + 3 and _gap(box, mark.box, side) >= -2)
                or (whole.top <= mark.box.y <= whole.bottom and _gap(whole, mark.box, side) >= -2)
            )
            and not any(
                _is_between(other, box, mark.box)
                for name, other in boxes.items()
                if name != key and region.piece(labels[name].first).sheet == sheet
            )
        ]
        beside.sort(key=lambda mark: _gap(box, mark.box, side))
        if beside:
            found[key] = beside
    return found


def _end_box(region: Region, phrase: Phrase, whole: Box, side: str) -> Box:
    """The line of a choice at which its mark stands: the first, or the last for marks after it."""
    if len(phrase.spans) == 1:
        return whole
    index = phrase.first if side == "before" else phrase.last
    box = region.piece(index).box
    return box if region.piece(index).sheet == region.piece(phrase.first).sheet else whole


def _gap(box: Box, mark: Box, side: str) -> float:
    return box.left - mark.right if side == "before" else mark.left - box.right


def _is_between(other: Box, box: Box, mark: Box) -> bool:
    if other.shared_height(mark) <= 0:
        return False
    low, high = sorted((box.x, mark.x))
    return low < other.x < high


def _state(marks: list[Mark], columns: Columns | None, gap: float) -> Ticked:
    """The state of a choice: of the mark next to it, or of the one in the column of Yes."""
    near = NEAR * max(marks[0].box.height, 8.0)
    if len(marks) > 1 and columns is not None and gap > near:
        by_answer = {columns.at(mark.box.x)[0]: mark.state for mark in marks}
        if len(by_answer) == len(marks) and YES in by_answer:
            return by_answer[YES]
    return marks[0].state


def _is_stray(region: Region, mark: Mark, marks: dict[str, list[Mark]]) -> bool:
    near = [found[0].box for found in marks.values() if found[0].sheet == mark.sheet]
    return mark.loose and any(box.grown(12).touches(mark.box) for box in near)


def _in_words(region: Region, part: Part, labels: dict[str, Phrase], place: object) -> ReadPart:
    """Choices that are written and not ticked: those of a workbook's cell."""
    from questionnaires.reading.result import Place

    assert isinstance(place, Place)  # noqa: S101
    chosen = [choice.key for choice in part.choices if choice.key in labels]
    how = region.stream.sheets.how
    lines = {index for phrase in labels.values() for index in phrase.spans}
    is_list = how == Origin.WORKBOOK and len(lines) == 1
    if len(chosen) == len(part.choices) and len(chosen) > 1 and not is_list:
        return ReadPart(
            part.key, None, State.UNREAD, Certainty.UNCERTAIN, Origin.WORDS, place,
            "the choices are printed and none has a box",
        )  # fmt: skip
    certainty = Certainty.CERTAIN if how == Origin.WORKBOOK else Certainty.UNCERTAIN
    return ReadPart(
        part.key, chosen, State.ANSWERED, certainty, Origin.WORDS, place, "choices written as words"
    )
