"""What reports set out to do: written with the report, put on record when it is published.

A published report's plans, measures and targets become records of the register, which anybody finds
beside all others; a corrected report changes the same records, and those that it no longer names,
or that a withdrawn report named, are drafts of the secretariat from then on. A measure of which no
report speaks is removed instead.
"""

from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from indicators.models import Alignment, Announcement, Measure, Plan, Target, TargetLevel
from indicators.models.announcements import MEASURE, TARGET
from reports import access
from reports.locking import locked
from reports.models import Action, Submission, SubmissionStatus
from reports.refusals import require_being_written


@transaction.atomic
def save(announcement: Announcement, *, by: Any) -> Announcement:
    """Write it into its report. Raises PermissionDenied, ContentFrozen or ValidationError."""
    submission = _writable(announcement.submission, by)
    if submission.is_nil_return:
        raise ValidationError(_("A nil return sets out no plan."))
    if announcement._state.adding:
        last = submission.announcements.aggregate(last=Max("number"))["last"] or 0
        announcement.number = last + 1
    announcement.full_clean()
    if _names_no_plan(announcement):
        raise ValidationError({"of_number": _("The report has no such plan.")}, code="no_such_plan")
    announcement._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001
    announcement.save()
    return announcement


@transaction.atomic
def remove(announcement: Announcement, *, by: Any) -> None:
    """Take it out of its report. Raises PermissionDenied or ContentFrozen, or ValidationError where
    measures or targets of the same report are part of it."""
    submission = _writable(announcement.submission, by)
    if submission.announcements.filter(of_number=announcement.number).exists():
        raise ValidationError(_("Take out its measures and targets first."), code="has_parts")
    announcement._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001
    announcement.delete()


def _writable(submission: Submission, by: Any) -> Submission:
    submission = locked(submission)
    access.require(by, access.WRITE, submission)
    require_being_written(submission)
    return submission


def _names_no_plan(announcement: Announcement) -> bool:
    if announcement.of_number is None:
        return False
    others = announcement.submission.announcements.exclude(pk=announcement.pk)
    found = others.filter(number=announcement.of_number).exclude(kind__in=(MEASURE, TARGET))
    return not found.exists()


def number_is_taken(measure: Announcement) -> bool:
    """Whether its plan on record already has another measure of its number. A query where it has
    a number and such a plan."""
    if measure.plan_id is None or not measure.measure_number:
        return False
    same = Measure.objects.filter(plan=measure.plan_id, number=measure.measure_number)
    return bool(same.exclude(pk=measure.as_measure_id).exists())


# As the report takes its steps


def settle(submission: Submission, step: str) -> None:
    """Before ``step`` is taken: put on record what the report sets out as it is published; take
    back what is public no longer, and put on record again what the version before set out."""
    if step == Action.PUBLISH:
        # The version before may be superseded by now.
        ever = (SubmissionStatus.PUBLISHED, SubmissionStatus.SUPERSEDED)
        if before := _latest(submission, *ever):
            _take_back(before.announcements.all(), but=submission)
        _enter(submission)
    elif step == Action.WITHDRAW and submission.is_published:
        before = _latest(submission, SubmissionStatus.SUPERSEDED)
        _take_back(submission.announcements.all(), but=before)
        if before:
            _enter(before)


def _latest(submission: Submission, *statuses: str) -> Submission | None:
    """The latest other version of the report in one of ``statuses``."""
    same = Submission.objects.filter(reporter=submission.reporter_id, cycle=submission.cycle_id)
    others = same.filter(status__in=statuses).exclude(pk=submission.pk)
    found: Submission | None = others.order_by("-version").first()
    return found


def _take_back(announced: Iterable[Announcement], but: Submission | None) -> None:
    """Make drafts of what ``announced`` became, but for what another version sets out too."""
    kept = list(but.announcements.all()) if but else []
    for each in announced:
        names = ("as_plan_id", "as_measure_id", "as_target_id")
        if any(getattr(each, n) and getattr(each, n) == getattr(k, n) for k in kept for n in names):
            continue
        records: tuple[Plan | Target | None, ...] = (each.as_plan, each.as_target)
        for record in records:
            if record is not None:
                record.is_public = False
                record.save()
        if each.as_measure:
            # What a report or a request speaks of stays.
            with suppress(ProtectedError):
                each.as_measure.delete()


