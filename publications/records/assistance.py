"""Projects and funds, as the API shows them, each as far as its reader may read it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from rest_framework import serializers

from common.multilingual import LANGUAGE_CHOICES
from cooperation import access
from cooperation.models import (
    ActivityStatus,
    Aid,
    Audience,
    Budget,
    BudgetStatus,
    BudgetType,
    Contribution,
    Fund,
    FundCall,
    FundCount,
    FundStatement,
    FundTotal,
    ParticipatingOrg,
    Project,
    ProjectKind,
    Recipient,
    RelatedProject,
    RelationType,
    Result,
    ResultType,
    Role,
    Step,
    Transaction,
    TransactionType,
    Update,
    UpdateAgreement,
    UpdateKind,
    UpdateStage,
    UpdateStep,
)
from publications.records.adhering import AmountSerializer, CitedSerializer
from publications.records.base import (
    KeysField,
    LocalisedField,
    RecordSerializer,
    UrlField,
)
from publications.records.planned import PlaceSerializer, PlainNumber, number


def with_line(projects: Any, *, with_parts: bool = False, whole: Any = None) -> "QuerySet[Project]":
    """The projects with participants, themes, recipients and results: four queries more. Places and
    results of projects published by silence are left out, except of those in ``whole``, or of all
    ``with_parts`` (for readers of everything)."""
    parts = line_parts(with_parts=with_parts, whole=whole)
    found: QuerySet[Project] = projects.select_related("document").prefetch_related(*parts)
    return found


def line_parts(*, with_parts: bool = False, whole: Any = None) -> list[Any]:
    """What ``with_line`` prefetches."""
    participants = ParticipatingOrg.objects.select_related("reporter", "body").order_by("number")
    recipients: Any = Recipient.objects.select_related("place_reporter", "place_group")
    results: Any = Result.objects.select_related(
        "indicator", "recipient__place_reporter", "recipient__place_group"
    )
    if not with_parts:
        recipients, results = _shown(recipients, whole), _shown(results, whole)
    return [
        Prefetch("participants", participants),
        Prefetch("recipients", recipients.order_by("number")),
        Prefetch("results", results.order_by("number")),
        "themes",
    ]


def _shown(parts: Any, whole: Any) -> Any:
    """The parts of wholly public projects or, if given, of the projects in ``whole``."""
    return parts.of_whole() if whole is None else parts.filter(project__in=whole.values("pk"))


def with_money(
    projects: Any, *, with_parts: bool = False, whole: Any = None
) -> "QuerySet[Project]":
    """The projects with budgets and transactions, as in ``with_line``: two queries more."""
    parts = money_parts(with_parts=with_parts, whole=whole)
    found: QuerySet[Project] = projects.prefetch_related(*parts)
    return found


def money_parts(*, with_parts: bool = False, whole: Any = None) -> list[Any]:
    """What ``with_money`` prefetches."""
    budgets: Any = Budget.objects.order_by("number")
    parties = ("provider", "receiver")
    transactions: Any = Transaction.objects.select_related(
        *(f"{party}__{list_}" for party in parties for list_ in ("reporter", "body")),
        "recipient__place_reporter",
        "recipient__place_group",
    ).order_by("number")
    if not with_parts:
        budgets, transactions = _shown(budgets, whole), _shown(transactions, whole)
    return [Prefetch("budgets", budgets), Prefetch("transactions", transactions)]


def projects(user: Any = None) -> "QuerySet[Project]":
    """The projects that ``user`` may read (without a user: the public ones), each as far as that
    reader may read it, with all parts: at most ten queries more."""
    found: QuerySet[Project] = joined_projects(user).prefetch_related(*project_parts(user))
    return found.order_by("reference")


def joined_projects(user: Any = None) -> "QuerySet[Project]":
    """The same without the parts."""
    viewer = user or AnonymousUser()
    of_them = Exists(access.whole(viewer).filter(pk=OuterRef("pk")))
    found = access.projects(viewer).annotate(reads_all=of_them)
    return found.select_related("document", "owner")


def project_parts(user: Any = None) -> list[Any]:
    """What ``projects`` prefetches."""
    viewer = user or AnonymousUser()
    readable, whole = access.projects(viewer), access.whole(viewer)
    others = Prefetch("other", Project.objects.prefetch_related("themes"))
    related: Any = RelatedProject.objects.filter(project__in=whole.values("pk"))
    related = related.filter(other__in=readable.values("pk")).prefetch_related(others)
    updates = access.updates(viewer).filter(step=UpdateStep.PUBLISHED)
    updates = updates.select_related("reporter", "body")
    return [
        *line_parts(whole=whole),
        *money_parts(whole=whole),
        Prefetch("related", related.order_by("number")),
        Prefetch("updates", updates.order_by("ends_on", "reference")),
    ]


def updates(user: Any = None) -> "QuerySet[Update]":
    """The updates that ``user`` may read; without a user, the public ones. Two queries."""
    found: QuerySet[Update] = access.updates(user or AnonymousUser())
    agreed = Prefetch("agreements", UpdateAgreement.objects.select_related("reporter"))
    joined = found.select_related("project", "reporter", "body").prefetch_related(agreed)
    return joined.order_by("reference")


def funds() -> "QuerySet[Fund]":
    """The funds with totals, statements, calls and contributions: four queries more."""
    totals = FundTotal.objects.select_related("document").order_by("document__year", "pk")
    statements = FundStatement.objects.select_related("document").order_by("document__year", "pk")
    calls = FundCall.objects.select_related("document").order_by("-year", "key")
    paid = Contribution.objects.select_related("document", "reporter", "body")
    return (
        Fund.objects.select_related("body", "document")
        .prefetch_related(
            Prefetch("totals", totals),
            Prefetch("statements", statements),
            Prefetch("calls", calls),
            Prefetch("contributions", paid.order_by("-year", "key")),
        )
        .order_by("key")
    )


class ParticipantSerializer(RecordSerializer):
    """Somebody who takes part in a project."""

    reporter = serializers.CharField(
        source="reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State or organisation; null for another participant.",
    )
    body = serializers.CharField(
        source="body.key",
        default=None,
        allow_null=True,
        help_text="Key of the body; null for another participant.",
    )
    name = serializers.CharField(
        source="party_name",
        help_text="Its name, in the language of the answer where it is in a list.",
    )
    role = serializers.ChoiceField(
        choices=Role.choices,
        allow_blank=True,
        help_text="What it does; empty where the source only says that it helped.",
    )


class RecipientSerializer(PlaceSerializer):
    """A place that a project is for: a State, a group of States, or a territory."""

    percentage = number(
        "Its part of the project's money; null where an amount belongs to the project alone."
    )


class ResultSerializer(RecordSerializer):
    """What came of a project, as its source counts it."""

    value = serializers.FloatField(help_text="The number.")
    value_max = serializers.FloatField(
        allow_null=True, help_text="The upper end of a range; null for no range."
    )
    qualifier = AmountSerializer().fields["qualifier"]
    unit = serializers.CharField(help_text="What is counted, in a stable word.")
    target = number("What was aimed at, in the same unit; null where nothing says so.")
    type = serializers.ChoiceField(
        choices=ResultType.choices, allow_blank=True, help_text="What it is; may be empty."
    )
    indicator = serializers.CharField(
        source="indicator.key",
        default=None,
        allow_null=True,
        help_text="Key of the indicator that it informs; null for none.",
    )
    breakdown = serializers.CharField(
        help_text="Codes by concept, such as `SEX=F`; empty for the figure over everything."
    )
    place = serializers.CharField(
        source="recipient.place_name",
        default=None,
        allow_null=True,
        help_text="Name of the place that it is of; null for the project alone.",
    )
    earliest_on = CitedSerializer().fields["earliest_on"]
    latest_on = CitedSerializer().fields["latest_on"]
    period_text = CitedSerializer().fields["period_text"]


class MoneySerializer(RecordSerializer):
    """An amount in its own currency: never converted, never summed over a project and its parts."""

    value = PlainNumber(help_text="The amount, as its digits.")
    currency = serializers.CharField(help_text="Code of the currency, such as `USD`.")


class BudgetSerializer(MoneySerializer):
    """What a project may cost in a period."""

    type = serializers.ChoiceField(
        choices=BudgetType.choices,
        help_text="A revised one stands in the place of the original of its period.",
    )
    status = serializers.ChoiceField(choices=BudgetStatus.choices, help_text="How firm it is.")
    starts_on = serializers.DateField(help_text="First day of the period.")
    ends_on = serializers.DateField(help_text="Last day of the period.")
    value_date = serializers.DateField(
        allow_null=True, help_text="Day to which the amount refers; null where nothing says so."
    )


class TransactionSerializer(MoneySerializer):
    """Money that was promised or moved on a day."""

    transaction_type = serializers.ChoiceField(
        choices=TransactionType.choices, help_text="What happened."
    )
    date = serializers.DateField(help_text="The day.")
    provider = serializers.IntegerField(
        source="provider.number",
        default=None,
        allow_null=True,
        help_text="Place, from 1, among the participants of who gave it; null if not told.",
    )
    receiver = serializers.IntegerField(
        source="receiver.number", default=None, allow_null=True, help_text="And of who got it."
    )
    recipient = serializers.IntegerField(
        source="recipient.number",
        default=None,
        allow_null=True,
        help_text="Place, from 1, among the recipients of whom it is for; null for the project "
        "alone.",
    )


class RelatedSerializer(RecordSerializer):
    """A tie to another project."""

    project = serializers.CharField(
        source="other.reference", help_text="Reference of the other project."
    )
    type = serializers.ChoiceField(
        choices=RelationType.choices, help_text="What the other is to this one."
    )


class UpdateSerializer(RecordSerializer):
    """What its author tells of a project, as every recipient agreed to."""

    reference = serializers.CharField(help_text="Stable reference, made at random.")
    kind = serializers.ChoiceField(choices=UpdateKind.choices, help_text="Of what it tells.")
    stage = serializers.ChoiceField(choices=UpdateStage.choices, help_text="Interim or final.")
    author = serializers.CharField(source="party_name", help_text="Name of whoever tells it.")
    starts_on = serializers.DateField(allow_null=True, help_text="First day of its period.")
    ends_on = serializers.DateField(allow_null=True, help_text="Last day of its period.")
    period_text = serializers.CharField(help_text="The period in words; may be empty.")
    narrative = serializers.CharField(help_text="Its text, in its own language; may be empty.")
    language = serializers.ChoiceField(
        choices=LANGUAGE_CHOICES, allow_blank=True, help_text="Language of the text."
    )
    spent = number("What was spent in the period; null if not told.")
    currency = serializers.CharField(help_text="Currency of that amount; empty without one.")


class UpdateRecordSerializer(UpdateSerializer):
    """What its author tells of a project, in words, of money, or both. Anybody reads what every
    State that receives the project has agreed to."""

    private_fields = ("step", "due_on", "agreed_by")

    url = UrlField("updates", "reference")
    project = serializers.CharField(
        source="project.reference", help_text="Reference of the project."
    )
    reporter = ParticipantSerializer().fields["reporter"]
    body = ParticipantSerializer().fields["body"]
    step = serializers.ChoiceField(
        choices=UpdateStep.choices,
        help_text="How far it is. For readers with a key alone, as is what follows.",
    )
    due_on = serializers.DateField(allow_null=True, help_text="Day on which it is due, or null.")
    agreed_by = serializers.ListField(
        child=serializers.CharField(),
        source="agreed_codes",
        help_text="Codes of the States that agreed to its publication.",
    )


class ProjectSerializer(CitedSerializer):
    """Assistance given, as one source tells it. Results are never summed over projects: two sources
    may tell of the same."""

    private_fields = ("owner", "audience", "step")

    key = None  # type: ignore[assignment]
    reference = serializers.CharField(help_text="Stable reference, made at random.")
    url = UrlField("projects", "reference")
    owner = serializers.CharField(
        source="owner.code",
        default=None,
        allow_null=True,
        help_text="Code of the State whose record it is, or null. For readers with a key alone.",
    )
    audience = serializers.ChoiceField(
        choices=Audience.choices, help_text="Who reads it once published; as `owner`."
    )
    step = serializers.ChoiceField(choices=Step.choices, help_text="How far it is; as `owner`.")
    title = LocalisedField(
        source="shown_title",
        help_text="What was done, in words of the tracker's own; where `is_whole` is false, the "
        "kind of aid and the themes.",
    )
    description = LocalisedField(
        source="shown_description", help_text="What else is to be known; may be empty."
    )
    period_text = serializers.CharField(
        source="shown_period_text",
        help_text="The source's own words where it gives no day; may be empty.",
    )
    other_source = serializers.CharField(
        source="shown_other_source",
        help_text="Another source in words; empty for a document or where `is_whole` is false.",
    )
    kind = serializers.ChoiceField(
        choices=ProjectKind.choices, help_text="A fellowship is places for people, never named."
    )
    activity_status = serializers.ChoiceField(
        choices=ActivityStatus.choices,
        allow_blank=True,
        help_text="How far it is; empty where nothing says so.",
    )
    iati_identifier = serializers.CharField(
        source="shown_identifier",
        help_text="Identifier under which its giver publishes it; empty for none.",
    )
    is_whole = serializers.BooleanField(
        help_text="Whether all that is on record is shown. False where a recipient did not answer: "
        "then there are no texts, amounts and places."
    )
    aid = serializers.ChoiceField(
        choices=Aid.choices,
        allow_blank=True,
        help_text="Kind of aid; empty where the source only says that there was support.",
    )
    themes = KeysField(help_text="Keys of its themes.")
    participants = ParticipantSerializer(
        many=True, source="participants.all", help_text="Who takes part."
    )
    recipients = RecipientSerializer(
        many=True,
        source="recipients.all",
        help_text="Places that it is for; empty where the source names none.",
    )
    results = ResultSerializer(
        many=True, source="results.all", help_text="What came of it, as the source counts it."
    )
    budgets = BudgetSerializer(
        many=True, source="budgets.all", help_text="What it may cost; empty where not told."
    )
    transactions = TransactionSerializer(
        many=True, source="transactions.all", help_text="Money that was promised or moved."
    )
    related = RelatedSerializer(
        many=True, source="related.all", help_text="Other projects that belong to it."
    )
    updates = UpdateSerializer(
        many=True, source="updates.all", help_text="What was told of it since."
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The project as far as the reader may read it."""
        instance.is_whole = getattr(instance, "reads_all", instance.is_whole)
        return super().to_representation(instance)


