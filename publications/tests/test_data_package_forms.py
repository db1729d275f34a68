"""Forms and answers in the open-data package: complete, and nothing private."""

import csv
import io
from copy import deepcopy
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from frictionless import Package

from publications.package.archive import files
from publications.package.forms import FORMS
from questionnaires import answering, settling
from questionnaires.answering import Given
from questionnaires.models import Continuation
from reports.models import Submission
from reports.submissions import workflow
from testing.builders import (
    FORM,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_reviewer,
    make_state,
    publish,
)

SECRET = "quillwort"
WORDS = "=lanternfish;\ncaught"


def sections() -> list[dict[str, Any]]:
    """``FORM`` with a private column and a part for several choices."""
    found = deepcopy(FORM)
    table = found[1]["questions"][1]["parts"][0]
    table["columns"].append({"key": "officer", "label": {"en": "Officer"}, "privacy": "private"})
    found[0]["questions"][1]["parts"].append(
        {
            "key": "means",
            "kind": "choices",
            "choices": [{"key": "mail", "label": {"en": "Mail", "fr": "Courrier"}}],
        }
    )
    return found


@pytest.fixture(scope="module")
def report(module_database: None) -> Submission:
    """A published report, in its second version, that answers a form; its next version in progress;
    a draft; and a report of a fictional cycle."""
    document = make_document("doc")
    commitments = [make_commitment(document, f"{number}") for number in (1, 2)]
    cycle = make_cycle("2022", document)
    yes = {"yes": "implemented", "no": "", "developing": "planned"}
    first = make_form(make_cycle("2020", document), key="form")
    loaded = make_form(
        cycle,
        [
            ("body", commitments[0], "main", yes),
            ("contact", commitments[0], "supporting", {}),
            ("collected", commitments[1], "main", {"yes": "implemented"}),
        ],
        sections(),
        key="form",
        version=2,
    )
    Continuation.objects.create(
        question_id=loaded.question_ids["body"],
        earlier_id=first.question_ids["body"],
        value_map={"partly": "developing"},
    )
    by = make_reviewer()
    told = [
        Given("body", "tick", "yes"),
        Given("body", "name", SECRET, language="en"),
        Given("body", "details", SECRET, language="en", contains_contact_data=True),
        Given("body", "women", "12"),
        Given("contact", "tick", "yes"),
        Given("contact", "means", ["mail"]),
        Given("collected", "tick", "yes"),
        Given("collected", "details", WORDS, language="en"),
        Given("by-type", "weapons", {"seized": "7", "officer": SECRET}, row="rifles"),
    ]
    published = make_draft(make_state("KEN"), cycle, by=by)
    answering.record(published, loaded, told, by=by)
    settling.close(published, loaded, by=by)
    publish(published, by=by)
    hidden = Given("collected", "details", SECRET, language="en")
    answering.record(workflow.correct(published, by=by), loaded, [hidden], by=by)
    answering.record(make_draft(make_state("TGO"), cycle, by=by), loaded, [hidden], by=by)
    fictional = make_cycle("demo", document, is_fictional=True)
    loaded.template.cycles.add(fictional)
    invented = make_draft(make_state("PER"), fictional, by=by)
    answering.record(invented, loaded, [hidden], by=by)
    publish(invented, by=by)
    return published


def tables() -> dict[str, bytes]:
    return {path: b"".join(pieces) for path, pieces in files()}


def rows(table: str) -> list[dict[str, str]]:
    text = tables()[f"data/{table}.csv"].decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(autouse=True)
def here(report: Submission, db: None) -> None:
    """Every test uses that report."""


def test_it_is_what_it_says(tmp_path: Any) -> None:
    call_command("write_data_package", tmp_path / "package", verbosity=0)
    described = Package.from_descriptor(str(tmp_path / "package" / "datapackage.json"))
    found = described.validate()
    assert found.valid, found.flatten(["taskNumber", "rowNumber", "fieldName", "message"])
    dictionary = (tmp_path / "package" / "data-dictionary.md").read_text(encoding="utf-8")
    for table in FORMS:
        assert rows(table.name), table.name
        assert f"\n## {table.name}\n" in dictionary


