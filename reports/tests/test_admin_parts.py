"""Apps add to each other's administration through one registry; none takes another's away."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from reports.models import Reporter, ReportingCycle, Response
from reports.models.children import Block, child_of, registered, shown_in
from testing.builders import make_contact, make_cycle, make_own_draft, make_reviewer, make_state

pytestmark = pytest.mark.django_db


def test_no_app_takes_away_the_administration_of_another():
    """Accounts alone take away pages of Django and of packages, which are none of ours."""
    found = [
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in settings.BASE_DIR.glob("*/**/*.py")
        if not {"tests", "accounts"} & set(path.parts) and "site.unregister(" in path.read_text()
    ]
    assert found == []


def test_what_other_apps_add_stands_beside_what_the_record_has_itself():
    cycle, client = make_cycle("2031"), Client()
    client.force_login(make_reviewer(is_superuser=True))
    page = client.get(reverse("admin:reports_reportingcycle_change", args=[cycle.pk]))
    body = page.content.decode()
    assert reverse("admin:reports_reportingcycle_agreement", args=[cycle.pk]) in body
    assert reverse("admin:contacts_mail_missing", args=[cycle.code]) in body
    models = [each.model._meta.label for each in inlines(ReportingCycle)]
    assert models == ["reports.PublishedTotal", "contacts.ReminderDay"]
    of_reporter = [each.model._meta.label for each in inlines(Reporter)]
    assert of_reporter[-2:] == ["reports.PointOfContact", "contacts.ReporterAddress"]


def inlines(model):
    return admin.site.get_model_admin(model).get_inlines(None)


def test_a_child_record_has_its_block_on_both_pages_of_the_submission():
    contact = make_contact(make_state("KEN"))
    draft = make_own_draft(contact, make_cycle("2031"))

    def context(user, submission):
        return {"reason": f"{submission.reference} for {user.name}"}

    response = child_of(Response)
    block = Block("my/includes/reason.html", context)
    with registered(replace(response, in_admin=block, in_portal=block)):
        for face in ("in_admin", "in_portal"):
            shown = shown_in(face, contact, draft)[-1]
            assert shown.context == {"reason": f"{draft.reference} for {contact.name}"}
    assert block.template not in [each.template for each in shown_in("in_admin", contact, draft)]
