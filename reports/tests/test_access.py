"""Whose reports somebody may read; who may take which step is in test_workflow."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from reports import access
from reports.models import Submission
from reports.submissions import workflow
from testing.builders import (
    make_contact,
    make_draft,
    make_officer,
    make_published,
    make_state,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports():
    """The ids of reports by name. Of one State: a paper report, one begun online, a published one
    and the version before it; of another State: one that it has begun."""
    state, other = make_state("KEN"), make_state("UGA")
    first = make_published(state)
    return state, {
        "paper": make_draft(state),
        "online": make_draft(state, channel="online"),
        "superseded": first,
        "published": publish(workflow.correct(first, by=make_officer())),
        "elsewhere": make_draft(other, channel="online"),
    }


def names(found, reports):
    held = set(found.values_list("pk", flat=True))
    return {name for name, report in reports.items() if report.pk in held}


def test_everybody_reads_what_is_theirs_to_read(reports):
    state, reports = reports
    looker = make_user(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_submission"))
    expected = {
        AnonymousUser(): {"published"},
        make_user(): {"published"},
        make_user(is_staff=True): {"published"},
        make_contact(state, "reader"): {"published", "superseded", "online"},
        make_contact(make_state(), "submitter"): {"published"},
        make_officer(): set(reports),
        looker: set(reports),
    }
    for user, readable in expected.items():
        assert names(access.readable(user), reports) == readable, user


def test_a_point_of_contact_knows_of_a_report_that_is_being_coded(reports):
    state, reports = reports
    contact = make_contact(state, "reader")
    assert names(access.own(contact), reports) == set(reports) - {"elsewhere"}
    assert list(access.reporters(contact)) == [state]
    assert not access.own(AnonymousUser()).exists()
    assert not access.own(make_officer()).exists()


def test_who_has_handed_over_or_lost_the_account_reads_like_the_public(reports):
    state, reports = reports
    contact = make_contact(state)
    contact.is_active = False
    contact.save()
    assert names(access.readable(contact), reports) == {"published"}
    assert access.roles(contact, state.pk) == frozenset()


def test_staff_act_for_no_reporter(reports):
    """Whoever reviews reports does not write them, whatever record there is."""
    state, _reports = reports
    contact = make_contact(state, is_staff=True)
    assert access.roles(contact, state.pk) == frozenset()
    assert access.readable(contact).count() == Submission.objects.current().count()
