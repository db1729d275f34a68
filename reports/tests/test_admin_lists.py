"""Lists of the administration: a constant number of queries, search, the filters officers use."""

import datetime
import html
import itertools
import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commitments.models import (
    Commitment,
    CommitmentLink,
    Instrument,
    LinkKind,
    Meeting,
    OutcomeDocument,
    Section,
    Theme,
)
from commitments.models.import_log import ImportLog
from commitments.models.outcome_proposal import OutcomeProposal
from contacts.models import (
    AssistanceOfficer,
    GroupObserver,
    Invitation,
    Mail,
    MailTemplate,
    Office,
    ReporterAddress,
)
from reports.models import (
    Attachment,
    Group,
    GroupKind,
    Membership,
    PointOfContact,
    PublishedTotal,
    Reporter,
    ReportingCycle,
    Response,
    Submission,
    SubmissionEvent,
)
from reports.submissions import events
from testing.builders import (
    make_body,
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_group,
    make_meeting,
    make_officer,
    make_organisation,
    make_published,
    make_response,
    make_section,
    make_state,
    make_user,
    texts,
)
from testing.offices import make_office

pytestmark = pytest.mark.django_db

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.fixture
def staff(client):
    client.force_login(make_officer())
    return client


def listed(client, model, **query):
    response = client.get(reverse(f"admin:reports_{model}_changelist"), query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


# Rows by the hundred, each with related records of its own.


def states(count):
    start = Reporter.objects.count()
    codes = [
        "Z" + LETTERS[number // 26] + LETTERS[number % 26] for number in range(start, start + count)
    ]
    return Reporter.objects.bulk_create(
        Reporter(
            kind="state",
            code=code,
            name=texts(f"State {code}"),
            m49=5000 + start + number,
            state_status="member",
        )
        for number, code in enumerate(codes)
    )


def submissions(count):
    cycle = ReportingCycle.objects.filter(code="2031").first() or make_cycle("2031")
    now = timezone.now()
    return Submission.objects.bulk_create(
        Submission(
            reference=f"{state.code}-2031-1",
            reporter=state,
            cycle=cycle,
            channel="paper",
            status="published",
            received_on=datetime.date(2031, 1, 1),
            submitted_at=now,
            published_at=now,
        )
        for state in states(count)
    )


def documents(count):
    start = OutcomeDocument.objects.count()
    return [
        make_document(f"d{number}", meeting=make_meeting(f"m{number}"))
        for number in range(start, start + count)
    ]


def commitments(count):
    document = OutcomeDocument.objects.filter(key="doc").first() or make_document("doc")
    return [
        make_commitment(document, section=make_section(document, f"i-{document.sections.count()}"))
        for _number in range(count)
    ]


def drafts(count):
    cycle = ReportingCycle.objects.filter(code="2032").first() or make_cycle("2032")
    return Submission.objects.bulk_create(
        Submission(reference=f"{state.code}-2032-1", reporter=state, cycle=cycle, channel="paper")
        for state in states(count)
    )


def responses(count):
    commitment = Commitment.objects.filter(key="cited-1").first() or make_commitment(
        make_document("cited")
    )
    found = drafts(count)
    found[0].cycle.documents.add(commitment.document)
    return [
        Response.objects.create(
            submission=draft, commitment=commitment, status="planned", coded_by=make_user()
        )
        for draft in found
    ]


def attachments(count):
    return Attachment.objects.bulk_create(
        Attachment(submission=draft, file="x", name="a.pdf", content_type="application/pdf", size=1)
        for draft in drafts(count)
    )


def links(count):
    found = commitments(count + 1)
    return CommitmentLink.objects.bulk_create(
        CommitmentLink(commitment=later, earlier=earlier, kind=LinkKind.REPEATS)
        for earlier, later in itertools.pairwise(found)
    )


def memberships(count):
    group = Group.objects.first() or make_group("africa")
    return Membership.objects.bulk_create(
        Membership(group=group, reporter=state) for state in states(count)
    )


def contacts(count):
    return [make_contact(state) for state in states(count)]


def mails(count):
    by = make_user()
    return Mail.objects.bulk_create(
        Mail(kind="question", to=f"{s.code}@example.org", language="en", reporter=s, by=by)
        for s in states(count)
    )


def invitations(count):
    found = Invitation.objects.bulk_create(
        Invitation(email=f"{state.code}@example.org", token_digest=state.code.rjust(64))
        for state in states(count)
    )
    for invitation in found:
        invitation.reporters.add(Reporter.objects.first())
    return found


def addresses(count):
    return ReporterAddress.objects.bulk_create(
        ReporterAddress(reporter=state, email=f"{state.code}@example.org")
        for state in states(count)
    )


def of_each(model, **fields):
    """Makes rows of a model without relations, numbered on from those there are."""

    def make(count):
        start = model.objects.count()
        return model.objects.bulk_create(
            model(**{name: value(number) for name, value in fields.items()})
            for number in range(start, start + count)
        )

    return make


def named(number):
    return texts(f"Name {number}")


MAKERS = {
    Instrument: of_each(
        Instrument, key="k{}".format, name=named, abbreviation=named, year=lambda n: 2001
    ),
    Meeting: of_each(
        Meeting, key="k{}".format, name=named, kind=lambda n: "bms", year=lambda n: 2022
    ),
    OutcomeDocument: documents,
    Section: lambda count: [commitment.section for commitment in commitments(count)],
    Theme: of_each(Theme, key="k{}".format, name=named),
    Commitment: commitments,
    CommitmentLink: links,
    Reporter: lambda count: [membership.reporter for membership in memberships(count)],
    Group: of_each(Group, kind=lambda n: "region", code="k{}".format, name=named),
    Membership: memberships,
    ReportingCycle: lambda count: [make_cycle(meeting=make_meeting()) for _number in range(count)],
    PublishedTotal: lambda count: [
        PublishedTotal.objects.create(cycle=make_cycle(), count=1, source="A list")
        for _number in range(count)
    ],
    ImportLog: of_each(ImportLog, kind=lambda n: "reporters", sha256="{:064}".format),
    OutcomeProposal: of_each(
        OutcomeProposal,
        file_name="{}.txt".format,
        parsed=lambda n: {},
        choices=lambda n: {"document": "", "language": "en"},
    ),
    Submission: submissions,
    Attachment: attachments,
    Response: responses,
    PointOfContact: contacts,
    AssistanceOfficer: lambda count: AssistanceOfficer.objects.bulk_create(
        AssistanceOfficer(user=make_user(), body=make_body(), role="donor_officer")
        for _number in range(count)
    ),
    GroupObserver: lambda count: GroupObserver.objects.bulk_create(
        GroupObserver(user=make_user(), organisation=make_organisation(), group=make_group())
        for _number in range(count)
    ),
    Mail: mails,
    Invitation: invitations,
    # One of each kind is there from the start, and there are no others.
    MailTemplate: lambda count: None,
    ReporterAddress: addresses,
    Office: lambda count: [make_office() for _number in range(count)],
    SubmissionEvent: lambda count: [
        events.append(submission, "register", "") for submission in submissions(count)
    ],
}
# Filters list all cycles, documents and themes: so many are there before the first count.
SIZES = (3, 297)


def test_every_model_is_in_the_administration():
    ours = {
        model
        for model in admin.site._registry
        if model._meta.app_label in ("commitments", "contacts", "reports")
    }
    assert ours == set(MAKERS)


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.model_name)
def test_a_list_takes_as_many_queries_for_300_rows_as_for_3(staff, model):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    counts = []
    for size in SIZES:
        MAKERS[model](size)
        staff.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = staff.get(url)
        assert len(response.context["cl"].result_list) == min(model.objects.count(), 100)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 25


def test_the_list_of_missing_reports_takes_as_many_queries_for_300_rows_as_for_3(staff):
    make_cycle("2022")
    url = reverse("admin:reports_reporter_changelist")
    counts = []
    for size in SIZES:
        memberships(size)
        with CaptureQueriesContext(connection) as queries:
            staff.get(url, {"not_reported_in": "2022", "state_status__exact": "member"})
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["cote", "CÔTE", "科特迪瓦", "كوت ديفوار", "ivoire CIV"])
def test_reporters_and_their_submissions_are_found_in_any_language(staff, query):
    state = make_state("CIV", "Côte d'Ivoire")
    state.name |= {"zh": "科特迪瓦", "ar": "كوت ديفوار"}
    state.save()
    report = make_draft(state)
    make_draft()
    assert listed(staff, "reporter", q=query) == [state]
    assert listed(staff, "submission", q=query) == [report]


