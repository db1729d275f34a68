"""The table of security answers every item of the standard, and every test that it names exists."""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "security.md").read_text()
ITEMS = dict(
    line.split()
    for line in (ROOT / "tracker/tests/data/asvs_5_levels_1_2.txt").read_text().splitlines()
)
ROW = re.compile(r"^\| (V[0-9.]+[0-9*]) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


@cache
def functions_of(path: str) -> set[str]:
    """The names of the functions in a file; empty if there is no such file."""
    if not (ROOT / path).is_file():
        return set()
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_item_has_one_answer() -> None:
    rows = [item for item, _answer in ROW.findall(TEXT)]
    assert len(rows) == len(set(rows))
    whole_chapters = {row[:-1] for row in rows if row.endswith("*")}
    by_chapter = {item for item in ITEMS if item.split(".")[0] + "." in whole_chapters}
    assert len(ITEMS) == 253
    assert by_chapter | {row for row in rows if not row.endswith("*")} == set(ITEMS)
    assert not by_chapter & set(rows)


def test_an_answer_is_a_test_or_a_reason() -> None:
    empty = [
        item
        for item, answer in ROW.findall(TEXT)
        if not NAMED.search(answer) and len(answer.split()) < 3
    ]
    assert empty == []


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(TEXT)
    assert len(named) > 100
    gone = [f"{path}::{name}" for path, name in named if name not in functions_of(path)]
    assert gone == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-bench"])
def test_every_requirement_is_pinned_with_the_hashes_of_its_files(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(lines) > 20
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_bill_of_materials_names_every_requirement() -> None:
    requirements = (ROOT / "requirements.txt").read_text()
    pinned = re.findall(r"^[\w.-]+==", requirements, re.MULTILINE)
    program = [sys.executable, str(ROOT / "scripts" / "bill_of_materials.py")]
    found = json.loads(subprocess.check_output(program))["components"]
    assert len(found) == len(set(pinned)) > 20
    assert {each["purl"].split("@")[0] for each in found} >= {"pkg:pypi/django", "pkg:pypi/pillow"}
