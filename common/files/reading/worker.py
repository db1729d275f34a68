"""The process that reads one file: standard input in, JSON out. Run by ``sandbox``."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from common.files.limits import limit_this_process
from common.files.reading.lines import (
    Extracted,
    Kind,
    Line,
    Refused,
    check_amount,
    with_marks_alone,
)
from common.files.reading.sandbox import MAX_CPU_SECONDS, MAX_MEMORY_BYTES


def limit_resources() -> None:
    limit_this_process(MAX_MEMORY_BYTES, MAX_CPU_SECONDS)


def read(kind: Kind, data: bytes) -> Extracted:
    """The lines of ``data``. Raises Refused if there are none, or too many."""
    lines, pages = _reader(kind)(data)
    check_amount(lines)
    lines = [_settled(line) for line in lines]
    return Extracted(kind, lines, pages)


def _settled(line: Line) -> Line:
    """The line with raised letters only where they mark a note."""
    cells = tuple(map(with_marks_alone, line.cells))
    return replace(line, text=with_marks_alone(line.text), cells=cells)


def answer(kind: Kind, data: bytes) -> dict[str, Any]:
    """The answer to the caller: the lines, or why there are none."""
    try:
        return read(kind, data).as_json()
    except Refused as refusal:
        return {"refused": refusal.code, "limit": refusal.limit}
    except (MemoryError, RecursionError):
        return {"refused": "too_demanding", "limit": 0}


def _reader(kind: Kind) -> Callable[[bytes], tuple[list[Line], int]]:
    """Imported only when needed: the PDF library is large."""
    if kind == Kind.PDF:
        from common.files.reading import pdf

        return lambda data: pdf.lines_of(data, tell)
    if kind == Kind.DOCX:
        from common.files.reading import docx

        return docx.lines_of
    if kind == Kind.XLSX:
        from common.files.reading import xlsx

        return xlsx.lines_of
    from common.files.reading import html, text

    lines_of = html.lines_of if kind == Kind.HTML else text.lines_of
    return lambda data: (lines_of(data), 0)


def tell(done: int, total: int) -> None:
    """Report progress to ``sandbox``, which passes it on."""
    print(f"{done}/{total}", file=sys.stderr, flush=True)


def main() -> None:
    data = sys.stdin.buffer.read()
    limit_resources()
    json.dump(answer(Kind(sys.argv[1]), data), sys.stdout)


if __name__ == "__main__":
    main()
