"""Figures that points of contact type beside the form, and tables that staff import."""

import csv
import datetime
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from indicators import checks, figure_tables, typed
from indicators.models import Availability, Code, Dimension, Observation, Stage
from reports.submissions import workflow
from testing.builders import (
    make_contact,
    make_cycle,
    make_draft,
    make_figure,
    make_form,
    make_indicator,
    make_officer,
    make_organisation,
    make_own_draft,
    make_reviewer,
    make_state,
    make_upload,
    publish,
    texts,
)

pytestmark = pytest.mark.django_db


def test_a_point_of_contact_gives_figures_beside_the_form() -> None:
    cycle = make_cycle("2031")
    make_form(cycle)
    made = make_indicator("requests", measures={}, unit="requests")
    trained = make_indicator("trained", measures={}, unit="persons")
    state = make_state("KEN")
    make_figure(made, state, "12")
    contact = make_contact(state)
    draft = make_own_draft(contact, cycle, languages=["fr"])
    client = Client()
    client.force_login(contact)
    page = reverse("my:figures", args=[draft.reference])
    invented = make_draft(state, make_cycle("2032", is_fictional=True))
    make_figure(made, state, "987", submission=invented)
    publish(invented)
    text = client.get(page).content.decode()
    assert "12 (2021)" in text
    assert "987" not in text
    # The form asks for what ``women`` counts; nothing here does.
    sent = {
        "requests-value": "7",
        "requests-comment": "Tous.",
        "trained-answer": "no_data",
        "trained-comment": "Pas de registre.",
    }
    assert client.post(page, sent).status_code == 302
    figure = Observation.objects.get(submission=draft)
    assert (figure.number, figure.comment, figure.language) == ("7", "Tous.", "fr")
    answer = Availability.objects.get(submission=draft)
    assert (answer.indicator, answer.answered, answer.reason) == (
        trained,
        "no_data",
        "Pas de registre.",
    )
    refused = client.post(page, {**sent, "requests-value": "viele", "trained-value": "3"})
    assert refused.status_code == 422
    assert "viele" in refused.content.decode()
    assert Observation.objects.get(submission=draft).number == "7"
    stranger = Client()
    stranger.force_login(make_contact(make_state("FRA")))
    assert stranger.get(page).status_code == 404
    assert stranger.post(page, sent).status_code == 404
    publish(draft)
    assert Observation.objects.public().filter(submission=draft).count() == 1
    assert client.post(page, sent).status_code == 409
    correction = client.post(reverse("my:correct", args=[draft.reference]))
    assert correction.status_code == 302
    assert Observation.objects.filter(submission__version=2).count() == 1


CSV = """indicator,state,starts_on,ends_on,value,answer,footnote,source,reporting_type
arms,KEN,2021-01-01,2021-12-31,6,,Recounted.,A/TEST,N
arms,FRA,2021-01-01,2021-12-31,,no_data,,A/TEST,N
arms,FRA,2020-01-01,2020-12-31,9,,,Database,G
"""


def test_a_table_is_shown_with_every_difference_and_taken_whole_or_not_at_all() -> None:
    arms = make_indicator()
    kenya, _france = make_state("KEN"), make_state("FRA")
    stored = make_figure(arms, kenya, "5")
    plan = figure_tables.plan(figure_tables.read(CSV.encode()))
    assert [row.number for row in plan.new] == [3, 4]
    (changed,) = plan.changed
    assert {(d.before, d.after) for d in changed.differences} == {("5", "6"), ("", "Recounted.")}
    assert figure_tables.record(plan, by=make_officer()) == 3
    stored.refresh_from_db()
    assert (stored.number, stored.stage) == ("6", Stage.IN_REVIEW)
    # Figures wait for review: none is public.
    assert Observation.objects.public().count() == 0
    again = figure_tables.plan(figure_tables.read(CSV.encode()))
    assert (again.unchanged, again.is_ready) == (3, False)
    wrong = CSV + "arms,XXX,,,1,,,A/TEST,N\narms,KEN,2021-12-31,2021-01-01,-1,,,A/TEST,N\n"
    plan = figure_tables.plan(figure_tables.read(wrong.encode()))
    assert [(row.number, row.named) for row in plan.wrong] == [(5, "arms · XXX"), (6, "arms · KEN")]
    with pytest.raises(ValidationError):
        figure_tables.record(plan, by=make_officer())


