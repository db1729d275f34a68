"""Missing reports: whose they are, how far they are, whom to write to; and reminders, each sent
once."""

import csv
import datetime
import html
import io
import re
import threading

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts import chasing, invitations, reminders
from contacts.models import Mail, ReporterAddress
from contacts.recipients import recipients_of
from reports.models import PointOfContact, PublishedTotal
from reports.submissions import workflow
from testing.builders import (
    make_contact,
    make_cycle,
    make_draft,
    make_group,
    make_officer,
    make_organisation,
    make_published,
    make_reviewer,
    make_state,
    make_user,
)
from testing.reading import words

pytestmark = pytest.mark.django_db


def said(response):
    return response.content.decode()


def due_in(days, code="2031", **fields):
    return make_cycle(code, due_on=timezone.localdate() + datetime.timedelta(days=days), **fields)


def standings(cycle):
    return {
        row.reporter.code: str(row.standing) for each in chasing.missing(cycle) for row in each.rows
    }


def online(state, cycle):
    return workflow.register(state, cycle, "online", by=make_contact(state, "editor"))


def test_nothing_begun_came_back_and_handed_in_are_told_apart():
    cycle = due_in(30)
    names = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG")
    nothing, begun, came_back, handed_in, on_paper, reported, withdrawn = map(make_state, names)
    make_group("g", nothing, begun, came_back, handed_in, on_paper, reported, withdrawn)
    online(begun, cycle)
    for state in (came_back, handed_in):
        workflow.submit(online(state, cycle), by=make_officer(), reason="Tried.")
    report = cycle.submissions.get(reporter=came_back)
    workflow.return_to_author(report, by=make_reviewer(), reason="Page 3.")
    make_draft(on_paper, cycle, received_on=timezone.localdate())
    make_published(reported, cycle, received_on=timezone.localdate())
    gone = online(withdrawn, cycle)
    workflow.withdraw(gone, by=make_reviewer(), reason="By mistake.")
    assert standings(cycle) == {
        "AAA": "nothing",
        "BBB": "begun",
        "CCC": "came_back",
        "DDD": "handed_in",
        "EEE": "handed_in",
        "GGG": "nothing",
    }


def test_members_stand_by_group_and_all_others_after_them():
    cycle = due_in(30)
    kenya, vatican = make_state("KEN"), make_state("VAT", state_status="observer")
    make_group("africa", kenya)
    make_organisation("ecowas")
    make_published(kenya, make_cycle("2020"))
    rows = chasing.missing(cycle)
    assert [(str(each.group or ""), [row.reporter.code for row in each.rows]) for each in rows] == [
        ("Group africa", ["KEN"]),
        ("", ["ecowas", "VAT"]),
    ]
    assert vatican.pk == rows[1].rows[1].reporter.pk
    assert rows[0].rows[0].last.reference == "KEN-2020-1"


def test_whoever_hands_in_is_written_to_then_editors_readers_and_the_mission():
    states = [make_state() for _number in range(5)]
    submitter, editor, reader, mission, nobody = states
    for state in (submitter, editor, reader, mission):
        ReporterAddress.objects.create(reporter=state, email=f"{state.code}@mission.example")
    for state, roles in (
        (submitter, ("reader", "submitter")),
        (editor, ("reader", "editor")),
        (reader, ("reader",)),
    ):
        for role in roles:
            make_contact(state, role)
    left = make_contact(nobody, "submitter")
    PointOfContact.objects.filter(user=left).update(until=timezone.now())
    closed = make_contact(nobody, "submitter", is_active=False)
    assert not closed.is_active
    found = recipients_of(states)
    assert [[to.role for to in found[state.pk]] for state in states] == [
        ["submitter"],
        ["editor"],
        ["reader"],
        [""],
        [],
    ]


def test_the_desk_leads_to_inviting_writing_down_an_address_and_registering(client):
    """The row tells who was invited and has not accepted; others can be invited from it."""
    cycle, officer = due_in(30), make_officer()
    kenya, togo, chad = make_state("KEN", "Kenya"), make_state("TGO", "Togo"), make_state("TCD")
    make_group("africa", kenya, togo, chad)
    both = invitations.invite("a@example.org", [kenya, togo], by=officer)
    taken_back = invitations.invite("b@example.org", [chad], by=officer)
    invitations.revoke(taken_back, by=officer)
    invited = {row.reporter.code: row.invited for row in chasing.missing(cycle)[0].rows}
    assert invited == {"KEN": both, "TGO": both, "TCD": None}
    client.force_login(officer)
    body = client.get(reverse("admin:contacts_mail_missing", args=["2031"])).content.decode()
    assert "3 Member States have no published report here." in body  # no figure of the cycle
    assert body.count("not accepted") == 2
    assert f"/invitation/add/?reporters={chad.pk}&amp;back=" in body
    assert f"/invitation/add/?reporters={kenya.pk}" not in body
    assert f"/reporteraddress/add/?reporter={kenya.pk}" in body
    assert f"/submission/add/?reporter={kenya.pk}&amp;cycle={cycle.pk}" in body


