"""People who write through the API whatever happens to the server, and what the database then has.

Each write carries a text of its own, so that it can be counted. A write that has not been answered
is sent again, with the same ``Idempotency-Key`` or in the same version, until it is.
"""

import hashlib
import secrets
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.trust.database import Database
from benchmarks.trust.people import People
from benchmarks.trust.senders import Answer, Sender

SUBMISSIONS = "/api/v1/submissions/"
# Longer than any start of the application or the database on a busy machine.
MOST_SECONDS_AWAY = 120.0
ANSWERS_OF_A_REPORT = 4
# For each kind of write, the text or digest that it left, once for each time that it was done.
TRACES = {
    "reports": "SELECT secretariat_remarks FROM reports_submission",
    "answers": "SELECT narrative FROM reports_historicalresponse",
    "files": "SELECT sha256 FROM reports_attachment",
    "withdrawals": "SELECT reason FROM reports_submissionevent WHERE action = 'withdraw'",
}


class NotWritten(Exception):
    """A write that was refused, or not answered for too long."""


@dataclass
class Ledger:
    """What was acknowledged, by kind of write: the traces of it."""

    acknowledged: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def writes(self) -> int:
        return sum(map(len, self.acknowledged.values()))

    def wrongs(self, database: Database, files: Path) -> list[str]:
        """What is not on record exactly once, and which files are not as they were sent."""
        found = []
        for kind, query in TRACES.items():
            times = Counter(trace for (trace,) in database.rows(query))
            known = self.acknowledged[kind]
            lost = sum(not times[trace] for trace in known)
            doubled = sum(times[trace] > 1 for trace in known)
            found += [f"{lost} {kind} lost"] * bool(lost)
            found += [f"{doubled} {kind} doubled"] * bool(doubled)
        stored = dict(database.rows("SELECT file, sha256 FROM reports_attachment"))
        wrong = sum(digest_of(files / name) != digest for name, digest in stored.items())
        return [*found, *[f"{wrong} files not as they were sent"] * bool(wrong)]


def digest_of(path: Path) -> str:
    """Empty where there is no such file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@dataclass
class Writer:
    """Writes one report of a State after the other: registers it, says what it says, attaches a
    file, withdraws it."""

    sender: Sender
    people: People
    state: str
    ledger: Ledger
    work: Iterator[None] = field(init=False)

    def __post_init__(self) -> None:
        self.work = self.writing()

    def run(self, over: threading.Event) -> None:
        while not over.is_set():
            next(self.work)

    def writing(self) -> Iterator[None]:
        """Each write without end, acknowledged and noted."""
        while True:
            reference = self.register()
            yield
            for commitment in self.people.commitments[:ANSWERS_OF_A_REPORT]:
                self.say(reference, commitment)
                yield
            version = self.attach(reference)
            yield
            self.withdraw(reference, version)
            yield

    def register(self) -> str:
        trace = new_trace()
        body = {
            "reporter": self.state,
            "cycle": self.people.cycle,
            "channel": "email",
            "received_on": "2026-11-02",
            "secretariat_remarks": trace,
        }
        known = {"Idempotency-Key": trace}
        answer = self.until_answered(
            lambda: self.sender.json("POST", SUBMISSIONS, body, **known), 201
        )
        self.ledger.acknowledged["reports"].append(trace)
        return str(answer.data["reference"])

    def say(self, reference: str, commitment: str) -> None:
        """A version allows one write. A write that was done but not answered is recognised by its
        text."""
        trace = new_trace()
        before = self.until_answered(lambda: self.responses(reference))

        def write() -> Answer | None:
            version = before.headers["ETag"]
            answer = self.sender.narrative(reference, commitment, trace, version)
            if answer and answer.status == 412:
                return self.responses(reference)
            return answer

        answer = self.until_answered(write)
        if trace not in [row["narrative"] for row in answer.data["responses"]]:
            raise NotWritten(f"{reference}: somebody else wrote")
        self.ledger.acknowledged["answers"].append(trace)

    def responses(self, reference: str) -> Answer | None:
        return self.sender.get(f"{SUBMISSIONS}{reference}/responses/")

    def attach(self, reference: str) -> str:
        """The version of the report with the file."""
        trace = new_trace()
        content = f"What the State says: {trace}.\n".encode()
        path, known = f"{SUBMISSIONS}{reference}/attachments/", {"Idempotency-Key": trace}
        file = ("file", f"{trace}.txt", content)
        answer = self.until_answered(lambda: self.sender.form(path, {}, file, **known), 201)
        self.ledger.acknowledged["files"].append(hashlib.sha256(content).hexdigest())
        return answer.headers["ETag"]

    def withdraw(self, reference: str, version: str) -> None:
        trace = new_trace()
        path = f"{SUBMISSIONS}{reference}/withdraw/"
        known = {"Idempotency-Key": trace, "If-Match": version}
        self.until_answered(lambda: self.sender.json("POST", path, {"reason": trace}, **known))
        self.ledger.acknowledged["withdrawals"].append(trace)

    def until_answered(self, write: Callable[[], Answer | None], status: int = 200) -> Answer:
        """The first answer that is not an outage. Raises NotWritten where it is another."""
        last = time.monotonic() + MOST_SECONDS_AWAY
        while True:
            answer = write()
            if answer and answer.status == status:
                return answer
            if answer and answer.status != 503:
                raise NotWritten(f"{answer.status}: {answer.body[:500]!r}")
            if time.monotonic() > last:
                raise NotWritten("no answer")
            time.sleep(0.05)


def new_trace() -> str:
    return secrets.token_hex(12)


def writers(port: int, people: People, states: slice, ledger: Ledger) -> list[Writer]:
    """One for each of these States."""
    return [
        Writer(Sender(port, key=people.key), people, state, ledger)
        for state in people.states[states]
    ]


@contextmanager
def at_work(writers: list[Writer]) -> Iterator[None]:
    """The writers write until the end of the block; each then finishes what it has begun. Raises
    the exception that stopped one of them."""
    over = threading.Event()
    with ThreadPoolExecutor(len(writers)) as threads:
        works = [threads.submit(each.run, over) for each in writers]
        try:
            yield
        finally:
            over.set()
        for work in works:
            work.result()


def outages(writers: list[Writer]) -> Counter[int]:
    """How often each status came that is not what was asked for; 0 is a connection that ended."""
    found = sum((each.sender.statuses for each in writers), Counter[int]())
    return Counter({status: n for status, n in found.items() if status == 0 or status >= 400})
