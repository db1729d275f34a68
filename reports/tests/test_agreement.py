"""Cohen's kappa against examples worked by hand; drawing a sample and coding it blind."""

import random
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.coding import agreement, recording
from reports.coding.agreement import Agreement
from reports.coding.recording import Answer
from reports.models import DoubleCoding
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_reviewer,
    make_section,
    make_user,
    texts,
)


def pairs(table: dict[str, int]) -> list[tuple[str, str]]:
    """``{"yes no": 3}``: three responses of which the first coder said yes, the second no."""
    found = []
    for both, count in table.items():
        first, second = both.split()
        found += [(first, second)] * count
    return found


# 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 35/50; by chance 25/50 * 30/50 + 25/50 *
# 20/50 = 1/2; so (0.7 - 0.5) / 0.5 = 0.4.
@pytest.mark.parametrize(
    ("table", "observed", "expected", "kappa"),
    [
        (
            {"yes yes": 20, "yes no": 5, "no yes": 10, "no no": 15},
            Fraction(7, 10),
            Fraction(1, 2),
            Fraction(2, 5),
        ),
        ({"a a": 3, "b b": 3}, 1, Fraction(1, 2), 1),
        ({"a b": 3, "b a": 3}, 0, Fraction(1, 2), -1),
        ({"a a": 1, "a b": 1, "b a": 1, "b b": 1}, Fraction(1, 2), Fraction(1, 2), 0),
        ({"a b": 4}, 0, 0, 0),
        ({"a a": 2, "b b": 1, "c a": 1}, Fraction(3, 4), Fraction(7, 16), Fraction(5, 9)),
    ],
)
def test_kappa_is_that_of_the_examples(table, observed, expected, kappa) -> None:
    found = agreement.agreement(pairs(table))
    assert (found.observed, found.expected, found.kappa) == (observed, expected, kappa)
    assert found.count == sum(table.values())


def test_kappa_is_not_defined_where_both_chose_one_status_throughout() -> None:
    found = agreement.agreement(pairs({"a a": 7}))
    assert found.observed == found.expected == 1
    assert found.kappa is None


def test_nothing_coded_twice_agrees_on_nothing() -> None:
    assert agreement.agreement([]) == Agreement(0)
    assert agreement.agreement([]).kappa is None


def test_the_habits_of_both_are_counted() -> None:
    found = agreement.agreement(pairs({"a b": 2, "b b": 1}))
    assert (dict(found.first), dict(found.second)) == ({"a": 2, "b": 1}, {"b": 3})


@pytest.fixture
def coded(db):
    """Ten responses of one report, under review, in two sections."""
    document = make_document("doc")
    for slug in ("i", "ii"):
        section = make_section(document, slug, heading=texts(slug))
        for _number in range(5):
            make_commitment(document, section=section)
    first = make_officer()
    draft = make_draft(cycle=make_cycle("2031", document), by=first)
    answers = [Answer(f"doc-{n}", "planned" if n % 2 else "implemented") for n in range(1, 11)]
    recording.record(draft, answers, by=first)
    return workflow.submit(draft, by=first)


def test_a_share_is_drawn_by_chance_and_nothing_twice(coded) -> None:
    by = make_reviewer()
    assert agreement.draw(coded.cycle, 25, by=by, chance=random.Random(1)) == 3
    assert agreement.draw(coded.cycle, 100, by=by) == 7
    assert agreement.draw(coded.cycle, 100, by=by) == 0
    assert DoubleCoding.objects.count() == 10
    with pytest.raises(PermissionDenied):
        agreement.draw(coded.cycle, 10, by=make_officer())


def test_what_is_still_written_is_not_drawn(db) -> None:
    document = make_document()
    draft = make_draft(cycle=make_cycle("2031", document))
    commitment = make_commitment(document)
    recording.record(draft, [Answer(commitment.key, "planned")], by=make_officer())
    assert agreement.draw(draft.cycle, 100, by=make_reviewer()) == 0


