"""Names and words that are struck through: no reporters, and never dropped in silence."""

import re

from reports.importing import lists
from reports.importing.names import NameBook
from reports.importing.problems import Place
from reports.importing.reading import YES, Asked, ListedRow, Question, Reading

# Characters with a stroke behind each, or words between two tildes as Markdown has them.
STRUCK = re.compile("(?:[^\\n\\t\u0336]\u0336+)+|~~(?=\\S)([^~\\n\\t]{1,200})~~")
LETTER = re.compile(r"[^\W\d_]")


def without_struck(text: str, book: NameBook, asked: Asked, reading: Reading) -> str:
    """The text without what is struck through, on the same lines.

    A struck name is left out, with a warning that quotes it; a struck word that is no name may
    change what the text says (~~not~~), and is asked about.
    """
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if "\u0336" in line or "~~" in line:
            lines[index] = _line(line, Place("line", index + 1), book, asked, reading)
    return "\n".join(lines)


def _line(line: str, place: Place, book: NameBook, asked: Asked, reading: Reading) -> str:
    is_row, names = "\t" in line, 0
    for piece in STRUCK.finditer(line):
        words = (piece[1] or piece[0].replace("\u0336", "")).strip(" ,;.،、，")
        known = [item for item in lists.items(words, book) if item.match.code]
        names += len(known)
        for item in known:
            reading.left_out.append(
                ListedRow(place, item.text, item.match, absent="struck", words=item.text)
            )
        if not known and LETTER.search(words):
            ask_about(words, place, asked, reading)
    return "" if is_row and names else STRUCK.sub(" ", line)


def ask_about(words: str, place: Place, asked: Asked, reading: Reading) -> None:
    """Whether the text holds without words that are struck through; *no* leaves that open."""
    key = f"struck:{place.sheet}:{words}"
    answer = asked.answers.get(key, "")
    reading.ask(Question(key, "struck_words", words, place, answer if answer == YES else ""))
