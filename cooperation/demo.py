"""Requests, offers and a match of the States that report in the fictional cycle: marked as made up.

Projects and funds are left out: they rest on publications, and nothing marks one as made up."""

import datetime
import zlib
from collections.abc import Callable
from typing import Any

from commitments.models import Theme
from cooperation.models import (
    Aid,
    Audience,
    Match,
    MatchOrigin,
    MatchStatus,
    Offer,
    OfferStatus,
    Request,
    RequestStatus,
)
from reports.demo import MARK
from reports.models import ReportingCycle, Submission

ASKED = {
    "en": "Training for those who mark and trace small arms",
    "fr": "Formation du personnel chargé du marquage et du traçage des armes légères",
    "es": "Formación de quienes marcan y rastrean armas pequeñas",
    "ru": "Обучение тех, кто маркирует и отслеживает стрелковое оружие",
    "zh": "培训小武器标识和追查人员",
    "ar": "تدريب المكلفين بوسم الأسلحة الصغيرة وتعقبها",
}
OFFERED = {
    "en": "Courses on marking and tracing",
    "fr": "Cours sur le marquage et le traçage",
    "es": "Cursos sobre marcado y rastreo",
    "ru": "Курсы по маркировке и отслеживанию",
    "zh": "标识和追查课程",
    "ar": "دورات في الوسم والتعقب",
}
# One State in so many asks, and one in so many offers.
ASKING, OFFERING = 5, 11


def begin(cycle: ReportingCycle) -> Callable[[Submission, str, Any], None]:
    """Returns a function that lets some of the States ask for training, and others offer it. The
    first request and the first offer are brought together."""
    day = datetime.date(cycle.year, 3, 1)
    theme = Theme.objects.filter(key__contains="trac").order_by("key").first()

    def ask_or_offer(submission: Submission, _language: str, _by: Any) -> None:
        reporter = submission.reporter
        if not reporter.is_state:
            return
        chance = zlib.crc32(f"assistance:{reporter.code}".encode())
        made: Any = None
        if chance % ASKING == 0:
            made = Request.objects.create(
                reporter=reporter,
                title=_marked(ASKED),
                aid=Aid.TRAINING,
                audience=Audience.PUBLIC if chance % 2 else Audience.STATES_AND_DONORS,
                status=RequestStatus.OPEN,
                opened_on=day,
                confirmed_on=day,
                is_fictional=True,
            )
        elif chance % OFFERING == 0:
            made = Offer.objects.create(
                reporter=reporter,
                title=_marked(OFFERED),
                aid=Aid.TRAINING,
                status=OfferStatus.OPEN,
                opened_on=day,
                is_fictional=True,
            )
        if made is not None and theme is not None:
            made.theme_links.create(theme=theme)
        if made is not None and not Match.objects.filter(request__is_fictional=True).exists():
            _bring_together(day)

    return ask_or_offer


def _marked(texts: dict[str, str]) -> dict[str, str]:
    return {code: f"{MARK[code]} {text}" for code, text in texts.items()}


def _bring_together(day: datetime.date) -> None:
    """The first public request and the first offer, agreed and to be seen by anybody."""
    request = Request.objects.public().filter(is_fictional=True).order_by("pk").first()
    offer = Offer.objects.filter(is_fictional=True).order_by("pk").first()
    if request and offer:
        Match.objects.create(
            request=request,
            offer=offer,
            reporter=offer.reporter,
            origin=MatchOrigin.SECRETARIAT,
            status=MatchStatus.AGREED,
            reasons=[{"kind": "aid", "values": [Aid.TRAINING.value]}],
            proposed_on=day,
            agreed_by_requester_on=day,
            agreed_by_provider_on=day,
            is_shared_by_requester=True,
            is_shared_by_provider=True,
        )
