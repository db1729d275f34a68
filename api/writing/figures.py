"""Writing the figures that a report gives beside its form.

All of it goes through ``typed`` of ``indicators``: a report gives figures only of its own State,
and can only confirm those from a database.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.serializers import BaseSerializer

from accounts.models import Scope
from api.shared.errors import BadRequest, Fault
from api.shared.sight import sight_of
from api.writing import bodies, figures_bodies
from api.writing.progress import WritableProgress
from api.writing.versions import moved
from api.writing.views import Write, being_written
from indicators import typed
from indicators.models.observations import OF_PUBLIC_PARTS, PUBLIC_FOOTNOTES
from indicators.typed import Given
from publications.records import measured
from questionnaires.models import Answer as FormAnswer
from reports.models import Submission
from reports.permissions import REGISTER

# The field of the body for the code of a problem.
FIELDS = {
    "indicator": "indicator",
    "value": "value",
    "answer": "answer",
    "confirms": "confirms",
    "parts": "parts",
    "breakdown": "parts",
    "names_nobody": "footnote",
}


class WritableFigures(WritableProgress):
    writes = {
        **WritableProgress.writes,
        "merge_figures": Write(Scope.RESPONSES, REGISTER, figures_bodies.SomeFigures),
    }
    others: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {
        **WritableProgress.others,
        "figures": measured.FiguresOfReportSerializer,
        "merge_figures": measured.FiguresOfReportSerializer,
    }

    @action(detail=True, url_path="figures")
    def figures(self, request: Request, reference: str) -> Answer:
        """All figures of one report, and its answers without a figure. Staff and the State's points
        of contact see also what stands beside the form while the report is being written; what the
        form gives is recorded as it is handed in."""
        return self.shown_figures(self.visible(reference))

    @figures.mapping.patch
    def merge_figures(self, request: Request, reference: str) -> Answer:
        """Record some of the figures beside the form: each line replaces that of its indicator, the
        others stay. All or nothing."""
        rows = bodies.read(figures_bodies.SomeFigures, request).get("figures", [])
        with transaction.atomic():
            submission = being_written(request, reference)
            record(request, submission, rows)
            return self.shown_figures(moved(submission))

    def shown_figures(self, submission: Submission) -> Answer:
        sight = sight_of(self.request, submission.reference)
        footnotes = FormAnswer.objects.filter(Q() if sight else PUBLIC_FOOTNOTES)
        explained = Prefetch("footnote", footnotes, to_attr="explained")
        observed = submission.observations.select_related(*measured.OF_OBSERVATION)
        observed = observed.prefetch_related(explained)
        silent = submission.availability.select_related(*measured.OF_AVAILABILITY)
        if not sight:
            observed, silent = observed.filter(OF_PUBLIC_PARTS), silent.filter(OF_PUBLIC_PARTS)
        order = ("indicator__position", "indicator__key", "key")
        data = measured.FiguresOfReportSerializer(
            {"figures": observed.order_by(*order), "answers": silent.order_by(*order)},
            context={**self.get_serializer_context(), "private": bool(sight)},
        ).data
        return Answer(data, headers=self.version_of(submission, sight))


def record(request: Request, submission: Submission, rows: Sequence[Mapping[str, Any]]) -> None:
    """Record the lines; every problem becomes a fault at its place in the body."""
    places = {row["indicator"]: f"figures.{index}" for index, row in enumerate(rows)}
    given = {row["indicator"]: line(row) for row in rows}
    try:
        typed.record(submission, given, by=request.user)
    except ValidationError as error:
        faults = [
            fault(places.get(key, ""), each)
            for key, errors in error.error_dict.items()
            for each in errors
        ]
        raise BadRequest(faults, bodies.wrong_body()) from None


def line(row: Mapping[str, Any]) -> Given:
    return Given(
        value=row["value"] or "",
        answered=row["answer"] or "",
        comment=row["footnote"],
        parts={part["breakdown"]: part["value"] for part in row["parts"]},
        confirms=row["confirms"] or "",
        language=row["language"] or "",
        names_nobody=row["names_nobody"],
    )


def fault(place: str, problem: ValidationError) -> Fault:
    field = FIELDS.get(problem.code or "") if place else None
    return Fault(bodies.joined(place, field) if field else place, " ".join(problem.messages))
