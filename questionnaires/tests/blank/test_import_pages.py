"""A blank form's way through the administration and the command to a draft version."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from questionnaires import templates
from questionnaires.blank import loading
from questionnaires.blank.planning import LANGUAGE, NEXT, Choices, plan_of
from questionnaires.blank.reading import likely_choices, read
from questionnaires.models import (
    BlankForm,
    Continuation,
    QuestionMapping,
    ReportTemplate,
    Stage,
)
from questionnaires.tests.blank.samples import ENGLISH, SAMPLES, as_docx
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_officer,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db
ADD = "admin:questionnaires_blankform_add"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_officer())
    return client


def upload(staff: Client, content: bytes, name: str = "form.docx") -> BlankForm:
    answer = staff.post(reverse(ADD), {"file": make_upload(name, content)})
    assert answer.status_code == 302, answer.context["form"].errors
    found: BlankForm = BlankForm.objects.latest("pk")
    return found


def url(record: BlankForm, name: str = "change", *args: Any) -> str:
    return reverse(f"admin:questionnaires_blankform_{name}", args=[record.pk, *args])


def accepted(lines: list[str], language: str = "en", **choices: Any) -> ReportTemplate:
    blank = read(as_docx(lines), language)
    defaults = {"key": "tools", "title": blank.title, "kinds": ["state"]}
    return loading.accept(plan_of(blank, Choices(**{**defaults, **choices})))


def test_a_form_is_uploaded_looked_over_and_accepted(staff: Client) -> None:
    record = upload(staff, as_docx(ENGLISH))
    page = staff.get(url(record)).content.decode()
    for text in (
        "5 questions were read",
        "Is there a national body that coordinates?",
        "PoA II.4",
        "asked if 1.1 is Yes",
        "private: persons",
        "Accept as a draft",
    ):
        assert text in page
    assert not ReportTemplate.objects.exists()
    chosen = {"mode": "new", "key": "tools", "title": "Tools", "kinds": ["state"]}
    assert staff.post(url(record), {**chosen, "mode": "?", "accept": "1"}).status_code == 200
    assert not ReportTemplate.objects.exists()
    answer = staff.post(url(record), {**chosen, "accept": "1"})
    template = ReportTemplate.objects.get()
    assert answer["Location"].endswith(f"/{template.pk}/change/")
    assert (template.stage, template.version, template.languages) == (Stage.DRAFT, 1, ["en"])
    assert not template.is_reconstructed
    form = templates.load(template).form
    assert [q.number for q in form.questions()] == ["1.1", "1.1.1", "1.2", "2.1", "2.2"]
    assert form.by_number["1.1.1"].gates[0].on == form.by_number["1.1"].key
    assert [c.key for c in form.by_number["1.2"].main.choices] == ["marking", "tracing"]
    assert not BlankForm.objects.exists()


def test_what_was_not_understood_is_corrected_in_the_preview(staff: Client) -> None:
    lines = ["1. Coordination", "1.1 Is it so?", "☐ Yes ☐ No ☐ Maybe", "1.2 What else?"]
    record = upload(staff, as_docx(lines))
    page = staff.get(url(record)).content.decode()
    assert "a box that is no answer of the records: Maybe" in page
    assert "Nothing was seen that can be filled in." in page
    assert "Accept as a draft" not in page
    posted = {"mode": "new", "accept": "1"}
    refused = staff.post(url(record), posted, follow=True).content.decode()
    assert "Give the form a title." in refused
    assert staff.get(url(record, "question", 0)).status_code == 200
    data = {
        "number": "1.1",
        "section": "0",
        "text": "Is it really so?",
        "cites": "PoA II.4",
        "gates": "",
        "parts-TOTAL_FORMS": "2",
        "parts-INITIAL_FORMS": "1",
        "parts-0-kind": "tick",
        "parts-0-privacy": "public",
        "parts-0-answers": ["yes", "no"],
        "parts-0-ORDER": "1",
        "parts-1-kind": "rows",
        "parts-1-privacy": "public",
        "parts-1-columns": "Seized | number\nRemark",
        "parts-1-rows": "Rifles",
        "parts-1-ORDER": "2",
    }
    assert staff.post(url(record, "question", 0), {**data, "cites": "?"}).status_code == 422
    assert staff.post(url(record, "question", 0), {**data, "gates": "1.1"}).status_code == 422
    wrong = {**data, "parts-1-columns": "Seized | colour"}
    assert staff.post(url(record, "question", 0), wrong).status_code == 422
    assert staff.post(url(record, "question", 0), data).status_code == 302
    staff.post(url(record, "open"))
    staff.post(url(record), {"mode": "new", "key": "tools", "title": "Tools", "accept": "1"})
    form = templates.load(ReportTemplate.objects.get()).form
    one, two = form.questions()
    assert one.text["en"] == "Is it really so?"
    assert one.cites[0].paragraph == "II.4"
    assert [str(part.kind) for part in one.parts] == ["tick", "rows"]
    assert [str(c.kind) for c in one.parts[1].columns] == ["number", "text"]
    assert str(two.main.kind) == "text"


def test_a_question_is_added_left_out_and_moved(staff: Client) -> None:
    record = upload(staff, as_docx(ENGLISH))
    answer = staff.post(url(record, "insert"), {"after": "1"})
    assert answer["Location"] == url(record, "question", 2)
    text = {"number": "1.1.2", "section": "1", "text": "New?", "parts-TOTAL_FORMS": "0"}
    staff.post(answer["Location"], {**text, "parts-INITIAL_FORMS": "0"})
    staff.post(
        url(record, "question", 0),
        {
            "number": "1.1",
            "section": "0",
            "text": "Out?",
            "left_out": "on",
            "parts-TOTAL_FORMS": "0",
            "parts-INITIAL_FORMS": "0",
        },
    )
    staff.post(url(record, "sections"), {"title-0": "First", "number-0": "1"})
    record.refresh_from_db()
    sections = record.read["sections"]
    assert sections[0]["title"] == "First"
    assert [q["number"] for q in sections[1]["questions"]] == ["1.1.2", "2.1", "2.2"]
    assert "Its gate is on 1.1, which is not there." in staff.get(url(record)).content.decode()
    assert staff.post(url(record, "insert"), {"after": "99"}).status_code == 404
    assert staff.get(url(record, "question", 99)).status_code == 404


def test_a_file_that_is_none_is_refused_with_the_reason(staff: Client) -> None:
    for content, name, text in (
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "form.docx", "The file is none of these"),
        (b"PK\x03\x04nonsense", "form.xlsx", "The file is damaged"),
        (b" ", "form.html", "The file is empty."),
    ):
        answer = staff.post(reverse(ADD), {"file": make_upload(name, content)})
        assert answer.status_code == 422
        assert text in answer.content.decode()
    assert not BlankForm.objects.exists()


def test_who_may_not_write_forms_imports_none(client: Client) -> None:
    record = BlankForm.objects.create(file_name="x", sha256="", read={}, choices={})
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse(ADD)).status_code == 403
    for name in ("change", "sections", "open", "insert"):
        assert client.post(url(record, name)).status_code == 403
    assert client.get(url(record, "question", 0)).status_code == 403


def test_the_preview_of_a_long_form_costs_no_more_queries(staff: Client) -> None:
    counted = []
    for number in (78, 780):
        lines = ["1. Coordination"]
        for n in range(1, number + 1):
            lines += [
                f"1.{(n - 1) // 30 + 1}.{(n - 1) % 30 + 1} Is it so in case {n}?",
                "☐ Yes ☐ No",
            ]
        record = upload(staff, as_docx(lines))
        with CaptureQueriesContext(connection) as queries:
            page = staff.get(url(record))
        assert f"{number} questions were read" in page.content.decode()
        counted.append(len(queries))
    assert counted[0] == counted[1]


# Another language


def test_a_second_language_joins_by_number(staff: Client) -> None:
    template = accepted(ENGLISH)
    record = upload(staff, as_docx(SAMPLES["fr"]))
    chosen = {"mode": "language", "template": template.pk, "title": "Rapport", "key": "x"}
    staff.post(url(record), chosen)
    assert "1.1.1" in staff.get(url(record)).content.decode()
    staff.post(url(record), {**chosen, "accept": "1"})
    template.refresh_from_db()
    assert ReportTemplate.objects.count() == 1
    assert template.languages == ["en", "fr"]
    form = templates.load(template).form
    assert form.by_number["1.1"].text["fr"].startswith("Existe-t-il")
    assert form.by_number["1.1"].part("number-of-women").label["fr"] == "Nombre de femmes"
    assert form.by_number["1.2"].main.choices[1].label == {"en": "Tracing", "fr": "Traçage"}
    assert form.sections[0].title["fr"] == "Coordination nationale"


def test_another_number_joins_by_what_it_cites_and_one_without_a_match_joins_nothing() -> None:
    template = accepted(ENGLISH)
    lines = [line.replace("1.2 ", "1.3 ").replace("1.1.1 ", "1.1.7 ") for line in SAMPLES["fr"]]
    blank = read(as_docx([*lines, "2.9 Autre ?", "☐ Oui ☐ Non"]))
    plan = plan_of(blank, Choices(LANGUAGE, template.pk))
    joined = {row.question.number: row.joins for row in plan.rows}
    keys = {q.number: q.key for q in templates.load(template).form.questions()}
    assert joined["1.3"] == keys["1.2"]
    assert joined["2.9"] == ""
    codes = {(p.code, p.question) for p in plan.problems}
    assert {("joined_by_likeness", "1.3"), ("joins_nothing", "2.9")} <= codes


def test_a_form_may_begin_in_another_language() -> None:
    template = accepted(SAMPLES["ar"], "ar")
    assert template.languages == ["ar"]
    accepted(ENGLISH, mode=LANGUAGE, template=template.pk)
    template.refresh_from_db()
    assert template.languages == ["ar", "en"]


# The next version

LATER = [
    "National report on tools",
    "1. Coordination",
    "1.1 Which of these does it do? (RevCon3 outcome II.A.5)",
    "☐ Marking",
    "☐ Tracing",
    "1.2 Is there a national body that coordinates? (PoA II.4)",
    "☐ Yes ☐ No",
    "Name of the body: ____________",
    "1.3 Are birds counted?",
    "☐ Yes ☐ No",
]


def test_the_next_version_continues_by_text_whatever_the_numbers(staff: Client) -> None:
    template = accepted(ENGLISH)
    earlier = {q.number: q.key for q in templates.load(template).form.questions()}
    document = make_document("bms8")
    commitment = make_commitment(document, "21")
    QuestionMapping.objects.create(
        question=template.questions.get(number="1.2"), commitment=commitment, role="main"
    )
    make_cycle("2026", document)
    record = upload(staff, as_docx(LATER))
    chosen = {"mode": "next", "template": template.pk, "cycles": ["2026"]}
    staff.post(url(record), chosen)
    page = staff.get(url(record)).content.decode()
    assert "The answer “developing” of 1.1 then has none that continues it now." in page
    staff.post(
        url(record, "question", 1),
        {
            "number": "1.2",
            "section": "0",
            "text": "Is there a national body that coordinates?",
            "cites": "PoA II.4",
            "continues": "1.1: developing = yes",
            "parts-TOTAL_FORMS": "2",
            "parts-INITIAL_FORMS": "2",
            "parts-0-kind": "tick",
            "parts-0-privacy": "public",
            "parts-0-answers": ["yes", "no"],
            "parts-0-ORDER": "1",
            "parts-1-kind": "text",
            "parts-1-label": "Name of the body",
            "parts-1-privacy": "private",
            "parts-1-ORDER": "2",
        },
    )
    staff.post(url(record), {**chosen, "accept": "1"})
    later = ReportTemplate.objects.get(version=2)
    form = templates.load(later).form
    assert form.by_number["1.1"].key == earlier["1.2"]
    assert form.by_number["1.2"].key == earlier["1.1"]
    assert form.by_number["1.2"].parts[1].key == "name-of-the-body"
    assert form.by_number["1.3"].key not in earlier.values()
    found = Continuation.objects.filter(question__template=later)
    pairs = {c.earlier.number: (c.question.number, c.value_map) for c in found}
    assert pairs == {"1.2": ("1.1", {}), "1.1": ("1.2", {"developing": "yes"})}
    assert list(later.cycles.values_list("code", flat=True)) == ["2026"]
    (mapping,) = QuestionMapping.objects.filter(question__template=later)
    assert (mapping.question.number, mapping.commitment) == ("1.1", commitment)


def test_splits_and_merges_are_several_continuations() -> None:
    template = accepted(ENGLISH)
    keys = {q.number: q.key for q in templates.load(template).form.questions()}
    decided: dict[str, dict[str, dict[str, str]]] = {
        "0": {keys["1.2"]: {}},
        "1": {keys["1.1"]: {}, keys["1.1.1"]: {}},
        "2": {keys["1.1"]: {}},
    }
    later = accepted(LATER, mode=NEXT, template=template.pk, continues=decided)
    found = Continuation.objects.filter(question__template=later)
    pairs = sorted((c.question.number, c.earlier.number) for c in found)
    assert pairs == [("1.1", "1.2"), ("1.2", "1.1"), ("1.2", "1.1.1"), ("1.3", "1.1")]
    assert not {q.key for q in later.questions.exclude(number="1.1")} & set(keys.values())


# The command


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "form.docx"
    found.write_bytes(as_docx(ENGLISH))
    return found


def test_the_command_shows_and_writes(path: Path) -> None:
    out = StringIO()
    call_command("import_form", str(path), "--dry-run", "--json", stdout=out, stderr=StringIO())
    shown = json.loads(out.getvalue())
    assert [q["number"] for s in shown["sections"] for q in s["questions"]][:2] == ["1.1", "1.1.1"]
    assert not ReportTemplate.objects.exists()
    out = StringIO()
    call_command("import_form", str(path), "--key", "tools", stdout=out, stderr=StringIO())
    assert "Imported: tools 1, draft." in out.getvalue()
    call_command("import_form", str(path), "--next", "tools", stdout=out, stderr=StringIO())
    assert Continuation.objects.count() == 5
    with pytest.raises(CommandError, match="solve the errors"):
        call_command("import_form", str(path), "--key", "tools", stdout=out, stderr=StringIO())
    with pytest.raises(CommandError, match="no form"):
        call_command("import_form", str(path), "--translates", "x", stdout=out, stderr=StringIO())


def test_the_command_holds_to_the_rights_of_its_user(path: Path) -> None:
    make_user(email="nobody@example.org", is_staff=True)
    with pytest.raises(CommandError, match="may not write forms"):
        call_command(
            "import_form",
            str(path),
            "--by",
            "nobody@example.org",
            stdout=StringIO(),
            stderr=StringIO(),
        )
    assert not ReportTemplate.objects.exists()


def test_a_file_name_makes_a_key_where_nothing_else_does() -> None:
    assert likely_choices(read(as_docx(SAMPLES["ar"])), "Report 2026.docx").key == "form"
