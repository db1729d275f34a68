"""The contestants of the benchmark answer the same."""

import pytest

from benchmarks import figures
from reports import demo

pytestmark = [pytest.mark.usefixtures("database_of_facts"), pytest.mark.django_db]


def test_floor_ours_and_peer_count_alike() -> None:
    cycle = demo.load(states=5, organisations=2)
    assert cycle is not None
    answers = [contestant(cycle) for contestant in figures.CONTESTANTS.values()]
    assert answers[0] == answers[1] == answers[2]
    assert sum(answers[0].values()) > 0
