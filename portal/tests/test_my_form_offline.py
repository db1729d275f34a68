"""The form of a cycle as a workbook: downloaded, uploaded, checked, accepted."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from portal.tests.test_my_form import OPEN, REPORT, World
from questionnaires import templates, workbook, workbook_reading
from questionnaires.answering import Given
from questionnaires.models import ReportTemplate
from reports.coding import offline
from reports.models import Reporter
from testing.builders import make_contact, make_cycle, make_own_draft
from testing.reading import words

pytestmark = pytest.mark.django_db

FORMULA = "=1+1 is how it begins"


@pytest.fixture
def world() -> World:
    world = World()
    world.record(
        Given("body", "tick", "yes"),
        Given("body", "details", FORMULA, language="en"),
        Given("by-type", "weapons", {"seized": "12", "remark": "old"}, row="rifles"),
        Given("projects", "list", {"what": "Training"}, row="1"),
        Given("projects", "with", ["police"]),
    )
    return world


def form_in(world: World, prefix: str = "") -> Any:
    return load_workbook(io.BytesIO(world.client.get(f"{prefix}{REPORT}form.xlsx").content))


def cell(book: Any, key: str, column: str = "E") -> Any:
    """The cell of a column in the row with a key."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=3):
            if row[0].value == key:
                return sheet[f"{column}{row[0].row}"]
    raise KeyError(key)


def sent(world: World, book: Any) -> Any:
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("form.xlsx", content.getvalue())
    return world.client.post(f"{REPORT}upload/", {"form": file})


def accepted(world: World, shown: Any) -> str:
    digest = shown.context["reading"].digest
    return words(world.client.post(f"{REPORT}upload/accept/", {"digest": digest}, follow=True))


def test_one_sheet_for_a_section_with_the_answers_and_nothing_that_runs(world: World) -> None:
    book = form_in(world)
    assert book.sheetnames == ["1 Coordination", "2 Collection", "_form"]
    assert cell(book, "body/tick").value == "Yes"
    assert cell(book, "body/details").value == FORMULA
    assert cell(book, "by-type/weapons/rifles", "E").value == "12"
    assert cell(book, "by-type/weapons/rifles", "F").value == "old"
    assert cell(book, "projects/with#police").value == "Yes"
    assert cell(book, "projects/with#customs").value is None
    for sheet in book.worksheets:
        assert "f" not in {each.data_type for row in sheet.iter_rows() for each in row}
    first = book.worksheets[0]
    assert first.column_dimensions["A"].hidden
    assert first.protection.sheet
    assert not cell(book, "body/details").protection.locked
    assert cell(book, "body/details", "A").protection.locked
    listed = [v.formula1 for v in first.data_validations.dataValidation]
    assert '"Yes,No,Developing"' in listed


def test_what_comes_back_untouched_changes_nothing(world: World) -> None:
    for prefix in ("", "/ar", "/zh"):
        assert "says what the report says already" in words(sent(world, form_in(world, prefix)))


@pytest.mark.parametrize("prefix", ["", "/ar", "/fr"])
def test_what_was_filled_in_is_shown_and_then_saved_as_it_was_shown(
    world: World, prefix: str
) -> None:
    book = form_in(world, prefix)
    yes = cell(book, "projects/with#police").value
    assert book.worksheets[0].sheet_view.rightToLeft == (prefix == "/ar")
    cell(book, "contact/tick").value = yes
    cell(book, "projects/with#customs").value = yes
    cell(book, "body/women").value = 1200
    cell(book, "collected/details").value = "Many."
    cell(book, "collected/details", "F").value = "Français"
    cell(book, "collected/details", "G").value = yes
    cell(book, "by-type/weapons/pistols", "E").value = 7.0
    cell(book, "projects/list/2", "E").value = "A second one"
    cell(book, "projects/list/2", "F").value = 250.5
    cell(book, "by-type/weapons/rifles", "F").value = None
    cell(book, "body/details").value = None
    shown = sent(world, book)
    assert "Many." in words(shown)
    assert "Contains contact data" in words(shown)
    assert world.said("collected", "details") is None
    done = accepted(world, shown)
    assert "5 new, 2 changed, 1 removed" in done
    details = world.answers()["collected", "details", ""]
    assert (details.language, details.contains_contact_data) == ("fr", True)
    assert details.origin == "workbook"
    assert world.said("contact", "tick") == "yes"
    assert world.said("projects", "with") == ["police", "customs"]
    assert world.said("body", "women") == "1200"
    assert world.said("by-type", "weapons", "pistols") == {"seized": "7"}
    assert world.said("by-type", "weapons", "rifles") == {"seized": "12"}
    assert world.said("projects", "list", "2") == {"what": "A second one", "amount": "250.5"}
    assert world.said("body", "details") is None
    # It can be accepted only once.
    assert "no longer waiting" in accepted(world, shown)


