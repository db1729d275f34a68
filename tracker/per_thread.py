"""The active language, the script prefix and the addresses at work, kept by thread.

Django keeps them where asynchronous code finds them too, and to look there takes 3 µs: a page asks
more than a thousand times, at every name and every link, and lost a tenth of its time so. The
tracker runs as WSGI alone, one request after the other in a thread (``tracker/worker.py``), so what
the thread itself keeps is the same. The names are private ones of Django:
``tracker/tests/test_per_thread.py`` says when they have gone.
"""

import threading
from typing import Any

from django.urls import base
from django.utils.translation import trans_real

KEPT: tuple[tuple[Any, str], ...] = (
    (trans_real, "_active"),
    (base, "_prefixes"),
    (base, "_urlconfs"),
)


def keep_by_thread() -> None:
    """For all that comes after; before any request, for nothing but the prefix is carried over."""
    prefix = base.get_script_prefix()
    for module, name in KEPT:
        setattr(module, name, threading.local())
    base.set_script_prefix(prefix)
