"""Who answers for which addressee, and what stands where no report can answer."""

import pytest

from commitments.models import Addressee, Commitment
from commitments.models.addressees import ANSWERED_BY_REPORTS
from reports.models.reporters import ADDRESSEES_BY_KIND
from testing.builders import ask, make_commitment, make_cycle, make_document, texts
from testing.reading import get, words

pytestmark = pytest.mark.django_db
NONE = "No report can answer this paragraph, and no answer is on record here."


def test_reports_answer_for_the_addressees_of_reporters() -> None:
    of_reporters = {kind for kinds in ADDRESSEES_BY_KIND.values() for kind in kinds}
    assert set(ANSWERED_BY_REPORTS) == of_reporters


@pytest.mark.parametrize("kind", Addressee.values)
def test_new_kinds_of_addressees_change_no_denominator(kind: str) -> None:
    document = make_document()
    cycle = make_cycle("2030", document)
    ask(make_commitment(document, is_operative=False), kind)
    asked = {each for each, kinds in ADDRESSEES_BY_KIND.items() if kind in kinds}
    assert {each for each in ADDRESSEES_BY_KIND if cycle.scope(each).count()} == asked
    assert cycle.scope().count() == 1


def answered() -> Commitment:
    commitment = make_commitment(make_document("doc"), directed_to_secretariat=True)
    commitment.answers.create(
        document="A/80/1",
        paragraph="12",
        answered_on="2025-03-04",
        note=texts("It says so."),
        source="A/80/2, para. 3",
    )
    return commitment


def test_an_answer_stands_where_coverage_would() -> None:
    commitment = answered()
    for page in (commitment.get_absolute_url(), commitment.document.get_absolute_url()):
        text = words(get(page))
        assert "Answered by A/80/1" in text
        assert "paragraph 12" in text
        assert "4 March 2025" in text
        assert "It says so." in text
        assert "A/80/2, para. 3" in text
        assert NONE not in text


def test_without_an_answer_the_page_says_that_none_is_on_record() -> None:
    commitment = make_commitment(directed_to_meeting=True)
    assert NONE in words(get(commitment.get_absolute_url()))
    assert "Who addressed it" not in words(get(commitment.get_absolute_url()))
    assert NONE not in words(get(make_commitment().get_absolute_url()))


def test_the_api_says_who_is_asked_and_what_answered() -> None:
    commitment = ask(answered(), Addressee.NAMED_BODY)
    found = get(f"/api/v1/commitments/{commitment.key}/").json()
    assert found["addressees"] == ["secretariat", "named_body"]
    assert [each["kind"] for each in found["asked"]] == ["secretariat", "named_body"]
    assert found["asked"][1]["name"] == "A body"
    assert found["is_answerable_by_reports"] is False
    assert [each["document"] for each in found["answers"]] == ["A/80/1"]
    assert get("/api/v1/commitments/?addressee=named_body").json()["count"] == 1
