"""What paragraphs 8 to 24 of the report of the Eighth Biennial Meeting say, as it was counted in
their Chinese text: so many names in each list, each of them of one reporter or body."""

import datetime
import shutil
from collections import Counter

import pytest
from django.conf import settings

from commitments.models import Meeting
from common.multilingual import LANGUAGE_CODES
from participation.models import (
    AgendaItem,
    Body,
    BodyKind,
    MeetingDocument,
    Officer,
    Representation,
    Sitting,
    Statement,
)
from reports import facts

# The fixtures that who took part refers to, and its own.
NEEDED = ("01_", "02_", "03_", "10_", "20_")
# Names in the list of each paragraph, by sitting and agenda item.
SPEAKERS = {
    (17, 1, 6): 34,
    (17, 2, 6): 24,
    (17, 3, 6): 5,
    (18, 4, 7): 27,
    (18, 6, 7): 1,
    (19, 6, 8): 32,
    (19, 7, 8): 3,
    (20, 7, 9): 26,
    (20, 8, 9): 1,
    (21, 5, None): 9 + 17,
    (23, 10, 10): 21,
}

pytestmark = [pytest.mark.usefixtures("database_of_facts"), pytest.mark.django_db]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fixtures")
    for path in (settings.BASE_DIR / "fixtures").glob("[0-9]*.json"):
        if path.name.startswith(NEEDED):
            shutil.copy(path, folder)
    return folder


def test_each_list_has_as_many_statements_as_names():
    found = Counter(
        (int(source.partition("para. ")[2][:2]), sitting, item)
        for source, sitting, item in Statement.objects.values_list(
            "source", "sitting__number", "item__number"
        )
    )
    assert found == SPEAKERS
    assert sum(found.values()) == 200


def test_speakers_stand_in_the_order_of_the_lists():
    for sitting in Sitting.objects.all():
        places = list(sitting.statements.values_list("position", flat=True))
        assert places == list(range(1, len(places) + 1))
    first = Sitting.objects.get(number=1).statements.all()[:3]
    assert [each.who_key for each in first] == ["ESP", "SUR", "european-union"]


def test_who_spoke_for_whom():
    found = {
        (each.statement.sitting.number, each.statement.who_key, each.who_key, each.is_also)
        for each in Representation.objects.all()
    }
    assert found == {
        (1, "SUR", "caricom", False),
        (1, "european-union", "other-states", True),
        (1, "MRT", "arab-group", False),
        (1, "NGA", "african-group", False),
        (2, "PRY", "mercosur", False),
        (4, "european-union", "other-states", True),
        (4, "MRT", "arab-group", False),
        (4, "GHA", "ecowas", True),
        (6, "european-union", "other-states", True),
        (6, "MRT", "arab-group", False),
        (10, "EGY", "arab-group", False),
    }


def test_names_that_differ_from_the_short_ones_are_of_those_they_mean():
    spoke = set(Statement.objects.values_list("reporter__code", flat=True))
    assert {"USA", "GBR", "DOM", "VEN", "BOL", "interpol", "recsa"} - spoke == {"BOL"}


def test_organisations_and_civil_society_spoke_at_the_fifth_sitting_on_all_items():
    statements = Statement.objects.filter(sitting__number=5)
    kinds = Counter(each.body.kind if each.body else "reporter" for each in statements)
    assert kinds == {"reporter": 6, BodyKind.ORGANISATION: 3, BodyKind.CIVIL_SOCIETY: 17}
    assert set(statements.values_list("item", flat=True)) == {None}


def test_the_bureau_is_a_chair_and_eleven_vice_chairs():
    (chair,) = Officer.objects.filter(role="chair")
    meeting = Meeting.objects.get(key="bms8")
    assert (chair.person, chair.reporter.code) == (meeting.chair, meeting.chair_state)
    vice_chairs = Officer.objects.filter(role="vice_chair").order_by("position")
    expected = "DZA SLV GHA GTM HUN JAM LVA PRT KOR THA TGO"
    assert " ".join(vice_chairs.values_list("reporter__code", flat=True)) == expected
    for officer in Officer.objects.all():
        assert [sitting.number for sitting in officer.elected_at.all()] == [1, 10]


def test_ten_sittings_two_of_which_have_a_range_of_days():
    days = {
        number: (first, last)
        for number, first, last in Sitting.objects.values_list("number", "earliest_on", "latest_on")
    }
    june = [datetime.date(2022, 6, day) for day in (27, 28, 28, 28, 29, 29, 30, 30, 30)]
    july = datetime.date(2022, 7, 1)
    known = {number: (day, day) for number, day in enumerate([*june, july], start=1)}
    assert days == {
        **known,
        2: (datetime.date(2022, 6, 27), datetime.date(2022, 6, 28)),
        9: (datetime.date(2022, 6, 30), july),
    }


def test_the_agenda_has_eleven_items_and_five_were_spoken_on():
    assert AgendaItem.objects.count() == 11
    spoken_on = AgendaItem.objects.filter(statements__isnull=False).distinct()
    assert list(spoken_on.values_list("number", flat=True)) == [6, 7, 8, 9, 10]


def test_the_documents_stand_with_their_symbols():
    stem = "A/CONF.192/BMS/2022/"
    symbols = [stem + end for end in ("L.1", "L.2", "L.3", "L.4", "INF/1", "INF/2", "1")]
    papers = MeetingDocument.objects.filter(meeting__key="bms8")
    assert list(papers.values_list("symbol", flat=True)) == symbols
    assert papers.get(kind="report").outcome.key == "bms8"


def test_every_name_and_title_is_there_in_six_languages():
    texts = [
        *Body.objects.values_list("name", flat=True),
        *AgendaItem.objects.values_list("title", flat=True),
        *MeetingDocument.objects.values_list("title", flat=True),
    ]
    assert {frozenset(each) for each in texts} == {frozenset(LANGUAGE_CODES)}


def test_every_record_names_its_paragraph():
    for model in (Officer, AgendaItem, Sitting, Statement, MeetingDocument):
        meeting = "sitting__meeting" if model is Statement else "meeting"
        of_bms8 = model.objects.filter(**{f"{meeting}__key": "bms8"})
        sources = set(of_bms8.values_list("source", flat=True))
        assert sources
        assert all(source.startswith("A/CONF.192/BMS/2022/1, para") for source in sources), sources


def test_loading_again_changes_nothing_and_keeps_what_staff_wrote(folder):
    item = AgendaItem.objects.get(number=1)
    item.source = "Corrected here"
    item.save()
    statement = Statement.objects.get(sitting__number=8)
    statement.reporter = None
    statement.body = Body.objects.get(key="iansa")
    statement.save()
    counts = facts.load(folder, progress=str)
    assert (counts.created, counts.updated, counts.kept) == (0, 0, 2)
    item.refresh_from_db()
    assert item.source == "Corrected here"
