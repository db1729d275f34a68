"""The overview of all edits: who, what, old and new values, from where; only for overseers."""

import csv
import datetime
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import ApiKey
from api.tests.writers import Caller, etag
from common import doors, edits
from common.database import many
from common.our_apps import our_apps
from contacts.models import ReporterAddress
from reports.models import Reporter, ReportingCycle
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_organisation,
    make_own_draft,
    make_reviewer,
    make_state,
)
from testing.reading import words

pytestmark = pytest.mark.django_db

PAGE = "/admin/edits/"
REMARKS = "Remarks of the secretariat"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, **query: Any) -> list[dict[str, Any]]:
    response = client.get(PAGE, query)
    assert response.status_code == 200
    return list(response.context["rows"])


@pytest.fixture
def overseer() -> Client:
    return signed_in(make_reviewer(name="Chief"))


@pytest.fixture
def edited() -> dict[str, str]:
    """Three reports, each with one column changed through its own door. Returns, by State's code,
    the prefix of the key."""
    document = make_document("doc")
    make_commitment(document)
    cycle = make_cycle("2031", document)
    kenya, peru, chad = (make_state(code) for code in ("KEN", "PER", "TCD"))
    contact = make_contact(chad, name="Achta", email="achta@example.org")
    own = make_own_draft(contact, cycle, languages=["fr"])
    by_admin, by_key = (make_draft(s, cycle, languages=["en"]) for s in (kenya, peru))
    officer = make_officer(name="Officer One")
    page = reverse("admin:reports_submission_change", args=[by_admin.pk])
    client = signed_in(officer)
    form = client.get(page).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields}
    typed |= {"secretariat_remarks": "=Look", "languages": ["en"]}
    assert client.post(page, typed).status_code == 302
    key, text = ApiKey.objects.make(name="P", owner=officer, scopes=["submissions:write"])
    caller = Caller(authorization=f"Bearer {text}")
    body = {"secretariat_remarks": "By a program"}
    path = f"submissions/{by_key.reference}/"
    assert caller.ask("PATCH", path, body, if_match=etag(by_key)).status_code == 200
    about = {"languages": ["fr"], "reporter_remarks": "De notre part"}
    signed_in(contact).post(f"/my/reports/{own.reference}/about/", about)
    return {"PER": key.prefix}


def test_every_edit_says_who_changed_what_from_where(overseer: Client, edited: dict) -> None:
    def told(row: dict[str, Any]) -> list[Any]:
        values = [(each.column, each.old, each.new) for each in row["values"]]
        return [str(row["by"]), row["record"], values, row["where"]]

    changed = shown(overseer, kind="reports.Submission", change="~")
    assert [told(row) for row in changed] == [
        ["Achta", "TCD-2031-1", [("Remarks of the reporter", "", "De notre part")], "My reports"],
        [
            "Officer One",
            "PER-2031-1",
            [(REMARKS, "", "By a program")],
            f"API ({edited['PER']}…)",
        ],
        ["Officer One", "KEN-2031-1", [(REMARKS, "", "=Look")], "administration"],
    ]
    # … and so does the page of the record's own history.
    link = changed[-1]["url"].replace("change/", "history/")
    assert "administration" in words(overseer.get(link))


def test_a_reason_of_its_own_stands_beside_the_door(overseer: Client) -> None:
    officer = make_officer()
    state: Any = make_state("KEN")
    state._change_reason = "Answer to a letter"
    with_request = signed_in(officer)
    state.save()
    [row] = shown(overseer, kind="reports.Reporter", change="~")
    assert (row["where"], row["reason"]) == (
        "a command or chore of the server",
        "Answer to a letter",
    )
    page = words(overseer.get(PAGE, {"door": "server", "change": "~"}))
    assert "a command or chore of the server Reason: Answer to a letter" in page
    history = reverse("admin:reports_reporter_history", args=[state.pk])
    assert "Reason: Answer to a letter" in words(with_request.get(history))
    # An entry from before doors were kept, one with a reason and one without.
    old = Reporter.history.model
    old.objects.bulk_create(
        old(
            **{f.attname: getattr(state, f.attname) for f in old.tracked_fields},
            history_date=timezone.now(),
            history_type="~",
            history_change_reason=reason,
        )
        for reason in (None, "Import of a list")
    )
    rows = shown(overseer, kind="reports.Reporter", change="~", door="unknown")
    assert [(row["where"], row["reason"]) for row in rows] == [
        ("not recorded", "Import of a list"),
        ("not recorded", ""),
    ]


def test_a_reason_is_found_whichever_door_stands_beside_it(db: None) -> None:
    made = ReporterAddress.objects.create(reporter=make_state("KEN"), email="a@example.org")
    doors.explain(made, "KEN-2022-1, 1.2")
    entry = made.history.get()
    assert doors.parts(entry.history_change_reason) == ("KEN-2022-1, 1.2", "server")
    alone = made.history.alias(reason=doors.reason_alone())
    assert alone.filter(reason="KEN-2022-1, 1.2").get() == entry
    assert made.history.filter(doors.because_of("KEN-2022-1, 1.2")).get() == entry
    assert not made.history.filter(doors.because_of("KEN-2022-1")).exists()
    doors.explain(made, "x" * 200)
    kept = made.history.get().history_change_reason
    assert (len(kept), doors.parts(kept)[1]) == (100, "server")


