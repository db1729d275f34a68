"""The assistance report of a year: what the public records tell of it, to be taken away."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import dates
from common.files.writing.blocks import (
    Block,
    Document,
    Heading,
    Inline,
    Paragraph,
    Table,
    Text,
)
from common.multilingual import current_language, localise
from common.words import listing, sentence
from cooperation.models import (
    Aid,
    FundTotal,
    Project,
    RelatedProject,
    RelationType,
    Transaction,
    TransactionType,
)
from indicators.words import amount_in, when, with_unit
from publications.assistance import latest_first
from publications.documents.brief import Absolute

PAID = (TransactionType.DISBURSEMENT, TransactionType.EXPENDITURE)


def years() -> list[int]:
    """Those that a public project speaks of, the latest first. One query."""
    dated = Project.objects.public().exclude(latest_on=None)
    bounds = dated.aggregate(first=Min("earliest_on"), last=Max("latest_on"))
    if bounds["first"] is None:
        return []
    return list(range(bounds["last"].year, bounds["first"].year - 1, -1))


def of_year(year: int) -> "QuerySet[Project]":
    """Public projects of which the year is told, those told of twice once."""
    public: Any = Project.objects.public()
    found: QuerySet[Project] = public.counted().filter(
        earliest_on__year__lte=year, latest_on__year__gte=year
    )
    return found


def paid_in(year: int) -> dict[str, dict[str, Decimal]]:
    """What was paid in the year, by kind of transaction and currency: of projects that are public
    as a whole. Kinds are never added, for a giver's payment is what is then spent; and a part is
    left out where its whole tells of payments in that year, too. Two queries."""
    public = Project.objects.public().counted().filter(is_whole=True)
    paid = Transaction.objects.filter(
        project__in=public.values("pk"), date__year=year, transaction_type__in=PAID
    )
    parts = set(
        RelatedProject.objects.filter(
            type=RelationType.PARENT, other__in=paid.values("project")
        ).values_list("project", flat=True)
    )
    totals: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for key, kind, value, currency in paid.order_by("transaction_type", "currency").values_list(
        "project", "transaction_type", "value", "currency"
    ):
        if key not in parts:
            totals[kind][currency] += value
    return totals


class AssistanceReport:
    """The report of one year, in the active language."""

    def __init__(self, year: int, absolute: Absolute) -> None:
        self.year, self.absolute = year, absolute
        self.projects = list(latest_first(of_year(year)))

    def document(self) -> Document:
        today = dates.day(timezone.localdate())
        address = self.absolute(reverse("cooperation"))
        return Document(
            title=_("Assistance in %(year)s") % {"year": self.year},
            subtitle=_("What the public records of the tracker tell"),
            header=[
                Text("PoA Tracker", language="en"),
                f" · {today} · ",
                Text(address, language="en"),
            ],
            language=current_language(),
            blocks=[*self.opening(), *self.by_kind(), *self.each(), *self.money(), *self.funds()],
        )

    def opening(self) -> list[Block]:
        count = len(self.projects)
        told = ngettext("%(count)s project", "%(count)s projects", count) % {"count": count}
        return [
            Paragraph([told], "lead"),
            Paragraph(
                [
                    _(
                        "What was not told is not on record. Quantities of several projects are"
                        " never summed: two sources may tell of the same."
                    )
                ],
                "note",
            ),
        ]

    def by_kind(self) -> list[Block]:
        counted: dict[str, int] = defaultdict(int)
        for project in self.projects:
            counted[project.aid] += 1
        rows: list[list[Inline]] = [
            [[str(label)], [str(counted[value])]] for value, label in Aid.choices if counted[value]
        ]
        if counted[""]:
            rows.append([[_("The source names no kind")], [str(counted[""])]])
        return [Heading(_("By kind of aid")), Table([_("Kind of aid"), _("Projects")], rows)]

    def each(self) -> list[Block]:
        header = [_("Project"), _("Who took part"), _("For whom"), _("What came of it")]
        return [Heading(_("Projects")), Table(header, [self.row(each) for each in self.projects])]

    def row(self, project: Project) -> list[Inline]:
        title = localise(project.shown_title)
        address = self.absolute(project.get_absolute_url())
        return [
            [Text(title, note=f"{project.source} · {address}"), f" ({when(project)})"],
            [listing(each.party_name for each in project.participants.all()) or "–"],
            [listing(each.place_name for each in project.recipients.all()) or "–"],
            [listing(with_unit(each) for each in project.results.all()) or "–"],
        ]

    def money(self) -> list[Block]:
        rows: list[list[Inline]] = [
            [
                [sentence(str(TransactionType(kind).label))],
                [listing(amount_in(value, currency) for currency, value in amounts.items())],
            ]
            for kind, amounts in paid_in(self.year).items()
        ]
        if not rows:
            nothing = _("No payment of this year is on record. That is not zero.")
            return [Heading(_("Money")), Paragraph([nothing])]
        return [Heading(_("Money")), Table([_("Transaction"), _("Amount")], rows)]

    def funds(self) -> list[Block]:
        totals = FundTotal.objects.select_related("fund__body", "document").filter(
            earliest_on__year__lte=self.year, latest_on__year__gte=self.year
        )
        rows: list[list[Inline]] = [
            [
                [str(total.fund)],
                [Text(with_unit(total), note=total.source)],
                [when(total) or "–"],
            ]
            for total in totals.order_by("fund__key", "latest_on", "key")
        ]
        if not rows:
            return []
        return [Heading(_("Funds")), Table([_("Fund"), _("As published"), _("When")], rows)]
