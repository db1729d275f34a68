"""Having the cells of a workbook read by a process of its own (``sheet_reader``)."""

import datetime
import json
import tempfile
from dataclasses import dataclass
from typing import Any

from common.files import own_process
from common.turns import DOCUMENTS
from reports.attachments.sheet_layout import Layout

MAX_WALL_SECONDS = 30
# The letter of a number that is shown in per cent; openpyxl has none.
PER_CENT = "p"


class Unsound(Exception):
    """It cannot be read, or takes too much; ``code`` is a key of ``inspecting.REASONS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and openpyxl's letter for its kind: ``f`` is a formula, ``e`` an
    error, ``d`` a day; ``p`` is a number shown in per cent."""

    value: Any
    data_type: str


@dataclass(frozen=True)
class Sheet:
    title: str
    is_visible: bool
    rows: list[list[Cell]]
    layout: Layout


@dataclass(frozen=True)
class Sheets:
    """All sheets of a workbook, in order."""

    sheets: list[Sheet]
    is_merged: bool


def read(data: bytes, *, rows: int, columns: int, values_only: bool = False) -> Sheets:
    """The workbook in ``data``, as far as ``rows`` and ``columns`` go. Raises Unsound, or Busy."""
    with DOCUMENTS.take(), tempfile.TemporaryFile() as copy:
        copy.write(data)
        copy.seek(0)
        kind = "values" if values_only else "formulas"
        arguments = (str(rows), str(columns), kind)
        module = "reports.attachments.sheet_reader"
        told = own_process.run(module, *arguments, file=copy, seconds=MAX_WALL_SECONDS)
    answer: dict[str, Any] = json.loads(told) if told else {"refused": "too_demanding"}
    if code := answer.get("refused"):
        raise Unsound(code)
    found = [
        Sheet(
            each["title"],
            each["is_visible"],
            [list(map(cell_of, row)) for row in each["rows"]],
            Layout.from_json(each["layout"]),
        )
        for each in answer["sheets"]
    ]
    return Sheets(found, answer["is_merged"])


def cell_of(told: list[Any]) -> Cell:
    value, kind = told
    if kind == "d" and isinstance(value, str):
        # A date without a time of day is a day; any other keeps its time.
        is_day = len(value) == len("2022-06-27")
        day = datetime.date if is_day else datetime.datetime
        return Cell(day.fromisoformat(value), kind)
    return Cell(value, kind)
