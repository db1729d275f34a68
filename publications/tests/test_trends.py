"""The trend report: every figure comes from the records, with its source; judgements are left
open."""

import io

import docx
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_supported_language_variant, override

from common.files.writing import documents
from common.files.writing.blocks import Bullets, Heading, Paragraph, Quote, Table, texts
from common.multilingual import LANGUAGE_CODES
from common.turns import Turns
from indicators.models import Availability
from publications.documents.trends import TrendReport
from reports.coding import recording
from reports.models import ReportingCycle, ResponseStatus
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_figure,
    make_group,
    make_indicator,
    make_organisation,
    make_published,
    make_reviewer,
    make_section,
    make_state,
    make_theme,
    publish,
)
from testing.builders import texts as texts_of
from testing.reading import get, words

pytestmark = pytest.mark.django_db

S = ResponseStatus


def at(path):
    return f"https://poa.example.org{path}"


def document_of(*cycles):
    return TrendReport(cycles, at).document()


def inlines(document):
    """Every line of a document as its pieces."""
    for block in document.blocks:
        match block:
            case Heading():
                yield texts([block.text])
            case Paragraph():
                yield texts(block.content)
            case Bullets():
                yield from map(texts, block.items)
            case Table():
                yield from (texts(cell) for row in block.rows for cell in row)
            case Quote():
                yield texts([block.text])
                yield texts(block.source)


def lines(document):
    return [
        "".join(piece.text for piece in line).replace("\u00a0", " ") for line in inlines(document)
    ]


def notes(document):
    return {
        piece.text.replace("\u00a0", " "): piece.note
        for line in inlines(document)
        for piece in line
        if piece.note
    }


def coded(state, cycle, commitment, status, narrative, figure=None):
    """A published report with a narrative, and a figure. An empty figure says that there is none;
    None says nothing."""
    by = make_reviewer()
    draft = make_draft(state, cycle, by=by)
    if figure:
        make_figure(cycle.arms, state, figure, submission=draft)
    elif figure is not None:
        silent = {"indicator": cycle.arms, "reporter": state, "answered": "no_data"}
        Availability.objects.create(submission=draft, **silent)
    answer = recording.Answer(commitment.key, status, narrative=narrative, language="fr", page=7)
    recording.record(draft, [answer], by=by)
    return publish(draft, by=by)


@pytest.fixture
def cycle():
    """Two States of one group, both coded; one says *not implemented*, with a narrative."""
    document = make_document("doc")
    cycle = make_cycle("2022", document)
    cycle.one = make_commitment(document, section=make_section(document, "i"))
    cycle.two = make_commitment(document, section=make_section(document, "ii"))
    cycle.one.themes.add(make_theme("tracing"))
    kenya, uganda = make_state("KEN", "Kenya"), make_state("UGA", "Uganda")
    make_group("african", kenya, uganda)
    cycle.arms = make_indicator(name=texts_of("Arms seized"))
    coded(kenya, cycle, cycle.one, S.NOT_IMPLEMENTED, "Aucune mesure", "1200")
    coded(uganda, cycle, cycle.two, S.PLANNED, "Une loi est prévue", "")
    make_published(make_organisation("recsa"), cycle)
    return cycle


def test_figures_are_those_on_record_with_a_note_on_each(cycle):
    cycle.published_totals.create(count=3, source="A/TEST/1, para. 15")
    document = document_of(cycle)
    found = notes(document)
    # The published total is larger than the records: nothing is said about who did not report.
    assert "Cycle 2022: who reported is not on record by name." in lines(document)
    assert found["3"] == "A/TEST/1, para. 15"
    cycle.published_totals.update(count=2)
    document = document_of(cycle)
    found = notes(document)
    assert "Cycle 2022: 2 of 2 Member States reported." in lines(document)
    assert found["2 of 2 · 100%"] == at("/states/?regional_group=african&reported_in=2022")
    assert found["1 of 2 · 50%"].startswith(at("/documents/doc/"))
    assert at("/coverage/?cycle=2022&theme=tracing") in found.values()
    # The numbers of States with a figure, and of States that say that they have none; no sums.
    cells = ["".join(piece.text for piece in texts(cell)) for cell in arms_table(document).rows[0]]
    assert cells == ["Arms seized", "1 with a figure, 1 without"]
    assert found["Arms seized"] == at("/indicators/arms/")


