"""Invented filled forms, each with its truth, made by a seed: for the tests and the benchmark of
the reader. Layouts: tables and lines, drawn and written ticks, words, in PDF, DOCX, HTML, XLSX."""

import html
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.form import DEVELOPING, NO, YES, Form, Kind, Part, Question
from testing.form_office import DocxWriter, workbook
from testing.form_truth import TERMS, Filled, Style, Truth, fill, is_lone, shown, text_of

BOX = 11


def drawn_tick(shape: str, rng: random.Random, *, ticked: bool, faint: bool = False) -> str:
    """A box as a picture of lines."""
    ink = "#dcdcdc" if faint else rng.choice(["black", "#111", "#00247d", "#333"])
    wide = rng.choice([0.8, 1.2, 1.6])
    a, b = rng.uniform(1.5, 3), rng.uniform(8, 9.5)
    marks = {
        "cross": f'<path d="M{a} {a}L{b} {b}M{b} {a}L{a} {b}" stroke="{ink}" stroke-width="{wide}"/>',
        "check": f'<path d="M{a} 5.5L4.6 {b}L{b} {a}" fill="none" stroke="{ink}" stroke-width="{wide}"/>',
        "filled": f'<rect x="2.2" y="2.2" width="6.6" height="6.6" fill="{ink}"/>',
        "dot": f'<circle cx="5.5" cy="5.5" r="2.6" fill="{ink}"/>',
    }
    outline = (
        '<rect x=".5" y=".5" width="10" height="10" fill="none" stroke="black" stroke-width=".8"/>'
    )
    if shape == "dot":
        outline = '<circle cx="5.5" cy="5.5" r="5" fill="none" stroke="black" stroke-width=".8"/>'
    if shape == "bare":
        outline, shape = "", "cross"
    inner = marks[shape] if ticked else ""
    return (
        f'<svg width="{BOX}" height="{BOX}" viewBox="0 0 11 11" style="vertical-align:-1px">'
        f"{outline}{inner}</svg>"
    )


