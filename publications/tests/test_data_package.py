"""The open-data package: complete, correctly described, and without anything private."""

import csv
import datetime
import hashlib
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from frictionless import Package

from publications.package.archive import archive
from publications.package.tables import TABLES
from reports import data_stamp
from reports.attachments import files
from reports.coding import recording
from reports.coding.recording import Answer
from reports.models import Reporter, ResponseStatus
from reports.submissions import workflow
from testing.assistance import make_fund, make_match, make_offer, make_project, make_request
from testing.builders import (
    PDF,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_group,
    make_meeting,
    make_officer,
    make_organisation,
    make_proceedings,
    make_published,
    make_reviewer,
    make_section,
    make_state,
    make_statement,
    make_theme,
    make_upload,
    publish,
    texts,
)
from testing.offices import make_office
from testing.plans import declare, make_baseline, make_measure, make_plan, make_target
from testing.statements import tables_read

SECRET = "what nobody may know"


@pytest.fixture(scope="module")
def made(module_database: None) -> None:
    """At least two records of every kind, with texts that are difficult for files."""
    meeting = make_meeting("bms8", place=texts("New York", ru="Нью-Йорк"))
    document = make_document("bms8", meeting=meeting, title=texts('=1+1,"quoted"\nand more'))
    section = make_section(document, "i")
    inner = make_section(document, "i-1", parent=section)
    first, second = make_commitment(document, section=inner), make_commitment(document)
    first.themes.add(make_theme("marking"))
    first.links_back.create(earlier=second, kind="repeats")
    cycle, invented = make_cycle("2022", document), make_cycle("demo", document, is_fictional=True)
    cycle.published_totals.create(count=80, source="A/TEST")
    kenya, samoa = make_state("KEN"), make_state("WSM")
    make_group("african", kenya)
    draft = make_draft(kenya, make_cycle("2021", document), secretariat_remarks=SECRET)
    report = make_draft(kenya, cycle)
    make_plans(kenya, first, report)
    answers = [Answer(first.key, ResponseStatus.PLANNED), Answer(second.key, "no_information")]
    recording.record(report, answers, by=make_officer())
    publish(report)
    make_published(make_organisation("ecowas"), cycle)
    make_proceedings(meeting, kenya)
    make_statement(meeting.sittings.get(), reporter=kenya)
    mistaken = make_published(samoa, draft.cycle)
    workflow.withdraw(mistaken, by=make_reviewer(), reason=SECRET)
    workflow.show_withdrawn(mistaken, by=make_reviewer(), is_shown=True)
    make_published(samoa, invented, {first: ResponseStatus.IMPLEMENTED}, reporter_remarks=SECRET)
    draft.responses.create(
        commitment=first, status="planned", narrative=SECRET, language="en", note=SECRET
    )


@pytest.fixture
def records(made: None, db: None) -> None:
    """Made once for all tests of this module: each test's own changes are rolled back."""


def make_plans(state: Reporter, commitment: Any, report: Any) -> None:
    """A plan with parts of every kind, on which the report declares progress, and private
    records."""
    plan = make_plan(None, state, key="map", cost="1000.50", currency="EUR")
    plan.covers.create(place_group=make_group("region", kind="region"))
    target = make_target(state, plan=plan, value="5.5", unit="arms")
    target.alignments.create(commitment=commitment, degree="high")
    target.alignments.create(sdg_target="16.4")
    target.milestones.create(due_on=datetime.date(2025, 1, 1), value=3)
    measure = make_measure(plan)
    measure.commitments.add(commitment)
    hidden = make_target(state, is_public=False, title=texts(SECRET))
    measure.targets.add(target, hidden)
    declare(report, {"measure:map-1": "none", f"target:{target.key}": "limited"}, by=make_officer())
    hiding: list[dict[str, Any]] = [{"is_public": False}, {"is_fictional": True}]
    for fields in hiding:
        make_measure(make_plan(title=texts(SECRET), **fields), title=texts(SECRET))
    make_baseline(state, title=texts(SECRET))
    agreed = dict.fromkeys(("agreed_by_state_on", "agreed_by_partners_on"), plan.starts_on)
    make_baseline(state, plan=plan, is_shared_by_state=True, is_shared_by_partners=True, **agreed)
    keep_offices(state)


