"""Answers that are written as a word."""

import re

from questionnaires.form import Part
from questionnaires.reading.found import Found
from questionnaires.reading.options import Label, items_of
from questionnaires.reading.regions import Region
from questionnaires.reading.result import Origin
from questionnaires.reading.sheets import Ticked
from questionnaires.reading.words import ANSWERS, LABELS, LONGEST_ANSWER, tokens

# What parts an answer from the words that explain it.
STOP = re.compile(r"[:;：；]|\s{1,5}[—–-]{1,2}\s")
NUMBER_SIGN = ("no", "nº", "n°")


def in_words(region: Region, part: Part) -> Found | None:
    """An answer that is written as a word: alone in its line or cell, after a colon, or before a
    stop."""
    found = Found("words", how=Origin.WORDS)
    if (printed := _printed_only(region)) is not None:
        return printed
    hits: list[tuple[str, int, int, int, bool]] = []
    for index in region.pieces:
        for begin, end in region.left_over(index):
            hit = _word(region.piece(index).text, begin, end)
            if hit is not None:
                hits.append((hit[0], index, hit[1], hit[2], hit[3]))
    alone = [hit for hit in hits if hit[4]]
    chosen = alone or hits[:1]
    if not chosen:
        return None
    answers = {hit[0] for hit in chosen}
    if len(chosen) > 1 and (len(answers) > 1 or len(chosen) > len(part.answers)):
        for _answer, index, start, end, _alone in chosen:
            region.use(index, start, end)
        found.doubts.append("several answers are printed and none is marked")
        found.marks = dict.fromkeys(answers, Ticked.NO)
        return found
    answer, index, start, end, is_alone = chosen[0]
    found.marks[answer] = Ticked.YES
    if not is_alone or len(chosen) > 1:
        found.doubts.append("the answer is a word of a sentence")
    region.use(index, start, end)
    found.box, found.sheet = region.piece(index).box, region.piece(index).sheet
    return found


def _printed_only(region: Region) -> Found | None:
    """Several answers in one line, and no mark: nobody can tell which was meant."""
    for line in region.lines():
        items = items_of(region, line)
        labels = [item for item in items if isinstance(item, Label)]
        if len({label.key for label in labels}) < 2 or len(labels) != len(items):
            continue
        found = Found("words", {label.key: Ticked.NO for label in labels}, how=Origin.WORDS)
        found.doubts.append("several answers are printed and none is marked")
        found.box, found.sheet = labels[0].box, line.sheet
        for label in labels:
            region.use(label.piece, label.start, label.end)
        return found
    return None


def _word(text: str, begin: int, end: int) -> tuple[str, int, int, bool] | None:
    """The answer that a text begins with: answer, from, to, and whether it stands by itself."""
    own = [token for token in tokens(text) if begin <= token.start and token.end <= end]
    skipped = 0
    for size in range(min(4, len(own) - 1), 0, -1):
        rest = text[own[size - 1].end : own[size].start]
        if ":" in rest or "：" in rest or tuple(t.word for t in own[:size]) in LABELS:
            skipped = size
            break
    own = own[skipped:]
    for size in range(min(LONGEST_ANSWER, len(own)), 0, -1):
        answer = ANSWERS.get(tuple(token.word for token in own[:size]))
        if answer is None:
            continue
        start = begin if skipped else own[0].start
        if size == len(own):
            return answer, start, own[size - 1].end, True
        between = text[own[size - 1].end : own[size].start]
        is_number = own[0].word in NUMBER_SIGN and own[size].word[0].isdigit()
        if is_number or not between.strip():
            return None
        return answer, start, own[size - 1].end, bool(STOP.match(between))
    return None