def test_it_holds_as_many_records_as_the_api(client: Client) -> None:
    for table, path in (
        ("questionnaires", "questionnaires"),
        ("questions", "questions"),
        ("question_mappings", "mappings"),
        ("answers", "answers"),
    ):
        real = "?fictional=false" if table == "answers" else ""
        assert len(rows(table)) == client.get(f"/api/v1/{path}/{real}").json()["count"] > 0


def test_nothing_in_it_is_private_or_unpublished_or_invented() -> None:
    for path, content in tables().items():
        assert SECRET.encode() not in content, path
    assert {row["submission"] for row in rows("answers")} == {"KEN-2022-1"}
    assert {row["cycle"] for row in rows("questionnaire_cycles")} == {"2020", "2022"}


def test_answers_stand_with_their_question_part_and_row() -> None:
    found = {row["key"].removeprefix("KEN-2022-1:form:2:"): row for row in rows("answers")}
    assert {key: row["value"] for key, row in found.items() if row["status"] == "answered"} == {
        "body:tick": "yes",
        "body:women": "12",
        "contact:tick": "yes",
        "contact:means": "mail",
        "collected:tick": "yes",
        "collected:details": f"'{WORDS}",
        "by-type:weapons:rifles": "",
    }
    table = found["by-type:weapons:rifles"]
    assert (table["part"], table["row"], table["kind"]) == (
        "form:2:by-type:weapons",
        "rifles",
        "rows",
    )
    (cell,) = rows("answer_cells")
    assert (cell["answer"], cell["column"], cell["value"]) == (table["key"], "seized", "7")


def test_forms_stand_with_their_parts_gates_and_earlier_versions() -> None:
    first, second = rows("questionnaires")
    assert (second["key"], first["key"]) == ("form:1", "form:2")
    (gate,) = (row for row in rows("question_gates") if row["question"].startswith("form:2"))
    assert (gate["question"], gate["on"]) == ("form:2:contact", "form:2:body")
    assert gate["answers"] == "yes; developing"
    (later,) = rows("continuations")
    assert (later["question"], later["earlier"]) == ("form:2:body", "form:1:body")
    assert later["value_map"] == "partly=developing"
    questions = {row["key"]: row for row in rows("questions")}
    assert questions["form:2:body"]["cites"] == "PoA II.4"
    assert questions["form:2:body"]["text_fr"] == "Existe-t-il un organe ?"
    parts = {row["key"]: row for row in rows("question_parts")}
    assert parts["form:2:body:tick"]["answers"] == "yes; no; developing"
    assert parts["form:2:body:name"]["privacy"] == "private"
    options = [row for row in rows("part_options") if row["part"] == "form:2:by-type:weapons"]
    assert [(row["option"], row["key"], row["privacy"]) for row in options] == [
        ("column", "seized", "public"),
        ("column", "remark", "public"),
        ("column", "officer", "private"),
        ("row", "rifles", ""),
        ("row", "pistols", ""),
    ]


def test_mappings_and_answers_behind_responses_name_commitments() -> None:
    first, *others = rows("question_mappings")
    assert (first["question"], first["commitment"], first["role"]) == (
        "form:2:body",
        "doc-1",
        "main",
    )
    assert first["proposes"] == "yes=implemented; developing=planned"
    assert [row["proposes"] for row in others] == ["", "yes=implemented"]
    behind = {(row["commitment"], row["answer"], row["role"]) for row in rows("response_answers")}
    assert ("doc-1", "KEN-2022-1:form:2:body:tick", "main") in behind
    assert ("doc-1", "KEN-2022-1:form:2:contact:tick", "supporting") in behind


def test_each_table_is_one_query() -> None:
    for table in FORMS:
        with CaptureQueriesContext(connection) as captured:
            assert b"".join(table.file())
        assert len(captured) == 1, table.name
