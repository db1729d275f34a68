"""A PDF is read into the same words as its Word twin."""

from pathlib import Path

import pytest

from benchmarks import twins
from commitments.tests.samples.files import as_docx, as_pdf
from commitments.tests.samples.texts import SAMPLES

pytestmark = pytest.mark.once

OFFICIAL = twins.official() or Path("/nonexistent")
PAIRS = [pdf.stem for pdf, _docx in twins.pairs_in(OFFICIAL)]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru"])
def test_invented_twins_agree_word_for_word(language: str) -> None:
    text = SAMPLES[language]
    pair = twins.compare("x", as_pdf(text), as_docx(text))
    assert (pair.same, pair.codes) == (pair.paragraphs, None)
    assert pair.paragraphs == 6


def test_a_difference_is_counted_and_named() -> None:
    pdf = as_pdf("Annex\n\n1. States count.\n\n2. States keep.\n\n3. States rest.")
    docx = as_docx("Annex\n\n1. States count.\n\n2. States lose.\n\n3. States rest.")
    pair = twins.compare("x", pdf, docx)
    assert (pair.paragraphs, pair.same) == (3, 2)
    assert pair.different == [("2", "States keep.", "States lose.")]


def test_the_figure_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending, data in (("pdf", as_pdf(SAMPLES["en"])), ("docx", as_docx(SAMPLES["en"]))):
        (tmp_path / f"outcome.{ending}").write_bytes(data)
    assert twins.run([str(tmp_path)])
    assert "6 of 6 paragraphs word for word (100.0%)" in capsys.readouterr().out


def test_the_folder_is_named_with_or_without_its_last_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "official"
    folder.mkdir()
    for ending in ("pdf", "docx"):
        (folder / f"outcome.{ending}").touch()
    for named in (tmp_path, folder):
        monkeypatch.setenv("OUTCOME_SOURCES", str(named))
        assert twins.official() == folder
    monkeypatch.setenv("OUTCOME_SOURCES", str(tmp_path / "elsewhere"))
    assert twins.official() is None


def test_without_any_pair_no_goal_is_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert twins.run([str(tmp_path)])
    assert "none at hand" in capsys.readouterr().out


if PAIRS:

    @pytest.mark.parametrize("name", PAIRS)
    def test_official_twins_agree(name: str) -> None:
        pdf, docx = OFFICIAL / f"{name}.pdf", OFFICIAL / f"{name}.docx"
        pair = twins.compare(name, pdf.read_bytes(), docx.read_bytes())
        assert pair.same >= twins.GOAL * pair.paragraphs, pair.different
        assert pair.codes is None
        assert pair.titles is None
