"""What explains a recommendation, and its footnotes, stand apart from its own words."""

import importlib
import io
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from commitments.models import Commitment, Section
from commitments.models.outcome_proposal import OutcomeProposal
from commitments.outcomes.load import apply
from commitments.outcomes.load.numbers import numbers_of
from commitments.outcomes.load.plan import Plan, plan_of
from commitments.outcomes.load.proposal import Choices, Edit, NewDocument
from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Outcome, from_json
from common.files.reading.lines import Extracted, Kind
from common.files.reading.text import text_lines
from testing.builders import (
    make_commitment,
    make_document,
    make_officer,
    make_section,
    make_upload,
    texts,
)

pytestmark = pytest.mark.django_db

CLEAR = """Report on tools

IV. Observations

Recommendation 1

The council should count its hammers.¹

7. Hammers get lost when nobody counts.

8. A hammer that is counted is a hammer that stays.

Recommendation 2

Meetings might oil the saws.

9. Saws that are oiled last longer; oil is cheap.

Recommendation 3

Neighbours should lend boxes.

¹ As agreed in the year before.
"""
# Nothing here says on which side of a recommendation its reasons stand.
OPEN = "1. Aaa bbb.\n\n" + "\n\n".join(
    f"Recommendation {number}\n\nXyz uvw {word}.\n\n{number + 1}. Klm nop."
    for number, word in ((1, "one"), (2, "two"), (3, "three"))
)


def plan(text: str, **changes: Any) -> Plan:
    outcome = parse(Extracted(Kind.TEXT, text_lines(text)), "report.txt", "en")
    # A proposal waits as JSON between the preview and its acceptance.
    outcome = from_json(Outcome, asdict(outcome))
    new = NewDocument("tools", "A/1", "recommendations")
    return plan_of(outcome, Choices("en", outcome.main_part, **{"new": new, **changes}))


def carry_out(made: Plan) -> dict[str, Commitment]:
    apply.load(made, file_name="report.txt", sha256="0" * 64)
    return {one.number: one for one in Commitment.objects.all()}


def codes(made: Plan) -> list[str]:
    return [problem.code for problem in made.problems]


def test_each_goes_on_record_in_a_place_of_its_own() -> None:
    found = carry_out(plan(CLEAR))
    assert found["1"].official_text == {"en": "The council should count its hammers.¹"}
    assert found["1"].footnotes == {"en": "¹ As agreed in the year before."}
    assert found["1"].explanation["en"].splitlines() == [
        "7. Hammers get lost when nobody counts.",
        "8. A hammer that is counted is a hammer that stays.",
    ]
    assert [found[n].explained_in for n in "123"] == ["7–8", "9", ""]
    assert (found["3"].explanation, found["3"].footnotes) == ({}, {})
    assert "nobody counts" in found["1"].search_text


def test_where_it_is_open_none_is_recorded_until_somebody_says_which() -> None:
    made = plan(OPEN)
    assert "explanation_open" in codes(made)
    assert [one.row.explanation for one in made.commitments] == [None] * 3
    for side, expected in (("above", ["1", "2", "3"]), ("below", ["2", "3", "4"])):
        made = plan(OPEN, explanations=side)
        assert "explanation_open" not in codes(made)
        assert [one.row.explained_in for one in made.commitments] == expected
    assert [one.row.explained_in for one in plan(OPEN, explanations="none").commitments] == [""] * 3


def test_a_side_that_the_text_shows_can_be_put_right() -> None:
    made = plan(CLEAR, explanations="above")
    assert [one.row.explained_in for one in made.commitments] == ["", "7–8", "9"]


def test_one_recommendation_is_decided_by_itself() -> None:
    edits = {1: Edit(explanation="2. Klm nop.", footnotes="* A note.")}
    found = carry_out(plan(OPEN, edits=edits))
    assert [found[n].explanation for n in "123"] == [{}, {"en": "2. Klm nop."}, {}]
    assert found["2"].footnotes == {"en": "* A note."}


