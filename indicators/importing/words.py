"""What headers and cells of depositaries' lists are called, in six languages."""

import re
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.models import CONSENT, Act
from reports.importing.folding import key


class Holds(StrEnum):
    """What a column holds beside the acts themselves."""

    NAME = "name"
    CODE = "code"
    ACT = "act"
    DAY = "day"
    YEAR = "year"
    SMALL_ARMS = "small_arms"
    CONSENT = "consent"
    NOTHING = "nothing"
    ASK = "ask"


# What a column can be said to hold: one of these, or an act of which it gives the days.
MEANINGS: dict[str, Any] = {
    Holds.NAME: _("names"),
    Holds.CODE: _("codes"),
    Holds.ACT: _("which act"),
    Holds.DAY: _("days of the acts"),
    Holds.YEAR: _("the year of the report"),
    Holds.SMALL_ARMS: _("whether small arms are included"),
    Holds.CONSENT: _("ratification, acceptance (A), approval (AA), accession (a), succession (d)"),
    **{act.value: act.label for act in Act},
    Holds.NOTHING: _("nothing of use (passed over)"),
    Holds.ASK: _("to be said"),
}

# fmt: off
_HEADERS: dict[str, tuple[str, ...]] = {
    Holds.NAME: (
        "participant", "participants", "state", "states", "country", "party", "parties", "name",
        "state party", "member state", "reporting state", "état", "états", "pays", "partie", "nom",
        "état partie", "estado", "estados", "país", "participante", "nombre", "parte",
        "государство", "государства", "страна", "участник", "название", "国家", "国名", "参加方",
        "缔约国", "会员国", "الدولة", "البلد", "المشارك", "الدول", "الطرف",
    ),
    Holds.CODE: (
        "code", "iso", "iso code", "country code", "m49", "code pays", "código", "код", "代码",
        "国家代码", "الرمز",
    ),
    Holds.ACT: (
        "action", "act", "type of action", "acte", "type d'acte", "acto", "acción", "действие",
        "акт", "行动", "行为", "الإجراء", "العمل",
    ),
    Holds.DAY: (
        "date", "day", "date of deposit", "date of notification/deposit", "date of action",
        "date of submission", "date received", "date de dépôt", "date de notification/dépôt",
        "fecha", "fecha de depósito", "fecha de notificación/depósito", "дата", "дата сдачи",
        "дата сдачи на хранение", "日期", "交存日期", "التاريخ", "تاريخ الإيداع",
    ),
    Holds.YEAR: (
        "year", "calendar year", "reporting year", "report year", "année", "exercice", "año",
        "год", "отчетный год", "年", "年份", "报告年份", "السنة", "سنة التقرير",
    ),
    Holds.SMALL_ARMS: (
        "small arms", "salw", "small arms included", "includes small arms",
        "small arms and light weapons", "armes légères", "armas pequeñas",
        "armas pequeñas y ligeras", "стрелковое оружие", "легкие вооружения", "小武器",
        "小武器和轻武器", "الأسلحة الصغيرة", "الأسلحة الصغيرة والأسلحة الخفيفة",
    ),
    Holds.NOTHING: (
        "date of effect", "entry into force", "note", "notes", "remarks", "declaration",
        "declarations", "region", "regional group", "date d'effet", "entrée en vigueur",
        "remarques", "fecha de efecto", "entrada en vigor", "observaciones",
        "дата вступления в силу", "примечание", "примечания", "生效日期", "备注",
        "تاريخ النفاذ", "ملاحظات",
    ),
}
_ACTS: dict[Act, tuple[str, ...]] = {
    Act.SIGNATURE: ("signature", "signed", "firma", "подписание", "签署", "التوقيع", "توقيع"),
    Act.RATIFICATION: (
        "ratification", "ratified", "ratificación", "ратификация", "批准", "التصديق", "تصديق",
    ),
    Act.ACCEPTANCE: (
        "acceptance", "acceptation", "aceptación", "принятие", "接受", "القبول", "قبول",
    ),
    Act.APPROVAL: (
        "approval", "approbation", "aprobación", "утверждение", "核准", "الموافقة", "موافقة",
    ),
    Act.ACCESSION: (
        "accession", "adhésion", "adhesión", "присоединение", "加入", "الانضمام", "انضمام",
    ),
    Act.SUCCESSION: (
        "succession", "sucesión", "правопреемство", "继承", "الخلافة", "خلافة",
    ),
    Act.PROVISIONAL: (
        "provisional application", "provisional application under article",
        "application provisoire", "aplicación provisional", "временное применение", "暂时适用",
        "临时适用", "التطبيق المؤقت",
    ),
    Act.WITHDRAWAL: (
        "withdrawal", "denunciation", "retrait", "dénonciation", "retiro", "denuncia", "выход",
        "денонсация", "退出", "退约", "الانسحاب",
    ),
    Act.ENDORSEMENT: (
        "endorsement", "endorsed", "adhérence", "approbation politique", "respaldo", "поддержка",
        "одобрение", "认可", "赞同", "التأييد",
    ),
    Act.REPORT: ("report", "reported", "rapport", "informe", "доклад", "отчет", "报告", "التقرير"),
    Act.USE: ("use", "used", "utilisation", "uso", "применение", "использование", "采用", "使用",
        "الاستخدام"),
}
# fmt: on
HEADERS = {key(word): str(meaning) for meaning, words in _HEADERS.items() for word in words}
ACTS = {key(word): act for act, words in _ACTS.items() for word in words}
# Marks behind a day in a column of several acts, as the United Nations collection writes them.
MARKS = {"a": Act.ACCESSION, "A": Act.ACCEPTANCE, "AA": Act.APPROVAL, "d": Act.SUCCESSION}
MARKED = re.compile(r"^(?P<day>.*?\d)\s*[(\[]?(?P<mark>AA|A|a|d|P)[)\]]?$")


def meaning_of(header: str) -> str:
    """What a column with that header holds; ``ask`` where nobody can tell."""
    folded = key(header)
    if folded in HEADERS:
        return HEADERS[folded]
    if folded in ACTS:
        return ACTS[folded].value
    named = {act for word, act in ACTS.items() if act in CONSENT and word in folded}
    if len(named) > 1:
        return Holds.CONSENT.value
    return Holds.ASK.value if folded else Holds.NOTHING.value


def act_of(text: str) -> Act | None:
    """The act that a cell names; None for anything else, such as a declaration."""
    return ACTS.get(key(text))


def parted(text: str) -> tuple[str, Act | None]:
    """A day and the act of the mark behind it."""
    found = MARKED.match(text.strip())
    if found is None:
        return text, None
    mark = found["mark"]
    return found["day"], Act.PROVISIONAL if mark == "P" else MARKS[mark]
