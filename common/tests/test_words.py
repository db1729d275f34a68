"""Shares, lists and remarks in the form of each language."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.utils.translation import override

from common.words import colon

ADDED = re.compile(r'\{% translate "[^"]*"(?: context "[^"]*")? %\}:')
# In templates: what is translated, by whether it ends a sentence or announces what follows, and
# whatever else is filled in.
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<script\b.*?</script>", re.DOTALL)
BLOCK = re.compile(r"\{% blocktrans.*?(.)(?:</\w+>)?\s*\{% endblocktrans\w* %\}", re.DOTALL)
WORDS = re.compile(r"""\{% translate (["']).*?(.)\1(?: context "[^"]*")? %\}""")
OTHER = re.compile(r"\{% (?:else|elif|block|endblock|filter)\b[^%]*%\}")
FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
BESIDE = re.compile(
    "\x01(?:\x00|</\\w+>)* +[^\\s·]"
    "|\x01\x00*\\s*\n\\s*\x00*[\x01\x02]"
    "|[(][^()\n]*[\x00-\x02][^()\n]*[)]"
)
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


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Due: 3 (late). More"),
        ("fr", "Due\u00a0: 3 (late). More"),
        ("zh-hans", "Due：3（late）.More"),
        ("ar", "Due: 3 (late). More"),
    ],
)
def test_gaps_and_brackets_are_those_of_the_language(language: str, expected: str) -> None:
    template = engines["django"].from_string(
        '{% load texts %}{{ "Due"|colon }}3{% bracketed %}late{% endbracketed %}.{% gap %}More'
    )
    with override(language):
        assert template.render() == expected


def test_no_page_sets_gaps_and_brackets_of_its_own_beside_translated_words() -> None:
    """Chinese has other brackets, and no gap after a sentence or a colon."""

    def ended(mark: str) -> str:
        return "\x01" if mark in ".?!:" else "\x02"

    found = []
    for page in Path(settings.BASE_DIR).glob("*/templates/**/*.html"):
        text = COMMENT.sub("", page.read_text())
        text = BLOCK.sub(lambda block: ended(block[1]), text)
        text = WORDS.sub(lambda words: ended(words[2]), text)
        text = OTHER.sub("\x03", text)
        text = FILLED.sub("\x00", text.replace("|colon }} ", "|colon }}\x01 "))
        found += [f"{page.name}: {each[0]}" for each in BESIDE.finditer(text)]
    assert found == []
