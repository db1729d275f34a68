"""From a parsed outcome to records: created, changed, unchanged, never lost, undone."""

import hashlib
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from commitments.models import Commitment, OutcomeDocument, Section
from commitments.models.import_log import ImportLog
from commitments.neutral import first_words, is_neutral, shown_title
from commitments.outcomes.load import apply
from commitments.outcomes.load.neutral_titles import neutral_title
from commitments.outcomes.load.plan import Plan, State, plan_of
from commitments.outcomes.load.proposal import Choices, Edit, NewDocument, likely_choices
from commitments.outcomes.messages import described
from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Outcome
from commitments.tests.samples.texts import NUMBERS, SAMPLES, SYMBOL
from common import doors
from common.difference import as_plain_text
from common.files.reading.lines import Extracted, Kind
from common.files.reading.text import text_lines
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_meeting,
    make_officer,
    make_published,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db
DIGEST = hashlib.sha256(b"x").hexdigest()


def outcome(text: str) -> Outcome:
    return parse(Extracted(Kind.TEXT, text_lines(text)), "outcome.txt")


def new(**changes: Any) -> NewDocument:
    return NewDocument(**{"key": "revcon7", "symbol": SYMBOL, **changes})


def plan(language: str = "en", text: str = "", **changes: Any) -> Plan:
    """A plan for the sample in ``language``: into revcon7, which is created when not there yet."""
    parsed = outcome(text or SAMPLES[language])
    exists = OutcomeDocument.objects.filter(key="revcon7").exists()
    defaults: dict[str, Any] = {"document": "revcon7"} if exists else {"new": new()}
    choices = Choices(language, parsed.main_part, **{**defaults, **changes})
    return plan_of(parsed, choices)


def carry_out(made: Plan, by: Any = None) -> ImportLog:
    return apply.load(made, file_name="outcome.txt", sha256=DIGEST, by=by)


def undo_last(by: Any = None) -> int:
    last = apply.last_import()
    assert last is not None
    return apply.undo(last, by=by)


def codes(made: Plan) -> list[str]:
    return [problem.code for problem in made.problems if problem.code != "symbol_unknown"]


def states(made: Plan) -> dict[str, str]:
    return {one.row.number: str(one.state) for one in made.commitments}


def test_a_new_document_with_its_sections_and_paragraphs() -> None:
    make_meeting("revcon7")
    log = carry_out(plan(new=new(title="Outcome of the seventh", meeting="revcon7")))
    document = OutcomeDocument.objects.get(key="revcon7")
    assert (document.symbol, document.meeting.key) == (SYMBOL, "revcon7")
    assert document.title["en"] == "Outcome of the seventh"
    assert [c.number for c in document.commitments.in_document_order()] == NUMBERS
    assert [s.code for s in document.sections.all()] == ["i", "i-a", "i-b", "ii", "ii-1"]
    section = document.sections.get(code="i-a")
    assert (section.parent.code, section.level, section.numeral) == ("i", "national", "A")
    assert document.sections.get(code="i").chapeau["en"].endswith("undertake the following:")
    assert log.counts["created"] == 11
    assert log.details["created_document"]


def test_paragraphs_get_what_was_guessed_until_staff_say_otherwise() -> None:
    carry_out(plan())
    by_number = {c.number: c for c in Commitment.objects.all()}
    assert [by_number[n].is_operative for n in NUMBERS] == [False, False, True, True, True, True]
    assert by_number["4"].addressees == ["states_in_a_position_to_do_so"]
    assert by_number["5"].addressees == ["meeting"]
    assert by_number["3 bis"].key == "revcon7-3-bis"
    assert by_number["3"].official_text["en"].splitlines()[1] == "(a) How many tools are kept;"
    assert len(by_number["2"].official_text["en"].splitlines()) == 1
    assert by_number["2"].footnotes["en"].startswith("¹ See also")


