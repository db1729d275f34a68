"""What was read is recorded whole or not at all, logged, and undone while nothing depends on it."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models.import_log import ImportLog, digest
from reports.coding import recording
from reports.importing import loading, rolls
from reports.importing.loading import CannotUndo, NotLoaded, Plan, State
from reports.models import ReportingCycle, Submission, SubmissionStatus
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_published,
    make_reviewer,
    make_state,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2022, 7, 1)
LIST = "The following States submitted national reports: Ruritania, Syldavia and Borduria."


@pytest.fixture
def cycle() -> ReportingCycle:
    return make_cycle("2022")


@pytest.fixture(autouse=True)
def _states() -> None:
    for code, name in (("RUR", "Ruritania"), ("SYL", "Syldavia"), ("BOR", "Borduria")):
        make_state(code, name)


def plan(text: str, cycle: ReportingCycle, *, name: str = "", **asked: Any) -> Plan:
    reading = rolls.read(
        text.encode(), name, loading.name_book(), cycle=cycle.code, extract=lambda d, n: ""
    )
    asked = {"received_no_later_than": DAY, "source": "A/TEST/1, para. 15", **asked}
    return loading.make_plan(reading, loading.Request(cycle, **asked))


def load(made: Plan) -> ImportLog:
    return loading.load(made, file_name="report.txt", sha256=digest(b"content"))


def codes(problems: list[Any]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_list_is_published_on_the_word_of_its_source(cycle: ReportingCycle) -> None:
    reviewer = make_reviewer()
    log = load(plan(LIST, cycle, by=reviewer))
    submissions = Submission.objects.filter(cycle=cycle)
    assert {s.reporter.code for s in submissions} == {"RUR", "SYL", "BOR"}
    assert {(s.status, s.received_no_later_than, s.source) for s in submissions} == {
        (SubmissionStatus.PUBLISHED, DAY, "A/TEST/1, para. 15")
    }
    assert (log.file_name, log.by, log.counts["created"]) == ("report.txt", reviewer, 3)
    assert log.sha256 == digest(b"content")


def test_rows_with_dates_become_drafts_received_on_their_day(cycle: ReportingCycle) -> None:
    text = "State,Received\nRuritania,2022-06-01\nSyldavia,2022-06-02\n"
    load(plan(text, cycle, name="list.csv", by=make_officer()))
    found = Submission.objects.order_by("received_on").values_list("status", "received_on")
    assert list(found) == [
        (SubmissionStatus.DRAFT, datetime.date(2022, 6, 1)),
        (SubmissionStatus.DRAFT, datetime.date(2022, 6, 2)),
    ]


def test_what_is_on_record_is_not_recorded_again(cycle: ReportingCycle) -> None:
    load(plan(LIST, cycle, by=make_reviewer()))
    again = plan(LIST, cycle)
    assert (len(again.of(State.ALREADY)), len(again.of(State.NEW))) == (3, 0)
    assert load(again).counts == {"created": 0, "already": 3}
    assert Submission.objects.count() == 3


def test_nothing_is_saved_while_one_name_is_unknown(cycle: ReportingCycle) -> None:
    made = plan(LIST.replace("Syldavia", "Atlantis"), cycle, by=make_reviewer())
    with pytest.raises(NotLoaded) as raised:
        load(made)
    assert codes(raised.value.problems) == ["not_found"]
    assert not Submission.objects.exists()
    assert not ImportLog.objects.exists()


def test_a_suggestion_waits_for_a_decision(cycle: ReportingCycle) -> None:
    text = LIST.replace("Syldavia", "Sildavia")
    waiting = plan(text, cycle)
    assert [line.state for line in waiting.lines][1] == State.TO_CONFIRM
    assert codes(waiting.problems) == ["suggestion"]
    decided = plan(text, cycle, decisions={1: "SYL"})
    assert decided.problems == []
    assert load(decided).counts["created"] == 3


def test_clear_suggestions_can_be_accepted_all_at_once(cycle: ReportingCycle) -> None:
    made = plan(LIST.replace("Syldavia", "Sildavia"), cycle, accepts_suggestions=True)
    assert made.problems == []
    assert made.lines[1].was_suggested


def test_a_row_can_be_left_out(cycle: ReportingCycle) -> None:
    made = plan(LIST.replace("Syldavia", "Atlantis"), cycle, decisions={1: loading.LEAVE_OUT})
    assert load(made).counts["created"] == 2


def test_leaving_a_row_out_takes_its_other_problems_along(cycle: ReportingCycle) -> None:
    text = "State,Received\nRuritania,3/6/2022\nSyldavia,2022-06-02\n"
    by = make_officer()
    assert codes(plan(text, cycle, name="a.csv", by=by).problems) == ["date_ambiguous"]
    made = plan(text, cycle, name="a.csv", by=by, decisions={0: loading.LEAVE_OUT})
    assert made.problems == []


def test_all_problems_are_named_at_once_with_their_places(cycle: ReportingCycle) -> None:
    text = "State,Received\nAtlantis,2022-06-01\nRuritania,soon\nRuritania,2022-06-02\nSyldavia,\n"
    made = plan(text, cycle, name="a.csv", by=make_officer(), received_no_later_than=None)
    assert sorted((p.code, p.place.number) for p in made.problems) == [
        ("date_unreadable", 3),
        ("dates_differ", 4),
        ("no_date", 0),
        ("not_found", 2),
    ]


def test_a_repeated_name_counts_once(cycle: ReportingCycle) -> None:
    made = plan("Ruritania, Syldavia, Ruritania", cycle)
    assert len(made.of(State.REPEATED)) == 1
    assert load(made).counts["created"] == 2


def test_another_kind_than_asked_for_is_a_problem(cycle: ReportingCycle) -> None:
    assert codes(plan("Ruritania", cycle, kind="organisation").problems) == ["wrong_kind"]


def test_a_list_without_source_or_day_is_a_problem(cycle: ReportingCycle) -> None:
    assert codes(plan(LIST, cycle, source="").problems) == ["no_source"]
    assert codes(plan(LIST, cycle, received_no_later_than=None).problems) == ["no_date"]


def test_what_the_records_refuse_is_a_problem_of_its_row() -> None:
    closed = make_cycle("2020", closes_on=datetime.date(2020, 12, 31))
    text = "State,Received\nRuritania,2020-06-01\nSyldavia,2021-06-01\n"
    made = plan(text, closed, name="a.csv", by=make_officer())
    problems = loading.check(made)
    assert [(p.code, p.place.number) for p in problems] == [("refused", 3)]
    assert not Submission.objects.exists()
    with pytest.raises(NotLoaded):
        load(made)
    assert not Submission.objects.exists()


def test_publishing_a_list_takes_the_right_to_publish(cycle: ReportingCycle) -> None:
    with pytest.raises(PermissionDenied):
        load(plan(LIST, cycle, by=make_officer()))
    assert not Submission.objects.exists()


def test_undo_withdraws_what_the_import_recorded(cycle: ReportingCycle) -> None:
    reviewer = make_reviewer()
    log = load(plan(LIST, cycle, by=reviewer))
    assert loading.undo(log, by=reviewer) == 3
    assert set(Submission.objects.values_list("status", flat=True)) == {SubmissionStatus.WITHDRAWN}
    log.refresh_from_db()
    assert (log.is_undone, log.undone_by) == (True, reviewer)
    assert len(plan(LIST, cycle).of(State.NEW)) == 3
    with pytest.raises(CannotUndo):
        loading.undo(log, by=reviewer)


def test_only_the_last_import_can_be_undone(cycle: ReportingCycle) -> None:
    reviewer = make_reviewer()
    first = load(plan("Ruritania", cycle, by=reviewer))
    load(plan("Syldavia", cycle, by=reviewer))
    with pytest.raises(CannotUndo):
        loading.undo(first, by=reviewer)


def test_an_import_that_recorded_nothing_is_passed_over_by_undo(cycle: ReportingCycle) -> None:
    reviewer = make_reviewer()
    log = load(plan(LIST, cycle, by=reviewer))
    load(plan(LIST, cycle, by=reviewer))
    assert loading.undo(log, by=reviewer) == 3


def _correct(submission: Submission, by: Any) -> None:
    workflow.correct(submission, by=by)


def _withdraw(submission: Submission, by: Any) -> None:
    workflow.withdraw(submission, by=by, reason="Listed by mistake.")


@pytest.mark.parametrize("use", [_correct, _withdraw])
def test_undo_is_refused_once_something_depends_on_it(
    cycle: ReportingCycle, use: Callable[[Submission, Any], None]
) -> None:
    reviewer = make_reviewer()
    log = load(plan(LIST, cycle, by=reviewer))
    use(Submission.objects.get(reporter__code="SYL"), reviewer)
    with pytest.raises(CannotUndo, match="SYL-2022-1"):
        loading.undo(log, by=reviewer)
    assert Submission.objects.current().filter(reporter__code="RUR").exists()


def test_undo_is_refused_once_a_draft_is_coded() -> None:
    commitment = make_commitment(make_document())
    cycle = make_cycle("2022", commitment.document)
    reviewer = make_reviewer()
    log = load(plan("State,Date\nRuritania,2022-06-01\n", cycle, name="a.csv", by=reviewer))
    recording.record(
        Submission.objects.get(), [recording.Answer(commitment.key, "planned")], by=reviewer
    )
    with pytest.raises(CannotUndo):
        loading.undo(log, by=reviewer)


def test_undo_takes_the_right_to_withdraw(cycle: ReportingCycle) -> None:
    log = load(plan(LIST, cycle, by=make_reviewer()))
    with pytest.raises(PermissionDenied):
        loading.undo(log, by=make_officer())


def test_versions_in_progress_and_published_are_on_record(cycle: ReportingCycle) -> None:
    from reports.models import Reporter

    make_draft(Reporter.objects.get(code="RUR"), cycle)
    make_published(Reporter.objects.get(code="SYL"), cycle)
    assert [line.state for line in plan(LIST, cycle).lines] == ["already", "already", "new"]


@pytest.mark.parametrize("count", [3, 30])
def test_a_plan_takes_the_same_queries_whatever_its_size(cycle: ReportingCycle, count: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [f"Land {a}{b}" for a in letters for b in letters][:count]
    for name in names:
        make_state("", name)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        made = plan(", ".join(names), cycle)
    assert len(made.of(State.NEW)) == count
    assert len(queries) == 3


# The command


@pytest.fixture
def listed(tmp_path: Path) -> str:
    path = tmp_path / "report.txt"
    path.write_text(LIST, encoding="utf-8")
    return str(path)


def run(file: str, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("import_reporters", file, "--cycle", "2022", *options)
    return capsys.readouterr().out


GIVEN = ("--source", "A/TEST/1", "--received-no-later-than", "2022-07-01")


@pytest.mark.usefixtures("cycle")
def test_the_command_records_and_says_so(listed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Recorded 3 reports, 0 were on record." in run(listed, capsys, *GIVEN)
    assert Submission.objects.current().count() == 3


@pytest.mark.usefixtures("cycle")
def test_a_dry_run_saves_nothing(listed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Would record 3 reports." in run(listed, capsys, *GIVEN, "--dry-run")
    assert not Submission.objects.exists()
    assert not ImportLog.objects.exists()


@pytest.mark.usefixtures("cycle")
def test_the_command_lists_every_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("State,Received\nAtlantis,2022-06-01\nRuritania,3/6/2022\n", encoding="utf-8")
    with pytest.raises(
        CommandError, match=r"Problems: 2\n(.|\n)*row 2(.|\n)*row 3|row 3(.|\n)*row 2"
    ):
        run(str(path), capsys, "--by", make_officer().email)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--cycle", "1999"), "There is no cycle 1999"),
        (("--by", "nobody@example.org"), "There is no user"),
    ],
)
@pytest.mark.usefixtures("cycle")
def test_the_command_names_what_it_does_not_know(
    listed: str, options: tuple[str, ...], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import_reporters", listed, "--cycle", "2022", *options)


@pytest.mark.usefixtures("cycle")
def test_a_missing_file_is_said_to_be_missing() -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_reporters", "no-such-file.txt", "--cycle", "2022")


@pytest.mark.usefixtures("cycle")
def test_the_command_takes_the_last_import_back(
    listed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(listed, capsys, *GIVEN)
    call_command("import_reporters", "--undo", "--by", make_reviewer().email)
    assert "Undone: report.txt, 3 reports withdrawn." in capsys.readouterr().out
    assert not Submission.objects.current().exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Name the file"),
        (("--undo",), "Say who takes the import back"),
        (("--undo", "--by", "{officer}"), "no import to undo"),
    ],
)
def test_the_command_says_what_it_needs(db: None, options: tuple[str, ...], words: str) -> None:
    officer = make_officer().email
    with pytest.raises(CommandError, match=words):
        call_command("import_reporters", *(option.format(officer=officer) for option in options))
