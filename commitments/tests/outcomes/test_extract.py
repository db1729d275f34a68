"""What each kind of file is read into."""

import pytest

from commitments.outcomes.parse import parse
from commitments.tests.samples.files import docx, pdf
from common.files.reading import Kind, Line, Role, extract, pdf_columns
from common.files.reading.decoding import decode
from common.files.reading.glyphs import Glyph, settle_brackets, settle_ligatures, text_of
from common.files.reading.lines import Extracted, from_json, with_marks_alone
from common.files.reading.numbering import formatted
from common.files.reading.pdf_rows import RowOfWords, rows_of

pytestmark = pytest.mark.once


def texts(data: bytes) -> list[str]:
    return [line.text for line in extract(data).lines]


def paragraph(runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(text: str) -> str:
    return f"<w:tc>{paragraph(run(text))}</w:tc>"


RAISED = '<w:vertAlign w:val="superscript"/>'


def test_text_lines_know_where_they_stood() -> None:
    found = extract(b"One\n\n  Two\n\fThree\n").lines
    assert [(line.text, line.page, line.number, line.gap, line.indent) for line in found] == [
        ("One", 1, 1, True, 0), ("Two", 1, 3, True, 2), ("Three", 2, 5, True, 0),
    ]  # fmt: skip


def test_markdown() -> None:
    data = (
        b"# Head #\n\n**Bold line**\n\n"
        b"A *b* and **c**[^1] 1\\. &amp;\n\n| 1. | Cell |\n|---|---|\n\n"
        b"> Quoted\n\n[^1]: Note"
    )
    found = extract(data).lines
    assert [line.text for line in found] == [
        "Head", "Bold line", "A *b* and c¹ 1. &", "1. Cell", "Quoted", "¹ Note",
    ]  # fmt: skip
    assert (found[0].level, found[1].bold, found[5].role) == (1, True, Role.NOTE)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("1. 各国重申，长久的安宁始于妥善收放工具。", "gb18030"),
        ("1. تؤكد الدول من جديد أن الهدوء الدائم يبدأ بحسن ترتيب الأدوات.", "cp1256"),
        ("1. Государства подтверждают, что спокойствие начинается с порядка.", "cp1251"),
        ("1. Les États réaffirment que le calme commence par l'été à l'œuvre.", "cp1252"),
        ("1. 各国重申。", "utf-16"),
        ("1. 各国重申。", "utf-8-sig"),
    ],
)
def test_old_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_declared_encoding_is_believed() -> None:
    data = '<html><head><meta charset="koi8-r"></head><p>Государства</p></html>'.encode("koi8-r")
    assert texts(data) == ["Государства"]


def test_html_reads_what_a_reader_sees() -> None:
    data = b"""<!doctype html><html><head><title>No</title><style>p{}</style></head><body>
      <nav>Menu</nav><h2>Heading</h2><p>One<sup>3</sup> and<br>broken</p>
      <script>var no = 1;</script><table><tr><td>25.</td><td>Text of it</td></tr></table>
      <ol start="7"><li>Seven<li value="9">Nine</ol><ol type="a"><li>Letter</ol>
      <p><b>Bold</b></p><pre>a
b</pre></body></html>"""
    found = extract(data).lines
    assert [line.text for line in found] == [
        "Menu", "Heading", "One³ and", "broken", "25. | Text of it", "7. Seven", "9. Nine",
        "(a) Letter", "Bold", "a", "b",
    ]  # fmt: skip
    assert found[0].role == Role.FURNITURE
    assert found[1].level == 2
    assert not found[3].whole
    assert found[8].bold


def test_docx_reads_the_text_as_it_stands() -> None:
    body = (
        paragraph(run("Kept ") + f"<w:ins>{run('added')}</w:ins><w:del>{run('gone')}</w:del>")
        + paragraph(run("Seen ") + run("hidden", "<w:vanish/>") + run("2", RAISED))
        + paragraph(run("All bold", "<w:b/>"))
        + paragraph("<w:r><w:t>One</w:t><w:br/><w:t>Two</w:t><w:noBreakHyphen/><w:t>x</w:t></w:r>")
        + '<w:p><w:r><w:br w:type="page"/><w:t>Next page</w:t></w:r></w:p>'
        + f"<w:tbl><w:tr>{cell('25.')}{cell('Cell')}</w:tr></w:tbl>"
        + f"<w:sdt><w:sdtContent>{paragraph(run('Controlled'))}</w:sdtContent></w:sdt>"
    )
    found = extract(docx(body)).lines
    assert [line.text for line in found] == [
        "Kept added", "Seen ²", "All bold", "One", "Two-x", "Next page", "25. Cell", "Controlled",
    ]  # fmt: skip
    assert [line.bold for line in found[:3]] == [False, False, True]
    assert (found[4].page, found[5].page) == (1, 2)


