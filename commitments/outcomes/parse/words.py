"""The words by which parts of an official document are known, in the six languages."""

import re

from commitments.outcomes.parse.counting import NUMBER_SIGN

ANNEX = re.compile(
    r"(?:附件|附录|annexe?s?|anexos?|appendix|приложени[ея]|(?:ال)?مرفق|(?:ال)?تذييل)"
    r"(?:\s*(?P<label>[IVX]{1,5}|[A-H]|\d{1,2}|[一二三四五六七八九十]{1,3}|(?:ال)[\u0621-\u064a]+))?"
    r"\s*(?:$|[:：.–—-]\s*(?P<rest>\S.*)$)",
    re.IGNORECASE,
)
RECOMMENDATION = re.compile(
    r"(?:recomm[ae]ndation|recomendaci[oó]n|рекомендация|建议|(?:ال)?توصية)"
    rf"\s*(?:{NUMBER_SIGN})?\s*(?P<value>\d{{1,3}})(?P<after>\s*(?:$|[:：.。–—-])|\s+)"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
_PAGE_COLUMN = r"(?:pages?|p[áa]ginas?|стр(?:аниц[аы]|\.)?|页次|页码|页|(?:ال)?صفحة|(?:ال)?صفحات)"
_PARAGRAPH_COLUMN = (
    r"(?:para(?:graph)?s?\.?|paragraphes?|p[áa]rr(?:afos?|s?\.)|пункт[ыа]?|段次|段落"
    r"|(?:ال)?فقر(?:ة|ات))"
)
# Before a number inside a sentence: what follows is cited, not begun.
CITES = re.compile(
    r"(?:\b(?:paras?|paragraphs?|arts?|articles?|nos?|sects?|sections?|chap|chaps|chapters?|pp?|vols?|"
    r"figs?|tables?|annex|res|resolutions?|art[íi]culos?|p[áa]rrs?|p[áa]rrafos?|secc|c[áa]p|n[úu]m|"
    r"paragraphes?|alin[ée]as?|п|пп|пункт\w*|ст|стать\w*|гл|разд|рис|табл|step|phase|priority|goal)"
    r"\.?|№|第|فقرة|الفقرة|المادة|الفقرات)\s*$",
    re.IGNORECASE,
)
CONTENTS_COLUMNS = re.compile(
    rf"(?:{_PARAGRAPH_COLUMN}|{_PAGE_COLUMN}"
    r"|chapter|section|chapitre|cap[ií]tulo|глава|章次|(?:ال)?فصل)"
    rf"(?:[\s|]+(?:{_PARAGRAPH_COLUMN}|{_PAGE_COLUMN}))*$",
    re.IGNORECASE,
)
CONTENTS = re.compile(
    r"(?:(?:table of )?contents|目\s*录|目\s*次|table des mati[èe]res|sommaire|[íi]ndice|"
    r"[íi]ndice general|"
    r"contenido|[íi]ndice de materias|содержание|оглавление|(?:ال)?محتويات|(?:ال)?فهرس)"
    rf"(?:\s*\((?:continued|suite|continuaci[óo]n|продолжение|续|تابع)\))?"
    rf"(?:[\s|]+(?:{_PARAGRAPH_COLUMN}|{_PAGE_COLUMN}))*\s*$",
    re.IGNORECASE,
)
# What stands above and below a table and belongs to it.
TABLE_TITLE = re.compile(
    r"(?:table|tableau|cuadro|tabla|таблица|表|(?:ال)?جدول|figure|figura|диаграмма|рисунок|图|(?:ال)?شكل)"
    r"\s*(?:[A-Z]?\.?\d{1,3}(?:\.\d{1,2})?|[IVX]{1,5}|[一二三四五六七八九十]{1,3})\.?",
    re.IGNORECASE,
)
TABLE_NOTE = re.compile(
    r"(?:abbreviations?|notes?|sources?|abr[ée]viations?|abreviaturas?|nota|fuentes?|сокращения|"
    r"примечани[ея]|источники?|简称|注|资料来源|来源|(?:ال)?مختصرات|ملاحظ(?:ة|ات)|(?:ال)?مصدر)\s*[:：]",
    re.IGNORECASE,
)
PAGE = re.compile(
    r"(?:page|página|стр(?:аница|\.)|صفحة|الصفحة|第)"
    r"\s*\d{1,4}\s*(?:页)?"
    r"(?:\s*(?:of|/|de|из|من)\s*\d{1,4})?\s*$",
    re.IGNORECASE,
)

# Words of the headings that name a level, and of those that open a preamble.
LEVELS = {
    "national": r"national|nacional|национальн|国家|الوطني",
    "regional": r"r[eé]gional|региональн|区域|الإقليمي|الاقليمي",
    "global": r"global|mondial|mundial|глобальн|international level|全球|العالمي",
}
PREAMBLE = re.compile(
    r"(?:preamble|préambule|preámbulo|преамбула|序言|(?:ال)?ديباجة)$", re.IGNORECASE
)

# The first to the twelfth, as they stand in the name of a meeting.
ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "fr": "premi[eè]re deuxi[eè]me troisi[eè]me quatri[eè]me cinqui[eè]me sixi[eè]me "
    "septi[eè]me huiti[eè]me neuvi[eè]me dixi[eè]me onzi[eè]me douzi[eè]me",
    "es": "primera segunda tercera cuarta quinta sexta s[eé]ptima octava novena d[eé]cima "
    "und[eé]cima duod[eé]cima",
    "ru": "перв(?:ого|ая|ой|ое) втор(?:ого|ая|ой|ое) трет(?:ьего|ья|ьей|ье) "
    "четверт(?:ого|ая|ой|ое) пят(?:ого|ая|ой|ое) шест(?:ого|ая|ой|ое) "
    "седьм(?:ого|ая|ой|ое) восьм(?:ого|ая|ой|ое) девят(?:ого|ая|ой|ое) "
    "десят(?:ого|ая|ой|ое) одиннадцат(?:ого|ая|ой|ое) двенадцат(?:ого|ая|ой|ое)",
    "zh": "第一次 第二次 第三次 第四次 第五次 第六次 第七次 第八次 第九次 第十次 第十一次 第十二次",
    "ar": r"الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الحادي\sعشر "
    r"الثاني\sعشر",
}
# Sought in titles alone: every later meeting recalls the first one in its text.
CONFERENCE = (
    r"united nations conference on the illicit trade|"
    r"conférence des nations unies sur le commerce illicite|"
    r"conferencia de las naciones unidas sobre el (?:tráfico|comercio) ilícito|"
    r"конференци\w+ организации объединенных наций по (?:вопросу о )?незаконной торговл|"
    r"联合国小武器和轻武器.{0,12}非法贸易.{0,12}(?:会议|大会)|"
    r"مؤتمر الأمم المتحدة المعني بالاتجار غير المشروع"
)
MEETING_KINDS = {
    "prepcom": r"preparatory committee|comité préparatoire|comité preparatorio|"
    r"подготовительн\w+ комитет|筹备委员会|اللجنة التحضيرية",
    "mge": r"governmental experts|experts gouvernementaux|expertos gubernamentales|"
    r"правительственных экспертов|政府专家会议|الخبراء الحكوميين",
    "bms": r"biennial meeting|réunion biennale|reunión bienal|раз в два года|двухгодичн|双年度会议|"
    r"الذي يعقد (?:مرة )?كل سنتين|كل سنتين|فترة السنتين",
    "revcon": r"review conference|conference to review|conférence d.examen|"
    r"conférence .{0,40}chargée d.examiner|"
    r"conferencia de examen|conferencia .{0,40}encargada de examinar|"
    r"обзорн\w+ конференц|конференци\w+ .{0,40}(?:по обзору|для обзора)|审查.{0,60}大会|审议大会|"
    r"(?:ال)?مؤتمر.{0,40}(?:استعراض|الاستعراضي)",
}

