"""Orders for presses. A press imports this module, and has no settings."""

import os
import signal
import time
from typing import Any


def die(*_anything: Any) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def last(seconds: float) -> bytes:
    time.sleep(seconds)
    return process()


def fill(mib: int) -> bytes:
    return bytes(mib * 1024 * 1024)


def say(text: str) -> bytes:
    """A library that prints as it goes."""
    print("printed", flush=True)
    os.write(1, b"and written")
    return f"{type(text).__name__}: {text}".encode()


def process() -> bytes:
    return str(os.getpid()).encode()


def niceness() -> bytes:
    return str(os.nice(0)).encode()


def surroundings() -> bytes:
    return " ".join(os.environ).encode()