def test_new_titles_are_neutral_and_known_to_be_so() -> None:
    carry_out(plan())
    commitment = Commitment.objects.get(number="3")
    assert commitment.title == neutral_title("annex", "3")
    assert is_neutral(commitment.title, "3")
    assert not is_neutral({"en": "Counting tools"}, "3")


@pytest.mark.parametrize("language", ["ar", "zh", "fr", "ru", "es"])
def test_a_second_language_joins_by_number(language: str) -> None:
    carry_out(plan())
    second = plan(language)
    assert codes(second) == []
    assert set(states(second).values()) == {"changed"}
    log = carry_out(second)
    assert (log.counts["created"], log.counts["changed"]) == (0, 11)
    commitment = Commitment.objects.get(number="3 bis")
    assert set(commitment.official_text) == {"en", language}
    assert commitment.title == neutral_title("annex", "3 bis")
    assert set(Section.objects.get(code="ii-1").heading) == {"en", language}


def test_english_headings_replace_the_neutral_ones() -> None:
    carry_out(plan("zh"))
    section = Section.objects.get(code="i-a")
    assert section.heading == {"en": "Section I.A", "zh": "在国家一级"}
    carry_out(plan("en"))
    section.refresh_from_db()
    assert section.heading["en"] == "At the national level"


def test_numbers_missing_or_extra_in_a_second_language_are_named_problems() -> None:
    carry_out(plan())
    text = SAMPLES["fr"].replace("\n5. ", "\n6. ")
    second = plan("fr", text)
    assert "number_not_in_file" in codes(second)
    assert "number_extra_left_out" in codes(second)
    assert states(second)["6"] == State.LEFT_OUT
    assert [record.number for record in second.missing] == ["5"]
    carry_out(second)
    assert Commitment.objects.filter(number="5").exists()
    assert not Commitment.objects.filter(number="6").exists()


def test_extra_paragraphs_of_a_second_language_are_created_on_demand() -> None:
    carry_out(plan())
    text = SAMPLES["fr"].replace("\n3 bis. ", "\n3 ter. ")
    carry_out(plan("fr", text, create_missing=True))
    order = list(Commitment.objects.in_document_order().values_list("number", flat=True))
    assert order == ["1", "2", "3", "3 ter", "3 bis", "4", "5"]


def test_the_same_text_again_changes_nothing() -> None:
    carry_out(plan())
    again = plan()
    assert set(states(again).values()) == {"unchanged"}
    assert not again.changes_anything
    histories = Commitment.history.count()
    carry_out(again)
    assert Commitment.history.count() == histories


def test_a_corrected_text_shows_the_words_that_changed_and_keeps_responses() -> None:
    carry_out(plan(), by=make_officer())
    commitment = Commitment.objects.get(number="3 bis")
    cycle = make_cycle("2031", commitment.document)
    submission = make_published(cycle=cycle, answers={commitment: "planned"})
    text = SAMPLES["en"].replace("every second year", "each third year")
    corrected = plan("en", text)
    assert [number for number, state in states(corrected).items() if state == "changed"] == [
        "3 bis"
    ]
    (changed,) = [one for one in corrected.commitments if one.state == State.CHANGED]
    shown = as_plain_text(changed.pieces["official_text"])
    assert shown == "To repeat that count [-every-]{+each+} [-second-]{+third+} year."
    carry_out(corrected)
    commitment.refresh_from_db()
    assert "each third year" in commitment.official_text["en"]
    assert submission.responses.get().commitment == commitment


def test_what_has_responses_never_disappears() -> None:
    carry_out(plan())
    commitment = Commitment.objects.get(number="4")
    make_published(cycle=make_cycle("2031", commitment.document), answers={commitment: "planned"})
    text = SAMPLES["en"].replace("4. To encourage", "To encourage")
    carry_out(plan("en", text))
    assert Commitment.objects.get(number="4").responses.count() == 1


