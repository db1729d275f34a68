"""Forms of the import pages: the file, where it goes, and one question to correct."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.files.reading.lines import MAX_BYTES
from common.multilingual import LANGUAGE_CHOICES, RIGHT_TO_LEFT
from questionnaires.admin.fields import CELL_KINDS, CitesField
from questionnaires.blank.model import (
    Blank,
    BlankColumn,
    BlankGate,
    BlankPart,
    BlankQuestion,
)
from questionnaires.blank.planning import LANGUAGE, NEW, NEXT, Choices, PlannedQuestion
from questionnaires.form import Form, Kind, Privacy
from questionnaires.models import PartKind, PartPrivacy, ReportTemplate
from questionnaires.words import TICKS
from reports.models import ReporterKind, ReportingCycle

ACCEPTED = ".docx,.pdf,.html,.htm,.xlsx"
MODES = [
    (NEW, _("a new form")),
    (NEXT, _("the next version of a form")),
    (LANGUAGE, _("another language of a form")),
]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Blank form"),
        help_text=_("DOCX, PDF with text, HTML or XLSX, in one language, with nothing filled in."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("as the text shows")), *LANGUAGE_CHOICES],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB."),
                code="too_large",
                params={"limit": MAX_BYTES // 1024**2},
            )
        return file


class ChoicesForm(forms.Form):
    """Where the form goes."""

    mode = forms.ChoiceField(label=_("It is"), choices=MODES)
    template = forms.ModelChoiceField(
        label=_("Of the form"),
        queryset=ReportTemplate.objects.all(),
        required=False,
        empty_label=_("a new form"),
    )
    key = forms.CharField(label=_("Key"), max_length=60, required=False)
    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of reporter"),
        choices=ReporterKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cycles = forms.ModelMultipleChoiceField(
        label=_("Cycles"),
        queryset=ReportingCycle.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @staticmethod
    def initial_of(choices: Choices) -> dict[str, Any]:
        return {
            name: getattr(choices, name)
            for name in ("mode", "template", "key", "title", "source", "kinds", "cycles")
        }

    def choices(self, before: Choices) -> Choices:
        """What was chosen. With another form, what staff decided on joins and continuations is
        dropped."""
        data = self.cleaned_data
        template = data["template"].pk if data["template"] else None
        is_same = (template, data["mode"]) == (before.template, before.mode)
        return Choices(
            data["mode"],
            template,
            data["key"],
            data["title"],
            data["source"],
            data["kinds"],
            [cycle.code for cycle in data["cycles"]],
            before.joins if is_same else {},
            before.continues if is_same else {},
        )


class LinesField(forms.CharField):
    """One text to a line."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "dir": "auto"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class PartForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=PartKind.choices, initial=PartKind.TICK)
    label = forms.CharField(
        label=_("Label"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    privacy = forms.ChoiceField(
        label=_("Who may read it"), choices=PartPrivacy.choices, initial=PartPrivacy.PUBLIC
    )
    answers = forms.MultipleChoiceField(
        label=_("Boxes of a tick"),
        choices=list(TICKS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    choices = LinesField(label=_("Choices, one to a line"))
    columns = LinesField(
        label=_("Columns, one to a line"), help_text=_("A column of numbers: Seized | number")
    )
    rows = LinesField(label=_("Fixed rows, one to a line"))

    def clean_columns(self) -> Any:
        kinds = {str(kind) for kind, _label in CELL_KINDS}
        for line in self.cleaned_data["columns"]:
            _name, _sign, kind = line.partition("|")
            if kind.strip() and kind.strip() not in kinds:
                raise forms.ValidationError(
                    _("“%(word)s” is no kind of column: write text, number or date."),
                    params={"word": kind.strip()[:40]},
                )
        return self.cleaned_data["columns"]

    @staticmethod
    def initial_of(part: BlankPart) -> dict[str, Any]:
        return {
            "kind": part.kind,
            "label": part.label,
            "privacy": part.privacy,
            "answers": part.answers,
            "choices": part.choices,
            "columns": [f"{column.label} | {column.kind}" for column in part.columns],
            "rows": part.rows,
        }

    def part(self) -> BlankPart:
        data, kind = self.cleaned_data, Kind(self.cleaned_data["kind"])
        measured = {c.label: c.measures for c in self.initial_part.columns}
        columns = [line.partition("|") for line in data["columns"]]
        return BlankPart(
            kind,
            data["label"].strip(),
            Privacy(data["privacy"]),
            [each for each in TICKS if each in data["answers"]] if kind == Kind.TICK else [],
            data["choices"] if kind == Kind.CHOICES else [],
            [
                BlankColumn(
                    name.strip(), Kind(of.strip() or "text"), measured.get(name.strip(), "")
                )
                for name, _sign, of in columns
            ]
            if kind == Kind.ROWS
            else [],
            data["rows"] if kind == Kind.ROWS else [],
            self.initial_part.measures if kind == Kind.NUMBER else "",
        )

    @property
    def initial_part(self) -> BlankPart:
        found = self.initial.get("part")
        return found if isinstance(found, BlankPart) else BlankPart(Kind.TEXT)


PartFormSet: Any = forms.formset_factory(PartForm, extra=1, can_delete=True, can_order=True)


class QuestionForm(forms.Form):
    """One question as it was read, to be corrected; what it joins or continues on record."""

    number = forms.CharField(label=_("Number"), max_length=10)
    section = forms.TypedChoiceField(label=_("Section"), coerce=int, choices=[])
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
    )
    cites = CitesField(label=_("Cited paragraphs"))
    gates = LinesField(
        label=_("Asked only if"),
        help_text=_("One earlier question to a line with its answers: 1.1: yes, developing"),
    )
    joins = forms.ChoiceField(label=_("Translates"), required=False)
    continues = LinesField(
        label=_("Continues"),
        help_text=_(
            "Earlier questions by number, one to a line; where an answer is another one now:"
            " 1.2: developing = yes"
        ),
    )
    left_out = forms.BooleanField(label=_("Leave it out"), required=False)

    def __init__(
        self,
        *args: Any,
        blank: Blank,
        row: PlannedQuestion,
        record: Form | None,
        mode: str,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.row, self.record = row, record
        fields: dict[str, Any] = self.fields
        fields["section"].choices = [
            (place, f"{section.number} {section.title}"[:100])
            for place, section in enumerate(blank.sections)
        ]
        direction = "rtl" if blank.language in RIGHT_TO_LEFT else "ltr"
        fields["text"].widget.attrs.update({"lang": blank.language, "dir": direction})
        if record is None or mode != LANGUAGE:
            del self.fields["joins"]
        else:
            texts = [
                (q.key, f"{q.number} {q.text.get('en', '')}"[:120]) for q in record.questions()
            ]
            fields["joins"].choices = [("", _("none")), *texts]
        if record is None or mode != NEXT:
            del self.fields["continues"]

    @staticmethod
    def initial_of(blank: Blank, row: PlannedQuestion, record: Form | None) -> dict[str, Any]:
        question = row.question
        place = next(n for n, s in enumerate(blank.sections) if question in s.questions)
        return {
            "number": question.number,
            "section": place,
            "text": question.text,
            "cites": question.cites,
            "gates": [f"{gate.on}: {', '.join(gate.values)}" for gate in question.gates],
            "joins": row.joins,
            "continues": [
                _continued(record.by_key[key].number, pairs)
                for key, pairs in row.continues.items()
                if record is not None
            ],
            "left_out": question.left_out,
        }

    def clean_gates(self) -> list[BlankGate]:
        found = []
        for line in self.cleaned_data["gates"]:
            on, sign, values = line.partition(":")
            listed = [value.strip() for value in values.split(",") if value.strip()]
            if not sign or not listed:
                raise forms.ValidationError(_("Write a question and its answers: 1.1: yes"))
            found.append(BlankGate(on.strip(), listed))
        return found

    def clean_continues(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for line in self.cleaned_data["continues"]:
            number, _sign, written = line.partition(":")
            earlier = self.record.by_number.get(number.strip()) if self.record else None
            if earlier is None:
                raise forms.ValidationError(
                    _("There is no earlier question %(number)s."), params={"number": number[:20]}
                )
            pairs = [pair.partition("=") for pair in written.split(",") if pair.strip()]
            if not all(sign for _then, sign, _now in pairs):
                raise forms.ValidationError(_("Write pairs of answers: developing = yes"))
            found[earlier.key] = {then.strip(): now.strip() for then, _s, now in pairs}
        return found

    def question(self, parts: list[BlankPart]) -> BlankQuestion:
        data, before = self.cleaned_data, self.row.question
        return BlankQuestion(
            data["number"].strip(),
            " ".join(data["text"].split()),
            parts,
            data["gates"],
            data["cites"],
            before.page,
            before.line,
            data["left_out"],
        )


def _continued(number: str, pairs: dict[str, str]) -> str:
    written = ", ".join(f"{then} = {now}" for then, now in pairs.items())
    return f"{number}: {written}" if written else number
