"""The assistance that the sources tell of: each of 83 facts is a project, a fund or one of its
totals; two more are no record."""

import json
from collections import Counter

import pytest
from django.conf import settings

from cooperation.models import Fund, FundTotal, Project, Recipient, Regime, Result
from indicators.words import when, with_unit
from participation.models import Body
from testing.reading import get, words

LOADED = [pytest.mark.facts, pytest.mark.usefixtures("facts", "db")]
FACTS = json.loads((settings.BASE_DIR / "fixtures" / "facts.json").read_text(encoding="utf-8"))
ASSISTANCE = [
    fact
    for fact in FACTS
    if any(
        r[0].startswith("cooperation.") and r[0] != "cooperation.regime"
        for r in fact.get("records", ())
    )
]
# In words of facts.tsv, and as the records have them.
QUALIFIERS = {">=": "at_least", ">": "more_than", "~": "about"}
pytestmark = LOADED


def project_of(fact: dict) -> Project | None:
    """The project of a fact; None where it is one of a fund."""
    [[model, key], *_others] = fact["records"]
    if model != "cooperation.project":
        return None
    return Project.objects.get_by_natural_key(key)


def test_each_fact_keeps_its_paragraph_its_states_and_its_quantity() -> None:
    assert len(ASSISTANCE) == 83
    pairs = measured = 0
    for fact in ASSISTANCE:
        project = project_of(fact)
        if project is None:
            continue
        assert project.document
        assert project.document.key == fact["document"]
        assert project.paragraph.split(" ")[0] == fact["paragraph"]
        assert project.participants.exists()
        assert project.is_public
        states = set(project.recipients.values_list("place_reporter__code", flat=True)) - {None}
        assert states == set(fact.get("states", ())), fact
        pairs += len(states)
        measured += is_measured(project, fact)
    assert (pairs, measured) == (121, 14)


def is_measured(project: Project, fact: dict) -> bool:
    """Whether the fact's quantity is a result of its project. The number of States that it names is
    no result, and neither is a fact's *one* course or project."""
    number = fact.get("quantity", "")
    if not number or number == "1" or int(number.strip("<>=~")) == len(fact.get("states", ())):
        return False
    sign = number.rstrip("0123456789")
    assert project.results.filter(
        value=number.lstrip("<>=~"), qualifier=QUALIFIERS.get(sign, "exact")
    ).exists(), fact
    return True


def test_how_much_is_on_record() -> None:
    assert Project.objects.count() == 70
    assert Project.objects.public().count() == 70
    states = Recipient.objects.filter(place_reporter__isnull=False).values("place_reporter")
    assert states.distinct().count() == 50
    places = Counter(Recipient.objects.exclude(territory="").values_list("territory", flat=True))
    assert places["Kosovo"] == 2
    assert Result.objects.count() == 14


def test_the_totals_of_the_fund_stand_as_published() -> None:
    fund = Fund.objects.get(key="unscar")
    assert when(fund) == "June 2013"
    assert [with_unit(total) for total in FundTotal.objects.order_by("document", "pk")] == [
        "8 projects",
        "39 projects",
        "about 6,000,000 USD",
        "11 projects",
        "1,700,000 USD",
    ]
    page = words(get("/cooperation/funds/unscar/"))
    assert "about 6,000,000 USD" in page
    assert "2013" in page


def test_they_stand_on_the_pages_of_those_who_receive_and_give() -> None:
    mali, austria = words(get("/states/MLI/")), words(get("/states/AUT/"))
    assert "Received" in mali
    assert "Storage sites built or renovated" in mali
    assert "Given" in austria
    assert "Coordinated control of small arms" in words(get("/states/TZA/"))
    assert "Bosnia and Herzegovina" in austria
    assert "70 projects · 50 States named as recipients" in words(get("/documents/bms8/84/"))
    assert "Assistance on record" not in words(get("/documents/bms8/82/"))
    assert "(CASA)" in words(get("/cooperation/"))
    assert "2 projects" in words(get("/cooperation/projects/?body=casa"))
    assert "Asunci" not in words(get("/cooperation/projects/?recipient=MLI"))
    source = words(get("/sources/sg-2014/"))
    assert "Project: Storage sites built or renovated" in source
    assert "8 projects" in source


def test_mandates_and_embargoes_stand_as_their_source_tells_them() -> None:
    told = {
        tuple(fact["states"]): fact["paragraph"]
        for fact in FACTS
        if ["cooperation.regime", "embargo-som-2008"] in fact.get("records", ())
    }
    assert told == {("SOM",): "15"}
    assert Regime.objects.count() == 9
    page = words(get("/cooperation/regimes/"))
    assert "S/RES/1792 (2007)" in page
    assert "MONUC" in page
    assert "monitor the embargo" in page
    answer = get("/api/v1/regimes/?state=COD").json()
    assert [each["paragraph"] for each in answer["results"]] == ["45", "44", "73", "42"]
    first = answer["results"][0]
    assert get(f"/api/v1/regimes/{first['key']}/").json() == first
    assert "Reform of the security sector" in words(get("/sources/s-2008-258/"))


def test_each_body_says_where_it_is_named(client):
    """But one: no document that is on record here names it."""
    unsourced = Body.objects.filter(source="").values_list("key", flat=True)
    assert list(unsourced) == ["gisac"]
    casa = client.get("/api/v1/bodies/casa/").json()
    assert casa["source"] == "Secretary-General's report to the 69th session (2014), para. 28"
