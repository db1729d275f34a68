"""The fictional cycle's roadmap, and what its invented reports declare of it: made up from
beginning to end, and marked so."""

import datetime
import zlib
from collections.abc import Callable
from typing import Any

from commitments.models import Commitment
from indicators import declaring
from indicators.concerning import concerned
from indicators.declaring import Given
from indicators.models import Indicator, Measure, Plan, ProgressLevel, Target
from reports.demo import MARK, NARRATIVES
from reports.models import Group, GroupKind, ReportingCycle, Submission

SOURCE = "Fictional demonstration"
TITLE = {
    "en": "Regional roadmap",
    "fr": "Feuille de route régionale",
    "es": "Hoja de ruta regional",
    "ru": "Региональная «дорожная карта»",
    "zh": "区域路线图",
    "ar": "خريطة طريق إقليمية",
}
MEASURES = (
    (
        "bms8-24",
        {
            "en": "A coordination body meets every year",
            "fr": "Un organe de coordination se réunit chaque année",
            "es": "Un órgano de coordinación se reúne cada año",
            "ru": "Координационный орган собирается ежегодно",
            "zh": "协调机构每年开会",
            "ar": "تجتمع هيئة تنسيق كل سنة",
        },
    ),
    (
        "bms8-25",
        {
            "en": "Records of weapons are kept electronically",
            "fr": "Les armes sont enregistrées par voie électronique",
            "es": "Las armas se registran electrónicamente",
            "ru": "Учет оружия ведется в электронной форме",
            "zh": "以电子方式保存武器记录",
            "ar": "تُحفظ سجلات الأسلحة إلكترونيا",
        },
    ),
    (
        "bms8-42",
        {
            "en": "Lessons are exchanged within the region",
            "fr": "Les enseignements sont échangés dans la région",
            "es": "Se intercambian enseñanzas en la región",
            "ru": "В регионе ведется обмен опытом",
            "zh": "在区域内交流经验教训",
            "ar": "يجري تبادل الدروس المستفادة داخل المنطقة",
        },
    ),
)
TARGET = {
    "en": "Half of the weapons found are traced",
    "fr": "La moitié des armes retrouvées est tracée",
    "es": "Se localiza el origen de la mitad de las armas halladas",
    "ru": "Прослежено происхождение половины найденного оружия",
    "zh": "追查到所发现武器的一半来源",
    "ar": "تُعقّب نصف الأسلحة التي يُعثر عليها",
}
# What each level says in words, as the invented responses do.
SAYS = {
    ProgressLevel.ACHIEVED: "implemented",
    ProgressLevel.ON_COURSE: "in_progress",
    ProgressLevel.LIMITED: "planned",
    ProgressLevel.NONE: "not_implemented",
}


def marked(texts: dict[str, str]) -> dict[str, str]:
    return {code: f"{MARK[code]} {text}" for code, text in texts.items()}


def begin(cycle: ReportingCycle) -> Callable[[Submission, str, Any], None]:
    """Makes the roadmap, and returns a function that has a report declare how far its measures have
    come."""
    year = cycle.year
    plan = Plan.objects.create(
        key="demo-roadmap",
        kind="regional_roadmap",
        title=marked(TITLE),
        name=SOURCE,
        starts_on=datetime.date(year - 1, 1, 1),
        ends_on=datetime.date(year + 7, 12, 31),
        source=SOURCE,
        is_public=True,
        is_fictional=True,
    )
    groups = Group.objects.filter(kind=GroupKind.REGIONAL_GROUP).order_by("position")
    if group := groups.filter(code__startswith="eastern").first() or groups.first():
        plan.covers.create(place_group=group)
    target = Target.objects.create(
        key="demo-target",
        level="regional",
        title=marked(TARGET),
        name=SOURCE,
        plan=plan,
        indicator=Indicator.objects.filter(key="sdg-16-4-2").first(),
        value=50,
        unit="percent",
        due_on=plan.ends_on,
        source=SOURCE,
        is_public=True,
        is_fictional=True,
    )
    target.alignments.create(sdg_target="16.4", degree="high")
    for position, (commitment, title) in enumerate(MEASURES, start=1):
        measure = Measure.objects.create(
            plan=plan, number=str(position), position=position, title=marked(title)
        )
        measure.commitments.set(Commitment.objects.filter(key=commitment))
        measure.targets.add(target)
    return declare


def declare(submission: Submission, language: str, by: Any) -> None:
    """One of the levels for each measure, always the same for the same report."""
    given = [
        Given(key, level, narrative=f"{MARK[language]} {words}", language=language)
        for key in concerned(submission).subjects
        if (level := _level(submission, key))
        and (words := NARRATIVES[SAYS[ProgressLevel(level)]][language])
    ]
    declaring.record(submission, given, by=by)


def _level(submission: Submission, key: str) -> str:
    """The level that a report declares; empty in one report of three."""
    chance = zlib.crc32(f"{submission.reporter.code}:{key}".encode())
    return list(SAYS)[chance // 3 % len(SAYS)].value if chance % 3 else ""
