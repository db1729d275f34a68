"""Examples in the API's description: real answers from the starting facts, cut short.

They stand in ``examples.json``; ``manage.py write_api_docs --examples`` renews them.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("examples.json")
# For each resource of which the starting facts have a record: the parameters of its list, and the
# key of a record. They have no responses, since their sources coded none.
OF_RESOURCES: dict[str, tuple[str, str]] = {
    "commitments": ("document=bms8&section=bms8:i-1&page_size=1", "bms8-25"),
    "cycles": ("page_size=1", "2022"),
    "documents": ("page_size=1", "bms8"),
    "groups": ("page_size=1", "regional_group:african"),
    "adherence-totals": ("instrument=unroca&page_size=1", "isacs-states-2017"),
    "milestones": ("instrument=att&page_size=1", "unroca-set-up-1992"),
    "published-figures": ("source=s-2008-258&page_size=1", "small-arms-in-the-world"),
    "projects": ("recipient=HTI&page_size=1", "PRJ-L5H3VD8G"),
    "requests": ("page_size=1", ""),
    "offers": ("page_size=1", ""),
    "matches": ("page_size=1", ""),
    "funds": ("", "unscar"),
    "sources": ("page_size=1", "sg-2014"),
    "instruments": ("page_size=1", "iti"),
    "meetings": ("page_size=1", "bms8"),
    "organisations": ("page_size=1", "interpol"),
    "published-totals": ("period=true&page_size=1", "state:2002-01-01:2005-12-31:1"),
    "sections": ("document=bms8&page_size=1", "bms8:i-1"),
    "states": ("not_reported_in=2022&status=member&page_size=1", "KEN"),
    "submissions": ("cycle=2022&page_size=1", "KEN-2022-1"),
    "withdrawn-reports": ("", ""),
    "agenda-items": ("meeting=bms8&page_size=1", "bms8:6"),
    "bodies": ("kind=group&page_size=1", "arab-group"),
    "meeting-documents": ("meeting=bms8&page_size=1", "a-conf-192-bms-2022-l-1"),
    "officers": ("meeting=bms8&page_size=1", "bms8:chair:PHL"),
    "sittings": ("meeting=bms8&page_size=1", "bms8:1"),
    "statements": ("on_behalf_of=arab-group&page_size=1", "bms8:1:2"),
    "themes": ("page_size=1", "diversion"),
}
OF_TABLES = {
    "changes": "cycle=2022",
    "changes/states": "cycle=2022",
    "commitments": "cycle=2022",
    "groups": "cycle=2022",
    "states": "cycle=2022",
    "trend": "",
}
ORIGIN = "https://poa.example.org"
# The moment at which a record was made differs between installations.
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
SOME_MOMENT = "2026-01-15T09:30:00Z"


def collected(get: Callable[[str], Any]) -> dict[str, Any]:
    """The example of each operation; ``get`` fetches the JSON at a path below ``/api/v1/``."""
    return {name: shown(get(path)) for name, path in requests()}


def requests() -> Iterator[tuple[str, str]]:
    """The operations with their paths."""
    for resource, (query, key) in OF_RESOURCES.items():
        name = resource.replace("-", "_")
        yield f"{name}_list", f"{resource}/?{query}".removesuffix("?")
        if key:
            yield f"{name}_retrieve", f"{resource}/{key}/"
    for table, query in OF_TABLES.items():
        name = table.replace("/", "_")
        yield f"coverage_{name}_retrieve", f"coverage/{table}/?{query}".removesuffix("?")


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
