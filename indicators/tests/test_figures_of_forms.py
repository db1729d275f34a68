"""What a form says in numbers is on record as figures, with the report and as it says it."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from indicators import checks, deriving
from indicators.models import Answered, Availability, Indicator, Made, Observation, Rule, Why
from indicators.models.observations import canonical, codes_of
from indicators.tests.world import NO, destroyed, draft, form, given, published, traced
from questionnaires import answering
from questionnaires.answering import Given
from questionnaires.models import Part
from reports.models import Reporter, Submission
from reports.submissions import receipts, versions, workflow
from testing.builders import make_figure, make_officer, make_reviewer, publish

pytestmark = pytest.mark.django_db
ARMS = given(
    pistols={"seized": "30", "found": "2", "traced": "10"},
    rifles={"seized": "12", "surrendered": "6", "destroyed": "5"},
)


@pytest.fixture(autouse=True)
def real_form(facts: None) -> None:
    """The form and the indicators of the starting facts."""


def figures(submission: Submission) -> dict[tuple[str, str], str]:
    found = Observation.objects.filter(submission=submission).select_related("indicator")
    return {(each.indicator.key, each.breakdown): each.number for each in found}


def silences(submission: Submission) -> dict[str, tuple[str, str]]:
    found = Availability.objects.filter(submission=submission).select_related("indicator")
    return {each.indicator.key: (each.answered, each.why) for each in found}


@pytest.mark.once
def test_a_breakdown_has_one_way_to_be_written() -> None:
    assert canonical({"SEX": "F", "AGE": "_T", "ARMS_TYPE": "RIFLES"}) == "ARMS_TYPE=RIFLES;SEX=F"
    assert canonical({}) == ""
    assert codes_of("ARMS_TYPE=RIFLES;SEX=F") == {"ARMS_TYPE": "RIFLES", "SEX": "F"}


def test_numbers_of_a_form_become_figures_as_it_is_handed_in() -> None:
    report = draft("KEN", *ARMS, traced("20"), *destroyed("400", "Old stocks."))
    assert not report.observations.exists()
    report = publish(report)
    assert figures(report) == {
        ("arms-seized", ""): "42",
        ("arms-seized", "ARMS_TYPE=PISTOLS"): "30",
        ("arms-seized", "ARMS_TYPE=RIFLES"): "12",
        ("arms-found", ""): "2",
        ("arms-found", "ARMS_TYPE=PISTOLS"): "2",
        ("arms-surrendered", ""): "6",
        ("arms-surrendered", "ARMS_TYPE=RIFLES"): "6",
        ("arms-traced", ""): "20",
        ("arms-traced", "TRACE_METHOD=TRACED"): "10",
        ("arms-traced", "ARMS_TYPE=PISTOLS;TRACE_METHOD=TRACED"): "10",
        ("salw-destroyed", "PROVENANCE=COLLECTED"): "5",
        ("salw-destroyed", "ARMS_TYPE=RIFLES;PROVENANCE=COLLECTED"): "5",
        ("salw-destroyed", "PROVENANCE=SURPLUS"): "400",
    }
    total = report.observations.get(indicator__key="arms-seized", breakdown="")
    assert (total.made, total.period, total.time_period) == (
        Made.SUM_OF_ROWS,
        "2020–2021",
        "2020-01-01/2021-12-31",
    )
    stated = report.observations.get(breakdown="PROVENANCE=SURPLUS")
    assert stated.made == Made.STATED
    assert stated.footnote is not None
    assert stated.footnote.value == "Old stocks."
    assert not report.availability.exists()


def test_no_number_is_an_answer_and_never_zero() -> None:
    closed = published("FRA", Given("weapons-collected", "answer", NO))
    assert figures(closed) == {}
    not_asked = (Answered.NOT_ASKED, Why.GATE)
    assert silences(closed) == dict.fromkeys(
        ("arms-seized", "arms-found", "arms-surrendered", "arms-traced", "salw-destroyed"),
        not_asked,
    )
    blank = published(
        "GHA",
        *given(pistols={"seized": "0"}),
        Given("surplus-destroyed", "answer", "yes"),
    )
    # Zero is what the report says; blank is not.
    assert figures(blank)["arms-seized", ""] == "0"
    assert silences(blank)["arms-found"] == (Answered.NO_DATA, Why.LEFT_BLANK)
    assert silences(blank)["salw-destroyed"] == (Answered.NO_DATA, Why.LEFT_BLANK)
    # A tick that says no asks for no number.
    none = published("NOR", Given("surplus-destroyed", "answer", NO))
    assert "salw-destroyed" not in silences(none) or silences(none)["salw-destroyed"] == not_asked


def test_figures_are_sealed_frozen_copied_and_compared() -> None:
    report = published("KEN", *ARMS, traced("20"))
    receipt = receipts.receipt(report)
    assert receipt is not None
    assert receipt.is_unchanged
    assert b'"breakdown":"ARMS_TYPE=RIFLES"' in receipts.canonical(report)
    one = report.observations.get(indicator__key="arms-traced", breakdown="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(pk=one.pk).update(value=21)
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(pk=one.pk).delete()
    officer = make_officer()
    correction = workflow.correct(report, by=officer)
    assert figures(correction) == figures(report)
    copied = correction.observations.get(indicator__key="arms-traced", breakdown="")
    assert copied.answer is not None
    assert copied.answer.submission == correction
    answering.record(correction, form(), [traced("21")], by=officer)
    publish(correction)
    assert figures(correction)["arms-traced", ""] == "21"
    step = versions.steps(report.reporter, report.cycle)[0]
    changed = [each for each in step.records if each.now and each.now != each.before]
    assert any("21" in str(d.now) for each in changed for d in each.differences)
    assert not Observation.objects.public().filter(submission=report).exists()


def test_a_returned_report_is_brought_up_to_date_and_keeps_what_stays() -> None:
    report = draft("KEN", *ARMS, traced("20"))
    by = make_reviewer()
    workflow.submit(report, by=by, reason="Tried.")
    kept = report.observations.get(indicator__key="arms-found", breakdown="")
    workflow.return_to_author(report, by=by, reason="Look again.")
    answering.record(report, form(), [traced("")], by=by)
    report.refresh_from_db()
    workflow.submit(report, by=by, reason="Tried.")
    assert ("arms-traced", "") not in figures(report)
    assert report.observations.filter(pk=kept.pk).exists()


def test_what_does_not_hang_together_asks_for_a_word() -> None:
    report = draft("KEN", *ARMS, traced("500"))
    rules = {each.rule for each in checks.findings(report)}
    assert "numerator_is_over_the_denominator" in rules
    fine = draft("FRA", *ARMS, traced("20"))
    assert list(checks.findings(fine)) == []


@pytest.mark.parametrize(
    ("stated", "counted", "collected", "rules"),
    [
        ("120", "", "", {"over_100_per_cent"}),
        ("100", "", "", set()),
        ("50", "20", "80", {"stated_is_not_computed"}),
        # What is stated may be rounded; one per cent off is another figure.
        ("25.5", "20", "80", set()),
        ("67", "2", "3", set()),
        ("26", "20", "80", {"stated_is_not_computed"}),
        # Without counts, or over none collected, nothing is computed to compare with.
        ("50", "20", "", set()),
        ("50", "0", "0", set()),
    ],
)
def test_a_stated_per_cent_is_held_to_100_and_to_its_counts(
    stated: str, counted: str, collected: str, rules: set[str]
) -> None:
    share = Indicator.objects.get(key="sdg-16-4-2")
    figures = {share: stated, share.numerator: counted, share.denominators.all()[0]: collected}
    kenya = Reporter.objects.get(code="KEN")
    rule = {share: {"denominator_rule": Rule.NOT_STATED}}
    found = [
        make_figure(indicator, kenya, value, **rule.get(indicator, {}))
        for indicator, value in figures.items()
        if value
    ]
    assert {name for name, _sentence in checks.of_figures(found)} == rules


def test_a_private_part_gives_nothing_and_takes_its_figures_with_it() -> None:
    report = published("KEN", *ARMS, traced("20"))
    public = Observation.objects.public().filter(submission=report)
    assert public.filter(indicator__key="arms-traced", breakdown="").exists()
    Part.objects.filter(key="origin-established").update(privacy="private")
    assert not public.filter(indicator__key="arms-traced", breakdown="").exists()
    assert public.filter(indicator__key="arms-seized").exists()
    again = draft("FRA", *ARMS, traced("20"))
    keys = {each.indicator.key for each in deriving.of_form(again).observations}
    assert "arms-traced" in keys  # of the table, by tracing
    totals = [o for o in deriving.of_form(again).observations if o.breakdown == ""]
    assert "arms-traced" not in {each.indicator.key for each in totals}


def test_the_database_holds_figures_to_their_report(django_assert_num_queries: Any) -> None:
    report = draft("KEN", *ARMS)
    other = draft("FRA")
    values = {
        "indicator": report_indicator(),
        "submission": report,
        "value": Decimal(1),
        "place_reporter": other.reporter,
    }
    with pytest.raises(IntegrityError, match="of_the_state_that_reports"), transaction.atomic():
        Observation.objects.create(**values)
    values["place_reporter"] = report.reporter
    one = Observation.objects.create(**values, is_carried_over=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(**values)
    assert {each.rule for each in checks.findings(report)} == {"figures_not_confirmed"}
    with pytest.raises(IntegrityError, match="carried_over_observation"), transaction.atomic():
        Submission.objects.filter(pk=report.pk).update(
            status="submitted", submitted_at="2022-06-02T00:00Z"
        )
    one.is_carried_over = False
    one.save()
    workflow.submit(report, by=make_reviewer(), reason="Tried.")


def report_indicator() -> Any:
    return Indicator.objects.get(key="tracing-requests-made")
