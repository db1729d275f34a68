"""The pages with coded reports, fictional cycles and files."""

import datetime
import json
import re

import pytest
from django.test import Client

from commitments.models import CommitmentLink, LinkKind
from reports.attachments import files
from reports.coding import recording
from reports.models import ReportingCycle, ResponseStatus
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_group,
    make_organisation,
    make_published,
    make_reviewer,
    make_section,
    make_state,
    make_theme,
    make_upload,
    publish,
    texts,
)
from testing.reading import get, words

pytestmark = pytest.mark.django_db

S = ResponseStatus


@pytest.fixture
def cycle():
    """A cycle with two commitments in two sections of one document; one also for regional
    organisations."""
    document = make_document("doc")
    cycle = make_cycle("2022", document)
    cycle.first = make_commitment(document, section=make_section(document, "i", position=1))
    cycle.second = make_commitment(
        document,
        section=make_section(document, "ii", position=2),
        directed_to_states=True,
        directed_to_regional_organisations=True,
    )
    return cycle


def coded(cycle, **answer):
    """A published report of Kenya with one response to the first commitment."""
    by = make_reviewer()
    draft = make_draft(make_state("KEN", "Kenya"), cycle, by=by)
    attachment = files.attach(draft, make_upload("rapport.pdf"), by=by, is_public=True)
    values = {"status": S.IN_PROGRESS, "attachment_id": attachment.pk, **answer}
    recording.record(draft, [recording.Answer(cycle.first.key, **values)], by=by)
    return publish(draft, by=by)


# Status page


def test_a_response_is_shown_in_its_own_words_language_and_place(cycle):
    submission = coded(cycle, narrative="بدأ العمل <b>", language="ar", page=7, note="secret note")
    response = get("/states/KEN/")
    body = response.content.decode()
    assert '<blockquote lang="ar" dir="rtl"><p>بدأ العمل &lt;b&gt;</p>' in body
    page = words(response)
    assert "in progress" in page
    assert "In Arabic · page 7" in page
    assert "Addresses 1 of the 1 commitment directed to this kind of reporter." in page
    assert "Addresses 0 of the 1 commitment directed to this kind of reporter." in page
    assert f'id="{cycle.first.key}"' in body
    assert f'id="{submission.reference}"' in body
    assert f"/attachments/{submission.reference}/" in body
    assert "secret note" not in body


def test_what_the_secretariat_keeps_to_itself_is_on_no_page(cycle):
    by = make_reviewer()
    draft = make_draft(
        make_state("KEN"),
        cycle,
        by=by,
        secretariat_remarks="internal remark",
        reporter_remarks="our remark",
    )
    files.attach(draft, make_upload("private.pdf"), by=by)
    publish(draft, by=by)
    body = get("/states/KEN/").content.decode()
    assert "our remark" in body
    assert "internal remark" not in body
    assert "private.pdf" not in body
    assert by.email not in body


def test_an_unpublished_report_is_on_no_page(cycle):
    draft = make_draft(make_state("KEN", "Kenya"), cycle)
    for page in ("", "states/", "states/KEN/", "cycles/2022/", "coverage/", "search/?q=kenya"):
        assert draft.reference not in get(f"/{page}").content.decode()
    assert "No report on record" in words(get("/states/KEN/"))
    assert get("/cycles/2022/").context["reports"] == {}


def test_a_withdrawn_report_disappears(cycle):
    submission = coded(cycle, narrative="In our words", language="en")
    assert "In our words" in words(get("/states/KEN/"))
    workflow.withdraw(submission, by=make_reviewer(), reason="wrong file")
    assert "In our words" not in words(get("/states/KEN/"))
    assert "In our words" not in words(get(cycle.first.get_absolute_url()))
    assert "Responses" not in words(get("/search/?q=words"))


def test_a_nil_return_counts_as_reported_and_says_so(cycle):
    make_published(make_state("KEN"), cycle, is_nil_return=True)
    page = words(get("/states/KEN/"))
    assert "Reported" in page
    assert "nil return" in page
    assert "1 State sent a nil return." in words(get("/cycles/2022/"))


def test_late_and_on_time_are_told_apart_where_the_due_day_is_known():
    cycle = make_cycle("2022", due_on=datetime.date(2022, 5, 1))
    make_published(make_state("KEN"), cycle)
    assert "received on 1 June 2022 (late)" in words(get("/states/KEN/"))


def test_the_report_of_another_cycle_can_be_asked_for(cycle):
    coded(cycle, narrative="In 2022", language="en")
    older = make_cycle("2018", *cycle.documents.all())
    state = cycle.submissions.get().reporter
    make_published(state, older, {cycle.second: S.PLANNED})
    assert "In 2022" in words(get("/states/KEN/"))
    page = words(get("/states/KEN/?cycle=2018"))
    assert "planned" in page
    assert "In 2022" not in page


