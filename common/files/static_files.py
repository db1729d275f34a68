"""The static files of a deployment."""

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from whitenoise.compress import Compressor  # type: ignore[import-untyped]
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

from common.compressing import BROTLI, GZIP, decompress

_ENDINGS = {BROTLI: ".br", GZIP: ".gz"}


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Compresses each file under the name that pages link to, which has a digest of its content,
    and once: another start with the same files finds them compressed. To compress all of them takes
    five times as long as the rest of a start."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        linked = set(self.hashed_files.values()).intersection(paths)
        # Left by an earlier release, which compressed both names: they outlive the file itself.
        others = set(paths) - linked
        self.delete_files(path + ending for path in others for ending in _ENDINGS.values())
        yield from super().compress_files(linked)

    def create_compressor(self, **options: Any) -> Compressor:
        return _Once(**options)


class _Once(Compressor):  # type: ignore[misc]
    def compress(self, path: str) -> list[str]:
        if all(_is_complete(path, way) for way in _ENDINGS):
            return [path + ending for ending in _ENDINGS.values()]
        compressed: list[str] = super().compress(path)
        return compressed


def _is_complete(path: str, way: str) -> bool:
    """Whether all of the file is there in that encoding: a start may have been killed meanwhile."""
    try:
        unpacked = decompress(Path(path + _ENDINGS[way]).read_bytes(), way)
    except (OSError, EOFError, zlib.error, brotli.error):
        return False
    return unpacked == Path(path).read_bytes()
