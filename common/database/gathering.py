"""Many short texts from the database as one: a row for each group instead of one for each text."""

from typing import Any

from django.db.models import Aggregate, TextField


class Gathered(Aggregate):
    """The texts of a group in one, with ``between`` between them; in no order, but several texts of
    the same rows are all in the same one."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, '%(between)s')"
    output_field = TextField()

    def __init__(self, text: Any, between: str = " ") -> None:
        super().__init__(text, between=between)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)
