"""Offices: the rules of the database, who sees them, and how they are recorded."""

import datetime
import io

import openpyxl
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import doors
from contacts import access, office_tables, offices
from contacts.models import Invitation, Office
from reports.data_stamp import stamp
from testing.builders import make_contact, make_officer, make_state, make_user, texts
from testing.offices import make_office

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"function": "none"}, "function"),
        ({"name": {}}, "name"),
        ({"since": DAY, "until": DAY}, "The last day comes after the first."),
    ],
)
def test_the_database_refuses_what_the_form_does(wrong, said):
    office = make_office()
    for name, value in wrong.items():
        setattr(office, name, value)
    with pytest.raises(ValidationError) as error:
        office.full_clean()
    assert said in str(error.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.filter(pk=office.pk).update(**wrong)


def test_an_office_is_on_record_once_and_works_with_others_of_its_own():
    first = make_office(make_state("KEN"), mailbox="a@example.org")
    twin = Office(reporter=first.reporter, function=first.function, name=texts("Twin"))
    twin.mailbox = "A@example.org"
    with pytest.raises(ValidationError, match="is on record"):
        offices.write(twin)
    focal = make_office(first.reporter, function="wps")
    offices.write(first, [focal])
    assert list(focal.works_with.all()) == [first]
    for other in (make_office(), first):
        with pytest.raises(IntegrityError), transaction.atomic():
            first.works_with.add(other)
    with pytest.raises(ValidationError, match="has not come"):
        offices.write(make_office(confirmed_on=timezone.localdate() + datetime.timedelta(1)))


def test_who_sees_which():
    own = make_office(make_state("KEN"))
    public, hidden = make_office(is_public=True), make_office()

    def seen(user):
        return set(access.offices(user))

    assert seen(make_user()) == {public}
    assert seen(make_contact(own.reporter)) == {own, public}
    assert seen(make_user(is_staff=True)) == {public}
    assert seen(make_officer()) == {own, public, hidden}


def test_only_writes_that_the_public_sees_move_the_stamp(db):
    hidden, shown = make_office(make_state("KEN")), make_office(is_public=True)
    other, public = make_office(hidden.reporter), make_office(shown.reporter, is_public=True)

    def moves(write):
        before = stamp()
        write()
        return stamp() != before

    def save(office, **fields):
        Office.objects.filter(pk=office.pk).update(**fields)

    assert not moves(lambda: save(hidden, confirmed_on=DAY))
    assert not moves(lambda: hidden.works_with.add(other))
    assert not moves(lambda: make_office(hidden.reporter))
    assert not moves(other.delete)
    assert moves(lambda: save(shown, confirmed_on=DAY))
    assert moves(lambda: shown.works_with.add(public))
    assert moves(lambda: save(hidden, is_public=True))
    assert moves(lambda: save(hidden, is_public=False))


def test_its_lead_confirms_and_closes_it_and_nobody_else():
    office = make_office(make_state("KEN"), is_public=True)
    lead = make_contact(office.reporter)
    for stranger in (make_contact(office.reporter, "editor"), make_contact(make_state())):
        for step in (offices.confirm, offices.close, offices.save):
            with pytest.raises(PermissionDenied):
                step(office, by=stranger)
    assert offices.confirm(office, by=lead).confirmed_on == timezone.localdate()
    closed = offices.close(office, by=lead)
    assert (closed.until, closed.is_public) == (timezone.localdate(), False)


# From a table

ROWS = """reporter,function,name_en,name_fr,mailbox,confirmed_on,public,source
KEN,poa_point_of_contact,Focal point,,a@example.org,2025-03-01,yes,Letter
KEN,wps,Gender desk,Bureau genre,,,,Letter
"""


def planned(text):
    return office_tables.plan(office_tables.read(text.encode()))


def test_a_table_is_shown_then_recorded_whole_and_again_changes_nothing():
    make_state("KEN")
    plan = planned(ROWS)
    assert (len(plan.new), len(plan.wrong)) == (2, 0)
    assert office_tables.record(plan, by=make_officer()) == 2
    first, second = Office.objects.order_by("pk")
    assert (first.mailbox, first.confirmed_on, first.is_public) == ("a@example.org", DAY, True)
    assert (second.name, second.is_public, second.origin) == (
        {"en": "Gender desk", "fr": "Bureau genre"},
        False,
        "import",
    )
    assert (planned(ROWS).unchanged, planned(ROWS).is_ready) == (2, False)
    (changed,) = planned(ROWS.replace("2025-03-01", "2025-04-01")).changed
    assert [(each.before, each.after) for each in changed.differences] == [
        ("2025-03-01", "2025-04-01")
    ]


def test_what_is_wrong_keeps_the_whole_table_out():
    make_state("KEN")
    wrong = planned(
        ROWS
        + "XXX,wps,A,,,,,L\nKEN,none,A,,,,,L\nKEN,wps,Gender desk,,,,,L\nKEN,att,,,,,,L\n"
        + "KEN,att,A,,no mailbox,,,L\nKEN,att,A,,,1 March,,L\nKEN,att,A,,,,perhaps,L\n"
    )
    assert [row.number for row in wrong.wrong] == [4, 5, 6, 7, 8, 9, 10]
    assert [row.named for row in wrong.wrong][:3] == [
        "XXX · wps · A",
        "KEN · none · A",
        "KEN · wps · Gender desk",
    ]
    with pytest.raises(ValidationError):
        office_tables.record(wrong, by=make_officer())
    assert not Office.objects.exists()
    with pytest.raises(ValidationError, match="names the columns"):
        office_tables.read(b"state,office\n")


def test_the_secretariat_imports_a_workbook_after_looking_at_it():
    make_state("KEN")
    book = openpyxl.Workbook()
    for line in ROWS.splitlines():
        book.active.append(line.split(","))
    file = io.BytesIO()
    book.save(file)
    client = Client()
    client.force_login(make_officer())
    address = reverse("admin:contacts_office_import")
    page = client.post(address, {"file": SimpleUploadedFile("o.xlsx", file.getvalue())})
    assert "Focal point" in page.content.decode()
    assert not Office.objects.exists()
    assert client.post(address, {"accept": "1"}).status_code == 302
    assert Office.objects.count() == 2
    assert Office.history.filter(history_user__isnull=False).count() == 2
    looker = make_user(is_staff=True)
    client.force_login(looker)
    assert client.get(address).status_code == 403


def test_an_invitation_is_made_from_an_office(django_capture_on_commit_callbacks):
    office = make_office(make_state("KEN"))
    client = Client()
    client.force_login(make_officer())
    change = client.get(reverse("admin:contacts_office_change", args=[office.pk]))
    link = f"{reverse('admin:contacts_invitation_add')}?office={office.reference}"
    assert link in change.content.decode()
    page = client.get(link)
    assert office.mailbox in page.content.decode()
    given = page.context["adminform"].form.initial
    data = {"email": given["email"], "reporters": given["reporters"], "office": given["office"]}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(link, {**data, "role": "editor", "language": "fr"}).status_code == 302
    made = Invitation.objects.get()
    assert (made.email, made.office) == (office.mailbox, office.name["en"])
    assert made.history.filter(doors.because_of(office.reference)).exists()
    assert [each.to for each in mail.outbox] == [[office.mailbox]]


def test_the_secretariat_ties_an_office_to_others_of_the_same_state():
    first = make_office(make_state("KEN"))
    focal = make_office(first.reporter, function="wps")
    client = Client()
    client.force_login(make_officer())
    address = reverse("admin:contacts_office_change", args=[first.pk])
    form = client.get(address).context["adminform"].form
    assert list(form.fields["works_with"].queryset) == [focal]
    assert client.get(reverse("admin:contacts_office_add")).status_code == 200
    assert client.get(reverse("admin:contacts_office_changelist")).status_code == 200
