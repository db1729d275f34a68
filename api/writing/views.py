"""Writing: submissions, their responses and files, and their steps.

All of it goes through ``workflow``, ``recording`` and ``files`` of ``reports``. The views decide
who may call them, check the body and the version, and answer with the outcome.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http.response import HttpResponseBase
from rest_framework.authentication import BaseAuthentication
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.serializers import BaseSerializer

from accounts.models import Scope
from api.reading import records
from api.reading.base import ResourceView
from api.shared import strict
from api.shared.authentication import (
    SEE_EVERYTHING,
    ApiKeyAuthentication,
    StaffSession,
    may_see_everything,
    require,
)
from api.shared.errors import BadRequest, Fault, TooLarge
from api.writing import bodies
from api.writing.idempotency import Handler, idempotent
from api.writing.versions import etag_of, locked, moved, version_tag
from publications.records import reported
from reports.attachments import files
from reports.coding import recording
from reports.models import Action, Attachment, Response, Submission, SubmissionStatus
from reports.permissions import REGISTER, REVIEW
from reports.refusals import require_being_written
from reports.submissions import workflow

# A form is larger than its file: names, separators, the other fields.
FORM_OVERHEAD_BYTES = 64 * 1024
NO_FILE = 0


@dataclass(frozen=True)
class Write:
    """One way of writing: scope and permission, body, statuses, and whether it takes ``If-Match``.

    Without a ``permission`` it is not only for the secretariat: the record's rules say who may.
    """

    scope: Scope
    permission: str = ""
    body: type[strict.Body] | None = None
    statuses: tuple[int, ...] = (200,)
    is_versioned: bool = True
    # Whether it takes ``If-Match`` with the version of its preview, where it changes something.
    has_preview: bool = False
    # Whether something may be recorded: a preview never does.
    records: bool = True
    # Whether it also takes a table as text/csv.
    takes_csv: bool = False


class WritableView(ResourceView):
    """A resource that some callers may change, and see more of than the public does.

    They get a single record with its unpublished parts and its version.
    """

    authentication_classes: Sequence[type[BaseAuthentication]] = [
        ApiKeyAuthentication,
        StaffSession,
    ]
    parser_classes: Sequence[type[BaseParser]] = [strict.StrictJson]
    writes: ClassVar[Mapping[str, Write]] = {}

    @property
    def write(self) -> Write | None:
        """The way of writing of this request, if it writes."""
        return self.writes.get(self.action or "")

    @cached_property
    def is_private(self) -> bool:
        """Whether the answer may hold what is not published."""
        if self.request is None or self.action == "list":
            return False
        return self.write is not None or may_see_everything(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.refuse_large(request)
        super().initial(request, *args, **kwargs)

    def refuse_large(self, request: Request) -> None:
        """Raise TooLarge before the body is read; a body without a length is not read at all."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if MultiPartParser in self.parser_classes:
            limit = settings.MAX_UPLOAD_BYTES + FORM_OVERHEAD_BYTES
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > limit:
            raise TooLarge(limit)

    def answer(self) -> Any:
        removes = self.write is not None and self.write.statuses == (204,)
        return None if removes else super().answer()

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if self.write:
            require(request, self.write.scope, self.write.permission)

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        if hasattr(response, "language"):
            response.headers["Content-Language"] = response.language
        return response

    def retrieve(self, request: Request, **kwargs: str) -> Answer:
        if not self.is_private:
            return super().retrieve(request, **kwargs)
        key = kwargs[self.lookup_url_kwarg or self.lookup_field]
        return self.versioned(self.find(key))

    def versioned(self, record: Any, status: int = 200) -> Answer:
        """A record as its writers see it, with its version and its address."""
        data = self.show_alone(record)
        headers = {"ETag": self.tag_of(record)}
        if status == 201:
            headers["Location"] = data["url"]
        return Answer(data, status=status, headers=headers)

    def tag_of(self, record: Any) -> str:
        """The version of a record: that of its submission."""
        return etag_of(self.submission_of(record))

    def submission_of(self, record: Any) -> Submission:
        raise NotImplementedError


