"""The press itself: orders from standard input, answers to standard output. See ``pressing``."""

import logging
import os
import pickle
import sys
import traceback
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

from common.files.limits import limit_memory, limit_next
from common.files.press.wire import Kind, Unavailable, receive, send

# Beside pages that take all processors, a press gets a tenth of one.
NICENESS = 10
MAX_MEMORY_BYTES = 1024 * 1024 * 1024
# For each order.
MAX_CPU_SECONDS = 40


def main(most_idle_seconds: float) -> None:
    """Follow orders until none comes for so long."""
    os.nice(NICENESS)
    limit_memory(MAX_MEMORY_BYTES)
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    # Whatever a library prints does not get into an answer.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    orders: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=[orders], daemon=True).start()
    with suppress(Empty):
        while True:
            order = orders.get(timeout=most_idle_seconds)
            limit_next(MAX_CPU_SECONDS)
            send(answers, *_answer(order))


def _listen(orders: "SimpleQueue[bytes]") -> None:
    """Whoever gives the orders holds the other end. When that process ends, this one does, even in
    the middle of an order."""
    pipe: IO[Any] = os.fdopen(sys.stdin.fileno(), "rb", buffering=0)
    with suppress(EOFError):
        while True:
            orders.put(receive(pipe)[1])
    os._exit(0)


def _answer(order: bytes) -> tuple[Kind, bytes]:
    try:
        # From the process that started this one, which may do more than this one.
        make, arguments = pickle.loads(order)  # noqa: S301
        return Kind.MADE, make(*arguments)
    except Unavailable as reason:
        return Kind.UNAVAILABLE, str(reason).encode()
    except MemoryError:
        # What else fails without memory cannot be known.
        os._exit(1)
    except Exception:
        return Kind.FAILED, traceback.format_exc().encode()


if __name__ == "__main__":
    main(float(sys.argv[1]))
