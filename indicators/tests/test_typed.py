"""Figures that points of contact type beside the form, and tables that staff import."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from indicators import figure_tables
from indicators.models import Availability, Observation, Stage
from testing.builders import (
    make_contact,
    make_cycle,
    make_draft,
    make_figure,
    make_form,
    make_indicator,
    make_officer,
    make_own_draft,
    make_reviewer,
    make_state,
    make_upload,
    publish,
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
    text = client.get(page).content.decode()
    assert "12 (2021)" in text
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
    # A figure of a State and an answer of it wait for nobody but the figure is reviewed.
    assert Observation.objects.public().count() == 0
    again = figure_tables.plan(figure_tables.read(CSV.encode()))
    assert (again.unchanged, again.is_ready) == (3, False)
    wrong = CSV + "arms,XXX,,,1,,,A/TEST,N\narms,KEN,2021-12-31,2021-01-01,-1,,,A/TEST,N\n"
    plan = figure_tables.plan(figure_tables.read(wrong.encode()))
    assert [row.number for row in plan.wrong] == [5, 6]
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


def test_the_import_page_shows_before_it_records_and_reviewers_publish(
    django_assert_max_num_queries: Any,
) -> None:
    make_indicator()
    make_state("KEN")
    make_state("FRA")
    client = Client()
    client.force_login(make_reviewer())
    page = reverse("admin:indicators_observation_import")
    shown = client.post(page, {"file": make_upload("figures.csv", CSV.encode())})
    assert shown.status_code == 200
    assert "New: 3." in shown.content.decode()
    assert not Observation.objects.exists()
    assert client.post(page, {"accept": "1"}).status_code == 302
    figures = Observation.objects.all()
    assert figures.count() == 2
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