def arms_table(document):
    (table,) = (
        block
        for block in document.blocks
        if isinstance(block, Table) and block.header[0] == "Indicator"
    )
    return table


def test_the_lists_say_what_most_reports_say_and_quote_them(cycle):
    document = document_of(cycle)
    assert "1 Commitment 1: 1 report" in lines(document)
    quotes = [block for block in document.blocks if isinstance(block, Quote)]
    assert [(quote.text, quote.language) for quote in quotes] == [
        ("Aucune mesure", "fr"),
        ("Une loi est prévue", "fr"),
    ]
    (source,) = [line for line in lines(document) if line.startswith("Kenya")]
    assert source == "Kenya, KEN-2022-1, page 7 (Commitment 1)"
    assert notes(document)[" (Commitment 1)"] == at("/states/KEN/?cycle=2022#doc-1")


def test_what_is_to_be_judged_is_left_to_the_editor(cycle):
    gaps = [b for b in document_of(cycle).blocks if isinstance(b, Paragraph) and b.look == "editor"]
    assert len(gaps) == 5
    assert all(gap.content[0].startswith("[To be written by the editor: ") for gap in gaps)


def test_nothing_is_said_of_content_while_no_report_is_coded():
    cycle = make_cycle("2022", make_document())
    make_published(cycle=cycle)
    document = document_of(cycle)
    assert not [block for block in document.blocks if isinstance(block, Quote)]
    assert [line for line in lines(document) if "not applicable; it is not zero" in line]


def test_changes_are_counted_from_cycle_to_cycle(cycle):
    older = make_cycle("2018", *cycle.documents.all())
    make_published(
        cycle.submissions.get(reporter__code="KEN").reporter, older, {cycle.two: S.PLANNED}
    )
    found = lines(document_of(cycle, older))
    assert "Of 2 answers that can be compared, from “Cycle 2018” to “Cycle 2022”:" in found
    assert "Addressed now, and not before: 1" in found
    assert "Addressed before, and not now: 1" in found


def test_what_is_invented_is_marked_and_not_compared_with_what_is_real(cycle):
    invented = make_cycle("demo", *cycle.documents.all(), is_fictional=True)
    state = cycle.submissions.get(reporter__code="KEN").reporter
    make_published(state, invented, {cycle.two: S.PLANNED})
    found = lines(document_of(cycle, invented))
    assert [line for line in found if line.startswith("Fictional data.")]
    assert not [line for line in found if "can be compared" in line]
    assert "Cycle demo (Fictional data): 1 of 2 Member States reported." in found


def test_unpublished_words_are_in_no_report(cycle):
    by = make_reviewer()
    draft = make_draft(make_state("TZA", "Tanzania"), cycle, by=by)
    answer = recording.Answer(cycle.one.key, S.NOT_IMPLEMENTED, narrative="Secret", language="en")
    recording.record(draft, [answer], by=by)
    found = " ".join(lines(document_of(cycle)))
    assert "Secret" not in found
    assert "Tanzania" not in found


