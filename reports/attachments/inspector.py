"""The process that looks into one upload before it is taken in: file in, JSON out.

No Django here, nothing is written, and memory and processor time are bounded by the system:
sizes in headers lie, and readers have faults. Nothing is unpacked but XML, in pieces, and that
only as far as it may go. Run by ``inspecting``.
"""

import codecs
import json
import mmap
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from common.files.limits import limit_this_process

MAX_MEMORY_BYTES = 384 * 1024 * 1024
MAX_CPU_SECONDS = 10
MAX_ENTRIES = 4000
MAX_UNPACKED = 512 * 1024 * 1024
MAX_XML = 48 * 1024 * 1024
MAX_OBJECTS = 32 * 1024 * 1024
# Text packs about twenty to one; a file that packs far better, and is not small, is a bomb.
MAX_RATIO, RATIO_MATTERS_FROM = 200, 1024 * 1024
MAX_DEPTH = 256
# An A3 page scanned at 400 dots to the inch has 31 million.
MAX_PIXELS = 60_000_000
MAX_PAGES = 20_000
PIECE = 64 * 1024
# The longest that a name in a PDF can be with every letter escaped, and more.
OVERLAP = 128

MACROS = ("vbaProject.bin", "vbaData.xml", "macrosheets/", "Basic/", "Scripts/")
PACKED = {
    *(".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".jar", ".iso", ".cab"),
    *(".exe", ".dll", ".com", ".bat", ".cmd", ".ps1", ".js", ".vbs", ".hta", ".lnk", ".scr"),
}


class Refused(Exception):
    """The upload is not taken in; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def limit_resources() -> None:
    limit_this_process(MAX_MEMORY_BYTES, MAX_CPU_SECONDS)


# Archives: DOCX, XLSX, ODT


def archive(file: BinaryIO, entry: str) -> dict[str, Any]:
    """Refuses an archive without ``entry``, or with more in it than a document has."""
    try:
        with zipfile.ZipFile(file) as zipped:
            check_directory(zipped.infolist(), entry)
            for info in zipped.infolist():
                if info.filename.lower().endswith((".xml", ".rels")):
                    check_xml(zipped, info)
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError) as error:
        raise Refused("damaged") from error
    return {}


def check_directory(entries: list[zipfile.ZipInfo], entry: str) -> None:
    """What the archive's own directory tells, before anything is unpacked."""
    names = [info.filename for info in entries]
    if any(macro in name for name in names for macro in MACROS):
        raise Refused("macros")
    if entry not in names:
        raise Refused("wrong_content")
    if any(info.flag_bits & 1 for info in entries):
        raise Refused("encrypted")
    if any(PurePosixPath(name.lower()).suffix in PACKED for name in names):
        raise Refused("active")
    if len(entries) > MAX_ENTRIES or sum(info.file_size for info in entries) > MAX_UNPACKED:
        raise Refused("too_demanding")
    if any(map(is_bomb, entries)) or sum(map(xml_size, entries)) > MAX_XML:
        raise Refused("too_demanding")


def is_bomb(info: zipfile.ZipInfo) -> bool:
    is_large = info.file_size > RATIO_MATTERS_FROM
    return is_large and info.file_size > MAX_RATIO * max(info.compress_size, 1)


def xml_size(info: zipfile.ZipInfo) -> int:
    return info.file_size if info.filename.lower().endswith((".xml", ".rels")) else 0


class Outline:
    """Refuses an XML document that is nested too deep or declares a type of its own; it keeps
    nothing."""

    depth = 0

    def doctype(self, *_declared: Any) -> None:
        raise Refused("too_demanding")

    def start(self, *_element: Any) -> None:
        self.depth += 1
        if self.depth >= MAX_DEPTH:
            raise Refused("too_demanding")

    def end(self, _name: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        """Nothing was kept."""


def check_xml(zipped: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Reads one XML part to its end, keeping nothing. Refuses a part that declares entities, is
    nested deeper than any document, is not well formed, or tells of a password or macros."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(target=Outline(), resolve_entities=False, no_network=True)
    told = b""
    try:
        with zipped.open(info) as part:
            while piece := part.read(PIECE):
                parser.feed(piece)
                told = told[-OVERLAP:] + piece
                check_told(info.filename, told)
        if info.file_size:
            parser.close()
    except etree.XMLSyntaxError as error:
        raise Refused("damaged") from error


def check_told(name: str, text: bytes) -> None:
    if name == "[Content_Types].xml" and b"macroEnabled" in text:
        raise Refused("macros")
    if name == "META-INF/manifest.xml" and b"encryption-data" in text:
        raise Refused("encrypted")


# PDF


def name_pattern(*names: str) -> re.Pattern[bytes]:
    """Finds names as PDF writes them: any letter may stand as its number (``/J#61vaScript``)."""

    def spelt(letter: str) -> str:
        digits = "".join(f"[{d}{d.upper()}]" if d.isalpha() else d for d in f"{ord(letter):02x}")
        return f"(?:{letter}|#{digits})"

    spellings = ("".join(map(spelt, name)) for name in names)
    return re.compile(rf"/(?:{'|'.join(spellings)})(?![A-Za-z0-9#])".encode())


ENCRYPTED = name_pattern("Encrypt")
# Long names only: short ones turn up by chance in a picture's bytes. A script has the first.
ACTIVE = name_pattern(
    "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "ImportData"
)
OBJECTS = name_pattern("ObjStm")
STREAM = re.compile(rb"stream\r?\n")
UNREADABLE = name_pattern(
    "ASCIIHexDecode", "ASCII85Decode", "LZWDecode", "RunLengthDecode", "Predictor", "AHx", "A85"
)
DICTIONARY = 4096


def pdf(file: BinaryIO, _entry: str) -> dict[str, Any]:
    """The number of pages, None where it cannot be told. Refuses a file that is encrypted, or
    carries programs or other files, in the plain and in compressed objects."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if ENCRYPTED.search(data):
            raise Refused("encrypted")
        if ACTIVE.search(data):
            raise Refused("active")
        check_objects(data)
    return {"pages": pages(file)}


def check_objects(data: mmap.mmap) -> None:
    """The same in streams of objects, unpacked in pieces. A stream that is packed in a way that
    no program uses for objects is refused: something is hidden there."""
    left = MAX_OBJECTS
    for found in OBJECTS.finditer(data):
        begin = STREAM.search(data, found.end(), found.end() + DICTIONARY)
        if begin is None:
            continue
        around = data[max(found.start() - DICTIONARY, 0) : begin.start()]
        if UNREADABLE.search(around[around.rfind(b" obj") :]):
            raise Refused("active")
        held = b""
        for piece in unpacked(data, begin.end()):
            left -= len(piece)
            if left < 0:
                raise Refused("too_demanding")
            held = held[-OVERLAP:] + piece
            if ACTIVE.search(held):
                raise Refused("active")


def unpacked(data: mmap.mmap, begin: int) -> Iterator[bytes]:
    """A deflated stream in pieces, as far as it is sound; nothing for any other data."""
    stream = zlib.decompressobj()
    try:
        while not stream.eof:
            packed = stream.unconsumed_tail
            if not packed:
                packed = data[begin : begin + PIECE]
                begin += len(packed)
            # At the end of the file there may still be something held back.
            if not (piece := stream.decompress(packed, PIECE)) and not packed:
                return
            yield piece
    except zlib.error:
        return


def pages(file: BinaryIO) -> int | None:
    import pypdfium2

    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise Refused("encrypted") from error
        return None
    return count if 0 < count <= MAX_PAGES else None


# Pictures


def png(file: BinaryIO, _entry: str) -> dict[str, Any]:
    head = file.read(33)
    if head[12:16] != b"IHDR" or len(head) < 33:
        raise Refused("damaged")
    return size(int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big"))


# Markers of a JPEG that begin a frame and so tell its size; and those without a length.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
ALONE = {0x01, *range(0xD0, 0xD9)}
MAX_SEGMENTS = 10_000


def jpeg(file: BinaryIO, _entry: str) -> dict[str, Any]:
    file.read(2)
    for _segment in range(MAX_SEGMENTS):
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            break
        if marker[1] in ALONE:
            continue
        length = int.from_bytes(file.read(2), "big")
        if marker[1] in FRAMES:
            frame = file.read(5)
            return size(int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big"))
        file.seek(max(length - 2, 0), 1)
    raise Refused("damaged")


def size(width: int, height: int) -> dict[str, Any]:
    if not width or not height:
        raise Refused("damaged")
    if width * height > MAX_PIXELS:
        raise Refused("too_demanding")
    return {}


# How UTF-16 begins, in either order of its bytes.
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text(file: BinaryIO, _entry: str) -> dict[str, Any]:
    """Text has no zeros; in UTF-16, which begins with its mark, every other byte may be one."""
    mark = file.read(2)
    file.seek(0)
    encoding = "utf-16" if mark in UTF_16 else "latin-1"
    decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(PIECE):
            if "\x00" in decoder.decode(piece):
                raise Refused("wrong_content")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Refused("wrong_content") from error
    return {}


READERS: dict[str, Callable[[BinaryIO, str], dict[str, Any]]] = {
    "archive": archive,
    "pdf": pdf,
    "png": png,
    "jpeg": jpeg,
    "text": text,
}


def answer(kind: str, file: BinaryIO, entry: str) -> dict[str, Any]:
    """What goes back to the caller: what was found, or why the file is refused."""
    try:
        return READERS[kind](file, entry)
    except Refused as refused:
        return {"refused": refused.code}
    except (MemoryError, RecursionError):
        return {"refused": "too_demanding"}


def main() -> None:
    limit_resources()
    kind, entry = sys.argv[1:]
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as file:
        json.dump(answer(kind, file, entry), sys.stdout)


if __name__ == "__main__":
    main()
