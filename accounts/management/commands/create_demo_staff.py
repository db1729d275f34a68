"""``manage.py create_demo_staff``: an account to try the administration with."""

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User

EMAIL = "staff@example.org"


class Command(BaseCommand):
    """Makes the demo account once and prints its login each time; only in debug."""

    help = "Create a demo staff account with a random password and print it. Only in debug."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "A demo account is only for debug. Make a real one: manage.py createsuperuser"
            )
        password = self.password()
        user, created = User.objects.get_or_create(
            email=EMAIL, defaults={"name": "Demo staff", "is_staff": True, "is_superuser": True}
        )
        if created or not user.has_usable_password():
            user.set_password(password)
            user.save()
        shown = password if user.check_password(password) else "(changed since it was made)"
        self.stdout.write(f"Administration: /admin/   e-mail: {EMAIL}   password: {shown}")

    def password(self) -> str:
        """The password of this machine's demo account, made at random the first time."""
        kept: Path = settings.DEMO_PASSWORD_FILE
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(12))
        return kept.read_text().strip()
