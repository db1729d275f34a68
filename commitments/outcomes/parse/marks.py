"""What the beginning of a line may mean: an annex, a heading, a number, an item of a list.

Only candidates: which of the numbers count the paragraphs is decided over the whole document
(``choose``), because "1." may begin a paragraph, a heading, an agenda or half a sentence.
"""

import re

from commitments.outcomes.parse.characters import (
    ends_clause,
    ends_sentence,
    ends_with_colon,
    is_wide,
    width,
)
from commitments.outcomes.parse.counting import (
    CHINESE_PARAGRAPH,
    COUNTED,
    COUNTED_SUB,
    PARAGRAPH_WORD,
    SIGNED,
    signed_value,
)
from commitments.outcomes.parse.labels import OUTER, heading_label
from commitments.outcomes.parse.layout import HEADING_REACHES, Layout
from commitments.outcomes.parse.mark import Kind, Mark, Style
from commitments.outcomes.parse.numerals import REPEAT_WORDS, letter_value, repeat
from commitments.outcomes.parse.series import settle
from commitments.outcomes.parse.words import ANNEX, CITES, RECOMMENDATION
from common.files.reading.lines import Line, Role

MAX_HEADING_WIDTH, MAX_ANNEX_WIDTH = 420, 200
LONG = 80

REPEAT = rf"(?P<repeat>\s*[(（]?(?:{REPEAT_WORDS})[)）]?(?!\w))?"
NUMBER = re.compile(
    rf"""(?:(?P<paren>[(（]\s*(?P<in>\d{{1,3}})\s*[)）]|(?P<half>\d{{1,3}})\s*[)）])
    |(?P<value>\d{{1,3}}){REPEAT}\s*(?:(?P<dot>[.．、。]?[º°]\.?(?=\s)|[.．、。](?:-(?=\s))?(?!\d))|(?P<dash>[-–—](?=\s|$)))
    |[-–—]\s?(?P<rtl>\d{{1,3}})(?=\s+[\u0600-\u06ff])
    |(?P<bare>\d{{1,3}}){REPEAT.replace("repeat", "bare_repeat")}
    (?=$|\s+[^\W\d]|\s+[«"“《(（]))\s*""",
    re.VERBOSE | re.IGNORECASE,
)
WORDED_NUMBER = re.compile(rf"(?P<value>\d{{1,3}}){REPEAT}\s*[.．:：–—-]\s*", re.IGNORECASE)
INLINE = re.compile(
    r"(?:(?<=[.;:!?。；：！？”»)）\]])\s*|\s)(?P<value>\d{1,3})(?P<dot>[.．、])\s*"
    r"(?=[A-ZÀ-ÞА-ЯЁ\u3400-\u9fff\u0600-\u06ff«“《\"(（])"
)
# "115.1 Ratify": the number of a paragraph and one of its own, before a capital.
SUB_NUMBER = re.compile(
    r"(?P<value>\d{1,3})\.(?P<sub>\d{1,3})(?:\s?[.:：–—-])?\s+(?=[A-ZÀ-ÞА-ЯЁ\u0600-\u06ff«“\"]|[\u3400-\u9fff])"
)
INLINE_DASH = re.compile(r"(?<=[.؟:])\s+(?P<value>\d{1,3})\s[-–—]\s+(?=[\u0600-\u06ff])")
# The same at the end of a row, where the words of the paragraph begin on the next one.
INLINE_END = re.compile(
    r"(?<=[.;!?。；！？؟])\s*(?<![\d.])(?P<value>\d{1,3})(?:(?P<dot>[.．、])|(?P<dash>\s[-–—]))$"
)
ITEM = re.compile(
    r"(?:[(（]\s*(?P<full>[a-zа-я]{1,2}|[ivx]{1,5}|[أ-ي]ـ?|[一二三四五六七八九十]{1,3})\s*[)）]"
    r"|(?P<half>[a-zа-я]|[ivx]{1,5}|[أ-ي]ـ?)[)）])\s*(?=\S|$)"
)
BULLET = re.compile(r"[•●▪◦‣·–—*-]\s+(?=\S)")
INLINE_HEAD = re.compile(
    r"(?<=[.;。；])\s+(?=(?:[IVX]{1,5}[.．]|[一二三四五六七八九十]{1,3}[.．、]"
    r"|(?:أول|ثاني|ثالث|رابع|خامس|سادس|سابع)ا?ً?ا?\s*[-–—])\s*\S)"
)


