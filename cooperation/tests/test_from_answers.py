"""Requests that begin as an answer of a form: which are offered, and what is taken over."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cooperation import from_answers, requesting
from questionnaires import answering
from questionnaires.answering import Given
from questionnaires.models import Answer
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_form,
    make_own_draft,
    make_state,
    make_theme,
    publish,
    texts,
)

pytestmark = pytest.mark.django_db
WISH = [
    {"key": "answer", "kind": "tick", "answers": ["yes", "no"], "privacy": "request"},
    {"key": "details", "kind": "text", "privacy": "request"},
]
REQUESTED = {
    "key": "requested",
    "kind": "rows",
    "privacy": "request",
    "columns": [
        {"key": "what", "label": texts("What", fr="Objet")},
        {"key": "partner", "label": texts("Partner", fr="Partenaire")},
        {"key": "person", "label": texts("Person"), "privacy": "private"},
    ],
}
PARTS = {"marking": WISH, "tracing": WISH, "stocks": WISH, "all": [REQUESTED]}
SECTION = {
    "key": "assistance",
    "number": "1",
    "title": texts("Assistance", fr="Assistance"),
    "questions": [
        {"key": key, "number": f"1.{number}", "text": texts(f"About {key}?"), "parts": parts}
        for number, (key, parts) in enumerate(PARTS.items(), 1)
    ],
}


def key_of(answer: Answer) -> tuple[str, str, str]:
    return (answer.part.question.key, answer.part.key, answer.row)


def test_what_asks_for_assistance_becomes_a_request_with_its_source(client: Client) -> None:
    document = make_document("doc")
    commitment = make_commitment(document)
    commitment.themes.add(make_theme("tracing"))
    cycle = make_cycle("2031", document)
    loaded = make_form(cycle, [("all", commitment, "supporting", {})], [SECTION])
    contact = make_contact(make_state("KEN"))
    draft = make_own_draft(contact, cycle, languages=["fr"])
    row: dict[str, Any] = {"what": "Formation", "partner": "INTERPOL", "person": "A. Otieno"}
    given = [
        Given("marking", "answer", "no"),
        Given("marking", "details", "Rien.", language="fr"),
        Given("tracing", "answer", "yes"),
        Given("stocks", "answer", "yes"),
        Given("stocks", "details", "Deux dépôts.", language="fr"),
        Given("all", "requested", row, row="1"),
        Given("all", "requested", {"what": "Machines"}, row="2"),
    ]
    answering.record(draft, loaded, given, by=contact)
    Answer.objects.filter(row="1").update(page=7)

    # A no asks for nothing; of a yes with words, the words do.
    with CaptureQueriesContext(connection) as queries:
        offered = {key_of(each): each for each in from_answers.asking(contact)}
    assert set(offered) == {
        ("tracing", "answer", ""),
        ("stocks", "details", ""),
        ("all", "requested", "1"),
        ("all", "requested", "2"),
    }
    assert len(queries) == 1
    assert list(from_answers.asking(make_contact(make_state()))) == []
    assert from_answers.begun(offered["tracing", "answer", ""]).description == {}
    assert from_answers.begun(offered["stocks", "details", ""]).description == {
        "fr": "Deux dépôts."
    }

    # A row has the heads of its columns, and no person.
    answer = offered["all", "requested", "1"]
    request = from_answers.begun(answer)
    assert request.description == {"fr": "Objet: Formation\nPartenaire: INTERPOL"}
    assert (request.submission, request.page, request.answer) == (draft, 7, answer)
    assert from_answers.commitments_of(answer) == [commitment]
    assert [theme.key for theme in from_answers.themes_of(answer)] == ["tracing"]
    requesting.save(request, by=contact)
    assert answer.pk not in {each.pk for each in from_answers.asking(contact)}
    # Handed in and published, it is public in the answer's class alone.
    publish(draft)
    assert "Formation" not in client.get("/api/v1/answers/").content.decode()
    assert Answer.objects.public().count() == 0
