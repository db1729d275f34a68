"""ZIP files written piece by piece, the same bytes for the same content."""

import io
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The earliest that the format can tell: no file says when it was made.
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16

# A name and the content, to be used up before the next is asked for.
File = tuple[str, Iterable[bytes]]


class Sink(io.RawIOBase):
    """Where a ZipFile writes what is taken from it at once."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(self.pieces[-1])

    def taken(self) -> bytes:
        """All that was written since the last time."""
        found = b"".join(self.pieces)
        self.pieces.clear()
        return found


def zip_file(files: Iterable[File], *, are_large: bool = True) -> Iterator[bytes]:
    """An archive of ``files``; its first bytes come before the first of theirs is asked for.

    Files of more than 2 GiB need a form of entry that some programs, Excel among them, cannot
    read; without ``are_large`` it is not used.
    """
    sink = Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, pieces in files:
            info = ZipInfo(name, NO_TIME)
            info.compress_type, info.external_attr = ZIP_DEFLATED, READABLE
            with archive.open(info, "w", force_zip64=are_large) as entry:
                yield sink.taken()
                for piece in pieces:
                    entry.write(piece)
                    if written := sink.taken():
                        yield written
    yield sink.taken()
