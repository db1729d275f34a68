"""Answers of forms in the trend report: by group, over the reporters asked, beside the cycle
before."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from common.files.writing.blocks import Bullets, Document, Heading, Paragraph, Table, Text, texts
from publications.documents.trend_answers import chosen
from publications.documents.trends import TrendReport
from questionnaires import answering, settling, templates
from questionnaires.answering import Given
from questionnaires.models import Continuation
from questionnaires.templates import Loaded
from reports.models import Reporter, ReportingCycle
from testing.builders import (
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_group,
    make_reviewer,
    make_state,
    publish,
)
from testing.reading import words

pytestmark = pytest.mark.django_db

SECRET = "quillwort"
BODY = "Is there a coordination body?"


def report(state: Reporter, loaded: Loaded, cycle: ReportingCycle, **ticks: str) -> None:
    by = make_reviewer()
    draft = make_draft(state, cycle, by=by)
    given = [Given(question, "tick", value) for question, value in ticks.items()]
    private = Given("body", "name", SECRET, language="en")
    answering.record(draft, loaded, [*given, private], by=by)
    settling.close(draft, loaded, by=by)
    publish(draft, by=by)


@pytest.fixture(scope="module")
def cycles(module_database: None) -> list[ReportingCycle]:
    """Three States that answer two versions of a form. The *no* of the first version counts as
    *developing* in the second; Kenya changes it to *yes*."""
    document = make_document("doc")
    then, now = (make_cycle(year, document) for year in ("2020", "2022"))
    first, second = (
        make_form(cycle, key="form", version=version, is_reconstructed=True)
        for version, cycle in ((1, then), (2, now))
    )
    Continuation.objects.create(
        question_id=second.question_ids["body"],
        earlier_id=first.question_ids["body"],
        value_map={"no": "developing"},
    )
    kenya, togo, peru = (make_state(code) for code in ("KEN", "TGO", "PER"))
    make_group("african", kenya, togo)
    report(kenya, first, then, body="no", collected="yes")
    report(togo, first, then, body="yes")
    report(kenya, second, now, body="yes", collected="yes")
    report(togo, second, now, body="yes", collected="no")
    report(peru, second, now, body="no")
    make_draft(make_state("CHL"), now)
    return [then, now]


def at(path: str) -> str:
    return f"https://poa.example.org{path}"


def document(cycles: list[ReportingCycle], *questions: str) -> Document:
    return TrendReport(cycles, at, chosen(questions)).document()


def under(found: Document, heading: str) -> list[Any]:
    """The blocks under a heading, up to the next."""
    names = [block.text if isinstance(block, Heading) else "" for block in found.blocks]
    rest = found.blocks[names.index(heading) + 1 :]
    ends = (place for place, block in enumerate(rest) if isinstance(block, Heading))
    return rest[: next(ends, len(rest))]


def line(content: Any) -> str:
    return "".join(piece.text for piece in texts(content)).replace("\u00a0", " ")


def test_a_question_is_counted_by_group_with_shares_and_denominators(
    cycles: list[ReportingCycle],
) -> None:
    asked, table, change, moved = under(document(cycles), f"1.1 {BODY}")
    assert line(asked.content) == "Cycle 2022: 3 of the 3 reports that were asked answer it."
    (note,) = [piece.note for piece in asked.content if isinstance(piece, Text)]
    assert note == at("/questionnaires/form/2/2022/body/")
    assert isinstance(table, Table)
    assert table.header == ["", "Group african", "All reports"]
    assert [[line(cell) for cell in row] for row in table.rows] == [
        ["Asked", "2", "3"],
        ["Answered", "2", "3"],
        ["Yes", "2 ↓ 100% → 100%", "2 ↓ 67%"],
        ["No", "0 ↓ 0% → 0%", "1 ↓ 33%"],
        ["Developing", "0 ↓ 0%", "0 ↓ 0%"],
    ]
    assert line(change.content) == (
        "2 States answered it now and in Cycle 2020; 1 gave the same answer."
    )
    assert isinstance(moved, Bullets)
    assert [line(item) for item in moved.items] == ["Developing before, Yes now: 1"]


def test_the_first_question_of_each_section_stands_there_unless_others_are_chosen(
    cycles: list[ReportingCycle],
) -> None:
    def numbers(found: Document) -> list[str]:
        third = [b.text for b in found.blocks if isinstance(b, Heading) and b.level == 3]
        return [text.partition(" ")[0] for text in third]

    assert numbers(document(cycles)) == ["1.1", "2.1"]
    assert numbers(document(cycles, "form:2:contact")) == ["1.2"]
    # A question that the latest cycle's form no longer has is counted in the cycle that had it.
    older = document(cycles, "form:1:contact", "form:2:contact")
    assert numbers(older) == ["1.2", "1.2"]
    assert line(under(older, "1.2 Does that body have a point of contact?")[0].content) == (
        "Cycle 2022: 0 of the 2 reports that were asked answer it."
    )


def test_it_is_marked_as_reconstructed_and_has_no_private_word(
    cycles: list[ReportingCycle],
) -> None:
    found = document(cycles)
    notes = [line(block.content) for block in found.blocks if isinstance(block, Paragraph)]
    assert any("It is not the official form" in note for note in notes)
    assert SECRET not in repr(found)


def test_without_a_form_or_an_answered_one_nothing_is_counted(cycles: list[ReportingCycle]) -> None:
    bare = make_cycle("2018")
    heading = "Answers in the reporting form"
    assert heading not in [getattr(block, "text", "") for block in document([bare]).blocks]
    make_form(bare, key="other")
    only = under(document([bare]), heading)[0]
    assert "That says nothing about any State." in line(only.content)


def test_queries_do_not_grow_with_the_reports(cycles: list[ReportingCycle]) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            document(list(ReportingCycle.objects.filter(code__in=["2020", "2022"])))
        return len(queries)

    few = count()
    loaded = templates.load(cycles[1].templates.get())
    for number in range(5):
        draft = make_draft(make_state(name=f"State {number}"), cycles[1])
        answering.record(draft, loaded, [Given("body", "tick", "yes")], by=make_reviewer())
        publish(draft)
    assert count() == few


def test_the_page_offers_the_questions_and_the_file_has_those_chosen(
    cycles: list[ReportingCycle], client: Client
) -> None:
    page = client.get("/cycles/trend-report/")
    assert 'name="question" value="form:2:body"' in page.content.decode()
    assert BODY in words(page)
    # A question without boxes, or of a form with a newer version, is not offered.
    assert "by-type" not in page.content.decode()
    assert "form:1:" not in page.content.decode()
    with override("fr"):
        answer = client.get("/fr/cycles/trend-report.docx?question=form:2:collected")
    assert answer.status_code == 200
    for unknown in ("form:2:nothing", "form:2:by-type", "form", "", "%00"):
        assert client.get(f"/cycles/trend-report.docx?question={unknown}").status_code == 404


def test_the_command_refuses_a_question_that_is_not_there(cycles: list[ReportingCycle]) -> None:
    with pytest.raises(CommandError, match="No such question"):
        call_command("write_trend_report", cycles=["2022"], questions=["form:2:nothing"])
