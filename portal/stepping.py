"""The common parts of forms and steps in the person's own area."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Theme
from common.forms import MultilingualWidget
from common.record_admin import version_of
from reports.submissions.messages import AT_ONCE


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def days(*names: str) -> dict[str, Any]:
    """Widgets for day fields."""
    return {name: day_input() for name in names}


class OwnForm(forms.ModelForm):
    """A form for a record of the person's own side. ``seen`` is the version that was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    changed_since: Any = gettext_lazy(
        "Somebody has changed this since. Save again to replace what they wrote."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.initial["seen"] = self.version

    @property
    def version(self) -> str:
        return str(version_of(self.instance)) if self.instance.pk else ""

    def clean_seen(self) -> str:
        """Raises ValidationError if somebody has changed the record since it was shown."""
        if self.cleaned_data["seen"] != self.version:
            # Copied as a QueryDict: a plain dict would keep only the last choice of a list.
            again: Any = self.data.copy()  # type: ignore[attr-defined]
            again["seen"] = self.version
            self.data = again
            raise ValidationError(self.changed_since, code="changed_since")
        return self.version


def made_just_now(form: forms.ModelForm, party: Any, records: "QuerySet[Any]", *also: str) -> Any:
    """The last of the party's ``records`` if the form makes a new one that says the same, in
    its fields and in the columns ``also``, and it was made just before (a double click); else None.
    The second of two clicks waits here for the first: call it in the transaction that saves."""
    if form.instance.pk is not None:
        return None
    type(party)._default_manager.select_for_update().get(pk=party.pk)
    last = records.order_by("pk").last()
    if last is None or last.history.earliest().history_date < timezone.now() - AT_ONCE:
        return None
    columns = {each.attname for each in last._meta.concrete_fields if each.name in form.fields}
    ties = {tie.name for tie in last._meta.many_to_many} & set(form.fields)
    is_same = all(
        getattr(last, name) == getattr(form.instance, name) for name in columns.union(also)
    ) and all(set(getattr(last, name).all()) == set(form.cleaned_data[name]) for name in ties)
    return last if is_same else None


class RecordForm(OwnForm):
    """The form of a request or an offer. ``multiline`` names the texts of several lines."""

    themes = forms.ModelMultipleChoiceField(
        queryset=Theme.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    multiline: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        # The label is the model's own name, which is already translated.
        fields["themes"].label = Theme._meta.verbose_name_plural
        fields["title"].required = True
        for name in self.multiline:
            fields[name].widget = type(fields[name])(multiline=True).widget
        for field in fields.values():
            if isinstance(field.widget, MultilingualWidget):
                field.widget.template_name = MultilingualWidget.short_template_name
        if self.instance.pk:
            self.initial["themes"] = list(self.instance.themes.all())


def party_of(name: str, reporters: "QuerySet[Any]", bodies: "QuerySet[Any]") -> dict[str, Any]:
    """The party that an address names, as field values: the State or organisation with that code,
    else the body with that key. Raises Http404 if there is neither."""
    reporter = reporters.filter(code=name).first()
    body = None if reporter else get_object_or_404(bodies, key=name)
    return {"reporter": reporter, "body": body}


@contextmanager
def opened(request: HttpRequest, records: "QuerySet[Any]", reference: str) -> Iterator[Any]:
    """The record of that reference. A POST locks it until the block ends; showing the page locks
    nothing. Raises Http404."""
    if request.method != "POST":
        yield get_object_or_404(records, reference=reference)
        return
    with transaction.atomic():
        yield get_object_or_404(records.select_for_update(of=("self",)), reference=reference)


def say(request: HttpRequest, step: Callable[[], Any], done: str = "") -> bool:
    """Take the step, and show a message: ``done``, or what is wrong. Returns whether it was
    taken."""
    try:
        step()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, done or _("Saved."))
    return True
