"""A report's text in passages: a State's own sentences in a readable size, each with its page.

What a form asks, headings, titles and contents lists are no passages (``prose``). Pure.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from common.similarity import CJK_RUN
from reports.attachments import prose
from reports.attachments.prose import SENTENCE_ENDS

# In letters; a Chinese character says about as much as three.
SHORTEST, LONGEST = 40, 900
COMMAS = (",", "，", "、", "،")
size = prose.size
# A line this much shorter than the longest, with no full stop, is a heading above what follows.
HEADING_SHARE = 0.6


class TextLine(Protocol):
    """What is needed of a line of a document (see ``common.files.reading``)."""

    @property
    def text(self) -> str: ...
    @property
    def page(self) -> int: ...
    @property
    def whole(self) -> bool: ...
    @property
    def gap(self) -> bool: ...
    @property
    def level(self) -> int: ...


@dataclass(frozen=True)
class Passage:
    text: str
    page: int


def _nothing(_text: str) -> bool:
    return False


def passages(lines: Iterable[TextLine], is_form: Callable[[str], bool] = _nothing) -> list[Passage]:
    """The State's own sentences in ``lines``, long paragraphs cut at the ends of sentences.

    ``is_form`` tells the sentences of forms that are known by their words.
    """
    return [
        Passage(piece, paragraph.page)
        for paragraph in _paragraphs(_apart(list(lines)))
        for stretch in _own_stretches(paragraph.text, is_form)
        for piece in _pieces(stretch)
        if size(piece) >= SHORTEST
    ]


def joined_paragraphs(lines: Iterable[TextLine]) -> list[Passage]:
    """The paragraphs of ``lines`` as they stand, short ones too."""
    return list(_paragraphs(lines))


@dataclass(frozen=True)
class _Apart:
    """A line that is kept from running into its neighbours."""

    text: str
    page: int
    whole: bool
    gap: bool
    level: int = 0


def _apart(lines: list[TextLine]) -> Iterator[TextLine]:
    """``lines`` without the headings that the file marks; a line that is no part of a paragraph is
    kept apart by gaps."""
    longest = max((size(line.text) for line in lines if not line.whole), default=0)
    is_alone = False
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        was_alone = is_alone
        is_alone = prose.stands_alone(line.text) or _is_heading(line, below, longest)
        if not line.level:
            gap = line.gap or was_alone or is_alone or prose.begins_anew(line.text)
            yield _Apart(line.text, line.page, line.whole, gap)


def _is_heading(line: TextLine, below: TextLine | None, longest: int) -> bool:
    """Whether a short line without an end stands right above a line that begins anew."""
    text = line.text.strip()
    if (
        below is None
        or below.gap
        or below.whole
        or text.endswith((*SENTENCE_ENDS, ",", "，", "、"))
    ):
        return False
    begins = below.text.lstrip()[:1]
    is_new = begins.isupper() or bool(CJK_RUN.match(begins)) or begins in prose.TICKS
    return is_new and size(text) < HEADING_SHARE * longest


def _own_stretches(paragraph: str, is_form: Callable[[str], bool]) -> Iterator[str]:
    """What remains between a form's sentences in a paragraph, if it is prose."""

    def is_own(sentence: str) -> bool:
        return not (prose.is_question(sentence) or is_form(sentence))

    for own, sentences in groupby(_whole_sentences(prose.own_words(paragraph)), key=is_own):
        stretch = "".join(sentences).strip()
        if own and prose.is_prose(stretch) and not is_form(stretch):
            yield stretch


def _whole_sentences(text: str) -> Iterator[str]:
    """The sentences of ``text``; a stop after an abbreviation, or between brackets, ends none."""
    held = ""
    for sentence in _sentences(text):
        goes_on = sentence.lstrip()[:1].islower() or (len(held) < LONGEST and _is_open(held))
        if held and not goes_on:
            yield held
            held = ""
        held += sentence
    if held:
        yield held


def _is_open(text: str) -> bool:
    return sum(map(text.count, "(（")) > sum(map(text.count, ")）"))


def _paragraphs(lines: Iterable[TextLine]) -> Iterator[Passage]:
    """Lines joined up to the next gap, page's end or heading; a broken sentence goes on."""
    held: list[str] = []
    page = 1
    for line in lines:
        ends = line.gap or line.whole or (page != line.page and _is_finished(held))
        if held and ends:
            yield Passage(_joined(held), page)
            held = []
        if not held:
            page = line.page
        held.append(line.text)
    if held:
        yield Passage(_joined(held), page)


def _is_finished(held: list[str]) -> bool:
    return not held or held[-1].rstrip().endswith(SENTENCE_ENDS)


def _joined(parts: list[str]) -> str:
    """Lines as one text; Chinese has no spaces to put between them."""
    text = parts[0].strip()
    for part in map(str.strip, parts[1:]):
        is_cjk = bool(text and part and CJK_RUN.match(text[-1]) and CJK_RUN.match(part[0]))
        text = f"{text}{'' if is_cjk else ' '}{part}"
    return text


def _pieces(text: str) -> Iterator[str]:
    """``text`` cut at sentence ends so that no piece is longer than LONGEST, where possible."""
    held = ""
    for sentence in _sentences(text):
        if held and size(held) + size(sentence) > LONGEST:
            yield held.strip()
            held = ""
        held += sentence
    if held.strip():
        yield held.strip()


def _sentences(text: str) -> Iterator[str]:
    begin = 0
    for index, character in enumerate(text):
        is_end = character in "。！？；" or (
            character in ".!?;؟؛" and text[index + 1 : index + 2].isspace()
        )
        if is_end or index - begin >= LONGEST:
            yield text[begin : index + 1]
            begin = index + 1
    if begin < len(text):
        yield text[begin:]
