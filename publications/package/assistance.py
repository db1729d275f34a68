"""The tables of the open-data package on projects and funds: what is public."""

from functools import partial
from typing import Any

from cooperation.models import (
    Aid,
    Fund,
    FundCount,
    FundStatement,
    FundTotal,
    ParticipatingOrg,
    Project,
    ProjectTheme,
    Recipient,
    Result,
    Role,
)
from publications.package.adhering import amount, cited
from publications.package.columns import as_in, key, texts
from publications.package.fields import Field, Table
from publications.package.planning import number
from publications.records import assistance
from publications.records.meetings import joined_if_any

PROJECT = partial(as_in, assistance.ProjectSerializer)
PARTICIPANT = partial(as_in, assistance.ParticipantSerializer)
RESULT = partial(as_in, assistance.ResultSerializer)
FUND = partial(as_in, assistance.FundSerializer)
TOTAL = partial(as_in, assistance.FundTotalSerializer)
STATEMENT = partial(as_in, assistance.FundStatementSerializer)
PROJECT_KEY = key("Reference of the project.", "project__reference", "project")
NUMBER = Field("number", "From 1, in the order of the record.", "integer", is_required=True)
FUND_KEY = key("Key of the fund.", "fund__key", "fund")


def public_projects() -> Any:
    return Project.objects.public().order_by("reference")


def parts(model: Any, *order: str) -> Any:
    """The parts of public projects, in an order of their own."""
    found = model.objects.filter(project__in=Project.objects.public().values("pk"))
    return found.order_by("project__reference", *order)


ASSISTANCE = (
    Table(
        "projects",
        "Projects",
        "Assistance given, each as one source tells it.",
        [
            PROJECT("reference", is_required=True),
            texts(assistance.ProjectSerializer, "title"),
            texts(assistance.ProjectSerializer, "description"),
            PROJECT("aid", words=Aid.values),
            *cited(PROJECT),
        ],
        public_projects,
        ["reference"],
        {"document": "sources"},
    ),
    Table(
        "project_themes",
        "Themes of projects",
        "What each project is about.",
        [PROJECT_KEY, key("Key of the theme.", "theme__key", "theme")],
        lambda: parts(ProjectTheme, "theme__key"),
        ["project", "theme"],
        {"project": "projects", "theme": "themes"},
    ),
    Table(
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
    Table(
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
        lambda: parts(Recipient, "number").annotate(
            group_key=joined_if_any("place_group", "place_group__kind", "place_group__code")
        ),
        ["project", "number"],
        {"project": "projects", "state": "reporters", "group": "groups"},
    ),
    Table(
        "project_results",
        "Results of projects",
        "What came of projects, as the sources count it; never to be summed over projects.",
        [PROJECT_KEY, NUMBER, *amount(RESULT)],
        lambda: parts(Result, "number"),
        ["project", "number"],
        {"project": "projects"},
    ),
    Table(
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
    Table(
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
    Table(
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
)
