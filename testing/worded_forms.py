"""Invented filled forms whose answers are told without a box: by striking out the other words, by
shading, bold or underlining, on short lines to tick, or chosen from a list. In HTML, PDF, DOCX and
XLSX; made by a seed, each with its truth."""

import html
import io
import random
from typing import Any

from questionnaires.form import Choice, Form, Kind, Part, Question
from testing.filled_forms import HtmlWriter, pdf_of
from testing.form_office import (
    DocxWriter,
    looking,
    paragraph,
    run,
)
from testing.form_truth import TERMS, Filled, Style, Truth, fill, settle_choices, shown, text_of

WAYS = ("struck", "shaded", "bold", "underlined", "line", "list")
KINDS = ("html", "pdf", "docx", "xlsx")
JOINTS = (" / ", " &nbsp; &nbsp; ", " | ", "<br>", ", ")
INVITATIONS = {
    "en": ("Choose an item.", "Click or tap here to enter text."),
    "fr": ("Choisissez un élément.", "Cliquez ou appuyez ici pour entrer du texte."),
    "es": ("Elija un elemento.", "Haga clic o pulse aquí para escribir texto."),
    "ru": ("Выберите элемент.", "Место для ввода текста."),
    "ar": ("اختر عنصراً.", "انقر أو اضغط هنا لإدخال نص."),
    "zh": ("选择一项。", "单击或点击此处输入文字。"),
}
STYLES = {
    "struck": "text-decoration:line-through",
    "shaded": "background:{}",
    "bold": "font-weight:bold",
    "underlined": "text-decoration:underline",
}
SHADES = ("yellow", "#ddd", "#c6efce", "#ffe699", "lightblue")
RUNS = {
    "struck": "<w:strike/>",
    "shaded": '<w:highlight w:val="yellow"/>',
    "bold": "<w:b/>",
    "underlined": '<w:u w:val="single"/>',
}


def is_told(way: str, truth: Truth, answer: str) -> bool:
    """Whether a printed answer has the emphasis: the chosen one, or all others where they are
    struck out."""
    if truth.value is None:
        return False
    return (truth.value != answer) if way == "struck" else (truth.value == answer)


def is_choice_told(way: str, choice: Choice, value: list[str] | None) -> bool:
    """Whether a printed choice has the emphasis."""
    if value is None:
        return False
    return (choice.key in value) != (way == "struck")


