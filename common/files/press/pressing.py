"""Giving orders to presses."""

import io
import logging
import pickle
import time
from collections.abc import Callable
from threading import Lock, Timer
from typing import Any

from django.utils.functional import Promise

from common.files import own_process
from common.files.press.wire import Kind, Unavailable, receive, send

logger = logging.getLogger(__name__)

# A busy machine lays out a long report slowly; proxies wait no longer.
MOST_SECONDS = 60
# Libraries and fonts leave a little behind with each order.
MOST_ORDERS = 100
# A press ends when no order came for so long. One that may be about to end gets none.
MOST_IDLE_SECONDS = 30
SAFE_IDLE_SECONDS = MOST_IDLE_SECONDS - 5
# In each process of the server, of which there are several.
MOST_RESTING = 1
LATER = "This could not be made now. Please ask again later."


def pressed(make: Callable[..., bytes], *arguments: Any) -> bytes:
    """What ``make``, a function of a module, returns for the arguments: called in a press.

    Raises Unavailable where ``make`` does, and where the press cannot be started or is ended in the
    middle: by the system, for its memory, or for its time.
    """
    try:
        press = _rested() or _Press()
    except OSError as error:
        logger.exception("No press can be started")
        raise Unavailable(LATER) from error
    kind, answer = press.follow(_written((make, arguments)))
    _rest(press)
    if kind is Kind.UNAVAILABLE:
        raise Unavailable(answer.decode())
    if kind is Kind.FAILED:
        raise RuntimeError(f"In a press: {answer.decode()}")
    return answer


class _Plain(pickle.Pickler):
    """Texts of all kinds as bare text, translated where that was still to be done: a press knows no
    reader's language."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, str | Promise):
            return str, (str.__str__(str(value)),)
        return NotImplemented


def _written(order: Any) -> bytes:
    written = io.BytesIO()
    _Plain(written).dump(order)
    return written.getvalue()


class _Press:
    """A process that follows one order after the other."""

    def __init__(self) -> None:
        self.process = own_process.begun("common.files.press.program", str(MOST_IDLE_SECONDS))
        self.orders = 0
        self.rested_at = 0.0

    def follow(self, order: bytes) -> tuple[Kind, bytes]:
        """How the order ended. Raises Unavailable."""
        self.orders += 1
        # Ends the wait too, whether it is for the order to be taken or for the answer.
        timer = Timer(MOST_SECONDS, self.process.kill)
        timer.start()
        try:
            send(self.process.stdin, Kind.ORDER, order)  # type: ignore[arg-type]
            answer = receive(self.process.stdout)  # type: ignore[arg-type]
        except (EOFError, OSError) as error:
            self.end()
            logger.error("A press ended in the middle: status %s", self.process.returncode)
            raise Unavailable(LATER) from error
        finally:
            timer.cancel()
        self.rested_at = time.monotonic()
        return answer

    @property
    def is_fit(self) -> bool:
        """Whether it may have one more order."""
        is_awake = time.monotonic() - self.rested_at < SAFE_IDLE_SECONDS
        return is_awake and self.orders < MOST_ORDERS and self.process.poll() is None

    def end(self) -> None:
        self.process.kill()
        with self.process:
            pass


_resting: list[_Press] = []
_lock = Lock()


def _rested() -> _Press | None:
    """The press that worked last, so that those that are not needed end."""
    with _lock:
        return _resting.pop() if _resting and _resting[-1].is_fit else None


def _rest(press: _Press) -> None:
    """Keep the press for the next order, and let go of those that are done or too many."""
    with _lock:
        all_of_them = [*_resting, press]
        _resting[:] = [each for each in all_of_them if each.is_fit][-MOST_RESTING:]
        others = [each for each in all_of_them if each not in _resting]
    for each in others:
        each.end()
