"""The kinds of files that come with reports, and where they are stored."""

import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class FileType:
    """A kind of file that is accepted: its ending, how its content begins, who looks into it.

    The beginning may come after as many bytes as ``within`` says.
    """

    suffix: str
    content_type: str
    magic: tuple[bytes, ...]
    reader: str
    # An entry every archive of this type has, to tell DOCX, XLSX and ODT from any other zip.
    entry: str = ""
    within: int = 0

    def begins(self, data: bytes) -> bool:
        """Whether ``data`` is how a file of this kind begins."""
        if self.within:
            return any(magic in data[: self.within] for magic in self.magic)
        return data.startswith(self.magic)


OOXML = "application/vnd.openxmlformats-officedocument"


FILE_TYPES = [
    # Mail programs and scanners put lines before the header; readers look for it this far.
    FileType(".pdf", "application/pdf", (b"%PDF-",), "pdf", within=1024),
    FileType(
        ".docx",
        f"{OOXML}.wordprocessingml.document",
        (b"PK\x03\x04",),
        "archive",
        "word/document.xml",
    ),
    FileType(
        ".xlsx",
        f"{OOXML}.spreadsheetml.sheet",
        (b"PK\x03\x04",),
        "archive",
        "xl/workbook.xml",
    ),
    FileType(
        ".odt",
        "application/vnd.oasis.opendocument.text",
        (b"PK\x03\x04",),
        "archive",
        "content.xml",
    ),
    FileType(".png", "image/png", (b"\x89PNG\r\n\x1a\n",), "png"),
    FileType(".jpg", "image/jpeg", (b"\xff\xd8\xff",), "jpeg"),
    FileType(".jpeg", "image/jpeg", (b"\xff\xd8\xff",), "jpeg"),
    FileType(".txt", "text/plain", (b"",), "text"),
]


def random_path(filename: str) -> str:
    """Where an upload is stored: 32 random hex digits, of the name only the known ending."""
    suffix = PurePosixPath(filename).suffix.lower()
    known = suffix if suffix in {file_type.suffix for file_type in FILE_TYPES} else ""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}{known}"