def _enter(submission: Submission) -> None:
    plans: dict[int, Plan] = {}
    announced = list(submission.announcements.select_related("plan", "indicator", "commitment"))
    for each in sorted(announced, key=lambda one: (not one.is_plan, one.number)):
        if each.is_plan:
            each.as_plan = plans[each.number] = _plan(each)
        elif each.kind == MEASURE:
            each.as_measure = _measure(each, plans)
        else:
            each.as_target = _target(each, plans)
        each.save()


def _plan(each: Announcement) -> Plan:
    found = each.as_plan or Plan(key=_key(each, Plan))
    _fill(
        found,
        each,
        kind=each.kind,
        summary=_text(found.summary, each, each.text),
        stage=each.stage,
        starts_on=each.starts_on,
        ends_on=each.ends_on,
        document_url=each.document_url,
    )
    found.save()
    if each.as_plan is None and each.submission.reporter.is_state:
        found.covers.create(place_reporter=each.submission.reporter)
    return found


def _measure(each: Announcement, plans: dict[int, Plan]) -> Measure:
    plan = _plan_of(each, plans)
    number = each.measure_number or _next_number(plan)
    same = Measure.objects.filter(plan=plan, number=number).exclude(pk=each.as_measure_id)
    if same.exists():
        message = _("The plan already has a measure of this number.")
        raise ValidationError(message, code="number_taken")
    found = each.as_measure or Measure(plan=plan, position=plan.measures.count() + 1)
    if each.measure_number or not found.number:
        found.number = number
    found.title = _text(found.title, each, each.title)
    found.text = _text(found.text, each, each.text)
    found.responsible, found.due_on = each.responsible, each.due_on
    found.save()
    return found


def _target(each: Announcement, plans: dict[int, Plan]) -> Target:
    found = each.as_target or Target(key=_key(each, Target))
    is_state = each.submission.reporter.is_state
    _fill(
        found,
        each,
        level=found.level or (TargetLevel.NATIONAL if is_state else TargetLevel.REGIONAL),
        text=_text(found.text, each, each.text),
        plan=_plan_of(each, plans) if each.plan_id or each.of_number else None,
        indicator=each.indicator,
        value=each.value,
        unit=each.unit,
        baseline_value=each.baseline_value,
        baseline_year=each.baseline_year,
        due_on=each.due_on,
    )
    found.save()
    _align(found, each)
    return found


def _align(target: Target, each: Announcement) -> None:
    """With what the report says it goes with, in place of what the version before said."""
    others = Announcement.objects.filter(as_target=target).exclude(pk=each.pk)
    if earlier := others.order_by("-submission__version").first():
        gone = Q(commitment=earlier.commitment_id) if earlier.commitment_id else Q(pk__in=[])
        gone |= Q(sdg_target=earlier.sdg_target) if earlier.sdg_target else Q(pk__in=[])
        target.alignments.filter(gone).delete()
    goes_with: list[dict[str, Any]] = [{"commitment": each.commitment}] if each.commitment else []
    goes_with += [{"sdg_target": each.sdg_target}] if each.sdg_target else []
    for one in goes_with:
        Alignment.objects.update_or_create(target=target, **one, defaults={"degree": each.degree})


def _fill(found: Plan | Target, each: Announcement, **said: Any) -> None:
    submission = each.submission
    values = {
        "title": _text(found.title, each, each.title),
        "reporter": submission.reporter,
        "source": submission.reference,
        "is_public": True,
        "is_fictional": submission.cycle.is_fictional,
        **said,
    }
    for name, value in values.items():
        setattr(found, name, value)


def _text(texts: dict[str, str] | None, each: Announcement, said: str) -> dict[str, str]:
    """With what the report says, in its language; translations made since stay."""
    others = {code: text for code, text in (texts or {}).items() if code != each.language}
    return {**others, each.language: said} if said else others


def _plan_of(each: Announcement, plans: dict[int, Plan]) -> Plan:
    found = each.plan or plans.get(each.of_number or 0)
    if found is None:
        raise ValidationError(_("The report has no such plan."), code="no_such_plan")
    return found


def _next_number(plan: Plan) -> str:
    taken = set(plan.measures.values_list("number", flat=True))
    return next(number for number in map(str, count(1)) if number not in taken)


def _key(each: Announcement, model: Any) -> str:
    """A key that is free: the report's State or organisation, cycle and the number there."""
    submission = each.submission
    start = slugify(f"{submission.reporter.code}-{submission.cycle.code}-{each.number}")
    keys = (start if turn == 1 else f"{start}-{turn}" for turn in count(1))
    return next(key for key in keys if not model.objects.filter(key=key).exists())
