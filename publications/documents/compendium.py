"""The compendium of requests for assistance: the open requests that its reader may read, by
State."""

from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import dates
from common.files.writing.blocks import Block, Document, Heading, Inline, Paragraph, Table, Text
from common.multilingual import current_language, localise
from common.words import listing, sentence
from cooperation.models import Request
from publications.documents.brief import Absolute
from publications.provenance import closing as provenance
from publications.records.asked import with_line


def compendium(requests: Any, absolute: Absolute, *, is_public: bool) -> Document:
    """The compendium of ``requests``, without demonstration data, in the active language. Three
    queries.

    If it is not public, it says that it is only for States and donors, and gives the mailboxes.
    """
    found = list(with_line(requests.filter(is_fictional=False)))
    address = absolute(reverse("cooperation"))
    return Document(
        title=_("Requests for assistance"),
        subtitle=_("What States ask for to control small arms and light weapons"),
        header=[
            Text("PoA Tracker", language="en"),
            " · ",
            Text(address, language="en"),
            f" · {dates.day(timezone.localdate())}",
        ],
        language=current_language(),
        blocks=[
            *_opening(found, is_public=is_public),
            *_by_state(found, is_public=is_public),
            # The licence covers only public data.
            *(provenance() if is_public else []),
        ],
    )


def _opening(found: list[Request], *, is_public: bool) -> list[Block]:
    states = len({request.reporter_id for request in found})
    blocks: list[Block] = []
    if not is_public:
        words = _("For States and donors alone. Please do not pass it on.")
        blocks.append(Paragraph([Text(words, is_strong=True)], "lead"))
    count = ngettext("%(number)s open request", "%(number)s open requests", len(found))
    of = ngettext("%(number)s State asks", "%(number)s States ask", states)
    numbers = f"{count % {'number': len(found)}} · {of % {'number': states}}"
    note = _("Requests that a State does not show to this reader are neither listed nor counted.")
    return [*blocks, Paragraph([numbers]), Paragraph([note], "note")]


def _by_state(found: list[Request], *, is_public: bool) -> list[Block]:
    blocks: list[Block] = []
    for state, requests in groupby(found, lambda each: each.reporter):
        blocks.append(Heading(str(state)))
        for request in requests:
            blocks += _one(request, is_public=is_public)
    return blocks


def _words(texts: Any) -> Inline:
    """A text, marked with the language that it is in."""
    text = localise(texts)
    return [Text(str(text), language=text.language)]


def _one(request: Request, *, is_public: bool) -> list[Block]:
    blocks: list[Block] = [Heading(str(localise(request.title)), 2)]
    if request.description:
        blocks.append(Paragraph(_words(request.description)))
    facts: list[tuple[str, Inline]] = [(_("Reference"), [Text(request.reference, language="en")])]
    if request.aid:
        facts.append((_("Kind of aid"), [sentence(request.get_aid_display())]))
    if themes := listing(map(str, request.themes.all())):
        facts.append((_("Themes"), [themes]))
    if request.expected_results:
        facts.append((sentence(_("expected results")), _words(request.expected_results)))
    if request.amount is not None:
        facts.append((_("Amount"), [Text(money(request), language="en")]))
    if days := period(request.starts_on, request.ends_on):
        facts.append((_("Period"), [days]))
    if request.is_urgent:
        facts.append((_("Urgent"), [_("yes")]))
    if request.contact_mailbox and not is_public:
        facts.append((_("Mailbox"), [Text(request.contact_mailbox, language="en")]))
    blocks.append(Table([_("About"), _("What the State says")], [[[n], v] for n, v in facts]))
    return blocks


def money(record: Any) -> str:
    """An amount with its currency, such as ``USD 120000``."""
    return f"{record.currency} {record.amount.normalize():f}"


def period(first: Any, last: Any) -> str:
    """The days from the start to the end, as far as they are known."""
    if first and last:
        return dates.days(first, last)
    return dates.day(first) or dates.day(last)
