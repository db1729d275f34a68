"""The data that is measured on: the starting facts, and cycle upon cycle of generated reports.

Every cycle has reports of 195 States on 100 commitments, 19,500 responses; more responses are
more cycles, further back. What a cycle holds depends on how far back it is and on nothing else,
so the latest one is the same in a database of any size. The rows go in by COPY, past the
triggers and signals; the database's own constraints hold for them.

    python -m benchmarks.speed.data RESPONSES     (in a database with the starting facts)
"""

import datetime
import itertools
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connection, models

from common.database import years

STATES, COMMITMENTS, SECTIONS = 195, 100, 5
PER_CYCLE = STATES * COMMITMENTS
LATEST_YEAR = 2025
SEED = 20010720
SOURCE = "Generated for measuring"
STEPS = (
    ("register", "", "draft"),
    ("submit", "draft", "submitted"),
    ("start_review", "submitted", "under_review"),
    ("publish", "under_review", "published"),
)
NARRATIVES = {
    "en": "The measure is in force, its application is reviewed every year, and the results go to "
    "parliament; training was given to officials in all provinces.",
    "fr": "La mesure est en vigueur et son application est réexaminée chaque année ; les agents "
    "de toutes les provinces ont été formés.",
    "es": "La medida está en vigor y su aplicación se revisa cada año; se capacitó a funcionarios "
    "de todas las provincias.",
    "ru": "Мера введена в действие, ее применение ежегодно проверяется; обучены сотрудники всех "
    "областей.",
    "zh": "该措施已生效，其适用情况每年审查一次，结果提交议会；各省官员均接受了培训。",
    "ar": "التدبير نافذ، ويُستعرض تطبيقه كل سنة، وتُعرض النتائج على البرلمان.",
}
STATUSES = ("implemented",) * 4 + ("in_progress",) * 3 + ("planned", "not_applicable")
SILENT = "no_information"


def utc(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day, 12, tzinfo=datetime.UTC)


def copied(value: Any) -> str:
    """``value`` as COPY's text format has it."""
    if value is None:
        return r"\N"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "t" if value else "f"
    text = str(value)
    return text.translate({92: r"\\", 9: r"\t", 10: r"\n", 13: r"\r"})


@dataclass
class Table:
    """One table to be filled: columns of a row that vary, and those that are the same in all."""

    model: type[models.Model]
    varying: tuple[str, ...]
    constant: Mapping[str, Any] = field(default_factory=dict)

    def fill(self, rows: Iterable[Iterable[str]]) -> None:
        """COPY the rows in; each has the ``varying`` columns as text in COPY's format."""
        rest = self.rest()
        names = ", ".join([*self.varying, *rest])
        end = "".join(f"\t{copied(value)}" for value in rest.values()) + "\n"
        table = self.model._meta.db_table
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as to:
            for piece in in_pieces(rows, 2000):
                to.write("".join("\t".join(row) + end for row in piece))

    def rest(self) -> dict[str, Any]:
        """The other columns with their values: given, or the model's default."""
        return {
            column.column: self.constant.get(column.column, column.get_default())
            for column in self.model._meta.concrete_fields
            if column.column not in self.varying
        }


