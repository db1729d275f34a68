"""How long a key takes on the screen where somebody confirms the answers of a form.

A key sends one question and is answered with what became of it. Measured in this process, from the
request to the answer with every query, without the network: in the database of the settings, within
a transaction that is rolled back.
"""

import statistics
import time
from collections.abc import Iterator
from typing import Any

# A key is to be answered within 100 ms: half of that is left to the network and the browser.
MOST_MILLISECONDS = 50.0
ROUNDS = 20


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
            taken = list(_keys(cycle, loaded, 1 if tiny else ROUNDS))
            met = _report(f"{name}, {len(loaded.form.by_key)} questions", taken) and met
        transaction.set_rollback(True)
    return met


def _starting_sections() -> Any:
    import json

    from questionnaires.reading import STARTING_FORM

    return json.loads(STARTING_FORM.read_text(encoding="utf-8"))["sections"]


def _keys(cycle: Any, loaded: Any, rounds: int) -> Iterator[tuple[float, float]]:
    """Milliseconds on the clock and of the processor for each key, after one that is not
    counted."""
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
    for number in range(rounds + 1):
        row = rows[number % len(rows)]
        is_confirmed = number // len(rows) % 2 == 0
        fresh = next(each for each in confirming.sheet(draft, loaded).rows if each.key == row.key)
        posted = {name: str(value) for name, value in fresh.values.items() if value}
        posted |= {f"{row.key}-seen": fresh.seen, "language": "en"}
        posted[f"{row.key}-confirmed"] = "1" if is_confirmed else ""
        wall, processor = time.perf_counter(), time.process_time()
        answer = client.post(address, posted)
        taken = (time.perf_counter() - wall, time.process_time() - processor)
        assert answer.status_code == 200, answer.content[:300]  # noqa: S101
        if number:
            yield taken[0] * 1000, taken[1] * 1000


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
    """The goal is for the processor's time of half of the keys: what else the machine does does not
    decide it."""
    walls, processors = zip(*taken, strict=True)
    print(
        f"a key on the screen of answers ({name}): {statistics.median(walls):.0f} ms"
        f" (at most {max(walls):.0f} ms), of the processor {statistics.median(processors):.0f} ms"
        f" (at most {max(processors):.0f} ms)",
        flush=True,
    )
    return statistics.median(processors) <= MOST_MILLISECONDS
