"""The trend report over a set of cycles, laid out for an editor.

Figures, lists and quotations come from the records, each with a footnote that leads there.
Judgements are left open, with a mark; every statement rests on a record.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import dates
from common.charts.chart import WIDE, Chart, printed
from common.files.writing.blocks import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Inline,
    Paragraph,
    Quote,
    Table,
    Text,
)
from common.multilingual import RIGHT_TO_LEFT, current_language, localise
from common.words import colon, joined, listing, percent, remarked, sentence
from indicators import naming
from indicators.models import ProgressLevel
from publications import measured_counts, planning
from publications.documents.brief import Absolute, page_of, unbroken
from publications.documents.trend_answers import FormAnswers, by_default
from publications.documents.trend_data import (
    DONE,
    UNDER_WAY,
    UNDONE,
    CycleFigures,
    figures_of,
    quotations,
    reporters_of,
    steps,
)
from publications.documents.trend_instruments import instruments_section
from publications.figures import commitments_chart, groups_chart, trend_chart
from publications.glossary import WORDS
from publications.provenance import closing as provenance
from publications.status import CHANGE_LABELS
from publications.words import cycle_name, fictional_warning, ratio_words
from questionnaires.models import Question
from reports import coverage
from reports.coverage import CommitmentCoverage
from reports.coverage.sentence import sentences
from reports.models import ReporterKind, ReportingCycle, Response

# Cycles in one report, lines of a list, and the length of a quotation.
CYCLES, LINES, QUOTE_LENGTH = 8, 10, 600


class TrendReport:
    """One report on ``cycles``, from the earliest to the latest, in the active language. It
    includes the answers to ``questions`` of their forms; by default the first question of each
    section."""

    def __init__(
        self,
        cycles: Iterable[ReportingCycle],
        absolute: Absolute,
        questions: Sequence[Question] = (),
    ) -> None:
        ordered = sorted(cycles, key=lambda cycle: (cycle.year, cycle.code))[-CYCLES:]
        self.cycles = [figures_of(cycle) for cycle in ordered]
        asked = questions or by_default(ordered)
        self.answers = FormAnswers(asked, ordered, self.at)
        self.coded = [figures for figures in self.cycles if figures.is_coded]
        self.absolute = absolute

    def document(self) -> Document:
        today = dates.day(timezone.localdate())
        address = self.absolute(reverse("cycles"))
        return Document(
            title=_("Trends, challenges and opportunities"),
            subtitle=_(
                "What reports say on the Programme of Action and the International Tracing"
                " Instrument: %(cycles)s"
            )
            % {"cycles": listing(cycle_name(figures.cycle) for figures in self.cycles)},
            header=[
                Text("PoA Tracker", language="en"),
                f" · {today} · ",
                Text(address, language="en"),
            ],
            language=current_language(),
            blocks=[
                *self.opening(),
                *self.trends(),
                *self.challenges(),
                *self.opportunities(),
                *instruments_section(self.absolute),
                *self.annex(),
                *provenance(),
            ],
        )

    # Addresses

    def at(self, path: str, **query: str) -> str:
        """The address of a page, with its query."""
        return self.absolute(path + (f"?{urlencode(query)}" if query else ""))

    def of_cycle(self, figures: CycleFigures) -> str:
        return self.at(figures.cycle.get_absolute_url())

    def coverage_at(self, figures: CycleFigures, **query: str) -> str:
        return self.at(reverse("coverage"), cycle=figures.cycle.code, **query)

    # The parts

    def opening(self) -> list[Block]:
        invented = [f.cycle for f in self.cycles if f.cycle.is_fictional]
        return [
            *(Paragraph([fictional_warning(cycle)], "fictional") for cycle in invented),
            Paragraph(
                [
                    _(
                        "A draft for an editor. Figures, lists and quotations are those on record,"
                        " each with its source; what is to be judged is left open and marked."
                        " Reporting is voluntary."
                    )
                ],
                "lead",
            ),
            Heading(_("Summary")),
            gap(_("the main trends, challenges and opportunities, in a few paragraphs")),
        ]

    def trends(self) -> list[Block]:
        return [
            Heading(_("Trends")),
            Heading(_("Who reported"), 2),
            *(Paragraph(self.reported(figures)) for figures in self.cycles),
            self.reporting_table(),
            *self.trend_figure(),
            Heading(_("By regional group"), 2),
            *self.group_table(),
            *self.group_figure(),
            gap(_("what stands out in who reported, and what is known of the reasons")),
            Heading(_("Coverage"), 2),
            *self.coverage_tables(),
            *self.commitment_figure(),
            *self.changes(),
            *self.answers.blocks(),
            *self.plans(),
            gap(_("what stands out in what the reports address")),
            Heading(_("Indicators"), 2),
            *self.measured(),
        ]

    def reported(self, figures: CycleFigures) -> Inline:
        """How many reported, as a sentence to quote; without a number if the reporters are not
        known by name."""
        if not figures.states.names_are_known:
            words = _("%(cycle)s: who reported is not on record by name.")
            return [Text(words % {"cycle": cycle_name(figures.cycle)}, note=self.of_cycle(figures))]
        count = figures.states.reported_members
        words = ngettext(
            "%(cycle)s: %(count)s of %(total)s Member States reported.",
            "%(cycle)s: %(count)s of %(total)s Member States reported.",
            count,
        ) % {"cycle": cycle_name(figures.cycle), "count": count, "total": figures.states.expected}
        return [Text(words, note=self.of_cycle(figures))]

    def reporting_table(self) -> Table:
        header = [
            _("Reporting cycle"),
            _("States on record"),
            _("As published"),
            _("Organisations"),
            _("Regional blocs"),
            _("Nil returns"),
            _("Coded"),
        ]
        return Table(header, [self.reporting_row(figures) for figures in self.cycles])

    def reporting_row(self, figures: CycleFigures) -> list[Inline]:
        """A row of the table. Where the records do not tell who reported, 0 is shown as a dash."""
        each_kind = (figures.states, figures.organisations, figures.blocs)

        def on_record(count: int) -> str:
            return str(count) if count or figures.states.names_are_known else "–"

        return [
            [Text(cycle_name(figures.cycle), note=self.of_cycle(figures))],
            [on_record(figures.states.reported)],
            spaced(Text(str(t.count), note=t.source) for t in figures.states.published_totals),
            [on_record(figures.organisations.reported)],
            [on_record(figures.blocs.reported)],
            [on_record(sum(each.nil for each in each_kind))],
            [on_record(sum(each.coded for each in each_kind))],
        ]

    def group_table(self) -> list[Block]:
        """Members that reported, by group; cycles whose reporters are known by name."""
        known = [figures for figures in self.cycles if figures.states.names_are_known]
        if not known:
            return [Paragraph([_("None of these cycles has its reporters on record by name.")])]
        header = [_("Regional group"), *(cycle_name(figures.cycle) for figures in known)]
        rolls = [{roll.group: roll for roll in figures.rolls} for figures in known]
        rows: list[list[Inline]] = [
            [
                [str(group)],
                *(
                    [self.group_cell(f, found[group])]
                    for f, found in zip(known, rolls, strict=True)
                ),
            ]
            for group in rolls[-1]
        ]
        return [Table(header, rows)]

    def trend_figure(self) -> list[Figure]:
        """The trend's chart; only real cycles are in it."""
        chosen = {figures.cycle for figures in self.cycles}
        points = [point for point in coverage.trend() if point.cycle in chosen]
        members = self.cycles[-1].states.expected or 0
        return [self.figure(trend_chart(points, members))] if points else []

    def group_figure(self) -> list[Figure]:
        """The chart by group of the latest cycle whose reporters are known by name."""
        known = [figures for figures in self.cycles if figures.states.names_are_known]
        return [self.figure(groups_chart(f.cycle, f.rolls)) for f in known[-1:]]

    def commitment_figure(self) -> list[Figure]:
        """The chart by commitment of the latest cycle with a coded report."""
        charts = [commitments_chart(f.cycle, f.rows) for f in self.coded[-1:]]
        return [self.figure(chart) for chart in charts if chart]

    def figure(self, chart: Chart) -> Figure:
        """A chart from the pages, as wide as a sheet of paper."""
        title = remarked(chart.title, _("Fictional data")) if chart.is_fictional else chart.title
        drawing = printed(chart, WIDE, rtl=current_language() in RIGHT_TO_LEFT)
        words = joined(sentence(title), chart.description)
        return Figure(drawing, [Text(words, note=self.at(chart.page))])

    def group_cell(self, figures: CycleFigures, roll: Any) -> Text:
        note = self.of_cycle(figures)
        if not figures.cycle.is_fictional:  # the list of States has no fictional cycles
            chosen = {"regional_group": roll.group.code, "reported_in": figures.cycle.code}
            note = self.at(reverse("states"), **chosen)
        return Text(unbroken(ratio_words(roll.ratio)), note=note)

    def coverage_tables(self) -> list[Block]:
        if not self.coded:
            words = _(
                "No report of a State in these cycles has been coded yet. Coverage is therefore"
                " not applicable; it is not zero."
            )
            return [Paragraph([words])]
        return [
            *(Paragraph(self.covered(figures)) for figures in self.coded),
            self.share_table(_("Section"), lambda f: f.sections, self.section_query),
            self.share_table(_("Theme"), lambda f: f.themes, self.theme_query),
        ]

    def covered(self, figures: CycleFigures) -> Inline:
        words = ngettext(
            "%(cycle)s: the %(count)s coded report of a State addresses %(share)s of the"
            " commitments directed to States.",
            "%(cycle)s: the %(count)s coded reports of States address, together, %(share)s of the"
            " commitments directed to States.",
            figures.states.coded,
        )
        values = {
            "cycle": cycle_name(figures.cycle),
            "count": figures.states.coded,
            "share": percent(figures.ratio.share),
        }
        return [Text(words % values, note=self.coverage_at(figures))]

    def section_query(self, section: Any) -> dict[str, str]:
        return {"section": section.code}

    def theme_query(self, theme: Any) -> dict[str, str]:
        return {"theme": theme.key}

    def share_table(
        self,
        name: str,
        shares: Callable[[CycleFigures], dict[Any, Any]],
        query: Callable[[Any], dict[str, str]],
    ) -> Table:
        """The coverage of each section or theme in each cycle that has any coded report."""
        by_cycle = [(figures, shares(figures)) for figures in self.coded]
        keys = list(dict.fromkeys(key for _figures, found in by_cycle for key in found))
        rows: list[list[Inline]] = []
        for key in keys:
            cells = [
                Text(percent(found[key].share), note=self.coverage_at(figures, **query(key)))
                if key in found
                else Text(percent(None))
                for figures, found in by_cycle
            ]
            rows.append([[str(key)], *([cell] for cell in cells)])
        return Table([name, *(cycle_name(figures.cycle) for figures, _found in by_cycle)], rows)

    def changes(self) -> list[Block]:
        """What changed from each cycle to the next, where reports are coded in both."""
        blocks: list[Block] = []
        for step in steps([figures.cycle for figures in self.coded]):
            note = self.at(f"{reverse('api:root')}coverage/changes/", cycle=step.now.code)
            since = ngettext(
                "Of %(compared)s answer that can be compared, from “%(before)s” to “%(now)s”:",
                "Of %(compared)s answers that can be compared, from “%(before)s” to “%(now)s”:",
                step.compared,
            )
            words = since % {
                "compared": step.compared,
                "before": cycle_name(step.before),
                "now": cycle_name(step.now),
            }
            items = [
                [joined(colon(label), step.tally[change])]
                for change, label in CHANGE_LABELS.items()
            ]
            blocks += [Paragraph([Text(words, note=note)]), Bullets(items)]
        return blocks

    def plans(self) -> list[Block]:
        """Plans in force and declared progress, if any is on record."""
        found = [(figures, planning.figures_of(figures.cycle)) for figures in self.cycles]
        if not any(planned for _figures, planned in found):
            return []
        header = ["", *(cycle_name(figures.cycle) for figures, _planned in found)]
        by_level = [
            (level.label, [planned.levels[level] for _figures, planned in found])
            for level in ProgressLevel
        ]
        rows = [
            (_("Plans in force"), [planned.in_force for _figures, planned in found]),
            (_("Reports that declare progress"), [planned.reports for _figures, planned in found]),
            *by_level,
        ]
        words = _(
            "How often reports declare each level of a measure, or of a target with an indicator:"
            " their own judgement, from which nothing is computed. Targets without an indicator"
            " are left out."
        )
        return [
            Heading(_("Plans and targets"), 2),
            Paragraph([Text(words, note=self.at(reverse("plans")))]),
            Table(header, [[[str(name)], *([str(n)] for n in numbers)] for name, numbers in rows]),
        ]

    def measured(self) -> list[Block]:
        """How many States have a figure of each indicator in each cycle, and how many say that
        they have none. The figures themselves are not added up."""
        found = measured_counts.by_cycle([figures.cycle for figures in self.cycles])
        if not found:
            return [Paragraph([_("No figure of an indicator is on record in these cycles.")])]
        header = [_("Indicator"), *(cycle_name(figures.cycle) for figures in self.cycles)]
        rows: list[list[Inline]] = []
        for indicator, counts in found:
            note = self.at(indicator.get_absolute_url())
            name = Text(naming.indicator_name(indicator), note=note)
            rows.append([[name], *([_with_figure(*each)] for each in counts)])
        care = _(
            "States with a figure, and States that say they have none. A missing figure never"
            " means zero; figures of different States are not added up or ranked."
        )
        return [Paragraph([care]), Table(header, rows)]

    def challenges(self) -> list[Block]:
        latest = self.coded[-1] if self.coded else None
        return [
            Heading(_("Challenges")),
            *(self.least_addressed(latest) if latest else []),
            *(
                self.said(latest, _("Most often reported as not implemented"), UNDONE)
                if latest
                else []
            ),
            gap(_("which obstacles the reports name, and what is common to them")),
        ]

    def opportunities(self) -> list[Block]:
        latest = self.coded[-1] if self.coded else None
        return [
            Heading(_("Opportunities")),
            *(
                self.said(latest, _("Most often reported as in progress or planned"), UNDER_WAY)
                if latest
                else []
            ),
            *(self.said(latest, _("Most often reported as implemented"), DONE) if latest else []),
            gap(_("where assistance, exchange or a common approach could help, and why")),
        ]

    def least_addressed(self, figures: CycleFigures) -> list[Block]:
        items = [self.line(row, ratio_words(row.ratio)) for row in figures.least_addressed[:LINES]]
        return [self.list_heading(_("Least addressed"), figures), Bullets(items)]

    def said(self, figures: CycleFigures, name: str, statuses: Sequence[str]) -> list[Block]:
        """The commitments with most reports of ``statuses``, and some quotations."""
        found = figures.most_often(*statuses)[:LINES]
        if not found:
            return []
        items = [
            self.line(
                row, ngettext("%(count)s report", "%(count)s reports", count) % {"count": count}
            )
            for row, count in found
        ]
        quotes = [self.quote(each) for each in quotations(figures.cycle, *statuses)]
        return [self.list_heading(name, figures), Bullets(items), *quotes]

    def list_heading(self, name: str, figures: CycleFigures) -> Heading:
        return Heading(remarked(name, cycle_name(figures.cycle)), 2)

    def line(self, row: CommitmentCoverage, figure: str) -> Inline:
        """A commitment with a figure and its source."""
        commitment = row.commitment
        note = self.at(commitment.get_absolute_url())
        title = f" {joined(colon(localise(commitment.shown_title)), '')}"
        return [
            Text(commitment.number, language="en", is_strong=True),
            title,
            Text(figure, note=note),
        ]

    def quote(self, response: Response) -> Quote:
        submission, commitment = response.submission, response.commitment
        place = self.at(submission.reporter.get_absolute_url(), cycle=submission.cycle.code)
        source: Inline = [
            f"{submission.reporter}, ",
            Text(submission.reference, language="en"),
            page_of(response),
            Text(remarked("", localise(commitment.shown_title)), note=f"{place}#{commitment.key}"),
        ]
        words = Truncator(response.narrative).chars(QUOTE_LENGTH, truncate=" …")
        return Quote(words, response.language, source)

    def annex(self) -> list[Block]:
        return [
            Heading(_("Annex: who reported")),
            *(block for figures in self.cycles for block in self.names(figures)),
            Heading(_("Annex: what the words mean")),
            Bullets(
                [[Text(joined(colon(word), ""), is_strong=True), str(text)] for word, text in WORDS]
            ),
        ]

    def names(self, figures: CycleFigures) -> list[Block]:
        """The sentences of a meeting's report about who reported, in the reader's language; blocs
        are named among the organisations."""
        blocks: list[Block] = []
        others = (ReporterKind.ORGANISATION, ReporterKind.BLOC)
        for kind, kinds in ((ReporterKind.STATE, (ReporterKind.STATE,)), (others[0], others)):
            found = dict(sentences(figures.cycle, kind, reporters_of(figures.cycle, *kinds)))
            if found:
                words = Text(found[current_language()], note=self.of_cycle(figures))
                blocks.append(Paragraph([words]))
        return [Heading(cycle_name(figures.cycle), 2), *blocks] if blocks else []


def _with_figure(reported: int, silent: int) -> str:
    words = _("%(reported)s with a figure, %(silent)s without")
    return words % {"reported": reported, "silent": silent}


def gap(what: str) -> Paragraph:
    """A gap for the editor, with its subject."""
    return Paragraph([_("[To be written by the editor: %(what)s]") % {"what": what}], "editor")


def spaced(pieces: Iterable[Text]) -> Inline:
    """Several figures in one cell."""
    found: list[Text | str] = []
    for piece in pieces:
        found += [" · ", piece] if found else [piece]
    return found
