"""Inconsistencies in the figures of a report.

Warnings alone: a report may say why its figures are right. They are over the figures as handing in
would record them: what the form gives now, and what somebody typed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators import deriving
from indicators.models import Availability, Indicator, Made, Observation
from indicators.models.observations import codes_of
from indicators.models.values import plain_number
from reports.models import Submission
from reports.models.findings import Finding, Grade

HUNDRED = Decimal(100)
HALF = Decimal("0.5")
# Figures, each with a number, of one indicator, period and origin by breakdown.
Figures = dict[str, Observation]


def findings(submission: Submission) -> Iterator[Finding]:
    """Ten queries for a report with a form; six without."""
    typed = list(
        Observation.objects.filter(submission=submission, answer=None)
        .select_related("indicator", "place_reporter", "place_group", "submission")
        .order_by("pk")
    )
    waiting = sum(each.is_carried_over for each in typed)
    waiting += Availability.objects.filter(submission=submission, is_carried_over=True).count()
    if waiting:
        message = _("Figures taken from the report before are not confirmed: %(number)d.")
        yield Finding(Grade.ERROR, "figures_not_confirmed", message % {"number": waiting})
    held = {each.told_apart for each in typed}
    derived = deriving.of_form(submission).observations
    found = [*typed, *(each for each in derived if each.told_apart not in held)]
    yield from (Finding(Grade.WARNING, rule, message) for rule, message in of_figures(found))


def of_figures(found: Iterable[Observation]) -> Iterator[tuple[str, str]]:
    """What is odd about figures of one place and origin, as a rule's name and a sentence. One query
    where there are any."""
    by_period: dict[str, dict[int, Figures]] = defaultdict(lambda: defaultdict(dict))
    for each in found:
        if each.value is not None and not each.is_range:
            by_period[each._period_told_apart][each.indicator_id][each.breakdown] = each  # noqa: SLF001
    if not by_period:
        return
    proportions = list(
        Indicator.objects.filter(numerator__isnull=False)
        .select_related("numerator")
        .prefetch_related("denominators")
    )
    for figures in by_period.values():
        for of_indicator in figures.values():
            yield from _parts(of_indicator)
        for proportion in proportions:
            yield from _of_proportion(proportion, figures)


def _value(figure: Observation) -> Decimal:
    """The number of a figure that has one, as all of ``Figures`` have."""
    if figure.value is None:
        raise ValueError(f"{figure} has no number")
    return figure.value


def _parts(figures: Figures) -> Iterator[tuple[str, str]]:
    """The parts by one dimension do not make the total, and nobody says why."""
    by_parent: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for each in figures.values():
        codes = codes_of(each.breakdown)
        for concept in codes:
            rest = ";".join(f"{n}={c}" for n, c in sorted(codes.items()) if n != concept)
            by_parent[rest, concept].append(each)
    for (rest, _concept), parts in by_parent.items():
        whole = figures.get(rest)
        if whole is None or whole.made == Made.SUM_OF_ROWS or whole.comment or whole.footnote_id:
            continue
        total = sum((_value(each) for each in parts), Decimal(0))
        # One part alone (of which some are traced) is no breakdown.
        if len(parts) > 1 and total != whole.value:
            yield (
                "parts_are_not_the_total",
                _("%(indicator)s: the parts make %(parts)s, the total is %(total)s.")
                % {
                    "indicator": whole.indicator,
                    "parts": plain_number(total),
                    "total": whole.number,
                },
            )
        elif len(parts) == 1 and total > _value(whole):
            yield (
                "part_is_over_the_total",
                _("%(indicator)s: a part (%(part)s) is over the total (%(total)s).")
                % {
                    "indicator": whole.indicator,
                    "part": plain_number(total),
                    "total": whole.number,
                },
            )


def _of_proportion(indicator: Indicator, found: dict[int, Figures]) -> Iterator[tuple[str, str]]:
    stated = found.get(indicator.pk, {}).get("")
    if stated is not None and _value(stated) > HUNDRED:
        yield (
            "over_100_per_cent",
            _("%(indicator)s: %(value)s per cent is over 100.")
            % {"indicator": indicator, "value": stated.number},
        )
    above = found.get(indicator.numerator_id or 0, {}).get("")
    below = whole_of(indicator, found)
    if above is None or below is None:
        return
    counted = _value(above)
    if counted > below:
        yield (
            "numerator_is_over_the_denominator",
            _("%(indicator)s: %(numerator)s is over the %(denominator)s that were collected.")
            % {
                "indicator": indicator,
                "numerator": above.number,
                "denominator": plain_number(below),
            },
        )
    if not below:
        return
    computed = counted / below * HUNDRED
    # What is stated may be rounded to a whole per cent.
    if stated is not None and abs(computed - _value(stated)) > HALF:
        yield (
            "stated_is_not_computed",
            _("%(indicator)s: %(stated)s per cent is stated; the counts make %(computed)s.")
            % {
                "indicator": indicator,
                "stated": stated.number,
                "computed": plain_number(round(computed, 1)),
            },
        )


def whole_of(indicator: Indicator, found: dict[int, Figures]) -> Decimal | None:
    """The sum of those of the denominator that are there; None where none is. Reads
    ``denominators``."""
    parts = [
        _value(figure)
        for each in indicator.denominators.all()
        if (figure := found.get(each.pk, {}).get("")) is not None
    ]
    return sum(parts, Decimal(0)) if parts else None
