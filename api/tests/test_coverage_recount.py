"""Every table of figures, under every filter, against a slow and simple recount."""

import datetime
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from api.tests.conftest import Get
from commitments.models import Addressee, Commitment, CommitmentLink, LinkKind
from reports.models import (
    GroupKind,
    Reporter,
    ReportingCycle,
    Response,
    ResponseStatus,
    Submission,
)
from reports.models.reporters import ADDRESSEES_BY_KIND
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_group,
    make_organisation,
    make_published,
    make_reviewer,
    make_section,
    make_state,
    make_theme,
    publish,
    seeds,
)

NOTHING = ResponseStatus.NO_INFORMATION.value
DAYS = [datetime.date(2022, 5, day) for day in (1, 10, 20)]
TODAY = datetime.date(2022, 5, 31)
Clock = Callable[[datetime.date], None]
# Most of these are addressees of reporters, so that every table has something to count.
OFTEN_ASKED = Addressee.values[:5]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """``clock(day)``: from now on it is noon on that day. It begins with TODAY."""

    def turn(day: datetime.date) -> None:
        noon = datetime.datetime.combine(day, datetime.time(12, tzinfo=datetime.UTC))
        monkeypatch.setattr("django.utils.timezone.now", lambda: noon)

    turn(TODAY)
    return turn


@pytest.fixture
def chance(db: None, clock: Clock, seed: int) -> random.Random:
    return random.Random(seed)


@pytest.fixture(scope="module", params=seeds(4))
def seed(request: pytest.FixtureRequest, module_database: None) -> Iterator[int]:
    """The seed of the random reports of this test."""
    noon = datetime.datetime.combine(TODAY, datetime.time(12, tzinfo=datetime.UTC))
    with transaction.atomic(), pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
        make_reports(random.Random(request.param))
        monkeypatch.undo()
        yield request.param
        transaction.set_rollback(True)


def make_reports(found: random.Random) -> None:
    """Two cycles of random reports, received on one of three days, with links between them."""
    themes = [make_theme("marking"), make_theme("tracing")]
    cycles = []
    for code, key in (("2021", "old"), ("2022", "new")):
        document = make_document(key)
        sections = [make_section(document, code) for code in ("i", "i-1", "ii")]
        for number in range(6):
            asked = found.sample(OFTEN_ASKED, found.randint(1, 3))
            directed: dict[str, Any] = {f"directed_to_{a}": a in asked for a in Addressee.values}
            commitment = make_commitment(document, section=sections[number % 3], **directed)
            commitment.themes.set(found.sample(themes, found.randint(0, 2)))
        cycles.append(make_cycle(code, document, due_on=datetime.date(2022, 6, 1)))
    for later in cycles[1].scope():
        for earlier in found.sample(list(cycles[0].scope()), found.randint(0, 2)):
            CommitmentLink.objects.create(commitment=later, earlier=earlier, kind=LinkKind.REPEATS)
    states = [make_state() for _number in range(7)]
    make_group("african", *states[:4])
    make_group("asia_pacific", *states[4:], position=2)
    make_group("sids", *found.sample(states, 3), kind=GroupKind.SIDS)
    for reporter in (*states, make_organisation("ecowas"), make_organisation("osce")):
        for cycle in cycles:
            if found.random() < 0.8:
                report(reporter, cycle, found)


def report(reporter: Reporter, cycle: ReportingCycle, chance: random.Random) -> None:
    answered = chance.sample(list(cycle.scope()), chance.choice([0, 2, 5]))
    answers = {commitment: chance.choice(ResponseStatus.values) for commitment in answered}
    make_published(reporter, cycle, answers, received_on=chance.choice(DAYS))


# The pencil


