"""The copy that a correction starts from: what the table of columns says is copied, and no more."""

from typing import Any

from django.db.models import Model

from common.database.many import create_with_history
from reports.models import Submission
from reports.models.children import Child, Copies, children
from reports.models.columns import SUBMISSION, copied


def columns_of(original: Submission) -> dict[str, Any]:
    """The columns of a new version of ``original``."""
    return {name: getattr(original, name) for name in copied(SUBMISSION)}


def copy_children(original: Submission, copy: Submission) -> None:
    """Copy every child record, each kind in two queries. What points at another of the same report
    points at its copy; attachments share the stored file, which is never changed."""
    copies: Copies = {}
    for child in children():
        if child.copy:
            child.copy(original, copy, copies)
        else:
            copy_rows(child, original, copy, copies)


def copy_rows(child: Child, original: Submission, copy: Submission, copies: Copies) -> None:
    made = copies.setdefault(child.name, {})
    rows = list(child.rows(original))
    made.update(zip((row.pk for row in rows), _stored(child, rows, copy, copies), strict=True))


def _stored(child: Child, rows: list[Any], copy: Submission, copies: Copies) -> list[Model]:
    new = [_copy_of(row, child, copy, copies) for row in rows]
    if not new:
        return []
    if hasattr(child.model, "history"):
        return list(create_with_history(new, child.model))
    return list(child.model._default_manager.bulk_create(new))


def _copy_of(row: Any, child: Child, copy: Submission, copies: Copies) -> Model:
    of_child = {each.model: each.name for each in children()}
    first, *rest = child.via.split("__")
    values: dict[str, Any] = {} if rest else {first: copy}
    for name in {*copied(child.columns), *([first] if rest else [])}:
        field: Any = child.model._meta.get_field(name)
        value = getattr(row, field.attname)
        if field.related_model in of_child and name not in child.outside:
            values[name] = copies.get(of_child[field.related_model], {}).get(value)
        else:
            values[field.attname] = value
    return child.model(**values)
