"""Sending mail: the one place where a template becomes a mail, and the log of all of them.

``send`` writes the mail into the log, in the transaction of the event that it reports, and hands it
to the mail server after the commit. If the mail server does not answer, nothing breaks: the mail
waits in the log for ``manage.py send_waiting_mail``. No mail is lost, but one may arrive twice: if
a process ends right after the mail server's answer.
"""

import datetime
import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.formats import date_format

from common.moments import around_now, now_or
from common.multilingual import localise
from contacts.models import Mail, MailTemplate
from contacts.recipients import Recipient
from contacts.rendering import one_line, render

SITE = "PoA Tracker"
# How long a request may wait for the mail server; the next command sends the rest.
PATIENCE_SECONDS = 10.0
# After this time another process may take a mail over, since the first has probably ended.
CLAIM = datetime.timedelta(minutes=10)
HIDDEN = "…"
# The keys and the complete texts of mail written inside ``together``.
_TOGETHER: ContextVar[tuple[list[int], dict[int, str]] | None] = ContextVar("mail", default=None)

log = logging.getLogger(__name__)


def send(
    kind: str,
    to: Recipient,
    *,
    reporter: Any = None,
    reporters: Iterable[Any] = (),
    cycle: Any = None,
    by: Any = None,
    link: str = "",
    is_secret: bool = False,
    **values: Any,
) -> Mail:
    """Write the mail of that kind and hand it over once the transaction is committed.

    The text names all ``reporters``. ``values`` are the other variables of the template
    (``rendering.VARIABLES``); dates, records and lazy texts are written in the recipient's
    language. With ``is_secret`` the log does not hold the ``link``.
    """
    several = list(reporters)
    named = (lambda: ", ".join(map(str, several))) if several else reporter
    given = {"reporter": named, "cycle": cycle, "link": link, **values}
    template = MailTemplate.objects.get(kind=kind)
    mail, text = compose(template, to, given, hidden={"link"} if is_secret else set())
    mail.reporter, mail.cycle, mail.by = reporter, cycle, by
    mail.save(force_insert=True)
    deliver_on_commit([mail.pk], {mail.pk: text})
    return mail


def compose(
    template: MailTemplate, to: Recipient, values: Mapping[str, Any], hidden: Iterable[str] = ()
) -> tuple[Mail, str]:
    """An unsaved mail, and its complete text; the mail's own text lacks the ``hidden`` variables.
    No query."""
    body = localise(template.body, to.language)
    with in_language(body.language):
        texts = {name: as_text(value) for name, value in values.items()}
        known = to.name or to.office or texts.get("reporter", "")
        texts |= {"name": known, "site": SITE}
    subject = one_line(render(localise(template.subject, body.language), texts))
    kept = render(body, texts | dict.fromkeys(hidden, HIDDEN))
    mail = Mail(
        kind=template.kind,
        to=to.email,
        recipient_id=to.user_id,
        language=body.language,
        subject=subject,
        body=kept,
        has_secret=bool(hidden),
    )
    return mail, render(body, texts)


def queue_once(mail: Mail) -> bool:
    """Save a scheduled reminder; False if another process has saved it, or is doing so now."""
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        if is_queued(mail):
            return False
        raise
    return True


def is_queued(mail: Mail) -> bool:
    """Whether the log already has this reminder of this due day. An old entry without its due day
    counts too, unless it was sent too early for it: then it was for an earlier due day."""
    if mail.reminder_due is None or mail.reminder_day is None:
        return False
    day = mail.reminder_due + datetime.timedelta(days=mail.reminder_day)
    is_of_it = Q(reminder_due=mail.reminder_due) | Q(reminder_due=None, queued_at__date__gte=day)
    same = Mail.objects.filter(cycle=mail.cycle, reporter=mail.reporter, to=mail.to)
    return bool(same.filter(is_of_it, reminder_day=mail.reminder_day).exists())


def in_language(code: str) -> Any:
    """A context in which texts are in the language of that public code."""
    return translation.override(translation.get_supported_language_variant(code))


def as_text(value: Any) -> str:
    """A value (or a function's result) as text of a mail in the active language; times are UTC."""
    if callable(value):
        value = value()
    if isinstance(value, datetime.datetime):
        return f"{date_format(value.astimezone(datetime.UTC), 'DATETIME_FORMAT')} UTC"
    if isinstance(value, datetime.date):
        return date_format(value)
    return "" if value is None else str(value)


# Handing over


@contextmanager
def together() -> Iterator[None]:
    """Hand over all mail written in the block at once, over one connection and without a time
    limit. If the mail server does not answer, this waits only once."""
    keys, texts = list[int](), dict[int, str]()
    before = _TOGETHER.set((keys, texts))
    try:
        yield
    finally:
        _TOGETHER.reset(before)
    if keys:
        transaction.on_commit(lambda: deliver(keys, texts), robust=True)


def deliver_on_commit(keys: list[int], texts: Mapping[int, str] | None = None) -> None:
    """Hand these mails over after the commit; a failure there breaks nothing. ``texts`` by key, for
    mails whose complete text is not in the log."""
    if written := _TOGETHER.get():
        written[0].extend(keys)
        written[1].update(texts or {})
        return
    transaction.on_commit(lambda: deliver(keys, texts, PATIENCE_SECONDS), robust=True)


def deliver(
    keys: Iterable[int],
    texts: Mapping[int, str] | None = None,
    seconds: float | None = None,
) -> int:
    """Hand over the mails that no other process has in hand; returns how many the server took.

    Stops after ``seconds``, or if the mail server cannot be reached: the rest waits.
    """
    taken, until = 0, None if seconds is None else time.monotonic() + seconds
    connection = get_connection()
    try:
        for key in keys:
            if until is not None and time.monotonic() > until:
                break
            if mail := claim(key):
                is_sent, goes_on = hand_over(mail, connection, (texts or {}).get(key, mail.body))
                taken += is_sent
                if not goes_on:
                    break
    finally:
        connection.close()
    return taken


def claim(key: int) -> Mail | None:
    """The mail, if it waits and no other process has it in hand."""
    now = timezone.now()
    free = Q(claimed_at=None) | ~Q(claimed_at__range=around_now(CLAIM))
    waiting = Mail.objects.filter(free, pk=key, sent_at=None)
    found: Mail | None = None
    if waiting.update(claimed_at=now, attempts=F("attempts") + 1):
        found = Mail.objects.get(pk=key)
    return found


def hand_over(mail: Mail, connection: Any, text: str) -> tuple[bool, bool]:
    """Whether the mail server took the mail, and whether trying others makes sense."""
    try:
        connection.open()
        message(mail, text, connection).send()
    # Catch whatever a mail backend raises: the event that the mail reports stays done.
    except Exception as error:
        log.warning("Mail %s could not be sent: %s", mail.pk, type(error).__name__)
        said = f"{type(error).__name__}: {error}"[:500]
        Mail.objects.filter(pk=mail.pk).update(claimed_at=None, error=said)
        return False, not isinstance(error, ConnectionError | TimeoutError)
    sent_at = now_or(mail.queued_at)
    Mail.objects.filter(pk=mail.pk).update(sent_at=sent_at, error="")
    return True, True


def message(mail: Mail, text: str, connection: Any) -> EmailMessage:
    headers = {"Content-Language": mail.language, "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        mail.subject,
        text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        connection=connection,
        headers=headers,
    )
