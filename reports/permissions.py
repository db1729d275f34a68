"""Who may see and do what: roles of the secretariat, and what the public sees."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from common.our_apps import with_records

REGISTER = "reports.register_submission"
REVIEW = "reports.review_submission"
# One overview of what everybody changed, wherever.
OVERSEE = "accounts.oversee_edits"

OFFICERS = "Officers"
REVIEWERS = "Reviewers"

# Permissions of each role beside reading all our records: app label → codenames (* = all of it).
ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    OFFICERS: {
        "commitments": ("*",),
        "participation": ("*",),
        "reports": (
            "add_submission",
            "change_submission",
            "add_attachment",
            "change_attachment",
            "delete_attachment",
            "add_response",
            "change_response",
            "delete_response",
            "add_reporter",
            "change_reporter",
            "add_membership",
            "change_membership",
            "add_reportingcycle",
            "change_reportingcycle",
            "add_publishedtotal",
            "change_publishedtotal",
            "delete_publishedtotal",
            "register_submission",
            "add_pointofcontact",
            "change_pointofcontact",
        ),
        "indicators": ("*",),
        "cooperation": ("*",),
        "contacts": (
            "add_invitation",
            "change_invitation",
            "add_reporteraddress",
            "change_reporteraddress",
            "delete_reporteraddress",
            "add_office",
            "change_office",
            "delete_office",
            "add_reminderday",
            "change_reminderday",
            "delete_reminderday",
            "change_mailtemplate",
            "send_mail",
        ),
        # Forms as outcome documents: officers write them. Answers and readings come through the
        # pages of a report.
        "questionnaires": (
            "add_reporttemplate",
            "change_reporttemplate",
            "delete_reporttemplate",
            "add_templatesection",
            "change_templatesection",
            "delete_templatesection",
            "add_question",
            "change_question",
            "delete_question",
            "add_part",
            "change_part",
            "delete_part",
            "add_gate",
            "change_gate",
            "delete_gate",
            "add_continuation",
            "change_continuation",
            "delete_continuation",
            "add_questionmapping",
            "change_questionmapping",
            "delete_questionmapping",
            "add_blankform",
            "change_blankform",
            "delete_blankform",
        ),
    },
}
ROLES[REVIEWERS] = {
    **ROLES[OFFICERS],
    "reports": (*ROLES[OFFICERS]["reports"], "review_submission"),
    "accounts": ("oversee_edits",),
}


def is_staff(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether ``user`` is active secretariat staff."""
    return bool(user.is_authenticated and user.is_active and getattr(user, "is_staff", False))


def create_roles(*, using: str, apps: Any = None, **kwargs: Any) -> None:
    """Create or bring up to date the groups of ROLES; runs after every migrate."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    readable = {app.label for app in with_records()}
    for app in with_records():
        create_permissions(app, verbosity=0, using=using)
    permissions = Permission.objects.using(using).select_related("content_type")
    for role, granted in ROLES.items():
        group, _created = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set(
            permission for permission in permissions if _is_granted(permission, granted, readable)
        )


def _is_granted(permission: Any, granted: dict[str, tuple[str, ...]], readable: set[str]) -> bool:
    label = permission.content_type.app_label
    if label in readable and permission.codename.startswith("view_"):
        return True
    codenames = granted.get(label, ())
    is_history = permission.content_type.model.startswith("historical")
    return permission.codename in codenames or ("*" in codenames and not is_history)