def level(number: int, number_format: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="1">{level(0, "upperRoman", "%1.")}'
    f"{level(1, 'lowerLetter', '(%2)')}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def test_docx_draws_automatic_numbers() -> None:
    def item(level: int, number: int) -> str:
        properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        return paragraph(run("x"), properties)

    body = item(0, 1) + item(1, 1) + item(1, 1) + item(0, 1) + item(1, 1) + item(0, 2) + item(0, 2)
    assert texts(docx(body, numbering=NUMBERING)) == [
        "I. x", "(a) x", "(b) x", "II. x", "(a) x", "V. x", "VI. x",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (4, "upperRoman", "IV"), (28, "lowerLetter", "bb"), (3, "arabicAbjad", "ج"),
        (21, "chineseCounting", "二十一"), (25, "hindiNumbers", "٢٥"), (2, "russianLower", "б"),
        (25, "decimalFullWidth", "２５"), (7, "unheardOf", "7"), (7, "bullet", ""),
    ],
)  # fmt: skip
def test_number_formats(value: int, kind: str, text: str) -> None:
    assert formatted(value, kind) == text


def test_pdf_lines_know_their_margin_and_gaps() -> None:
    page = ["A first line that reaches the margin", "of the page", "", "After a gap"]
    found = extract(pdf([page, ["Another page of the same"]])).lines
    assert [line.text for line in found] == [*page[:2], page[3], "Another page of the same"]
    assert [line.page for line in found] == [1, 1, 1, 2]
    assert [line.gap for line in found] == [True, False, True, True]
    assert [line.full for line in found[:3]] == [True, False, False]


def test_pdf_in_arabic_is_read_in_writing_order() -> None:
    line = "٢٥ - القرار ٧٦/٢٣٣ (انظر المرفق) لعام 2024."
    assert texts(pdf([[line, "سطر آخر من النص نفسه"]]))[0] == line


def test_raised_digits_in_pdf_are_footnote_marks() -> None:
    assert (
        texts(pdf([["Words of the page¹ and more of them", "1 line"]]))[0]
        == "Words of the page¹ and more of them"
    )


@pytest.mark.parametrize(
    ("before", "letters", "after", "expected"),
    [
        ("Vacancy rates", "a", "", "Vacancy ratesᵃ"),
        ("Loans", "a,b", " of 2", "Loansᵃ,ᵇ of 2"),
        ("2025/26", "b", "", "2025/26ᵇ"),
        ("", "a", " Of this year.", "ᵃ Of this year."),
        ("The 1", "st", " of May", "The 1st of May"),
        ("Le XX", "e", " siècle", "Le XXe siècle"),
        ("La 2", "e", " fois", "La 2e fois"),
        ("Résolutions n", "os", " 3 et 4", "Résolutions nos 3 et 4"),
        ("Règle n", "o", " 3", "Règle no 3"),
    ],
)
def test_raised_letters_mark_notes_unless_they_end_a_word(
    before: str, letters: str, after: str, expected: str
) -> None:
    file = docx(paragraph(run(before) + run(letters, RAISED) + run(after)))
    page = f"<!doctype html><p>{before}<sup>{letters}</sup>{after}</p>".encode()
    assert [texts(file), texts(page)] == [[expected], [expected]]
    glyphs = row(before + letters + after)
    for index in range(len(before), len(before + letters)):
        if glyphs[index].character.isalpha():
            glyphs[index] = glyphs[index]._replace(baseline=103.0, height=6.0)
    assert with_marks_alone(text_of(glyphs)) == expected


@pytest.mark.parametrize(
    ("raised", "behind", "by", "expected"),
    [
        # As in the charts of A/80/628: letters of 6 points, raised by 6 from a row of 9.
        ("a b", (9, 16), 6.0, ["2 UNV, 1ᵃ and NPOᵇ"]),
        ("a", (9,), 6.0, ["2 UNV, 1ᵃ and NPO"]),
        # Small print above a row stays a row, and so does a letter that stands behind nothing.
        ("a", (9,), 9.0, ["a", "2 UNV, 1 and NPO"]),
        ("a", (30,), 6.0, ["a", "2 UNV, 1 and NPO"]),
    ],
)
def test_marks_that_a_chart_raises_far_join_their_row(
    raised: str, behind: tuple[int, ...], by: float, expected: list[str]
) -> None:
    glyphs = [glyph._replace(height=9.0) for glyph in row("2 UNV, 1 and NPO")]
    for letter, place in zip(raised.split(), behind, strict=True):
        left = 6.0 * place - (6.0 if place == 9 else 0.0)
        mark = Glyph(letter, left, left + 3, 100.0 + by, 6.0, len(glyphs))
        glyphs.append(mark)
    assert [with_marks_alone(one.text) for one in rows_of(glyphs)] == expected