def test_a_corrected_text_changes_each_and_undo_puts_it_back() -> None:
    carry_out(plan(CLEAR))
    corrected = CLEAR.replace("oil is cheap", "oil is dear").replace("year before", "year after")
    made = plan(corrected, document="tools")
    assert made.counts["changed"] == 2
    found = carry_out(made)
    assert found["1"].footnotes == {"en": "¹ As agreed in the year after."}
    assert "dear" in found["2"].explanation["en"]
    last = apply.last_import()
    assert last
    assert apply.undo(last) == 2
    assert "cheap" in Commitment.objects.get(number="2").explanation["en"]


def test_a_text_that_does_not_say_leaves_what_is_on_record() -> None:
    carry_out(plan(CLEAR))
    made = plan(OPEN, document="tools")
    found = carry_out(made)
    assert found["2"].explanation["en"].startswith("9. Saws")
    assert found["1"].official_text == {"en": "Xyz uvw one."}
    assert found["1"].footnotes == {}, "the corrected text has no footnote"


def test_a_document_recorded_without_headings_stays_without_them() -> None:
    document = make_document("tools")
    for number in "123":
        make_commitment(document, number=number)
    for _again in range(2):
        made = plan(CLEAR, document="tools")
        assert [str(one.state) for one in made.sections] == ["left_out"]
        assert not {"section_differs", "section_not_on_record"} & set(codes(made))
        carry_out(made)
    assert not document.sections.exists()


def test_other_paragraphs_than_those_on_record_are_named() -> None:
    carry_out(plan(CLEAR))
    Commitment.objects.filter(number="2").update(explained_in="10")
    made = plan(CLEAR, document="tools")
    assert codes(made).count("explanation_differs") == 1


def test_the_command_takes_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(OPEN)
    out = io.StringIO()
    arguments = ["--document", "tools", "--symbol", "A/1", "--language", "en"]
    arguments += ["--explanations", "below"]
    call_command("import_outcome", path, *arguments, "--dry-run", stdout=out, stderr=io.StringIO())
    assert "explained in 4" in out.getvalue()
    assert "open whether" not in out.getvalue()


def test_the_preview_asks_and_shows_them_apart(client: Client) -> None:
    client.force_login(make_officer())
    file = make_upload("report.txt", OPEN.encode())
    client.post(reverse("admin:commitments_outcomeproposal_add"), {"file": file, "language": ""})
    proposal = OutcomeProposal.objects.get()
    address = reverse("admin:commitments_outcomeproposal_change", args=[proposal.pk])
    page = client.get(address).content.decode()
    assert "none are recorded until somebody says which" in page
    assert "Klm nop." not in page
    answers = {"part": "1", "language": "en", "create_missing": "unknown", "key": "tools",
               "symbol": "A/1", "kind": "recommendations", "explanations": "below"}  # fmt: skip
    client.post(address, answers)
    page = client.get(address).content.decode()
    assert "until somebody says which" not in page
    assert "Explanation (3)" in page
    row = reverse("admin:commitments_outcomeproposal_row", args=[proposal.pk, 1])
    form = client.get(row).content.decode()
    assert "3. Klm nop.</textarea>" in form
    answer = {"number": "2", "section": "", "is_operative": "on", "addressees": ["states"],
              "text": "Xyz uvw two.", "footnotes": "", "explanation": "3. Klm nop. And more.",
              "left_out": "unknown"}  # fmt: skip
    client.post(row, answer)
    client.post(reverse("admin:commitments_outcomeproposal_accept", args=[proposal.pk]))
    assert Commitment.objects.get(number="2").explanation == {"en": "3. Klm nop. And more."}
    assert Commitment.objects.get(number="1").explanation == {"en": "2. Klm nop."}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], ""),
        (["62. One."], "62"),
        (["65. One.", "66. Two."], "65–66"),
        (["65. One.", "1. A list in it.", "2. Its end.", "70. Two.", "71. Three."], "65, 70–71"),
        (["No number."], ""),
    ],
)
def test_the_numbers_of_an_explanation(lines: list[str], expected: str) -> None:
    assert numbers_of("\n".join(lines)) == expected


