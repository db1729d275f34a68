"""Who may write and who may see what: every route, for every kind of caller."""

import datetime
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from accounts.models import ApiKey, Scope
from api.tests.writers import EVERYTHING, Caller, etag, problem, program, session
from api.urls import urlpatterns
from reports.attachments import files
from reports.coding import recording
from reports.models import Submission
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_reviewer,
    make_state,
    make_upload,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db

SECRETS = [
    "internal remark",
    "internal note",
    "secret person",
    "private.pdf",
    "draft narrative",
    "draft remark",
    "KEN-2022-1",
    "WSM-2022-1",
    '"is_public"',
    "secretariat_remarks",
    "coded_by",
    "checked_by",
    '"note"',
    "attachment_key",
    "submitted_at",
]


@pytest.fixture(scope="module")
def reports(module_database):
    """A published second version with private parts, its first version, and a draft of another
    State."""
    document = make_document("bms8")
    commitment = make_commitment(document)
    cycle = make_cycle("2022", document)
    by = make_reviewer(name="secret person")
    first = make_draft(make_state("KEN"), cycle, by=by, secretariat_remarks="internal remark")
    private = files.attach(first, make_upload("private.pdf"), by=by)
    files.attach(first, make_upload("public.pdf", b"%PDF-1.4 public"), by=by, is_public=True)
    said = recording.Answer(
        commitment.key,
        "planned",
        narrative="public narrative",
        language="en",
        note="internal note",
        attachment_id=private.pk,
    )
    recording.record(first, [said], by=by)
    publish(first, by=by)
    second = publish(workflow.correct(first, by=by), by=by)
    draft = make_draft(make_state("WSM"), cycle, by=by, reporter_remarks="draft remark")
    said = recording.Answer(commitment.key, "planned", narrative="draft narrative", language="en")
    recording.record(draft, [said], by=by)
    return {"first": first, "second": second, "draft": draft}


@pytest.fixture(scope="module")
def callers(module_database) -> dict[str, Caller]:
    """Every kind of caller, by name."""
    outsider = make_user()
    gone = make_reviewer()
    late = make_reviewer()
    found = {
        "anonymous": Caller(),
        "signed in, not staff": session(outsider),
        "staff without rights": session(make_user(is_staff=True)),
        "key of a user who is not staff": program(outsider),
        "key of staff without rights": program(make_user(is_staff=True)),
        "key that reads": program(make_reviewer(), "submissions:read"),
        "key that registers": program(make_reviewer(), "submissions:write"),
        "key that records": program(make_reviewer(), "responses:write"),
        "key that attaches": program(make_reviewer(), "attachments:write"),
        "key that takes steps": program(make_reviewer(), "transitions"),
        "key of an officer": program(make_officer()),
        "key of a reviewer": program(make_reviewer()),
        "officer": session(make_officer()),
        "reviewer": session(make_reviewer()),
        "wrong key": Caller(authorization=f"Bearer poa_{'0' * 12}_{'0' * 64}"),
        "no key at all": Caller(authorization="Bearer "),
        "revoked key": program(gone),
        "expired key": program(late),
    }
    for key in ApiKey.objects.filter(owner=gone):
        key.revoke()
    long_ago = timezone.now() - datetime.timedelta(days=9)
    ApiKey.objects.filter(owner=late).update(
        created_at=long_ago, expires_at=long_ago + datetime.timedelta(days=1)
    )
    return found


INVALID = ("wrong key", "no key at all", "revoked key", "expired key")
PUBLIC = (
    "anonymous",
    "signed in, not staff",
    "staff without rights",
    "key of a user who is not staff",
    "key of staff without rights",
)
READERS = (
    "key that reads",
    "key that registers",
    "key that records",
    "key that attaches",
    "key that takes steps",
    "key of an officer",
    "key of a reviewer",
    "officer",
    "reviewer",
)
OFFICERS = ("key of an officer", "key of a reviewer", "officer", "reviewer")
REVIEWERS = ("key of a reviewer", "reviewer")
STEPS = ("key that takes steps",)

