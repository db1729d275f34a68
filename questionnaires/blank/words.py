"""The words of blank forms in the six languages, as ``common.search.normalise`` leaves them."""

import re
from collections.abc import Iterable

from common.search import normalise
from questionnaires.form import DEVELOPING, NO, YES

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


def _normal(words: dict[str, str]) -> dict[str, list[str]]:
    return {code: [normalise(word) for word in each.split("|")] for code, each in words.items()}


_ANSWERS = {
    YES: _normal({"en": "yes", "fr": "oui", "es": "sí", "ru": "да", "ar": "نعم", "zh": "是"}),
    NO: _normal({"en": "no", "fr": "non", "es": "no", "ru": "нет", "ar": "لا", "zh": "否"}),
    DEVELOPING: _normal(
        {
            "en": "developing|under development|in development|being developed|in progress",
            "fr": "en cours d’élaboration|en cours|en développement|en préparation",
            "es": "en desarrollo|en elaboración|en curso|en preparación",
            "ru": "разрабатывается|разрабатываются|в стадии разработки|в разработке|в процессе",
            "ar": "قيد الإعداد|قيد التطوير|قيد الوضع|قيد التنفيذ|جار الإعداد",
            "zh": "正在制定|制定中|正在拟订|拟订中|正在制订|进行中",
        }
    ),
}
NUMBER_OF = _normal(
    {
        "en": "number of|how many|quantity|total number|number",
        "fr": "nombre de|nombre d|combien|quantité|nombre",
        "es": "número de|cuántos|cuántas|cantidad|número",
        "ru": "число|количество|сколько",
        "ar": "عدد|كم|الكمية",
        "zh": "数量|人数|件数|多少|数目",
    }
)
DATE = _normal(
    {
        "en": "date|dd/mm/yyyy",
        "fr": "date|jj/mm/aaaa",
        "es": "fecha|dd/mm/aaaa",
        "ru": "дата|дд.мм.гггг",
        "ar": "تاريخ|التاريخ",
        "zh": "日期",
    }
)
# Words for who a person is and how to reach one. Too much is kept private rather than too little.
PERSON = _normal(
    {
        "en": "name|form of address|address|telephone|phone|tel|fax|e-mail|email|mobile"
        "|contact person|contact details|postal",
        "fr": "nom|civilité|prénom|adresse|téléphone|tél|télécopie|fax|courriel|e-mail|mél"
        "|coordonnées|personne à contacter",
        "es": "nombre|tratamiento|apellido|apellidos|dirección|teléfono|tel|fax|correo electrónico"
        "|correo|persona de contacto|datos de contacto",
        "ru": "имя|обращение|фамилия|фио|адрес|телефон|тел|факс|электронная почта|контактное лицо"
        "|контактные данные",
        "ar": "اسم|اللقب|الاسم|العنوان|عنوان|الهاتف|هاتف|فاكس|الفاكس"
        "|البريد الإلكتروني|بيانات الاتصال",
        "zh": "姓名|称谓|名称|地址|电话|传真|电子邮件|电邮|电子邮箱|联系人|联系方式",
    }
)
ASSISTANCE = _normal(
    {
        "en": "request assistance|requests assistance|request for assistance|need assistance",
        "fr": "demander une assistance|demander une aide|solliciter une assistance"
        "|demande d’assistance|besoin d’une assistance",
        "es": "solicitar asistencia|solicitud de asistencia|necesita asistencia",
        "ru": "просить помощь|запросить помощь|просьба о помощи|в помощи",
        "ar": "طلب المساعدة|طلب مساعدة|تطلب المساعدة",
        "zh": "请求援助|申请援助|要求援助",
    }
)
# How a line begins that asks for words.
DESCRIBE = _normal(
    {
        "en": "please|describe|explain|specify|list|provide|give|indicate|state|details|comments"
        "|comment|remark|remarks|elaborate|if other|other|if yes|if no|if so|further information"
        "|additional information",
        "fr": "veuillez|décrire|décrivez|expliquer|expliquez|préciser|précisez|indiquer|indiquez"
        "|donner|détails|commentaires|observations|remarques|autre|autres|si oui|si non"
        "|informations complémentaires",
        "es": "sírvase|describa|explique|especifique|indique|proporcione|detalles|comentarios"
        "|observaciones|otro|otros|en caso afirmativo|en caso negativo|información adicional"
        "|por favor",
        "ru": "просьба|опишите|поясните|укажите|уточните|перечислите|представьте|подробности"
        "|комментарии|замечания|другое|если да|если нет|дополнительная информация|пожалуйста",
        "ar": "يرجى|صف|اذكر|وضح|حدد|تفاصيل|تعليقات|ملاحظات|غير ذلك|إذا كان الجواب|معلومات إضافية",
        "zh": "请|说明|描述|详细|备注|评论|意见|其他|如是|如否|补充资料",
    }
)
# Instructions on what to do with boxes: no part of a question.
TICK_BOXES = _normal(
    {
        "en": "please note|note|please read|please return|tick|check all|check the|select"
        "|mark the box|mark all|choose|multiple answers",
        "fr": "note|veuillez noter|cochez|cocher|sélectionnez|choisissez|plusieurs réponses",
        "es": "nota|marque|seleccione|elija|varias respuestas",
        "ru": "примечание|отметьте|выберите|возможны несколько",
        "ar": "ملاحظة|ضع علامة|اختر",
        "zh": "注|勾选|请选择|可多选|请勾",
    }
)
MEASURES = {
    "seized": "seized|saisies|saisis|incautadas|изъято|المضبوطة|缴获|扣押",
    "found": "found|trouvées|trouvés|halladas|encontradas|найдено|المعثور عليها|发现",
    "surrendered": "surrendered|remises|rendues|entregadas|сдано|المسلمة|上交",
    "marked": "marked|marquées|marcadas|маркировано|الموسومة|加上标识",
    "traced": "traced|tracées|localizadas|rastreadas|отслежено|المتعقبة|追查",
    "destroyed": "destroyed|détruites|destruidas|уничтожено|المدمرة|销毁",
}
_MEASURES = {normalise(word): name for name, words in MEASURES.items() for word in words.split("|")}


