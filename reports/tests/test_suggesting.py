"""Commitments are suggested for a report's passages, and count only once accepted."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from common.files.reading import Line
from reports import coverage
from reports.attachments import files
from reports.attachments.passages import LONGEST, passages, size
from reports.coding import form_texts, recording, suggesting
from reports.models import Attachment, CodingSuggestion, Response, SuggestionState
from reports.refusals import ContentFrozen
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_reviewer,
    make_state,
    make_theme,
    make_upload,
    make_user,
    texts,
)

pytestmark = pytest.mark.django_db

REPORT = (
    "National report\f"
    "The population of the country is eleven million and its main exports are coffee and tea.\n\n"
    "All weapons imported since 2019 carry a unique marking with the year and the country.\n\n"
    "\f"
    "Last year sixty tracing requests from other States were answered, most within a month.\n"
)


@pytest.fixture
def attachment() -> Attachment:
    document = make_document("doc")
    themes = [make_theme("marking", name=texts("Marking", zh="标识"))]
    marking = make_commitment(
        document, "1", title=texts("Marking of weapons at import", zh="进口武器的标识")
    )
    marking.themes.set(themes)
    make_commitment(
        document, "2", title=texts("Answers to tracing requests of other States", zh="答复追查请求")
    )
    make_commitment(document, "3", title=texts("Participation of women in decisions"))
    draft = make_draft(make_state("KEN", "Kenya"), make_cycle("2022", document))
    return attach(draft, REPORT)


def attach(draft: Any, content: str, name: str = "report.txt", **fields: Any) -> Attachment:
    upload = make_upload(name, content.encode())
    return files.attach(draft, upload, by=make_officer(), **fields)


def suggested(attachment: Attachment) -> dict[str, str]:
    return {s.commitment.number: s.passage for s in attachment.suggestions.all()}


def test_each_commitment_gets_the_passage_that_addresses_it(attachment: Attachment) -> None:
    assert suggesting.suggest(attachment, by=make_officer()) == 2
    found = suggested(attachment)
    assert "unique marking" in found["1"]
    assert "sixty tracing requests" in found["2"]
    assert "3" not in found


def test_a_suggestion_counts_for_nothing(attachment: Attachment) -> None:
    suggesting.suggest(attachment, by=make_officer())
    assert not Response.objects.exists()
    published = workflow.submit(attachment.submission, by=make_reviewer())
    workflow.start_review(published, by=make_reviewer())
    workflow.publish(published, by=make_reviewer())
    cycle = attachment.submission.cycle
    assert coverage.by_commitment(cycle)
    assert all(row.addressed == 0 for row in coverage.by_commitment(cycle))


def test_an_accepted_suggestion_is_a_response_marked_ever_after(attachment: Attachment) -> None:
    by = make_officer()
    suggesting.suggest(attachment, by=by)
    suggestion = attachment.suggestions.get(commitment__number="2")
    suggesting.accept(suggestion, "implemented", by=by)
    response = Response.objects.get()
    assert (response.status, response.language) == ("implemented", "en")
    assert response.narrative == suggestion.passage
    assert response.attachment == attachment
    assert response.is_from_suggestion
    answer = recording.Answer(response.commitment.key, "in_progress", "Other words.", "en")
    recording.record(attachment.submission, [answer], by=by)
    response.refresh_from_db()
    assert (response.status, response.is_from_suggestion) == ("in_progress", True)
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.decided_by) == (SuggestionState.ACCEPTED, by)


def test_what_somebody_types_is_not_marked(attachment: Attachment) -> None:
    recording.record(
        attachment.submission, [recording.Answer("doc-1", "planned")], by=make_officer()
    )
    assert not Response.objects.get().is_from_suggestion


def test_a_rejected_suggestion_does_not_come_back(attachment: Attachment) -> None:
    by = make_officer()
    suggesting.suggest(attachment, by=by)
    suggesting.reject(attachment.suggestions.get(commitment__number="1"), by=by)
    assert suggesting.suggest(attachment, by=by) == 1
    open_ones = suggesting.proposed(attachment.submission)
    assert [s.commitment.number for s in open_ones] == ["2"]


def test_nothing_is_suggested_where_there_is_a_response(attachment: Attachment) -> None:
    by = make_officer()
    recording.record(attachment.submission, [recording.Answer("doc-1", "planned")], by=by)
    suggesting.suggest(attachment, by=by)
    assert list(suggested(attachment)) == ["2"]


def test_a_suggestion_is_decided_once(attachment: Attachment) -> None:
    by = make_officer()
    suggesting.suggest(attachment, by=by)
    suggestion = attachment.suggestions.get(commitment__number="1")
    suggesting.reject(suggestion, by=by)
    for decide in (
        lambda: suggesting.accept(suggestion, "planned", by=by),
        lambda: suggesting.reject(suggestion, by=by),
    ):
        with pytest.raises(ValidationError, match="decided"):
            decide()
    assert not Response.objects.exists()


def test_accepting_over_a_response_or_in_a_frozen_report_is_refused(
    attachment: Attachment,
) -> None:
    by = make_officer()
    suggesting.suggest(attachment, by=by)
    first, second = attachment.suggestions.order_by("commitment__position")
    recording.record(attachment.submission, [recording.Answer("doc-1", "planned")], by=by)
    with pytest.raises(ValidationError):
        suggesting.accept(first, "implemented", by=by)
    workflow.submit(attachment.submission, by=by)
    with pytest.raises(ContentFrozen):
        suggesting.accept(second, "implemented", by=by)
    assert Response.objects.get().status == "planned"
    assert suggesting.proposed(attachment.submission).count() == 2


def test_deciding_and_searching_take_the_right_to_code(attachment: Attachment) -> None:
    stranger = make_user("reader@example.org", is_staff=True)
    with pytest.raises(PermissionDenied):
        suggesting.suggest(attachment, by=stranger)
    suggesting.suggest(attachment, by=make_officer())
    suggestion = attachment.suggestions.first()
    assert suggestion
    with pytest.raises(PermissionDenied):
        suggesting.accept(suggestion, "planned", by=stranger)
    with pytest.raises(PermissionDenied):
        suggesting.reject(suggestion, by=stranger)


def test_a_report_in_chinese_is_compared_with_chinese_texts(attachment: Attachment) -> None:
    report = "我国人口一千一百万，主要出口咖啡和茶叶。\n\n去年共答复外国的武器追查请求六十件。\n"
    chinese = attach(attachment.submission, report, "zh.txt")
    suggesting.suggest(chinese, by=make_officer())
    suggestion = chinese.suggestions.get(commitment__number="2")
    assert suggestion.language == "zh"
    assert "追查请求" in suggestion.passage


def test_passages_join_lines_and_keep_their_page() -> None:
    lines = [
        Line("The police answered sixty tracing requests of", page=2, gap=True),
        Line("other States, most of them", page=2),
        Line("within a month.", page=3),
        Line("Another paragraph that is long enough to be one by itself.", page=3, gap=True),
    ]
    found = passages(lines)
    assert [passage.page for passage in found] == [2, 3]
    assert found[0].text.endswith("of other States, most of them within a month.")


def test_long_paragraphs_are_cut_at_sentences() -> None:
    found = passages([Line("A sentence of this text. " * 200, page=1)])
    assert len(found) > 3
    assert all(size(passage.text) <= LONGEST for passage in found)
    assert all(passage.text.endswith(".") for passage in found)


# The page and the coding table


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_officer())
    return client


def page(attachment: Attachment, name: str = "suggestions") -> str:
    return reverse(f"admin:reports_submission_{name}", args=[attachment.submission_id])


def test_the_whole_path_on_the_page(staff: Client, attachment: Attachment) -> None:
    assert staff.post(page(attachment), {"find": "1"}).status_code == 302
    shown = staff.get(page(attachment)).content.decode()
    assert "sixty tracing requests" in shown
    first, second = suggesting.proposed(attachment.submission)
    staff.post(page(attachment), {"decide": f"{first.pk}:implemented"})
    staff.post(page(attachment), {"decide": f"{second.pk}:reject"})
    assert Response.objects.get().is_from_suggestion
    assert "no open suggestion" in staff.get(page(attachment)).content.decode()


def test_suggestions_stand_in_the_coding_table(staff: Client, attachment: Attachment) -> None:
    staff.post(page(attachment), {"find": "1", "back": "coding"})
    shown = staff.get(page(attachment, "coding")).content.decode()
    assert "Suggestion, not counted" in shown
    suggestion = attachment.suggestions.get(commitment__number="2")
    posted = {"decide": f"{suggestion.pk}:planned", "back": "coding"}
    response = staff.post(page(attachment), posted)
    assert response["Location"] == page(attachment, "coding") + "#doc-2"
    assert "confirmed from a suggestion" in staff.get(page(attachment, "coding")).content.decode()


def test_the_page_refuses_what_makes_no_sense(staff: Client, attachment: Attachment) -> None:
    suggesting.suggest(attachment, by=make_officer())
    pk = CodingSuggestion.objects.values_list("pk", flat=True)[0]
    assert staff.post(page(attachment), {"decide": f"{pk}:excellent"}).status_code == 400
    assert staff.post(page(attachment), {"decide": "x:planned"}).status_code == 400
    other = make_draft()
    url = reverse("admin:reports_submission_suggestions", args=[other.pk])
    assert staff.post(url, {"decide": f"{pk}:planned"}).status_code == 404
    assert not Response.objects.exists()


def test_a_file_that_cannot_be_read_hinders_no_other(staff: Client, attachment: Attachment) -> None:
    attach(attachment.submission, "%PDF-1.4 nothing", "scan.pdf")
    shown = staff.post(page(attachment), {"find": "1"}, follow=True).content.decode()
    assert "“scan.pdf”: The file" in shown
    assert "2 suggestions" in shown


def test_a_frozen_report_shows_no_buttons(staff: Client, attachment: Attachment) -> None:
    suggesting.suggest(attachment, by=make_officer())
    workflow.submit(attachment.submission, by=make_officer())
    assert 'name="decide"' not in staff.get(page(attachment)).content.decode()


def test_texts_of_known_forms_are_no_passages(
    attachment: Attachment, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [
        "Last year sixty tracing requests from other States were answered, most within a month."
    ]
    monkeypatch.setattr(form_texts, "known_form_texts", {"forms": lambda: known})
    suggesting.suggest(attachment, by=make_officer())
    assert list(suggested(attachment)) == ["1"]


def test_a_file_has_the_language_of_its_report(attachment: Attachment) -> None:
    draft = attachment.submission
    assert attach(draft, f"{REPORT} 1", "one.txt").language == draft.only_language
    draft.languages = ["fr"]
    draft.save()
    assert attach(draft, f"{REPORT} 2", "two.txt").language == "fr"
    assert attach(draft, f"{REPORT} 3", "three.txt", language="en").language == "en"
    draft.languages = ["fr", "en"]
    draft.save()
    assert attach(draft, f"{REPORT} 4", "four.txt").language == ""


def test_the_file_stays_beside_the_table(staff: Client, attachment: Attachment) -> None:
    suggesting.suggest(attachment, by=make_officer())
    suggestion = attachment.suggestions.get(commitment__number="2")
    beside = f"?beside={attachment.pk}"
    posted = {"decide": f"{suggestion.pk}:planned", "back": "coding", "beside": attachment.pk}
    response = staff.post(page(attachment), posted)
    assert response["Location"] == page(attachment, "coding") + beside + "#doc-2"
    table = page(attachment, "coding")
    assert staff.post(table + beside, {"_continue": ""})["Location"] == table + beside
    assert staff.post(table + "?beside=x", {"_continue": ""})["Location"] == table
