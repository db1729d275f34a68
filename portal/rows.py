"""A list in a form: a few controls in each line, and empty lines to fill in. An emptied line is
removed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# Empty lines after the filled ones.
EMPTY = 2
# The most lines that are read from a request: more than any form shows.
MOST = 200


class RowsWidget(forms.Widget):
    """The value is a list of mappings, with the names of ``columns`` as keys. ``columns`` has a
    label and a widget for each name."""

    def __init__(self, columns: Mapping[str, tuple[Any, forms.Widget]] | None = None) -> None:
        super().__init__()
        self.columns = dict(columns or {})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = [*(value or []), *({} for _turn in range(EMPTY))]
        lines = [
            [
                {"label": label, "id": f"id_{key}", "control": self._control(key, row.get(each), w)}
                for each, (label, w) in self.columns.items()
                for key in (f"{name}-{index}-{each}",)
            ]
            for index, row in enumerate(rows)
        ]
        return render_to_string("portal/includes/rows.html", {"lines": lines})

    @staticmethod
    def _control(name: str, value: Any, widget: forms.Widget) -> SafeString:
        return widget.render(name, value or "", attrs={"id": f"id_{name}"})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        found = []
        for index in range(MOST):
            keys = {each: f"{name}-{index}-{each}" for each in self.columns}
            if not any(key in data for key in keys.values()):
                break
            row = {each: str(data.get(key, "")).strip() for each, key in keys.items()}
            if any(row.values()):
                found.append(row)
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""


class RowsField(forms.Field):
    """The lines reach the record as typed: the record checks them."""

    widget = RowsWidget

    def clean(self, value: Any) -> list[dict[str, str]]:
        return list(value or [])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != list(data or [])
