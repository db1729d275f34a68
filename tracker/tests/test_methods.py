"""Every address there is, with every method, as anybody: nothing is answered with 5xx."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from reports.models import Submission
from reports.submissions import workflow
from testing.builders import make_officer
from tracker.tests.test_leaks import DRAFT, addresses, is_served, planted, routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

__all__ = ["planted"]

METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PROPFIND")
OTHER_LANGUAGES = ("ar/", "zh/", "fr/", "ru/", "es/")
FORM = "application/x-www-form-urlencoded"


def every_address(file: str) -> Iterator[str]:
    """In one language: the others have the same views."""
    for route in routes():
        if not route.startswith(OTHER_LANGUAGES):
            yield from filter(is_served, addresses(route, file))


def is_of_one_report(address: str) -> bool:
    """By its reference, or by a number in the administration."""
    return DRAFT in address or "/1/" in address


def client_of(who: str, draft: Submission) -> Client:
    client = Client(raise_request_exception=False)
    if who == "its author":
        author: Any = draft.events.order_by("pk")[0].actor
        client.force_login(author)
    elif who == "an officer":
        client.force_login(make_officer())
    return client


def status_of(client: Client, method: str, address: str) -> int:
    """The status, and nothing that was changed."""
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
        for address in every_address(planted)
        # What a report has come to matters where it is spoken of.
        if not is_handed_in or is_of_one_report(address)
        for method in METHODS
        if (status := status_of(client, method, address)) >= 500
    ]
    assert wrong == []
