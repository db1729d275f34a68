from io import StringIO

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_the_command_needs_the_starting_facts(settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="load_facts"):
        call_command("load_demo", stdout=StringIO())


def test_the_command_asks_twice_outside_a_local_trial(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--yes"):
        call_command("load_demo", stdout=StringIO())
