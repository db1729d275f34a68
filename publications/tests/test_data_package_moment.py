"""The open-data package is of one moment. (In a file of its own: the records of its other tests are
made in one transaction.)"""

from typing import Any

import pytest
from django.db import connection

from publications.package.archive import archive
from reports.models import Reporter
from testing.builders import make_state


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_it_is_of_one_moment_and_leaves_none_open() -> None:
    make_state("KEN")
    pieces = archive()
    next(pieces)
    assert b"".join(pieces)
    assert not connection.in_atomic_block
    stopped: Any = archive()
    next(stopped)
    stopped.close()
    make_state("WSM")
    assert Reporter.objects.count() == 2