def test_the_names_stand_in_the_sentence_of_each_language(cycle):
    for code in LANGUAGE_CODES:
        with override(get_supported_language_variant(code)):
            file = docx.Document(
                io.BytesIO(
                    get(f"/{'' if code == 'en' else f'{code}/'}cycles/trend-report.docx").content
                )
            )
        text = "\n".join(paragraph.text for paragraph in file.paragraphs)
        assert "Kenya" in text
        assert file.core_properties.language == ("zh-Hans" if code == "zh" else code)


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({"reporter_list": "unknown"}, None),
        ({"reporter_list": "partial"}, None),
        ({}, 68),
        ({}, None),
        ({"year": 2036, "opens_on": "2036-01-01"}, None),
    ],
)
def test_of_a_cycle_of_which_nothing_is_known_no_0_is_told(cycle, fields, published):
    other = make_cycle("2014", **{"year": 2014, **fields})
    if published:
        other.published_totals.create(count=published, source="A/TEST/1")
    other.refresh_from_db()
    table = next(
        block
        for block in document_of(other, cycle).blocks
        if isinstance(block, Table) and "States on record" in block.header
    )
    rows = [["".join(piece.text for piece in texts(cell)) for cell in row] for row in table.rows]
    (unknown,) = (row for row in rows if row[0] != "Cycle 2022")
    (known,) = (row for row in rows if row[0] == "Cycle 2022")
    assert unknown[1:] == ["–", str(published or ""), *["–"] * 4]
    # Where the records tell who reported, none is a number.
    assert known[1:] == ["2", "", "1", "0", "0", "2"]


def test_queries_do_not_grow_with_the_reports(cycle):
    def count():
        with CaptureQueriesContext(connection) as queries:
            document_of(ReportingCycle.objects.get(pk=cycle.pk))
        return len(queries)

    few = count()
    for number in range(10):
        coded(make_state(name=f"State {number}"), cycle, cycle.one, S.PLANNED, "Words")
    assert count() == few


class TestPage:
    def test_it_offers_the_cycles_with_the_real_ones_chosen(self, cycle):
        make_cycle("demo", is_fictional=True)
        page = get("/cycles/trend-report/")
        assert "Cycle demo (Fictional data)" in words(page)
        body = page.content.decode()
        assert body.count("checked") == 1
        assert 'action="/cycles/trend-report.docx"' in body

    def test_it_is_handed_out_for_the_cycles_asked_for(self, cycle):
        response = get("/fr/cycles/trend-report.pdf?cycle=2022")
        assert response.content.startswith(b"%PDF")
        assert "trend-report-fr.pdf" in response["Content-Disposition"]

    def test_whoever_is_sent_away_has_cost_nothing(self, cycle, monkeypatch):
        impatient = Turns("documents", 1, patience=0.01)
        monkeypatch.setattr(documents, "DOCUMENTS", impatient)
        with impatient.take(), CaptureQueriesContext(connection) as queries:
            response = get("/cycles/trend-report.docx")
        assert (response.status_code, len(queries)) == (503, 1)

    @pytest.mark.parametrize("query", ["cycle=1900", "cycle=2022&cycle=nope", "cycle=%00"])
    def test_an_unknown_cycle_is_not_found(self, cycle, query):
        assert get(f"/cycles/trend-report.docx?{query}").status_code == 404

    def test_without_a_cycle_there_is_no_report(self):
        assert get("/cycles/trend-report.docx").status_code == 404
        assert "No reporting cycle is on record yet." in words(get("/cycles/trend-report/"))


class TestCommand:
    def test_it_writes_the_report_with_the_address_of_the_tracker(self, cycle, tmp_path):
        path = tmp_path / "report.docx"
        options = {"cycles": ["2022"], "language": "ru", "output": path}
        call_command("write_trend_report", **options, address="https://poa.example.org/")
        package = docx.Document(path).part.package
        (footnotes,) = [p for p in package.iter_parts() if p.partname == "/word/footnotes.xml"]
        assert b"https://poa.example.org/ru/cycles/2022/" in footnotes.blob

    def test_it_refuses_a_cycle_that_is_not_there(self, cycle):
        with pytest.raises(CommandError, match="1900"):
            call_command("write_trend_report", cycles=["1900", "2022"])
