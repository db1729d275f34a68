"""Money of projects, their ties to one another, and updates on them."""

import datetime
import io
from typing import Any

import docx
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import ApiKey, Scope
from contacts.models import Mail
from cooperation import access, updating
from cooperation.models import Project, Update
from publications.documents import assistance as report
from testing.assistance import (
    make_assistance_officer,
    make_fund,
    make_match,
    make_offer,
    make_project,
    make_request,
    make_update,
)
from testing.builders import (
    denied,
    make_body,
    make_contact,
    make_officer,
    make_reviewer,
    make_source,
    make_state,
    texts,
)
from testing.reading import words

pytestmark = pytest.mark.django_db


def test_money_keeps_its_currency_and_its_project(client: Client) -> None:
    project, other = make_project(make_state()), make_project(make_state())
    giver, place = project.participants.get(), project.recipients.get()
    paid = project.transactions.create(
        transaction_type="disbursement",
        date=timezone.localdate(),
        value=1700000,
        currency="EUR",
        provider=giver,
        recipient=place,
    )
    for change in (
        {"provider": other.participants.get()},
        {"recipient": other.recipients.get()},
        {"currency": "eur"},
        {"transaction_type": "gift"},
    ):
        denied(type(paid).objects.filter(pk=paid.pk).update, **change)
    project.recipients.update(percentage=60)
    denied(lambda: project.recipients.create(place_reporter=make_state(), percentage=41))
    project.recipients.create(place_reporter=make_state(), percentage=40)
    assert "1,700,000 EUR" in words(client.get(project.get_absolute_url()))
    shown = client.get(f"/api/v1/projects/{project.reference}/").json()["transactions"]
    assert [(each["value"], each["currency"], each["provider"]) for each in shown] == [
        ("1700000", "EUR", 1)
    ]


def test_a_whole_is_no_part_itself_and_ties_to_hidden_projects_are_not_told(client: Client) -> None:
    whole, part, hidden = make_project(), make_project(), make_project(audience="owner")
    part.related.create(other=whole, type="parent")
    denied(lambda: whole.related.create(other=hidden, type="parent"))
    denied(lambda: hidden.related.create(other=part, type="parent"))
    denied(lambda: part.related.create(other=part, type="sibling"))
    part.related.create(other=hidden, type="sibling")
    page = client.get(part.get_absolute_url()).content.decode()
    assert whole.reference in page
    answer = client.get(f"/api/v1/projects/{part.reference}/").content.decode()
    assert hidden.reference not in page + answer


def test_places_of_a_fellowship_are_counted_by_state_and_sex(client: Client) -> None:
    state = make_state("KEN", "Kenya")
    project = make_project(state, kind="fellowship")
    result = project.results.create(
        value=3, unit="persons_trained", breakdown="SEX=F", recipient=project.recipients.get()
    )
    page = words(client.get(project.get_absolute_url()))
    assert "Fellowship" in page
    assert "3 persons trained Kenya SEX=F" in page
    result.breakdown = "Ms Example"
    with pytest.raises(ValidationError):
        result.full_clean()
    assert client.get("/api/v1/projects/?kind=fellowship").json()["count"] == 1


def world() -> tuple[Project, Any, Any, Update]:
    """A project of a giver for a recipient, with their leads, and a draft of the giver."""
    giver, recipient = make_state(), make_state()
    leads = make_contact(giver, "submitter"), make_contact(recipient, "submitter")
    project = make_project(recipient, giver=giver)
    return project, *leads, make_update(project, giver)


