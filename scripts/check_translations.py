#!/usr/bin/env python3
"""Check that the interface is complete in every language: nothing untranslated, fuzzy or stale.

With exit status 1 it lists the missing texts. Needs gettext's programs (apt-get install gettext);
without them nothing is checked, which is an error with CI=true.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LOCALES = Path("tracker/locale")
LANGUAGES = ("ar", "es", "fr", "ru", "zh_Hans")
PROGRAMS = ("msgattrib", "msgfmt", "msgunfmt", "xgettext")
INCOMPLETE = re.compile(r"\d+ (fuzzy|untranslated)")


def main() -> int:
    """0 when every catalogue is complete and compiled, 1 otherwise."""
    if not all(map(shutil.which, PROGRAMS)):
        print("Translations not checked; install gettext: apt-get install gettext")
        return int(os.environ.get("CI") == "true")
    problems = [problem for language in LANGUAGES for problem in check(language)]
    problems += strings_not_collected()
    for problem in problems:
        print(problem, file=sys.stderr)
    return int(bool(problems))


def check(language: str) -> list[str]:
    """The faults of one language's catalogue."""
    source = LOCALES / language / "LC_MESSAGES" / "django.po"
    compiled = source.with_suffix(".mo")
    if not source.exists() or not compiled.exists():
        return [f"{source}: missing, or not compiled (make messages compilemessages)"]
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "django.mo"
        done = run("msgfmt", "--check", "--statistics", "-o", str(fresh), str(source))
        problems = []
        if done.returncode or INCOMPLETE.search(done.stderr):
            problems.append(f"{source}: {done.stderr.strip()}")
        elif content(fresh) != content(compiled):
            problems.append(f"{compiled}: older than its source (make compilemessages)")
    return problems


def content(compiled: Path) -> str:
    """The texts in a compiled catalogue; its bytes differ between versions of gettext."""
    return run("msgunfmt", "--sort-output", str(compiled)).stdout


def strings_not_collected() -> list[str]:
    """Texts in the code that are not in the catalogues yet; collected in a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        ignored = shutil.ignore_patterns(".*", "var", "staticfiles", "node_modules")
        shutil.copytree(".", copy, ignore=ignored)
        locales = [f"--locale={language}" for language in LANGUAGES]
        collect = [sys.executable, "manage.py", "makemessages", *locales, "--no-obsolete"]
        done = subprocess.run(collect, cwd=copy, capture_output=True, text=True, check=False)
        if done.returncode:
            return [f"makemessages failed: {done.stderr.strip()}"]
        return [problem for language in LANGUAGES for problem in differing(copy, language)]


def differing(copy: Path, language: str) -> list[str]:
    """The differences between one committed catalogue and a newly collected one."""
    source = LOCALES / language / "LC_MESSAGES" / "django.po"
    if not source.exists() or texts(source) == texts(copy / source):
        return []
    return [f"{source}: the code's texts have changed (make messages)"]


def texts(catalogue: Path) -> list[str]:
    """The source texts of a catalogue, in a canonical layout."""
    done = run("msgattrib", "--no-wrap", "--sort-output", "--no-obsolete", str(catalogue))
    return [line for line in done.stdout.splitlines() if line.startswith(("msgid", "msgctxt"))]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run one of gettext's programs; its messages are in English whatever the machine's locale."""
    environ = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, text=True, env=environ, check=False)


if __name__ == "__main__":
    sys.exit(main())
