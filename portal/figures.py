"""The figures that a report gives beside its form: one table, one line for each indicator."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.multilingual import current_language
from indicators import carrying_figures, checks, typed
from indicators.models import Answered, Code, Dimension, Observation
from indicators.models.definitions import TOTAL
from indicators.typed import Given, Line
from portal.guard import find, for_contacts
from publications import measured
from reports import access
from reports.models import Submission

NOT_APPLICABLE = "_Z"


@dataclass(frozen=True)
class Part:
    """One code of a dimension: the breakdown, its name, and the number typed for it."""

    breakdown: str
    name: str
    value: str


@dataclass(frozen=True)
class Shown:
    """A line of the table; ``beside`` is what stood in other reports or stands in a database,
    ``parts`` what may be filled in by dimension, ``answers`` the words in place of a number."""

    line: Line
    name: str
    unit: str
    beside: list[str]
    parts: list[tuple[Dimension, list[Part]]]
    answers: list[tuple[str, str]]
    confirms: str

    @property
    def has_parts(self) -> bool:
        return bool(self.line.given.parts)


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest, reference: str) -> HttpResponse:
    """The table; what was sent is recorded, all of it or nothing."""
    submission = find(request, reference)
    lines = typed.lines(submission)
    if not lines:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        problems = _save(request, submission, lines)
        if not problems and not any(each.problem for each in lines):
            messages.success(request, _("Saved."))
            return redirect("my:figures", reference)
    parts = _codes_of([each.indicator.pk for each in lines])
    waiting = sum(each.given.is_carried_over for each in lines)
    report_before = carrying_figures.before(submission)
    context = {
        "submission": submission,
        "lines": [_shown(each, parts.get(each.indicator.pk, [])) for each in lines],
        "problems": problems,
        "warnings": [] if request.method == "POST" else _warnings(submission),
        "may_write": access.may(request.user, access.WRITE, submission),
        "report_before": report_before,
        "may_carry_over": report_before and any(not any(each.given.says) for each in lines),
        "waiting": waiting,
    }
    has_faults = bool(problems or any(each.problem for each in lines))
    return render(request, "portal/figures.html", context, status=422 if has_faults else 200)


def _save(request: HttpRequest, submission: Submission, lines: list[Line]) -> list[str]:
    """Record what was sent, then what is carried over, if asked; what is wrong is put at its line,
    and what is wrong with the whole is returned. Raises PermissionDenied and ContentFrozen."""
    given = {each.indicator.key: _sent(request, each) for each in lines}
    language = _language(submission)
    try:
        typed.record(submission, given, by=request.user, language=language)
        if "carry" in request.POST:
            carrying_figures.carry_over(submission, by=request.user)
    except ValidationError as error:
        said = error.error_dict
        for each in lines:
            found = said.get(each.indicator.key, ())
            each.given = given[each.indicator.key]
            each.problem = " ".join(m for problem in found for m in problem.messages)
            each.asks_for_contact_data = any(p.code == "names_nobody" for p in found)
        return [m for problem in said.get("", ()) for m in problem.messages]
    return []


def _sent(request: HttpRequest, line: Line) -> Given:
    """What was typed in a line. One that was carried over and left as it was waits on, unless it is
    confirmed."""
    key = line.indicator.key

    def text(name: str) -> str:
        value = request.POST.get(f"{key}-{name}", "")
        return value.replace("\r\n", "\n").replace("\x00", "").strip()

    start = f"{key}-part-"
    sent = Given(
        text("value"),
        text("answer"),
        text("comment"),
        {
            n.removeprefix(start): text(n[len(key) + 1 :])
            for n in request.POST
            if n.startswith(start)
        },
        text("confirms"),
        names_nobody=bool(text("names-nobody")),
    )
    confirmed = set(request.POST.getlist("confirm"))
    waits = line.given.is_carried_over and not confirmed & {"*", key}
    return replace(sent, is_carried_over=waits and sent.says == line.given.says)


def _language(submission: Submission) -> str:
    """That of the footnotes: the report's only one, else that of the page."""
    languages: Any = submission.languages
    return str(languages[0]) if len(languages) == 1 else current_language()


def _warnings(submission: Submission) -> list[str]:
    """What does not hang together in what was typed. Four queries at most."""
    stored = typed.of_submission(submission).values()
    found = [each for records in stored for each in records if isinstance(each, Observation)]
    return [message for _rule, message in checks.of_figures(found)]


def _codes_of(indicators: list[int]) -> dict[int, list[tuple[Dimension, list[Code]]]]:
    """By indicator, the codes of each of its dimensions without the total. Three queries."""
    codes: dict[int, list[Code]] = {}
    for each in Code.objects.exclude(code__in=(TOTAL, NOT_APPLICABLE)):
        codes.setdefault(each.dimension_id, []).append(each)
    through = Dimension.indicators.through.objects.filter(indicator__in=indicators)
    dimensions = {each.pk: each for each in Dimension.objects.all()}
    found: dict[int, list[tuple[Dimension, list[Code]]]] = {}
    for indicator, pk in through.values_list("indicator", "dimension"):
        found.setdefault(indicator, []).append((dimensions[pk], codes.get(pk, [])))
    for parts in found.values():
        parts.sort(key=lambda part: (part[0].position, part[0].concept))
    return found


def _shown(line: Line, codes: list[tuple[Dimension, list[Code]]]) -> Shown:
    beside = [
        f"{measured.figure_words(each)} ({each.period or each.source or each.submission})"
        for each in line.others
    ]
    of_database = line.of_database
    answers = [
        (value, label)
        for value, label in Answered.choices
        if value != Answered.CONFIRMED or of_database or line.given.confirms
    ]
    return Shown(
        line,
        measured.indicator_name(line.indicator),
        measured.unit_words(line.indicator),
        beside,
        list(_parts_of(line, codes)),
        [(value, _answer_words(value, str(label), line)) for value, label in answers],
        line.given.confirms or (of_database.key if of_database else ""),
    )


def _answer_words(value: str, label: str, line: Line) -> str:
    """With the figure that is confirmed."""
    if value != Answered.CONFIRMED:
        return label
    wanted = line.given.confirms
    found = next((e for e in line.others if e.key == wanted), None) or line.of_database
    return (
        f"{label}: {measured.figure_words(found)} ({found.period or found.source})"
        if found
        else label
    )


def _parts_of(
    line: Line, codes: list[tuple[Dimension, list[Code]]]
) -> Iterator[tuple[Dimension, list[Part]]]:
    for dimension, found in codes:
        names = [(f"{dimension.concept}={code.code}", str(code)) for code in found]
        yield (
            dimension,
            [Part(name, words, line.given.parts.get(name, "")) for name, words in names],
        )
