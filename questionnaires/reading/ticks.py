"""Which answer of a question is ticked, and whether that is beyond doubt. Nothing is guessed: two
ticks, faint ink or a tick between two boxes leave a question unread."""

import re
from dataclasses import dataclass, field

from questionnaires.form import Kind, Part
from questionnaires.reading.groups import picked
from questionnaires.reading.habits import (
    MOST_OFFSET,
    SURE_OFFSET,
    Habits,
    columns_for,
    own_columns,
)
from questionnaires.reading.options import (
    Columns,
    Item,
    Label,
    Other,
    Pair,
    items_of,
    own_habit,
    pairs_of,
)
from questionnaires.reading.regions import Region
from questionnaires.reading.result import Certainty, Origin, ReadPart, State
from questionnaires.reading.sheets import Box, Emphasis, Mark, Ticked
from questionnaires.reading.stream import Line
from questionnaires.reading.words import ANSWERS, LABELS, LONGEST_ANSWER, tokens, words

# What parts an answer from the words that explain it.
STOP = re.compile(r"[:;：；]|\s{1,5}[—–-]{1,2}\s")
NUMBER_SIGN = ("no", "nº", "n°")
# A word that goes on with one is no answer.
HYPHENS = ("-", "\u2010", "\u2011")


@dataclass
class Found:
    """What one way of reading gives: for each answer the state of its mark, and where."""

    way: str
    marks: dict[str, Ticked] = field(default_factory=dict)
    box: Box | None = None
    sheet: int = 0
    how: Origin = Origin.GLYPH
    doubts: list[str] = field(default_factory=list)


def read_tick(region: Region, part: Part, habits: Habits) -> ReadPart:
    """The tick of a question. What it takes of the region is used up."""
    lines = [(line, items_of(region, line, ANSWERS, LONGEST_ANSWER)) for line in region.lines()]
    found = _beside(region, lines, habits)
    if found is None:
        found = _looped(region, lines, habits)
    if found is None:
        found = _by_look(region, habits)
    if found is None:
        found = _in_columns(region, habits)
    if found is None:
        found = _in_words(region, part)
    if found is None and region.unchosen:
        # A list to choose from, which still shows its invitation.
        found = Found("words", dict.fromkeys(part.answers, Ticked.NO), how=Origin.WORDS)
    return _judged(region, part, found, habits)


def _judged(region: Region, part: Part, found: Found | None, habits: Habits) -> ReadPart:
    """The state and certainty of what was found."""
    place = region.sheet(region.start).place(region.head_box())
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
        and not (has_choices and _is_beside_text(region, mark))
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
    marks = region.sheet(region.start - 1).marks
    return any(mark.state != Ticked.NO and mark.box.y > lowest for mark in marks)


def begins_sheet(region: Region) -> bool:
    """Whether a question is the first thing on its page, so that its row, and a tick in the middle
    of it, may begin on the page before."""
    if not region.start or region.sheet(region.start).ink is None:
        return False
    top = region.head_box().top
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
        # Where there are boxes, ink outside of them is no tick of any.
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
    doubts += _stray(region, pairs, paired)
    return _with_place(Found("beside", marks, doubts=doubts), [pair.mark for pair in pairs])


def _is_option(region: Region, pair: Pair, items: list[Item], habits: Habits) -> bool:
    """Not a word of a sentence that happens to stand after a mark, as that of another cell does."""
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
    """The one of the printed answers that looks otherwise than the others; none where nothing is
    told from the rest, in a document that answers so or by a single tick."""
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


def _in_columns(region: Region, habits: Habits) -> Found | None:
    """Marks in the columns that answers head."""
    columns = columns_for(region, habits)
    if columns is None:
        return None
    found = Found("columns", dict.fromkeys(columns.middles, Ticked.NO))
    used: list[Mark] = []
    has_boxes = _has_boxes(region, columns)
    sheets = {region.start - region.begins_before, region.start, columns.sheet}
    for mark in region.marks:
        if mark.sheet not in sheets:
            continue
        key, offset = columns.at(mark.box.x)
        if offset > MOST_OFFSET or _is_beside_text(region, mark) or _is_of_choice(region, mark):
            continue
        used.append(mark)
        state = mark.state
        if mark.loose and has_boxes and state != Ticked.NO:
            found.doubts.append("there is ink beside the boxes")
        if state != Ticked.NO and (offset > SURE_OFFSET or not columns.is_below(key, mark.box.x)):
            found.doubts.append("a tick stands between two columns")
        if state == Ticked.YES or found.marks[key] == Ticked.NO:
            found.marks[key] = state
    is_own = habits.has_own_columns and columns in own_columns(region, [columns])
    if not used and (
        _has_words_in_columns(region, columns) or not (is_own or _heads_this(region, columns))
    ):
        return None
    found.doubts += _beyond(region, used)
    found.doubts += [] if used else _unseen_ink(region, columns)
    return _with_place(found, used)


def _has_boxes(region: Region, columns: Columns) -> bool:
    """Whether boxes are printed in the columns, beside the question's words."""
    return any(
        not mark.loose
        and not mark.is_letter
        and columns.at(mark.box.x)[1] <= MOST_OFFSET
        and mark.box.shared_height(region.head_box()) > 0
        for mark in region.marks
    )


def _beyond(region: Region, used: list[Mark]) -> list[str]:
    """Ticks beside the question that stand in no column."""
    head, known = region.head_box(), {id(mark) for mark in used}
    for mark in region.marks:
        if id(mark) in known or mark.state == Ticked.NO or mark.sheet != region.start:
            continue
        if region.top <= mark.box.y <= head.bottom + 4 and not _is_beside_text(region, mark):
            return ["a tick stands in no column of answers"]
    return []


