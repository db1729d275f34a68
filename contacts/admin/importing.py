"""Contacts imported from a table, on a page beside the list of points of contact."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from common.admin_tables import TableImport
from contacts import contact_tables

# An importing user needs the rights for everything that rows can do.
RIGHTS = (
    "contacts.add_invitation",
    "contacts.add_reporteraddress",
    "contacts.change_reporteraddress",
)
IMPORT = TableImport(
    title=gettext_lazy("Import contacts"),
    template="admin/contacts/pointofcontact/import.html",
    kept="import_contacts",
    columns=contact_tables.COLUMNS,
    read=contact_tables.read,
    plan=contact_tables.plan,
    record=contact_tables.record,
    done=lambda count: (
        ngettext("%(count)s contact recorded.", "%(count)s contacts recorded.", count)
        % {"count": count}
    ),
)


def may_import(user: Any) -> bool:
    return bool(user.has_perms(RIGHTS))


def page(request: HttpRequest, model_admin: Any) -> HttpResponse:
    if not may_import(request.user):
        raise PermissionDenied
    return IMPORT.page(request, model_admin)
