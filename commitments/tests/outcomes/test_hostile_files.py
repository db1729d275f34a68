"""Files that are not taken in: each is refused with a reason, in bounded time and memory."""

import io
import zipfile
from pathlib import Path

import pytest

from commitments.tests.samples.files import W, docx, pdf
from common.files.reading import Refused, extract
from common.files.reading.lines import MAX_BYTES, MAX_CHARACTERS

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def remembered_answers() -> None:
    """Each file is looked into here, by a process that may be ended."""


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def word(content: str) -> bytes:
    return archive(word__document_xml=content.encode())


def entities() -> bytes:
    declared = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return word(
        f'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{declared}]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    )


def deep() -> bytes:
    return word(f"<w:document {W}>" + "<w:ins>" * 5000 + "</w:ins>" * 5000 + "</w:document>")


def bomb() -> bytes:
    return word(f"<w:document {W}><!--" + " " * 60_000_000 + "--></w:document>")


def lying_size() -> bytes:
    """The directory says ten bytes; what unpacks is millions."""
    data = bytearray(word(f"<w:document {W}><!--" + "x y z " * 9_000_000 + "--></w:document>"))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def encrypted_pdf() -> bytes:
    """Encrypted with a password that nobody gave."""
    made = pdf([["1. A sentence that nobody may read."]])
    entry = (
        b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4"
        b"/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>/ID[<00><00>]/Root 1 0 R"
    )
    return made.replace(b"/Root 1 0 R", entry)


def encrypted_zip() -> bytes:
    data = bytearray(docx("<w:p><w:r><w:t>1. A sentence.</w:t></w:r></w:p>"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


HOSTILE = {
    "nothing": (b"", "empty"),
    "only spaces": (b" \n\t\n", "empty"),
    "100 MB": (b"a" * (100 * 1024 * 1024), "too_large"),
    "a byte too large": (b"a" * (MAX_BYTES + 1), "too_large"),
    "a picture": (PNG, "wrong_type"),
    "a program": (b"\x7fELF" + b"\x00" * 100, "wrong_type"),
    "rich text": (b"{\\rtf1 1. A sentence.}", "wrong_type"),
    "old Word": (OLD, "old_word"),
    "Word with a password": (OLD + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "a spreadsheet": (archive(xl__workbook_xml=b"<x/>"), "wrong_type"),
    "half an archive": (docx("")[:200], "damaged"),
    "a document without text": (docx(""), "no_text"),
    "XML that is not well formed": (word("<w:document"), "damaged"),
    "another XML": (word("<html/>"), "no_text"),
    "entities": (entities(), "too_demanding"),
    "nested too deep": (deep(), "too_demanding"),
    "a bomb": (bomb(), "too_demanding"),
    "a size that lies": (lying_size(), "damaged"),
    "encrypted entries": (encrypted_zip(), "encrypted"),
    "half a PDF": (b"%PDF-1.7\n1 0 obj<<", "damaged"),
    "a PDF with a password": (encrypted_pdf(), "encrypted"),
    "a scan": (pdf([[""], [""]]), "no_text"),
    "a scan with a page number": (pdf([["1"], ["2"]]), "no_text"),
    "500 pages": (
        pdf([[f"{n}. A sentence of a long report."] for n in range(1, 501)]),
        "too_many_pages",
    ),
    "a text of 500 pages": (b"1. A sentence.\n" * (MAX_CHARACTERS // 10), "too_many_pages"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_reason(name: str) -> None:
    data, code = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        extract(data)
    assert refused.value.code == code


def test_every_refusal_has_a_sentence() -> None:
    from commitments.outcomes.messages import REFUSALS, refusal

    for code in {code for _data, code in HOSTILE.values()}:
        assert refusal(Refused(code, 300)).endswith(".")
    assert all(str(text) for text in REFUSALS.values())


def test_a_reader_that_outgrows_its_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is the system's: whatever the reader does, it cannot be exceeded."""
    program = "from common.files.reading import worker; worker.limit_resources(); b'x' * 2**30"
    monkeypatch.setattr("sys.executable", _python(program))
    with pytest.raises(Refused) as refused:
        extract(b"1. A sentence.")
    assert refused.value.code == "too_demanding"


def test_a_reader_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from common.files.reading import sandbox

    monkeypatch.setattr(sandbox, "MAX_WALL_SECONDS", 1)
    monkeypatch.setattr("sys.executable", _python("import time; time.sleep(60)"))
    with pytest.raises(Refused) as refused:
        extract(b"1. A sentence.")
    assert refused.value.code == "too_slow"


def _python(program: str) -> str:
    """An executable that runs ``program`` whatever it is asked to run."""
    import sys
    import tempfile

    path = Path(tempfile.mkdtemp()) / "python"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{program}"\n')
    path.chmod(0o755)
    return str(path)
