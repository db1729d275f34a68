"""The pages of indicators: figures side by side, every footnote, and no figure never zero."""

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from sdmx import read_sdmx
from sdmx.model import v30

from indicators.models import (
    Answered,
    Availability,
    Indicator,
    Nature,
    Observation,
    ReportingType,
    Rule,
)
from indicators.tests.world import NO, destroyed, form, given, published, traced
from publications import sdmx
from questionnaires import answering
from questionnaires.answering import Given
from questionnaires.models import Answer
from reports.models import Reporter
from testing.builders import make_cycle, make_draft, make_officer, publish
from testing.reading import PREFIXES, get, words

pytestmark = pytest.mark.django_db
SDG = "/indicators/sdg-16-4-2/"
ARMS = given(
    pistols={"seized": "30", "found": "2", "traced": "10"},
    rifles={"seized": "12", "surrendered": "6", "destroyed": "5"},
)


@pytest.fixture(scope="module", autouse=True)
def reports(facts: None) -> None:
    """Kenya gives numbers, France says that it collected none, Ghana leaves a number blank."""
    published("KEN", *ARMS, traced("20"), *destroyed("400", "Old <stocks> alone."))
    published("FRA", Given("weapons-collected", "answer", NO))
    published("GHA", Given("surplus-destroyed", "answer", "yes"))
    observe("KEN", "45.5", comment="Recounted by the office.")


def observe(code: str, value: str | None, **fields: Any) -> Observation:
    values: dict[str, Any] = {
        "indicator": Indicator.objects.get(key="sdg-16-4-2"),
        "place_reporter": Reporter.objects.get(code=code),
        "value": Decimal(value) if value else None,
        "starts_on": datetime.date(2020, 1, 1),
        "ends_on": datetime.date(2021, 12, 31),
        "reporting_type": ReportingType.GLOBAL,
        "nature": Nature.MONITORING,
        "denominator_rule": Rule.TRACEABLE,
        "source": "Database of the Goals",
        "release": "2026.Q2.G.02",
        **fields,
    }
    found: Observation = Observation.objects.create(**values)
    return found


def test_national_computed_and_global_stand_side_by_side_with_every_footnote() -> None:
    text = words(get(SDG))
    assert "Figures, 2020–2021" in text
    row = text.partition("Kenya")[2].partition("Footnotes")[0]
    # 20 of 50 that were collected; the database says otherwise, and neither gives way.
    assert "40%" in row
    assert "45.5%" in row
    for note in (
        "Recounted by the office.",
        "The denominator counts: arms that can be traced.",
        "How it came about: global monitoring data.",
    ):
        assert note in text
    assert "It measures how many of the arms collected were traced" in text
    assert "All arms" in text or "Sources differ" in text


def test_the_states_own_words_stand_under_the_figure_until_they_may_not() -> None:
    text = words(get("/indicators/salw-destroyed/"))
    assert "Old <stocks> alone." in text
    assert "Surplus stocks 400" in text
    assert text.index("Ghana") > text.index("States without a figure")
    assert "left blank in the form" in text
    Answer.objects.filter(value="Old <stocks> alone.").update(contains_contact_data=True)
    assert "Old <stocks> alone." not in words(get("/indicators/salw-destroyed/"))
    assert "stocks> alone" not in words(get("/states/KEN/"))


def test_no_figure_is_told_apart_from_none_on_record() -> None:
    text = words(get("/indicators/arms-seized/"))
    assert "Not asked 1 France" in text
    assert "an earlier answer closed the question" in text
    assert "Nothing on record 191" in text
    assert "France 0" not in text


def test_a_states_page_has_its_figures_with_their_parts() -> None:
    text = words(get("/states/KEN/"))
    assert "Small arms and light weapons seized 2020–2021" in text
    assert "Revolvers and self-loading pistols 30" in text
    assert "16.4.2" in text
    assert "not asked" in words(get("/states/FRA/"))
    assert "Indicators" not in words(get("/states/NOR/"))


def test_commitments_show_what_is_on_record_for_them() -> None:
    text = words(get("/documents/bms8/25/"))
    assert "What is measured" in text
    assert "1 State with a figure · 1 that says it has none" in text
    for paragraph in ("47", "51", "52", "66"):
        assert "What is measured" in words(get(f"/documents/bms8/{paragraph}/"))
    assert "What is measured" not in words(get("/documents/bms8/26/"))