class WordedHtml(HtmlWriter):
    way = "bold"
    joint = " / "
    shade = "yellow"
    blank = "___"
    in_cells = False
    is_by_look = False

    def _options(self, question: Question, truth: Truth) -> str:
        answers = question.main.answers
        if self.way == "list":
            shown_ = self.term(truth.value) if truth.value else INVITATIONS[self.language][0]
            return f"<p>{self.term('answer')}: {shown_}</p>"
        words = [self._word(answer, truth) for answer in answers]
        if self.in_cells:
            cells = "".join(f"<td{self._style(a, truth)}>{self.term(a)}</td>" for a in answers)
            return f"<table><tr>{cells}</tr></table>"
        return f"<p>{self.joint.join(words)}</p>"

    def _style(self, answer: str, truth: Truth) -> str:
        if self.way in STYLES and is_told(self.way, truth, answer):
            return f' style="{STYLES[self.way].format(self.shade)}"'
        return ""

    def _word(self, answer: str, truth: Truth) -> str:
        word = self.term(answer)
        if self.way == "line":
            line = self.blank
            if truth.value == answer:
                half = line[: len(line) // 2] or "_"
                line = f"{half}X{half}"
            return f"{word} {line}" if self.style.box_after else f"{line} {word}"
        return f"<span{self._style(answer, truth)}>{word}</span>"

    def _part(self, part: Part, value: Any, *, lone: bool) -> None:
        if part.kind == Kind.CHOICES and self.is_by_look:
            self.out.append(f"<p>{self.text(part.label)}</p>")
            self.out += [self._choice(choice, value) for choice in part.choices]
            return
        is_written = part.kind not in (Kind.CHOICES, Kind.ROWS)
        if self.way == "list" and value is None and is_written:
            label = self.text(part.label)
            self.out.append(f"<p>{label}: {INVITATIONS[self.language][1]}</p>")
            return
        super()._part(part, value, lone=lone)

    def _choice(self, choice: Choice, value: list[str] | None) -> str:
        is_told = is_choice_told(self.way, choice, value)
        style = f' style="{STYLES[self.way].format(self.shade)}"' if is_told else ""
        return f"<p><span{style}>{self.text(choice.label)}</span></p>"


class WordedDocx(DocxWriter):
    way = "bold"
    joint = " / "
    blank = "___"
    is_by_look = False
    is_flagged = True

    def _lines(self, question: Question) -> None:
        truth = self.truth[question.key]
        number = self.style.number_style.format(question.number)
        self.out.append(paragraph(run(f"{number} {self.text(question.text)}")))
        if question.main.kind == Kind.TICK:
            self.out += self._printed(question, truth)
        self.out += self._parts(question, truth)

    def _printed(self, question: Question, truth: Truth) -> list[str]:
        if self.way == "list":
            return [paragraph(run(f"{self.term('answer')}: "), self._list(question, truth))]
        words = [self._word(answer, truth) for answer in question.main.answers]
        if self.joint == "<br>":
            return [paragraph(word) for word in words]
        between = run(html.unescape(self.joint).replace("\xa0", " "))
        return [paragraph(between.join(words))]

    def _word(self, answer: str, truth: Truth) -> str:
        word = self.term(answer)
        if self.way == "line":
            line = self.blank
            if truth.value == answer:
                half = line[: len(line) // 2] or "_"
                line = f"{half}X{half}"
            return run(f"{word} {line}" if self.style.box_after else f"{line} {word}")
        if not is_told(self.way, truth, answer):
            return run(word)
        return looking(word, RUNS[self.way])

    def _list(self, question: Question, truth: Truth) -> str:
        invitation = INVITATIONS[self.language][0]
        shown_ = self.term(truth.value) if truth.value else invitation
        flag = "<w:showingPlcHdr/>" if self.is_flagged and truth.value is None else ""
        items = "".join(
            f'<w:listItem w:displayText="{self.term(a)}" w:value="{a}"/>'
            for a in question.main.answers
        )
        return (
            f"<w:sdt><w:sdtPr>{flag}<w:dropDownList>{items}</w:dropDownList></w:sdtPr>"
            f"<w:sdtContent>{run(shown_)}</w:sdtContent></w:sdt>"
        )

    def _parts(self, question: Question, truth: Truth) -> list[str]:
        if self.way != "list":
            return super()._parts(question, truth)
        kept = truth.parts
        found = super()._parts(question, truth)
        for part in question.parts:
            is_written = part.kind not in (Kind.CHOICES, Kind.ROWS, Kind.TICK)
            value = truth.value if part is question.main else kept.get(part.key)
            if is_written and value is None:
                label = self.text(part.label)
                empty = paragraph(run(f"{label}: "))
                flag = "<w:showingPlcHdr/>" if self.is_flagged else ""
                control = (
                    f"<w:sdt><w:sdtPr>{flag}<w:text/></w:sdtPr>"
                    f"<w:sdtContent>{run(INVITATIONS[self.language][1])}</w:sdtContent></w:sdt>"
                )
                filled = paragraph(run(f"{label}: "), control)
                found = [filled if each == empty else each for each in found]
        return found

    def choice(self, choice: Choice, value: list[str] | None) -> str:
        if not self.is_by_look:
            return super().choice(choice, value)
        is_told = is_choice_told(self.way, choice, value)
        return paragraph(looking(self.text(choice.label), RUNS[self.way] if is_told else ""))


def worded_form(form: Form, seed: int, way: str, kind: str, language: str = "en") -> Filled:
    """An invented filled form that answers in one way."""
    rng = random.Random(seed)  # noqa: S311 - inventions, no secrets
    truth = fill(form, rng, language)
    style = Style(
        kind=kind,
        layout="lines",
        ticks="glyph",
        box_after=rng.random() < 0.5,
        font=rng.choice(("DejaVu Sans", "Noto Serif")),
        size=rng.choice((9, 11)),
        has_labels=True,
        has_cites=rng.random() < 0.5,
        number_style=rng.choice(("{}", "{}.")),
        is_bordered=rng.random() < 0.6,
    )
    joint, shade = rng.choice(JOINTS), rng.choice(SHADES)
    blank, is_flagged = rng.choice(("_", "__", "_____")), rng.random() < 0.5
    if way == "line" and joint == ", ":
        joint = " &nbsp; "
    in_cells = way in STYLES and rng.random() < 0.3
    is_by_look = way in STYLES and kind != "xlsx" and rng.random() < 0.5
    if is_by_look:
        settle_choices(form, truth, is_struck=way == "struck")
    name = f"{kind} {language} {seed}: {way} {joint!r} cells={in_cells} blank={blank}"
    name += " choices" if is_by_look else ""
    if kind == "xlsx":
        return Filled(name, _workbook(form, language, truth, way, shade), truth, form, language)
    if kind == "docx":
        docx = WordedDocx(form, language, truth, style, rng)
        docx.way, docx.joint, docx.blank, docx.is_flagged = way, joint, blank, is_flagged
        docx.is_by_look = is_by_look
        return Filled(name, docx.write(), truth, form, language)
    page = WordedHtml(form, language, truth, style, rng)
    page.way, page.joint, page.shade, page.blank = way, joint, shade, blank
    page.in_cells, page.is_by_look = in_cells, is_by_look
    source = page.write()
    # Questions are not bold where the answer is.
    source = source.replace(".q{font-weight:bold}", "") if way == "bold" else source
    data = source.encode() if kind == "html" else pdf_of(source, truth)
    return Filled(name, data, truth, form, language)


def _workbook(form: Form, language: str, truth: dict[str, Truth], way: str, shade: str) -> bytes:
    """A row for each question with its answers side by side, one of which is told; the rest below
    it, a label and what is written."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for question in form.questions():
        own = truth[question.key]
        row: list[Any] = [question.number, text_of(question.text, language)]
        is_tick = question.main.kind == Kind.TICK
        sheet.append(
            [*row, *(_cells(question, own, way, TERMS[language], language) if is_tick else ())]
        )
        if is_tick and way in STYLES:
            _tell(sheet, question, own, way, shade)
        for part in question.parts:
            if part.kind != Kind.TICK:
                value = own.value if part is question.main else own.parts[part.key]
                append_part(sheet, part, value, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(
    question: Question, own: Truth, way: str, term: dict[str, str], language: str
) -> list[str]:
    """What stands beside a question."""
    answers = question.main.answers
    if way == "list":
        return [term[own.value] if own.value else INVITATIONS[language][0]]
    if way == "line":
        return [f"{'_X_' if own.value == answer else '___'} {term[answer]}" for answer in answers]
    return [term[answer] for answer in answers]


def _tell(sheet: Any, question: Question, own: Truth, way: str, shade: str) -> None:
    """Give the cells of the last row the emphasis that tells the answer."""
    from openpyxl.styles import Font, PatternFill

    fonts: dict[str, dict[str, Any]] = {
        "struck": {"strike": True},
        "bold": {"bold": True},
        "underlined": {"underline": "single"},
    }
    for column, answer in enumerate(question.main.answers, 3):
        if is_told(way, own, answer):
            cell = sheet.cell(sheet.max_row, column)
            if way == "shaded":
                cell.fill = PatternFill(
                    "solid", fgColor="FFFF00" if shade == "yellow" else "C6EFCE"
                )
            else:
                cell.font = Font(**fonts[way])


def append_part(sheet: Any, part: Part, value: Any, language: str) -> None:
    label = text_of(part.label, language)
    if part.kind == Kind.CHOICES:
        sheet.append([None, label])
        for choice in part.choices:
            mark = "x" if choice.key in (value or []) else None
            sheet.append([None, text_of(choice.label, language), mark])
    elif part.kind == Kind.ROWS:
        fixed = {row.key: text_of(row.label, language) for row in part.rows}
        sheet.append([None, label])
        sheet.append([None, None, *(text_of(c.label, language) for c in part.columns)])
        by_key = {row.get("row"): row for row in value or []}
        listed = [by_key.get(key, {"row": key}) for key in fixed] if fixed else (value or [])
        for row in listed:
            cells = [shown(row.get(c.key), c.kind, language) or None for c in part.columns]
            sheet.append([None, fixed.get(row.get("row", "")), *cells])
    else:
        sheet.append([None, label, shown(value, part.kind, language) or None])
