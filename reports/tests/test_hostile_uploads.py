"""Hostile uploads, each refused with its reason, in 200 ms of processor time and 50 MB."""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from commitments.tests.samples.files import W, pdf
from reports.attachments import files
from reports.models.file_types import FILE_TYPES
from testing.builders import make_upload

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def remembered_answers() -> None:
    """Each file is looked into here, by a process that may be ended."""


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
BODY = f"<w:document {W}><w:body/></w:document>".encode()
MAIN = "word/document.xml"


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return buffer.getvalue()


def word(main: bytes = BODY, **others: bytes) -> bytes:
    names = {"types": "[Content_Types].xml", "more": "word/more"}
    return archive({MAIN: main, **{names[name]: part for name, part in others.items()}})


def with_part(name: str, content: bytes = b"x") -> bytes:
    return archive({MAIN: BODY, name: content})


def sheet(content: bytes) -> bytes:
    return archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": content})


def odt(**parts: bytes) -> bytes:
    names = {"content": "content.xml", "manifest": "META-INF/manifest.xml", "basic": "Basic/a.xml"}
    return archive({names[name]: part for name, part in {"content": b"<x/>", **parts}.items()})


def entities(name: str = "a", count: int = 9) -> bytes:
    declared = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(count))
    return f'<!DOCTYPE x [<!ENTITY e0 "{name}">{declared}]><x>&e{count};</x>'.encode()


def patched(data: bytes, *changes: tuple[bytes, int, bytes]) -> bytes:
    """``data`` with bytes put at a distance from every place where a signature stands."""
    changed = bytearray(data)
    for signature, offset, put in changes:
        place = changed.find(signature)
        while place >= 0:
            changed[place + offset : place + offset + len(put)] = put
            place = changed.find(signature, place + 4)
    return bytes(changed)


def with_password() -> bytes:
    return patched(word(), (b"PK\x03\x04", 6, b"\x01"), (b"PK\x01\x02", 8, b"\x01"))


def lying_size() -> bytes:
    """The directory says ten bytes; what unpacks is millions."""
    return patched(word(b"<x>" + b"a b " * 9_000_000), (b"PK\x01\x02", 24, b"\x0a\x00\x00\x00"))


