"""Exports: CSV against the database's own COPY, XLSX against xlsxwriter."""

import csv
import http.client
import io
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from benchmarks.speed import sql
from benchmarks.speed.answers import ORIGIN, NotTheSame
from benchmarks.speed.driver import NotAnswered
from benchmarks.speed.options import Options
from benchmarks.speed.processes import Server, resident_mib
from benchmarks.speed.rounds import alternate, database_options, times_per_second

CSV_PATH = "/api/v1/responses/?format=csv"
# Where an export takes longer, only its beginning is measured.
SECONDS_OF_EXPORT = 10
SHEET_ROWS = 2_000
XLSX, XLSXWRITER, OPENPYXL = "PoA Tracker", "xlsxwriter, constant memory", "openpyxl, write-only"


@dataclass
class Download:
    """A file as it came: rows, seconds to the first byte and in all, and by how many MiB the
    server's fullest process grew. ``is_whole`` unless it was cut off after its time."""

    rows: int = 0
    first_byte: float = 0.0
    seconds: float = 0.0
    grown_mib: float = 0.0
    is_whole: bool = False

    @property
    def per_second(self) -> float:
        return self.rows / self.seconds


@dataclass
class Watch:
    """Looks at a server's memory, again and again, until it is told to stop."""

    server: Server
    peak: float = 0.0
    stopped: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Watch":
        self.before = {process: resident_mib(process) for process in self.server.processes}
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.stopped.set()
        self.thread.join()

    def look(self) -> None:
        while not self.stopped.wait(0.1):
            grown = (resident_mib(process) - was for process, was in self.before.items())
            self.peak = max(self.peak, *grown, 0.0)


def download(server: Server, path: str, most_seconds: float) -> Download:
    """Read a file for at most that long, counting its lines."""
    done = Download()
    with server.asked(), Watch(server) as watch:
        begin = time.perf_counter()
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=120)
        connection.request("GET", path)
        answer = answered(connection, path)
        done.first_byte = time.perf_counter() - begin
        while piece := answer.read1(1 << 20):
            done.rows += piece.count(b"\n")
            if time.perf_counter() - begin > most_seconds:
                break
        done.is_whole = not piece
        done.seconds = time.perf_counter() - begin
        connection.close()
    done.grown_mib = watch.peak
    done.rows -= 1  # the header
    return done


def copy_rows_per_second() -> float:
    """The floor: the same columns in the same order, straight out of the database."""
    begin = time.perf_counter()
    rows = copied(sql.RESPONSES_ALL)
    return rows / (time.perf_counter() - begin)


def copied(query: str) -> int:
    """How many rows ``psql`` copies to nowhere."""
    with tempfile.TemporaryFile("w+") as script:
        script.write(f"\\copy ({' '.join(query.split())}) TO '{os.devnull}' WITH (FORMAT csv)\n")
        script.seek(0)
        command = ["psql", "--no-psqlrc", *database_options()]
        done = subprocess.run(command, stdin=script, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[1])


def measure_csv(server: Server, options: Options) -> dict[str, Any]:
    """Rows per second of both, round after round; first byte, memory and how far it came."""
    check_csv(server)
    downloads: list[Download] = []
    most = max(2.0, SECONDS_OF_EXPORT * options.seconds)

    def ours() -> float:
        downloads.append(download(server, CSV_PATH, most))
        return downloads[-1].per_second

    turns: dict[str, Callable[[], float]] = {"psql COPY": copy_rows_per_second, "PoA Tracker": ours}
    return {
        "rows_per_second": alternate(turns, options.rounds, warm=False),
        "first_byte_seconds": [round(each.first_byte, 3) for each in downloads],
        "grown_mib": [round(each.grown_mib, 1) for each in downloads],
        "rows": [each.rows for each in downloads],
        "is_whole": all(each.is_whole for each in downloads),
    }


def check_csv(server: Server) -> None:
    """Raise NotTheSame unless one cycle's file holds what the database copies out."""
    from django.db import connection

    copying = sql.copy_out(sql.RESPONSES_OF_CYCLE)
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        text = b"".join(map(bytes, copy)).decode()
    expected = list(csv.DictReader(io.StringIO(text)))
    found = list(csv.DictReader(io.StringIO(fetched(server, f"{CSV_PATH}&cycle={sql.CYCLE}"))))
    if [plain(row, expected[0]) for row in found] != [plain(row, expected[0]) for row in expected]:
        raise NotTheSame(f"the CSV file begins\n{found[0]}\nwhere COPY has\n{expected[0]}")


def fetched(server: Server, path: str) -> str:
    with server.asked():
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=120)
        connection.request("GET", path)
        return answered(connection, path).read().decode()


def answered(connection: http.client.HTTPConnection, path: str) -> http.client.HTTPResponse:
    """The answer; raises NotAnswered where its status is not 200."""
    answer = connection.getresponse()
    if answer.status != 200:
        raise NotAnswered(f"{path}: {answer.status} {answer.read(300)!r}")
    return answer


def plain(row: dict[str, str], names: Any) -> dict[str, str]:
    """The columns of both files, in one spelling of truth values, objects and addresses."""
    spellings = {"t": "true", "f": "false", "{}": ""}
    return {name: ORIGIN.sub("", spellings.get(row[name], row[name])) for name in names}


def measure_xlsx(options: Options) -> dict[str, Any]:
    """Rows per second of writing the same typed table, by this product and by two libraries."""
    columns, rows = sheet()
    check_xlsx(columns, rows[:50])
    turns = {
        name: (lambda write=write: rate(write, columns, rows)) for name, write in WRITERS.items()
    }
    return {"rows": len(rows), "rows_per_second": alternate(turns, options.rounds, warm=False)}


def rate(write: Callable[..., object], columns: list[str], rows: list[Any]) -> float:
    return len(rows) * times_per_second(lambda: write(columns, rows), 0)


def sheet() -> tuple[list[str], list[tuple[Any, ...]]]:
    """The first responses of the latest cycle as a table: names of its columns, and its rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"{sql.RESPONSES_OF_CYCLE} LIMIT {SHEET_ROWS}")
        columns = [column.name for column in cursor.description]
        return columns, cursor.fetchall()


def by_tracker(columns: list[str], rows: list[Any]) -> bytes:
    from common.files.writing.spreadsheets import xlsx_file
    from common.files.writing.tables import Column

    kinds = {"page": "integer", "is_fictional": "boolean"}
    typed = [Column(name, kinds.get(name, "text")) for name in columns]
    return b"".join(xlsx_file(typed, rows, titles=("Data", "About"), about=[]))


def by_xlsxwriter(columns: list[str], rows: list[Any]) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    data = book.add_worksheet("Data")
    for number, row in enumerate([columns, *rows]):
        data.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def by_openpyxl(columns: list[str], rows: list[Any]) -> bytes:
    from openpyxl import Workbook

    book, file = Workbook(write_only=True), io.BytesIO()
    data = book.create_sheet("Data")
    for row in [columns, *rows]:
        data.append(row)
    book.save(file)
    return file.getvalue()


WRITERS = {XLSX: by_tracker, XLSXWRITER: by_xlsxwriter, OPENPYXL: by_openpyxl}


def check_xlsx(columns: list[str], rows: list[Any]) -> None:
    """Raise NotTheSame unless all write the same cells."""
    first, *others = (list(cells(write(columns, rows))) for write in WRITERS.values())
    if any(other != first for other in others):
        raise NotTheSame("the XLSX sheets hold different cells")


def cells(content: bytes) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True)
    for row in book["Data"].iter_rows(values_only=True):
        yield tuple(None if value == "" else value for value in row)