def test_submissions_are_found_by_reference(staff):
    report = make_draft(make_state("KEN"), make_cycle("2031"))
    make_draft()
    assert listed(staff, "submission", q="ken-2031") == [report]


def test_responses_are_found_by_narrative_commitment_and_reporter(staff):
    commitment = make_commitment(title=texts("Marking of arms"))
    cycle = make_cycle("2031", commitment.document)
    response = make_response(make_draft(make_state("KEN", "Kenya"), cycle), commitment)
    make_response(make_draft(make_state("FRA", "France"), cycle), commitment)
    assert listed(staff, "response", q="kenya marking") == [response]
    assert listed(staff, "response", q="kenya stockpiles") == []


def test_groups_and_cycles_are_found_in_any_language(staff):
    group = make_group("africa", name=texts("African States", ru="Африка"))
    make_group("other")
    cycle = make_cycle("2031", name=texts("Cycle", ar="دورة"))
    make_cycle("2033")
    assert listed(staff, "group", q="африка") == [group]
    assert listed(staff, "reportingcycle", q="دورة") == [cycle]


def test_autocompletion_searches_in_any_language(staff):
    state = make_state("KEN", "Kenya")
    state.name |= {"zh": "肯尼亚"}
    state.save()
    make_state()
    found = staff.get(
        reverse("admin:autocomplete"),
        {
            "term": "肯尼",
            "app_label": "reports",
            "model_name": "submission",
            "field_name": "reporter",
        },
    )
    assert [row["id"] for row in found.json()["results"]] == [str(state.pk)]


