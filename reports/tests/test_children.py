"""The table of columns and the registry of child records: nothing can be forgotten."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from simple_history.models import HistoricalChanges

from reports.coding import recording
from reports.models import Attachment, CodingSuggestion, Response, Submission
from reports.models.children import EXEMPT, Child, children, faults, registered
from reports.models.columns import (
    ATTACHMENT,
    PART_OF,
    RESPONSE,
    SUBMISSION,
    Audience,
    Column,
    Frozen,
    copied,
    frozen,
)
from reports.submissions import revisions, rules, workflow
from testing.builders import make_commitment, make_cycle, make_document, make_draft, publish

TABLES = [(Submission, SUBMISSION), *((child.model, child.columns) for child in children())]


def pointing_at(targets: set[type[models.Model]]) -> dict[str, set[str]]:
    """The models with a relation to one of ``targets``, histories left out, by label."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, HistoricalChanges):
            continue
        for field in model._meta.get_fields():
            is_own = getattr(field, "concrete", False)
            if is_own and field.is_relation and field.related_model in targets:
                found.setdefault(model._meta.label, set()).add(field.name)
    return found


@pytest.mark.parametrize(
    ("model", "columns"), TABLES, ids=lambda each: getattr(each, "__name__", "")
)
def test_every_column_has_its_answers(model, columns):
    assert faults(model, columns) == []


def test_a_column_without_answers_is_named():
    known = {name: each for name, each in SUBMISSION.items() if name != "source"}
    assert faults(Submission, known) == ["reports.Submission.source has no answers"]
    known = {**RESPONSE, "mood": RESPONSE["note"]}
    assert faults(Response, known) == ["reports.Response has no column mood"]


def test_a_model_that_points_at_a_submission_is_registered_or_exempted_by_name():
    """So is one that points at a child record."""
    registered = {child.model for child in children()}
    labels = {model._meta.label for model in registered}
    pointing = pointing_at({Submission, *registered})
    assert sorted(set(pointing) - labels - set(EXEMPT)) == []
    assert sorted(set(EXEMPT) - set(pointing)) == [], "exempted, and points at nothing"
    assert all(EXEMPT.values()), "an exemption has a reason"


def test_a_child_record_leads_to_its_submission():
    for child in children():
        model = child.model
        for name in child.via.split("__"):
            model = model._meta.get_field(name).related_model
        assert model is Submission, child.name


def test_nobody_reads_a_column_about_which_nothing_is_said():
    column = Column(frozen=Frozen.NEVER, receipt=None, copied=False, compared=False)
    assert column.audience == Audience.STAFF


@pytest.mark.parametrize("columns", [SUBMISSION, RESPONSE, ATTACHMENT])
def test_what_a_receipt_holds_is_frozen(columns):
    """Or it would be void by the next change."""
    for name, column in columns.items():
        assert column.receipt is None or column.frozen != Frozen.NEVER, name


@pytest.mark.parametrize("columns", [SUBMISSION, RESPONSE, ATTACHMENT])
def test_what_versions_are_compared_by_is_public(columns):
    for name, column in columns.items():
        assert not column.compared or column.audience == Audience.PUBLIC, name


def test_everything_that_a_response_says_is_recorded_by_the_one_door_for_responses():
    known = {name.removesuffix("_id") for name in recording.RECORDED_FIELDS}
    # What tells it apart stays; translations are made elsewhere.
    assert set(copied(RESPONSE)) - known == {"commitment", "translations"}
    says = {name.removesuffix("_id") for name in recording.CONTENT_FIELDS}
    content = set(frozen(RESPONSE, Frozen.WITH_CONTENT))
    assert content - says == {"submission", "commitment", "is_carried_over"}


def test_a_point_of_contact_is_asked_for_all_that_a_receipt_holds_of_the_report_itself():
    from portal.filling import AboutForm

    # And which version was shown, so that no change of another is written over.
    assert set(AboutForm().fields) == {*workflow.REPORTERS_FIELDS, "seen"}


def test_a_child_of_a_child_is_frozen_and_counted_by_the_way_that_it_declares():
    """Tried with suggestions, which belong to files, as if they were a part of the report."""
    columns = {
        field.name: PART_OF
        for field in CodingSuggestion._meta.concrete_fields
        if not field.primary_key
    }
    child = Child(
        name="suggestion",
        plural="suggestions",
        model=CodingSuggestion,
        columns=columns,
        via="attachment__submission",
        refuses_nil_return=True,
    )
    way = (
        "(SELECT via_0.submission_id FROM reports_attachment via_0"
        " WHERE via_0.id = NEW.attachment_id)"
    )
    assert child.submission_id("NEW") == way
    with registered(child):
        names = {rule.name for rule in rules.rules()}
        assert "suggestion_is_added_while_written" in names
        assert "nil_return_takes_no_suggestion" in names
        assert "report_with_suggestions_is_no_nil_return" in names
        table = CodingSuggestion._meta.db_table
        moved = [each for each in revisions.all_triggers() if each.table == table]
        assert len(moved) == 3


@pytest.mark.django_db
def test_a_child_of_a_child_is_held_to_the_rules_by_the_database():
    submission = make_draft(cycle=make_cycle("2031", make_document("doc")))
    file = Attachment.objects.create(
        submission=submission, file="aa/x.pdf", name="x.pdf", size=1, sha256="0" * 64
    )
    commitment = make_commitment(submission.cycle.documents.get())
    columns = {"attachment": PART_OF, "passage": PART_OF}
    child = Child(
        name="suggestion",
        plural="suggestions",
        model=CodingSuggestion,
        columns=columns,
        via="attachment__submission",
        key=("passage",),
    )
    with registered(child):
        rules.install_rules(connection)
        before = Submission.objects.get(pk=submission.pk).revision
        made = CodingSuggestion.objects.create(
            attachment=file, commitment=commitment, passage="x", language="en", score=0.5
        )
        assert Submission.objects.get(pk=submission.pk).revision > before
        publish(submission)
        for write in (made.delete, lambda: CodingSuggestion.objects.update(passage="y")):
            with pytest.raises(IntegrityError, match="suggestion_is_"), transaction.atomic():
                write()
        rules.drop_rules(connection)
    rules.install_rules(connection)
