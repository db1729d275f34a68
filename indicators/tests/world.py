"""Reports that say something in figures, for the tests of them. Made up, in the real form."""

from typing import Any

from indicators.models import Dimension
from questionnaires import answering, templates
from questionnaires.answering import Given
from questionnaires.models import ReportTemplate
from questionnaires.templates import Loaded
from reports.models import Reporter, ReportingCycle, Submission
from testing.builders import make_draft, make_officer, publish

YES, NO = "yes", "no"


def form() -> Loaded:
    """The form of the starting facts."""
    return templates.load(ReportTemplate.objects.get(key="poa-national-report", version=1))


def given(**rows: dict[str, str]) -> list[Given]:
    """A table of arms: the cells of each row by its key, with hyphens for underscores."""
    return [
        Given("weapons-collected", "answer", YES),
        *(
            Given("collected-weapons-by-type", "weapons", cells, row=key.replace("_", "-"))
            for key, cells in rows.items()
        ),
    ]


def traced(number: str) -> Given:
    return Given("collected-weapons-origin", "origin-established", number)


def destroyed(number: str, comment: str = "") -> list[Given]:
    found = [
        Given("surplus-destroyed", "answer", YES),
        Given("surplus-destroyed", "surplus-destroyed", number),
    ]
    if comment:
        found.append(Given("surplus-destroyed", "comment", comment, language="en"))
    return found


def draft(code: str, *answers: Given, by: Any = None, cycle: str = "2022") -> Submission:
    """The next version of a State's report, which is being written, with answers."""
    officer = by or make_officer()
    round_ = ReportingCycle.objects.get(code=cycle)
    submission = make_draft(Reporter.objects.get(code=code), round_, by=officer)
    answering.record(submission, form(), answers, by=officer)
    return submission


def published(code: str, *answers: Given, cycle: str = "2022") -> Submission:
    return publish(draft(code, *answers, cycle=cycle))


def concepts() -> set[str]:
    return set(Dimension.objects.values_list("concept", flat=True))
