"""The starting data: it loads, loads again without effect, and says what the sources say."""

import hashlib
import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from commitments.models import (
    Addressee,
    Commitment,
    CommitmentAddressee,
    CommitmentAnswer,
    CommitmentLink,
    Level,
    Meeting,
    OutcomeDocument,
    Section,
    Theme,
)
from common.multilingual import LANGUAGE_CODES
from reports import coverage, facts
from reports.coverage.sentence import sentences
from reports.models import (
    Group,
    Membership,
    PublishedTotal,
    Reporter,
    ReporterKind,
    ReportingCycle,
    Response,
    Submission,
)
from testing.reading import get, words

FIXTURES = settings.BASE_DIR / "fixtures"


pytestmark = [pytest.mark.usefixtures("database_of_facts"), pytest.mark.django_db]


def load(**options):
    out = StringIO()
    call_command("load_facts", stdout=out, **options)
    return out.getvalue()


def positions(**filters):
    return list(
        Commitment.objects.filter(document__key="bms8", **filters)
        .order_by("position")
        .values_list("position", flat=True)
    )


def test_the_outcome_has_96_paragraphs_of_which_21_to_96_are_operative():
    assert positions() == list(range(1, 97))
    assert positions(is_operative=True) == list(range(21, 97))


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.NATIONAL, range(21, 41)),
        (Level.REGIONAL, range(41, 49)),
        (Level.GLOBAL, range(49, 62)),
    ],
)
def test_paragraphs_stand_at_their_level(level, expected):
    assert positions(section__level=level) == list(expected)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("i-1", 21, 40),
        ("i-2", 41, 48),
        ("i-3-1", 49, 54),
        ("i-3-2", 55, 61),
        ("ii", 62, 66),
        ("ii-1", 67, 75),
        ("iii", 76, 95),
        ("iv-1", 96, 96),
    ],
)
def test_paragraphs_stand_in_their_section(code, first, last):
    assert positions(section__code=code) == list(range(first, last + 1))


def test_preambular_paragraphs_stand_before_the_first_heading():
    assert positions(section=None) == list(range(1, 21))


@pytest.mark.parametrize(
    ("number", "addressees"),
    [
        (25, [Addressee.STATES]),
        (42, [Addressee.STATES, Addressee.REGIONAL_ORGANISATIONS]),
        (60, [Addressee.SECRETARIAT]),
        (64, [Addressee.STATES_IN_A_POSITION]),
        (75, [Addressee.SECRETARIAT, Addressee.MEETING]),
        (83, [Addressee.MEETING]),
        (96, [Addressee.MEETING]),
    ],
)
def test_paragraphs_are_directed_to_whom_they_ask(number, addressees):
    assert Commitment.objects.get(key=f"bms8-{number}").addressees == addressees


def test_72_of_the_76_operative_paragraphs_are_asked_of_states():
    cycle = ReportingCycle.objects.get(code="2022")
    assert cycle.scope().count() == 76
    assert cycle.scope("state").count() == 72
    assert cycle.scope("organisation").count() == 2


def test_every_title_and_heading_is_there_in_six_languages():
    titled = [*Commitment.objects.values_list("title", flat=True)]
    named = [
        *Section.objects.values_list("heading", flat=True),
        *Theme.objects.values_list("name", flat=True),
        *Meeting.objects.values_list("name", flat=True),
        *Reporter.objects.values_list("name", flat=True),
        *Group.objects.values_list("name", flat=True),
        *ReportingCycle.objects.values_list("name", flat=True),
    ]
    assert {frozenset(texts) for texts in titled + named} == {frozenset(LANGUAGE_CODES)}


def test_every_summary_and_every_text_of_our_own_is_there_in_six_languages():
    own = [
        *Commitment.objects.values_list("summary", flat=True),
        *CommitmentAnswer.objects.values_list("note", flat=True),
        *CommitmentAddressee.objects.exclude(name={}).values_list("name", flat=True),
        *OutcomeDocument.objects.values_list("title", flat=True),
        *OutcomeDocument.objects.exclude(completeness={}).values_list("completeness", flat=True),
    ]
    assert {frozenset(texts) for texts in own} == {frozenset(LANGUAGE_CODES)}
    assert all(text.strip() == text and text for texts in own for text in texts.values())


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_no_two_paragraphs_carry_the_same_summary(language):
    summaries = [texts[language] for texts in Commitment.objects.values_list("summary", flat=True)]
    assert len(set(summaries)) == len(summaries)