def overlapping() -> bytes:
    """One packed part under four thousand names: small to send, endless to unpack."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(MAIN, BODY)
        zipped.writestr("a.bin", b"ab" * 500_000)
        part = zipped.getinfo("a.bin")
        for number in range(3000):
            again = zipfile.ZipInfo(f"{number}.bin")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(again, name, getattr(part, name))
            zipped.filelist.append(again)
            zipped.NameToInfo[again.filename] = again
    return buffer.getvalue()


def of_pdf(text: bytes) -> bytes:
    """A PDF with one more object."""
    made = pdf([["1. A sentence."]])
    return made.replace(b"1 0 obj", b"99 0 obj" + text + b"endobj\n1 0 obj", 1)


def packed(content: bytes, dictionary: bytes = b"/Filter/FlateDecode") -> bytes:
    """A PDF that holds objects in a compressed stream."""
    stream = zlib.compress(content, 9)
    return of_pdf(b"<</Type/ObjStm%s/Length %d>>stream\n" % (dictionary, len(stream)) + stream)


def png(width: int, height: int) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + size + b"\x08\x02\x00\x00\x00" + b"\x00" * 40


def jpeg(width: int, height: int) -> bytes:
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + size + b"\x03" + b"\x00" * 20


ENCRYPT = b"/Encrypt<</Filter/Standard/V 2/R 3/P -4/O<00>/U<00>>>/Root 1 0 R"
MEGABYTES = 1024 * 1024

# What is sent, under which name, and the code of the reason for which it is refused.
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a program": ("a.pdf", lambda: b"\x7fELF" + bytes(100), "wrong_content"),
    "a page of scripts": ("a.pdf", lambda: b"<html><script>", "wrong_content"),
    "a picture as a text": ("a.txt", lambda: png(9, 9), "wrong_content"),
    "zeros as a text in UTF-16": ("a.txt", lambda: b"\xff\xfea\x00" + bytes(40), "wrong_content"),
    "a PDF far behind the beginning": (
        "a.pdf",
        lambda: b" " * 2000 + pdf([["1."]]),
        "wrong_content",
    ),
    "a workbook as a document": ("a.docx", lambda: sheet(b"<x/>"), "wrong_content"),
    "an old document": ("a.docx", lambda: OLD, "old_office"),
    "Word with a password": (
        "a.docx",
        lambda: OLD + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    "a zip with a password": ("a.docx", with_password, "encrypted"),
    "an ODT with a password": (
        "a.odt",
        lambda: odt(manifest=b"<m><encryption-data/></m>"),
        "encrypted",
    ),
    "a PDF with a password": (
        "a.pdf",
        lambda: pdf([["1."]]).replace(b"/Root 1 0 R", ENCRYPT),
        "encrypted",
    ),
    "macros of Word": ("a.docx", lambda: with_part("word/vbaProject.bin"), "macros"),
    "a document with macros renamed": (
        "a.docx",
        lambda: word(types=b"<x t='application/vnd.ms-word.document.macroEnabled.main+xml'/>"),
        "macros",
    ),
    "macros of Excel 4": (
        "a.xlsx",
        lambda: archive({"xl/workbook.xml": b"<x/>", "xl/macrosheets/sheet1.xml": b"<x/>"}),
        "macros",
    ),
    "Basic in an ODT": ("a.odt", lambda: odt(basic=b"<x/>"), "macros"),
    "a program in a document": ("a.docx", lambda: with_part("word/a.exe"), "active"),
    "an archive in an archive": ("a.docx", lambda: with_part("word/a.zip", word()), "active"),
    "a script in a PDF": ("a.pdf", lambda: of_pdf(b"<</S/JavaScript/JS(a)>>"), "active"),
    "a script spelt in numbers": ("a.pdf", lambda: of_pdf(b"<</S/J#61vaScrip#74>>"), "active"),
    "a program started": ("a.pdf", lambda: of_pdf(b"<</S/Launch/F(cmd.exe)>>"), "active"),
    "a file in a PDF": ("a.pdf", lambda: of_pdf(b"<</Type/EmbeddedFile>>"), "active"),
    "a script in compressed objects": (
        "a.pdf",
        lambda: packed(b" " * 70_000 + b"/JavaScript "),
        "active",
    ),
    "objects packed twice": (
        "a.pdf",
        lambda: packed(b"x", b"/Filter[/ASCIIHexDecode/FlateDecode]"),
        "active",
    ),
    "objects without end": ("a.pdf", lambda: packed(bytes(64 * MEGABYTES)), "too_demanding"),
    "a zip bomb": (
        "a.docx",
        lambda: word(b"<x>" + b" " * 40 * MEGABYTES + b"</x>"),
        "too_demanding",
    ),
    "a bomb beside the text": ("a.docx", lambda: word(more=bytes(60 * MEGABYTES)), "too_demanding"),
    "a size that lies": ("a.docx", lying_size, "damaged"),
    "one part under many names": ("a.docx", overlapping, "too_demanding"),
    "five thousand parts": (
        "a.odt",
        lambda: archive({"content.xml": b"<x/>", **{f"{n}": b"" for n in range(5000)}}),
        "too_demanding",
    ),
    "entities": ("a.docx", lambda: word(entities()), "too_demanding"),
    "few entities, large": ("a.odt", lambda: odt(content=entities("a" * 9000, 1)), "too_demanding"),
    "entities in a sheet": ("a.xlsx", lambda: sheet(entities()), "too_demanding"),
    "a file of this machine": (
        "a.docx",
        lambda: word(b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
        "too_demanding",
    ),
    "nested without end": ("a.docx", lambda: word(b"<x>" * 300_000), "too_demanding"),
    "XML in disorder": ("a.xlsx", lambda: sheet(b"<x><y></x>"), "damaged"),
    "half an archive": ("a.xlsx", lambda: sheet(b"<x/>")[:90], "damaged"),
    "a picture of a billion points": ("a.png", lambda: png(32_000, 32_000), "too_demanding"),
    "a photograph of a billion": ("a.jpg", lambda: jpeg(60_000, 60_000), "too_demanding"),
    "half a picture": ("a.png", lambda: png(9, 9)[:20], "damaged"),
    "a photograph without a frame": ("a.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(90), "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_upload_is_refused_with_its_reason(name: str) -> None:
    sent_as, data, code = HOSTILE[name]
    with pytest.raises(ValidationError) as caught:
        files.check(make_upload(sent_as, data()))
    (error,) = caught.value.error_dict["file"]
    assert error.code == code
    assert str(error.message).endswith(".")


# The process as it is run, and what it took: its own memory at the most, and the processor's time
# on this file, the start of Python left out.
MEASURED = """
import re, sys, time
from reports.attachments import inspector
def memory():
    return int(re.search("VmHWM:\\\\s*(\\\\d+)", open("/proc/self/status").read())[1])
