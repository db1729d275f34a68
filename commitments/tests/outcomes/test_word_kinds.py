"""What Word can do to a text: changes that are tracked, boxes, nested tables, signs, formulas."""

import io
import zipfile

import pytest

from commitments.outcomes.parse import parse
from commitments.tests.samples.files import docx
from common.files.reading import Role, extract

pytestmark = pytest.mark.once

NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = NUMBERED) -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def gone(tag: str) -> str:
    text = "delText" if tag == "del" else "t"
    content = f'<w:{tag} w:id="1"><w:r><w:{text}>Gone.</w:{text}></w:r></w:{tag}>'
    return paragraph(content, f'{NUMBERED}<w:rPr><w:{tag} w:id="9"/></w:rPr>')


def texts(body: str) -> list[str]:
    return [line.text for line in extract(docx(body)).lines]


@pytest.mark.parametrize("tag", ["del", "moveFrom"])
def test_paragraphs_deleted_or_moved_away_take_no_number(tag: str) -> None:
    body = paragraph(run("One.")) + gone(tag) + paragraph(run("Two.")) + gone(tag)
    assert texts(body + paragraph(run("Three."))) == ["1. One.", "2. Two.", "3. Three."]


def test_paragraphs_moved_here_and_inserted_are_counted() -> None:
    moved = paragraph(f'<w:moveTo w:id="2">{run("Moved here.")}</w:moveTo>')
    inserted = paragraph(f'<w:ins w:id="3">{run("New.")}</w:ins>')
    assert texts(paragraph(run("One.")) + moved + inserted) == [
        "1. One.",
        "2. Moved here.",
        "3. New.",
    ]


def test_a_paragraph_whose_end_was_deleted_runs_on_into_the_next() -> None:
    first = paragraph(run("States keep "), f'{NUMBERED}<w:rPr><w:del w:id="9"/></w:rPr>')
    assert texts(first + paragraph(run("the box.")) + paragraph(run("End."))) == [
        "1. States keep the box.",
        "2. End.",
    ]


def test_deleted_rows_and_cells_are_gone() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text), '')}</w:tc>"

    gone_cell = cell("F", '<w:cellDel w:id="2"/>')
    table = (
        f"<w:tbl><w:tr>{cell('A')}{cell('B')}</w:tr>"
        f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr>{cell("C")}{cell("D")}</w:tr>'
        f"<w:tr>{cell('E')}{gone_cell}{cell('G')}</w:tr></w:tbl>"
    )
    assert texts(table) == ["A B", "E G"]


COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
BOX = (
    f'<w:r><mc:AlternateContent xmlns:mc="{COMPATIBLE}">'
    '<mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing>'
    "</mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def test_a_text_box_stands_once() -> None:
    inner = paragraph(run("In the box."), "")
    assert texts(paragraph(run("One.") + BOX.format(inner))) == ["1. One.", "In the box."]


def test_a_text_box_in_a_box_and_one_in_a_table_stand_once() -> None:
    inner = paragraph(run("Inner."), "")
    outer = paragraph(run("Outer.") + BOX.format(inner), "")
    assert texts(paragraph(BOX.format(outer), "")) == ["Outer.", "Inner."]
    cells = f"<w:tc>{paragraph(run('A') + BOX.format(inner), '')}</w:tc><w:tc>{outer}</w:tc>"
    found = texts(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert sorted(found) == ["A Outer.", "Inner.", "Inner."]


def test_a_table_in_a_table_stands_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run('Inner'), '')}</w:tc></w:tr></w:tbl>"
    left, right = (paragraph(run(side), "") for side in ("Left", "Right"))
    cells = f"<w:tc>{left}{inner}</w:tc><w:tc>{right}</w:tc>"
    lines = extract(docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")).lines
    assert [line.text for line in lines] == ["Left", "Inner", "Right"]
    assert {line.role for line in lines} == {Role.TABLE}


def test_numbered_text_that_a_table_only_places_is_text() -> None:
    words = paragraph(run("States keep the tools in their box and shut it at night."), "")
    rows = "".join(
        f"<w:tr><w:tc>{paragraph(run(f'{n}.'), '')}</w:tc><w:tc>{words}</w:tc></w:tr>"
        for n in (1, 2, 3)
    )
    outcome = parse(extract(docx(f"<w:tbl>{rows}</w:tbl>")))
    assert [one.number for one in outcome.parts[0].paragraphs] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("font", "code", "expected"),
    [
        ("Symbol", "F0B3", "≥"), ("Symbol", "F061", "α"), ("Symbol", "00B1", "±"),
        ("Symbol", "F0B7", "•"), ("Wingdings", "F0FC", "✓"), ("Times New Roman", "00A7", "§"),
        ("Wingdings", "F041", "\ufffd"), ("Arial", "F041", "A"),
        ("Wingdings 2", "F050", "✓"), ("Wingdings 2", "F0A3", "□"), ("Webdings", "F061", "✓"),
    ],
)  # fmt: skip
def test_signs_of_fonts_are_kept(font: str, code: str, expected: str) -> None:
    sign = f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
    assert texts(paragraph(run("A ") + sign + run(" b."))) == [f"1. A {expected} b."]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("<m:r><m:t>x=2</m:t></m:r>", "x=2"),
        (
            "<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b+1</m:t></m:r></m:den></m:f>",
            "a/(b+1)",
        ),
        (
            "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>",
            "x²",
        ),
        ("<m:rad><m:deg/><m:e><m:r><m:t>y</m:t></m:r></m:e></m:rad>", "√(y)"),
        ("<m:rad><m:deg><m:t>3</m:t></m:deg><m:e><m:t>y</m:t></m:e></m:rad>", "∛(y)"),
        (
            '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:m>'
            "<m:mr><m:e><m:t>1</m:t></m:e><m:e><m:t>2</m:t></m:e></m:mr>"
            "<m:mr><m:e><m:t>3</m:t></m:e><m:e><m:t>4</m:t></m:e></m:mr></m:m></m:e></m:d>",
            "[1, 2; 3, 4]",
        ),
        (
            "<m:func><m:fName><m:limLow><m:e><m:t>lim</m:t></m:e><m:lim><m:t>x→0</m:t></m:lim>"
            "</m:limLow></m:fName><m:e><m:t>f</m:t></m:e></m:func>",
            "lim_(x→0) f",
        ),
        ("<m:eqArr><m:e><m:t>a=1</m:t></m:e><m:e><m:t>b=2</m:t></m:e></m:eqArr>", "a=1; b=2"),
        ("<m:bar><m:e><m:t>x</m:t></m:e></m:bar>", "x\u0305"),
    ],
)
def test_formulas_are_kept(formula: str, expected: str) -> None:
    body = paragraph(run("Where ") + f"<m:oMath {M}>{formula}</m:oMath>" + run(" holds."))
    assert texts(body) == [f"1. Where {expected} holds."]


def test_signs_typed_in_a_font_of_signs_and_readings_of_words() -> None:
    fonts = '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'
    assert texts(paragraph(run("A ") + run("\uf0b3", fonts) + run(" b."))) == ["1. A ≥ b."]
    base = f"<w:rubyBase>{run('拼')}</w:rubyBase>"
    ruby = f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt>{base}</w:ruby></w:r>"
    assert texts(paragraph(ruby + run("音。"))) == ["1. 拼音。"]


def test_tracked_changes_inside_boxes_and_of_numbers() -> None:
    box = BOX.format(gone("del") + paragraph(run("Boxed.")))
    unnumbered = f'<w:pPrChange w:id="4"><w:pPr>{NUMBERED}</w:pPr></w:pPrChange>'
    body = paragraph(run("One.") + box) + paragraph(run("Head"), unnumbered)
    assert texts(body + paragraph(run("Three."))) == ["1. One.", "2. Boxed.", "Head", "3. Three."]
    inner = (
        '<w:ins w:id="1"><w:del w:id="2"><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:ins>'
    )
    marks = '<w:rPr><w:ins w:id="5"/><w:del w:id="6"/></w:rPr>'
    put_in_and_out = paragraph(inner, NUMBERED + marks)
    assert texts(paragraph(run("One.")) + put_in_and_out + paragraph(run("Two."))) == [
        "1. One.",
        "2. Two.",
    ]


def test_strict_files_are_read() -> None:
    source = docx(paragraph(run("One.")) + paragraph(run("Two.")))
    strict = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            new.writestr(name, content)
    assert [line.text for line in extract(strict.getvalue()).lines] == ["1. One.", "2. Two."]


def test_contents_that_word_made_are_no_text() -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    begin += "<w:r><w:instrText> TOC </w:instrText></w:r>"
    entries = (begin + run("I. Top 3"), run("Annex 5"), end)
    field = "".join(paragraph(entry, "") for entry in entries)
    body = paragraph(run("Contents"), "") + field + paragraph(run("I. Top"), "")
    outcome = parse(extract(docx(body + paragraph(run("Keep.")) + paragraph(run("Shut.")))))
    assert [(one.code, one.heading) for one in outcome.parts[0].sections] == [("i", "Top")]
    assert [left.reason for left in outcome.left] == ["contents"] * 3