class FundTotalSerializer(AmountSerializer):
    """How much a publication says a fund did; totals of times that overlap are not summed."""

    counts = serializers.ChoiceField(choices=FundCount.choices, help_text="What it counts.")


class FundStatementSerializer(RecordSerializer):
    """What a source says of a fund without a number."""

    key = serializers.CharField(help_text="Stable key.")
    text = LocalisedField(help_text="What it says, in words of the tracker's own.")
    document = serializers.CharField(
        source="document.key", default=None, allow_null=True, help_text="Key of the source."
    )
    paragraph = serializers.CharField(help_text="Its paragraph, as printed.")


class SourcedSerializer(RecordSerializer):
    """A record that rests on a source."""

    key = serializers.CharField(help_text="Stable key.")
    document = CitedSerializer().fields["document"]
    paragraph = CitedSerializer().fields["paragraph"]
    other_source = CitedSerializer().fields["other_source"]


class FundCallSerializer(SourcedSerializer):
    """A call for proposals; what no source says is null or empty."""

    year = serializers.IntegerField(help_text="Of which year it is.")
    opens_on = serializers.DateField(allow_null=True, help_text="First day for proposals, or null.")
    closes_on = serializers.DateField(allow_null=True, help_text="Last day, or null.")
    priorities = LocalisedField(help_text="What it asks for; may be empty.")
    amount = number("Most for one project, in its currency; null where nothing is said.")
    currency = serializers.CharField(help_text="Code of the currency; empty without an amount.")
    shortest_months = serializers.IntegerField(
        allow_null=True, help_text="How many months a project lasts at least, or null."
    )
    longest_months = serializers.IntegerField(
        allow_null=True, help_text="How many months at most, or null."
    )


class ContributionSerializer(SourcedSerializer):
    """What somebody paid into a fund in a year."""

    year = serializers.IntegerField(help_text="In which year.")
    reporter = ParticipantSerializer().fields["reporter"]
    body = ParticipantSerializer().fields["body"]
    name = ParticipantSerializer().fields["name"]
    amount = number("How much, in its currency; null where the source does not say.")
    currency = serializers.CharField(help_text="Code of the currency; empty without an amount.")


class FundSerializer(CitedSerializer):
    """A fund that pays for projects; its days are those of its beginning."""

    url = UrlField("funds", "key")
    body = serializers.CharField(
        source="body.key", help_text="Key of the body as which it takes part in projects."
    )
    name = LocalisedField(source="body.name", help_text="Its name.")
    summary = LocalisedField(help_text="What it is.")
    totals = FundTotalSerializer(
        many=True, source="totals.all", help_text="What publications count of it."
    )
    statements = FundStatementSerializer(
        many=True, source="statements.all", help_text="What else they say of it."
    )
    calls = FundCallSerializer(many=True, source="calls.all", help_text="Its calls for proposals.")
    contributions = ContributionSerializer(
        many=True,
        source="contributions.all",
        help_text="What was paid into it, by year; never summed over currencies.",
    )
