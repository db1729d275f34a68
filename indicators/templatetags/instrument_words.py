"""Amounts, days and sources of records, for templates."""

from django import template

from indicators import words

register = template.Library()
register.filter("amount", words.amount)
register.filter("with_unit", words.with_unit)
register.filter("when", words.when)
register.filter("plain_number", words.number)
register.filter("amount_in", words.amount_in)
