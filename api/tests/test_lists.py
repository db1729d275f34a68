"""Lists: constant queries, stable order, pages, and each filter."""

import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from api.reading.expanding import EXPANSIONS, expansions_of
from api.tests.conftest import Get
from api.tests.test_parameters import LISTS, TABLES
from commitments.models import (
    Commitment,
    CommitmentLink,
    Level,
    LinkKind,
    OutcomeDocument,
)
from indicators.models import Availability, Plan, Target
from questionnaires import answering, deriving
from questionnaires.answering import Given
from questionnaires.deriving import Decision
from reports.attachments import files
from reports.coding import recording
from reports.models import GroupKind, PublishedTotal, ResponseStatus, StateStatus, Submission
from reports.submissions import workflow
from testing.assistance import (
    make_fund,
    make_project,
    make_public_update,
    make_shared_match,
)
from testing.builders import (
    FORM,
    make_adherence,
    make_around,
    make_body,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_figure,
    make_form,
    make_group,
    make_indicator,
    make_instrument,
    make_meeting,
    make_organisation,
    make_proceedings,
    make_published,
    make_reviewer,
    make_section,
    make_state,
    make_theme,
    make_upload,
    publish,
    texts,
)
from testing.offices import make_office
from testing.plans import declare, make_baseline, make_measure, make_plan, make_target
from testing.statements import tables_read


def keys(answer: Any, name: str = "key") -> list[str]:
    return [record[name] for record in answer["results"]]


YES = {"yes": "planned"}


def fill(number: int) -> None:
    """``number`` more records of every kind, each related to others."""
    by = make_reviewer()
    meeting = make_meeting("bms8")
    documents: list[OutcomeDocument] = []
    theme = make_theme()
    for index in range(number):
        document = make_document(f"d{index}", meeting=meeting)
        instrument = make_instrument(f"i{index}", reference="R")
        document.instruments.add(instrument)
        make_around(instrument)
        top = make_section(document, "i", level=Level.NATIONAL)
        section = make_section(document, "i-1", parent=top)
        commitment = make_commitment(document, section=section)
        commitment.themes.add(theme, make_theme())
        for earlier in documents[:2]:
            CommitmentLink.objects.create(
                commitment=commitment,
                earlier=earlier.commitments.get(),
                kind=LinkKind.REPEATS,
            )
        documents.append(document)
        make_meeting()
        make_proceedings(meeting, outcome=document)
    cycle = make_cycle("2022", *documents, meeting=meeting)
    questions = [
        {**FORM[0]["questions"][0], "key": f"q{index}", "number": f"1.{index + 1}"}
        for index in range(number)
    ]
    questions[-1]["gates"] = [{"on": "q0", "values": ["yes"]}] if number > 1 else []
    loaded = make_form(
        cycle,
        [(f"q{index}", doc.commitments.get(), "main", YES) for index, doc in enumerate(documents)],
        [{**FORM[0], "questions": questions}],
        key="form",
        kinds=["state", "organisation"],
    )
    for index in range(number):
        make_form(cycle)
        long_ago = make_cycle(str(1950 + index), documents[0])
        PublishedTotal.objects.create(cycle=cycle, count=index, source=f"Source {index}")
        for reporter in (make_state(), make_organisation()):
            make_group("", reporter)
            make_group("", reporter, kind=GroupKind.SUB_REGION)
            submission = make_draft(reporter, cycle, by=by)
            attachment = files.attach(submission, make_upload(), by=by, is_public=True)
            answer = recording.Answer(f"d{index}-1", ResponseStatus.PLANNED)
            recording.record(submission, [answer], by=by)
            answering.record(
                submission,
                loaded,
                [
                    Given(f"q{index}", "tick", "yes"),
                    Given(f"q{index}", "women", 3),
                    Given(f"q{index}", "details", "In force.", language="en"),
                ],
                by=by,
            )
            decision = Decision(f"d{index}-1", "planned")
            deriving.confirm(submission, loaded, [decision], by=by)
            submission.responses.update(attachment=attachment)
            plan(index, submission, documents[index].commitments.get(), by)
            measure(submission)
            publish(submission, by=by)
        mistaken = publish(make_draft(reporter, long_ago, by=by))
        workflow.withdraw(mistaken, by=by, reason="By mistake.")
        workflow.show_withdrawn(mistaken, by=by, is_shown=True)


