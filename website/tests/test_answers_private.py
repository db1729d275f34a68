"""Private answers of reports appear on no public face: no page, table, search, feed or answer of
the API has a word of them."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from questionnaires import answering, settling
from questionnaires.answering import Given
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_reviewer,
    make_state,
    publish,
)

pytestmark = pytest.mark.django_db

# In the published report: a private part, a text with contact data, a text behind a closed gate. In
# another State's draft: an unconfirmed answer and a confirmed one.
PRIVATE, CONTACT, CLOSED = "quillwort", "brindlecote", "harrowgate"
UNCONFIRMED, DRAFTED, CORRECTED = "marlinspike", "oxbowlake", "thistledown"
HIDDEN = (PRIVATE, CONTACT, CLOSED, UNCONFIRMED, DRAFTED, CORRECTED)
# A public text of the published report, to check that the faces do show answers.
OPEN = "lanternfish"

FORM = "questionnaires/form/1/"
FACES = [
    "states/",
    "states/KEN/",
    "states/KEN/?cycle=2022&answers=coordination",
    "states/KEN/?cycle=2022&answers=collection",
    "states/KEN/versions/2022/",
    "states/KEN/brief.json",
    "states/KEN/reports.atom",
    "states/TGO/",
    "states/TGO/brief.json",
    "states/TGO/reports.atom",
    "documents/doc/1/",
    "documents/doc/2/",
    "questionnaires/",
    FORM,
    *(f"{FORM}2022/{key}/" for key in ("body", "contact", "collected", "by-type")),
    *(f"{FORM}2022/{key}.csv" for key in ("body", "contact", "collected", "by-type")),
    "coverage/?cycle=2022",
    "feeds/reports.atom",
    "api/v1/responses/",
    "api/v1/responses/?format=csv",
    "api/v1/answers/",
    "api/v1/answers/?format=csv",
    "api/v1/submissions/",
    "api/v1/questions/",
    "api/v1/mappings/",
]
# Parameters that search the words of a record.
SEARCHES = [
    "search/?q={}",
    "search/?q={}&kind=answers",
    "search/?q={}&kind=responses",
    "api/v1/responses/?search={}",
    "api/v1/answers/?search={}",
]


@pytest.fixture
def planted(db: None) -> None:
    """A published report with a correction in progress, and another State's draft."""
    document = make_document("doc")
    commitments = [make_commitment(document, f"{number}") for number in (1, 2)]
    cycle = make_cycle("2022", document)
    yes = {"yes": "implemented", "no": "not_implemented"}
    loaded = make_form(
        cycle,
        [
            ("body", commitments[0], "main", yes),
            ("contact", commitments[0], "supporting", {}),
            ("collected", commitments[1], "main", yes),
        ],
        key="form",
    )
    by = make_reviewer()

    def text(question: str, words: str, part: str = "details", **fields: Any) -> Given:
        return Given(question, part, f"We say {words}.", language="en", **fields)

    report = make_draft(make_state("KEN", "Kenya"), cycle, by=by)
    behind = [Given("body", "tick", "yes"), Given("contact", "tick", "yes")]
    answering.record(report, loaded, [*behind, text("contact", CLOSED)], by=by)
    answers = [
        Given("body", "tick", "no"),
        text("body", PRIVATE, "name"),
        text("body", CONTACT, contains_contact_data=True),
        Given("collected", "tick", "yes"),
        text("collected", OPEN),
        Given("by-type", "weapons", {"seized": "12", "remark": OPEN}, row="rifles"),
    ]
    answering.record(report, loaded, answers, by=by)
    settling.close(report, loaded, by=by)
    publish(report, by=by)
    second = workflow.correct(report, by=by)
    settling.close(second, loaded, by=by)
    publish(second, by=by)

    correction = workflow.correct(second, by=by)
    answering.record(correction, loaded, [text("collected", CORRECTED)], by=by)

    draft = make_draft(make_state("TGO", "Togo"), cycle, by=by)
    kept = [
        Given("body", "tick", "yes"),
        text("body", UNCONFIRMED, is_confirmed=False),
        Given("collected", "tick", "yes"),
        text("collected", DRAFTED),
        Given("by-type", "weapons", {"seized": "77", "remark": DRAFTED}, row="rifles"),
    ]
    answering.record(draft, loaded, kept, by=by)


def body(client: Client, address: str) -> str:
    response = client.get(f"/{address}")
    assert response.status_code == 200, address
    return str(response.getvalue().decode()).casefold()


def test_no_face_has_a_word_that_not_everybody_may_read(planted: None, client: Client) -> None:
    shows = set()
    for address in FACES:
        said = body(client, address)
        assert [word for word in HIDDEN if word in said] == [], address
        if OPEN in said:
            shows.add(address)
    assert {
        "states/KEN/?cycle=2022&answers=collection",
        "documents/doc/2/",
        f"{FORM}2022/collected/",
        f"{FORM}2022/collected.csv",
        "api/v1/answers/",
        "api/v1/answers/?format=csv",
    } <= shows


@pytest.mark.parametrize("address", SEARCHES)
def test_no_search_finds_such_a_word(planted: None, client: Client, address: str) -> None:
    """A search for them answers as for a word that nobody has written."""
    nothing = body(client, address.format("nobodywrotethis"))
    for word in HIDDEN:
        said = body(client, address.format(quote(word)))
        assert said.replace(word, "nobodywrotethis") == nothing, (address, word)
