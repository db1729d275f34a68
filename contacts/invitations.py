"""Inviting, accepting, handing over: the one place where roles begin and end."""

import hashlib
import secrets
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sessions import end_all
from common.errors import field_error
from common.moments import now_or
from contacts import access, links, mail
from contacts.models import AssistanceOfficer, GroupObserver, Invitation, MailKind
from contacts.models.invitations import InvitationState, in_two_weeks
from contacts.recipients import Recipient
from reports.models import ContactRole, PointOfContact, Reporter, ReporterKind

INVITE = "contacts.add_invitation"
HAND_OVER = "reports.change_pointofcontact"
# The roles that a State's submitter may give and end.
APPOINTED = (ContactRole.READER, ContactRole.EDITOR)
# The most open invitations of one State at a time: their addresses are typed freely.
MOST_OPEN = 10


def digest(token: str) -> str:
    """The stored form of a token: SHA-256, from which the token cannot be found."""
    return hashlib.sha256(token.encode()).hexdigest()


def require(user: Any, permission: str) -> None:
    if not user.has_perm(permission):
        raise PermissionDenied(_("Your account may not take this step."))


# By the secretariat


@transaction.atomic
def invite(
    email: str,
    reporters: Collection[Reporter],
    *,
    by: Any,
    request: HttpRequest | None = None,
    **fields: Any,
) -> Invitation:
    """Invite somebody to act for ``reporters``, and send the mail after the commit.

    ``fields`` are further columns (``role``, ``name``, ``office``, ``language``, ``succeeds``; for
    officers for assistance ``body`` in place of reporters; for observers ``group``). Raises
    PermissionDenied without the right to invite; ValidationError for no reporter, an impossible
    address, an address of staff, a person who already acts for one of the reporters, and a person
    with an open invitation to the same.
    """
    require(by, INVITE)
    return _invited(email, reporters, by=by, request=request, **fields)


@transaction.atomic
def appoint(
    email: str, reporter: Reporter, role: str, *, by: Any, request: HttpRequest | None = None
) -> Invitation:
    """Let a submitter of ``reporter`` invite an editor or a reader. The secretariat sees the
    invitation on its start page, and can take it back or end the role.

    Raises PermissionDenied for anybody else. Raises ValidationError as ``invite``, for the role of
    submitter, which only the secretariat gives, and for too many open invitations.
    """
    access.require_lead(by, reporter)
    if role not in APPOINTED:
        message = _("Only the secretariat invites those who hand reports in.")
        raise field_error("role", message, "not_appointed")
    Reporter.objects.select_for_update().get(pk=reporter.pk)
    open_now = Invitation.objects.by_states().open().filter(reporters=reporter)
    if open_now.count() >= MOST_OPEN:
        message = _("Too many invitations are open: wait until some are accepted.")
        raise field_error("email", message, "too_many_open")
    language = by.language or "en"
    return _invited(email, [reporter], by=by, request=request, role=role, language=language)


@transaction.atomic
def take_back_own(invitation: Invitation, *, by: Any) -> None:
    """Close an invitation of a State or organisation; ``by`` must speak for it. Raises
    PermissionDenied for one that the secretariat sent, ValidationError for one that was accepted or
    taken back."""
    for reporter in invitation.reporters.all():
        access.require_lead(by, reporter)
    if not Invitation.objects.by_states().filter(pk=invitation.pk).exists():
        raise PermissionDenied(_("Your account may not take this step."))
    _revoked(invitation)


@transaction.atomic
def dismiss(contact: PointOfContact, *, by: Any) -> None:
    """End the role of an editor or a reader, as ``end_role``; ``by`` must speak for the same
    reporter."""
    access.require_lead(by, contact.reporter)
    if contact.role not in APPOINTED:
        raise PermissionDenied(_("Your account may not take this step."))
    _ended(contact)


def _invited(
    email: str,
    reporters: Collection[Reporter],
    *,
    by: Any,
    request: HttpRequest | None,
    **fields: Any,
) -> Invitation:
    invitation = Invitation(email=email.strip().lower(), invited_by=by, **fields)
    invitation.token_digest = digest(secrets.token_urlsafe())
    invitation.full_clean()
    refuse(invitation, reporters)
    refuse_twice(invitation, reporters)
    invitation.save()
    invitation.reporters.set(reporters)
    _send(invitation, by=by, request=request)
    return invitation


