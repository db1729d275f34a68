"""A report's text in passages: paragraphs of a readable size, each with its page. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from commitments.similarity import CJK_RUN

# In letters; a Chinese character says about as much as three.
SHORTEST, LONGEST = 40, 900
CJK_WORTH = 3
SENTENCE_ENDS = (".", "。", "！", "!", "?", "？", "؟", ";", "；", "؛", ":", "：")


class TextLine(Protocol):
    """What is needed of a line of a document (see ``commitments.importing.extract``)."""

    @property
    def text(self) -> str: ...
    @property
    def page(self) -> int: ...
    @property
    def whole(self) -> bool: ...
    @property
    def gap(self) -> bool: ...


@dataclass(frozen=True)
class Passage:
    text: str
    page: int


def passages(lines: Iterable[TextLine]) -> list[Passage]:
    """The paragraphs of ``lines`` that say something, long ones cut at the ends of sentences."""
    return [
        Passage(piece, paragraph.page)
        for paragraph in _paragraphs(lines)
        for piece in _pieces(paragraph.text)
        if size(piece) >= SHORTEST
    ]


def joined_paragraphs(lines: Iterable[TextLine]) -> list[Passage]:
    """The paragraphs of ``lines`` as they stand, short ones too."""
    return list(_paragraphs(lines))


def size(text: str) -> int:
    """The length of ``text`` in letters' worth."""
    cjk = sum(len(run) for run in CJK_RUN.findall(text))
    return len(text) + cjk * (CJK_WORTH - 1)


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
