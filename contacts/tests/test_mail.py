"""Mail: from the template to the log to the mail server, and waiting if the server does not
answer."""

import datetime

import pytest
from django.core import mail as outbox
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from contacts import mail, rendering
from contacts.examples import example
from contacts.models import Mail, MailKind, MailTemplate
from contacts.recipients import Recipient
from contacts.wording import initial
from reports.submissions import messages, workflow
from testing.builders import (
    make_contact,
    make_cycle,
    make_officer,
    make_own_draft,
    make_reviewer,
    make_state,
    make_user,
    texts,
)

pytestmark = pytest.mark.django_db
LANGUAGES = {"ar", "zh", "en", "fr", "ru", "es"}


def send(language="en", **values):
    to = Recipient("amina@example.org", language, name="Amina")
    state = make_state("KEN", "Kenya", formal_name={})
    return mail.send("question", to, reporter=state, cycle=make_cycle("2031"), **values)


@pytest.fixture
def away(settings):
    """Set no mail server, so that no mail can be sent."""
    settings.EMAIL_BACKEND = "contacts.backends.NoMailServer"


def test_every_kind_begins_with_a_wording_in_six_languages_and_known_variables():
    assert set(MailKind.values) == set(initial()) == set(rendering.VARIABLES)
    for template in MailTemplate.objects.all():
        template.full_clean()
        assert set(template.subject) == set(template.body) == LANGUAGES


def test_a_wording_may_hold_no_unknown_variable_and_nothing_that_runs():
    template = MailTemplate.objects.get(kind="receipt")
    template.body = {"en": "Dear {name}, {password} {reporter.code} {% load x %} {{ name }}"}
    with pytest.raises(ValidationError) as refused:
        template.full_clean()
    said = refused.value.message_dict["body"][0]
    for name in ("{password}", "{reporter.code}", "{% load x %}"):
        assert name in said
    assert rendering.render("{name}", {"name": "{link}", "link": "secret"}) == "{link}"


