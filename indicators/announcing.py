"""What reports set out to do: written with the report, put on record when it is published.

A published report's plans, measures and targets become records of the register, which anybody finds
beside all others, or change records of their owner that are there already; a corrected report
changes the same records. Records that it no longer names, or that a withdrawn report named, become
again what they were before that report. A record that the report added becomes a draft of the
secretariat; a measure is removed instead, unless some report speaks of it.
"""

import datetime
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from common import doors
from common.multilingual import localise
from indicators.models import (
    Alignment,
    Announcement,
    Measure,
    Plan,
    PlanPlace,
    Target,
    TargetLevel,
    TargetMilestone,
)
from indicators.models.announcements import MEASURE, TARGET
from indicators.models.listed import GROUP, STATE, Link, Step, places_of
from reports import access
from reports.locking import locked
from reports.models import Action, Group, Reporter, Submission, SubmissionStatus
from reports.refusals import require_being_written

Record = Plan | Measure | Target


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


# Changing what is on record


def kind_of(record: Record) -> str:
    """``plan``, ``measure`` or ``target``."""
    return str(record._meta.model_name)


def key_of(record: Record) -> str:
    """``plan:…``, ``measure:…`` or ``target:…``, as a page names it."""
    return f"{kind_of(record)}:{record.key}"


def changeable(submission: Submission, rows: Iterable[Announcement] | None = None) -> list[Record]:
    """The public records of the report's own State or organisation, as real as its cycle, without
    those that ``rows``, the report's announcements, change already (one query more where ``rows``
    are not given). Three queries."""
    announced = submission.announcements.all() if rows is None else rows
    taken: dict[Any, set[Any]] = {Plan: set(), Measure: set(), Target: set()}
    for each in announced:
        taken[Plan].add(each.as_plan_id)
        taken[Measure].add(each.as_measure_id)
        taken[Target].add(each.as_target_id)
    own = {"reporter": submission.reporter, "is_fictional": submission.cycle.is_fictional}
    of_plan = {f"plan__{name}": value for name, value in own.items()}
    found = [
        *Plan.objects.public().filter(**own).order_by("key"),
        *Measure.objects.public()
        .filter(**of_plan)
        .select_related("plan")
        .order_by("plan__key", "position", "key"),
        *Target.objects.public().filter(**own).order_by("key"),
    ]
    return [record for record in found if record.pk not in taken[type(record)]]


def start_from(new: Announcement, record: Record) -> None:
    """Fill in what is on record, in the language of ``new`` where there is such a text."""
    title = localise(record.title, new.language)
    new.title, new.language = str(title), title.language

    def said(texts: dict[str, str]) -> str:
        return texts.get(new.language, "")

    if isinstance(record, Plan):
        new.as_plan, new.kind, new.text = record, record.kind, said(record.summary)
        for name in ("stage", "starts_on", "ends_on", "adopted_on", "adopted_by", "document_url"):
            setattr(new, name, getattr(record, name))
        new.covers = [name for each in record.covers.all() if (name := _place_name(each))]
        return
    new.text, new.due_on, new.plan = said(record.text), record.due_on, record.plan
    if isinstance(record, Measure):
        new.as_measure, new.kind = record, MEASURE
        new.measure_number, new.responsible = record.number, record.responsible
        keys = record.commitments.order_by("document__key", "position").values_list(
            "key", flat=True
        )
        new.goes_with = [Link(commitment=key).as_row() for key in keys]
        return
    new.as_target, new.kind = record, TARGET
    for name in ("indicator", "value", "unit", "baseline_value", "baseline_year"):
        setattr(new, name, getattr(record, name))
    new.baseline_text = said(record.baseline_text)
    new.goes_with = [
        Link(each.commitment.key if each.commitment else "", each.sdg_target, each.degree).as_row()
        for each in record.alignments.select_related("commitment")
    ]
    new.milestones = [
        Step(each.due_on.isoformat(), each.shown_value, said(each.text)).as_row()
        for each in record.milestones.all()
    ]


def _place_name(place: PlanPlace) -> str:
    """As ``listed`` names it; empty for a territory, which stays as it is."""
    if place.place_reporter:
        return f"{STATE}:{place.place_reporter.code}"
    group = place.place_group
    return f"{GROUP}:{group.kind}:{group.code}" if group else ""


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
    """Restore the records that ``announced`` became to what they were before the report, except
    those that ``but``, another version of it, sets out too."""
    kept = list(but.announcements.all()) if but else []
    for each in announced:
        record = each.becomes
        if record is None or any(record == other.becomes for other in kept):
            continue
        if not _as_before(record, each.submission):
            _remove(record)


def _remove(record: Record) -> None:
    """What the report added."""
    if isinstance(record, Measure):
        # What a report or a request speaks of stays.
        with suppress(ProtectedError):
            record.delete()
        return
    record.is_public = False
    record.save()


