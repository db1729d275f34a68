"""Invented filled forms that answer by shading: an empty cell in the column of an answer stands on
another ground, and so do choices. In HTML, PDF, DOCX and XLSX; made by a seed, each with its truth.

The forms have grounds of their own to mislead: of heads, of every second row, of the cells of
answers that a question does not offer, and of one column beside ticks.
"""

import io
import random
from dataclasses import dataclass
from typing import Any

from questionnaires.form import DEVELOPING, NO, YES, Choice, Form, Kind, Part, Question
from testing.filled_forms import HtmlWriter, pdf_of
from testing.form_office import DocxWriter, looking, paragraph, run
from testing.form_truth import TERMS, Filled, Style, Truth, fill, settle_choices, text_of
from testing.worded_forms import append_part

KINDS = ("html", "pdf", "docx", "xlsx")
ANSWERS = (YES, NO, DEVELOPING)
# What States take to shade with, and the grounds of the forms themselves.
MARKERS = ("FFFF00", "92D050", "BFBFBF", "FFC000", "5B9BD5")
HEADS, BANDS, UNOFFERED = ("", "D9D9D9", "1F4E79"), ("F2F2F2", "DEEAF6", "E2EFD9"), "A6A6A6"
DESIGNS = ("plain", "bands", "unoffered", "ticked")


@dataclass
class Grounds:
    """The grounds of one form. ``design``: what misleads; where it is *ticked*, answers have an x,
    and one column is shaded."""

    marker: str = ""
    head: str = ""
    band: str = ""
    design: str = "plain"

    def of(self, question: Question, own: Truth, answer: str, band: str) -> str:
        """The ground of the cell of an answer."""
        if self.design == "ticked":
            return self.marker if answer == NO else ""
        if own.value == answer:
            return self.marker
        is_unoffered = self.design == "unoffered" and answer not in question.main.answers
        return UNOFFERED if is_unoffered else band

    def sign(self, own: Truth, answer: str) -> str:
        return "X" if self.design == "ticked" and own.value == answer else ""

    def band_of(self, number: int) -> str:
        return self.band if self.design == "bands" and number % 2 else ""

    def of_choice(self, choice: str, value: list[str] | None) -> str:
        return self.marker if self.design != "ticked" and choice in (value or []) else ""


class ShadedHtml(HtmlWriter):
    grounds = Grounds()
    is_class = False

    def _css(self) -> str:
        own = f".chosen,.on{{background-color:#{self.grounds.marker}}}" if self.is_class else ""
        return super()._css() + own + ".t{height:14pt}"

    def _ground(self, colour: str) -> str:
        if not colour:
            return ""
        if self.is_class and colour == self.grounds.marker:
            return ' class="t chosen"'
        return f' class=t style="background:#{colour}"'

    def _table(self, questions: Any) -> None:
        grounds = self.grounds
        heads = "".join(
            f"<th{self._ground(grounds.head) or ' class=t'}>{self.term(a)}</th>" for a in ANSWERS
        )
        self.out.append(
            "<table><thead><tr><th class=n></th>"
            f"<th>{self.term('question')}</th>{heads}</tr></thead>"
        )
        for number, question in enumerate(questions):
            own, band = self.truth[question.key], grounds.band_of(number)
            is_tick = question.main.kind == Kind.TICK
            cells = "".join(
                f"<td{self._ground(grounds.of(question, own, a, '')) or ' class=t'}>"
                f"{grounds.sign(own, a)}</td>"
                for a in ANSWERS
            )
            row = f'<tr style="background:#{band}">' if band else "<tr>"
            text = f"{self.text(question.text)}{self._cites(question)}"
            self.out.append(
                f"{row}<td>{self._number(question)}</td><td id={question.key}"
                f"{'' if is_tick else ' colspan=4'}>{text}</td>{cells if is_tick else ''}</tr>"
            )
            kept, self.out = self.out, []
            self._parts(question, own)
            inner, self.out = "".join(self.out), kept
            if inner:
                self.out.append(f"<tr><td></td><td colspan=4>{inner}</td></tr>")
        self.out.append("</table>")

    def _part(self, part: Part, value: Any, *, lone: bool) -> None:
        if part.kind != Kind.CHOICES or self.grounds.design == "ticked":
            super()._part(part, value, lone=lone)
            return
        self.out.append(f"<p>{self.text(part.label)}</p>")
        for choice in part.choices:
            colour = self.grounds.of_choice(choice.key, value)
            style = f' style="background:#{colour}"' if colour else ""
            self.out.append(f"<p><span{style}>{self.text(choice.label)}</span></p>")


