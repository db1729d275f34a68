"""Change since the previous cycle, against a recount one by one."""

import random
from collections import Counter

import pytest

from commitments.models import Addressee, CommitmentLink, LinkKind
from reports import coverage
from reports.coverage import Change, Selection
from reports.models import Reporter, ResponseStatus, Submission
from reports.models.reporters import ADDRESSEES_BY_KIND
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_group,
    make_organisation,
    make_published,
    make_state,
    seeds,
)

pytestmark = pytest.mark.django_db

STATUSES = ResponseStatus.values


def link(later, earlier):
    CommitmentLink.objects.create(commitment=later, earlier=earlier, kind=LinkKind.REPEATS)


class TestOneState:
    @pytest.fixture(autouse=True)
    def cycles(self):
        old, new = make_document("bms7"), make_document("bms8")
        self.old, self.new = make_commitment(old, "1"), make_commitment(new, "1")
        self.unlinked = make_commitment(new, "2")
        link(self.new, self.old)
        self.before, self.now = make_cycle("2021", old), make_cycle("2022", new)
        self.state = make_state("KEN")

    def change(self, before: str, now: str) -> dict[Change, int]:
        """The counts for the linked commitment, after reports that say ``before`` and ``now``
        on it; the unlinked one is always answered."""
        extra = make_commitment(self.old.document)
        make_published(
            self.state, self.before, {extra: "planned", **({self.old: before} if before else {})}
        )
        make_published(
            self.state, self.now, {self.unlinked: "planned", **({self.new: now} if now else {})}
        )
        linked, unlinked = coverage.change_by_commitment(self.now, self.before)
        assert (linked.predecessors, unlinked.predecessors) == ([self.old], [])
        assert not unlinked.tally
        (state,) = coverage.change_by_state(self.now, self.before)
        assert state.tally == linked.tally
        return dict(linked.tally)

    @pytest.mark.parametrize(
        ("before", "now", "change"),
        [
            ("planned", "planned", Change.SAME),
            ("planned", "implemented", Change.CHANGED),
            ("planned", "", Change.DROPPED),
            ("planned", "no_information", Change.DROPPED),
            ("", "planned", Change.NEW),
            ("no_information", "planned", Change.NEW),
            ("", "", Change.NEITHER),
            ("no_information", "", Change.NEITHER),
        ],
    )
    def test_each_change(self, before, now, change):
        assert self.change(before, now) == {change: 1}

    def test_a_report_that_is_not_coded_is_not_compared(self):
        make_published(self.state, self.before)
        make_published(self.state, self.now, {self.new: "planned"})
        assert not coverage.change_by_commitment(self.now, self.before)[0].tally
        (state,) = coverage.change_by_state(self.now, self.before)
        assert (state.coded_before, state.coded_now, state.tally) == (False, True, Counter())

    def test_a_commitment_in_both_scopes_is_its_own_predecessor(self):
        self.now.documents.add(self.old.document)
        make_published(self.state, self.before, {self.old: "planned"})
        make_published(self.state, self.now, {self.old: "implemented"})
        rows = {r.commitment: r for r in coverage.change_by_commitment(self.now, self.before)}
        assert dict(rows[self.old].tally) == {Change.CHANGED: 1}
        assert dict(rows[self.new].tally) == {Change.DROPPED: 1}

    def test_only_what_counts_as_addressing_is_compared(self):
        within = Selection(statuses={"implemented"})
        make_published(self.state, self.before, {self.old: "implemented"})
        make_published(self.state, self.now, {self.new: "planned"})
        row = coverage.change_by_commitment(self.now, self.before, within)[0]
        assert dict(row.tally) == {Change.DROPPED: 1}


def test_the_previous_cycle_is_of_the_same_kind():
    first, second = make_cycle("2018"), make_cycle("2022")
    fiction = make_cycle("2020", is_fictional=True)
    later_fiction = make_cycle("2023", is_fictional=True)
    assert coverage.previous_cycle(second) == first
    assert coverage.previous_cycle(first) is coverage.previous_cycle(fiction) is None
    assert coverage.previous_cycle(later_fiction) == fiction


