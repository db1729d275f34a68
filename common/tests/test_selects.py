"""Lists to choose from are written as Django's own templates write them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from common.selects import Choices, LongSelect, Renderer


class Marked(forms.Select):
    option_template_name = "django/forms/widgets/checkbox_option.html"


CHOICES = [
    ("", "Any"),
    ("a&b", "<A> & 'B'"),
    (2022, 2022),
    ("late", gettext_lazy("States")),
    ('Group "1"', [("x", "X"), ("y", "Y")]),
]


@pytest.mark.parametrize("value", ["", "a&b", 2022, "y", None])
@pytest.mark.parametrize(
    "widget",
    [
        forms.Select(choices=CHOICES),
        forms.Select(attrs={"id": 'a"b', "disabled": True, "hidden": False}, choices=CHOICES),
        forms.SelectMultiple(choices=CHOICES),
        forms.NullBooleanSelect(),
        Marked(choices=CHOICES),
    ],
)
def test_a_list_is_written_as_by_the_template(widget, value):
    value = [value] if widget.allow_multiple_selected else value
    ours, theirs = (
        widget.render("a<b", value, attrs={"required": True}, renderer=renderer)
        for renderer in (Renderer(), DjangoTemplates())
    )
    assert _lines(ours) == _lines(theirs)


@pytest.mark.parametrize("value", ["", "a&b", "late", "nothing", None])
def test_a_long_list_is_written_as_by_the_template(value):
    attributes = {"id": 'a"b', "disabled": True}
    ours, theirs = (
        widget(attributes, choices).render("a<b", value, attrs={"required": True})
        for widget, choices in (
            (LongSelect, Choices([*CHOICES[:2], CHOICES[3]])),
            (forms.Select, [*CHOICES[:2], CHOICES[3]]),
        )
    )
    assert ours == theirs


def _lines(written):
    return [line for line in written.split("\n") if line.strip()]


def test_it_is_the_renderer_of_every_form():
    assert isinstance(forms.Form().renderer, Renderer)