class Pencil:
    """Counts one record at a time, under the parameters of a request."""

    def __init__(self, parameters: dict[str, str]) -> None:
        self.given = {name: value.split(",") for name, value in parameters.items()}

    def counts(self, commitment: Commitment) -> bool:
        section = commitment.section
        assert section
        place = f"{section.document.key}:{section.code}"
        tests: dict[str, Callable[[list[str]], bool]] = {
            "section": lambda keys: any(f"{place}-".startswith(f"{key}-") for key in keys),
            "theme": lambda keys: bool({t.key for t in commitment.themes.all()} & set(keys)),
            "addressee": lambda words: bool(set(commitment.addressees) & set(words)),
        }
        return all(test(self.given[name]) for name, test in tests.items() if name in self.given)

    def scope(self, cycle: ReportingCycle) -> list[Commitment]:
        return [commitment for commitment in cycle.scope() if self.counts(commitment)]

    def is_in(self, reporter: Reporter) -> bool:
        keys = group_keys(reporter)
        regions = {f"regional_group:{code}" for code in self.given.get("regional_group", [])}
        groups = set(self.given.get("group", []))
        return all(keys & wanted for wanted in (regions, groups) if wanted)

    def report(self, reporter: Reporter, cycle: ReportingCycle) -> Submission | None:
        found = Submission.objects.filter(reporter=reporter, cycle=cycle).first()
        day = self.given.get("as_of", ["2030-01-01"])[0]
        late = found and str(found.received_on) > day
        return None if late or not self.is_in(reporter) else found

    def said(self, reporter: Reporter, cycle: ReportingCycle) -> dict[str, str]:
        """The statuses of a reporter's coded report by commitment; empty without one."""
        found = self.report(reporter, cycle)
        rows = Response.objects.filter(submission=found) if found else []
        return {response.commitment.key: response.status for response in rows}

    def addresses(self, status: str | None) -> bool:
        wanted = self.given.get("status", [s for s in ResponseStatus.values if s != NOTHING])
        return status in wanted

    def cells(
        self, cycle: ReportingCycle, *kinds: str
    ) -> list[tuple[Reporter, Commitment, str | None]]:
        """Every coded report × commitment addressed to it, with its status."""
        return [
            (reporter, commitment, said.get(commitment.key))
            for reporter in Reporter.objects.filter(kind__in=kinds)
            if (said := self.said(reporter, cycle))
            for commitment in self.scope(cycle)
            if asked(reporter, commitment)
        ]

    def ratios(
        self, cells: list[tuple[Reporter, Commitment, str | None]], place: int
    ) -> dict[str, tuple[int, int]]:
        due: Counter[Any] = Counter(cell[place] for cell in cells)
        addressed: Counter[Any] = Counter(cell[place] for cell in cells if self.addresses(cell[2]))
        return {key_of(one): (addressed[one], number) for one, number in due.items()}


def key_of(record: Any) -> str:
    return str(getattr(record, "key", None) or record.code)


def group_keys(reporter: Reporter) -> set[str]:
    groups = [membership.group for membership in reporter.memberships.select_related("group")]
    return {f"{group.kind}:{group.code}" for group in groups}


def asked(reporter: Reporter, commitment: Commitment) -> bool:
    return bool(set(ADDRESSEES_BY_KIND[reporter.kind]) & set(commitment.addressees))


FILTERS = {
    "as_of": ["2022-05-01", "2022-05-10", "2022-05-31"],
    "regional_group": ["african", "african,asia_pacific", "asia_pacific"],
    "group": ["sids:sids", "regional_group:african,sids:sids"],
    "section": ["new:i", "new:i-1", "new:ii,new:i"],
    "theme": ["marking", "marking,tracing"],
    "addressee": ["states", "states,regional_organisations"],
    "status": ["implemented", "implemented,planned", "no_information"],
}


def questions(chance: random.Random) -> list[dict[str, str]]:
    """No filter, each one alone, and random mixtures."""
    one = [{name: chance.choice(values)} for name, values in FILTERS.items()]
    mixed = [
        {name: chance.choice(FILTERS[name]) for name in chance.sample(list(FILTERS), 3)}
        for _turn in range(6)
    ]
    return [{}, *one, *mixed]


KINDS = ("state", "organisation")


def test_commitments_equal_a_recount(chance: random.Random, get: Get) -> None:
    cycle = ReportingCycle.objects.get(code="2022")
    for parameters in questions(chance):
        pencil = Pencil(parameters)
        expected = pencil.ratios(pencil.cells(cycle, *KINDS), 1)
        rows = get("coverage/commitments", **parameters)["results"]
        assert [r["commitment"] for r in rows] == [c.key for c in pencil.scope(cycle)], parameters
        found = {r["commitment"]: (r["addressed"], r["due"]) for r in rows if r["due"]}
        assert found == expected, parameters


def test_states_equal_a_recount(chance: random.Random, get: Get) -> None:
    cycle = ReportingCycle.objects.get(code="2022")
    for parameters in questions(chance):
        pencil = Pencil(parameters)
        expected = pencil.ratios(pencil.cells(cycle, "state"), 0)
        rows = get("coverage/states", **parameters)["results"]
        states = [s for s in Reporter.objects.states().in_un_order() if pencil.is_in(s)]
        assert [r["state"] for r in rows] == [s.code for s in states]
        assert {r["state"]: (r["addressed"], r["due"]) for r in rows if r["due"]} == expected
        reported = {s.code for s in states if pencil.report(s, cycle)}
        assert {r["state"] for r in rows if r["has_reported"]} == reported


def test_groups_equal_a_recount(chance: random.Random, get: Get) -> None:
    cycle = ReportingCycle.objects.get(code="2022")
    for parameters in questions(chance):
        pencil = Pencil(parameters)
        ratios = pencil.ratios(pencil.cells(cycle, "state"), 0)
        kind = chance.choice(["regional_group", "sids"])
        for row in get("coverage/groups", by=kind, **parameters)["results"]:
            members = [
                state
                for state in Reporter.objects.states()
                if row["group"] in group_keys(state) and pencil.is_in(state)
            ]
            reported = {state.code for state in members if pencil.report(state, cycle)}
            assert (row["reported"], row["members"]) == (len(reported), len(members)), parameters
            assert set(row["reported_codes"]) == reported
            assert set(row["missing_codes"]) == {state.code for state in members} - reported
            mine = [ratios[code] for code in reported if code in ratios]
            assert row["addressed"] == sum(addressed for addressed, _due in mine), parameters
            assert row["due"] == sum(due for _addressed, due in mine)


