"""Form fields for what the records keep as lists and objects, as a person writes it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.forms import MultilingualFormField
from questionnaires.blank import cited
from questionnaires.form import Kind, Privacy
from questionnaires.models import PartKind, PartPrivacy
from questionnaires.models.templates import KEY
from questionnaires.words import TICKS, tick_word


def answer_labels(keys: Iterable[str]) -> list[str]:
    """Answers as they are called in the active language; keys of choices stay as they are."""
    return [tick_word(key) for key in keys]


class WordsField(forms.CharField):
    """Keys of answers, with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return [word.strip() for word in str(value or "").split(",") if word.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class CitesField(forms.CharField):
    """Cited paragraphs as a form prints them, in any of the six languages."""

    def __init__(self, **kwargs: Any) -> None:
        for json_only in ("encoder", "decoder"):
            kwargs.pop(json_only, None)
        kwargs.setdefault("help_text", _("Such as: PoA II.4; ITI 25; RevCon3 II.A.5"))
        super().__init__(**{**kwargs, "required": False})

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(" ".join(each) for each in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list) or not str(value or "").strip():
            return value or []
        found = cited.citations(str(value))
        if found is None:
            raise ValidationError(
                _("This was not understood as paragraphs. Write such as: PoA II.4; ITI 8 (a)."),
                code="cites",
            )
        return [[each.document, each.paragraph] for each in found]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(str(self.prepare_value(initial) or "") != str(data or "").strip())


class PairsField(forms.CharField):
    """Answers of then and now: ``partly = developing``, one pair to a line."""

    def __init__(self, **kwargs: Any) -> None:
        for json_only in ("encoder", "decoder"):
            kwargs.pop(json_only, None)
        kwargs["widget"] = forms.Textarea(attrs={"rows": 2, "cols": 30})
        kwargs["help_text"] = _("Where an answer is another one now: developing = yes")
        super().__init__(**{**kwargs, "required": False})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return "\n".join(f"{then} = {now}" for then, now in value.items())
        return value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return dict(value)
        found = {}
        for line in str(value or "").splitlines():
            then, sign, now = line.partition("=")
            if not line.strip():
                continue
            if not (sign and then.strip() and now.strip()):
                raise ValidationError(_("Write one pair to a line: developing = yes"), code="pairs")
            found[then.strip()] = now.strip()
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or {}) != self.to_python(data))
        except ValidationError:
            return True


# What a part of each kind has, beside its own label.
GROUPS = {
    Kind.CHOICES.value: ("choices",),
    Kind.ROWS.value: ("columns", "rows"),
}
TITLES = {"choices": _("Choices"), "columns": _("Columns"), "rows": _("Rows")}
CELL_KINDS = [(k.value, k.label) for k in (PartKind.TEXT, PartKind.NUMBER, PartKind.DATE)]
EXTRA = 2


class OptionsWidget(forms.Widget):
    """The boxes of a tick; choices, columns and rows with their labels in six languages. ``kind``
    is that of the part, ``is_frozen`` leaves its keys as they are."""

    template_name = "questionnaires/widgets/options.html"
    kind = ""
    is_frozen = False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = value or {}
        context["widget"] |= {
            "is_tick": self.kind == Kind.TICK,
            "is_frozen": self.is_frozen,
            "answers": [
                {"key": key, "label": label, "is_there": key in options.get("answers", ())}
                for key, label in TICKS.items()
            ],
            "groups": [self._group(name, each, options) for each in GROUPS.get(self.kind, ())],
        }
        return context

    def _group(self, name: str, group: str, options: Mapping[str, Any]) -> dict[str, Any]:
        listed = list(options.get(group, ()))
        listed += [{"key": "", "label": {}}] * (0 if self.is_frozen else EXTRA)
        lines = []
        for place, each in enumerate(listed):
            prefix = f"{name}-{group}-{place}"
            label = MultilingualFormField().widget.render(f"{prefix}-label", each["label"])
            lines.append({**each, "prefix": prefix, "texts": label})
        return {
            "name": f"{name}-{group}",
            "title": TITLES[group],
            "lines": lines,
            "has_kinds": group == "columns",
            "kinds": CELL_KINDS,
            "privacies": PartPrivacy.choices,
            "count": len(lines),
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if self.kind == Kind.TICK:
            given = set(data.getlist(f"{name}-answers"))
            return {"answers": [key for key in TICKS if key in given]}
        found: dict[str, Any] = {}
        for group in GROUPS.get(self.kind, ()):
            count = str(data.get(f"{name}-{group}-count", "0"))
            places = range(min(int(count), 500) if count.isdecimal() else 0)
            lines = [self._line(data, files, f"{name}-{group}-{place}", group) for place in places]
            found[group] = [line for line in lines if line["key"] or line["label"]]
        return found

    @staticmethod
    def _line(data: Any, files: Any, prefix: str, group: str) -> dict[str, Any]:
        field = MultilingualFormField()
        given = field.widget.value_from_datadict(data, files, f"{prefix}-label")
        label = field.compress([str(text or "").strip() for text in given])
        line: dict[str, Any] = {"key": data.get(f"{prefix}-key", "").strip(), "label": label}
        if group == "columns":
            for name, default in (("kind", Kind.TEXT), ("measures", ""), ("privacy", "public")):
                line[name] = data.get(f"{prefix}-{name}", "").strip() or str(default)
        return line

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-shown" not in data


class OptionsField(forms.Field):
    widget = OptionsWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, label=_("What is filled in"))

    def clean(self, value: Any) -> Any:
        """Raise ValidationError for keys that are invalid, or used twice."""
        for group in ("choices", "columns", "rows"):
            lines = (value or {}).get(group, [])
            keys = [line["key"] for line in lines]
            if len(set(keys)) < len(keys):
                raise ValidationError(_("A key stands there twice."), code="key")
            for line in lines:
                KEY(line["key"])
                if not line["label"]:
                    raise ValidationError(
                        _("%(key)s has no label."), code="label", params={"key": line["key"]}
                    )
                if group == "columns":
                    _check_column(line)
        return value or {}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)


def _check_column(line: Mapping[str, Any]) -> None:
    kinds = {str(kind) for kind, _label in CELL_KINDS}
    if line["kind"] not in kinds or line["privacy"] not in set(map(str, Privacy)):
        raise ValidationError(_("Choose the kind of a column from the list."), code="column")
