"""The administration of who took part: lists in a constant number of queries, and the forms."""

import datetime

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import Meeting
from participation.models import (
    AgendaItem,
    Body,
    MeetingDocument,
    Officer,
    Representation,
    Sitting,
    Statement,
)
from testing.builders import (
    make_agenda_item,
    make_body,
    make_meeting,
    make_officer,
    make_organisation,
    make_sitting,
    make_state,
    make_statement,
    make_user,
    texts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_officer())
    return client


def only_meeting():
    return Meeting.objects.first() or make_meeting()


def statements(count):
    sitting = Sitting.objects.first() or make_sitting()
    for _number in range(count):
        statement = make_statement(sitting, item=make_agenda_item(sitting.meeting))
        statement.representations.create(body=make_body())
        statement.representations.create(reporter=make_organisation())


def each(make):
    def several(count):
        for _number in range(count):
            make()

    return several


MAKERS = {
    Body: each(make_body),
    Sitting: each(lambda: make_sitting(only_meeting())),
    AgendaItem: each(lambda: make_agenda_item(only_meeting())),
    Officer: each(
        lambda: Officer.objects.create(
            meeting=only_meeting(), role="vice_chair", reporter=make_state()
        )
    ),
    MeetingDocument: each(
        lambda: MeetingDocument.objects.create(
            meeting=only_meeting(),
            symbol=f"A/{MeetingDocument.objects.count()}",
            kind="other",
            title=texts("Paper"),
        )
    ),
    Statement: statements,
}


def test_every_model_is_in_the_administration():
    ours = {model for model in admin.site._registry if model._meta.app_label == "participation"}
    assert ours == set(MAKERS)


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.model_name)
def test_a_list_takes_as_many_queries_for_30_rows_as_for_3(staff, model):
    url = reverse(f"admin:participation_{model._meta.model_name}_changelist")
    counts = []
    for size in (3, 27):
        MAKERS[model](size)
        staff.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = staff.get(url)
        assert len(response.context["cl"].result_list) == model.objects.count()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 25


def test_statements_are_found_by_their_speaker_in_any_language(staff):
    state = make_state("CIV", "Côte d'Ivoire")
    wanted = make_statement(reporter=state)
    make_statement()
    body = make_statement(body=make_body(name=texts("Arab Group", ar="مجموعة الدول العربية")))
    url = reverse("admin:participation_statement_changelist")
    assert list(staff.get(url, {"q": "cote"}).context["cl"].result_list) == [wanted]
    assert list(staff.get(url, {"q": "العربية"}).context["cl"].result_list) == [body]


def management(prefix, **numbers):
    counts = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    return {f"{prefix}-{name}": value for name, value in {**counts, **numbers}.items()}


def test_a_statement_is_recorded_with_whom_it_is_for(staff):
    sitting, state, group = make_sitting(), make_state(), make_body()
    response = staff.post(
        reverse("admin:participation_statement_add"),
        {
            "sitting": sitting.pk,
            "position": 1,
            "reporter": state.pk,
            "source": "A list",
            **management("representations", TOTAL_FORMS=1),
            "representations-0-body": group.pk,
            "representations-0-is_also": "on",
        },
    )
    assert response.status_code == 302
    statement = Statement.objects.get()
    assert (statement.who, statement.item) == (state, None)
    assert [(each.who, each.is_also) for each in Representation.objects.all()] == [(group, True)]
    assert statement.history.get().history_user is not None


def test_a_statement_without_a_speaker_is_explained(staff):
    sitting = make_sitting()
    response = staff.post(
        reverse("admin:participation_statement_add"),
        {"sitting": sitting.pk, "position": 1, **management("representations")},
    )
    assert response.status_code == 200
    assert "Give either a State or organisation, or another body." in response.content.decode()


def test_the_page_of_a_meeting_takes_its_sittings_officers_and_agenda(staff):
    meeting = make_meeting("bms8")
    make_sitting(make_meeting("other"), 77)
    url = reverse("admin:commitments_meeting_change", args=[meeting.pk])
    page = staff.get(url)
    seen = page.context["adminform"].form["seen"].value()
    day = datetime.date(2022, 6, 27)
    response = staff.post(
        url,
        {
            "seen": seen,
            "kind": "bms",
            "name_en": "Eighth",
            "year": 2022,
            **management("sittings", TOTAL_FORMS=1),
            "sittings-0-meeting": meeting.pk,
            "sittings-0-number": 1,
            "sittings-0-earliest_on": day,
            "sittings-0-latest_on": day,
            **management("officers", TOTAL_FORMS=1),
            "officers-0-meeting": meeting.pk,
            "officers-0-role": "chair",
            "officers-0-reporter": make_state().pk,
            "officers-0-position": 1,
            **management("agenda_items"),
        },
    )
    assert response.status_code == 302, response.context["errors"]
    assert meeting.sittings.get().held_on == day
    assert meeting.officers.get().role == "chair"
    assert "sitting 77" not in staff.get(url).content.decode()


def test_staff_without_a_role_change_nothing(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse("admin:participation_statement_add")).status_code == 403


def test_an_officer_is_elected_at_sittings_of_the_same_meeting(staff):
    meeting, state = make_meeting(), make_state()
    elsewhere, here = make_sitting(), make_sitting(meeting)
    officer = Officer.objects.create(meeting=meeting, role="chair", reporter=state)
    page = reverse("admin:participation_officer_change", args=[officer.pk])
    seen = staff.get(page).context["adminform"].form.fields["seen"].initial
    data = {"role": "chair", "reporter": state.pk, "position": 0, "seen": seen}
    refused = staff.post(page, {**data, "elected_at": [elsewhere.pk]})
    assert "It is a sitting of another meeting." in refused.content.decode()
    assert staff.post(page, {**data, "elected_at": [here.pk]}).status_code == 302
    assert list(officer.elected_at.all()) == [here]
