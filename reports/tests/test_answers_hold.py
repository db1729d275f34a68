"""Each answer in the table of columns is true: tried on every column."""

import datetime

import pytest
from django.db import IntegrityError, connection, models, transaction

from reports.models import Attachment, Response, Submission
from reports.models.columns import ATTACHMENT, RESPONSE, SUBMISSION, Frozen
from reports.submissions import corrections, receipts, workflow
from reports.submissions.rules import drop_rules
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_response,
    make_reviewer,
    make_state,
    publish,
)

pytestmark = pytest.mark.django_db
ALL = [
    *((Submission, name, column) for name, column in SUBMISSION.items()),
    *((Response, name, column) for name, column in RESPONSE.items()),
    *((Attachment, name, column) for name, column in ATTACHMENT.items()),
]
# Columns that a constraint ties to others, or that the database itself moves.
TIED = {
    (Submission, "status"),
    (Submission, "submitted_at"),
    (Submission, "published_at"),
    (Submission, "withdrawn_at"),
    (Submission, "is_shown_withdrawn"),
    (Submission, "revision"),
    (Submission, "received_no_later_than"),
    (Response, "search_text"),
    (Response, "checked_by"),
    (Response, "checked_at"),
}


@pytest.fixture(scope="module")
def made(module_database):
    """A published report with a file, and a response that cites it."""
    document = make_document("doc")
    commitment, _other = make_commitment(document), make_commitment(document)
    draft = make_draft(make_state("KEN"), make_cycle("2031", document), source="A note")
    file = Attachment.objects.create(
        submission=draft, file="aa/x.pdf", name="x.pdf", size=1, sha256="0" * 64
    )
    response = make_response(draft, commitment)
    Response.objects.filter(pk=response.pk).update(
        attachment=file, page=1, coded_by=make_officer(), note="Seen", language="en"
    )
    return publish(draft, by=make_reviewer()).pk


@pytest.fixture
def published(made, db):
    """Made once for all tests of this module: each test's own changes are rolled back."""
    return Submission.objects.get(pk=made)


def another(record, name):
    """A value of that column that the record does not have, and that no constraint refuses."""
    field, value = record._meta.get_field(name), getattr(record, name)
    others = {"languages": ["fr"], "attachment": None}
    if name in others and others[name] != value:
        return others[name]
    if field.is_relation:
        return another_record(record, field)
    if field.choices and name != "version":
        return next(each for each, _label in field.choices if each != value)
    made = {
        models.BooleanField: lambda: not value,
        models.DateTimeField: lambda: datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
        models.DateField: lambda: datetime.date(2020, 1, 1),
        models.IntegerField: lambda: (value or 0) + 7,
        models.JSONField: lambda: {"en": "Other"},
    }
    found = next((make() for kind, make in made.items() if isinstance(field, kind)), None)
    return "https://example.org/7" if found is None else found


def another_record(record, field):
    if field.name == "commitment":
        return make_commitment(record.commitment.document)
    if field.name == "submission":
        return make_draft(cycle=record.submission.cycle)
    makers = {"reporter": make_state, "cycle": make_cycle, "attachment": lambda: None}
    return makers.get(field.name, make_officer)()


def of(model, submission):
    return submission if model is Submission else model.objects.get(submission=submission)


@pytest.mark.parametrize(("model", "name", "column"), ALL)
def test_a_column_is_frozen_as_the_table_says(published, model, name, column):
    if (model, name) in TIED:
        return
    record = of(model, published)
    value = another(record, name)
    change = model.objects.filter(pk=record.pk)
    if column.frozen == Frozen.NEVER:
        assert change.update(**{name: value}) == 1
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        change.update(**{name: value})


@pytest.mark.parametrize(("model", "name", "column"), ALL)
def test_a_column_is_copied_as_the_table_says(published, model, name, column):
    copy = workflow.correct(published, by=make_reviewer())
    before, after = getattr(of(model, published), name), getattr(of(model, copy), name)
    if name == "attachment":
        assert before.pk != after.pk
        assert before.sha256 == after.sha256
    elif column.copied:
        assert after == before
    else:
        assert name not in corrections.columns_of(published) or model is not Submission


@pytest.mark.parametrize(("model", "name", "column"), ALL)
def test_a_column_is_in_the_receipt_as_the_table_says(published, model, name, column):
    """Under the newest form."""
    form = receipts.newest_form()
    record = of(model, published)
    is_identity = name in ("reference", "version") or record._meta.get_field(name).is_relation
    if (model, name) in TIED or is_identity:
        return
    before = receipts.digest(published, form, "")
    with transaction.atomic():
        drop_rules(connection)
        setattr(record, name, another(record, name))
        model.objects.filter(pk=record.pk).update(**{name: getattr(record, name)})
        after = receipts.digest(Submission.objects.get(pk=published.pk), form, "")
        transaction.set_rollback(True)
    assert (after != before) == (column.receipt is not None)
