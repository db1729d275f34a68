"""Each rule twice: ``full_clean`` explains it, and the database refuses what goes around that."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from commitments.models import (
    Addressee,
    Commitment,
    CommitmentAddressee,
    CommitmentLink,
    LinkKind,
    Meeting,
    OutcomeDocument,
    Section,
)
from testing.builders import (
    ask,
    explained,
    make_commitment,
    make_document,
    make_meeting,
    make_section,
    refused,
    texts,
)

pytestmark = pytest.mark.django_db


def new_commitment(document, **fields):
    return Commitment(
        **{
            "key": "new-1",
            "document": document,
            "number": "77",
            "position": 77,
            "title": texts("New"),
            **fields,
        }
    )


def test_a_number_stands_once_in_its_document():
    document = make_document()
    make_commitment(document, "9 bis")
    twin = new_commitment(document, number="9 bis")
    explained(twin, "number_taken")
    refused(twin)


def test_the_same_number_may_stand_in_another_document():
    make_commitment(make_document("one"), "9 bis")
    new_commitment(make_document("two"), number="9 bis").full_clean()


def test_a_place_in_the_document_is_taken_once():
    document = make_document()
    make_commitment(document, "1", position=1)
    twin = new_commitment(document, position=1)
    explained(twin, "position_taken")
    refused(twin)


def as_stored(commitment):
    return Commitment.objects.values_list("is_operative", "addressee_kinds").get(pk=commitment.pk)


def test_an_operative_commitment_is_directed_to_somebody():
    orphan = new_commitment(make_document(), is_operative=True, addressee_kinds=",states,")
    orphan.save()
    assert as_stored(orphan) == (False, "")
    Commitment.objects.filter(pk=orphan.pk).update(is_operative=True)
    assert as_stored(orphan) == (False, "")


@pytest.mark.parametrize("addressee", Addressee.values)
def test_a_preambular_paragraph_is_directed_to_nobody(addressee):
    paragraph = ask(make_commitment(is_operative=False), addressee)
    Commitment.objects.filter(pk=paragraph.pk).update(is_operative=False, addressee_kinds="")
    assert as_stored(paragraph) == (True, f",{addressee},")
    paragraph.addressee_records.all().delete()
    assert as_stored(paragraph) == (False, "")


@pytest.mark.parametrize("addressee", Addressee.values)
def test_every_addressee_makes_an_operative_commitment(addressee):
    paragraph = ask(make_commitment(is_operative=False), addressee)
    paragraph.full_clean()
    assert paragraph.addressees == [addressee]
    assert paragraph.is_operative


def test_an_addressee_that_moves_or_changes_is_seen_at_both_ends():
    one, other = make_commitment(), make_commitment(is_operative=False)
    record = one.addressee_records.get()
    CommitmentAddressee.objects.filter(pk=record.pk).update(commitment=other)
    assert (as_stored(one), as_stored(other)) == ((False, ""), (True, ",states,"))
    CommitmentAddressee.objects.filter(pk=record.pk).update(kind="secretariat")
    assert as_stored(other) == (True, ",secretariat,")


def test_a_save_of_what_was_read_before_changes_nothing():
    stale = make_commitment(is_operative=False)
    ask(Commitment.objects.get(pk=stale.pk), "states", "meeting")
    stale.title = texts("Renamed")
    stale.save()
    assert as_stored(stale) == (True, ",meeting,states,")


def test_an_addressee_without_a_name_is_recorded_once():
    commitment = make_commitment()
    twin = CommitmentAddressee(commitment=commitment, kind="states", position=2)
    explained(twin, "already_addressed")
    refused(twin)
    ask(commitment, "un_entities", "un_entities")


def test_two_addressees_have_two_places():
    twin = CommitmentAddressee(commitment=make_commitment(), kind="meeting", position=1)
    explained(twin, "position_taken")
    refused(twin)


def test_an_addressee_of_an_unknown_kind_is_refused():
    stranger = CommitmentAddressee(commitment=make_commitment(), kind="moon", position=2)
    explained(stranger, "invalid_choice")
    refused(stranger)


def test_a_named_body_has_a_name():
    nameless = CommitmentAddressee(commitment=make_commitment(), kind="named_body", position=2)
    explained(nameless, "name_missing")


def test_a_commitment_key_follows_from_document_and_number():
    commitment = new_commitment(make_document("bms9"), key="", number="9 bis")
    commitment.full_clean()
    assert (commitment.key, commitment.slug, commitment.document_key) == (
        "bms9-9-bis",
        "9-bis",
        "bms9",
    )


def test_a_commitment_stands_in_a_section_of_its_own_document():
    section = make_section(make_document("other"))
    explained(new_commitment(make_document(), section=section), "other_document")


def test_a_meeting_starts_before_it_ends():
    first, last = datetime.date(2022, 6, 27), datetime.date(2022, 7, 1)
    meeting = Meeting(
        key="m", kind="bms", name=texts("M"), year=2022, starts_on=last, ends_on=first
    )
    explained(meeting, "dates_out_of_order")
    refused(meeting)


def test_a_meeting_has_both_days_or_neither():
    day = datetime.date(2022, 6, 27)
    meeting = Meeting(key="m", kind="bms", name=texts("M"), year=2022, starts_on=day)
    explained(meeting, "dates_out_of_order")
    refused(meeting)
    assert make_meeting(kind="revcon").starts_on is None


def test_a_meeting_of_an_unknown_kind_is_refused():
    meeting = Meeting(key="m", kind="party", name=texts("M"), year=2022)
    explained(meeting, "invalid_choice")
    refused(meeting)


def test_a_document_of_an_unknown_kind_is_refused():
    document = OutcomeDocument(key="d", symbol="A/1", kind="poem", title=texts("D"))
    explained(document, "invalid_choice")
    refused(document)


def test_a_symbol_belongs_to_one_document():
    make_document("one", symbol="A/1")
    twin = OutcomeDocument(key="two", symbol="A/1", kind="outcome", title=texts("D"))
    explained(twin, "unique")
    refused(twin)


def new_section(document, **fields):
    return Section(
        **{"document": document, "code": "v", "position": 9, "heading": texts("H"), **fields}
    )


@pytest.mark.parametrize("field", ["code", "position"])
def test_a_section_has_its_own_code_and_place(field):
    first = make_section(make_document())
    twin = new_section(first.document, **{field: getattr(first, field)})
    explained(twin, "unique_together")
    refused(twin)


def test_a_section_of_an_unknown_level_is_refused():
    section = new_section(make_document(), level="galactic")
    explained(section, "invalid_choice")
    refused(section)


def test_a_section_is_not_part_of_itself():
    section = make_section(make_document())
    section.parent = section
    explained(section, "part_of_itself")
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.filter(pk=section.pk).update(parent=section.pk)


def test_a_section_is_part_of_one_in_the_same_document():
    above = make_section(make_document("other"))
    explained(new_section(make_document(), parent=above), "other_document")


def test_two_commitments_are_linked_once():
    later, earlier = make_commitment(), make_commitment()
    CommitmentLink.objects.create(commitment=later, earlier=earlier, kind=LinkKind.REPEATS)
    twin = CommitmentLink(commitment=later, earlier=earlier, kind=LinkKind.REPLACES)
    explained(twin, "already_linked")
    refused(twin)


def test_a_commitment_is_not_linked_to_itself():
    commitment = make_commitment()
    link = CommitmentLink(commitment=commitment, earlier=commitment, kind=LinkKind.REPEATS)
    explained(link, "linked_to_itself")
    refused(link)


def test_a_link_of_an_unknown_kind_is_refused():
    link = CommitmentLink(commitment=make_commitment(), earlier=make_commitment(), kind="likes")
    explained(link, "invalid_choice")
    refused(link)


def test_a_title_needs_its_english_text():
    commitment = new_commitment(make_document(), title={"fr": "Titre"})
    explained(commitment, "language_missing")
