"""Where the questions of a form stand in a file: by their words and, where it fits, their number.

Numbers move between versions and words are changed, so neither alone decides. The chosen heads
follow one another as in the form, as far as their likeness allows; a question that is still missing
is looked for in the remaining pieces.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from questionnaires.form import Form, Question
from questionnaires.reading.sheets import Piece
from questionnaires.reading.stream import Stream
from questionnaires.reading.words import NUMBER, Token, tokens, words

NUMBER_WEIGHT = 0.25
LEAST_BY_NUMBER, LEAST_BY_WORDS = 0.3, 0.62
FIRST_WORDS = 8
MOST_PIECES_OF_QUESTION = 16
# So many pieces of other cells may stand between a number and the words of its question.
MOST_OF_ROW = 24
MOST_RIVALS = 8
CLOSE = 0.05
LEADERS = re.compile(r"(?<!\.)\.{5,} {0,5}\d{1,4} {0,5}$")
FULL_STOP = "?？؟.:([（،;—–-。"


@dataclass(frozen=True)
class Head:
    """A question at a place: the piece it begins with, the parts of pieces that its words take
    (piece → from, to), how alike it is (0 to 1), and whether its number is printed there."""

    question: str
    piece: int
    number: str
    number_piece: int
    spans: dict[int, tuple[int, int]]
    score: float
    has_number: bool
    rivals: int = 0
    twins: int = 0

    @property
    def weight(self) -> float:
        return self.score + NUMBER_WEIGHT * self.has_number

    @property
    def last(self) -> int:
        return max(self.spans)


@dataclass
class Matched:
    """``share``: the questions found over all questions of the form."""

    form: Form
    language: str
    heads: dict[str, Head]
    by_number: float = 0.0
    mean: float = 0.0
    share: float = 0.0
    candidates: list[Head] = field(default_factory=list)

    @property
    def quality(self) -> float:
        return self.share * (self.mean + 0.25 * self.by_number)


def text_in(texts: object, language: str) -> str:
    """A text of a form in a language, in English where it is not there."""
    if not isinstance(texts, dict):
        return ""
    return str(texts.get(language) or texts.get("en") or "")


def language_of_form(form: Form, stream: Stream) -> str:
    """The language of the form of which the file has the most words."""
    counts = Counter(token.word for piece in stream.pieces for token in tokens(piece.text))
    scores: dict[str, float] = {}
    vocabulary = {
        language: {w for q in form.questions() for w in words(text_in(q.text, language))}
        for language in form.languages
    }
    for language, own in vocabulary.items():
        others = set().union(*(v for other, v in vocabulary.items() if other != language), set())
        only = own - others or own
        scores[language] = sum(min(counts[word], 20) for word in only)
    return max(scores, key=lambda each: scores[each], default="en")


class Matcher:
    """Looks for the questions of one form in one language."""

    def __init__(self, form: Form, language: str, stream: Stream) -> None:
        self.form, self.language, self.stream = form, language, stream
        self.questions = list(form.questions())
        self.tokens = {q.key: words(text_in(q.text, language)) for q in self.questions}
        self.order = {question.key: index for index, question in enumerate(self.questions)}
        total = len(self.questions)
        spread = Counter(word for found in self.tokens.values() for word in set(found))
        self.rarity = {word: math.log(1 + total / count) for word, count in spread.items()}
        self.totals = {key: sum(map(self._weight, own)) for key, own in self.tokens.items()}
        self.starts: dict[str, list[str]] = defaultdict(list)
        for key, found in self.tokens.items():
            for word in set(found[:FIRST_WORDS]):
                self.starts[word].append(key)
        self.numbers: dict[str, list[str]] = defaultdict(list)
        for question in self.questions:
            self.numbers[plain_number(question.number)].append(question.key)

    def match(self) -> Matched:
        candidates = [head for index in range(len(self.stream.pieces)) for head in self._at(index)]
        chosen = self._in_order(candidates)
        self._fill(chosen, candidates)
        heads = {key: _with_rivals(head, candidates) for key, head in chosen.items()}
        found = list(heads.values())
        return Matched(
            self.form,
            self.language,
            heads,
            by_number=sum(head.has_number for head in found) / max(len(found), 1),
            mean=sum(head.score for head in found) / max(len(found), 1),
            share=len(found) / max(len(self.questions), 1),
            candidates=candidates,
        )

    def _at(self, index: int) -> Iterator[Head]:
        piece = self.stream.pieces[index]
        if LEADERS.search(piece.text):
            return
        number, begin, number_piece = self._number(index)
        own = [token for token in tokens(piece.text) if token.start >= begin]
        if not own:
            return
        for key in self._likely([token.word for token in own[:FIRST_WORDS]], number):
            has_number = key in self.numbers.get(number, ())
            head = self._head(key, index, begin, number, number_piece, has_number=has_number)
            if head is not None:
                yield head

    def _number(self, index: int) -> tuple[str, int, int]:
        """The number before a piece's words: in it, or alone to the left of it."""
        piece = self.stream.pieces[index]
        match = NUMBER.match(piece.text)
        if match and any(token.start >= match.end() for token in tokens(piece.text)):
            return plain_number(match[1]), match.end(), index
        line = self.stream.same_line(index)
        place = line.index(index)
        if place and (before := self.stream.pieces[line[place - 1]]):
            match = NUMBER.match(before.text)
            if match and not any(token.start >= match.end() for token in tokens(before.text)):
                return plain_number(match[1]), 0, line[place - 1]
        return self._number_above(index) or self._number_beside(index)

    def _number_above(self, index: int) -> tuple[str, int, int] | None:
        """A number alone in the line above, or in the last one of the sheet before."""
        piece, other = self.stream.pieces[index], index - 1
        while other > max(0, index - MOST_OF_ROW) and (
            self._is_repeated_head(other, piece.sheet) or self._is_of_row(other, piece)
        ):
            other -= 1
        if other < 0:
            return None
        before = self.stream.pieces[other]
        match = NUMBER.match(before.text)
        if not match or "." not in match[1] or len(before.text.strip()) > match.end() + 1:
            return None
        gap = piece.box.top - before.box.bottom
        if before.sheet == piece.sheet and not (
            0 <= gap < 1.3 * piece.size and before.box.left <= piece.box.left + 3
        ):
            return None
        return plain_number(match[1]), 0, other

    def _is_repeated_head(self, index: int, sheet: int) -> bool:
        """Whether a piece is of the heads that a table repeats at the top of a sheet."""
        piece = self.stream.pieces[index]
        near_top = piece.box.y < 0.25 * self.stream.sheets.sheets[piece.sheet].height
        return piece.sheet == sheet and near_top and self.stream.is_head_line(index)

    def _is_of_row(self, index: int, piece: Piece) -> bool:
        """Whether a piece stands in another cell of the row, to the right of the question's words;
        at the end of the sheet before, where the row began there."""
        found = self.stream.pieces[index]
        edge = piece.box.right - 5 if found.sheet == piece.sheet else piece.box.left + 3
        return found.sheet >= piece.sheet - 1 and found.box.left > edge

    def _number_beside(self, index: int) -> tuple[str, int, int]:
        """A number in the middle of the row that a piece begins: to its left, a little lower."""
        piece = self.stream.pieces[index]
        for other in range(index + 1, min(index + 12, len(self.stream.pieces))):
            found = self.stream.pieces[other]
            if found.sheet != piece.sheet or found.box.top > piece.box.top + 5 * piece.size:
                break
            match = NUMBER.match(found.text)
            is_left = found.box.right < piece.box.left + 1
            if match and is_left and "." in match[1] and match.end() >= len(found.text.strip()) - 1:
                return plain_number(match[1]), 0, other
        return "", 0, index

    def _likely(self, first: list[str], number: str) -> list[str]:
        votes: Counter[str] = Counter()
        for word in first:
            for key in self.starts.get(word, ()):
                votes[key] += 1
        by_number = self.numbers.get(number, []) if number else []
        least = 1 if len(first) < 2 else 2
        likely = sorted(
            (key for key, count in votes.items() if count >= least),
            key=lambda key: (-votes[key], self.order[key]),
        )
        # Where many begin alike, all of them are tried.
        top = votes[likely[MOST_RIVALS]] if len(likely) > MOST_RIVALS else 0
        kept = [key for key in likely if votes[key] >= max(top, 1)][:60]
        return list(dict.fromkeys([*by_number, *kept]))

    def _head(
        self, key: str, index: int, begin: int, number: str, number_piece: int, *, has_number: bool
    ) -> Head | None:
        wanted = self.tokens[key]
        if not wanted:
            return None
        spans, matched, overrun = self._consume(wanted, index, begin)
        share = sum(self._weight(wanted[i]) for i in matched) / self.totals[key]
        score = share - min(0.3, 0.04 * overrun)
        least = LEAST_BY_NUMBER if has_number else LEAST_BY_WORDS
        if not spans or score < least or (not has_number and min(matched) > 3):
            return None
        return Head(key, index, number, number_piece, spans, score, has_number)

    def _weight(self, word: str) -> float:
        return self.rarity.get(word, 1.0)

    def _consume(
        self, wanted: tuple[str, ...], index: int, begin: int
    ) -> tuple[dict[int, tuple[int, int]], set[int], int]:
        """Match a question's words with a piece and the pieces below it: the spans that they take,
        which of the words are there, and how many further words the sentence has."""
        spans: dict[int, tuple[int, int]] = {}
        matched: set[int] = set()
        at: int | None = index
        position = overrun = 0
        while at is not None and position < len(wanted) and len(spans) < MOST_PIECES_OF_QUESTION:
            text = self.stream.pieces[at].text
            own = [t for t in tokens(text) if t.start >= (begin if at == index else 0)]
            taken = _align(own, wanted, position)
            if taken is None:
                break
            last, reached, places = taken
            matched |= places
            is_whole = last >= len(own) - 2 and reached < len(wanted)
            end = len(text) if is_whole else own[last].end
            spans[at] = own[0].start, end
            overrun = 0 if is_whole else _overrun(text, own, last)
            if reached >= len(wanted) or not (is_whole or last >= len(own) - 1):
                break
            position = reached
            at = self._next(at, index, wanted, position)
        return spans, matched, overrun

    def _next(self, at: int, index: int, wanted: tuple[str, ...], position: int) -> int | None:
        """The piece with which a question goes on: close beside it in a line that is spread out,
        or below."""
        piece = self.stream.pieces[at]
        if at + 1 < len(self.stream.pieces):
            beside = self.stream.pieces[at + 1]
            gap = beside.box.left - piece.box.right
            is_beside = at + 1 in self.stream.same_line(at) and 0 <= gap < 1.5 * piece.size
            if is_beside and words(beside.text)[:1] == wanted[position : position + 1]:
                return at + 1
        return self.stream.followed_by(at, index, wanted[position : position + 2])

    def _in_order(self, candidates: list[Head]) -> dict[str, Head]:
        """The heaviest selection in which questions follow one another as in the form: weighted
        longest increasing sequence, with the best so far for each question in a tree."""
        size = len(self.questions) + 1
        tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
        before: list[int] = []
        pending: list[tuple[int, float, int]] = []
        at = -1
        for number, head in enumerate(candidates):
            if head.piece != at:
                _enter(tree, pending)
                pending, at = [], head.piece
            best, previous = _best(tree, self.order[head.question])
            before.append(previous)
            pending.append((self.order[head.question] + 1, best + head.weight**2, number))
        _enter(tree, pending)
        chosen: dict[str, Head] = {}
        _total, number = _best(tree, size)
        while number >= 0:
            chosen[candidates[number].question] = candidates[number]
            number = before[number]
        return chosen

    def _fill(self, chosen: dict[str, Head], candidates: list[Head]) -> None:
        """Questions that stand elsewhere than in the form's order."""
        used = {piece for head in chosen.values() for piece in head.spans}
        for head in sorted(candidates, key=lambda head: -head.weight):
            least = 0.6 if head.has_number else 0.8
            if head.question in chosen or head.score < least or used & set(head.spans):
                continue
            chosen[head.question] = head
            used |= set(head.spans)


