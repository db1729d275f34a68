"""Many who write the same at once: each edit counts, and each key is used once."""

import json
import random
import secrets
import time
from collections import Counter
from functools import partial

from benchmarks.trust.people import People
from benchmarks.trust.record import SUBMISSIONS, NotWritten
from benchmarks.trust.senders import Answer, Sender, all_at_once
from benchmarks.trust.service import Service

# Keys at once; as many connections as that times the repeats.
LANES = 4
LONGEST_PAUSE = 6.0


def edits(service: Service, editors: int, each: int) -> int:
    """Each editor reads the number that stands in a report and writes the next, in the version that
    it has read. Print what became of it; 1 where an acknowledged edit is not in the history, once.
    """
    people, began = service.people, time.monotonic()
    reference = register(Sender(service.port, key=people.key), people)
    senders = [Sender(service.port, key=people.key) for _editor in range(editors)]
    written: list[int] = []
    works = [partial(count_up, sender, people, reference, each, written) for sender in senders]
    all_at_once(works)
    rows = service.database.rows(
        "SELECT narrative FROM reports_historicalresponse h"
        " JOIN reports_submission s ON s.id = h.submission_id WHERE s.reference = %s",
        reference,
    )
    history = Counter(int(text) for (text,) in rows)
    statuses = sum((sender.statuses for sender in senders), Counter[int]())
    seconds = time.monotonic() - began
    print(f"{editors} editors × {each} edits of one report in {seconds:.0f} s: ", end="")
    print(f"{len(written)} acknowledged, {statuses[412]} × 412", flush=True)
    wrongs = {
        "edits lost": editors * each - len(written),
        "edits acknowledged that are not in the history once": sum(
            history[number] != 1 for number in written
        ),
        "numbers written by two": len(written) - len(set(written)),
        "faults": sum(n for status, n in statuses.items() if status == 0 or status >= 500),
    }
    return reported(wrongs)


def count_up(
    sender: Sender, people: People, reference: str, times: int, written: list[int]
) -> None:
    """Whoever is refused tries again after a moment by chance, the longer the more often."""
    path, left, misses, in_a_row = f"{SUBMISSIONS}{reference}/responses/", times, 0, 0
    while left and misses < 100 * times:
        most = min(0.2 * 2**in_a_row, LONGEST_PAUSE)
        time.sleep(random.uniform(0, most))  # noqa: S311 - a pause
        before = sender.get(path)
        if before is None or before.status != 200:
            misses += 1
            continue
        known = [row["narrative"] for row in before.data["responses"]]
        number = int(known[0]) + 1 if known else 1
        version = before.headers["ETag"]
        answer = sender.narrative(reference, people.commitment, str(number), version)
        if answer and answer.status == 200:
            written.append(number)
            left, in_a_row = left - 1, 0
        else:
            misses, in_a_row = misses + 1, in_a_row + 1


def keys(service: Service, number: int, repeats: int) -> int:
    """Print how often each request with a key was done; 1 where it was not once."""
    people, began = service.people, time.monotonic()
    wrongs: Counter[str] = Counter()
    known = [secrets.token_hex(12) for _key in range(number)]
    for lane in range(0, number, LANES):
        asked: dict[str, list[Answer | None]] = {key: [] for key in known[lane : lane + LANES]}
        sender = Sender(service.port, key=people.key)
        all_at_once(
            [
                partial(ask_for_help, sender, people, key, answers)
                for key, answers in asked.items()
                for _repeat in range(repeats)
            ]
        )
        for answers in asked.values():
            came = [answer for answer in answers if answer and answer.status == 201]
            first = [each for each in came if each.headers["Idempotency-Replayed"] == "false"]
            wrongs["requests not answered"] += repeats - len(came)
            wrongs["keys that were not first once"] += len(first) != 1
            wrongs["keys with several answers"] += len({each.body for each in came}) != 1
    titles = Counter(
        text for (text,) in service.database.rows("SELECT title ->> 'en' FROM cooperation_request")
    )
    wrongs["keys that were not done once"] = sum(titles[key] != 1 for key in known)
    seconds = time.monotonic() - began
    print(f"{number} keys × {repeats} at once in {seconds:.0f} s", flush=True)
    return reported(wrongs)


def ask_for_help(sender: Sender, people: People, key: str, answers: list[Answer | None]) -> None:
    body = {"reporter": people.states[0], "title": {"en": key}}
    answers.append(sender.json("POST", "/api/v1/requests/", body, **{"Idempotency-Key": key}))


def register(sender: Sender, people: People) -> str:
    """The reference of a draft."""
    body = {
        "reporter": people.states[-1],
        "cycle": people.cycle,
        "channel": "email",
        "received_on": "2026-11-02",
    }
    answer = sender.json("POST", SUBMISSIONS, body)
    if answer is None or answer.status != 201:
        raise NotWritten(json.dumps(answer.data if answer else None))
    return str(answer.data["reference"])


def reported(wrongs: dict[str, int]) -> int:
    for name, number in wrongs.items():
        if number:
            print(f"  WRONG: {number} {name}", flush=True)
    return int(any(wrongs.values()))
