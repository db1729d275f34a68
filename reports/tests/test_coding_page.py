"""The coding table: one page, one save, nothing lost."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.attachments import files
from reports.coding import recording
from reports.coding import table as coding_forms
from reports.coding.recording import Answer
from reports.models import Response
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_organisation,
    make_published,
    make_section,
    make_upload,
    make_user,
    texts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    document = make_document("doc")
    top = make_section(document, "i", heading=texts("Everything"))
    national = make_section(document, "i-1", parent=top, heading=texts("National level"))
    for _number in range(3):
        make_commitment(document, section=national, summary=texts("A summary"))
    make_commitment(document, directed_to_secretariat=True)
    return document


@pytest.fixture
def draft(document):
    return make_draft(cycle=make_cycle("2031", document), languages=["fr"])


@pytest.fixture
def officer(client):
    user = make_officer()
    client.force_login(user)
    return user


def url(submission):
    return reverse("admin:reports_submission_coding", args=[submission.pk])


def shown(client, submission):
    """What a browser would send of the page as it was shown."""
    table = client.get(url(submission)).context["table"]
    return as_posted(table)


def as_posted(table):
    data = {}
    for row in table.rows:
        value = row.value
        data |= {
            f"{row.key}-status": value.status,
            f"{row.key}-narrative": value.narrative.replace("\n", "\r\n"),
            f"{row.key}-language": value.language,
            f"{row.key}-attachment": value.attachment_id or "",
            f"{row.key}-page": value.page or "",
            f"{row.key}-link": value.evidence_url,
            f"{row.key}-note": value.note,
            f"{row.key}-seen": row.seen,
        }
    return data


def row_of(response, key):
    return next(row for row in response.context["table"].rows if row.key == key)


def recorded(submission):
    return {r.commitment.key: r for r in submission.responses.select_related("commitment")}


def test_the_table_has_a_row_for_each_commitment_in_scope(client, officer, draft):
    page = client.get(url(draft))
    assert [row.key for row in page.context["table"].rows] == ["doc-1", "doc-2", "doc-3", "doc-4"]
    content = page.content.decode()
    assert "<bdi>I</bdi> › <bdi>1. National level</bdi>" in content
    assert content.count("data-status") == 4
    assert content.count("A summary") == 3
    assert "<strong data-coding-count>0</strong> of 3 coded" in content


def test_rows_that_are_not_asked_of_the_reporter_are_marked_and_can_be_coded(
    client, officer, draft
):
    assert client.get(url(draft)).content.decode().count("not asked of States") == 1
    client.post(url(draft), {**shown(client, draft), "doc-4-status": "planned"})
    assert list(recorded(draft)) == ["doc-4"]
    page = client.get(url(draft))
    assert page.context["table"].coded_count == 0


def test_an_organisation_is_asked_about_other_commitments(client, officer, document):
    make_commitment(document, directed_to_regional_organisations=True)
    draft = make_draft(make_organisation(), make_cycle("2032", document))
    content = client.get(url(draft)).content.decode()
    assert content.count("not asked of organisations") == 4
    assert "</strong> of 1 coded" in content


def test_one_save_records_the_rows_that_were_touched(client, officer, draft):
    data = shown(client, draft)
    data |= {
        "doc-1-status": "implemented",
        "doc-1-narrative": "Une loi.\r\nEt un décret.",
        "doc-1-page": "7",
        "doc-1-note": "See also p. 9",
        "doc-1-link": "https://example.org/report",
        "doc-2-status": "no_information",
        "_continue": "",
    }
    response = client.post(url(draft), data)
    assert response["Location"] == url(draft)
    found = recorded(draft)
    assert sorted(found) == ["doc-1", "doc-2"]
    one = found["doc-1"]
    assert (one.status, one.narrative, one.page) == ("implemented", "Une loi.\nEt un décret.", 7)
    assert (one.note, one.evidence_url, one.coded_by) == (
        "See also p. 9",
        "https://example.org/report",
        officer,
    )
    assert one.history.get().history_user == officer
    assert "2 new, 0 changed, 0 removed" in client.get(url(draft)).content.decode()


def test_saving_again_without_a_change_records_nothing(client, officer, draft):
    recording.record(
        draft,
        [Answer("doc-1", "planned", narrative="  Two\nlines ", language="fr", page=3)],
        by=make_officer(),
    )
    client.post(url(draft), shown(client, draft))
    response = recorded(draft)["doc-1"]
    assert response.coded_by != officer
    assert response.history.count() == 1


def test_a_row_is_changed_and_another_removed(client, officer, draft):
    recording.record(
        draft, [Answer("doc-1", "planned", page=3), Answer("doc-2", "planned")], by=officer
    )
    data = shown(client, draft) | {"doc-1-page": "4", "doc-2-status": ""}
    response = client.post(url(draft), data)
    assert response["Location"] == reverse("admin:reports_submission_change", args=[draft.pk])
    assert {key: r.page for key, r in recorded(draft).items()} == {"doc-1": 4}


def test_the_only_language_and_the_only_file_go_without_saying(client, officer, draft):
    attachment = files.attach(draft, make_upload(), by=officer)
    data = shown(client, draft) | {
        "doc-1-status": "planned",
        "doc-1-narrative": "Une loi",
        "doc-1-page": "2",
        "doc-2-status": "planned",
    }
    client.post(url(draft), data)
    found = recorded(draft)
    assert (found["doc-1"].language, found["doc-1"].attachment) == ("fr", attachment)
    assert (found["doc-2"].language, found["doc-2"].attachment) == ("", None)


def test_with_two_languages_the_officer_says_which(client, officer, document):
    draft = make_draft(cycle=make_cycle("2032", document), languages=["en", "fr"])
    data = {"doc-1-status": "planned", "doc-1-narrative": "A law"}
    refused = client.post(url(draft), shown(client, draft) | data)
    assert "Say in which language the narrative is." in refused.content.decode()


def test_every_problem_is_shown_at_once_and_nothing_typed_is_lost(client, officer, draft):
    data = shown(client, draft) | {
        "doc-1-status": "implemented",
        "doc-1-page": "seven",
        "doc-2-narrative": "Typed without a status",
        "doc-3-status": "planned",
        "doc-3-link": "no link",
        "doc-4-status": "planned",
    }
    refused = client.post(url(draft), data)
    assert refused.status_code == 422
    assert not draft.responses.exists()
    wrong = [row.key for row in refused.context["table"].wrong_rows]
    assert wrong == ["doc-1", "doc-2", "doc-3"]
    content = refused.content.decode()
    for typed in ('value="seven"', "Typed without a status", 'value="no link"'):
        assert typed in content
    assert row_of(refused, "doc-4").value.status == "planned"
    assert "data-unsaved" in content


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "denied"), ("attachment", "999"), ("attachment", "x"), ("page", "0")],
)
def test_impossible_values_are_a_problem_of_their_row(client, officer, draft, field, value):
    data = shown(client, draft) | {"doc-1-status": "planned", f"doc-1-{field}": value}
    refused = client.post(url(draft), data)
    assert refused.status_code == 422
    assert row_of(refused, "doc-1").problems


@pytest.mark.parametrize("page", ["1" * 30, "\x00", "-1", "1.5", "٧", "7 "])
def test_no_page_breaks_the_save(client, officer, draft, page):
    data = shown(client, draft) | {"doc-1-status": "planned", "doc-1-page": page}
    assert client.post(url(draft), data).status_code in (302, 422)


def test_a_page_that_the_file_does_not_have_is_told_at_its_field(client, officer, draft):
    files.attach(draft, make_upload(), by=officer)
    draft.attachments.update(page_count=7)
    typed = {"doc-1-status": "planned", "doc-1-page": "8", "doc-2-status": "planned"}
    posted = {**shown(client, draft), **typed}
    answer = client.post(url(draft), posted)
    assert answer.status_code == 422
    assert row_of(answer, "doc-1").problems == ["It cites page 8 of a file of 7 pages."]
    content = answer.content.decode()
    assert content.count('c-page" aria-invalid="true" aria-describedby="p-doc-1"') == 1
    assert content.count("aria-invalid") == 1
    # While writing the other row is saved all the same.
    saved = client.post(url(draft), posted, headers={"accept": "application/json"}).json()["rows"]
    assert (saved["doc-1"]["fields"], list(recorded(draft))) == (["page"], ["doc-2"])


def test_anothers_change_is_shown_and_what_was_typed_is_kept(client, officer, draft):
    other = make_officer(name="Another Officer")
    recording.record(draft, [Answer("doc-1", "planned")], by=other)
    data = shown(client, draft) | {"doc-1-status": "implemented", "doc-2-status": "planned"}
    recording.record(draft, [Answer("doc-1", "not_implemented", page=5)], by=other)
    refused = client.post(url(draft), data)
    row = row_of(refused, "doc-1")
    assert row.changed_by_others
    assert row.value.status == "implemented"
    content = refused.content.decode()
    assert "Recorded meanwhile by Another Officer: not implemented." in content
    assert recorded(draft)["doc-1"].status == "not_implemented"
    # Saving what is now on the page is a decision.
    assert client.post(url(draft), as_posted(refused.context["table"])).status_code == 302
    assert {k: r.status for k, r in recorded(draft).items()} == {
        "doc-1": "implemented",
        "doc-2": "planned",
    }


def test_a_row_that_another_removed_is_shown_as_removed(client, officer, draft):
    recording.record(draft, [Answer("doc-1", "planned")], by=officer)
    data = shown(client, draft) | {"doc-1-status": "implemented"}
    recording.record(draft, [Answer("doc-1", "")], by=officer)
    assert "Removed meanwhile." in client.post(url(draft), data).content.decode()


def test_anothers_work_in_rows_that_were_not_touched_is_not_in_the_way(client, officer, draft):
    recording.record(draft, [Answer("doc-1", "planned")], by=officer)
    data = shown(client, draft) | {"doc-3-status": "planned"}
    recording.record(
        draft, [Answer("doc-1", "implemented"), Answer("doc-2", "implemented")], by=officer
    )
    assert client.post(url(draft), data).status_code == 302
    assert {k: r.status for k, r in recorded(draft).items()} == {
        "doc-1": "implemented",
        "doc-2": "implemented",
        "doc-3": "planned",
    }


def test_rows_that_were_not_sent_stay_as_they_are(client, officer, draft):
    recording.record(draft, [Answer("doc-1", "planned")], by=officer)
    client.post(url(draft), {"doc-2-status": "planned"})
    assert sorted(recorded(draft)) == ["doc-1", "doc-2"]


def test_a_frozen_version_is_shown_without_controls(client, officer, draft):
    recording.record(
        draft, [Answer("doc-1", "planned", narrative="Une loi", language="fr")], by=officer
    )
    workflow.submit(draft, by=officer)
    content = client.get(url(draft)).content.decode()
    assert "Une loi" in content
    assert "data-status" not in content
    assert "its coding can no longer change" in content


def test_a_save_that_comes_too_late_changes_nothing_and_shows_what_was_typed(
    client, officer, draft
):
    data = shown(client, draft) | {"doc-1-status": "planned", "doc-1-narrative": "Une loi"}
    workflow.submit(draft, by=officer)
    refused = client.post(url(draft), data)
    assert refused.status_code == 409
    assert "its content is frozen" in refused.content.decode()
    assert "Une loi" in refused.content.decode()
    assert not Response.objects.exists()


def test_a_nil_return_has_nothing_to_code(client, officer, document):
    draft = make_draft(cycle=make_cycle("2031", document), is_nil_return=True)
    content = client.get(url(draft)).content.decode()
    assert "This is a nil return" in content
    assert "data-status" not in content


def test_a_cycle_without_documents_says_so(client, officer):
    assert "nothing to code" in client.get(url(make_draft())).content.decode()


def test_only_officers_save(client, draft):
    user = make_user(is_staff=True)
    client.force_login(user)
    assert client.get(url(draft)).status_code == 403
    from django.contrib.auth.models import Permission

    user.user_permissions.add(Permission.objects.get(codename="view_submission"))
    page = client.get(url(draft))
    assert "data-status" not in page.content.decode()
    data = as_posted(page.context["table"]) | {"doc-1-status": "planned"}
    assert client.post(url(draft), data).status_code == 403


def test_strangers_are_sent_to_sign_in_and_unknown_submissions_are_not_found(client, draft):
    assert client.get(url(draft)).status_code == 302
    client.force_login(make_officer())
    draft.pk = 999
    assert client.get(url(draft)).status_code == 404


def test_two_documents_are_told_apart_by_their_symbols(client, officer, document):
    other = make_document("other")
    make_commitment(other, section=make_section(other, "i", heading=texts("Tracing")))
    draft = make_draft(cycle=make_cycle("2032", document, other))
    content = client.get(url(draft)).content.decode()
    assert "<bdi>A/TEST/OTHER</bdi> › <bdi>I. Tracing</bdi>" in content


def test_a_key_is_shown_for_every_status(client, officer, draft):
    content = client.get(url(draft)).content.decode()
    for key, label in [("i", "implemented"), ("l", "planned"), ("o", "no information")]:
        assert f"<dt><kbd>{key}</kbd></dt><dd>{label}</dd>" in content


def test_headings_know_what_they_are_part_of(document):
    paths = coding_forms.heading_paths(list(document.commitments.select_related("document")))
    assert sorted(paths.values()) == [["I", "1. National level"], ["I. Everything"]]
    assert list(itertools.chain(*paths.values())).count("I") == 1


def history_of(client, submission, **query):
    address = reverse("admin:reports_submission_coding_history", args=[submission.pk])
    return client.get(address, query)


def test_the_history_of_the_coding_tells_who_recorded_changed_and_removed_what(
    client, officer, draft
):
    other = make_officer(name="Another Officer")
    attachment = files.attach(draft, make_upload(), by=officer)
    client.post(url(draft), shown(client, draft) | {"doc-1-status": "planned", "doc-1-page": "3"})
    client.force_login(other)
    client.post(url(draft), shown(client, draft) | {"doc-1-status": "implemented"})
    blank = {"doc-1-status": "", "doc-1-page": "", "doc-1-attachment": ""}
    client.post(url(draft), shown(client, draft) | blank)
    page = history_of(client, draft)
    removed, changed, added = page.context["page_obj"]
    assert [record.history_type for record in (added, changed, removed)] == ["+", "~", "-"]
    assert [record.history_user for record in (added, changed, removed)] == [officer, other, other]
    assert [change["new"] for change in added.history_delta_changes] == [
        "planned",
        attachment.name,
        "3",
    ]
    assert [(c["old"], c["new"]) for c in changed.history_delta_changes] == [
        ("planned", "implemented")
    ]
    assert "Commitment 1" in page.content.decode()


def test_the_history_of_the_coding_is_in_pages_at_a_constant_cost(client, officer, draft):
    counts = []
    for size in (3, 150):
        for page in range(size):
            recording.record(draft, [Answer("doc-1", "planned", page=page + size)], by=officer)
        with CaptureQueriesContext(connection) as queries:
            response = history_of(client, draft)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(history_of(client, draft, p=2).context["page_obj"]) == 53
    assert response.context["pagination_required"]


def test_the_history_of_no_coding_says_so(client, officer, draft):
    assert "Nothing has been coded yet" in history_of(client, draft).content.decode()


# Saving while writing


def save_while_writing(client, submission, data):
    return client.post(url(submission), data, headers={"accept": "application/json"})


def test_what_is_sound_is_saved_while_another_row_is_still_written(client, officer, draft):
    data = shown(client, draft) | {
        "doc-1-status": "planned",
        "doc-2-narrative": "Typed before its status",
    }
    answer = save_while_writing(client, draft, data)
    assert answer.status_code == 200
    rows = answer.json()["rows"]
    assert rows["doc-1"] == {"seen": recording.fingerprint(recorded(draft)["doc-1"])}
    assert rows["doc-2"]["problems"] == ["Choose what the report says, or clear the row."]
    assert rows["doc-3"] == {"seen": ""}
    assert list(recorded(draft)) == ["doc-1"]


def test_anothers_change_comes_back_with_the_choice_between_the_two(client, officer, draft):
    data = shown(client, draft) | {"doc-1-status": "implemented", "doc-2-status": "planned"}
    other = make_officer(name="Another Officer")
    recording.record(
        draft, [Answer("doc-1", "planned", page=5), Answer("doc-3", "planned")], by=other
    )
    rows = save_while_writing(client, draft, data).json()["rows"]
    assert "Recorded meanwhile by Another Officer: planned." in rows["doc-1"]["theirs"]
    assert recorded(draft)["doc-1"].status == "planned"
    assert recorded(draft)["doc-2"].status == "planned"
    # A row that was not touched keeps the fingerprint that it was shown with.
    assert rows["doc-3"] == {"seen": ""}
    again = {"doc-3-status": "implemented", "doc-3-seen": rows["doc-3"]["seen"]}
    assert save_while_writing(client, draft, again).json()["rows"]["doc-3"]["theirs"]


def test_leaving_theirs_changes_nothing(client, officer, draft):
    data = shown(client, draft) | {"doc-1-status": "implemented", "doc-1-whose": "theirs"}
    recording.record(draft, [Answer("doc-1", "planned")], by=make_officer())
    assert client.post(url(draft), data).status_code == 302
    assert recorded(draft)["doc-1"].status == "planned"


def test_nothing_is_saved_while_writing_once_it_is_frozen(client, officer, draft):
    data = shown(client, draft) | {"doc-1-status": "implemented"}
    workflow.submit(draft, by=officer)
    answer = save_while_writing(client, draft, data)
    assert answer.status_code == 409
    assert "frozen" in answer.json()["problems"][0]
    client.force_login(make_user(is_staff=True))
    assert save_while_writing(client, draft, data).status_code == 403


def test_answers_of_the_report_before_are_carried_over_and_confirmed_on_the_page(
    client, officer, document
):
    one, two, *_others = document.commitments.all()
    published = make_published(
        cycle=make_cycle("2029", document), answers={one: "planned", two: "implemented"}
    )
    draft = make_draft(published.reporter, make_cycle("2031", document))
    page = client.get(url(draft))
    assert "2029: planned" in page.content.decode()
    data = shown(client, draft) | {"doc-3-status": "planned", "carry": "doc-1"}
    assert client.post(url(draft), data)["Location"] == url(draft) + "#doc-1"
    assert {key: r.is_carried_over for key, r in recorded(draft).items()} == {
        "doc-1": True,
        "doc-3": False,
    }
    assert client.get(url(draft)).context["table"].coded_count == 1
    client.post(url(draft), shown(client, draft) | {"carry": "*"})
    client.post(url(draft), shown(client, draft) | {"confirm": "*"})
    assert client.get(url(draft)).context["table"].coded_count == 3
