"""The open-data package: every table as CSV, described for programs and for people.

The same records give the same bytes: nothing in it tells when or where it was made. It is written
in one pass; the description of the files comes after them.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from common.files.writing.zipping import File, zip_file
from publications.package.fields import PackagedTable
from publications.package.tables import TABLES

NAME = "poa-tracker"
TITLE = "PoA Tracker: national reports on the Programme of Action on small arms"
DESCRIPTION = (
    "What States agreed on small arms and light weapons (the Programme of Action and the "
    "International Tracing Instrument), who has reported, and what the reports say. Published "
    "records only; reporting is voluntary."
)
SOURCES = [
    {"title": "Documents of the United Nations that each record names in its column source"},
    {"title": "National reports, in the words of those who reported"},
]
README = """# {title}

{description}

- `data/`: one CSV file for each kind of record, UTF-8, commas, CRLF (RFC 4180), a header line.
- `datapackage.json`: their columns with types, primary and foreign keys
  (Frictionless Tabular Data Package); many programs read all files through it at once.
- `data-dictionary.md`: the same for people.
- `checksums.txt`: SHA-256 of each file; `sha256sum --check checksums.txt` compares them.

An empty cell means that there is no value. Texts in six languages stand in six columns, such as
`name_ar` to `name_es`; one that is missing is empty. Several codes in a cell have semicolons
between them. A text that a spreadsheet program would take for a formula begins with an apostrophe;
where one would begin within a text for a program that parts cells at a semicolon, a tab or a line,
the apostrophe stands there.

*Reported* and *coded* are two things: a submission whose `is_coded` is false is a report that came
and of which nobody has recorded yet what it says. A State without a submission has none on record;
`published_totals.csv` says what publications counted, which may be more. Demonstration data are
left out.

A report that fills in a form is in `answers.csv` too, question by question; tables of a form are in
`answer_cells.csv`. *Not asked* is behind a closed gate and counts nowhere. A form that is marked
`is_reconstructed` was put together from published reports and is not the official one.

Meetings, documents and lists of reporters come from the documents of the United Nations that each
record names; names of States, codes and groups are those of the United Nations. What responses say
is in the words of those who reported. Titles and summaries of paragraphs are the tracker's own
words. {licence}

Name the PoA Tracker and the day on which you downloaded the package, and for a fact also the
source that its record names.
"""


@dataclass
class Digest:
    """The digest and the size of a file, once it is written."""

    sha256: Any = field(default_factory=hashlib.sha256)
    size: int = 0

    def add(self, piece: bytes) -> None:
        self.sha256.update(piece)
        self.size += len(piece)


def licence() -> str:
    """The licence of the data as a whole, from the site's settings."""
    named = str(settings.DATA_LICENCE)
    return f"Licence of the data: {named}." if named else "No licence covers the whole."


@dataclass
class Package:
    """One writing of the package; it remembers the digest of each file."""

    digests: dict[str, Digest] = field(default_factory=dict)

    def files(self) -> Iterator[File]:
        """Every file in order; read each to its end before the next."""
        for table in TABLES:
            yield self.counted(table.path, table.file())
        yield self.counted("datapackage.json", self.descriptor())
        readme = README.format(title=TITLE, description=DESCRIPTION, licence=licence())
        yield self.counted("README.md", [readme.encode()])
        yield self.counted("data-dictionary.md", dictionary())
        yield "checksums.txt", self.checksums()

    def counted(self, path: str, pieces: Iterable[bytes]) -> File:
        digest = self.digests[path] = Digest()

        def passed_on() -> Iterator[bytes]:
            for piece in pieces:
                digest.add(piece)
                yield piece

        return path, passed_on()

    def descriptor(self) -> Iterator[bytes]:
        package = {
            "profile": "tabular-data-package",
            "name": NAME,
            "title": TITLE,
            "description": DESCRIPTION,
            **({"licenses": [{"title": named}]} if (named := str(settings.DATA_LICENCE)) else {}),
            "sources": SOURCES,
            "resources": [self.resource(table) for table in TABLES],
        }
        yield json.dumps(package, indent=2, ensure_ascii=False).encode() + b"\n"

    def resource(self, table: PackagedTable) -> dict[str, Any]:
        digest = self.digests[table.path]
        return {
            "profile": "tabular-data-resource",
            "name": table.name,
            "path": table.path,
            "title": table.title,
            "description": table.about,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
            "bytes": digest.size,
            "hash": f"sha256:{digest.sha256.hexdigest()}",
            "schema": table.schema(),
        }

    def checksums(self) -> Iterator[bytes]:
        """The checksums in the form of ``sha256sum``."""
        for path, digest in self.digests.items():
            yield f"{digest.sha256.hexdigest()}  {path}\n".encode()


def dictionary() -> Iterator[bytes]:
    """Every column, as Markdown."""
    yield b"# Data dictionary\n"
    for table in TABLES:
        yield f"\n## {table.name}\n\n{table.about}\n\n".encode()
        yield f"Key: {', '.join(f'`{name}`' for name in table.key)}\n\n".encode()
        yield b"| column | type | what it holds |\n|---|---|---|\n"
        for schema in table.schema()["fields"]:
            about = schema["description"]
            if schema["name"] in table.refers:
                about += f" In `{table.refers[schema['name']]}`."
            yield f"| `{schema['name']}` | {schema['type']} | {about} |\n".encode()


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads in the block see the data of one moment, whatever is written meanwhile."""
    if connection.in_atomic_block:
        yield
        return
    is_postgresql = connection.vendor == "postgresql"
    # Not atomic(): on SQLite that would keep others from writing.
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if is_postgresql else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def files() -> Iterator[File]:
    """The files of the package, all from the data of one moment."""
    with one_moment():
        yield from Package().files()


def archive() -> Iterator[bytes]:
    """The package as a ZIP file."""
    return zip_file(files())