def keep_offices(state: Reporter) -> None:
    """Two public offices that work together, and a private one."""
    shown = make_office(state, is_public=True)
    hidden = make_office(state, name=texts(SECRET))
    shown.works_with.add(make_office(state, function="wps", is_public=True), hidden)
    make_office(state, name=texts(SECRET), is_public=True, is_fictional=True)
    make_project(state)
    make_fund()
    make_project(state, title=texts(SECRET), audience="states_and_donors")
    make_project(state, title=texts(SECRET), step="recorded")
    make_request(state, title=texts(SECRET))
    agreed = dict.fromkeys(("agreed_by_requester_on", "agreed_by_provider_on"), "2026-01-01")
    shared = {"is_shared_by_requester": True, "is_shared_by_provider": True, **agreed}
    make_match(make_request(state, audience="public"), make_offer(), status="agreed", **shared)
    make_match(make_request(state, title=texts(SECRET)), make_offer(title=texts("O")))


@pytest.fixture
def folder(records: None, tmp_path: Path) -> Path:
    call_command("write_data_package", tmp_path / "package", verbosity=0)
    return tmp_path / "package"


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    text = (folder / "data" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_is_what_it_says(folder: Path) -> None:
    """Frictionless finds it valid: the description, every type, key, reference, size and digest."""
    report = Package.from_descriptor(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["taskNumber", "rowNumber", "fieldName", "message"])
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert len(described["resources"]) == len(list((folder / "data").iterdir())) == len(TABLES)


COUNTED = {
    "instruments": ["instruments"],
    "meetings": ["meetings"],
    "documents": ["documents"],
    "sections": ["sections"],
    "themes": ["themes"],
    "commitments": ["commitments"],
    "groups": ["groups"],
    "reporters": ["states", "organisations"],
    "cycles": ["cycles/?fictional=false"],
    "published_totals": ["published-totals/?fictional=false&period=false"],
    "submissions": ["submissions/?fictional=false"],
    "withdrawn_reports": ["withdrawn-reports/?fictional=false"],
    "responses": ["responses/?fictional=false"],
    "bodies": ["bodies"],
    "sittings": ["sittings"],
    "agenda_items": ["agenda-items"],
    "officers": ["officers"],
    "meeting_documents": ["meeting-documents"],
    "statements": ["statements"],
    "baselines": ["baselines"],
    "requests": ["requests/?fictional=false"],
    "offers": ["offers/?fictional=false"],
    "matches": ["matches"],
    "offices": ["offices/?fictional=false"],
    "plans": ["plans/?fictional=false"],
    "measures": ["measures/?fictional=false"],
    "targets": ["targets/?fictional=false"],
    "progress": ["progress/?fictional=false"],
}


@pytest.mark.parametrize("table", COUNTED)
def test_it_holds_as_many_records_as_the_api(folder: Path, client: Client, table: str) -> None:
    counts = [client.get(f"/api/v1/{path}", follow=True).json()["count"] for path in COUNTED[table]]
    assert len(rows(folder, table)) == sum(counts)
    assert table == "instruments" or sum(counts) > 0


def test_related_records_are_in_tables_of_their_own(folder: Path) -> None:
    assert [row["theme"] for row in rows(folder, "commitment_themes")] == ["marking"]
    (link,) = rows(folder, "commitment_links")
    assert (link["commitment"], link["earlier"]) == ("bms8-1", "bms8-2")
    (member,) = rows(folder, "memberships")
    assert (member["group"], member["reporter"]) == ("regional_group:african", "KEN")
    assert [row["count"] for row in rows(folder, "published_totals")] == ["80"]
    parents = {row["key"]: row["parent"] for row in rows(folder, "sections")}
    assert parents == {"bms8:i": "", "bms8:i-1": "bms8:i"}


def test_who_took_part_stands_with_keys(folder: Path) -> None:
    first, *_others, last = rows(folder, "statements")
    assert (first["key"], first["sitting"], first["item"]) == ("bms8:1:1", "bms8:1", "bms8:1")
    assert (last["key"], last["item"], last["reporter"]) == ("bms8:1:4", "", "KEN")
    assert rows(folder, "officer_elections")[0]["sitting"] == "bms8:1"
    assert rows(folder, "meeting_documents")[0]["sitting"] == "bms8:1"
    assert {row["is_also"] for row in rows(folder, "representations")} == {"true", "false"}


def test_texts_stand_in_six_languages_and_are_no_formulas(folder: Path) -> None:
    (meeting,) = rows(folder, "meetings")
    assert (meeting["place_en"], meeting["place_ru"], meeting["place_fr"]) == (
        "New York",
        "Нью-Йорк",
        "",
    )
    (document,) = rows(folder, "documents")
    assert document["title_en"] == '\'=1+1,"quoted"\nand more'


def test_only_what_is_public_and_real_is_in_it(folder: Path) -> None:
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert SECRET.encode() not in everything
    assert b"demo" not in everything
    assert {row["cycle"] for row in rows(folder, "submissions")} == {"2022"}


def test_a_private_attachment_is_neither_listed_nor_named(records: None) -> None:
    draft = make_draft(make_state("TON"), make_cycle("2020"))
    by = make_officer()
    files.attach(draft, make_upload("shown.pdf", PDF), by=by, is_public=True)
    files.attach(draft, make_upload("hidden.pdf", PDF + b"2"), by=by, is_public=False)
    publish(draft)
    content = unpacked()["data/attachments.csv"].decode()
    assert "shown.pdf" in content
    assert "hidden.pdf" not in content


def unpacked() -> dict[str, bytes]:
    with ZipFile(io.BytesIO(b"".join(archive()))) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def test_the_same_records_give_the_same_bytes(records: None) -> None:
    before = b"".join(archive())
    assert b"".join(archive()) == before
    make_state()
    assert b"".join(archive()) != before


def test_the_checksums_are_those_of_the_files(records: None) -> None:
    content = unpacked()
    lines = content.pop("checksums.txt").decode().splitlines()
    assert lines == [
        f"{hashlib.sha256(text).hexdigest()}  {name}" for name, text in content.items()
    ]


def test_the_folder_and_the_archive_are_the_same(folder: Path) -> None:
    there = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert there == unpacked()


def test_it_can_be_downloaded(records: None, client: Client) -> None:
    answer: Any = client.get("/api/v1/package.zip")
    assert answer.status_code == 200
    assert (answer.streaming, answer["Content-Type"]) == (True, "application/zip")
    assert answer["Content-Disposition"] == 'attachment; filename="poa-tracker.zip"'
    assert b"".join(answer) == b"".join(archive())
    page = client.get("/data/")
    assert 'href="/api/v1/package.zip"' in page.content.decode()


def test_it_is_not_sent_again_unless_something_changed(records: None, client: Client) -> None:
    tag = client.get("/api/v1/package.zip")["ETag"]
    with CaptureQueriesContext(connection) as captured:
        again = client.get("/api/v1/package.zip", headers={"if-none-match": tag})
    assert (again.status_code, len(captured)) == (304, 1)
    make_state()
    assert client.get("/api/v1/package.zip", headers={"if-none-match": tag}).status_code == 200


def test_every_table_that_it_is_made_of_moves_the_tag(records: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert b"".join(archive())
    assert tables_read(captured) - set(data_stamp.watched()) == set()


def test_what_it_does_not_know_it_refuses(records: None, client: Client) -> None:
    answer = client.get("/api/v1/package.zip?colour=red")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert client.get("/api/v1/package.zip", headers={"accept": "text/csv"}).status_code == 406


def test_it_takes_the_same_queries_at_any_size(records: None) -> None:
    numbers = []
    for size in (3, 30):
        while Reporter.objects.count() < size:
            document = make_document()
            commitment = make_commitment(document, section=make_section(document))
            make_published(make_state(), make_cycle("", document), {commitment: "planned"})
        with CaptureQueriesContext(connection) as captured:
            assert b"".join(archive())
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= len(TABLES)


def test_the_command_names_the_files_and_can_write_an_archive(
    records: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("write_data_package", tmp_path / "none", "--dry-run")
    assert "datapackage.json" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()
    call_command("write_data_package", tmp_path / "poa.zip")
    assert (tmp_path / "poa.zip").read_bytes() == b"".join(archive())
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("write_data_package", tmp_path / "file" / "package")
