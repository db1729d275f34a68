"""In which language the API answers, and how it says so."""

import pytest
from django.conf import settings
from django.test import Client

from api.tests.conftest import Get
from reports.models import Reporter
from testing.builders import make_commitment, make_document, make_state, texts

NAMES = {"ar": "كينيا", "zh": "肯尼亚", "en": "Kenya", "fr": "Kényā", "ru": "Кения", "es": "Kenia"}


@pytest.fixture(autouse=True)
def kenya(db: None) -> None:
    make_state("KEN")
    Reporter.objects.update(name=NAMES)


@pytest.mark.parametrize("language", NAMES)
def test_a_language_can_be_asked_for(client: Client, language: str) -> None:
    response = client.get(f"/api/v1/states/KEN/?lang={language}", headers={"accept-language": "ru"})
    assert response["Content-Language"] == language
    assert "Accept-Language" in response["Vary"]
    record = response.json()
    assert record["name"] == NAMES[language]
    assert record["fallbacks"] == {}
    prefix = "" if language == "en" else f"/{language}"
    assert record["html_url"] == f"http://testserver{prefix}/states/KEN/"
    assert record["url"] == "http://testserver/api/v1/states/KEN/"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"),
        ("zh-CN,zh;q=0.9", "zh"),
        ("zh-TW", "zh"),
        ("de,es;q=0.5,fr;q=0.4", "es"),
        ("es-419", "es"),
        ("de", "en"),
        ("*", "en"),
        ("", "en"),
        ("x" * 600, "en"),
        (";;q=,,", "en"),
    ],
)
def test_otherwise_the_browser_decides(client: Client, header: str, language: str) -> None:
    response = client.get("/api/v1/states/KEN/", headers={"accept-language": header})
    assert response["Content-Language"] == language
    assert response.json()["name"] == NAMES[language]


def test_the_cookie_of_the_pages_does_not_count(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert client.get("/api/v1/states/KEN/")["Content-Language"] == "en"


def test_the_language_of_one_answer_is_not_that_of_the_next(client: Client) -> None:
    client.get("/api/v1/states/KEN/?lang=ar")
    assert client.get("/api/v1/states/KEN/")["Content-Language"] == "en"
    assert client.get("/states/")["Content-Language"] == "en"


def test_a_text_that_fell_back_says_in_which_language_it_is(get: Get) -> None:
    commitment = make_commitment(
        make_document("bms8"),
        "1",
        title=texts("Title", fr="Titre"),
        summary=texts("Summary"),
        official_text={"ar": "نص"},
    )
    record = get(f"commitments/{commitment.key}", lang="fr")
    assert (record["title"], record["summary"], record["official_text"]) == (
        "Titre",
        "Summary",
        "نص",
    )
    assert record["fallbacks"] == {"summary": "en", "official_text": "ar"}
    assert "texts" not in record


def test_an_empty_text_fell_back_to_nothing(get: Get) -> None:
    commitment = make_commitment(make_document("bms8"), "1")
    assert get(f"commitments/{commitment.key}")["fallbacks"] == {}


def test_all_languages_can_be_had_at_once(get: Get) -> None:
    record = get("states/KEN", lang="all")
    assert record["texts"] == {"name": NAMES, "formal_name": {}}
    assert record["name"] == "Kenya"
    del record["links"]
    assert get("states", lang="all")["results"] == [record]
