"""The XML parts of a DOCX, each checked before it is read."""

import re
import zipfile
from xml.etree import ElementTree as ET
from xml.parsers import expat

from common.files.reading.lines import Refused

MAX_PART_BYTES = 40 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 5000
MAX_NESTING = 200
MAIN = "word/document.xml"
RELATIONSHIPS = "_rels/.rels"
# ISO 29500 "strict" names the same things by other addresses.
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml/main|officeDocument/math)")
TRANSITIONAL = {
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
}


class Parts:
    """The XML parts of the archive, each read up to a limit and without a document type."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Refused("too_demanding")
        self.names = [entry.filename for entry in entries]

    def main(self) -> ET.Element | None:
        """The document itself, whose part most programs call ``word/document.xml``."""
        if MAIN in self.names:
            return self.get(MAIN)
        relations = self.get(RELATIONSHIPS)
        for relation in relations if relations is not None else ():
            if relation.get("Type", "").endswith("/officeDocument"):
                return self.get(relation.get("Target", "").lstrip("/"))
        return None

    def get(self, name: str) -> ET.Element | None:
        """A part's root; None when there is no such part."""
        if name not in self.names:
            return None
        entry = self.archive.getinfo(name)
        if entry.file_size > max(entry.compress_size, 4096) * MAX_RATIO:
            raise Refused("too_demanding")
        with self.archive.open(entry) as stream:
            content = stream.read(MAX_PART_BYTES + 1)
        if len(content) > MAX_PART_BYTES:
            raise Refused("too_demanding")
        _refuse_document_types(content)
        if content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            content = STRICT.sub(lambda match: TRANSITIONAL[match[1]], content)
        return ET.fromstring(content)  # noqa: S314 - checked just above


def _refuse_document_types(content: bytes) -> None:
    """Raise Refused for XML with a DOCTYPE (entities), too deep, or not well formed."""
    depth = 0

    def refuse(*_details: object) -> None:
        raise Refused("too_demanding")

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_NESTING:
            raise Refused("too_demanding")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the end of the document
    except expat.ExpatError as error:
        raise Refused("damaged") from error
