"""What each column of a table holds: by its header, by its cells, and by what somebody has said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from reports.importing import vocabulary
from reports.importing.dates import looks_like_a_day
from reports.importing.folding import key
from reports.importing.headers import STATE_OR_STATUS, YES_NO, HeaderKind, header_kind
from reports.importing.judging import YEAR, Round, Says, judge
from reports.importing.names import NameBook
from reports.importing.spreadsheets import Record
from reports.importing.statuses import Answer, answer_of, is_strong

HEADER_ROWS = 25
LOOKED_AT = 300


class Meaning(StrEnum):
    """What a column is taken for. *Ask* is settled before anything is recorded."""

    NAME = "name"
    CODE = "code"
    RECEIPT = "receipt"
    ANSWER = "answer"
    ABSENT = "absent"
    CYCLE = "cycle"
    OTHER_CYCLE = "other_cycle"
    OTHER_DAY = "other_day"
    NUMBER = "number"
    REMARK = "remark"
    IGNORED = "ignored"
    ASK = "ask"


@dataclass(frozen=True)
class Column:
    """One column: where it stands, its header, and what it is taken for."""

    index: int
    header: str
    meaning: Meaning
    sheet: str = ""
    is_hidden: bool = False

    @property
    def number(self) -> int:
        """Counted from 1, as people count."""
        return self.index + 1

    @property
    def key(self) -> str:
        """Names the column in the answers of whoever imports; the same in a corrected file."""
        return f"column:{self.sheet}:{self.index}:{key(self.header)}"


@dataclass(frozen=True)
class Columns:
    """The columns of one table, and the row with which its body begins."""

    all: tuple[Column, ...]
    first_row: int = 0
    has_header: bool = False
    several_days: bool = False

    def of(self, *meanings: Meaning) -> tuple[int, ...]:
        return tuple(column.index for column in self.all if column.meaning in meanings)

    def first(self, meaning: Meaning) -> int | None:
        return next(iter(self.of(meaning)), None)


@dataclass(frozen=True)
class _Shares:
    """Which part of a column's filled cells are names, codes, days, statuses (0 to 1)."""

    names: float = 0.0
    codes: float = 0.0
    days: float = 0.0
    answers: float = 0.0
    strong: float = 0.0
    years: float = 0.0
    numbers: float = 0.0

    @property
    def says(self) -> float:
        return self.days + self.answers


def find_columns(
    records: list[Record],
    book: NameBook,
    asked: Round,
    choices: Mapping[str, str],
    hidden: frozenset[int] = frozenset(),
) -> Columns | None:
    """What each column holds; None without any names."""
    header_row = header_row_of(records, book)
    has_header = header_row is not None
    first = header_row + 1 if header_row is not None else 0
    body = records[first:]
    width = max((len(record.cells) for record in body), default=0)
    headers = [records[header_row].text(c) if header_row is not None else "" for c in range(width)]
    shares = [_shares(body, column, book) for column in range(width)]
    sheet = records[0].place.sheet if records else ""
    found = [
        Column(
            c,
            headers[c],
            _meaning(headers[c], shares[c], asked, has_header=has_header),
            sheet,
            c in hidden,
        )
        for c in range(width)
    ]
    found = [_chosen(column, choices) for column in _unhidden(found)]
    if not any(column.meaning in (Meaning.NAME, Meaning.CODE) for column in found):
        return None
    settled, several_days = _settled(found, choices)
    return Columns(settled, first, has_header, several_days)


def _chosen(column: Column, choices: Mapping[str, str]) -> Column:
    """The column as somebody has said it is."""
    chosen = choices.get(column.key, "")
    return replace(column, meaning=Meaning(chosen)) if chosen in list(Meaning) else column


def _unhidden(columns: list[Column]) -> list[Column]:
    """A hidden column that would decide who reported is asked about."""
    deciding = (Meaning.ANSWER, Meaning.RECEIPT, Meaning.CYCLE, Meaning.ABSENT)
    return [
        replace(column, meaning=Meaning.ASK)
        if column.is_hidden and column.meaning in deciding
        else column
        for column in columns
    ]