def test_the_page_of_translations_is_full_for_what_ships():
    tables = get("/data/translations/").context["tables"]
    lines = [
        line for table in tables for line in table.lines if line.name in ("Titles", "Summaries")
    ]
    assert len(lines) == 4 * 2
    assert all(set(line.counts) == {line.total} for line in lines)


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        (1, [Addressee.STATES, Addressee.STATES_IN_A_POSITION]),
        (4, [Addressee.SECURITY_COUNCIL]),
        (5, [Addressee.PEACE_OPERATIONS]),
        (12, [Addressee.UN_ENTITIES]),
        (13, [Addressee.OTHERS_IN_A_POSITION]),
    ],
)
def test_recommendations_speak_to_whom_the_report_names(number, kinds):
    commitment = Commitment.objects.get(key=f"s-2008-258-{number}")
    assert commitment.addressees == kinds
    assert commitment.is_operative


def test_three_bodies_are_named_in_the_twelfth_recommendation():
    records = CommitmentAddressee.objects.filter(commitment__key="s-2008-258-12")
    assert [record.name["en"] for record in records][:2] == [
        "Peacebuilding Commission",
        "Office for Disarmament Affairs",
    ]
    assert records.count() == 3


def test_the_explanations_stand_apart_by_their_paragraphs():
    explained = Commitment.objects.filter(document__key="s-2008-258").in_document_order()
    assert list(explained.values_list("explained_in", flat=True)) == [
        *("62", "63", "64", "65–66", "67", "68", "69", "70–71", "72", "73", "74", "", "75")
    ]


def test_the_instruments_say_how_complete_they_are_and_are_linked_to():
    partial = OutcomeDocument.objects.exclude(completeness={})
    assert set(partial.values_list("key", flat=True)) == {"poa", "iti"}
    numbers = Commitment.objects.filter(document__in=partial).order_by("-document__key", "position")
    assert list(numbers.values_list("number", flat=True)) == [
        *(f"I.{n}" for n in range(1, 7)),
        *(f"II.{n}" for n in (*range(1, 21), *range(23, 28), 29, 36, 37, 40)),
        *(f"III.{n}" for n in (3, 6, 10, 14)),
        *map(str, (4, 7, 8, 10, 11, 12, 13, 14, 17, 24, 25, 27, 28, 31, 33, 36, 37)),
    ]
    assert "chapter IV, are not on record" in words(get("/documents/poa/"))
    levels = Commitment.objects.filter(document__key="poa").values_list("number", "section__level")
    assert {number: level for number, level in levels if level} == {
        f"II.{n}": "national" if n < 24 else "regional" if n < 32 else "global"
        for n in (*range(2, 21), *range(23, 28), 29, 36, 37, 40)
    }
    links = CommitmentLink.objects.values_list("commitment__key", "earlier__key", "kind")
    assert ("bms8-21", "poa-ii2", "strengthens") in set(links)
    assert {earlier.split("-")[0] for _later, earlier, _kind in links} == {"poa", "iti"}


def test_only_answers_that_a_source_at_hand_names_are_on_record():
    assert set(CommitmentAnswer.objects.values_list("commitment__key", "document")) == {
        ("bms8-75", "A/CONF.192/2024/RC/CRP.1/Rev.3"),
        ("bms8-83", "United Nations Small Arms and Light Weapons Fellowship Programme"),
        ("bms8-96", "A/CONF.192/2024/RC/CRP.1/Rev.3"),
        ("s-2008-258-4", "Security Council resolution 2117 (2013)"),
        ("s-2008-258-5", "Security Council resolution 2117 (2013)"),
    }
    assert not CommitmentAnswer.objects.filter(source="").exists()
    for answer in CommitmentAnswer.objects.select_related("commitment"):
        assert not answer.commitment.is_answerable_by_reports


def test_addressees_that_staff_removed_do_not_come_back():
    commitment = Commitment.objects.get(key="bms8-42")
    commitment.addressee_records.get(kind=Addressee.STATES).delete()
    counts = facts.load(FIXTURES, progress=str)
    assert counts.created == 0
    assert counts.kept == 1
    commitment.refresh_from_db()
    assert commitment.addressees == [Addressee.REGIONAL_ORGANISATIONS]


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_no_two_paragraphs_carry_the_same_title(language):
    titles = [texts[language] for texts in Commitment.objects.values_list("title", flat=True)]
    assert len(set(titles)) == len(titles) == 96 + 13 + 56


