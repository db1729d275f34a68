"""The page that says how complete each language is."""

import pytest

from common.multilingual import LANGUAGE_CODES
from reports.coding import recording
from reports.models import ResponseStatus
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_reviewer,
    make_state,
    publish,
    texts,
)
from testing.reading import get, words
from website import translations

pytestmark = pytest.mark.django_db


def lines(heading: str) -> dict[str, dict[str, int]]:
    """The lines of the table with that heading: counts by language, and the total."""
    tables = {table.name: table for table in get("/data/translations/").context["tables"]}
    return {
        line.name: dict(zip(LANGUAGE_CODES, line.counts, strict=True)) | {"total": line.total}
        for line in tables[heading].lines
    }


def counts(total: int, **others: int) -> dict[str, int]:
    return {**dict.fromkeys(LANGUAGE_CODES, 0), "total": total, **others}


def test_texts_of_a_document_are_counted_by_language_out_of_all_its_paragraphs() -> None:
    document = make_document("doc", symbol="A/TEST")
    make_document("empty")
    make_commitment(document, title=texts("One", fr="Un"), summary=texts("First", ar="أول"))
    make_commitment(document, title=texts("Two"), official_text={"zh": "二"})
    assert lines(str(document)) == {
        "Titles": counts(2, en=2, fr=1),
        "Summaries": counts(2, en=1, ar=1),
        "Official texts": counts(2, zh=1),
    }
    page = words(get("/data/translations/"))
    assert "Titles ○ 0 ○ 0 ● 2 ◐ 1 ○ 0 ○ 0 2" in page


def test_names_are_counted_and_published_responses_in_their_own_language_or_translated() -> None:
    cycle = make_cycle("2022", make_document("doc"))
    commitment = make_commitment(cycle.documents.get())
    make_state(name="Kenya")
    by = make_reviewer()
    for code, language in (("TGO", "fr"), ("NOR", "en")):
        draft = make_draft(make_state(code), cycle, by=by)
        answer = recording.Answer(
            commitment.key, ResponseStatus.PLANNED, narrative="…", language=language
        )
        recording.record(draft, [answer], by=by)
        if code == "TGO":
            draft.responses.update(translations={"en": "…", "ar": "…"})
            publish(draft, by=by)
    found = lines("Other records")
    assert found["Names of States"] == counts(3, en=3)
    assert found["Responses"] == counts(1, fr=1, en=1, ar=1)
    assert "Names of organisations" not in found


def test_the_texts_of_forms_are_counted_those_of_drafts_are_not() -> None:
    cycle = make_cycle("2022")
    make_form(cycle, title=texts("The form"))
    make_form(cycle, title=texts("The draft"), stage="draft")
    assert lines("The form · 1") == {
        "Headings": counts(2, en=2, fr=1),
        "Questions": counts(4, en=4, fr=1),
        "Parts, boxes, rows and columns": counts(4, en=4),
    }
    assert "The draft" not in words(get("/data/translations/"))


def test_the_interface_is_complete_in_six_languages() -> None:
    """For the catalogues of this release; scripts/check_translations.py names texts that they
    lack."""
    by_language, total = translations.interface()
    assert total > 500
    assert by_language == [total] * 6


def test_the_data_page_leads_here() -> None:
    assert 'href="/fr/data/translations/"' in get("/fr/data/").content.decode()
