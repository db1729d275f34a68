"""The tables of docs/performance.md, between two marks; what stands around them is kept."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from benchmarks.speed import serving
from benchmarks.speed.contestants import FLOOR, PRODUCT
from benchmarks.speed.goals import Goal
from benchmarks.speed.growth import times
from benchmarks.speed.results import Results
from benchmarks.speed.rounds import Ratio, Series, ratio
from benchmarks.speed.sql import SCENES
from benchmarks.speed.writes import COPY, MANY, UPDATE, Rates

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
BETWEEN = re.compile(f"{BEGIN}.*{END}", re.DOTALL)


def write(page: Path, text: str) -> None:
    """Put ``text`` between the marks of the page. ValueError where it has none."""
    before = page.read_text(encoding="utf-8")
    if not BETWEEN.search(before):
        raise ValueError(f"{page.name} has no place for the tables: {BEGIN} {END}")
    after = BETWEEN.sub(lambda _match: f"{BEGIN}\n\n{text}\n{END}", before)
    page.write_text(after, encoding="utf-8")


def text(results: Results, found: list[Goal]) -> str:
    """What was measured; a part that was not is left out."""
    parts = [setting(results), goals(found), *scenes(results)]
    parts += [
        files(results) if results.csv else "",
        growth(results),
        writes(results) if results.writes else "",
        serving.tables(results.serving) if results.serving else "",
    ]
    return "\n".join([*parts, packages(results)])


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; every column but the first to the right."""
    head = list(head)
    marks = ["---", *["---:"] * (len(head) - 1)]
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, marks, *rows])


def number(value: float | None) -> str:
    """Three figures that count; a dash for what is not known."""
    if value is None:
        return "–"
    if value and abs(value) < 100:
        return f"{value:.3g}"
    return f"{value:,.0f}"


def shown(found: Ratio) -> str:
    return f"**{number(found.median)}** ({number(found.least)}–{number(found.most)})"


def setting(results: Results) -> str:
    facts = results.setting
    return (
        f"{facts['responses']:,} responses on record"
        + (f", {facts['responses_grown']:,} in the grown database" if results.growth else "")
        + f"; {facts['rounds']} alternating rounds of {facts['seconds']:g} s; "
        f"{facts['connections']} connections; "
        f"{facts['processors']} processors, load {facts['load_before']} before the run; "
        f"Python {facts['python']}. PostgreSQL: "
        + ", ".join(f"{name} {value}" for name, value in facts["postgresql"].items())
        + ".\n"
    )


def goals(found: list[Goal]) -> str:
    head = ["Goal", "wanted", "measured", "(range)", ""]
    return "### Goals\n\n" + table(head, map(goal_row, found))


def goal_row(goal: Goal) -> list[str]:
    sign = "≥" if goal.at_least else "≤"
    verdict = {True: "met", False: "**missed**", None: f"not yet: {goal.not_yet}"}[goal.is_met]
    verdict += " (single rounds on both sides)" if goal.is_within_noise else ""
    verdict += f": {goal.reason}" if goal.reason else ""
    measured = "–" if goal.measured is None else f"{number(goal.measured)}{goal.unit}"
    spread = "" if goal.spread is None else "–".join(map(number, goal.spread))
    return [goal.name, f"{sign} {number(goal.target)}{goal.unit}", measured, spread, verdict]


def scenes(results: Results) -> Iterator[str]:
    for scene in SCENES:
        found = results.scenes.get(scene.name)
        if found:
            queries = results.queries.get(scene.name, {})
            rows = (scene_row(found, name, queries.get(name)) for name in ranking(found))
            head = ["", "× floor (range)", "by CPU", "requests/s", "CPU ms", "p50 ms", "p99 ms"]
            head.append("queries")
            yield f"### {scene.title}\n\n" + table(head, rows)