def test_the_desk_tells_the_last_contact_and_invites_where_only_an_address_is_known(client):
    """The last mail to or from a State, of whatever kind and cycle; never that of another."""
    cycle = due_in(30)
    kenya, togo = make_state("KEN", "Kenya"), make_state("TGO", "Togo")
    make_group("africa", kenya, togo)
    ReporterAddress.objects.create(reporter=kenya, email="mission@example.org")
    make_contact(togo)
    day = timezone.now() - datetime.timedelta(days=40)
    wrote = {"to": "mission@example.org", "language": "en", "subject": "S", "body": "B"}
    old = Mail.objects.create(kind="receipt", reporter=kenya, queued_at=day, **wrote)
    new = Mail.objects.create(kind="question", reporter=kenya, cycle=make_cycle("2027"), **wrote)
    assert old.pk < new.pk
    rows = {row.reporter.code: row for row in chasing.missing(cycle)[0].rows}
    assert (rows["KEN"].contacted, rows["KEN"].reminded, rows["TGO"].contacted) == (new, None, None)
    client.force_login(make_officer())
    address = reverse("admin:contacts_mail_missing", args=["2031"])
    body = said(client.get(address))
    assert f'<a href="{reverse("admin:contacts_mail_change", args=[new.pk])}">' in body
    assert f"/invitation/add/?reporters={kenya.pk}" in body
    assert f"/invitation/add/?reporters={togo.pk}" not in body
    text = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    of_kenya = next(row for row in csv.DictReader(io.StringIO(text)) if row["code"] == "KEN")
    assert of_kenya["last_contact"].startswith(str(timezone.localdate()))


def test_the_desk_is_come_back_to_after_inviting_or_writing_down_an_address(client):
    due_in(30)
    chad, togo = make_state("TCD", "Chad"), make_state("TGO", "Togo")
    client.force_login(make_officer())
    desk = f"{reverse('admin:contacts_mail_missing', args=['2031'])}?standing=nothing"
    leading = [
        html.unescape(each) for each in re.findall(r'href="([^"]+)"', said(client.get(desk)))
    ]
    for state, part, given in (
        (chad, "/invitation/add/?reporters=", {"role": "editor", "language": "fr"}),
        (togo, "/reporteraddress/add/?reporter=", {"language": "fr"}),
    ):
        [link] = [each for each in leading if f"{part}{state.pk}&" in each]
        typed = {
            "email": f"{state.code}@example.org",
            "reporter": state.pk,
            "reporters": [state.pk],
        }
        done = client.post(link, {**typed, **given})
        assert done["Location"] == f"{desk}#row-{state.pk}"
        assert f'id="row-{state.pk}"' in said(client.get(done["Location"]))
        away = client.post(
            re.sub("back=.*", "back=//example.org/", link),
            {**typed, **given, "email": "b@example.org"},
        )
        assert away["Location"].startswith("/admin/")


def test_a_report_is_called_by_its_status_on_the_desk_too(client):
    """What an officer registered on paper is a draft in the list of reports."""
    cycle = due_in(30)
    state = make_state("TCD", "Chad")
    make_draft(state, cycle)
    client.force_login(make_officer())
    page = words(client.get(reverse("admin:contacts_mail_missing", args=["2031"])))
    assert "with the secretariat · TCD-2031-1 (draft)" in page


# Reminders by hand


def test_the_start_page_and_its_link_are_about_one_cycle_and_their_counts_agree(client):
    today = timezone.localdate()
    past, future = (today + datetime.timedelta(days=each) for each in (-90, 90))
    cycle = make_cycle("2022", opens_on=past, due_on=past, closes_on=past)
    make_cycle("2036", opens_on=future, due_on=future)  # none has come, none can
    states = [make_state() for _number in range(3)]
    make_state(state_status="observer")
    make_organisation()
    make_published(states[0], cycle, received_on=past)
    client.force_login(make_officer())
    page = client.get(reverse("admin:index")).content.decode()
    assert "2 of 3 Member States have not reported" in page
    link = reverse("admin:contacts_mail_missing", args=["2022"])
    assert f'<a href="{link}">Missing reports: {cycle}</a>' in page
    shown = client.get(link)
    assert "2 Member States have not reported" in shown.content.decode()
    assert "also has 2 other States and organisations" in shown.content.decode()
    assert next(number for _standing, number, _is_shown in shown.context["counts"]) == 4


