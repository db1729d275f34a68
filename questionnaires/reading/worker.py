"""The process that reads one filled form: on standard input the forms as one line of JSON and then
the file; JSON out. No database here, nothing is written. Run by ``questionnaires.reading``."""

import gc
import io
import json
import sys
import zipfile
from collections.abc import Callable
from typing import Any

from common.files.reading.kinds import kind_of
from common.files.reading.lines import MAX_BYTES, Refused
from common.files.reading.worker import limit_resources
from questionnaires.form import Form
from questionnaires.form import from_json as form_from_json
from questionnaires.reading.interpreting import interpret
from questionnaires.reading.result import FilledForm, Grade, NotRead, Problem, as_json
from questionnaires.reading.sheets import Sheets
from questionnaires.reading.virtual import TooMuch

WORKBOOK = "xl/workbook.xml"


def read_here(data: bytes, forms: list[Form]) -> FilledForm:
    """Read a form in this process. Raises Refused or NotRead."""
    try:
        return _by_keys(data, forms) or interpret(_sheets(data), forms)
    except TooMuch as error:
        raise Refused("too_demanding") from error


def _by_keys(data: bytes, forms: list[Form]) -> FilledForm | None:
    """The tracker's own workbook; None for other files."""
    if not _is_workbook(data):
        return None
    from questionnaires.reading.keyed_sheets import keyed_form

    return keyed_form(data, forms)


def _sheets(data: bytes) -> Sheets:
    return _reader(data)(data)


def _reader(data: bytes) -> Callable[[bytes], Sheets]:
    """The reader for the kind that the content shows; imported only when needed."""
    if _is_workbook(data):
        from questionnaires.reading.plain_sheets import workbook_sheets

        return workbook_sheets
    kind = kind_of(data)
    if kind == "pdf":
        from questionnaires.reading import pdf_sheets

        return pdf_sheets.sheets_of
    if kind == "docx":
        from questionnaires.reading import docx_sheets

        return docx_sheets.sheets_of
    if kind == "html":
        from questionnaires.reading import html_sheets

        return html_sheets.sheets_of
    from questionnaires.reading.plain_sheets import text_sheets

    return text_sheets


def _is_workbook(data: bytes) -> bool:
    if not data.startswith(b"PK\x03\x04") or len(data) > MAX_BYTES:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError) as error:
        raise Refused("damaged") from error


def answer(data: bytes, forms: list[Form]) -> dict[str, Any]:
    try:
        return as_json(read_here(data, forms))
    except Refused as refusal:
        return {"refused": refusal.code, "limit": refusal.limit}
    except NotRead as refusal:
        return {"refused": refusal.problem.code, "limit": 0}
    except (MemoryError, RecursionError):
        return {"refused": "too_demanding", "limit": 0}


def main() -> None:
    received = sys.stdin.buffer
    forms = [form_from_json(each) for each in json.loads(received.readline())]
    data = received.read()
    limit_resources()
    # The process ends with this file: collecting garbage would only take a tenth longer.
    gc.disable()
    json.dump(answer(data, forms), sys.stdout)


REFUSAL_GRADE = Grade.ERROR


def problem_of(code: str, limit: int) -> Problem:
    """Why a file is not read, for people."""
    return Problem(
        REFUSAL_GRADE, MESSAGES.get(code, MESSAGES["damaged"]) % {"limit": limit}, code=code
    )


MESSAGES = {
    "empty": "The file is empty.",
    "too_large": "The file is larger than %(limit)s MB.",
    "wrong_type": "Files of this type are not read as forms. PDF, DOCX, HTML, XLSX and text are.",
    "old_word": "This is an old Word file. Save it as DOCX or PDF first.",
    "encrypted": "The file is protected by a password. Save it without one first.",
    "damaged": "The file is damaged and cannot be read.",
    "too_many_pages": "The file has more than %(limit)s pages.",
    "too_demanding": "The file takes more memory or time to read than any form.",
    "too_slow": "The file takes more time to read than any form.",
    "no_text": "The file holds no text.",
    "scan": "The file holds pictures of pages and no text; its answers have to be typed by hand.",
    "unknown": "The file is none of the known reporting forms.",
}


if __name__ == "__main__":
    main()
