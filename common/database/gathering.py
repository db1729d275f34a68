"""Many short texts from the database as one: a row for each group instead of one for each text."""

from typing import Any

from django.db.models import Aggregate, TextField


class Gathered(Aggregate):
    """The texts of a group in one, with spaces between them; in no order."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)
