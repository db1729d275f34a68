"""Forms of the submission page: register a report, edit it while it is being written, add files."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.multilingual import LANGUAGE_CHOICES
from reports.attachments import files
from reports.models import Attachment, Submission
from reports.submissions import workflow


class LanguagesField(forms.MultipleChoiceField):
    """Some of the six languages, in the United Nations' order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=LANGUAGE_CHOICES, required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        chosen = super().clean(value)
        return [code for code, _name in LANGUAGE_CHOICES if code in chosen]


class SubmissionForm(forms.ModelForm):
    """A submission that is being written."""

    languages = LanguagesField(
        label=_("Languages"), help_text=_("The languages the report is written in.")
    )


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put ``error``'s messages beside the fields they are about, others above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, messages in error.message_dict.items():
        known = field != NON_FIELD_ERRORS and field in form.fields
        form.add_error(field if known else None, messages)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more uploads."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploads = data if isinstance(data, list | tuple) and data else [data or None]
        cleaned = [super(FilesField, self).clean(upload, initial) for upload in uploads]
        return [upload for upload in cleaned if upload]


class RegisterForm(SubmissionForm):
    """Registers the report with its files through the workflow, all of it or nothing. The
    workflow's refusals become the form's errors.

    ``user`` is set by the admin that makes the form's class.
    """

    user: Any = None
    uploads = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("The report as it came. Others can be attached on its page."),
    )
    is_public = forms.BooleanField(
        label=_("Anyone may download them once the report is published"), required=False
    )

    def clean_uploads(self) -> list[UploadedFile]:
        return accepted(self.cleaned_data["uploads"])

    def _post_clean(self) -> None:
        if self.errors:
            self._ask_for_files_again()
            return
        report = dict(self.cleaned_data)
        uploads, is_public = report.pop("uploads", []), report.pop("is_public", False)
        try:
            with transaction.atomic():
                registered = workflow.register(by=self.user, **report)
                language = registered.only_language
                attach_all(
                    registered, uploads, by=self.user, language=language, is_public=is_public
                )
        except ValidationError as error:
            add_errors(self, error)
            self._ask_for_files_again()
        else:
            self.instance = registered

    def _ask_for_files_again(self) -> None:
        """A page that is shown again has no files: browsers keep none."""
        if self.files.getlist("uploads") and "uploads" not in self.errors:
            self.add_error("uploads", _("Choose the files again."))


class UploadForm(forms.Form):
    """Files to keep with a submission: all of them, or none when one is refused."""

    uploads = FilesField(label=_("Files"))
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("not stated")), *LANGUAGE_CHOICES], required=False
    )
    is_public = forms.BooleanField(
        label=_("Anyone may download them once the report is published"), required=False
    )

    @classmethod
    def of(cls, submission: Submission) -> "UploadForm":
        """An empty form, with the report's language chosen where it has only one."""
        return cls(initial={"language": submission.only_language})

    def clean_uploads(self) -> list[UploadedFile]:
        return accepted(self.cleaned_data["uploads"])

    @transaction.atomic
    def attach(self, submission: Submission, *, by: Any) -> list[Attachment]:
        """Attach every file. Raises PermissionDenied, or ValidationError when it is too late."""
        return attach_all(submission, by=by, **self.cleaned_data)


def attach_all(submission: Submission, uploads: list[UploadedFile], **how: Any) -> list[Attachment]:
    """Attach one upload after the other, all of them alike (``files.attach``)."""
    return [files.attach(submission, upload, **how) for upload in uploads]


def accepted(uploads: list[UploadedFile]) -> list[UploadedFile]:
    """The uploads, all of which are accepted. Raises ValidationError, with what is wrong with
    each."""
    refusals = [refusal for upload in uploads for refusal in refusals_of(upload)]
    if refusals:
        raise ValidationError(refusals)
    return uploads


def refusals_of(upload: UploadedFile) -> list[str]:
    """Why ``upload`` is not accepted, each with the file's name; empty when it is."""
    try:
        files.check(upload)
    except ValidationError as error:
        return [f"{upload.name}: {message}" for message in error.messages]
    return []
