"""Texts as who reported: announced lists, tables inside a text, checklists, bare lists of names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from common.files.reading.lines import LETTER_MARKS
from reports.importing import announcements, lists, spreadsheets, tables
from reports.importing.dates import DAY_INSIDE, UnclearDate, looks_like_a_day, read_day
from reports.importing.folding import COMMAS, key
from reports.importing.judging import Says, Verdict, is_about_reports, judge
from reports.importing.names import NameBook
from reports.importing.problems import Place, Problem
from reports.importing.prose import Sentence, end_of_list, is_clause, sentences_behind
from reports.importing.reading import NO, YES, Asked, ListedRow, Question, Reading
from reports.importing.spreadsheets import Record
from reports.importing.statuses import Answer, answer_of
from reports.importing.struck import without_struck
from reports.importing.tables import ABSENT_BY
from reports.importing.ticks import Ticks, without_ticks

# ``Kenya: submitted``, ``Kenya – pending``, ``Kenya .... yes``.
NAME_AND_STATUS = re.compile(
    # A name begins with a sign: a line of spaces is not gone through again and again.
    r"^\s*(?:[-*•][ \t]+)?(?P<name>[^\s:：][^:：\t]{1,59}?)"
    r"\s*(?:[:：=]|\s[–—-]\s|\.{3,}|…+|→)\s*(?P<said>\S.*)$"
)
NOTE = re.compile(
    r"(?m)^[ \t]*(?P<mark>\*{1,3}|[†‡§]|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\[[\da-z*]{1,2}\]|\d{1,2}(?=[ \t])"
    rf"|[{LETTER_MARKS}](?=[ \t]))[ \t]*"
    r"(?P<text>[^\W\d_][^\n]{3,300})$"
)
# A text of more words than a sentence has, and of few names, is no list.
LONGEST_SENTENCE, MOST_UNKNOWN = 60, 3
MARKDOWN_ROW = re.compile(r"(?m)^[ \t]*\|[ \t]*(.+?)[ \t]*\|[ \t]*$")
MARKDOWN_RULE = re.compile(r"(?m)^[ \t]*\|(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*$")


def read_document(text: str, book: NameBook, asked: Asked) -> Reading:
    """Everything that a text says about who reported."""
    reading = Reading([], [])
    text = without_struck(text, book, asked, reading)
    source = text
    text, ticks = without_ticks(_with_tabs(text))
    text = _read_tables(text, book, asked, reading)
    notes = _notes(text)
    text = _without_notes(text, notes)
    found = announcements.passages(text, book, asked.round)
    reader = _TextReader(text, book, asked, reading, ticks, notes, source)
    for passage, after in zip_longest(found, found[1:]):
        reader.read_with_prose(passage, after.offset if after else len(text))
    if not found and not reading.columns:
        reader.read_bare()
    return reading


# Tables inside a text


def _with_tabs(text: str) -> str:
    """The rows of Markdown tables with tabs between their cells, on the same lines."""
    text = MARKDOWN_RULE.sub("", text)
    return MARKDOWN_ROW.sub(lambda row: re.sub(r"\s*\|\s*", "\t", row[1]), text)


def _read_tables(text: str, book: NameBook, asked: Asked, reading: Reading) -> str:
    """Read the tables in the text, and return it without them; names side by side stay a list."""
    lines = text.split("\n")
    for begin, end in _blocks(lines, book):
        records = _records(lines[begin:end], begin)
        if _is_grid(records, book):
            lines[begin:end] = [line.replace("\t", " | ") for line in lines[begin:end]]
            continue
        lead = next((line for line in reversed(lines[:begin]) if key(line)), "")
        verdict = None
        if lead and is_about_reports(lead):
            verdict = judge(lead, asked.round, is_heading=len(lead.split()) <= 6)
            reading.leads += (" ".join(lead.split()),)
        found = tables.read_sheet(records, book, asked, lead=verdict)
        if found.columns:
            reading.join(found)
            lines[begin:end] = [""] * (end - begin)
    return "\n".join(lines)


def _blocks(lines: list[str], book: NameBook) -> list[tuple[int, int]]:
    """Where rows of cells stand: lines with tabs, or with a name and a status."""
    found: list[tuple[int, int]] = []
    begin = None
    for index, line in enumerate([*lines, ""]):
        is_row = "\t" in line.strip("\n") and bool(line.strip())
        if is_row and begin is None:
            begin = index
        elif begin is not None and not is_row:
            goes_on = not line.strip() and "\t" in "".join(lines[index : index + 2])
            if not goes_on:
                found.append((begin, index))
                begin = None
    return found or _with_statuses(lines, book)


def _with_statuses(lines: list[str], book: NameBook) -> list[tuple[int, int]]:
    """The lines of a text that is nearly all names with a status beside each."""
    filled = [line for line in lines if key(line)]
    pairs = [
        index
        for index, line in enumerate(lines)
        if (pair := NAME_AND_STATUS.match(line))
        and book.sure(pair["name"].strip()).code
        and not book.sure(pair["said"].strip()).code
    ]
    if len(pairs) < 2 or len(pairs) < 0.6 * len(filled):
        return []
    begin, end = pairs[0], pairs[-1] + 1
    lines[begin:end] = [
        NAME_AND_STATUS.sub(r"\g<name>\t\g<said>", line) for line in lines[begin:end]
    ]
    return [(begin, end)]


def _records(lines: list[str], begin: int) -> list[Record]:
    return [
        Record(Place("line", number), tuple(cell.strip() for cell in line.split("\t")))
        for number, line in enumerate(lines, begin + 1)
        if line.strip()
    ]


def _is_grid(records: list[Record], book: NameBook) -> bool:
    """Whether names stand side by side, as a list in several columns."""
    cells = [text for r in records for c in range(len(r.cells)) if (text := r.text(c))]
    names = sum(bool(book.sure(cell).code) for cell in cells)
    several = any(
        sum(bool(book.sure(r.text(c)).code) for c in range(len(r.cells))) > 1 for r in records
    )
    return several and names > 0.6 * len(cells)


# Footnotes


def _notes(text: str) -> dict[str, str]:
    """The footnotes of a text by their marks; only those whose mark stands behind a word too."""
    found: dict[str, str] = {}
    for note in NOTE.finditer(text):
        mark = note["mark"].strip("[]")
        if re.search(
            r"[^\W\d_)\]][ \u00a0]?\[?" + re.escape(mark) + r"\]?(?![\w*])", text[: note.start()]
        ):
            found[mark] = " ".join(note["text"].split())
    return found


def _without_notes(text: str, notes: dict[str, str]) -> str:
    def blank(match: re.Match[str]) -> str:
        return " " * len(match[0]) if match["mark"].strip("[]") in notes else match[0]

    return NOTE.sub(blank, text) if notes else text


@dataclass
class _TextReader:
    """Adds to ``reading`` what each list of the text says."""

    text: str
    book: NameBook
    asked: Asked
    reading: Reading
    ticks: Ticks
    notes: dict[str, str]
    source: str = ""
    seen: dict[str, list[lists.Item]] = field(default_factory=dict)

    def read_with_prose(self, passage: announcements.Passage, limit: int) -> None:
        """A list, and what the rest of its paragraph (up to ``limit``) says about reports.

        A list with words about reports between its names is asked about as a whole.
        """
        if passage.verdict.says not in (Says.CAME, *ABSENT_BY):
            self.read(passage)
            return
        body = passage.body[: end_of_list(passage.body, self.book)]
        passage = replace(passage, body=body)
        unknown = [item.text for item in self._listed(body) if not item.match.code]
        if passage.verdict.says == Says.CAME and any(is_clause(t, self.book) for t in unknown):
            words = " ".join(body.split())[:200]
            passage = replace(passage, lead=words, verdict=Verdict(Says.UNCLEAR, words))
        self.read(passage)
        listed = {item.match.code for item in self._items(passage)}
        begin = passage.offset + len(body)
        for one in sentences_behind(self.text, begin, limit, self.book, self.asked.round):
            if one.verdict.says in ABSENT_BY or {m.code for m in one.mentions} - listed:
                self._read_sentence(one, listed)

    def _read_sentence(self, sentence: Sentence, listed: set[str]) -> None:
        """Rows for the names of a sentence; a question unless all of it is understood."""
        line = self.text.count("\n", 0, sentence.offset) + 1
        row = ListedRow(Place("line", line), "", self.book.known(""))
        verdict = sentence.verdict
        is_new = not listed & {mention.code for mention in sentence.mentions}
        if verdict.says in (Says.ABSENT, Says.OTHER_CYCLE) and is_new:
            row = replace(row, absent=ABSENT_BY[verdict.says], words=sentence.words)
            self.reading.problems.append(Problem(row.absent, row.place, {"text": sentence.words}))
        elif verdict.says != Says.CAME:
            row = self._asked(row, f"prose:{key(sentence.words)[:120]}", "prose", sentence.words)
        for mention in sentence.mentions:
            match = self.book.sure(mention.text)
            self.reading.add(replace(row, text=mention.text, match=match))

    def _asked(self, row: ListedRow, key_: str, code: str, words: str) -> ListedRow:
        """The row under a question that is put once."""
        answer = self.asked.answers.get(key_, "")
        self.reading.ask(Question(key_, code, words, row.place, answer))
        if answer == NO:
            return replace(row, absent="list_absent", words=words)
        return row if answer == YES else replace(row, question=row.question or key_)

    def read(self, passage: announcements.Passage) -> None:
        """One announced list: its names, or why they are none, or the question that it puts."""
        verdict = passage.verdict
        row = ListedRow(Place(), "", self.book.known(""))
        place = Place("line", self.text.count("\n", 0, passage.offset) + 1)
        if not passage.inherits and passage.lead:
            self.reading.leads += (passage.lead,)
        if verdict.says in ABSENT_BY:
            row = replace(row, absent=ABSENT_BY[verdict.says], words=passage.lead)
            problem = Problem(row.absent, place, {"text": passage.lead})
            if not passage.inherits:
                self.reading.problems.append(problem)
        elif verdict.says != Says.CAME:
            answer = self.asked.answers.get(passage.key, "")
            question = Question(passage.key, "list_unclear", passage.lead, place, answer)
            self.reading.ask(question)
            if answer == NO:
                row = replace(row, absent="list_absent", words=passage.lead)
            elif answer != YES:
                row = replace(row, question=passage.key)
        for item in self._items(passage):
            self.reading.add(self._row(item, passage.offset, row))

    def read_bare(self) -> None:
        """A text that announces nothing: a list of names, or none."""
        lines = [line for line in self.text.splitlines() if key(line)]
        if len(lines) > 1 and all(self.book.by_code(line).code for line in lines):
            records = spreadsheets.csv_records(self.text)
            self.reading.join(tables.read_sheet(records, self.book, self.asked))
            return
        if self._is_prose():
            self.reading.problems.append(Problem("no_list"))
            return
        passage = self._bare_passage()
        found = self._items(passage)
        known = [item for item in found if item.match.code or item.match.suggestion]
        near = [item for item in found if item.match.candidates]
        if not (known or near) or (len(found) > MOST_UNKNOWN and len(known) < len(found) / 2):
            self.reading.problems.append(Problem("no_list"))
        elif known or passage.verdict.says == Says.UNCLEAR:
            self.read(passage)
        else:
            self.reading.problems.append(Problem("no_list"))

    def _is_prose(self) -> bool:
        """Whether a text longer than a sentence is mostly no names."""
        if len(self.text.split()) <= LONGEST_SENTENCE:
            return False
        known = lists.known_in(self.text.replace("\n", ",\n"), self.book)
        return sum(known) < len(known) / 3

    def _bare_passage(self) -> announcements.Passage:
        """The whole text as one list; words before a colon or beside the names are asked about."""
        head, colon, rest = self.text.replace("：", ":").partition(":")
        if not colon or self.book.sure(head).code:
            head, rest = self._heading(), self.text
            offset = len(head)
            body = self.text[offset:]
        else:
            offset, body = len(head) + len(colon), rest
        verdict = judge(head, self.asked.round, is_heading=True)
        words = " ".join(head.split())
        if verdict.says == Says.NOTHING:
            verdict = Verdict(Says.UNCLEAR if words else Says.CAME)
        if prose := self._prose(body):
            verdict, words = Verdict(Says.UNCLEAR, prose), prose
        return announcements.Passage(offset, words, body, verdict)

    def _heading(self) -> str:
        """The first line with its break, where it is no name and names stand below it."""
        first, newline, rest = self.text.lstrip("\n").partition("\n")
        skipped = len(self.text) - len(self.text.lstrip("\n"))
        if not newline or not key(rest) or len(first.split()) < 2:
            return ""
        items = lists.items(first, self.book)
        if any(item.match.code or item.match.suggestion for item in items):
            return ""
        return self.text[:skipped] + first + newline

    def _prose(self, body: str) -> str:
        """The first thing between the names that speaks of reports, or says that one is not."""
        for item in self._listed(body):
            if not item.match.code and is_about_reports(item.text):
                around = " ".join(body.split())
                return around if len(around) <= 200 else item.text
        return ""

    def _listed(self, body: str) -> list[lists.Item]:
        if body not in self.seen:
            self.seen[body] = lists.items(body, self.book)
        return self.seen[body]

    def _items(self, passage: announcements.Passage) -> list[lists.Item]:
        """The names of the list; two that were one State's name at the time count as that name."""
        found = self._listed(passage.body)
        year, made = self.asked.round.year, list[lists.Item]()
        for item in found:
            between = passage.body[made[-1].offset : item.offset] if made else ","
            former = None if COMMAS & set(between) else self._former(made[-1], item, year)
            if former:
                made[-1] = former
            else:
                made.append(self._of_its_time(item, year))
        return [part for item in made for part in self._parts(item)]

    def _of_its_time(self, item: lists.Item, year: str) -> lists.Item:
        match = self.book.of_another_time(item.text, year)
        return replace(item, match=match) if match else item

    def _former(self, first: lists.Item, second: lists.Item, year: str) -> lists.Item | None:
        """``Serbia and Montenegro`` as it was called until 2006."""
        begin = first.offset
        words = f"{first.text} and {second.text}"
        for joint in ("and", "et", "y", "и", "和", "و", "-et-"):
            words = f"{first.text} {joint} {second.text}"
            match = self.book.of_another_time(words, year)
            if match and match.code:
                return lists.Item(words, begin, match)
        return None

    def _parts(self, item: lists.Item) -> Iterator[lists.Item]:
        """An item that nobody knows, cut at an "and" where both sides resemble names."""
        if item.match.code or item.match.suggestion or not item.match.candidates:
            yield item
            return
        pieces = re.split(r"\s+(?:and|et|y|и)\s+", item.text)
        matches = [self.book.find(piece, in_text=True) for piece in pieces]
        if len(pieces) != 2 or not all(match.code or match.candidates for match in matches):
            yield item
            return
        for piece, match in zip(pieces, matches, strict=True):
            yield replace(item, text=piece, match=match)

    def _row(self, item: lists.Item, offset: int, like: ListedRow) -> ListedRow:
        line = self.text.count("\n", 0, offset + item.offset) + 1
        row = replace(like, place=Place("line", line), text=item.text, match=item.match)
        is_ticked = self.ticks.of(line, offset + item.offset)
        if is_ticked is False and not row.absent:
            return replace(row, absent="unticked", words=item.text)
        if is_ticked is None and not row.absent:
            sign = self.source.split("\n")[line - 1].strip(" \t-*•")[:1]
            row = self._asked(row, f"sign:{sign}", "sign_unclear", f"{sign} {item.text}")
        if row.absent:
            return row
        row = self._with_remark(row, item)
        if not row.doubt and not row.absent and item.mark in self.notes:
            row = self._with_note(row, self.notes[item.mark])
        return row

    def _with_remark(self, row: ListedRow, item: lists.Item) -> ListedRow:
        """A day in brackets is the day of receipt; any other words are asked about."""
        if not (item.match.code and item.remark):
            doubt = "joined" if item.match.code and item.is_joined else ""
            return replace(row, doubt=doubt)
        if looks_like_a_day(item.remark):
            name = item.text.partition(" (")[0] if item.text.endswith(")") else item.text
            return self._dated(replace(row, text=name), item.remark)
        said = answer_of(item.remark)
        if said == Answer.ABSENT:
            return replace(row, absent="row_absent", words=item.text)
        if said == Answer.CAME and (inside := DAY_INSIDE.search(item.remark)):
            return self._dated(row, inside[0].strip("()"))
        if said == Answer.CAME and item.remark.casefold() not in ("1", "x"):
            return row
        return replace(row, doubt="remark")

    def _dated(self, row: ListedRow, words: str) -> ListedRow:
        row = replace(row, given=words)
        try:
            return replace(row, day=read_day(words, self.asked.order))
        except UnclearDate as unclear:
            params = {"text": unclear.text, "candidates": unclear.candidates}
            self.reading.problems.append(Problem(unclear.code, row.place, params))
            return replace(row, open=unclear.code)

    def _with_note(self, row: ListedRow, note: str) -> ListedRow:
        says = judge(note, self.asked.round).says
        if says == Says.CAME:
            return row
        return replace(row, doubt="note_unclear", words=note)