def plan(index: int, submission: Submission, commitment: Commitment, by: User) -> None:
    """A plan of the reporter that replaces another, and one of a body; a measure and a target of
    each, and the report's progress on the reporter's own."""
    owner = submission.reporter
    made = make_plan(owner, owner, replaces=make_plan(owner))
    Plan.objects.create(
        key=f"of-body-{made.key}",
        body=make_body(),
        kind=made.kind,
        title=made.title,
        starts_on=made.starts_on,
        ends_on=made.ends_on,
        source=made.source,
        is_public=True,
    )
    target = make_target(owner, plan=made)
    of_body = {"key": f"of-body-{target.key}", "level": "regional", "title": target.title}
    Target.objects.create(body=make_body(), source="A/TEST", is_public=True, **of_body)
    make_public_update(make_project(owner, giver=owner), owner)
    make_fund()
    make_shared_match()
    todo = make_measure(made)
    todo.commitments.add(commitment)
    todo.targets.add(target)
    declare(submission, {f"measure:{todo.key}": "limited", f"target:{target.key}": "none"}, by=by)


def measure(submission: Submission) -> None:
    """An indicator, with a figure of the report and an answer without a figure."""
    indicator = make_indicator(f"arms-{submission.reference.lower()}")
    indicator.commitments.add(submission.responses.get().commitment)
    make_adherence(make_instrument(), submission.reporter)
    office = make_office(submission.reporter, is_public=True)
    office.works_with.add(make_office(submission.reporter, is_public=True, function="wps"))
    if submission.reporter.kind != "state":
        return
    agreed = dict.fromkeys(("agreed_by_state_on", "agreed_by_partners_on"), "2025-01-01")
    make_baseline(
        submission.reporter,
        plan=Plan.objects.filter(reporter=submission.reporter).first(),
        is_shared_by_state=True,
        is_shared_by_partners=True,
        **agreed,
    )
    make_figure(indicator, submission.reporter, "3", submission=submission)
    Availability.objects.create(
        indicator=make_indicator(f"lost-{submission.reference.lower()}"),
        reporter=submission.reporter,
        answered="no_data",
        submission=submission,
    )


PATHS = [*LISTS, *TABLES]


def queries_of(client: Client, address: str) -> int:
    return len(statements_of(client, address))


def tables_of(client: Client, address: str) -> set[str]:
    """The tables that a request reads."""
    return tables_read(statements_of(client, address))


def statements_of(client: Client, address: str) -> list[dict[str, Any]]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code == 200
        if response.streaming:
            assert b"".join(response)
    return list(captured)


def addresses() -> list[str]:
    """Each list, alone and with all its expansions, and each table."""
    paged = [f"/api/v1/{path}/?page_size=500" for path in LISTS]
    expanded = [
        f"/api/v1/{path}/?page_size=500&expand={','.join(names)}"
        for path in EXPANSIONS
        if (names := expansions_of(path, is_alone=False))
    ]
    tables = [f"/api/v1/{path}/" for path in TABLES]
    return [*paged, *expanded, *tables, *(f"/api/v1/{path}/?format=csv" for path in PATHS)]


def test_a_list_costs_the_same_queries_at_3_and_at_12_records(db: None, client: Client) -> None:
    client.get("/api/v1/")
    found = {}
    for number in (3, 12):
        with transaction.atomic():
            fill(number)
            found[number] = {address: queries_of(client, address) for address in addresses()}
            transaction.set_rollback(True)
    assert found[3] == found[12]
    assert max(count for one, count in found[3].items() if "&expand=" not in one) <= 20


def test_a_record_costs_few_queries(db: None, client: Client) -> None:
    fill(3)
    for path in ("documents/d0", "commitments/d0-1", "cycles/2022", "meetings/bms8"):
        assert queries_of(client, f"/api/v1/{path}/") <= 6