_AGENDA_ITEM = (
    r"(?:(?:agenda item|items?|point|tema|пункт|البند)\s+\d{1,3}(?:\s?\([a-zа-я]\))?"
    r"(?:\s+(?:of the|de l|del|повестки|предварительной|من جدول).*)?"
    r"|(?:暂定项目表|临时议程)\s*\*?|(?:(?:暂定项目表|临时议程)\s*\*?\s*)?(?:议程)?项目\s*\d{1,3}.{0,30})$"
)
# The author of a report, on a line below the title: such a report belongs to no meeting.
REPORT_OF = re.compile(
    r"\A(?:(?:note|report) (?:by|of) the secretary-general|"
    r"(?:rapport|note) du secr[ée]taire g[ée]n[ée]ral|"
    r"(?:informe|nota) del secretario general|(?:доклад|записка) генерального секретаря|"
    r"秘书长的?(?:报告|说明)|(?:تقرير|مذكرة من) الأمين العام)\s*\*{0,3}\Z",
    re.IGNORECASE,
)
# The heading of a text before the numbered paragraphs.
SUMMARY = re.compile(
    r"\A(?:executive )?(?:summary|r[ée]sum[ée]|resumen|резюме|摘\s*要|(?:ال)?موجز)\s*\*{0,3}\Z",
    re.IGNORECASE,
)
# The mast of a document: organ, distribution, original language, session, item of the agenda.
MAST = re.compile(
    r"\A(?:(?:united nations|nations unies|naciones unidas|организация объединенных наций|"
    r"联\s*合\s*国|الأمم المتحدة)$"
    r"|(?:general assembly|assembl[ée]e g[ée]n[ée]rale|asamblea general|генеральная ассамблея|"
    r"大\s*会|الجمعية العامة|security council|conseil de s[ée]curit[ée]|consejo de seguridad|"
    r"совет безопасности|安全理事会|مجلس الأمن|economic and social council|human rights council)"
    r"(?:\s+distr\b.*)?$"
    r"|distr\b.*|(?:العربية|عربي|中文|英文|法文|俄文|西班牙文|阿拉伯文|russian|english|french|spanish|"
    r"arabic|chinese|français|anglais|espagnol|russe|arabe|chinois|español|inglés|francés|ruso|árabe|"
    r"chino|русский|английский|французский|испанский|арабский|китайский)"
    r"(?: only| seulement| (?:sola|única)mente| только)?$"
    r"|original\s*[:：].*|оригинал\s*[:：].*|原文\s*[:：].*|الأصل\s*[:：].*"
    r"|общ(?:ее|ая)\s+распределение.*|(?:general|limited|restricted)$"
    r"|(?:[a-z-]+(?:\s[a-z]+)?\s+session|[a-zé-]+\s+session|[a-zé]+(?:\s[a-zé]+)? per[ií]odo de "
    r"sesiones|[а-яё]+(?: +[а-яё]+)*\s+сессия"
    r"|第[一二三四五六七八九十]+届会议?|الدورة\s+\S+(?:\s\S+)?)$"
    rf"|{_AGENDA_ITEM})",
    re.IGNORECASE,
)
AGENDA_ITEM = re.compile(_AGENDA_ITEM, re.IGNORECASE)
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    r"كانون الثاني/يناير|شباط/فبراير|آذار/مارس|نيسان/أبريل|أيار/مايو|حزيران/يونيه|تموز/يوليه|"
    r"آب/أغسطس|أيلول/سبتمبر|تشرين الأول/أكتوبر|تشرين الثاني/نوفمبر|كانون الأول/ديسمبر)"
)
DATE = re.compile(
    rf"\d{{1,2}}(?:er)?\s+(?:de\s+)?{_MONTHS}\s+(?:de\s+)?(?P<year>(?:19|20)\d{{2}})(?:\s*(?:года|г\.))?"
    r"|(?P<chinese>(?:19|20)\d{2})\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日",
    re.IGNORECASE,
)
# Where and when a meeting was: "New York, 18–29 June 2031".
PLACE_AND_DAYS = re.compile(
    rf"\A[^\d,،，.]{{2,30}}[,،]\s*(?:\d{{1,2}}(?:\s+(?:de\s+)?{_MONTHS})?\s*"
    rf"(?:[-–—]|to|au|al?|по|إلى)\s*)?(?:{DATE.pattern})\Z"
    r"|\A(?:19|20)\d{2}\s*年[\d\s年月日至—–-]{4,24}[，,]\s*[^\d，,]{2,10}\Z",
    re.IGNORECASE,
)
