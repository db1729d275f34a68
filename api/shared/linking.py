"""``links``: the addresses of a record's related records, shown only with a single record.

A link to several leads to their list. The addresses are made from the record's own keys.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

from django.urls import reverse

NAME = "links"
# From the root of the API; a link whose key is null is null.
LINKS: Mapping[str, Mapping[str, str]] = {
    "instruments": {
        "documents": "documents/?instrument={key}",
        "adherences": "adherences/?instrument={key}",
        "totals": "adherence-totals/?instrument={key}",
        "milestones": "milestones/?instrument={key}",
        "figures": "published-figures/?instrument={key}",
    },
    "meetings": {
        "documents": "documents/?meeting={key}",
        "cycles": "cycles/?meeting={key}",
        "officers": "officers/?meeting={key}",
        "agenda_items": "agenda-items/?meeting={key}",
        "sittings": "sittings/?meeting={key}",
        "meeting_documents": "meeting-documents/?meeting={key}",
        "statements": "statements/?meeting={key}",
    },
    "documents": {
        "meeting": "meetings/{meeting}/",
        "sections": "sections/?document={key}",
        "commitments": "commitments/?document={key}",
        "cycles": "cycles/?document={key}",
    },
    "sections": {
        "document": "documents/{document}/",
        "parent": "sections/{parent}/",
        "commitments": "commitments/?section={key}",
    },
    "themes": {
        "commitments": "commitments/?theme={key}",
        "responses": "responses/?theme={key}",
        "projects": "projects/?theme={key}",
        "requests": "requests/?theme={key}",
        "offers": "offers/?theme={key}",
    },
    "commitments": {
        "document": "documents/{document}/",
        "section": "sections/{section}/",
        "responses": "responses/?commitment={key}",
        "mappings": "mappings/?commitment={key}",
        "measures": "measures/?commitment={key}",
        "targets": "targets/?commitment={key}",
        "indicators": "indicators/?commitment={key}",
    },
    "groups": {"members": "states/?{kind}={code}"},
    "states": {
        "regional_group": "groups/regional_group:{regional_group}/",
        "region": "groups/region:{region}/",
        "sub_region": "groups/sub_region:{sub_region}/",
        "intermediate_region": "groups/intermediate_region:{intermediate_region}/",
        "submissions": "submissions/?state={code}",
        "responses": "responses/?state={code}",
        "statements": "statements/?state={code}",
        "adherences": "adherences/?state={code}",
        "offices": "offices/?state={code}",
        "projects_received": "projects/?recipient={code}",
        "projects_given": "projects/?state={code}",
        "requests": "requests/?state={code}",
        "offers": "offers/?state={code}",
        "plans": "plans/?state={code}",
        "targets": "targets/?state={code}",
        "progress": "progress/?state={code}",
        "baselines": "baselines/?state={code}",
        "observations": "observations/?state={code}",
        "availability": "availability/?state={code}",
    },
    "organisations": {
        "submissions": "submissions/?organisation={code}",
        "responses": "responses/?organisation={code}",
        "statements": "statements/?organisation={code}",
        "adherences": "adherences/?organisation={code}",
        "offices": "offices/?organisation={code}",
        "projects_given": "projects/?organisation={code}",
        "plans": "plans/?organisation={code}",
        "targets": "targets/?organisation={code}",
        "progress": "progress/?organisation={code}",
    },
    "cycles": {
        "meeting": "meetings/{meeting}/",
        "submissions": "submissions/?cycle={code}",
        "responses": "responses/?cycle={code}",
        "coverage": "coverage/commitments/?cycle={code}",
        "questionnaires": "questionnaires/?cycle={code}",
    },
    "indicators": {
        "observations": "observations/?indicator={key}",
        "availability": "availability/?indicator={key}",
    },
    "observations": {
        "indicator": "indicators/{indicator}/",
        "submission": "submissions/{submission}/",
        "cycle": "cycles/{cycle}/",
    },
    "availability": {
        "indicator": "indicators/{indicator}/",
        "reporter": "states/{reporter}/",
        "submission": "submissions/{submission}/",
        "cycle": "cycles/{cycle}/",
    },
    "published-totals": {"cycle": "cycles/{cycle}/"},
    "submissions": {
        "reporter": "{reporters}/{reporter}/",
        "cycle": "cycles/{cycle}/",
        "responses": "submissions/{reference}/responses/",
        "answers": "submissions/{reference}/answers/",
        "progress": "submissions/{reference}/progress/",
        "figures": "submissions/{reference}/figures/",
        "announcements": "submissions/{reference}/announcements/",
    },
    "withdrawn-reports": {
        "reporter": "{reporters}/{reporter}/",
        "cycle": "cycles/{cycle}/",
    },
    "responses": {
        "submission": "submissions/{submission}/",
        "reporter": "{reporters}/{reporter}/",
        "cycle": "cycles/{cycle}/",
        "commitment": "commitments/{commitment}/",
    },
    "bodies": {
        "statements": "statements/?body={key}",
        "projects": "projects/?body={key}",
        "statements_on_its_behalf": "statements/?on_behalf_of={key}",
    },
    "sittings": {
        "meeting": "meetings/{meeting}/",
        "statements": "statements/?sitting={key}",
    },
    "agenda-items": {
        "meeting": "meetings/{meeting}/",
        "statements": "statements/?item={key}",
    },
    "officers": {"meeting": "meetings/{meeting}/", "state": "states/{state}/"},
    "meeting-documents": {
        "meeting": "meetings/{meeting}/",
        "sitting": "sittings/{sitting}/",
        "document": "documents/{document}/",
    },
    "statements": {
        "meeting": "meetings/{meeting}/",
        "sitting": "sittings/{sitting}/",
        "item": "agenda-items/{item}/",
        "reporter": "{reporters}/{reporter}/",
        "body": "bodies/{body}/",
    },
    "adherences": {
        "instrument": "instruments/{instrument}/",
        "reporter": "{reporters}/{reporter}/",
        "document": "sources/{document}/",
    },
    "baselines": {"reporter": "states/{reporter}/", "plan": "plans/{plan}/"},
    "offices": {"reporter": "{reporters}/{reporter}/"},
    "adherence-totals": {
        "instrument": "instruments/{instrument}/",
        "document": "sources/{document}/",
    },
    "milestones": {
        "instrument": "instruments/{instrument}/",
        "document": "sources/{document}/",
    },
    "published-figures": {
        "instrument": "instruments/{instrument}/",
        "state": "states/{state}/",
        "document": "sources/{document}/",
    },
    "sources": {
        "adherences": "adherences/?source={key}",
        "totals": "adherence-totals/?source={key}",
        "milestones": "milestones/?source={key}",
        "figures": "published-figures/?source={key}",
        "projects": "projects/?source={key}",
    },
    "projects": {"document": "sources/{document}/"},
    "updates": {"project": "projects/{project}/"},
    "requests": {"reporter": "states/{reporter}/", "submission": "submissions/{submission}/"},
    "offers": {"body": "bodies/{body}/", "matches": "matches/?body={body}"},
    "matches": {
        "state": "states/{state}/",
        "request": "requests/{request}/",
        "offer": "offers/{offer}/",
        "project": "projects/{project}/",
    },
    "funds": {"body": "bodies/{body}/", "projects": "projects/?body={body}"},
    "questionnaires": {
        "questions": "questions/?questionnaire={key}",
        "mappings": "mappings/?questionnaire={key}",
        "answers": "answers/?questionnaire={key}",
    },
    "questions": {
        "questionnaire": "questionnaires/{questionnaire}/",
        "mappings": "mappings/?question={key}",
        "answers": "answers/?question={key}",
        "crosstab": "questions/{key}/crosstab/",
    },
    "mappings": {
        "questionnaire": "questionnaires/{questionnaire}/",
        "question": "questions/{question}/",
        "commitment": "commitments/{commitment}/",
    },
    "answers": {
        "submission": "submissions/{submission}/",
        "reporter": "{reporters}/{reporter}/",
        "cycle": "cycles/{cycle}/",
        "question": "questions/{question}/",
    },
    "plans": {
        "reporter": "{reporters}/{reporter}/",
        "body": "bodies/{body}/",
        "replaces": "plans/{replaces}/",
        "measures": "measures/?plan={key}",
        "targets": "targets/?plan={key}",
        "progress": "progress/?plan={key}",
    },
    "measures": {
        "plan": "plans/{plan}/",
        "progress": "progress/?measure={key}",
    },
    "targets": {
        "reporter": "{reporters}/{reporter}/",
        "body": "bodies/{body}/",
        "plan": "plans/{plan}/",
        "progress": "progress/?target={key}",
    },
    "progress": {
        "submission": "submissions/{submission}/",
        "reporter": "{reporters}/{reporter}/",
        "cycle": "cycles/{cycle}/",
        "measure": "measures/{measure}/",
        "target": "targets/{target}/",
    },
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