def test_numbers_with_a_numeral_join_whichever_way_they_are_written() -> None:
    text = "\n\n".join(
        f"{numeral}. Heading {numeral}\n\n" + "\n\n".join(f"{n}. States do {n}." for n in (1, 2, 3))
        for numeral in ("I", "II")
    )
    document = make_document(key="tools", symbol="A/1")
    make_commitment(document, number="II.2", position=102)
    made = plan(text, document="tools", create_missing=True)
    found = {one.row.number: str(one.state) for one in made.commitments}
    assert found["II 2"] == "changed"
    assert [found[number] for number in ("I.1", "II.1", "II.3")] == ["created"] * 3
    records = carry_out(made)
    assert sorted(records) == ["I.1", "I.2", "I.3", "II.1", "II.2", "II.3"]
    assert records["II.2"].official_text == {"en": "States do 2."}


def test_footnotes_of_a_heading_stand_apart_from_its_chapeau(client: Client) -> None:
    text = "A. Tools¹\n\nHaving met:²\n\n1. Let us count.\n\n¹ Or saws.\n\n² In {year}."
    carry_out(plan(text.format(year=2001)))
    section = Section.objects.get()
    assert (section.heading["en"], section.chapeau["en"]) == ("Tools¹", "Having met:²")
    assert section.footnotes == {"en": "¹ Or saws.\n² In 2001."}
    page = " ".join(strip_tags(client.get("/documents/tools/").content.decode()).split())
    assert "Having met:² ¹ Or saws. ² In 2001. 1 Let us count." in page
    made = plan(text.format(year=2002), document="tools")
    (planned,) = made.sections
    assert str(planned.state) == "changed"
    pieces = planned.pieces["footnotes"]
    assert [one.text for one in pieces if one.kind != "same"] == ["2001", "2002"]
    carry_out(made)
    assert Section.objects.get().footnotes["en"].endswith("2002.")
    last = apply.last_import()
    assert last
    apply.undo(last)
    assert Section.objects.get().footnotes["en"].endswith("2001.")


def test_footnotes_of_headings_that_were_imported_before_are_parted() -> None:
    migration = importlib.import_module("commitments.migrations.0010_footnotes_of_sections")
    lines = ["Having met:²", "¹ Or saws.", "² In 2001."]
    assert migration.parted("Tools¹", lines) == (lines[:1], lines[1:])
    assert migration.parted("Tools¹", lines[1:2]) == ([], lines[1:2])
    assert migration.parted("Tools", lines[1:2]) == (lines[1:2], [])
    section = make_section(make_document("tools"), "i", heading=texts("Tools¹"))
    section.chapeau = {"en": "\n".join(lines), "fr": "Rien."}
    section.save()
    schema_editor = SimpleNamespace(connection=connection)
    migration.set_apart(apps, schema_editor)
    section.refresh_from_db()
    assert section.chapeau == {"en": lines[0], "fr": "Rien."}
    assert section.footnotes == {"en": "\n".join(lines[1:])}
    migration.put_together(apps, schema_editor)
    section.refresh_from_db()
    assert section.chapeau["en"] == "\n".join(lines)


def test_texts_that_were_imported_before_are_parted() -> None:
    name = "commitments.migrations.0007_explanations_and_footnotes"
    parted = importlib.import_module(name).parted
    own = ["The council should count.¹", "(a) Its hammers."]
    why = ["62. Hammers get lost.", "63. Often."]
    notes = ["¹ As agreed.", "² Never marked."]
    assert parted([*own, *why, notes[0]], "62–63") == (own, why, [notes[0]])
    assert parted([*own, notes[0]], "") == (own, [], [notes[0]])
    assert parted([*own, notes[1]], "62") == ([*own, notes[1]], [], [])
    assert parted(["* Only this."], "") == (["* Only this."], [], [])
