"""The statements that a test has caught."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection

TABLE = re.compile(r'(?:FROM|JOIN)\s+"?([a-z_]+)"?', re.IGNORECASE)


def tables_read(captured: Iterable[dict[str, Any]]) -> set[str]:
    """The tables of the caught queries. Other names, which a statement gives to its own parts, are
    left out."""
    named = {name for query in captured for name in TABLE.findall(query["sql"])}
    return named & {*connection.introspection.table_names()}