class VersionedView(WritableView):
    """Records that have a history, and so a version, of their own."""

    def tag_of(self, record: Any) -> str:
        return version_tag(record)


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


class WritableSubmissions(WritableView):
    writes = {
        "create": Write(
            Scope.SUBMISSIONS, REGISTER, bodies.NewSubmission, (201,), is_versioned=False
        ),
        "partial_update": Write(Scope.SUBMISSIONS, REGISTER, bodies.ChangedSubmission),
        "replace_responses": Write(Scope.RESPONSES, REGISTER, bodies.ResponseList),
        "merge_responses": Write(Scope.RESPONSES, REGISTER, bodies.SomeResponses),
        "attach": Write(
            Scope.ATTACHMENTS, REGISTER, bodies.NewAttachment, (201,), is_versioned=False
        ),
        "detach": Write(Scope.ATTACHMENTS, REGISTER, statuses=(204,)),
        "submit": Write(Scope.TRANSITIONS, REGISTER, bodies.Reason),
        "start_review": Write(Scope.TRANSITIONS, REVIEW, bodies.Reason),
        "return_to_author": Write(Scope.TRANSITIONS, REVIEW, bodies.Reason),
        "publish": Write(Scope.TRANSITIONS, REVIEW, bodies.Reason),
        "withdraw": Write(Scope.TRANSITIONS, REVIEW, bodies.Reason),
        "correct": Write(Scope.TRANSITIONS, REGISTER, bodies.Nothing, (201,)),
        "show_withdrawn": Write(Scope.TRANSITIONS, REGISTER, bodies.Told),
    }

    @cached_property
    def is_private(self) -> bool:
        """Among lists, only those that ask for more than published reports."""
        if self.action != "list" or self.request is None:
            return super().is_private
        statuses = self.request.query_params.get("status", SubmissionStatus.PUBLISHED)
        return set(statuses.split(",")) != {SubmissionStatus.PUBLISHED}

    def list(self, request: Request) -> HttpResponseBase:
        if self.is_private:
            require(request, Scope.READ, SEE_EVERYTHING)
        return super().list(request)

    def submission_of(self, record: Submission) -> Submission:
        return record

    others: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {
        "responses": reported.ResponsesSerializer,
        "replace_responses": reported.ResponsesSerializer,
        "merge_responses": reported.ResponsesSerializer,
        "attach": reported.AttachmentSerializer,
    }

    def answer(self) -> Any:
        action = self.action or ""
        return self.others[action]() if action in self.others else super().answer()

    @property
    def answers_submission(self) -> bool:
        """Whether the answer to a change is the submission, in its new version."""
        return bool(self.write) and self.action not in (*self.others, "detach")

    def written(self, submission: Submission, status: int = 200) -> Answer:
        return self.versioned(self.get_queryset().get(pk=submission.pk), status)

    # The record

    @idempotent
    def create(self, request: Request) -> Answer:
        """Register a report that came: a draft, as the next version of that reporter and cycle."""
        values = bodies.read(bodies.NewSubmission, request)
        with transaction.atomic():
            return self.written(workflow.register(by=request.user, **values), 201)

    def partial_update(self, request: Request, reference: str) -> Answer:
        """Change what a report says of itself while it is being written. The secretariat's
        remarks may be changed at any time."""
        values = bodies.read(bodies.ChangedSubmission, request, partial=True)
        with transaction.atomic():
            current = locked(request, reference)
            return self.written(workflow.change(current, by=request.user, **values))

    # What it says

    @action(detail=True, url_path="responses")
    def responses(self, request: Request, reference: str) -> Answer:
        """All that one report says, in document order."""
        return self.versioned_responses(self.find(reference))

    @responses.mapping.put
    def replace_responses(self, request: Request, reference: str) -> Answer:
        """Record all that a report says: these responses and no others. All or nothing."""
        rows = bodies.read(bodies.ResponseList, request)["responses"]
        return self.record(request, reference, rows, is_whole=True)

    @responses.mapping.patch
    def merge_responses(self, request: Request, reference: str) -> Answer:
        """Record some of what a report says: each of these responses replaces the one on its
        commitment, the others stay. All or nothing."""
        rows = bodies.read(bodies.SomeResponses, request).get("responses", [])
        return self.record(request, reference, rows, is_whole=False)

    def record(
        self, request: Request, reference: str, rows: Sequence[dict[str, Any]], *, is_whole: bool
    ) -> Answer:
        contents = {row.pop("commitment"): row for row in rows}
        places = {key: f"responses.{index}" for index, key in enumerate(contents)}
        with transaction.atomic():
            submission = being_written(request, reference)
            gone = keys_of(submission) - set(contents) if is_whole else set()
            removed = [recording.Answer(key, status="") for key in sorted(gone)]
            record(request, submission, [*removed, *answers(submission, contents)], places)
            return self.versioned_responses(moved(submission))

    def versioned_responses(self, submission: Submission) -> Answer:
        responses = (
            records.responses(is_private=self.is_private)
            .filter(submission=submission)
            .order_by("commitment__document__key", "commitment__position")
        )
        context = self.get_serializer_context()
        found = reported.ResponseSerializer(responses, many=True, context=context).data
        headers = {"ETag": etag_of(submission)} if self.is_private else {}
        return Answer({"responses": found}, headers=headers)

    # Its files

    @action(detail=True, methods=["post"], url_path="attachments", parser_classes=[MultiPartParser])
    @inspected
    @idempotent
    def attach(self, request: Request, reference: str) -> Answer:
        """Keep a document with a report that is being written."""
        values = bodies.read(bodies.NewAttachment, request)
        with transaction.atomic():
            submission = being_written(request, reference, is_versioned=False)
            upload = values.pop("file")
            attachment = files.attach(submission, upload, by=request.user, **values)
            context = self.get_serializer_context()
            data = reported.AttachmentSerializer(attachment, context=context).data
            return Answer(data, status=201, headers={"ETag": etag_of(moved(submission))})

    @action(detail=True, methods=["delete"], url_path="attachments/(?P<key>[A-Za-z0-9_-]{1,100})")
    def detach(self, request: Request, reference: str, key: str) -> Answer:
        """Take a document away from a report that is being written, unless a response cites it."""
        with transaction.atomic():
            submission = being_written(request, reference)
            attachment = attachments_of(submission).get(key)
            if attachment is None:
                raise NotFound
            files.remove(attachment, by=request.user)
            return Answer(status=204, headers={"ETag": etag_of(moved(submission))})

    # Its steps

    def step(self, request: Request, reference: str, taken: Action) -> Answer:
        reason = bodies.read(bodies.Reason, request).get("reason", "")
        with transaction.atomic():
            submission = locked(request, reference)
            return self.written(workflow.take(submission, taken, by=request.user, reason=reason))

    @action(detail=True, methods=["post"])
    @idempotent
    def submit(self, request: Request, reference: str) -> Answer:
        """Hand a report in for review; its content is frozen from then on."""
        return self.step(request, reference, Action.SUBMIT)

    @action(detail=True, methods=["post"], url_path="start-review")
    @idempotent
    def start_review(self, request: Request, reference: str) -> Answer:
        """Begin to review a submitted report."""
        return self.step(request, reference, Action.START_REVIEW)

    @action(detail=True, methods=["post"], url_path="return")
    @idempotent
    def return_to_author(self, request: Request, reference: str) -> Answer:
        """Give a report back for editing; the reason is shown to its author."""
        return self.step(request, reference, Action.RETURN)

    @action(detail=True, methods=["post"])
    @idempotent
    def publish(self, request: Request, reference: str) -> Answer:
        """Make a reviewed report public, in place of the version that was public until now."""
        return self.step(request, reference, Action.PUBLISH)

    @action(detail=True, methods=["post"])
    @idempotent
    def withdraw(self, request: Request, reference: str) -> Answer:
        """Take a report back, for a reason. If it was published, the version it had superseded is
        public again."""
        return self.step(request, reference, Action.WITHDRAW)

    @action(detail=True, methods=["post"])
    @idempotent
    def correct(self, request: Request, reference: str) -> Answer:
        """Begin a new version of a published report: a draft with the same content."""
        bodies.read(bodies.Nothing, request)
        with transaction.atomic():
            published = locked(request, reference)
            return self.written(workflow.correct(published, by=request.user), 201)

    @action(detail=True, methods=["post"], url_path="show-withdrawn")
    @idempotent
    def show_withdrawn(self, request: Request, reference: str) -> Answer:
        """Tell the public that a report which was public was withdrawn, or no longer: its
        reference and its days, nothing of its content."""
        is_shown = bodies.read(bodies.Told, request)["is_shown"]
        with transaction.atomic():
            current = locked(request, reference)
            told = workflow.show_withdrawn(current, by=request.user, is_shown=is_shown)
            return self.written(told)


