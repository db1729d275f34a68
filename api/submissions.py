"""Reports: the record, what it says, its form, its files and its steps.

All writing goes through ``workflow``, ``recording`` and ``files`` of ``reports``, ``answering`` and
``deriving`` of ``questionnaires``, and ``declaring`` and ``typed`` of ``indicators``.
"""

from collections.abc import Mapping
from contextlib import suppress
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch, Q, QuerySet
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.reading import filters, records
from api.reading.base import unknown
from api.resources import ResourceView
from api.shared.authentication import CALLERS
from api.shared.sight import readable, sight_of
from api.writing import bodies, form_bodies, sent
from api.writing.figures_bodies import SomeFigures
from api.writing.handlers import step, writes
from api.writing.idempotency import Handler
from api.writing.progress_bodies import SomeProgress
from api.writing.versions import being_written, etag_of, locked, moved
from indicators import declaring, typed
from indicators.models.observations import OF_PUBLIC_PARTS, PUBLIC_FOOTNOTES
from indicators.models.progress import PUBLIC_ROWS
from publications.records import answered, forms, measured, planned, plans, reported
from publications.records.answered import Sight
from publications.records.rows import SUBMISSIONS
from questionnaires import answering, deriving, templates
from questionnaires.models import Answer
from reports.attachments import files
from reports.coding import recording
from reports.models import Action, Submission, SubmissionStatus
from reports.permissions import REGISTER, REVIEW
from reports.submissions import workflow


