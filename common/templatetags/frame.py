"""Pieces of pages that are the same on page after page."""

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context

from common.addresses import place

register = template.Library()


class KeptNode(Node):
    # No block of a page that extends this one can be in it.
    child_nodelists = ()

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.kept: dict[tuple[Any, ...], str] = {}

    def render(self, context: Context) -> str:
        values = (value.resolve(context, ignore_failures=True) for value in self.values)
        key = (*place(), *values)
        if key not in self.kept:
            with context.push():
                self.kept[key] = self.nodelist.render(context)
        return self.kept[key]


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """``{% kept value … %} … {% endkept %}``: made once in a process for each language and for the
    values. So it must depend on nothing else: on no record, no reader and no day, and values must
    be few. What is made of words and addresses alone is half of the frame of a page."""
    values = [parser.compile_filter(each) for each in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, values)
