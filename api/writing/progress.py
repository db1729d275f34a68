"""Progress that a report declares on measures and targets, read and written; plans that it sets out
itself, only read.

All of it goes through ``declaring`` of ``indicators``.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.serializers import BaseSerializer

from accounts.models import Scope
from api.shared.errors import BadRequest, Fault
from api.shared.sight import sight_of
from api.writing import bodies, progress_bodies
from api.writing.answers import WritableForms
from api.writing.versions import moved
from api.writing.views import Write, being_written
from indicators import declaring
from indicators.declaring import Given
from indicators.models.progress import PUBLIC_ROWS, WORDS
from publications.records import planned, plans
from reports.models import Submission
from reports.permissions import REGISTER

FIELDS = {"on", "level", "nothing_new_since", "language", "figures", *WORDS}


class WritableProgress(WritableForms):
    writes = {
        **WritableForms.writes,
        "merge_progress": Write(Scope.RESPONSES, REGISTER, progress_bodies.SomeProgress),
    }
    others: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {
        **WritableForms.others,
        "progress": planned.ProgressListSerializer,
        "merge_progress": planned.ProgressListSerializer,
        "announcements": planned.AnnouncementListSerializer,
    }

    @action(detail=True, url_path="progress")
    def progress(self, request: Request, reference: str) -> Answer:
        """All that one report declares of measures and targets. Staff and the reporter's points of
        contact see it also while it is being written."""
        return self.shown_progress(self.visible(reference))

    @progress.mapping.patch
    def merge_progress(self, request: Request, reference: str) -> Answer:
        """Record some of what a report declares: each of these declarations replaces the one on its
        measure or target, the others stay. All or nothing."""
        rows = bodies.read(progress_bodies.SomeProgress, request).get("progress", [])
        with transaction.atomic():
            submission = being_written(request, reference)
            record(request, submission, rows)
            return self.shown_progress(moved(submission))

    @action(detail=True, url_path="announcements")
    def announcements(self, request: Request, reference: str) -> Answer:
        """The plans, measures and targets that one report sets out itself. Staff and the reporter's
        points of contact see them also while it is being written. Two queries."""
        submission = self.visible(reference)
        sight = sight_of(request, submission.reference)
        found = plans.announcements(submission)
        context = self.get_serializer_context()
        data = planned.AnnouncementSerializer(found, many=True, context=context).data
        return Answer({"announcements": data}, headers=self.version_of(submission, sight))

    def shown_progress(self, submission: Submission) -> Answer:
        sight = sight_of(self.request, submission.reference)
        found = plans.all_progress().filter(submission=submission)
        if not sight:
            found = found.filter(PUBLIC_ROWS)
        context = {**self.get_serializer_context(), "private": bool(sight)}
        data = planned.ProgressSerializer(found, many=True, context=context).data
        return Answer({"progress": data}, headers=self.version_of(submission, sight))


def record(request: Request, submission: Submission, rows: Sequence[Mapping[str, Any]]) -> None:
    """Record the declarations; every problem becomes a fault at its place in the body."""
    places = {row["on"]: f"progress.{index}" for index, row in enumerate(rows)}
    try:
        declaring.record(submission, [given(**row) for row in rows], by=request.user)
    except ValidationError as error:
        faults = [
            fault(places.get(key, ""), each)
            for key, errors in error.error_dict.items()
            for each in errors
        ]
        raise BadRequest(faults, bodies.wrong_body()) from None


def given(*, level: str | None, language: str | None, **content: Any) -> Given:
    """A language without words is dropped."""
    has_words = any(content[name] for name in WORDS)
    return Given(level=level or "", language=(language or "") if has_words else "", **content)


def fault(place: str, problem: ValidationError) -> Fault:
    field = problem.code if place and problem.code in FIELDS else None
    return Fault(bodies.joined(place, field) if field else place, " ".join(problem.messages))
