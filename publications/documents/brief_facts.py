"""Facts of a brief beside the reports: instruments, figures of indicators, and offices."""

from typing import Any

from django.utils.translation import gettext as _

from common.files.writing.blocks import Block, Bullets, Heading, Inline, Paragraph, Text
from common.multilingual import localise
from common.words import colon, joined, listing, remarked
from contacts.models import Office
from contacts.templatetags.office_words import confirmed
from indicators import adherence, naming
from indicators.adherence import Status as Standing
from indicators.models import Adherence
from indicators.words import when
from publications import measured
from publications.measured import Figure, MeasuredRow, OfState
from publications.offices import offices_of
from reports.models import Reporter

# As many as fit, the latest first; the page has all of them.
INSTRUMENTS, FIGURES, SILENT, OFFICES = 5, 4, 3, 3


def instruments(reporter: Reporter) -> list[Block]:
    """The reporter's standing towards each instrument, and since when. One query."""
    found = adherence.of_reporter(reporter)[:INSTRUMENTS]
    items: list[Inline] = [[_standing(each)] for each in found]
    return [Heading(_("Instruments")), Bullets(items)] if items else []


def _standing(status: Standing) -> str:
    since = status.since
    facts = [status.label if status.is_certain else remarked(status.label, _("not certain"))]
    facts += [when(since)] if since and when(since) else []
    if status.reports:
        years = [str(act.year) for act in status.reports if act.year]
        facts.append(_("reports on %(years)s") % {"years": listing(years)})
    return joined(colon(status.instrument), " · ".join(facts))


def figures(reporter: Reporter) -> list[Block]:
    """The reporter's figures with their footnotes, and the indicators for which it says that it has
    none. Ten queries."""
    found = measured.of_state(reporter)
    if found is None:
        return []
    blocks: list[Block] = [Heading(_("Indicators"))]
    rows = found.table.rows[:FIGURES]
    if rows:
        blocks.append(Bullets([[_line(row)] for row in rows]))
    numbers = {number for row in rows for figure in _all(row) for number in figure.notes}
    notes: list[Inline] = [
        [f"{note.number}. ", Text(note.words, language=note.language)]
        for note in found.table.notes
        if note.number in numbers
    ]
    blocks += [Paragraph(each, "note") for each in notes]
    if found.silent:
        blocks.append(Bullets([[_silence(each, why)] for each, why in found.silent[:SILENT]]))
    return blocks


def _all(row: MeasuredRow) -> list[Figure]:
    return [*row.national, *row.of_database]


def _line(row: MeasuredRow) -> str:
    """A row of the page in one line: a table with narrow columns would take one page more."""
    name = " · ".join(filter(None, (row.name, row.breakdown, row.period)))
    said = {
        _("As the State gives it"): _words(row.national),
        _("Global or regional source"): _words(row.of_database),
        _("Computed from its counts"): row.computed,
    }
    return " · ".join(
        [name, *(joined(colon(label), words) for label, words in said.items() if words)]
    )


def _words(found: list[Figure]) -> str:
    """Each figure with the numbers of its footnotes in brackets."""
    marked = [each.words + "".join(f" [{number}]" for number in each.notes) for each in found]
    return " · ".join(marked)


def _silence(answer: Any, why: str) -> str:
    name = naming.indicator_name(answer.indicator)
    said = answer.get_answered_display()
    said = remarked(said, why) if why else said
    return joined(colon(" · ".join(filter(None, (name, answer.period)))), said)


def offices(reporter: Reporter) -> list[Block]:
    """The reporter's public offices, and when each was confirmed. Two queries."""
    found = offices_of(reporter)[:OFFICES]
    return [Heading(_("Offices")), Bullets([_office(each) for each in found])] if found else []


def _office(office: Office) -> Inline:
    name = localise(office.name)
    line: list[Text | str] = [Text(name, language=name.language)]
    line.append(f" · {office.get_function_display()}")
    for address in filter(None, (office.mailbox, office.telephone)):
        line += [" · ", Text(address, language="en")]
    when_confirmed = confirmed(office.confirmed_on) if office.confirmed_on else ""
    return [*line, f" · {when_confirmed or _('Not confirmed yet')}"]


# The same for programs


def instruments_data(reporter: Reporter) -> list[dict[str, Any]]:
    return [
        {
            "instrument": each.instrument.key,
            "standing": each.standing,
            "perhaps": each.perhaps,
            "acts": [_act_data(act) for act in each.acts],
        }
        for each in adherence.of_reporter(reporter)
    ]


def _act_data(act: Adherence) -> dict[str, Any]:
    return {
        "key": act.key,
        "act": act.act,
        "year": act.year,
        "earliest_on": act.earliest_on,
        "latest_on": act.latest_on,
    }


def figures_data(reporter: Reporter) -> dict[str, Any]:
    """Observations and answers without a figure, each with its key and its content."""
    found = measured.of_state(reporter)
    return {
        "observations": [_figure_data(each) for row in _rows(found) for each in _with_parts(row)],
        "without_a_figure": [
            {"key": each.key, "indicator": each.indicator.key, "answer": each.answered}
            for each, _why in (found.silent if found else ())
        ],
    }


def _rows(found: OfState | None) -> list[MeasuredRow]:
    return found.table.rows if found else []


def _with_parts(row: MeasuredRow) -> list[Figure]:
    return [*_all(row), *(figure for _name, figure in row.parts)]


def _figure_data(figure: Figure) -> dict[str, Any]:
    stated = figure.stated
    return {
        "key": stated.key,
        "indicator": stated.indicator.key,
        "breakdown": stated.breakdown,
        "value": stated.number or None,
        "reporting_type": stated.reporting_type,
        "time_period": stated.time_period or stated.period_text,
        "footnotes": [words for words, _language in figure.said],
    }


def offices_data(reporter: Reporter) -> list[dict[str, Any]]:
    return [
        {
            "reference": each.reference,
            "function": each.function,
            "name": each.name,
            "mailbox": each.mailbox,
            "telephone": each.telephone,
            "confirmed_on": each.confirmed_on,
        }
        for each in offices_of(reporter)
    ]
