"""Writing the answers of a report's form, and confirming what they propose on commitments.

All of it goes through ``answering`` and ``deriving`` of ``questionnaires``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.serializers import BaseSerializer

from accounts.models import Scope
from api.shared.errors import BadRequest, Fault
from api.shared.sight import readable, sight_of
from api.writing import bodies, form_bodies
from api.writing.idempotency import idempotent
from api.writing.versions import etag_of, moved
from api.writing.views import (
    NO_FILE,
    WritableSubmissions,
    Write,
    attachments_of,
    being_written,
)
from publications.records import answered, forms
from publications.records.answered import Sight
from questionnaires import answering, deriving, templates
from questionnaires.form import Kind
from questionnaires.models import Answer as Stored
from questionnaires.models import ReportTemplate
from questionnaires.templates import Loaded
from reports.models import Submission
from reports.permissions import REGISTER

Rows = Sequence[Mapping[str, Any]]


class WritableForms(WritableSubmissions):
    writes = {
        **WritableSubmissions.writes,
        "merge_answers": Write(Scope.RESPONSES, REGISTER, form_bodies.SomeAnswers),
        "decide": Write(Scope.RESPONSES, REGISTER, form_bodies.DecisionList),
    }
    others: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {
        **WritableSubmissions.others,
        "answers": answered.AnswersSerializer,
        "merge_answers": answered.AnswersSerializer,
        "proposals": answered.ProposalsSerializer,
        "decide": answered.ProposalsSerializer,
    }

    @action(detail=True, url_path="answers")
    def answers(self, request: Request, reference: str) -> Answer:
        """All that one report answers in its form, in the form's order. Staff and the reporter's
        points of contact see what is not public too, also while it is being written."""
        return self.shown_answers(self.visible(reference))

    @answers.mapping.patch
    def merge_answers(self, request: Request, reference: str) -> Answer:
        """Record some of what a report answers: each of these answers replaces the one under its
        part and row, the others stay. What is behind a closed gate is not asked. All or nothing."""
        rows = bodies.read(form_bodies.SomeAnswers, request).get("answers", [])
        with transaction.atomic():
            submission = being_written(request, reference)
            for loaded, places in by_form(submission, rows):
                given = given_of(submission, loaded, {index: rows[index] for index in places})
                with told_by(places_of(given, places)):
                    answering.record(submission, loaded, given, by=request.user)
            return self.shown_answers(moved(submission))

    @action(detail=True, url_path="proposals")
    def proposals(self, request: Request, reference: str) -> Answer:
        """What the confirmed answers of a report propose on commitments: for staff and the
        reporter's points of contact."""
        submission = self.visible(reference)
        if sight_of(request, reference) is None:
            raise NotFound
        return self.shown_proposals(submission)

    @proposals.mapping.post
    @idempotent
    def decide(self, request: Request, reference: str) -> Answer:
        """Confirm proposals, or decide them: each becomes a response with the answers behind it.
        All or nothing."""
        rows = bodies.read(form_bodies.DecisionList, request)["decisions"]
        with transaction.atomic():
            submission = being_written(request, reference)
            for loaded, decided in decisions_by_form(submission, rows):
                places = {row["commitment"]: f"decisions.{index}" for index, row in decided.items()}
                decisions = [decision(**row) for row in decided.values()]
                with told_by(places):
                    deriving.confirm(submission, loaded, decisions, by=request.user)
            return self.shown_proposals(moved(submission))

    # What is answered

    def visible(self, reference: str) -> Submission:
        """The report, where the caller may read it."""
        found = readable(self.request, reference)
        if found is None:
            raise NotFound(_("Nothing published has the key %(key)s here.") % {"key": reference})
        return found

    def shown_answers(self, submission: Submission) -> Answer:
        """The answers that the caller may read. A writer who may not read everything is shown only
        the public ones."""
        sight = sight_of(self.request, submission.reference)
        found = forms.all_answers() if sight or self.write else forms.answers()
        if not sight and self.write:
            found = found.filter(forms.SHOWN_ROWS)
        found = found.filter(submission=submission).order_by(*forms.IN_ORDER)
        context = {**self.get_serializer_context(), "private": bool(sight), "sight": sight}
        data = answered.AnswerSerializer(found, many=True, context=context).data
        return Answer({"answers": data}, headers=self.version_of(submission, sight))

    def shown_proposals(self, submission: Submission) -> Answer:
        made = [
            proposal
            for template in templates_of(submission)
            for proposal in deriving.proposals(submission, templates.load(template))
        ]
        context = self.get_serializer_context()
        data = answered.ProposalSerializer(made, many=True, context=context).data
        sight = sight_of(self.request, submission.reference)
        return Answer({"proposals": data}, headers=self.version_of(submission, sight))

    def version_of(self, submission: Submission, sight: Sight | None) -> dict[str, str]:
        return {"ETag": etag_of(submission)} if self.write or sight == Sight.STAFF else {}


