"""The preview as a desk: every row can be decided about, and what was decided is kept."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from reports.importing.columns import Meaning
from reports.models import Submission, SubmissionStatus
from reports.tests.importing.test_import_pages import PAGE, PREVIEW
from testing.builders import make_cycle, make_officer, make_reviewer, make_state, make_upload

pytestmark = pytest.mark.django_db
LIST = "The following States submitted national reports: Ruritania, Syldavia and Borduria."


@pytest.fixture(autouse=True)
def _world() -> None:
    for code, name in (("RUR", "Ruritania"), ("SYL", "Syldavia"), ("BOR", "Borduria")):
        make_state(code, name)
    make_cycle("2022")


@pytest.fixture
def answers() -> dict[str, Any]:
    return {
        "cycle": "2022",
        "channel": "email",
        "source": "A/TEST/1",
        "received_no_later_than": "2022-07-01",
    }


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_reviewer())
    return client


def codes() -> list[str]:
    return sorted(Submission.objects.current().values_list("reporter__code", flat=True))


def test_a_recognised_row_is_left_out(staff: Client, answers: dict[str, Any]) -> None:
    staff.post(reverse(PAGE), {**answers, "text": LIST})
    staff.post(reverse(PREVIEW), {**answers, "row-0": "-", "accept": "1"})
    assert codes() == ["BOR", "SYL"]


def test_a_recognised_row_is_given_to_another_reporter(
    staff: Client, answers: dict[str, Any]
) -> None:
    make_state("KLO", "Klow")
    staff.post(reverse(PAGE), {**answers, "text": LIST})
    staff.post(reverse(PREVIEW), {**answers, "other-0": "Klow", "accept": "1"})
    assert codes() == ["BOR", "KLO", "SYL"]


def test_another_reporter_that_nobody_knows_is_a_problem(
    staff: Client, answers: dict[str, Any]
) -> None:
    staff.post(reverse(PAGE), {**answers, "text": LIST})
    page = staff.post(reverse(PREVIEW), {**answers, "other-0": "Klow", "accept": "1"})
    assert "“Klow” is not a reporter that can be chosen." in page.content.decode()
    assert codes() == []


def test_a_choice_is_taken_back(staff: Client, answers: dict[str, Any]) -> None:
    staff.post(reverse(PAGE), {**answers, "text": LIST})
    staff.post(reverse(PREVIEW), {**answers, "row-0": "-"})
    staff.post(reverse(PREVIEW), {**answers, "row-0": "", "accept": "1"})
    assert codes() == ["BOR", "RUR", "SYL"]


def test_choices_outlive_a_corrected_file(staff: Client, answers: dict[str, Any]) -> None:
    text = LIST.replace("Syldavia and Borduria", "Sildavia, Bordurai")
    staff.post(reverse(PAGE), {**answers, "text": text})
    staff.post(reverse(PREVIEW), {**answers, "row-1": "SYL", "row-0": "-"})
    corrected = make_upload("list.txt", text.replace("Bordurai", "Borduria").encode())
    page = staff.post(
        reverse(PREVIEW), {**answers, "row-1": "SYL", "row-0": "-", "corrected": corrected}
    )
    assert "Record 2 reports" in page.content.decode()
    staff.post(reverse(PREVIEW), {**answers, "accept": "1"})
    assert codes() == ["BOR", "SYL"]


def test_choices_that_fit_no_row_are_named(staff: Client, answers: dict[str, Any]) -> None:
    staff.post(reverse(PAGE), {**answers, "text": LIST})
    corrected = make_upload("list.txt", LIST.replace("Ruritania, ", "").encode())
    page = staff.post(reverse(PREVIEW), {**answers, "row-0": "-", "corrected": corrected})
    assert "Choices that fit no row of this file: ruritania." in page.content.decode()


def test_a_list_that_is_not_understood_is_confirmed_once(
    staff: Client, answers: dict[str, Any]
) -> None:
    text = LIST.replace("submitted", "handed over")
    page = staff.post(reverse(PAGE), {**answers, "text": text}, follow=True).content.decode()
    assert "does this say that the reports below it came?" in page
    assert "Record 3 reports" not in page
    staff.post(reverse(PREVIEW), {**answers, "question-0": "yes", "accept": "1"})
    assert codes() == ["BOR", "RUR", "SYL"]


def test_names_of_those_who_did_not_report_are_shown_and_not_recorded(
    staff: Client, answers: dict[str, Any]
) -> None:
    text = f"{LIST.replace(', Syldavia', '')}\n\nThe following did not submit reports: Syldavia."
    page = staff.post(reverse(PAGE), {**answers, "text": text}, follow=True).content.decode()
    assert "says that no report came" in page
    assert "Record 2 reports" in page
    staff.post(reverse(PREVIEW), {**answers, "accept": "1"})
    assert codes() == ["BOR", "RUR"]


def test_the_meaning_of_a_column_is_said(staff: Client, answers: dict[str, Any]) -> None:
    upload = make_upload("list.csv", b"State;Seen\nRuritania;yes\nSyldavia;no\nBorduria;yes\n")
    page = staff.post(reverse(PAGE), {**answers, "file": upload}, follow=True).content.decode()
    assert "Column “Seen”: say what it holds." in page
    said = {**answers, "column-1": Meaning.ANSWER.value, "accept": "1"}
    staff.post(reverse(PREVIEW), said)
    assert codes() == ["BOR", "RUR"]


def test_dated_rows_are_published_together_as_received(
    staff: Client, answers: dict[str, Any]
) -> None:
    upload = make_upload("list.csv", b"State;Received\nRuritania;2022-06-01\nSyldavia;2022-06-02\n")
    staff.post(reverse(PAGE), {**answers, "file": upload})
    staff.post(reverse(PREVIEW), {**answers, "dated": "publish", "accept": "1"})
    found = Submission.objects.order_by("received_on")
    assert [(s.status, s.received_on, s.channel) for s in found] == [
        (SubmissionStatus.PUBLISHED, datetime.date(2022, 6, 1), "email"),
        (SubmissionStatus.PUBLISHED, datetime.date(2022, 6, 2), "email"),
    ]
    assert not found[0].responses.exists()


def test_publishing_dated_rows_takes_the_right_to_publish(
    client: Client, answers: dict[str, Any]
) -> None:
    client.force_login(make_officer())
    upload = make_upload("list.csv", b"State;Received\nRuritania;2022-06-01\n")
    client.post(reverse(PAGE), {**answers, "file": upload})
    sent = {**answers, "dated": "publish", "accept": "1"}
    assert client.post(reverse(PREVIEW), sent).status_code == 403
    assert codes() == []


# The command


def dry_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, name: str, *options: str
) -> dict[str, Any]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    given = ("--source", "A/TEST/1", "--received-no-later-than", "2022-07-01")
    call_command(
        "import_reporters", str(path), "--cycle", "2022", *given, "--dry-run", "--json", *options
    )
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "State,Submitted,Date received\nRuritania,yes,1 June 2022\nSyldavia,pending,\n"
        "Borduria,yes,before 7 June 2022\nAtlantis,yes,2022-06-03\n"
    )
    shown = dry_run(tmp_path, capsys, text, "list.csv", "--publish")
    assert set(shown) == {"rows", "would_record", "problems"}
    assert shown["would_record"] == 1
    assert [(r["words"], r["reporter"], r["day"], r["outcome"]) for r in shown["rows"]] == [
        ("Ruritania", "RUR", "2022-06-01", "new"),
        ("Syldavia", "SYL", None, "no_report"),
        ("Borduria", "BOR", "before 7 June 2022", "asked"),
        ("Atlantis", None, "2022-06-03", "unknown"),
    ]
    assert all(row["why"] for row in shown["rows"])
    assert {problem["grade"] for problem in shown["problems"]} == {"question", "warning"}
    assert all(problem["place"] and problem["message"] for problem in shown["problems"])
    assert not Submission.objects.exists()


def test_a_file_that_cannot_be_read_is_a_problem_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = dry_run(tmp_path, capsys, "nothing", "list.xlsx")
    assert (shown["rows"], shown["would_record"]) == ([], 0)
    assert shown["problems"][0]["grade"] == "error"


def test_json_goes_with_a_dry_run(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(LIST, encoding="utf-8")
    with pytest.raises(CommandError, match="add --dry-run"):
        call_command("import_reporters", str(path), "--cycle", "2022", "--json")


def test_the_command_says_what_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.txt"
    path.write_text("The following States did not submit reports: Ruritania.", encoding="utf-8")
    call_command("import_reporters", str(path), "--cycle", "2022", "--dry-run")
    out = capsys.readouterr().out
    assert "Would record 0 reports." in out
    assert "Warning: line 1: “The following States did not submit reports:”" in out


def test_the_command_takes_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.txt"
    path.write_text(LIST.replace("submitted", "handed over"), encoding="utf-8")
    given = ("--cycle", "2022", "--source", "A/TEST/1", "--received-no-later-than", "2022-07-01")
    with pytest.raises(CommandError, match="does this say"):
        call_command("import_reporters", str(path), *given, "--dry-run")
    printed = capsys.readouterr().out
    answer = printed.partition("--answer '")[2].partition("'")[0]
    call_command("import_reporters", str(path), *given, "--answer", answer)
    assert codes() == ["BOR", "RUR", "SYL"]


def test_accepting_suggestions_drops_nothing_and_confirms_no_remark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "The following States submitted national reports: Ruritania (late), Sildavia, not Bordura."
    )
    shown = dry_run(tmp_path, capsys, text, "list.txt", "--accept-suggestions")
    assert [(row["reporter"], row["outcome"]) for row in shown["rows"]] == [
        (None, "to_confirm"),
        ("SYL", "new"),
        (None, "to_confirm"),
    ]