def test_a_paragraph_inserted_later_takes_its_place() -> None:
    carry_out(plan())
    text = SAMPLES["en"].replace("\nB. At the", "\n3 ter. To rest afterwards.\n\nB. At the")
    carry_out(plan("en", text))
    order = list(Commitment.objects.in_document_order().values_list("number", flat=True))
    assert order == ["1", "2", "3", "3 bis", "3 ter", "4", "5"]


def test_our_own_words_on_a_paragraph_are_never_touched() -> None:
    document = make_document("revcon7", symbol=SYMBOL)
    section = make_section(document, "i-a", heading={"en": "Ours", "fr": "Le nôtre"})
    mine = {"title": {"en": "Mine"}, "summary": {"en": "My words."}, "directed_to_meeting": True}
    make_commitment(document, "3", section=section, **mine)
    carry_out(plan(create_missing=True))
    commitment = Commitment.objects.get(key="revcon7-3")
    assert commitment.title == {"en": "Mine"}
    assert commitment.summary == {"en": "My words."}
    assert commitment.addressees == ["meeting"]
    assert commitment.section == section
    section.refresh_from_db()
    assert section.heading == {"en": "At the national level", "fr": "Le nôtre"}


def test_a_paragraph_under_another_heading_is_named_and_left_there() -> None:
    carry_out(plan())
    text = SAMPLES["en"].replace("B. At the regional level\n\n", "")
    moved = plan("en", text)
    assert "section_differs" in codes(moved)
    assert "section_missing" in codes(moved)
    carry_out(moved)
    assert Commitment.objects.get(number="4").section.code == "i-b"


def test_corrections_of_rows() -> None:
    edits = {
        2: Edit(number="30", section="ii", addressees=("secretariat",)),
        3: Edit(left_out=True),
        4: Edit(text="Rewritten."),
        5: Edit(is_operative=False),
    }
    carry_out(plan(edits=edits))
    by_number = {c.number: c for c in Commitment.objects.all()}
    assert set(by_number) == {"1", "2", "30", "4", "5"}
    assert by_number["30"].section.code == "ii"
    assert by_number["30"].addressees == ["secretariat"]
    assert by_number["4"].official_text == {"en": "Rewritten."}
    assert not by_number["5"].is_operative


def test_an_error_stops_the_import_until_it_is_corrected() -> None:
    text = "1. One.\n\n2. Two.\n\n2. Two again.\n\n3. Three."
    broken = plan("en", text)
    assert [problem.code for problem in broken.errors] == ["number_repeated"]
    with pytest.raises(apply.NotLoaded):
        carry_out(broken)
    assert not Commitment.objects.exists()
    carry_out(plan("en", text, edits={2: Edit(number="2 bis")}))
    assert Commitment.objects.count() == 4


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"language": ""}, "language_needed"),
        ({"document": "", "new": None}, "document_needed"),
        ({"new": NewDocument("", SYMBOL)}, "key_needed"),
        ({"new": NewDocument("Bad Key", SYMBOL)}, "key_needed"),
        ({"new": NewDocument("good", "")}, "symbol_needed"),
        ({"new": NewDocument("taken", "A/1/1")}, "document_exists"),
        ({"new": NewDocument("good", "A/TEST/TAKEN")}, "document_exists"),
    ],
)
def test_choices_that_cannot_be(choices: dict[str, Any], code: str) -> None:
    make_document("taken")
    language = choices.pop("language", "en")
    made = plan_of(outcome(SAMPLES["en"]), Choices(language, 1, **{"new": new(), **choices}))
    assert code in [problem.code for problem in made.errors]


def test_all_or_nothing() -> None:
    """A number too long for the record is refused; nothing of the document stays."""
    with pytest.raises(apply.NotLoaded) as refused:
        carry_out(plan(edits={5: Edit(number="5 " + "x" * 40)}))
    assert [problem.code for problem in refused.value.problems] == ["refused"]
    assert not OutcomeDocument.objects.exists()
    assert not ImportLog.objects.exists()


