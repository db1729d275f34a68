"""Invite a point of contact."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from common.multilingual import LANGUAGE_CODES
from common.written import as_typed
from contacts.invitations import invite
from reports.models import ContactRole, Reporter


class Command(BaseCommand):
    help = "Invite somebody to act for one or more reporters; the mail has a link to the account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="Where the invitation goes.")
        parser.add_argument("reporters", nargs="+", help="Codes, such as KEN or ecowas.")
        parser.add_argument("--role", choices=ContactRole.values, default=ContactRole.SUBMITTER)
        parser.add_argument("--language", choices=LANGUAGE_CODES, default="en")
        parser.add_argument("--name", default="")
        parser.add_argument("--office", default="")
        parser.add_argument("--by", required=True, help="E-mail address of the officer.")

    def handle(self, *args: Any, email: str, reporters: list[str], by: str, **options: Any) -> None:
        officer = User.objects.filter(email=by.lower(), is_staff=True).first()
        found = list(Reporter.objects.filter(code__in=reporters))
        missing = sorted(set(reporters) - {reporter.code for reporter in found})
        if officer is None:
            raise CommandError(f"{by} is not staff.")
        if missing:
            raise CommandError(f"Unknown reporters: {', '.join(missing)}")
        names = ("role", "language", "name", "office")
        fields: dict[str, Any] = {name: as_typed(options[name]).strip() for name in names}
        try:
            invitation = invite(as_typed(email), found, by=officer, **fields)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{invitation.email} is invited until {invitation.expires_at:%F}.")