def _align(
    own: list[Token], wanted: tuple[str, ...], position: int
) -> tuple[int, int, set[int]] | None:
    """The last word of a piece that belongs to the question, how far in the question it stands, and
    which of the question's words are there; None where the piece does not belong to the
    question."""
    if not own:
        return None
    ahead = wanted[position : position + len(own) + 6]
    mine = [token.word for token in own]
    if not _may_align(mine, ahead, len(wanted) - position):
        return None
    matcher = SequenceMatcher(None, mine, ahead, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    places = {position + block.b + i for block in blocks for i in range(block.size)}
    last = blocks[-1].a + blocks[-1].size - 1
    reached = position + blocks[-1].b + blocks[-1].size
    if len(places) < 0.55 * (last + 1) or blocks[0].a > 3:
        return None
    if reached < len(wanted) - 1 and len(places) < 0.5 * len(own):
        return None
    return last, reached, places


def _may_align(own: list[str], ahead: tuple[str, ...], left: int) -> bool:
    """Whether enough words are the same to compare their order, which takes longer: half of the
    piece's, or those with which the question ends. ``left``: how many words it has from there."""
    shared = set(own).intersection(ahead)
    if 2 * sum(map(shared.__contains__, own)) >= len(own):
        return True
    last = next((at for at in range(len(ahead), 0, -1) if ahead[at - 1] in shared), 0)
    return last >= left - 1


def _overrun(text: str, own: list[Token], last: int) -> int:
    """How many words of the same sentence come after the question's."""
    rest = text[own[last].end :].strip()
    if not rest or rest[0] in FULL_STOP:
        return 0
    return sum(
        1
        for token in own[last + 1 :]
        if not any(stop in text[own[last].end : token.start] for stop in "?？؟")
    )


def _enter(tree: list[tuple[float, int]], pending: list[tuple[int, float, int]]) -> None:
    for place, value, number in pending:
        at = place
        while at < len(tree):
            if tree[at][0] < value:
                tree[at] = value, number
            at += at & -at


def _best(tree: list[tuple[float, int]], place: int) -> tuple[float, int]:
    best: tuple[float, int] = (0.0, -1)
    while place > 0:
        if tree[place][0] > best[0]:
            best = tree[place]
        place -= place & -place
    return best


def _with_rivals(head: Head, candidates: list[Head]) -> Head:
    """The head with how many other questions fit it as well, and how many other places it has."""
    others = [
        other
        for other in candidates
        if other.piece == head.piece
        and other.question != head.question
        and other.weight > head.weight - CLOSE
    ]
    twins = [
        other
        for other in candidates
        if other.question == head.question
        and other.piece not in head.spans
        and other.weight > head.weight - CLOSE
    ]
    return Head(
        head.question, head.piece, head.number, head.number_piece, head.spans, head.score,
        head.has_number, len(others), len(twins),
    )  # fmt: skip


def plain_number(number: str) -> str:
    """A question's number in one spelling: ``1.1.`` and ``١.١`` are ``1.1``."""
    digits = "".join(str(int(c)) if c.isdigit() and c.isdecimal() else c for c in number)
    return digits.strip(" .").lower()


def question_of(form: Form, key: str) -> Question:
    return form.by_key[key]