def inspected(handler: Handler) -> Handler:
    """Make an upload's handler check the file before anything is locked. The handler itself reports
    faults of the file, after those of the request."""

    @wraps(handler)
    def looked_into(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
        upload = request.data.get("file")
        if isinstance(upload, UploadedFile):
            with suppress(ValidationError):
                files.check(upload)
        return handler(view, request, *args, **kwargs)

    return looked_into


class Submissions(ResourceView):
    """Published reports: the current version of each reporter and cycle. Staff also see those in
    progress, one by one or by `status`."""

    resource = "submissions"
    serializer_class = reported.SubmissionSerializer
    table = SUBMISSIONS
    lookup_field = "reference"
    filterset_class = filters.Submissions
    authentication_classes = CALLERS
    published = ("status", SubmissionStatus.PUBLISHED)

    def get_queryset(self) -> "QuerySet[Submission]":
        return records.submissions(self.shows, is_private=self.is_private)

    def version_of(self, record: Submission) -> str:
        return etag_of(record)

    def locked(self, key: str) -> Submission:
        return locked(self.request, key)

    @property
    def answers_submission(self) -> bool:
        """Whether the answer to a change is the submission, in its new version."""
        return bool(self.write) and isinstance(self.answer(), reported.SubmissionSerializer)

    # The record

    @writes(Scope.SUBMISSIONS, REGISTER, bodies.NewSubmission, 201)
    def create(self, values: Mapping[str, Any]) -> Response:
        """Register a report that came: a draft, as the next version of that reporter and cycle."""
        return self.written(workflow.register(by=self.request.user, **values), 201)

    @writes(Scope.SUBMISSIONS, REGISTER, bodies.ChangedSubmission)
    def partial_update(self, values: Mapping[str, Any], reference: str) -> Response:
        """Change what a report says of itself while it is being written. The secretariat's
        remarks may be changed at any time."""
        current = locked(self.request, reference)
        return self.written(workflow.change(current, by=self.request.user, **values))

    # What it says

    @action(detail=True, url_path="responses", serializer_class=reported.ResponsesSerializer)
    def responses(self, request: Request, reference: str) -> Response:
        """All that one report says, in document order."""
        return self.shown_responses(self.find(reference))

    @responses.mapping.put
    @writes(Scope.RESPONSES, REGISTER, bodies.ResponseList)
    def replace_responses(self, values: Mapping[str, Any], reference: str) -> Response:
        """Record all that a report says: these responses and no others. All or nothing."""
        rows = values["responses"]
        submission = being_written(self.request, reference)
        gone = sent.keys_of(submission) - {row["commitment"] for row in rows}
        removed = [sent.nothing_on(commitment) for commitment in sorted(gone)]
        with bodies.told_at(bodies.places("responses", rows, "commitment"), sent.OF_RESPONSE):
            found = [*removed, *sent.responses(submission, rows)]
            recording.record(submission, found, by=self.request.user)
        return self.shown_responses(moved(submission))

    @responses.mapping.patch
    @writes(Scope.RESPONSES, REGISTER, bodies.SomeResponses)
    def merge_responses(self, values: Mapping[str, Any], reference: str) -> Response:
        """Record some of what a report says: each of these responses replaces the one on its
        commitment, the others stay. All or nothing."""
        rows = values.get("responses", [])
        submission = being_written(self.request, reference)
        with bodies.told_at(bodies.places("responses", rows, "commitment"), sent.OF_RESPONSE):
            found = sent.responses(submission, rows)
            recording.record(submission, found, by=self.request.user)
        return self.shown_responses(moved(submission))

    def shown_responses(self, submission: Submission) -> Response:
        found = records.responses(is_private=self.is_private).filter(submission=submission)
        found = found.order_by("commitment__document__key", "commitment__position")
        context = self.get_serializer_context()
        data = reported.ResponseSerializer(found, many=True, context=context).data
        headers = {"ETag": etag_of(submission)} if self.is_private else {}
        return Response({"responses": data}, headers=headers)

    # What it answers in its form

    @action(detail=True, url_path="answers", serializer_class=answered.AnswersSerializer)
    def answers(self, request: Request, reference: str) -> Response:
        """All that one report answers in its form, in the form's order. Staff and the reporter's
        points of contact see what is not public too, also while it is being written."""
        return self.shown_answers(self.visible(reference))

    @answers.mapping.patch
    @writes(Scope.RESPONSES, REGISTER, form_bodies.SomeAnswers)
    def merge_answers(self, values: Mapping[str, Any], reference: str) -> Response:
        """Record some of what a report answers: each of these answers replaces the one under its
        part and row, the others stay. What is behind a closed gate is not asked. All or nothing."""
        submission = being_written(self.request, reference)
        rows = values.get("answers", [])
        for form, given, places in sent.answers_by_form(submission, rows):
            with bodies.told_at(places, sent.OF_ANSWER):
                answering.record(submission, form, given, by=self.request.user)
        return self.shown_answers(moved(submission))

    def shown_answers(self, submission: Submission) -> Response:
        """The answers that the caller may read. A writer who may not read everything is shown only
        the public ones."""
        sight = sight_of(self.request, submission.reference)
        found = forms.all_answers() if sight or self.write else forms.answers()
        if not sight and self.write:
            found = found.filter(forms.SHOWN_ROWS)
        found = found.filter(submission=submission).order_by(*forms.IN_ORDER)
        context = {**self.context_for(sight), "sight": sight}
        data = answered.AnswerSerializer(found, many=True, context=context).data
        return self.shown_part({"answers": data}, submission, sight)

    @action(detail=True, url_path="proposals", serializer_class=answered.ProposalsSerializer)
    def proposals(self, request: Request, reference: str) -> Response:
        """What the confirmed answers of a report propose on commitments: for staff and the
        reporter's points of contact."""
        submission = self.visible(reference)
        if sight_of(request, reference) is None:
            raise NotFound
        return self.shown_proposals(submission)

    @proposals.mapping.post
    @writes(Scope.RESPONSES, REGISTER, form_bodies.DecisionList)
    def decide(self, values: Mapping[str, Any], reference: str) -> Response:
        """Confirm proposals, or decide them: each becomes a response with the answers behind it.
        All or nothing."""
        submission = being_written(self.request, reference)
        rows = values["decisions"]
        for form, decisions, places in sent.decisions_by_form(submission, rows):
            with bodies.told_at(places, sent.OF_ANSWER):
                deriving.confirm(submission, form, decisions, by=self.request.user)
        return self.shown_proposals(moved(submission))

    def shown_proposals(self, submission: Submission) -> Response:
        made = [
            proposal
            for template in sent.templates_of(submission)
            for proposal in deriving.proposals(submission, templates.load(template))
        ]
        context = self.get_serializer_context()
        data = answered.ProposalSerializer(made, many=True, context=context).data
        sight = sight_of(self.request, submission.reference)
        return self.shown_part({"proposals": data}, submission, sight)

    # What it declares of plans

    @action(detail=True, url_path="progress", serializer_class=planned.ProgressListSerializer)
    def progress(self, request: Request, reference: str) -> Response:
        """All that one report declares of measures and targets. Staff and the reporter's points of
        contact see it also while it is being written."""
        return self.shown_progress(self.visible(reference))

    @progress.mapping.patch
    @writes(Scope.RESPONSES, REGISTER, SomeProgress)
    def merge_progress(self, values: Mapping[str, Any], reference: str) -> Response:
        """Record some of what a report declares: each of these declarations replaces the one on its
        measure or target, the others stay. All or nothing."""
        rows = values.get("progress", [])
        submission = being_written(self.request, reference)
        with bodies.told_at(bodies.places("progress", rows, "on"), sent.OF_PROGRESS):
            given = [sent.progress(**row) for row in rows]
            declaring.record(submission, given, by=self.request.user)
        return self.shown_progress(moved(submission))

    def shown_progress(self, submission: Submission) -> Response:
        sight = sight_of(self.request, submission.reference)
        found = plans.all_progress().filter(submission=submission)
        if not sight:
            found = found.filter(PUBLIC_ROWS)
        data = planned.ProgressSerializer(found, many=True, context=self.context_for(sight)).data
        return self.shown_part({"progress": data}, submission, sight)

    @action(
        detail=True,
        url_path="announcements",
        serializer_class=planned.AnnouncementListSerializer,
    )
    def announcements(self, request: Request, reference: str) -> Response:
        """The plans, measures and targets that one report sets out itself. Staff and the reporter's
        points of contact see them also while it is being written. Two queries."""
        submission = self.visible(reference)
        found = plans.announcements(submission)
        context = self.get_serializer_context()
        data = planned.AnnouncementSerializer(found, many=True, context=context).data
        sight = sight_of(request, reference)
        return self.shown_part({"announcements": data}, submission, sight)

    # The figures that it gives beside its form

    @action(detail=True, url_path="figures", serializer_class=measured.FiguresOfReportSerializer)
    def figures(self, request: Request, reference: str) -> Response:
        """All figures of one report, and its answers without a figure. Staff and the State's points
        of contact see also what stands beside the form while the report is being written; what the
        form gives is recorded as it is handed in."""
        return self.shown_figures(self.visible(reference))

    @figures.mapping.patch
    @writes(Scope.RESPONSES, REGISTER, SomeFigures)
    def merge_figures(self, values: Mapping[str, Any], reference: str) -> Response:
        """Record some of the figures beside the form: each line replaces that of its indicator, the
        others stay. All or nothing."""
        rows = values.get("figures", [])
        submission = being_written(self.request, reference)
        with bodies.told_at(bodies.places("figures", rows, "indicator"), sent.OF_FIGURE):
            given = {row["indicator"]: sent.figure(row) for row in rows}
            typed.record(submission, given, by=self.request.user)
        return self.shown_figures(moved(submission))

    def shown_figures(self, submission: Submission) -> Response:
        sight = sight_of(self.request, submission.reference)
        footnotes = Answer.objects.filter(Q() if sight else PUBLIC_FOOTNOTES)
        explained = Prefetch("footnote", footnotes, to_attr="explained")
        observed = submission.observations.select_related(*measured.OF_OBSERVATION)
        observed = observed.prefetch_related(explained)
        silent = submission.availability.select_related(*measured.OF_AVAILABILITY)
        if not sight:
            observed, silent = observed.filter(OF_PUBLIC_PARTS), silent.filter(OF_PUBLIC_PARTS)
        order = ("indicator__position", "indicator__key", "key")
        data = measured.FiguresOfReportSerializer(
            {"figures": observed.order_by(*order), "answers": silent.order_by(*order)},
            context=self.context_for(sight),
        ).data
        return self.shown_part(data, submission, sight)

    # What belongs to these parts of a report

    def visible(self, reference: str) -> Submission:
        """The report, where the caller may read it."""
        found = readable(self.request, reference)
        if found is None:
            raise unknown(reference)
        return found

    def context_for(self, sight: Sight | None) -> dict[str, Any]:
        return {**self.get_serializer_context(), "private": bool(sight)}

    def shown_part(self, data: Any, submission: Submission, sight: Sight | None) -> Response:
        """With the version of the report, for those who may write it."""
        is_writer = self.write or sight == Sight.STAFF
        return Response(data, headers={"ETag": etag_of(submission)} if is_writer else {})

    # Its files

    @action(
        detail=True,
        methods=["post"],
        url_path="attachments",
        parser_classes=[MultiPartParser],
        serializer_class=reported.AttachmentSerializer,
    )
    @inspected
    @writes(Scope.ATTACHMENTS, REGISTER, bodies.NewAttachment, 201, is_versioned=False)
    def attach(self, values: dict[str, Any], reference: str) -> Response:
        """Keep a document with a report that is being written."""
        submission = being_written(self.request, reference, is_versioned=False)
        upload = values.pop("file")
        attachment = files.attach(submission, upload, by=self.request.user, **values)
        context = self.get_serializer_context()
        data = reported.AttachmentSerializer(attachment, context=context).data
        return Response(data, status=201, headers={"ETag": etag_of(moved(submission))})

    @action(detail=True, methods=["delete"], url_path="attachments/(?P<key>[A-Za-z0-9_-]{1,100})")
    @writes(Scope.ATTACHMENTS, REGISTER, status=204)
    def detach(self, reference: str, key: str) -> Response:
        """Take a document away from a report that is being written, unless a response cites it."""
        submission = being_written(self.request, reference)
        attachment = sent.attachments_of(submission).get(key)
        if attachment is None:
            raise NotFound
        files.remove(attachment, by=self.request.user)
        return Response(status=204, headers={"ETag": etag_of(moved(submission))})

    # Its steps

    def take(self, submission: Submission, taken: Action, reason: str) -> Submission:
        return workflow.take(submission, taken, by=self.request.user, reason=reason)

    @step(REGISTER, bodies.Reason)
    def submit(self, submission: Submission, reason: str = "") -> Submission:
        """Hand a report in for review; its content is frozen from then on."""
        return self.take(submission, Action.SUBMIT, reason)

    @step(REVIEW, bodies.Reason)
    def start_review(self, submission: Submission, reason: str = "") -> Submission:
        """Begin to review a submitted report."""
        return self.take(submission, Action.START_REVIEW, reason)

    @step(REVIEW, bodies.Reason, path="return")
    def return_to_author(self, submission: Submission, reason: str = "") -> Submission:
        """Give a report back for editing; the reason is shown to its author."""
        return self.take(submission, Action.RETURN, reason)

    @step(REVIEW, bodies.Reason)
    def publish(self, submission: Submission, reason: str = "") -> Submission:
        """Make a reviewed report public, in place of the version that was public until now."""
        return self.take(submission, Action.PUBLISH, reason)

    @step(REVIEW, bodies.Reason)
    def withdraw(self, submission: Submission, reason: str = "") -> Submission:
        """Take a report back, for a reason. If it was published, the version it had superseded is
        public again."""
        return self.take(submission, Action.WITHDRAW, reason)

    @step(REGISTER, status=201)
    def correct(self, submission: Submission) -> Submission:
        """Begin a new version of a published report: a draft with the same content."""
        return workflow.correct(submission, by=self.request.user)

    @step(REGISTER, bodies.Told)
    def show_withdrawn(self, submission: Submission, *, is_shown: bool) -> Submission:
        """Tell the public that a report which was public was withdrawn, or no longer: its
        reference and its days, nothing of its content."""
        return workflow.show_withdrawn(submission, by=self.request.user, is_shown=is_shown)
