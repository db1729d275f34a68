"""The contestants of the benchmark answer the same."""

import pytest

from reports import demo, facts
from tracker.benchmarks import figures

pytestmark = pytest.mark.django_db


def test_floor_ours_and_peer_count_alike(settings) -> None:
    facts.load(settings.BASE_DIR / "fixtures", progress=str)
    cycle = demo.load(states=5, organisations=2)
    assert cycle is not None
    answers = [contestant(cycle) for contestant in figures.CONTESTANTS.values()]
    assert answers[0] == answers[1] == answers[2]
    assert sum(answers[0].values()) > 0
