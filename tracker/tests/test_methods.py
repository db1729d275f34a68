"""Every address with every method, as every kind of person: no answer is 5xx."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from reports.models import Submission
from reports.submissions import workflow
from testing.builders import make_officer
from tracker.tests.test_leaks import (
    DRAFT,
    OTHER_LANGUAGES,
    addresses,
    is_served,
    planted,
    routes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

__all__ = ["planted"]

READ_OR_SENT = ("HEAD", "POST")
METHODS = (*READ_OR_SENT, "OPTIONS", "PUT", "DELETE", "PROPFIND")
FORM = "application/x-www-form-urlencoded"


def every_request(file: str) -> Iterator[tuple[str, str]]:
    """Address and method, in one language: the others have the same views."""
    for route in routes():
        if not route.startswith(OTHER_LANGUAGES):
            for number, address in enumerate(filter(is_served, addresses(route, file))):
                for method in methods_of(address, is_first=number == 0):
                    yield address, method


def methods_of(address: str, *, is_first: bool) -> tuple[str, ...]:
    """The administration treats every method but POST as reading. Any other page refuses methods
    other than these two before it reads its parameters: so one address of each page is enough."""
    if address.startswith("/admin/"):
        return (*READ_OR_SENT, "PROPFIND")
    return METHODS if is_first or address.startswith("/api/") else READ_OR_SENT


# Parts of the administration that name a report, or a record in it, by its id.
OF_REPORTS = ("/admin/reports/", "/admin/questionnaires/", "/admin/indicators/")


def is_of_one_report(address: str) -> bool:
    return DRAFT in address or (address.startswith(OF_REPORTS) and "/1/" in address)


def client_of(who: str, draft: Submission) -> Client:
    client = Client(raise_request_exception=False)
    if who == "its author":
        author: Any = draft.events.order_by("pk")[0].actor
        client.force_login(author)
    elif who == "an officer":
        client.force_login(make_officer())
    return client


def status_of(client: Client, method: str, address: str) -> int:
    """The status; the request's changes are rolled back."""
    with transaction.atomic():
        status = client.generic(method, address, content_type=FORM).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("who", ["anybody", "its author", "an officer"])
@pytest.mark.parametrize("is_handed_in", [False, True])
def test_no_method_on_any_address_is_an_error_of_ours(planted, who, is_handed_in):
    draft = Submission.objects.get(reference=DRAFT)
    if is_handed_in:
        workflow.submit(draft, by=make_officer(), reason="It is complete.")
    client = client_of(who, draft)
    wrong = [
        (status, method, address)
        for address, method in every_request(planted)
        # The report's status matters only at addresses of that report.
        if not is_handed_in or is_of_one_report(address)
        if (status := status_of(client, method, address)) >= 500
    ]
    assert wrong == []