def test_every_problem_is_named_with_sheet_and_cell_and_nothing_is_saved(world: World) -> None:
    book = form_in(world)
    places = {
        cell(book, "body/tick"): "perhaps",
        cell(book, "body/women"): "many",
        cell(book, "contact/details"): "=1+1",
        cell(book, "by-type/weapons/rifles", "E"): "a few",
        cell(book, "projects/since"): "in May",
        cell(book, "contact/tick", "A"): "contact/nothing",
    }
    for place, value in places.items():
        place.value = value
    cell(book, "collected/tick").value = "Yes"
    shown = sent(world, book)
    assert shown.status_code == 422
    problems = {(each.sheet, each.cell) for each in shown.context["reading"].problems}
    assert problems == {(place.parent.title, place.coordinate) for place in places}
    assert world.said("collected", "tick") is None
    assert "no longer waiting" in accepted(world, shown)


def test_true_is_yes_and_a_language_is_found_without_its_cedilla(world: World) -> None:
    book = form_in(world)
    cell(book, "body/details").value = "Une commission"
    cell(book, "body/details", "F").value = "Francais"
    cell(book, "contact/tick").value = True
    accepted(world, sent(world, book))
    assert world.answers()["body", "details", ""].language == "fr"
    assert world.said("contact", "tick") == "yes"


def test_what_was_saved_since_is_told_before_and_after_it_was_shown(world: World) -> None:
    book = form_in(world)
    cell(book, "body/details").value = "From the form"
    world.record(Given("body", "details", "Here", language="en"), Given("body", "women", "3"))
    shown = sent(world, book)
    assert "saved here since the form was downloaded" in words(shown)
    # Answers that the workbook leaves unchanged stay as somebody saved them meanwhile.
    assert [each.given.part for each in shown.context["reading"].changes] == ["details"]
    world.record(Given("body", "details", "Later", language="en"))
    assert "nothing was saved" in accepted(world, shown)
    assert world.said("body", "details") == "Later"


def bare(book: Any) -> None:
    del book["_form"]


def foreign(book: Any) -> None:
    book["_form"]["B2"] = "FRA-2031-1"


def older(book: Any) -> None:
    book["_form"]["B4"] = "7"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [(bare, "no form of the tracker"), (foreign, "form of FRA-2031-1"), (older, "older kind")],
)
def test_what_is_no_form_of_this_report_is_refused_with_the_reason(
    world: World, spoil: Any, told: str
) -> None:
    book = form_in(world)
    spoil(book)
    assert sent(world, book)["Location"] == REPORT
    assert told in words(world.client.get(REPORT))
    # So is the workbook of the commitments: it is only for reports without a form.
    old = load_workbook(io.BytesIO(offline.form(world.draft)))
    assert sent(world, old)["Location"] == REPORT
    assert "older kind" in words(world.client.get(REPORT))
    assert sent(world, Workbook())["Location"] == REPORT


@pytest.mark.facts
def test_the_shipped_form_comes_back_as_it_went_out_in_one_query(
    db: None, django_assert_num_queries: Any
) -> None:
    template = ReportTemplate.objects.get(is_reconstructed=True)
    template.cycles.add(cycle := make_cycle("2034"))
    loaded = templates.load(template)
    contact = make_contact(Reporter.objects.get(code="KEN"))
    draft = make_own_draft(contact, cycle)
    assert OPEN["key"] not in loaded.form.by_key
    str(draft.reporter), str(draft.cycle)
    with django_assert_num_queries(1):
        content = workbook.workbook(draft, loaded)
    file = SimpleUploadedFile("form.xlsx", content)
    reading = workbook_reading.read(draft, loaded, file, by=contact)
    assert (reading.changes, reading.problems) == ([], [])
    book = load_workbook(io.BytesIO(content))
    assert len(book.worksheets) == len(loaded.form.sections) + 1
