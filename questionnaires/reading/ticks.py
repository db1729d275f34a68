"""Which answer of a question is ticked, and whether that is beyond doubt. Nothing is guessed: two
ticks, faint ink or a tick between two boxes leave a question unread."""

from questionnaires.form import Kind, Part
from questionnaires.reading.found import Found, is_beside_text, with_place
from questionnaires.reading.groups import Group, picked
from questionnaires.reading.habits import SURE_OFFSET, Habits, columns_for
from questionnaires.reading.headed import in_columns
from questionnaires.reading.options import Item, Label, Other, Pair, items_of, own_habit, pairs_of
from questionnaires.reading.regions import Region
from questionnaires.reading.result import Certainty, Origin, ReadPart, State
from questionnaires.reading.sheets import Emphasis, Mark, Ticked
from questionnaires.reading.stream import Line
from questionnaires.reading.worded import in_words
from questionnaires.reading.words import tokens

# A word followed by one of these is no answer.
HYPHENS = ("-", "\u2010", "\u2011")


def read_tick(region: Region, part: Part, habits: Habits) -> ReadPart:
    """The tick of a question. What it takes of the region is used up."""
    lines = [(line, items_of(region, line)) for line in region.lines()]
    found = _beside(region, lines, habits)
    if found is None:
        found = _looped(region, lines, habits)
    if found is None:
        found = _by_look(region, habits)
    if found is None:
        found = in_columns(region, habits)
    if found is None:
        found = in_words(region, part)
    if found is None and region.unchosen:
        # A list to choose from, which still shows its invitation.
        found = Found("words", dict.fromkeys(part.answers, Ticked.NO), how=Origin.WORDS)
    return _judged(region, part, found, habits)


def _judged(region: Region, part: Part, found: Found | None, habits: Habits) -> ReadPart:
    """The state and certainty of what was found."""
    place = region.sheet(region.start).place(region.head_box)
    if found is None:
        why = "no answer is printed or marked at this question"
        return ReadPart(part.key, None, State.UNREAD, Certainty.UNCERTAIN, Origin.TEXT, place, why)
    if found.box is not None:
        place = region.sheet(found.sheet).place(found.box)
    ticked = [answer for answer, state in found.marks.items() if state == Ticked.YES]
    faint = [answer for answer, state in found.marks.items() if state == Ticked.DOUBTFUL]
    doubts = list(found.doubts)
    if not ticked and _may_be_parted(region, part, found, habits):
        doubts.append("the row may begin on the page before")
    if not ticked and _has_stray_tick(region):
        doubts.append("a tick stands at no answer")
    if len(ticked) > 1:
        doubts.append("more than one answer is ticked")
    elif ticked and ticked[0] not in part.answers:
        doubts.append("an answer is ticked that the form does not offer here")
    elif not ticked and (faint or doubts):
        doubts.append("a box holds something that is no clear tick")
    if len(ticked) > 1 or (ticked and ticked[0] not in part.answers) or (not ticked and doubts):
        return ReadPart(
            part.key, None, State.UNREAD, Certainty.UNCERTAIN, found.how, place, "; ".join(doubts)
        )
    if faint:
        doubts.append("another box is not clearly empty")
    certainty = Certainty.UNCERTAIN if doubts else Certainty.CERTAIN
    state = State.ANSWERED if ticked else State.BLANK
    value = ticked[0] if ticked else None
    return ReadPart(part.key, value, state, certainty, found.how, place, "; ".join(doubts))


def _has_stray_tick(region: Region) -> bool:
    """Whether a box is ticked that is not the box of a choice."""
    has_choices = any(part.kind == Kind.CHOICES for part in region.question.parts)
    return any(
        mark.state == Ticked.YES
        and not mark.loose
        and not mark.is_letter
        and not (has_choices and is_beside_text(region, mark))
        for mark in region.marks
    )


