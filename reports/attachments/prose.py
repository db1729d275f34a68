"""What of a report's text is a State's own prose, by its looks: no question, instruction or
choice of a form, no heading, title, contents line or address. Pure; in the six languages.

A text that may be either is taken for none: a form's question among a State's own words does
more harm than a sentence that is missing there.
"""

import re

from common.similarity import CJK_RUN

# In letters; a Chinese character says about as much as three.
CJK_WORTH = 3
SENTENCE_ENDS = (".", "。", "！", "!", "?", "？", "؟", ";", "；", "؛", ":", "：", "…")
QUESTION_MARKS = ("?", "？", "؟")
ANNOUNCES = (":", "：", "…")
CLOSING = " \t\"'”’»)]）】」』›*"
# Without a full stop, a text of this length is prose nevertheless.
LONG_WITHOUT_END = 260
# A list's item without one, if figures in it make it somebody's own.
LONG_ITEM = 80
# A line this long with a number before it is no heading, whatever it ends with.
LONGEST_HEADING = 60
ADDRESS_UP_TO = 160
# What a form leaves to be filled in.
BLANK = "____"
LEADERS = ".·․…_-‒–—. \t\u3000"
LEADERS_AT_LEAST = 4
MOSTLY = 0.6

TICKS = "☐☑☒□■▢▣◻◼⬜⬛✓✔✗✘✕✖❏❑❒○●◯◉"
BRACKET_TICK = re.compile(r"[\[(（［]\s?[xX×✓✔√]?\s?[\])）］](?!\w)")
NUMBER_LABEL = re.compile(
    r"(?:\d{1,2}(?:[.．]\d{1,3}){1,4}[.．)）]?|(?:\d{1,3}|[IVX]{1,6}|[A-Za-z])[.．)）、])\s+"
)
QUESTION_LABEL = re.compile(r"\d{1,2}(?:[.．]\d{1,3}){1,4}[.．)）]?\s*")
QUESTION_NUMBER = re.compile(r"(?:[QВС]\.?\s?)?\d{1,2}(?:[.．]\d{1,3}){1,4}[.．)）]?\s*\S")
CJK_LABEL = re.compile(
    r"(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、．.])\s*"
)
BULLET = re.compile(r"(?:[-–—•▪‣◦*·]|\([a-z0-9ivx]{1,4}\)|[a-z]\))\s+")
ADDRESS = re.compile(r"@|https?:|www\.|\b(?:tel|telephone|fax|e-?mail)\b|电话|传真|电子邮件|هاتف")
PAGE_FOOT = re.compile(r"(?:page|página|pagina|стр\.?|страница|第|صفحة)\s?\d{1,4}", re.IGNORECASE)

# A State never calls itself so: only who asks it does.
YOUR_COUNTRY = (
    *("your country", "your government", "your state", "your national report"),
    *("votre pays", "votre gouvernement", "votre état", "votre etat"),
    *("su país", "su pais", "su gobierno", "su estado"),
    *("ваша стран", "вашей стран", "вашу стран", "ваше государств", "вашем государств"),
    *("вашего государств", "ваше правительств", "вашего правительств"),
    *("贵国", "貴國", "贵方", "你国", "你们国家"),
    *("بلدكم", "بلادكم", "دولتكم", "حكومتكم"),
)
# "su país" is also "his country": it tells a question only where the sentence begins as one.
ASKS_ALONE = frozenset(YOUR_COUNTRY) - {"su país", "su pais", "su gobierno", "su estado"}

# A form speaks of itself, or to all who fill it in.
OF_A_FORM = (
    *("this questionnaire", "the questionnaire", "this form", "this section", "this question"),
    *("states are requested", "states are invited", "states may wish", "states are encouraged to"),
    *("reporting form", "reporting template", "check relevant", "check all that", "tick all that"),
    *("ce questionnaire", "le questionnaire", "ce formulaire", "le formulaire", "cette section"),
    *("la présente section", "états sont invités", "états sont priés", "cocher", "cochez"),
    *("este cuestionario", "el cuestionario", "este formulario", "el formulario", "esta sección"),
    *("se invita a los estados", "se ruega a los estados", "marque todas", "marque con una"),
    *("вопросник", "анкет", "в этом разделе", "в данном разделе", "в настоящем разделе"),
    *("государствам предлагается", "отметьте все", "本问卷", "调查问卷", "问卷", "本表格", "本节"),
    *("请各国", "可多选", "勾选", "الاستبيان", "هذه الاستمارة", "هذا النموذج", "هذا القسم"),
    *("يرجى من الدول", "ضع علامة"),
)