def test_somebody_else_codes_it_once_and_for_all(coded) -> None:
    agreement.draw(coded.cycle, 100, by=make_reviewer())
    first, second = coded.events.first().actor, make_officer()
    assert not agreement.open_for(first, coded.cycle)
    one = agreement.open_for(second, coded.cycle)[0]
    for by in (first, make_user()):
        with pytest.raises(PermissionDenied):
            agreement.code(one, "planned", by=by)
    with pytest.raises(ValidationError):
        agreement.code(one, "", by=second)
    agreement.code(one, "planned", by=second)
    with pytest.raises(ValidationError):
        agreement.code(one, "implemented", by=make_officer())
    assert agreement.open_for(second, coded.cycle).count() == 9


def test_agreement_is_told_by_section_and_in_all(coded) -> None:
    agreement.draw(coded.cycle, 100, by=make_reviewer())
    second = make_officer()
    for one in agreement.open_for(second, coded.cycle):
        is_same = one.commitment.number not in ("1", "2")
        status = one.first_status if is_same else "not_implemented"
        agreement.code(one, status, by=second)
    rows = agreement.of_cycle(coded.cycle)
    assert [(str(row.section), row.agreement.count) for row in rows] == [
        ("I. i", 5),
        ("II. ii", 5),
        ("None", 10),
    ]
    assert [row.agreement.observed for row in rows] == [Fraction(3, 5), 1, Fraction(4, 5)]
    # Section I: planned 3, implemented 2 against planned 2, implemented 1, not implemented 2:
    # by chance 3/5 * 2/5 + 2/5 * 1/5 = 8/25; (15 - 8) / (25 - 8).
    assert [row.agreement.kappa for row in rows][:2] == [Fraction(7, 17), 1]


# The pages


def page(client, cycle, name):
    return client.get(reverse(f"admin:reports_reportingcycle_{name}", args=[cycle.pk]))


def test_the_sample_is_drawn_coded_blind_and_told_on_the_pages_of_the_cycle(client, coded) -> None:
    reviewer = make_reviewer()
    client.force_login(reviewer)
    assert "not defined" in page(client, coded.cycle, "agreement").content.decode()
    address = reverse("admin:reports_reportingcycle_agreement", args=[coded.cycle.pk])
    assert client.post(address, {"percent": "0"}).status_code == 200
    assert client.post(address, {"percent": "100"}).status_code == 302
    blind = page(client, coded.cycle, "blind")
    assert "selected" not in blind.content.decode()
    chosen = {
        f"status-{double.pk}": double.first_status for double, _response in blind.context["rows"]
    }
    assert len(chosen) == 10
    assert client.post(blind.request["PATH_INFO"], chosen).status_code == 302
    told = page(client, coded.cycle, "agreement").content.decode()
    assert "<strong>1.00</strong>" in told
    assert "implemented: 5 – 5" in told


def test_officers_code_and_do_not_draw_and_nobody_else_looks(client, coded) -> None:
    client.force_login(make_officer())
    assert page(client, coded.cycle, "agreement").context["form"] is None
    address = reverse("admin:reports_reportingcycle_agreement", args=[coded.cycle.pk])
    assert client.post(address, {"percent": "50"}).status_code == 403
    client.force_login(make_user(is_staff=True))
    for name in ("agreement", "blind"):
        assert page(client, coded.cycle, name).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["agreement", "blind"])
def test_a_page_takes_as_many_queries_for_30_responses_as_for_3(client, name: str) -> None:
    reviewer = make_reviewer()
    client.force_login(reviewer)
    counts = []
    for size in (3, 30):
        document = make_document()
        commitments = [make_commitment(document) for _number in range(size)]
        draft = make_draft(cycle=make_cycle("", document))
        answers = [Answer(commitment.key, "planned") for commitment in commitments]
        recording.record(draft, answers, by=make_officer())
        workflow.submit(draft, by=reviewer)
        agreement.draw(draft.cycle, 100, by=reviewer)
        if name == "agreement":
            for one in agreement.open_for(reviewer, draft.cycle):
                agreement.code(one, "planned", by=reviewer)
        with CaptureQueriesContext(connection) as queries:
            assert page(client, draft.cycle, name).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
