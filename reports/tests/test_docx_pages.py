"""Pages of a DOCX are given only where the file states them, each break counted once."""

from commitments.tests.samples.files import docx
from common.files.reading import extract

NOTED = "<w:lastRenderedPageBreak/>"
PUT_IN = '<w:br w:type="page"/>'
LEFT_OUT = "continuous"


def text(words: str) -> str:
    return f"<w:t>{words}</w:t>"


def paragraph(*pieces: str, properties: str = "") -> str:
    runs = "".join(f"<w:r>{piece}</w:r>" for piece in pieces)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def section(kind: str = "") -> str:
    inner = f'<w:type w:val="{kind}"/>' if kind else ""
    return f"<w:sectPr>{inner}</w:sectPr>"


def pages(*body: str) -> tuple[dict[str, int], int]:
    """The page of each line by its text, and how many pages the file says it has."""
    extracted = extract(docx("".join(body)))
    return {line.text: line.page for line in extracted.lines}, extracted.pages


def test_a_file_without_breaks_states_no_pages() -> None:
    assert pages(paragraph(text("One.")), paragraph(text("Two."))) == ({"One.": 1, "Two.": 1}, 0)


def test_breaks_that_were_put_in_or_noted_turn_the_page() -> None:
    found, count = pages(
        paragraph(text("One.")),
        paragraph(PUT_IN),
        paragraph(text("Two.")),
        paragraph(NOTED, text("Three.")),
    )
    assert (found, count) == ({"One.": 1, "Two.": 2, "Three.": 3}, 3)


def test_a_break_put_in_and_then_noted_is_one() -> None:
    found, _count = pages(
        paragraph(text("One."), PUT_IN),
        paragraph(NOTED, text("Two.")),
        paragraph(text("Three."), properties="<w:pageBreakBefore/>"),
        paragraph(NOTED, text("Three too.")),
        paragraph(PUT_IN, NOTED, text("Four.")),
    )
    assert found == {"One.": 1, "Two.": 2, "Three.": 3, "Three too.": 4, "Four.": 5}
    noted_inside = paragraph(NOTED, text("Two."), properties="<w:pageBreakBefore/>")
    assert pages(paragraph(text("One.")), noted_inside)[0] == {"One.": 1, "Two.": 2}


def test_a_paragraph_stands_where_it_begins() -> None:
    found, count = pages(
        paragraph(text("It begins here, "), NOTED, text("ends there.")), paragraph(text("After."))
    )
    assert (found, count) == ({"It begins here, ends there.": 1, "After.": 2}, 2)
    found, _count = pages(paragraph(text("Before."), PUT_IN, text("Behind.")))
    assert found == {"Before.": 1, "Behind.": 2}


def test_breaks_in_tables_count_once() -> None:
    row = [paragraph(NOTED, text("A")), paragraph(NOTED, text("B"))]
    found, count = pages(table([paragraph(text("Head")), paragraph(text("Top"))], row))
    assert (found, count) == ({"Head Top": 1, "A B": 2}, 2)
    only_the_first = [paragraph(NOTED, text("A long first cell")), paragraph(text("B"))]
    after = paragraph(text("After."))
    found, _count = pages(
        table([paragraph(text("Top")), paragraph(text("Bottom"))], only_the_first), after
    )
    assert found["After."] == 2
    assert found["A long first cell | B"] == 2


def test_breaks_in_cells_of_several_paragraphs_count_once() -> None:
    long = paragraph(text("A1")) + paragraph(text("A2 "), NOTED, text("goes on"))
    beside = paragraph(text("B1")) + paragraph(text("B2 "), NOTED, text("too"))
    rows = [[long, beside], [paragraph(text("C1")) + paragraph(text("C2")), paragraph(text("D"))]]
    found, count = pages(table(*rows))
    assert count == 2
    assert (found["A1"], found["A2 goes on"], found["B1"], found["B2 too"]) == (1, 1, 1, 1)
    assert (found["C1"], found["D"]) == (2, 2)
    begins_anew = paragraph(NOTED, text("A1")) + paragraph(text("A2"))
    noted_too = paragraph(NOTED, text("B1")) + paragraph(text("B2"))
    not_noted = paragraph(text("C1")) + paragraph(text("C2"))
    head = [paragraph(text("H")), paragraph(text("I")), paragraph(text("J"))]
    found, count = pages(table(head, [begins_anew, noted_too, not_noted]))
    assert count == 2
    assert {found[name] for name in ("A1", "A2", "B1", "B2", "C1", "C2")} == {2}


def test_copies_for_older_programs_and_text_boxes_turn_no_page() -> None:
    box = f"<w:txbxContent>{paragraph(text('In a box'), PUT_IN)}</w:txbxContent>"
    twice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006"><mc:Choice Requires="wps">'
        f"<w:pict>{box}</w:pict></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    found, count = pages(
        paragraph(text("One."), twice), paragraph(PUT_IN, text("Two.")), paragraph(text("Two too."))
    )
    assert (found["Two too."], count) == (2, 2)


def test_deleted_breaks_turn_no_page() -> None:
    gone = f"<w:p><w:r><w:t>One.</w:t></w:r><w:del><w:r>{PUT_IN}</w:r></w:del></w:p>"
    assert pages(gone, paragraph(text("Still one.")))[1] == 0


def test_a_section_turns_the_page_unless_it_goes_on_there() -> None:
    ends = paragraph(text("One."), properties=section())
    found, _count = pages(ends, paragraph(text("Two.")), section())
    assert found == {"One.": 1, "Two.": 2}
    assert pages(ends, paragraph(text("One too.")), section(LEFT_OUT))[1] == 0


def test_few_breaks_in_a_long_text_state_no_pages() -> None:
    """A page after the title alone says nothing of where the other pages end."""
    long = [paragraph(text(f"Sentence {number} of a long report.")) for number in range(400)]
    found, count = pages(paragraph(text("Title"), PUT_IN), *long)
    assert count == 0
    assert set(found.values()) == {1}
    noted = paragraph(NOTED, text("The end."))
    assert pages(paragraph(text("Title"), PUT_IN), *long, noted)[1] == 3
