"""Documents: the content of PDF and DOCX, in both directions of writing, and their safety."""

import io
import zipfile
from xml.etree import ElementTree

import docx
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString
from docx.oxml.ns import qn

from common.charts.chart import Sheet
from common.files.press.wire import Unavailable
from common.files.writing import documents, pdf
from common.files.writing.blocks import (
    Bullets,
    Document,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Table,
    Text,
)
from common.files.writing.documents import write
from common.files.writing.docx import to_docx
from common.files.writing.pdf import render, to_html
from common.turns import Busy, Turns
from indicators.models import Availability
from reports.models import ResponseStatus
from testing.builders import (
    make_adherence,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_figure,
    make_group,
    make_indicator,
    make_instrument,
    make_organisation,
    make_published,
    make_section,
    make_state,
    texts,
)
from testing.offices import make_office
from testing.reading import get

DRAWING = SafeString('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"></svg>')
FIGURE = Figure(Sheet(DRAWING, 60, 20), ["A bar"])
TITLES = {"en": "Trends", "fr": "Évolution", "es": "Tendencias", "ru": "Динамика"}
# Of a page, in points.
MARGIN = 40
IMPATIENT = Turns("documents", 1, patience=0.01)
TITLES |= {"zh": "趋势", "ar": "الاتجاهات"}
ADDRESS = "https://poa.example.org/cycles/2022/?a=1&b=2"


def sample(language="en"):
    """A document with one block of every kind and two footnotes."""
    title = TITLES[language]
    blocks = [
        Heading(title),
        Paragraph(["So many: ", Text("80", note=ADDRESS), " <of> 193"], "lead"),
        Bullets([[title], ["b"]]),
        Table(["", title], [[[title], [Text("1", note=f"A/TEST/1, para. 2; {ADDRESS}")]]], title),
        Quote("Le traçage\x0b", "fr", ["Kenya"]),
        Quote("بدأ العمل", "ar", ["Kenya"]),
        Paragraph(["[…]"], "editor"),
        FIGURE,
    ]
    return Document(title, language, blocks, subtitle="Sub", header=["PoA Tracker"])


def text_of(content):
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def words_of(content):
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in file.paragraphs), *cells])


class TestPdf:
    @pytest.mark.parametrize("language", TITLES)
    def test_every_language_is_written_with_its_footnotes(self, language):
        text = text_of(render(to_html(sample(language))))
        assert "80" in text
        assert ADDRESS in text
        if language != "ar":  # shaped letters differ from the written ones
            assert TITLES[language] in text

    def test_a_run_without_spaces_stays_on_the_page(self):
        run = "https://example.org/" + "x" * 300
        blocks = [
            Heading(run),
            Paragraph([run]),
            Table(["", "b"], [[["a"], [run]]]),
            Quote(run, "en", [run]),
        ]
        document = pypdfium2.PdfDocument(render(to_html(Document("T", "en", blocks))))
        for page in document:
            text, width = page.get_textpage(), page.get_width()
            boxes = [text.get_charbox(index) for index in range(text.count_chars())]
            assert max(right for _left, _bottom, right, _top in boxes) < width - 40

    def test_the_html_escapes_what_it_is_given_and_says_its_directions(self):
        html = to_html(sample("ar"))
        assert '<html lang="ar" dir="rtl">' in html
        assert '<p lang="fr" dir="ltr">Le traçage' in html
        assert "&lt;of&gt; 193" in html

    def test_nothing_is_fetched(self, monkeypatch, tmp_path, caplog):
        def opened(*_args, **_kwargs):
            raise AssertionError("something was opened")

        secret = tmp_path / "secret.svg"
        secret.write_text(DRAWING)
        monkeypatch.setattr("weasyprint.urls.URLFetcher.open", opened)
        for address in ("http://localhost/a.png", "https://example.org/a.css", secret.as_uri()):
            content = render(f'<link rel="stylesheet" href="{address}"><img src="{address}">text')
            assert content.startswith(b"%PDF")
        assert len([r for r in caplog.records if "disallowed protocol" in r.getMessage()]) >= 3

    def test_who_waits_too_long_is_told_to_come_back(self, monkeypatch):
        monkeypatch.setattr(documents, "DOCUMENTS", IMPATIENT)
        with IMPATIENT.take(), pytest.raises(Busy):
            write(sample, "pdf")
        assert write(sample, "docx")

    def test_a_system_without_pango_is_told_what_is_missing(self, monkeypatch):
        def no_pango(name, *_args, **_kwargs):
            raise OSError("cannot load library 'pango'")

        with monkeypatch.context() as patch:
            patch.setattr("builtins.__import__", no_pango)
            with pytest.raises(Unavailable, match="Pango"):
                pdf._weasyprint()


