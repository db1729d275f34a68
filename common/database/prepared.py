"""A cursor whose statements PostgreSQL reads and plans once for each connection.

That takes longer than to run a long statement about a few records. Django binds values in the
client, so that each statement comes as a new one; here they are sent beside it. A plan takes a
third of a megabyte of the database's memory: only for a statement whose text is nearly always the
same, and few of them.
"""

from typing import Any

import psycopg

# Statements that one connection keeps; beyond that, the one used least recently goes.
MOST = 8


class _Cursor(psycopg.RawCursor[Any]):
    def _convert_query(self, *args: Any, **kwargs: Any) -> Any:
        """Notes the statement, as other cursors do, for whoever logs or counts queries."""
        self._query = super()._convert_query(*args, **kwargs)
        return self._query


def cursor(connection: Any) -> Any:
    """A cursor of Django's on that connection to PostgreSQL. Its statements name their values $1,
    $2 and so on."""
    connection.ensure_connection()
    driver = connection.connection
    # Django's own cursors prepare nothing, whatever stands here.
    driver.prepare_threshold, driver.prepared_max = 0, MOST
    return connection._prepare_cursor(_Cursor(driver))  # noqa: SLF001 (Django has no other)
