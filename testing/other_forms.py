"""More invented filled forms, laid out by other decisions than those of ``filled_forms``: cards,
answers left of the questions, a column of words, newspaper columns, words with a ring around them,
answers in cells of their own, a sign at the answer alone, and a version with other numbers."""

import html
import random
from dataclasses import dataclass, field, replace
from typing import Any

from questionnaires.form import DEVELOPING, NO, YES, Form, Kind, Part, Question
from testing.filled_forms import pdf_of
from testing.form_truth import TERMS, Filled, Truth, fill, shown, text_of

LAYOUTS = ("cards", "left", "column", "newspaper", "rings", "below")
# Answers that are told from others by their cell, or by the one sign of their line.
CELL_LAYOUTS = ("stacked", "matrix", "lone")
NUMBERS = ("Q{}", "{}.", "Question {}", "{}", "{})", "Q{}.")
CSS = (
    ".card{border:1pt solid #999;border-radius:3pt;padding:4pt;margin:4pt 0;break-inside:auto}"
    ".box{border:.5pt solid #777;min-height:14pt;padding:2pt;margin:2pt 0}"
    ".ring{border:1.2pt solid #b00;border-radius:50%;padding:1pt 6pt}"
    "table{border-collapse:collapse;width:100%}td,th{padding:4pt;text-align:start}"
    ".lined td,.lined th{border:.5pt solid black}.c{width:13%;text-align:center}"
    "p{margin:3pt 0}.j{text-align:justify}.s{font-size:85%;color:#333}h2{font-variant:normal}"
)


def circle(*, ticked: bool, rng: random.Random) -> str:
    inner = {
        0: '<circle cx="6" cy="6" r="3" fill="black"/>',
        1: '<path d="M3 3L9 9M9 3L3 9" stroke="black" stroke-width="1.1"/>',
        2: '<path d="M2.5 6L5 9L10 1" fill="none" stroke="navy" stroke-width="1.4"/>',
    }[rng.randrange(3)]
    return (
        '<svg width="12" height="12" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5" fill="none" '
        f'stroke="#222" stroke-width=".7"/>{inner if ticked else ""}</svg>'
    )


def square(*, ticked: bool) -> str:
    cross = '<path d="M1 1L13 13M13 1L1 13" stroke="black" stroke-width="1"/>' if ticked else ""
    sides = "M1 1H13M1 13H13M1 1V13M13 1V13"
    return (
        f'<svg width="14" height="14" viewBox="0 0 14 14"><path d="{sides}" stroke="black" '
        f'fill="none" stroke-width=".6"/>{cross}</svg>'
    )


