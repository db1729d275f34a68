"""The trend report's section on instruments and registers: published totals beside the counts of
recorded acts on the same terms."""

from django.db.models import F
from django.utils.translation import gettext as _

from common.files.writing.blocks import Block, Heading, Inline, Paragraph, Table, Text
from common.words import remarked
from indicators import adherence
from indicators.adherence import TotalBeside
from indicators.models import AdherenceTotal
from indicators.words import when, with_unit
from publications.documents.brief import Absolute


def instruments_section(absolute: Absolute) -> list[Block]:
    """The section; empty if no total is on record. Two queries."""
    ordered = AdherenceTotal.objects.select_related("instrument", "document")
    totals = list(
        ordered.order_by(
            "instrument__year", "instrument__key", "counts", F("latest_on").asc(nulls_last=True)
        )
    )
    if not totals:
        return []
    acts = list(adherence.acts())
    header = [_("Instrument"), _("Counts"), _("As published"), _("When"), _("On record")]
    rows = [_row(beside, absolute) for beside in adherence.totals_beside(totals, acts)]
    return [
        Heading(_("Instruments and registers")),
        Paragraph(
            [
                _(
                    "How many adhere, report or use them, as publications counted. Where the"
                    " records hold acts of the same instrument, their count stands beside; a"
                    " difference is left as it is."
                )
            ]
        ),
        Table(header, rows),
    ]


def _row(beside: TotalBeside, absolute: Absolute) -> list[Inline]:
    total = beside.total
    address = absolute(total.get_absolute_url())
    counts = str(total.get_counts_display())
    if total.includes_small_arms:
        counts = remarked(counts, _("small arms included"))
    return [
        [Text(str(total.instrument), note=address)],
        [counts],
        [Text(with_unit(total), note=total.source)],
        [when(total) or "–"],
        ["–" if beside.recorded is None else str(beside.recorded)],
    ]