def in_pieces(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while piece := list(itertools.islice(iterator, size)):
        yield piece


@dataclass(frozen=True)
class Variant:
    """What a response can say, as it stands in COPY: the columns after its page."""

    status: str
    narrative: str
    language: str
    search_text: str

    def text(self) -> str:
        return "\t".join(map(copied, vars(self).values()))


def variants() -> list[str]:
    """One of each status and language, and the silent one."""
    from common.search import normalise

    said = [
        Variant(status, narrative, code, normalise(narrative))
        for status in STATUSES
        for code, narrative in NARRATIVES.items()
    ]
    return [variant.text() for variant in [*said, *[Variant(SILENT, "", "", "")] * 6]]


VARIANT_COLUMNS = ("status", "narrative", "language", "search_text")


@dataclass
class Generator:
    """Fills the database with the cycles from ``first`` to before ``last``, 0 being the latest."""

    first: int
    last: int

    def fill(self) -> None:
        for table in (
            self.documents,
            self.sections,
            self.commitments,
            self.addressees,
            self.cycles,
            self.pinned,
            self.submissions,
            self.attachments,
            self.responses,
            self.events,
        ):
            table()

    @property
    def ages(self) -> range:
        return range(self.first, self.last)

    def documents(self) -> None:
        constant = {"kind": "outcome", "source": SOURCE}
        rows = (
            (str(doc_id(age)), f"bench{age}", f"A/BENCH/{age}", english(f"Outcome {age}"))
            for age in self.ages
        )
        self.table("commitments.OutcomeDocument", "id key symbol title", constant).fill(rows)

    def sections(self) -> None:
        columns = "id document_id code numeral heading position"
        rows = (
            (
                str(section_id(age, number)),
                str(doc_id(age)),
                f"s-{number + 1}",
                str(number + 1),
                english(f"Heading {number + 1}"),
                str(number + 1),
            )
            for age in self.ages
            for number in range(SECTIONS)
        )
        self.table("commitments.Section", columns).fill(rows)

    def commitments(self) -> None:
        columns = "id document_id section_id key number position title search_text"
        rows = (
            (
                str(commitment_id(age, n)),
                str(doc_id(age)),
                str(section_id(age, n * SECTIONS // COMMITMENTS)),
                f"bench{age}-{n + 1}",
                str(n + 1),
                str(n + 1),
                english(f"Commitment {n + 1} of the outcome {age}"),
                f"bench{age}-{n + 1}",
            )
            for age in self.ages
            for n in range(COMMITMENTS)
        )
        # What the triggers, which are passed by here, would write of the addressees below.
        constant = {"is_operative": True, "addressee_kinds": ",states,"}
        self.table("commitments.Commitment", columns, constant).fill(rows)

    def addressees(self) -> None:
        """Every commitment is directed to States."""
        rows = (
            (str(commitment_id(age, n)), str(commitment_id(age, n)))
            for age in self.ages
            for n in range(COMMITMENTS)
        )
        constant = {"kind": "states"}
        self.table("commitments.CommitmentAddressee", "id commitment_id", constant).fill(rows)

    def cycles(self) -> None:
        rows = (
            (
                str(cycle_id(age)),
                cycle_code(age),
                str(year_of(age)),
                english(f"Cycle {cycle_code(age)}"),
                f"{year_of(age):04}-07-01",
            )
            for age in self.ages
        )
        constant = {"reporter_list": "complete"}
        self.table("reports.ReportingCycle", "id code year name due_on", constant).fill(rows)

    def pinned(self) -> None:
        rows = ((str(ONE + age), str(cycle_id(age)), str(doc_id(age))) for age in self.ages)
        columns = "id reportingcycle_id outcomedocument_id"
        self.table("reports.ReportingCycle_documents", columns).fill(rows)

    def submissions(self) -> None:
        columns = "id reference reporter_id cycle_id channel languages received_on reporter_remarks"
        constant = {"status": "published", "submitted_at": utc(2025, 10, 1)}
        constant |= {"published_at": utc(2025, 11, 1), "created_at": utc(2025, 9, 29)}
        reporters = self.reporters()
        rows = (self.submission(age, n, *reporters[n]) for age in self.ages for n in range(STATES))
        self.table("reports.Submission", columns, constant).fill(rows)

    def submission(self, age: int, n: int, reporter: int, code: str) -> tuple[str, ...]:
        rng = random.Random(f"{SEED} {age} {n}")
        return (
            str(submission_id(age, n)),
            f"{code}-{cycle_code(age)}-1",
            str(reporter),
            str(cycle_id(age)),
            rng.choice(("online", "email", "paper")),
            copied(rng.sample(list(NARRATIVES), rng.choice((1, 1, 2)))),
            f"{year_of(age):04}-{rng.randint(3, 9):02}-{rng.randint(1, 28):02}",
            rng.choice(("", "", "Annexes follow by post.")),
        )

    def reporters(self) -> list[tuple[int, str]]:
        """Id and code of the first 195 States in UN order."""
        states = apps.get_model("reports.Reporter").objects.states().in_un_order()
        return list(states.values_list("pk", "code")[:STATES])

    def attachments(self) -> None:
        constant = {
            "name": "report.pdf",
            "content_type": "application/pdf",
            "size": 345_678,
            "sha256": "0" * 64,
            "page_count": 40,
            "language": "en",
            "is_public": True,
            "added_at": utc(2025, 9, 29),
        }
        rows = (
            (str(submission_id(age, n)), str(submission_id(age, n)), stored_name(age, n))
            for age in self.ages
            for n in range(STATES)
        )
        self.table("reports.Attachment", "id submission_id file", constant).fill(rows)

    def responses(self) -> None:
        columns = " ".join(("id submission_id commitment_id page", *VARIANT_COLUMNS))
        constant = {"coded_at": utc(2025, 9, 30)}
        rows = itertools.chain.from_iterable(map(self.responses_of_cycle, self.ages))
        self.table("reports.Response", columns, constant).fill(rows)

    def responses_of_cycle(self, age: int) -> Iterator[tuple[str, ...]]:
        rng = random.Random(f"{SEED} {age}")
        said = rng.choices(variants(), k=PER_CYCLE)
        number = ONE + age * PER_CYCLE
        for n in range(STATES):
            submission = str(submission_id(age, n))
            for m in range(COMMITMENTS):
                place = n * COMMITMENTS + m
                commitment = str(commitment_id(age, m))
                yield str(number + place), submission, commitment, str(m // 4 + 1), said[place]

    def events(self) -> None:
        columns = "id submission_id sequence action from_status to_status at previous_digest digest"
        rows = (
            row
            for age in self.ages
            for n in range(STATES)
            for row in events_of(submission_id(age, n))
        )
        self.table("reports.SubmissionEvent", columns).fill(rows)

    def table(self, label: str, columns: str, constant: Mapping[str, Any] | None = None) -> Table:
        model = apps.get_model(label)
        return Table(model, tuple(columns.split()), constant or {})


# Generated ids begin above those of the starting facts.
ONE = 1_000_000


def cycle_code(age: int) -> str:
    return f"bench{age}"


def year_of(age: int) -> int:
    """Cycles that would lie before the first plausible year share it."""
    return max(years.FIRST, LATEST_YEAR - age)


def doc_id(age: int) -> int:
    return ONE + age


def cycle_id(age: int) -> int:
    return ONE + age


def section_id(age: int, number: int) -> int:
    return ONE + age * SECTIONS + number


def commitment_id(age: int, number: int) -> int:
    return ONE + age * COMMITMENTS + number


def stored_name(age: int, n: int) -> str:
    """As ``reports.models.file_types.random_path`` makes them, but not at random."""
    name = f"{age:016x}{n:016x}"
    return f"{name[:2]}/{name}.pdf"


def submission_id(age: int, number: int) -> int:
    return ONE + age * STATES + number


def english(text: str) -> str:
    return copied({"en": text})


def events_of(submission: int) -> Iterator[tuple[str, ...]]:
    """The chain of a submission's events, as reports.submissions.events would have made it."""
    from reports.models import SubmissionEvent
    from reports.submissions.events import digest

    previous = ""
    for sequence, (action, before, after) in enumerate(STEPS, start=1):
        event = SubmissionEvent(
            submission_id=submission,
            sequence=sequence,
            action=action,
            from_status=before,
            to_status=after,
            at=utc(2025, 10, sequence),
            previous_digest=previous,
        )
        number = str((submission - ONE) * len(STEPS) + sequence + ONE)
        cells = (submission, sequence, action, before, after, event.at, previous, digest(event))
        yield number, *map(str, cells)
        previous = digest(event)


def cycles_for(responses: int) -> int:
    """How many generated cycles hold at least that many responses."""
    return -(-responses // PER_CYCLE)


def fill(responses: int) -> int:
    """Bring the database of the settings to that many generated responses; how many it has then.

    What is there already stays, so that a copy of a database can be grown.
    """
    there = apps.get_model("reports.ReportingCycle").objects.filter(pk__gte=ONE).count()
    wanted = cycles_for(responses)
    with connection.cursor() as cursor:
        # The triggers and foreign keys, not the other constraints, are passed by.
        cursor.execute("SET session_replication_role = replica")
        Generator(there, wanted).fill()
        cursor.execute("SET session_replication_role = origin")
        set_sequences(cursor)
        cursor.execute("VACUUM (ANALYZE)")
    return max(wanted, there) * PER_CYCLE


def set_sequences(cursor: Any) -> None:
    """Let the next id of each table come after the generated ones."""
    from django.core.management.color import no_style

    found = [model for label in ("commitments", "reports") for model in models_of(label)]
    for statement in connection.ops.sequence_reset_sql(no_style(), found):
        cursor.execute(statement)


def models_of(label: str) -> list[type[models.Model]]:
    return list(apps.get_app_config(label).get_models())


def prepare(responses: int) -> int:
    """Make the tables, load the starting facts and fill up; how many generated responses."""
    from django.core.management import call_command

    # A tiny run works in a copy that has them.
    if "reports_response" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)
        call_command("load_facts", verbosity=0)
    return fill(responses)


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    django.setup()
    fill(int(sys.argv[1]))
