"""Builders of projects and funds for tests."""

from typing import Any

from cooperation.models import Fund, Project, Update
from reports.models import Reporter
from testing.builders import make_body, make_source, make_theme, numbers, texts


def make_project(*recipients: Reporter, giver: Reporter | None = None, **fields: Any) -> Project:
    """A public project for the States, of a body unless ``giver`` says, with a result and a
    theme."""
    number = next(numbers)
    defaults = {"title": texts(f"Project {number}"), "step": "published", "paragraph": "1"}
    if not {"document", "other_source"} & set(fields):
        fields["document"] = make_source()
    project = Project.objects.create(**{**defaults, **fields})
    giving: dict[str, Any] = {"reporter": giver} if giver else {"body": make_body()}
    project.participants.create(**giving)
    for state in recipients:
        project.recipients.create(place_reporter=state)
    project.results.create(value=5, unit="towns")
    project.theme_links.create(theme=make_theme())
    return project


def make_update(project: Project, author: Reporter, **fields: Any) -> Update:
    """A draft of an update in words and money."""
    defaults = {
        "step": "draft",
        "narrative": "Twelve stores were built.",
        "language": "en",
        "spent": 1200,
        "currency": "EUR",
    }
    return Update.objects.create(project=project, reporter=author, **{**defaults, **fields})


def make_fund(key: str = "", **fields: Any) -> Fund:
    """A fund with one published total and one statement."""
    key = key or f"fund-{next(numbers)}"
    cited = {"document": fields.pop("document", None) or make_source(), "paragraph": "1"}
    fund = Fund.objects.create(key=key, body=make_body(), **{**cited, **fields})
    fund.totals.create(key=f"{key}-total", counts="projects", value=8, unit="projects", **cited)
    fund.statements.create(key=f"{key}-purpose", text=texts("It pays."), **cited)
    return fund