def test_the_list_counts_states_and_invents_nothing() -> None:
    text = words(get("/indicators/"))
    assert "1 State with a figure · 1 that says it has none · latest period: 2020–2021" in text
    assert text.count("No figure on record yet") == 4


@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=list(PREFIXES))
def test_pages_cost_the_same_however_much_is_on_record(
    prefix: str, django_assert_num_queries: Any
) -> None:
    client = Client()
    pages = {f"/{prefix}indicators/": 4, f"/{prefix}indicators/sdg-16-4-2/": 14}
    for _round in range(2):
        for page, number in pages.items():
            with django_assert_num_queries(number):
                assert client.get(page).status_code == 200
        for code in ("NOR", "SWE", "DNK"):
            observe(code, "10", source=f"Another {_round}")


def test_what_is_invented_never_mixes_with_what_is_real() -> None:
    cycle = make_cycle("2032", is_fictional=True)
    form().template.cycles.add(cycle)
    officer = make_officer()
    draft = make_draft(Reporter.objects.get(code="NOR"), cycle, by=officer)
    answering.record(draft, form(), [*ARMS], by=officer)
    publish(draft)
    real = words(get("/indicators/arms-seized/"))
    assert "Norway" not in real.partition("Who has data")[0]
    invented = get("/indicators/arms-seized/?period=fictional%3A-")
    assert "Fictional data." in invented.content.decode()
    assert "Norway" in words(invented).partition("Who has data")[0]
    assert "NOR-2032" not in b"".join(get("/indicators/all.sdmx.csv")).decode()
    assert get("/indicators/arms-seized/?period=1999").status_code == 404


def test_the_chart_can_be_taken_away_and_embedded() -> None:
    assert get("/charts/indicator/sdg-16-4-2.svg").status_code == 200
    assert "Members with a figure" in get("/embed/indicator/sdg-16-4-2/").content.decode()
    assert get("/charts/indicator/persons-trained.svg").status_code == 404


def test_a_library_reads_both_formats_of_sdmx_back() -> None:
    Availability.objects.create(
        indicator=Indicator.objects.get(key="sdg-16-4-2"),
        reporter=Reporter.objects.get(code="NOR"),
        answered=Answered.NO_DATA,
        reason="Records, they say, are being built.",
        source="A letter",
        starts_on=datetime.date(2021, 1, 1),
        ends_on=datetime.date(2021, 12, 31),
    )
    names = sdmx.dimensions(sdmx.concepts())
    structure = v30.DataStructureDefinition(id=sdmx.FLOW)
    for name in names:
        structure.dimensions.getdefault(id=name)
    structure.measures.getdefault(id="OBS_VALUE")
    for name in sdmx.ATTRIBUTES:
        structure.attributes.getdefault(id=name)
    text = b"".join(get("/indicators/all.sdmx.csv"))
    by_key: dict[str, dict[str, Any]] = {}
    flow = v30.Dataflow(id=sdmx.FLOW, structure=structure)
    found: Any = read_sdmx(io.BytesIO(text), format="csv", structure=flow)
    by_key["csv"] = {str(o.key): o for data in found.data for o in data.obs}
    body = get("/indicators/all.sdmx.json").content
    read: Any = read_sdmx(io.BytesIO(body), format="json")
    by_key["json"] = {str(o.key): o for data in read.data for o in data.obs}
    assert (
        len(by_key["csv"])
        == len(by_key["json"])
        == Observation.objects.public().count() + (Availability.objects.public().count())
    )
    for kind, observations in by_key.items():
        (mine,) = [
            o for key, o in observations.items() if "SDG_16_4_2" in key and "REF_AREA=404" in key
        ]
        assert float(mine.value) == 45.5, kind
        assert str(mine.dimension["TIME_PERIOD"].value) == "2020-01-01/P2Y"
        said = {name: str(each.value) for name, each in mine.attached_attribute.items()}
        assert said["COMMENT_OBS"] == "Recounted by the office."
        assert "not how many arms flow" in said["CAVEAT"]
        (none,) = [
            o for key, o in observations.items() if "SDG_16_4_2" in key and "REF_AREA=578" in key
        ]
        assert none.value in (None, "")
        assert str(none.attached_attribute["AVAILABILITY"].value) == "no_data"
