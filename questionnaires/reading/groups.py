"""Answers that are printed together without a mark. One may look different from the rest: the
others are struck out, or it is shaded, bold or underlined. And documents that tick the one answer
without boxes, where a line without a tick is blank."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from questionnaires.form import Kind, Question
from questionnaires.reading.options import Item, Label, Other, items_of
from questionnaires.reading.regions import Region
from questionnaires.reading.sheets import LEAST_SHADE, Box, Emphasis, Mark
from questionnaires.reading.stream import Line
from questionnaires.reading.words import LABELS, words

# The least number of questions answered in one way, and their least share of the questions with
# printed answers, that make it the way of the document.
LEAST_PICKS, LEAST_SHARE = 3, 0.5
LEAST_LONE = 5
# The least share of a word that an emphasis covers where the word has it, and the greatest where
# the word does not have it.
COVERED, UNCOVERED = 0.6, 0.2
# A line that leads to the answers ends with a colon and has no more words than this.
LONGEST_LEAD = 10
# Answers below one another stand no farther apart than this, in units of their height.
STACKED = 1.6

# The lines of a printed answer, each with its sheet.
Lines = Sequence[tuple[int, Box]]


@dataclass
class Group:
    """The answers of a question that are printed together, each once."""

    labels: list[Label]
    sheet: int

    @property
    def keys(self) -> set[str]:
        return {label.key for label in self.labels}


@dataclass
class Printed:
    """How the document answers where answers are printed without marks. ``how``: the emphasis it
    uses; ``is_sure``: whether that is beyond doubt; ``is_lone``: it ticks the one answer of a line
    and has no boxes; ``pieces``: those of printed answers, which are then no heads of columns."""

    how: Emphasis | None = None
    is_sure: bool = False
    is_lone: bool = False
    groups: dict[str, Group] = field(default_factory=dict)
    pieces: set[int] = field(default_factory=set)


def printed_in(regions: list[Region]) -> Printed:
    """What the questions with a tick show together."""
    with_tick = [region for region in regions if has_tick(region.question)]
    groups = {r.question.key: group for r in with_tick if (group := group_of(r)) is not None}
    by_key = {region.question.key: region for region in with_tick}
    picks = {
        how: [pick for key, group in groups.items() if (pick := picked(by_key[key], group, how)[0])]
        for how in Emphasis
    }
    found = Printed(groups=groups, is_lone=_is_lone(with_tick))
    # Struck words come first: a State that strikes the others may also make the one bold.
    how = max(Emphasis, key=lambda each: len(picks[each]))
    if picks[how]:
        found.how, found.is_sure = how, _is_sure(how, picks[how], len(groups))
    if found.is_sure or found.is_lone:
        found.pieces = {label.piece for group in groups.values() for label in group.labels}
    elif found.how:
        chosen = [g for key, g in groups.items() if picked(by_key[key], g, found.how)[0]]
        found.pieces = {label.piece for group in chosen for label in group.labels}
    return found


def has_tick(question: Question) -> bool:
    return any(part.kind == Kind.TICK for part in question.parts)


def _is_sure(how: Emphasis, picks: list[str], groups: int) -> bool:
    """Whether an emphasis is how the document answers. Struck words say it by themselves; one and
    the same answer that is bold everywhere may be so by the form's own design."""
    if how == Emphasis.STRUCK:
        return True
    is_usual = len(picks) >= LEAST_PICKS and len(picks) >= LEAST_SHARE * groups
    return is_usual and len(set(picks)) > 1


def _is_lone(regions: list[Region]) -> bool:
    """Whether nearly all lines of answers with marks have just one."""
    counts: Counter[bool] = Counter()
    for region in regions:
        for _line, items in _lines(region):
            labels = sum(isinstance(item, Label) for item in items)
            marks = sum(isinstance(item, Mark) for item in items)
            if labels > 1 and marks and labels + marks == len(items):
                counts[marks == 1] += 1
    return counts[True] >= LEAST_LONE and counts[True] >= 0.95 * counts.total()


def _lines(region: Region) -> Iterator[tuple[Line, list[Item]]]:
    for line in region.lines():
        yield line, items_of(region, line)


def group_of(region: Region) -> Group | None:
    """The one group of answers of a question; None where there is none or several."""
    groups = list(_groups(region))
    return groups[0] if len(groups) == 1 else None