@dataclass
class HtmlWriter:
    form: Form
    language: str
    truth: dict[str, Truth]
    style: Style
    rng: random.Random
    out: list[str] = field(default_factory=list)

    def term(self, key: str) -> str:
        return TERMS[self.language][key]

    def text(self, texts: Any) -> str:
        return html.escape(text_of(texts, self.language))

    def write(self) -> str:
        for section in self.form.sections:
            self.out.append(f"<h2>{section.number}. {self.text(section.title)}</h2>")
            if self.style.layout == "table":
                self._table(section.questions)
            else:
                for question in section.questions:
                    self._lines(question)
        direction = "rtl" if self.language == "ar" else "ltr"
        return (
            f'<!DOCTYPE html><html lang="{self.language}" dir="{direction}"><head><meta charset="utf-8">'
            f"<title>x</title><style>{self._css()}</style></head><body><h1>{self.text(self.form.title)}</h1>"
            + "\n".join(self.out)
            + "</body></html>"
        )

    def _css(self) -> str:
        style = self.style
        border = "border:.6pt solid #444;" if style.is_bordered else ""
        head = "table-header-group" if style.repeats_head else "table-row-group"
        return (
            f"@page{{size:A4;margin:{style.margin}mm;@top-center{{content:'{self.term('head')}';font-size:8pt}}"
            f"@bottom-right{{content:'{self.term('page')} ' counter(page) ' / ' counter(pages);font-size:8pt}}}}"
            f"body{{font-family:'{style.font}','Noto Naskh Arabic','Noto Sans CJK SC';font-size:{style.size}pt}}"
            f"table{{border-collapse:collapse;width:100%}}thead{{display:{head}}}"
            f"td,th{{{border}padding:3pt 5pt;vertical-align:top;text-align:start}}.t{{text-align:center;width:52pt}}"
            ".n{width:34pt}.q{font-weight:bold}h2{font-size:120%}"
        )

    def _option(self, answer: str, truth: Truth, *, in_cell: bool = False) -> str:
        ticked = truth.value == answer
        faint = ticked and truth.unsure_by == "faint"
        if truth.unsure_by == "two" and answer in (YES, NO):
            ticked = True
        if ticked and truth.unsure_by == "between":
            # Half of a wide cross in this box, half beyond it.
            if self.style.ticks in ("drawn", "bare"):
                empty = (
                    ""
                    if self.style.ticks == "bare" and in_cell
                    else self._mark(ticked=False, in_cell=in_cell)
                )
                shift = 46 if self.style.ticks == "bare" else 30
                shift = shift if self.style.layout == "table" else 7
                return f"<span style='position:relative'>{empty}<span style='position:absolute;left:{shift}pt'>{drawn_tick('bare', self.rng, ticked=True)}</span></span>"
            return self._mark(ticked=True, faint=True)
        return self._mark(ticked=ticked, faint=faint, in_cell=in_cell)

    def _mark(self, *, ticked: bool, faint: bool = False, in_cell: bool = False) -> str:
        ticks = self.style.ticks
        if ticks == "control":
            return f'<input type="checkbox"{" checked" if ticked else ""}>'
        if ticks in ("glyph", "words"):
            colour = ' style="color:#e4e4e4"' if faint else ""
            return (
                f"<span{colour}>{self.style.glyphs[0] if ticked else self.style.glyphs[1]}</span>"
            )
        if ticks == "bare" and in_cell:
            return drawn_tick("bare", self.rng, ticked=ticked, faint=faint) if ticked else ""
        return drawn_tick(self.style.shape, self.rng, ticked=ticked, faint=faint)

    def _options(self, question: Question, truth: Truth) -> str:
        part = question.main
        if self.style.ticks == "words":
            answer = self.term(truth.value) if truth.value else ""
            return f"<p>{self.term('answer')}: {answer}</p>"
        joint = "<br>" if self.style.options_stacked else " &nbsp; "
        shown_ = []
        for answer in part.answers:
            mark, word = self._option(answer, truth), self.term(answer)
            shown_.append(f"{word} {mark}" if self.style.box_after else f"{mark} {word}")
        return f"<p>{joint.join(shown_)}</p>"

    def _number(self, question: Question) -> str:
        return self.style.number_style.format(question.number)

    def _cites(self, question: Question) -> str:
        if not self.style.has_cites or not question.cites:
            return ""
        cited = "; ".join(f"{c.document} {c.paragraph}" for c in question.cites)
        return f" <span style='font-weight:normal'>({cited})</span>"

    def _lines(self, question: Question) -> None:
        truth = self.truth[question.key]
        if self.style.omits_unasked and truth.state == "not_asked":
            return
        self.out.append(
            f"<p class=q id={question.key}>{self._number(question)} {self.text(question.text)}"
            f"{self._cites(question)}</p>"
        )
        if question.main.kind == Kind.TICK:
            self.out.append(self._options(question, truth))
        self._parts(question, truth)

    def _table(self, questions: Sequence[Question]) -> None:
        answers = (YES, NO, DEVELOPING)
        heads = "".join(f"<th class=t>{self.term(answer)}</th>" for answer in answers)
        self.out.append(
            f"<table><thead><tr><th class=n></th><th>{self.term('question')}</th>{heads}</tr></thead><tbody>"
        )
        for question in questions:
            truth = self.truth[question.key]
            if self.style.omits_unasked and truth.state == "not_asked":
                continue
            is_tick = question.main.kind == Kind.TICK
            cells = "".join(
                f"<td class=t>{self._option(a, truth, in_cell=True) if a in question.main.answers else ''}</td>"
                for a in answers
            )
            span = "" if is_tick else " colspan=4"
            self.out.append(
                f"<tr><td class=n>{self._number(question)}</td><td{span} id={question.key}>"
                f"{self.text(question.text)}{self._cites(question)}</td>{cells if is_tick else ''}</tr>"
            )
            kept, self.out = self.out, []
            self._parts(question, truth)
            inner, self.out = self.out, kept
            if inner:
                self.out.append(f"<tr><td></td><td colspan=4>{''.join(inner)}</td></tr>")
        self.out.append("</tbody></table>")

    def _parts(self, question: Question, truth: Truth) -> None:
        for part in question.parts:
            if part.kind == Kind.TICK:
                continue
            value = truth.value if part is question.main else truth.parts[part.key]
            self._part(part, value, lone=is_lone(question, part, self.style))

    def _part(self, part: Part, value: Any, *, lone: bool) -> None:
        label = self.text(part.label)
        if part.kind == Kind.CHOICES:
            marks = [
                (self._mark(ticked=c.key in (value or [])), self.text(c.label))
                for c in part.choices
            ]
            after = self.style.box_after
            items = "".join(f"<p>{t} {m}</p>" if after else f"<p>{m} {t}</p>" for m, t in marks)
            self.out.append(f"<p>{label}</p>{items}")
        elif part.kind == Kind.ROWS:
            self.out.append(f"<p>{label}</p>{self._rows(part, value or [])}")
        else:
            shown_ = html.escape(shown(value, part.kind, self.language))
            self.out.append(f"<p>{'' if lone else label + ': '}{shown_}</p>")

    def _rows(self, part: Part, rows: list[dict[str, Any]]) -> str:
        heads = "".join(f"<th>{self.text(c.label)}</th>" for c in part.columns)
        fixed = {row.key: self.text(row.label) for row in part.rows}
        lines = []
        by_key = {row.get("row"): row for row in rows}
        listed = [by_key.get(key, {"row": key}) for key in fixed] if fixed else rows
        for row in listed:
            cells = "".join(
                f"<td>{html.escape(shown(row.get(c.key), c.kind, self.language))}</td>"
                for c in part.columns
            )
            first = f"<td>{fixed[row['row']]}</td>" if fixed else ""
            lines.append(f"<tr>{first}{cells}</tr>")
        lead = "<th></th>" if fixed else ""
        return f"<table><tr>{lead}{heads}</tr>{''.join(lines)}</table>"


