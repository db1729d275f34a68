"""Lines of a blank form to its sections and questions. Pure: no database, no files.

Only text that a rule below knows is read. Any other text inside a question is a problem with its
place; a question under which nothing can be filled in is an error.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.files.reading.lines import Extracted
from common.files.reading.lines import Kind as FileKind
from common.language_of_text import language_of
from questionnaires.blank import cited, words
from questionnaires.blank.checks import checked
from questionnaires.blank.fragments import (
    BOX,
    ROOM,
    Gone,
    answers_in,
    directions,
    has_room,
    part_named,
    taken_apart,
)
from questionnaires.blank.model import (
    Blank,
    BlankPart,
    BlankQuestion,
    BlankSection,
    Grade,
    Left,
    Problem,
)
from questionnaires.blank.numbering import LONGEST_TITLE, Piece, pieces_of, settle
from questionnaires.blank.tabled import read_table
from questionnaires.form import Kind

ENDS = (".", "?", "؟", "？", "。", ":", "：", "!", ")")
ITEM = re.compile(r"\(?(?:[a-zа-яأ-ي]|[ivx]{1,4})[.)]\s+(?=\S)", re.IGNORECASE)
BULLET = re.compile(r"[•●▪‣◦–—-]\s+(?=\S)")


def parse(extracted: Extracted, language: str = "") -> Blank:
    """The form in the lines of a file; ``language`` is told from the text where nobody says it."""
    known = language or language_of(extracted.text)
    pieces, left = pieces_of(extracted.kind, extracted.lines)
    settle(pieces)
    blank = Blank(known, left=[_left("page", each) for each in left])
    reader = _Reader(blank, known or "en", is_workbook=extracted.kind == FileKind.XLSX)
    reader.read(pieces)
    return checked(reader.blank, reader.gone)


def _left(reason: str, line: object) -> Left:
    found: Left = Left(
        reason, str(getattr(line, "text", "")), getattr(line, "page", 0), getattr(line, "number", 0)
    )
    return found


@dataclass
class _Reader:
    blank: Blank
    language: str
    section: BlankSection | None = None
    question: BlankQuestion = field(default_factory=lambda: BlankQuestion("", ""))
    is_inside: bool = False
    answers: list[str] = field(default_factory=list)
    # The answers that head the columns of a table whose rows are questions.
    heads: list[str] = field(default_factory=list)
    is_workbook: bool = False
    fallback: list[str] = field(default_factory=list)
    rows: list[Piece] = field(default_factory=list)
    gone: list[tuple[str, Gone]] = field(default_factory=list)
    item: str = ""
    is_open: bool = False
    was_box: bool = False
    was_whole: bool = False

    def read(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            self._widen(piece)
            if piece.opens or not piece.cells:
                self._end_table()
            if piece.opens:
                self._end_question(piece)
            if piece.opens == "section":
                self._open_section(piece)
            elif piece.opens == "question":
                self._open_question(piece)
            elif not self.is_inside:
                self._outside(piece)
            elif piece.cells:
                self.rows.append(piece)
            else:
                self._inside(piece.text, piece)
        self._end_table()
        if pieces:
            self._end_question(pieces[-1])

    def _widen(self, piece: Piece) -> None:
        """Restore the free cells that a workbook leaves out at the end of a row: a single text
        right below a row of a table is a row of the same width."""
        is_next = bool(self.rows) and piece.line == self.rows[-1].line + 1
        if self.is_workbook and is_next and not piece.opens and not piece.cells:
            piece.cells = (piece.text, *[""] * (len(self.rows[-1].cells) - 1))

    # Outside questions

    def _open_section(self, piece: Piece) -> None:
        self.section = BlankSection(piece.label, taken_apart(piece.rest, self.language).text)
        self.blank.sections.append(self.section)
        self.is_inside, self.answers = False, []

    def _outside(self, piece: Piece) -> None:
        """Above the first question of a section: heads of answer columns, or an introduction."""
        listed = [each for cell in piece.cells or (piece.text,) for each in self._answers(cell)]
        if len(listed) > 1 and piece.cells:
            # The head "No." of the numbers reads like an answer: of two such heads the last is the
            # answer.
            self.heads = list(reversed(dict.fromkeys(reversed(listed))))
            return
        if len(listed) > 1 and self.section is not None:
            self.answers = listed
            return
        if self.section is None and not self.blank.left_of("introduction"):
            self.blank.title = piece.text[:LONGEST_TITLE]
        self.blank.left.append(Left("introduction", piece.text, piece.page, piece.line))

    def _answers(self, text: str) -> list[str]:
        return answers_in(text, self.language) or []

    # Questions

    def _open_question(self, piece: Piece) -> None:
        if self.section is None or self._is_of_another(piece):
            number = piece.label.split(".")[0] if "." in piece.label else ""
            self.section = BlankSection(number, "")
            self.blank.sections.append(self.section)
        self.question = BlankQuestion(piece.label, "", page=piece.page, line=piece.line)
        self.section.questions.append(self.question)
        self.is_inside = True
        self.item, self.was_box, self.was_whole = "", False, False
        self._begin(piece.rest, piece)
        self._beside(piece)

    def _beside(self, piece: Piece) -> None:
        """The cells beside a question. Where they are free, or boxes alone, the heads of their
        columns are the answers."""
        texts = [cell for cell in piece.others if BOX.sub("", ROOM.sub("", cell)).strip()]
        is_free = bool(piece.others) and len(texts) < len(piece.others)
        heads = self.heads if piece.cells else self.answers
        self.fallback = heads if self.is_workbook and piece.cells else []
        for cell in texts if is_free and heads else filter(None, piece.others):
            self._inside(cell, piece)
        if not self.question.parts and heads and (is_free or not piece.cells):
            self.question.parts.append(BlankPart(Kind.TICK, answers=list(heads)))
            self._tell("answers_from_heading", piece, Grade.NOTE)

    def _is_of_another(self, piece: Piece) -> bool:
        """Whether a number such as 4.1 stands under the heading of another section than 4."""
        if self.section is None or "." not in piece.label:
            return False
        return piece.label.split(".")[0] != self.section.number

    def _begin(self, rest: str, piece: Piece) -> None:
        """The text of a question, and what stands behind it on the same line."""
        box, room = BOX.search(rest), ROOM.search(rest)
        ends = [match.start() for match in (box, room) if match]
        cut = min(ends) if ends else self._end_of_text(rest)
        fragment = taken_apart(rest[:cut], self.language)
        self._take(fragment.cites, fragment.unclear, fragment.gone, piece)
        self.question.text = fragment.text
        self.is_open = not fragment.text or (
            not piece.whole and not fragment.text.endswith(ENDS) and cut == len(rest)
        )
        if behind := rest[cut:].strip():
            self._inside(behind, piece)

    def _end_of_text(self, rest: str) -> int:
        """Where the question ends and plain words for answers begin: behind a question mark."""
        mark = max(rest.rfind(sign) for sign in "?؟？")
        if mark < 0:
            return len(rest)
        behind = taken_apart(rest[mark + 1 :], self.language).text
        return mark + 1 if self._answers(behind) else len(rest)

    def _take(
        self, cites: list[list[str]], unclear: list[str], gone: list[Gone], piece: Piece
    ) -> None:
        self.question.cites += [each for each in cites if each not in self.question.cites]
        for text in unclear:
            self._tell("citation_unclear", piece, text=text)
        self.gone += [(self.question.number, each) for each in gone]

    def _inside(self, text: str, piece: Piece) -> None:
        """A piece of text under a question, by the first rule that knows it."""
        fragment = taken_apart(text, self.language)
        self._take(fragment.cites, fragment.unclear, fragment.gone, piece)
        was_box, self.was_box = self.was_box, False
        if not fragment.text.strip(" .;,") or self._is_citation(fragment.text):
            return
        if self.is_open and not self._is_answer_like(fragment.text):
            self._continue(fragment.text, piece)
            return
        self.is_open = False
        rules = (self._tick, self._boxes, self._directions, self._instruction, self._room)
        if not any(rule(fragment.text, piece, was_box=was_box) for rule in rules):
            self._tell("not_understood", piece, text=fragment.text[:200])

    def _is_citation(self, text: str) -> bool:
        listed = cited.citations(text)
        if listed:
            found = [[each.document, each.paragraph] for each in listed]
            self.question.cites += [each for each in found if each not in self.question.cites]
        return bool(listed)

    def _is_answer_like(self, text: str) -> bool:
        is_item = bool(ITEM.match(text) or BULLET.match(text))
        return bool(self._answers(text) or BOX.search(text) or ROOM.search(text) or is_item)

    def _continue(self, text: str, piece: Piece) -> None:
        """The next line of a question that runs over several."""
        before, self.question.text = self.question.text, ""
        self._begin(f"{before} {text}".strip(), piece)

    # What may be filled in

    def _tick(self, text: str, piece: Piece, *, was_box: bool) -> bool:
        listed = self._answers(text)
        if not listed:
            return False
        last = self.question.parts[-1] if self.question.parts else None
        if last and last.kind == Kind.TICK and was_box and not set(listed) & set(last.answers):
            last.answers += listed
        elif last and last.kind == Kind.TICK and not self.item and set(listed) <= set(last.answers):
            self._tell("answers_repeated", piece, Grade.NOTE, text=text[:80])
        else:
            self.question.parts.append(BlankPart(Kind.TICK, self._label(), answers=listed))
        self.was_box, self.was_whole = True, len(listed) > 1
        return True

    def _label(self) -> str:
        label, self.item = self.item, ""
        return label

    def _boxes(self, text: str, piece: Piece, *, was_box: bool) -> bool:
        """Boxes with words beside them: several may be ticked. Answers among other boxes make a
        tick; the records do not know the other boxes."""
        if not BOX.search(text):
            return False
        before, *labels = BOX.split(text)
        if before.strip(" :.-") and not labels[-1].strip():
            labels = [before, *labels[:-1]]
        elif before.strip(" :.-"):
            self._inside(before.strip(), piece)
        shown = [label.strip(" ;,|/") for label in labels if label.strip(" ;,|/")]
        if not shown:
            self._tell("box_without_words", piece, text=text[:80])
            return True
        # Behind a tick that has a line of its own, boxes with other words are a list of choices.
        is_list = self.was_whole and not any(self._answers(label) for label in shown)
        for label in shown:
            self._box(label, piece, was_box=was_box and not is_list)
            was_box = True
        self.was_box = True
        self.was_whole = sum(bool(self._answers(label)) for label in shown) > 1
        return True

    def _box(self, label: str, piece: Piece, *, was_box: bool) -> None:
        if self._answers(label):
            self._tick(label, piece, was_box=was_box)
            return
        gone = directions(label, self.language)
        if gone and self._tick_with_direction(label, gone, piece, was_box=was_box):
            return
        last = self.question.parts[-1] if self.question.parts else None
        if last and last.kind == Kind.TICK and was_box:
            self._tell("box_unknown", piece, Grade.ERROR, text=label[:80])
            return
        if not (last and last.kind == Kind.CHOICES and not self.item):
            last = BlankPart(Kind.CHOICES, self._label())
            self.question.parts.append(last)
        last.choices.append(ROOM.sub(" ", label).strip(" :"))
        if ROOM.search(label):
            self.question.parts.append(part_named(label, self.language))

    def _tick_with_direction(
        self, label: str, gone: list[Gone], piece: Piece, *, was_box: bool
    ) -> bool:
        """``No → go to 1.3`` beside a box."""
        self.gone += [(self.question.number, each) for each in gone]
        word = next(w for w, key in words.answer_words(self.language) if key == gone[0].answer)
        return self._tick(word, piece, was_box=was_box)

    def _directions(self, text: str, _piece: Piece, *, was_box: bool) -> bool:
        self.was_box = was_box
        gone = directions(text, self.language)
        self.gone += [(self.question.number, each) for each in gone]
        return bool(gone)

    def _instruction(self, text: str, piece: Piece, *, was_box: bool) -> bool:
        if not words.begins_with(text.strip("()[] "), words.TICK_BOXES[self.language]):
            return False
        self.was_box = was_box
        self.blank.left.append(Left("instruction", text, piece.page, piece.line))
        return True

    def _room(self, text: str, piece: Piece, *, was_box: bool) -> bool:
        """Something to be written: a label with room behind it, room alone, a request for words, an
        item of a list."""
        del was_box
        is_room = not ROOM.sub("", text).strip(" .:")
        if is_room:
            self._room_alone()
            return True
        self._end_item(piece)
        item = ITEM.match(text) or BULLET.match(text)
        label = text[item.end() :] if item else text
        if item and not has_room(text):
            self.item = label
            return True
        if has_room(text) or words.begins_with(label, words.DESCRIBE[self.language]):
            for each in self._labels(label):
                self.question.parts.append(part_named(each, self.language))
            return True
        return False

    def _end_question(self, piece: Piece) -> None:
        """Before the next one: an item that waits; in a workbook, which leaves free cells out, the
        heads of the columns for a question under which nothing else stood."""
        self._end_item(piece)
        if self.fallback and self.is_inside and not self.question.parts:
            self.question.parts.append(BlankPart(Kind.TICK, answers=list(self.fallback)))
            place = Piece("", self.question.page, self.question.line)
            self._tell("answers_from_heading", place, Grade.WARNING)
        self.fallback = []

    def _end_item(self, piece: Piece) -> None:
        """An item of a list under which nothing stood: room to write that is drawn, perhaps."""
        label = self._label()
        if label and self.is_inside:
            self.question.parts.append(part_named(label, self.language))
            self._tell("item_as_room", piece, text=label[:80])

    def _labels(self, text: str) -> list[str]:
        """``Name: ____ Telephone: ____`` holds two."""
        found = [each.strip(" ;,|") for each in ROOM.split(text)]
        return [each for each in found if each.strip(" .:")] or [text]

    def _room_alone(self) -> None:
        """Room under a question or under its own label; a second line of it is the same room."""
        if label := self._label():
            self.question.parts.append(part_named(label, self.language))
            return
        last = self.question.parts[-1] if self.question.parts else None
        if last is None or last.kind in (Kind.TICK, Kind.CHOICES):
            counts = words.asks_how_many(self.question.text, self.language)
            kind = Kind.NUMBER if counts and last is None else Kind.TEXT
            self.question.parts.append(BlankPart(kind))

    def _end_table(self) -> None:
        """The rows of a table under a question."""
        rows, self.rows = self.rows, []
        if not rows or not self.is_inside:
            return
        parts = read_table([row.cells for row in rows], self.question.text, self.language)
        if parts is not None:
            self.question.parts += parts
            if any(part.kind == Kind.ROWS for part in parts):
                self._tell("table_read", rows[0], Grade.NOTE)
            return
        for row in rows:
            for cell in row.cells:
                if cell:
                    self._inside(cell, row)

    def _tell(self, code: str, piece: Piece, grade: Grade = Grade.WARNING, **params: str) -> None:
        number = self.question.number if self.is_inside else ""
        self.blank.problems.append(Problem(code, grade, params, piece.page, piece.line, number))