@pytest.mark.once
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"indicator,colour\n", "columns"),
        (b"\xff\xfe\x00", "encoding"),
        (b"PK\x03\x04 no workbook", "damaged"),
        (b"indicator,source\n" + b"a,b\n" * 5001, "too_many"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        figure_tables.read(data)
    assert caught.value.code in (code, "no_kind", "type", "unknown")


def workbook(text: str) -> bytes:
    """The table as people keep it in a spreadsheet: numbers as numbers, days as days."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    head, *rows = csv.reader(io.StringIO(text))
    sheet.append(head)
    for row in rows:
        cells: list[Any] = list(row)
        for index, (name, cell) in enumerate(zip(head, row, strict=True)):
            if name.endswith("_on"):
                cells[index] = datetime.date.fromisoformat(cell)
            elif name == "value":
                cells[index] = float(cell) if cell else None
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_the_import_page_shows_before_it_records_and_reviewers_publish(
    django_assert_max_num_queries: Any,
) -> None:
    stored = make_figure(make_indicator(), make_state("KEN"), "5")
    make_state("FRA")
    client = Client()
    client.force_login(make_reviewer())
    page = reverse("admin:indicators_observation_import")
    wrong = make_upload(
        "wrong.xlsx", workbook(CSV + "arms,XXX,2021-01-01,2021-12-31,1,,,A/TEST,N\n")
    )
    assert "<bdi>arms · XXX</bdi>" in client.post(page, {"file": wrong}).content.decode()
    shown = client.post(page, {"file": make_upload("figures.xlsx", workbook(CSV))})
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "New: 2." in text
    assert "<del>5</del>" in text
    assert "<ins>6</ins>" in text
    assert "<ins>Recounted.</ins>" in text
    stored.refresh_from_db()
    assert (stored.number, Observation.objects.count()) == ("5", 1)
    assert client.post(page, {"accept": "1"}).status_code == 302
    figures = Observation.objects.order_by("-pk")
    assert sorted(each.number for each in figures) == ["6", "9"]
    rows = [str(each.pk) for each in figures]
    action = {"action": "publish", "_selected_action": rows}
    client.post(reverse("admin:indicators_observation_changelist"), action)
    assert Observation.objects.public().count() == 2
    with django_assert_max_num_queries(25):
        assert client.get(reverse("admin:indicators_observation_changelist")).status_code == 200
    draft = make_draft(make_state("GHA"))
    own = make_figure(figures[0].indicator, draft.reporter, "3", submission=draft)
    change = reverse("admin:indicators_observation_change", args=[own.pk])
    assert client.post(change, {"value": "4"}).status_code == 403


@pytest.fixture
def trained() -> Any:
    """Persons trained, by sex; the form of two cycles does not ask for them."""
    sex = Dimension.objects.create(concept="SEX", name=texts("Sex"))
    for code in ("_T", "F", "M"):
        Code.objects.create(dimension=sex, code=code, name=texts({"F": "female"}.get(code, code)))
    found = make_indicator("trained", measures={}, unit="persons")
    found.dimensions.add(sex)
    return found


def test_parts_are_typed_beside_the_total_and_a_difference_is_pointed_out(trained: Any) -> None:
    contact = make_contact(make_state("KEN"))
    draft = make_own_draft(contact, make_cycle("2031"), languages=["en"])
    client = Client()
    client.force_login(contact)
    page = reverse("my:figures", args=[draft.reference])
    assert "female" in client.get(page).content.decode()
    sent = {
        "trained-value": "30",
        "trained-part-SEX=F": "12",
        "trained-part-SEX=M": "17",
        "trained-part-SEX=X": "1",
    }
    assert client.post(page, sent).status_code == 422
    del sent["trained-part-SEX=X"]
    assert client.post(page, sent).status_code == 302
    figures = Observation.objects.filter(submission=draft)
    assert {(f.breakdown, f.number) for f in figures} == {
        ("", "30"),
        ("SEX=F", "12"),
        ("SEX=M", "17"),
    }
    assert "the parts make 29, the total is 30" in client.get(page).content.decode()
    # Contact data in a footnote is asked after before it is published.
    named = {**sent, "trained-comment": "Ask Col. Doe: doe@example.org"}
    refused = client.post(page, named)
    assert (refused.status_code, "trained-names-nobody" in refused.content.decode()) == (422, True)
    assert client.post(page, {**named, "trained-names-nobody": "1"}).status_code == 302
    assert "the parts make" not in client.get(page).content.decode()
    on_report = client.get(reverse("my:report", args=[draft.reference])).content.decode()
    assert "female" in on_report
    assert "12" in on_report


def test_figures_of_the_report_before_wait_until_they_are_confirmed(trained: Any) -> None:
    state = make_state("KEN")
    contact = make_contact(state)
    first = make_own_draft(contact, make_cycle("2031"), languages=["en"])
    client = Client()
    client.force_login(contact)
    sent = {"trained-value": "30", "trained-part-SEX=F": "12"}
    client.post(reverse("my:figures", args=[first.reference]), sent)
    publish(first)
    draft = make_own_draft(contact, make_cycle("2033"), languages=["en"])
    page = reverse("my:figures", args=[draft.reference])
    assert 'name="carry"' in client.get(page).content.decode()
    client.post(page, {"carry": "1"})
    figures = draft.observations
    assert [each.is_carried_over for each in figures.all()] == [True, True]
    rules = [each.rule for each in checks.findings(draft)]
    assert "figures_not_confirmed" in rules
    # Saving the page as it was shown confirms nothing; a tick, or another number, does.
    client.post(page, sent)
    assert figures.filter(is_carried_over=True).count() == 2
    client.post(page, {**sent, "confirm": "trained"})
    assert not figures.filter(is_carried_over=True).exists()
    assert {each.number for each in figures.all()} == {"30", "12"}


def test_a_state_confirms_the_figure_of_a_database_which_stays_as_it_is(trained: Any) -> None:
    state = make_state("KEN")
    theirs = make_figure(trained, state, "8", reporting_type="G", source="Database")
    contact = make_contact(state)
    draft = make_own_draft(contact, make_cycle("2031"), languages=["en"])
    client = Client()
    client.force_login(contact)
    page = reverse("my:figures", args=[draft.reference])
    assert theirs.key in client.get(page).content.decode()
    sent = {"trained-answer": "confirmed", "trained-confirms": theirs.key}
    assert client.post(page, sent).status_code == 302
    indicator = reverse("indicator", args=["trained"])
    assert "Confirmed by the State" not in client.get(indicator).content.decode()
    publish(draft)
    shown = client.get(indicator).content.decode()
    assert f"Confirmed by the State in its report {draft.reference}." in shown
    assert Observation.objects.count() == 1
    theirs.value = Decimal(9)
    with pytest.raises(ValidationError, match="new release"):
        theirs.full_clean()
    with pytest.raises(IntegrityError, match="confirmed_figure_stays"), transaction.atomic():
        Observation.objects.filter(pk=theirs.pk).update(value=9)
    other = Availability(
        indicator=trained,
        reporter=make_state("FRA"),
        answered="confirmed",
        confirms=theirs,
        source="A/TEST",
    )
    with (
        pytest.raises(IntegrityError, match="answer_confirms_a_figure_of_the_state"),
        transaction.atomic(),
    ):
        other.save()
    assert client.post(reverse("my:correct", args=[draft.reference])).status_code == 302
    copy = Availability.objects.get(submission__version=2)
    assert copy.confirms == theirs


def test_staff_write_the_figures_of_a_report_while_it_is_open(trained: Any) -> None:
    draft = make_draft(make_state("KEN"), make_cycle("2031"), languages=["en"])
    officer = Client()
    officer.force_login(make_officer())
    page = reverse("admin:indicators_figures", args=[draft.pk])
    on_report = officer.get(reverse("admin:reports_submission_change", args=[draft.pk]))
    assert page in on_report.content.decode()
    sent = {"trained-value": "30", "trained-part-SEX=F": "12", "trained-seen": ""}
    refused = officer.post(page, {**sent, "trained-value": "viele"})
    assert (refused.status_code, "viele" in refused.content.decode()) == (422, True)
    assert officer.post(page, sent).status_code == 302
    figure = draft.observations.get(breakdown="")
    assert (figure.number, figure.history.get().history_user.is_staff) == ("30", True)
    assert 'value="30"' in officer.get(page).content.decode()
    publish(draft)
    frozen = officer.get(page).content.decode()
    assert "can no longer change" in frozen
    assert 'type="submit">' not in frozen.partition("<form")[2].partition("trained-value")[2]
    assert officer.post(page, {"trained-value": "31"}).status_code == 409
    correction = workflow.correct(draft, by=make_reviewer())
    again = reverse("admin:indicators_figures", args=[correction.pk])
    seen = typed.fingerprint(typed.lines(correction)[0].given)
    officer.post(again, {**sent, "trained-value": "31", "trained-seen": seen})
    assert {str(f.number) for f in correction.observations.all()} == {"31", "12"}
    assert {str(f.number) for f in draft.observations.all()} == {"30", "12"}
    organisation = make_draft(make_organisation())
    none = reverse("admin:indicators_figures", args=[organisation.pk])
    assert officer.get(none).status_code == 404
    stranger = Client()
    stranger.force_login(make_contact(make_state("FRA")))
    assert stranger.get(page).status_code == 302


def test_nobody_writes_over_what_somebody_else_has_written_meanwhile(trained: Any) -> None:
    make_indicator("requests", measures={}, unit="requests", position=2)
    contact = make_contact(make_state("KEN"))
    draft = make_own_draft(contact, make_cycle("2031"), languages=["en"])
    client = Client()
    client.force_login(contact)
    page = reverse("my:figures", args=[draft.reference])
    age = Dimension.objects.create(concept="AGE", name=texts("Age"))
    Code.objects.create(dimension=age, code="Y15T24", name=texts("15 to 24"))
    trained.dimensions.add(age)
    # The page has no field for parts by two dimensions: it keeps them.
    crossed = {"AGE=Y15T24;SEX=F": "1"}
    given = {"trained": typed.Given("30", parts=crossed), "requests": typed.Given("7")}
    typed.record(draft, given, by=contact)
    seen = {f"{line.indicator.key}-seen": line.seen for line in typed.lines(draft)}
    typed.record(draft, {"requests": typed.Given("8")}, by=contact)
    # What is sent as it was shown is left alone.
    sent = {"trained-value": "31", "requests-value": "7", **seen}
    assert client.post(page, sent).status_code == 302
    assert {(f.breakdown, f.number) for f in draft.observations.all()} == {
        ("", "31"),
        ("AGE=Y15T24;SEX=F", "1"),
        ("", "8"),
    }
    # What both changed is asked about, and saving again decides.
    refused = client.post(page, {**sent, "requests-value": "9"})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody else has changed this" in text
    seen = {f"{line.indicator.key}-seen": line.seen for line in typed.lines(draft)}
    assert seen["requests-seen"] in text
    assert client.post(page, {**sent, "requests-value": "9", **seen}).status_code == 302
    assert draft.observations.get(indicator__key="requests").number == "9"
