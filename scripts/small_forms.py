"""Runs every target of the Makefile and every command of the documents in its smallest form.

Shows only that each works from a clean clone. Each runs in a copy of the project without files of
earlier runs, so that the project itself does not change; two run side by side. Prints the seconds
of each, and the output of failures. Arguments select forms by name. Exit status 1 if one fails.

``make install``, ``make lint`` and ``make test`` run as steps of their own in ``.ci/run``. Not run
here, because they need Docker or a terminal: ``docker compose …`` and ``createsuperuser``.
``deploy/*`` has its tests in ``test_deployment.py``.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Files made on the machine, or not part of a clone (.gitignore).
MADE = (".venv", ".git", ".env", "var", "staticfiles", "media", "client", "backups", "*_cache")
LANGUAGES = ("ar", "es", "fr", "ru", "zh_Hans")
# Variables that the documents name but no run here may need: another database, a machine's
# settings.
INHERITED = [name for name in os.environ if name.startswith("POA_") or name == "DATABASE_URL"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in INHERITED}
DOCUMENTS = ("README.md", "docs/guide-staff.md", "docs/importing.md", "docs/importing-reports.md")
# Run as a step of its own, or by another form.
ELSEWHERE = ("make run", "make test")
MOST_SECONDS = 900
# Files that the documents' commands need.
PREPARE = """
from pathlib import Path
from commitments.tests.samples.files import as_docx
from commitments.models import OutcomeDocument
from commitments.tests.samples.texts import SAMPLES
symbol = OutcomeDocument.objects.get(key="bms8").symbol
Path("FILE").write_text(f"{symbol}\\n\\n{SAMPLES['zh']}", encoding="utf-8")
reported = "The following States submitted reports on their implementation: Kenya and Norway."
Path("report.docx").write_bytes(as_docx(reported))
"""
# Named within sentences of docs/operations.md, docs/api.md and docs/importing-reports.md; the
# options keep them from writing to anybody.
MANAGE = (
    "load_demo",
    "suggest_links bms8",
    "verify_history",
    "invite_contact minister@example.org KEN --by staff@example.org",
    "send_reminders --dry-run",
    "send_reminders --days-before 30 7 1 --days-after 1 14 --dry-run",
    "send_news --dry-run",
    "send_waiting_mail",
    "advance_assistance",
    "purge_kept_answers",
    "write_data_package package",
    "write_data_package package.zip",
    "write_api_docs",
    "wait_for_database",
)


class Broken(Exception):
    """A form that fails, with its output."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class Clone:
    """A copy of the project as in a clone, and a folder beside it for its output."""

    place: Path
    beside: Path
    port: int = field(default_factory=free_port)

    def run(self, *command: str, seconds: float = MOST_SECONDS) -> str:
        """The output of a command. Raises Broken if it fails or does not end."""
        process = subprocess.Popen(
            command,
            cwd=self.place,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            written, _none = process.communicate(timeout=seconds)
        except BaseException as error:
            end(process)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            written, _none = process.communicate()
            raise Broken(f"{' '.join(command)} took over {seconds:.0f} s:\n{written}") from error
        if process.returncode:
            shown = " ".join(command)[:200]
            raise Broken(f"{shown} ended with {process.returncode}:\n{written}")
        return written

    def same(self, *names: str, read: Callable[[Path], object] = Path.read_bytes) -> None:
        """Raises Broken if a file differs from the project's."""
        changed = [name for name in names if read(self.place / name) != read(ROOT / name)]
        if changed:
            raise Broken(f"Not as committed: {', '.join(changed)}")


def end(process: subprocess.Popen[str]) -> None:
    """Ask a process and those it started to end."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def clone() -> Iterator[Clone]:
    with tempfile.TemporaryDirectory(prefix="poa-small-") as folder:
        place, beside = Path(folder) / "project", Path(folder) / "made"
        shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(*MADE, "__pycache__"))
        beside.mkdir()
        # With make's stamps of the installation, which must be newer than the copied requirements.
        (place / ".venv").symlink_to(ROOT / ".venv")
        yield Clone(place, beside)


def help_(at: Clone) -> None:
    """Every target is listed."""
    targets = re.search(r"^\.PHONY: (.+)", (at.place / "Makefile").read_text(), re.MULTILINE)
    listed = at.run("make", "help")
    missing = [name for name in targets[1].split() if f"make {name} " not in listed]  # type: ignore[index]
    if missing:
        raise Broken(f"make help leaves out {', '.join(missing)}")


def pins(at: Clone) -> None:
    """The pinned requirements fit the ranges, and name everything that these need."""
    at.run("make", "pins", "UPGRADE=")
    at.same("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")


def catalogues(at: Clone) -> None:
    """The committed catalogues equal newly collected and compiled ones."""
    at.run("make", "messages")
    at.run("make", "compilemessages")
    folders = [f"tracker/locale/{language}/LC_MESSAGES" for language in LANGUAGES]
    at.same(*[f"{folder}/django.po" for folder in folders], read=undated)
    at.same(*[f"{folder}/django.mo" for folder in folders], read=texts)


def undated(catalogue: Path) -> list[str]:
    """The lines of a catalogue, without its day of collection."""
    lines = catalogue.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith('"POT-Creation-Date')]


def texts(compiled: Path) -> str:
    """The texts of a compiled catalogue; its bytes differ between versions of gettext."""
    command = ["msgunfmt", "--no-wrap", "--sort-output", str(compiled)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return "\n".join(
        line for line in done.stdout.splitlines() if not line.startswith('"POT-Creation-Date')
    )


def bench(at: Clone) -> None:
    at.run("make", "bench", "ARGS=--tiny")


def fuzz(at: Clone) -> None:
    """A few operations in one process: ``make test`` tries all of them in two."""
    at.run("make", "fuzz", "EXAMPLES=1", "SEED=1", "ARGS=-n 0 -k states")


def client(at: Clone) -> None:
    folder = at.beside / "poa_tracker"
    at.run("make", "client", f"TO={folder}")
    at.run(str(ROOT / ".venv/bin/python"), "-m", "compileall", "-q", str(folder))


def screenshots(at: Clone) -> None:
    at.run("make", "screenshots", "ARGS=states")
    made = [path.name for path in (at.place / "var" / "screenshots").iterdir()]
    if len(made) != 15:
        raise Broken(f"Not 15 pictures of one page: {made}")


def trust(at: Clone) -> None:
    at.run("make", "trust", "ARGS=--small")


def guides(at: Clone) -> None:
    picture = at.place / "docs" / "images" / "guide" / "contact-home.png"
    picture.unlink()
    at.run("make", "guides", "ARGS=contact-home")
    if not picture.exists():
        raise Broken("No picture was taken.")


def documents(at: Clone) -> None:
    """Start ``make run`` twice, and run every command block of the documents beside it."""
    with served(at):
        at.run(".venv/bin/python", "manage.py", "shell", "--command", PREPARE)
        at.run("bash", "-c", guide(at))
        for command in MANAGE:
            at.run(".venv/bin/python", "manage.py", *command.split())
        for name in DOCUMENTS:
            for block in blocks((at.place / name).read_text(encoding="utf-8")):
                at.run("bash", "-ec", block)
        at.run(".venv/bin/python", "scripts/copy_sqlite.py", "var/tracker.sqlite3", "copied")
    at.same("docs/openapi.yaml", "docs/data-dictionary.md")
    with served(at):
        pass


@contextmanager
def served(at: Clone) -> Iterator[None]:
    """While ``make run`` serves."""
    log = at.beside / "run.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=at.place,
            env={**ENVIRONMENT, "PORT": str(at.port)},
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
    try:
        for _attempt in range(10 * MOST_SECONDS):
            if process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://localhost:{at.port}/", timeout=60).close()
            except OSError:
                time.sleep(0.1)
            else:
                yield
                return
        raise Broken(f"make run does not serve:\n{log.read_text()}")
    finally:
        end(process)


def guide(at: Clone) -> str:
    """The reading requests of docs/api.md, each of which must succeed; writing ones have their own
    test."""
    reading = (at.place / "docs" / "api.md").read_text(encoding="utf-8").partition("\n## Writing\n")
    script = "\n".join(blocks(reading[0])).replace("localhost:8000", f"localhost:{at.port}")
    curl = 'curl() { command curl --silent --show-error --fail-with-body --globoff "$@"; }'
    return f"set -e\n{curl}\ncd '{at.beside}'\n{script}"


def blocks(text: str) -> list[str]:
    """The shell commands of a document, block by block."""
    found: list[str] = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [block for block in found if block.strip() not in ELSEWHERE]


# The longest first. A form that measures the tracker's performance has the machine alone.
FORMS: dict[str, Callable[[Clone], None]] = {
    "documents": documents,
    "bench": bench,
    "screenshots": screenshots,
    "guides": guides,
    "fuzz": fuzz,
    "messages": catalogues,
    "client": client,
    "pins": pins,
    "help": help_,
    "trust": trust,
}
ALONE = {"trust"}


def attempt(name: str) -> bool:
    """Whether a form works; prints its seconds."""
    begun = time.monotonic()
    try:
        with clone() as at:
            FORMS[name](at)
    except Broken as failure:
        print(f"{name:12} {time.monotonic() - begun:4.0f} s  FAILED\n{failure}", flush=True)
        return False
    print(f"{name:12} {time.monotonic() - begun:4.0f} s", flush=True)
    return True


def main(names: list[str]) -> int:
    unknown = set(names) - set(FORMS)
    if unknown:
        print(f"No such form: {', '.join(sorted(unknown))}. Known: {', '.join(FORMS)}")
        return 2
    chosen = [name for name in FORMS if name in names or not names]
    with ThreadPoolExecutor(2) as pool:
        worked = [*pool.map(attempt, [name for name in chosen if name not in ALONE])]
    worked += [attempt(name) for name in chosen if name in ALONE]
    return 0 if all(worked) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