def test_titles_and_summaries_are_in_six_languages_and_no_official_text_is_shipped():
    for commitment in Commitment.objects.all():
        assert set(commitment.title) == set(commitment.summary) == set(LANGUAGE_CODES)
        assert commitment.official_text == {}


def test_there_are_193_members_and_four_other_states():
    assert Reporter.objects.states().count() == 197
    assert Reporter.objects.members().count() == 193
    assert Reporter.objects.filter(kind=ReporterKind.ORGANISATION).count() == 8


@pytest.mark.parametrize(
    ("code", "size"),
    [
        ("african", 54),
        ("asia_pacific", 54),
        ("eastern_european", 23),
        ("latin_american_caribbean", 33),
        ("western_european_and_others", 29),
    ],
)
def test_regional_groups_have_their_members(code, size):
    assert Membership.objects.filter(group__code=code).count() == size


def test_80_states_and_8_organisations_reported_in_2022():
    cycle = ReportingCycle.objects.get(code="2022")
    states = coverage.headline(cycle)
    organisations = coverage.headline(cycle, "organisation")
    assert (states.reported, states.expected, states.missing) == (80, 193, 113)
    assert (organisations.reported, organisations.expected) == (8, None)
    assert [total.count for total in states.published_totals] == [80]


def test_the_roll_call_of_2022_adds_up_by_regional_group():
    rolls = coverage.roll_call(ReportingCycle.objects.get(code="2022"))
    assert [(r.group.code, r.ratio.count, len(r.missing)) for r in rolls] == [
        ("african", 25, 29),
        ("asia_pacific", 16, 38),
        ("eastern_european", 13, 10),
        ("latin_american_caribbean", 9, 24),
        ("western_european_and_others", 17, 12),
    ]


def test_no_date_or_response_is_invented():
    assert not Response.objects.exists()
    for submission in Submission.objects.all():
        assert submission.received_on is None
        assert str(submission.received_no_later_than) == "2022-07-01"
        assert submission.source.startswith("A/CONF.192/BMS/2022/1, para. 1")
    for cycle in ReportingCycle.objects.all():
        assert (cycle.opens_on, cycle.due_on, cycle.closes_on) == (None, None, None)


def test_earlier_cycles_have_their_published_totals_and_sources():
    totals = PublishedTotal.objects.filter(reporter_kind="state", cycle__isnull=False)
    totals = totals.order_by("cycle__year")
    assert [(t.cycle.code, t.count) for t in totals] == [("2014", 68), ("2018", 120), ("2022", 80)]
    assert all(total.source for total in totals)


def test_totals_of_periods_have_their_years_and_what_they_are_out_of():
    totals = PublishedTotal.objects.of_periods()
    assert [(t.years, t.count, t.out_of) for t in totals] == [
        ("2003", 103, 191),
        ("2002–2005", 137, None),
        ("2001–2020", 174, None),
    ]
    assert all(total.source for total in totals)


def test_nothing_of_the_starting_data_is_fictional():
    assert not ReportingCycle.objects.filter(is_fictional=True).exists()


def test_meetings_and_documents_are_those_of_the_process():
    assert Meeting.objects.count() == 15
    assert set(OutcomeDocument.objects.values_list("key", flat=True)) == {
        "poa",
        "iti",
        "revcon2",
        "bms6",
        "bms8",
        "s-2008-258",
    }


def test_kenya_is_found_in_every_language():
    for query in ("Kenya", "肯尼亚", "كينيا", "Кения", "KEN"):
        assert Reporter.objects.matching(query).filter(code="KEN").exists()


def test_every_record_satisfies_its_model():
    for model in (Meeting, OutcomeDocument, Section, Theme, Commitment, Reporter, ReportingCycle):
        for record in model.objects.all()[:20]:
            record.full_clean()


def test_loading_again_changes_nothing():
    assert "0 created, 0 updated" in load()


def test_a_dry_run_changes_nothing():
    Theme.objects.filter(key="youth").delete()
    assert "Would load: 1 created" in load(dry_run=True)
    assert not Theme.objects.filter(key="youth").exists()