class WritableResponses(WritableView):
    writes = {
        "update": Write(Scope.RESPONSES, REGISTER, bodies.ResponseContent, (200, 201)),
        "destroy": Write(Scope.RESPONSES, REGISTER, statuses=(204,)),
    }

    def submission_of(self, record: Response) -> Submission:
        return record.submission

    def update(self, request: Request, key: str) -> Answer:
        """Record what a report says on one commitment, whether it said something before or not.
        The version is that of the submission."""
        content = bodies.read(bodies.ResponseContent, request)
        reference, _colon, commitment = key.partition(":")
        with transaction.atomic():
            submission = being_written(request, reference)
            found = answers(submission, {commitment: content})
            outcome = record(request, submission, found, {commitment: ""})
            return self.versioned(self.find(key), 201 if outcome.created else 200)

    def destroy(self, request: Request, key: str) -> Answer:
        """Take away what was recorded on one commitment. The version is that of the submission."""
        reference, _colon, commitment = key.partition(":")
        with transaction.atomic():
            submission = being_written(request, reference)
            if commitment not in keys_of(submission):
                raise NotFound
            record(request, submission, [recording.Answer(commitment, status="")], {commitment: ""})
            return Answer(status=204, headers={"ETag": etag_of(moved(submission))})


def being_written(request: Request, reference: str, *, is_versioned: bool = True) -> Submission:
    """The submission, locked, in the version that was read. Raises ContentFrozen if it is no longer
    being written."""
    submission = locked(request, reference, is_versioned=is_versioned)
    require_being_written(submission)
    return submission