# How a form asks or instructs, at the beginning of a sentence.
ASKING = (
    *("does your", "do you", "did your", "has your", "have you", "is your", "are you", "is there"),
    *("are there", "is it a criminal offence to", "what ", "which ", "how many", "how much"),
    *("how does", "how do ", "if yes", "if no", "if so", "if not,", "please ", "kindly ", "check "),
    *("tick ", "specify ", "describe ", "indicate ", "select ", "n/a", "attach ", "upload "),
    *("provide details", "provide further", "give details", "list the ", "any other comments"),
    *("votre pays", "existe-t-il", "existe t il", "avez-vous", "disposez-vous", "quel ", "quels "),
    *("quelle ", "quelles ", "combien ", "comment ", "si oui", "si non", "dans l'affirmative"),
    *("dans l’affirmative", "dans la négative", "veuillez", "prière de", "cochez", "précisez"),
    *("indiquez", "décrivez", "merci de", "est-ce que", "y a-t-il", "a-t-on "),
    *(
        "¿",
        "su país",
        "su pais",
        "existe en su",
        "qué ",
        "cuál ",
        "cuáles ",
        "cuántos ",
        "cuántas ",
    ),
    *("en caso afirmativo", "en caso negativo", "sírvase", "sirvase", "por favor", "marque "),
    *("indique ", "describa ", "especifique ", "si la respuesta"),
    *("имеется ли", "имеются ли", "существует ли", "существуют ли", "есть ли", "сколько "),
    *("какие ", "какая ", "какой ", "каким ", "если да", "если нет", "просьба ", "пожалуйста"),
    *("укажите", "опишите", "отметьте", "в случае положительного"),
    *(
        "贵国",
        "是否",
        "请说明",
        "请提供",
        "请注明",
        "请列",
        "请勾",
        "请选",
        "请描",
        "如果是",
        "如是",
    ),
    *("若是", "如有，请", "如有,请", "如果否", "哪些", "哪个", "多少", "如何"),
    *("هل ", "ما هي", "ما هو", "كم عدد", "كم ", "إذا كان الجواب", "إذا كانت الإجابة", "يرجى"),
    *("الرجاء", "اذكر", "في حالة الإجابة", "حدد ", "أي "),
)
# The words that options to tick consist of.
CHOICES = frozenset(
    {
        *(
            "x",
            "yes",
            "no",
            "developing",
            "n",
            "a",
            "na",
            "not",
            "applicable",
            "in",
            "progress",
            "other",
        ),
        *("other", "partially", "planned", "unknown", "none", "under", "development"),
        *("oui", "non", "en", "cours", "sans", "objet", "partiellement", "autre", "élaboration"),
        *("sí", "si", "curso", "desarrollo", "aplica", "otro", "parcialmente"),
        *("да", "нет", "разрабатывается", "в", "стадии", "разработки", "не", "применимо"),
        *("是", "否", "有", "无", "制定中", "正在制定", "不适用", "其他"),
        *("نعم", "لا", "قيد", "الإعداد", "التطوير", "ينطبق", "الوضع"),
    }
)
WORDS = re.compile(r"[^\W\d_]+")
ANSWER = re.compile(
    r"(?:yes|no|developing|oui|non|en cours|sí|si|да|нет|是|否|有|نعم|لا)\s?[.,:;–—。，：-]\s*",
    re.IGNORECASE,
)


def size(text: str) -> int:
    """The length of ``text`` in letters' worth."""
    cjk = sum(len(run) for run in CJK_RUN.findall(text))
    return len(text) + cjk * (CJK_WORTH - 1)


def ends_as_sentence(text: str) -> bool:
    return text.rstrip(CLOSING).endswith(SENTENCE_ENDS)


def ends_as_question(text: str) -> bool:
    """Whether the last thing in ``text`` is a question mark, closing quotes and ticks aside."""
    return text.rstrip(CLOSING + TICKS).endswith(QUESTION_MARKS)


def is_question(sentence: str) -> bool:
    """Whether a form asks or instructs with this sentence."""
    if ends_as_question(sentence):
        return True
    lowered = without_label(sentence).lower()
    if any(words in lowered for words in (*ASKS_ALONE, *OF_A_FORM)):
        return True
    return lowered.startswith(ASKING)


