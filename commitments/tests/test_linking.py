"""Predecessors of commitments are suggested, accepted as a kind of link, or rejected for good."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments import linking
from commitments.models import Commitment, CommitmentLink, OutcomeDocument
from commitments.models.rejected_links import RejectedLink
from testing.builders import make_commitment, make_document, make_officer, make_user, texts

pytestmark = pytest.mark.django_db

MARKING = "States mark all small arms at the time of manufacture with a unique serial number."
TRACING = "States answer tracing requests of other States fully and in good time."


@pytest.fixture
def old() -> OutcomeDocument:
    document = make_document("old", adopted_on=datetime.date(2016, 6, 10))
    make_commitment(document, "7", title=texts("Marking"), summary=texts(MARKING))
    make_commitment(document, "8", title=texts("Tracing"), summary=texts(TRACING))
    return document


@pytest.fixture
def new(old: OutcomeDocument) -> OutcomeDocument:
    document = make_document("new", adopted_on=datetime.date(2022, 7, 1))
    summary = "States undertake to answer tracing requests from other States in good time."
    make_commitment(document, "21", title=texts("Replies to tracing"), summary=texts(summary))
    return document


def pairs(document: OutcomeDocument) -> list[tuple[str, str]]:
    return [(s.commitment.key, s.earlier.key) for s in linking.suggest(document)]


def test_the_likest_earlier_commitment_is_suggested_first(new: OutcomeDocument) -> None:
    assert pairs(new)[0] == ("new-21", "old-8")


def test_later_documents_are_no_predecessors(new: OutcomeDocument, old: OutcomeDocument) -> None:
    assert linking.suggest(old) == []
    assert linking.earlier_documents(new) == [old]


def test_documents_are_compared_in_the_language_both_have(old: OutcomeDocument) -> None:
    chinese = make_document("zh", adopted_on=datetime.date(2018, 6, 29))
    earlier = make_commitment(chinese, "3", official_text={"zh": "各国及时答复他国的追查请求。"})
    document = make_document("new", adopted_on=datetime.date(2022, 7, 1))
    make_commitment(document, "21", official_text={"zh": "承诺更及时地答复他国的追查请求。"})
    found = linking.suggest(document)
    assert [(s.earlier, s.language) for s in found] == [(earlier, "zh")]


def test_an_accepted_link_is_recorded_and_no_longer_suggested(new: OutcomeDocument) -> None:
    suggestion = linking.suggest(new)[0]
    linking.accept(suggestion.commitment, suggestion.earlier, "strengthens", by=make_officer())
    assert CommitmentLink.objects.get().kind == "strengthens"
    assert ("new-21", "old-8") not in pairs(new)
    with pytest.raises(ValidationError):
        linking.accept(suggestion.commitment, suggestion.earlier, "repeats", by=make_officer())


def test_a_rejected_link_is_remembered(new: OutcomeDocument) -> None:
    suggestion = linking.suggest(new)[0]
    by = make_officer()
    linking.reject(suggestion.commitment, suggestion.earlier, by=by)
    linking.reject(suggestion.commitment, suggestion.earlier, by=by)
    assert RejectedLink.objects.get().rejected_by == by
    assert ("new-21", "old-8") not in pairs(new)


def test_deciding_takes_a_right(new: OutcomeDocument) -> None:
    suggestion = linking.suggest(new)[0]
    reader = make_user("reader@example.org", is_staff=True)
    with pytest.raises(PermissionDenied):
        linking.accept(suggestion.commitment, suggestion.earlier, "repeats", by=reader)
    with pytest.raises(PermissionDenied):
        linking.reject(suggestion.commitment, suggestion.earlier, by=reader)


def test_suggesting_takes_the_same_queries_whatever_the_size(
    new: OutcomeDocument, old: OutcomeDocument
) -> None:
    counts = []
    for size in (3, 27):
        for number in range(size):
            make_commitment(old, f"{size}-{number}", summary=texts(f"{MARKING} {number}"))
            make_commitment(new, f"{size}-{number}", summary=texts(f"{TRACING} {number}"))
        with CaptureQueriesContext(connection) as queries:
            linking.suggest(new)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5


def test_the_command_lists_them(new: OutcomeDocument, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("suggest_links", "new")
    assert "new-21 ← old-8" in capsys.readouterr().out
    assert not CommitmentLink.objects.exists()
    with pytest.raises(CommandError, match="There is no document nowhere"):
        call_command("suggest_links", "nowhere")


# The page


def page(document: OutcomeDocument) -> str:
    return reverse("admin:commitments_outcomedocument_links", args=[document.pk])


def decide(client: Client, document: OutcomeDocument, verdict: str) -> Any:
    ids = [Commitment.objects.get(key=key).pk for key in ("new-21", "old-8")]
    return client.post(page(document), {"decide": f"{ids[0]}:{ids[1]}:{verdict}"})


def test_the_page_accepts_and_rejects(client: Client, new: OutcomeDocument) -> None:
    client.force_login(make_officer())
    assert "new-21 ← old-8" in client.get(page(new)).content.decode()
    assert decide(client, new, "follows_up").status_code == 302
    assert CommitmentLink.objects.get().kind == "follows_up"
    assert "new-21 ← old-8" not in client.get(page(new)).content.decode()
    CommitmentLink.objects.all().delete()
    decide(client, new, "reject")
    assert RejectedLink.objects.exists()


def test_the_page_refuses_what_makes_no_sense(client: Client, new: OutcomeDocument) -> None:
    client.force_login(make_officer())
    assert decide(client, new, "improves").status_code == 400
    assert client.post(page(new), {"decide": "x"}).status_code == 400
    assert client.post(page(new), {"decide": "999999:1:repeats"}).status_code == 404


def test_readers_see_no_buttons_and_cannot_decide(client: Client, new: OutcomeDocument) -> None:
    from django.contrib.auth.models import Permission

    reader = make_user("reader@example.org", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_outcomedocument"))
    client.force_login(reader)
    assert 'name="decide"' not in client.get(page(new)).content.decode()
    assert decide(client, new, "repeats").status_code == 403
    client.force_login(make_user("stranger@example.org", is_staff=True))
    assert client.get(page(new)).status_code == 403
