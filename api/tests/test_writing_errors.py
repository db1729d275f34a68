"""Whatever is sent, a refusal says what is wrong; no input causes a server error."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.tests.writers import Caller, etag, problem, program
from reports.models import Submission
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_state,
    make_upload,
)

pytestmark = pytest.mark.django_db
PATH = "submissions/KEN-2022-1/"
BODY = {"reporter": "WSM", "cycle": "2022", "channel": "email"}


@pytest.fixture
def draft():
    document = make_document("bms8")
    make_commitment(document)
    make_state("WSM")
    return make_draft(make_state("KEN"), make_cycle("2022", document))


@pytest.fixture
def caller(draft) -> Caller:
    return program()


MALFORMED = [
    b"{",
    b"",
    b"nothing",
    b'{"reporter": NaN}',
    b'{"reporter": Infinity}',
    b'{"reporter": "KEN", "reporter": "WSM"}',
    b"\xff\xfe{\x00}\x00",
    b'{"reporter": "\xed\xa0\x80"}',
    b'\xef\xbb\xbf{"reporter": "KEN"}',
    b'{"page": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 500 + b"1" + b"}" * 500,
    b"[" * 40 + b"]" * 40,
    b'"text"',
    b"5",
    b"null",
    b"[]",
    b'[{"reporter": "KEN"}]',
]


@pytest.mark.parametrize("raw", MALFORMED, ids=range(len(MALFORMED)))
def test_a_body_that_is_no_object_is_refused(caller, draft, raw) -> None:
    for method, path in [
        ("POST", "submissions/"),
        ("PATCH", PATH),
        ("PUT", f"{PATH}responses/"),
        ("PUT", "responses/KEN-2022-1:bms8-1/"),
    ]:
        if raw or method != "PATCH":
            problem(caller.ask(method, path, raw, if_match=etag(draft)), 400)
    if raw:
        problem(caller.post(f"{PATH}submit/", raw, if_match=etag(draft), idempotency_key="a"), 400)
    assert Submission.objects.get().status == "draft"


VALUES: list[Any] = [
    "\x00",
    "a\x00b",
    "\ud800",
    "KEN\udfff",
    "x" * 100_000,
    10**400,
    -1,
    0,
    1.5,
    1e308,
    True,
    None,
    [],
    {},
    [[]],
    {"a": "\ud800"},
    [None],
    ["\ud800"],
    "2022-13-01",
    "2022-02-30",
    "0000-00-00",
    "２０２２-01-01",
    "20220601",
    "2022-W01-1",
    "2022-06-01T00:00:00Z",
]
TEXTS = {"reporter_remarks", "secretariat_remarks", "source", "narrative", "note"}
SUBMISSION_FIELDS = [
    "reporter",
    "cycle",
    "channel",
    "languages",
    "received_on",
    "received_no_later_than",
    "source",
    "is_nil_return",
    "reporter_remarks",
    "secretariat_remarks",
]
RESPONSE_FIELDS = [
    "status",
    "narrative",
    "language",
    "attachment_key",
    "page",
    "evidence_url",
    "note",
]


def is_right(field: str, value: Any) -> bool:
    """Whether one of the VALUES is fine for the field."""
    is_text = isinstance(value, str) and "\x00" not in value and value.isprintable()
    rights = {
        "languages": value == [],
        "received_on": value is None,
        "received_no_later_than": value is None,
        "is_nil_return": value is True,
        "language": value is None,
        "attachment_key": value is None,
        "page": value is None,
    }
    long = isinstance(value, str) and len(value) > 300
    if field in TEXTS:
        return is_text and not (field == "source" and long)
    return rights.get(field, False)


@pytest.mark.parametrize("field", SUBMISSION_FIELDS)
def test_a_wrong_value_is_told_by_its_field(caller, draft, field) -> None:
    for value in VALUES:
        answer = caller.post("submissions/", {**BODY, field: value})
        if is_right(field, value):
            assert answer.status_code == 201, (value, answer.content)
            Submission.objects.filter(reporter__code="WSM").update(
                status="withdrawn", withdrawn_at="2022-01-01T00:00Z"
            )
        else:
            assert {path.split(".")[0] for path in problem(answer, 400)} == {field}, value


@pytest.mark.parametrize("field", RESPONSE_FIELDS)
def test_a_wrong_value_of_a_response_is_told_by_its_place(caller, draft, field) -> None:
    for value in VALUES:
        row = {"commitment": "bms8-1", "status": "planned", field: value}
        if field == "narrative":
            row["language"] = "en"
        body = {"responses": [row]}
        answer = caller.ask("PUT", f"{PATH}responses/", body, if_match=etag(draft))
        if is_right(field, value):
            assert answer.status_code == 200, (value, answer.content)
        else:
            assert set(problem(answer, 400)) == {f"responses.0.{field}"}, value


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_names_and_shapes_may_be_anything(caller, draft, value) -> None:
    for body in (value, {str(value): 1}, {"responses": value}, {"responses": {"0": value}}):
        for method in ("PUT", "PATCH"):
            answer = caller.ask(method, f"{PATH}responses/", body, if_match=etag(draft))
            if body != {"responses": []} and not (method == "PATCH" and body in ({}, None)):
                problem(answer, 400)
    answer = caller.post(f"{PATH}submit/", {"reason": value}, if_match=etag(draft))
    assert answer.status_code in (200, 400)


def test_an_answer_that_quotes_what_was_sent_is_short_and_valid(caller, draft) -> None:
    answer = caller.post("submissions/", {"x" * 100_000: 1, "\ud800": 2, **BODY})
    problem(answer, 400)
    assert len(answer.content) < 2000
    assert json.loads(answer.content.decode("utf-8"))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from([*SUBMISSION_FIELDS, *RESPONSE_FIELDS, "responses", "commitment", "reason"])


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.dictionaries(NAMES, ANYTHING, max_size=6) | ANYTHING)
def test_nothing_that_is_sent_is_a_defect(caller, draft, body) -> None:
    raw = json.dumps(body).encode("utf-8", "surrogatepass")
    for method, path in [
        ("POST", "submissions/"),
        ("PATCH", PATH),
        ("PUT", f"{PATH}responses/"),
        ("PATCH", f"{PATH}responses/"),
        ("PUT", "responses/KEN-2022-1:bms8-1/"),
        ("POST", f"{PATH}withdraw/"),
    ]:
        answer = caller.ask(method, path, raw, if_match='"KEN-2022-1.0"', idempotency_key="a")
        assert answer.status_code in (400, 409, 412), answer.content


# Media types, charsets and sizes


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"]
)
def test_a_body_of_another_media_type_is_refused(caller, draft, kind) -> None:
    answer = caller.post("submissions/", b"reporter=KEN", content_type=kind)
    assert set(problem(answer, 415)) == {"Content-Type"}
    answer = caller.post(f"{PATH}attachments/", {"file": "x"})
    assert set(problem(answer, 415)) == {"Content-Type"}
    answer = caller.send("submissions/", make_upload())
    assert set(problem(answer, 415)) == {"Content-Type"}


@pytest.mark.parametrize("charset", ["utf-16", "base64", "bz2", "nothing"])
def test_json_is_utf_8_whatever_else_is_said(caller, draft, charset) -> None:
    kind = f"application/json; charset={charset}"
    assert caller.post("submissions/", BODY, content_type=kind).status_code == 201


def test_a_body_that_is_too_large_is_refused_before_it_is_read(caller, draft, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = {**BODY, "reporter_remarks": "x" * 1000}
    problem(caller.post("submissions/", body), 413)
    problem(Caller().post("submissions/", body), 413)
    problem(caller.ask("PATCH", PATH, body, if_match=etag(draft)), 413)
    settings.MAX_UPLOAD_BYTES = 1000
    problem(caller.send(f"{PATH}attachments/", make_upload(content=b"%PDF-" + b"x" * 70_000)), 413)
    answer = caller.send(f"{PATH}attachments/", make_upload(content=b"%PDF-" + b"x" * 1000))
    assert set(problem(answer, 400)) == {"file"}
    assert not draft.attachments.exists()


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"--x"),
        ("multipart/form-data; boundary=é", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="\x00.pdf"\r\n\r\n'
            b"%PDF-\r\n--x--",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="\xff"; filename="\xff"\r\n\r\n\r\n--x--',
        ),
        (
            "multipart/form-data; boundary=x",
            b"".join(
                b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % number
                for number in range(9000)
            )
            + b"--x--",
        ),
        (
            "multipart/form-data; boundary=x",
            b"".join(
                b'--x\r\nContent-Disposition: form-data; name="f"; filename="%d.txt"\r\n\r\n1\r\n'
                % number
                for number in range(200)
            )
            + b"--x--",
        ),
    ],
    ids=range(9),
)
def test_a_broken_form_is_refused(caller, draft, kind, raw) -> None:
    answer = caller.post(f"{PATH}attachments/", raw, content_type=kind)
    if answer.status_code != 201:
        problem(answer, 400)
    again = caller.post(f"{PATH}attachments/", raw, content_type=kind, idempotency_key="a")
    assert again.status_code == answer.status_code


def test_a_broken_form_of_staff_is_refused_too(draft) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=True)
    client.force_login(make_officer())
    answer = client.post(
        f"/api/v1/{PATH}attachments/", b"x", content_type="multipart/form-data; boundary="
    )
    assert answer.status_code in (400, 403)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_a_method_that_is_not_there_is_refused(caller, draft, method) -> None:
    problem(caller.ask(method, PATH, {}), 405)
    problem(caller.ask(method, "submissions/", {}), 405)
    problem(caller.ask("DELETE", f"{PATH}responses/"), 405)
    problem(caller.get(f"{PATH}submit/"), 405)
    problem(caller.post("responses/", {}), 405)
    problem(caller.post("states/", {}), 405)


def test_a_parameter_that_is_unknown_is_refused_before_anything_is_written(caller, draft) -> None:
    answer = caller.post("submissions/?colour=red", BODY)
    assert set(problem(answer, 400)) == {"colour"}
    assert Submission.objects.count() == 1


def test_messages_are_in_the_language_of_the_answer(caller, draft) -> None:
    answer = caller.post(f"{PATH}publish/?lang=fr", if_match=etag(draft))
    problem(answer, 409)
    assert answer["Content-Language"] == "fr"
