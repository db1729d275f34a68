"""A kept piece of a page is made once for each language and for its values."""

from django.template import Context, Template
from django.utils.translation import override

PIECE = Template(
    "{% load i18n frame %}"
    "{% kept here.name %}{% translate 'States' %} {{ here.name }} {{ other }}{% endkept %}"
)


def made(**values):
    return PIECE.render(Context(values))


def test_a_piece_is_made_anew_for_another_language_or_value_alone():
    assert made(here={"name": "a"}, other=1) == "States a 1"
    assert made(here={"name": "a"}, other=2) == "States a 1"
    assert made(here={"name": "b"}, other=3) == "States b 3"
    with override("fr"):
        assert made(here={"name": "a"}, other=4) == "États a 4"
    assert made(other=5) == "States  5"


def test_a_piece_leaves_nothing_behind():
    page = Template("{% load i18n frame %}{% kept %}{% translate 'x' as y %}{% endkept %}[{{ y }}]")
    assert page.render(Context()) == page.render(Context()) == "[]"
