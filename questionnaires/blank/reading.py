"""The whole way from a file to a blank form: what the command and the administration both call."""

import re
from pathlib import PurePath

from common.files.reading import extract
from common.progress import Progress, quiet
from questionnaires.blank.keys import key_of
from questionnaires.blank.model import Blank
from questionnaires.blank.parsing import parse
from questionnaires.blank.planning import NEW, Choices


def read(data: bytes, language: str = "", progress: Progress = quiet) -> Blank:
    """The form in a file (DOCX, PDF with text, HTML, XLSX, text). Raises Refused where it is not
    taken in."""
    return parse(extract(data, progress, workbooks=True), language)


def likely_choices(blank: Blank, name: str) -> Choices:
    """Where a form goes if nobody says otherwise: as a new form under its own title."""
    stem = re.sub(r"[_\s]+", " ", PurePath(name).stem).strip()
    return Choices(
        NEW,
        key=key_of(blank.title or stem, "form", ()),
        title=blank.title,
        source=PurePath(name).name[:300],
    )
