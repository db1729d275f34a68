"""Form field and widget for a text in six languages, used by the admin."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.multilingual import LANGUAGE_NAMES, RIGHT_TO_LEFT, current_language
from common.words import language_names


class MultilingualWidget(forms.MultiWidget):
    """One input per language, each with its own ``lang`` and ``dir``, labelled in that language."""

    template_name = "common/widgets/multilingual.html"
    # Inputs that are empty and not in the page's language are folded under a heading.
    short_template_name = "common/widgets/multilingual_short.html"

    def __init__(self, *, multiline: bool = False, attrs: dict[str, Any] | None = None) -> None:
        base = forms.Textarea if multiline else forms.TextInput
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: base(attrs=self._attrs(code, multiline=multiline)) for code in LANGUAGE_NAMES
        }
        super().__init__(widgets, attrs)

    @staticmethod
    def _attrs(code: str, *, multiline: bool) -> dict[str, Any]:
        attrs: dict[str, Any] = {
            "lang": code,
            "dir": "rtl" if code in RIGHT_TO_LEFT else "ltr",
            "class": "vLargeTextField" if multiline else "vTextField",
            "aria-label": LANGUAGE_NAMES[code],
        }
        return {**attrs, "rows": 3} if multiline else attrs

    def decompress(self, value: dict[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in LANGUAGE_NAMES]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each input with its language, and whether a short form shows it at once: if it is filled,
        or in the language of the page."""
        context = super().get_context(name, value, attrs)
        current = current_language()
        for subwidget, (code, label) in zip(
            context["widget"]["subwidgets"], LANGUAGE_NAMES.items(), strict=True
        ):
            is_shown = code == current or bool(subwidget["value"])
            subwidget.update(language=code, language_name=label, is_shown=is_shown)
        return context


class MultilingualFormField(forms.MultiValueField):
    """Compresses the six inputs into ``{"en": …}`` without the empty ones."""

    def __init__(
        self,
        *,
        required_languages: Collection[str] = (),
        multiline: bool = False,
        **kwargs: Any,
    ) -> None:
        for json_only in ("encoder", "decoder"):
            kwargs.pop(json_only, None)
        self.required_languages = tuple(required_languages)
        kwargs["widget"] = MultilingualWidget(multiline=multiline)
        fields = [forms.CharField(required=False) for _code in LANGUAGE_NAMES]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str] | None) -> dict[str, str]:
        texts = zip(LANGUAGE_NAMES, data_list or [], strict=False)
        return {code: text for code, text in texts if text}

    def clean(self, value: Any) -> Any:
        texts = super().clean(value)
        missing = [code for code in self.required_languages if code not in texts]
        if missing:
            raise ValidationError(
                _("Enter the text in %(languages)s."),
                code="language_missing",
                params={"languages": language_names(missing)},
            )
        return texts

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or {}) != self.compress([str(text or "").strip() for text in data or []])
