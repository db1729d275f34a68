"""``?fields=`` and ``?expand=``: less of a record, or more around it."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.reading.expanding import EXPANSIONS, expansions_of
from api.tests.conftest import Get
from api.tests.test_lists import fill, tables_of
from api.tests.test_parameters import LISTS
from api.tests.test_schema import conforms
from reports.attachments import files
from reports.coding import recording
from reports.models import ResponseStatus, Submission
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_organisation,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
    texts,
)

MARKS = {"is_fictional", "fallbacks"}


def path_of(record: Any) -> str:
    return str(record["url"]).partition("/api/v1/")[2].rstrip("/")


# Fields


@pytest.mark.filled
@pytest.mark.parametrize("path", LISTS)
def test_each_field_can_be_had_alone_from_a_list_and_from_a_record(get: Get, path: str) -> None:
    for address in (path, path_of(get(path)["results"][0])):
        whole = get(address)
        whole = whole["results"][0] if address == path else whole
        whole.pop("links", None)
        for name, value in whole.items():
            found = get(address, fields=name)
            found = found["results"][0] if address == path else found
            assert found[name] == value
            assert set(found) <= {name} | MARKS


def test_several_fields_come_in_the_order_of_the_record(get: Get) -> None:
    make_state("KEN")
    (found,) = get("states", fields="m49,code,m49")["results"]
    assert list(found) == ["code", "m49"]


def test_a_text_comes_with_the_mark_that_it_fell_back(get: Get) -> None:
    make_state("KEN", "Kenya")
    assert get("states/KEN", fields="name", lang="fr") == {
        "name": "Kenya",
        "fallbacks": {"name": "en"},
    }
    assert get("states/KEN", fields="code", lang="fr") == {"code": "KEN"}
    assert get("states/KEN", fields="name", lang="all")["texts"] == {"name": {"en": "Kenya"}}


def test_a_fictional_record_says_so_unasked(get: Get, client: Client) -> None:
    make_published(make_state("KEN"), make_cycle("demo", is_fictional=True))
    (found,) = get("submissions", fields="reference")["results"]
    assert found == {"reference": "KEN-demo-1", "is_fictional": True}
    file = b"".join(client.get("/api/v1/submissions/?fields=reference&format=csv"))
    assert file.decode().split() == ["reference,is_fictional", "KEN-demo-1,true"]


def test_a_file_has_the_columns_asked_for(db: None, client: Client) -> None:
    make_state("KEN")
    for form, content in (("csv", "code,m49\r\n"), ("jsonl", '{"code": "KEN", "m49": "')):
        file = b"".join(client.get(f"/api/v1/states/?fields=code,m49&format={form}"))
        assert file.decode().startswith(content)


@pytest.mark.filled
@pytest.mark.parametrize("path", LISTS)
def test_an_unknown_field_is_refused_with_those_that_are_known(
    get: Get, faults: Get, path: str
) -> None:
    record = get(path)["results"][0]
    for value in ("colour", "url,colour", ""):
        fault = faults(path, fields=value)["fields"]
        assert fault["allowed"] == [*record, *({"texts"} if "fallbacks" in record else ())]
    assert "fields" in faults(path_of(record), fields="colour")


def test_fields_for_staff_are_for_staff(faults: Get, client: Client) -> None:
    make_published(make_state("KEN"), make_cycle("2022"))
    for path in ("submissions", "submissions/KEN-2022-1"):
        allowed = faults(path, fields="secretariat_remarks")["fields"]["allowed"]
        assert "secretariat_remarks" not in allowed
    client.force_login(make_reviewer())
    address = "/api/v1/submissions/KEN-2022-1/?fields=secretariat_remarks"
    assert client.get(address).json() == {"secretariat_remarks": "", "is_fictional": False}


def test_what_is_not_shown_is_not_read(db: None, client: Client) -> None:
    fill(3)
    for path in ("submissions", "commitments", "states", "cycles", "groups", "meetings"):
        key = "code" if path in ("states", "groups", "cycles") else "html_url"
        addresses = (f"/api/v1/{path}/?fields={key}", f"/api/v1/{path}/")
        # One request before, since the number of records is counted only once.
        assert all(client.get(each).status_code == 200 for each in addresses)
        few, all_of_them = (tables_of(client, each) for each in addresses)
        assert few < all_of_them


# Expansions


def expandable() -> list[tuple[str, str]]:
    return [(path, name) for path in EXPANSIONS for name in EXPANSIONS[path]]


# Parts of the record itself, which have no address of their own.
PARTS = {("responses", "sources")}


@pytest.mark.filled
@pytest.mark.parametrize(("path", "name"), sorted(set(expandable()) - PARTS))
def test_related_records_are_what_their_own_addresses_answer(
    get: Get, path: str, name: str
) -> None:
    is_long = EXPANSIONS[path][name].is_long
    addresses = [path_of(record) for record in get(path)["results"]]
    shown = [get(address, expand=name) for address in addresses]
    if not is_long:
        shown += get(path, expand=name)["results"]
    several = [record["expanded"][name] for record in shown]
    found = [each for some in several for each in (some if isinstance(some, list) else [some])]
    assert any(found)
    for each in filter(None, found):
        alone = get(path_of(each))
        assert {field: alone[field] for field in each} == each
        assert set(alone) - set(each) <= {"sections", "links"}


@pytest.mark.filled
@pytest.mark.parametrize("path", EXPANSIONS)
def test_a_record_is_the_same_but_for_what_is_added(get: Get, path: str) -> None:
    plain = get(path)["results"]
    names = expansions_of(path, is_alone=False)
    if not names:
        return
    more = get(path, expand=",".join(names))["results"]
    assert [record.pop("expanded").keys() for record in more] == [set(names)] * len(plain)
    assert more == plain


def test_a_reporter_is_shown_as_what_it_is(get: Get) -> None:
    cycle = make_cycle("2022")
    make_published(make_state("KEN"), cycle)
    make_published(make_organisation("ecowas"), cycle)
    found = get("submissions", expand="reporter", ordering="reference")["results"]
    reporters = {record["reporter"]: record["expanded"]["reporter"] for record in found}
    assert reporters["KEN"] == get("states")["results"][0]
    assert reporters["ecowas"] == get("organisations")["results"][0]


def test_with_few_fields_those_that_name_the_related_records_come_along(get: Get) -> None:
    make_published(make_state("KEN"), make_cycle("2022"))
    (found,) = get("submissions", fields="status", expand="cycle")["results"]
    assert set(found) == {"status", "cycle", "is_fictional", "expanded"}
    assert found["expanded"]["cycle"]["code"] == "2022"


def test_nothing_related_is_null_or_an_empty_list(get: Get) -> None:
    make_commitment(make_document("bms8"), "1")
    found = get("commitments/bms8-1", expand="section,themes,earlier")["expanded"]
    assert found == {"section": None, "themes": [], "earlier": []}


def test_related_records_are_in_the_readers_language(get: Get) -> None:
    make_commitment(make_document("bms8", title=texts("Outcome", fr="Document")), "1")
    found = get("commitments/bms8-1", expand="document", lang="fr")["expanded"]["document"]
    assert found["title"] == "Document"


@pytest.mark.parametrize("path", LISTS)
def test_what_cannot_be_expanded_is_refused_with_what_can(faults: Get, path: str) -> None:
    fault = faults(path, expand="colour")["expand"]
    expected = list(expansions_of(path, is_alone=False))
    assert fault["allowed"] == expected or fault["message"] == "Unknown parameter."


def test_what_may_be_long_is_for_a_record_alone(get: Get, faults: Get) -> None:
    document = make_document("bms8")
    commitment = make_commitment(document, "1")
    cycle = make_cycle("2022", document)
    make_published(make_state("KEN"), cycle, {commitment: ResponseStatus.PLANNED})
    assert faults("submissions", expand="responses")["expand"]["allowed"] == ["reporter", "cycle"]
    found = get("submissions/KEN-2022-1", expand="responses")["expanded"]["responses"]
    assert found == get("responses")["results"]


def test_a_file_takes_no_expansion(faults: Get) -> None:
    assert "expand" in faults("submissions", expand="cycle", format="csv")


def drafted() -> Submission:
    """A draft in progress, with a response that has a note and cites a private file."""
    document = make_document("bms8")
    commitment = make_commitment(document, "1")
    by = make_reviewer()
    draft = make_draft(make_state("KEN"), make_cycle("2022", document), by=by)
    attachment = files.attach(draft, make_upload(), by=by)
    answer = recording.Answer(commitment.key, ResponseStatus.PLANNED, note="internal note")
    recording.record(draft, [answer], by=by)
    draft.responses.update(attachment=attachment)
    return draft


def test_drafts_and_remarks_are_expanded_for_staff_alone(get: Get, client: Client) -> None:
    draft = drafted()
    assert get("states/KEN", expand="submissions")["expanded"]["submissions"] == []
    address = f"/api/v1/submissions/{draft.reference}/?expand=responses"
    assert client.get(address).status_code == 404
    client.force_login(make_reviewer())
    (response,) = client.get(address).json()["expanded"]["responses"]
    assert response["note"] == "internal note"
    alone = client.get(f"/api/v1/responses/{response['key']}/?expand=submission").json()
    assert alone["expanded"]["submission"]["status"] == "draft"


def test_what_is_related_is_fetched_once_for_the_page(db: None, client: Client) -> None:
    cycle = make_cycle("2022")
    for _number in range(4):
        make_published(make_state(), cycle)
    with CaptureQueriesContext(connection) as captured:
        client.get("/api/v1/submissions/?expand=cycle")
    assert sum('"reports_reportingcycle"."code" IN' in query["sql"] for query in captured) == 1


# The description


@pytest.mark.filled
@pytest.mark.parametrize("path", LISTS)
def test_sparse_and_expanded_answers_are_as_described(get: Get, client: Client, path: str) -> None:
    description = client.get("/api/v1/schema/?format=json").json()
    conforms(get(path, fields="url"), description, f"/api/v1/{path}/")
    names = expansions_of(path, is_alone=False)
    if names:
        conforms(get(path, expand=",".join(names)), description, f"/api/v1/{path}/")


def test_the_guide_names_every_expansion() -> None:
    guide = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    section = guide.partition("## Fewer fields, related records")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    for path, several in EXPANSIONS.items():
        (row,) = [line for line in rows if f"`{path}`" in line.split("|")[1]]
        assert [name for name in several if f"`{name}`" not in row] == []
