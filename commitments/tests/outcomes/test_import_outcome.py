"""The command: the same way as in the browser, on the terminal."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commitments.models import Commitment, OutcomeDocument
from commitments.models.import_log import ImportLog
from commitments.tests.samples.files import as_docx, as_pdf
from commitments.tests.samples.texts import NUMBERS, SAMPLES, SYMBOL
from testing.builders import make_meeting, make_officer

pytestmark = pytest.mark.django_db


def run(*args: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_outcome", *map(str, args), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "A_CONF.999_2031_RC_7.en.docx"
    path.write_bytes(as_docx(SAMPLES["en"]))
    return path


def test_a_dry_run_shows_everything_and_changes_nothing(file: Path) -> None:
    make_meeting("revcon7", kind="revcon")
    shown = run(file, "--dry-run")
    assert f"Document: revcon7 (new, {SYMBOL}); language: en" in shown
    assert "created    3 bis. [i-a; states] To repeat that count every second year." in shown
    assert "11 created, 0 changed, 0 unchanged" in shown
    assert "Dry run: nothing was changed." in shown
    assert not OutcomeDocument.objects.exists()


def test_an_import_a_second_language_and_undo(file: Path, tmp_path: Path) -> None:
    officer = make_officer()
    assert "Imported: 11 created" in run(file, "--document", "revcon7", "--by", officer.email)
    assert ImportLog.objects.get().by == officer
    arabic = tmp_path / "outcome.pdf"
    arabic.write_bytes(as_pdf(SAMPLES["ar"]))
    assert "0 created, 11 changed, 0 unchanged" in run(arabic)
    assert "Undone: outcome.pdf, 11 records." in run("--undo")
    assert "Undone" in run("--undo")
    assert not Commitment.objects.exists()
    with pytest.raises(CommandError, match="no import to undo"):
        run("--undo")


def test_a_corrected_text_shows_its_words(file: Path, tmp_path: Path) -> None:
    run(file, "--document", "revcon7")
    corrected = tmp_path / "corrected.docx"
    corrected.write_bytes(as_docx(SAMPLES["en"].replace("a ladder", "two ladders")))
    shown = run(corrected, "--document", "revcon7", "--dry-run")
    assert "[-a-]{+two+} [-ladder-]{+ladders+}" in shown


def test_the_body_can_be_imported_instead(file: Path) -> None:
    run(file, "--document", "body", "--part", "1", "--symbol", "A/1/1", "--kind", "recommendations")
    assert Commitment.objects.count() == 2
    assert OutcomeDocument.objects.get().kind == "recommendations"


def test_paragraphs_can_be_left_out(file: Path) -> None:
    run(file, "--document", "revcon7", "--leave-out", "3 bis, 5")
    assert set(Commitment.objects.values_list("number", flat=True)) == {"1", "2", "3", "4"}


def test_without_a_document_the_command_says_what_it_needs(tmp_path: Path) -> None:
    file = tmp_path / "outcome.txt"
    file.write_text("1. One.\n\n2. Two.")
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\x00", "none of these"),
        (b"a" * 21 * 1024**2, "larger"),
    ],
)
def test_hostile_files_are_refused_with_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "outcome.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run(file, "--document", "x")


def test_arguments_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Name the file"):
        run()
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "absent.pdf")
    with pytest.raises(CommandError, match="There is no user"):
        run(tmp_path / "absent.pdf", "--by", "nobody@example.org")


def test_the_structure_as_json(file: Path) -> None:
    make_meeting("revcon7", kind="revcon")
    found = json.loads(run(file, "--dry-run", "--json"))
    assert set(found) == {"document", "sections", "paragraphs", "problems"}
    assert found["document"]["symbol"] == SYMBOL
    assert found["document"]["language"] == "en"
    assert [section["code"] for section in found["sections"]] == ["i", "i-a", "i-b", "ii", "ii-1"]
    assert [one["number"] for one in found["paragraphs"]] == NUMBERS
    assert {frozenset(one) for one in found["paragraphs"]} == {
        frozenset({"number", "section", "text", "addressees"})
    }
    assert found["paragraphs"][3]["text"] == "To repeat that count every second year."
    assert found["paragraphs"][3]["addressees"] == ["states"]
    assert all(set(one) == {"grade", "place", "message"} for one in found["problems"])
    assert not OutcomeDocument.objects.exists()


def test_footnotes_stand_apart_from_the_words_in_json(file: Path) -> None:
    found = json.loads(run(file, "--dry-run", "--json"))
    assert not any("\n¹" in one["text"] for one in found["paragraphs"])


def test_json_goes_with_a_dry_run_only(file: Path) -> None:
    with pytest.raises(CommandError, match="give both"):
        run(file, "--json")
