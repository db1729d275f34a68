"""Each rule twice: ``full_clean`` explains it, and the database refuses what goes around that."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from participation.models import (
    AgendaItem,
    Body,
    MeetingDocument,
    Officer,
    OfficerRole,
    Representation,
    Sitting,
    Statement,
)
from testing.builders import (
    explained,
    make_agenda_item,
    make_body,
    make_meeting,
    make_organisation,
    make_sitting,
    make_state,
    make_statement,
    refused,
    texts,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2022, 6, 27)
NEXT_DAY = datetime.date(2022, 6, 28)


def both(instance, code):
    explained(instance, code)
    refused(instance)


def test_a_sitting_number_stands_once_in_its_meeting():
    first = make_sitting(number=1)
    both(Sitting(meeting=first.meeting, number=1), "number_taken")
    Sitting(meeting=make_meeting(), number=1).full_clean()


def test_sittings_are_numbered_from_1():
    both(Sitting(meeting=make_meeting(), number=0), "not_a_number")


@pytest.mark.parametrize(
    "days",
    [
        {"earliest_on": NEXT_DAY, "latest_on": DAY},
        {"earliest_on": DAY},
        {"latest_on": DAY},
    ],
)
def test_the_days_of_a_sitting_are_both_there_and_in_order(days):
    both(Sitting(meeting=make_meeting(), number=1, **days), "dates_out_of_order")


def test_the_day_of_a_sitting_is_known_where_there_is_but_one():
    assert Sitting(earliest_on=DAY, latest_on=DAY).held_on == DAY
    assert Sitting(earliest_on=DAY, latest_on=NEXT_DAY).held_on is None
    assert Sitting().held_on is None


def test_an_item_number_stands_once_on_an_agenda():
    item = make_agenda_item(make_meeting())
    twin = AgendaItem(meeting=item.meeting, number=item.number, title=texts("Other"))
    both(twin, "number_taken")


def test_agenda_items_are_numbered_from_1():
    both(AgendaItem(meeting=make_meeting(), number=0, title=texts("None")), "not_a_number")


def test_a_state_holds_an_office_once():
    officer = Officer(meeting=make_meeting(), role=OfficerRole.CHAIR, reporter=make_state())
    officer.save()
    twin = Officer(meeting=officer.meeting, role=officer.role, reporter=officer.reporter)
    both(twin, "office_taken")


def test_an_officer_is_of_a_state():
    explained(
        Officer(meeting=make_meeting(), role="chair", reporter=make_organisation()), "invalid"
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: Officer(meeting=make_meeting(), role="clerk", reporter=make_state()),
        lambda: MeetingDocument(
            meeting=make_meeting(), symbol="A/1", kind="letter", title=texts("Letter")
        ),
        lambda: Body(key="nobody", kind="person", name=texts("Nobody")),
    ],
    ids=["role", "kind of document", "kind of body"],
)
def test_words_are_those_of_the_vocabulary(make):
    instance = make()
    explained(instance, "invalid_choice")
    refused(instance)


def test_a_place_among_the_speakers_is_taken_once():
    first = make_statement()
    twin = Statement(sitting=first.sitting, position=first.position, reporter=make_state())
    both(twin, "position_taken")


def test_speakers_are_counted_from_1():
    both(Statement(sitting=make_sitting(), position=0, reporter=make_state()), "not_a_number")


def test_a_statement_has_one_speaker():
    sitting = make_sitting()
    both(Statement(sitting=sitting, position=1), "reporter_or_body")
    two = Statement(sitting=sitting, position=1, reporter=make_state(), body=make_body())
    both(two, "reporter_or_body")


def test_a_statement_is_on_behalf_of_each_once():
    statement, group, ecowas = make_statement(), make_body(), make_organisation()
    for who in ({"body": group}, {"reporter": ecowas}):
        Representation.objects.create(statement=statement, **who)
        both(Representation(statement=statement, **who), "already_represented")


def test_a_representation_is_of_one():
    statement = make_statement()
    both(Representation(statement=statement), "reporter_or_body")
    two = Representation(statement=statement, reporter=make_organisation(), body=make_body())
    both(two, "reporter_or_body")


def test_an_item_and_a_document_are_of_the_meeting_of_the_sitting():
    sitting, elsewhere = make_sitting(), make_meeting()
    item = make_agenda_item(elsewhere)
    statement = Statement(sitting=sitting, position=1, item=item, reporter=make_state())
    explained(statement, "other_meeting")
    paper = MeetingDocument(
        meeting=elsewhere, symbol="A/1", kind="agenda", title=texts("Agenda"), sitting=sitting
    )
    explained(paper, "other_meeting")


def test_a_symbol_stands_once():
    meeting = make_meeting()
    fields = {"symbol": "A/1", "kind": "agenda", "title": texts("Agenda")}
    MeetingDocument.objects.create(meeting=meeting, **fields)
    both(MeetingDocument(meeting=meeting, **fields), "unique")


def test_what_was_said_keeps_its_speaker_and_its_meeting():
    statement = make_statement()
    for needed in (statement.reporter, statement.sitting, statement.sitting.meeting):
        with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
            needed.delete()
