"""Stored files, each of them whole: a folder of files, and the error of every store."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

PART = ".part"


class FilesAway(Exception):
    """The store of files does not answer, or refuses: trying again later may help."""


class WholeFiles(FileSystemStorage):
    """A file gets its name only once all of it is written. A full disk leaves nothing; a process or
    machine that stops meanwhile leaves a partial file whose name ends in ``.part``."""

    def _save(self, name: str, content: Any) -> str:
        part = Path(self.path(name + PART))
        try:
            super()._save(name + PART, content)  # type: ignore[misc]  # Django has it
            part.rename(self.path(name))
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise
        return name
