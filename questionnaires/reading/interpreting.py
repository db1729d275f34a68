"""From sheets to the answers of a form."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from questionnaires.form import Form, Kind, Question, asked
from questionnaires.reading.choices import empty_lists, read_choices
from questionnaires.reading.filled import WRITTEN, labels_of, read_written
from questionnaires.reading.groups import printed_in
from questionnaires.reading.habits import Habits, habits_of
from questionnaires.reading.locating import Matched, Matcher, language_of_form, text_in
from questionnaires.reading.options import Columns, columns_of, without_bullets
from questionnaires.reading.parted import settle_parted_rows
from questionnaires.reading.phrases import use_general_labels, use_repeated
from questionnaires.reading.regions import Region, labels_in, regions_of
from questionnaires.reading.result import (
    Certainty,
    FilledForm,
    Grade,
    NotRead,
    Origin,
    Place,
    Problem,
    ReadAnswer,
    ReadPart,
    Recognised,
    State,
)
from questionnaires.reading.rows import read_rows, tables_of
from questionnaires.reading.sheets import Sheet, Sheets
from questionnaires.reading.stream import Stream
from questionnaires.reading.ticks import begins_sheet, read_tick
from questionnaires.reading.words import words

# With a lower share of a form's questions a file is another one; from the second share on it is
# surely that form.
LEAST_SHARE, SURE_SHARE = 0.25, 0.6
LEAST_FOUND = 3
# A digit between letters: two lines of a narrow column that were printed over one another.
_OVERPRINTED = re.compile(r"[^\W\d_]\d[^\W\d_]")
# The least likeness of a question that is surely the form's own: with its number, and without.
# Another version may ask something else under the same number.
SURE_SCORE_WITH_NUMBER, SURE_SCORE = 0.8, 0.84
LONGEST_UNPLACED, LONGEST_HEAD = 4, 5


def interpret(sheets: Sheets, forms: Sequence[Form]) -> FilledForm:
    """The answers to the form that a file is most like. Raises NotRead where it is like none."""
    without_scan = [sheet for sheet in sheets.sheets if not sheet.is_scan]
    if not without_scan:
        raise NotRead(
            Problem(Grade.ERROR, "The file holds pictures of pages and no text.", code="scan")
        )
    matched, stream, rival = _recognise(sheets, forms)
    recognised = _recognised(matched, rival)
    without_bullets(stream)
    regions = regions_of(matched, stream)
    settle_parted_rows(regions)
    read = _Reading(matched, stream, regions)
    answers, problems = read.answers()
    return FilledForm(
        matched.form,
        recognised,
        matched.language,
        answers,
        (*_problems_of_file(sheets, recognised), *problems),
    )


def _recognise(sheets: Sheets, forms: Sequence[Form]) -> tuple[Matched, Stream, Matched | None]:
    stream = Stream(sheets)
    found = [Matcher(form, language_of_form(form, stream), stream).match() for form in forms]
    found.sort(key=lambda matched: -matched.quality)
    if not found or not found[0].heads:
        raise NotRead(_unknown())
    best = found[0]
    if gutters := _gutters(best, stream):
        stream = Stream(sheets, gutters)
        best = Matcher(best.form, best.language, stream).match()
    if len(best.heads) < min(LEAST_FOUND, len(best.form.by_key)) or best.share < LEAST_SHARE:
        raise NotRead(_unknown())
    return best, stream, found[1] if len(found) > 1 else None


def _unknown() -> Problem:
    return Problem(Grade.ERROR, "The file is none of the known reporting forms.", code="unknown")


def _gutters(matched: Matched, stream: Stream) -> dict[int, float]:
    """Where the second column of a page begins, on pages that are set in two like a newspaper:
    questions begin in both halves, and nothing crosses the middle between them."""
    gutters: dict[int, float] = {}
    strong = [head for head in matched.candidates if head.weight >= 0.9]
    for number, sheet in enumerate(stream.sheets.sheets):
        if sheet.ink is None:
            continue
        own = [
            stream.pieces[h.number_piece] for h in strong if stream.pieces[h.piece].sheet == number
        ]
        left = [p for p in own if p.box.left < 0.35 * sheet.width]
        right = [p for p in own if p.box.left > 0.45 * sheet.width]
        if not left or not right:
            continue
        edge = min(p.box.left for p in right) - 2
        top, bottom = min(p.box.top for p in own), max(p.box.bottom for p in own)
        if not _is_crossed(sheet, edge, top, bottom):
            gutters[number] = edge
    if len(gutters) * 2 < len(stream.sheets.sheets):
        return gutters
    usual = sorted(gutters.values())[len(gutters) // 2]
    for number, sheet in enumerate(stream.sheets.sheets):
        if number not in gutters and not _is_crossed(
            sheet, usual, 0.14 * sheet.height, sheet.height
        ):
            gutters[number] = usual
    return gutters


def _is_crossed(sheet: Sheet, edge: float, top: float, bottom: float) -> bool:
    """Whether a line of text reaches over the middle between two columns."""
    return any(
        p.box.left < edge - 2 and p.box.right > edge + 2 and top <= p.box.y <= bottom
        for p in sheet.pieces
    )


def _recognised(matched: Matched, rival: Matched | None) -> Recognised:
    doubts = []
    if matched.share < SURE_SHARE:
        doubts.append("many of its questions are not there")
    if rival is not None and rival.quality > matched.quality - 0.02:
        doubts.append(f"version {rival.form.version} of {rival.form.key} fits as well")
    why = (
        f"{len(matched.heads)} of {len(matched.form.by_key)} questions,"
        f" {round(matched.by_number * 100)} % of them under their number"
    )
    certainty = Certainty.UNCERTAIN if doubts else Certainty.CERTAIN
    return Recognised(
        certainty, matched.language, round(matched.share, 3), "; ".join([why, *doubts])
    )


def _problems_of_file(sheets: Sheets, recognised: Recognised) -> list[Problem]:
    problems = [
        Problem(
            Grade.ERROR, "This page is a picture without text; type its answers by hand.",
            Place(sheet.page), "scan",
        )
        for sheet in sheets.sheets
        if sheet.is_scan
    ]  # fmt: skip
    problems += [
        Problem(
            Grade.WARNING,
            "This page holds more drawings than a form has.",
            Place(int(page)),
            "drawings",
        )
        for page in sheets.notes
    ]
    if recognised.certainty == Certainty.UNCERTAIN:
        problems.append(
            Problem(
                Grade.WARNING, f"The form is not surely recognised: {recognised.why}.", code="form"
            )
        )
    return problems


class _Reading:
    def __init__(self, matched: Matched, stream: Stream, regions: dict[str, Region]) -> None:
        self.matched, self.stream, self.regions = matched, stream, regions
        self.form, self.language = matched.form, matched.language
        self.problems: list[Problem] = []
        self.parts: dict[str, dict[str, ReadPart]] = {}
        self.scans = {n for n, sheet in enumerate(stream.sheets.sheets) if sheet.is_scan}

    def answers(self) -> tuple[tuple[ReadAnswer, ...], list[Problem]]:
        habits = self._habits()
        labels = {}
        for key, region in self.regions.items():
            labels[key] = self._read_marks(region, habits)
        for region in self.regions.values():
            use_general_labels(region)
        use_repeated(list(self.regions.values()))
        for key, region in self.regions.items():
            written = [p for p in region.question.parts if p.kind in WRITTEN]
            self.parts[key] |= read_written(region, written, labels[key])
            self._note_unplaced(region, written)
        self._settle_blanks(habits)
        for key, part in list(empty_lists(self.form, self.parts)):
            self.parts[key][part.key] = part
        self._guard_texts()
        return tuple(self._answer(question) for question in self._gated()), self.problems

    def _habits(self) -> Habits:
        printed = printed_in(list(self.regions.values()))
        columns = [
            each for each in columns_of(self.stream) if not printed.pieces & set(each.pieces)
        ]
        for region in self.regions.values():
            for each in columns:
                inside = [index for index in each.pieces if index in region.pieces]
                if len(inside) == len(each.pieces):
                    self._use_head_line(region, each)
        return habits_of(list(self.regions.values()), columns, printed)

    def _use_head_line(self, region: Region, columns: Columns) -> None:
        for index in {*self.stream.same_line(columns.pieces[0]), *columns.pieces}:
            is_here = index in region.pieces and index not in region.head.spans
            if is_here and len(words(region.piece(index).text)) <= LONGEST_HEAD:
                region.use(index)

    def _read_marks(self, region: Region, habits: Habits) -> dict[str, Any]:
        """Ticks, choices and tables, which use up their words; then where the labels are."""
        question = region.question
        parts: dict[str, ReadPart] = {}
        for part in question.parts:
            if part.kind == Kind.TICK:
                parts[part.key] = read_tick(region, part, habits)
        written = [part for part in question.parts if part.kind in WRITTEN]
        # Longer than a choice or the head of a column that it may begin with.
        long = [part for part in written if _is_long(part, self.language)]
        labels: dict[str, Any] = labels_of(region, long, self.language)
        for part in question.parts:
            if part.kind == Kind.CHOICES:
                parts[part.key] = read_choices(region, part, self.language, habits)
        for part, pieces in tables_of(region, self.language):
            parts[part.key] = read_rows(region, part, self.language, pieces)
        self._use_part_titles(region)
        labels |= labels_of(region, [p for p in written if p.key not in labels], self.language)
        self.parts[question.key] = parts
        return labels

    def _use_part_titles(self, region: Region) -> None:
        """The labels of ticks, choices and tables are no words of the State."""
        other = [part for part in region.question.parts if part.kind not in WRITTEN]
        labels_of(region, other, self.language)

    def _note_unplaced(self, region: Region, written: list[Any]) -> None:
        if written:
            return
        left = " ".join(filter(None, (region.text_left(index) for index in region.pieces)))
        if len(words(left)) > LONGEST_UNPLACED:
            place = region.sheet(region.start).place(region.head_box)
            self._tell(
                region.question, "There is text here that the form has no place for.", place, "text"
            )

    def _tell(self, question: Question, message: str, place: Place, code: str) -> None:
        self.problems.append(
            Problem(Grade.WARNING, f"{question.number}: {message}", place, code, question.key)
        )

    def _settle_blanks(self, habits: Habits) -> None:
        """A question without any printed answer is blank where all others are answered by words."""
        ways = Counter(
            self.parts[key][question.main.key].how
            for key, question in self.form.by_key.items()
            if key in self.parts
            and question.main.kind == Kind.TICK
            and self.parts[key][question.main.key].state == State.ANSWERED
        )
        by_words = ways[Origin.WORDS]
        drawn = sum(ways.values()) - by_words
        if by_words < 3 or drawn > by_words * 0.1:
            return
        for key, parts in self.parts.items():
            question = self.form.by_key[key]
            main = parts[question.main.key]
            if question.main.kind != Kind.TICK or main.state != State.UNREAD:
                continue
            heads = {index for columns in habits.columns for index in columns.pieces}
            if heads & set(self.regions[key].pieces):
                continue
            if main.why.startswith("no answer is printed") and not self._has_content(key):
                begins = begins_sheet(self.regions[key])
                certainty = Certainty.UNCERTAIN if begins else Certainty.CERTAIN
                why = "nothing is written here"
                parts[main.key] = replace(main, state=State.BLANK, certainty=certainty, why=why)

    def _has_content(self, key: str) -> bool:
        region = self.regions[key]
        loose = [mark for mark in region.marks if mark.loose or mark.is_letter]
        return bool(loose) or any(p.state == State.ANSWERED for p in self.parts[key].values())

    def _guard_texts(self) -> None:
        """A text that holds words of the form is not certain."""
        phrases = self._phrases()
        for key, parts in self.parts.items():
            for name, part in parts.items():
                question = self.form.by_key[key]
                if question.part(name).kind != Kind.TEXT or not part.value:
                    continue
                if _OVERPRINTED.search(str(part.value)):
                    parts[name] = replace(
                        part, certainty=Certainty.UNCERTAIN, why="words may stand over one another"
                    )
                own = f" {' '.join(words(part.value))} "
                if any(f" {phrase} " in own for phrase in phrases):
                    parts[name] = replace(
                        part, certainty=Certainty.UNCERTAIN, why="the text holds words of the form"
                    )
                    self._tell(
                        question,
                        "The text holds words of the form itself.",
                        part.place,
                        "form_words",
                    )

    def _phrases(self) -> set[str]:
        found: set[str] = set()
        for section in self.form.sections:
            found.add(_phrase(section.title, self.language, 2))
            for question in section.questions:
                found.add(_phrase(question.text, self.language, 4))
                for part in question.parts:
                    found.add(_phrase(part.label, self.language, 3))
                    found |= {_phrase(label, self.language, 4) for label in labels_in(part)}
        return found - {""}

    def _gated(self) -> list[Question]:
        values = {
            key: parts[self.form.by_key[key].main.key].value for key, parts in self.parts.items()
        }
        self.is_asked = asked(self.form, values)
        return list(self.form.questions())

    def _answer(self, question: Question) -> ReadAnswer:
        if question.key not in self.regions:
            return self._missing(question)
        region, parts = self.regions[question.key], dict(self.parts[question.key])
        place = region.sheet(region.start).place(region.head_box)
        sure = not _doubt(region)
        if not self.is_asked[question.key]:
            return self._behind_gate(question, parts, place, sure=sure)
        if not self._gates_are_known(question) and parts[question.main.key].state != State.ANSWERED:
            sure = False
        if region.sheets & self.scans or self._spans_scan(region):
            sure = False
        parts = {key: self._doubted(part, region, sure=sure) for key, part in parts.items()}
        main = parts[question.main.key]
        certain = all(part.certainty == Certainty.CERTAIN for part in parts.values())
        others = any(p.state == State.ANSWERED for k, p in parts.items() if k != main.key)
        state = main.state
        if state == State.BLANK and others:
            certain = certain and question.main.kind != Kind.TICK
            state = State.BLANK if question.main.kind == Kind.TICK else State.ANSWERED
        for part in parts.values():
            if part.state == State.UNREAD or (part.why and part.certainty == Certainty.UNCERTAIN):
                self._tell(question, _sentence(part.why), part.place, part.state.value)
        certainty = Certainty.CERTAIN if certain else Certainty.UNCERTAIN
        return ReadAnswer(question.key, question.number, state, certainty, place, parts)

    def _spans_scan(self, region: Region) -> bool:
        """Whether it is the last question before a page that cannot be read: it may go on there."""
        last = max(region.sheets, default=0)
        behind = (other.head.piece for other in self.regions.values() if last in other.sheets)
        return last + 1 in self.scans and max(behind, default=0) <= region.head.piece

    @staticmethod
    def _doubted(part: ReadPart, region: Region, *, sure: bool) -> ReadPart:
        if sure or part.certainty == Certainty.UNCERTAIN:
            return part
        why = _doubt(region) or "the question's place is not sure"
        return replace(part, certainty=Certainty.UNCERTAIN, why=why)

    def _behind_gate(
        self, question: Question, parts: dict[str, ReadPart], place: Place, *, sure: bool
    ) -> ReadAnswer:
        """A blank question behind a closed gate is *not asked*; one filled in nevertheless is kept
        and doubted."""
        if any(part.state == State.ANSWERED for part in parts.values()):
            self._tell(
                question,
                "This is answered, though it is not asked after the answer before.",
                place,
                "gate",
            )
            why = "behind a closed gate"
            parts = {
                k: replace(p, certainty=Certainty.UNCERTAIN, why=p.why or why)
                for k, p in parts.items()
            }
            state = parts[question.main.key].state
            return ReadAnswer(
                question.key, question.number, state, Certainty.UNCERTAIN, place, parts
            )
        unread = any(
            p.state == State.UNREAD
            and "no answer is printed" not in p.why
            and "is printed here" not in p.why
            for p in parts.values()
        )
        certain = sure and not unread and self._gate_is_certain(question)
        certainty = Certainty.CERTAIN if certain else Certainty.UNCERTAIN
        parts = {
            k: replace(
                p,
                value=None,
                state=State.NOT_ASKED,
                certainty=certainty,
                why="behind a closed gate",
            )
            for k, p in parts.items()
        }
        return ReadAnswer(question.key, question.number, State.NOT_ASKED, certainty, place, parts)

    def _gates_are_known(self, question: Question) -> bool:
        """Whether every gate depends on a question that could be read."""
        for gate in question.gates:
            if gate.on not in self.parts:
                return False
            if self.parts[gate.on][self.form.by_key[gate.on].main.key].state == State.UNREAD:
                return False
        return True

    def _gate_is_certain(self, question: Question) -> bool:
        for gate in question.gates:
            if gate.on not in self.regions:
                return False
            part = self.parts[gate.on][self.form.by_key[gate.on].main.key]
            is_sure = part.certainty == Certainty.CERTAIN and not _doubt(self.regions[gate.on])
            if not is_sure and self.is_asked.get(gate.on, True):
                return False
        return True

    def _missing(self, question: Question) -> ReadAnswer:
        place = Place()
        if not self.is_asked[question.key]:
            state = State.NOT_ASKED
            certain = self.matched.share >= 0.5 and self._gate_is_certain(question)
            certainty = Certainty.CERTAIN if certain else Certainty.UNCERTAIN
            why = "behind a closed gate, and not printed"
        else:
            state, certainty, why = State.UNREAD, Certainty.UNCERTAIN, "the question was not found"
            self._tell(question, "The question was not found in the file.", place, "not_found")
        parts = {
            part.key: ReadPart(part.key, None, state, certainty, place=place, why=why)
            for part in question.parts
        }
        return ReadAnswer(question.key, question.number, state, certainty, place, parts)


def _doubt(region: Region) -> str:
    """Why the place of a question is not beyond doubt; empty where it is."""
    head = region.head
    if head.twins or (head.rivals and not head.has_number):
        return "the question's place is not sure"
    least = SURE_SCORE_WITH_NUMBER if head.has_number else SURE_SCORE
    return "" if head.score >= least else "the question is worded otherwise"


def _is_long(part: Any, language: str) -> bool:
    return len(words(text_in(part.label, language))) >= 2


def _phrase(texts: Any, language: str, least: int) -> str:
    own = words(text_in(texts, language))
    return " ".join(own) if len(own) >= least else ""


def _sentence(why: str) -> str:
    return why[:1].upper() + why[1:] + "." if why else "This could not be read."
