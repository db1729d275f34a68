"""A fictional cycle for trying the product out. Invented from beginning to end, and marked so."""

import datetime
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group as Role
from django.db import transaction

from commitments.models import Commitment, OutcomeDocument
from reports.coding import recording
from reports.models import (
    Channel,
    Reporter,
    ReporterKind,
    ReporterList,
    ReportingCycle,
    ResponseStatus,
    Submission,
)
from reports.permissions import REVIEWERS
from reports.submissions import workflow

CODE = "demo"
YEAR = 2023
SEED = 42
NAME = {
    "en": "Fictional demonstration cycle",
    "fr": "Cycle de démonstration fictif",
    "es": "Ciclo de demostración ficticio",
    "ru": "Вымышленный демонстрационный цикл",
    "zh": "虚构演示周期",
    "ar": "دورة تجريبية خيالية",
}
# Said at the head of every invented narrative, so that it cannot be quoted by mistake.
MARK = {
    "en": "[Fictional]",
    "fr": "[Fictif]",
    "es": "[Ficticio]",
    "ru": "[Вымышлено]",
    "zh": "[虚构]",
    "ar": "[خيالي]",
}
NARRATIVES: dict[str, dict[str, str]] = {
    "implemented": {
        "en": "The measure is in force, and its application is reviewed every year.",
        "fr": "La mesure est en vigueur et son application est réexaminée chaque année.",
        "es": "La medida está en vigor y su aplicación se revisa cada año.",
        "ru": "Мера введена в действие, ее применение ежегодно проверяется.",
        "zh": "该措施已生效，其适用情况每年审查一次。",
        "ar": "التدبير نافذ، ويُستعرض تطبيقه كل سنة.",
    },
    "in_progress": {
        "en": "Work has begun; a first phase is complete and a second is under way.",
        "fr": "Les travaux ont commencé : une première phase est achevée, une deuxième en cours.",
        "es": "Los trabajos han comenzado: terminó una primera fase y la segunda está en marcha.",
        "ru": "Работа начата: первый этап завершен, второй идет.",
        "zh": "工作已经开始，第一阶段已完成，第二阶段正在进行。",
        "ar": "بدأ العمل، وانتهت مرحلة أولى، وتجري مرحلة ثانية.",
    },
    "planned": {
        "en": "A proposal is before the competent authorities.",
        "fr": "Une proposition est soumise aux autorités compétentes.",
        "es": "Se ha presentado una propuesta a las autoridades competentes.",
        "ru": "Предложение находится на рассмотрении компетентных органов.",
        "zh": "一项提案已提交主管当局。",
        "ar": "ثمة اقتراح معروض على السلطات المختصة.",
    },
    "not_implemented": {
        "en": "No measure has been taken; assistance would be welcome.",
        "fr": "Aucune mesure n'a été prise ; une assistance serait bienvenue.",
        "es": "No se ha adoptado ninguna medida; se agradecería asistencia.",
        "ru": "Меры не принимались; помощь была бы полезна.",
        "zh": "尚未采取措施，欢迎提供援助。",
        "ar": "لم يُتخذ أي تدبير، والمساعدة موضع ترحيب.",
    },
}
STATUS_WEIGHTS = {
    ResponseStatus.IMPLEMENTED: 40,
    ResponseStatus.IN_PROGRESS: 25,
    ResponseStatus.PLANNED: 10,
    ResponseStatus.NOT_IMPLEMENTED: 8,
    ResponseStatus.NOT_APPLICABLE: 5,
    ResponseStatus.NO_INFORMATION: 12,
}


class Filler(Protocol):
    """How a later app fills invented reports its own way: reports of kinds that it ``takes``."""

    def takes(self, submission: Submission) -> bool: ...

    def fill(self, submission: Submission, language: str, rng: random.Random, by: Any) -> None: ...

    def correct(self, submission: Submission, by: Any) -> None: ...


# The one that fills a report is the first that takes it.
_FILLERS: list[Callable[[ReportingCycle], Filler | None]] = []


def add_filler(begin: Callable[[ReportingCycle], Filler | None]) -> None:
    """Have a later app fill reports of the fictional cycle, if it can; once, however often
    asked."""
    if begin not in _FILLERS:
        _FILLERS.append(begin)


# Functions of later apps that add to invented reports. Given the cycle, each returns a function
# that adds to a report that says anything: called with the report, its language, and who writes.
Adding = Callable[[Submission, str, Any], None]
_FURTHER: list[Callable[[ReportingCycle], Adding]] = []


def add_further(begin: Callable[[ReportingCycle], Adding]) -> None:
    """Have a later app add something of its own to reports of the fictional cycle; once, however
    often asked."""
    if begin not in _FURTHER:
        _FURTHER.append(begin)


