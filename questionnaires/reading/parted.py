"""Rows that the end of a page parts: the answers of a question stand at the end of one page, and
its words begin the next."""

from collections.abc import Iterator
from itertools import pairwise

from questionnaires.reading.groups import has_tick
from questionnaires.reading.options import Item, Label, items_of
from questionnaires.reading.regions import Region
from questionnaires.reading.sheets import Mark
from questionnaires.reading.stream import Line
from questionnaires.reading.ticks import begins_sheet
from questionnaires.reading.words import ANSWERS, LONGEST_ANSWER

Answers = list[tuple[Line, list[Item]]]


def settle_parted_rows(regions: dict[str, Region]) -> None:
    """Give a question that begins a page the answers that stand below those of the question before,
    which has its own."""
    in_order = sorted(regions.values(), key=lambda region: region.head.piece)
    for before, region in pairwise(in_order):
        if not has_tick(region.question) or not begins_sheet(region) or _is_complete(region):
            continue
        found = _answers_on(before, region.start - 1)
        group = _last_group(found)
        rest = found[: len(found) - len(group)]
        if group and (_labels(rest) or not has_tick(before.question)):
            _move(group, before, region)


def _answers(region: Region) -> Iterator[tuple[Line, list[Item]]]:
    for line in region.lines():
        yield line, items_of(region, line, ANSWERS, LONGEST_ANSWER)


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
    before.pieces = [index for index in before.pieces if index not in pieces]
    region.pieces = sorted({*pieces, *region.pieces})
    before.marks = [mark for mark in before.marks if mark not in marks]
    region.marks += [mark for mark in marks if not mark.is_letter]
    region.sheets.add(region.start - 1)
