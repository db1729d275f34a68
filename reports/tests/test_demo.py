from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reports import coverage, demo, facts
from reports.models import ReportingCycle, Response, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def starting_facts():
    facts.load(settings.BASE_DIR / "fixtures", progress=str)


def test_the_demonstration_is_fictional_and_leaves_real_figures_alone(starting_facts):
    cycle = demo.load(states=6, organisations=1)
    assert cycle.is_fictional
    assert Response.objects.filter(submission__cycle=cycle).exists()
    assert not Response.objects.exclude(submission__cycle=cycle).exists()
    assert ReportingCycle.objects.current().code == "2022"
    assert [point.cycle.code for point in coverage.trend()] == ["2014", "2018", "2022"]
    for narrative in Response.objects.exclude(narrative="").values_list("narrative", flat=True):
        assert narrative.startswith(tuple(demo.MARK.values()))


def test_loading_the_demonstration_twice_makes_it_once(starting_facts):
    demo.load(states=3, organisations=1)
    number = Submission.objects.count()
    assert demo.load(states=3, organisations=1) is None
    assert Submission.objects.count() == number


def test_nobody_can_sign_in_as_its_author(starting_facts):
    demo.load(states=1, organisations=0)
    author = Submission.objects.get(cycle__code=demo.CODE).events.first().actor
    assert not author.has_usable_password()


def test_the_command_needs_the_starting_facts(settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="load_facts"):
        call_command("load_demo", stdout=StringIO())


def test_the_command_asks_twice_outside_a_local_trial(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--yes"):
        call_command("load_demo", stdout=StringIO())
