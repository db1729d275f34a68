"""Where a text announces lists of names, and what each announcement says about reports."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from reports.importing import lists
from reports.importing.folding import key
from reports.importing.judging import Round, Says, Verdict, is_about_reports, judge
from reports.importing.names import NameBook

COLON = re.compile(r"[:：]")
SENTENCE_END = re.compile(
    r"[。．](?!\d)|(?<![Ss]t)(?<![Ss]te)(?<!\b[A-ZА-Я])(?<!Rep)(?<!Dem)(?<!EE)\.(?=\s|$|[\"”»\]])"
)
GOES_ON = re.compile(r"[,、，،;；|]$|\b(?:and|et|y|e|и)$|[和及]$|(?<=\s)و$")
BLANK_LINE = re.compile(r"\n[ \t\u200e\u200f]*\n")
FOLLOWING = re.compile(
    r"\bfollowing\b|\bsuivant(?:e?s)\b|ci-après|\bsiguientes?\b|следующи|нижеследующи"
    r"|нижеперечислен|ниже|下列|以下|التالي|الآتي|below\b|as follows|a continuación",
    re.IGNORECASE,
)
# "reports were submitted by Albania, …": the list follows these words without a colon.
SENT_BY = re.compile(
    r"(?:submitted|provided|presented|transmitted|received|awaited|outstanding|missing|due"
    r"|expected|pending|overdue|requested)\s+(?:by|from)\s+"
    r"|(?:soumis|présentés?|transmis|reçus?)\s+(?:par|de)\s+"
    r"|(?:presentados?|remitidos?|enviados?|recibidos?|recibieron informes)\s+(?:por|de)\s+"
    r"|(?:представили|направили|представлены|получены от|поступили от)\s+",
    re.IGNORECASE,
)
# A/CONF.192/BMS/2022/1 · 22-11130 · 5/17, alone on a line: the page's, not the list's.
FURNITURE = re.compile(
    # Not ``1. Chad``: a number with a full stop before a word is that of a list.
    r"(?m)^[ \t]*(?!\d{1,3}[.)][ \t]+[^\W\d])"
    r"(?:[A-Z]{1,2}/[A-Z][\w./()-]*|\d[\d /.–-]*(?:\([A-Z]\))?)"
    r"(?:[ \t]+[\w/().-]{1,24})?[ \t]*$"
)
# What a page's margins leave in the text: blank lines, with the furniture blanked out between.
MARGINS = re.compile(r"\n(?:[ \t]*\n)*\x00[\x00 \t\n]*\n(?=[ \t]*\S)")
PLAIN = {0: " ", ord("\f"): "\n"}
NEXT_PARAGRAPH = re.compile(r"[ \t]*(?:#|\d{1,3}[.．][^\n]{60})")
BULLET = re.compile(r"^[ \t]*(?:#{1,6}|[-*•–—·]|\(?\w{1,3}[.)])?[ \t]*")
NUMBERED = re.compile(r"[ \t]*\(?\w{1,3}[.)](?=[ \t])")
LONGEST_LIST = 400
LONGEST_LEAD = 600
LONGEST_HEADING = 140
LOOK_AHEAD, NEAR_LINES, NEAR_ITEMS = 600, 3, 6


@dataclass(frozen=True)
class Passage:
    """The part of a text that lists names: the words that announce it, the list, and what the
    words say. ``inherits`` marks a group inside the list before it (*African States:*)."""

    offset: int
    lead: str
    body: str
    verdict: Verdict
    inherits: bool = False

    @property
    def key(self) -> str:
        """Names the list in the answers of whoever imports; the same in a corrected file."""
        return f"list:{key(self.lead)[:120]}"


@dataclass(frozen=True)
class _Lead:
    """Where a list begins, where the words that announce it begin, and what they say."""

    begin: int
    lead_begin: int
    verdict: Verdict
    is_group: bool = False


def passages(text: str, book: NameBook, asked: Round) -> list[Passage]:
    """Every list in ``text`` whose announcement has to do with reports, in order."""
    text = without_furniture(text)
    leads = _without_strangers(text, sorted(_leads(text, book, asked), key=lambda lead: lead.begin))
    found: list[Passage] = []
    for lead, after in zip_longest(leads, leads[1:]):
        if found and lead.begin < found[-1].offset + len(found[-1].body):
            continue
        body = _body(text, lead.begin, book)
        limit = after.lead_begin if after and after.lead_begin >= lead.begin else len(text)
        body = body[: max(0, limit - lead.begin)]
        words = " ".join(text[lead.lead_begin : lead.begin].split())
        made = Passage(lead.begin, words, body, lead.verdict)
        if lead.is_group:
            made = replace(made, lead=found[-1].lead, verdict=found[-1].verdict, inherits=True)
        found.append(made)
    return [passage for passage in found if key(passage.body)]


def without_furniture(text: str) -> str:
    """Blanks for lines that are a document's symbol or page number, in the same places.

    A list goes on over the margins of its pages: there is no blank line left where they were.
    """
    text = FURNITURE.sub(lambda match: "\x00" * len(match[0]), text.translate(PLAIN))
    return MARGINS.sub(_closed, text).replace("\x00", " ")


def _closed(margins: re.Match[str]) -> str:
    """One line break in place of a page's margins, unless a new paragraph follows them."""
    if NEXT_PARAGRAPH.match(margins.string, margins.end()):
        return margins[0]
    return "\n" + " " * (len(margins[0]) - 1)


