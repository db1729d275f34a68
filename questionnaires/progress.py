"""How far reports that are written with a form have come, for lists of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q

from questionnaires.models import Answer, AnswerState, ReportTemplate
from reports.coverage import Ratio
from reports.models import ReportingCycle, Submission

# The part that is the value of its question.
_MAIN = Q(part__position=1)
_ANSWERED = Q(state=AnswerState.ANSWERED, confirmed_at__isnull=False)
_NOT_ASKED = Q(state=AnswerState.NOT_ASKED)


@dataclass(frozen=True)
class Forms:
    """``offered`` are the ids of the newest form by cycle and kind of reporter, ``questions`` their
    number by form; ``answered`` and ``not_asked`` count questions by submission."""

    offered: Mapping[tuple[int, str], int] = field(default_factory=dict)
    questions: Mapping[int, int] = field(default_factory=dict)
    used: Mapping[int, int] = field(default_factory=dict)
    answered: Mapping[int, int] = field(default_factory=dict)
    not_asked: Mapping[int, int] = field(default_factory=dict)

    def progress(self, cycle: ReportingCycle, kind: str, submission: Submission | None) -> Ratio:
        """Answered questions over those asked; the total is 0 where there is no form."""
        pk = submission.pk if submission else 0
        template = self.used.get(pk, self.offered.get((cycle.pk, kind), 0))
        total = self.questions.get(template, 0) - self.not_asked.get(pk, 0)
        return Ratio(self.answered.get(pk, 0), max(total, 0))


def of(cycles: Collection[ReportingCycle], submissions: Collection[Submission]) -> Forms:
    """Three queries, however many reports."""
    offered: dict[tuple[int, str], int] = {}
    in_use = ReportTemplate.objects.in_use().filter(cycles__in=cycles).order_by("version")
    for pk, kinds, cycle in in_use.values_list("pk", "kinds", "cycles"):
        offered |= {(cycle, kind): pk for kind in kinds}
    main = Answer.objects.filter(_MAIN, submission__in=submissions)
    rows = main.values_list("submission", "part__question__template").annotate(
        answered=Count("part", filter=_ANSWERED, distinct=True),
        not_asked=Count("part", filter=_NOT_ASKED, distinct=True),
    )
    used, answered, not_asked = {}, {}, {}
    for submission, template, count, closed in rows.order_by():
        used[submission] = template
        answered[submission], not_asked[submission] = count, closed
    templates = {*offered.values(), *used.values()}
    counted = ReportTemplate.objects.filter(pk__in=templates).annotate(number=Count("questions"))
    questions = dict(counted.values_list("pk", "number"))
    return Forms(offered, questions, used, answered, not_asked)
