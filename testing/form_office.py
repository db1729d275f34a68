"""Invented filled forms as DOCX and as a workbook."""

import html
import io
import random
import zipfile
from typing import Any

from questionnaires.form import DEVELOPING, NO, YES, Choice, Form, Kind, Part, Question
from testing.form_truth import TERMS, Style, Truth, is_lone, shown, text_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{html.escape(text, quote=False)}</w:t></w:r>'


def looking(text: str, properties: str) -> str:
    """A run that looks otherwise than plain text, where it has properties."""
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{looks}<w:t>{html.escape(text, quote=False)}</w:t></w:r>"


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def table(rows: list[list[str]]) -> str:
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc>{cell or paragraph()}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{body}</w:tbl>"


class DocxWriter:
    def __init__(
        self, form: Form, language: str, truth: dict[str, Truth], style: Style, rng: random.Random
    ) -> None:
        self.form, self.language, self.truth = form, language, truth
        self.style, self.rng = style, rng
        self.out: list[str] = []
        self.page = 1

    def term(self, key: str) -> str:
        return TERMS[self.language][key]

    def text(self, texts: Any) -> str:
        return text_of(texts, self.language)

    def mark(self, *, ticked: bool) -> str:
        ticks = self.style.ticks
        if ticks == "control":
            sign = "☒" if ticked else "☐"
            return (
                f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(ticked)}"/></w14:checkbox>'
                f"</w:sdtPr><w:sdtContent>{run(sign)}</w:sdtContent></w:sdt>"
            )
        if ticks == "symbol":
            code = "F0FE" if ticked else "F0A8"
            return f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>'
        if ticks == "field":
            checked = "<w:checked/>" if ticked else ""
            return (
                '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/>'
                f'<w:default w:val="0"/>{checked}</w:checkBox></w:ffData></w:fldChar></w:r>'
                '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
            )
        if ticks == "bare":
            return run(self.style.glyphs[0]) if ticked else ""
        return run(self.style.glyphs[0] if ticked else self.style.glyphs[1])

    def write(self) -> bytes:
        self.out.append(paragraph(run(self.text(self.form.title))))
        for section in self.form.sections:
            if self.rng.random() < 0.5:
                self.out.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
                self.page += 1
            self.out.append(paragraph(run(f"{section.number}. {self.text(section.title)}")))
            rows: list[list[str]] = []
            for question in section.questions:
                self.truth[question.key].page = self.page
                if self.style.layout == "table":
                    rows += self._rows_of(question)
                else:
                    self._lines(question)
            if rows:
                heads = ["", self.term("question"), *(self.term(a) for a in (YES, NO, DEVELOPING))]
                self.out.append(table([[paragraph(run(head)) for head in heads], *rows]))
        if self.page == 1:
            for each in self.truth.values():
                each.page = None
        body = "".join(self.out)
        return package({
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": f'<?xml version="1.0"?><w:document {W} {W14}><w:body>{body}</w:body></w:document>',
        })  # fmt: skip

    def _lines(self, question: Question) -> None:
        truth = self.truth[question.key]
        number = self.style.number_style.format(question.number)
        self.out.append(paragraph(run(f"{number} {self.text(question.text)}")))
        if question.main.kind == Kind.TICK:
            runs: list[str] = []
            for answer in question.main.answers:
                mark, word = self.mark(ticked=truth.value == answer), self.term(answer)
                runs += [run(f"{word} "), mark] if self.style.box_after else [mark, run(f" {word}")]
                runs.append(run("   "))
            self.out.append(paragraph(*runs))
        self.out += self._parts(question, truth)

    def _rows_of(self, question: Question) -> list[list[str]]:
        truth = self.truth[question.key]
        first = [paragraph(run(question.number)), paragraph(run(self.text(question.text)))]
        if question.main.kind == Kind.TICK:
            first += [
                paragraph(self.mark(ticked=truth.value == a)) if a in question.main.answers else ""
                for a in (YES, NO, DEVELOPING)
            ]
        else:
            first += ["", "", ""]
        inner = "".join(self._parts(question, truth))
        return [first, ["", inner, "", "", ""]] if inner else [first]

    def _parts(self, question: Question, truth: Truth) -> list[str]:
        found: list[str] = []
        for part in question.parts:
            if part.kind == Kind.TICK:
                continue
            value = truth.value if part is question.main else truth.parts[part.key]
            label = self.text(part.label)
            if part.kind == Kind.CHOICES:
                found.append(paragraph(run(label)))
                found += [self.choice(choice, value) for choice in part.choices]
            elif part.kind == Kind.ROWS:
                found += [paragraph(run(label)), self._rows(part, value or [])]
            else:
                shown_ = shown(value, part.kind, self.language)
                lead = "" if is_lone(question, part, self.style) else f"{label}: "
                found.append(paragraph(run(f"{lead}{shown_}")))
        return found

    def choice(self, choice: Choice, value: list[str] | None) -> str:
        mark, word = self.mark(ticked=choice.key in (value or [])), self.text(choice.label)
        runs = [run(f"{word} "), mark] if self.style.box_after else [mark, run(f" {word}")]
        return paragraph(*runs)

    def _rows(self, part: Part, rows: list[dict[str, Any]]) -> str:
        fixed = {row.key: self.text(row.label) for row in part.rows}
        by_key = {row.get("row"): row for row in rows}
        listed = [by_key.get(key, {"row": key}) for key in fixed] if fixed else rows
        lead = [paragraph()] if fixed else []
        lines = [[*lead, *(paragraph(run(self.text(c.label))) for c in part.columns)]]
        for row in listed:
            first = [paragraph(run(fixed[row["row"]]))] if fixed else []
            cells = [
                paragraph(run(shown(row.get(c.key), c.kind, self.language))) for c in part.columns
            ]
            lines.append([*first, *cells])
        return table(lines)


def package(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(form: Form, language: str, truth: dict[str, Truth]) -> bytes:
    """One row a question part: number, question, part, answer; a table below its part, with its
    columns from that of the answers on."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    term = TERMS[language]
    sheet.append(["No.", term["question"], "", term["answer"]])
    for question in form.questions():
        for part in question.parts:
            is_main = part is question.main
            own = truth[question.key]
            value = own.value if is_main else own.parts[part.key]
            lead = [
                question.number if is_main else None,
                text_of(question.text, language) if is_main else None,
                text_of(part.label, language) if not is_main or part.kind != Kind.TICK else None,
            ]
            if part.kind == Kind.ROWS:
                sheet.append(lead)
                for line in _table(part, value or [], language):
                    sheet.append([None, None, *line])
                continue
            if part.kind == Kind.TICK:
                value = term[value] if value else None
            elif part.kind == Kind.CHOICES:
                labels = {c.key: text_of(c.label, language) for c in part.choices}
                value = "; ".join(labels[key] for key in value) if value else None
            sheet.append([*lead, value])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table(part: Part, rows: list[dict[str, Any]], language: str) -> list[list[Any]]:
    """The heads of the columns, and a line for each row, led by its label where it has one."""
    fixed = {row.key: text_of(row.label, language) for row in part.rows}
    by_key = {row.get("row"): row for row in rows}
    listed = [by_key.get(key, {"row": key}) for key in fixed] if fixed else rows
    heads: list[Any] = [None, *(text_of(column.label, language) for column in part.columns)]
    return [
        heads,
        *(
            [fixed.get(row.get("row", "")), *(row.get(column.key) for column in part.columns)]
            for row in listed
        ),
    ]