def test_an_update_is_public_once_the_recipient_agreed(client: Client) -> None:
    project, author, lead, update = world()
    assert update in access.updates(author)
    assert update not in access.updates(lead)
    client.force_login(author)
    form = {"narrative": "Fourteen stores.", "language": "en", "spent": "7", "currency": "EUR"}
    address = f"/my/updates/{update.reference}/"
    state = lead.points_of_contact.get().reporter
    page = words(client.get(address))
    assert f"States that will be asked for their agreement: {state}" in page
    assert f"({state})" in words(
        client.get(f"/my/updates/new/{author.points_of_contact.get().reporter.code}/")
    )
    assert client.post(address, {**form, "spent": "", "send": "1"}).status_code == 422
    assert client.post(address, {**form, "send": "1"}).status_code == 302
    assert client.post(address, form).status_code == 302  # Sent: no longer to be written.
    update.refresh_from_db()
    assert (update.step, update.narrative) == ("sent", "Fourteen stores.")
    # The giver receives nothing: it is not asked, and cannot agree.
    own = f"/my/updates/{author.points_of_contact.get().reporter.code}/{update.reference}/"
    assert client.post(own, {"decision": "agree"}).status_code == 403
    denied(Update.objects.filter(pk=update.pk).update, narrative="Another")
    denied(Update.objects.filter(pk=update.pk).update, step="published")
    assert Mail.objects.get(kind="update_sent").to == lead.email
    public = f"/api/v1/projects/{project.reference}/"
    assert Client().get(public).json()["updates"] == []
    assert update not in access.updates(make_contact(make_state()))
    with pytest.raises(ValidationError):
        updating.publish(update, by=make_reviewer())
    with pytest.raises(PermissionDenied):
        updating.agree(update, lead.points_of_contact.get().reporter, by=author)
    client.force_login(lead)
    assert "Fourteen stores." in words(client.get("/my/updates/"))
    assert f"{state} · has not answered yet" in words(client.get("/my/updates/"))
    client.post(f"/my/updates/{state.code}/{update.reference}/", {"decision": "agree"})
    with pytest.raises(PermissionDenied):
        updating.publish(update, by=make_officer())
    client.force_login(make_reviewer())
    listed = "/admin/cooperation/update/"
    client.post(listed, {"action": "publish", "_selected_action": [update.pk]})
    assert client.get(listed).status_code == 200
    assert Client().get(public).json()["updates"][0]["narrative"] == "Fourteen stores."
    assert "Fourteen stores." in words(Client().get(project.get_absolute_url()))
    updating.take_back(update, state, by=lead)
    assert Client().get(public).json()["updates"] == []
    Project.objects.filter(pk=project.pk).update(audience="states_and_donors")


def test_authors_are_reminded_before_and_after_the_day() -> None:
    _project, author, _lead, update = world()
    day = timezone.localdate() + datetime.timedelta(days=10)
    Update.objects.filter(pk=update.pk).update(due_on=day, step="due")
    call_command("advance_assistance")
    call_command("advance_assistance")
    assert [mail.to for mail in Mail.objects.filter(kind="update_due")] == [author.email]
    # Its officers are reminded of what a fund owes, by the name of the fund.
    fund = make_body(name=texts("Pool"))
    officer = make_assistance_officer(fund, "fund_officer")
    owed = Update.objects.create(project=update.project, body=fund, due_on=day)
    assert updating.remind() == [owed]
    sent = Mail.objects.get(kind="update_due", to=officer.email)
    assert "Pool" in sent.body
    Update.objects.filter(pk=owed.pk).update(
        due_on=timezone.localdate() + datetime.timedelta(days=90)
    )
    assert updating.remind(today=day) == []
    assert updating.remind(today=day + datetime.timedelta(days=1)) == [update]
    assert updating.remind(today=day + datetime.timedelta(days=2)) == []


