"""The assistance report of a year, a document made from public records."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.db.models.functions import Greatest
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
from common.words import listing, remarked, sentence
from cooperation.models import (
    Aid,
    Contribution,
    FundCall,
    FundTotal,
    Match,
    Offer,
    Project,
    RelatedProject,
    RelationType,
    Request,
    Transaction,
    TransactionType,
)
from indicators.words import amount_in, when, with_unit
from publications.assistance import Line, latest_first, lines_of
from publications.documents.brief import Absolute
from publications.provenance import closing as provenance
from publications.records.asked import with_line as with_request_line
from publications.records.offered import with_line as with_offer_line

PAID = (TransactionType.DISBURSEMENT, TransactionType.EXPENDITURE)


def years() -> list[int]:
    """All years from the first to the last with a public record: a project, an opened request or
    offer, an agreed match. The latest first. Four queries."""
    found = [
        *_bounds(Project.objects.public(), "earliest_on", "latest_on"),
        *_bounds(_real(Request), "opened_on", "opened_on"),
        *_bounds(_real(Offer), "opened_on", "opened_on"),
        *_bounds(agreed(), "agreed_on", "agreed_on"),
    ]
    return list(range(max(found), min(found) - 1, -1)) if found else []


def _bounds(records: Any, first: str, last: str) -> list[int]:
    """The first and the last year of the records; empty if none has a day."""
    bounds = records.aggregate(first_day=Min(first), last_day=Max(last))
    return [day.year for day in bounds.values() if day is not None]


def _real(model: Any) -> Any:
    """The public records of the model, without demonstration data."""
    return model.objects.public().filter(is_fictional=False)


def agreed() -> "QuerySet[Any]":
    """Matches that both parties made public, each with the day of the second agreement."""
    real = Match.objects.public().filter(request__is_fictional=False)
    found: QuerySet[Match] = real.annotate(
        agreed_on=Greatest("agreed_by_requester_on", "agreed_by_provider_on")
    )
    return found


def of_year(year: int) -> "QuerySet[Project]":
    """Public projects with days in the year; a project told of twice counts once."""
    public: Any = Project.objects.public()
    found: QuerySet[Project] = public.counted().filter(
        earliest_on__year__lte=year, latest_on__year__gte=year
    )
    return found


def paid_in(year: int) -> dict[str, dict[str, Decimal]]:
    """Payments of the year by kind of transaction and currency, of wholly public projects. Kinds
    are never added, since a giver's payment is later spent. A part of a larger project is left out
    if the larger one also has payments in that year. Two queries."""
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
        self.projects = lines_of(list(latest_first(of_year(year)).select_related("document")))

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
            blocks=[
                *self.opening(),
                *self.by_kind(),
                *self.each(),
                *self.money(),
                *self.funds(),
                *self.asked_and_offered(),
                *provenance(),
            ],
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
            Paragraph(
                [_("Records that are not for everybody are neither listed nor counted.")], "note"
            ),
        ]

    def by_kind(self) -> list[Block]:
        counted: dict[str, int] = defaultdict(int)
        for each in self.projects:
            counted[each.project.aid] += 1
        rows: list[list[Inline]] = [
            [[str(label)], [str(counted[value])]] for value, label in Aid.choices if counted[value]
        ]
        if counted[""]:
            rows.append([[_("The source names no kind")], [str(counted[""])]])
        return [Heading(_("By kind of aid")), Table([_("Kind of aid"), _("Projects")], rows)]

    def each(self) -> list[Block]:
        header = [_("Project"), _("Who took part"), _("For whom"), _("What came of it")]
        return [Heading(_("Projects")), Table(header, [self.row(each) for each in self.projects])]

    def row(self, line: Line) -> list[Inline]:
        project = line.project
        title = localise(project.shown_title)
        address = self.absolute(project.get_absolute_url())
        return [
            [Text(title, note=f"{project.source} · {address}"), remarked("", when(project))],
            [listing(each.name for each in line.took_part) or "–"],
            [listing(each.name for each in line.places) or "–"],
            [listing(map(with_unit, line.results)) or "–"],
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
        blocks: list[Block] = []
        if rows:
            blocks.append(Table([_("Fund"), _("As published"), _("When")], rows))
        calls = FundCall.objects.filter(year=self.year).select_related("fund__body", "document")
        told: list[list[Inline]] = [
            [
                [Text(str(call.fund), note=call.source)],
                [
                    listing(filter(None, [dates.day(call.opens_on), dates.day(call.closes_on)]))
                    or "–"
                ],
                [amount_in(call.amount, call.currency) if call.amount is not None else "–"],
            ]
            for call in calls.order_by("fund__key", "key")
        ]
        if told:
            header = [_("Call for proposals"), _("Days"), _("Most for one project")]
            blocks.append(Table(header, told))
        paid = Contribution.objects.filter(year=self.year)
        paid = paid.select_related("fund__body", "document", "reporter", "body")
        given: list[list[Inline]] = [
            [
                [Text(each.party_name, note=each.source)],
                [str(each.fund)],
                [amount_in(each.amount, each.currency) if each.amount is not None else "–"],
            ]
            for each in paid.order_by("fund__key", "key")
        ]
        if given:
            blocks.append(Table([_("Who paid"), _("Fund"), _("Amount")], given))
        return [Heading(_("Funds")), *blocks] if blocks else []

    def asked_and_offered(self) -> list[Block]:
        """Requests and offers opened in the year, and matches agreed in it."""
        requests = with_request_line(_real(Request).filter(opened_on__year=self.year))
        offers = with_offer_line(_real(Offer).filter(opened_on__year=self.year))
        matches = agreed().filter(agreed_on__year=self.year)
        matches = matches.select_related("request__reporter", "reporter", "body", "project")
        asked: list[list[Inline]] = [
            [[str(each.reporter)], self.of(each), [sentence(each.get_status_display())]]
            for each in requests
        ]
        offered: list[list[Inline]] = [
            [[each.party_name], self.of(each), [sentence(each.get_status_display())]]
            for each in offers
        ]
        met: list[list[Inline]] = [
            [
                [str(each.request.reporter)],
                [each.party_name],
                [dates.day(each.agreed_on)],
            ]
            for each in matches.order_by("agreed_on", "reference")
        ]
        numbers = [
            ngettext("%(count)s request", "%(count)s requests", len(asked)) % {"count": len(asked)},
            ngettext("%(count)s offer", "%(count)s offers", len(offered)) % {"count": len(offered)},
            ngettext("%(count)s agreed match", "%(count)s agreed matches", len(met))
            % {"count": len(met)},
        ]
        blocks: list[Block] = [
            Heading(_("Requests, offers and matches")),
            Paragraph([" · ".join(numbers)]),
            Paragraph([_("Requests and offers opened in the year, matches agreed in it.")], "note"),
        ]
        if asked:
            blocks.append(Table([_("State"), _("Request"), _("Status")], asked))
        if offered:
            blocks.append(Table([_("Provider"), _("Offer"), _("Status")], offered))
        if met:
            blocks.append(Table([_("State"), _("Provider"), _("Agreed on")], met))
        return blocks

    def of(self, record: Any) -> Inline:
        """The title of a record, with its address as a note."""
        title = localise(record.title)
        return [
            Text(str(title), language=title.language, note=self.absolute(record.get_absolute_url()))
        ]
