"""Requests generated from the description of the API, to test every operation.

Generated requests have the right types but invented keys. In well-formed requests most invented
keys and versions are therefore replaced by real ones, so that requests reach a record.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from zlib import crc32

import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from django.test import Client
from schemathesis.checks import CheckContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup, as_reported_failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.generation.hypothesis.builder import MissingPathParameters
from schemathesis.generation.meta import TestPhase
from schemathesis.pytest.lazy import get_all_tests

from api.shared.parameters import KEY
from api.tests.test_lists import fill
from reports.attachments import files
from reports.models import Action, Submission
from reports.submissions import workflow
from testing.builders import make_cycle, make_draft, make_reviewer, make_state, make_upload

# The number of random requests for each operation and caller, besides those at each limit of the
# schema; and the seed of the random numbers. A test that fails prints a command that sends the
# request again.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
SEED = int(os.environ.get("FUZZ_SEED", "2022"))
# Answers to a request that is well-formed: the rights, the records and their state decide.
ACCEPTED = ["2xx", 400, 401, 403, 404, 409, 412, 428]
REFUSED = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428]
# Parameters whose values are keys of records → the list of those records.
KEYS_OF = {
    "body": "bodies",
    "commitment": "commitments",
    "cycle": "cycles",
    "document": "documents",
    "group": "groups",
    "item": "agenda-items",
    "indicator": "indicators",
    "instrument": "instruments",
    "meeting": "meetings",
    "not_reported_in": "cycles",
    "on_behalf_of": "bodies",
    "on_behalf_of_organisation": "organisations",
    "organisation": "organisations",
    "regional_group": "groups",
    "reported_in": "cycles",
    "recipient": "states",
    "reporter": "states",
    "section": "sections",
    "sitting": "sittings",
    "source": "sources",
    "state": "states",
    "submission": "submissions",
    "theme": "themes",
    "questionnaire": "questionnaires",
    "question": "questions",
    "plan": "plans",
    "project": "projects",
    "measure": "measures",
    "target": "targets",
    "covers": "states",
}
NAMES = ("key", "code", "reference")
# Parameters that a well-formed read may have wrong: no such record, a cursor that no page gave, or
# a parameter that does not go with another.
PASSING = {
    *KEYS_OF,
    *("region", "sub_region", "intermediate_region"),
    *("cursor", "page", "page_size", "ordering", "bom", "expand", "as_of"),
}

config = SchemathesisConfig.from_dict(
    {
        "seed": SEED,
        "suppress-health-check": ["all"],
        "generation": {"max-examples": EXAMPLES, "database": "none", "no-shrink": True},
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            "negative_data_rejection": {"expected-statuses": REFUSED},
            "missing_required_header": {"expected-statuses": REFUSED},
        },
        "phases": {"stateful": {"max-steps": 12}},
    }
)
description = schemathesis.openapi.from_path(
    Path(settings.BASE_DIR) / "docs" / "openapi.yaml", config=config
)
description.app = get_wsgi_application()

Keys = dict[str, list[str]]


class Records:
    """The records that exist, by the keys that the API gives them."""

    keys: Keys

    def __init__(self) -> None:
        fill(2)
        self.by = make_reviewer()
        self.cycle = make_cycle()
        for actions in STEPS:
            self.submit(actions)
        self.keys = {name: list(keys_of(name)) for name in set(KEYS_OF.values()) | LISTED}
        self.keys["submissions"] += Submission.objects.exclude(
            reference__in=self.keys["submissions"]
        ).values_list("reference", flat=True)

    def submit(self, actions: Sequence[Action]) -> None:
        """One more submission, after those steps."""
        submission = make_draft(make_state(), self.cycle, by=self.by)
        files.attach(submission, make_upload(), by=self.by)
        for each in actions:
            workflow.take(submission, each, by=self.by, reason="Tried.")


STEPS: Sequence[Sequence[Action]] = (
    [],
    [Action.SUBMIT],
    [Action.SUBMIT, Action.START_REVIEW],
    [Action.SUBMIT, Action.START_REVIEW, Action.RETURN],
    [Action.WITHDRAW],
    [Action.SUBMIT, Action.START_REVIEW, Action.PUBLISH],
)
LISTED = {"responses", "answers", "mappings"}


def keys_of(resource: str) -> Iterator[str]:
    """The keys of a list, taken from the addresses of its records."""
    answer = Client().get(f"/api/v1/{resource}/", {"page_size": 500}).json()
    for record in answer["results"]:
        yield record["url"].rstrip("/").rpartition("/")[2]


@contextmanager
def undone() -> Iterator[None]:
    """Every write inside the block is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests do not close the connection, as with Django's test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def operations(methods: Collection[str] = ()) -> list[str]:
    """The operations of the description, as ``GET /api/v1/states/``; with ``methods`` only
    these."""
    found = (
        f"{method.upper()} {path}"
        for path, described in description.raw_schema["paths"].items()
        for method in described
        if method in METHODS
    )
    return [each for each in found if not methods or each.partition(" ")[0] in methods]


