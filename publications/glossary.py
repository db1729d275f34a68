"""The vocabulary of the tracker, with what each word means."""

from django.utils.translation import gettext_lazy as _

WORDS = [
    (_("State"), _("One of the 193 Member States of the United Nations, or another State.")),
    (_("organisation"), _("An intergovernmental or regional organisation that reports.")),
    (
        _("regional bloc"),
        _(
            "States that act together and report as one, such as the European Union. It is counted "
            "apart from States and from organisations."
        ),
    ),
    (_("reporting cycle"), _("The round of reports before one meeting.")),
    (_("submission"), _("The record of one report: reporter, cycle and version.")),
    (
        _("reported"),
        _("A published submission is on record. A nil return counts; so does an uncoded report."),
    ),
    (_("nil return"), _("A report that says there is nothing to report. It is not silence.")),
    (
        _("coded"),
        _("Somebody has recorded which commitments the report speaks to, and what it says."),
    ),
    (_("commitment"), _("One numbered paragraph of an outcome document.")),
    (_("response"), _("What one report says on one commitment.")),
    (
        _("addressed"),
        _("A commitment on which a report has a response other than “no information”."),
    ),
    (
        _("coverage"),
        _(
            "Addressed commitments, out of those in scope that are directed to that kind of "
            "reporter. It counts coded reports only; where nothing is in scope it is not "
            "applicable, never zero."
        ),
    ),
    (
        _("published total"),
        _("How many reports a publication counted: a fact of its own, beside the records."),
    ),
]
