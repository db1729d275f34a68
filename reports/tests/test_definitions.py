"""Reported, addressed, late and being written are each defined once, and used everywhere."""

import datetime
import re

import pytest
from django.conf import settings

from reports.models import (
    ADDRESSING,
    Response,
    ResponseStatus,
    Submission,
    SubmissionStatus,
    Timeliness,
    addressing,
    published,
)
from reports.models.statuses import BEING_WRITTEN
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_published,
    make_response,
)

WRITTEN_OUT = re.compile(
    r"""status\ *(=|==|!=)\ *(Submission)?Status\.PUBLISHED
      | [^_]status=PUBLISHED
      | (==|!=)\ *ResponseStatus\.NO_INFORMATION
      | (==|!=)\ *["'](published|no_information)["']
      | received_on__gt
      | [.]status\ (not\ )?in\ (\(|BEING_WRITTEN|\[)
      | has_perm\((REGISTER|REVIEW)\)""",
    re.VERBOSE,
)
# Their homes; what counts anew on purpose, to be compared; and the step that changes the status.
HOMES = (
    "reports/models/statuses.py",
    "reports/models/submissions.py",
    "reports/models/responses.py",
    "reports/access.py",
    "benchmarks/",
    # Offers have a status of their own.
    "cooperation/offering.py",
    "cooperation/models/offers.py",
)
STEP = "    if target == Status.PUBLISHED:"


def product_files():
    for path in sorted(settings.BASE_DIR.glob("*/**/*.py")):
        name = path.relative_to(settings.BASE_DIR).as_posix()
        is_ours = not name.startswith((".", *HOMES)) and "/migrations/" not in name
        if is_ours and "/tests/" not in name:
            yield name, path.read_text()


def test_no_definition_is_written_out_a_second_time():
    found = [
        f"{name}: {line.strip()}"
        for name, text in product_files()
        for line in text.splitlines()
        if WRITTEN_OUT.search(line) and line != STEP
    ]
    assert found == []


@pytest.mark.django_db
def test_of_one_record_and_of_many_they_say_the_same():
    document = make_document("doc")
    cycle = make_cycle("2031", document, due_on=datetime.date(2022, 5, 31))
    commitments = [make_commitment(document) for _status in ResponseStatus]
    draft = make_draft(cycle=cycle)
    for commitment, status in zip(commitments, ResponseStatus, strict=True):
        make_response(draft, commitment, status)
    make_published(cycle=cycle, received_on=datetime.date(2022, 5, 31))
    day = datetime.date(2022, 6, 1)
    make_published(cycle=cycle, received_no_later_than=day, source="A list")
    for response in Response.objects.all():
        is_found = Response.objects.addressing().filter(pk=response.pk).exists()
        assert is_found == response.is_addressing == (response.status in ADDRESSING)
    for submission in Submission.objects.all():
        of = Submission.objects.filter(pk=submission.pk)
        assert of.current().exists() == submission.is_published
        assert of.being_written().exists() == submission.is_being_written
        assert of.late().exists() == (submission.timeliness == Timeliness.LATE)
    assert draft.cycle.submissions.filter(published()).count() == 2
    said = addressing("responses__")
    assert Submission.objects.filter(said).distinct().get() == draft


def test_what_is_being_written_is_what_the_rules_of_the_database_let_change():
    from reports.submissions import rules

    assert rules.WRITTEN == "('draft', 'returned')"
    assert set(BEING_WRITTEN) == {SubmissionStatus.DRAFT, SubmissionStatus.RETURNED}