def test_pages_follow_one_another_without_gap_or_repeat(get: Get) -> None:
    for _number in range(7):
        make_state("", "Same name")
    first = get("states", page_size=3, ordering="-name")
    second = get("states", page_size=3, ordering="-name", page=2)
    third = get("states", page_size=3, ordering="-name", page=3)
    codes = [*keys(first, "code"), *keys(second, "code"), *keys(third, "code")]
    assert len(set(codes)) == len(codes) == first["count"] == 7
    assert first["previous"] is third["next"] is None
    assert "page=2" in first["next"]
    assert "ordering=-name" in second["previous"]


@pytest.mark.filled
@pytest.mark.parametrize("path", LISTS)
def test_every_order_that_is_offered_can_be_had(get: Get, faults: Get, path: str) -> None:
    for name in faults(path, ordering="?")["ordering"]["allowed"]:
        assert get(path, ordering=name)["count"] >= 2


def test_records_without_the_value_come_last_either_way(get: Get) -> None:
    make_document("known", adopted_on=datetime.date(2022, 7, 1))
    make_document("unknown")
    for order in ("adopted_on", "-adopted_on"):
        assert keys(get("documents", ordering=order)) == ["known", "unknown"]


class TestCommitments:
    @pytest.fixture(autouse=True)
    def commitments(self, db: None) -> None:
        document, other = make_document("bms8"), make_document("bms9")
        top = make_section(document, "i")
        inner = make_section(document, "i-1", parent=top, level=Level.NATIONAL)
        beside = make_section(document, "i1", level=Level.GLOBAL)
        make_commitment(document, "1", is_operative=False)
        in_top = make_commitment(document, "2", section=top)
        in_inner = make_commitment(document, "3", section=inner, directed_to_secretariat=True)
        make_commitment(document, "4", section=beside)
        make_commitment(other, "9 bis", title=texts("Marking", ru="Маркировка"))
        marking, tracing = make_theme("marking"), make_theme("tracing")
        in_top.themes.add(marking, tracing)
        in_inner.themes.add(tracing)

    @pytest.mark.parametrize(
        ("parameters", "found"),
        [
            ({"document": "bms9"}, ["bms9-9-bis"]),
            ({"document": "bms9,bms8", "operative": "false"}, ["bms8-1"]),
            ({"section": "bms8:i"}, ["bms8-2", "bms8-3"]),
            ({"section": "bms8:i-1,bms8:i1"}, ["bms8-3", "bms8-4"]),
            ({"level": "global"}, ["bms8-4"]),
            ({"level": "global,national"}, ["bms8-3", "bms8-4"]),
            ({"theme": "marking,tracing"}, ["bms8-2", "bms8-3"]),
            ({"theme": "marking"}, ["bms8-2"]),
            ({"addressee": "secretariat"}, ["bms8-3"]),
            ({"addressee": "secretariat,regional_organisations"}, ["bms8-3"]),
            ({"search": "МАРКИРОВКА"}, ["bms9-9-bis"]),
            ({"operative": "true", "theme": "tracing", "level": "national"}, ["bms8-3"]),
            ({"ordering": "-key", "document": "bms8"}, ["bms8-4", "bms8-3", "bms8-2", "bms8-1"]),
        ],
    )
    def test_filters(self, get: Get, parameters: dict[str, str], found: list[str]) -> None:
        assert keys(get("commitments", **parameters)) == found

    def test_a_section_names_what_is_above_and_under_it(self, get: Get) -> None:
        section = get("sections/bms8:i-1")
        assert (section["parent"], section["depth"]) == ("bms8:i", 2)
        assert section["commitments"] == ["bms8-3"]
        assert section["html_url"] == "http://testserver/documents/bms8/#i-1"
        assert [s["key"] for s in get("documents/bms8")["sections"]] == [
            "bms8:i",
            "bms8:i-1",
            "bms8:i1",
        ]
        assert keys(get("sections", level="global")) == ["bms8:i1"]

    def test_a_document_counts_its_commitments(self, get: Get) -> None:
        record = get("documents/bms8")
        assert (record["commitment_count"], record["operative_count"]) == (4, 3)