# What was sent


def templates_of(submission: Submission) -> list[ReportTemplate]:
    """The forms that a report answers, usually one. One query."""
    parts = Stored.objects.filter(submission=submission).values("part")
    found = ReportTemplate.objects.filter(questions__parts__in=parts).distinct()
    return list(found.order_by("key", "version"))


def by_form(submission: Submission, rows: Rows) -> list[tuple[Loaded, list[int]]]:
    """The places of the answers by form. Raises BadRequest for a form that such a report does not
    fill in."""
    serving = ReportTemplate.objects.serving(submission.cycle, submission.reporter.kind)
    known = {forms.form_key(template): template for template in serving}
    places: dict[str, list[int]] = defaultdict(list)
    faults = []
    for index, row in enumerate(rows):
        form = row["question"].rpartition(":")[0]
        places[form].append(index)
        if form not in known:
            message = _("Reports of this kind and cycle do not fill in this form.")
            faults.append(Fault(f"answers.{index}.question", message, sorted(known)))
    if faults:
        raise BadRequest(faults, bodies.wrong_body())
    return [(templates.load(known[form]), found) for form, found in places.items()]


def given_of(
    submission: Submission, loaded: Loaded, rows: Mapping[int, Mapping[str, Any]]
) -> list[answering.Given]:
    attached = attachments_of(submission)
    return [given(loaded, attached, **row) for row in rows.values()]


def given(
    loaded: Loaded,
    attached: Mapping[str, Any],
    *,
    question: str,
    part: str | None,
    row: str | None,
    language: str | None,
    attachment_key: str | None,
    contains_contact_data: bool | None,
    **content: Any,
) -> answering.Given:
    """Without a ``part`` it is the main one. ``answering`` refuses a file that the report does not
    have. Only words can contain contact data: a tick, a number or a day cannot."""
    name = question.rpartition(":")[2]
    found = loaded.form.by_key.get(name)
    part = part or (found.main.key if found else "")
    kinds = {each.key: each.kind for each in found.parts} if found else {}
    has_words = kinds.get(part) in (Kind.TEXT, Kind.ROWS)
    attachment = attached.get(attachment_key or "")
    missing = NO_FILE if attachment_key is not None else None
    return answering.Given(
        name,
        part,
        row=row or "",
        language=language or "",
        attachment_id=attachment.pk if attachment else missing,
        contains_contact_data=contains_contact_data if has_words else bool(contains_contact_data),
        **content,
    )


def places_of(given: Sequence[answering.Given], places: Sequence[int]) -> dict[str, str]:
    """Where each answer stands in the body, by the key under which ``answering`` names its
    problems."""
    return {
        "/".join(filter(None, each.key)): f"answers.{index}"
        for each, index in zip(given, places, strict=True)
    }


def decisions_by_form(
    submission: Submission, rows: Rows
) -> list[tuple[Loaded, dict[int, Mapping[str, Any]]]]:
    """The decisions with their places, by the form whose answers propose on the commitment.
    Decisions without such a form go to the first form, which refuses them."""
    loaded = [templates.load(template) for template in templates_of(submission)]
    if not loaded:
        message = _("No answer speaks of this commitment.")
        faults = [
            Fault(f"decisions.{index}.commitment", message) for index, _row in enumerate(rows)
        ]
        raise BadRequest(faults, bodies.wrong_body())
    spoken = {
        each.template.pk: {p.commitment.key for p in deriving.proposals(submission, each)}
        for each in loaded
    }
    found: dict[int, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    for index, row in enumerate(rows):
        speaks = (pk for pk, keys in spoken.items() if row["commitment"] in keys)
        found[next(speaks, loaded[0].template.pk)][index] = row
    return [(each, found[each.template.pk]) for each in loaded if each.template.pk in found]


def decision(*, commitment: str, status: str | None, keeps: bool) -> deriving.Decision:
    return deriving.Decision(commitment, status or "", keeps=keeps)


FIELDS = {
    **{name: name for name in ("question", "value", "row", "language", "commitment", "status")},
    "attachment": "attachment_key",
    "keeps": "keeps",
    "kept": "status",
}


@contextmanager
def told_by(places: Mapping[str, str]) -> Iterator[None]:
    """Every problem becomes a fault at its place in the body."""
    try:
        yield
    except ValidationError as error:
        faults = [
            fault(places.get(name, ""), each)
            for name, problems in error.error_dict.items()
            for each in problems
        ]
        raise BadRequest(faults, bodies.wrong_body()) from None


def fault(place: str, problem: ValidationError) -> Fault:
    field = FIELDS.get(problem.code or "") if place else None
    return Fault(bodies.joined(place, field) if field else place, " ".join(problem.messages))
