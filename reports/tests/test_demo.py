import pytest

from reports import coverage, demo
from reports.models import ReportingCycle, Response, Submission

pytestmark = [pytest.mark.usefixtures("database_of_facts"), pytest.mark.django_db]


def test_the_demonstration_is_fictional_and_leaves_real_figures_alone():
    cycle = demo.load(states=6, organisations=1)
    assert cycle.is_fictional
    assert Response.objects.filter(submission__cycle=cycle).exists()
    assert not Response.objects.exclude(submission__cycle=cycle).exists()
    # States fill in a form: what they respond follows from their answers.
    of_states = Response.objects.filter(submission__reporter__kind="state")
    assert of_states.exists()
    assert not of_states.filter(sources__answer=None).exists()
    assert ReportingCycle.objects.current().code == "2022"
    assert [point.cycle.code for point in coverage.trend()] == [
        "2014",
        "2018",
        "2022",
        "2024",
        "2026",
    ]
    for narrative in Response.objects.exclude(narrative="").values_list("narrative", flat=True):
        assert narrative.startswith(tuple(demo.MARK.values()))


def test_loading_the_demonstration_twice_makes_it_once():
    demo.load(states=3, organisations=1)
    number = Submission.objects.count()
    assert demo.load(states=3, organisations=1) is None
    assert Submission.objects.count() == number


def test_nobody_can_sign_in_as_its_author():
    demo.load(states=1, organisations=0)
    author = Submission.objects.filter(cycle__code=demo.CODE).first().events.first().actor
    assert not author.has_usable_password()
