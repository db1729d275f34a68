"""The record of one reporter, for its status page and its brief."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.models import Section
from common import dates
from common.database.made_once import made_once
from common.words import joined
from reports import coverage
from reports.coverage import Change, CycleRecord, GroupSections, Ratio, ResponseChange
from reports.models import (
    Group,
    GroupKind,
    Membership,
    Reporter,
    Response,
    StateStatus,
    Submission,
    SubmissionStatus,
)

# Changes worth a list of their own, in the order of a page.
CHANGE_LABELS = {
    Change.NEW: _("Addressed now, and not before"),
    Change.CHANGED: _("The reports say different things"),
    Change.DROPPED: _("Addressed before, and not now"),
    Change.SAME: _("The reports say the same"),
}


@dataclass(frozen=True)
class SectionRow:
    """One section of the outcome document: the shown report's coverage, beside that of the coded
    reports of its regional group (None outside the groups)."""

    section: Section
    ratio: Ratio
    beside: Ratio | None
    responses: list[Response]


@dataclass(frozen=True)
class Changes:
    """The changes since the reporter's earlier coded report, ``before``."""

    before: Submission
    found: list[ResponseChange]

    @property
    def listed(self) -> list[tuple[Change, list[ResponseChange]]]:
        """The responses by kind of change, without kinds that have none."""
        by_change = [(c, [each for each in self.found if each.change == c]) for c in CHANGE_LABELS]
        return [(change, found) for change, found in by_change if found]


@dataclass(frozen=True)
class Status:
    """One reporter: its record in every cycle (latest first, fictional cycles last), and the
    content of one report: ``shown``, None if none is coded."""

    reporter: Reporter
    records: list[CycleRecord]
    earlier: dict[int, list[Submission]]
    withdrawn: dict[int, list[Submission]]
    memberships: list[Membership]
    shown: Submission | None
    sections: list[SectionRow]
    beside: GroupSections | None
    changes: Changes | None

    @property
    def real(self) -> list[CycleRecord]:
        return [record for record in self.records if not record.cycle.is_fictional]

    @property
    def latest(self) -> CycleRecord | None:
        """The record that the page opens with: that of the latest cycle with a report of its own,
        or of a completed one with reports of others; else of the latest cycle that can be shown."""
        told = [each for each in self.real if each.submission or each.cycle.may_lead]
        for each in told:
            if each.submission or (each.recorded and not each.cycle.is_open_now):
                return each
        return next(iter(told), None)

    @property
    def reported(self) -> list[CycleRecord]:
        """The real cycles with a report on record."""
        return [record for record in self.real if record.submission]

    @property
    def known(self) -> list[CycleRecord]:
        """The real cycles for which the records tell whether it reported."""
        return [record for record in self.real if record.submission or record.tells_silence]

    @property
    def ratio(self) -> Ratio:
        """The commitments that the shown report addresses, over those addressed to the reporter."""
        return coverage.summed(row.ratio for row in self.sections)

    @property
    def beside_ratio(self) -> Ratio:
        """The same over the coded reports of its regional group."""
        return coverage.summed(row.beside for row in self.sections if row.beside)

    @property
    def responses(self) -> list[Response]:
        return [response for row in self.sections for response in row.responses]


@dataclass(frozen=True)
class Statement:
    """The main sentence of a status page, under a short form of one or two words."""

    words: str
    sentence: str
    is_reported: bool


def silence_of(reporter: Reporter, record: CycleRecord) -> tuple[str, str]:
    """What the records say of a reporter without a report in a cycle: the look of it, and the
    words. Only Members can be *not reported*, and nobody while the cycle is open."""
    if not record.names_are_known:
        return "not_known", gettext("not known")
    if reporter.state_status == StateStatus.MEMBER and record.tells_silence:
        return "not_reported", gettext("not reported")
    return "not_known", gettext("no report on record")


def statement_of(status: Status) -> Statement | None:
    """The sentence on the record that the page opens with; None without one."""
    latest = status.latest
    if latest is None:
        return None
    about = {"cycle": latest.cycle}
    if latest.submission:
        when = gettext("%(cycle)s: %(when)s.") % {**about, "when": received(latest.submission)}
        content = joined(when, content_of(latest.submission))
        return Statement(gettext("Reported"), content, is_reported=True)
    if status.reporter.state_status == StateStatus.MEMBER and latest.tells_silence:
        silence = gettext("%(cycle)s: no report is on record. Reporting is voluntary.") % about
        return Statement(gettext("Not reported"), silence, is_reported=False)
    return Statement(gettext("No report on record"), str(latest.cycle), is_reported=False)


