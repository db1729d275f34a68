"""The status of States and organisations towards an instrument, derived from the ledger of acts.

Depositaries count a State as a party from the deposit of its instrument; so does this. Where no act
is on record nothing is said: that is not "no party".
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models import Instrument
from common.database.made_once import made_once
from indicators.models import CONSENT, Act, Adherence, AdherenceTotal, Counted
from reports.models import Reporter, ReporterKind


class Standing(models.TextChoices):
    """Where somebody stands, the closest first."""

    PARTY = "party", _("party")
    PROVISIONAL = "provisional", _("applies it provisionally")
    SIGNATORY = "signatory", _("signatory")
    ENDORSES = "endorses", _("endorses it")
    USES = "uses", _("uses it")
    REPORTS = "reports", _("reported at least once")
    WITHDRAWN = "withdrawn", _("withdrew")


# The standing that an act leads to. Reports and use decide only where no other act does.
LEADS_TO = {
    Act.SIGNATURE: Standing.SIGNATORY,
    **dict.fromkeys(CONSENT, Standing.PARTY),
    Act.PROVISIONAL: Standing.PROVISIONAL,
    Act.ENDORSEMENT: Standing.ENDORSES,
    Act.USE: Standing.USES,
    Act.REPORT: Standing.REPORTS,
    Act.WITHDRAWAL: Standing.WITHDRAWN,
}
CLOSENESS = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True)
class Status:
    """Where ``reporter`` stands on ``day``, by the acts that had certainly been done by then.

    ``perhaps`` is where it stands if the acts whose day is not known had been done too; None where
    that is the same.
    """

    reporter: Reporter
    instrument: Instrument
    acts: list[Adherence]
    standing: Standing | None
    perhaps: Standing | None
    day: datetime.date

    @property
    def since(self) -> Adherence | None:
        """The act that gave it this standing."""
        standing = self.standing or self.perhaps
        leading = [act for act in self.acts if LEADS_TO[Act(act.act)] == standing]
        return leading[-1] if standing == Standing.WITHDRAWN else next(iter(leading), None)

    @property
    def label(self) -> str:
        return str((self.standing or self.perhaps or Standing.WITHDRAWN).label)

    @property
    def act_keys(self) -> list[str]:
        return [act.key for act in self.acts]

    @property
    def is_certain(self) -> bool:
        return self.perhaps is None

    @cached_property
    def reports(self) -> list[Adherence]:
        """The reports, the latest year first."""
        found = [act for act in self.acts if act.act == Act.REPORT]
        return sorted(found, key=lambda act: -(act.year or 0))

    @property
    def other_acts(self) -> list[Adherence]:
        return [act for act in self.acts if act.act != Act.REPORT]


def had_been_done(act: Adherence, day: datetime.date) -> bool | None:
    """Whether it had been done by the end of ``day``; None where its day leaves that open.

    An act on record without a day has been done by today.
    """
    if act.latest_on is None or act.earliest_on is None:
        return True if day >= timezone.localdate() else None
    if act.latest_on <= day:
        return True
    return None if act.earliest_on <= day else False


def _place(act: Adherence) -> tuple[datetime.date, int]:
    """Acts in order; without a day a withdrawal comes last and anything else first."""
    is_last = act.act == Act.WITHDRAWAL
    unknown = datetime.date.max if is_last else datetime.date.min
    return act.latest_on or unknown, int(is_last)


def standing_of(acts: Iterable[Adherence]) -> Standing | None:
    """Where somebody stands after these acts; None without any. A withdrawal ends what came before
    it, except reports: they were made."""
    found: set[Standing] = set()
    for act in sorted(acts, key=_place):
        leads_to = LEADS_TO[Act(act.act)]
        if leads_to == Standing.WITHDRAWN:
            found &= {Standing.REPORTS}
        else:
            found.discard(Standing.WITHDRAWN)
        found.add(leads_to)
    if Standing.WITHDRAWN in found:
        return Standing.WITHDRAWN
    return min(found, key=CLOSENESS.__getitem__, default=None)


def status_of(acts: list[Adherence], day: datetime.date) -> Status | None:
    """The status that follows from the acts of one reporter about one instrument; None where none
    of them can have been done by ``day``."""
    known = [(act, had_been_done(act, day)) for act in sorted(acts, key=_place)]
    possible = [act for act, done in known if done is not False]
    if not possible:
        return None
    certain = standing_of(act for act, done in known if done)
    perhaps = standing_of(possible)
    return Status(
        possible[0].reporter,
        possible[0].instrument,
        possible,
        certain,
        None if perhaps == certain else perhaps,
        day,
    )


def acts() -> "QuerySet[Adherence]":
    """Acts with all that is shown of them. One query."""
    return Adherence.objects.select_related("instrument", "reporter", "document")


def as_of(instrument: Instrument, day: datetime.date | None = None) -> list[Status]:
    """Everybody who had done something about the instrument by the end of ``day`` (today by
    default), in UN order. One query."""
    day = day or timezone.localdate()
    ordered = acts().filter(instrument=instrument).order_by("reporter__sort_name", "reporter__code")
    return statuses(ordered, "reporter_id", day)


def of_reporter(reporter: Reporter, day: datetime.date | None = None) -> list[Status]:
    """The status of one reporter towards each instrument about which it has an act on record. One
    query."""
    day = day or timezone.localdate()
    return statuses(_acts_of(reporter.pk), "instrument_id", day)


@made_once
def _acts_of(reporter: Any) -> "QuerySet[Adherence]":
    return acts().filter(reporter=reporter).order_by("instrument__year", "instrument__key")


def statuses(ordered: Iterable[Adherence], by: str, day: datetime.date) -> list[Status]:
    """The statuses that follow from acts grouped by that column, in their order. No query."""
    grouped: dict[Any, list[Adherence]] = defaultdict(list)
    for act in ordered:
        grouped[getattr(act, by)].append(act)
    return [status for found in grouped.values() if (status := status_of(found, day))]


# Totals beside the records

DECIDES = {
    Counted.SIGNATORIES: (Act.SIGNATURE,),
    Counted.REPORTED: (Act.REPORT,),
    Counted.ENDORSED: (Act.ENDORSEMENT,),
    Counted.USED: (Act.USE,),
}
# What the ledger can count: no shares, and no United Nations entities.
COUNTABLE = ("states", "member_states", "parties", "signatories")


@dataclass(frozen=True)
class TotalBeside:
    """A published total, and how many the ledger counts on the same terms: None where it holds no
    act about the instrument, or cannot count such a thing."""

    total: AdherenceTotal
    recorded: int | None

    @property
    def differs(self) -> bool:
        """Whether the record differs from an exact total; "more than 100" is met by 101."""
        return self.recorded is not None and not agrees(self.total, self.recorded)


def agrees(total: AdherenceTotal, recorded: int) -> bool:
    """Whether a count is what the total says, as precisely as it says it. *About* is never
    contradicted: nobody says how near it is."""
    if total.qualifier == "about" or total.value is None:
        return True
    if total.qualifier == "range":
        return total.value <= recorded <= (total.value_max or total.value)
    if total.qualifier == "at_least":
        return recorded >= total.value
    if total.qualifier == "more_than":
        return recorded > total.value
    return recorded == total.value


def totals_beside(
    totals: Iterable[AdherenceTotal], found: list[Adherence], day: datetime.date | None = None
) -> list[TotalBeside]:
    """Each total with the count of ``found``, the acts about its instrument. No query."""
    return [TotalBeside(total, _recorded(total, found, day)) for total in totals]


def _recorded(
    total: AdherenceTotal, found: list[Adherence], today: datetime.date | None
) -> int | None:
    of_instrument = [act for act in found if act.instrument_id == total.instrument_id]
    if not of_instrument or total.unit not in COUNTABLE:
        return None
    day = total.latest_on or today or timezone.localdate()
    states = [act for act in of_instrument if _is_counted(act, total)]
    if total.counts == Counted.PARTIES:
        found_by = statuses(states, "reporter_id", day)
        return sum(status.standing == Standing.PARTY for status in found_by)
    decisive = DECIDES[Counted(total.counts)]
    done = {a.reporter_id for a in states if a.act in decisive and _is_within(a, total, day)}
    return len(done)


def _is_counted(act: Adherence, total: AdherenceTotal) -> bool:
    """Parties of a treaty may be organisations; where *States* are counted, they are not."""
    return total.unit in ("parties", "signatories") or act.reporter.kind == ReporterKind.STATE


def _is_within(act: Adherence, total: AdherenceTotal, day: datetime.date) -> bool:
    if total.includes_small_arms and not act.includes_small_arms:
        return False
    if act.act == Act.REPORT:
        first = total.counted_from.year if total.counted_from else 0
        return first <= (act.year or 0) <= day.year
    return bool(had_been_done(act, day))


def counts(found: Iterable[Status]) -> dict[Standing, int]:
    """How many States stand where, the closest first; organisations are counted apart. Only what is
    certain."""
    counted = Counter(
        status.standing
        for status in found
        if status.standing and status.reporter.kind == ReporterKind.STATE
    )
    return {standing: counted[standing] for standing in Standing if counted[standing]}
