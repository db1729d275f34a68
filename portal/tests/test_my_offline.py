"""The form to fill in offline: downloaded, uploaded, checked, accepted."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from reports.coding import recording
from reports.coding.recording import Answer
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_own_draft,
    make_state,
)
from testing.reading import words

pytestmark = pytest.mark.django_db

REPORT = "/my/reports/KEN-2031-1/"
FORMULA = "=1+1 is how it begins"


@pytest.fixture
def contact():
    return make_contact(make_state("KEN"))


@pytest.fixture
def draft(contact):
    document = make_document("doc")
    for _number in range(3):
        make_commitment(document)
    draft = make_own_draft(contact, make_cycle("2031", document), languages=["en"])
    said = Answer("doc-1", "planned", FORMULA, "en", evidence_url="https://example.org/law")
    recording.record(draft, [said], by=contact)
    return draft


@pytest.fixture
def client(contact):
    client = Client()
    client.force_login(contact)
    return client


def form_in(client, prefix=""):
    return load_workbook(io.BytesIO(client.get(f"{prefix}{REPORT}form.xlsx").content))


def sent(client, book, name="form.xlsx"):
    content = io.BytesIO()
    book.save(content)
    return client.post(f"{REPORT}upload/", {"form": SimpleUploadedFile(name, content.getvalue())})


def accepted(client, response):
    digest = response.context["reading"].digest
    return words(client.post(f"{REPORT}upload/accept/", {"digest": digest}, follow=True))


def test_the_form_has_the_answers_and_nothing_that_runs(client, draft):
    book = form_in(client)
    sheet = book.worksheets[0]
    assert [sheet["A3"].value, sheet["E3"].value, sheet["F3"].value] == [
        "doc-1",
        "planned",
        FORMULA,
    ]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert sheet.column_dimensions["A"].hidden
    assert sheet.protection.sheet
    assert sheet["A3"].protection.locked
    assert not sheet["F4"].protection.locked


def test_what_comes_back_untouched_changes_nothing(client, draft):
    assert "says what the report says already" in words(sent(client, form_in(client)))


@pytest.mark.parametrize(
    ("prefix", "status"), [("", "in progress"), ("/ar", "قيد التنفيذ"), ("/fr", None)]
)
def test_what_was_filled_in_is_shown_and_then_saved_as_it_was_shown(client, draft, prefix, status):
    book = form_in(client, prefix)
    sheet = book.worksheets[0]
    listed = next(v for v in sheet.data_validations.dataValidation if "E3" in v.sqref)
    chosen = listed.formula1.strip('"').split(",")[1]
    assert status in (chosen, None)
    assert sheet.sheet_view.rightToLeft == (prefix == "/ar")
    sheet["E4"], sheet["F4"], sheet["G4"] = chosen, "In our own words", "English"
    shown = sent(client, book)
    assert "In our own words" in words(shown)
    assert draft.responses.count() == 1
    assert "1 new, 0 changed, 0 removed" in accepted(client, shown)
    said = draft.responses.get(commitment__key="doc-2")
    assert (said.status, said.language) == ("in_progress", "en")
    assert draft.responses.get(commitment__key="doc-1").narrative == FORMULA
    # It can be accepted only once.
    assert "no longer waiting" in accepted(client, shown)


def test_every_problem_is_named_with_sheet_and_cell(client, draft):
    book = form_in(client)
    sheet = book.worksheets[0]
    sheet["E3"], sheet["F4"], sheet["F5"], sheet["A5"] = "perhaps", "=1+1", "No status", "doc-9"
    shown = sent(client, book)
    assert shown.status_code == 422
    problems = shown.context["reading"].problems
    assert {p.cell for p in problems} == {"E3", "F4", "A5"}
    assert {p.sheet for p in problems} == {sheet.title}
    fresh = form_in(client)
    fresh.worksheets[0]["F5"], fresh.worksheets[0]["H4"] = "No status", "no address"
    problems = sent(client, fresh).context["reading"].problems
    assert {p.cell for p in problems} == {"E5", "E4"}
    assert draft.responses.count() == 1


def test_problems_of_all_kinds_come_at_once_where_they_stand_in_the_file(client, draft):
    book = form_in(client)
    sheet = book.worksheets[0]
    sheet["E3"], sheet["F5"] = "perhaps", "No status"
    sheet.delete_rows(4)
    problems = sent(client, book).context["reading"].problems
    assert {p.cell for p in problems} == {"E3", "E4"}


def test_a_text_that_no_cell_holds_is_never_shortened(client, contact, draft):
    long = "word " * 10_000
    recording.record(draft, [Answer("doc-1", "planned", long, "en")], by=contact)
    book = form_in(client)
    assert "says what the report says already" in words(sent(client, book))
    book.worksheets[0]["E3"] = "implemented"
    accepted(client, sent(client, book))
    said = draft.responses.get()
    assert (said.status, said.narrative.split()) == ("implemented", long.split())
    book = form_in(client)
    book.worksheets[0]["F3"] = "Shorter"
    assert [p.cell for p in sent(client, book).context["reading"].problems] == ["F3"]


def test_typed_cells_come_back_as_they_are_shown_and_words_without_their_ligature(client, draft):
    book = form_in(client, "/fr")
    sheet = book.worksheets[0]
    sheet["E4"], sheet["F4"] = "Mis en oeuvre", 0.25
    sheet["F4"].number_format = "0%"
    sheet["E5"], sheet["F5"] = "Mis en œuvre", datetime.datetime(2030, 5, 1)  # noqa: DTZ001
    accepted(client, sent(client, book))
    said = {r.commitment.key: (r.status, r.narrative, r.language) for r in draft.responses.all()}
    assert said["doc-2"] == ("implemented", "25%", "en")
    assert said["doc-3"] == ("implemented", "2030-05-01", "en")


def test_what_was_saved_since_is_told_before_and_after_it_was_shown(client, contact, draft):
    book = form_in(client)
    book.worksheets[0]["F3"] = "From the form"
    recording.record(draft, [Answer("doc-1", "implemented", "Here", "en")], by=contact)
    shown = sent(client, book)
    assert "saved here since the form was downloaded" in words(shown)
    recording.record(draft, [Answer("doc-1", "implemented", "Later", "en")], by=contact)
    assert "nothing was saved" in accepted(client, shown)
    assert draft.responses.get().narrative == "Later"


def test_what_waits_too_long_is_forgotten(client, draft, monkeypatch):
    book = form_in(client)
    book.worksheets[0]["F3"] = "From the form"
    shown = sent(client, book)
    later = timezone.now() + datetime.timedelta(hours=2)
    monkeypatch.setattr("portal.offline.timezone.now", lambda: later)
    assert "no longer waiting" in accepted(client, shown)


def renamed(book):
    book.worksheets[0].title = "Other"


def merged(book):
    book.worksheets[0].merge_cells("F3:F4")


def old(book):
    book["_form"]["B1"] = "0"


def foreign(book):
    book["_form"]["B2"] = "FRA-2031-1"


def bare(book):
    del book["_form"]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (renamed, "renamed or removed"),
        (merged, "merged"),
        (old, "older kind"),
        (foreign, "form of FRA-2031-1"),
        (bare, "no form of the tracker"),
    ],
)
def test_what_is_no_form_of_this_report_is_refused_with_the_reason(client, draft, spoil, told):
    book = form_in(client)
    spoil(book)
    assert sent(client, book)["Location"] == REPORT
    assert told in words(client.get(REPORT))


def test_other_files_are_refused(client, draft):
    sent(client, Workbook(), "form.docx")
    assert "content is not that" in words(client.get(REPORT))
    client.post(f"{REPORT}upload/", {})
    assert "Choose the form first." in words(client.get(REPORT))
