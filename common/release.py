"""Which release of the program is running."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

from common.our_apps import our_apps

SUFFIXES = (".py", ".html", ".mo")


@cache
def code_version() -> str:
    """A digest of everything that shapes an answer: the program, its templates, its translations,
    and the pinned packages. The same in every process of a release. Reads the files once in the
    life of a process."""
    digest = hashlib.sha256()
    for path in sorted(files(settings.BASE_DIR)):
        digest.update(path.as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def files(base: Path) -> list[Path]:
    folders = [Path(app.path) for app in our_apps()]
    found = [path for each in folders for path in each.rglob("*") if path.suffix in SUFFIXES]
    found = [path for path in found if "tests" not in path.parts[len(base.parts) :]]
    return [*found, base / "requirements.txt"]