def _may_be_parted(region: Region, part: Part, found: Found, habits: Habits) -> bool:
    """Whether a tick may stand on the page before, at the end of which its row began: below the
    words of the last question there."""
    is_whole = found.way in ("beside", "look") and set(part.answers) <= set(found.marks)
    if found.way == "loop" or is_whole or not begins_sheet(region):
        return False
    lowest = habits.lowest.get(region.start - 1)
    if found.way != "columns" or lowest is None:
        return True
    before = region.sheet(region.start - 1)
    drawn = [mark.box for mark in before.marks if mark.state != Ticked.NO]
    shaded = [shade.box for shade in before.shades if shade.colour]
    return any(box.y > lowest for box in (*drawn, *shaded))


def begins_sheet(region: Region) -> bool:
    """Whether a question is the first thing on its page, so that its row, and a tick in the middle
    of it, may begin on the page before."""
    if not region.start or region.sheet(region.start).ink is None:
        return False
    top = region.head_box.top
    above = [
        index
        for index in region.stream.by_sheet[region.start]
        if region.piece(index).box.bottom < top + 2 and index != region.head.number_piece
    ]
    return all(region.stream.is_head_line(index) for index in above)


def _beside(region: Region, lines: list[tuple[Line, list[Item]]], habits: Habits) -> Found | None:
    """Marks beside printed answers."""
    pairs: list[Pair] = []
    doubts: list[str] = []
    paired: set[int] = set()
    has_boxes = any(not mark.loose for mark in region.marks)
    for _line, found_items in lines:
        if not any(isinstance(item, Label) for item in found_items):
            continue
        # Where there are boxes, ink outside of them ticks none.
        items = [
            item for item in found_items
            if not (has_boxes and isinstance(item, Mark) and item.loose)
        ]  # fmt: skip
        side = habits.side
        shown = own_habit(items)
        if not habits.is_sure and shown:
            side = shown
        found = pairs_of(items, side)
        if not found and shown and shown != side:
            found = pairs_of(items, shown)
            doubts += ["marks stand on the other side of their words here"] if found else []
        pairs += [pair for pair in found if _is_option(region, pair, items, habits)]
        if found and not habits.is_sure and not shown:
            doubts.append("a mark may belong to either of two words")
    if not pairs:
        return None
    marks: dict[str, Ticked] = {}
    for pair in pairs:
        paired.add(id(pair.mark))
        if pair.label.key in marks:
            doubts.append("an answer is printed twice")
            if Ticked.YES in (marks[pair.label.key], pair.mark.state):
                marks[pair.label.key] = Ticked.YES
            continue
        marks[pair.label.key] = pair.mark.state
        _use_label(region, pair.label)
    _use_lines_of_answers(region, lines)
    _use_slashes(region, pairs)
    doubts += [*_stray(region, pairs, paired), *_told(region, pairs, marks)]
    return with_place(Found("beside", marks, doubts=doubts), [pair.mark for pair in pairs])


def _told(region: Region, pairs: list[Pair], marks: dict[str, Ticked]) -> list[str]:
    """One of the answers looks different from the rest, and no box is ticked: striking out the
    others, or shading the one, may be the answer."""
    group = Group([pair.label for pair in pairs], pairs[0].mark.sheet)
    if Ticked.YES in marks.values() or not any(picked(region, group, how)[0] for how in Emphasis):
        return []
    return ["no box is ticked, but one of the answers looks otherwise than the others"]


def _is_option(region: Region, pair: Pair, items: list[Item], habits: Habits) -> bool:
    """Whether it is an option, and no word of a sentence that happens to stand after a mark, such
    as the mark of another cell."""
    at = items.index(pair.label)
    after = items[at + 1] if at + 1 < len(items) else None
    if not isinstance(after, Other) or after.piece != pair.label.piece:
        return True
    label, mark = pair.label, pair.mark
    gap = max(label.box.left - mark.box.right, mark.box.left - label.box.right)
    is_word = region.piece(label.piece).text[label.end : label.end + 1] not in HYPHENS
    columns = columns_for(region, habits)
    is_of_column = columns is not None and columns.at(mark.box.x)[1] <= SURE_OFFSET
    is_loose = mark.is_letter or mark.loose
    return is_word and not is_loose and not is_of_column and gap <= label.box.height