# Every way of writing: handler, method, path, body, and the callers who may.
WRITES: list[tuple[str, str, str, Any, tuple[str, ...]]] = [
    ("create", "POST", "submissions/", {}, (*OFFICERS, "key that registers")),
    ("partial_update", "PATCH", "submissions/{}/", {}, (*OFFICERS, "key that registers")),
    (
        "replace_responses",
        "PUT",
        "submissions/{}/responses/",
        {"responses": []},
        (*OFFICERS, "key that records"),
    ),
    ("merge_responses", "PATCH", "submissions/{}/responses/", {}, (*OFFICERS, "key that records")),
    (
        "update",
        "PUT",
        "responses/{}:bms8-1/",
        {"status": "planned"},
        (*OFFICERS, "key that records"),
    ),
    ("destroy", "DELETE", "responses/{}:bms8-1/", None, (*OFFICERS, "key that records")),
    ("import_rows", "POST", "responses/import/", {"rows": []}, (*OFFICERS, "key that records")),
    (
        "preview_import",
        "POST",
        "responses/import/preview/",
        {"rows": []},
        (*OFFICERS, "key that records"),
    ),
    ("merge_answers", "PATCH", "submissions/{}/answers/", {}, (*OFFICERS, "key that records")),
    ("merge_figures", "PATCH", "submissions/{}/figures/", {}, (*OFFICERS, "key that records")),
    ("merge_progress", "PATCH", "submissions/{}/progress/", {}, (*OFFICERS, "key that records")),
    (
        "decide",
        "POST",
        "submissions/{}/proposals/",
        {"decisions": []},
        (*OFFICERS, "key that records"),
    ),
    ("attach", "POST", "submissions/{}/attachments/", None, (*OFFICERS, "key that attaches")),
    (
        "detach",
        "DELETE",
        f"submissions/{{}}/attachments/{'0' * 32}/",
        None,
        (*OFFICERS, "key that attaches"),
    ),
    ("submit", "POST", "submissions/{}/submit/", None, (*OFFICERS, *STEPS)),
    ("correct", "POST", "submissions/{}/correct/", None, (*OFFICERS, *STEPS)),
    ("start_review", "POST", "submissions/{}/start-review/", None, (*REVIEWERS, *STEPS)),
    ("return_to_author", "POST", "submissions/{}/return/", None, (*REVIEWERS, *STEPS)),
    ("publish", "POST", "submissions/{}/publish/", None, (*REVIEWERS, *STEPS)),
    ("withdraw", "POST", "submissions/{}/withdraw/", None, (*REVIEWERS, *STEPS)),
    ("show_withdrawn", "POST", "submissions/{}/show-withdrawn/", None, (*OFFICERS, *STEPS)),
]


# Steps of assistance, by its kind: the records' own rules say who may take them
# (``test_writing_assistance.py``, ``test_writing_given.py``).
BY_THEIR_RULES: dict[str, tuple[str, ...]] = {
    "requests": ("check", "confirm", "meet", "open", "send_back", "show_to", "submit", "withdraw"),
    "offers": ("close", "open", "send_back", "submit"),
    "matches": ("agree", "carry_out", "decline", "propose", "share", "talk", "withhold"),
    "updates": ("agree", "disagree", "publish", "send"),
    "projects": ("ask", "publish", "take_back"),
}


def test_every_way_of_writing_is_in_the_table() -> None:
    """Taken from the router: a route that writes and is not listed here fails."""
    listed = {(action, method) for action, method, *_rest in WRITES}
    steps = {(action, "POST") for actions in BY_THEIR_RULES.values() for action in actions}
    assert set(writing_routes()) == listed | steps


def test_nobody_takes_a_step_of_assistance(callers) -> None:
    """401 for an anonymous caller, 403 for a key without the scope, whatever the record."""
    for resource, actions in BY_THEIR_RULES.items():
        for action in actions:
            name = {"send_back": "return"}.get(action, action.replace("_", "-"))
            path = f"{resource}/XXX-TEST2345/{name}/"
            for caller in ("anonymous", "wrong key", "expired key"):
                problem(callers[caller].post(path, {}, if_match='"x"'), 401)
            problem(callers["key that records"].post(path, {}, if_match='"x"'), 403)


