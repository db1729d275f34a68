"""Reading a file in a process of its own, with limits that hold whatever the file claims.

Sizes in headers can lie, and libraries have faults. The system ends a process that exceeds its
limits; the caller gets a refusal.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from common.files import own_process
from common.files.reading.kinds import kind_of
from common.files.reading.lines import Extracted, Refused, from_json
from common.progress import Progress, quiet

MAX_MEMORY_BYTES = 512 * 1024 * 1024
MAX_CPU_SECONDS = 40
MAX_WALL_SECONDS = 90


def extract(data: bytes, progress: Progress = quiet, *, workbooks: bool = False) -> Extracted:
    """The lines of a PDF, DOCX, HTML, Markdown or text file, and with ``workbooks`` of an XLSX file
    too; ``progress`` is told the pages.

    Raises Refused, saying why, for one that is empty, too large, of another type, encrypted,
    without text, damaged, a bomb, longer than 300 pages or too slow to read.
    """
    answer = _run(kind_of(data, workbooks=workbooks), data, progress)
    if "refused" in answer:
        raise Refused(answer["refused"], answer["limit"])
    return from_json(answer)


def _run(kind: str, data: bytes, progress: Progress) -> dict[str, Any]:
    try:
        with _listening(progress) as said:
            done = own_process.ended(
                "common.files.reading.worker",
                kind,
                seconds=MAX_WALL_SECONDS,
                input=data,
                stderr=said,
            )
    except subprocess.TimeoutExpired as error:
        raise Refused("too_slow") from error
    if done.returncode:
        raise Refused("too_demanding")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextmanager
def _listening(progress: Progress) -> Iterator[int]:
    """A pipe for the worker's standard error; each line "pages/of" in it is progress."""
    read_end, write_end = os.pipe()

    def listen() -> None:
        with os.fdopen(read_end, errors="replace") as lines:
            for line in lines:
                done, _slash, total = line.strip().partition("/")
                if done.isdecimal() and total.isdecimal():
                    progress(int(done), int(total))

    listener = Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield write_end
    finally:
        os.close(write_end)
        listener.join()