def test_where_a_publication_counted_more_the_desk_says_why_its_number_stands_nowhere(client):
    """The list is worked on all the same: each row has no published report here."""
    past = timezone.localdate() - datetime.timedelta(days=90)
    cycle = make_cycle("2022", opens_on=past, due_on=past, closes_on=past)
    make_published(make_state(), cycle, received_on=past)
    make_state()
    PublishedTotal.objects.create(cycle=cycle, reporter_kind="state", count=2, source="A/TEST")
    client.force_login(make_officer())
    assert "have not reported" not in words(client.get(reverse("admin:index")))
    page = words(client.get(reverse("admin:contacts_mail_missing", args=["2022"])))
    assert "1 Member State has no published report here." in page
    assert "where a publication counted more" in page
    assert "has not reported" not in page


def test_the_start_page_says_that_what_is_worked_on_is_of_all_cycles(client):
    """Under the heading of one cycle, the reports of each status are those of all: it is said, and
    the link behind the number leads to as many."""
    past = timezone.localdate() - datetime.timedelta(days=90)
    cycle, other = make_cycle("2022", due_on=past), make_cycle("2018")
    make_published(make_state(), cycle, received_on=past)
    for each in (cycle, other, other):
        make_draft(make_state(), each)
    client.force_login(make_officer())
    start = client.get(reverse("admin:index"))
    page = words(start)
    assert page.index(f"{cycle} States that reported: 1") < page.index(
        "Being worked on, all cycles Draft: 3"
    )
    found = re.search(r'href="([^"]+)">Draft: <strong>3<', start.content.decode())
    assert client.get(html.unescape(found[1])).context["cl"].result_count == 3


def test_an_officer_looks_at_the_mails_and_sends_them_once(
    client, django_capture_on_commit_callbacks
):
    cycle, officer = due_in(30), make_officer(name="Olga")
    kenya, togo = make_state("KEN", "Kenya"), make_state("TGO", "Togo")
    make_group("africa", kenya, togo)
    contact = make_contact(kenya, language="fr", name="Amina")
    client.force_login(officer)
    page = client.get(reverse("admin:contacts_mail_missing", args=["2031"]))
    assert "no address" in page.content.decode()
    chosen = {"reporter": [kenya.pk, togo.pk]}
    preview = client.post(reverse("admin:contacts_mail_missing_preview", args=["2031"]), chosen)
    body = preview.content.decode()
    assert "Madame, Monsieur," in body
    assert "No address is known of" in body
    assert not Mail.objects.exists()
    send = reverse("admin:contacts_mail_missing_send", args=["2031"])
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(send, {**chosen, "seen": preview.context["seen"]}, follow=True)
    assert "1 mail was sent." in done.content.decode()
    assert [message.to for message in outbox.outbox] == [[contact.email]]
    kept = Mail.objects.get()
    assert (kept.by, kept.reporter, kept.cycle, kept.kind) == (
        officer,
        kenya,
        cycle,
        "reminder_before",
    )
    again = client.post(send, {**chosen, "seen": preview.context["seen"]})
    assert again.status_code == 409
    assert Mail.objects.count() == 1


def test_only_who_may_send_mail_sends_it(client):
    cycle, kenya = due_in(30), make_state("KEN")
    make_contact(kenya)
    reader = make_user(is_staff=True)
    client.force_login(reader)
    assert client.get(reverse("admin:contacts_mail_missing", args=["2031"])).status_code == 403
    with pytest.raises(PermissionDenied):
        reminders.send_to(cycle, {kenya.pk}, by=reader, seen=0)


def test_nobody_is_reminded_of_a_fictional_cycle_or_one_without_a_due_day():
    state = make_state()
    make_contact(state)
    for cycle, code in (
        (due_in(30, "2032", is_fictional=True), "is_fictional"),
        (make_cycle("2033"), "no_due_day"),
    ):
        with pytest.raises(ValidationError) as refused:
            reminders.send_to(cycle, {state.pk}, by=make_officer(), seen=0)
        assert refused.value.error_dict["cycle"][0].code == code
    call_command("send_reminders", "--days-before", "30")
    assert not Mail.objects.exists()


