"""Two people with a report to write, signed in, in the database of a tracker that is attacked."""

import json
import sys
from dataclasses import asdict, dataclass

import django

CYCLE = "2099"


@dataclass(frozen=True)
class People:
    """Session keys of an officer who may do everything and of a point of contact; the report that
    the latter writes, and a commitment that it is asked about."""

    officer: str
    author: str
    reference: str
    commitment: str


def make() -> People:
    from django.test import Client

    from commitments.models import OutcomeDocument
    from reports.models import Reporter
    from testing.builders import make_contact, make_cycle, make_officer, make_own_draft

    document = OutcomeDocument.objects.get(key="bms8")
    author = make_contact(Reporter.objects.get(code="KEN"))
    draft = make_own_draft(author, make_cycle(CYCLE, document))
    sessions = {}
    for name, user in {"officer": make_officer(is_superuser=True), "author": author}.items():
        client = Client()
        client.force_login(user)
        sessions[name] = client.cookies["sessionid"].value
    asked = document.commitments.directed_to("states")
    commitment = asked.order_by("position")[0].key
    return People(**sessions, reference=draft.reference, commitment=commitment)


if __name__ == "__main__":
    django.setup()
    json.dump(asdict(make()), sys.stdout)