def row(text: str, *, rtl: bool = False) -> list[Glyph]:
    glyphs = []
    for index, character in enumerate(text):
        left = 500.0 - 6 * index if rtl else 6.0 * index
        glyphs.append(Glyph(character, left, left + 6, 100.0, 10.0, index))
    return glyphs


def test_glyphs_in_any_order_are_read_by_place() -> None:
    assert text_of(row("Two words")[::-1]) == "Two words"
    assert text_of([]) == ""


def test_latin_words_inside_arabic_keep_their_order() -> None:
    visual = "الوثيقة " + "1/2.NOC/A" + " صدرت"
    assert text_of(row(visual, rtl=True)) == "الوثيقة A/CON.2/1 صدرت"


def test_brackets_are_settled_over_the_whole_document() -> None:
    assert settle_brackets([")انظر", "المرفق(", "(a) b"]) == ["(انظر", "المرفق)", "(a) b"]
    assert settle_brackets(["(انظر", "المرفق)"]) == ["(انظر", "المرفق)"]


def test_lines_there_and_back() -> None:
    extracted = Extracted(Kind.PDF, [Line("x", 2, 3, Role.NOTE, 1, whole=True, full=False)], 4)
    assert from_json(extracted.as_json()) == extracted
    assert extracted.text == "x"


def laid_over(text: str, *, same_box: bool) -> list[Glyph]:
    """A row from the right, in which one sign draws lam and alef together."""
    glyphs: list[Glyph] = []
    x = 500.0
    for order, character in enumerate(text):
        over = bool(glyphs) and {character, glyphs[-1].character} == {"ل", "ا"}
        left = glyphs[-1].left if over else x - 6
        right = glyphs[-1].right if over else x
        width = 0.0 if same_box or not over else 1.0
        glyphs.append(Glyph(character, left + width, right, 100.0, 10.0, order))
        x = left
    return glyphs


@pytest.mark.parametrize("same_box", [True, False])
@pytest.mark.parametrize("drawn", ["سالم", "سلام"])
def test_lam_stands_before_the_alef_that_is_drawn_with_it(drawn: str, *, same_box: bool) -> None:
    assert text_of(laid_over(drawn, same_box=same_box)) == "سلام"


def test_letters_of_every_sign_are_turned_where_those_of_lam_alef_are() -> None:
    turned = [Glyph(c, 10, 16, 100, 10, n) for n, c in enumerate("ال")]
    turned += [Glyph(c, 0, 6, 100, 10, n) for n, c in enumerate("حم", 2)]
    assert "".join(glyph.character for glyph in settle_ligatures(turned)) == "لامح"
    right = [Glyph(c, 10, 16, 100, 10, n) for n, c in enumerate("لا")]
    assert settle_ligatures(right) == right


COLUMN = (
    "{n}. States keep tool {n} in\na box that is shut at\nnight by the keeper {n}.\n".splitlines()
)


def two_columns(count: int) -> list[str]:
    """A page of which each column holds ``count`` numbered paragraphs."""

    def column(start: int) -> list[str]:
        return [line.format(n=n) for n in range(start, start + count) for line in COLUMN]

    return [f"{a:40}{b}" for a, b in zip(column(1), column(1 + count), strict=True)]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = ["A title that runs over both of the columns of the page below it", *two_columns(4)]
    outcome = parse(extract(pdf([page])))
    paragraphs = outcome.parts[0].paragraphs
    assert [one.number for one in paragraphs] == [str(n) for n in range(1, 9)]
    assert paragraphs[4].texts == [
        "States keep tool 5 in a box that is shut at night by the keeper 5."
    ]


def test_two_narrow_columns_of_chinese_are_read_one_after_the_other() -> None:
    def glyphs(text: str, left: float, baseline: float) -> list[Glyph]:
        return [
            Glyph(one, left + 10 * place, left + 10 * place + 10, baseline, 10.0, place)
            for place, one in enumerate(text)
        ]

    left, right = (
        ["1.各国将工具保存在", "夜间关闭的箱子里。"],
        ["2.各国为每种工具登", "记，由保管员填写。"],
    )
    rows = [
        RowOfWords(
            700.0 - 14 * number,
            glyphs(left[number % 2], 0, 700) + glyphs(right[number % 2], 110, 700),
        )
        for number in range(8)
    ]
    found = pdf_columns.in_reading_order(rows)
    assert [[one.text for one in stretch] for stretch in found] == [left * 4, right * 4]


def test_a_page_in_one_column_is_left_as_it_is() -> None:
    page = [
        f"{n}. States keep tool {n} in a box that is shut at night by its keeper."
        for n in range(1, 15)
    ]
    assert texts(pdf([page])) == page
