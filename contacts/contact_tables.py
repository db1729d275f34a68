"""Contacts from a table: read, shown row by row, then all recorded or none.

A row with a role is a person, who is invited. A row without a role is an address of the reporter's
own, used for mail while nobody acts for the reporter. People who already act in that role or are
invited to it stay as they are, and so do unchanged addresses: the same file again changes nothing.
Nothing that the file does not mention is touched.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common.files.reading import named_columns
from common.planned_rows import Difference, Plan, Planned, column_name, row_name
from contacts import invitations, mail
from contacts.models import Invitation, ReporterAddress
from reports.models import ContactRole, PointOfContact, Reporter

COLUMNS = ("reporter", "email", "name", "office", "role", "language")
NEEDED = ("reporter", "email")
# A page waits while the invitations of a file are sent, since their links are not stored.
MOST_INVITED = 100

Key = tuple[int, str]


@dataclass(frozen=True)
class Invited:
    """A person who is to be invited to act for a reporter."""

    invitation: Invitation
    reporter: Reporter

    @property
    def email(self) -> str:
        return self.invitation.email

    @property
    def role(self) -> str:
        return str(self.invitation.get_role_display())


@dataclass
class _OnRecord:
    """The reporters, addresses and roles on record when the rows are planned. Four queries."""

    reporters: Mapping[str, Reporter] = field(
        default_factory=lambda: {each.code: each for each in Reporter.objects.all()}
    )
    addresses: Mapping[Key, ReporterAddress] = field(
        default_factory=lambda: {
            (each.reporter_id, each.email.lower()): each for each in ReporterAddress.objects.all()
        }
    )
    roles: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        acting = PointOfContact.objects.active().values_list("reporter", "user__email", "role")
        invited = Invitation.objects.open().exclude(reporters=None)
        for reporter, email, role in (
            *acting,
            *invited.annotate(of=F("reporters")).values_list("of", "email", "role"),
        ):
            self.roles[reporter, email].add(role)


def read(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table (``named_columns``)."""
    return named_columns.read(data, COLUMNS, NEEDED)


def plan(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Plan:
    """What recording the rows would do; writes nothing and sends nothing."""
    on_record, seen, found = _OnRecord(), dict[Key, int](), Plan()
    for number, row in rows:
        found.rows.append(_planned(number, row, on_record, seen))
    if len(_to_invite(found)) > MOST_INVITED:
        found.problem = _("One file invites %(most)d people at most.") % {"most": MOST_INVITED}
    return found.require_rows()


def _planned(
    number: int, row: Mapping[str, str], on_record: _OnRecord, seen: dict[Key, int]
) -> Planned:
    planned = Planned(number, named=row_name(row, "reporter", "email", "name"))
    try:
        reporter = on_record.reporters.get(row.get("reporter", ""))
        if reporter is None:
            raise ValidationError(_("No State or organisation has this code."), code="reporter")
        key = (reporter.pk, row.get("email", "").lower())
        if key in seen:
            said = _("Row %(number)d says the same.") % {"number": seen[key]}
            raise ValidationError(said, code="twice")
        seen[key] = number
        plan_one = _person if row.get("role") else _address
        plan_one(planned, row, reporter, on_record)
    except ValidationError as error:
        planned.problems = list(error.messages)
    return planned


def _person(
    planned: Planned, row: Mapping[str, str], reporter: Reporter, on_record: _OnRecord
) -> None:
    if row["role"] not in ContactRole.values:
        known = ", ".join(ContactRole.values)
        message = _("The role is one of: %(known)s; without a role the row is an address.")
        raise ValidationError(message, code="role", params={"known": known})
    invitation = Invitation(
        email=row["email"].lower(),
        role=row["role"],
        **{name: row.get(name, "") for name in ("name", "office")},
        language=row.get("language") or "en",
    )
    planned.record = Invited(invitation, reporter)
    invitation.clean_fields(exclude=["token_digest", "invited_by"])
    if invitation.role in on_record.roles[reporter.pk, invitation.email]:
        planned.stored = planned.record
    else:
        invitations.refuse(invitation, [reporter])


def _address(
    planned: Planned, row: Mapping[str, str], reporter: Reporter, on_record: _OnRecord
) -> None:
    if row.get("name"):
        raise ValidationError(_("Give the role of a person, or no name."), code="role")
    email = row["email"].lower()
    stored = on_record.addresses.get((reporter.pk, email))
    told = {name: row[name] for name in ("office", "language") if row.get(name)}
    before = {name: getattr(stored, name) for name in told} if stored else {}
    address = stored or ReporterAddress(reporter=reporter, email=email)
    for name, value in told.items():
        setattr(address, name, value)
    planned.record, planned.stored = address, stored
    address.clean_fields(exclude=["reporter"])
    planned.differences = [
        Difference(column_name(ReporterAddress, name), before[name], told[name])
        for name in before
        if before[name] != told[name]
    ]


def _to_invite(found: Plan) -> dict[tuple[str, ...], list[Invited]]:
    """The new people of a plan, grouped by the content of their invitation: a person for several
    reporters gets one mail."""
    people: dict[tuple[str, ...], list[Invited]] = defaultdict(list)
    for row in found.new:
        if isinstance(row.record, Invited):
            one = row.record.invitation
            people[one.email, one.role, one.name, one.office, one.language].append(row.record)
    return people


@transaction.atomic
def record(found: Plan, *, by: Any) -> int:
    """Record all of the plan and send its invitations; returns how many rows were recorded. Raises
    ValidationError if there are problems, including changes since the plan was made, and
    PermissionDenied without the right to invite."""
    found.require_ready()
    for row in [*found.new, *found.changed]:
        if not isinstance(row.record, Invited):
            row.record._history_user = by  # noqa: SLF001 (the name simple-history reads)
            row.record.full_clean()
            row.record.save()
    with mail.together():
        for (email, role, name, office, language), people in _to_invite(found).items():
            invitations.invite(
                email,
                [each.reporter for each in people],
                by=by,
                role=role,
                name=name,
                office=office,
                language=language,
            )
    return len(found.new) + len(found.changed)
