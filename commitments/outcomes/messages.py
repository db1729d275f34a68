"""Sentences for everything that the three steps can say, in the language of the reader."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from commitments.outcomes.parse.model import Grade, Problem
from common.files.reading.lines import Refused
from common.words import remarked

REFUSALS: dict[str, Any] = {
    "empty": gettext_lazy("The file is empty."),
    "too_large": gettext_lazy("The file is larger than %(limit)s MB."),
    "wrong_type": gettext_lazy(
        "The file is none of these: PDF with text, DOCX, HTML, Markdown, plain text."
    ),
    "old_word": gettext_lazy("This is an old Office file. Save it as DOCX or PDF first."),
    "encrypted": gettext_lazy("The file is protected by a password. Save it without one first."),
    "damaged": gettext_lazy("The file is damaged and cannot be read."),
    "no_text": gettext_lazy(
        "The file has no text in it; it may be a scan. Run text recognition on it first."
    ),
    "too_many_pages": gettext_lazy("The file has more than %(limit)s pages."),
    "too_demanding": gettext_lazy(
        "The file takes more memory to read than any outcome document; it is refused."
    ),
    "too_slow": gettext_lazy("Reading the file takes too long; it is refused."),
}

PROBLEMS: dict[str, Any] = {
    # the file
    "language_unknown": gettext_lazy("The language of the file could not be told."),
    "symbol_unknown": gettext_lazy("The file does not give its own symbol."),
    "no_paragraphs": gettext_lazy("No numbered paragraphs were found."),
    "number_missing": gettext_lazy("Before paragraph %(number)s, %(missing)s is missing."),
    "number_repeated": gettext_lazy("There are two paragraphs %(number)s."),
    "numbering_starts_late": gettext_lazy("The numbering starts at %(number)s."),
    "numbering_restarts": gettext_lazy(
        "The numbering starts anew; numbers carry the numeral of their section (%(number)s)."
    ),
    "explanation_open": gettext_lazy(
        "It is open whether the paragraphs above or below explain each recommendation; none are"
        " recorded until somebody says which."
    ),
    "count_differs": gettext_lazy("The highest number is %(highest)s; paragraphs read: %(count)s."),
    "number_inside": gettext_lazy(
        "“%(inside)s.” stands inside paragraph %(number)s; a paragraph may begin there."
    ),
    "number_left_out": gettext_lazy(
        "A line that begins with %(number)s was left out as part of the page: %(text)s"
    ),
    "number_ignored": gettext_lazy("“%(number)s” was taken for part of the text: %(text)s"),
    "paragraph_empty": gettext_lazy("Paragraph %(number)s has no text."),
    "ends_openly": gettext_lazy("Paragraph %(number)s ends without a full stop: …%(end)s"),
    "unreadable_characters": gettext_lazy("Paragraph %(number)s has characters that were lost."),
    "unnumbered_text": gettext_lazy(
        "Text without a number was left with paragraph %(number)s: %(text)s"
    ),
    "opening_text": gettext_lazy(
        "Text before the first paragraph was put at the beginning of paragraph %(number)s."
    ),
    "note_without_mark": gettext_lazy(
        "The place of footnote %(mark)s was not found; it was left where it stood."
    ),
    # the records
    "language_needed": gettext_lazy("Choose the language of the text."),
    "document_needed": gettext_lazy(
        "Choose the document, or give the key and symbol of a new one."
    ),
    "key_needed": gettext_lazy("Give the new document a key, such as bms9."),
    "symbol_needed": gettext_lazy("Give the new document its symbol."),
    "document_exists": gettext_lazy("There is already a document %(key)s (%(symbol)s)."),
    "section_not_on_record": gettext_lazy("The heading “%(text)s” is not on record."),
    "heading_replaced": gettext_lazy(
        "The heading “%(new)s” would stand in place of “%(old)s”; that is done only when confirmed."
    ),
    "section_missing": gettext_lazy("The heading “%(text)s” is on record, but not in the file."),
    "section_differs": gettext_lazy(
        "Paragraph %(number)s stands under %(here)s in the file and under %(there)s on record;"
        " the record is left as it is."
    ),
    "explanation_differs": gettext_lazy(
        "Recommendation %(number)s is explained in %(here)s in the file and in %(there)s on record;"
        " the record names them as before."
    ),
    "number_extra": gettext_lazy("Paragraph %(number)s is not on record yet; it will be created."),
    "number_extra_left_out": gettext_lazy(
        "Paragraph %(number)s is in the file, but not on record; it is left out unless you say"
        " otherwise."
    ),
    "number_not_in_file": gettext_lazy(
        "Paragraph %(number)s is on record, but not in the file (%(language)s); it is kept."
    ),
    "refused": gettext_lazy("%(text)s"),
}

GRADES = {
    Grade.ERROR: gettext_lazy("error"),
    Grade.WARNING: gettext_lazy("warning"),
    Grade.INFO: pgettext_lazy("grade", "note"),
}

REASONS = {
    "margin": gettext_lazy("header or footer"),
    "contents": gettext_lazy("table of contents"),
    "separator": gettext_lazy("rule"),
    "job_number": gettext_lazy("job number"),
    "page_number": gettext_lazy("page number"),
    "link": gettext_lazy("link"),
    "symbol": gettext_lazy("symbol"),
    "running_title": gettext_lazy("running title"),
    "front": gettext_lazy("text before the first paragraph"),
    "mast": gettext_lazy("masthead"),
    "table": gettext_lazy("table before the first paragraph"),
}


def refusal(refused: Refused) -> str:
    """Why a file is not taken in, in one sentence."""
    return str(REFUSALS[refused.code]) % {"limit": refused.limit}


def sentence(problem: Problem) -> str:
    """What the problem is, without its place."""
    return str(PROBLEMS[problem.code]) % problem.params


def place(page: int, line: int) -> str:
    """``page 3, line 12``; empty where there is no such place."""
    if page > 1 and line:
        return _("page %(page)s, line %(line)s") % {"page": page, "line": line}
    return _("line %(line)s") % {"line": line} if line else ""


def described(problem: Problem) -> str:
    """The problem in one line: grade, place, sentence."""
    where = place(problem.page, problem.line)
    start = remarked(GRADES[problem.grade], where) if where else str(GRADES[problem.grade])
    return f"{start}: {sentence(problem)}"
