"""The figures that a declaration of progress points at: observations, by their public keys."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from indicators.concerning import Subject
from indicators.models import Indicator, Measure, Observation, Progress, Target
from indicators.models.observations import digest_of
from indicators.naming import figure_words, indicator_name, unit_words
from reports.models import Submission, SubmissionStatus
from reports.models.children import Copies, child_of
from reports.models.statuses import published
from reports.submissions.corrections import copy_rows

# So many figures are proposed for one measure or target, the latest.
MOST = 12


def citable(submission: Submission) -> "QuerySet[Observation]":
    """Figures of the reporter's place that its report may point at: its own, and what anybody may
    read, as real as its cycle."""
    as_real = Q(submission=None) | Q(submission__cycle__is_fictional=submission.cycle.is_fictional)
    own = Q(submission=submission)
    public = Q(pk__in=Observation.objects.public().values("pk"))
    found: QuerySet[Observation] = Observation.objects.filter(
        own | public, as_real, place_reporter=submission.reporter
    )
    return found


def unknown(submission: Submission, keys: Collection[str]) -> set[str]:
    """Those of ``keys`` at which the report cannot point. A query where there are any."""
    if not keys:
        return set()
    found = citable(submission).filter(key__in=keys).values_list("key", flat=True)
    return set(keys) - set(found)


def candidates(
    submission: Submission, subjects: Mapping[str, Subject]
) -> dict[str, list[Observation]]:
    """By the key of a measure or target, the figures that may speak of it: figures of the target's
    indicator, of the targets that the measure is for, or of a commitment that it carries out. Three
    queries at most; one where nothing is to be found."""
    found = citable(submission).filter(breakdown="").select_related("indicator")
    of_indicator: dict[int, list[Observation]] = defaultdict(list)
    for each in found.order_by("-ends_on", "key"):
        of_indicator[each.indicator_id].append(each)
    if not of_indicator:
        return {}
    measures = [each.pk for each in subjects.values() if isinstance(each, Measure)]
    through_targets = Target.objects.filter(measures__in=measures, indicator__isnull=False)
    through_commitments = Indicator.objects.filter(commitments__measures__in=measures)
    informs: dict[int, set[int]] = defaultdict(set)
    for pairs in (
        through_targets.values_list("measures", "indicator"),
        through_commitments.values_list("commitments__measures", "pk"),
    ):
        for measure, indicator in pairs:
            informs[measure].add(indicator)
    return {
        key: [
            figure
            for indicator in _indicators_of(each, informs)
            for figure in of_indicator.get(indicator, ())
        ][:MOST]
        for key, each in subjects.items()
    }


def _indicators_of(subject: Subject, informs: Mapping[int, set[int]]) -> list[int]:
    if isinstance(subject, Measure):
        return sorted(informs.get(subject.pk, ()))
    return [subject.indicator_id] if subject.indicator_id else []


def standing(
    keys: Collection[str], figures: "QuerySet[Observation] | None" = None
) -> dict[str, Observation]:
    """For each of ``keys``, its figure among ``figures`` (by default those that anybody may read),
    or the same figure in the version that replaced its report. None without keys; one query, and
    three more where a report was corrected since."""
    if not keys:
        return {}
    among = Observation.objects.public() if figures is None else figures
    among = among.select_related("indicator")
    found = {each.key: each for each in among.filter(key__in=keys)}
    if missing := set(keys) - set(found):
        successors = _successors(missing)
        now = {each.key: each for each in among.filter(key__in=successors.values())}
        found |= {old: now[new] for old, new in successors.items() if new in now}
    return found


def _successors(keys: Collection[str]) -> dict[str, str]:
    """The keys that figures of superseded reports have in the current version."""
    replaced: Iterable[Any] = Observation.objects.filter(
        key__in=keys, submission__status=SubmissionStatus.SUPERSEDED
    ).select_related("indicator", "place_reporter", "place_group", "submission")
    of = {(each.submission.reporter_id, each.submission.cycle_id): each for each in replaced}
    if not of:
        return {}
    reporters, cycles = zip(*of, strict=True)
    standing_now = Submission.objects.filter(published(), reporter__in=reporters, cycle__in=cycles)
    versions = {(each.reporter_id, each.cycle_id): each for each in standing_now}
    found = {}
    for each in replaced:
        key = each.key
        version = versions.get((each.submission.reporter_id, each.submission.cycle_id))
        if version is not None:
            each.submission = version
            found[key] = digest_of(each)
    return found


def attach(
    declared: Iterable[Progress], figures: "QuerySet[Observation] | None" = None
) -> list[Progress]:
    """Each with ``cited``, the figures that it points at (``standing``)."""
    found = list(declared)
    by_key = standing({key for each in found for key in each.figures}, figures)
    for each in found:
        each.cited = [by_key[key] for key in each.figures if key in by_key]
    return found


def words(figure: Observation) -> str:
    """A figure as one line: of what, how much, and when."""
    unit = "" if figure.indicator.unit == "percent" else f" {unit_words(figure.indicator)}"
    when = figure.period or figure.source
    return f"{indicator_name(figure.indicator)}: {figure_words(figure)}{unit} ({when})"


def copy(original: Submission, copied: Submission, copies: Copies) -> None:
    """The declarations of a correction point at its own figures, where the original's did."""
    child: Any = child_of(Progress)
    copy_rows(child, original, copied, copies)
    renamed = {}
    for figure in original.observations.select_related(
        "indicator", "place_reporter", "place_group"
    ):
        before = figure.key
        figure.submission = copied
        renamed[before] = digest_of(figure)
    for each in copied.progress.all():
        figures = sorted(renamed.get(key, key) for key in each.figures)
        if figures != each.figures:
            each.figures = figures
            each.save()