def _settled(columns: list[Column], choices: Mapping[str, str]) -> tuple[tuple[Column, ...], bool]:
    """One column of days of receipt: the one whose header says *receipt* before a mere *date*.

    A column that nobody understands is passed over where another one answers the same question.
    The flag is set when several columns of days are equally likely.
    """
    days = [c for c in columns if c.meaning == Meaning.RECEIPT]
    said = [c for c in days if choices.get(c.key)]
    named = [c for c in days if header_kind(c.header) == HeaderKind.RECEIPT]
    for choice in (said, named, days):
        if len(choice) == 1:
            columns = [
                replace(c, meaning=Meaning.OTHER_DAY) if c in days and c != choice[0] else c
                for c in columns
            ]
            break
    else:
        if len(days) > 1:
            settled = [replace(c, meaning=Meaning.ASK) if c in days else c for c in columns]
            return tuple(settled), True
    return tuple(columns), False


def _meaning(header: str, shares: _Shares, asked: Round, *, has_header: bool) -> Meaning:  # noqa: PLR0911 - a line for each case
    kind = header_kind(header)
    if _holds_names(kind, shares):
        return Meaning.NAME
    if _holds_codes(kind, shares):
        return Meaning.CODE
    if shares.years > 0.5 and shares.says < 0.5:
        return _of_years(header, kind)
    if kind == HeaderKind.NUMBER and not shares.days > 0.5:
        return Meaning.NUMBER
    if shares.days > 0.5 and shares.days >= shares.answers:
        return _of_days(header, kind, asked, has_header=has_header)
    if shares.says > 0.5:
        return _of_answers(header, kind, shares, asked, has_header=has_header)
    return _of_other_cells(header, kind, shares, asked)


def _of_other_cells(header: str, kind: HeaderKind, shares: _Shares, asked: Round) -> Meaning:  # noqa: PLR0911 - a line for each case
    """A column whose cells tell nothing: its header may, and an empty one of days still counts."""
    if kind in (HeaderKind.RECEIPT, HeaderKind.DATE):
        return Meaning.RECEIPT
    if kind == HeaderKind.OTHER_DAY:
        return Meaning.OTHER_DAY
    if kind == HeaderKind.CYCLE:
        return Meaning.CYCLE
    if kind in (HeaderKind.GROUP, HeaderKind.REMARK):
        return Meaning.REMARK
    verdict = _of_header(header, asked)
    if verdict in (Meaning.ANSWER, Meaning.ABSENT, Meaning.OTHER_CYCLE):
        return verdict
    if kind == HeaderKind.STATUS:
        return Meaning.ANSWER
    if shares.numbers > 0.5 and not header:
        return Meaning.NUMBER
    return Meaning.REMARK


def _of_years(header: str, kind: HeaderKind) -> Meaning:
    says = judge(header, is_heading=True).says
    if kind == HeaderKind.CYCLE and says in (Says.NOTHING, Says.CAME, Says.UNCLEAR):
        return Meaning.CYCLE
    return Meaning.CYCLE if says == Says.CAME else Meaning.ASK


def _of_days(header: str, kind: HeaderKind, asked: Round, *, has_header: bool) -> Meaning:
    if not has_header or kind in (HeaderKind.RECEIPT, HeaderKind.DATE):
        return Meaning.RECEIPT
    if kind == HeaderKind.OTHER_DAY:
        return Meaning.OTHER_DAY
    meaning = _of_header(header, asked)
    if meaning == Meaning.ANSWER:
        return Meaning.RECEIPT
    return Meaning.OTHER_CYCLE if meaning == Meaning.OTHER_CYCLE else Meaning.ASK


