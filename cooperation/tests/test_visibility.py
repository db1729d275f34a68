"""The classes of visibility: who reads a project, and that nothing tells anybody else of it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from accounts.models import ApiKey, Scope
from cooperation import access
from cooperation.models import Audience, Project
from reports import data_stamp
from reports.models import PointOfContact
from testing.assistance import make_project
from testing.builders import (
    explained,
    make_contact,
    make_officer,
    make_organisation,
    make_reviewer,
    make_state,
    make_user,
    refused,
    texts,
)
from testing.reading import words

pytestmark = pytest.mark.django_db


def version() -> int:
    stamp = data_stamp.stamp()
    assert stamp is not None
    return stamp.version


def made(owner: Any) -> dict[str, Project]:
    """One project of each class, and one that is not published yet."""
    projects = {
        str(audience): make_project(owner=owner, audience=audience) for audience in Audience
    }
    return {**projects, "recorded": make_project(owner=owner, step="recorded")}


def read_by(user: Any, projects: dict[str, Project]) -> set[str]:
    found = set(access.projects(user))
    return {name for name, project in projects.items() if project in found}


def test_each_viewer_reads_its_class_and_nothing_more() -> None:
    owner, organisation = make_state(), make_organisation()
    projects = made(owner)
    ended = make_contact(make_state())
    PointOfContact.objects.filter(user=ended).update(until=timezone.now())
    shared = {"public", "states_and_donors"}
    for user, expected in (
        (AnonymousUser(), {"public"}),
        (make_user(), {"public"}),  # Whoever has not accepted an invitation has no role.
        (ended, {"public"}),
        (make_contact(organisation), {"public"}),
        (make_user(is_staff=True), {"public"}),
        (make_contact(make_state(), "reader"), shared),
        (make_contact(owner, "reader"), set(projects)),
        (make_officer(), set(projects)),
    ):
        assert read_by(user, projects) == expected, user


def test_what_is_restricted_stands_on_no_public_page_and_in_no_answer(client: Client) -> None:
    owner = make_state("KEN")
    projects = made(owner)
    hidden = [p for name, p in projects.items() if name != "public"]
    for project in hidden:
        project.recipients.create(place_reporter=owner)
    owner_of_key = make_contact(owner)
    _key, lesser = ApiKey.objects.make(name="k", owner=owner_of_key, scopes=[Scope.READ])
    # In the API whoever is signed in reads what is theirs, and a key only with the scope for it.
    viewers: tuple[tuple[Any, set[str]], ...] = (
        (None, set()),
        (owner_of_key, {"states_and_donors", "owner", "recorded"}),
        (make_contact(make_state()), {"states_and_donors"}),
        (make_contact(make_organisation()), set()),
        (lesser, set()),
    )
    named = {p.reference: name for name, p in projects.items()}
    for user, theirs in viewers:
        is_key = isinstance(user, str)
        reader = Client(headers={"authorization": f"Bearer {user}"} if is_key else None)
        if user and not is_key:
            reader.force_login(user)
        for address in ("/cooperation/projects/", "/states/KEN/", "/sitemap-projects.xml"):
            body = reader.get(address).content.decode()
            assert not [p for p in hidden if p.reference in body], (user, address)
        for project in hidden:
            assert reader.get(project.get_absolute_url()).status_code == 404
            answer = reader.get(f"/api/v1/projects/{project.reference}/")
            assert answer.status_code == (200 if named[project.reference] in theirs else 404)
        listed = reader.get("/api/v1/projects/")
        found = {named[each["reference"]] for each in listed.json()["results"]}
        assert found == {"public", *theirs}
        assert ("no-store" in listed["Cache-Control"]) is bool(user)
        assert "1 project" in words(reader.get("/cooperation/projects/"))


def test_states_read_theirs_in_their_own_area(client: Client) -> None:
    owner = make_state()
    projects = made(owner)
    client.force_login(make_contact(make_state()))
    page = client.get("/my/assistance/").content.decode()
    seen = {name for name, project in projects.items() if project.reference in page}
    assert seen == {"states_and_donors"}
    assert "Assistance not for everybody" in words(client.get("/my/"))
    client.force_login(make_contact(make_organisation()))
    assert "Nothing is on record for you" in words(client.get("/my/assistance/"))
    assert "Assistance not for everybody" not in words(client.get("/my/"))


def test_writes_to_what_is_restricted_move_no_public_stamp() -> None:
    owner, public = make_state(), make_project()
    project = make_project(make_state(), owner=owner, audience="states_and_donors")
    held = version()
    Project.objects.filter(pk=project.pk).update(title=texts("Another"))
    project.recipients.update(percentage=50)
    project.participants.update(role="funding")
    project.results.update(value=7)
    project.theme_links.get().delete()
    project.results.all().delete()
    Project.objects.filter(pk=project.pk).update(audience="owner")
    project.delete()
    assert version() == held
    for change in (
        lambda: public.results.update(value=8),
        lambda: public.theme_links.all().delete(),
        lambda: Project.objects.filter(pk=public.pk).update(audience="owner"),
    ):
        held = version()
        change()
        assert version() > held
    held = version()
    public.results.update(value=9)
    assert version() == held


def test_nothing_is_published_that_no_document_tells() -> None:
    fields = {"title": texts("P"), "other_source": "A letter"}
    wrong = Project(step="published", **fields)
    explained(wrong, "no_document")
    refused(wrong)
    one, other = (Project.objects.create(**fields) for _time in range(2))
    assert one.reference != other.reference
    refused(one.recipients.model(project=one, territory="Somewhere", percentage=101))
    refused(one.participants.model(project=one))


def test_reviewers_alone_publish(client: Client) -> None:
    project = make_project(step="recorded")
    address = f"/admin/cooperation/project/{project.pk}/change/"
    for user, may in ((make_officer(), False), (make_reviewer(), True)):
        client.force_login(user)
        page = client.get(address)
        assert page.status_code == 200
        assert ('name="step"' in page.content.decode()) is may
    Project.objects.filter(pk=project.pk).update(step="published")
    client.force_login(make_officer())
    assert 'name="_save"' not in client.get(address).content.decode()