def test_a_report_stands_beside_its_regional_group(cycle):
    submission = coded(cycle)
    uganda = make_state("UGA")
    make_group("african", submission.reporter, uganda, name=texts("African States"))
    make_published(uganda, cycle, {cycle.first: S.PLANNED, cycle.second: S.PLANNED})
    make_published(make_state(), cycle, {cycle.second: S.PLANNED})
    page = words(get("/states/KEN/"))
    assert "addresses 1 of the 2 commitments that it was asked about (50%)." in page
    assert "African States: 75% in 2 coded reports, this one included." in page
    status = get("/states/KEN/").context["status"]
    assert [row.beside.share for row in status.sections] == [1.0, 0.5]


def test_what_changed_since_the_report_before_is_named(cycle):
    submission = coded(cycle)
    older = make_cycle("2018", *cycle.documents.all())
    answers = {cycle.first: S.PLANNED, cycle.second: S.PLANNED}
    make_published(submission.reporter, older, answers)
    page = words(get("/states/KEN/"))
    assert "What changed since the report before: Cycle 2018" in page
    assert "The reports say different things 1" in page
    assert "Addressed before, and not now 1" in page
    assert "What changed" not in words(get("/states/KEN/?cycle=2018"))


def test_a_corrected_report_names_the_version_that_it_replaced(cycle):
    by = make_reviewer()
    submission = make_published(make_state("KEN"), cycle)
    publish(workflow.correct(submission, by=by), by=by)
    page = words(get("/states/KEN/"))
    assert "KEN-2022-2 (version 2)" in page
    assert "KEN-2022-1 , published on" in page


def test_the_line_of_cycles_tells_silence_from_not_knowing(cycle):
    coded(cycle, narrative="x", language="en")
    make_cycle("2018")
    make_state("UGA")
    assert "reported" in words(get("/states/KEN/"))
    page = words(get("/states/UGA/"))
    assert "2018 not known" in page
    assert "2022 not reported" in page
    assert "Reports on record in 0 of the 1 cycle whose reporters are known by name." in page


def test_a_code_in_small_letters_leads_to_the_state(cycle):
    make_state("KEN")
    assert get("/fr/states/ken/")["Location"] == "/fr/states/KEN/"


def test_an_organisation_is_asked_about_its_own_commitments_only(cycle):
    organisation = make_organisation("recsa")
    make_published(organisation, cycle, {cycle.second: S.IMPLEMENTED})
    page = words(get("/organisations/recsa/"))
    assert "Addresses 1 of the 1 commitment directed to this kind of reporter." in page
    assert "Not applicable: nothing here is directed to this kind of reporter." in page
    assert "not reported" not in page


# Commitment, document, coverage, home, search


def test_a_commitment_shows_who_addressed_it_and_in_which_words(cycle):
    coded(cycle, narrative="In our words", language="en", page=3)
    make_published(cycle=cycle, answers={cycle.second: S.PLANNED})
    make_published(cycle=cycle)
    page = words(get(cycle.first.get_absolute_url()))
    assert "Addressed by 1 of the 2 coded reports that were asked about it (50%)." in page
    assert "2 of 3 reports are coded." in page
    assert "Kenya page 3 In our words" in page


def test_a_commitment_links_to_earlier_and_later_ones(cycle):
    earlier = make_commitment(make_document("old"), title=texts("An older promise"))
    CommitmentLink.objects.create(
        commitment=cycle.first, earlier=earlier, kind=LinkKind.STRENGTHENS
    )
    page = words(get(cycle.first.get_absolute_url()))
    assert "Strengthens · Outcome old OLD-1 An older promise" in page
    page = words(get(earlier.get_absolute_url()))
    assert "Taken up later by · Outcome doc (strengthens) DOC-1" in page


def test_a_commitment_is_shown_by_group_and_over_the_cycles(cycle):
    submission = coded(cycle)
    uganda = make_state("UGA", "Uganda")
    make_group("african", submission.reporter, uganda, name=texts("African States"))
    make_published(uganda, cycle, {cycle.second: S.PLANNED})
    older = make_cycle("2018", *cycle.documents.all())
    make_published(uganda, older, {cycle.first: S.PLANNED})
    page = words(get(cycle.first.get_absolute_url()))
    assert "African States 1 of 2 · 50% Kenya in progress" in page
    assert "Cycle 2018 1 of 1 · 100% Cycle 2022 1 of 2 · 50%" in page
    assert "African States 1 of 1 · 100% Uganda planned" in page


def test_the_official_text_is_shown_once_it_is_there(cycle):
    cycle.first.official_text = texts("Official words.")
    cycle.first.save()
    page = words(get(cycle.first.get_absolute_url()))
    assert "Official words." in page
    assert "not loaded" not in page
    assert "Explanation" not in page


def test_footnotes_and_an_explanation_stand_apart_from_the_official_text(cycle):
    cycle.first.official_text = texts("Official words ¹.")
    cycle.first.footnotes = texts("¹ Words below.")
    cycle.first.explanation = texts("62. Words of the reasons.")
    cycle.first.save()
    page = words(get(cycle.first.get_absolute_url()))
    assert "Official words ¹. ¹ Words below. Explanation" in page
    assert "no part of the recommendation. 62. Words of the reasons." in page


def test_the_document_says_how_often_each_paragraph_was_addressed(cycle):
    coded(cycle)
    assert "Addressed by 1 of 1 coded report." in words(get("/documents/doc/"))


