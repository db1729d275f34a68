"""The notice of four weeks: who is asked, what silence publishes, what holds a project back."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from contacts.models import Mail
from cooperation import access, notifying
from cooperation.models import Notice, Project
from publications.package.assistance import public_projects
from testing.assistance import make_project
from testing.builders import (
    at_once,
    denied,
    make_contact,
    make_officer,
    make_reviewer,
    make_source,
    make_state,
    texts,
)
from testing.reading import words

pytestmark = pytest.mark.django_db
SECRET = "Stores near the river"


def recorded(*states: Any, **fields: Any) -> Project:
    """What a giver tells in a letter: not published."""
    words_of = {"other_source": f"A letter on {SECRET}", "period_text": f"Before {SECRET}"}
    given = {**words_of, "paragraph": "", "aid": "storage", **fields}
    project = make_project(
        *states, giver=make_state(), step="recorded", title=texts(SECRET), **given
    )
    project.budgets.create(
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        value=1234567,
        currency="EUR",
        status="committed",
    )
    return project


def mailed(project: Project, days: int) -> None:
    """As if the mails of the notices had been sent so many days ago."""
    for mail in Mail.objects.filter(kind="notice"):
        mail.sent_at = timezone.now() - datetime.timedelta(days=days)
        mail.queued_at = mail.sent_at
        mail.save()
    notifying.advance()
    project.refresh_from_db()


def test_silence_of_four_weeks_publishes_no_text_amount_or_place(client: Client) -> None:
    state = make_state("KEN")
    contact, project = make_contact(state), recorded(state)
    denied(Project.objects.filter(pk=project.pk).update, step="published")
    with pytest.raises(PermissionDenied):
        notifying.serve(project, by=make_officer())
    notifying.serve(project, by=make_reviewer())
    mail = Mail.objects.get(kind="notice")
    assert mail.to == contact.email
    assert SECRET not in mail.subject + mail.body
    assert project.reference in mail.body
    mailed(project, 27)
    assert not project.is_published
    denied(Project.objects.filter(pk=project.pk).update, step="published", is_whole=False)
    assert SECRET in words(_signed_in(contact).get("/my/notices/"))
    mailed(project, 0)  # The clock is not put back.
    Notice.objects.update(
        mailed_on=timezone.localdate() - datetime.timedelta(28), ends_on=timezone.localdate()
    )
    notifying.advance()
    project.refresh_from_db()
    assert (project.step, project.is_whole) == ("published", False)
    denied(Project.objects.filter(pk=project.pk).update, is_whole=True)
    for address in (
        "/cooperation/",
        "/cooperation/projects/",
        "/cooperation/projects/?recipient=KEN",
        "/cooperation/projects/?q=river",
        "/states/KEN/",
        project.get_absolute_url(),
        "/api/v1/projects/",
        "/api/v1/projects/?format=csv",
        f"/api/v1/projects/{project.reference}/",
        "/api/v1/projects/?recipient=KEN",
        "/api/v1/projects/?search=river",
        "/sitemap-projects.xml",
    ):
        answer = client.get(address)
        body = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert SECRET not in body, address
        assert "1234567" not in body.replace(",", ""), address
        if "recipient" in address or "search" in address or "q=" in address:
            assert project.reference not in body, address
    assert SECRET not in str(
        list(public_projects().values("period_text_shown", "other_source_shown"))
    )
    shown = client.get(f"/api/v1/projects/{project.reference}/").json()
    assert shown["title"].startswith("storage and security of stocks: ")
    assert (shown["recipients"], shown["results"], shown["budgets"]) == ([], [], [])
    assert "not all of them answered" in words(client.get(project.get_absolute_url()))
    assert project in access.whole(contact)
    assert project not in access.whole(make_contact(make_state()))


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def desk_of(notice: Notice) -> str:
    return f"/admin/cooperation/notice/{notice.pk}/change/"


def test_the_clock_waits_for_the_last_state_and_for_an_accepted_contact() -> None:
    first, second = make_state(), make_state()
    make_contact(first)
    project = recorded(first, second)
    notifying.serve(project, by=make_reviewer())
    mailed(project, 40)
    assert not project.is_published
    make_contact(second)
    notifying.advance()
    assert Mail.objects.filter(kind="notice", reporter=second).count() == 1
    mailed(project, 10)
    later = Notice.objects.get(reporter=second)
    assert later.ends_on == timezone.localdate() + datetime.timedelta(days=18)
    denied(Project.objects.filter(pk=project.pk).update, step="published", is_whole=False)


def test_agreement_of_all_publishes_everything_and_an_objection_hides_it_again() -> None:
    states = [make_state(), make_state()]
    leads = [make_contact(state, "submitter") for state in states]
    project = recorded(*states)
    first, second = notifying.serve(project, by=make_reviewer())
    with pytest.raises(PermissionDenied):
        notifying.answer(first, by=make_contact(states[0], "editor"), agrees=True)
    page = _signed_in(leads[0])
    address = f"/my/notices/{states[0].code}/{project.reference}/"
    assert page.post(address, {"decision": "object"}).status_code == 302  # Without a reason.
    page.post(address, {"decision": "object", "reason": "Not yet"})
    notifying.answer(second, by=leads[1], agrees=True)
    project.refresh_from_db()
    assert not project.is_published
    stranger = _signed_in(make_contact(make_state(), "submitter"))
    assert "Not yet" not in words(stranger.get("/my/notices/"))
    assert stranger.post(address, {"decision": "agree"}).status_code == 404
    assert "Not yet" in words(_signed_in(make_officer()).get(desk_of(first)))
    assert (
        _signed_in(make_contact(make_state(), "submitter")).get(desk_of(first)).status_code == 302
    )
    page.post(address, {"decision": "agree"})
    project.refresh_from_db()
    assert (project.step, project.is_whole) == ("published", True)
    assert SECRET in words(Client().get(project.get_absolute_url()))
    notifying.answer(first, by=leads[0], agrees=False, reason="On reflection")
    project.refresh_from_db()
    assert not project.is_published
    assert Client().get(project.get_absolute_url()).status_code == 404
    notifying.answer(first, by=leads[0], agrees=True)
    denied(Notice.objects.filter(pk=first.pk).update, answer="objected", reason="Past the steps")


def test_a_change_takes_the_notice_back_first_and_begins_anew(client: Client) -> None:
    state = make_state()
    project = recorded(state)
    [notice] = notifying.serve(project, by=make_reviewer())
    notifying.answer(notice, by=make_contact(state, "submitter"), agrees=True)
    for change in (
        lambda: Project.objects.filter(pk=project.pk).update(title=texts("Another")),
        lambda: project.recipients.update(percentage=40),
        lambda: project.budgets.update(value=1),
        lambda: project.theme_links.all().delete(),
        lambda: project.results.create(value=1, unit="towns"),
        lambda: Notice.objects.filter(pk=notice.pk).delete(),
    ):
        denied(change)
    client.force_login(make_reviewer())
    page = f"/admin/cooperation/project/{project.pk}/change/"
    assert 'name="_save"' not in client.get(page).content.decode()
    listed = "/admin/cooperation/project/"
    client.post(listed, {"action": "take_back", "_selected_action": [project.pk]})
    project.refresh_from_db()
    assert (project.step, project.notices.count()) == ("recorded", 0)
    assert notice.history.count() >= 2  # What was answered stays on record.
    assert 'name="_save"' in client.get(page).content.decode()
    client.post(listed, {"action": "serve", "_selected_action": [project.pk]})
    assert project.notices.get().answer == ""
    assert client.get("/admin/cooperation/notice/").status_code == 200


def test_an_owner_publishes_by_agreeing_and_never_by_silence() -> None:
    owner = make_state()
    lead = make_contact(owner, "submitter")
    project = recorded(owner=owner)
    [notice] = notifying.serve(project, by=make_reviewer())
    mailed(project, 30)
    assert not project.is_published
    denied(Project.objects.filter(pk=project.pk).update, step="published", is_whole=False)
    notifying.answer(notice, by=lead, agrees=True)
    project.refresh_from_db()
    assert (project.step, project.is_whole) == ("published", True)


def test_nobody_is_asked_for_a_territory_or_about_a_document() -> None:
    reviewer, nowhere = make_reviewer(), recorded(make_state())
    nowhere.recipients.create(territory="Somewhere")
    for project, code in (
        (nowhere, "nobody_to_ask"),
        (recorded(), "nobody_to_ask"),
        (make_project(make_state(), step="recorded", document=make_source()), "has_document"),
    ):
        with pytest.raises(ValidationError) as caught:
            notifying.serve(project, by=reviewer)
        assert caught.value.code == code


@pytest.mark.django_db(transaction=True)
def test_machines_that_do_the_same_at_once_write_once_and_lose_no_answer() -> None:
    """``advance_assistance`` on four machines, while a State answers."""
    state = make_state()
    project = recorded(state, make_state())
    notifying.serve(project, by=make_reviewer())
    notice, contact = Notice.objects.get(reporter=state), make_contact(state)

    def act(number: int) -> None:
        if number:
            notifying.advance()
        else:
            notifying.answer(notice, by=contact, agrees=True)

    at_once(5, act)
    assert Mail.objects.filter(kind="notice").count() == 1
    notice.refresh_from_db()
    assert notice.answer == "agreed"
