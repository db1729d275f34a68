"""Documents that are generated from the program: the OpenAPI description, and the data dictionary
with every field of every resource."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from rest_framework import serializers

from api.catalogue import VIEWS
from api.reading import crosstabs, standings
from publications.records import answered, measured, planned
from publications.records.base import AllTextsField, EmptyAsNull, FallbacksField, KeysField

INTRODUCTION = """\
# Data dictionary

Every field of the API and of the files made from it, by resource. Written off the program by
`manage.py write_api_docs`; a test keeps it current. How to ask for the data: [api.md](api.md).

- Days are `YYYY-MM-DD`; times are UTC, `YYYY-MM-DDTHH:MM:SS.ffffffZ`. Sizes are in bytes.
- `null` (an empty cell in CSV) means *not known* or *not applicable*, as the field says; never
  zero.
- Texts are in the language of the answer; `fallbacks` names those that are not.
- With `?fields=` a record has only some of these; with `?expand=` it also has `expanded`, with
  related records in full. A record alone has `links`: addresses of what it is related to.
- In CSV and XLSX a list has semicolons between its values, an object inside a list is JSON, and
  the fields of a single object have columns of their own (`by_status_planned`). A text that a
  spreadsheet program would take for a formula begins with an apostrophe there; in CSV there is
  one also within a text, before what a program that parts cells at a semicolon, a tab or a
  line would take for a formula.
- **Reported**: a published report is on record; a nil return counts, and so does a report that
  nobody has coded yet. **Coded**: somebody has recorded what it says on the commitments.
  **Addressed**: it says anything but *no information*. **Due**: what coded reports were asked
  about. Coverage is addressed ÷ due, over coded reports only.
"""

RESOURCES: dict[str, type[serializers.Serializer[Any]]] = {
    **{view.address(): view.shown_by() for view in VIEWS},
    "instruments/…/standings": standings.StandingsSerializer,
    "submissions/…/figures": measured.FiguresOfReportSerializer,
    "submissions/…/announcements": planned.AnnouncementSerializer,
    "questions/…/crosstab": crosstabs.CrossTabSerializer,
    "submissions/…/proposals": answered.ProposalsSerializer,
}

# The first class that a field is an instance of gives the word.
TYPES: tuple[tuple[type, str], ...] = (
    (FallbacksField, "object"),
    (AllTextsField, "object"),
    (serializers.JSONField, "object"),
    (serializers.DictField, "object"),
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.FloatField, "number"),
    (serializers.DateTimeField, "time"),
    (serializers.DateField, "day"),
    (serializers.URLField, "address"),
    (KeysField, "list of keys"),
    (serializers.ListField, "list"),
)


def dictionary() -> str:
    """The whole page, as Markdown."""
    sections = [section(name, serializer()) for name, serializer in RESOURCES.items()]
    return "\n".join([INTRODUCTION, *sections])


def section(name: str, serializer: Any) -> str:
    about = " ".join((serializer.__doc__ or "").split())
    rows = "\n".join(rows_of(serializer))
    return f"## {name}\n\n{about}\n\n| field | holds | meaning |\n|---|---|---|\n{rows}\n"


def rows_of(serializer: Any, prefix: str = "") -> Iterator[str]:
    """One line of the table per field; those of nested objects follow theirs."""
    for name, field in serializer.fields.items():
        meaning = " ".join([str(field.help_text or ""), words_of(field)]).strip()
        yield f"| `{prefix}{name}` | {type_of(field)} | {meaning} |"
        many = isinstance(field, serializers.ListSerializer)
        inner = field.child if many else field
        if isinstance(inner, serializers.Serializer) and type(inner) not in RESOURCES.values():
            yield from rows_of(inner, f"{prefix}{name}{'[]' if many else ''}.")


def type_of(field: Any) -> str:
    """What a field holds, in a word or two."""
    if isinstance(field, serializers.ListSerializer):
        return "list of objects"
    if isinstance(field, serializers.Serializer):
        return "object"
    if isinstance(field, serializers.SerializerMethodField):
        method = getattr(field.parent, f"get_{field.field_name}")
        is_list = "list" in str(method.__annotations__["return"])
        return "list of keys" if is_list else "text"
    found = next((name for base, name in TYPES if isinstance(field, base)), "text")
    can_be_null = field.allow_null or isinstance(field, EmptyAsNull)
    return f"{found} or null" if can_be_null else found


def words_of(field: Any) -> str:
    """The values of a choice, as a sentence."""
    field = getattr(field, "child", field)
    choices = getattr(field, "choices", None)
    if not choices:
        return ""
    return "One of " + ", ".join(f"`{word}`" for word in choices) + "."


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description, in English; made once, since it cannot change while running."""
    generator: Any = SchemaGenerator
    with translation.override("en"):
        found: dict[str, Any] = generator().get_schema(request=None, public=True)
    return found


def openapi() -> str:
    """The OpenAPI description, as YAML."""
    renderer: Any = OpenApiYamlRenderer()
    return str(renderer.render(description(), renderer_context={}), "utf-8")