class Marker:
    """Finds the candidates in rows of text, looking around each where that is telling."""

    def __init__(self, rows: list[Line], layout: Layout) -> None:
        self.rows = rows
        self.layout = layout
        self.last: dict[Style, int] = {}
        self.headings: set[int] = set()
        # The last number of each word that counts.
        self.counted: dict[str, int] = {}

    def marks(self) -> list[Mark]:
        """All candidates in order; at most one at the start of a row, any number inside it."""
        found: list[Mark] = []
        for index, row in enumerate(self.rows):
            if row.role == Role.TABLE:
                continue
            if mark := self._at_start(index):
                found.append(mark)
                if mark.kind == Kind.RECOMMENDATION:
                    self.counted[mark.word] = mark.value
                if mark.kind == Kind.ANNEX:
                    self.last, self.counted = {}, {}
                if mark.kind not in (Kind.NUMBER, Kind.ITEM):
                    self.headings.add(index)
            found.extend(self._inline(index, mark.end if mark else 0))
        return settle(found, self.rows)

    def _at_start(self, index: int) -> Mark | None:
        return (
            self._annex(index)
            or self._recommendation(index)
            or self._heading(index)
            or self._number(index)
            or self._item(index)
            or self._title(index)
        )

    def _annex(self, index: int) -> Mark | None:
        row = self.rows[index]
        found = ANNEX.match(row.text)
        is_long = width(row.text) > MAX_ANNEX_WIDTH or ends_sentence(row.text)
        if not found or is_long or self._is_open_before(index):
            return None
        end = found.start("rest") if found["rest"] else len(row.text)
        return Mark(Kind.ANNEX, index, end=end, label=row.text[:end].strip(" :：.–—-"))

    def _recommendation(self, index: int) -> Mark | None:
        """A recommendation, or an action, target or commitment that a word and a number begin.

        They count from 1 on, all with the same word, and nothing cites them: the word stands alone
        or is set apart from what follows, by a stop, a sign or by the file.
        """
        row = self.rows[index]
        found = RECOMMENDATION.match(row.text)
        counted = None if found else COUNTED.match(row.text)
        match = found or counted
        if not match or self._is_open_before(index):
            return None
        value = int(match["value"])
        word = counted["word"].lower().rstrip("s") if counted else "recommendation"
        separated = bool(match["after"].strip()) or not match["rest"] or bool(row.level) or row.bold
        if counted:
            separated = separated or bool(counted["hash"]) or self._is_begun(match["rest"])
        last = self.counted.get(word, 0)
        if not separated or not last < value <= last + (3 if last else 1):
            return None
        return Mark(
            Kind.RECOMMENDATION,
            index,
            end=match.start("rest"),
            value=value,
            label=row.text[: match.start("rest")].strip(),
            word=word,
        )

    @staticmethod
    def _is_begun(text: str) -> bool:
        """Whether a text begins like a sentence, where its script tells."""
        return text[:1].isupper() or not (text[:1].islower() or text[:1].isdigit())

    def _heading(self, index: int) -> Mark | None:
        row = self.rows[index]
        label = heading_label(row.text)
        if not label:
            return None
        style, value, text, end = label
        if style == Style.ROMAN and self.last.get(Style.LETTER, 0) + 1 == letter_value(text):
            style, value = Style.LETTER, letter_value(text)
        is_whole = self._is_heading_like(index, end)
        rows = 0 if is_whole or style not in OUTER else self._rows_before_chapeau(index, end)
        if not (is_whole or rows):
            return None
        if self._is_open_before(index) and not row.level:
            return None
        last = self.last.get(style, 0)
        expected = value in (1, last + 1) or (style != Style.LETTER and (value > last or not last))
        if not (expected or row.level or row.bold):
            return None
        self.last = {style: value} if style in OUTER else {**self.last, style: value}
        return Mark(
            Kind.HEADING,
            index,
            end=end,
            value=value,
            style=style,
            label=row.text[:end].strip(),
            explicit=bool(row.level),
            rows=rows,
        )

    def _number(self, index: int) -> Mark | None:
        row = self.rows[index]
        word = PARAGRAPH_WORD.match(row.text) or COUNTED_SUB.match(row.text)
        start = word.end() if word else 0
        found = (WORDED_NUMBER if word else NUMBER).match(row.text, start)
        if sub := SUB_NUMBER.match(row.text, start):
            found, value, style, suffix = sub, int(sub["value"]), Style.SUB, f".{int(sub['sub'])}"
        elif chinese := CHINESE_PARAGRAPH.match(row.text):
            found, value, style, suffix = chinese, int(chinese["value"]), Style.DOT, ""
        elif not word and (signed := SIGNED.match(row.text)):
            found, value, style, suffix = signed, signed_value(signed), Style.SIGN, ""
        elif found:
            value, style = (int(found["value"]), Style.DOT) if word else _number_style(found)
            groups = found.groupdict()
            suffix = repeat(groups["repeat"] or groups.get("bare_repeat") or "")
        if not found:
            return None
        below = self.rows[index + 1].text if index + 1 < len(self.rows) else ""
        counts_below = COUNTED.match(below) or RECOMMENDATION.match(below)
        return Mark(
            Kind.NUMBER,
            index,
            end=found.end(),
            value=value,
            suffix=suffix,
            style=style,
            label=found[0].strip(),
            explicit=bool(row.level or counts_below),
            heading_like=self._is_heading_like(index, found.end()),
            after_colon=index > 0 and ends_with_colon(self.rows[index - 1].text),
            open_before=self._is_open_before(index),
        )

    def _item(self, index: int) -> Mark | None:
        row = self.rows[index]
        found = ITEM.match(row.text) or BULLET.match(row.text)
        if not found or (self._is_open_before(index) and not row.gap):
            return None
        return Mark(Kind.ITEM, index, end=0, label=found[0].strip())

    def _title(self, index: int) -> Mark | None:
        row = self.rows[index]
        if not row.level or (ends_sentence(row.text) and width(row.text) > LONG):
            return None
        return Mark(Kind.TITLE, index, explicit=True)

    def _inline(self, index: int, start: int) -> list[Mark]:
        """Numbers inside a row, where a paragraph may have been joined to what stands before."""
        text = self.rows[index].text
        found = [*INLINE.finditer(text, start + 1), *INLINE_DASH.finditer(text, start + 1)]
        if self._begins_below(index) and (last := INLINE_END.search(text, start + 1)):
            found.append(last)
        ordered = sorted(found, key=lambda match: match.start())
        ends = [*(match.start() for match in ordered), len(text)][1:]
        return [
            self._inline_mark(index, match, text[match.end() : end])
            for match, end in zip(ordered, ends, strict=bool(ordered))
        ]

    def _inline_mark(self, index: int, match: re.Match[str], rest: str) -> Mark:
        before = self.rows[index].text[: match.start()]
        return Mark(
            Kind.NUMBER,
            index,
            start=match.start(),
            end=match.end(),
            value=int(match["value"]),
            style=Style.DOT,
            label=match[0].strip(),
            heading_like=bool(rest.strip())
            and not ends_clause(rest)
            and width(rest) <= LONG
            and not self._runs_on(index, rest),
            after_colon=ends_with_colon(before),
            open_before=not ends_clause(before),
            announced=ends_sentence(before) and not CITES.search(before.rstrip(" .")),
        )

    def _begins_below(self, index: int) -> bool:
        """Whether a sentence may begin on the next row, in a text whose rows are wrapped."""
        below = self.rows[index + 1] if index + 1 < len(self.rows) else None
        return below is not None and not below.gap and self._is_begun(below.text)

    def _runs_on(self, index: int, rest: str) -> bool:
        """Whether the last words of a row go on in the next one, as lines of a text do."""
        if not self.rows[index].text.endswith(rest) or index + 1 == len(self.rows):
            return False
        below = self.rows[index + 1]
        if not self.layout.wrapped or below.gap or below.level:
            return False
        row = self.rows[index]
        is_full = self.layout.is_full(row) or self.layout.is_broken(row, below)
        return below.text[:1].islower() or (is_full and not starts_something(below.text))

    def _is_open_before(self, index: int) -> bool:
        """Whether the row before stops in the middle of a sentence."""
        if index == 0 or index - 1 in self.headings:
            return False
        before = self.rows[index - 1]
        if before.level or before.whole or before.role == Role.TABLE or ends_clause(before.text):
            return False
        if self.layout.wrapped:
            return self.layout.is_full(before) and (
                not self.rows[index].gap or not self.layout.gaps_matter
            )
        return width(before.text) > LONG and not self.rows[index].gap

    def _is_heading_like(self, index: int, end: int) -> bool:
        row = self.rows[index]
        text = row.text[end:]
        if row.level and width(text) <= MAX_HEADING_WIDTH and text:
            return not ends_sentence(text)
        if joined := INLINE.search(text):
            text = text[: joined.start()]
            return bool(text) and not ends_clause(text) and width(text) <= LONG
        text = " ".join([text, *(self.rows[i].text for i in self._continuation(index, end))])
        return bool(text.strip()) and not ends_clause(text) and width(text) <= MAX_HEADING_WIDTH

    def _continuation(self, index: int, end: int) -> list[int]:
        """The rows that a heading which begins in this row may run on over."""
        rows: list[int] = []
        begun = bool(self.rows[index].text[end:])
        for following in range(index + 1, min(index + 6, len(self.rows))):
            text = self.rows[following].text
            goes_on = heading_goes_on(self.rows[following - 1], self.rows[following], self.layout)
            if begun and (not goes_on or starts_something(text)):
                break
            begun = True
            rows.append(following)
        return rows

    def _rows_before_chapeau(self, index: int, end: int) -> int:
        """The number of rows of a heading that runs straight into words ending with a colon.

        Only the length of its last line tells where it ends; 0 where there is no such heading.
        """
        rows = [index, *self._continuation(index, end)]
        if len(rows) < 2 or not ends_with_colon(self.rows[rows[-1]].text):
            return 0
        candidates = [i for i in rows[:-1] if not ends_clause(self.rows[i].text)]
        if not candidates:
            return 0
        shortest = min(candidates, key=lambda i: width(self.rows[i].text))
        return rows.index(shortest) + 1


def heading_goes_on(before: Line, row: Line, layout: Layout) -> bool:
    """Whether a heading that stands on ``before`` runs on into ``row``."""
    ended = ends_sentence(before.text) or ends_with_colon(before.text)
    if before.whole or row.level or ended or not layout.wrapped or row.role == Role.TABLE:
        return False
    if ends_clause(before.text):
        return True
    if layout.gaps_matter and row.page == before.page:
        return not row.gap
    return layout.is_full(before, HEADING_REACHES[is_wide(before.text[-1:] or " ")])


def starts_something(text: str) -> bool:
    """Whether a row of this text may begin a paragraph, a heading or an item."""
    patterns = (NUMBER, ITEM, ANNEX, SIGNED)
    return any(pattern.match(text) for pattern in patterns) or bool(heading_label(text))


def _number_style(found: re.Match[str]) -> tuple[int, Style]:
    if found["paren"] or found["half"]:
        return int(found["in"] or found["half"]), Style.PAREN
    if found["bare"]:
        return int(found["bare"]), Style.BARE
    if found["dot"]:
        return int(found["value"]), Style.DOT
    return int(found["value"] or found["rtl"]), Style.DASH