def docx_cell(content: str, colour: str, span: int = 1) -> str:
    shading = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>' if colour else ""
    properties = f'<w:tcPr><w:gridSpan w:val="{span}"/>{shading}</w:tcPr>'
    return f"<w:tc>{properties}{content or paragraph()}</w:tc>"


class ShadedDocx(DocxWriter):
    grounds = Grounds()

    def write(self) -> bytes:
        self.style.layout = "lines"  # the rows are tables of their own
        return super().write()

    def _lines(self, question: Question) -> None:
        own, grounds = self.truth[question.key], self.grounds
        section = next(s for s in self.form.sections if question in s.questions)
        number = section.questions.index(question)
        band, rows = grounds.band_of(number), []
        if not number:
            texts = ["", self.term("question"), *(self.term(a) for a in ANSWERS)]
            rows.append([docx_cell(paragraph(run(text)), grounds.head) for text in texts])
        row = [
            docx_cell(paragraph(run(text)), band)
            for text in (question.number, self.text(question.text))
        ]
        if question.main.kind == Kind.TICK:
            row += [
                docx_cell(paragraph(run(grounds.sign(own, a))), grounds.of(question, own, a, band))
                for a in ANSWERS
            ]
        rows.append(row)
        if inner := "".join(self._parts(question, own)):
            rows.append([docx_cell("", ""), docx_cell(inner, "", 4)])
        body = "".join(f"<w:tr>{''.join(cells)}</w:tr>" for cells in rows)
        self.out.append(f"<w:tbl>{body}</w:tbl>")

    def choice(self, choice: Choice, value: list[str] | None) -> str:
        if self.grounds.design == "ticked":
            return super().choice(choice, value)
        colour = self.grounds.of_choice(choice.key, value)
        shading = f'<w:shd w:val="clear" w:fill="{colour}"/>' if colour else ""
        return paragraph(looking(self.text(choice.label), shading))


def shaded_form(form: Form, seed: int, kind: str, language: str = "en", design: str = "") -> Filled:
    """An invented filled form that answers by shading cells, or whose cells mislead."""
    rng = random.Random(seed)  # noqa: S311 - inventions, no secrets
    truth = fill(form, rng, language)
    settle_choices(form, truth)
    head, marker = rng.choice(HEADS), rng.choice(MARKERS)
    grounds = Grounds(marker, head, rng.choice(BANDS), design or rng.choice(DESIGNS))
    style = Style(
        kind=kind,
        layout="table",
        ticks="glyph",
        font=rng.choice(("DejaVu Sans", "Noto Serif")),
        size=rng.choice((9, 11)),
        has_cites=rng.random() < 0.5,
        is_bordered=rng.random() < 0.7,
        repeats_head=rng.random() < 0.6,
    )
    name = f"shaded {kind} {language} {seed}: {grounds}"
    if kind == "xlsx":
        return Filled(name, _workbook(form, language, truth, grounds), truth, form, language)
    if kind == "docx":
        docx = ShadedDocx(form, language, truth, style, rng)
        docx.grounds = grounds
        return Filled(name, docx.write(), truth, form, language)
    page = ShadedHtml(form, language, truth, style, rng)
    page.grounds, page.is_class = grounds, rng.random() < 0.5
    source = page.write()
    data = source.encode() if kind == "html" else pdf_of(source, truth)
    return Filled(name, data, truth, form, language)


def _workbook(form: Form, language: str, truth: dict[str, Truth], grounds: Grounds) -> bytes:
    import openpyxl
    from openpyxl.styles import PatternFill

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    terms = TERMS[language]

    def add(cells: list[Any], colours: list[str]) -> None:
        sheet.append(cells)
        for column, colour in enumerate(colours, 1):
            if colour:
                cell = sheet.cell(sheet.max_row, column)
                cell.fill = PatternFill("solid", fgColor=colour)

    add(["", terms["question"], *(terms[a] for a in ANSWERS)], [grounds.head] * 5)
    for number, question in enumerate(form.questions()):
        own, band = truth[question.key], grounds.band_of(number)
        is_tick = question.main.kind == Kind.TICK
        signs = [grounds.sign(own, a) or None for a in ANSWERS] if is_tick else []
        colours = [grounds.of(question, own, a, band) for a in ANSWERS] if is_tick else [band] * 3
        lead = [question.number, text_of(question.text, language)]
        add([*lead, *signs], [band, band, *colours])
        for part in question.parts:
            value = own.value if part is question.main else own.parts.get(part.key)
            if part.kind == Kind.CHOICES and grounds.design != "ticked":
                add([None, text_of(part.label, language)], [])
                for choice in part.choices:
                    colour = grounds.of_choice(choice.key, value)
                    add([None, text_of(choice.label, language)], ["", colour])
            elif part.kind != Kind.TICK:
                append_part(sheet, part, value, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
