"""Whom a form names as its contacts: what the confirmed private answers of a report say, and how
staff take it over, one by one, as an office, an address or an invitation. Nothing is taken over by
itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import doors
from common.multilingual import DEFAULT_LANGUAGE, localise
from contacts import invitations, offices
from contacts.models import Invitation, Office, OfficeOrigin, ReporterAddress
from questionnaires import sources, templates
from questionnaires.contact_data import mailboxes
from questionnaires.form import Kind, Part, Privacy, Question
from questionnaires.models import Answer, AnswerState, ReportTemplate
from reports.models import PointOfContact, Submission

ADD_ADDRESS = "contacts.add_reporteraddress"
ADD_OFFICE = "contacts.add_office"
# Endings of the keys of parts that belong to one person; what stands before them names the person.
NAMES, OFFICES = ("title", "name"), ("organisation", "office")
LONGEST = 200


@dataclass(frozen=True)
class Contact:
    """One mailbox, or a person without one, that a question names. ``said`` is all that is answered
    there, by label; ``name``, ``office`` and ``language`` are proposed to whoever takes it over.
    ``known`` says under what the mailbox is on record for this reporter."""

    key: str
    question: Question
    said: tuple[tuple[str, str], ...]
    email: str
    name: str
    office: str
    language: str
    known: tuple[str, ...] = ()


def has_any(submission: Submission) -> bool:
    """One query."""
    return bool(_private(submission).exists())


def _private(submission: Submission) -> Any:
    return Answer.objects.filter(
        submission=submission,
        part__privacy=Privacy.PRIVATE.value,
        part__kind=Kind.TEXT.value,
        state=AnswerState.ANSWERED,
        confirmed_at__isnull=False,
    )


def contacts_of(submission: Submission) -> list[Contact]:
    """The contacts that the report names, in the order of its form. Eleven queries at most."""
    forms = ReportTemplate.objects.filter(questions__parts__in=_private(submission).values("part"))
    found = [
        contact
        for form in forms.distinct().order_by("key", "version")
        for contact in _of_form(submission, templates.load(form))
    ]
    known = _known(submission, {each.email for each in found if each.email})
    return [replace(each, known=tuple(known.get(each.email, ()))) for each in found]


def _of_form(submission: Submission, loaded: templates.Loaded) -> list[Contact]:
    texts = Answer.objects.filter(
        submission=submission,
        part__in=loaded.part_ids.values(),
        part__kind=Kind.TEXT.value,
        state=AnswerState.ANSWERED,
        confirmed_at__isnull=False,
    )
    names = {pk: key for key, pk in loaded.part_ids.items()}
    given: dict[str, dict[str, Answer]] = defaultdict(dict)
    for answer in texts:
        question, part = names[answer.part_id]
        given[question][part] = answer
    return [
        contact
        for question in loaded.form.questions()
        for contact in _of_question(question, given[question.key])
    ]


def _of_question(question: Question, given: Mapping[str, Answer]) -> list[Contact]:
    """The contacts under one question: its private parts by the person that they are of."""
    people: dict[str, list[Part]] = defaultdict(list)
    for part in question.parts:
        if part.key in given:
            people[part.key.rpartition("-")[0]].append(part)
    return [
        contact
        for person, parts in people.items()
        if any(part.privacy == Privacy.PRIVATE for part in parts)
        for contact in _of_person(question, person, parts, given)
    ]


def _of_person(
    question: Question, person: str, parts: list[Part], given: Mapping[str, Answer]
) -> list[Contact]:
    """One for each mailbox, or one without."""

    def word(*ends: str) -> str:
        keys = (f"{person}-{end}" if person else end for end in ends)
        return " ".join(str(given[key].value) for key in keys if key in given)[:LONGEST]

    said = tuple((_label(part), sources.said(part, given[part.key])) for part in parts)
    boxes = dict.fromkeys(box for part in parts for box in mailboxes(str(given[part.key].value)))
    public = (part for part in question.parts if part.privacy == Privacy.PUBLIC)
    others = (str(given[part.key].value)[:LONGEST] for part in public if part.key in given)
    made = Contact(
        f"{question.key}/{person}",
        question,
        said,
        "",
        word(*NAMES),
        word(*OFFICES) or next(others, ""),
        next((a for part in parts if (a := given[part.key].language)), DEFAULT_LANGUAGE),
    )
    return [replace(made, key=f"{made.key}/{box}", email=box) for box in boxes] or [made]


def _label(part: Part) -> str:
    return str(localise(part.label)) or part.key


def _known(submission: Submission, emails: Iterable[str]) -> dict[str, list[str]]:
    """By mailbox, what is on record of it for the report's reporter. Four queries."""
    reporter = submission.reporter_id
    records: list[tuple[Any, str, Any]] = [
        (
            PointOfContact.objects.active().filter(reporter=reporter),
            "user__email",
            _("acts for this reporter"),
        ),
        (
            ReporterAddress.objects.filter(reporter=reporter),
            "email",
            _("is an address of this reporter"),
        ),
        (
            Office.objects.filter(reporter=reporter, until=None),
            "mailbox",
            _("is the mailbox of an office on record"),
        ),
        (
            Invitation.objects.open().filter(reporters=reporter),
            "email",
            _("is invited to act for this reporter"),
        ),
    ]
    found: dict[str, list[str]] = defaultdict(list)
    for queryset, column, words in records:
        wanted = queryset.filter(**{f"{column}__in": emails})
        for email in wanted.order_by().values_list(column, flat=True).distinct():
            found[email].append(str(words))
    return found


def reason_of(submission: Submission, contact: Contact) -> str:
    """Where the contact comes from, for the history of the new record: it quotes no answer."""
    return f"{submission.reference}, {contact.question.number}"


def add_address(
    submission: Submission, contact: Contact, address: ReporterAddress, *, by: Any
) -> ReporterAddress:
    """Record an address of the reporter. Raises PermissionDenied without the right to, and
    ValidationError where the address is on record or cannot be one."""
    if not by.has_perm(ADD_ADDRESS):
        raise PermissionDenied(_("Your account may not take this step."))
    address.reporter = submission.reporter
    address.email = address.email.strip().lower()
    address.full_clean()
    address._change_reason = reason_of(submission, contact)  # type: ignore[attr-defined]  # noqa: SLF001
    address.save()
    return address


@transaction.atomic
def add_office(submission: Submission, contact: Contact, office: Office, *, by: Any) -> Office:
    """Record an office of the reporter, as its report names it; not public, for no answer says
    that it may be. Raises PermissionDenied without the right to, and ValidationError where the
    office is on record or cannot be one."""
    if not by.has_perm(ADD_OFFICE):
        raise PermissionDenied(_("Your account may not take this step."))
    office.reporter, office.is_public = submission.reporter, False
    office.origin, office.source = OfficeOrigin.FORM, reason_of(submission, contact)
    office.is_fictional = submission.cycle.is_fictional
    office._change_reason = office.source  # type: ignore[attr-defined]  # noqa: SLF001
    return offices.write(office)


@transaction.atomic
def invite(
    submission: Submission,
    contact: Contact,
    email: str,
    *,
    by: Any,
    request: HttpRequest | None = None,
    **fields: Any,
) -> Invitation:
    """Invite somebody to act for the reporter; raises as ``invitations.invite``."""
    made = invitations.invite(email, [submission.reporter], by=by, request=request, **fields)
    doors.explain(made, reason_of(submission, contact))
    return made