METHODS = {"get", "post", "put", "patch", "delete", "head", "options", "trace"}


def try_operation(operation: str, ask: Callable[[Any], None]) -> None:
    """Call ``ask`` with every request that is made up for an operation.

    The requests are made here. Schemathesis's own parameters would make them while tests are
    collected: that takes a quarter of a minute in every process of a run.
    """
    method, _space, path = operation.partition(" ")
    made: Any
    [made] = get_all_tests(
        schema=description.include(method=method, path=path),
        test_func=ask,
        settings=None,
        given_kwargs=None,
    )
    _operation, test = made.ok()
    # Taken out here: Hypothesis does as much around a request that is left out as around another.
    at_limits = count()
    test.hypothesis_explicit_examples = [
        example
        for example in getattr(test, "hypothesis_explicit_examples", ())
        if example.kwargs["case"].meta.phase.name != TestPhase.COVERAGE
        or is_for_this_database(next(at_limits))
    ]
    try:
        test()
    except FailureGroup as failures:
        raise as_reported_failure(failures) from None
    if missing := MissingPathParameters.get(test):
        raise missing


def is_for_this_database(number: int) -> bool:
    """Forty thousand requests are at the limits of the schema; most are answered without the
    database. SQLite gets one in six. PostgreSQL, on which each takes twice as long, gets one in
    eight, with other numbers. ``make fuzz`` makes all of them on one database."""
    if "FUZZ_EXAMPLES" in os.environ:
        return True
    return number % 8 == 1 if connection.vendor == "postgresql" else number % 6 == 0


# Real values in the place of invented ones


def fitted(case: Any, keys: Keys) -> None:
    """Put real keys and versions into those parts of a request that are well-formed."""
    resource = case.operation.path.split("/")[3]
    if is_fine(case, ParameterLocation.PATH):
        for name, value in (case.path_parameters or {}).items():
            case.path_parameters[name] = instead(value, keys.get(resource, []))
    if is_fine(case, ParameterLocation.QUERY):
        for name, value in (case.query or {}).items():
            if name in KEYS_OF:
                case.query[name] = each_instead(value, keys[KEYS_OF[name]], name)
    if is_fine(case, ParameterLocation.BODY):
        fit_body(case.body, keys)
    if is_fine(case, ParameterLocation.HEADER) and "If-Match" in (case.headers or {}):
        fit_version(case)


def is_fine(case: Any, location: ParameterLocation) -> bool:
    return bool(case.meta) and not case.meta.is_negative_at(location)


def instead(value: Any, real: Sequence[str]) -> Any:
    """A real key for three in four invented values; the value decides which."""
    chance = crc32(str(value).encode("utf-8", "replace"))
    if not real or not chance % 4 or not re.fullmatch(KEY, str(value)):
        return value
    return real[chance // 4 % len(real)]


def each_instead(value: Any, real: Sequence[str], name: str) -> Any:
    """The same for one key or several; ``regional_group`` takes only the code of a group's key."""
    codes = [key.rpartition(":")[2] for key in real] if name == "regional_group" else real
    if isinstance(value, list):
        return [instead(each, codes) for each in value]
    return instead(value, codes)


def fit_body(body: Any, keys: Keys) -> None:
    if not isinstance(body, dict):
        return
    for name, value in body.items():
        if name in KEYS_OF and isinstance(value, str):
            body[name] = instead(
                f"{value or 0}"[:9] if value.isascii() else "x", keys[KEYS_OF[name]]
            )
        for each in value if isinstance(value, list) else []:
            fit_body(each, keys)


def fit_version(case: Any) -> None:
    """The real version of the submission, for three in four invented ones."""
    path = case.path_parameters or {}
    reference = str(path.get("reference") or path.get("key", "")).partition(":")[0]
    found = Submission.objects.filter(reference=reference.replace("\0", "")[:40]).first()
    if found and crc32(str(case.headers["If-Match"]).encode("utf-8", "replace")) % 4:
        case.headers["If-Match"] = f'"{found.reference}.{found.revision}"'


# Checks beside those of Schemathesis


@schemathesis.check
def reads_are_refused_for_their_records_alone(
    ctx: CheckContext, response: Response, case: Any
) -> None:
    """A read that fits the description gets a 400 only if no record has its keys, or if two of its
    parameters do not go together."""
    if response.status_code != 400 or case.method != "GET" or not case.meta:
        return
    if case.meta.generation.mode.is_positive:
        paths = {fault["path"] for fault in response.json()["errors"]}
        assert paths, "A 400 without a fault."
        assert paths <= PASSING, f"Refused, and yet as described: {paths - PASSING}"


@schemathesis.check
def refusals_have_one_shape(ctx: CheckContext, response: Response, case: Any) -> None:
    """Every refusal is a problem, whether its status is described or not."""
    if response.status_code >= 400 and case.method != "HEAD":
        assert response.headers["content-type"] == ["application/problem+json"]
        body: Mapping[str, Any] = response.json()
        assert body["status"] == response.status_code
