"""What the header of a column is a word for, in six languages."""

import re
from enum import StrEnum
from functools import lru_cache

from reports.importing.folding import key
from reports.importing.judging import is_about_reports

# What a header adds to say that its cells are yes or no.
YES_NO = re.compile(
    r"\(?\b(?:y(?:es)?\s*/\s*no?|oui\s*/\s*non|o\s*/\s*n|s[ií]\s*/\s*no?|да\s*/\s*нет)\b\)?"
    r"|是否|有无|是/否|[(（]是[／/]否[)）]|نعم\s*/\s*لا|\bهل\b|[?？¿؟✓]",
    re.IGNORECASE,
)


class HeaderKind(StrEnum):
    """What a header says that its column holds."""

    RECEIPT = "receipt"
    OTHER_DAY = "other_day"
    DATE = "date"
    NUMBER = "number"
    REMARK = "remark"
    STATUS = "status"
    CYCLE = "cycle"
    CODE = "code"
    GROUP = "group"
    NAME = "name"
    NOTHING = ""


def _keys(*lines: str) -> tuple[str, ...]:
    return tuple(key(word.replace("_", " ")) for line in lines for word in line.split())


# Whole headers.
WHOLE: dict[HeaderKind, frozenset[str]] = {
    HeaderKind.NUMBER: frozenset(
        _keys("no no. nr n° № # number numéro número n.º s/n s.no item 序号 编号 номер رقم م ordre")
    )
    | {""},
    HeaderKind.DATE: frozenset(
        _keys(
            "date day submitted_on sent_on fecha día дата день 日期 时间 تاريخ التاريخ اليوم",
            "date_of_report date_of_the_report report_date date_submitted date_of_submission",
            "submission_date date_du_rapport date_de_soumission date_de_présentation soumis_le",
            "fecha_de_presentación fecha_del_informe presentado_el дата_представления",
            "дата_доклада 提交日期 提交时间 报告日期 تاريخ_التقديم تاريخ_التقرير received reçu",
            "recibido 收到 время jour date_of_transmission présenté_le date_received/submitted",
        )
    ),
    HeaderKind.STATUS: frozenset(
        _keys(
            "status report_status reporting_status submission_status state_of_report answer",
            "response statut situation état_du_rapport statut_du_rapport estado estado_del_informe",
            "situación статус состояние статус_доклада 状态 状况 情况 提交情况 报告情况 提交状态",
            "报告状态 الحالة حالة_التقرير الوضع حالة état",
        )
    ),
}
# Words for a State and for its status alike; the cells tell which is meant.
STATE_OR_STATUS = frozenset(_keys("état estado"))
# Parts of headers, in the order in which they are looked for.
PARTS: tuple[tuple[HeaderKind, tuple[str, ...]], ...] = (
    (
        HeaderKind.OTHER_DAY,
        _keys(
            "due deadline reminder reminded expected",
            "request birth signature signed ratif accession",
            "joined updated modified échéance limite rappel relance",
            "attendu vencimiento plazo límite recordatorio solicitud срок напомин ожида запрос",
            "截止 到期 提醒 催 应交 更新 الموعد الاستحقاق تذكير المتوقع promised next nextreport",
        ),
    ),
    (
        HeaderKind.RECEIPT,
        _keys(
            "datereceived receivedon dateofreceipt receiptdate datereceipt receipt reçule",
            "datederéception réception fechaderecepción",
            "recepción recibidoel датаполучения получено",
            "поступ 收到日期 接收日期 收到时间 تاريخالاستلام تاريخالورود تاريخاستلام تاريخورود",
        ),
    ),
    (
        HeaderKind.REMARK,
        _keys(
            "remark comment note observaci observation remarque comentario примечан коммент",
            "备注 说明 ملاحظات ملاحظة contact e-mail email phone language langue idioma язык 语文",
        ),
    ),
    (
        HeaderKind.CYCLE,
        _keys("cycle year année año ciclo цикл год 年份 周期 年度 السنة الدورة"),
    ),
    (HeaderKind.CODE, _keys("iso code código код 代码 الرمز alpha m49")),
    (
        HeaderKind.GROUP,
        _keys(
            "region group région groupe región grupo регион группа 区域 地区 集团 المنطقة المجموعة"
        ),
    ),
    (
        HeaderKind.NAME,
        _keys(
            "state country name reporter organi member état etat pays nom estado país nombre",
            "государств страна страны название организац 国家 名称 国名 会员国 组织 الدولة الدول",
            "البلد الاسم المنظمة nation party entity 国",
        ),
    ),
)


@lru_cache(maxsize=4096)
def header_kind(header: str) -> HeaderKind:  # noqa: PLR0911 - a line for each case
    """The kind of thing that a header announces; nothing for one that is not understood."""
    folded = key(YES_NO.sub(" ", header))
    if not folded:
        return HeaderKind.NUMBER if header.strip() in {"#", "№", "n°", "N°"} else HeaderKind.NOTHING
    if folded == "m":
        return HeaderKind.CODE if "49" in header else HeaderKind.NUMBER
    for kind, words in PARTS[:2]:
        if any(word in folded for word in words):
            return kind
    for kind, whole in WHOLE.items():
        if folded in whole:
            return kind
    if is_about_reports(YES_NO.sub(" ", header)):
        return HeaderKind.NOTHING
    for kind, words in PARTS[2:]:
        if any(word in folded for word in words):
            return kind
    return HeaderKind.NOTHING
