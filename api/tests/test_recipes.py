"""The recipes of the guide run as printed, and a client generated from the description is
usable."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.models import ApiKey
from api.tests.writers import EVERYTHING
from reports.models import Submission
from testing.builders import make_cycle, make_group, make_published, make_reviewer, make_state

GUIDE = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
DESCRIPTION = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
READING = Path(settings.BASE_DIR) / "scripts" / "client.yaml"


def recipe(heading: str, language: str, server: str = "") -> str:
    """The example under a heading, sent to ``server`` instead of one's own machine."""
    section = GUIDE.partition(f"\n### {heading}\n")[2].partition("\n##")[0]
    (found,) = re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)
    return found.replace("http://localhost:8000", server)


def run(folder: Path, *command: str, **environment: str) -> str:
    """What a program prints, run in ``folder``; it must succeed."""
    inherited = {"PATH": os.environ["PATH"], "no_proxy": "*"}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def published(transactional_db: None) -> list[Submission]:
    cycle = make_cycle("2022")
    states = [make_state(code) for code in ("AFG", "KEN", "NOR")]
    make_group("african", *states)
    make_state("WSM")
    return [make_published(state, cycle) for state in states]


def test_python_with_its_own_library(
    live_server: Any, published: list[Submission], tmp_path: Path
) -> None:
    text = recipe("Python", "python", live_server.url).replace("page_size=100", "page_size=2")
    first = run(tmp_path, sys.executable, "-c", text)
    references = [line.split()[0] for line in first.splitlines()]
    assert references == ["AFG-2022-1", "KEN-2022-1", "NOR-2022-1", "changed"]
    kept = (tmp_path / "groups.csv").read_bytes()
    assert b"regional_group:african" in kept
    assert run(tmp_path, sys.executable, "-c", text).splitlines()[-1] == "as before"
    assert (tmp_path / "groups.csv").read_bytes() == kept
    make_published(make_state("PER"), published[0].cycle)
    assert run(tmp_path, sys.executable, "-c", text).splitlines()[-1] == "changed"


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed: apt-get install curl")
def test_curl_keeps_a_copy_up_to_date(
    live_server: Any, published: list[Submission], tmp_path: Path
) -> None:
    text = "set -e\n" + recipe("Keep a copy up to date", "sh", live_server.url)
    run(tmp_path, "bash", "-c", text)
    (tmp_path / "states.csv").rename(tmp_path / "first.csv")
    assert b"KEN" in (tmp_path / "first.csv").read_bytes()
    run(tmp_path, "bash", "-c", text)
    again = tmp_path / "states.csv"
    assert not again.exists() or again.read_bytes() == b"", "It was fetched again."
    make_state("PER")
    run(tmp_path, "bash", "-c", text)
    assert b"PER" in again.read_bytes()


@pytest.mark.once
def test_a_generated_client_is_typed_and_works(
    live_server: Any, published: list[Submission], tmp_path: Path
) -> None:
    _key, text = ApiKey.objects.make(name="Client", owner=make_reviewer(), scopes=EVERYTHING)
    source = ("--path", str(DESCRIPTION), "--config", str(READING))
    options = ("--output-path", "poa_tracker", "--meta", "none", "--fail-on-warning")
    generate = ("-m", "openapi_python_client", "generate", *source, *options)
    programs = str(Path(sys.executable).parent)
    run(tmp_path, sys.executable, *generate, PATH=f"{programs}:{os.environ['PATH']}")
    program = tmp_path / "program.py"
    program.write_text(recipe("A typed Python client", "python", live_server.url), encoding="utf-8")
    # The generator's own client.py does not come from the description.
    strict = ("-m", "mypy", "--strict", "--follow-imports=silent", "--config-file=")
    made = ("program.py", "poa_tracker/models", "poa_tracker/api")
    run(tmp_path, sys.executable, *strict, *made)
    said = run(tmp_path, sys.executable, "program.py", POA_KEY=text).splitlines()
    assert [line.split()[0] for line in said[:3]] == ["AFG-2022-1", "KEN-2022-1", "NOR-2022-1"]
    assert said[3:] == [
        "regional_group:african 3 of 3",
        "WSM-2022-1 draft paper",
    ]
