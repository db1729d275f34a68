"""The sentence in which a meeting's report lists who reported, in the six languages.

As in A/CONF.192/BMS/2022/1, paras. 15 and 16: the names follow the English alphabetical order in
every language; each language has its own way of enumerating them.
"""

import re
from collections.abc import Sequence

from common.multilingual import LANGUAGE_CODES, words_of
from reports.models import Reporter, ReporterKind, ReportingCycle

SENTENCES = {
    ReporterKind.STATE: {
        "en": "The following States submitted national reports on the implementation of the"
        " Programme of Action {occasion}: {names}.",
        "fr": "Les États ci-après ont soumis {occasion} des rapports nationaux sur l’exécution du"
        " Programme d’action : {names}.",
        "es": "Los siguientes Estados presentaron {occasion} informes nacionales sobre la"
        " ejecución del Programa de Acción: {names}.",
        "ru": "Следующие государства представили {occasion} национальные доклады об осуществлении"
        " Программы действий: {names}.",
        "zh": "下列国家{occasion}提交了关于《行动纲领》执行情况的国家报告：{names}。",
        "ar": "قدمت الدول التالية {occasion} تقارير وطنية عن تنفيذ برنامج العمل: {names}.",
    },
    ReporterKind.ORGANISATION: {
        "en": "The following intergovernmental and regional organizations submitted reports on the"
        " implementation of the Programme of Action {occasion}: {names}.",
        "fr": "Les organisations intergouvernementales et régionales ci-après ont soumis {occasion}"
        " des rapports sur l’exécution du Programme d’action : {names}.",
        "es": "Las siguientes organizaciones intergubernamentales y regionales presentaron"
        " {occasion} informes sobre la ejecución del Programa de Acción: {names}.",
        "ru": "Следующие межправительственные и региональные организации представили {occasion}"
        " доклады об осуществлении Программы действий: {names}.",
        "zh": "下列政府间和区域组织{occasion}提交了关于《行动纲领》执行情况的报告：{names}。",
        "ar": "قدمت المنظمات الحكومية الدولية والإقليمية التالية {occasion} تقارير عن تنفيذ"
        " برنامج العمل: {names}.",
    },
}
# To a meeting, and where a cycle has none, for the cycle.
TO_MEETING = {
    "en": "to the {}",
    "fr": "à la {}",
    "es": "a la {}",
    "ru": "{}",
    "zh": "向{}",
    "ar": "إلى {}",
}
FOR_CYCLE = {
    "en": "for the reporting cycle {}",
    "fr": "pour le cycle {}",
    "es": "para el ciclo {}",
    "ru": "(цикл {})",
    "zh": "就{}周期",
    "ar": "عن دورة {}",
}
# Languages that write a meeting's name with a small letter inside a sentence.
SMALL_FIRST_LETTER = ("fr", "ru")
# Up to the noun, a meeting's name in Russian stands in the nominative: its endings in the dative.
RUSSIAN_HEAD = re.compile(r"^.*?\b(?:совещание|конференция)\b", re.IGNORECASE)
RUSSIAN_DATIVE = {"ье": "ьему", "ья": "ьей", "ое": "ому", "ая": "ой", "ие": "ию", "ия": "ии"}
RUSSIAN_ENDING = re.compile(rf"(?:{'|'.join(RUSSIAN_DATIVE)})\b")
SPANISH_E = re.compile(r"(?:i|í|hi(?![ae])|hí|y(?![aeiouáéíóú]))", re.IGNORECASE)
SMALL_WORDS = re.compile(r"\b(?:and|for|in|of|on|the)\b")


def sentences(
    cycle: ReportingCycle, kind: str, reporters: Sequence[Reporter]
) -> list[tuple[str, str]]:
    """The sentence in each language that has one, as (language, sentence); empty where nobody
    reported."""
    if not reporters or kind not in SENTENCES:
        return []
    ordered = sorted(reporters, key=_place)
    return [(code, _sentence(cycle, kind, ordered, code)) for code in LANGUAGE_CODES]


def enumerated(names: Sequence[str], language: str) -> str:
    """``names`` as a list inside a sentence: "A, B and C", 「A、B和C」."""
    *others, last = names
    if not others:
        return last
    if language == "zh":
        return f"{'、'.join(others)}和{last}"
    if language == "ar":
        return "، و".join(names)
    return f"{', '.join(others)} {_conjunction(last, language)} {last}"


def _conjunction(last: str, language: str) -> str:
    if language == "es":
        return "e" if SPANISH_E.match(last) else "y"
    return {"en": "and", "fr": "et", "ru": "и"}[language]


def _place(reporter: Reporter) -> tuple[str, str]:
    """Organizations are listed without regard to small words: of American …, for Security …"""
    name = reporter.sort_name
    return (name if reporter.is_state else " ".join(SMALL_WORDS.sub(" ", name).split())), name


def _sentence(
    cycle: ReportingCycle, kind: str, reporters: Sequence[Reporter], language: str
) -> str:
    names = [words_of(_name(reporter), language) for reporter in reporters]
    return SENTENCES[ReporterKind(kind)][language].format(
        occasion=_occasion(cycle, language), names=enumerated(names, language)
    )


def _name(reporter: Reporter) -> dict[str, str]:
    """States by their short names; organizations as the United Nations writes them out."""
    name: dict[str, str] = reporter.name if reporter.is_state else reporter.formal_name
    return name or reporter.name


def _occasion(cycle: ReportingCycle, language: str) -> str:
    if cycle.meeting is None:
        return FOR_CYCLE[language].format(cycle.code)
    name = words_of(cycle.meeting.name, language)
    if language in SMALL_FIRST_LETTER:
        name = name[:1].lower() + name[1:]
    if language == "ru":
        name = _dative(name)
    return TO_MEETING[language].format(name)


def _dative(name: str) -> str:
    """A meeting's Russian name as what something is submitted to: "третьей Конференции …"."""
    head = RUSSIAN_HEAD.match(name)
    if head is None:
        return name
    said = RUSSIAN_ENDING.sub(lambda ending: RUSSIAN_DATIVE[ending[0]], head[0])
    return said + name[head.end() :]
