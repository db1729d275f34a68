"""``manage.py create_demo_staff``."""

import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.management.commands.create_demo_staff import EMAIL
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def password_file(settings: Any, tmp_path: Path) -> Path:
    settings.DEBUG = True
    settings.DEMO_PASSWORD_FILE = tmp_path / "var" / "demo-password"
    return settings.DEMO_PASSWORD_FILE


def printed() -> str:
    output = StringIO()
    call_command("create_demo_staff", stdout=output)
    return output.getvalue()


def test_it_prints_a_login_that_works(password_file: Path) -> None:
    line = printed()
    user = User.objects.get(email=EMAIL)
    password = line.split("password: ")[1].strip()
    assert user.is_staff
    assert user.check_password(password)
    assert len(password) >= 16
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600


def test_it_prints_the_same_login_again(password_file: Path) -> None:
    assert printed() == printed()
    assert User.objects.count() == 1


def test_it_leaves_a_changed_password_alone(password_file: Path) -> None:
    printed()
    user = User.objects.get(email=EMAIL)
    user.set_password("my-own-choice")
    user.save()
    assert "(changed since it was made)" in printed()
    user.refresh_from_db()
    assert user.check_password("my-own-choice")


def test_it_refuses_to_run_outside_debug(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("create_demo_staff")
    assert not User.objects.exists()
