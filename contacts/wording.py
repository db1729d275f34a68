"""The initial wording of mail, in six languages; the secretariat edits it later."""

import json
from pathlib import Path
from typing import Any

from django.db import connections, transaction

INITIAL = Path(__file__).parent / "initial_wording.json"
REASON = "Starting text"


def initial() -> dict[str, dict[str, dict[str, str]]]:
    """The ``subject`` and ``body`` of each kind of mail, each by language."""
    found: dict[str, dict[str, dict[str, str]]] = json.loads(INITIAL.read_text(encoding="utf-8"))
    return found


@transaction.atomic
def create_templates(*, using: str = "default", **kwargs: Any) -> None:
    """Add the template of each kind of mail that has none; runs after every migrate."""
    from contacts.models import MailTemplate

    if MailTemplate._meta.db_table not in connections[using].introspection.table_names():
        return
    known = set(MailTemplate.objects.using(using).values_list("kind", flat=True))
    for kind, texts in initial().items():
        if kind not in known:
            template: Any = MailTemplate(kind=kind, **texts)
            template._change_reason = REASON  # noqa: SLF001 (the name simple-history reads)
            template.save(using=using)