def test_links_between_commitments_are_told_at_both_ends(get: Get) -> None:
    old, new = make_commitment(number="1"), make_commitment(number="2")
    CommitmentLink.objects.create(commitment=new, earlier=old, kind=LinkKind.STRENGTHENS)
    link = {"kind": "strengthens"}
    assert get(f"commitments/{new.key}")["earlier"] == [{"commitment": old.key, **link}]
    assert get(f"commitments/{old.key}")["later"] == [{"commitment": new.key, **link}]


class TestReporters:
    @pytest.fixture(autouse=True)
    def reporters(self, db: None) -> None:
        kenya, vatican = make_state("KEN"), make_state("VAT", state_status=StateStatus.OBSERVER)
        samoa, ecowas = make_state("WSM"), make_organisation("ecowas")
        make_group("african", kenya)
        make_group("asia_pacific", samoa)
        make_group("sids", samoa, kind=GroupKind.SIDS)
        early, late = make_cycle("2018"), make_cycle("2022")
        make_published(kenya, early)
        make_published(kenya, late)
        make_published(ecowas, late)
        make_draft(samoa, late)
        make_published(vatican, make_cycle("demo", is_fictional=True))

    @pytest.mark.parametrize(
        ("parameters", "found"),
        [
            ({}, ["KEN", "VAT", "WSM"]),
            ({"status": "member"}, ["KEN", "WSM"]),
            ({"status": "observer,other"}, ["VAT"]),
            ({"regional_group": "african,asia_pacific"}, ["KEN", "WSM"]),
            ({"sids": "true"}, ["WSM"]),
            ({"sids": "false"}, ["KEN", "VAT"]),
            ({"ldc": "false"}, ["KEN", "VAT", "WSM"]),
            ({"ldc": "true"}, []),
            ({"reported_in": "2018,2022"}, ["KEN"]),
            ({"reported_in": "demo"}, ["VAT"]),
            ({"not_reported_in": "2022"}, ["VAT", "WSM"]),
            ({"not_reported_in": "2022", "status": "member"}, ["WSM"]),
        ],
    )
    def test_filters(self, get: Get, parameters: dict[str, str], found: list[str]) -> None:
        assert keys(get("states", **parameters), "code") == found

    def test_a_report_of_a_fictional_cycle_stands_apart(self, get: Get) -> None:
        assert get("states/KEN")["reported_in"] == ["2018", "2022"]
        vatican = get("states/VAT")
        assert (vatican["reported_in"], vatican["reported_in_fictional"]) == ([], ["demo"])

    def test_a_draft_is_no_report(self, get: Get) -> None:
        assert get("states/WSM")["reported_in"] == []

    def test_organisations_are_no_states(self, get: Get, client: Client) -> None:
        assert keys(get("organisations", reported_in="2022"), "code") == ["ecowas"]
        assert client.get("/api/v1/states/ecowas/").status_code == 404
        assert client.get("/api/v1/organisations/KEN/").status_code == 404

    def test_groups_are_those_of_today(self, get: Get) -> None:
        assert get("groups/regional_group:african")["members"] == ["KEN"]
        assert get("states/WSM")["is_sids"] is True
        assert get("states/WSM")["regional_group"] == "asia_pacific"
        assert get("states/VAT")["regional_group"] is None


