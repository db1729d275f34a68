"""The run itself, in the throwaway database that ``start`` has made."""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import django

from benchmarks.speed import answers, files, growth, queries, report, results, serving, writes
from benchmarks.speed.contestants import Servers, servers
from benchmarks.speed.data import prepare
from benchmarks.speed.goals import as_json, goals
from benchmarks.speed.goals import serving as goals_of_serving
from benchmarks.speed.options import Options, parse
from benchmarks.speed.processes import Failed, Server, running
from benchmarks.speed.results import Results
from benchmarks.speed.rounds import measure
from benchmarks.speed.sql import SCENES

TINY_RUN = "Speed: every contestant answers, and all say the same. Figures are not judged here."


def main(arguments: Sequence[str]) -> int:
    """0 when every goal that can be measured is met, 1 otherwise, or when a contestant failed."""
    options = parse(arguments)
    django.setup()
    try:
        measured = run(options)
    except (Failed, answers.NotTheSame) as failure:
        say(f"The measurement of speed ends here. {failure}")
        return 1
    found = [*goals_of_serving(measured)] if options.serving else goals(measured)
    text = report.text(measured, found)
    print(TINY_RUN if options.tiny else text)
    if options.json:
        whole = {**measured.as_json(), "goals": as_json(found)}
        options.json.write_text(json.dumps(whole, indent=1, ensure_ascii=False))
    if options.tiny:
        return 0
    if not options.quick and not options.serving:
        report.write(options.page, text)
    return int(any(goal.is_missed for goal in found))


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def run(options: Options) -> Results:
    """Prepare the data and measure everything, one thing after the other."""
    collect_static(compressed=not options.tiny)
    say(f"Preparing {options.responses:,} responses")
    there = prepare(options.responses)
    if options.serving:
        return measure_serving(Results(results.setting(there, options)), options)
    with tempfile.TemporaryDirectory(prefix="poa-bench-") as folder:
        found = servers(Path(folder))
        grown = None
        if options.growth > 1:
            say(f"Preparing {there * options.growth:,} responses in a second database")
            grown = growth.grow(there * options.growth)
        made = results.setting(there, options)
        with running([*found.all(), *([grown] if grown else [])]):
            measured = measure_all(Results(made), found, grown, options)
        return measure_serving(measured, options)


def measure_all(
    measured: Results, found: Servers, grown: Server | None, options: Options
) -> Results:
    for scene in SCENES:
        answers.check(scene, found.of(scene))
    for scene in SCENES:
        say(f"Measuring: {scene.title}")
        measured.scenes[scene.name] = measure(scene, found.of(scene), options)
    say("Measuring: files")
    measured.csv = files.measure_csv(found.product, options)
    measured.xlsx = files.measure_xlsx(options)
    if grown:
        say("Measuring: more history")
        measured.growth = growth.measure(found.product, grown, options)
    for scene in SCENES:
        measured.queries[scene.name] = queries.counts(found.of(scene))
    say("Measuring: writes")
    measured.writes = writes.measure(options)
    return measured


def measure_serving(measured: Results, options: Options) -> Results:
    """With nothing else up: it starts servers of its own. Where one fails, the figures measured
    before are still printed; the goals name what is missing."""
    say("Measuring: a start, memory, a crowd")
    try:
        measured.serving = serving.measure(options)
    except Failed as failure:
        if options.tiny:
            raise
        say(str(failure))
    return measured


def collect_static(*, compressed: bool) -> None:
    """As a deployment does before it starts: pages name their style sheets by digest. To compress
    the files takes longer than all the rest of a tiny run, in which nobody asks for them."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    names_only = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    storages = settings.STORAGES if compressed else {**settings.STORAGES, "staticfiles": names_only}
    with override_settings(STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
