"""Telling the kind of a file from its content: its name is only the sender's claim."""

import io
import re
import zipfile

from common.files.reading.lines import MAX_BYTES, Kind, Refused

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A DOCX with a password is an old Office container that holds a stream of this name.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
HTML = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
SAMPLE = 8192


def kind_of(data: bytes, *, workbooks: bool = False) -> Kind:
    """The kind of a file. Raises Refused for an empty, too large or unknown file, and for a
    workbook without ``workbooks``."""
    if not data.strip():
        raise Refused("empty")
    if len(data) > MAX_BYTES:
        raise Refused("too_large", MAX_BYTES // 1024 // 1024)
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_archive(data, workbooks=workbooks)
    if data.startswith(OLD_OFFICE):
        raise Refused("encrypted" if ENCRYPTED_PACKAGE in data else "old_word")
    return _kind_of_text(data)


def _kind_of_archive(data: bytes, *, workbooks: bool) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError) as error:
        raise Refused("damaged") from error
    if workbooks and "xl/workbook.xml" in names:
        return Kind.XLSX
    if "word/document.xml" not in names:
        raise Refused("wrong_type")
    return Kind.DOCX


def _kind_of_text(data: bytes) -> Kind:
    sample = data[:SAMPLE]
    if data.startswith(b"{\\rtf"):
        raise Refused("wrong_type")
    if not data.startswith(BYTE_ORDER_MARKS[1:]) and NOT_TEXT.search(data):
        raise Refused("wrong_type")
    if HTML.search(sample.replace(b"\x00", b"")):
        return Kind.HTML
    return Kind.TEXT
