"""The description of the API is true: requests generated from it, for every operation and caller.

``make fuzz`` makes many more.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, ClassVar

import pytest
from django.db import connection
from hypothesis import settings as effort

from accounts.models import ApiKey
from api.tests.fuzz import (
    EXAMPLES,
    Records,
    description,
    fitted,
    one_connection,
    operations,
    try_operation,
    undone,
)
from api.tests.writers import EVERYTHING
from testing.builders import make_officer, make_reviewer

pytestmark = pytest.mark.django_db
# Without FUZZ_EXAMPLES each database tests one caller.
CALLERS = ["anonymous", "reviewer"]
if "FUZZ_EXAMPLES" not in os.environ:
    CALLERS = ["reviewer"] if connection.vendor == "postgresql" else ["anonymous"]
WRITING = {"POST", "PUT", "PATCH", "DELETE"}
Headers = dict[str, str]
# Schemathesis reads bodies as they come.
UNCOMPRESSED = {"Accept-Encoding": "identity"}
Count = Callable[[], None]


@pytest.fixture(scope="module")
def records(module_database: None) -> Iterator[Records]:
    """Records of every kind, made once: the changes of each request are rolled back."""
    found = Records()
    with one_connection():
        yield found


@pytest.fixture(scope="module")
def callers(records: Records) -> dict[str, Headers]:
    """The headers of each caller."""
    owners = {"officer": make_officer(), "reviewer": make_reviewer()}
    found: dict[str, Headers] = {"anonymous": {}}
    for name, owner in owners.items():
        _key, text = ApiKey.objects.make(name=name, owner=owner, scopes=EVERYTHING)
        found[name] = {"Authorization": f"Bearer {text}"}
    return found


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("operation", operations())
def test_every_answer_is_as_described(
    operation: str, caller: str, records: Records, callers: dict[str, Headers], count_made_up: Count
) -> None:
    try_operation(operation, asking(records, callers[caller], count_made_up))


@pytest.mark.parametrize("operation", operations(WRITING))
def test_every_answer_to_an_officer_who_writes_is_as_described(
    operation: str, records: Records, callers: dict[str, Headers], count_made_up: Count
) -> None:
    try_operation(operation, asking(records, callers["officer"], count_made_up))


def asking(records: Records, headers: Headers, count: Count) -> Callable[[Any], None]:
    """Makes one request, and looks at the answer."""

    def ask(case: Any) -> None:
        count()
        fitted(case, records.keys)
        with undone():
            case.call_and_validate(headers={**headers, **UNCOMPRESSED})

    return ask


class Walk(description.as_state_machine()):  # type: ignore[misc]
    """One operation after another on the same records, each using the answers to earlier ones."""

    headers: ClassVar[Headers]
    count: ClassVar[Count]

    def setup(self) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(undone())

    def teardown(self) -> None:
        self.stack.close()

    def get_call_kwargs(self, case: Any) -> dict[str, Any]:
        type(self).count()
        return {"headers": {**self.headers, **UNCOMPRESSED}}


def test_every_walk_through_the_operations_is_as_described(
    records: Records, callers: dict[str, Headers], count_made_up: Count
) -> None:
    Walk.headers, Walk.count = callers["reviewer"], staticmethod(count_made_up)
    Walk.run(settings=effort(max_examples=EXAMPLES, database=None, deadline=None))
