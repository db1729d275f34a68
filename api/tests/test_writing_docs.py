"""The examples of the guide to writing do what the guide says, as they are printed."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.models import ApiKey
from api.tests.writers import EVERYTHING
from reports.models import Submission
from testing.builders import (
    PDF,
    make_commitment,
    make_cycle,
    make_document,
    make_indicator,
    make_instrument,
    make_reviewer,
    make_state,
)

GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"


def script() -> str:
    """Every example of the section, in order."""
    section = GUIDE.read_text(encoding="utf-8").partition("\n## Writing\n")[2]
    section = section.partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    assert len(blocks) >= 8
    return "set -eu\n" + "\n".join(blocks)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed: apt-get install curl")
def test_the_examples_run_as_printed(live_server: Any, tmp_path: Path) -> None:
    document = make_document("bms8")
    for number in ("25", "26"):
        make_commitment(document, number)
    make_cycle("2022", document)
    make_state("AFG")
    make_instrument("att")
    make_indicator("sdg-16-4-2", measures={}, kind="proportion")
    _key, text = ApiKey.objects.make(name="Guide", owner=make_reviewer(), scopes=EVERYTHING)
    (tmp_path / "report.pdf").write_bytes(PDF)
    done = subprocess.run(
        ["bash", "-c", script().replace("http://localhost:8000", live_server.url)],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "POA_KEY": text, "no_proxy": "*"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = Submission.objects.order_by("version")
    assert (first.status, first.channel) == ("published", "paper")
    assert first.attachments.get().is_public
    said = {r.commitment.key: (r.status, r.page) for r in second.responses.all()}
    assert said == {"bms8-25": ("implemented", 3), "bms8-26": ("in_progress", 4)}
    assert (second.reference, second.status) == ("AFG-2022-2", "draft")
    assert '"reference":"AFG-2022-2"' in done.stdout


def test_the_guide_names_every_scope_and_status() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [scope for scope in EVERYTHING if f"| `{scope}` |" not in guide] == []
    for status in (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 503):
        assert f"\n| {status} |" in guide