def content_of(submission: Submission) -> str:
    """The known facts about the content of a report."""
    if submission.is_nil_return:
        return gettext("The report says that there is nothing to report (nil return).")
    if getattr(submission, "is_coded", False):
        return gettext("What the report says is coded below.")
    return gettext("The report is on record; what it says has not been coded yet.")


def received(submission: Submission) -> str:
    """When the report came, or the day by which it had come, if only that is known."""
    if submission.received_on:
        return gettext("received on %(day)s") % {"day": dates.day(submission.received_on)}
    if submission.received_no_later_than:
        day = dates.day(submission.received_no_later_than)
        return gettext("received no later than %(day)s") % {"day": day}
    return ""


def status_of(reporter: Reporter, cycle_code: str | None = None) -> Status:
    """The status of ``reporter``, with its report of the cycle asked for. At most 17 queries."""
    records = sorted(coverage.record_of(reporter), key=lambda record: record.cycle.is_fictional)
    shown = shown_submission(records, cycle_code)
    is_coded = bool(getattr(shown, "is_coded", False))
    memberships = _memberships_of(reporter.pk)
    beside = beside_of(shown, memberships) if shown and is_coded else None
    return Status(
        reporter,
        records,
        *past_versions(reporter),
        memberships,
        shown,
        section_rows(shown, beside) if shown else [],
        beside,
        changes_since(shown, records) if shown and is_coded else None,
    )


@made_once
def _memberships_of(reporter: Any) -> "QuerySet[Membership]":
    found = Membership.objects.filter(reporter=reporter).select_related("group")
    return found.order_by("group__position", "group__code", "pk")


def shown_submission(records: list[CycleRecord], cycle_code: str | None) -> Submission | None:
    """The report whose responses are shown: that of the cycle asked for, else the latest real
    one that is coded. None when there is none."""
    for record in records:
        if record.submission and record.cycle.code == cycle_code:
            return record.submission
    return next(
        (r.submission for r in records if is_coded(r) and not r.cycle.is_fictional),
        None,
    )


def is_coded(record: CycleRecord) -> bool:
    return getattr(record.submission, "is_coded", False)


def past_versions(
    reporter: Reporter,
) -> tuple[dict[int, list[Submission]], dict[int, list[Submission]]]:
    """The versions that were replaced after publication, and those that are shown as withdrawn;
    each by cycle, latest first. One query."""
    replaced: dict[int, list[Submission]] = {}
    withdrawn: dict[int, list[Submission]] = {}
    for submission in _past_versions(reporter.pk):
        found = withdrawn if submission.is_shown_withdrawn else replaced
        found.setdefault(submission.cycle_id, []).append(submission)
    return replaced, withdrawn


@made_once
def _past_versions(reporter: Any) -> "QuerySet[Submission]":
    is_past = Q(status=SubmissionStatus.SUPERSEDED) | Q(is_shown_withdrawn=True)
    return Submission.objects.filter(is_past, reporter=reporter).order_by("-version")


def beside_of(shown: Submission, memberships: list[Membership]) -> GroupSections | None:
    """The reporter's regional group on the cycle's reference day; None outside the groups."""
    day = shown.cycle.reference_day
    group: Group | None = next(
        (m.group for m in memberships if m.group.kind == GroupKind.REGIONAL_GROUP and m.is_on(day)),
        None,
    )
    return coverage.sections_of_group(shown.cycle, group) if group else None


def section_rows(shown: Submission, beside: GroupSections | None) -> list[SectionRow]:
    return [
        SectionRow(
            row.section,
            row.ratio,
            beside.ratios.get(row.section.pk) if beside else None,
            row.responses,
        )
        for row in coverage.by_section(shown)
    ]


def changes_since(shown: Submission, records: list[CycleRecord]) -> Changes | None:
    """The changes against the latest earlier coded report (real with real, fictional with
    fictional). None without such a report, or if the two have no commitment to compare."""
    cycle = shown.cycle
    before = next(
        (
            record.submission
            for record in records
            if record.submission
            and is_coded(record)
            and record.cycle.is_fictional == cycle.is_fictional
            and (record.cycle.year, record.cycle.code) < (cycle.year, cycle.code)
        ),
        None,
    )
    found = coverage.changes_of(shown, before) if before else []
    return Changes(before, found) if before and found else None