def test_the_list_is_taken_away_as_csv_and_xlsx(client):
    due_in(30)
    kenya = make_state("KEN", "=Kenya")
    make_group("africa", kenya)
    client.force_login(make_officer())
    address = reverse("admin:contacts_mail_missing", args=["2031"])
    text = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (rows[0]["reporter"], rows[0]["standing"]) == ("'=Kenya", "nothing received")
    book = b"".join(client.get(address, {"format": "xlsx"}).streaming_content)
    assert book.startswith(b"PK")
    assert client.get(address, {"format": "exe"}).status_code == 404


def test_nothing_is_said_to_be_complete_where_the_list_is_not(client):
    make_cycle("2031", reporter_list="partial")
    make_group("africa", make_state("KEN"))
    client.force_login(make_officer())
    body = client.get(reverse("admin:contacts_mail_missing", args=["2031"])).content.decode()
    assert "Nothing is missing." not in body
    assert "is not complete" in body


@pytest.mark.parametrize("page", ["missing", "preview"])
def test_the_pages_cost_the_same_for_three_reporters_and_thirty(client, page):
    cycle = due_in(30)
    client.force_login(make_officer())
    counted = []
    for number in (3, 27):
        states = [make_state() for _number in range(number)]
        make_group("", *states)
        for state in states:
            make_contact(state)
            make_published(state, make_cycle())
        # Each page also reads its user and the wording.
        address = reverse("admin:contacts_mail_missing", args=["2031"])
        keys = {"reporter": [row.reporter.pk for g in chasing.missing(cycle) for row in g.rows]}
        with CaptureQueriesContext(connection) as queries:
            if page == "missing":
                assert client.get(address).status_code == 200
            else:
                assert client.post(f"{address}preview/", keys).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


# By schedule


def test_a_reminder_is_written_once_for_each_day_of_the_schedule(
    django_capture_on_commit_callbacks,
):
    cycle = due_in(7)
    cycle.reminder_days.create(days=-30)
    cycle.reminder_days.create(days=-7)
    state = make_state()
    contact = make_contact(state)
    call_command("send_reminders", "--dry-run")
    assert not Mail.objects.exists()
    for _twice in range(2):
        call_command("send_reminders")
    assert [message.to for message in outbox.outbox] == [[contact.email]]
    assert "7 days left" in outbox.outbox[0].body
    assert list(Mail.objects.values_list("reminder_day", "kind")) == [(-7, "reminder_before")]


def test_a_due_day_that_is_moved_reminds_again_and_the_same_one_does_not():
    cycle, state = due_in(7), make_state()
    cycle.reminder_days.create(days=-7)
    contact = make_contact(state)
    call_command("send_reminders")
    later = timezone.localdate() + datetime.timedelta(days=30)
    type(cycle).objects.update(due_on=later)
    cycle.refresh_from_db()
    for days in (0, 22, 23, 24):
        reminders.send_scheduled(
            cycle, [-7], today=timezone.localdate() + datetime.timedelta(days=days)
        )
    sent = Mail.objects.filter(to=contact.email).order_by("pk")
    assert [mail.reminder_due for mail in sent] == [later - datetime.timedelta(days=23), later]
    # Mail from before that column counts for the due day for which it was in time.
    sent.last().delete()
    sent.update(reminder_due=None)
    assert len(list(reminders.scheduled(cycle, [-7], later - datetime.timedelta(days=7)))) == 1
    type(cycle).objects.update(due_on=timezone.localdate() + datetime.timedelta(days=7))
    cycle.refresh_from_db()
    assert list(reminders.scheduled(cycle, [-7], timezone.localdate())) == []


def test_days_that_were_missed_are_caught_up_for_a_while_and_not_for_years():
    def day(in_days):
        return reminders.day_reached(due_in(in_days, f"c{in_days + 500}"), [-30, -7, 1], today)

    today = timezone.localdate()
    assert [day(n) for n in (31, 30, 28, 27, 7, 1, 0, -1, -3, -4, -400)] == [
        *(None, -30, -30, None, -7, None, None, 1, 1, None, None)
    ]


def test_who_has_handed_in_or_reported_is_left_in_peace():
    cycle = due_in(-1)
    handed_in, reported = make_state(), make_state()
    workflow.submit(online(handed_in, cycle), by=make_officer(), reason="Tried.")
    make_contact(reported)
    make_published(reported, cycle, received_on=timezone.localdate())
    call_command("send_reminders", "--days-after", "1")
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_send_each_reminder_once():
    due_in(7)
    for _number in range(5):
        make_contact(make_state())
    start = threading.Barrier(2)

    def run():
        start.wait()
        try:
            call_command("send_reminders", "--days-before", "7")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Mail.objects.filter(sent_at__isnull=False).count() == 5
    assert len(outbox.outbox) == 5
    assert len({tuple(message.to) for message in outbox.outbox}) == 5