class TestSubmissions:
    @pytest.fixture(autouse=True)
    def submissions(self, db: None) -> None:
        kenya, ecowas = make_state("KEN", "Kenya"), make_organisation("ecowas")
        samoa = make_state("WSM")
        group = make_group("african", kenya)
        group.memberships.update(until=datetime.date(2022, 1, 1))
        document = make_document("bms8")
        commitment = make_commitment(document, "1")
        cycle = make_cycle("2022", document, due_on=datetime.date(2022, 5, 31))
        earlier = make_cycle("2018", due_on=datetime.date(2018, 6, 30))
        make_published(kenya, cycle, {commitment: ResponseStatus.PLANNED})
        make_published(ecowas, cycle, received_on=datetime.date(2022, 5, 1))
        make_published(
            samoa,
            cycle,
            is_nil_return=True,
            received_no_later_than=datetime.date(2022, 7, 1),
            source="A/TEST",
        )
        make_published(kenya, earlier, received_on=datetime.date(2018, 6, 1), channel="email")

    @pytest.mark.parametrize(
        ("parameters", "found"),
        [
            ({"cycle": "2018"}, ["KEN-2018-1"]),
            ({"state": "KEN"}, ["KEN-2022-1", "KEN-2018-1"]),
            ({"organisation": "ecowas"}, ["ecowas-2022-1"]),
            ({"reporter_type": "organisation"}, ["ecowas-2022-1"]),
            ({"regional_group": "african"}, ["KEN-2018-1"]),
            ({"status": "published", "cycle": "2018"}, ["KEN-2018-1"]),
            ({"channel": "email"}, ["KEN-2018-1"]),
            ({"nil": "true"}, ["WSM-2022-1"]),
            ({"nil": "false", "cycle": "2022"}, ["KEN-2022-1", "ecowas-2022-1"]),
            ({"late": "true"}, ["KEN-2022-1"]),
            ({"late": "false", "cycle": "2022"}, ["ecowas-2022-1", "WSM-2022-1"]),
            ({"coded": "true"}, ["KEN-2022-1"]),
            ({"received_after": "2022-06-01"}, ["KEN-2022-1"]),
            ({"received_after": "2022-06-02"}, []),
            ({"received_before": "2022-06-30", "cycle": "2022"}, ["KEN-2022-1", "ecowas-2022-1"]),
            ({"received_before": "2022-07-01", "state": "WSM"}, ["WSM-2022-1"]),
            ({"search": "kenya 2018"}, []),
            ({"search": "KENYA"}, ["KEN-2022-1", "KEN-2018-1"]),
            ({"search": "ken-2018"}, ["KEN-2018-1"]),
            ({"fictional": "true"}, []),
        ],
    )
    def test_filters(self, get: Get, parameters: dict[str, str], found: list[str]) -> None:
        assert sorted(keys(get("submissions", **parameters), "reference")) == sorted(found)

    def test_one_is_told_in_full(self, get: Get) -> None:
        record = get("submissions/KEN-2022-1")
        assert record["url"] == "http://testserver/api/v1/submissions/KEN-2022-1/"
        assert record["html_url"] == "http://testserver/states/KEN/#KEN-2022-1"
        assert record["reporter_name"] == "Kenya"
        assert (record["timeliness"], record["is_coded"]) == ("late", True)
        assert get("submissions/WSM-2022-1")["timeliness"] == "unknown"

    @pytest.mark.parametrize(
        "parameters",
        [
            {"cycle": "2022"},
            {"state": "KEN"},
            {"submission": "KEN-2022-1"},
            {"commitment": "bms8-1"},
            {"document": "bms8"},
            {"status": "planned,implemented"},
            {"reporter_type": "state"},
            {"fictional": "false"},
        ],
    )
    def test_responses_are_found(self, get: Get, parameters: dict[str, str]) -> None:
        assert keys(get("responses", **parameters)) == ["KEN-2022-1:bms8-1"]

    @pytest.mark.parametrize(
        "parameters",
        [
            {"cycle": "2018"},
            {"status": "implemented"},
            {"regional_group": "african"},
            {"language": "fr"},
            {"search": "nothing"},
            {"reporter_type": "organisation"},
        ],
    )
    def test_responses_are_left_out(self, get: Get, parameters: dict[str, str]) -> None:
        assert get("responses", **parameters)["count"] == 0

    def test_a_response_is_known_by_submission_and_commitment(self, get: Get) -> None:
        record = get("responses/KEN-2022-1:bms8-1")
        assert (record["reporter"], record["cycle"], record["status"]) == ("KEN", "2022", "planned")
        assert record["url"].endswith("/api/v1/responses/KEN-2022-1:bms8-1/")
