"""How well and how fast filled forms are read.

The forms are invented (``testing.filled_forms``; ``testing.other_forms`` by other layouts;
``testing.worded_forms`` and ``testing.shaded_forms`` without boxes) and come with their truth. A
question is *placed* where its page is right; an answer is *right* where its state, value and every
part are. Doubtful papers (two ticks, faint ink, a tick between two boxes) must not be certain.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks import confirming
from questionnaires.form import Form, from_json
from questionnaires.reading import form_as_json, known_forms
from questionnaires.reading.worker import read_here
from testing.filled_forms import HtmlWriter, filled_form, pdf_of
from testing.form_scores import Score, score
from testing.form_truth import Filled, Style, fill
from testing.other_forms import LAYOUTS, other_form, renumbered
from testing.shaded_forms import KINDS, shaded_form
from testing.worded_forms import WAYS, worded_form

FORM = Path(__file__).resolve().parents[1] / "questionnaires/tests/reading/data/form.json"
LEAST_RIGHT, LEAST_CERTAIN = 0.99, 0.95
MOST_SECONDS, MOST_MEGABYTES, PAGES = 5.0, 300.0, 40
# How many forms of each kind a tiny run reads: the tests read one of every design.
FEW = 2
# How often each text is repeated in the long form.
LONGER = 16
# The worker, which tells at its end the most memory that it held, in kB. The system's own record of
# a process that has ended begins with the memory of the one that started it: of this one, which
# has read many forms by then.
WORKER = """
import re, sys
from questionnaires.reading.worker import main
main()
with open("/proc/self/status") as status:
    sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1])
"""
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


def run(*, tiny: bool = False) -> bool:
    """Print the figures; whether the goals are met."""
    form = the_form()
    count = 1 if tiny else 10
    met = True
    for name, forms in (
        ("PDF", (filled_form(form, seed, "pdf", each) for each, seed in _each(count))),
        (
            "PDF, doubtful papers",
            (filled_form(form, seed, "pdf", unsure=0.15) for seed in range(count)),
        ),
        ("PDF, other layouts", (other_form(form, seed) for seed in range(len(LAYOUTS) * count))),
        ("DOCX", (filled_form(form, seed, "docx", each) for each, seed in _each(count))),
        ("HTML", (filled_form(form, seed, "html", each) for each, seed in _each(count))),
        ("XLSX", (filled_form(form, seed, "xlsx", each) for each, seed in _each(count))),
        ("answers told by their look", _by_look(form, count)),
        (
            "answers told by shaded cells",
            (shaded_form(form, seed, kind) for kind in KINDS for seed in range(count)),
        ),
    ):
        met = report(name, islice(forms, FEW if tiny else None), form) and met
    seconds, processor, megabytes, pages = measured(form)
    print(
        f"a form of {pages} pages: {seconds:.1f} s, of the processor {processor:.1f} s,"
        f" {megabytes:.0f} MB",
        flush=True,
    )
    # Other work on the machine does not decide it.
    is_quick = processor <= MOST_SECONDS and megabytes <= MOST_MEGABYTES
    met = met and is_quick and pages >= PAGES
    return confirming.run(tiny=tiny) and met


def _by_look(form: Form, count: int) -> Iterator[Filled]:
    """Every way in every kind of file, and bold words in PDF by more seeds."""
    for way in WAYS:
        for kind in KINDS:
            seeds = 8 if count > 1 and (way, kind) == ("bold", "pdf") else 1
            for seed in range(seeds):
                yield worded_form(form, seed, way, kind)


def _each(count: int) -> Iterator[tuple[str, int]]:
    for language in LANGUAGES:
        for seed in range(max(count // (1 if language == "en" else 3), 1)):
            yield language, seed


def the_form() -> Form:
    known = known_forms()
    return known[0] if known else from_json(json.loads(FORM.read_text(encoding="utf-8")))


def report(name: str, forms: Iterator[Filled], form: Form) -> bool:
    """Read some forms, with another version at hand to mistake them for; whether the goals are
    met."""
    total = Score()
    for filled in forms:
        total.add(score(filled, read_here(filled.data, [form, renumbered(form)])))
    print(f"{name}: {total}", flush=True)
    return (
        total.placed == total.questions
        and total.right >= LEAST_RIGHT * total.answers
        and total.right_certain >= LEAST_CERTAIN * total.right
        and not total.wrong_certain
        and not total.form_words
    )


def measured(form: Form) -> tuple[float, float, float, int]:
    """Seconds on the clock and of the processor, and peak megabytes, of reading a long form in its
    own process; and its pages."""
    data, pages = long_form(form)
    received = json.dumps([form_as_json(form)]).encode() + b"\n" + data
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        [sys.executable, "-W", "ignore", "-c", WORKER],
        input=received,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    seconds = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, processor, int(done.stderr) / 1024, pages


def long_form(form: Form) -> tuple[bytes, int]:
    """A form whose texts are so long that it has PAGES pages or a few more."""
    rng = random.Random(1)  # noqa: S311 - inventions
    truth = fill(form, rng, "en")
    for each in truth.values():
        for key, value in each.parts.items():
            if isinstance(value, str) and len(value) > 20:
                each.parts[key] = " ".join([value] * LONGER)
    style = Style(layout="table", size=11, margin=25)
    data = pdf_of(HtmlWriter(form, "en", truth, style, rng).write(), truth)
    return data, max(each.page or 0 for each in truth.values())
