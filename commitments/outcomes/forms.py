"""Forms of the import pages: the file, where it goes, and one row to correct."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.models import Addressee, DocumentKind, Meeting, OutcomeDocument
from commitments.outcomes.load.proposal import (
    Choices,
    Edit,
    Heading,
    NewDocument,
    Proposal,
    ProposedRow,
)
from commitments.outcomes.messages import refusal
from commitments.outcomes.parse.model import Outcome, PartKind
from common.files.reading.lines import MAX_BYTES, Refused
from common.multilingual import LANGUAGE_CHOICES, RIGHT_TO_LEFT

ACCEPTED = ".pdf,.docx,.html,.htm,.md,.txt"


class UploadForm(forms.Form):
    """The file. What kind of document it is, is read from the file and shown on the next page."""

    file = forms.FileField(
        label=_("Official file"),
        help_text=_("PDF with text, DOCX, HTML, Markdown or plain text, in one language."),
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
            refused = Refused("too_large", MAX_BYTES // 1024**2)
            raise forms.ValidationError(refusal(refused), code=refused.code)
        return file


class ChoicesForm(forms.Form):
    """Which part of the file goes into which document, in which language."""

    part = forms.TypedChoiceField(label=_("Part of the file"), coerce=int, choices=[])
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", "—"), *LANGUAGE_CHOICES]
    )
    document = forms.ModelChoiceField(
        label=_("Document"),
        queryset=OutcomeDocument.objects.all(),
        to_field_name="key",
        required=False,
        empty_label=_("a new document"),
    )
    create_missing = forms.NullBooleanField(
        label=_("Paragraphs not on record yet"),
        required=False,
        widget=forms.Select(
            choices=[
                ("unknown", _("create, unless the language is new to the document")),
                ("true", _("create")),
                ("false", _("leave out")),
            ]
        ),
    )
    replace_headings = forms.BooleanField(
        label=_("Replace headings on record by other ones"),
        required=False,
        help_text=_("Corrected words are taken over without this."),
    )
    explanations = forms.ChoiceField(
        label=_("Paragraphs that explain the recommendations"),
        required=False,
        choices=[
            ("", _("as the text shows; none where that is open")),
            ("above", _("those above each recommendation")),
            ("below", _("those below each recommendation")),
            ("none", _("none")),
        ],
    )
    key = forms.CharField(
        label=_("Key"), max_length=80, required=False, help_text=_("Such as bms9.")
    )
    symbol = forms.CharField(label=_("Symbol"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind.choices, required=False)
    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    meeting = forms.ModelChoiceField(
        label=_("Meeting"), queryset=Meeting.objects.all(), to_field_name="key", required=False
    )

    of_new_documents = ("key", "symbol", "kind", "title", "meeting")

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [
            (index, f"{index + 1}. {part.label or part.title[:60]} ({len(part.paragraphs)} ¶)")
            for index, part in enumerate(outcome.parts)
        ]
        field: Any = self.fields["part"]
        field.choices = parts or [(-1, "—")]
        if not any(one.above or one.below for part in outcome.parts for one in part.paragraphs):
            del self.fields["explanations"]

    @property
    def general(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.of_new_documents]

    @property
    def about_new(self) -> list[forms.BoundField]:
        return [self[name] for name in self.of_new_documents]

    @staticmethod
    def initial_of(choices: Choices) -> dict[str, Any]:
        """The fields of the choices and of the new document, which have the same names."""
        return {**asdict(choices.new or NewDocument("", "")), **asdict(choices)}

    def choices(self, before: Choices) -> Choices:
        """What was chosen. Corrections of rows belong to their part: choosing another part drops
        them."""
        keys = {
            name: getattr(self.cleaned_data[name], "key", "") for name in ("document", "meeting")
        }
        data = {**self.cleaned_data, **keys}
        data["kind"] = data["kind"] or DocumentKind.OUTCOME
        new = NewDocument(**{name: data.pop(name) for name in self.of_new_documents})
        edits = before.edits if data["part"] == before.part else {}
        return Choices(**data, new=new, edits=edits)


class RowForm(forms.Form):
    """One paragraph as proposed, to be corrected."""

    number = forms.CharField(label=_("Number"), max_length=20)
    section = forms.ChoiceField(label=_("Section"), required=False)
    is_operative = forms.BooleanField(label=_("Operative"), required=False)
    addressees = forms.MultipleChoiceField(
        label=_("Directed to"),
        choices=Addressee.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    named_body = forms.CharField(
        label=_("Name of the body"),
        max_length=120,
        required=False,
        help_text=_("For a body named in the text that none of the other choices covers."),
    )
    text = forms.CharField(
        label=_("Official text"),
        widget=forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
    )
    footnotes = forms.CharField(
        label=_("Footnotes"),
        required=False,
        help_text=_("A line for each; it begins with the mark that stands in the official text."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        required=False,
        help_text=_("The paragraphs that explain it, with their numbers; no part of its own text."),
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
    )
    left_out = forms.NullBooleanField(
        label=_("Import this paragraph"),
        required=False,
        widget=forms.Select(
            choices=[
                ("unknown", _("as for the whole document")),
                ("false", _("yes")),
                ("true", _("leave it out")),
            ]
        ),
    )

    def __init__(self, *args: Any, proposal: Proposal, row: ProposedRow, **kwargs: Any) -> None:
        initial = {name: getattr(row, name) for name in self.base_fields}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.row = row
        self.fields["addressees"].help_text = _rests_on(row)
        section: Any = self.fields["section"]
        section.choices = [
            ("", _("before the first heading")),
            *((heading.code, _label(heading)) for heading in proposal.headings),
        ]
        language = proposal.choices.language
        attrs = {"lang": language, "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr"}
        for name in ("text", "footnotes", "explanation"):
            self.fields[name].widget.attrs.update(attrs)
        if proposal.kind != PartKind.RECOMMENDATIONS:
            del self.fields["explanation"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_operative") and not data.get("addressees"):
            self.add_error("addressees", _("An operative paragraph is directed to somebody."))
        if Addressee.NAMED_BODY in data.get("addressees", []) and not data.get("named_body"):
            self.add_error("named_body", _("Name the body."))
        return data

    def edit(self) -> Edit:
        """The correction: only what differs from what was read and guessed."""
        data = self.cleaned_data
        changed = set(self.changed_data)
        directed = tuple(data["addressees"]) if data["is_operative"] else ()
        about = changed & {"is_operative", "addressees", "named_body"}
        return Edit(
            number=data["number"].strip() if "number" in changed else None,
            section=data["section"] if "section" in changed else None,
            is_operative=data["is_operative"] if about else None,
            addressees=directed if about else None,
            named_body=data["named_body"].strip() if about else None,
            left_out=data["left_out"],
            **{name: self._text(name) for name in ("text", "explanation", "footnotes")},
        )

    def _text(self, name: str) -> str | None:
        """A text that somebody changed; None where it is unchanged."""
        before = getattr(self.row, name) or ""
        text = self.cleaned_data.get(name, before).replace("\r\n", "\n").strip()
        return text if text != before else None


def _rests_on(row: ProposedRow) -> str:
    """The words of the text by which each addressee was proposed."""
    found = [f"{Addressee(each.kind).label}: “{each.words}”" for each in row.asked if each.words]
    text = _("Proposed because of these words: %(words)s") % {"words": "; ".join(found)}
    return text if found else ""


def _label(heading: Heading) -> str:
    start = f"{heading.numeral}. " if heading.numeral else ""
    return f"{'– ' * heading.code.count('-')}{start}{heading.heading}"[:120]