def answer_words(language: str) -> list[tuple[str, str]]:
    """Each word for an answer in a language with what it means, the longest first."""
    found = [(word, key) for key, words in _ANSWERS.items() for word in words[language]]
    return sorted(found, key=lambda each: -len(each[0]))


def says(text: str, words: Iterable[str]) -> bool:
    """Whether one of some normalised phrases stands in ``text`` as a word (in Chinese: at all)."""
    normal = f" {PUNCTUATION.sub(' ', normalise(text))} "
    flat = SPACES.sub(" ", normal)
    return any(
        word in flat
        if _is_cjk(word)
        else f" {SPACES.sub(' ', PUNCTUATION.sub(' ', word))} " in flat
        for word in words
    )


def begins_with(text: str, words: Iterable[str]) -> bool:
    """Whether ``text`` begins with one of some normalised phrases."""
    normal = SPACES.sub(" ", PUNCTUATION.sub(" ", normalise(text))).strip() + " "
    return any(
        normal.startswith(
            word if _is_cjk(word) else SPACES.sub(" ", PUNCTUATION.sub(" ", word)) + " "
        )
        for word in words
    )


def asks_how_many(text: str, language: str) -> bool:
    """Whether a question asks for a number: by how it begins; Chinese asks in the middle."""
    phrases_of = NUMBER_OF[language]
    return begins_with(text, phrases_of) or (language == "zh" and says(text, phrases_of))


def measure(label: str) -> str:
    """The word of what a column counts, where its label is exactly that word."""
    last = normalise(label).strip(" .:;,()")
    return _MEASURES.get(last, "") or _MEASURES.get(last.rsplit(" ", 1)[-1].strip(), "")


PUNCTUATION = re.compile(r"[^\w/]")
SPACES = re.compile(r"\s+")


def _is_cjk(word: str) -> bool:
    return "\u3400" <= word[:1] <= "\u9fff"
