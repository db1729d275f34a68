"""How forms are written: as Django writes them, lists to choose from without a template, and long
ones without a dictionary for each option.

Django includes a template for each option and another for its attributes. The filters of the
coverage page have 150 options, which took a third of its time; so that list alone is written here,
as ``django/forms/widgets/select.html`` has it but for empty lines.
"""

import html
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.forms import Select
from django.forms.renderers import DjangoTemplates
from django.utils.choices import BaseChoiceIterator
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString


class Renderer(DjangoTemplates):
    """The renderer of the settings (``FORM_RENDERER``)."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == Select.template_name and _has_plain_options(context["widget"]):
            return _select(context["widget"])
        return str(super().render(template_name, context, request))


def _has_plain_options(widget: Mapping[str, Any]) -> bool:
    return all(
        option["template_name"] == Select.option_template_name
        for _name, options, _index in widget["optgroups"]
        for option in options
    )


def _select(widget: Mapping[str, Any]) -> str:
    written = []
    for name, options, _index in widget["optgroups"]:
        rows = "".join([f"\n  {_option(option)}" for option in options])
        if name:
            rows = f'\n  <optgroup label="{conditional_escape(name)}">{rows}\n  </optgroup>'
        written.append(rows)
    attributes = f'name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}'
    return f"<select {attributes}>{''.join(written)}\n</select>"


def _option(option: Mapping[str, Any]) -> str:
    label = conditional_escape(localize(option["label"]))
    value = escape(str(option["value"]))
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>'


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        [
            f" {conditional_escape(name)}" + ("" if value is True else f'="{escape(str(value))}"')
            for name, value in attributes.items()
            if value is not False
        ]
    )


class Choices(BaseChoiceIterator):
    """Choices as pairs of texts, which are ready. (Django looks into each choice of any other list
    for groups and functions, for the field and for its list.)"""

    def __init__(self, choices: Iterable[tuple[str, Any]]) -> None:
        self.choices = tuple(choices)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self.choices)


class LongSelect(Select):
    """A list of many choices, which are plain texts without groups or attributes."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        given = self.format_value(value)[0]
        written = []
        for key, label in self.choices:
            is_chosen = " selected" if key == given else ""
            written.append(
                f'\n  <option value="{html.escape(key)}"{is_chosen}>'
                f"{html.escape(str(label))}</option>"
            )
        attributes = _attributes(self.build_attrs(self.attrs, attrs))
        opened = f'<select name="{conditional_escape(name)}"{attributes}>'
        return SafeString(f"{opened}{''.join(written)}\n</select>")
