"""What our own programs said of a file, kept for the next test that shows them the same one.

Each is a new process of Python, a third of a second and more; and most tests have the same few
files looked into. What a program says depends on its arguments and the file alone. The answers lie
in a folder that all processes of a run share.
"""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from common.files import own_process
from common.files.reading import sandbox
from common.progress import Progress

# Pictures of pages are long, and seldom asked for twice.
MAX_BYTES = 1_000_000
_run: Callable[..., bytes | None] = own_process.run
_read: Callable[..., dict[str, Any]] = sandbox._run  # noqa: SLF001


class Remembered:
    """Stands in the place of ``own_process.run`` and of ``sandbox._run``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, module: str, *arguments: str, file: "IO[Any]", seconds: int) -> bytes | None:
        """What failed is tried again."""
        begin = file.tell()
        path = self._path(module, *arguments, data=file.read())
        file.seek(begin)
        if path.exists():
            return path.read_bytes()
        said = _run(module, *arguments, file=file, seconds=seconds)
        if said is not None:
            self._keep(path, said)
        return said

    def read(self, kind: str, data: bytes, progress: Progress) -> dict[str, Any]:
        """The progress is told again as well."""
        path = self._path("read", kind, data=data)
        if path.exists():
            kept: dict[str, Any] = json.loads(path.read_bytes())
        else:
            steps: list[tuple[int, int]] = []
            answer = _read(kind, data, lambda done, of: steps.append((done, of)))
            kept = {"answer": answer, "steps": steps}
            self._keep(path, json.dumps(kept).encode())
        for done, of in kept["steps"]:
            progress(done, of)
        found: dict[str, Any] = kept["answer"]
        return found

    def _path(self, *words: str, data: bytes) -> Path:
        return self.folder / sha256("\0".join([*words, ""]).encode() + data).hexdigest()

    def _keep(self, path: Path, said: bytes) -> None:
        """At once, so that no other process reads a part."""
        if len(said) <= MAX_BYTES:
            unfinished = path.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(said)
            unfinished.replace(path)
