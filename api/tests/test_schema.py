"""The description of the API is current, valid and true."""

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from api.reading import examples
from api.tests.test_lists import fill
from api.tests.test_parameters import LISTS, TABLES
from testing.assistance import make_shared_match
from tracker.management.commands.write_api_docs import pages


@pytest.fixture
def description(db: None) -> Any:
    """The description as served. Made once: it takes seconds, and does not depend on the
    records."""
    return served()


@cache
def served() -> Any:
    response = Client().get("/api/v1/schema/?lang=fr")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/vnd.oai.openapi")
    return parsed(response.content)


def parsed(text: str | bytes) -> Any:
    """A description from YAML, by libyaml: it is long."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def test_the_files_in_the_documentation_are_current() -> None:
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text, "run manage.py write_api_docs"


def test_the_description_is_valid_and_raises_no_warning(capsys: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")


def test_what_is_served_is_what_is_in_the_documentation(description: Any) -> None:
    openapi = next(text for path, text in pages().items() if path.suffix == ".yaml")
    assert description == parsed(openapi)


def test_every_operation_has_a_summary(description: Any) -> None:
    without = [
        (path, method)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
        if method != "parameters" and not operation.get("summary", "").strip()
    ]
    assert without == []


def test_it_can_be_had_as_json(db: None, client: Client, description: Any) -> None:
    response = client.get("/api/v1/schema/?format=json")
    assert response.json() == description
    assert client.get("/api/v1/schema/?format=xml").status_code == 400


def validate(answer: Any, description: Any, path: str) -> None:
    """Raise unless ``answer`` has all the fields that the description promises, and no others."""
    schema = schema_of(description, path)
    check(answer, description, schema.get("anyOf", [schema])[0])


def conforms(answer: Any, description: Any, path: str) -> None:
    """The same for an answer that may be sparse."""
    check(answer, description, schema_of(description, path))


def schema_of(description: Any, path: str) -> Any:
    content = description["paths"][path]["get"]["responses"]["200"]["content"]
    return content["application/json"]["schema"]


def check(answer: Any, description: Any, schema: Any) -> None:
    schema = closed({**schema})
    whole = {**schema, "components": closed(description["components"])}
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(whole, format_checker=checker).validate(answer)


def closed(schema: Any) -> Any:
    """The schema without additional properties."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(part) for name, part in schema.items()}
    if "properties" in found and found.get("type") == "object":
        found.setdefault("additionalProperties", False)
    return found


@pytest.mark.filled
@pytest.mark.parametrize("language", ["en", "all"])
def test_every_answer_is_as_described(db: None, client: Client, language: str) -> None:
    make_shared_match()
    description = client.get("/api/v1/schema/?format=json").json()
    for path in [*LISTS, *TABLES]:
        answer = client.get(f"/api/v1/{path}/?lang={language}").json()
        assert answer["results"]
        validate(answer, description, f"/api/v1/{path}/")
    for path in LISTS:
        record = client.get(f"/api/v1/{path}/").json()["results"][0]
        answer = client.get(record["url"], {"lang": language})
        assert answer.status_code == 200
        (template,) = [
            each
            for each in description["paths"]
            if each.startswith(f"/api/v1/{path}/{{") and each.count("/") == 5
        ]
        validate(answer.json(), description, template)
    validate(client.get("/api/v1/").json(), description, "/api/v1/")


@pytest.mark.filled
def test_every_parameter_that_is_described_is_taken(
    db: None, client: Client, description: Any
) -> None:
    for path in [*LISTS, *TABLES]:
        operation = description["paths"][f"/api/v1/{path}/"]["get"]
        described = {parameter["name"] for parameter in operation["parameters"]}
        refused = client.get(f"/api/v1/{path}/?colour=red").json()["errors"][0]["allowed"]
        assert described == {*refused, "bom"}


def test_the_root_leads_everywhere(db: None, client: Client) -> None:
    fill(1)
    root = client.get("/api/v1/").json()
    assert list(root["resources"]) == LISTS
    addresses = [*root["resources"].values(), *root["coverage"].values()]
    for address in [*addresses, root["schema"], root["docs"]]:
        assert client.get(address).status_code == 200


@pytest.mark.facts
def test_the_examples_are_real_answers_and_as_described(
    db: None, client: Client, description: Any
) -> None:
    def get(path: str) -> Any:
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, path
        return answer.json()

    stored = json.loads(examples.FILE.read_text(encoding="utf-8"))
    assert examples.collected(get) == stored, "run manage.py write_api_docs --examples"
    for path, operations in description["paths"].items():
        if operation := operations.get("get"):
            answer = operation["responses"]["200"]["content"].get("application/json", {})
            assert answer.get("example") == stored.get(operation["operationId"])
            if "example" in answer:
                validate(answer["example"], description, path)


def test_every_operation_says_that_a_caller_may_have_to_come_back(description: Any) -> None:
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for status in ("429", "503"):
                headers = operation["responses"][status]["headers"]
                assert "Retry-After" in headers, (method, path, status)