started, before = time.process_time(), memory()
inspector.main()
print()
print(time.process_time() - started, (memory() - before) / 1024)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_refusing_it_takes_200_milliseconds_and_50_megabytes_at_most(name: str) -> None:
    sent_as, data, _code = HOSTILE[name]
    file_type = next(each for each in FILE_TYPES if sent_as.endswith(each.suffix))
    seconds, megabytes = taken(file_type.reader, file_type.entry, data())
    assert seconds < 0.2
    assert megabytes < 50


def taken(reader: str, entry: str, data: bytes) -> tuple[float, float]:
    command = [sys.executable, "-c", MEASURED, reader, entry]
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        done = subprocess.run(
            command, stdin=file, capture_output=True, cwd=settings.BASE_DIR, check=True
        )
    answer, numbers = done.stdout.splitlines()
    assert isinstance(json.loads(answer), dict)
    seconds, megabytes = map(float, numbers.split())
    return seconds, megabytes


def test_a_reader_that_outgrows_its_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "from reports.attachments import inspector; inspector.limit_resources(); b'x' * 2**30"
    run = subprocess.run

    def outgrow(command: list[str], **options: object) -> object:
        return run([sys.executable, "-c", program], **options)  # type: ignore[call-overload]

    monkeypatch.setattr("common.files.own_process.subprocess.run", outgrow)
    with pytest.raises(ValidationError, match="memory"):
        files.check(make_upload())


def long_sheet(rows: int) -> bytes:
    """Rows as Excel writes them; the borders of pieces cut through many of their tags."""
    cells = "".join(f'<c r="A{n}" t="inlineStr"><is><t>{n % 97}</t></is></c>' for n in range(12))
    lines = "".join(f'<row r="{number}">{cells}<c r="Z"/></row>' for number in range(rows))
    return sheet(f"<worksheet><sheetData>{lines}</sheetData></worksheet>".encode())


def long_document(paragraphs: int) -> bytes:
    texts = (str(number * number) for number in range(paragraphs))
    body = "".join(
        f"<w:p><w:pPr><w:jc/></w:pPr><w:r><w:t>{each}</w:t></w:r></w:p>" for each in texts
    )
    return word(f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())


SOUND = {
    "a.docx": word(types=b"<Types/>"),
    "a.xlsx": sheet(b"<x><y a='1'/>1</x>"),
    "a.odt": odt(manifest=b"<m/>"),
    "a.txt": "Rapport écrit".encode(),
    "a.png": png(4961, 7016),
    "a.jpeg": jpeg(4000, 3000),
    "a.pdf": pdf([["1. A sentence."], ["2. Another."]]),
    "long.xlsx": long_sheet(4500),
    "long.docx": long_document(20_000),
    "utf-16.txt": "Rapport écrit – 报告".encode("utf-16"),
    "with lines before.pdf": b"Sent by a scanner\n" + pdf([["1. A sentence."], ["2. Another."]]),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_a_report_comes_in_is_accepted(name: str) -> None:
    _type, found = files.check(make_upload(name, SOUND[name]))
    assert found.pages == (2 if name.endswith(".pdf") else None)