def refuse(invitation: Invitation, reporters: Collection[Reporter]) -> None:
    """Raise ValidationError if an invitation could not be used."""
    email, body = invitation.email, invitation.body
    if reporters and body:
        message = _("Choose reporters or a body, not both.")
        raise field_error("body", message, "reporters_and_body")
    if not reporters and not body:
        raise field_error("reporters", _("Choose at least one reporter."), "no_reporter")
    if invitation.is_for_an_observer and (
        len(reporters) != 1 or any(each.kind == ReporterKind.STATE for each in reporters)
    ):
        message = _("An observer looks on for one organisation.")
        raise field_error("reporters", message, "not_an_organisation")
    if invitation.is_for_an_observer != bool(invitation.group_id):
        message = _("Choose a group for an observer, and for nobody else.")
        raise field_error("group", message, "group_is_for_observers")
    if User.objects.filter(email=email, is_staff=True).exists():
        raise field_error("email", _("Staff cannot be points of contact."), "is_staff")
    acts: Any = PointOfContact.objects.active().filter(user__email=email, reporter__in=reporters)
    if invitation.is_for_an_officer:
        of_party = Q(body=body) if body else Q(reporter__in=reporters)
        acts = AssistanceOfficer.objects.active().filter(of_party, user__email=email)
    if invitation.is_for_an_observer:
        of_group = GroupObserver.objects.active().filter(group=invitation.group_id)
        acts = of_group.filter(user__email=email, organisation__in=reporters)
    if acts.exists():
        raise field_error(
            "email", _("This person already acts for one of them."), "already_a_contact"
        )


