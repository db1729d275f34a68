"""The tables of the open-data package on projects and funds: what is public."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Case, F, JSONField, TextField, Value, When

from cooperation.models import (
    ActivityStatus,
    Aid,
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
    ProjectTheme,
    Recipient,
    Regime,
    RegimeKind,
    RegimeTask,
    RelatedProject,
    RelationType,
    Result,
    ResultType,
    Role,
    Task,
    Transaction,
    TransactionType,
    Update,
    UpdateKind,
    UpdateStage,
)
from publications.package.adhering import amount, cited
from publications.package.columns import as_in, key, texts
from publications.package.fields import Field, PackagedTable
from publications.package.planning import number
from publications.records import assistance, regimes
from publications.records.meetings import joined_if_any

NO_TEXT = Value("", output_field=TextField())
NO_TEXTS = Value({}, output_field=JSONField())
PROJECT = partial(as_in, assistance.ProjectSerializer)
PARTICIPANT = partial(as_in, assistance.ParticipantSerializer)
RESULT = partial(as_in, assistance.ResultSerializer)
FUND = partial(as_in, assistance.FundSerializer)
TOTAL = partial(as_in, assistance.FundTotalSerializer)
STATEMENT = partial(as_in, assistance.FundStatementSerializer)
CALL = partial(as_in, assistance.FundCallSerializer)
PAID = partial(as_in, assistance.ContributionSerializer)
BUDGET = partial(as_in, assistance.BudgetSerializer)
TRANSACTION = partial(as_in, assistance.TransactionSerializer)
RELATED = partial(as_in, assistance.RelatedSerializer)
UPDATE = partial(as_in, assistance.UpdateSerializer)
REGIME = partial(as_in, regimes.RegimeSerializer)
PROJECT_KEY = key("Reference of the project.", "project__reference", "project")
NUMBER = Field("number", "From 1, in the order of the record.", "integer", is_required=True)
FUND_KEY = key("Key of the fund.", "fund__key", "fund")


def public_projects() -> Any:
    """Public projects. Those published by silence have no texts here: kind of aid and themes are
    their title."""
    return (
        Project.objects.public()
        .annotate(
            title_shown=of_whole("title", NO_TEXTS),
            description_shown=of_whole("description", NO_TEXTS),
            identifier_shown=of_whole("iati_identifier", NO_TEXT),
            period_text_shown=of_whole("period_text", NO_TEXT),
            other_source_shown=of_whole("other_source", NO_TEXT),
        )
        .order_by("reference")
    )


def of_whole(name: str, nothing: Value) -> Case:
    """The column for wholly public projects, else ``nothing``."""
    return Case(
        When(is_whole=True, then=F(name)), default=nothing, output_field=nothing.output_field
    )


def of_shown(field: Field) -> Field:
    """The column; for words that silence does not publish, only their public part."""
    is_words = field.name in ("period_text", "other_source")
    return replace(field, source=f"{field.name}_shown") if is_words else field


def parts(model: Any, *order: str) -> Any:
    """The parts of public projects, in an order of their own."""
    found = model.objects.filter(project__in=Project.objects.public().values("pk"))
    return found.order_by("project__reference", *order)


def parts_of_whole(model: Any, *order: str) -> Any:
    """The parts of wholly public projects."""
    return parts(model, *order).filter(project__is_whole=True)


def related() -> Any:
    """Ties of public projects to one another."""
    public = Project.objects.public().values("pk")
    return parts_of_whole(RelatedProject, "number").filter(other__in=public)


ASSISTANCE = (
    PackagedTable(
        "projects",
        "Projects",
        "Assistance given, each as one source tells it.",
        [
            PROJECT("reference", is_required=True),
            replace(texts(assistance.ProjectSerializer, "title"), source="title_shown"),
            replace(texts(assistance.ProjectSerializer, "description"), source="description_shown"),
            PROJECT("aid", words=Aid.values),
            PROJECT("kind", words=ProjectKind.values, is_required=True),
            PROJECT("activity_status", words=ActivityStatus.values),
            PROJECT("iati_identifier", source="identifier_shown"),
            PROJECT("is_whole", kind="boolean", is_required=True),
            *(of_shown(each) for each in cited(PROJECT)),
        ],
        public_projects,
        ["reference"],
        {"document": "sources"},
    ),
    PackagedTable(
        "project_themes",
        "Themes of projects",
        "What each project is about.",
        [PROJECT_KEY, key("Key of the theme.", "theme__key", "theme")],
        lambda: parts(ProjectTheme, "theme__key"),
        ["project", "theme"],
        {"project": "projects", "theme": "themes"},
    ),
    PackagedTable(
        "project_participants",
        "Participants in projects",
        "Who takes part in each project, and how.",
        [
            PROJECT_KEY,
            NUMBER,
            PARTICIPANT("reporter", source="reporter__code"),
            PARTICIPANT("body", source="body__key"),
            Field("name", "Name of a participant that is in no list; empty for another."),
            PARTICIPANT("role", words=Role.values),
        ],
        lambda: parts(ParticipatingOrg, "number"),
        ["project", "number"],
        {"project": "projects", "reporter": "reporters", "body": "bodies"},
    ),
    PackagedTable(
        "project_places",
        "Places of projects",
        "The States, groups and territories that each project is for.",
        [
            PROJECT_KEY,
            NUMBER,
            Field("state", "Code of the State; empty otherwise.", source="place_reporter__code"),
            Field("group", "Key of the group; empty otherwise.", source="group_key"),
            Field("territory", "Name of the territory; empty otherwise."),
            number(assistance.RecipientSerializer, "percentage"),
        ],
        lambda: parts_of_whole(Recipient, "number").annotate(
            group_key=joined_if_any("place_group", "place_group__kind", "place_group__code")
        ),
        ["project", "number"],
        {"project": "projects", "state": "reporters", "group": "groups"},
    ),
    PackagedTable(
        "project_results",
        "Results of projects",
        "What came of projects, as the sources count it; never to be summed over projects.",
        [
            PROJECT_KEY,
            NUMBER,
            *amount(RESULT),
            number(assistance.ResultSerializer, "target"),
            RESULT("type", words=ResultType.values),
            RESULT("indicator", source="indicator__key"),
            RESULT("breakdown"),
            Field(
                "recipient",
                "Place, from 1, among the places of the project of the one that it is of.",
                "integer",
                source="recipient__number",
            ),
            RESULT("earliest_on", kind="date"),
            RESULT("latest_on", kind="date"),
            RESULT("period_text"),
        ],
        lambda: parts_of_whole(Result, "number"),
        ["project", "number"],
        {"project": "projects", "indicator": "indicators"},
    ),
    PackagedTable(
        "project_budgets",
        "Budgets of projects",
        "What projects may cost; each amount in its currency, never summed over a project and its "
        "parts.",
        [
            PROJECT_KEY,
            NUMBER,
            BUDGET("type", words=BudgetType.values, is_required=True),
            BUDGET("status", words=BudgetStatus.values, is_required=True),
            BUDGET("starts_on", kind="date", is_required=True),
            BUDGET("ends_on", kind="date", is_required=True),
            number(assistance.BudgetSerializer, "value"),
            BUDGET("currency", is_required=True),
            BUDGET("value_date", kind="date"),
        ],
        lambda: parts_of_whole(Budget, "number"),
        ["project", "number"],
        {"project": "projects"},
    ),
    PackagedTable(
        "project_transactions",
        "Transactions of projects",
        "Money that was promised or moved; each amount in its currency.",
        [
            PROJECT_KEY,
            NUMBER,
            TRANSACTION("transaction_type", words=TransactionType.values, is_required=True),
            TRANSACTION("date", kind="date", is_required=True),
            number(assistance.TransactionSerializer, "value"),
            TRANSACTION("currency", is_required=True),
            TRANSACTION("provider", kind="integer", source="provider__number"),
            TRANSACTION("receiver", kind="integer", source="receiver__number"),
            TRANSACTION("recipient", kind="integer", source="recipient__number"),
        ],
        lambda: parts_of_whole(Transaction, "number"),
        ["project", "number"],
        {"project": "projects"},
    ),
    PackagedTable(
        "related_projects",
        "Related projects",
        "Ties of projects to one another.",
        [
            PROJECT_KEY,
            NUMBER,
            key("Reference of the other project.", "other__reference", "other"),
            RELATED("type", words=RelationType.values, is_required=True),
        ],
        related,
        ["project", "number"],
        {"project": "projects", "other": "projects"},
    ),
    PackagedTable(
        "project_updates",
        "Updates on projects",
        "What was told of projects since, as every recipient agreed to.",
        [
            UPDATE("reference", is_required=True),
            PROJECT_KEY,
            UPDATE("kind", words=UpdateKind.values, is_required=True),
            UPDATE("stage", words=UpdateStage.values, is_required=True),
            Field(
                "reporter",
                "Code of the State or organisation that tells it; empty for others.",
                source="reporter__code",
            ),
            Field("body", "Key of the body that tells it; empty for others.", source="body__key"),
            Field(
                "author", "Name of an author that is in no list; empty otherwise.", source="name"
            ),
            UPDATE("starts_on", kind="date"),
            UPDATE("ends_on", kind="date"),
            UPDATE("period_text"),
            UPDATE("narrative"),
            UPDATE("language"),
            number(assistance.UpdateSerializer, "spent"),
            UPDATE("currency"),
        ],
        lambda: Update.objects.public().order_by("reference"),
        ["reference"],
        {"project": "projects", "reporter": "reporters", "body": "bodies"},
    ),
    PackagedTable(
        "funds",
        "Funds",
        "Funds that pay for projects.",
        [
            FUND("key", is_required=True),
            FUND("body", source="body__key", is_required=True),
            texts(assistance.FundSerializer, "summary"),
            *cited(FUND),
        ],
        lambda: Fund.objects.order_by("key"),
        ["key"],
        {"body": "bodies", "document": "sources"},
    ),
    PackagedTable(
        "fund_totals",
        "Published totals of funds",
        "How much publications say that funds did; totals of times that overlap are not summed.",
        [
            TOTAL("key", is_required=True),
            FUND_KEY,
            TOTAL("counts", words=FundCount.values, is_required=True),
            *amount(TOTAL),
            *cited(TOTAL),
        ],
        lambda: FundTotal.objects.order_by("key"),
        ["key"],
        {"fund": "funds", "document": "sources"},
    ),
    PackagedTable(
        "fund_statements",
        "Statements on funds",
        "What sources say of funds without a number.",
        [
            STATEMENT("key", is_required=True),
            FUND_KEY,
            texts(assistance.FundStatementSerializer, "text"),
            STATEMENT("document", source="document__key"),
            STATEMENT("paragraph"),
        ],
        lambda: FundStatement.objects.order_by("key"),
        ["key"],
        {"fund": "funds", "document": "sources"},
    ),
    PackagedTable(
        "fund_calls",
        "Calls of funds",
        "Calls of funds for proposals; what no source says is empty.",
        [
            CALL("key", is_required=True),
            FUND_KEY,
            CALL("year", kind="integer", is_required=True),
            CALL("opens_on", kind="date"),
            CALL("closes_on", kind="date"),
            texts(assistance.FundCallSerializer, "priorities"),
            number(assistance.FundCallSerializer, "amount"),
            CALL("currency"),
            CALL("shortest_months", kind="integer"),
            CALL("longest_months", kind="integer"),
            CALL("document", source="document__key"),
            CALL("paragraph"),
            CALL("other_source"),
        ],
        lambda: FundCall.objects.order_by("key"),
        ["key"],
        {"fund": "funds", "document": "sources"},
    ),
    PackagedTable(
        "fund_contributions",
        "Contributions to funds",
        "What was paid into funds; never summed over currencies.",
        [
            PAID("key", is_required=True),
            FUND_KEY,
            PAID("year", kind="integer", is_required=True),
            PAID("reporter", source="reporter__code"),
            PAID("body", source="body__key"),
            Field("name", "Name of somebody who is in no list; empty for others."),
            number(assistance.ContributionSerializer, "amount"),
            PAID("currency"),
            PAID("document", source="document__key"),
            PAID("paragraph"),
            PAID("other_source"),
        ],
        lambda: Contribution.objects.order_by("key"),
        ["key"],
        {"fund": "funds", "reporter": "reporters", "body": "bodies", "document": "sources"},
    ),
    PackagedTable(
        "regimes",
        "Mandates and embargoes",
        "Provisions of arms embargoes and of mandates of missions, for reference; nothing of who "
        "keeps to them.",
        [
            REGIME("key", is_required=True),
            REGIME("kind", words=RegimeKind.values, is_required=True),
            texts(regimes.RegimeSerializer, "title"),
            texts(regimes.RegimeSerializer, "authority"),
            REGIME("reference"),
            REGIME("mission"),
            REGIME("state", source="place_reporter__code"),
            REGIME("group", source="group_key"),
            Field("territory", "Name of the territory; empty for another place."),
            REGIME("has_monitoring", kind="boolean"),
            texts(regimes.RegimeSerializer, "exemption_rule"),
            *cited(REGIME),
        ],
        lambda: Regime.objects.annotate(
            group_key=joined_if_any("place_group", "place_group__kind", "place_group__code")
        ).order_by("key"),
        ["key"],
        {"state": "reporters", "group": "groups", "document": "sources"},
    ),
    PackagedTable(
        "regime_tasks",
        "Tasks of mandates and embargoes",
        "What each asks to be done about small arms.",
        [
            key("Key of the mandate or embargo.", "regime__key", "regime"),
            Field("task", "Stable word of the task.", words=Task.values, is_required=True),
        ],
        lambda: RegimeTask.objects.order_by("regime__key", "pk"),
        ["regime", "task"],
        {"regime": "regimes"},
    ),
)
