"""A line of the log of requests is as gunicorn itself would write it."""

import datetime
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from tracker.access_log import ShortLog

CONFIG = Path(__file__).resolve().parents[2] / "deploy" / "gunicorn.conf.py"
ENVIRON = {
    "REQUEST_METHOD": "GET",
    "RAW_URI": '/states/?q="Côte',
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "192.0.2.1",
}


def line(kind: type[Any], response: Any, environ: dict[str, str]) -> str:
    log = kind(Config())
    taken = datetime.timedelta(minutes=2, milliseconds=5, microseconds=900)
    parts = log.atoms_wrapper_class(log.atoms(response, {}, environ, taken))
    return str(runpy.run_path(str(CONFIG))["access_log_format"] % parts)


@pytest.mark.parametrize(("status", "sent"), [("200 OK", 5120), (304, None), ("503", 0)])
def test_a_line_is_as_gunicorn_writes_it(status: Any, sent: int | None) -> None:
    response = SimpleNamespace(status=status, sent=sent, headers=[("Server", "x")])
    for environ in (ENVIRON, {**ENVIRON, "REMOTE_ADDR": ""}):
        ours = line(ShortLog, response, environ)
        assert ours == line(Logger, response, environ)
        assert ours.endswith(f" {'-' if sent is None else sent} 120005ms")