def is_form_text(text: str) -> bool:
    """Whether a whole text is what a form asks or offers, and nothing that a State says."""
    lowered = text.lower()
    asked = max(map(text.rfind, QUESTION_MARKS))
    is_asked = asked >= 0 and is_choices(text[asked + 1 :])
    is_addressed = any(words in lowered for words in ASKS_ALONE)
    return is_asked or is_choices(text) or BLANK in text or is_addressed


def is_choices(text: str) -> bool:
    """Whether ``text`` is only options of a form to tick: Yes, No, Developing."""
    words = WORDS.findall(text.lower())
    has_tick = bool(BRACKET_TICK.search(text)) or any(tick in text for tick in TICKS)
    if not words:
        return has_tick
    return len(words) <= 12 and all(word in CHOICES for word in words)


def is_ticked(text: str) -> bool:
    """Whether ``text`` begins with a box to tick: one of a form's options."""
    return text[:1] in TICKS or bool(BRACKET_TICK.match(text))


def is_contents_line(text: str) -> bool:
    """Whether leaders and a page number end the line, as in a list of contents."""
    without_number = text.rstrip().rstrip("0123456789")
    if len(without_number) == len(text.rstrip()):
        return False
    bare = without_number.rstrip(LEADERS)
    leaders = without_number[len(bare) :]
    dots = sum(not character.isspace() for character in leaders)
    return dots >= LEADERS_AT_LEAST or leaders.count("…") > 1 or "\t" in leaders


def stands_alone(text: str) -> bool:
    """Whether a line is no part of a paragraph: a contents line, choices, a box to tick."""
    return is_contents_line(text) or is_choices(text) or is_ticked(text)


def begins_anew(text: str) -> bool:
    """Whether a new paragraph begins with this line: a list's item, a numbered question."""
    return bool(BULLET.match(text) or QUESTION_NUMBER.match(text))


def without_label(text: str) -> str:
    """``text`` without the number, letter, bullet or boxes before it."""
    text = text.strip()
    for pattern in (BULLET, CJK_LABEL, NUMBER_LABEL, QUESTION_LABEL):
        if found := pattern.match(text):
            return text[found.end() :].strip()
    return text


def own_words(text: str) -> str:
    """``text`` without a ticked answer before it (*☒ Yes – …*)."""
    bare = text.strip()
    for _tick in range(6):
        found = BRACKET_TICK.match(bare)
        bare = bare[found.end() :] if found else bare.lstrip(TICKS)
        bare = bare.strip()
        answer = ANSWER.match(bare)
        if not (is_ticked(bare) or answer):
            break
        if answer and is_ticked(text.strip()):
            bare = bare[answer.end() :].strip()
        elif answer:
            break
    return bare


def is_prose(text: str) -> bool:
    """Whether a stretch that asks nothing is a sentence: no heading, title, item or address."""
    bare = without_label(text)
    if bare == text.strip() and bare[:1].islower():
        # The rest of something that stands elsewhere.
        return False
    if is_contents_line(text) or is_choices(text) or is_shouted(bare) or BLANK in text:
        return False
    if size(text) < ADDRESS_UP_TO and (ADDRESS.search(text.lower()) or PAGE_FOOT.match(text)):
        return False
    if not ends_as_sentence(text):
        return _is_prose_without_end(text, bare)
    if text.rstrip(CLOSING).endswith(ANNOUNCES):
        return size(text) >= LONG_WITHOUT_END
    return bare == text.strip() or size(bare) > LONGEST_HEADING or _has_own_figures(bare)


def _is_prose_without_end(text: str, bare: str) -> bool:
    if is_titled(bare):
        return False
    if size(text) >= LONG_WITHOUT_END:
        return True
    return bool(BULLET.match(text)) and size(bare) >= LONG_ITEM and _has_own_figures(bare)


def _has_own_figures(text: str) -> bool:
    return any(character.isdigit() for character in text)


def is_shouted(text: str) -> bool:
    """Whether most letters are capitals, where a script has them."""
    letters = [letter for letter in text if letter.isalpha() and letter.upper() != letter.lower()]
    return len(letters) > 3 and sum(map(str.isupper, letters)) > MOSTLY * len(letters)


def is_titled(text: str) -> bool:
    """Whether most longer words begin with a capital, as in an English title."""
    words = [word for word in WORDS.findall(text) if len(word) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > MOSTLY * len(words)
