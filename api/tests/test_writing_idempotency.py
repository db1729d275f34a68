"""Idempotency-Key: a request that is sent again does nothing more and is answered the same."""

from typing import Any
from unittest.mock import patch

import pytest

from accounts.models import ApiKey, KeptAnswer
from api.tests.writers import Caller, etag, problem, program, session
from reports.models import Attachment, Reporter, ReportingCycle, Submission
from testing.builders import (
    at_once,
    make_cycle,
    make_draft,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
)

BODY = {"reporter": "KEN", "cycle": "2022", "channel": "email"}


@pytest.fixture
def caller(db: None) -> Caller:
    make_state("KEN")
    make_state("WSM")
    make_cycle("2022")
    return program()


def same(first: Any, again: Any) -> None:
    """Assert that the second answer repeats the first, and says so."""
    assert (again.status_code, again.content) == (first.status_code, first.content)
    names = ("Content-Type", "Content-Language", "ETag", "Location", "Cache-Control")
    assert [again.headers.get(n) for n in names] == [first.headers.get(n) for n in names]
    assert first["Idempotency-Replayed"] == "false"
    assert again["Idempotency-Replayed"] == "true"


def test_the_first_answer_comes_again(caller) -> None:
    first = caller.post("submissions/?lang=fr", BODY, idempotency_key="a")
    assert first.status_code == 201
    again = caller.post("submissions/?lang=ru", BODY, idempotency_key="a")
    same(first, again)
    assert again["Content-Language"] == "fr"
    assert Submission.objects.count() == 1
    # The same JSON, written differently.
    raw = b'{ "channel":"email", "cycle":"2022",\n"reporter":"KEN" }'
    same(first, caller.post("submissions/", raw, idempotency_key="a"))


def test_the_first_answer_comes_again_even_when_the_record_has_moved_on(caller) -> None:
    first = caller.post("submissions/", BODY, idempotency_key="a")
    caller.post("submissions/KEN-2022-1/submit/", if_match=first["ETag"], idempotency_key="b")
    same(first, caller.post("submissions/", BODY, idempotency_key="a"))


def test_a_step_is_taken_once_though_its_version_is_old_by_then(caller) -> None:
    draft = make_draft(Reporter.objects.get(code="KEN"), ReportingCycle.objects.get())
    headers = {"if_match": etag(draft), "idempotency_key": "a"}
    path = "submissions/KEN-2022-1/submit/"
    first = caller.post(path, **headers)
    assert first.status_code == 200
    same(first, caller.post(path, **headers))
    assert draft.events.count() == 2
    problem(caller.post(path, if_match=headers["if_match"]), 412)


def test_a_file_is_attached_once(caller) -> None:
    make_draft(Reporter.objects.get(code="KEN"), ReportingCycle.objects.get())
    path, headers = "submissions/KEN-2022-1/attachments/", {"idempotency-key": "a"}
    first = caller.send(path, make_upload(), is_public="true", headers=headers)
    assert first.status_code == 201
    same(first, caller.send(path, make_upload(), is_public="true", headers=headers))
    for upload, fields in [
        (make_upload("other.pdf"), {"is_public": "true"}),
        (make_upload(content=b"%PDF-1.7 other"), {"is_public": "true"}),
        (make_upload(), {"is_public": "false"}),
    ]:
        problem(caller.send(path, upload, headers=headers, **fields), 422)
    assert Attachment.objects.count() == 1


def test_a_correction_begins_one_new_version(caller) -> None:
    published = make_published(Reporter.objects.get(code="KEN"), ReportingCycle.objects.get())
    headers = {"if_match": etag(published), "idempotency_key": "a"}
    first = caller.post("submissions/KEN-2022-1/correct/", **headers)
    assert first.status_code == 201
    same(first, caller.post("submissions/KEN-2022-1/correct/", **headers))
    assert Submission.objects.count() == 2


def test_a_key_is_for_one_request(caller) -> None:
    draft = caller.post("submissions/", BODY, idempotency_key="a")
    problem(caller.post("submissions/", {**BODY, "reporter": "WSM"}, idempotency_key="a"), 422)
    path = "submissions/KEN-2022-1/submit/"
    problem(caller.post(path, BODY, idempotency_key="a", if_match=draft["ETag"]), 422)
    assert Submission.objects.get().status == "draft"


def test_a_key_is_of_one_caller(caller) -> None:
    reviewer = make_reviewer()
    first = caller.post("submissions/", BODY, idempotency_key="a")
    for other in (program(), program(reviewer), session(reviewer)):
        problem(other.post("submissions/", BODY, idempotency_key="a"), 409)
    assert first.status_code == 201
    assert KeptAnswer.objects.count() == 1


def test_a_refused_request_leaves_its_key_free(caller) -> None:
    problem(caller.post("submissions/", {}, idempotency_key="a"), 400)
    problem(caller.post("submissions/", b"{", idempotency_key="a"), 400)
    assert not KeptAnswer.objects.exists()
    assert caller.post("submissions/", BODY, idempotency_key="a").status_code == 201


def test_a_defect_keeps_neither_record_nor_answer(caller) -> None:
    caller.client.raise_request_exception = False
    with patch("api.writing.idempotency.keep", side_effect=RuntimeError):
        assert caller.post("submissions/", BODY, idempotency_key="a").status_code == 500
    assert not Submission.objects.exists()
    assert caller.post("submissions/", BODY, idempotency_key="a").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 256])
def test_a_key_is_printable_and_not_too_long(caller, key) -> None:
    answer = caller.post("submissions/", BODY, idempotency_key=key)
    assert set(problem(answer, 400)) == {"Idempotency-Key"}


def test_who_may_not_write_is_not_answered_from_what_is_kept(caller) -> None:
    first = caller.post("submissions/", BODY, idempotency_key="a")
    assert first.status_code == 201
    for key in ApiKey.objects.all():
        key.revoke()
    problem(caller.post("submissions/", BODY, idempotency_key="a"), 401)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_with_one_key_one_makes_the_record(transactional_db: None) -> None:
    make_state("KEN")
    make_cycle("2022")
    first = program()
    callers = [first, *(clone(first) for _number in range(7))]
    for number in range(3):
        code = make_state().code if number else "KEN"
        body = {**BODY, "reporter": code}
        answers = at_once(
            8,
            lambda n: callers[n].post("submissions/", body, idempotency_key=code),  # noqa: B023
        )
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert sorted(answer["Idempotency-Replayed"] for answer in answers) == ["false"] + 7 * [
            "true"
        ]
        assert Submission.objects.filter(reporter__code=code).count() == 1


def clone(caller: Caller) -> Caller:
    other = Caller()
    other.client.defaults = dict(caller.client.defaults)
    return other