def _without_strangers(text: str, leads: list[_Lead]) -> list[_Lead]:
    """The leads without groups that do not go on from a list: nothing says what they list."""
    kept: list[_Lead] = []
    for lead in leads:
        if kept and lead.begin <= kept[-1].begin:
            continue
        if lead.is_group and not (kept and _goes_on(text, kept[-1].begin, lead.lead_begin)):
            continue
        kept.append(lead)
    return kept


def _goes_on(text: str, begin: int, end: int) -> bool:
    """Whether only names stand between a list's beginning and a group's heading."""
    between = text[begin:end]
    return not any(
        len(line.split()) > 8 and is_about_reports(line) for line in between.split("\n")
    ) and not SENTENCE_THEN_PROSE.search(between)


SENTENCE_THEN_PROSE = re.compile(r"[.。]\s+\d{1,3}[.．]\s+\S")


def _leads(text: str, book: NameBook, asked: Round) -> Iterator[_Lead]:
    """Every place where words that have to do with reports announce names, or divide a list."""
    at_colons = [
        lead for colon in COLON.finditer(text) for lead in _at_colon(text, colon, book, asked)
    ]
    yield from at_colons
    announced = {lead.lead_begin for lead in at_colons}
    for sent in SENT_BY.finditer(text):
        begin = _lead_begin(text, sent.start())
        rest = text[sent.end() : sent.end() + 80]
        lead = text[begin : sent.end()]
        is_about = is_about_reports(text[begin : sent.start()]) and not FOLLOWING.search(rest)
        if begin in announced:
            continue
        if is_about and _begins_with_name(text, sent.end(), book):
            yield _Lead(sent.end(), begin, judge(lead, asked))
    yield from _headings(text, book, asked)


def _at_colon(text: str, colon: re.Match[str], book: NameBook, asked: Round) -> Iterator[_Lead]:
    line_begin = text.rfind("\n", 0, colon.start()) + 1
    line = text[line_begin : colon.start()]
    is_new = _starts_anew(text, line_begin, book)
    if is_new:
        verdict = judge(BULLET.sub("", line), asked, is_heading=True)
        if verdict.says == Says.NOTHING and key(line):
            yield _Lead(colon.end(), line_begin, verdict, is_group=True)
            return
    begin = _lead_begin(text, colon.start())
    begin = max(begin, line_begin) if is_new else begin
    lead = text[begin : colon.start()]
    if not is_about_reports(lead) or not _announces(text, colon.end(), book):
        return
    is_short = len(lead.split()) <= 6 and not FOLLOWING.search(lead)
    yield _Lead(colon.end(), begin, judge(lead, asked, is_heading=is_short))


def _announces(text: str, begin: int, book: NameBook) -> bool:
    """Whether names follow: at once, or under the heading of a group."""
    if _begins_with_name(text, begin, book):
        return True
    lines = [line for line in text[begin : begin + LOOK_AHEAD].splitlines() if key(line)]
    for line in lines[:2]:
        head, colon, rest = line.replace("：", ":").partition(":")
        if colon and judge(BULLET.sub("", head), is_heading=True).says == Says.NOTHING:
            return not key(rest) or _begins_with_name(rest, 0, book)
    return any(_is_name(line, book) for line in lines[1:NEAR_LINES])