def _is_beside_text(region: Region, mark: Mark) -> bool:
    """Whether a mark leads or follows a text closely, as the box of a choice does."""
    for index in region.pieces:
        piece = region.piece(index)
        if piece.sheet != mark.sheet or not region.text_left(index):
            continue
        if abs(piece.box.y - mark.box.y) > 0.7 * piece.size:
            continue
        gap = max(piece.box.left - mark.box.right, mark.box.left - piece.box.right)
        if -1 <= gap < 0.6 * piece.size + 2:
            return True
    return False


def _is_of_choice(region: Region, mark: Mark) -> bool:
    """Whether a mark stands in the row of a choice, whose cells in a workbook may be below those of
    the answers."""
    if region.stream.sheets.how != Origin.WORKBOOK:
        return False
    choices = {
        words(text)
        for part in region.question.parts
        for choice in part.choices
        for text in choice.label.values()
    }
    return any(
        words(region.text_left(index)) in choices
        for index in region.pieces
        if region.piece(index).sheet == mark.sheet
        and abs(region.piece(index).box.y - mark.box.y) < 0.7 * region.piece(index).size
    )


def _has_words_in_columns(region: Region, columns: Columns) -> bool:
    return any(
        words(region.text_left(index)) in ANSWERS
        for index in region.pieces
        if index not in columns.pieces
    )


def _heads_this(region: Region, columns: Columns) -> bool:
    """Whether the columns are to the right of the question's words or below them."""
    head = region.head_box()
    left = min(columns.middles.values())
    right = max(columns.middles.values())
    return left > head.right - 5 or right < head.left + 5


def _unseen_ink(region: Region, columns: Columns) -> list[str]:
    """Something drawn in a column that was not known as a mark."""
    sheet = region.sheet(region.start)
    if sheet.ink is None:
        return []
    head = region.head_box()
    half = min(columns.spacing * 0.3, 15.0)
    for middle in columns.middles.values():
        box = Box(middle - half, head.top + 1, middle + half, head.bottom - 1)
        if any(region.piece(i).box.touches(box) for i in region.pieces):
            continue
        if sheet.ink(box) != Ticked.NO:
            return ["there is something in a column of answers"]
    return []


def _in_words(region: Region, part: Part) -> Found | None:
    """An answer that is written as a word: alone in its line or cell, after a colon, or before a
    stop."""
    found = Found("words", how=Origin.WORDS)
    if (printed := _printed_only(region)) is not None:
        return printed
    hits: list[tuple[str, int, int, int, bool]] = []
    for index in region.pieces:
        for begin, end in region.left_over(index):
            hit = _word(region.piece(index).text, begin, end)
            if hit is not None:
                hits.append((hit[0], index, hit[1], hit[2], hit[3]))
    alone = [hit for hit in hits if hit[4]]
    chosen = alone or hits[:1]
    if not chosen:
        return None
    answers = {hit[0] for hit in chosen}
    if len(chosen) > 1 and (len(answers) > 1 or len(chosen) > len(part.answers)):
        for _answer, index, start, end, _alone in chosen:
            region.use(index, start, end)
        found.doubts.append("several answers are printed and none is marked")
        found.marks = dict.fromkeys(answers, Ticked.NO)
        return found
    answer, index, start, end, is_alone = chosen[0]
    found.marks[answer] = Ticked.YES
    if not is_alone or len(chosen) > 1:
        found.doubts.append("the answer is a word of a sentence")
    region.use(index, start, end)
    found.box, found.sheet = region.piece(index).box, region.piece(index).sheet
    return found


def _printed_only(region: Region) -> Found | None:
    """Several answers in one line, and no mark: nobody can tell which was meant."""
    for line in region.lines():
        items = items_of(region, line, ANSWERS, LONGEST_ANSWER)
        labels = [item for item in items if isinstance(item, Label)]
        if len({label.key for label in labels}) < 2 or len(labels) != len(items):
            continue
        found = Found("words", {label.key: Ticked.NO for label in labels}, how=Origin.WORDS)
        found.doubts.append("several answers are printed and none is marked")
        found.box, found.sheet = labels[0].box, line.sheet
        for label in labels:
            region.use(label.piece, label.start, label.end)
        return found
    return None


def _word(text: str, begin: int, end: int) -> tuple[str, int, int, bool] | None:
    """The answer that a text begins with: answer, from, to, and whether it stands by itself."""
    own = [token for token in tokens(text) if begin <= token.start and token.end <= end]
    skipped = 0
    for size in range(min(4, len(own) - 1), 0, -1):
        rest = text[own[size - 1].end : own[size].start]
        if ":" in rest or "：" in rest or tuple(t.word for t in own[:size]) in LABELS:
            skipped = size
            break
    own = own[skipped:]
    for size in range(min(LONGEST_ANSWER, len(own)), 0, -1):
        answer = ANSWERS.get(tuple(token.word for token in own[:size]))
        if answer is None:
            continue
        start = begin if skipped else own[0].start
        if size == len(own):
            return answer, start, own[size - 1].end, True
        between = text[own[size - 1].end : own[size].start]
        is_number = own[0].word in NUMBER_SIGN and own[size].word[0].isdigit()
        if is_number or not between.strip():
            return None
        return answer, start, own[size - 1].end, bool(STOP.match(between))
    return None


def _with_place(found: Found, marks: list[Mark]) -> Found:
    """The place of the tick, or of all the boxes where there is none."""
    ticked = [mark for mark in marks if mark.state == Ticked.YES] or marks
    if ticked:
        found.sheet, found.how = ticked[0].sheet, ticked[0].how
        found.box = ticked[0].box
        for mark in ticked[1:]:
            if mark.sheet == found.sheet:
                found.box = found.box.joined(mark.box)
    return found
