"""``links``: the addresses of a record's related records, shown only with a single record.

A link to several leads to their list. The addresses are made from the record's own keys.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

from django.urls import reverse

NAME = "links"
# Lists whose name is not the link's.
LISTS = {
    "coverage": "coverage/commitments",
    "figures": "published-figures",
    "projects_given": "projects",
    "totals": "adherence-totals",
}
PLURALS = {"body": "bodies", "reporter": "{reporters}"}


def to(*names: str) -> dict[str, str]:
    """Links to single records, each named as the field that has its key."""
    return {name: f"{PLURALS.get(name, f'{name}s')}/{{{name}}}/" for name in names}


def having(condition: str, *names: str) -> dict[str, str]:
    """Links to lists, of the records that meet the condition."""
    return {name: f"{LISTS.get(name, name.replace('_', '-'))}/?{condition}" for name in names}


# From the root of the API; a link whose key is null is null.
LINKS: Mapping[str, Mapping[str, str]] = {
    "instruments": having(
        "instrument={key}", "documents", "adherences", "totals", "milestones", "figures"
    ),
    "meetings": having(
        "meeting={key}",
        *("documents", "cycles", "officers", "agenda_items", "sittings", "meeting_documents"),
        "statements",
    ),
    "documents": {
        **to("meeting"),
        **having("document={key}", "sections", "commitments", "cycles"),
    },
    "sections": {
        **to("document"),
        "parent": "sections/{parent}/",
        **having("section={key}", "commitments"),
    },
    "themes": having("theme={key}", "commitments", "responses", "projects", "requests", "offers"),
    "commitments": {
        **to("document", "section"),
        **having("commitment={key}", "responses", "mappings", "measures", "targets", "indicators"),
    },
    "groups": {"members": "states/?{kind}={code}"},
    "states": {
        "regional_group": "groups/regional_group:{regional_group}/",
        "region": "groups/region:{region}/",
        "sub_region": "groups/sub_region:{sub_region}/",
        "intermediate_region": "groups/intermediate_region:{intermediate_region}/",
        **having("state={code}", "submissions", "responses", "statements", "adherences", "offices"),
        "projects_received": "projects/?recipient={code}",
        **having("state={code}", "projects_given", "requests", "offers", "plans", "targets"),
        **having("state={code}", "progress", "baselines", "observations", "availability"),
    },
    "organisations": having(
        "organisation={code}",
        *("submissions", "responses", "statements", "adherences", "offices", "projects_given"),
        *("plans", "targets", "progress"),
    ),
    "cycles": {
        **to("meeting"),
        **having("cycle={code}", "submissions", "responses", "coverage", "questionnaires"),
    },
    "indicators": having("indicator={key}", "observations", "availability"),
    "observations": to("indicator", "submission", "cycle"),
    "availability": {
        **to("indicator"),
        "reporter": "states/{reporter}/",
        **to("submission", "cycle"),
    },
    "published-totals": to("cycle"),
    "submissions": {
        **to("reporter", "cycle"),
        "responses": "submissions/{reference}/responses/",
        "answers": "submissions/{reference}/answers/",
        "progress": "submissions/{reference}/progress/",
        "figures": "submissions/{reference}/figures/",
        "announcements": "submissions/{reference}/announcements/",
    },
    "withdrawn-reports": to("reporter", "cycle"),
    "responses": to("submission", "reporter", "cycle", "commitment"),
    "bodies": {
        **having("body={key}", "statements", "projects"),
        "statements_on_its_behalf": "statements/?on_behalf_of={key}",
    },
    "sittings": {**to("meeting"), **having("sitting={key}", "statements")},
    "agenda-items": {**to("meeting"), **having("item={key}", "statements")},
    "officers": to("meeting", "state"),
    "meeting-documents": to("meeting", "sitting", "document"),
    "statements": {
        **to("meeting", "sitting"),
        "item": "agenda-items/{item}/",
        **to("reporter", "body"),
    },
    "adherences": {**to("instrument", "reporter"), "document": "sources/{document}/"},
    "baselines": {"reporter": "states/{reporter}/", **to("plan")},
    "offices": to("reporter"),
    "adherence-totals": {**to("instrument"), "document": "sources/{document}/"},
    "milestones": {**to("instrument"), "document": "sources/{document}/"},
    "published-figures": {**to("instrument", "state"), "document": "sources/{document}/"},
    "sources": having("source={key}", "adherences", "totals", "milestones", "figures", "projects"),
    "projects": {"document": "sources/{document}/"},
    "updates": to("project"),
    "requests": {"reporter": "states/{reporter}/", **to("submission")},
    "offers": {**to("body"), **having("body={body}", "matches")},
    "matches": to("state", "request", "offer", "project"),
    "funds": {**to("body"), **having("body={body}", "projects")},
    "questionnaires": having("questionnaire={key}", "questions", "mappings", "answers"),
    "questions": {
        **to("questionnaire"),
        **having("question={key}", "mappings", "answers"),
        "crosstab": "questions/{key}/crosstab/",
    },
    "mappings": to("questionnaire", "question", "commitment"),
    "answers": to("submission", "reporter", "cycle", "question"),
    "plans": {
        **to("reporter", "body"),
        "replaces": "plans/{replaces}/",
        **having("plan={key}", "measures", "targets", "progress"),
    },
    "measures": {**to("plan"), **having("measure={key}", "progress")},
    "targets": {**to("reporter", "body", "plan"), **having("target={key}", "progress")},
    "progress": to("submission", "reporter", "cycle", "measure", "target"),
}


def links(resource: str, record: Mapping[str, Any], origin: str) -> dict[str, str | None]:
    """The addresses of the record's related records; ``record`` has all its fields."""
    kind = record.get("reporter_type")
    values = {**record, "reporters": "states" if kind == "state" else "organisations"}
    if record.get("kind") in ("ldc", "lldc", "sids"):
        values["code"] = "true"
    root = origin + reverse("api:root")
    return {name: filled(root, each, values) for name, each in LINKS[resource].items()}


def filled(root: str, template: str, values: Mapping[str, Any]) -> str | None:
    """The address, or None where a value that it is made of is null."""
    names = [name for _text, name, _format, _conversion in Formatter().parse(template) if name]
    is_known = all(values[name] is not None for name in names)
    return root + template.format_map(values) if is_known else None