def test_the_overview_is_in_the_language_of_its_reader_and_asks_for_the_second_factor(
    db: None, settings: Any
) -> None:
    """It stands among the administration's own addresses: its calendar and its words agree."""
    reviewer = make_reviewer(language="fr")
    client = signed_in(reviewer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    assert client.get(PAGE)["Content-Language"] == "fr"
    script = client.get(reverse("admin:jsi18n"))
    assert "Aujourd" in script.content.decode()
    assert 'lang="fr"' in client.get(PAGE).content.decode()
    settings.STAFF_MFA = True
    assert client.get(PAGE)["Location"] == reverse("mfa_activate_totp")


def test_the_overview_is_filtered_by_each_of_what_it_shows(overseer: Client, edited: dict) -> None:
    def references(**query: Any) -> list[str]:
        of_reports = {"kind": "reports.Submission", "change": "~", **query}
        return [row["record"][:3] for row in shown(overseer, **of_reports)]

    today = datetime.datetime.now(datetime.UTC).date()
    chad, cycle = Reporter.objects.get(code="TCD"), ReportingCycle.objects.get(code="2031")
    assert references(person="achta") == ["TCD"]
    assert references(person="nobody") == []
    assert references(door="api") == ["PER"]
    assert references(door="import") == references(door="unknown") == []
    assert references(reporter=chad.pk, cycle=cycle.pk) == ["TCD"]
    assert references(since=today, until=today, door="admin") == ["KEN"]
    assert references(until=today - datetime.timedelta(days=1)) == []
    added = shown(overseer, change="+", reporter=chad.pk)
    assert {"Point of contact", "Reporter", "Submission"} <= {row["kind"] for row in added}
    for wrong in ({"since": "03/06/2026"}, {"kind": "auth.Group"}, {"door": "window"}):
        assert overseer.get(PAGE, wrong).status_code == 400


def test_it_is_taken_away_as_it_is_filtered(overseer: Client, edited: dict) -> None:
    chosen = {"kind": "reports.Submission", "change": "~", "person": "officer one"}
    sheet = overseer.get(PAGE, {**chosen, "export": "csv"})
    text = b"".join(sheet.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["Record"], r["Column"], r["before"], r["after"]) for r in rows] == [
        ("PER-2031-1", REMARKS, "", "By a program"),
        ("KEN-2031-1", REMARKS, "", "'=Look"),  # no formula
    ]
    assert rows[0]["Who"] == "Officer One"
    book = overseer.get(PAGE, {**chosen, "export": "xlsx"})
    content = io.BytesIO(b"".join(book.streaming_content))  # type: ignore[attr-defined]
    assert load_workbook(content).worksheets[0]["J3"].value == "'=Look"


def test_only_who_oversees_finds_it_and_nobody_sees_more_than_the_records(edited: dict) -> None:
    officer, reviewer = make_officer(), make_reviewer()
    for user, status in ((officer, 403), (make_contact(make_state()), 302), (reviewer, 200)):
        client = signed_in(user)
        assert client.get(PAGE).status_code == status
        assert (PAGE in client.get("/admin/", follow=True).content.decode()) == (status == 200)
    client = signed_in(reviewer)
    assert shown(client, kind="accounts.ApiKey") == []  # another's key
    ApiKey.objects.make(name="Mine", owner=reviewer, scopes=["submissions:read"])
    assert [row["record"][:4] for row in shown(client, kind="accounts.ApiKey")] == ["Mine"]
    reviewer.groups.set([Group.objects.create(name="Overseers of nothing")])
    reviewer.user_permissions.set(
        Group.objects.get(name="Reviewers").permissions.filter(codename="oversee_edits")
    )
    assert shown(signed_in(type(reviewer).objects.get(pk=reviewer.pk))) == []
    # A record that the reader may not view is shown by its number in other records' edits.
    rights = Group.objects.get(name="Reviewers").permissions.filter(codename="view_submission")
    reviewer.user_permissions.add(rights.get())
    rows = shown(signed_in(type(reviewer).objects.get(pk=reviewer.pk)), change="+")
    named = {value.new for row in rows for value in row["values"] if value.column == "Reporter"}
    assert named == {f"No. {r.pk}" for r in Reporter.objects.filter(submissions__isnull=False)}


def test_entries_of_many_records_keep_the_door_too() -> None:
    """The history package writes them without a signal: one module does it for all."""
    callers = {
        str(path.relative_to(settings.BASE_DIR))
        for app in our_apps()
        for path in Path(app.path).rglob("*.py")
        if "tests" not in path.relative_to(app.path).parts
        and "bulk_create_with_history" in path.read_text()
    }
    assert callers == {"common/database/many.py"}
    state = make_state("KEN")
    address = ReporterAddress(reporter=state, email="a@example.org")
    many.create_with_history([address], ReporterAddress)
    address.office = "Desk"
    many.update_with_history([address], ReporterAddress, ["office"])
    kept = address.history.values_list("history_change_reason", flat=True)
    assert list(kept) == ["door:server", "door:server"]


def test_no_history_keeps_a_secret() -> None:
    secret = ("password", "digest", "secret_", "salt", "token")
    kept = {c.name for kind in edits.kinds() for c in kind.columns}
    assert not {name for name in kept if any(part in name for part in secret)}
    assert len(edits.kinds()) > 80


def test_it_costs_the_same_for_more_and_goes_on_where_it_ended(overseer: Client) -> None:
    def some(count: int) -> None:
        cycle = make_cycle()
        for _number in range(count):
            make_draft(make_state(), cycle)
            make_organisation()

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert overseer.get(PAGE).status_code == 200
        return len(captured)

    some(2)
    few = cost()
    some(40)
    assert cost() <= few
    seen, address = [], PAGE
    while address:
        page = overseer.get(address)
        seen += [(row["at"], row["kind"], row["record"]) for row in page.context["rows"]]
        address = page.context["older"] and PAGE + page.context["older"]
    assert (
        len(seen)
        == len(set(seen))
        == sum(k.history._default_manager.count() for k in edits.kinds())
    )
    assert [at for at, *_rest in seen] == sorted((at for at, *_rest in seen), reverse=True)