def _of_answers(
    header: str, kind: HeaderKind, shares: _Shares, asked: Round, *, has_header: bool
) -> Meaning:
    """A column of yes and no counts only if its header is understood, or its words are."""
    meaning = _of_header(header, asked)
    if meaning != Meaning.ASK:
        return meaning
    if kind in (HeaderKind.RECEIPT, HeaderKind.DATE):
        return Meaning.RECEIPT if shares.days else Meaning.ANSWER
    is_plain = shares.strong > 0.5 or (shares.strong and shares.strong + shares.days > 0.5)
    if is_plain and (kind == HeaderKind.STATUS or not has_header or not header):
        return Meaning.ANSWER
    return Meaning.ASK


def _of_header(header: str, asked: Round) -> Meaning:
    """What a header of yes and no, or of days, is about."""
    plain = YES_NO.sub(" ", header)
    verdict = judge(plain, asked, is_heading=True)
    if verdict.says == Says.OTHER_CYCLE:
        return Meaning.OTHER_CYCLE
    if verdict.says == Says.ABSENT:
        return Meaning.ABSENT
    names_round = bool(asked.year and asked.year in YEAR.findall(plain))
    has_noun = any(key(word) in vocabulary.REPORT for word in plain.split()) or "报告" in plain
    if verdict.says == Says.CAME:
        return Meaning.ANSWER
    if verdict.says in (Says.NOTHING, Says.UNCLEAR) and verdict.words in ("", plain.strip()):
        is_meeting = (
            verdict.says == Says.NOTHING
            and asked.meeting
            and asked.meeting in plain.lower().replace(" ", "")
        )
        return Meaning.ANSWER if has_noun or names_round or is_meeting else Meaning.ASK
    return Meaning.ASK


def header_row_of(records: list[Record], book: NameBook) -> int | None:
    """The first row with a header for names or codes, and no name in it."""
    for index, record in enumerate(records[:HEADER_ROWS]):
        cells = [record.text(c) for c in range(len(record.cells))]
        if any(book.known(key(cell)).code or book.by_code(cell).code for cell in cells):
            return None
        kinds = {header_kind(cell) for cell in cells if cell and len(cell) <= 60}
        if any(key(cell) in STATE_OR_STATUS for cell in cells):
            kinds.add(HeaderKind.NAME)
        filled = sum(bool(cell) for cell in cells)
        if kinds & {HeaderKind.NAME, HeaderKind.CODE} and (filled > 1 or _is_single(record)):
            return index
    return None


def _is_single(record: Record) -> bool:
    """A header of a table of one column is a word or three, not a title."""
    return len(record.cells) == 1 and len(record.text(0).split()) <= 3


def _shares(records: list[Record], column: int, book: NameBook) -> _Shares:
    values = [record.value(column) for record in records if record.text(column)][:LOOKED_AT]
    if not values:
        return _Shares()
    texts = [str(value).strip() for value in values]
    days = [looks_like_a_day(value) for value in values]
    answers = [
        not day and answer_of(value) not in (Answer.UNCLEAR, Answer.BLANK)
        for value, day in zip(values, days, strict=True)
    ]
    tests = (
        [bool(book.known(key(text)).code) for text in texts],
        [bool(book.by_code(text, any_case=True).code) for text in texts],
        days,
        answers,
        [is_strong(value) for value in values],
        [YEAR.fullmatch(text) is not None for text in texts],
        [text.isdecimal() for text in texts],
    )
    return _Shares(*(sum(found) / len(values) for found in tests))


def _holds_names(kind: HeaderKind, shares: _Shares) -> bool:
    if shares.says > 0.5 and shares.names <= 0.5:
        return False
    if kind in (HeaderKind.GROUP, HeaderKind.REMARK) and shares.names < 0.9:
        return False
    return shares.names > 0.5 or (
        kind == HeaderKind.NAME and shares.codes < shares.names + 0.3 and shares.years < 0.5
    )


def _holds_codes(kind: HeaderKind, shares: _Shares) -> bool:
    if kind not in (HeaderKind.CODE, HeaderKind.NAME, HeaderKind.NOTHING):
        return False
    return shares.codes > 0.5 and (
        kind in (HeaderKind.CODE, HeaderKind.NAME) or shares.answers < 0.5
    )