@dataclass
class Writer:
    form: Form
    language: str
    truth: dict[str, Truth]
    layout: str
    number: str
    rng: random.Random
    out: list[str] = field(default_factory=list)

    def text(self, texts: Any) -> str:
        return html.escape(text_of(texts, self.language))

    def term(self, key: str) -> str:
        return TERMS[self.language][key]

    def write(self) -> str:
        for section in self.form.sections:
            title = self.text(section.title)
            self.out.append(f"<h2>{self.rng.choice(('Section ', ''))}{section.number} {title}</h2>")
            if self.layout in ("left", "column"):
                self._table(section.questions)
            elif self.layout in ("stacked", "matrix"):
                self._cells(section.questions)
            else:
                for question in section.questions:
                    getattr(self, f"_{self.layout}")(question)
        size, margin = self.rng.choice((8.5, 9.5, 10.5)), self.rng.choice((15, 22))
        narrow = (
            ".lined{font-size:55%;table-layout:fixed;overflow-wrap:anywhere}"
            if self.layout == "newspaper"
            else ""
        )
        columns = "columns:2;column-gap:9mm;" if self.layout == "newspaper" else ""
        narrow += self.rng.choice(("", "tr{break-inside:avoid}"))
        direction = "rtl" if self.language == "ar" else "ltr"
        page = (
            f"@page{{size:{self.rng.choice(('A4', 'letter'))};margin:{margin}mm;"
            f"@bottom-center{{content:counter(page)}}@top-left{{content:'{self.term('head')}'}}}}"
        )
        font = self.rng.choice(("Noto Sans", "DejaVu Serif", "Noto Serif", "DejaVu Sans"))
        return (
            f"<html lang={self.language} dir={direction}><head><style>{page}{CSS}{narrow}body{{font:{size}pt "
            f"'{font}','Noto Naskh Arabic','Noto Sans CJK SC';{columns}}}</style></head><body>"
            f"<h1>{self.text(self.form.title)}</h1>{''.join(self.out)}</body></html>"
        )

    def _no(self, question: Question) -> str:
        return self.number.format(question.number)

    def _cites(self, question: Question) -> str:
        cited = ", ".join(f"{c.document} {c.paragraph}" for c in question.cites)
        return f" <span class=s>[{cited}]</span>" if cited else ""

    def _cards(self, question: Question) -> None:
        truth = self.truth[question.key]
        lines = [
            f"<p id={question.key}><b>{self._no(question)}</b></p>"
            f"<p class=j>{self.text(question.text)}{self._cites(question)}</p>"
        ]
        if question.main.kind == Kind.TICK:
            lines += [
                f"<p>{circle(ticked=truth.value == a, rng=self.rng)} &nbsp; {self.term(a)}</p>"
                for a in question.main.answers
            ]
        self.out.append(f"<div class=card>{''.join(lines)}{self._parts(question)}</div>")

    def _newspaper(self, question: Question) -> None:
        truth = self.truth[question.key]
        self.out.append(
            f"<p id={question.key}><b>{self._no(question)}</b> {self.text(question.text)}</p>"
        )
        if question.main.kind == Kind.TICK:
            marks = "".join(
                f"<span style='margin-right:14pt'>{square(ticked=truth.value == a)} {self.term(a)}</span> "
                for a in question.main.answers
            )
            self.out.append(f"<p>{marks}</p>")
        self.out.append(self._parts(question))

    def _rings(self, question: Question) -> None:
        truth = self.truth[question.key]
        self.out.append(
            f"<p id={question.key}><b>{self._no(question)} {self.text(question.text)}</b></p>"
        )
        if question.main.kind == Kind.TICK:
            words = " &nbsp; ".join(
                f"<span class={'ring' if truth.value == a else 'x'}>{self.term(a)}</span>"
                for a in question.main.answers
            )
            self.out.append(f"<p style='margin:6pt 20pt'>{words}</p>")
        self.out.append(self._parts(question))

    def _below(self, question: Question) -> None:
        truth = self.truth[question.key]
        self.out.append(
            f"<p id={question.key}>{self._no(question)} {self.text(question.text)}{self._cites(question)}</p>"
        )
        if question.main.kind == Kind.TICK:
            marks = " ".join(
                f"{self.term(a)} [{'X' if truth.value == a else '&nbsp;'}]"
                for a in question.main.answers
            )
            self.out.append(f"<p>{marks}</p>")
        self.out.append(self._parts(question))

    def _table(self, questions: tuple[Question, ...]) -> None:
        answers = (YES, NO, DEVELOPING)
        if self.layout == "left":
            heads = "".join(f"<th class=c>{self.term(a)}</th>" for a in answers)
            heads += f"<th>{self.term('question')}</th>"
        else:
            heads = (
                f"<th>№</th><th>{self.term('question')}</th><th class=c>{self.term('answer')}</th>"
            )
        self.out.append(f"<table class=lined><thead><tr>{heads}</tr></thead>")
        for question in questions:
            truth = self.truth[question.key]
            is_tick = question.main.kind == Kind.TICK
            text = f"{self.text(question.text)}{self._cites(question)}"
            if self.layout == "left":
                cells = "".join(
                    f"<td class=c>{'✓' if is_tick and truth.value == a else ''}</td>"
                    for a in answers
                )
                row = f"{cells}<td id={question.key}>{self._no(question)} {text}{self._parts(question)}</td>"
            else:
                word = self.term(truth.value) if is_tick and truth.value else ""
                row = (
                    f"<td>{self._no(question)}</td><td id={question.key}>{text}{self._parts(question)}</td>"
                    f"<td class=c style='vertical-align:middle'>{word}</td>"
                )
            self.out.append(f"<tr>{row}</tr>")
        self.out.append("</table>")

    def _lone(self, question: Question) -> None:
        """The one answer with a sign before it, the others without a box."""
        truth = self.truth[question.key]
        self.out.append(
            f"<p id={question.key}><b>{self._no(question)} {self.text(question.text)}</b></p>"
        )
        if question.main.kind == Kind.TICK:
            signs = [
                ("✓ " if truth.value == a else "") + self.term(a) for a in question.main.answers
            ]
            self.out.append(f"<p>{' &emsp; '.join(signs)}</p>")
        self.out.append(self._parts(question))

    def _cells(self, questions: tuple[Question, ...]) -> None:
        """Answers below one another in a cell beside the question, or an x in narrow cells with the
        State's words beside them."""
        self.out.append("<table class=lined>")
        if self.layout == "matrix":
            heads = "".join(f"<th>{self.term(a)}</th>" for a in (YES, NO, DEVELOPING))
            self.out.append(
                f"<thead><tr><th>#</th><th>{self.term('question')}</th>{heads}"
                "<th style='width:30%'></th></tr></thead>"
            )
        for question in questions:
            truth, without = self.truth[question.key], ""
            text = f"{self.text(question.text)}{self._cites(question)}"
            if self.layout == "matrix":
                text_part = next((p for p in question.parts[1:] if p.kind == Kind.TEXT), None)
                without = text_part.key if text_part else ""
                written = html.escape(str(truth.parts.get(without) or ""))
                cells = "".join(
                    f"<td style='text-align:center'>{'X' if truth.value == a else ''}</td>"
                    for a in (YES, NO, DEVELOPING)
                )
                cells = f"<td>{question.number}</td><td id={question.key}>{text}</td>{cells}<td>{written}</td>"
            else:
                marks = "".join(
                    f"<p>{circle(ticked=truth.value == a, rng=self.rng)} {self.term(a)}</p>"
                    for a in question.main.answers
                )
                cells = f"<td id={question.key}>{self._no(question)} {text}</td><td style='width:28%'>{marks}</td>"
            self.out.append(f"<tr>{cells}</tr>")
            if rest := self._parts(question, without):
                self.out.append(f"<tr><td colspan=6>{rest}</td></tr>")
        self.out.append("</table>")

    def _parts(self, question: Question, without: str = "") -> str:
        truth = self.truth[question.key]
        found = []
        for part in question.parts:
            if part.kind != Kind.TICK and part.key != without:
                value = truth.value if part is question.main else truth.parts[part.key]
                found.append(self._part(part, value))
        return "".join(found)

    def _part(self, part: Part, value: Any) -> str:
        label = self.text(part.label)
        if part.kind == Kind.CHOICES:
            marks = [
                (square(ticked=c.key in (value or [])), self.text(c.label)) for c in part.choices
            ]
            return f"<p>{label}</p>" + "".join(f"<p>{m} {t}</p>" for m, t in marks)
        if part.kind == Kind.ROWS:
            return f"<p>{label}</p>{self._rows(part, value or [])}"
        written = html.escape(shown(value, part.kind, self.language))
        if self.layout == "cards":
            return f"<p class=s>{label}</p><div class=box>{written}</div>"
        return f"<p><i>{label}</i>: {written}</p>"

    def _rows(self, part: Part, rows: list[dict[str, Any]]) -> str:
        fixed = {row.key: self.text(row.label) for row in part.rows}
        by_key = {row.get("row"): row for row in rows}
        listed = [by_key.get(key, {"row": key}) for key in fixed] if fixed else rows
        lead = "<th></th>" if fixed else ""
        heads = lead + "".join(f"<th>{self.text(c.label)}</th>" for c in part.columns)
        lines = []
        for row in listed:
            first = f"<td>{fixed[row['row']]}</td>" if fixed else ""
            cells = "".join(
                f"<td>{html.escape(shown(row.get(c.key), c.kind, self.language))}</td>"
                for c in part.columns
            )
            lines.append(f"<tr>{first}{cells}</tr>")
        return f"<table class=lined><tr>{heads}</tr>{''.join(lines)}</table>"