def test_the_report_of_a_year_adds_no_whole_and_part_and_no_two_currencies(client: Client) -> None:
    days: Any = {"earliest_on": datetime.date(2030, 3, 1), "latest_on": datetime.date(2030, 4, 1)}
    whole, part = make_project(make_state("KEN", "Kenya"), **days), make_project(**days)
    owner = make_state()
    hidden = make_project(owner, owner=owner, audience="owner", **days)
    part.related.create(other=whole, type="parent")
    for project, currency in ((whole, "EUR"), (whole, "USD"), (part, "EUR"), (hidden, "EUR")):
        project.transactions.create(
            transaction_type="disbursement",
            date=datetime.date(2030, 3, 5),
            value=100,
            currency=currency,
        )
    whole.transactions.update(provider=whole.participants.get())
    rows = client.get("/api/v1/cooperation/flows/").json()["results"]
    assert [(row["recipient_state"], row["projects"], row["paid"]) for row in rows] == [
        ("KEN", 1, "100 EUR; 100 USD")
    ]
    # The owner's figures include the project that is for it alone: figures count what the reader
    # may list.
    _key, text = ApiKey.objects.make(name="k", owner=make_contact(owner), scopes=[Scope.ASSISTANCE])
    own = client.get(
        "/api/v1/cooperation/flows/", headers={"authorization": f"Bearer {text}"}
    ).json()["results"]
    assert {row["recipient_state"] for row in own} == {"KEN", owner.code}
    whole.recipients.create(place_reporter=make_state())
    rows = client.get("/api/v1/cooperation/flows/").json()["results"]
    assert {row["paid"] for row in rows} == {""}  # Nobody says who got how much.
    paid = report.paid_in(2030)
    assert {kind: dict(amounts) for kind, amounts in paid.items()} == {
        "disbursement": {"EUR": 100, "USD": 100}
    }
    assert "2030" in words(client.get("/cooperation/"))
    # Requests, offers, matches, a call and a contribution of the year, of what anybody may list.
    day: dict[str, Any] = {"opened_on": datetime.date(2030, 5, 1)}
    fund = make_fund()
    kept = make_request(title=texts("Only for partners"), **day)
    shared = make_request(audience="public", title=texts("For anybody"), **day)
    ready = make_offer(title=texts("Courses"), **day)
    agreed: Any = dict.fromkeys(
        ("agreed_by_requester_on", "agreed_by_provider_on"), datetime.date(2030, 6, 1)
    )
    both: Any = dict.fromkeys(("is_shared_by_requester", "is_shared_by_provider"), True)
    make_match(shared, ready, status="agreed", **agreed, **both)
    make_match(kept, ready, status="agreed", **agreed)
    cited = {"document": make_source(), "paragraph": "2", "year": 2030}
    fund.calls.create(key="call", amount=50000, currency="USD", **cited)
    fund.contributions.create(key="paid", name="The Pool", amount=700, currency="CHF", **cited)
    answer = client.get("/cooperation/years/2030.docx")
    text = "\n".join(
        [
            *(each.text for each in docx.Document(io.BytesIO(answer.content)).paragraphs),
            *(
                cell.text
                for table in docx.Document(io.BytesIO(answer.content)).tables
                for row in table.rows
                for cell in row.cells
            ),
        ]
    )
    assert "Assistance in 2030" in text
    assert "2 projects" in text
    assert "1 request · 1 offer · 1 agreed match" in text
    assert "neither listed nor counted" in text
    assert "For anybody" in text
    assert "Only for partners" not in text
    assert "The Pool" in text
    assert "50,000" in text
    assert "The Pool" in words(client.get(fund.get_absolute_url()))
    told = client.get(f"/api/v1/funds/{fund.key}/").json()
    assert (told["calls"][0]["amount"], told["contributions"][0]["name"]) == ("50000", "The Pool")
    assert "Kenya" in text
    assert hidden.title["en"] not in text
    assert client.get("/cooperation/years/2031.docx").status_code == 404


TITLES = {
    "en": ("Assistance in 2030", "Requests for assistance"),
    "fr": ("Assistance en 2030", "Demandes d’assistance"),
    "es": ("Asistencia en 2030", "Solicitudes de asistencia"),
    "ru": ("Помощь в 2030 году", "Просьбы о помощи"),
    "zh": ("2030年援助情况", "援助请求"),
    "ar": ("المساعدة في عام 2030", "طلبات المساعدة"),
}


def test_report_and_compendium_are_made_in_each_language(client: Client) -> None:
    day = datetime.date(2030, 5, 1)
    make_project(make_state(), earliest_on=day, latest_on=day)
    make_request(audience="public", opened_on=day)
    for number, (code, titles) in enumerate(TITLES.items()):
        prefix = "" if code == "en" else f"/{code}"
        addresses = [f"{prefix}/cooperation/{name}" for name in ("years/2030", "requests")]
        for address, title in zip(addresses, titles, strict=True):
            made = docx.Document(io.BytesIO(client.get(f"{address}.docx").content))
            assert title in [each.text for each in made.paragraphs]
        # One PDF for each language: of the report and of the compendium by turns.
        printed = client.get(f"{addresses[number % 2]}.pdf").content
        assert pypdfium2.PdfDocument(printed).get_metadata_value("Title") == titles[number % 2]
