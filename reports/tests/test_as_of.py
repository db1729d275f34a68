"""Figures of a past day: from events and days of receipt, and the same ever after."""

import datetime
import random
from typing import Any

import pytest

from reports import coverage
from reports.coverage import Selection, as_of, headlines
from reports.coverage.tables import by_group, by_state
from reports.models import (
    Action,
    PublishedTotal,
    Reporter,
    ReportingCycle,
    Submission,
    SubmissionStatus,
)
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_group,
    make_published,
    make_reviewer,
    make_state,
    publish,
    seeds,
)

DAY = datetime.timedelta(days=1)
START = datetime.date(2022, 3, 1)
NOON = datetime.time(12, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """``clock(day)``: from now on it is noon on that day."""

    def turn(day: datetime.date) -> None:
        now = datetime.datetime.combine(day, NOON)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return turn


def counted(day: datetime.date | None) -> set[str]:
    return set(as_of.reports(day).values_list("reference", flat=True))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


class TestOneReport:
    """Received on 1 June, published on 1 July, corrected on 1 August."""

    @pytest.fixture(autouse=True)
    def life(self, clock):
        self.by = make_reviewer()
        clock(day("2022-06-10"))
        self.first = make_draft(make_state("KEN"), make_cycle("2022"), by=self.by)
        clock(day("2022-07-01"))
        publish(self.first, by=self.by)
        clock(day("2022-08-01"))
        second = workflow.correct(self.first, by=self.by)
        clock(day("2022-08-15"))
        self.second = publish(second, by=self.by)

    @pytest.mark.parametrize(
        ("on", "found"),
        [
            ("2022-05-31", set()),
            ("2022-06-01", {"KEN-2022-1"}),
            ("2022-06-30", {"KEN-2022-1"}),
            ("2022-07-01", {"KEN-2022-1"}),
            ("2022-08-14", {"KEN-2022-1"}),
            ("2022-08-15", {"KEN-2022-2"}),
            ("2030-01-01", {"KEN-2022-2"}),
        ],
    )
    def test_the_first_version_counts_from_receipt_the_next_from_publication(self, on, found):
        assert counted(day(on)) == found

    def test_a_withdrawal_leaves_the_past_as_it_was(self, clock):
        clock(day("2022-09-01"))
        workflow.withdraw(self.second, by=self.by, reason="Wrong file")
        assert counted(day("2022-08-31")) == {"KEN-2022-2"}
        assert counted(day("2022-09-01")) == counted(None) == {"KEN-2022-1"}
        clock(day("2022-10-01"))
        self.first.refresh_from_db()
        workflow.withdraw(self.first, by=self.by, reason="Wrong State")
        assert counted(day("2022-09-30")) == counted(day("2022-06-01")) == {"KEN-2022-1"}
        assert counted(day("2022-10-01")) == set()

    def test_a_version_that_says_it_came_earlier_does_not_change_the_past(self, clock):
        clock(day("2022-09-01"))
        third = workflow.correct(self.second, by=self.by)
        workflow.change(third, by=self.by, received_on=day("2022-01-01"))
        publish(third, by=self.by)
        assert counted(day("2022-01-01")) == set()
        assert counted(day("2022-08-31")) == {"KEN-2022-2"}


def test_what_was_never_published_never_counted():
    make_draft(make_state(), make_cycle("2022"))
    assert counted(day("2030-01-01")) == set()


def test_what_was_public_by_mistake_counts_on_no_day(clock):
    """Withdrawn on the day of its publication: neither that day nor an earlier one shows it. A day
    later it had been on record, and stays in the figures of the days until then."""
    cycle, by = make_cycle("2022"), make_reviewer()
    clock(day("2022-07-01"))
    mistaken = make_published(make_state("KEN"), cycle)
    meant = make_published(make_state("WSM"), cycle)
    workflow.withdraw(mistaken, by=by, reason="The file of another State")
    clock(day("2022-07-02"))
    workflow.withdraw(meant, by=by, reason="Asked for by the State")
    for on in ("2022-06-01", "2022-06-30", "2022-07-01"):
        assert counted(day(on)) == {"WSM-2022-1"}
    clock(day("2022-08-01"))
    second = make_draft(mistaken.reporter, cycle, by=by)
    publish(second, by=by)
    assert counted(day("2022-06-30")) == {"WSM-2022-1", "KEN-2022-2"}
    assert counted(day("2022-08-01")) == {"KEN-2022-2"}


def test_a_day_of_which_only_a_limit_is_known_counts_from_the_limit():
    cycle = make_cycle("2022")
    limit = day("2022-07-01")
    make_published(make_state("KEN"), cycle, received_no_later_than=limit, source="A/TEST")
    make_state("WSM")
    assert counted(limit - DAY) == set()
    assert counted(limit) == {"KEN-2022-1"}


class TestSilence:
    """On a past day a State is silent only if the records tell."""

    def has_reported(self, cycle, on):
        rows = by_state(cycle, within=Selection(day=on))
        return {row.state.code: row.has_reported for row in rows}

    def test_it_is_while_exact_days_are_known(self):
        cycle = make_cycle("2022")
        make_published(make_state("KEN"), cycle)
        make_state("WSM")
        assert self.has_reported(cycle, day("2022-05-31")) == {"KEN": False, "WSM": False}
        assert self.has_reported(cycle, day("2022-06-01")) == {"KEN": True, "WSM": False}

    def test_nobody_is_called_silent_while_only_a_limit_is_known(self):
        cycle = make_cycle("2022")
        limit = day("2022-07-01")
        make_published(make_state("KEN"), cycle, received_no_later_than=limit, source="A/TEST")
        make_state("WSM")
        assert self.has_reported(cycle, limit - DAY) == {"KEN": None, "WSM": None}
        assert self.has_reported(cycle, limit) == {"KEN": True, "WSM": False}
        known = {on: coverage.trend(day=on)[0].names_are_known for on in (limit - DAY, limit)}
        assert known == {limit - DAY: False, limit: True}

    def test_a_publication_that_counted_more_is_taken_at_its_word(self):
        cycle = make_cycle("2022")
        make_published(make_state("KEN"), cycle)
        PublishedTotal.objects.create(cycle=cycle, count=2, source="A/TEST")
        assert self.has_reported(cycle, day("2022-05-31")) == {"KEN": None}


# A random half year, and a diary of it


class Diary:
    """Random lives of reports, with a note at the end of each day of what was published then."""

    def __init__(self, seed: int, clock) -> None:
        self.chance, self.clock, self.by = random.Random(seed), clock, make_reviewer()
        document = make_document()
        self.commitments = [make_commitment(document) for _number in range(3)]
        self.cycles = [make_cycle("", document), make_cycle("", document)]
        self.states = [make_state() for _number in range(4)]
        make_group("african", *self.states[:2])
        self.pages: dict[datetime.date, set[str]] = {}
        self.first_published: dict[tuple[int, int], Submission] = {}

    def live(self, days: int) -> None:
        for number in range(days):
            today = START + number * DAY
            self.clock(today)
            for _turn in range(2):
                self.step(self.chance.choice(self.states), self.chance.choice(self.cycles), today)
            current = Submission.objects.filter(status=SubmissionStatus.PUBLISHED)
            self.pages[today] = {submission.reference for submission in current}
            for submission in current:
                key = (submission.reporter_id, submission.cycle_id)
                self.first_published.setdefault(key, submission)

    def step(self, state: Reporter, cycle: ReportingCycle, today: datetime.date) -> None:
        """Whatever can be done next with that report, at random."""
        versions = Submission.objects.filter(reporter=state, cycle=cycle)
        open_one = versions.in_progress().first()
        published = versions.current().first()
        if open_one:
            actions = workflow.allowed_actions(open_one, self.by)
            action = self.chance.choice(actions)
            if action != Action.WITHDRAW or self.chance.random() < 0.2:
                workflow.take(open_one, action, by=self.by, reason="Because")
        elif published and self.chance.random() < 0.3:
            workflow.withdraw(published, by=self.by, reason="Because")
        elif published:
            workflow.correct(published, by=self.by)
        else:
            self.register(state, cycle, today)

    def register(self, state: Reporter, cycle: ReportingCycle, today: datetime.date) -> None:
        received = today - self.chance.randint(0, 30) * DAY
        exact: dict[str, Any] = {"received_on": received}
        limit: dict[str, Any] = {"received_no_later_than": received, "source": "A/TEST"}
        fields = self.chance.choice([exact, limit])
        draft = make_draft(state, cycle, by=self.by, **fields)
        for commitment in self.commitments:
            if self.chance.random() < 0.5:
                draft.responses.create(commitment=commitment, status="planned")

    def counted_on(self, on: datetime.date) -> set[str]:
        """Read off the diary: what had been published, else what had been received."""
        found = set(self.pages.get(on, ()))
        for key, first in self.first_published.items():
            began = min(
                day
                for day, page in self.pages.items()
                if any(reference in page for reference in self.versions(key))
            )
            if on < began and (first.received_by or on) <= on:
                found.add(first.reference)
        return found

    def versions(self, key: tuple[int, int]) -> list[str]:
        submissions = Submission.objects.filter(reporter=key[0], cycle=key[1])
        return [submission.reference for submission in submissions]


@pytest.mark.parametrize("seed", seeds(4))
def test_any_past_day_is_as_the_diary_has_it(seed, clock):
    diary = Diary(seed, clock)
    diary.live(40)
    for number in range(-35, 40):
        on = START + number * DAY
        assert counted(on) == diary.counted_on(on), on
    assert counted(START + 39 * DAY) == counted(None)


@pytest.mark.parametrize("seed", seeds(4))
def test_figures_of_a_past_day_never_change_when_later_versions_come(seed, clock):
    """Except for reports that had come by then and are first published later: those are added."""
    diary = Diary(seed, clock)
    diary.live(20)
    days = [START + number * DAY for number in range(-30, 20)]
    before = {on: counted(on) for on in days}
    known = {reference for page in diary.pages.values() for reference in page}
    first = {reference.rsplit("-", 1)[0] for reference in known}
    by, published = diary.by, Submission.objects.current()
    clock(START + 60 * DAY)
    for submission in Submission.objects.in_progress():
        workflow.withdraw(submission, by=by, reason="Because")
    for submission in published:
        publish(workflow.correct(submission, by=by), by=by)
    for submission in Submission.objects.current()[:2]:
        workflow.withdraw(submission, by=by, reason="Because")
    for on in days:
        assert counted(on) == before[on], on
    late = make_published(make_state(), diary.cycles[0], received_on=START)
    assert late.reference.rsplit("-", 1)[0] not in first
    assert counted(START) == before[START] | {late.reference}


def naive(cycle, references):
    """Reported, coded, and (addressed, due) by commitment, over exactly those reports."""
    reports = [s for s in Submission.objects.filter(cycle=cycle) if s.reference in references]
    coded = [s for s in reports if s.responses.exists()]
    by_commitment = {
        commitment.key: (
            sum(s.responses.filter(commitment=commitment).count() for s in coded),
            len(coded),
        )
        for commitment in cycle.scope()
    }
    return len(reports), len(coded), by_commitment


@pytest.mark.parametrize("seed", seeds(4))
def test_every_table_is_of_the_reports_of_that_day(seed, clock):
    diary = Diary(seed, clock)
    diary.live(40)
    for number in (-10, 5, 15, 25, 39):
        on = START + number * DAY
        within = Selection(day=on)
        for cycle in diary.cycles:
            reported, coded, rows = naive(cycle, diary.counted_on(on))
            found = coverage.by_commitment(cycle, within=within)
            assert {r.commitment.key: (r.addressed, r.due) for r in found} == rows
            states = headlines(cycle, on)["state"]
            assert (states.reported, states.coded) == (reported, coded)
            reporters = coverage.by_reporter(cycle, within)
            assert len(reporters) == reported
            assert sum(r.ratio.count for r in reporters) == sum(a for a, _due in rows.values())
            matrix = coverage.matrix(cycle, within=within)
            assert len(matrix.submissions) == reported
            cells = [cell for row in matrix.cells for cell in row if cell]
            assert len(cells) == sum(a for a, _due in rows.values())
            (group,) = by_group(cycle, within=within)
            members = set(diary.states[:2])
            assert group.roll.ratio.count == sum(
                r.submission.reporter in members for r in reporters
            )
            point = next(p for p in coverage.trend(day=on) if p.cycle == cycle)
            assert point.recorded == reported


def test_a_past_day_takes_the_same_queries_at_any_size(django_assert_max_num_queries):
    document = make_document()
    cycle, commitment = make_cycle("2022", document), make_commitment(document)
    on = day("2022-07-01")
    for _size in (3, 30):
        while Reporter.objects.count() < _size:
            make_published(make_state(), cycle, {commitment: "planned"})
        with django_assert_max_num_queries(10):
            coverage.by_commitment(cycle, within=Selection(day=on))
            coverage.matrix(cycle, within=Selection(day=on))
            coverage.trend(day=on)