class TestDocx:
    def package(self, language="en"):
        return zipfile.ZipFile(io.BytesIO(to_docx(sample(language))))

    def test_the_package_holds_every_part_that_it_names(self):
        package = self.package()
        names = set(package.namelist())
        assert "word/footnotes.xml" in names
        types = ElementTree.fromstring(package.read("[Content_Types].xml"))
        assert {each.get("PartName", "").lstrip("/") for each in types} - {""} <= names
        for name in names:
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))
        for link in ElementTree.fromstring(package.read("word/_rels/document.xml.rels")):
            if link.get("TargetMode") != "External":
                assert f"word/{link.get('Target')}" in names or link.get("Target")[:2] == ".."

    def test_each_reference_has_its_footnote_and_each_address_is_a_link(self):
        package = self.package()
        body = ElementTree.fromstring(package.read("word/document.xml"))
        notes = ElementTree.fromstring(package.read("word/footnotes.xml"))
        referred = [each.get(qn("w:id")) for each in body.iter(qn("w:footnoteReference"))]
        written = {each.get(qn("w:id")): "".join(each.itertext()) for each in notes}
        assert referred == ["1", "2"]
        assert set(written) == {"-1", "0", "1", "2"}
        assert written["1"].strip() == ADDRESS
        assert "A/TEST/1, para. 2" in written["2"]
        links = ElementTree.fromstring(package.read("word/_rels/footnotes.xml.rels"))
        assert [each.get("Target") for each in links] == [ADDRESS]

    @pytest.mark.parametrize("language", TITLES)
    def test_it_opens_again_with_its_styles_tables_and_words(self, language):
        file = docx.Document(io.BytesIO(to_docx(sample(language))))
        title, *rest = file.paragraphs
        assert (title.text, title.style.name) == (TITLES[language], "Title")
        assert file.tables[0].cell(1, 0).text == TITLES[language]
        assert "Le traçage" in [paragraph.text.strip("\u200f") for paragraph in rest]
        assert file.core_properties.title == TITLES[language]
        assert len(file.inline_shapes) == 1

    def test_arabic_runs_from_right_to_left_but_not_what_it_quotes(self):
        file = docx.Document(io.BytesIO(to_docx(sample("ar"))))
        quotes = [p for p in file.paragraphs if p.style.name == "Quote"]
        direction = [p._p.pPr.find(qn("w:bidi")).get(qn("w:val")) for p in quotes]
        assert direction == ["0", "1"]
        assert [run.font.rtl for p in quotes for run in p.runs] == [None, True]
        assert file.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None

    def test_chinese_has_a_chinese_font_and_language(self):
        file = docx.Document(io.BytesIO(to_docx(sample("zh"))))
        fonts = file.styles["Normal"].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei"
        language = file.paragraphs[0].runs[0]._r.rPr.find(qn("w:lang"))
        assert language.get(qn("w:eastAsia")) == "zh-CN"

    def test_a_gap_for_the_editor_stands_out(self):
        file = docx.Document(io.BytesIO(to_docx(sample())))
        (gap,) = [p for p in file.paragraphs if p.text == "[…]"]
        assert gap.runs[0].font.highlight_color is not None


@pytest.fixture
def cycle(db):
    document = make_document("doc")
    cycle = make_cycle("2022", document)
    cycle.one = make_commitment(document, section=make_section(document))
    return cycle