def test_every_problem_has_a_sentence_in_its_place() -> None:
    text = SAMPLES["en"].replace("\n4. ", "\n8. ").replace("five days.", "five")
    carry_out(plan())
    for problem in plan("en", text).problems:
        assert described(problem)


def test_undo_takes_back_what_was_created() -> None:
    carry_out(plan())
    assert undo_last() == 12
    assert not OutcomeDocument.objects.exists()
    assert not Section.objects.exists()
    assert apply.last_import() is None
    assert ImportLog.objects.get().is_undone


def test_undo_puts_replaced_texts_back() -> None:
    carry_out(plan())
    carry_out(plan("fr"))
    carry_out(plan("en", SAMPLES["en"].replace("ladder", "bucket")))
    undo_last()
    commitment = Commitment.objects.get(number="4")
    assert "ladder" in commitment.official_text["en"]
    assert "fr" in commitment.official_text
    undo_last()
    commitment.refresh_from_db()
    assert set(commitment.official_text) == {"en"}
    undo_last()
    assert not Commitment.objects.exists()


def test_only_the_last_import_can_be_undone() -> None:
    first = carry_out(plan())
    carry_out(plan("fr"))
    with pytest.raises(apply.CannotUndo):
        apply.undo(first)


def test_undo_is_refused_when_reports_say_something() -> None:
    carry_out(plan())
    commitment = Commitment.objects.get(number="4")
    make_published(cycle=make_cycle("2031", commitment.document), answers={commitment: "planned"})
    with pytest.raises(apply.CannotUndo):
        undo_last()
    assert Commitment.objects.count() == 6


def test_undo_is_refused_when_a_cycle_has_the_document_in_scope() -> None:
    carry_out(plan())
    make_cycle("2031", OutcomeDocument.objects.get())
    with pytest.raises(apply.CannotUndo):
        undo_last()


def test_undo_is_refused_after_an_edit() -> None:
    carry_out(plan())
    commitment = Commitment.objects.get(number="4")
    commitment.title = {"en": "A ladder lent"}
    commitment.save()
    with pytest.raises(apply.CannotUndo):
        undo_last()


def test_undo_is_refused_when_a_replaced_text_was_edited() -> None:
    carry_out(plan())
    carry_out(plan("fr"))
    commitment = Commitment.objects.get(number="4")
    commitment.official_text = {**commitment.official_text, "fr": "Autre chose."}
    commitment.save()
    with pytest.raises(apply.CannotUndo):
        undo_last()


def test_history_says_which_file_and_who() -> None:
    officer = make_officer()
    carry_out(plan(), by=officer)
    entry = Commitment.objects.get(number="4").history.first()
    assert doors.parts(entry.history_change_reason) == ("Import of outcome.txt", "server")
    assert entry.history_user == officer


def test_without_the_right_nothing_is_imported_or_undone() -> None:
    visitor = make_user()
    with pytest.raises(PermissionDenied):
        carry_out(plan(), by=visitor)
    carry_out(plan())
    with pytest.raises(PermissionDenied):
        undo_last(by=visitor)


def test_the_document_is_found_by_its_symbol() -> None:
    make_document("somewhere", symbol=SYMBOL)
    likely = likely_choices(outcome(f"{SYMBOL}\n\n{SAMPLES['en']}"))
    assert (likely.document, likely.new, likely.language, likely.part) == (
        "somewhere",
        None,
        "en",
        1,
    )


def test_a_new_document_is_proposed_after_its_meeting() -> None:
    make_meeting("revcon7", kind="revcon")
    likely = likely_choices(outcome(f"{SYMBOL}\n\n{SAMPLES['fr']}"))
    assert likely.new is not None
    assert (likely.new.key, likely.new.symbol, likely.new.meeting) == ("revcon7", SYMBOL, "revcon7")


