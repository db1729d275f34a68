"""Figures that a report gives beside its form: of the indicators that the form does not ask for.

One line for each indicator: a number, or the answer that there is none, and a footnote. What stood
in the report before, and what a database says, is shown beside the line and never filled in: it is
of another period, or of somebody else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from indicators.models import (
    Answered,
    Availability,
    Indicator,
    IndicatorKind,
    Observation,
    ReportingPeriod,
    ReportingType,
    Rule,
)
from questionnaires import templates
from questionnaires.models import ReportTemplate
from reports import access
from reports.locking import locked
from reports.models import Submission
from reports.refusals import require_being_written


@dataclass(frozen=True)
class Given:
    """What is to stand in a line: a number as typed, or a word of ``Answered``; or neither."""

    value: str = ""
    answered: str = ""
    comment: str = ""


@dataclass
class Line:
    """One indicator with what stands in the report, and what others say of the State."""

    indicator: Indicator
    given: Given
    others: list[Observation]
    problem: str = ""


def indicators_of(submission: Submission) -> list[Indicator]:
    """Those that the form of the cycle does not ask for. Six queries at most."""
    words: set[str] = set()
    kind = submission.reporter.kind
    template = ReportTemplate.objects.serving(submission.cycle, kind).first()
    if template is not None:
        for question in templates.load(template).form.questions():
            for part in question.parts:
                words |= {part.measures, *(column.measures for column in part.columns)}
    found = Indicator.objects.exclude(kind=IndicatorKind.YES_NO).order_by("position", "key")
    return [each for each in found if not words & set(each.measures)]


def lines(submission: Submission) -> list[Line]:
    """The lines of a State's report; none of another reporter's. Nine queries."""
    if not submission.reporter.is_state:
        return []
    indicators = indicators_of(submission)
    figures = {each.indicator_id: each for each in _typed(submission)}
    silent = {each.indicator_id: each for each in _silent(submission)}
    others = Observation.objects.public().filter(
        breakdown="", indicator__in=indicators, place_reporter=submission.reporter
    )
    beside: dict[int, list[Observation]] = {}
    for each in others.select_related("indicator").order_by("-ends_on", "pk"):
        beside.setdefault(each.indicator_id, []).append(each)
    return [
        Line(each, _given(figures.get(each.pk), silent.get(each.pk)), beside.get(each.pk, []))
        for each in indicators
    ]


def _typed(submission: Submission) -> Any:
    return submission.observations.filter(answer=None, breakdown="")


def _silent(submission: Submission) -> Any:
    return submission.availability.filter(answer=None)


def _given(figure: Observation | None, silent: Availability | None) -> Given:
    if figure is not None:
        return Given(figure.number, "", figure.comment)
    return Given("", silent.answered, silent.reason) if silent is not None else Given()


@transaction.atomic
def record(
    submission: Submission, given: Mapping[str, Given], *, by: Any, language: str = ""
) -> None:
    """Write the lines by the keys of their indicators; a line that is not mentioned stays, an empty
    one is taken away. All of it or nothing. Raises PermissionDenied, ContentFrozen, or
    ValidationError with messages by key (``""`` for the report as a whole)."""
    submission = locked(submission)
    access.require(by, access.WRITE, submission)
    require_being_written(submission)
    if submission.is_nil_return:
        raise ValidationError({"": _("A nil return has no figures.")})
    period = ReportingPeriod.objects.filter(cycle=submission.cycle).first()
    days = {"starts_on": period.starts_on, "ends_on": period.ends_on} if period else {}
    known = {each.key: each for each in indicators_of(submission)}
    problems: dict[str, list[str]] = {}
    for key, line in given.items():
        try:
            if key not in known:
                raise ValidationError(_("No indicator has this key."), code="indicator")
            _write(submission, known[key], line, {"language": language, **days}, by)
        except ValidationError as error:
            problems[key] = list(error.messages)
    if problems:
        raise ValidationError(problems)


def _write(
    submission: Submission, indicator: Indicator, line: Given, columns: Mapping[str, Any], by: Any
) -> None:
    value, comment = _number(line), line.comment.strip()
    figures = _typed(submission).filter(indicator=indicator)
    silent = _silent(submission).filter(indicator=indicator)
    stored = next(iter([*figures, *silent]), None)
    if stored is not None and _given(
        *((stored, None) if isinstance(stored, Observation) else (None, stored))
    ) == Given(_plain(value), line.answered, comment):
        return
    _delete([*figures, *silent])
    if value is None and not line.answered:
        return
    new: Any
    said = {"indicator": indicator, "submission": submission, **columns}
    if not comment:
        said["language"] = ""
    if value is not None:
        new = Observation(
            place_reporter=submission.reporter,
            value=value,
            comment=comment,
            reporting_type=ReportingType.NATIONAL,
            denominator_rule=Rule.NOT_STATED if indicator.is_proportion else "",
            **said,
        )
    else:
        new = Availability(
            reporter=submission.reporter, answered=line.answered, reason=comment, **said
        )
    new._history_user = by  # noqa: SLF001 (the name simple-history reads)
    new.full_clean(exclude=["key"])
    new.save()


def _delete(records: Iterable[Any]) -> None:
    for each in records:
        each.delete()


def _plain(value: Decimal | None) -> str:
    return format(value.normalize(), "f") if value is not None else ""


def _number(line: Given) -> Decimal | None:
    """The number of a line; None for none. Raises ValidationError where it cannot be a figure."""
    text = "".join(line.value.split())
    if line.answered and (text or line.answered not in Answered.values):
        raise ValidationError(_("Give a number, or say why there is none: one of them."))
    if not text:
        if line.comment.strip() and not line.answered:
            raise ValidationError(_("Give a number, or say why there is none: one of them."))
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or abs(number.adjusted()) > 15:
        raise ValidationError(_("Enter a number with digits alone, such as 1200 or 0.5."))
    return number
