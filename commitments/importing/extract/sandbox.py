"""Reading a file in a process of its own, with limits that hold whatever the file claims.

Sizes in headers lie and readers have faults; a process that outgrows its limits is ended by
the system, and the caller sees a refusal.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from commitments.importing.extract.kinds import kind_of
from commitments.importing.extract.lines import Extracted, Refused, from_json

ROOT = Path(__file__).resolve().parents[3]
MAX_MEMORY_BYTES = 512 * 1024 * 1024
MAX_CPU_SECONDS = 40
MAX_WALL_SECONDS = 90


def extract(data: bytes) -> Extracted:
    """The lines of a PDF, DOCX, HTML, Markdown or text file.

    Raises Refused, saying why, for one that is empty, too large, of another type, encrypted,
    without text, damaged, a bomb, longer than 300 pages or too slow to read.
    """
    answer = _run(kind_of(data), data)
    if "refused" in answer:
        raise Refused(answer["refused"], answer["limit"])
    return from_json(answer)


def _run(kind: str, data: bytes) -> dict[str, Any]:
    command = [sys.executable, "-m", "commitments.importing.extract.worker", kind]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")}
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command,
            input=data,
            capture_output=True,
            timeout=MAX_WALL_SECONDS,
            env=environment,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("too_slow") from error
    if done.returncode:
        raise Refused("too_demanding")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