class _ByCoding:
    """Responses as an officer codes them from a narrative."""

    def takes(self, submission: Submission) -> bool:
        return True

    def fill(self, submission: Submission, language: str, rng: random.Random, by: Any) -> None:
        asked = list(submission.cycle.scope(submission.reporter.kind))
        recording.record(submission, _answers(asked, language, rng), by=by)

    def correct(self, submission: Submission, by: Any) -> None:
        first, *rest = workflow.responses_of(submission)
        words = f"{MARK['en']} {NARRATIVES[ResponseStatus.IMPLEMENTED]['en']}"
        implemented = recording.Answer(
            first.commitment.key, ResponseStatus.IMPLEMENTED, narrative=words, language="en", page=1
        )
        removed = (recording.Answer(response.commitment.key, "") for response in rest[:1])
        recording.record(submission, [implemented, *removed], by=by)


@dataclass(frozen=True)
class _Writers:
    """What fills reports, and what adds to them."""

    fillers: list[Filler]
    further: list[Adding]


@transaction.atomic
def load(*, states: int = 90, organisations: int = 5) -> ReportingCycle | None:
    """Make the fictional cycle with that many reports; None if it is already there.

    Always the same data for the same starting facts. Needs those facts (``load_facts``).
    """
    if ReportingCycle.objects.filter(code=CODE).exists():
        return None
    rng = random.Random(SEED)  # noqa: S311 (not a secret)
    cycle = ReportingCycle.objects.create(
        code=CODE,
        year=YEAR,
        name=NAME,
        is_fictional=True,
        reporter_list=ReporterList.COMPLETE,
        opens_on=datetime.date(YEAR, 1, 1),
        due_on=datetime.date(YEAR, 6, 30),
        closes_on=datetime.date(YEAR, 12, 31),
    )
    cycle.documents.set(OutcomeDocument.objects.filter(key="bms8"))
    by = _demonstrator()
    later = [begin(cycle) for begin in _FILLERS]
    fillers = [*(each for each in later if each), _ByCoding()]
    further = [begin(cycle) for begin in _FURTHER]
    for reporter in _reporters(rng, states, organisations):
        _report(reporter, cycle, rng, _Writers(fillers, further), by)
    _correction(cycle, fillers, by)
    return cycle


def _demonstrator() -> Any:
    """The account that stands as author of the fictional records; nobody can sign in as it."""
    user, _created = get_user_model().objects.get_or_create(
        email="demonstration@example.org", defaults={"name": "Fictional demonstration"}
    )
    user.set_unusable_password()
    user.save()
    user.groups.set(Role.objects.filter(name=REVIEWERS))
    return user


def _reporters(rng: random.Random, states: int, organisations: int) -> list[Reporter]:
    members = list(Reporter.objects.members())
    others = list(Reporter.objects.filter(kind=ReporterKind.ORGANISATION))
    return [
        *rng.sample(members, min(states, len(members))),
        *rng.sample(others, min(organisations, len(others))),
    ]


def _filler(submission: Submission, fillers: Iterable[Filler]) -> Filler:
    return next(each for each in fillers if each.takes(submission))


def _report(
    reporter: Reporter,
    cycle: ReportingCycle,
    rng: random.Random,
    writers: _Writers,
    by: Any,
) -> Submission:
    is_nil = reporter.kind == ReporterKind.STATE and rng.random() < 0.05
    language = rng.choice(list(MARK))
    submission = workflow.register(
        reporter,
        cycle,
        rng.choice([Channel.ONLINE, Channel.EMAIL, Channel.PAPER]),
        by=by,
        received_on=datetime.date(YEAR, 2, 1) + datetime.timedelta(days=rng.randint(0, 200)),
        languages=[language],
        is_nil_return=is_nil,
    )
    if not is_nil and rng.random() < 0.85:  # some reports are not coded yet
        _filler(submission, writers.fillers).fill(submission, language, rng, by)
        for add in writers.further:
            add(submission, language, by)
    return _handed_in(submission, by)


def _handed_in(submission: Submission, by: Any) -> Submission:
    """Published, whatever the checks ask of its invented figures."""
    submission = workflow.submit(submission, by=by, reason=MARK["en"])
    for step in (workflow.start_review, workflow.publish):
        submission = step(submission, by=by)
    return submission


def _correction(cycle: ReportingCycle, fillers: list[Filler], by: Any) -> None:
    """A second version of one report, so that there is a correction to look at."""
    coded = Submission.objects.current().with_is_coded().filter(is_coded=True, cycle=cycle)
    corrected = coded.order_by("reporter__code").first()
    if corrected is None:
        return
    second = workflow.correct(corrected, by=by)
    _filler(second, fillers).correct(second, by)
    _handed_in(second, by)


def _answers(
    asked: list[Commitment], language: str, rng: random.Random
) -> Iterable[recording.Answer]:
    thoroughness = rng.uniform(0.3, 1.0)
    for page, commitment in enumerate(asked, start=1):
        if rng.random() > thoroughness:
            continue
        (status,) = rng.choices(list(STATUS_WEIGHTS), weights=list(STATUS_WEIGHTS.values()))
        words = NARRATIVES.get(status, {}).get(language, "")
        yield recording.Answer(
            commitment.key,
            status,
            narrative=f"{MARK[language]} {words}" if words else "",
            language=language if words else "",
            page=page // 2 + 1,
        )