def test_the_matrix_equals_a_recount(chance: random.Random, get: Get) -> None:
    cycle = ReportingCycle.objects.get(code="2022")
    for parameters in questions(chance):
        pencil = Pencil(parameters)
        table = get("coverage/matrix", **parameters)
        found = {
            row["reporter"]: [table["codes"][cell] for cell in row["cells"]]
            for row in table["results"]
        }
        expected = {}
        for reporter in Reporter.objects.all():
            if pencil.report(reporter, cycle):
                said = pencil.said(reporter, cycle)
                cells = [said.get(c.key, "no_response") for c in pencil.scope(cycle)]
                if "status" in parameters:
                    cells = [cell if pencil.addresses(cell) else "no_response" for cell in cells]
                if "status" not in parameters or set(cells) - {"no_response"}:
                    expected[reporter.code] = cells
        assert found == expected, parameters


def test_the_trend_equals_a_recount(chance: random.Random, get: Get) -> None:
    for parameters in questions(chance):
        pencil = Pencil(parameters)
        kind = chance.choice(KINDS)
        for row in get("coverage/trend", reporter_type=kind, **parameters)["results"]:
            cycle = ReportingCycle.objects.get(code=row["cycle"])
            reporters = Reporter.objects.filter(kind=kind)
            reported = [each for each in reporters if pencil.report(each, cycle)]
            coded = [each for each in reported if pencil.said(each, cycle)]
            assert (row["reported"], row["coded"]) == (len(reported), len(coded)), parameters
            cells = pencil.cells(cycle, kind)
            addressed = sum(pencil.addresses(status) for *_where, status in cells)
            assert (row["addressed"], row["due"]) == (addressed, len(cells)), parameters


def change(pencil: Pencil, before: set[str], now: set[str]) -> str:
    before, now = ({s for s in said if pencil.addresses(s)} for said in (before, now))
    if before and now:
        return "same" if before == now else "changed"
    return "new" if now else "dropped" if before else "neither"


def changes(pencil: Pencil) -> list[tuple[Reporter, Commitment, str]]:
    """Every reporter × commitment that can be compared, with what changed."""
    old, new = (ReportingCycle.objects.get(code=code) for code in ("2021", "2022"))
    found = []
    for reporter, commitment, status in pencil.cells(new, *KINDS):
        links = CommitmentLink.objects.filter(commitment=commitment)
        earlier = [link.earlier for link in links if asked(reporter, link.earlier)]
        said = pencil.said(reporter, old)
        if earlier and said:
            before = {said.get(each.key, "") for each in earlier}
            found.append((reporter, commitment, change(pencil, before, {status or ""})))
    return found


WORDS = ("new", "changed", "dropped", "same", "neither")


@pytest.mark.parametrize(
    ("path", "place", "key"),
    [("coverage/changes", 1, "commitment"), ("coverage/changes/states", 0, "state")],
)
def test_changes_equal_a_recount(
    chance: random.Random, get: Get, path: str, place: int, key: str
) -> None:
    for parameters in questions(chance):
        compared = changes(Pencil(parameters))
        table = get(path, **parameters)
        assert (table["cycle"], table["previous"]) == ("2022", "2021")
        for row in table["results"]:
            tally = Counter(cell[2] for cell in compared if key_of(cell[place]) == row[key])
            assert {word: row[word] for word in WORDS} == {word: tally[word] for word in WORDS}
            assert row["compared"] == tally.total()
        shown = sum(row["compared"] for row in table["results"])
        kinds = KINDS if key == "commitment" else ("state",)
        assert shown == sum(cell[0].kind in kinds for cell in compared), parameters


# As of a day


TABLES = ("commitments", "states", "groups", "matrix", "trend", "changes", "changes/states")


@pytest.mark.parametrize("table", TABLES)
def test_a_past_day_stays_as_it_was_when_later_versions_come(
    chance: random.Random, clock: Clock, get: Get, table: str
) -> None:
    before = get(f"coverage/{table}", as_of=TODAY)
    assert before == get(f"coverage/{table}")
    clock(TODAY + datetime.timedelta(days=9))
    by = make_reviewer()
    for submission in Submission.objects.current():
        if chance.random() < 0.5:
            workflow.withdraw(submission, by=by, reason="Because")
        else:
            correct(submission, by, chance)
    assert get(f"coverage/{table}", as_of=TODAY)["results"] == before["results"]
    assert get(f"coverage/{table}")["results"] != before["results"]


def correct(submission: Submission, by: Any, chance: random.Random) -> None:
    """Publish a version that says something else."""
    draft = workflow.correct(submission, by=by)
    draft.responses.all().delete()
    for commitment in submission.cycle.scope()[:2]:
        draft.responses.create(commitment=commitment, status=chance.choice(["planned", NOTHING]))
    publish(draft, by=by)
