"""Invented filled forms for tests of what comes after the reading: as read, where no file is, and
on paper."""

import io
import json
import random
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.conf import settings

from questionnaires.form import Form, Kind, Part, Question, asked, from_json
from questionnaires.reading import (
    Certainty,
    FilledForm,
    Origin,
    Place,
    ReadAnswer,
    ReadPart,
    Recognised,
    State,
)
from testing.filled_forms import HtmlWriter, pdf_of
from testing.form_truth import Style, Truth

QUESTIONS_A_PAGE = 4


def starting_form() -> Form:
    """The form of 78 questions that an installation begins with."""
    path = settings.BASE_DIR / "fixtures" / "reporting_form.json"
    return from_json(json.loads(path.read_text(encoding="utf-8")))


def blank_pdf(pages: int) -> bytes:
    """A PDF of empty pages, for a file whose pages are looked at."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _page in range(pages):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def page_count(form: Form) -> int:
    return (len(form.by_key) - 1) // QUESTIONS_A_PAGE + 1


def filled(
    form: Form,
    values: Mapping[str, Any] | None = None,
    *,
    unread: Collection[str] = (),
    uncertain: Collection[str] = (),
) -> FilledForm:
    """Every question answered yes, with a text, a number or a row where the form has one, four
    questions on a page. ``values`` by question, or by ``question/part``, say otherwise; None is
    blank."""
    said = values or {}
    chosen = {q.key: said.get(q.key, _value(q.main)) for q in form.questions()}
    is_asked = asked(form, chosen)
    answers = tuple(
        _answer(
            question,
            place,
            said if is_asked[question.key] else None,
            is_unread=question.key in unread,
            is_unsure=question.key in uncertain,
        )
        for place, question in enumerate(form.questions())
    )
    recognised = Recognised(Certainty.CERTAIN, "en", 1.0, "invented")
    return FilledForm(form, recognised, "en", answers, ())


def reader(
    values: Mapping[str, Any] | None = None, **doubts: Collection[str]
) -> Callable[[Any, list[Form]], FilledForm]:
    """Stands for ``questionnaires.reading.read``: whatever the file, the first form, filled."""
    return lambda _file, forms: filled(forms[0], values, **doubts)


def paper(
    form: Form,
    values: Mapping[str, Any] | None = None,
    *,
    unread: Collection[str] = (),
    uncertain: Collection[str] = (),
) -> bytes:
    """What ``filled`` says, as a printed PDF with drawn ticks that is really read: two ticks at the
    questions ``unread``, one between two boxes at those that are ``uncertain``."""
    truth = {each.question: _truth(form, each) for each in filled(form, values).answers}
    for keys, by in ((unread, "two"), (uncertain, "between")):
        for key in keys:
            truth[key].unsure_by = by
    chance = random.Random(3)  # noqa: S311 - inventions, no secrets
    return pdf_of(HtmlWriter(form, "en", truth, Style(layout="table"), chance).write(), truth)


def _truth(form: Form, answer: ReadAnswer) -> Truth:
    parts = {key: part.value for key, part in answer.parts.items()}
    value = parts.pop(form.by_key[answer.question].main.key)
    return Truth(value, parts, answer.state.value)


def _answer(
    question: Question,
    place: int,
    said: Mapping[str, Any] | None,
    *,
    is_unread: bool,
    is_unsure: bool,
) -> ReadAnswer:
    """``said`` is None where the question is not asked."""
    page = place // QUESTIONS_A_PAGE + 1
    top = 80 + 180 * (place % QUESTIONS_A_PAGE)
    where = Place(page, (60, top, 520, top + 60))
    certainty = Certainty.UNCERTAIN if is_unsure else Certainty.CERTAIN
    parts = {}
    for part in question.parts:
        is_main = part is question.main
        name = question.key if is_main else f"{question.key}/{part.key}"
        value = None if said is None else said.get(name, _value(part))
        state = State.BLANK if value is None else State.ANSWERED
        if said is None:
            state = State.NOT_ASKED
        elif is_main and is_unread:
            value, state = None, State.UNREAD
        how = Origin.DRAWN_TICK if part.kind == Kind.TICK else Origin.TEXT
        parts[part.key] = ReadPart(part.key, value, state, certainty, how, where)
    main = parts[question.main.key]
    return ReadAnswer(question.key, question.number, main.state, certainty, where, parts)


def _value(part: Part) -> Any:
    if part.kind == Kind.TICK:
        return part.answers[0]
    if part.kind == Kind.NUMBER:
        return 12
    if part.kind == Kind.DATE:
        return "2020-05-04"
    if part.kind == Kind.CHOICES:
        return [part.choices[0].key]
    if part.kind == Kind.ROWS:
        cells = {c.key: 7 if c.kind == Kind.NUMBER else "Some." for c in part.columns}
        if any(c.kind == Kind.DATE for c in part.columns):
            cells |= {c.key: "2020-05-04" for c in part.columns if c.kind == Kind.DATE}
        fixed = [choice.key for choice in part.rows[:1]]
        return [{**({"row": fixed[0]} if fixed else {}), **cells}]
    return "The Act of 2003 is in force."
