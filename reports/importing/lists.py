"""Lists of reporters in running text, in any of the six languages.

Names are cut out by the longest name known at each place, not at separators: some names
contain the list's own comma or "and".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.importing.folding import COMMA, Folded, fold, is_cjk, key
from reports.importing.names import ARTICLES, How, Match, NameBook

CONJUNCTIONS = (
    *("aswellas", "andalso", "and", "ainsique", "et", "asicomo", "y", "e", "атакже", "и"),
    *("وكذلك", "وكذا", "و", "以及", "和", "及", "与", "&"),
)
ARABIC_AND = "و"
OPENING, CLOSING = "([（［", ")]）］"

# What announces a list: a word for "following", one for reports, one for whoever sent them.
FOLLOWING = re.compile(
    r"\bfollowing\b|\bsuivant(?:e?s)\b|ci-après|\bsiguientes?\b|следующи|нижеследующи"
    r"|нижеперечислен|ниже|下列|以下|التالي|الآتي|below\b|as follows|a continuación",
    re.IGNORECASE,
)
REPORTS = re.compile(r"\breports?\b|rapport|informe|доклад|报告|تقرير|تقارير", re.IGNORECASE)
SENDERS = re.compile(
    r"\bstates?\b|countr|government|organi[sz]|bodies|\bÉtats?\b|\betats?\b|pays|organisme"
    r"|\bestados?\b|país|gobierno|государств|стран|организаци|国|组织|机构|الدول|دول|المنظمات|منظمات",
    re.IGNORECASE,
)
SENT = re.compile(
    r"submit|provid|present|transmit|receiv|soumis|présent|transmis|reçu|remis|communiqu|présentaron"
    r"|presenta|remit|recibi|enviar|представ|направ|получ|поступ|提交|提供|送交|收到|قدم|تقدم|ورد|تلق"
    r"|submis|parvenir|adressé|fourni|proporcion|remitid|facilita|присла|переда|أرسل|أحال|رفع",
    re.IGNORECASE,
)
COLON = re.compile(r"[:：]")
SENTENCE_END = re.compile(
    r"[。．](?!\d)|(?<![Ss]t)(?<![Ss]te)(?<!\b[A-ZА-Я])(?<!Rep)(?<!Dem)(?<!EE)\.(?=\s|$|[\"”»\]])"
)
GOES_ON = re.compile(r"[,、，،;；]$|\b(?:and|et|y|e|и)$|[和及]$|(?<=\s)و$")
BLANK_LINE = re.compile(r"\n[ \t\u200e\u200f]*\n")
# "reports were submitted by Albania, …": the list follows these words without a colon.
SENT_BY = re.compile(
    r"(?:submitted|provided|presented|transmitted|received)\s+(?:by|from)\s+"
    r"|(?:soumis|présentés|transmis|reçus)\s+(?:par|de)\s+"
    r"|(?:presentados|remitidos|enviados|recibidos)\s+(?:por|de)\s+"
    r"|(?:представили|направили|представлены|получены от)\s+",
    re.IGNORECASE,
)
# A/CONF.192/BMS/2022/1 · 22-11130 · 5/17, alone on a line: the page's, not the list's.
FURNITURE = re.compile(
    r"(?m)^[ \t]*(?:[A-Z]{1,2}/[A-Z][\w./()-]*|\d[\d /.–-]*(?:\([A-Z]\))?)"
    r"(?:[ \t]+[\w/().-]{1,24})?[ \t]*$"
)
# What a page's margins leave in the text: blank lines, with the furniture blanked out between.
MARGINS = re.compile(r"\n(?:[ \t]*\n)*\x00[\x00 \t\n]*\n(?=[ \t]*\S)")
PLAIN = {0: " ", ord("\f"): "\n"}
NEXT_PARAGRAPH = re.compile(r"[ \t]*(?:#|\d{1,3}[.．][^\n]{60})")
ENUMERATOR = re.compile(
    r"(^|[;,；，、،\n])\s*(?:\(?[0-9]{1,3}[.)]|\(?[a-zа-яأ-ي]\)|\(?[ivx]{1,4}\))(?=\s)"
)
LONGEST_LEAD = 600
LOOK_AHEAD, NEAR_LINES = 600, 3


@dataclass(frozen=True)
class Item:
    """One name of a list: as written, where it begins in the text, and what it stands for.

    ``remark`` is what a bracket after the name says; ``is_joined`` marks a name next to an
    "and" in mid-list, which may be half of a name that is not known.
    """

    text: str
    offset: int
    match: Match
    remark: str = ""
    is_joined: bool = False


@dataclass(frozen=True)
class Passage:
    """The part of a text that lists who reported: the words that announce it, and the list."""

    offset: int
    lead: str
    body: str


def passages(text: str, book: NameBook) -> list[Passage]:
    """Every list announced in ``text`` as one of those who sent reports, in order."""
    text = without_furniture(text)
    found: list[Passage] = []
    for begin, lead_begin in sorted(_beginnings(text)):
        if found and begin < found[-1].offset + len(found[-1].body):
            continue
        body = _body(text, begin, book)
        if key(body):
            found.append(Passage(begin, " ".join(text[lead_begin:begin].split()), body))
    return found


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


def _beginnings(text: str) -> Iterator[tuple[int, int]]:
    """Where lists begin, each with where the words that announce it begin."""
    for colon in COLON.finditer(text):
        begin = _lead_begin(text, colon.start())
        lead = text[begin : colon.start()]
        if all(words.search(lead) for words in (FOLLOWING, REPORTS, SENDERS, SENT)):
            yield colon.end(), begin
    for sent in SENT_BY.finditer(text):
        begin = _lead_begin(text, sent.start())
        rest = text[sent.end() : sent.end() + 80]
        if REPORTS.search(text[begin : sent.start()]) and not FOLLOWING.search(rest):
            yield sent.end(), begin


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
    stop = SENTENCE_END.search(rest, skipped)
    end = stop.start() if stop else len(rest)
    for blank in BLANK_LINE.finditer(rest, skipped, end):
        goes_on = GOES_ON.search(rest[: blank.start()].rstrip())
        if not goes_on and not _is_name_near(rest[blank.end() :], book):
            return rest[: blank.start()]
    return rest[:end]


def _is_name_near(text: str, book: NameBook) -> bool:
    """Whether one of the next lines is a known name, so that an unknown one ends no list."""
    near = [line for line in text[:LOOK_AHEAD].splitlines() if key(line)][:NEAR_LINES]
    return any(book.find(_without_enumerators(line).strip(" ;,.")).code for line in near)


def _without_enumerators(body: str) -> str:
    """Blanks for ``1.``, ``(a)``, ``ii)`` before names, so that all places stay the same."""
    return ENUMERATOR.sub(lambda match: match[1] + " " * (len(match[0]) - len(match[1])), body)


def items(body: str, book: NameBook) -> list[Item]:
    """The names listed in ``body``, in order; those that nobody knows are there too.

    Whether the lines are a column of names or a sentence that was broken, the names decide: the
    reading that recognises more of them, and leaves less over, is taken.
    """
    body = _without_enumerators(body)
    as_sentence = _Cutter(fold(body), book).items()
    if sum(bool(key(line)) for line in body.splitlines()) < 2:
        return as_sentence
    as_lines = [item for line in _lines(body) for item in _line_items(line, book)]
    return max(as_sentence, as_lines, key=_recognised)


def _recognised(found: list[Item]) -> tuple[int, int]:
    """How many names are known, then (as a negative number) how many are not."""
    known = sum(bool(item.match.code) for item in found)
    return known, known - len(found)


def _lines(body: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in body.splitlines(keepends=True):
        if key(line):
            yield offset, line
        offset += len(line)


def _line_items(numbered: tuple[int, str], book: NameBook) -> list[Item]:
    """The names of one line: the line as a whole when it is one, else what it lists.

    Two names with an "and" between them may be one that is not known.
    """
    offset, line = numbered
    folded = fold(line)
    text = folded.slice(0, len(folded))
    whole = book.find(text)
    if whole.code:
        return [Item(text, offset + folded.origins[0], whole)]
    found = _Cutter(folded, book).items()
    is_joined = len(found) > 1 and COMMA not in folded.text
    return [Item(i.text, offset + i.offset, i.match, i.remark, is_joined) for i in found]


class _Cutter:
    """Cuts one folded list into names, from left to right."""

    def __init__(self, folded: Folded, book: NameBook) -> None:
        self.folded, self.text, self.book = folded, folded.text, book

    def items(self) -> list[Item]:
        found, position = list[Item](), 0
        while (position := self._skip_commas(position)) < len(self.text):
            before = position
            item, position = self._item(position)
            if item:
                found.append(item)
            position = max(position, before + 1)
        return found

    def _skip_commas(self, position: int) -> int:
        while position < len(self.text) and self.text[position] == COMMA:
            position += 1
        return position

    def _item(self, position: int) -> tuple[Item | None, int]:
        found = [(begin, *self._longest(begin)) for begin in self._starts(position)]
        begin, end, match = max(found, key=lambda one: (bool(one[2].code), one[1], -one[0]))
        if match.code:
            joined = self._is_joined(position, begin, end)
            return self._known(begin, end, match, is_joined=joined)
        begin = self._starts(position)[-1] if self._conjunction(position) else position
        return self._unknown(begin)

    def _starts(self, position: int) -> list[int]:
        """Where the name may begin: here, after an "and", after an article."""
        found = [position]
        for begin in (position, position + self._conjunction(position)):
            found += [begin, begin + self._word(begin, ARTICLES)]
        return sorted(set(found))

    def _conjunction(self, position: int) -> int:
        """The length of the "and" at ``position``; 0 when there is none."""
        if self.text.startswith(ARABIC_AND, position) and not self._word(position, CONJUNCTIONS):
            return 1 if self.folded.starts_word(position) else 0
        return self._word(position, CONJUNCTIONS)

    def _word(self, position: int, words: tuple[str, ...]) -> int:
        for word in words:
            if self.text.startswith(word, position) and self._stands_alone(position, len(word)):
                return len(word)
        return 0

    def _stands_alone(self, position: int, length: int) -> bool:
        if is_cjk(self.text[position]):
            return True
        return self.folded.starts_word(position) and self.folded.starts_word(position + length)

    def _longest(self, begin: int) -> tuple[int, Match]:
        """The end of the longest known name that begins here and is followed by a name's end."""
        for end in range(min(len(self.text), begin + self.book.longest), begin, -1):
            match = self.book.known(self.text[begin:end])
            if match.code and self._may_end(end):
                return end, match
        return begin, self.book.known("")

    def _may_end(self, end: int) -> bool:
        if end >= len(self.text) or self.text[end] == COMMA:
            return True
        if self._conjunction(end):
            return True
        return any(bracket in self.folded.between(end) for bracket in OPENING)

    def _is_joined(self, position: int, begin: int, end: int) -> bool:
        """Whether an "and" stands beside the name although the list goes on with commas."""
        after = self._conjunction(end) if end < len(self.text) else 0
        if self.text[end : end + 1] == ARABIC_AND or ARABIC_AND in self.text[position:begin]:
            return False
        last = self._longest(end + after)[0] if after else end
        goes_on = COMMA in self.text[max(last, end) :].rstrip(COMMA)
        is_after_and = begin > position and self.text[position - 1 : position] != COMMA
        return goes_on and bool(after or (is_after_and and self._conjunction(position)))

    def _known(self, begin: int, end: int, match: Match, *, is_joined: bool) -> tuple[Item, int]:
        remark, after = self._remark(end, match)
        text = self.folded.slice(begin, end) + (f" ({remark})" if remark else "")
        text = text.rstrip(" ([（［") if not remark else text.replace(" ( (", " (")
        return Item(text, self.folded.origins[begin], match, remark, is_joined), after

    def _remark(self, end: int, match: Match) -> tuple[str, int]:
        """What a bracket behind the name adds; nothing when it only repeats who it is."""
        between = self.folded.between(end)
        opens = any(bracket in between for bracket in OPENING)
        if end >= len(self.text) or not opens or any(c in between for c in CLOSING):
            return "", end
        after = end + 1
        while after < len(self.text) and not any(c in self.folded.between(after) for c in CLOSING):
            after += 1
        inside = self.text[end:after].strip(COMMA)
        words = self.folded.original[self.folded.origins[end] : self.folded.origins[after - 1] + 1]
        same = {self.book.known(inside).code, self.book.by_code(words).code}
        if len(inside) <= 1 or match.code in same:
            return "", after
        return " ".join(words.split()), after

    def _unknown(self, begin: int) -> tuple[Item | None, int]:
        """Up to the next comma, or to an "and" that is followed by a known name."""
        end = self.text.find(COMMA, begin)
        end = len(self.text) if end < 0 else end
        for position in range(begin + 1, end):
            if (length := self._conjunction(position)) and self._longest(position + length)[1].code:
                end = position
                break
        text = self.folded.slice(begin, end)
        if not text or end <= begin:
            return None, end
        return Item(text, self.folded.origins[begin], self.book.find(text)), end


def how_sure(item: Item) -> How:
    """How the item was recognised, remarks and doubtful joins taken into account."""
    if item.match.code and (item.remark or item.is_joined):
        return How.SUGGESTION
    return item.match.how