def renumbered(form: Form) -> Form:
    """Another version of a form: its sections in another order of numbers, its questions' too."""
    sections = []
    order = [*form.sections[1:4], form.sections[0], *form.sections[4:]]
    for number, section in enumerate(order, 1):
        questions = tuple(
            replace(question, number=f"{number}.{at}", gates=())
            for at, question in enumerate(section.questions, 1)
        )
        sections.append(replace(section, number=str(number), questions=questions))
    return replace(form, version=form.version + 1, sections=tuple(sections))


def other_form(form: Form, seed: int, language: str = "en", layout: str = "") -> Filled:
    """An invented filled form in PDF by other decisions."""
    rng = random.Random(seed)  # noqa: S311 - inventions, no secrets
    chosen = layout or LAYOUTS[seed % len(LAYOUTS)]
    truth = fill(form, rng, language)
    number = rng.choice(NUMBERS)
    source = Writer(form, language, truth, chosen, number, rng).write()
    name = f"other {language} {seed}: {chosen} {number}"
    return Filled(name, pdf_of(source, truth), truth, form, language)


def filled_form(form: Form, seed: int, kind: str = "pdf", language: str = "en") -> Filled:
    """``other_form`` under the name that ``filled_forms`` gives its own; ``kind`` is PDF."""
    return other_form(form, seed, language)
