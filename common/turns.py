"""Turns for work that takes a processor or holds a thread: only so much at once.

A machine has few processors, however many worker processes it runs. So the places are files that
the processes lock (the system frees them when a process ends, however it ends). In each process at
most MOST_IN_A_PROCESS threads do such work or wait for it: the others are for readers. A request
without a place is told to come back (503 with ``Retry-After``).
"""

import fcntl
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

# How many of a process's ten threads (deploy/gunicorn.conf.py) may work or wait, by purpose: one
# always stays free.
MOST_IN_A_PROCESS = {"work": 3, "pictures": 2, "uploads": 2, "readers": 2}
RETRY_AFTER_SECONDS = 5
LOOK_SECONDS = 0.03
PROCESSORS = os.cpu_count() or 1


class Busy(Exception):
    """All places stayed taken for as long as a caller waits."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Too much is asked for at once: {name}.")


@dataclass(frozen=True)
class Turns:
    """``places`` on this machine for one kind of work; ``patience`` in seconds. ``threads`` is a
    key of MOST_IN_A_PROCESS, shared with other kinds of work."""

    name: str
    places: int
    patience: float
    threads: str = "work"

    @contextmanager
    def take(self) -> Iterator[None]:
        """A place until the end of the block. Raises Busy."""
        with self.entered():
            yield

    def entered(self) -> ExitStack:
        """A place until ``close`` is called on the result. Raises Busy."""
        with ExitStack() as stack:
            threads = _threads[self.threads]
            if not threads.acquire(blocking=False):
                raise Busy(self.name)
            stack.callback(threads.release)
            stack.callback(os.close, self._place())
            return stack.pop_all()

    def _place(self) -> int:
        """The descriptor of a locked file: the place is ours as long as it is open."""
        until = time.monotonic() + self.patience
        while True:
            for number in range(self.places):
                if (found := self._locked(number)) is not None:
                    return found
            if time.monotonic() > until:
                raise Busy(self.name)
            time.sleep(LOOK_SECONDS)

    def _locked(self, number: int) -> int | None:
        try:
            settings.TURNS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = Path(settings.TURNS_DIR) / f"{self.name}-{number}"
            found = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError:
            # Then each process counts only for itself, which still is a limit.
            logger.exception("Turns are not counted across processes: %s", settings.TURNS_DIR)
            return os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(found)
            return None
        return found


@contextmanager
def place_to_wait(threads: str = "readers") -> Iterator[bool]:
    """Whether this thread may wait in the block for another thread's work. Waiting takes a place
    like working."""
    may_wait = _threads[threads].acquire(blocking=False)
    try:
        yield may_wait
    finally:
        if may_wait:
            _threads[threads].release()


_threads: dict[str, threading.Semaphore] = {}


def forget_threads() -> None:
    """Free all places of this process. For tests, which leave answers unread."""
    _threads.update({key: threading.Semaphore(most) for key, most in MOST_IN_A_PROCESS.items()})


forget_threads()

# Each takes half a second of one processor, and a person is waiting.
PASSWORDS = Turns("passwords", max(1, PROCESSORS // 2), 5.0)
# Pages laid out, workbooks written and read.
DOCUMENTS = Turns("documents", max(1, PROCESSORS // 2), 5.0)
# Charts as pictures.
PICTURES = Turns("pictures", max(1, PROCESSORS // 2), 5.0, "pictures")
# Lists as files, the open-data package: held until the reader has taken them.
FILES = Turns("files", 8, 1.0)
# Bodies of requests, read by a thread at the sender's pace.
UPLOADS = Turns("uploads", 8, 0.0, "uploads")
# Searches of all texts for words that nobody has searched for yet.
SEARCHES = Turns("searches", max(2, PROCESSORS), 2.0, "readers")