def _as_before(record: Record, submission: Submission) -> bool:
    """Whether it was there before the report, and is now again what it was."""
    same = Submission.objects.filter(reporter=submission.reporter_id, cycle=submission.cycle_id)
    history: Any = record.history.order_by("history_id")
    by_report = history.alias(reason=doors.reason_alone())
    first = by_report.filter(reason__in=same.values("reference")).first()
    earlier = history.filter(history_id__lt=first.history_id).last() if first else None
    if earlier is None:
        return False
    found = earlier.instance
    found._change_reason = submission.reference  # noqa: SLF001 (the name simple-history reads)
    found.save()
    if isinstance(found, Measure):
        found.commitments.set([each.commitment for each in earlier.commitments.all()])
        return True
    before = first.history_date - datetime.timedelta(microseconds=1)
    parts = (Alignment, TargetMilestone) if isinstance(found, Target) else (PlanPlace,)
    for model in parts:
        _parts_as_of(model, found, before)
    return True


def _parts_as_of(model: Any, record: Plan | Target, moment: datetime.datetime) -> None:
    """Put the rows of ``model`` that ``record`` had at ``moment`` in the place of those it has."""
    of = {"plan" if isinstance(record, Plan) else "target": record}
    were = list(model.history.as_of(moment).filter(**of))
    model.objects.filter(**of).delete()
    for each in were:
        each.save(force_insert=True)


def _enter(submission: Submission) -> None:
    plans: dict[int, Plan] = {}
    announced = list(submission.announcements.select_related("plan", "indicator"))
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
        adopted_on=each.adopted_on,
        adopted_by=each.adopted_by,
        document_url=each.document_url,
    )
    found.save()
    if not each.submission.reporter.is_state:
        _cover(found, each)
    elif each.as_plan is None:
        found.covers.create(place_reporter=each.submission.reporter)
    return found


def _cover(plan: Plan, each: Announcement) -> None:
    """The States and groups that the report names, in place of those that stand there."""
    named = list(places_of(each.covers).values())
    states = [place for place in named if isinstance(place, Reporter)]
    groups = [place for place in named if isinstance(place, Group)]
    there = plan.covers.filter(territory="")
    for gone in there.exclude(Q(place_reporter__in=states) | Q(place_group__in=groups)):
        gone.delete()
    for state in states:
        plan.covers.get_or_create(place_reporter=state)
    for group in groups:
        plan.covers.get_or_create(place_group=group)


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
    found._change_reason = each.submission.reference  # type: ignore[attr-defined]  # noqa: SLF001
    found.save()
    keys = [link.commitment for link in each.links]
    found.commitments.set(Commitment.objects.filter(key__in=keys))
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
        baseline_text=_text(found.baseline_text, each, each.baseline_text),
        due_on=each.due_on,
    )
    found.save()
    _align(found, each)
    _set_steps(found, each)
    return found


def _align(target: Target, each: Announcement) -> None:
    """Replace the alignments of the target by those that the report names."""
    keys = {link.commitment for link in each.links}
    commitments = {one.key: one for one in Commitment.objects.filter(key__in=keys)}
    stay = []
    for link in each.links:
        on = commitments.get(link.commitment)
        values = {"commitment": on, "sdg_target": link.sdg_target}
        defaults = {"degree": link.degree}
        found, _new = Alignment.objects.update_or_create(target=target, **values, defaults=defaults)
        stay.append(found.pk)
    for gone in target.alignments.exclude(pk__in=stay):
        gone.delete()


def _set_steps(target: Target, each: Announcement) -> None:
    """The report's milestones, in place of those that stand there; translations stay."""
    days = [step.day for step in each.steps]
    for gone in target.milestones.exclude(due_on__in=days):
        gone.delete()
    there = {one.due_on: one for one in target.milestones.all()}
    for step in each.steps:
        found = there.get(step.day) or TargetMilestone(target=target, due_on=step.day)
        found.value = step.number
        found.text = _text(found.text, each, step.text)
        found.save()


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
    # By this reason ``_as_before`` finds what the record was before the report.
    found._change_reason = submission.reference  # type: ignore[union-attr]  # noqa: SLF001


def _text(texts: dict[str, str] | None, each: Announcement, said: str) -> dict[str, str]:
    """The text with the report's words in its language; translations made since stay."""
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
    """A free key, made of the report's State or organisation, its cycle and the number in the
    report."""
    submission = each.submission
    start = slugify(f"{submission.reporter.code}-{submission.cycle.code}-{each.number}")
    keys = (start if turn == 1 else f"{start}-{turn}" for turn in count(1))
    return next(key for key in keys if not model.objects.filter(key=key).exists())