def test_missing_reports_are_the_members_without_a_published_one(staff):
    cycle = make_cycle("2031")
    reported, drafted, silent = make_state("AAA"), make_state("BBB"), make_state("CCC")
    make_state("DDD", state_status="observer")
    make_organisation()
    make_published(reported, cycle)
    make_draft(drafted, cycle)
    members = {"state_status__exact": "member"}
    assert listed(staff, "reporter", not_reported_in="2031", **members) == [drafted, silent]
    assert listed(staff, "reporter", reported_in="2031", **members) == [reported]


def test_a_missing_report_is_one_step_from_its_registration(staff):
    cycle, state = make_cycle("2031"), make_state("KEN")
    page = staff.get(reverse("admin:reports_reporter_changelist"), {"not_reported_in": "2031"})
    link = f"{reverse('admin:reports_submission_add')}?reporter={state.pk}&amp;cycle={cycle.pk}"
    assert link in page.content.decode()
    elsewhere = staff.get(reverse("admin:reports_reporter_changelist"))
    assert "submission/add" not in elsewhere.content.decode().split("result_list")[1]


def test_groups_are_those_of_the_cycle_that_is_looked_at(staff):
    """A State that changed groups stands where it stood then."""
    cycle = make_cycle("2031", due_on=datetime.date(2031, 6, 1))
    state, day = make_state("KEN"), datetime.date(2032, 1, 1)
    before, after = make_group("before"), make_group("after")
    Membership.objects.create(group=before, reporter=state, until=day)
    Membership.objects.create(group=after, reporter=state, since=day)
    report = make_published(state, cycle)
    assert listed(staff, "submission", cycle="2031", regional_group="before") == [report]
    assert listed(staff, "submission", cycle="2031", regional_group="after") == []
    assert listed(staff, "reporter", reported_in="2031", regional_group="before") == [state]
    row = listed(staff, "reporter", reported_in="2031")[0]
    assert [str(m.group) for m in row.regional_memberships] == ["Group before"]