class TestBrief:
    def test_it_is_handed_out_in_each_form(self, cycle):
        state = make_state("KEN", "Kenya")
        make_group("african", state)
        make_published(state, cycle, {cycle.one: ResponseStatus.PLANNED})
        for form, start in {"pdf": b"%PDF", "docx": b"PK", "json": b"{"}.items():
            response = get(f"/states/KEN/brief.{form}")
            assert response.content.startswith(start)
            assert response.status_code == 200
        assert "KEN-en.docx" in get("/states/KEN/brief.docx")["Content-Disposition"]
        assert get("/states/KEN/brief.exe").status_code == 404
        assert get("/organisations/KEN/brief.pdf").status_code == 404

    def test_it_says_what_the_page_says(self, cycle):
        state = make_state("KEN", "Kenya")
        group = make_group("african", state)
        make_published(state, cycle, {cycle.one: ResponseStatus.PLANNED})
        text = text_of(get("/states/KEN/brief.pdf").content)
        for words in ("Kenya", "KEN-2022-1", "1 of 1", str(group), "planned: 1"):
            assert words in text.replace("\u00a0", " ")
        data = get("/fr/states/KEN/brief.json").json()
        assert data["language"] == "fr"
        assert data["cycles"][0]["reported"] is True
        assert data["report"]["sections"][0]["coverage"] == {
            "addressed": 1,
            "due": 1,
            "share": 1.0,
        }
        assert data["report"]["responses"][0]["commitment"] == cycle.one.key

    def test_with_little_to_tell_it_is_short(self, cycle):
        """Its text takes at most a third of one page, and names no empty section."""
        state = make_state("KEN", "Kenya")
        make_published(cycle=cycle)
        for report in (False, True):
            if report:
                make_published(state, cycle)
            for prefix in ("", "fr/", "ar/", "zh/"):
                content = get(f"/{prefix}states/KEN/brief.pdf").content
                (page,) = pypdfium2.PdfDocument(content)
                text, height = page.get_textpage(), page.get_height()
                rects = [text.get_rect(each) for each in range(text.count_rects())]
                # The number of the page stands in its lower margin.
                bottoms = [bottom for _left, bottom, _right, _top in rects if bottom > MARGIN]
                assert len(rects) > 6
                assert min(bottoms) > height * 2 / 3, (prefix, report)

    def test_it_tells_instruments_figures_with_their_footnotes_and_public_offices(self, cycle):
        state = make_state("KEN", "Kenya")
        make_office(state, name=texts("Focal point"), mailbox="desk@example.org", is_public=True)
        make_office(state, name=texts("Hidden desk"))
        make_adherence(make_instrument("att", abbreviation=texts("A treaty")), state)
        make_figure(make_indicator(), state, "1200", comment="Police alone.", language="en")
        trained = make_indicator("trained", name=texts("Trained"))
        Availability.objects.create(
            indicator=trained, reporter=state, answered="no_data", source="A/TEST"
        )
        for form in ("pdf", "docx"):
            content = get(f"/states/KEN/brief.{form}").content
            said = text_of(content) if form == "pdf" else words_of(content)
            said = " ".join(said.split())
            for words in (
                "A treaty: party",
                "1,200 [1]",
                "1. Police alone.",
                "Trained: no data",
                "Focal point · Programme of Action point of contact · desk@example.org",
                "Not confirmed yet",
            ):
                assert words in said
            assert "Hidden desk" not in said
        data = get("/states/KEN/brief.json").json()
        assert data["instruments"][0]["standing"] == "party"
        (figure,) = data["figures"]["observations"]
        assert (figure["value"], figure["footnotes"]) == ("1200", ["Police alone."])
        assert data["figures"]["without_a_figure"][0]["answer"] == "no_data"
        (office,) = data["offices"]
        assert (office["mailbox"], office["confirmed_on"]) == ("desk@example.org", None)

    def test_silence_is_not_known_false_or_nothing_at_all(self, cycle):
        make_state("KEN", "Kenya")
        assert get("/states/KEN/brief.json").json()["cycles"][0]["reported"] is None
        make_published(cycle=cycle)
        data = get("/states/KEN/brief.json").json()
        assert data["cycles"][0]["reported"] is False
        assert data["report"] is None
        assert "not reported" in text_of(get("/states/KEN/brief.pdf").content)

    def test_nobody_learns_of_a_report_that_is_not_published(self, cycle):
        state = make_state("KEN", "Kenya")
        draft = make_draft(state, cycle, reporter_remarks="not yet public")
        for form in ("pdf", "docx", "json"):
            content = get(f"/states/KEN/brief.{form}").content
            words = text_of(content) if form == "pdf" else str(content)
            assert draft.reference not in words

    def test_fictional_data_are_marked(self, cycle):
        cycle.is_fictional = True
        cycle.save()
        make_published(make_organisation("recsa"), cycle, {cycle.one: ResponseStatus.PLANNED})
        text = text_of(get("/organisations/recsa/brief.pdf?cycle=2022").content)
        assert "Fictional data." in text
        data = get("/organisations/recsa/brief.json?cycle=2022").json()
        assert data["report"]["is_fictional"] is True

    def test_while_another_is_made_too_long_it_says_when_to_come_back(self, cycle, monkeypatch):
        make_state("KEN")
        monkeypatch.setattr(documents, "DOCUMENTS", IMPATIENT)
        with IMPATIENT.take(), CaptureQueriesContext(connection) as queries:
            response = get("/states/KEN/brief.pdf")
        assert not [q for q in queries if "reports_submission" in q["sql"]], "Gathered for nothing."
        assert response.status_code == 503
        assert response["Retry-After"]