def test_the_matrix_has_a_line_per_coded_report_and_a_word_per_cell(cycle):
    coded(cycle)
    make_published(make_state("UGA", "Uganda"), cycle)
    response = get("/coverage/?open=all")
    page = words(response)
    assert "2 reports on record 1 of them coded" in page
    assert [line.submission.reporter.code for line in response.context["grid"].lines] == ["KEN"]
    assert '<td class="cell-in_progress">' in response.content.decode()


def test_the_matrix_can_be_narrowed(cycle):
    theme = make_theme("tracing")
    cycle.first.themes.add(theme)
    submission = coded(cycle)
    make_group("african", submission.reporter)
    make_group("asian")

    def shape(query):
        matrix = get(f"/coverage/?{query}").context["matrix"]
        return len(matrix.submissions), len(matrix.commitments)

    assert shape("cycle=2022") == (1, 2)
    assert shape("theme=tracing") == (1, 1)
    assert shape("section=ii") == (1, 1)
    assert shape("regional_group=african") == (1, 2)
    assert shape("regional_group=asian") == (0, 2)
    assert shape("status=in_progress") == (1, 2)
    assert shape("status=planned") == (0, 2)
    assert "No coded report meets all of these conditions." in words(
        get("/coverage/?status=planned")
    )


def test_a_coded_report_that_addresses_nothing_has_zero_coverage(cycle):
    coded(cycle, status=S.NO_INFORMATION)
    assert get("/coverage/").context["sections"][0].ratio.share == 0


def test_reports_with_a_known_day_are_the_newest(cycle):
    coded(cycle)
    assert "Kenya 1 June 2022 · 2022" in words(get("/"))


# Fictional data


def test_data_that_are_fictional_are_not_offered_to_search_engines(cycle):
    assert "application/ld+json" in get("/cycles/2022/").content.decode()
    ReportingCycle.objects.filter(pk=cycle.pk).update(is_fictional=True)
    assert "application/ld+json" not in get("/cycles/2022/").content.decode()


def test_a_name_cannot_break_out_of_the_data_for_search_engines(cycle):
    name = "</script><script>alert(1)</script>"
    ReportingCycle.objects.filter(pk=cycle.pk).update(name=texts(name))
    body = get("/cycles/2022/").content.decode()
    assert body.count("<script") == 1
    assert json.loads(re.search(r"<script[^>]*>(.*?)</script>", body).group(1))["name"] == name


def test_fictional_data_are_marked_wherever_they_show(cycle):
    cycle.is_fictional = True
    cycle.save()
    coded(cycle, narrative="Invented words", language="en")
    for page in (
        "states/KEN/?cycle=2022",
        "cycles/",
        "cycles/2022/",
        "coverage/?cycle=2022",
        "search/?q=invented",
        "data/",
        cycle.first.get_absolute_url().lstrip("/"),
    ):
        assert "Fictional data" in words(get(f"/{page}")), page


def test_fictional_data_are_never_shown_unasked(cycle):
    cycle.is_fictional = True
    cycle.save()
    coded(cycle, narrative="Invented words", language="en")
    for page in ("", "states/", "states/KEN/", "documents/doc/", "coverage/", "organisations/"):
        assert "Invented words" not in words(get(f"/{page}"))
    assert "trend" not in get("/").context
    assert get("/states/").context["columns"] == []


# Files


def test_a_public_file_of_a_published_report_is_handed_out_as_a_download(cycle):
    submission = coded(cycle)
    attachment = submission.attachments.get()
    response = get(f"/attachments/{submission.reference}/{attachment.key}/")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="rapport.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "private" in response["Cache-Control"]


def test_no_other_file_is_handed_out(cycle):
    by = make_reviewer()
    draft = make_draft(make_state("UGA"), cycle, by=by)
    public = files.attach(draft, make_upload(), by=by, is_public=True)
    private = files.attach(draft, make_upload(content=b"%PDF-1.4 other"), by=by)
    other = coded(cycle)

    def status(reference, attachment):
        return get(f"/attachments/{reference}/{attachment.key}/").status_code

    assert status(draft.reference, public) == 404  # not published yet
    publish(draft, by=by)
    assert status(draft.reference, public) == 200
    assert status(draft.reference, private) == 404
    assert status(other.reference, public) == 404
    workflow.withdraw(draft, by=by, reason="wrong")
    assert status(draft.reference, public) == 404


def test_staff_get_no_more_from_the_public_address(cycle):
    by = make_reviewer(is_superuser=True)
    draft = make_draft(cycle=cycle, by=by)
    private = files.attach(draft, make_upload(), by=by)
    client = Client()
    client.force_login(by)
    assert client.get(f"/attachments/{draft.reference}/{private.key}/").status_code == 404


def test_a_file_that_is_gone_from_the_store_is_a_404(cycle):
    submission = coded(cycle)
    attachment = submission.attachments.get()
    attachment.file.storage.delete(attachment.file.name)
    assert get(f"/attachments/{submission.reference}/{attachment.key}/").status_code == 404
