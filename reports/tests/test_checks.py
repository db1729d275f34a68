"""Inconsistencies in a report, rule by rule; and their effect on its submission."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from commitments.models import Commitment, CommitmentLink, LinkKind
from reports.attachments import files
from reports.coding import form_texts, recording
from reports.models import ResponseStatus, Submission
from reports.models.findings import Grade
from reports.submissions import checks, workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_organisation,
    make_published,
    make_response,
    make_reviewer,
    make_state,
    make_upload,
)

pytestmark = pytest.mark.django_db

FRENCH = "La loi est en vigueur et les armes sont marquées par les services de la police."


@pytest.fixture
def by() -> User:
    return make_reviewer()


@pytest.fixture
def commitment() -> Commitment:
    return make_commitment(make_document("new"))


@pytest.fixture
def draft(by: User, commitment: Commitment) -> Submission:
    cycle = make_cycle("2024", commitment.document)
    return make_draft(make_state("KEN"), cycle, by=by, languages=["en", "fr"])


def found(draft: Submission) -> list[tuple[Grade, str]]:
    return [(each.grade, each.rule) for each in checks.findings(draft)]


def record(draft: Submission, commitment: Commitment, by: User, **said: Any) -> None:
    answer = recording.Answer(commitment.key, said.pop("status", ResponseStatus.PLANNED), **said)
    recording.record(draft, [answer], by=by)


def test_a_report_that_hangs_together_is_submitted_without_a_word(draft, commitment, by) -> None:
    record(draft, commitment, by, narrative=FRENCH, language="fr")
    assert found(draft) == []
    workflow.submit(draft, by=by)


def test_a_page_beyond_the_end_of_its_file_is_an_error(draft, commitment, by) -> None:
    file = files.attach(draft, make_upload("report.pdf"), by=by)
    draft.attachments.update(page_count=7)
    with pytest.raises(ValidationError) as refused:
        record(draft, commitment, by, attachment_id=file.pk, page=8)
    (problem,) = refused.value.error_dict[commitment.key]
    assert (problem.code, problem.messages) == (
        "page",
        ["It cites page 8 of a file of 7 pages."],
    )
    draft.attachments.update(page_count=8)
    record(draft, commitment, by, attachment_id=file.pk, page=8)
    draft.attachments.update(page_count=7)  # the file was changed for a shorter one
    assert found(draft) == [(Grade.ERROR, "page_beyond_the_end")]
    with pytest.raises(ValidationError, match="page 8 of a file of 7 pages"):
        workflow.submit(draft, by=by, reason="It is right.")
    record(draft, commitment, by, attachment_id=file.pk, page=7)
    assert found(draft) == []


def test_an_answer_that_was_not_asked_for_is_a_warning(commitment, by) -> None:
    cycle = make_cycle("2024", commitment.document)
    draft = make_draft(make_organisation("ecowas"), cycle, by=by, languages=["en"])
    record(draft, commitment, by)
    assert found(draft) == [(Grade.WARNING, "not_asked")]


def test_a_narrative_in_another_language_than_it_says_is_a_warning(draft, commitment, by) -> None:
    record(draft, commitment, by, narrative=FRENCH, language="en")
    assert found(draft) == [(Grade.WARNING, "in_another_language")]


def test_a_language_that_is_not_the_report_s_is_a_note(draft, commitment, by) -> None:
    record(draft, commitment, by, narrative="法律已于2019年生效。", language="zh")
    assert found(draft) == [(Grade.INFO, "not_a_language_of_the_report")]


def test_implemented_without_evidence_is_a_note(draft, commitment, by) -> None:
    record(draft, commitment, by, status=ResponseStatus.IMPLEMENTED)
    assert found(draft) == [(Grade.INFO, "without_evidence")]
    record(draft, commitment, by, status=ResponseStatus.IMPLEMENTED, page=3)
    assert found(draft) == []


def test_a_report_without_a_language_is_a_note(draft, commitment, by) -> None:
    record(draft, commitment, by)
    Submission.objects.filter(pk=draft.pk).update(languages=[])
    draft.refresh_from_db()
    assert found(draft) == [(Grade.INFO, "languages_missing")]


def test_a_nil_return_with_responses_is_an_error(draft, commitment) -> None:
    make_response(draft, commitment, ResponseStatus.PLANNED)
    draft.is_nil_return = True
    assert found(draft) == [(Grade.ERROR, "nil_with_responses")]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("implemented", "planned", ["backwards"]),
        ("in_progress", "not_implemented", ["backwards"]),
        ("planned", "planned", []),
        ("planned", "in_progress", []),
        ("implemented", "no_information", []),
        ("not_applicable", "not_implemented", []),
    ],
)
@pytest.mark.parametrize("is_the_same", [True, False])
def test_saying_less_than_the_report_before_is_a_warning(
    draft, commitment, by, before, now, expected, is_the_same
) -> None:
    """On the same commitment, or on one that it goes on from."""
    earlier = commitment if is_the_same else make_commitment(make_document("old"))
    if not is_the_same:
        CommitmentLink.objects.create(commitment=commitment, earlier=earlier, kind=LinkKind.REPEATS)
    make_published(draft.reporter, make_cycle("2022", earlier.document), {earlier: before})
    # Neither another State's report nor one of an invented cycle is compared with.
    make_published(make_state(), make_cycle("2023", earlier.document), {earlier: "implemented"})
    demo = make_cycle("demo", earlier.document, year=2023, is_fictional=True)
    make_published(draft.reporter, demo, {earlier: "implemented"})
    record(draft, commitment, by, status=now)
    assert [rule for _grade, rule in found(draft)] == expected


def test_a_warning_is_explained_once_and_for_all(draft, commitment, by) -> None:
    record(draft, commitment, by, narrative=FRENCH, language="en")
    with pytest.raises(ValidationError, match="marked as English but seems to be") as refused:
        workflow.submit(draft, by=by, reason=" ")
    assert list(refused.value.message_dict) == ["reason"]
    submitted = workflow.submit(draft, by=by, reason="It quotes the law.")
    assert [*submitted.events.all()][-1].reason == "It quotes the law."


def test_errors_come_first_then_the_order_of_the_document(draft, commitment, by) -> None:
    second = make_commitment(commitment.document)
    record(draft, commitment, by, status=ResponseStatus.IMPLEMENTED)
    record(draft, second, by, narrative=FRENCH, language="en")
    shown = checks.findings(draft)
    assert [each.commitment for each in shown] == [second, commitment]


def test_they_take_the_same_queries_at_any_size(draft, commitment, by) -> None:
    make_published(draft.reporter, make_cycle("2022", commitment.document), {commitment: "planned"})
    taken = []
    for size in (3, 30):
        while draft.responses.count() < size:
            record(draft, make_commitment(commitment.document), by, page=1)
        with CaptureQueriesContext(connection) as captured:
            checks.findings(draft)
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 11


def test_the_page_of_the_report_lists_them_and_asks_why(
    client: Client, draft, commitment, by
) -> None:
    record(draft, commitment, by, narrative=FRENCH, language="en")
    client.force_login(by)
    page = reverse("admin:reports_submission_change", args=[draft.pk])
    body = client.get(page).content.decode()
    coding_table = reverse("admin:reports_submission_coding", args=[draft.pk])
    anchor = f"{coding_table}#{commitment.key}"
    assert anchor in body
    assert f'id="{commitment.key}"' in client.get(coding_table).content.decode()
    assert 'id="reason-submit"' in body
    step = reverse("admin:reports_submission_step", args=[draft.pk])
    assert (
        "Say why this is right"
        in client.post(step, {"action": "submit"}, follow=True).content.decode()
    )
    client.post(step, {"action": "submit", "reason": "It quotes the law."})
    draft.refresh_from_db()
    assert draft.status == "submitted"


@pytest.mark.parametrize(
    ("narrative", "language"),
    [
        ("Does the law cover brokering?", "en"),
        ("« Une loi existe-t-elle ? »", "fr"),
        ("是否有法律？", "zh"),
        ("هل يوجد قانون؟", "ar"),
    ],
)
def test_a_narrative_that_asks_is_a_warning(draft, commitment, by, narrative, language) -> None:
    Submission.objects.filter(pk=draft.pk).update(languages=[language])
    draft.refresh_from_db()
    record(draft, commitment, by, narrative=narrative, language=language)
    assert found(draft) == [(Grade.WARNING, "asks_a_question")]


def test_a_narrative_that_repeats_a_form_is_a_warning(draft, commitment, by, monkeypatch) -> None:
    monkeypatch.setattr(form_texts, "known_form_texts", {})
    Submission.objects.filter(pk=draft.pk).update(languages=["en"])
    draft.refresh_from_db()
    title = "Number of weapons seized, found and surrendered"
    record(draft, commitment, by, narrative=f"6.2 {title}", language="en")
    assert found(draft) == []
    form_texts.register("forms", lambda: [title])
    assert found(draft) == [(Grade.WARNING, "repeats_a_form")]
    for asked in ("Has your country a law on brokering", "Is there a law? Yes [x] No [ ]"):
        record(draft, commitment, by, narrative=asked, language="en")
        assert found(draft) == [(Grade.WARNING, "repeats_a_form")]
    record(draft, commitment, by, narrative="The Act of 2020 covers brokering.", language="en")
    assert found(draft) == []
