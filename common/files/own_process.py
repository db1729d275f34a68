"""Running a program of ours on one file in a process of its own, which cannot harm this one."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, *arguments: str, file: "IO[Any]", seconds: int) -> bytes | None:
    """What the program wrote on ``file`` (an open one of the system, read from where it stands);
    None where it failed, was ended for its memory or time, or took longer than ``seconds``."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-m", module, *arguments],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")},
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else done.stdout