def pdf_of(source: str, truth: dict[str, Truth]) -> bytes:
    """A PDF of the source; the truth is told the pages."""
    import weasyprint

    document = weasyprint.HTML(string=source).render()
    for number, page in enumerate(document.pages, 1):
        for key in page.anchors:
            if key in truth and truth[key].page is None:
                truth[key].page = number
    data: bytes = document.write_pdf()
    return data


SHAPES = ("cross", "check", "filled", "dot")
GLYPHS = (
    ("☒", "☐"),
    ("☑", "☐"),
    ("■", "□"),
    ("[x]", "[ ]"),
    ("[X]", "[ ]"),
    ("●", "○"),
    ("(x)", "( )"),
)
FONTS = ("DejaVu Sans", "DejaVu Serif", "Noto Sans", "Noto Serif")


def style_of(rng: random.Random, kind: str) -> Style:
    """A style by chance."""
    ticks = {
        "pdf": ("drawn", "drawn", "glyph", "bare", "words"),
        "html": ("control", "glyph", "words"),
        "docx": ("control", "glyph", "symbol", "field"),
    }
    layout = rng.choice(("lines", "table"))
    chosen = rng.choice(ticks.get(kind, ("words",)))
    if chosen == "bare":
        layout = "table"
    if chosen == "words":
        layout = "lines"
    return Style(
        kind=kind,
        layout=layout,
        ticks=chosen,
        shape=rng.choice(SHAPES),
        box_after=rng.random() < 0.25,
        font=rng.choice(FONTS),
        size=rng.choice((8, 9, 10, 11, 12)),
        margin=rng.choice((12, 18, 25)),
        has_labels=rng.random() < 0.6,
        has_cites=rng.random() < 0.7,
        number_style=rng.choice(("{}", "{}", "{}.")),
        is_bordered=rng.random() < 0.6,
        repeats_head=rng.random() < 0.6,
        glyphs=rng.choice(GLYPHS),
        options_stacked=rng.random() < 0.3,
    )


def filled_form(
    form: Form, seed: int, kind: str = "pdf", language: str = "en", *, unsure: float = 0.0
) -> Filled:
    """An invented filled form of a kind: pdf, docx, html or xlsx."""
    rng = random.Random(seed)  # noqa: S311 - inventions, no secrets
    style = style_of(rng, kind)
    is_drawn = kind == "pdf" and style.ticks in ("drawn", "bare", "glyph")
    truth = fill(form, rng, language, unsure=unsure if is_drawn else 0.0)
    name = f"{kind} {language} {seed}: {style.layout} {style.ticks} {style.shape}"
    if kind == "xlsx":
        return Filled(name, workbook(form, language, truth), truth, form, language)
    if kind == "docx":
        return Filled(
            name, DocxWriter(form, language, truth, style, rng).write(), truth, form, language
        )
    source = HtmlWriter(form, language, truth, style, rng).write()
    data = source.encode() if kind == "html" else pdf_of(source, truth)
    return Filled(name, data, truth, form, language)