def test_submissions_are_filtered_by_whether_they_are_coded(staff):
    commitment = make_commitment()
    cycle = make_cycle("2031", commitment.document)
    coded, other = make_draft(cycle=cycle), make_draft(cycle=cycle)
    make_response(coded, commitment)
    assert listed(staff, "submission", coded="yes") == [coded]
    assert listed(staff, "submission", coded="no") == [other]


def test_the_start_page_says_what_is_missing_and_what_is_being_worked_on(staff):
    cycle = make_cycle("2031")
    commitment = make_commitment(make_document("d"))
    cycle.documents.add(commitment.document)
    make_published(make_state(), cycle, {commitment: "planned"})
    make_published(make_organisation("recsa"), cycle)
    make_draft(make_state(), cycle)
    make_state()
    content = staff.get(reverse("admin:index")).content.decode()
    figures = content.partition("desk-figures")[2].partition("</p>")[0]
    found = re.findall(r'<a href="([^"]+)">([^<]+)</a>', figures)
    shown = [
        (html.unescape(label), len(staff.get(html.unescape(url)).context["cl"].queryset))
        for url, label in found
    ]
    assert shown == [
        ("States that reported: 1", 1),
        ("Organisations that reported: 1", 1),
        ("2 of 3 Member States have not reported", 2),
        ("1 of 1 States' reports are coded", 1),
    ]
    assert "2 of 3 Member States have not reported" in content
    assert "Draft: <strong>1</strong>" in content
    assert f"{reverse('admin:reports_submission_add')}?cycle={cycle.pk}" in content


def test_the_start_page_says_what_is_due_next(staff):
    """The open cycle with the days that are left; else the one that comes."""
    today = timezone.localdate()
    make_published(make_state(), make_cycle("2020"))
    later = make_cycle("2090")
    page = reverse("admin:index")
    cycle_page = reverse("admin:reports_reportingcycle_change", args=[later.pk])
    content = staff.get(page).content.decode()
    assert f'<a href="{cycle_page}">' in content
    assert "the day on which they are due is not on record" in content
    later.due_on = today + datetime.timedelta(days=3)
    later.opens_on = today + datetime.timedelta(days=1)
    later.save()
    assert "The next reports, for <a" in staff.get(page).content.decode()
    later.opens_on = today
    later.save()
    content = staff.get(page).content.decode()
    assert "3 days left." in content
    assert "The next reports" not in content


def test_the_start_page_without_a_cycle_says_so(staff):
    assert "no reporting cycle yet" in staff.get(reverse("admin:index")).content.decode()


def test_the_start_page_shows_nothing_to_whom_it_may_not(client):
    client.force_login(make_user(is_staff=True))
    make_cycle("2031")
    assert "have not reported" not in client.get(reverse("admin:index")).content.decode()


def test_regional_groups_of_other_kinds_are_no_filter(staff):
    make_group("africa")
    make_group("landlocked", kind=GroupKind.LLDC)
    page = staff.get(reverse("admin:reports_reporter_changelist"))
    assert "Group landlocked" not in page.content.decode()


def test_whoever_may_only_look_sees_texts_by_language(staff):
    group = make_group("africa", name=texts("African States", ar="الدول الأفريقية"))
    page = staff.get(reverse("admin:reports_group_change", args=[group.pk])).content.decode()
    assert '<p class="multilingual-shown" lang="ar" dir="rtl">الدول الأفريقية</p>' in page
    assert "&quot;en&quot;" not in page
    assert 'name="_save"' not in page
