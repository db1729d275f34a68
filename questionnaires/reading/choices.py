"""Boxes of which as many may be ticked as apply."""

from collections.abc import Iterator
from dataclasses import replace

from questionnaires.form import YES, Form, Kind, Part
from questionnaires.reading.groups import looks
from questionnaires.reading.habits import Habits
from questionnaires.reading.locating import text_in
from questionnaires.reading.options import Columns, span_box
from questionnaires.reading.phrases import Phrase, box_of, phrases_in, use
from questionnaires.reading.regions import Region
from questionnaires.reading.result import Certainty, Origin, Place, ReadPart, State
from questionnaires.reading.shades import empty_shades
from questionnaires.reading.sheets import Box, Emphasis, Mark, Ticked
from questionnaires.reading.words import ANSWERS, words

# A box this near to its choice, in units of its height, is the choice's own.
NEAR = 1.6
# Only where choices are ticked in this many lists of a workbook is an empty list surely blank.
LEAST_LISTS = 2
NO_BOX = "the choices are printed and none has a box"
NOTHING_BESIDE = f"{NO_BOX}, nor anything beside it"


def read_choices(region: Region, part: Part, language: str, habits: Habits) -> ReadPart:
    """The choices that are ticked, in the form's order."""
    columns = habits.columns[-1] if habits.columns else None
    labels = _labels(region, part, language)
    place = region.sheet(region.start).place(region.head_box)
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
        found = _by_look(region, part, labels, habits)
        return found or _in_words(region, part, labels, place)
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
    """Where each choice is printed; longer ones first, so that a choice is not taken for a shorter
    one with which it begins."""
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


def _by_look(
    region: Region, part: Part, labels: dict[str, Phrase], habits: Habits
) -> ReadPart | None:
    """The choices that look different from the others, where all of them are printed; None where no
    look stands out and the document is not known to answer by looks."""
    if len(labels) < max(len(part.choices), 2):
        return None
    keys = [choice.key for choice in part.choices]
    sure = {Emphasis.SHADED} if habits.shading.is_sure else set()
    sure |= {habits.printed.how} if habits.printed.how and habits.printed.is_sure else set()
    told, doubts = _told(region, [labels[key] for key in keys])
    if not told and not doubts and not sure:
        return None
    if not told and Emphasis.STRUCK in sure:
        doubts.append("no choice is struck out: all of them may be meant, or none")
    if len({tuple(has) for has in told.values()}) > 1:
        doubts.append("choices look otherwise than the others in several ways")
    first = labels[keys[0]]
    place = region.sheet(region.piece(first.first).sheet).place(box_of(region, first))
    if doubts:
        return ReadPart(
            part.key, None, State.UNREAD, Certainty.UNCERTAIN, Origin.WORDS, place,
            "; ".join(dict.fromkeys(doubts)),
        )  # fmt: skip
    if not told:
        return ReadPart(part.key, None, State.BLANK, Certainty.CERTAIN, Origin.WORDS, place)
    has = next(iter(told.values()))
    chosen = [key for key, is_chosen in zip(keys, has, strict=True) if is_chosen]
    is_sure = bool(sure & set(told))
    certainty = Certainty.CERTAIN if is_sure else Certainty.UNCERTAIN
    why = "" if is_sure else "choices are told from the others by their look alone"
    return ReadPart(part.key, chosen, State.ANSWERED, certainty, Origin.WORDS, place, why)


def _told(region: Region, phrases: list[Phrase]) -> tuple[dict[Emphasis, list[bool]], list[str]]:
    """For each emphasis that only some of the choices have: which are chosen; and what is
    unclear."""
    lines = [
        [
            (region.piece(index).sheet, span_box(region.piece(index), start, end))
            for index, (start, end) in phrase.spans.items()
        ]
        for phrase in phrases
    ]
    told: dict[Emphasis, list[bool]] = {}
    doubts: list[str] = []
    for how in Emphasis:
        has, is_part = looks(region, lines, how)
        if how == Emphasis.SHADED and not any(has) and not is_part:
            has = [bool(empty_shades(region, sheet, box.y)) for (sheet, box), *_rest in lines]
        doubts += ["a choice is partly struck out or shaded"] if is_part else []
        doubts += ["all choices look otherwise than plain words"] if all(has) else []
        if any(has) and not all(has):
            told[how] = [not each for each in has] if how == Emphasis.STRUCK else has
    return told, doubts


def _in_words(region: Region, part: Part, labels: dict[str, Phrase], place: Place) -> ReadPart:
    """Choices that are written and not ticked: those of a workbook's cell."""
    chosen = [choice.key for choice in part.choices if choice.key in labels]
    how = region.stream.sheets.how
    lines = {index for phrase in labels.values() for index in phrase.spans}
    is_list = how == Origin.WORKBOOK and len(lines) == 1
    if len(chosen) == len(part.choices) and len(chosen) > 1 and not is_list:
        is_bare = how == Origin.WORKBOOK and not _has_words_beside(region, labels)
        why = NOTHING_BESIDE if is_bare else NO_BOX
        return ReadPart(part.key, None, State.UNREAD, Certainty.UNCERTAIN, Origin.WORDS, place, why)
    certainty = Certainty.CERTAIN if how == Origin.WORKBOOK else Certainty.UNCERTAIN
    return ReadPart(
        part.key, chosen, State.ANSWERED, certainty, Origin.WORDS, place, "choices written as words"
    )


def _has_words_beside(region: Region, labels: dict[str, Phrase]) -> bool:
    """Whether anything but the choices is written in their rows."""
    boxes = [(region.piece(each.first).sheet, box_of(region, each)) for each in labels.values()]
    return any(
        region.text_left(index)
        for index in region.pieces
        for sheet, box in boxes
        if region.piece(index).sheet == sheet and box.shared_height(region.piece(index).box) > 0
    )


def empty_lists(form: Form, read: dict[str, dict[str, ReadPart]]) -> Iterator[tuple[str, ReadPart]]:
    """The lists of a workbook in which nothing is ticked, as blank, each with its question: where
    the other lists of the workbook are answered by signs in the cells beside, and in no other
    way."""
    lists = [
        (key, parts[part.key])
        for key, parts in read.items()
        for part in form.by_key[key].parts
        if part.kind == Kind.CHOICES
    ]
    answered = [part for _key, part in lists if part.state == State.ANSWERED]
    is_usual = len(answered) >= LEAST_LISTS and all(
        part.how != Origin.WORDS and part.certainty == Certainty.CERTAIN for part in answered
    )
    for key, part in lists:
        if is_usual and part.state == State.UNREAD and part.why == NOTHING_BESIDE:
            yield key, replace(part, state=State.BLANK, certainty=Certainty.CERTAIN, why="")
