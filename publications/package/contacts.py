"""The tables of the open-data package on offices: those that their States and organisations make
public."""

from functools import partial
from typing import Any

from contacts.models import Office, OfficeFunction
from publications.package.columns import as_in, key, texts
from publications.package.fields import PackagedTable
from publications.records.offices import OfficeSerializer

OFFICE = partial(as_in, OfficeSerializer)


def offices() -> Any:
    return Office.objects.public().filter(is_fictional=False).order_by("reference")


def ties() -> Any:
    """Each tie twice: once from either side."""
    public = offices().order_by().values("pk")
    found = Office.works_with.through.objects.filter(from_office__in=public, to_office__in=public)
    return found.order_by("from_office__reference", "to_office__reference")


CONTACTS = (
    PackagedTable(
        "offices",
        "Offices",
        "Offices of States and organisations for small arms, where they are public.",
        [
            OFFICE("reference", is_required=True),
            key("Code of the State or organisation.", "reporter__code", "reporter"),
            OFFICE("function", words=OfficeFunction.values, is_required=True),
            texts(OfficeSerializer, "name"),
            OFFICE("address"),
            OFFICE("mailbox"),
            OFFICE("telephone"),
            OFFICE("website"),
            OFFICE("since", kind="date"),
            OFFICE("until", kind="date"),
            OFFICE("confirmed_on", kind="date"),
        ],
        offices,
        ["reference"],
        {"reporter": "reporters"},
    ),
    PackagedTable(
        "office_ties",
        "Offices that work together",
        "Which office works with which: each tie once from either side.",
        [
            key("Reference of an office.", "from_office__reference", "office"),
            key("Reference of one it works with.", "to_office__reference", "works_with"),
        ],
        ties,
        ["office", "works_with"],
        {"office": "offices", "works_with": "offices"},
    ),
)
