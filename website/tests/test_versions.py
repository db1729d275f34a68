"""What the public sees of the versions of a report."""

import datetime
from dataclasses import replace

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.difference import WORDS_SQUARED, difference
from reports.attachments import files
from reports.coding import recording
from reports.models import Response, Submission
from reports.models.columns import RESPONSE, SUBMISSION, compared
from reports.submissions import workflow
from reports.submissions.versions import steps
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_organisation,
    make_reviewer,
    make_state,
    make_upload,
    publish,
)
from testing.reading import get, words
from tracker.caching import PUBLIC

pytestmark = pytest.mark.django_db
PAGE = "/states/KEN/versions/2022/"


@pytest.fixture
def corrected():
    """A published report on three commitments and its published correction: another status and
    other words on the first, nothing on the second, the same on the third, a response on a
    fourth."""
    document = make_document("doc")
    one, two, three, four = (make_commitment(document) for _number in range(4))
    by = make_reviewer(name="Rita Reviewer")
    draft = make_draft(make_state("KEN", "Kenya"), make_cycle("2022", document), by=by)
    files.attach(draft, make_upload("first.pdf"), by=by, is_public=True)
    files.attach(draft, make_upload("secret.pdf", b"%PDF-1.4 other"), by=by)
    say = recording.Answer
    answers = [
        say(one.key, "planned", "We plan a register.", "en", page=3, note="internal"),
        say(two.key, "implemented"),
        say(three.key, "implemented", "Same words.", "en"),
    ]
    recording.record(draft, answers, by=by)
    new = workflow.correct(publish(draft, by=by), by=by)
    changes = [
        say(one.key, "implemented", "We keep a register.", "en", page=4, note="internal, again"),
        say(two.key, ""),
        say(four.key, "planned", "بدأ", "ar"),
    ]
    recording.record(new, changes, by=by)
    files.attach(new, make_upload("second.pdf", b"%PDF-1.4 second"), by=by, is_public=True)
    workflow.change(new, by=by, languages=["en"], secretariat_remarks="internal too")
    return publish(new, by=by)


def test_the_page_says_what_changed_commitment_by_commitment(corrected):
    response = get(PAGE)
    body, said = response.content.decode(), words(response)
    assert "We <del>plan</del><ins>keep</ins> a register." in body
    assert '<blockquote lang="ar" dir="rtl"><p><ins>بدأ</ins>' in body
    assert "page 3 page 4" in said
    assert "No longer addressed" in said
    assert "Not addressed before" in said
    assert "<ins><bdi>second.pdf</bdi></ins>" in body
    assert "On 1 other commitment both versions say the same." in said
    for hidden in ("first.pdf", "secret.pdf", "internal", "Same words", "Rita", "@"):
        assert hidden not in said
    assert PAGE in get("/states/KEN/").content.decode()
    assert get("/ar" + PAGE).status_code == 200
    assert (response["Cache-Control"], response.cookies) == (PUBLIC, {})


def test_without_a_second_version_there_is_no_page(corrected):
    by = make_reviewer()
    workflow.withdraw(corrected, by=by, reason="wrong file")
    assert get(PAGE).status_code == 404
    assert PAGE not in get("/states/KEN/").content.decode()
    for page in ("/states/KEN/versions/2031/", "/organisations/ken/versions/2022/"):
        assert get(page).status_code == 404


def test_what_is_being_corrected_is_not_compared_yet(corrected):
    third = workflow.correct(corrected, by=make_reviewer())
    workflow.change(third, by=make_reviewer(), reporter_remarks="Not yet public")
    assert "Not yet public" not in words(get(PAGE))
    assert len(steps(corrected.reporter, corrected.cycle)) == 1


def test_a_nil_return_may_follow_what_was_a_report_and_nothing_at_all_may_change():
    organisation, cycle, by = make_organisation("ecowas"), make_cycle("2022"), make_reviewer()
    first = publish(make_draft(organisation, cycle))
    second = workflow.correct(first, by=by)
    workflow.change(second, by=by, is_nil_return=True)
    third = workflow.correct(publish(second, by=by), by=by)
    publish(third, by=by)
    page = get("/organisations/ecowas/versions/2022/")
    assert "Both versions say the same." in words(page)
    assert "<ins>nil return</ins>" in page.content.decode()
    assert words(page).index("ecowas-2022-3") < words(page).index("ecowas-2022-2")


def test_the_page_takes_the_same_queries_for_more_versions(corrected, client: Client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    first, by = queries(), make_reviewer()
    for _version in range(3):
        current = Submission.objects.current().get(reporter=corrected.reporter)
        publish(workflow.correct(current, by=by), by=by)
    assert queries() == first


def test_long_texts_are_compared_by_their_ends_alone():
    """However long and strange the texts are, the page comes at once."""
    length = int(WORDS_SQUARED**0.5)
    old, new = "same " + "a b " * length + "end", "same " + "b c " * length + "end"
    pieces = difference(old, new)
    assert [piece.kind for piece in pieces] == ["same", "old", "new", "same"]
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "old") == new


def otherwise(model, name):
    """Another value of that column, and the words in which the page shows it."""
    if name in ("received_on", "received_no_later_than"):
        return datetime.date(2022, 5, 3), "3 May 2022"
    if name == "languages":
        return ["fr"], "French"
    field = model._meta.get_field(name)
    if field.choices:
        value, label = field.choices[1]
        return value, "" if name == "language" else str(label)
    if isinstance(field, models.BooleanField):
        return True, str(field.verbose_name)
    if isinstance(field, models.IntegerField):
        return 77, "77"
    if isinstance(field, models.URLField):
        return "https://example.org/7", "https://example.org/7"
    return "Otherwise.", "Otherwise"


@pytest.mark.parametrize("name", compared(SUBMISSION))
def test_every_compared_column_of_a_report_is_shown(name):
    by, document = make_reviewer(), make_document("doc")
    first = publish(make_draft(make_state("KEN"), make_cycle("2022", document), by=by), by=by)
    new = workflow.correct(first, by=by)
    value, shown = otherwise(Submission, name)
    given = {"received_on": None, "source": "Note"} if name == "received_no_later_than" else {}
    workflow.change(new, by=by, **{**given, name: value})
    publish(new, by=by)
    said = words(get(PAGE))
    assert "Both versions say the same." not in said
    assert shown in said


@pytest.mark.parametrize("name", compared(RESPONSE))
def test_every_compared_column_of_a_response_is_shown(name):
    by, commitment = make_reviewer(), make_commitment(make_document("doc"))
    draft = make_draft(make_state("KEN"), make_cycle("2022", commitment.document), by=by)
    answer = recording.Answer(commitment.key, "planned", "Words.", "en", page=3)
    recording.record(draft, [answer], by=by)
    new = workflow.correct(publish(draft, by=by), by=by)
    value, shown = otherwise(Response, name)
    recording.record(new, [replace(answer, **{name: value})], by=by)
    publish(new, by=by)
    said = words(get(PAGE))
    assert "Both versions say the same." not in said
    assert shown in said
