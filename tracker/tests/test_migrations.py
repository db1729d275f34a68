"""A landed migration is never rewritten: existing databases were made by it."""

import hashlib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

LANDED = Path(__file__).parent / "data" / "landed_migrations.sha256"

pytestmark = pytest.mark.once


def listed() -> dict[str, str]:
    """Path → digest of every migration that has landed."""
    lines = (line.split("  ") for line in LANDED.read_text().splitlines())
    return {path: digest for digest, path in lines}


def found() -> dict[str, str]:
    """Path → digest of the migrations in the project now."""
    folders = (Path(config.path).resolve() / "migrations" for config in apps.get_app_configs())
    ours = (folder for folder in folders if folder.parent.parent == settings.BASE_DIR)
    files = sorted(file for folder in ours for file in folder.glob("[0-9]*.py"))
    return {
        file.relative_to(settings.BASE_DIR).as_posix(): hashlib.sha256(
            file.read_bytes()
        ).hexdigest()
        for file in files
    }


def test_no_landed_migration_is_rewritten_or_removed() -> None:
    there = found()
    rewritten = [path for path, digest in listed().items() if there.get(path) != digest]
    assert not rewritten, f"Leave {rewritten} as they landed, and write a migration more."


def test_every_migration_is_on_the_list() -> None:
    new = {path: digest for path, digest in found().items() if path not in listed()}
    lines = "\n".join(f"{digest}  {path}" for path, digest in new.items())
    assert not new, f"Add what is to land to {LANDED.name}:\n{lines}"