def test_without_an_earlier_cycle_nothing_is_compared():
    commitment = make_commitment()
    cycle = make_cycle("2022", commitment.document)
    make_published(make_state(), cycle, {commitment: "planned"})
    (row,) = coverage.change_by_commitment(cycle, None)
    assert (row.predecessors, row.tally) == ([], Counter())
    (state,) = coverage.change_by_state(cycle, None)
    assert (state.coded_before, state.coded_now, state.tally) == (False, True, Counter())


def random_cycles(chance):
    """Two cycles of reports at random, with links at random between their commitments."""
    cycles = []
    for code in ("2021", "2022"):
        document = make_document()
        for _number in range(5):
            chosen = chance.sample(Addressee.values, chance.randint(1, 3))
            make_commitment(document, **{f"directed_to_{a}": a in chosen for a in Addressee.values})
        cycles.append(make_cycle(code, document))
    before, now = (list(cycle.scope()) for cycle in cycles)
    for later in now:
        for earlier in chance.sample(before, chance.choice([0, 1, 2])):
            link(later, earlier)
    for reporter in [make_state() for _ in range(6)] + [make_organisation() for _ in range(2)]:
        for cycle, scope in zip(cycles, (before, now), strict=True):
            if chance.random() < 0.8:
                answers = chance.sample(scope, chance.choice([0, 3, 5]))
                make_published(reporter, cycle, {c: chance.choice(STATUSES) for c in answers})
    return cycles


def said(reporter, cycle):
    """What the reporter's report says, by commitment; None without a coded one."""
    found = Submission.objects.filter(reporter=reporter, cycle=cycle, status="published").first()
    answers = found and {r.commitment: r.status for r in found.responses.all()}
    return answers or None


def asked(reporter, commitment):
    return bool(set(ADDRESSEES_BY_KIND[reporter.kind]) & set(commitment.addressees))


def recount(reporter, commitment, before, now):
    """The change of one cell; None where it cannot be compared."""
    earlier = [
        each.earlier
        for each in CommitmentLink.objects.filter(commitment=commitment)
        if asked(reporter, each.earlier)
    ]
    said_before, said_now = said(reporter, before), said(reporter, now)
    if not (earlier and asked(reporter, commitment) and said_before and said_now):
        return None
    old = {said_before.get(each) for each in earlier} - {None, "no_information"}
    new = {said_now.get(commitment)} - {None, "no_information"}
    return {
        (True, True): "same" if old == new else "changed",
        (True, False): "dropped",
        (False, True): "new",
        (False, False): "neither",
    }[bool(old), bool(new)]


@pytest.mark.parametrize("seed", seeds(6))
def test_changes_equal_a_naive_recount(seed):
    before, now = random_cycles(random.Random(seed))
    by_commitment, by_state = {}, {}
    for commitment in now.scope():
        for reporter in Reporter.objects.all():
            change = recount(reporter, commitment, before, now)
            by_commitment.setdefault(commitment.key, Counter())[change] += change is not None
            by_state.setdefault(reporter.code, Counter())[change] += change is not None
    rows = coverage.change_by_commitment(now, before)
    assert {row.commitment.key: dict(row.tally) for row in rows} == {
        key: {c: n for c, n in tally.items() if n} for key, tally in by_commitment.items()
    }
    states = coverage.change_by_state(now, before)
    for row in states:
        assert dict(row.tally) == {c: n for c, n in by_state[row.state.code].items() if n}
    reported = Submission.objects.filter(reporter__kind="state").values_list("reporter__code")
    assert {row.state.code for row in states} == {code for (code,) in reported}
    group = make_group("african", *(row.state for row in states[:2]))
    narrowed = coverage.change_by_state(now, before, Selection(groups=[[group]]))
    assert {row.state for row in narrowed} == {row.state for row in states[:2]}


@pytest.mark.parametrize("name", ["change_by_commitment", "change_by_state"])
def test_changes_take_the_same_queries_at_any_size(name, django_assert_max_num_queries):
    old, new = make_document(), make_document()
    before, now = make_cycle("2021", old), make_cycle("2022", new)
    for size in (3, 30):
        while Reporter.objects.count() < size:
            earlier, later, state = make_commitment(old), make_commitment(new), make_state()
            link(later, earlier)
            make_published(state, before, {earlier: "planned"})
            make_published(state, now, {later: "planned"})
        with django_assert_max_num_queries(8):
            assert getattr(coverage, name)(now, before)
