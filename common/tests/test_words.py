"""Shares, lists and remarks in the form of each language."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from common.words import colon

ADDED = re.compile(r'\{% translate "[^"]*"(?: context "[^"]*")? %\}:')
FACES = ("accounts", "common", "portal", "publications", "website")


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Meeting:"), ("fr", "Meeting\u00a0:"), ("zh-hans", "Meeting："), ("ar", "Meeting:")],
)
def test_a_colon_is_set_as_the_language_has_it(language: str, label: str) -> None:
    with override(language):
        assert colon("Meeting") == label


def test_no_page_adds_a_colon_of_its_own_to_a_translated_word() -> None:
    pages = [page for face in FACES for page in Path(settings.BASE_DIR, face).rglob("*.html")]
    found = [
        page for page in pages if "/admin/" not in str(page) and ADDED.search(page.read_text())
    ]
    assert found == []