def writing_routes() -> list[tuple[str, str]]:
    found = []
    for pattern in all_patterns(urlpatterns):
        for method, action in getattr(pattern.callback, "actions", {}).items():
            if method.upper() not in ("GET", "HEAD", "OPTIONS"):
                found.append((action, method.upper()))
    return found


def all_patterns(patterns: Any) -> list[URLPattern]:
    found: list[URLPattern] = []
    for each in patterns:
        found += all_patterns(each.url_patterns) if isinstance(each, URLResolver) else [each]
    return found


@pytest.mark.parametrize(("action", "method", "path", "body", "may"), WRITES)
def test_who_may_write(reports, callers, action, method, path, body, may) -> None:
    """401 for an anonymous caller, 403 for the wrong one, whatever the record, its status and
    version."""
    before = list(Submission.objects.order_by("pk").values())
    for name, caller in callers.items():
        if name in may:
            continue
        for reference in ("WSM-2022-1", "KEN-2022-2", "XXX-2022-1"):
            answer = caller.ask(method, path.format(reference), body, if_match='"x"')
            problem(answer, 401 if name in ("anonymous", *INVALID) else 403)
            assert [secret for secret in SECRETS if secret in answer.content.decode()] == []
            if answer.status_code == 401:
                assert answer["WWW-Authenticate"].startswith("Bearer")
    assert list(Submission.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(("action", "method", "path", "body", "may"), WRITES)
def test_who_may_is_let_in(reports, callers, action, method, path, body, may) -> None:
    for name in may:
        answer = callers[name].ask(method, path.format("WSM-2022-1"), body, if_match='"x"')
        wrong = dict.fromkeys(("create", "import_rows", "preview_import"), 400)
        expected = {**wrong, "attach": 415 if body else 400}.get(action, 412)
        assert answer.status_code == expected, (name, answer.content)


@pytest.mark.parametrize("name", INVALID)
def test_a_key_that_opens_nothing_is_refused_even_where_none_is_needed(callers, name) -> None:
    for path in ("submissions/", "responses/"):
        answer = callers[name].get(path)
        problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


# Reading


UNPUBLISHED = [
    "submissions/KEN-2022-1/",
    "submissions/KEN-2022-1/responses/",
    "submissions/WSM-2022-1/",
    "submissions/WSM-2022-1/responses/",
    "responses/WSM-2022-1:bms8-1/",
    "responses/KEN-2022-1:bms8-1/",
]
PUBLISHED = [
    "submissions/KEN-2022-2/",
    "submissions/KEN-2022-2/responses/",
    "responses/KEN-2022-2:bms8-1/",
]
LISTS = ["submissions/", "responses/", "submissions/?status=published", "submissions/?format=csv"]


def content(answer: Any) -> str:
    raw = b"".join(answer) if answer.streaming else answer.content
    return raw.decode()


def test_nobody_else_sees_what_is_not_published(reports, callers) -> None:
    for name in PUBLIC:
        for path in UNPUBLISHED:
            answer = callers[name].get(path)
            problem(answer, 404)
            nowhere = callers[name].get(path.replace("WSM", "XXX").replace("KEN", "XXX"))
            assert answer.content.replace(b"WSM", b"XXX").replace(b"KEN", b"XXX") == nowhere.content


def test_nobody_else_sees_the_private_parts_of_what_is(reports, callers) -> None:
    for name in PUBLIC:
        for path in [*PUBLISHED, *LISTS]:
            for query in ("", "lang=all"):
                answer = callers[name].get(f"{path}{'&' if '?' in path else '?'}{query}")
                assert answer.status_code == 200
                shown = content(answer)
                assert "KEN-2022-2" in shown
                assert [secret for secret in SECRETS if secret in shown] == [], (name, path)


def test_lists_are_the_same_for_all_who_do_not_ask_for_more(reports, callers) -> None:
    for path in LISTS:
        shown = {content(callers[name].get(path)) for name in (*PUBLIC, *READERS)}
        assert len(shown) == 1


@pytest.mark.parametrize("status", ["draft", "superseded", "published,draft", "withdrawn"])
@pytest.mark.parametrize("form", ["json", "csv", "jsonl", "xlsx"])
def test_lists_of_what_is_not_published_are_for_staff(reports, callers, status, form) -> None:
    path = f"submissions/?status={status}&format={form}"
    for name in PUBLIC:
        problem(callers[name].get(path), 401 if name == "anonymous" else 403)
    for name in READERS:
        answer = callers[name].get(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        # A file holds a turn until it is read to its end.
        b"".join(answer)
    assert ("WSM-2022-1" in content(session().get(f"submissions/?status={status}"))) == (
        "draft" in status
    )


def test_staff_see_everything_of_a_record(reports, callers) -> None:
    for name in READERS:
        caller = callers[name]
        shown = "".join(content(caller.get(path)) for path in [*PUBLISHED, *UNPUBLISHED])
        assert [secret for secret in SECRETS if secret not in shown] == []
        for path in [*PUBLISHED, *UNPUBLISHED]:
            answer = caller.get(path)
            assert answer["Cache-Control"] == "private, no-store"
            reference = path.split("/")[1].split(":")[0]
            assert answer["ETag"] == etag(Submission.objects.get(reference=reference))


def test_a_shared_cache_can_tell_private_answers_apart(reports, callers) -> None:
    for caller in (callers["anonymous"], callers["reviewer"], callers["key of a reviewer"]):
        for path in [*PUBLISHED, *LISTS]:
            named = {each.strip().lower() for each in caller.get(path)["Vary"].split(",")}
            assert named >= {"authorization", "cookie", "accept-language", "accept"}
    assert "public" in callers["anonymous"].get(PUBLISHED[0])["Cache-Control"]


def test_a_filter_tells_nobody_else_of_a_draft(reports, callers) -> None:
    for name in (*PUBLIC, *READERS):
        answer = callers[name].get("responses/?submission=WSM-2022-1")
        assert set(problem(answer, 400)) == {"submission"}
        assert answer.json()["errors"][0]["allowed"] == ["KEN-2022-2"]


def test_a_scope_gives_no_right_that_its_owner_has_not(reports) -> None:
    officer = program(make_officer(), *EVERYTHING)
    workflow.submit(reports["draft"], by=make_reviewer())
    path = "submissions/WSM-2022-1/start-review/"
    problem(officer.post(path, if_match=etag(reports["draft"])), 403)


def test_rights_that_are_taken_from_the_owner_are_taken_from_the_key(reports) -> None:
    owner = make_reviewer()
    caller = program(owner)
    assert caller.get("submissions/WSM-2022-1/").status_code == 200
    owner.groups.clear()
    problem(caller.get("submissions/WSM-2022-1/"), 404)
    problem(caller.ask("PATCH", "submissions/WSM-2022-1/", {}), 403)
    owner.is_active = False
    owner.save()
    problem(caller.get("submissions/WSM-2022-1/"), 401)


def test_the_name_of_the_scheme_may_be_written_in_any_case(reports) -> None:
    _key, text = ApiKey.objects.make(name="P", owner=make_reviewer(), scopes=[Scope.READ])
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert Caller(authorization=f"{scheme} {text}").get(UNPUBLISHED[0]).status_code == 200
    # We know no other scheme: its sender is anonymous.
    problem(Caller(authorization=f"Basic {text}").get(UNPUBLISHED[0]), 404)


def test_other_origins_may_read_what_is_public_and_no_more(reports, callers) -> None:
    origin = {"origin": "https://example.org"}
    shown = callers["anonymous"].get(PUBLISHED[0], **origin)
    assert shown["Access-Control-Allow-Origin"] == "*"
    for path in [*UNPUBLISHED, *PUBLISHED]:
        private = callers["key of a reviewer"].get(path, **origin)
        assert "Access-Control-Allow-Origin" not in private.headers
    for _action, method, path, body, _may in WRITES:
        answer = callers["reviewer"].ask(method, path.format("WSM-2022-1"), body, **origin)
        assert "Access-Control-Allow-Origin" not in answer.headers
        asked = callers["anonymous"].ask(
            "OPTIONS", path.format("X"), access_control_request_method=method, **origin
        )
        assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert "authorization" not in asked["Access-Control-Allow-Headers"].lower()
