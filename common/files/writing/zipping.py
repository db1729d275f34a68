"""ZIP files written piece by piece, the same bytes for the same content."""

import io
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The earliest time in the format, for every file: none tells when it was made.
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16

# A name and its content; read the content to its end before the next.
File = tuple[str, Iterable[bytes]]


class Sink(io.RawIOBase):
    """A target for ZipFile, emptied after each write."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(self.pieces[-1])

    def taken(self) -> bytes:
        """Everything written since the last call."""
        found = b"".join(self.pieces)
        self.pieces.clear()
        return found


def zip_file(files: Iterable[File], *, are_large: bool = True) -> Iterator[bytes]:
    """An archive of ``files``; its first bytes come before the first file is read.

    Files of more than 2 GiB need a form of entry that some programs, such as Excel, cannot read; it
    is used only with ``are_large``.
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