def test_comparing_costs_the_same_for_three_paragraphs_and_thirty(
    django_assert_max_num_queries: Any,
) -> None:
    def text(count: int) -> str:
        return "\n\n".join(f"{n}. States agree to do thing {n}." for n in range(1, count + 1))

    for count in (3, 30):
        carry_out(plan("en", text(count), new=new(key=f"d{count}", symbol=f"A/{count}/1")))
        with django_assert_max_num_queries(4):
            plan("en", text(count), document=f"d{count}")


def headings() -> dict[str, str]:
    return {section.code: section.heading.get("en", "") for section in Section.objects.all()}


@pytest.mark.parametrize("new", ["At home in the box", "On neighbours"])
def test_another_heading_in_the_place_of_one_is_confirmed_by_somebody(new: str) -> None:
    carry_out(plan())
    text = SAMPLES["en"].replace("At the national level", new)
    asked = plan("en", text)
    assert "heading_replaced" in codes(asked)
    carry_out(asked)
    assert headings()["i-a"] == "At the national level"
    carry_out(plan("en", text, replace_headings=True))
    assert headings()["i-a"] == new


@pytest.mark.parametrize("new", ["At the national levels", "At the national level of the State"])
def test_corrected_words_of_a_heading_need_no_confirmation(new: str) -> None:
    carry_out(plan())
    corrected = plan("en", SAMPLES["en"].replace("At the national level", new))
    assert "heading_replaced" not in codes(corrected)
    carry_out(corrected)
    assert headings()["i-a"] == new


def test_a_corrected_text_without_a_heading_shifts_none_of_the_others() -> None:
    """Headings without numerals are known by their words, and by the paragraphs under them."""
    text = "I. Top\n\n1. A.\n\nOf boxes\n\n2. B.\n\nOf hammers\n\n3. C.\n\nOf saws\n\n4. D."
    carry_out(plan("en", text))
    before = headings()
    without = text.replace("Of boxes\n\n", "")
    again = plan("en", without)
    assert "heading_replaced" not in codes(again)
    carry_out(again)
    assert headings() == before


def test_a_second_language_finds_headings_by_the_paragraphs_under_them() -> None:
    text = "I. Top\n\n1. A.\n\nOf boxes\n\n2. B.\n\nOf hammers\n\n3. C.\n\n4. D."
    carry_out(plan("en", text))
    french = "I. Haut\n\n1. A.\n\n2. B.\n\nDes marteaux\n\n3. C.\n\n4. D."
    carry_out(plan("fr", french))
    by_code = {section.code: section.heading for section in Section.objects.all()}
    assert by_code["i-2"] == {"en": "Of hammers", "fr": "Des marteaux"}
    assert "fr" not in by_code["i-1"]


def test_a_paragraph_without_a_title_shows_its_first_words() -> None:
    carry_out(plan())
    commitment = Commitment.objects.get(number="3 bis")
    assert commitment.title == neutral_title("annex", "3 bis")
    assert str(commitment) == "revcon7-3-bis · To repeat that count every second year."
    commitment.title = {**commitment.title, "en": "Counting again"}
    assert commitment.shown_title == commitment.title


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short.", "Short."),
        ("Keep tools¹ in a box,² of 2 km² or boxesᵃ,ᵇ.", "Keep tools in a box, of 2 km² or boxes."),
        ("Undertake to:\n(a) count;", "Undertake to…"),
        ("word " * 40, ("word " * 18).strip() + "…"),
        ("各" * 200, "各" * 90 + "…"),
    ],
)
def test_first_words_end_with_a_word(text: str, shown: str) -> None:
    assert first_words(text) == shown


def test_a_title_written_in_one_language_is_kept_beside_first_words() -> None:
    title = {**neutral_title("annex", "3"), "fr": "Compter les outils"}
    shown = shown_title(title, {"zh": "各国清点工具。"}, "3")
    assert shown == {"zh": "各国清点工具。", "fr": "Compter les outils"}
    assert shown_title(neutral_title("annex", "3"), {}, "3") == neutral_title("annex", "3")
