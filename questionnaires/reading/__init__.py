"""Reading a filled form, in a process of its own with limits that hold whatever the file claims."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from common.files import own_process
from questionnaires.form import Form
from questionnaires.form import from_json as form_from_json
from questionnaires.reading.result import (
    READER_VERSION,
    Certainty,
    FilledForm,
    NotRead,
    Origin,
    Place,
    Problem,
    ReadAnswer,
    ReadPart,
    Recognised,
    State,
    from_json,
)
from questionnaires.reading.worker import problem_of

__all__ = [
    "READER_VERSION",
    "Certainty",
    "FilledForm",
    "NotRead",
    "Origin",
    "Place",
    "Problem",
    "ReadAnswer",
    "ReadPart",
    "Recognised",
    "State",
    "known_forms",
    "read",
]

WORKER = "questionnaires.reading.worker"
MAX_WALL_SECONDS = 90
STARTING_FORM = Path(__file__).resolve().parents[2] / "fixtures" / "reporting_form.json"


def read(file: bytes | Path, forms: Sequence[Form]) -> FilledForm:
    """The answers of a filled form (its bytes or path), read as the one of ``forms`` that it is
    most like. Its kind is told from its content.

    Raises NotRead with a problem that says why: empty, too large, of another type, encrypted,
    damaged, too demanding, only pictures of pages, or none of the forms.
    """
    data = file.read_bytes() if isinstance(file, Path) else file
    with tempfile.TemporaryFile() as copy:
        copy.write(json.dumps([form_as_json(form) for form in forms]).encode() + b"\n")
        copy.write(data)
        copy.seek(0)
        told = own_process.run(WORKER, file=copy, seconds=MAX_WALL_SECONDS)
    answer: dict[str, Any] = json.loads(told) if told else {"refused": "too_demanding", "limit": 0}
    if "refused" in answer:
        raise NotRead(problem_of(answer["refused"], answer["limit"]))
    return from_json(answer, list(forms))


def form_as_json(form: Form) -> dict[str, Any]:
    """A form in the shape that ``questionnaires.form.from_json`` takes."""
    data = asdict(form, dict_factory=lambda items: {k: _plain(v) for k, v in items})
    for section in data["sections"]:
        for question in section["questions"]:
            question["cites"] = [list(cited.values()) for cited in question["cites"]]
    return data


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


@lru_cache(maxsize=1)
def known_forms() -> tuple[Form, ...]:
    """The forms that a file may be: the starting form of the facts."""
    if not STARTING_FORM.exists():
        return ()
    return (form_from_json(json.loads(STARTING_FORM.read_text(encoding="utf-8"))),)
