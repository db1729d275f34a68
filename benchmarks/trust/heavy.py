"""Attacks that cost more to answer than to send: bodies, texts, workbooks, documents, locks."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from benchmarks.trust import samples
from benchmarks.trust.people import People
from benchmarks.trust.senders import Sender, all_at_once
from benchmarks.trust.service import Service

MEGABYTE = 1_000_000
# The most bytes that may be kept of bodies nobody asked for: as much as Django keeps of an ordinary
# form.
MOST_UNASKED = 10 * MEGABYTE
# Reading processes and their answers stay below it; parsing in one of our own would be far above.
MOST_GROWTH = 250 * MEGABYTE
# The first document of each worker loads the writer of PDF and its fonts, which stay.
MOST_GROWTH_BY_DOCUMENTS = 400 * MEGABYTE
SLOWEST_WRITE = 3.0


@dataclass(frozen=True)
class Cost:
    """What an attack cost: seconds of its slowest request, the answers it got by status, bytes of
    temporary files and of memory of the serving processes beyond those before, at the worst moment;
    and what of that is more than it may cost."""

    name: str
    slowest: float
    statuses: Counter[int]
    temporary: int
    memory: int
    wrongs: list[str]

    def __str__(self) -> str:
        statuses = ", ".join(f"{n} × {status}" for status, n in sorted(self.statuses.items()))
        sizes = f"{self.temporary // MEGABYTE} MB on disk, {self.memory // MEGABYTE} MB of memory"
        told = f"  slowest {self.slowest:.1f} s; {statuses}; {sizes}"
        return "\n".join([told, *(f"  WRONG: {wrong}" for wrong in self.wrongs)])


@dataclass
class Worst:
    """The most bytes at any moment of the watch, beyond those before it."""

    temporary: int = 0
    memory: int = 0


@contextmanager
def watched(service: Service) -> Iterator[Worst]:
    worst, over, before = Worst(), threading.Event(), service.memory()

    def look() -> None:
        while not over.wait(0.05):
            worst.temporary = max(worst.temporary, service.kept())
            worst.memory = max(worst.memory, service.memory() - before)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield worst
    finally:
        over.set()
        thread.join()


def carried_out(
    name: str,
    service: Service,
    senders: Sequence[Sender],
    works: Sequence[Callable[[], object]],
    *,
    most_kept: int | None = None,
    most_growth: int = MOST_GROWTH,
) -> Cost:
    """``works``, all at once, by ``senders``; and what they cost."""
    with watched(service) as worst:
        all_at_once(works)
    statuses = sum((sender.statuses for sender in senders), Counter[int]())
    slowest = max(second for sender in senders for second in sender.seconds)
    wrongs = [f"{statuses[status]} answers of {status}" for status in statuses if is_ours(status)]
    if any(sender.untold for sender in senders):
        wrongs.append("503 without Retry-After")
    if most_kept is not None and worst.temporary > most_kept:
        wrongs.append(f"{worst.temporary // MEGABYTE} MB of bodies that nobody asked for")
    if worst.memory > most_growth:
        wrongs.append(f"{worst.memory // MEGABYTE} MB of memory")
    return Cost(name, slowest, statuses, worst.temporary, worst.memory, wrongs)


def is_ours(status: int) -> bool:
    """Whether an answer is a fault; 503 says that there is too much, and 0 that the connection
    was ended, which is how a large body is refused."""
    return status >= 500 and status != 503


def bodies(service: Service, people: People, clients: int) -> Iterator[Cost]:
    """Uploads where no file is expected, and where one is from anybody."""
    content = secrets.token_bytes(MEGABYTE) * (200 if clients > 8 else 20)
    places = {
        "to sign-in": "/account/login/",
        "to the search": "/search/",
        "to somebody's report, by anybody": f"/my/reports/{people.reference}/files/",
    }
    for name, path in places.items():
        senders = [Sender(service.port) for _each in range(min(clients, 8))]
        works = [partial(each.form, path, {}, ("uploads", "a.txt", content)) for each in senders]
        size = len(content) // MEGABYTE
        called = f"{len(senders)} × {size} MB {name}"
        yield carried_out(called, service, senders, works, most_kept=MOST_UNASKED)


def texts(service: Service, people: People, clients: int) -> Iterator[Cost]:
    """A letter with 400,000 marks as a narrative, as a message, as what staff paste."""
    sender = Sender(service.port, people.officer)
    report = people.reference, people.commitment
    work = partial(sender.narrative, *report, samples.MARKS)
    yield carried_out("400,000 marks in a narrative", service, [sender], [work])
    sender = Sender(service.port, people.author)
    work = partial(
        sender.form, f"/my/reports/{people.reference}/messages/", {"text": samples.MARKS}
    )
    yield carried_out("400,000 marks in a message", service, [sender], [work])
    sender = Sender(service.port, people.officer)
    known = {"cycle": "2022", "channel": "email", "text": samples.MARKS}
    work = partial(sender.form, "/admin/commitments/importlog/reporters/", known)
    yield carried_out("400,000 marks pasted into an import", service, [sender], [work])


def workbooks(service: Service, people: People, clients: int) -> Iterator[Cost]:
    """Less than a megabyte that unpacks to forty, as a form and as a list to import."""
    content = samples.workbook()
    called = f"a workbook of {len(content) // 1000} KB, {samples.UNPACKED // MEGABYTE} MB unpacked"
    sender = Sender(service.port, people.author)
    path = f"/my/reports/{people.reference}/upload/"
    work = partial(sender.form, path, {}, ("form", "form.xlsx", content))
    yield carried_out(f"{called}, as a form", service, [sender], [work])
    sender = Sender(service.port, people.officer)

    def imported() -> None:
        path = "/admin/commitments/importlog/reporters/"
        sender.form(path, {"cycle": "2022", "channel": "email"}, ("file", "list.xlsx", content))
        sender.get(f"{path}preview/")

    yield carried_out(f"{called}, to import", service, [sender], [imported])


def dear(service: Service, _people: People, clients: int) -> Iterator[Cost]:
    """What takes a processor to answer, asked for by many at once."""
    kinds: dict[str, Callable[[Sender, int], object]] = {
        "briefs as PDF": lambda each, n: each.get(f"/states/{STATES[n % 4]}/brief.pdf?of={n}"),
        "trend reports as DOCX": lambda each, n: each.get(f"/cycles/trend-report.docx?of={n}"),
        "charts as PNG": lambda each, n: each.get(f"/charts/groups/2022.png?of={n}"),
        "lists as XLSX": lambda each, n: each.get("/api/v1/commitments/?format=xlsx"),
        "attempts to sign in": lambda each, n: each.form("/account/login/", wrong(n)),
    }
    for name, work in kinds.items():
        senders = [Sender(service.port) for _each in range(clients)]
        works = [partial(work, each, number) for number, each in enumerate(senders)]
        called = f"{clients} × {name}"
        yield carried_out(called, service, senders, works, most_growth=MOST_GROWTH_BY_DOCUMENTS)


STATES = ("KEN", "NOR", "JPN", "BRA")


def wrong(number: int) -> dict[str, str]:
    return {"login": f"nobody{number}@example.org", "password": secrets.token_hex(20)}


def locks(service: Service, people: People, clients: int) -> Iterator[Cost]:
    """A long look into an upload, while somebody else writes."""
    sender, writer = Sender(service.port, people.author), Sender(service.port, people.officer)
    content, over = samples.pdf(21 * MEGABYTE), threading.Event()

    def upload() -> None:
        sender.form(f"/my/reports/{people.reference}/files/", {}, ("uploads", "a.pdf", content))
        over.set()

    def write() -> None:
        while not over.is_set():
            writer.narrative(people.reference, people.commitment, secrets.token_hex(20))
            time.sleep(0.2)

    cost = carried_out("a PDF of 21 MB", service, [sender, writer], [upload, write])
    slowest = max(writer.seconds)
    if slowest > SLOWEST_WRITE:
        cost.wrongs.append(f"a writer waited for {slowest:.1f} s")
    yield cost


KINDS = {"bodies": bodies, "texts": texts, "workbooks": workbooks, "dear": dear, "locks": locks}