def _headings(text: str, book: NameBook, asked: Round) -> Iterator[_Lead]:
    """Lines without a colon that announce the names below them, or divide them into groups."""
    offset, lines, is_below = 0, text.splitlines(keepends=True), False
    for index, line in enumerate(lines):
        begin, offset = offset, offset + len(line)
        is_new, is_below = is_below, is_below and not key(line)
        words = BULLET.sub("", line.strip())
        if not 3 <= len(words) <= LONGEST_HEADING or words[-1] in ".:：。,;،、；":
            continue
        if not key(words) or _is_name(line, book):
            continue
        if not (is_new or _starts_anew(text, begin, book)):
            continue
        below = [one for one in lines[index + 1 : index + 6] if key(one)][:2]
        verdict = judge(words, asked, is_heading=True)
        if not below or not _is_name(below[0], book):
            # A heading of a list in groups: the first group's heading stands below it.
            if len(below) < 2 or verdict.says == Says.NOTHING or not is_about_reports(words):
                continue
            if not (_is_group(below[0]) and _is_name(below[1], book)):
                continue
            is_below = True
        if verdict.says == Says.NOTHING:
            yield _Lead(offset, begin, verdict, is_group=True)
        elif is_about_reports(words):
            yield _Lead(offset, begin, verdict)


def _is_group(line: str) -> bool:
    """Whether a line is the heading of a group, such as *A. African States*."""
    words = BULLET.sub("", line.strip())
    return len(words) <= LONGEST_HEADING and judge(words, is_heading=True).says == Says.NOTHING


def _starts_anew(text: str, line_begin: int, book: NameBook) -> bool:
    """Whether the line before is over: blank, a whole sentence, or a list's last name."""
    before = text[:line_begin].rstrip(" \t\n")
    if not before or BLANK_LINE.search(text[len(before) : line_begin]):
        return True
    if text[len(before) : line_begin].count("\n") > 1 or before[-1] in ".。:：;；":
        return True
    last = re.split(r"[,、，،;；|]|\band\b|\bet\b|\by\b|\bи\b|和|及", before.rpartition("\n")[2])[
        -1
    ]
    return bool(book.sure(BULLET.sub("", last).strip(" *").removeprefix("و")).code)


def _lead_begin(text: str, end: int) -> int:
    """Where the sentence that ends at ``end`` begins."""
    begin = max(0, end - LONGEST_LEAD)
    for boundary in (SENTENCE_END, BLANK_LINE, COLON):
        for stop in boundary.finditer(text, begin, end):
            begin = stop.end()
    return begin


def _body(text: str, begin: int, book: NameBook) -> str:
    """The list: up to the end of its sentence, or of its paragraph when it has no full stop.

    A comma or an "and" before a blank line says that the list goes on, on the next page; so do
    names that stand as paragraphs of their own.
    """
    rest = text[begin:]
    skipped = len(rest) - len(rest.lstrip())
    stop = SENTENCE_END.search(_without_numbers(rest, book), skipped)
    end = stop.start() if stop else len(rest)
    for blank in BLANK_LINE.finditer(rest, skipped, end):
        goes_on = GOES_ON.search(rest[: blank.start()].rstrip())
        if not goes_on and not _is_name_near(rest[blank.end() :], book):
            return rest[: blank.start()]
    return rest[:end]


def _without_numbers(rest: str, book: NameBook) -> str:
    """The text with blanks for the numbers of names (``1. Chad``), which end no sentence."""
    lines = rest.split("\n")
    for index, line in enumerate(lines[:LONGEST_LIST]):
        number = NUMBERED.match(line)
        if number and _is_name(line, book):
            lines[index] = " " * number.end() + line[number.end() :]
    return "\n".join(lines)


def _is_name_near(text: str, book: NameBook) -> bool:
    """Whether one of the next lines is a known name, so that an unknown one ends no list."""
    near = [line for line in text[:LOOK_AHEAD].splitlines() if key(line)][:NEAR_LINES]
    return any(_is_name(line, book) for line in near)


def _is_name(line: str, book: NameBook) -> bool:
    """Whether a line is a name, or names beside one another."""
    plain = lists.without_enumerators(BULLET.sub("", line)).strip(" ;,.|*\t")
    if not key(plain) or len(plain) > LOOK_AHEAD:
        return False
    if book.sure(plain).code:
        return True
    cells = [cell for cell in re.split(r"[|\t,;、，،]", plain) if key(cell)]
    return all(book.known(key(cell)).code for cell in cells)


def _begins_with_name(text: str, begin: int, book: NameBook) -> bool:
    """Whether one of the first things listed there is a known name."""
    rest = text[begin : begin + LOOK_AHEAD]
    stop = SENTENCE_END.search(rest, len(rest) - len(rest.lstrip()) + 1)
    rest = rest[: stop.start()] if stop else rest
    return any(lists.known_in(rest, book)[:NEAR_ITEMS])
