"""Every face of the API shows the columns that the table of columns calls public, and no others."""

import pytest

from api.writing.bodies import SubmissionContent
from publications.package.tables import REPORTED
from publications.records import copying, reported, rows
from reports.models.columns import (
    ATTACHMENT,
    RESPONSE,
    SUBMISSION,
    Audience,
    Frozen,
    frozen,
    shown_as_they_are,
)

PUBLIC_READER = {"private": False, "reader": None}
SERIALIZERS = {
    reported.SubmissionSerializer: SUBMISSION,
    reported.ResponseSerializer: RESPONSE,
    reported.AttachmentSerializer: ATTACHMENT,
}
# A file is part of its submission's record. In the package the status is always the same.
APART = {"attachments": {"submission"}, "submissions": {"status"}}


def public(columns):
    return {name for name, column in columns.items() if column.audience == Audience.PUBLIC}


@pytest.mark.parametrize("serializer", SERIALIZERS)
def test_a_record_shows_the_public_its_public_columns_and_no_others(serializer):
    columns = SERIALIZERS[serializer]
    shown = set(serializer(context=PUBLIC_READER).fields)
    inside = {"submission"} if serializer is reported.AttachmentSerializer else set()
    assert public(columns) - inside - shown == set(), "public and not shown"
    assert shown & set(columns) - public(columns) == set(), "shown and not public"


@pytest.mark.parametrize(
    ("fields", "columns"),
    [
        (rows.SUBMISSIONS.fields, SUBMISSION),
        (rows.RESPONSES.fields, RESPONSE),
        (copying.RESPONSES, RESPONSE),
    ],
)
def test_lists_show_the_same(fields, columns):
    assert public(columns) - set(fields) == set()
    assert set(fields) & set(columns) - public(columns) == set()


@pytest.mark.parametrize(
    ("name", "columns"),
    [("submissions", SUBMISSION), ("responses", RESPONSE), ("attachments", ATTACHMENT)],
)
def test_the_package_holds_the_same(name, columns):
    (table,) = [each for each in REPORTED if each.name == name]
    held = {each.name for each in table.fields}
    assert public(columns) - APART.get(name, set()) - held == set()
    assert held & set(columns) - public(columns) == set()


def test_everything_that_is_content_can_be_written():
    assert set(frozen(SUBMISSION, Frozen.WITH_CONTENT)) <= set(SubmissionContent().fields)


def test_what_is_shown_as_it_is_is_an_optional_text():
    from django.db import models

    from reports.models import Submission

    for name in shown_as_they_are(SUBMISSION):
        column = Submission._meta.get_field(name)
        assert isinstance(column, models.CharField | models.TextField)
        assert column.blank