def ranking(found: dict[str, Series]) -> list[str]:
    """The contestants from the quickest to the slowest, the floor first."""
    others = sorted((n for n in found if n != FLOOR), key=lambda n: -median(found[n].rates))
    return [FLOOR, *others]


def scene_row(found: dict[str, Series], name: str, queries: int | None) -> list[str]:
    series = found[name]
    figures = (series.median_of(each) for each in ("per_second", "cpu_ms", "p50", "p99"))
    label = {FLOOR: "PostgreSQL alone (floor)", PRODUCT: f"**{PRODUCT}**"}.get(name, name)
    against = "1" if name == FLOOR else shown(ratio(found, name, FLOOR))
    by_cpu = number(processor_ratio(found, name))
    return [label, against, by_cpu, *map(number, figures), number(queries)]


def processor_ratio(found: dict[str, Series], name: str) -> float | None:
    """How many answers of ``name`` the processor time of one floor's answer is worth."""
    floor, own = (found[each].median_of("cpu_ms") for each in (FLOOR, name))
    return floor / own if floor and own else None


def files(results: Results) -> str:
    csv, xlsx = results.csv, results.xlsx
    whole = (
        "all" if csv["is_whole"] else f"cut off after its time, {number(median(csv['rows']))} rows"
    )
    about = (
        f"First byte after {number(median(csv['first_byte_seconds']))} s; the fullest process "
        f"grew by at most {number(max(csv['grown_mib']))} MiB; read: {whole}.\n"
    )
    return (
        "### Responses as CSV\n\n"
        + rates("rows/s", csv["rows_per_second"], "psql COPY")
        + f"\n{about}\n### XLSX, {xlsx['rows']:,} rows\n\n"
        + rates("rows/s", xlsx["rows_per_second"], "xlsxwriter, constant memory")
    )


def rates(unit: str, found: dict[str, list[float]], floor: str) -> str:
    """A table of one rate per contestant, as multiples of ``floor``."""
    rows = (
        [
            f"**{name}**" if name == PRODUCT else name,
            "1" if name == floor else shown(Ratio.of(values, found[floor])),
            number(median(values)),
        ]
        for name, values in found.items()
    )
    return table(["", f"× {floor} (range)", unit], rows)


def growth(results: Results) -> str:
    if not results.growth:
        return ""
    rows = (
        [
            question,
            shown(times(found, "p50")),
            shown(times(found, "cpu_ms")),
            number(found["usual"].median_of("p50")),
            number(found["grown"].median_of("p50")),
        ]
        for question, found in results.growth.items()
        if found
    )
    head = ["", "× as long (range)", "× processor time (range)", "ms", "ms, grown"]
    return "### More history\n\nOne connection, median latency.\n\n" + table(head, rows)


def writes(results: Results) -> str:
    found = results.writes
    parts = [
        ("one", "Saving a response", UPDATE),
        ("table", f"Saving {found['table_rows']} responses at once", MANY),
        ("import", f"Importing {found['import_rows']:,} responses with their history", COPY),
    ]
    tables = "\n".join(f"### {title}\n\n{costs(found[key], floor)}" for key, title, floor in parts)
    return f"{tables}\nA save of one takes {found['queries']} queries.\n"


def costs(found: dict[str, Rates], floor: str) -> str:
    rows = (
        [
            f"**{name}**" if name == PRODUCT else name,
            "1" if name == floor else shown(Ratio.of(found[floor].cpu_ms, each.cpu_ms)),
            "1" if name == floor else shown(Ratio.of(each.per_second, found[floor].per_second)),
            number(median(each.cpu_ms)),
            number(median(each.per_second)),
        ]
        for name, each in found.items()
    )
    head = ["", f"× {floor} by CPU (range)", "by rate (range)", "CPU ms", "a second"]
    return table(head, rows)


def packages(results: Results) -> str:
    versions = results.setting["packages"].items()
    return "Versions: " + ", ".join(f"{name} {version}" for name, version in versions) + ".\n"
