"""What single marks, gates, numbers and texts give."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from questionnaires.form import from_json
from questionnaires.reading import NotRead, form_as_json, known_forms, read
from questionnaires.reading.result import Origin
from questionnaires.tests.reading.forms import answer, page, part, read_small, small


def test_every_kind_of_part_is_typed():
    filled = read_small(page())
    assert part(filled, "body").value == "yes"
    assert part(filled, "body", "details").value == "There is one since 2003."
    assert part(filled, "contact").value == "no"
    assert part(filled, "contact", "men").value == 1204
    assert part(filled, "contact", "since").value == "2019-05-03"
    assert part(filled, "contact", "details").state == "blank"
    assert part(filled, "methods", "methods").value == ["melt", "burn"]
    assert part(filled, "collected", "rows").value == [
        {"type": "Pistols", "seized": 1200, "day": "2021-03-09"},
        {"type": "Rifles, all kinds", "seized": 3},
    ]
    assert {each.certainty for each in filled.answers} == {"certain"}
    assert filled.problems == ()


TICKED = [
    "☒ Yes ☐ No ☐ Developing",
    "☑ Yes ☐ No ☐ Developing",
    "[x] Yes [ ] No [ ] Developing",
    "[X] Yes [] No [] Developing",
    "(x) Yes ( ) No ( ) Developing",
    "■ Yes □ No □ Developing",
    "● Yes ○ No ○ Developing",
    "<input type=checkbox checked> Yes <input type=checkbox> No <input type=checkbox> Developing",
    "Yes",
    "Answer: Yes",
]


@pytest.mark.parametrize("tick", TICKED)
def test_a_tick_is_read_however_it_is_written(tick):
    read_part = part(read_small(page(tick)), "body")
    assert (read_part.value, read_part.certainty) == ("yes", "certain")


STRUCK = [
    "Yes / <s>No</s> / <s>Developing</s>",
    "Yes / <span style='text-decoration: line-through'>No / Developing</span>",
]


@pytest.mark.parametrize("tick", STRUCK)
def test_the_word_that_is_not_struck_out_is_the_answer(tick):
    read_part = part(read_small(page(tick)), "body")
    assert (read_part.value, read_part.certainty) == ("yes", "certain")


@pytest.mark.parametrize("tick", ["<b>Yes</b> / No / Developing", "<mark>Yes</mark> No Developing"])
def test_one_look_of_one_answer_is_no_habit_of_a_document(tick):
    read_part = part(read_small(page(tick)), "body")
    assert (read_part.value, read_part.certainty) == ("yes", "uncertain")


@pytest.mark.parametrize("tick", ["Choose an item.", "Answer: Elija un elemento.", "请选择"])
def test_a_list_that_nobody_chose_from_is_blank(tick):
    filled = read_small(page(tick))
    assert (part(filled, "body").state, part(filled, "body").certainty) == ("blank", "certain")
    assert part(filled, "body", "details").value == "There is one since 2003."


UNCLEAR = [
    "Yes / No / <s>Developing</s>",
    "<b>Yes</b> / <u>No</u> / Developing",
    "☒ Yes ☒ No ☐ Developing",
    "[x] Yes [x] No [ ] Developing",
    "Yes / No / Developing",
    "Yes No Developing",
]


@pytest.mark.parametrize("tick", UNCLEAR)
def test_what_nobody_can_tell_is_unread_and_listed(tick):
    filled = read_small(page(tick))
    assert part(filled, "body").value is None
    assert answer(filled, "body").state == "unread"
    assert answer(filled, "body").certainty == "uncertain"
    assert [problem.question for problem in filled.problems if problem.question] == ["body"]


def test_empty_boxes_are_blank():
    filled = read_small(page("☐ Yes ☐ No ☐ Developing"))
    assert (answer(filled, "body").state, part(filled, "body").certainty) == ("blank", "certain")


def test_a_sentence_that_begins_with_no_is_no_answer():
    assert part(read_small(page("No licence was refused.")), "body").state == "unread"


def test_what_is_behind_a_closed_gate_is_not_asked_when_blank():
    empty = page("☐ Yes ☒ No ☐ Developing", "☐ Yes ☐ No", men="").replace(b"3 May 2019", b"")
    filled = read_small(empty)
    assert answer(filled, "contact").state == "not_asked"
    assert answer(filled, "contact").certainty == "certain"


def test_what_is_behind_a_closed_gate_is_doubted_when_filled():
    filled = read_small(page("☐ Yes ☒ No ☐ Developing"))
    assert answer(filled, "contact").state == "answered"
    assert answer(filled, "contact").certainty == "uncertain"
    assert "gate" in {problem.code for problem in filled.problems}


def test_a_question_that_is_not_there_is_unread_and_listed():
    begin, end = b"<p>1.3 Which", b"<p>1.4"
    data = page()
    filled = read_small(data[: data.index(begin)] + data[data.index(end) :])
    assert (answer(filled, "methods").state, answer(filled, "methods").certainty) == (
        "unread",
        "uncertain",
    )
    assert "not_found" in {problem.code for problem in filled.problems}
    assert part(filled, "contact", "details").state == "blank"


def test_the_forms_own_words_are_in_no_text():
    between = "<p>If no, go to question 1.3.</p>"
    filled = read_small(page(between=between))
    assert part(filled, "body", "details").value == "There is one since 2003."


def test_a_question_that_the_form_does_not_have_ends_the_one_before():
    between = "<p>1.1.1 Was the body asked for its opinion on this form?</p><p>It was.</p>"
    assert part(read_small(page(between=between)), "body", "details").value == (
        "There is one since 2003."
    )


NUMBERS = [
    ("1 204", 1204),
    ("1\u202f204", 1204),
    ("1.204", 1204),
    ("1’204", 1204),
    ("١٢٠٤", 1204),
    ("7", 7),
    ("0", 0),
]


@pytest.mark.parametrize(("written", "number"), NUMBERS)
def test_numbers_are_read_with_their_separators(written, number):
    assert part(read_small(page(men=written)), "contact", "men").value == number


@pytest.mark.parametrize("written", ["12 or 13", "between 3 and 5"])
def test_a_number_that_is_none_is_unread(written):
    found = part(read_small(page(men=written)), "contact", "men")
    assert (found.value, found.state, found.certainty) == (None, "unread", "uncertain")


def test_it_runs_in_a_process_of_its_own_and_gives_the_same():
    there = read(page(), [small()])
    here = read_small(page())
    assert there.answers == here.answers
    assert there.recognised == here.recognised
    assert part(there, "body").how == Origin.HTML


def test_a_form_survives_its_way_to_the_process():
    assert from_json(form_as_json(small())) == small()


REFUSED = [
    (b"", "empty"),
    (b"\x00\x01\x02", "wrong_type"),
    (b"%PDF-1.7 broken", "damaged"),
    (b"PK\x03\x04 broken", "damaged"),
    (b"A letter about the weather and nothing else at all.", "unknown"),
    (b"<html><body>" + b"<p>word</p>" * 70_000, "too_demanding"),
]


@pytest.mark.parametrize(("data", "code"), REFUSED, ids=[code for _data, code in REFUSED])
def test_what_is_no_form_is_refused_with_the_reason(data, code):
    with pytest.raises(NotRead) as refused:
        read(data, [small()])
    assert refused.value.problem.code == code
    assert refused.value.problem.message


@pytest.mark.django_db
def test_the_command_prints_every_question(tmp_path, monkeypatch, capsys):
    import json

    monkeypatch.setattr(
        "questionnaires.management.commands.read_form.known_forms", lambda: (small(),)
    )
    path = tmp_path / "form.html"
    path.write_bytes(page())
    call_command("read_form", str(path), "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed["template"] == "small"
    assert printed["problems"] == []
    assert [entry["question"] for entry in printed["answers"]] == [
        "body",
        "contact",
        "methods",
        "collected",
    ]
    assert printed["answers"][1] == {
        "number": "1.2",
        "question": "contact",
        "value": "no",
        "parts": {"men": 1204, "since": "2019-05-03", "details": None},
        "page": None,
        "state": "answered",
        "certainty": "certain",
    }
    call_command("read_form", str(path))
    assert "1.2" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no form of this key"):
        call_command("read_form", str(path), "--template", "another")
    with pytest.raises(CommandError, match="no file"):
        call_command("read_form", str(tmp_path / "none.pdf"))


def test_the_known_forms_are_those_of_the_facts():
    assert all(form.key for form in known_forms())


def test_a_word_that_is_shaded_beside_empty_boxes_is_not_surely_blank():
    shaded = "☐ <span style='background:yellow'>Yes</span> ☐ No ☐ Developing"
    read = part(read_small(page(tick=shaded)), "body")
    assert (read.state, read.certainty) == ("unread", "uncertain")
