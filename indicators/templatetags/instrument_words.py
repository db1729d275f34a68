"""Amounts, days and sources of records, for templates."""

from django import template

from indicators import words

register = template.Library()
register.filter("amount", words.amount)
register.filter("with_unit", words.with_unit)
register.filter("when", words.when)
