"""The brief of one reporter: its status page on two pages to take into a room."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import dates
from common.files.writing.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Inline,
    Paragraph,
    Quote,
    Table,
    Text,
)
from common.multilingual import current_language, localise
from common.words import joined, listing, percent, remarked, sentence
from publications.documents import brief_facts
from publications.provenance import closing as provenance
from publications.status import CHANGE_LABELS, Status, received, silence_of, statement_of
from publications.words import cycle_name, fictional_warning, ratio_words
from reports.coverage import CycleRecord
from reports.models import GroupKind, Response, ResponseStatus, Submission, Timeliness

# As much as two pages hold in the longest of the six languages.
CYCLES, SECTIONS, QUOTES, QUOTE_LENGTH, NUMBERS = 8, 12, 3, 240, 24

# Turns a path into an address with scheme and host.
Absolute = Callable[[str], str]


def brief(status: Status, absolute: Absolute) -> Document:
    """In the active language."""
    reporter = status.reporter
    address = absolute(reporter.get_absolute_url())
    return Document(
        title=str(reporter),
        subtitle=" · ".join(filter(None, [localise(reporter.formal_name), *groups_of(status)])),
        header=header(address),
        language=current_language(),
        blocks=[
            *opening(status),
            *cycles(status),
            *content(status, address),
            *brief_facts.instruments(reporter),
            *brief_facts.figures(reporter),
            *brief_facts.offices(reporter),
            *closing(address),
            *provenance(),
        ],
    )


def header(address: str) -> Inline:
    """The source of the page, and its day."""
    today = dates.day(timezone.localdate())
    return [Text("PoA Tracker", language="en"), " · ", Text(address, language="en"), f" · {today}"]


def groups_of(status: Status) -> list[str]:
    """The most telling groups of a State today: its regional group and special situations."""
    told = (GroupKind.REGIONAL_GROUP, GroupKind.LDC, GroupKind.LLDC, GroupKind.SIDS)
    today = timezone.localdate()
    return [str(m.group) for m in status.memberships if m.group.kind in told and m.is_on(today)]


def opening(status: Status) -> list[Block]:
    blocks: list[Block] = []
    if status.shown and status.shown.cycle.is_fictional:
        blocks.append(Paragraph([fictional_warning(status.shown.cycle)], "fictional"))
    statement = statement_of(status)
    if statement:
        # With the space before the next sentence, if the language has one.
        words = Text(joined(sentence(statement.words), ""), is_strong=True)
        blocks.append(Paragraph([words, statement.sentence], "lead"))
    return blocks


def cycles(status: Status) -> list[Block]:
    """One line for each of the latest cycles."""
    header = [_("Reporting cycle"), _("Report"), _("Received"), _("Content")]
    rows = [cycle_row(status, record) for record in status.records[:CYCLES]]
    return [Heading(_("Reporting cycles")), Table(header, rows)] if rows else []


def cycle_row(status: Status, record: CycleRecord) -> list[Inline]:
    submission = record.submission
    name = cycle_name(record.cycle)
    if submission is None:
        return [[name], [silence_of(status.reporter, record)[1]], [], []]
    return [
        [name],
        [Text(submission.reference, note=submission.source, language="en")],
        [when(submission)],
        [what(submission)],
    ]


def when(submission: Submission) -> str:
    """The day of receipt and, if known, whether it was in time."""
    came = received(submission)
    timeliness = submission.timeliness
    return came if timeliness == Timeliness.UNKNOWN else remarked(came, timeliness.label)


def what(submission: Submission) -> str:
    if submission.is_nil_return:
        return _("nil return")
    return _("coded") if getattr(submission, "is_coded", False) else _("not yet coded")


def content(status: Status, address: str) -> list[Block]:
    """The content of the shown report, in figures and quotations."""
    if not status.responses or status.shown is None:
        return []
    place = f"{address}?cycle={status.shown.cycle.code}"
    return [
        Heading(_("Coverage by section")),
        Paragraph(
            [Text(cycle_name(status.shown.cycle), note=place), f" · {coverage_words(status)}"]
        ),
        section_table(status),
        *changes(status),
        Heading(_("What the report says")),
        status_list(status.responses),
        *quotes(status, place),
    ]


def coverage_words(status: Status) -> str:
    return _("%(ratio)s of the commitments that it was asked about are addressed.") % {
        "ratio": ratio_words(status.ratio)
    }


def section_table(status: Status) -> Table:
    beside = status.beside if status.beside and status.beside.coded else None
    header = [_("Section"), _("This report"), *([str(beside.group)] if beside else [])]
    rows: list[list[Inline]] = []
    for row in status.sections[:SECTIONS]:
        line: list[Inline] = [[row.section.label], [unbroken(ratio_words(row.ratio))]]
        if beside:
            line.append([percent(row.beside.share if row.beside else None)])
        rows.append(line)
    return Table(header, rows)


def unbroken(words: str) -> str:
    """Figures that stay on one line."""
    return words.replace(" ", "\u00a0")


def changes(status: Status) -> list[Block]:
    if status.changes is None:
        return []
    since = _("What changed since the report before: %(cycle)s") % {
        "cycle": status.changes.before.cycle
    }
    items: list[Inline] = [
        [counted(str(CHANGE_LABELS[change]), [each.commitment.number for each in found])]
        for change, found in status.changes.listed
    ]
    return [Heading(since), Bullets(items)]


def status_list(responses: list[Response]) -> Bullets:
    """The number of responses with each status, and their paragraphs."""
    items: list[Inline] = []
    for status in ResponseStatus:
        numbers = [r.commitment.number for r in responses if r.status == status]
        if numbers:
            items.append([counted(str(status.label), numbers)])
    return Bullets(items)


def counted(label: str, numbers: list[str]) -> str:
    """A label, its number of responses, and the first of their paragraphs."""
    named = listing(numbers[:NUMBERS]) + (" …" if len(numbers) > NUMBERS else "")
    pattern = pgettext("label, number, paragraphs", "%(label)s: %(count)s (paras. %(numbers)s)")
    return pattern % {"label": label, "count": len(numbers), "numbers": named}


def quotes(status: Status, place: str) -> list[Quote]:
    """From each section the beginning of one response, in its own words."""
    found = [next((r for r in row.responses if r.narrative), None) for row in status.sections]
    return [quote(response, place) for response in found if response][:QUOTES]


def quote(response: Response, place: str) -> Quote:
    commitment = response.commitment
    source: Inline = [
        Text(commitment.number, language="en", is_strong=True),
        f" {localise(commitment.shown_title)}, {response.get_status_display()}",
        Text(page_of(response), note=f"{place}#{commitment.key}"),
    ]
    words = Truncator(response.narrative).chars(QUOTE_LENGTH, truncate=" …")
    return Quote(words, response.language, source)


def page_of(response: Response) -> str:
    """The page in the report, to follow other words; empty if it is not known."""
    return f", {_('page %(page)s') % {'page': response.page}}" if response.page else ""


def closing(address: str) -> list[Block]:
    words = _(
        "Reporting is voluntary. This site says who reported and what the reports say; it does"
        " not assess States."
    )
    return [Paragraph([joined(words, ""), Text(address, language="en")], "note")]
