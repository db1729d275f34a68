"""How long a keystroke takes on the page where somebody confirms the answers of a form.

A keystroke sends one question and is answered with what became of it. Measured in this process,
from the request to the answer with every query, without the network: in the database of the
settings, within a transaction that is rolled back. What counts is the time on the clock, the
database's included, less that in which others had the processor.
"""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Nine of ten keystrokes are to be answered within these.
MOST_MILLISECONDS = 100.0
# How many keystrokes are counted, and how many go before: the first after a start pays for imports
# and compilation. Where fewer than ten are counted, nine of ten means all.
ROUNDS, FEW, WARMING = 20, 10, 3
# Nanoseconds on the processor, and in wait of one that others have; where the system tells.
SCHEDULED = Path("/proc/thread-self/schedstat")


def run(*, tiny: bool = False) -> bool:
    """Print the figures for the starting form and a small one; whether the goal is met."""
    from django.db import transaction

    from testing.builders import make_cycle, make_document, make_form

    met = True
    with transaction.atomic():
        document = make_document("bench")
        for name, sections in (("small form", None), ("starting form", _starting_sections())):
            cycle = make_cycle(f"bench {name}"[:10].replace(" ", "-"), document)
            loaded = make_form(cycle, sections=sections)
            taken = list(_keys(cycle, loaded, FEW if tiny else ROUNDS))
            met = _report(f"{name}, {len(loaded.form.by_key)} questions", taken) and met
        transaction.set_rollback(True)
    return met


def _starting_sections() -> Any:
    import json

    from questionnaires.reading import STARTING_FORM

    return json.loads(STARTING_FORM.read_text(encoding="utf-8"))["sections"]


def _keys(cycle: Any, loaded: Any, rounds: int) -> Iterator[tuple[float, float]]:
    """Milliseconds on the clock, and less those in wait of the processor, for each keystroke, after
    some that are not counted."""
    from django.test import Client
    from django.urls import reverse

    from questionnaires import confirming
    from testing.builders import make_draft, make_officer, make_state

    officer = make_officer()
    draft = make_draft(make_state(), cycle)
    _read(draft, loaded, officer)
    client = Client(headers={"host": "localhost", "accept": "application/json"})
    client.force_login(officer)
    address = reverse("admin:questionnaires_confirm", args=[draft.pk])
    rows = [row for row in confirming.sheet(draft, loaded).rows if row.is_asked]
    for number in range(WARMING + rounds):
        row = rows[number % len(rows)]
        is_confirmed = number // len(rows) % 2 == 0
        fresh = next(each for each in confirming.sheet(draft, loaded).rows if each.key == row.key)
        posted = {name: str(value) for name, value in fresh.values.items() if value}
        posted |= {f"{row.key}-seen": fresh.seen, "language": "en"}
        posted[f"{row.key}-confirmed"] = "1" if is_confirmed else ""
        waited, begun = _waited(), time.perf_counter()
        answer = client.post(address, posted)
        taken = (time.perf_counter() - begun) * 1000
        assert answer.status_code == 200, answer.content[:300]  # noqa: S101
        if number >= WARMING:
            yield taken, taken - (_waited() - waited)


def _waited() -> float:
    """Milliseconds in which this thread was ready and others had the processor; 0 where the system
    does not tell."""
    try:
        return int(SCHEDULED.read_text().split()[1]) / 1_000_000
    except (OSError, IndexError):
        return 0.0


def _read(draft: Any, loaded: Any, officer: Any) -> None:
    """The answers of a form as they were read, waiting to be confirmed."""
    from questionnaires import readings
    from questionnaires.models import Reading
    from questionnaires.reading.result import as_json
    from reports.attachments import files
    from testing.builders import make_upload
    from testing.read_forms import filled

    file = files.attach(draft, make_upload(), by=officer)
    made = Reading.objects.create(
        submission=draft,
        attachment=file,
        template=loaded.template,
        reader_version=1,
        language="en",
        result=as_json(filled(loaded.form)),
        made_by=officer,
    )
    readings.accept(made, by=officer)


def _report(name: str, taken: list[tuple[float, float]]) -> bool:
    walls, own = (sorted(each) for each in zip(*taken, strict=True))
    nine_of_ten = own[9 * (len(own) - 1) // 10]
    print(
        f"a key on the screen of answers ({name}): half of the keys within"
        f" {statistics.median(own):.0f} ms, nine of ten within {nine_of_ten:.0f} ms"
        f" (at most {MOST_MILLISECONDS:.0f} ms); with the wait for a busy processor"
        f" {statistics.median(walls):.0f} ms, at most {walls[-1]:.0f} ms",
        flush=True,
    )
    return nine_of_ten <= MOST_MILLISECONDS
