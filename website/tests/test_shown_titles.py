"""An imported paragraph without a title shows its first words wherever it is listed."""

import csv
import io

import pytest
from django.test import Client

from commitments.neutral import PARAGRAPH
from commitments.outcomes.load.neutral_titles import neutral_title
from publications.package.tables import TABLES
from reports.coding import recording
from reports.models import ResponseStatus
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_reviewer,
    make_section,
    make_state,
    publish,
)

pytestmark = pytest.mark.django_db
WORDS = "Undertake to count hammers"
NEUTRAL = PARAGRAPH["en"].format("3")


@pytest.fixture
def paragraph():
    """An imported paragraph, addressed by Kenya, and another paragraph that follows it up."""
    document = make_document("doc")
    cycle = make_cycle("2022", document)
    section = make_section(document, "i")
    imported = make_commitment(
        document,
        number="3",
        section=section,
        title=neutral_title("annex", "3"),
        official_text={"en": f"{WORDS}."},
    )
    other = make_commitment(document, number="4", section=section)
    other.links_back.create(earlier=imported, kind="follows_up")
    by = make_reviewer()
    draft = make_draft(make_state("KEN", "Kenya"), cycle, by=by)
    answer = recording.Answer(
        imported.key, status=ResponseStatus.IN_PROGRESS, narrative="Hammers.", language="en"
    )
    recording.record(draft, [answer], by=by)
    publish(draft, by=by)
    return imported


LISTS = [
    "/documents/doc/",
    "/documents/doc/3/",
    "/documents/doc/4/",
    "/states/KEN/",
    "/coverage/",
    "/cycles/2022/",
    "/search/?q=hammers",
    "/search/?q=hammers&kind=commitments",
    "/search/?q=hammers&kind=responses",
    "/feeds/reports.atom",
    "/states/KEN/brief.json",
    "/charts/commitments/2022.svg",
    "/api/v1/commitments/",
    "/api/v1/commitments/?format=csv",
    "/api/v1/coverage/commitments/?cycle=2022",
    "/admin/commitments/commitment/",
    "/admin/commitments/commitmentlink/",
    "/admin/commitments/commitment/?q=hammers",
    "/admin/reports/response/",
    "/admin/autocomplete/?app_label=commitments&model_name=commitmentlink&field_name=earlier&term=3",
]
WITHOUT_TITLES = {"/feeds/reports.atom", "/states/KEN/brief.json"}


def test_every_list_shows_its_first_words(paragraph) -> None:
    client = Client()
    neutral, without_words = [], []
    for address in LISTS:
        if address.startswith("/admin/") and "_auth_user_id" not in client.session:
            client.force_login(make_officer(is_superuser=True))
        response = client.get(address)
        assert response.status_code == 200, address
        shown = response.getvalue().decode().replace(f'aria-label="{NEUTRAL}"', "")
        shown = shown.replace("<mark>", "").replace("</mark>", "")
        neutral += [address] if NEUTRAL in shown else []
        without_words += [address] if WORDS not in shown else []
    # Its own page says which paragraph it is, beside its first words.
    assert neutral == ["/documents/doc/3/"]
    assert set(without_words) <= WITHOUT_TITLES


def test_in_a_page_of_another_language_they_keep_their_own_direction(paragraph) -> None:
    for address in LISTS[:5]:
        shown = Client().get(f"/ar{address}").content.decode()
        marked = shown.count(f'lang="en" dir="ltr">{WORDS}.')
        bare = shown.count(f">{WORDS}.") + shown.count(f"</bdi> {WORDS}.") - marked
        assert (marked > 0, bare) == (True, 0), address


def test_the_table_of_the_package_shows_them_too(paragraph) -> None:
    (table,) = [each for each in TABLES if each.name == "commitments"]
    text = b"".join(table.file()).decode("utf-8-sig")
    (row,) = [row for row in csv.DictReader(io.StringIO(text)) if row["number"] == "3"]
    assert (row["title_en"], row["official_text_en"]) == (f"{WORDS}.", f"{WORDS}.")
