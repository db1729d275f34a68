"""Running a program of ours in a process of its own, which cannot harm this one."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, *arguments: str, file: "IO[Any]", seconds: int) -> bytes | None:
    """The output of the program, whose input is ``file`` (opened by the system, read from its
    current position). None if it failed, was ended for its memory or time, or took longer than
    ``seconds``."""
    try:
        done = ended(module, *arguments, seconds=seconds, stdin=file, stderr=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else done.stdout


def ended(
    module: str, *arguments: str, seconds: int, **streams: Any
) -> "subprocess.CompletedProcess[bytes]":
    """The finished program with its output. Raises TimeoutExpired. ``streams`` go to
    ``subprocess.run``."""
    return subprocess.run(  # noqa: S603 - our own program, no shell
        _command(module, *arguments),
        stdout=subprocess.PIPE,
        timeout=seconds,
        check=False,
        **_surroundings(),
        **streams,
    )


def begun(module: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """The program at work, with pipes to its input and from its output."""
    return subprocess.Popen(  # noqa: S603 - our own program, no shell
        _command(module, *arguments),
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        **_surroundings(),
    )


def _command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def _surroundings() -> dict[str, Any]:
    """No key and no database's address: the program has no use for them."""
    return {"env": {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")}, "cwd": ROOT}
