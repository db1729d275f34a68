"""The matrix of reporters and commitments: folded, sorted, light."""

import gzip
import random
import re

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override

from commitments.models import Commitment, OutcomeDocument, Section
from reports import coverage
from reports.coverage import Matrix
from reports.models import Reporter, ReporterKind, ReportingCycle, ResponseStatus, Submission
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_published,
    make_section,
    make_state,
    texts,
)
from testing.reading import get, words
from website.grid import grid_of

S = ResponseStatus
# The proxy sends it compressed; it must be small enough for a phone in a conference room.
BUDGET = 150_000


@pytest.fixture
def cycle(db):
    """Two sections; Angola addresses one of three commitments, Benin two of three."""
    document = make_document("doc")
    first, second = make_section(document, "i"), make_section(document, "i-2")
    one, two = make_commitment(document, section=first), make_commitment(document, section=first)
    three = make_commitment(document, section=second)
    cycle = make_cycle("2022", document)
    cycle.first, cycle.second = first, second
    angola, benin = make_state("AGO", "Angola"), make_state("BEN", "Benin")
    make_published(angola, cycle, {one: S.PLANNED, three: S.NO_INFORMATION})
    make_published(benin, cycle, {one: S.IMPLEMENTED, two: S.PLANNED})
    return cycle


def grid(query=""):
    return get(f"/coverage/?{query}").context["grid"]


def rows(found):
    return [
        (line.submission.reporter.code, [cell.status or cell.ratio for cell in line.cells])
        for line in found.lines
    ]


def test_folded_sections_say_how_much_of_them_is_addressed(cycle):
    ratios = [
        [(ratio.count, ratio.total) for ratio in [line.total, *(c.ratio for c in line.cells)]]
        for line in grid().lines
    ]
    assert ratios == [[(1, 3), (1, 2), (0, 1)], [(2, 3), (2, 2), (0, 1)]]
    assert "1/2" in words(get("/coverage/"))


def test_a_section_is_unfolded_by_its_link_and_folded_by_the_same(cycle):
    folded = grid("status=")
    assert [band.code for band in folded.bands] == ["I", "I.2"]
    opened = grid(folded.bands[0].query)
    assert [band.is_open for band in opened.bands] == [True, False]
    assert len(opened.columns) == 3
    assert rows(opened)[0][1][0] == S.PLANNED
    again = grid(opened.bands[0].query)
    assert [band.is_open for band in again.bands] == [False, False]


def test_the_filters_stay_when_a_section_is_unfolded_and_the_other_way_round(cycle):
    response = get(f"/coverage/?order=coverage&open={cycle.first.pk}")
    assert "order=coverage" in response.context["grid"].bands[1].query
    assert f'type="hidden" name="open" value="{cycle.first.pk}"' in response.content.decode()


def test_the_order_is_that_of_the_united_nations_or_by_coverage(cycle):
    assert [code for code, _cells in rows(grid())] == ["AGO", "BEN"]
    assert [code for code, _cells in rows(grid("order=coverage"))] == ["BEN", "AGO"]


def test_what_is_narrowed_is_unfolded(cycle):
    assert [band.is_open for band in grid("section=i-2").bands] == [True]


def test_a_cell_leads_to_the_words(cycle):
    body = get("/coverage/?open=all").content.decode()
    assert '<a href="/states/AGO/?cycle=2022#doc-1" aria-label="planned">○</a>' in body
    folded = get("/coverage/").content.decode()
    assert f'<a href="/states/AGO/?cycle=2022#section-{cycle.first.pk}">1/2</a>' in folded
    page = get("/states/AGO/?cycle=2022").content.decode()
    assert 'id="doc-1"' in page
    assert f'id="section-{cycle.first.pk}"' in page


def test_with_a_status_the_share_is_of_that_status(cycle):
    assert [line.total.count for line in grid("status=planned").lines] == [1, 1]
    assert [line.total.count for line in grid("status=implemented").lines] == [1]


def test_a_senseless_section_is_folded_calmly(cycle):
    for query in ("open=x", "open=%00", "open=999999&open=", "open=" + "9" * 500):
        assert [band.is_open for band in grid(query).bands] == [False, False]


@pytest.mark.django_db
def test_commitments_that_were_not_asked_are_not_counted():
    document = make_document()
    asked = make_commitment(document)
    other = make_commitment(document, directed_to_secretariat=True)
    cycle = make_cycle("2022", document)
    make_published(make_state(), cycle, {asked: S.PLANNED, other: S.PLANNED})
    (line,) = coverage.folded(coverage.matrix(cycle), [[0, 1], [1]])
    assert [(ratio.count, ratio.total) for ratio in line] == [(1, 2 - 1), (0, 0)]


def full_matrix(states, commitments):
    """Every State says something random on every commitment. Nothing is saved."""
    rng = random.Random(7)
    document = OutcomeDocument(pk=1, key="bms8")
    sections = [Section(pk=n, code=f"i-{n}", heading=texts(f"Heading {n}")) for n in range(1, 9)]
    columns = [
        Commitment(
            key=f"bms8-{n}",
            number=str(n),
            document=document,
            section=sections[n * 8 // commitments],
            title=texts(f"Commitment {n}"),
            addressee_kinds=",states,",
        )
        for n in range(commitments)
    ]
    cycle = ReportingCycle(code="2022", year=2022)
    reports = [
        Submission(
            pk=n,
            cycle=cycle,
            reporter=Reporter(
                kind=ReporterKind.STATE, code=code(n), name=texts(f"{rng.getrandbits(64):x} State")
            ),
        )
        for n in range(states)
    ]
    cells = [[rng.choice(S.values) for _column in columns] for _report in reports]
    return cycle, Matrix(reports, columns, cells)


def code(number):
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in f"{number:03}")


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_all_states_and_all_commitments_unfolded_are_light(language):
    cycle, matrix = full_matrix(193, 96)
    with override(language):
        context = {
            "grid": grid_of(matrix, {}, QueryDict("open=all")),
            "statuses": S,
            "cycle": cycle,
        }
        body = render_to_string("website/includes/matrix.html", context)
    assert len(re.findall("<td class=.cell-", body)) == 193 * 96
    assert len(gzip.compress(body.encode(), 6)) < BUDGET * 0.8


def test_folded_it_is_a_tenth_of_that():
    cycle, matrix = full_matrix(193, 96)
    context = {"grid": grid_of(matrix, {}, QueryDict()), "statuses": S, "cycle": cycle}
    body = render_to_string("website/includes/matrix.html", context)
    assert len(gzip.compress(body.encode(), 6)) < BUDGET / 10