def test_mail_goes_out_after_the_commit_and_is_on_record(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = send("ar", text="?", reference="KEN-2031-1", by=make_officer())
        assert outbox.outbox == []
    sent.refresh_from_db()
    assert (sent.state, sent.language, sent.attempts) == ("sent", "ar", 1)
    assert len(outbox.outbox) == 1
    message = outbox.outbox[0]
    assert message.to == ["amina@example.org"]
    assert message.body == sent.body
    assert message.extra_headers["Content-Language"] == "ar"
    assert "الأمانة العامة" in message.body


def test_links_carry_the_address_that_the_site_runs_under(
    client, settings, django_capture_on_commit_callbacks
):
    """That of the page on which a step is taken; in commands, that of the settings."""
    settings.ALLOWED_HOSTS = ["poa.example.org"]
    settings.SITE_URL = "https://poa.example.int"
    state, cycle = make_state("KEN"), make_cycle("2031")
    contact = make_contact(state, "submitter", email="lead@example.org", language="fr")
    draft = make_own_draft(contact, cycle)
    client.force_login(make_officer())
    page = reverse("admin:contacts_invitation_add")
    given = {"email": "amina@example.org", "reporters": [state.pk], "role": "editor"}
    asked = reverse("admin:reports_submission_messages", args=[draft.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {**given, "language": "ar"}, headers={"host": "poa.example.org"})
        client.post(asked, {"text": "Which law?"}, headers={"host": "poa.example.org"})
    by_page = {each.to[0]: each.body for each in outbox.outbox}
    assert "http://poa.example.org/ar/account/invitation/" in by_page["amina@example.org"]
    assert "http://poa.example.org/fr/my/reports/" in by_page["lead@example.org"]
    assert all("poa.example.int" not in body for body in by_page.values())
    outbox.outbox.clear()
    messages.send(draft, "Act 5.", by=contact)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_news")
    bodies = [each.body for each in outbox.outbox]
    assert bodies
    assert all("https://poa.example.int/admin/" in body for body in bodies)


def test_what_is_rolled_back_sends_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert outbox.outbox == []
    assert not Mail.objects.exists()


def test_a_value_makes_no_header_of_its_own(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(reference="A\r\nBcc: all@example.org")
    assert outbox.outbox[0].subject == "A question on A Bcc: all@example.org"
    assert outbox.outbox[0].recipients() == ["amina@example.org"]


def test_a_mail_server_that_is_away_breaks_nothing_and_the_command_tries_again(
    away, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        waiting = send()
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "POA_EMAIL_URL" in waiting.error
    with pytest.raises(CommandError):
        call_command("send_waiting_mail")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("send_waiting_mail", "--dry-run")
    assert outbox.outbox == []
    for _twice in range(2):
        call_command("send_waiting_mail")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == ("sent", "")
    assert len(outbox.outbox) == 1


def test_what_another_process_hands_over_is_left_to_it(away):
    waiting = send()
    now = timezone.now()
    Mail.objects.filter(pk=waiting.pk).update(claimed_at=now)
    assert mail.claim(waiting.pk) is None
    Mail.objects.filter(pk=waiting.pk).update(claimed_at=now - mail.CLAIM * 2)
    assert mail.claim(waiting.pk) == waiting


def test_the_log_keeps_no_secret(django_capture_on_commit_callbacks):
    to = Recipient("amina@example.org", "en")
    with django_capture_on_commit_callbacks(execute=True):
        kept = mail.send("invitation", to, link="https://example.org/s3cret", is_secret=True)
    assert "s3cret" in outbox.outbox[0].body
    kept.refresh_from_db()
    assert "s3cret" not in kept.body
    assert not Mail.objects.waiting().exists()


def test_a_language_without_a_text_gets_english_whole():
    MailTemplate.objects.filter(kind="returned").update(body=texts("Dear {name}"))
    composed = example(MailTemplate.objects.get(kind="returned"), "ru")
    assert (composed.language, composed.body) == ("en", "Dear Amina Example")
    assert composed.subject.endswith("came back to you")


def test_who_writes_a_report_online_is_told_that_it_came_back_and_why(
    django_capture_on_commit_callbacks,
):
    state, cycle = make_state("KEN", "Kenya"), make_cycle("2031")
    editor = make_contact(state, "editor", language="fr", name="Édith")
    make_contact(state, "reader")
    reviewer = make_reviewer(name="Rita Reviewer")
    draft = workflow.register(state, cycle, "online", by=editor)
    workflow.submit(draft, by=make_officer(), reason="Tried.")
    with django_capture_on_commit_callbacks(execute=True):
        workflow.return_to_author(draft, by=reviewer, reason="Page 3 is missing.")
    assert [message.to for message in outbox.outbox] == [[editor.email]]
    assert "Page 3 is missing." in outbox.outbox[0].body
    assert "Madame, Monsieur," in outbox.outbox[0].body
    assert "Rita" not in outbox.outbox[0].body
    assert "/fr/my/" in outbox.outbox[0].body


def test_an_officer_looks_at_a_wording_in_six_languages(client):
    client.force_login(make_officer())
    template = MailTemplate.objects.get(kind="reminder_before")
    page = client.get(reverse("admin:contacts_mailtemplate_preview", args=[template.pk]))
    body = page.content.decode()
    for words in ("Reporting is voluntary", "提交报告是自愿的", "تقديم التقارير طوعي"):
        assert words in body
    change = client.get(reverse("admin:contacts_mailtemplate_change", args=[template.pk]))
    assert "{standing}" in change.content.decode()
    # Texts of several lines stay so.
    assert change.content.decode().count("<textarea") == 6


def test_nobody_edits_the_log(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    kept = send()
    page = client.get(reverse("admin:contacts_mail_change", args=[kept.pk]))
    assert kept.subject in page.content.decode()
    assert client.post(reverse("admin:contacts_mail_delete", args=[kept.pk])).status_code == 403
    at = timezone.now() - datetime.timedelta(days=1)
    assert (
        client.post(
            reverse("admin:contacts_mail_change", args=[kept.pk]), {"queued_at": at}
        ).status_code
        == 403
    )
