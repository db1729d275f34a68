"""``?fields=``: records with some of their fields, and how such records are described.

The marks of a record come with it unasked: ``is_fictional``, and with any text ``fallbacks`` (and
``texts``, where every language is wanted). So no answer can hide that a record is fictional, or
that a text is in another language.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from api.reading.expanding import EXPANSIONS, NAME, Expansion
from api.shared import linking
from api.shared.linking import LINKS
from api.shared.parameters import AnyOf, shown
from api.shared.schema import component_name
from publications.records.base import LocalisedField

MARKS = frozenset({"is_fictional"})
TEXT_MARKS = frozenset({"fallbacks", "texts"})


@lru_cache(maxsize=64)
def names_of(serializer: Any, *, is_private: bool) -> tuple[str, ...]:
    """The fields of its records, those for staff too where ``is_private``."""
    return tuple(serializer(context={"private": is_private}).fields)


def fields_parameter(names: Collection[str]) -> AnyOf:
    return AnyOf(
        "Fields to show, between commas; all without it. `is_fictional`, and `fallbacks` with any "
        "text, come along unasked.",
        names,
        method=shown,
    )


def expand_parameter(names: Collection[str]) -> AnyOf:
    return AnyOf(
        f"Related records to show in full under `{NAME}`, between commas.", names, method=shown
    )


def keep(serializer: Any, wanted: Collection[str]) -> None:
    """Remove every field from a serializer of records but the wanted ones and their marks."""
    fields = serializer.fields
    has_text = any(isinstance(fields[name], LocalisedField) for name in wanted if name in fields)
    kept = {*wanted, *MARKS, *(TEXT_MARKS if has_text else ())}
    for name in [name for name in fields if name not in kept]:
        del fields[name]


# The description: the hook of drf-spectacular that says so in OpenAPI.


def describe(result: Any, **kwargs: Any) -> Any:
    """Say which related records there can be, and that an answer may be sparse."""
    schemas = result["components"]["schemas"]
    for resource, expansions in EXPANSIONS.items():
        for component in components_of(result, resource):
            schemas[component]["properties"][NAME] = expanded(expansions)
    for resource, links in LINKS.items():
        for component in components_of(result, resource):
            schemas[component]["properties"][linking.NAME] = linked(links)
    for operation in reads(result).values():
        if any(parameter["name"] == "fields" for parameter in operation.get("parameters", ())):
            answer = answer_of(operation)
            answer["schema"] = {"anyOf": [answer["schema"], sparse(schemas, answer["schema"])]}
    return result


def reads(result: Any) -> Mapping[str, Any]:
    """The operations that read, by path."""
    return {path: each["get"] for path, each in result["paths"].items() if "get" in each}


def answer_of(operation: Any) -> Any:
    """The part of the description about the JSON of a read."""
    return operation["responses"]["200"]["content"]["application/json"]


def components_of(result: Any, resource: str) -> set[str]:
    """The components that describe a resource's records, in its list and alone."""
    pattern = re.compile(rf".*/v1/{resource}/({{\w+}}/)?")
    answers = [answer_of(each) for path, each in reads(result).items() if pattern.fullmatch(path)]
    schemas = result["components"]["schemas"]
    return {record_of(schemas, name_of(each["schema"])) for each in answers}


def name_of(schema: Mapping[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def record_of(schemas: Any, component: str) -> str:
    """The component of the records in a page; a record's component is its own. Only ``next`` tells
    a page: a project has ``results`` too."""
    properties = schemas[component]["properties"]
    return name_of(properties["results"]["items"]) if "next" in properties else component


def reference(component: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{component}"}


def expanded(expansions: Mapping[str, Expansion]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: related(each) for name, each in expansions.items()},
        "additionalProperties": False,
        "description": "Only with `expand`: the related records asked for.",
    }


def linked(names: Collection[str]) -> dict[str, Any]:
    address = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "properties": dict.fromkeys(names, address),
        "required": list(names),
        "additionalProperties": False,
        "description": "Only of a record alone: addresses of what it is related to; null for none.",
    }


def related(expansion: Expansion) -> dict[str, Any]:
    """The schema of related records: a list, or one or null."""
    one: list[Any] = [reference(component_name(each)) for each in expansion.alternatives]
    if not expansion.is_list:
        return {"anyOf": [*one, {"type": "null"}]}
    return {"type": "array", "items": one[0] if len(one) == 1 else {"anyOf": one}}


def sparse(schemas: Any, schema: Mapping[str, Any]) -> dict[str, str]:
    """The schema of the same answer with any of the fields missing."""
    component = name_of(schema)
    record = record_of(schemas, component)
    schemas[f"Sparse{record}"] = sparse_record(schemas[record])
    if component == record:
        return reference(f"Sparse{record}")
    page = schemas[component]
    results = {"type": "array", "items": reference(f"Sparse{record}")}
    name = component.replace(record, f"Sparse{record}")
    schemas[name] = {**page, "properties": {**page["properties"], "results": results}}
    return reference(name)


def sparse_record(schema: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in schema.items() if name != "required"}
    return {**found, "description": "Some fields of a record, as `fields` asks for them."}
