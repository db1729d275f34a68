"""Makes the tracker that is attacked: its tables and facts, and the people who are signed in.

One program for all of it, since to load Django takes as long as some of its parts.
"""

import json
import sys
from dataclasses import asdict, dataclass, field

import django

CYCLE = "2099"
WRITERS = 64
# Files with these endings are not compressed here: that takes long, and no attack needs it.
UNCOMPRESSED = ("css", "js", "svg", "txt", "map", "json", "xml", "html")


@dataclass(frozen=True)
class People:
    """Session keys of an officer who may do everything and of a point of contact; the report that
    the latter writes; the cycle of it, and commitments that it is asked about; an API key that may
    do everything; States without a report in the cycle, by their codes."""

    officer: str
    author: str
    reference: str
    cycle: str
    key: str
    commitments: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)

    @property
    def commitment(self) -> str:
        return self.commitments[0]


def prepare() -> None:
    """Tables, published facts, static files."""
    from django.conf import settings
    from django.core.management import call_command

    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
        *settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS,
        *UNCOMPRESSED,
    )
    call_command("migrate", verbosity=0)
    call_command("load_facts", verbosity=0, stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)


def make() -> People:
    from allauth.mfa.totp.internal import auth as totp
    from django.conf import settings
    from django.test import Client

    from accounts.models import ApiKey, Scope
    from commitments.models import OutcomeDocument
    from reports.models import Reporter
    from testing.builders import FACTOR_KEY, make_contact, make_cycle, make_officer, make_own_draft

    document = OutcomeDocument.objects.get(key="bms8")
    author = make_contact(Reporter.objects.get(code="KEN"))
    officer = make_officer(is_superuser=True)
    totp.TOTP.activate(officer, FACTOR_KEY)
    draft = make_own_draft(author, make_cycle(CYCLE, document))
    sessions = {}
    for name, user in {"officer": officer, "author": author}.items():
        client = Client()
        client.force_login(user)
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    _record, key = ApiKey.objects.make(
        owner=officer, name="Attacks on loopback", scopes=list(Scope.values)
    )
    asked = document.commitments.directed_to("states").order_by("position")
    others = Reporter.objects.filter(kind="state", state_status="member").exclude(code="KEN")
    return People(
        **sessions,
        reference=draft.reference,
        cycle=CYCLE,
        key=key,
        commitments=list(asked.values_list("key", flat=True)[:WRITERS]),
        states=list(others.order_by("code").values_list("code", flat=True)[:WRITERS]),
    )


if __name__ == "__main__":
    django.setup()
    prepare()
    json.dump(asdict(make()), sys.stdout)