def _use_lines_of_answers(region: Region, lines: list[tuple[Line, list[Item]]]) -> None:
    """Answers that stand without a mark beside one that has its own are the form's words."""
    for _line, items in lines:
        is_marked_line = any(isinstance(item, Mark) for item in items)
        if is_marked_line and all(isinstance(item, Label | Mark) for item in items):
            for label in (item for item in items if isinstance(item, Label)):
                _use_label(region, label)


def _use_label(region: Region, label: Label) -> None:
    region.use(label.piece, label.start, label.end)
    if label.below is not None:
        region.use(label.below)


def _use_slashes(region: Region, pairs: list[Pair]) -> None:
    """Marks that are letters of a piece are no words of the State."""
    for pair in pairs:
        if not pair.mark.is_letter:
            continue
        for index in region.pieces:
            piece = region.piece(index)
            if piece.sheet == pair.mark.sheet and piece.box.holds(pair.mark.box.x, pair.mark.box.y):
                for token in tokens(piece.text):
                    if token.word in ("x", "х", "×"):
                        region.use(index, token.start, token.end)


def _stray(region: Region, pairs: list[Pair], paired: set[int]) -> list[str]:
    """Ink near the answers that is in none of their boxes."""
    boxes = [pair.mark.box for pair in pairs] + [pair.label.box for pair in pairs]
    sheet = pairs[0].mark.sheet
    area = boxes[0]
    for box in boxes[1:]:
        area = area.joined(box)
    area = area.grown(12)
    for mark in region.marks:
        is_stray = mark.loose and mark.sheet == sheet and id(mark) not in paired
        if is_stray and area.holds(mark.box.x, mark.box.y):
            return ["there is ink between or beside the boxes"]
    return []


def _looped(region: Region, lines: list[tuple[Line, list[Item]]], habits: Habits) -> Found | None:
    """A curve drawn around one of the printed answers."""
    found = Found("loop", how=Origin.DRAWN_TICK)
    for _line, items in lines:
        labels = [item for item in items if isinstance(item, Label)]
        if len(labels) < 2 or any(isinstance(item, Other) for item in items):
            continue
        sheet = region.piece(labels[0].piece).sheet
        loops = region.sheet(sheet).loops
        circles = [m.box for m in region.marks if m.how == Origin.DRAWN_TICK and m.sheet == sheet]
        for label in labels:
            inside = [
                box for box in [*loops, *circles] if box.grown(2).holds(label.box.x, label.box.y)
            ]
            state = Ticked.YES if inside else Ticked.NO
            found.marks[label.key] = state
            if inside:
                found.box, found.sheet = inside[0], sheet
                if inside[0].width < label.box.width * 0.6:
                    found.doubts.append("what is drawn around a word does not hold it whole")
        if Ticked.YES in found.marks.values() or habits.has_rings:
            for label in labels:
                region.use(label.piece, label.start, label.end)
            return found
    if Ticked.YES in found.marks.values() or (found.marks and habits.has_rings):
        return found
    return None


def _by_look(region: Region, habits: Habits) -> Found | None:
    """The one printed answer that looks different from the others. Where none does, no answer is
    ticked in a document that answers by looks or by a single tick; None in any other."""
    printed = habits.printed
    if (group := printed.groups.get(region.question.key)) is None:
        return None
    picks = {how: picked(region, group, how) for how in Emphasis}
    told = {how: pick for how, (pick, _unclear) in picks.items() if pick}
    doubts = ["an answer is partly struck out or shaded" for _pick, bad in picks.values() if bad]
    # A drawn tick that touches a word says nothing of the word's look.
    is_plain = not told and (not doubts or region.marks)
    if is_plain and not (printed.is_sure or printed.is_lone):
        return None
    found = Found("look", dict.fromkeys(group.keys, Ticked.NO), how=Origin.WORDS, doubts=doubts)
    if len(set(told.values())) > 1:
        found.doubts.append("several answers look otherwise than the rest")
    elif told:
        found.marks[next(iter(told.values()))] = Ticked.YES
        if not (printed.is_sure and printed.how in told):
            found.doubts.append("an answer is told from the others by its look alone")
    found.box, found.sheet = group.labels[0].box, group.sheet
    for label in group.labels:
        found.box = found.box.joined(label.box)
        _use_label(region, label)
    return found
