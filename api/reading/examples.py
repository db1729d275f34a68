"""Examples in the API's description: real answers from the starting facts, cut short.

They stand in ``examples.json``; ``manage.py write_api_docs --examples`` renews them.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("examples.json")
# One request for each operation for which the starting facts have a record. They have no responses,
# since their sources coded none.
REQUESTS = {
    "commitments_list": "commitments/?document=bms8&section=bms8:i-1&page_size=1",
    "commitments_retrieve": "commitments/bms8-25/",
    "coverage_changes_retrieve": "coverage/changes/?cycle=2022",
    "coverage_changes_states_retrieve": "coverage/changes/states/?cycle=2022",
    "coverage_commitments_retrieve": "coverage/commitments/?cycle=2022",
    "coverage_groups_retrieve": "coverage/groups/?cycle=2022",
    "coverage_states_retrieve": "coverage/states/?cycle=2022",
    "coverage_trend_retrieve": "coverage/trend/",
    "cycles_list": "cycles/?page_size=1",
    "cycles_retrieve": "cycles/2022/",
    "documents_list": "documents/?page_size=1",
    "documents_retrieve": "documents/bms8/",
    "groups_list": "groups/?page_size=1",
    "groups_retrieve": "groups/regional_group:african/",
    "adherence_totals_list": "adherence-totals/?instrument=unroca&page_size=1",
    "adherence_totals_retrieve": "adherence-totals/isacs-states-2017/",
    "milestones_list": "milestones/?instrument=att&page_size=1",
    "milestones_retrieve": "milestones/unroca-set-up-1992/",
    "published_figures_list": "published-figures/?source=s-2008-258&page_size=1",
    "published_figures_retrieve": "published-figures/small-arms-in-the-world/",
    "projects_list": "projects/?recipient=HTI&page_size=1",
    "projects_retrieve": "projects/PRJ-L5H3VD8G/",
    "requests_list": "requests/?page_size=1",
    "offers_list": "offers/?page_size=1",
    "matches_list": "matches/?page_size=1",
    "funds_list": "funds/",
    "funds_retrieve": "funds/unscar/",
    "sources_list": "sources/?page_size=1",
    "sources_retrieve": "sources/sg-2014/",
    "instruments_list": "instruments/?page_size=1",
    "instruments_retrieve": "instruments/iti/",
    "meetings_list": "meetings/?page_size=1",
    "meetings_retrieve": "meetings/bms8/",
    "organisations_list": "organisations/?page_size=1",
    "organisations_retrieve": "organisations/interpol/",
    "published_totals_list": "published-totals/?period=true&page_size=1",
    "published_totals_retrieve": "published-totals/state:2002-01-01:2005-12-31:1/",
    "sections_list": "sections/?document=bms8&page_size=1",
    "sections_retrieve": "sections/bms8:i-1/",
    "states_list": "states/?not_reported_in=2022&status=member&page_size=1",
    "states_retrieve": "states/KEN/",
    "submissions_list": "submissions/?cycle=2022&page_size=1",
    "submissions_retrieve": "submissions/KEN-2022-1/",
    "withdrawn_reports_list": "withdrawn-reports/",
    "agenda_items_list": "agenda-items/?meeting=bms8&page_size=1",
    "agenda_items_retrieve": "agenda-items/bms8:6/",
    "bodies_list": "bodies/?kind=group&page_size=1",
    "bodies_retrieve": "bodies/arab-group/",
    "meeting_documents_list": "meeting-documents/?meeting=bms8&page_size=1",
    "meeting_documents_retrieve": "meeting-documents/a-conf-192-bms-2022-l-1/",
    "officers_list": "officers/?meeting=bms8&page_size=1",
    "officers_retrieve": "officers/bms8:chair:PHL/",
    "sittings_list": "sittings/?meeting=bms8&page_size=1",
    "sittings_retrieve": "sittings/bms8:1/",
    "statements_list": "statements/?on_behalf_of=arab-group&page_size=1",
    "statements_retrieve": "statements/bms8:1:2/",
    "themes_list": "themes/?page_size=1",
    "themes_retrieve": "themes/diversion/",
}
ORIGIN = "https://poa.example.org"
# The moment at which a record was made differs between installations.
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
SOME_MOMENT = "2026-01-15T09:30:00Z"


def collected(get: Callable[[str], Any]) -> dict[str, Any]:
    """The example of each operation; ``get`` fetches the JSON at a path below ``/api/v1/``."""
    return {name: shown(get(path)) for name, path in REQUESTS.items()}


def shown(answer: Any) -> Any:
    """An answer as the description shows it: one result, the same host and moment everywhere."""
    if isinstance(answer, dict):
        short = {name: v[:1] if name == "results" else v for name, v in answer.items()}
        return {name: shown(value) for name, value in short.items()}
    if isinstance(answer, list):
        return [shown(value) for value in answer]
    if isinstance(answer, str):
        moment = SOME_MOMENT if MOMENT.match(answer) else answer
        return re.sub(r"^https?://[^/]+(?=/)", ORIGIN, moment) if "//" in answer else moment
    return answer


def describe(result: Any, **_asked: Any) -> Any:
    """Put each example beside the schema of its answer (a hook of drf-spectacular)."""
    examples = json.loads(FILE.read_text(encoding="utf-8"))
    for operations in result["paths"].values():
        for operation in operations.values():
            example = examples.get(operation.get("operationId"))
            if example is not None:
                content = operation["responses"]["200"]["content"]
                content["application/json"]["example"] = example
    return result
