"""Invented blank forms as files of every kind: one description, written in five ways."""

import html
import io
from typing import Any

from openpyxl import Workbook

from commitments.tests.samples.files import docx, pdf

ENGLISH = [
    "National report on tools",
    "Section 1: National coordination",
    "1.1 Is there a national body that coordinates? (PoA II.4)",
    "☐ Yes ☐ No ☐ Developing",
    "If no, go to 1.2",
    "Name of the body: ____________",
    "Number of women: ______",
    "1.1.1 If yes, does it meet every year? [ITI 25]",
    "☐ Yes ☐ No",
    "1.2 Which of these does it do? (RevCon3 outcome II.A.5)",
    "Tick all that apply",
    "☐ Marking",
    "☐ Tracing",
    "2. Collection",
    "2.1 How many weapons were collected?",
    "____________",
    "2.2 Does your State wish to request assistance in collection?",
    "☐ Yes ☐ No",
    "Please describe: ____________",
]
TRANSLATED = {
    "fr": [
        "Rapport national sur les outils",
        "Section 1 : Coordination nationale",
        "1.1 Existe-t-il un organe national ? (Programme d’action, section II, paragraphe 4)",
        "☐ Oui ☐ Non ☐ En cours d’élaboration",
        "Si non, passez à la question 1.2",
        "Nom de l’organe : ____________",
        "Nombre de femmes : ______",
        "1.1.1 Si oui, se réunit-il chaque année ? [IIT 25]",
        "☐ Oui ☐ Non",
        "1.2 Que fait-il parmi ce qui suit ? (RevCon3, document final, II.A.5)",
        "Cochez toutes les cases utiles",
        "☐ Marquage",
        "☐ Traçage",
        "2. Collecte",
        "2.1 Combien d’armes ont été collectées ?",
        "____________",
        "2.2 Souhaitez-vous demander une assistance pour la collecte ?",
        "☐ Oui ☐ Non",
        "Veuillez décrire : ____________",
    ],
    "es": [
        "Informe nacional sobre herramientas",
        "Sección 1: Coordinación nacional",
        "1.1 ¿Existe un órgano nacional? (Programa de Acción, sección II, párrafo 4)",
        "☐ Sí ☐ No ☐ En desarrollo",
        "Si la respuesta es no, pase a la pregunta 1.2",
        "Nombre del órgano: ____________",
        "Número de mujeres: ______",
        "1.1.1 Si la respuesta es sí, ¿se reúne cada año? [IIL 25]",
        "☐ Sí ☐ No",
        "1.2 ¿Qué hace de lo siguiente? (RevCon3, documento final, II.A.5)",
        "Marque todas las que correspondan",
        "☐ Marcado",
        "☐ Localización",
        "2. Recogida",
        "2.1 ¿Cuántas armas se recogieron?",
        "____________",
        "2.2 ¿Desea solicitar asistencia para la recogida?",
        "☐ Sí ☐ No",
        "Sírvase describir: ____________",
    ],
    "ru": [
        "Национальный доклад об инструментах",
        "Раздел 1: Национальная координация",
        "1.1 Есть ли национальный координационный орган? (Программа действий, раздел II, пункт 4)",
        "☐ Да ☐ Нет ☐ Разрабатывается",
        "Если нет, переходите к вопросу 1.2",
        "Название, адрес: ____________",
        "Число женщин: ______",
        "1.1.1 Если да, собирается ли он каждый год? [МДО 25]",
        "☐ Да ☐ Нет",
        "1.2 Что из следующего он делает? (RevCon3, итоговый документ, II.A.5)",
        "Отметьте все нужное",
        "☐ Маркировка",
        "☐ Отслеживание",
        "2. Сбор",
        "2.1 Сколько единиц оружия собрано?",
        "____________",
        "2.2 Желает ли ваше государство просить помощь в сборе?",
        "☐ Да ☐ Нет",
        "Просьба описать: ____________",
    ],
    "ar": [
        "تقرير وطني عن الأدوات",
        "القسم 1: التنسيق الوطني",
        "1.1 هل توجد هيئة وطنية للتنسيق؟ (برنامج العمل، القسم الثاني، الفقرة ٤)",
        "☐ نعم ☐ لا ☐ قيد الإعداد",
        "إذا كان الجواب لا، انتقل إلى السؤال 1.2",
        "اسم الهيئة: ____________",
        "عدد النساء: ______",
        "1.1.1 إذا كان الجواب نعم، فهل تجتمع كل سنة؟ [الصك الدولي للتعقب 25]",
        "☐ نعم ☐ لا",
        "1.2 ماذا تفعل مما يلي؟ (RevCon3 الوثيقة الختامية II.A.5)",
        "ضع علامة على كل ما ينطبق",
        "☐ الوسم",
        "☐ التعقب",
        "2. الجمع",
        "2.1 كم قطعة سلاح جُمعت؟",
        "____________",
        "2.2 هل ترغب دولتكم في طلب المساعدة في الجمع؟",
        "☐ نعم ☐ لا",
        "يرجى الوصف: ____________",
    ],
    "zh": [
        "关于工具的国家报告",
        "第1部分：国家协调",
        "1.1 是否设有国家协调机构？（《行动纲领》第二节第4段）",
        "☐ 是 ☐ 否 ☐ 正在制定",
        "如果否，请转到问题 1.2",
        "机构名称：____________",
        "数量：______",
        "1.1.1 如果是，每年是否开会？（《国际追查文书》第25段）",
        "☐ 是 ☐ 否",
        "1.2 下列哪些是其工作？（RevCon3 成果文件 II.A.5）",
        "请选择所有适用项",
        "☐ 标识",
        "☐ 追查",
        "2. 收缴",
        "2.1 收缴了多少件武器？",
        "____________",
        "2.2 贵国是否希望请求援助？",
        "☐ 是 ☐ 否",
        "请说明：____________",
    ],
}
SAMPLES = {"en": ENGLISH, **TRANSLATED}


def as_docx(lines: list[str]) -> bytes:
    return docx("".join(f"<w:p><w:r><w:t>{html.escape(line)}</w:t></w:r></w:p>" for line in lines))


def as_html(lines: list[str]) -> bytes:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def as_xlsx(rows: list[Any]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row) if isinstance(row, tuple) else [row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_pdf(lines: list[str]) -> bytes:
    """Letters that the sample's font has: boxes are drawn there, and leave no text."""
    plain = [line.replace("☐", " ").replace("’", "'") for line in lines]
    return pdf([plain])
