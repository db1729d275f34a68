"""Offices of the States that report in the fictional cycle: made up, and marked so."""

import datetime
import zlib
from collections.abc import Callable
from typing import Any

from contacts.models import Office, OfficeFunction
from reports.demo import MARK
from reports.models import ReportingCycle, Submission

NAMES = {
    OfficeFunction.POINT_OF_CONTACT: {
        "en": "National focal point for small arms",
        "fr": "Point focal national pour les armes légères",
        "es": "Centro nacional de coordinación de armas pequeñas",
        "ru": "Национальный координатор по стрелковому оружию",
        "zh": "国家小武器协调中心",
        "ar": "جهة التنسيق الوطنية المعنية بالأسلحة الصغيرة",
    },
    OfficeFunction.WPS: {
        "en": "Unit for women, peace and security",
        "fr": "Unité chargée des femmes et de la paix et la sécurité",
        "es": "Dependencia de las mujeres y la paz y la seguridad",
        "ru": "Подразделение по вопросам женщин, мира и безопасности",
        "zh": "妇女、和平与安全股",
        "ar": "وحدة المرأة والسلام والأمن",
    },
}
# One in every so many reporters has offices.
SHARE = 4
LONGEST_AGO = 900


def begin(cycle: ReportingCycle) -> Callable[[Submission, str, Any], None]:
    """Returns a function that gives some of the reporters two offices that work together."""
    return open_offices


def open_offices(submission: Submission, language: str, by: Any) -> None:
    """The same offices for the same reporter each time, and only once."""
    reporter = submission.reporter
    chance = zlib.crc32(f"office:{reporter.code}".encode())
    if chance % SHARE or Office.objects.filter(reporter=reporter, is_fictional=True).exists():
        return
    confirmed = datetime.date(submission.cycle.year, 1, 1) - datetime.timedelta(
        chance % LONGEST_AGO
    )
    first, second = (
        Office.objects.create(
            reporter=reporter,
            function=function,
            name={code: f"{MARK[code]} {text}" for code, text in texts.items()},
            mailbox=f"{function.value.replace('_', '-')}-{reporter.code.lower()}@example.org",
            confirmed_on=confirmed,
            is_public=True,
            is_fictional=True,
        )
        for function, texts in NAMES.items()
    )
    first.works_with.add(second)
