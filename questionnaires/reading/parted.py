"""Rows that are broken by the end of a page: the answers of a question stand at the end of one
page, and its words begin the next."""

from collections.abc import Iterator
from itertools import pairwise

from questionnaires.reading.groups import has_tick
from questionnaires.reading.options import Item, Label, items_of
from questionnaires.reading.regions import Region
from questionnaires.reading.sheets import Mark
from questionnaires.reading.stream import Line
from questionnaires.reading.ticks import begins_sheet
from questionnaires.reading.words import ANSWERS, words

Answers = list[tuple[Line, list[Item]]]


def settle_parted_rows(regions: dict[str, Region]) -> None:
    """Give a question that begins a page the answers that stand at the end of the page before:
    below the rule that ends the row of the question before, below the heading of its section, or
    below the question before, which has answers of its own."""
    in_order = sorted(regions.values(), key=lambda region: region.head.piece)
    for before, region in pairwise(in_order):
        if has_tick(region.question) and begins_sheet(region) and not _is_complete(region):
            _move_below_heading(in_order, region)
            _move_below_rule(before, region)
    for before, region in pairwise(in_order):
        if not has_tick(region.question) or not begins_sheet(region) or _is_complete(region):
            continue
        found = _answers_on(before, region.start - 1)
        group = _last_group(found)
        rest = found[: len(found) - len(group)]
        if group and (_labels(rest) or not has_tick(before.question)):
            _move(group, before, region)


def _move_below_heading(regions: list[Region], region: Region) -> None:
    """Answers of no question at the end of the page before are those of the first question of a
    section whose heading stands above them."""
    stream, sheet = region.stream, region.start - 1
    taken = {index for each in regions for index in each.pieces}
    marks = {id(mark) for each in regions for mark in each.marks}
    free = [index for index in stream.by_sheet[sheet] if index not in taken]
    orphans = [mark for mark in region.sheet(sheet).marks if id(mark) not in marks]
    # Before the first question of a file there may be anything.
    if not free or not any(sheet in each.sheets for each in regions if each is not region):
        return
    last = max((region.piece(i).box.bottom for i in free if not _is_answer(region, i)), default=0.0)
    pieces = [i for i in free if _is_answer(region, i) and region.piece(i).box.top > last - 1]
    _give(region, pieces, [mark for mark in orphans if mark.box.y > last])


def _is_answer(region: Region, index: int) -> bool:
    """Whether a piece is an answer, and none of the heads of columns."""
    if words(region.piece(index).text) not in ANSWERS:
        return False
    line = region.stream.same_line(index)
    has_marks = any(
        abs(mark.box.y - region.piece(index).box.y) < region.piece(index).size
        for mark in region.sheet(region.piece(index).sheet).marks
    )
    return has_marks or sum(words(region.piece(i).text) in ANSWERS for i in line) < 2


def _move_below_rule(before: Region, region: Region) -> None:
    """Answers below the rule that ends the row of the question before."""
    sheet = region.start - 1
    if sheet not in before.sheets:
        return
    own = [index for index in before.pieces if before.piece(index).sheet == sheet]
    marks = [mark for mark in before.marks if mark.sheet == sheet]
    words_end = max(
        (before.piece(i).box.bottom for i in own if not _is_answer(before, i)), default=0.0
    )
    answers = [
        *(before.piece(i).box.y for i in own if before.piece(i).box.top > words_end),
        *(mark.box.y for mark in marks if mark.box.y > words_end),
    ]
    rules = [rule.y for rule in before.sheet(sheet).rules if rule.y > words_end - 2]
    rules = [y for y in rules if any(each > y for each in answers)]
    if not rules:
        return
    edge = max(rules)
    _give(
        region,
        [index for index in own if before.piece(index).box.y > edge],
        [mark for mark in marks if mark.box.y > edge],
        before,
    )


def _give(
    region: Region, pieces: list[int], marks: list[Mark], before: Region | None = None
) -> None:
    if not pieces and not marks:
        return
    if before is not None:
        before.pieces = [index for index in before.pieces if index not in set(pieces)]
        before.marks = [mark for mark in before.marks if mark not in marks]
    region.pieces = sorted({*pieces, *region.pieces})
    region.marks += marks
    region.sheets.add(region.start - 1)
    region.begins_before = True


def _answers(region: Region) -> Iterator[tuple[Line, list[Item]]]:
    for line in region.lines():
        yield line, items_of(region, line)


def _is_complete(region: Region) -> bool:
    """Whether all answers stand with their marks at the question itself."""
    wanted = {answer for part in region.question.parts for answer in part.answers}
    whole = [each for each in _answers(region) if _is_of_answers(each[1])]
    return wanted <= _labels(whole)


def _answers_on(region: Region, sheet: int) -> Answers:
    return [each for each in _answers(region) if each[0].sheet == sheet]


def _last_group(lines: Answers) -> Answers:
    """The last lines that are answers with their marks and no more, each answer once."""
    group: Answers = []
    for line, items in reversed(lines):
        if not _is_of_answers(items) or _labels(group) & _labels([(line, items)]):
            break
        group.insert(0, (line, items))
    return group


def _is_of_answers(items: list[Item]) -> bool:
    labels = sum(isinstance(item, Label) for item in items)
    return (
        bool(labels) and sum(isinstance(item, Mark) for item in items) == labels == len(items) / 2
    )


def _labels(lines: Answers) -> set[str]:
    return {item.key for _line, items in lines for item in items if isinstance(item, Label)}


def _move(group: Answers, before: Region, region: Region) -> None:
    pieces = {item.piece for _line, items in group for item in items if isinstance(item, Label)}
    marks = [item for _line, items in group for item in items if isinstance(item, Mark)]
    before.marks = [mark for mark in before.marks if mark not in marks]
    _give(region, sorted(pieces), [mark for mark in marks if not mark.is_letter], before)
