"""Texts in six languages as they come from the database, where a process has read them before."""

import pytest
from django.db.models.fields.json import KT

from commitments.models import Theme

pytestmark = pytest.mark.django_db


def test_texts_that_are_read_twice_are_each_reader_s_own():
    theme = Theme.objects.create(key="own", name={"en": "Marking", "fr": "Marquage"})
    first, second = (Theme.objects.get(pk=theme.pk) for _time in range(2))
    first.name["en"] = "Changed"
    assert second.name == Theme.objects.get(pk=theme.pk).name == {"en": "Marking", "fr": "Marquage"}


def test_the_text_in_one_language_is_read_as_it_is():
    for text in ("Marking", "{no JSON"):
        Theme.objects.update_or_create(key="own", defaults={"name": {"en": text}})
        found = Theme.objects.annotate(said=KT("name__en")).get(key="own")
        assert (found.name, found.said) == ({"en": text}, text)
        assert Theme.objects.values_list("name__en", flat=True).get(key="own") == text