def _groups(region: Region) -> Iterator[Group]:
    stacked: list[Label] = []
    for _line, items in _lines(region):
        labels = _only_labels(region, items)
        if len(labels) == 1 and (not stacked or _goes_on(region, stacked, labels[0])):
            stacked += labels
            continue
        yield from _group(region, stacked)
        stacked = labels if len(labels) == 1 else []
        if len(labels) > 1:
            yield from _group(region, labels)
    yield from _group(region, stacked)


def _group(region: Region, labels: list[Label]) -> Iterator[Group]:
    if len(labels) > 1 and len({label.key for label in labels}) == len(labels):
        yield Group(list(labels), region.piece(labels[0].piece).sheet)


def _only_labels(region: Region, items: list[Item]) -> list[Label]:
    """The answers of a line with nothing else in it but words that lead to them."""
    labels = [item for item in items if isinstance(item, Label)]
    if not labels or any(isinstance(item, Mark) for item in items):
        return []
    lead = [item for item in items if isinstance(item, Other)]
    if not lead:
        return labels
    if max(item.box.left for item in lead) > labels[0].box.left:
        return []
    first = labels[0]
    text = "".join(
        region.piece(index).text[: first.start if index == first.piece else None]
        for index in dict.fromkeys(item.piece for item in lead)
    ).rstrip()
    is_lead = words(text) in LABELS or text.endswith((":", "："))
    return labels if is_lead and len(lead) <= LONGEST_LEAD else []


def _goes_on(region: Region, stacked: list[Label], label: Label) -> bool:
    last = stacked[-1]
    gap = label.box.top - last.box.bottom
    is_of_sheet = region.piece(label.piece).sheet == region.piece(last.piece).sheet
    return is_of_sheet and 0 <= gap + 1 < STACKED * last.box.height


def picked(region: Region, group: Group, how: Emphasis) -> tuple[str | None, bool]:
    """The answer that an emphasis tells from the others, and whether anything there is unclear."""
    has, is_unclear = looks(region, [[(group.sheet, label.box)] for label in group.labels], how)
    if not any(has):
        return None, is_unclear
    wanted = how != Emphasis.STRUCK
    chosen = [label.key for label, each in zip(group.labels, has, strict=True) if each is wanted]
    if len(chosen) == 1 and not is_unclear:
        return chosen[0], False
    # All of them alike tell nothing, unless all are struck out.
    return None, is_unclear or not (wanted and all(has))


def looks(region: Region, places: Sequence[Lines], how: Emphasis) -> tuple[list[bool], bool]:
    """Which of some printed answers have an emphasis, each with its lines, and whether any has it
    in part."""
    if how == Emphasis.SHADED and region.sheet(region.start).ground is not None:
        lines = _shades(region, places)
    else:
        lines = [[_share(region, box, sheet, how) for sheet, box in each] for each in places]
    has = [min(shares) >= COVERED for shares in lines]
    is_unclear = any(max(shares) > UNCOVERED and min(shares) < COVERED for shares in lines)
    return has, is_unclear


def _share(region: Region, box: Box, sheet: int, how: Emphasis) -> float:
    """How much of a word's width an emphasis covers."""
    covered = [
        max(each.box.shared_width(box), 0.0)
        for each in region.sheet(sheet).emphasised
        if each.how == how and each.box.shared_height(box) > 0.4 * box.height
    ]
    return min(sum(covered) / max(box.width, 1.0), 1.0)


def _shades(region: Region, places: Sequence[Lines]) -> list[list[float]]:
    """1 for lines that stand on a darker ground than the lightest, else 0; 0 for all where one
    cannot be seen."""
    seen = [[_level(region, sheet, box) for sheet, box in each] for each in places]
    levels = [level for each in seen for level in each if level is not None]
    if len(levels) < sum(map(len, seen)):
        return [[0.0] * len(each) for each in seen]
    return [
        [float(level is not None and max(levels) - level >= LEAST_SHADE) for level in each]
        for each in seen
    ]


def _level(region: Region, sheet: int, box: Box) -> int | None:
    ground = region.sheet(sheet).ground
    return ground(_middle(box)) if ground else None


def _middle(box: Box) -> Box:
    inset = box.width * 0.15
    return Box(box.left + inset, box.top, box.right - inset, box.bottom)
