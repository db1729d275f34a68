"""The same questions with many times as much history: the answer is the same, and its price?"""

import os
import subprocess
import sys
from collections.abc import Mapping

from benchmarks.speed.contestants import NOTHING_KEPT, Contestant
from benchmarks.speed.options import PROJECT, Options
from benchmarks.speed.processes import Failed, Server, product
from benchmarks.speed.rounds import Ratio, Series, database_options, under_load
from benchmarks.speed.sql import CYCLE, LIST, MATRIX, STATE, STATE_PAGE
from benchmarks.speed.start import address_of

GROWN = "poa_grown"
# What each question is called, and its address. The last is as long as the history it tells of.
QUESTIONS = {
    "list of submissions": LIST.path,
    "matrix": MATRIX.path,
    "cycle's page": f"/cycles/{CYCLE}/",
    "State's report of the cycle": f"/api/v1/submissions/{STATE}-{CYCLE}-1/",
    "responses, first page": "/api/v1/responses/?page_size=100",
    "missing list": f"/states/?not_reported_in={CYCLE}",
    "search": "/search/?q=kenya",
    "State's page (every cycle is on it)": STATE_PAGE.path,
}
IN_PROPORTION = ("State's page (every cycle is on it)",)


def create_copy() -> None:
    """A second database with all that the first one holds."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.close()
    where = database_options()[:-1]
    subprocess.run(["createdb", *where, "--template", name, GROWN], check=True)


def grow(responses: int) -> Server:
    """Copy the database of the settings, grow the copy, and make ready a server on it. Nobody
    else may be connected."""
    create_copy()
    environ = {"DATABASE_URL": address_of(GROWN)}
    command = [sys.executable, "-m", "benchmarks.speed.data", str(responses)]
    subprocess.run(command, cwd=PROJECT, env={**os.environ, **environ}, check=True)
    return product("PoA Tracker with more history", environ | NOTHING_KEPT)


def measure(usual: Server, grown: Server, options: Options) -> dict[str, dict[str, Series]]:
    """Ask on one connection; the results by question and database (``usual``, ``grown``). A
    question that is not answered in time has no rounds: it does not end an hour of measuring."""
    found = {}
    for question, path in QUESTIONS.items():
        try:
            found[question] = compare(path, usual, grown, options)
        except Failed as failure:
            print(f"{question}: {failure}", file=sys.stderr, flush=True)
            found[question] = {}
    return found


def compare(path: str, usual: Server, grown: Server, options: Options) -> dict[str, Series]:
    """One question to both databases, in turn, round after round; a first turn is not counted."""
    asked = {
        "usual": Contestant("usual", usual.url + path, usual),
        "grown": Contestant("grown", grown.url + path, grown),
    }
    found = {name: Series() for name in asked}
    for number in range(options.rounds + 1):
        for name, contestant in asked.items():
            taken = under_load(contestant, options.seconds / 2, 1)
            if number:
                found[name].samples.append(taken)
    return found


def times(found: Mapping[str, Series], figure: str) -> Ratio:
    """How many times as much of ``figure`` (p50, cpu_ms) a request takes in the grown database."""
    grown, usual = (
        [getattr(sample, figure) for sample in found[name].samples] for name in ("grown", "usual")
    )
    return Ratio.of(grown, usual)