def test_a_correction_of_the_file_arrives_but_staff_s_edits_stay(tmp_path):
    record = {"model": "commitments.theme", "fields": {"key": "youth", "position": 99}}
    record["fields"]["name"] = {"en": "Young people"}
    (tmp_path / "01.json").write_text(json.dumps([record]))
    assert "1 updated" in load(folder=tmp_path)
    theme = Theme.objects.get(key="youth")
    assert (str(theme), theme.position) == ("Young people", 99)

    theme.position = 5
    theme.save()
    assert "1 kept" in load(folder=tmp_path)
    assert Theme.objects.get(key="youth").position == 5


def test_what_was_loaded_has_a_history_that_says_so():
    assert (
        Theme.objects.get(key="youth").history.get().history_change_reason
        == f"{facts.REASON}\ndoor:server"
    )


def test_a_wrong_file_loads_nothing_and_names_the_record(tmp_path):
    records = [
        {"model": "commitments.theme", "fields": {"key": "new", "name": {"en": "New"}}},
        {"model": "commitments.theme", "fields": {"key": "bad", "name": {"fr": "Mal"}}},
    ]
    (tmp_path / "01.json").write_text(json.dumps(records))
    with pytest.raises(CommandError, match="bad"):
        load(folder=tmp_path)
    assert not Theme.objects.filter(key="new").exists()


# The sentence for the meeting's report

# SHA-256 of paras. 15 and 16 of A/CONF.192/BMS/2022/1 in Chinese, without their numbers.
PARAGRAPH_15 = "9fd728e8f7024edd7be66e24e3a81f9a1bde4f5a2d07010b5e49580e81c8ec69"
PARAGRAPH_16 = "510efae1061ba33000ab522478b8843cc6f9118164f15376dce0698428d0f11c"


def test_the_sentence_is_that_of_the_report_of_2022_to_the_letter() -> None:
    cycle = ReportingCycle.objects.get(code="2022")
    current = Submission.objects.current().filter(cycle=cycle).select_related("reporter")
    reporters = [submission.reporter for submission in current]
    for kind, digest in (
        (ReporterKind.STATE, PARAGRAPH_15),
        (ReporterKind.ORGANISATION, PARAGRAPH_16),
    ):
        found = sentences(cycle, kind, [r for r in reporters if r.kind == kind])
        sentence = dict(found)["zh"]
        assert hashlib.sha256(sentence.encode()).hexdigest() == digest


# The European Union, a reporter of its own kind


def test_the_european_union_can_report_and_has_not_in_2022() -> None:
    union = Reporter.objects.get(code="european-union")
    assert (union.kind, union.abbreviation) == (ReporterKind.BLOC, "EU")
    assert set(union.name) == {"en", "fr", "es", "ru", "zh", "ar"}
    assert not union.submissions.exists()
    assert union in Reporter.objects.organisations()
    cycle = ReportingCycle.objects.get(code="2022")
    blocs = coverage.headline(cycle, ReporterKind.BLOC)
    assert (blocs.reported, blocs.expected, blocs.missing) == (0, None, None)


def test_a_fact_that_is_no_more_goes_unless_it_is_edited_or_needed(tmp_path: Path) -> None:
    theme = {"model": "commitments.theme", "fields": {"key": "old", "name": {"en": "Old"}}}
    retired = [
        {"model": "commitments.theme", "key": ["old"]},
        {"model": "commitments.meeting", "key": ["bms8"]},
    ]
    (tmp_path / "01.json").write_text(json.dumps([theme]))
    load(folder=tmp_path)
    (tmp_path / "01.json").unlink()
    (tmp_path / "retired.json").write_text(json.dumps(retired))
    old = Theme.objects.get(key="old")
    old.name = {"en": "Edited"}
    old.save()
    assert "0 updated, 0 unchanged, 2 kept" in load(folder=tmp_path)
    assert Theme.objects.filter(key="old").exists()
    old.delete()
    (tmp_path / "01.json").write_text(json.dumps([theme]))
    assert "1 created, 0 updated, 1 removed, 0 unchanged, 1 kept" in load(folder=tmp_path)
    assert not Theme.objects.filter(key="old").exists()
    assert Meeting.objects.filter(key="bms8").exists()
