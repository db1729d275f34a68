"""The form that the tracker starts with: its shape, its languages, and what its answers mean."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from common.multilingual import LANGUAGE_CODES
from questionnaires.form import Column, Form, Kind, Part, Privacy, Question, Texts, from_json
from reports.models import ResponseStatus

pytestmark = pytest.mark.once

FIXTURES = settings.BASE_DIR / "fixtures"
# For each question, the paragraphs of the outcome of the Eighth Biennial Meeting that an answer
# informs, the main one first: a judgement of this project.
INFORMS = {
    "1.1": "23 50",
    "1.2": "23",
    "1.2.2": "63",
    "1.3": "24",
    "1.4": "26",
    "1.5": "50 52 54",
    "1.6": "51",
    "1.7": "61",
    "1.8": "31",
    "2.1": "21",
    "2.1.1": "21",
    "2.2": "40",
    "2.3": "62",
    "2.3.2": "62",
    "2.3.3": "62",
    "2.4": "62",
    "2.5": "28 40",
    "2.6": "36",
    "2.7": "72 37 70",
    "2.8": "84",
    "3.1": "21 29",
    "3.2": "29",
    "3.3": "34",
    "3.4": "29",
    "3.5": "29",
    "3.6": "29",
    "3.7": "29",
    "3.8": "29",
    "3.9": "33",
    "3.10": "62",
    "3.11": "62",
    "3.12": "28",
    "3.13": "22",
    "3.14": "38",
    "3.15": "39",
    "3.16": "58",
    "3.17": "84",
    "4.1": "35",
    "4.2": "35",
    "4.3": "35",
    "4.4": "35",
    "4.5": "28 35",
    "4.6": "84",
    "5.1": "80",
    "5.2": "22",
    "5.3": "22",
    "5.4": "22",
    "5.5": "22 30",
    "5.6": "84 80",
    "5.7": "84",
    "6.1": "25",
    "6.2": "25",
    "6.3": "25",
    "6.4": "25",
    "6.5": "84",
    "7.1": "62",
    "7.2": "62",
    "7.3": "67 62",
    "7.4": "62 30",
    "7.5": "62",
    "7.6": "68",
    "7.7": "84",
    "8.1": "62",
    "8.2": "63",
    "8.3": "63",
    "8.4": "63 66",
    "8.5": "63 92",
    "8.6": "84",
    "8.7": "68 74",
    "9.1": "84 93",
    "9.2": "93 84",
    "9.3": "85 41",
    "10.1": "45 47",
    "10.2": "46",
    "10.3": "41 44",
    "10.4": "62",
    "10.5": "31",
    "10.6": "30",
}
# "Does your State wish to request assistance …"
WISHES = {"2.8", "3.17", "4.6", "5.6", "5.7", "6.5", "7.7", "8.6"}
# A Yes says nothing of a commitment: weapons are made, some are not marked, developments caused
# difficulties, weapons were diverted, stolen or collected, stocks were destroyed, somebody was
# named, awareness is raised, assistance was considered or moved.
YES_IS_NO_STATUS = {
    *{"1.2.2", "2.1", "2.3.3", "2.7", "3.13", "5.4", "5.5", "6.1", "8.7", "9.1", "10.5"},
    *WISHES,
}
# A No says that what the commitment asks for is not there.
NO_IS_A_STATUS = {
    *{"1.6", "1.7", "1.8", "2.1.1", "2.2", "2.6", "3.1", "3.3", "3.14", "3.15", "3.16", "4.1"},
    *{"5.1", "7.6"},
}
# An answer of numbers or rows is itself what the commitment asks to report.
REPORTED_IS_A_STATUS = {"6.2", "6.3", "9.2"}


@pytest.fixture(scope="module")
def record() -> Any:
    return json.loads((FIXTURES / "reporting_form.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def form(record: Any) -> Form:
    return from_json(record)


@pytest.fixture(scope="module")
def proposals(record: Any, form: Form) -> dict[str, dict[str, str]]:
    """By number, what each answer to a question proposes for its main commitment."""
    return {
        form.by_key[each["question"]].number: each["proposes"]
        for each in record["mapping"]
        if each["role"] == "main"
    }


def texts(form: Form) -> Iterator[Texts]:
    yield form.title
    for section in form.sections:
        yield section.title
    for question in form.questions():
        yield question.text
        for part in question.parts:
            yield part.label
            yield from (choice.label for choice in (*part.choices, *part.rows))
            yield from (column.label for column in part.columns)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (each for pair in value.items() for inner in pair for each in strings(inner))
    elif isinstance(value, list):
        yield from (each for inner in value for each in strings(inner))


def ticks(form: Form) -> dict[str, tuple[str, ...]]:
    """The boxes of the questions that are ticked, by number."""
    mains = {each.number: each.main for each in form.questions()}
    return {number: main.answers for number, main in mains.items() if main.kind is Kind.TICK}


def test_it_says_where_it_comes_from_and_whom_it_serves(record: Any) -> None:
    assert (record["key"], record["version"]) == ("poa-national-report", 1)
    assert record["is_reconstructed"] is True
    assert "not the official form" in record["source"].lower()
    assert record["kinds"] == ["state"]
    cycles = json.loads((FIXTURES / "13_cycles.json").read_text("utf-8"))
    meetings = {each["fields"]["code"]: each["fields"]["meeting"] for each in cycles}
    assert [meetings[code] for code in record["cycles"]] == [["bms8"]]


def test_it_has_ten_sections_with_78_questions_in_the_order_of_the_paper(form: Form) -> None:
    assert [section.number for section in form.sections] == [str(n) for n in range(1, 11)]
    assert [question.number for question in form.questions()] == list(INFORMS)
    assert len(form.by_key) == len(form.by_number) == 78
    for section in form.sections:
        assert {each.number.split(".")[0] for each in section.questions} == {section.number}


def test_keys_are_plain_words_and_unique_where_they_stand(form: Form) -> None:
    keys = [section.key for section in form.sections]
    assert len(set(keys)) == len(keys)
    for question in form.questions():
        parts = [part.key for part in question.parts]
        assert len(set(parts)) == len(parts), question.number
        for part in question.parts:
            inner = [[x.key for x in group] for group in (part.choices, part.columns, part.rows)]
            assert all(len(set(group)) == len(group) for group in inner), question.number
            parts.extend(key for group in inner for key in group)
        keys.extend([question.key, *parts])
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", key) and len(key) <= 60 for key in keys)


def test_every_text_is_there_in_six_languages_and_nothing_is_empty(record: Any, form: Form) -> None:
    assert set(form.languages) == set(LANGUAGE_CODES)
    for text in texts(form):
        assert set(text) == set(LANGUAGE_CODES), text
        assert all(words == words.strip() for words in text.values()), text
    without_mapping = {key: value for key, value in record.items() if key != "mapping"}
    assert all(strings(without_mapping))


def test_every_language_writes_its_own_words(form: Form) -> None:
    letters = {"ar": r"[\u0600-\u06ff]", "ru": r"[\u0400-\u04ff]", "zh": r"[\u4e00-\u9fff]"}
    for text in texts(form):
        assert all(re.search(letter, text[code]) for code, letter in letters.items()), text
    for question in form.questions():
        assert len(set(question.text.values())) == len(LANGUAGE_CODES), question.number
        assert all(text[-1] in "?？؟" for text in question.text.values()), question.number
        assert "¿" in question.text["es"], question.number
        assert question.text["fr"].endswith("\xa0?"), question.number
    for code in LANGUAGE_CODES:
        asked = [question.text[code] for question in form.questions()]
        assert len(set(asked)) == len(asked)


def test_each_part_has_what_its_kind_needs_and_no_more(form: Form) -> None:
    for question in form.questions():
        for part in question.parts:
            given = {
                Kind.TICK: part.answers,
                Kind.CHOICES: part.choices,
                Kind.ROWS: part.columns,
            }
            filled = {kind for kind, what in given.items() if what}
            assert filled == ({part.kind} & set(given)), (question.number, part.key)
            assert not part.rows or part.kind is Kind.ROWS
            assert not part.measures or part.kind is Kind.NUMBER
        assert all(part.kind is not Kind.TICK for part in question.parts[1:]), question.number


def test_developing_is_a_third_box_of_seven_questions(form: Form) -> None:
    boxes = ticks(form)
    three = {number for number, answers in boxes.items() if "developing" in answers}
    assert three == {"1.1", "1.2", "1.3", "1.4", "3.14", "7.1", "7.6"}
    assert {boxes[number] for number in three} == {("yes", "no", "developing")}
    assert {answers for number, answers in boxes.items() if number not in three} == {("yes", "no")}
    others = set(INFORMS) - set(boxes)
    assert others == {"2.3.2", "5.2", "5.3", "6.2", "6.3", "6.4", "8.2", "8.3", "8.4", "9.2"} | {
        "10.4",
        "10.6",
    }


def test_weapons_are_counted_by_type_and_by_what_became_of_them(form: Form) -> None:
    weapons = form.by_number["6.2"].part("weapons")
    counted = ["seized", "found", "surrendered", "marked", "traced", "destroyed"]
    assert [column.measures for column in weapons.columns] == counted
    assert {column.kind for column in weapons.columns} == {Kind.NUMBER}
    # The thirteen types of paragraph 4 of the International Tracing Instrument, and others.
    assert len(weapons.rows) == 14


def test_gates_point_backwards_to_a_box_that_is_there(form: Form) -> None:
    before: set[str] = set()
    gated: dict[str, tuple[str, tuple[str, ...]]] = {}
    for question in form.questions():
        for gate in question.gates:
            assert gate.on in before, question.number
            on = form.by_key[gate.on]
            assert set(gate.values) <= set(on.main.answers), question.number
            assert "no" not in gate.values
            gated[question.number] = (on.number, gate.values)
        before.add(question.key)
    named = ("yes", "developing")
    assert gated == {
        "1.2.2": ("1.2", named),
        "1.7": ("1.2", named),
        "2.1.1": ("2.1", ("yes",)),
        "2.3.2": ("2.3", ("yes",)),
        "2.3.3": ("2.3", ("yes",)),
        "6.2": ("6.1", ("yes",)),
        "6.3": ("6.1", ("yes",)),
        "6.4": ("6.1", ("yes",)),
        "9.2": ("9.1", ("yes",)),
    }


def test_cited_paragraphs_name_their_document_and_are_in_it(form: Form) -> None:
    cited = {(each.document, each.paragraph) for q in form.questions() for each in q.cites}
    assert {document for document, _ in cited} == {"PoA", "ITI", "RevCon3", "BMS6", "SDG", "GGE"}
    for paragraph in (paragraph for document, paragraph in cited if document == "PoA"):
        chapter, _, number = paragraph.partition(".")
        # Chapter II of the Programme of Action has 41 paragraphs, chapter III has 18.
        assert int(number or 1) <= {"II": 41, "III": 18}[chapter], paragraph
    for paragraph in (paragraph for document, paragraph in cited if document == "ITI"):
        assert re.fullmatch(r"\d+( \([a-e]\))?", paragraph), paragraph
        assert int(paragraph.split(" ")[0]) <= 38


def test_a_document_named_once_goes_for_the_paragraphs_after_it(form: Form) -> None:
    cited = {q.number: [(c.document, c.paragraph) for c in q.cites] for q in form.questions()}
    assert cited["1.2"] == [("PoA", "II.5"), ("PoA", "II.24")]
    assert cited["1.4"] == [("BMS6", "24"), ("SDG", "16.4")]
    assert cited["5.6"] == [("PoA", "II.29"), ("PoA", "III.6")]
    assert cited["8.2"] == [("ITI", "25"), ("ITI", "31 (a)")]
    # Chapter III has no paragraph 36: it is of chapter II.
    assert cited["8.6"] == [("PoA", "III.6"), ("PoA", "II.36"), ("ITI", "27")]


def test_each_question_says_how_sure_it_is(form: Form) -> None:
    assert {question.certainty for question in form.questions()} == {"A", "B", "C"}
    # The boxes of these two were taken from the paragraphs that they cite.
    assert {form.by_number[number].certainty for number in ("6.4", "8.3")} == {"C"}


def guarded(question: Question, privacy: Privacy) -> set[str]:
    parts: list[Part | Column] = list(question.parts)
    parts.extend(column for part in question.parts for column in part.columns)
    return {part.key for part in parts if part.privacy is privacy}


def test_who_is_meant_and_how_to_reach_them_is_private(form: Form) -> None:
    person = {"title", "name", "telephone", "email"}
    two = {f"{of}-{what}" for of in ("poa", "iti") for what in (*person, "address")}
    private = {q.number: guarded(q, Privacy.PRIVATE) for q in form.questions()}
    assert {number: keys for number, keys in private.items() if keys} == {
        "1.1": {"body-address", *(f"contact-{what}" for what in person)},
        "1.2": two,
        # Where it is another person, the form names that person here.
        "1.2.2": {"details"},
    }
    public = guarded(form.by_number["1.1"], Privacy.PUBLIC)
    assert public == {"answer", "body-name", "men", "women"}


def test_requests_for_assistance_are_for_those_who_may_read_requests(form: Form) -> None:
    requests = {q.number: guarded(q, Privacy.REQUEST) for q in form.questions()}
    assert {number: keys for number, keys in requests.items() if keys} == {
        **{number: {"answer", "details"} for number in WISHES},
        "9.1": {"details"},
        "9.2": {"assistance-requested"},
    }


def test_each_question_informs_its_commitments_and_no_other(record: Any, form: Form) -> None:
    addressees = json.loads((FIXTURES / "07_addressees_bms8.json").read_text("utf-8"))
    of_states = {
        each["fields"]["commitment"][0]
        for each in addressees
        if each["fields"]["kind"] in ("states", "states_in_a_position_to_do_so")
    }
    expected = [
        (number, f"bms8-{paragraph}", "supporting" if place else "main")
        for number, paragraphs in INFORMS.items()
        for place, paragraph in enumerate(paragraphs.split())
    ]
    mapped = [
        (form.by_key[each["question"]].number, each["commitment"], each["role"])
        for each in record["mapping"]
    ]
    assert mapped == expected
    assert {commitment for _, commitment, _ in mapped} <= of_states
    assert len({commitment for _, commitment, _ in mapped}) == 42


def test_every_answer_that_can_be_given_is_named_and_proposes_a_status_or_none(
    record: Any, form: Form
) -> None:
    for each in record["mapping"]:
        main = form.by_key[each["question"]].main
        assert tuple(each["proposes"]) == (main.answers or ("answered",)), each
        assert set(each["proposes"].values()) <= {"", *ResponseStatus.values}, each


def test_a_supporting_answer_proposes_nothing(record: Any) -> None:
    supporting = [each for each in record["mapping"] if each["role"] == "supporting"]
    assert len(supporting) == 20
    assert {status for each in supporting for status in each["proposes"].values()} == {""}


def test_yes_proposes_implemented_only_where_it_says_so(
    form: Form, proposals: dict[str, dict[str, str]]
) -> None:
    yes = {number: proposals[number]["yes"] for number in ticks(form)}
    assert {number for number, status in yes.items() if not status} == YES_IS_NO_STATUS
    assert set(yes.values()) == {"", ResponseStatus.IMPLEMENTED}


def test_no_proposes_not_implemented_only_where_it_says_so(
    form: Form, proposals: dict[str, dict[str, str]]
) -> None:
    no = {number: proposals[number]["no"] for number in ticks(form)}
    assert {number for number, status in no.items() if status} == NO_IS_A_STATUS
    assert set(no.values()) == {"", ResponseStatus.NOT_IMPLEMENTED}


def test_developing_proposes_in_progress(proposals: dict[str, dict[str, str]]) -> None:
    developing = {each["developing"] for each in proposals.values() if "developing" in each}
    assert developing == {ResponseStatus.IN_PROGRESS}


def test_what_is_counted_or_written_proposes_a_status_only_where_the_report_is_the_measure(
    proposals: dict[str, dict[str, str]],
) -> None:
    answered = {n: each["answered"] for n, each in proposals.items() if "answered" in each}
    assert {number for number, status in answered.items() if status} == REPORTED_IS_A_STATUS
    assert {answered[number] for number in REPORTED_IS_A_STATUS} == {ResponseStatus.IMPLEMENTED}