def keys_of(submission: Submission) -> set[str]:
    """The keys of the commitments on which the submission has responses."""
    return set(submission.responses.values_list("commitment__key", flat=True))


def attachments_of(submission: Submission) -> dict[str, Attachment]:
    return {attachment.key: attachment for attachment in submission.attachments.all()}


def answers(
    submission: Submission, contents: Mapping[str, Mapping[str, Any]]
) -> list[recording.Answer]:
    """The answers to record, from the contents that were sent, by commitment."""
    attached = attachments_of(submission)
    return [answer(key, attached, **content) for key, content in contents.items()]


def answer(
    commitment: str,
    attached: Mapping[str, Attachment],
    *,
    attachment_key: str | None,
    language: str | None,
    **content: Any,
) -> recording.Answer:
    """``coding`` refuses a file that the submission does not have."""
    attachment = attached.get(attachment_key or "")
    missing = NO_FILE if attachment_key is not None else None
    return recording.Answer(
        commitment,
        attachment_id=attachment.pk if attachment else missing,
        language=(language or "") if content["narrative"] else "",
        **content,
    )


def record(
    request: Request,
    submission: Submission,
    found: Sequence[recording.Answer],
    places: Mapping[str, str],
) -> recording.Outcome:
    """Record the answers; every problem becomes a fault at its commitment's place in the body."""
    try:
        return recording.record(submission, found, by=request.user)
    except ValidationError as error:
        problems = error.error_dict.items()
        faults = [fault(places.get(key, ""), each) for key, errors in problems for each in errors]
        raise BadRequest(faults, bodies.wrong_body()) from None


FIELDS = {
    "attachment": "attachment_key",
    **{name: name for name in ("commitment", *bodies.ResponseContent().fields)},
}


def fault(place: str, problem: ValidationError) -> Fault:
    field = FIELDS.get(problem.code or "")
    path = bodies.joined(place, field) if field else place
    return Fault(path, " ".join(problem.messages))