def refuse_twice(invitation: Invitation, reporters: Collection[Reporter]) -> None:
    """Raise ValidationError if the person already has an open invitation to the same: a double
    click, or two officers at once. Locks the reporters' rows, so that one request follows
    another."""
    wanted = {reporter.pk for reporter in reporters}
    list(Reporter.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    for other in Invitation.objects.open().filter(email=invitation.email):
        same = set(other.reporters.values_list("pk", flat=True)) == wanted
        to = [(each.body_id, each.role, each.group_id) for each in (other, invitation)]
        if same and to[0] == to[1]:
            message = _("This person has an open invitation already. Take it back to send another.")
            raise field_error("email", message, "already_invited")


@transaction.atomic
def send_again(invitation: Invitation, *, by: Any, request: HttpRequest | None = None) -> None:
    """Send a new link, valid for two weeks; the links of earlier mails stop working."""
    require(by, INVITE)
    current = _open(invitation, InvitationState.OPEN, InvitationState.EXPIRED)
    current.expires_at = in_two_weeks()
    _send(current, by=by, request=request)


@transaction.atomic
def revoke(invitation: Invitation, *, by: Any) -> None:
    """Close an invitation that is not accepted yet."""
    require(by, INVITE)
    _revoked(invitation)


def _revoked(invitation: Invitation) -> None:
    current = _open(invitation, InvitationState.OPEN, InvitationState.EXPIRED)
    current.revoked_at = timezone.now()
    current.save()


@transaction.atomic
def end_role(contact: PointOfContact, *, by: Any) -> None:
    """End a role for a reporter. The person's work stays; a person without any other role is signed
    out everywhere."""
    require(by, HAND_OVER)
    _ended(contact)


@transaction.atomic
def end_appointment(held: AssistanceOfficer | GroupObserver, *, by: Any) -> None:
    """End a role for a donor or a fund, or as observer of a group; as ``end_role``."""
    require(by, INVITE)
    _ended(held)


def _ended(held: PointOfContact | AssistanceOfficer | GroupObserver) -> None:
    current: Any = type(held).objects.select_for_update(of=("self",)).get(pk=held.pk)
    if current.until is not None:
        raise field_error("until", _("This role has ended already."), "has_ended")
    current.until = now_or(current.since)
    current.save()
    _sign_out_without_role(current.user)


def _sign_out_without_role(user: Any) -> None:
    roles = (PointOfContact, AssistanceOfficer, GroupObserver)
    if not user.is_staff and not any(
        role.objects.active().filter(user=user).exists() for role in roles
    ):
        end_all(user)


@transaction.atomic
def hand_over(
    contact: PointOfContact, email: str, *, by: Any, request: HttpRequest | None = None
) -> Invitation:
    """End a role and invite the successor to it, in one step."""
    end_role(contact, by=by)
    return invite(
        email,
        [contact.reporter],
        by=by,
        request=request,
        role=contact.role,
        office=contact.office,
        language=contact.user.language or "en",
        succeeds=contact,
    )


def _send(invitation: Invitation, *, by: Any, request: HttpRequest | None) -> None:
    """Save the invitation with a new token, and send the link that holds it."""
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest(token)
    invitation.save()
    reporters = list(invitation.reporters.all())
    to = Recipient(invitation.email, invitation.language, invitation.name, invitation.office)
    kind = MailKind.INVITATION
    if invitation.is_for_an_officer:
        kind = MailKind.OFFICER_INVITATION
    elif invitation.is_for_an_observer:
        kind = MailKind.OBSERVER_INVITATION
    mail.send(
        kind,
        to,
        reporter=reporters[0] if len(reporters) == 1 else None,
        reporters=invitation.parties,
        by=by,
        is_secret=True,
        link=links.page("invitation", token, language=invitation.language, request=request),
        role=invitation.get_role_display,
        group=invitation.group,
        expires=invitation.expires_at,
    )


def _open(invitation: Invitation, *states: InvitationState) -> Invitation:
    """The invitation, read again under a lock. Raises ValidationError in any other state than
    these."""
    current: Invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if current.state not in states:
        said = _("This invitation is %(state)s.") % {"state": current.state.label}
        raise ValidationError(said, code="not_open")
    return current


# By whoever was invited


def find(token: str) -> Invitation | None:
    """The open invitation of that token; None if there is none, or it is no longer open."""
    found: Invitation | None = Invitation.objects.open().filter(token_digest=digest(token)).first()
    return found


@transaction.atomic
def accept(invitation: Invitation, user: User) -> list[Any]:
    """Give ``user`` the roles of the invitation, which can be used only once.

    The invitation's role replaces a role that the person already has for the same reporter. Raises
    PermissionDenied for another person's invitation, ValidationError for one that is no longer
    open.
    """
    if user.email != invitation.email or user.is_staff:
        raise PermissionDenied(_("This invitation is for somebody else."))
    current = _open(invitation, InvitationState.OPEN)
    current.accepted_at, current.accepted_by = timezone.now(), user
    current.save()
    if current.is_for_an_officer:
        return _made_officer(current, user)
    if current.is_for_an_observer:
        return _made_observer(current, user)
    reporters = list(current.reporters.all())
    for held in PointOfContact.objects.filter(user=user, reporter__in=reporters, until=None):
        held.until = now_or(held.since)
        held.save()
    return [
        PointOfContact.objects.create(
            user=user, reporter=reporter, role=current.role, office=current.office
        )
        for reporter in reporters
    ]


def _made_officer(invitation: Invitation, user: User) -> list[AssistanceOfficer]:
    """The roles of an officer for assistance; each replaces one that the person has for that
    party."""
    made = []
    for party in invitation.parties:
        of: dict[str, Any] = {"body": party} if party == invitation.body else {"reporter": party}
        for held in AssistanceOfficer.objects.filter(user=user, until=None, **of):
            held.until = now_or(held.since)
            held.save()
        made.append(
            AssistanceOfficer.objects.create(
                user=user, role=invitation.role, office=invitation.office, **of
            )
        )
    return made


def _made_observer(invitation: Invitation, user: User) -> list[GroupObserver]:
    """The role of an observer; a role that the person already has stays."""
    of = {"user": user, "group": invitation.group, "organisation": invitation.reporters.get()}
    found, _is_new = GroupObserver.objects.get_or_create(
        **of, until=None, defaults={"office": invitation.office}
    )
    return [found]


@transaction.atomic
def open_account(invitation: Invitation, *, name: str, password: str) -> User:
    """A new account with the roles of the invitation. Raises ValidationError as ``accept``, and if
    there is already an account."""
    current = _open(invitation, InvitationState.OPEN)
    if User.objects.filter(email=current.email).exists():
        raise ValidationError(_("There is already an account: sign in first."), code="has_account")
    user = User.objects.create_user(current.email, password, name=name, language=current.language)
    accept(current, user)
    return user
