"""The layout of the project: all lists of its packages agree, and templates keep the same order of
dependencies as imports (``pyproject.toml`` has the contract for imports)."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

from common.our_apps import our_apps, with_public_records
from common.release import files
from tracker.house import OUR_APPS

ROOT = settings.BASE_DIR
# Packages beside the product: tests and the benchmark use them, the image omits them.
BESIDE = {"benchmarks", "testing"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {each["name"]: each for each in PROJECT["tool"]["importlinter"]["contracts"]}
FLOORS = [re.split(r" \| ", floor) for floor in CONTRACTS["The floors of the house"]["layers"]]


def packages() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/__init__.py")}


def test_every_package_is_of_the_product_or_beside_it() -> None:
    assert packages() == set(OUR_APPS) | BESIDE
    assert [app.name for app in our_apps()] == list(OUR_APPS)


def test_the_contract_has_the_packages_in_the_same_order() -> None:
    assert [name for floor in FLOORS for name in floor] == list(OUR_APPS)
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == packages()
    whole = CONTRACTS["No circles between the parts of a room"]
    assert set(whole["ancestors"]) == set(OUR_APPS)
    apart = CONTRACTS["The product imports neither its tests' builders nor the benchmark"]
    assert set(apart["source_modules"]) == set(OUR_APPS)
    assert set(apart["forbidden_modules"]) == BESIDE


def test_tests_are_looked_for_in_every_package_that_has_some() -> None:
    with_tests = {path.parent.name for path in ROOT.glob("*/tests")}
    assert with_tests <= set(PROJECT["tool"]["pytest"]["ini_options"]["testpaths"])


def test_the_image_has_the_product_and_nothing_beside_it() -> None:
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert set(left_out) >= BESIDE
    assert not set(left_out) & set(OUR_APPS)
    compiled = re.search(r"compileall (.*)", (ROOT / "Dockerfile").read_text())
    assert compiled
    assert compiled[1] == "-q ."


def test_a_release_is_told_by_every_package_of_the_product() -> None:
    digested = {path.relative_to(ROOT).parts[0] for path in files(ROOT)}
    assert digested == set(OUR_APPS) | {"requirements.txt"}


def test_what_the_public_sees_moves_the_stamp() -> None:
    public = {app.label for app in with_public_records()}
    assert public == {
        "commitments",
        "cooperation",
        "indicators",
        "participation",
        "questionnaires",
        "reports",
    }


# Templates

FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}
REFERENCE = re.compile(r"""\{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")
LOADED = re.compile(r"\{%-?\s*load\s+(.*?)\s*-?%\}", re.DOTALL)


def templates() -> list[Path]:
    return sorted(
        path
        for app in our_apps()
        for folder in [Path(app.path) / "templates"]
        for path in folder.rglob("*")
        if path.is_file()
    )


def package_of(path: str | Path) -> str | None:
    """Our package that has the file; None for another's file."""
    inside = Path(path)
    return inside.relative_to(ROOT).parts[0] if inside.is_relative_to(ROOT) else None


def may_use(user: str, used: str | None) -> bool:
    ours = used in FLOOR_OF
    return not ours or used == user or FLOOR_OF[str(used)] > FLOOR_OF[user]


def referred(path: Path) -> Iterator[tuple[str, str | None]]:
    """Each template and tag library that a template names, with its package."""
    text = path.read_text(encoding="utf-8")
    for name in REFERENCE.findall(text):
        template = get_template(name)
        yield name, package_of(template.origin.name)  # type: ignore[attr-defined]
    libraries = engines["django"].engine.libraries  # type: ignore[attr-defined]
    for loaded in LOADED.findall(text):
        for name in loaded.split(" from ")[-1].split():
            yield name, libraries[name].split(".")[0]


@pytest.mark.once
def test_templates_keep_the_order_of_dependencies() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} uses {name} of {used}"
        for path in templates()
        for name, used in referred(path)
        if not may_use(str(package_of(path)), used)
    ]
    assert not wrong


@pytest.mark.once
def test_code_renders_templates_of_its_own_package_or_of_one_below() -> None:
    names = {
        str(path.relative_to(Path(app.path) / "templates")): app.name
        for app in our_apps()
        for path in (Path(app.path) / "templates").rglob("*.*")
    }
    wrong = [
        f"{module.relative_to(ROOT)} renders {name} of {names[name]}"
        for app in our_apps()
        for module in Path(app.path).rglob("*.py")
        if "tests" not in module.parts
        for name in texts_in(module)
        if name in names and not may_use(app.name, names[name])
    ]
    assert not wrong


def texts_in(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_a_template_of_another_floor_would_be_noticed() -> None:
    assert not may_use("common", "website")
    assert not may_use("website", "portal")
    assert may_use("portal", "publications")
    assert may_use("common", None)
    assert apps.is_installed("common")


# Tables beside the records: temporary data, and counters.
NOT_DRAWN = {
    "BlankForm",
    "CodingSuggestion",
    "DataStamp",
    "ImportLog",
    "MailTemplate",
    "NewsChoice",
    "OutcomeProposal",
    "RejectedLink",
}
DRAWN = ("commitments", "reports", "participation", "contacts", "questionnaires")


@pytest.mark.once
def test_the_pictures_of_the_data_show_every_record() -> None:
    """A new model is drawn in docs/architecture.md, or named among those that are not."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    pictures = re.findall(r"```mermaid\nerDiagram\n(.*?)```", text, re.DOTALL)
    drawn = set(re.findall(r"\b[A-Z][A-Za-z]+\b", "\n".join(pictures)))
    records = {
        model.__name__
        for app in DRAWN
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    assert records - drawn - NOT_DRAWN == set()
