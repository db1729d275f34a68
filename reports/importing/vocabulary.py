"""The words by which sentences, headings and cells say that a report came, or did not.

Six languages in one table: only words that mean the same wherever they stand are in it. A word
that is not here is not understood, and what is not understood becomes a question: no list of
all the ways to say *no* is ever complete, a list of the ways to say *yes* can be.
"""

from reports.importing.dates import MONTH_NUMBERS
from reports.importing.folding import key


def _folded(*lines: str) -> frozenset[str]:
    return frozenset(key(word) for line in lines for word in line.split())


def words(*lines: str) -> frozenset[str]:
    """The words of ``lines``, folded."""
    return _folded(*lines)


# The report itself, as the thing that was sent.
REPORT = _folded(
    "report reports rapport rapports informe informes",
    "доклад доклада доклады докладов докладами отчет отчета отчеты отчетов отчетами",
    "تقرير تقارير تقريرا التقرير التقارير تقريرها تقاريرها تقريرهم تقاريرهم",
)
# That it came: past forms only. What is to come ("will submit", "представят") is not here.
CAME = _folded(
    "submitted provided presented transmitted sent furnished delivered reported received",
    "soumis soumise soumises présenté présentée présentés présentées transmis transmise remis",
    "remise adressé adressés fourni fournis envoyé",
    "envoyés reçu reçus reçue communiqué communiqués",
    "presentaron presentó presentado presentada presentados presentadas enviaron enviado enviados",
    "remitieron remitido remitidos transmitieron transmitido transmitidos recibieron recibió",
    "recibido recibida recibidos recibidas proporcionaron facilitaron proporcionado facilitado",
    "представили представил представила представило представлены представлен представлена",
    "представленные представленных представивших представившие направили направил направлены",
    "направившие направивших передали прислали получены получен получена полученные полученных",
    "поступили поступил поступившие поступивших представленных",
    "قدمت قدم قدموا قدمتها تقدمت ورد وردت تلقت تلقى استلمت أرسلت أحالت رفعت المقدمة مقدمة",
    "الواردة واردة المقدم تلقي استلام الاستلام ورود قدمتا",
)
# Words for receiving say who sent only with a word for "from".
RECEIVED = _folded(
    "received reçu reçus reçue recibieron recibió recibido recibidos تلقت تلقى استلمت"
)
FROM = _folded("from by de du des par por del от من")
# Words that decide nothing.
PLAIN = _folded(
    # English
    "the a an of to in on by from for with and or as at its their this that these those which who",
    "has have had been was were is are also both each following below listed here so far date",
    "state states country countries member members government governments nation nations parties",
    "organization organizations organisation organisations body bodies intergovernmental",
    "international regional subregional national voluntary voluntarily respectively online",
    "implementation implementing programme program action instrument tracing illicit trade small",
    "arms light weapons all aspects prevent",
    "combat eradicate identify trace timely reliable manner",
    "biennial meeting meetings review conference",
    "united nations secretariat secretary secretary-general",
    "office disarmament affairs accordance pursuant",
    "paragraph paragraphs para paras section general",
    "assembly resolution outcome document poa iti unpoa salw bms rc cycle period round year time",
    "late follows list reporting under through consider",
    "purpose new york total efforts measures taken",
    # French
    "le la les l un une des du de d à au aux en et ou ont a ait été sur leur leurs son sa ses ce",
    "ci-après après ci suivant suivants suivante suivantes état états etat etats pays membre",
    "membres gouvernement gouvernements organisation organisations organisme organismes",
    "internationale internationales internationaux intergouvernementale intergouvernementales",
    "intergouvernementaux régional régionaux régionale régionales sous-régionales national",
    "nationaux nationale nationales mise œuvre oeuvre exécution application programme d'action",
    "instrument international traçage réunion réunions",
    "biennale conférence d'examen examen nations",
    "unies secrétariat secrétaire général générale assemblée résolution conformément paragraphe",
    "paragraphes titre période cycle année date par pour dont dans qui que aussi également ainsi",
    "liste ayant volontaire huitième relatif relatifs",
    "relative concernant d'armes armes légères petit calibre",
    # Spanish
    "el los las un una unos de del al en y e o han ha habían sido fue fueron se sobre su sus que",
    "lista figuran figura continuación indican siguiente",
    "siguientes estado estados país países miembro",
    "miembros gobierno gobiernos organización organizaciones organismo organismos internacional",
    "internacionales intergubernamental intergubernamentales regional regionales subregionales",
    "nacional nacionales aplicación ejecución implementación programa acción instrumento",
    "internacional localización rastreo reunión reuniones",
    "bienal conferencia examen naciones unidas",
    "secretaría secretario general asamblea resolución conformidad párrafo párrafos período ciclo",
    "año fecha por para también voluntario",
    "voluntarios relativo relativos a armas pequeñas ligeras",
    # Russian
    "в во на о об от по с со к ко и или",
    "из их его её свой свои своих своем эти также были был было",
    "следующие следующих следующими следующие нижеследующие нижеследующих нижеследующими ниже",
    "государство государства государств государствами государством страна страны стран странами",
    "член члены членов членами государств-членов государства-члены государствами-членами",
    "правительство правительства правительств организация организации организаций организациями",
    "организацией международные международных международными региональные региональных",
    "региональными субрегиональные межправительственные межправительственных",
    "межправительственными национальный национальные национальных национального национальными",
    "осуществление осуществления осуществлении осуществлению выполнение выполнении",
    "выполнения программы программа программе действий международного международный",
    "международному документ документа документу отслеживании созываемому созываемого созываемое",
    "раз два года год году лет совещанию совещания совещание совещании конференции конференция",
    "обзору рассмотрения рассмотрению рассмотрение действия организации объединенных наций оон",
    "секретариат секретариата секретариату секретариатом генеральный генеральному генеральной",
    "ассамблеи секретарь секретарю соответствии пунктом",
    "пункт пункта пунктами резолюции резолюцией",
    "состоянию период список цикл цикла общей сложности",
    "всего за для дата стрелковым стрелкового легким",
    # Arabic, without the article's and the conjunctions' letters where they vary
    "الدول دول الدولة دولة التالية التالي الآتية الآتي أدناه الأعضاء عضو أعضاء الأطراف المنظمات",
    "المنظمة منظمات منظمة الهيئات الدولية الدولي الإقليمية الإقليمي دون الحكومية الوطنية وطنية",
    "وطنيا وطني الوطني عن بشأن إلى من في على قد أيضا كل تنفيذ التنفيذ تنفيذها لتنفيذ برنامج",
    "العمل الصك الاجتماع اجتماع الذي التي يعقد المعقود السنتين سنتين فترة مرة مؤتمر المؤتمر",
    "الاستعراضي استعراض الأمم المتحدة الأمين العام الأمانة العامة أمانة وفقا عملا للفقرة الفقرة",
    "فقرة فقرات قرار الجمعية القرار الفترة الدورة السنة عام سنة بلغ عدد حتى تاريخ بين الحكومات",
    "قائمة تم تمت البلدان بلدان البلد كانت كان أن التعقب",
)
PLAIN = (PLAIN - _folded("أن دون")) | frozenset(MONTH_NUMBERS)
# Words of headings that divide one list into groups and say nothing about reports.
GROUPS = _folded(
    "africa african asia asian pacific asia-pacific latin america american americas caribbean",
    "eastern western europe european other others group groups region regions middle east arab",
    "north south central northern southern oceania grulac weog observer observers subregion",
    "afrique africains asie asiatiques pacifique amérique amériques latine caraïbes orientale",
    "occidentale autres groupe groupes région régions observateurs africain d'afrique d'asie",
    "d'amérique d'europe états-unis",
    "áfrica africanos asia pacífico américa américas",
    "latina caribe oriental occidental otros otras",
    "grupo grupos región regiones europa observadores",
    "африка африки африканские азия азии азиатские тихоокеанские тихого океана тихоокеанского",
    "америка америки латинской карибского бассейна восточной западной европа европы европейские",
    "другие других группа группы регион региона наблюдатели ближний восток арабские",
    "أفريقيا آسيا والمحيط المحيط الهادئ أمريكا اللاتينية الكاريبي منطقة البحر أوروبا الشرقية",
    "الغربية أخرى مجموعة المجموعة الأفريقية الأفريقي الآسيوية الآسيوي العربية العربي المراقبون",
)
# Words that say that no report came. A sentence with one of them never makes a reporter.
ABSENT = _folded(
    "not no none never neither nor cannot",
    "yet overdue outstanding missing pending awaited awaiting",
    "lacking lack lacks failed failing fail absent without still unreported unsubmitted silent",
    "owe owed owing owes nonreporting nonreporters",
    "nonsubmission unreceived didnt dont doesnt havent",
    "hasnt hadnt wasnt werent due expected",
    "nonsubmitted refused declined delinquent unsent nil-none",
    "ne n pas aucun aucune non jamais sans attente attendu attendus retard encore reste restent",
    "manquant manquants manque manquent omis défaut",
    "no ningún ninguno ninguna sin nunca tampoco aún todavía pendiente pendientes falta faltan",
    "faltante faltantes atrasado atrasados retrasado retrasados adeudan omitieron",
    "не ни нет без никогда пока еще просрочен просрочены просроченные ожидается ожидаются",
    "отсутствует отсутствуют отсутствие непредставление непредставившие непредставивших",
    "непредставленные задолжали недостающие ждем",
    "لم لا لن ليس ليست ليسوا غير بدون دون عدم متأخر متأخرة المتأخرة المتأخر متخلفة المتخلفة",
    "ينتظر تنتظر الناقصة ناقصة مفقودة المفقودة معلق معلقة",
)
# Words by which a report that came counts no more, or may not count: asked about in remarks.
UNDONE = _folded(
    "withdrawn withdrew retracted recalled cancelled canceled rejected returned void invalid",
    "empty blank unreadable corrupt incomplete draft wrong mistake error duplicate",
    "retiré retirée retirés annulé annulée rejeté renvoyé vide illisible incomplet brouillon",
    "erreur retirado retirada anulado rechazado devuelto vacío ilegible incompleto borrador error",
    "отозван отозвано отозвана аннулирован отклонен возвращен пустой неполный черновик ошибка",
    "ошибочно дубликат سحب سحبت ألغي ملغى رفض أعيد فارغ مسودة خطأ",
)
CJK_UNDONE = ("撤回", "撤销", "退回", "作废", "草稿", "空白", "错误", "重复")
CJK_ABSENT = (
    *("未", "没", "沒", "尚", "不", "无", "無", "缺", "欠", "逾期", "待", "仍", "非", "否", "拒"),
    *("尚未", "还需", "還需"),
)
CJK_REPORT = ("国家报告", "报告", "國家報告", "報告")
CJK_CAME = ("提交了", "提交", "提供了", "提供", "送交", "递交", "报送", "呈交", "收到", "已报告")
CJK_GROUPS = (
    *(
        "非洲",
        "亚洲",
        "亚太",
        "太平洋",
        "拉丁美洲",
        "加勒比",
        "东欧",
        "西欧",
        "其他",
        "集团",
        "地区",
    ),
    *("观察员", "欧洲", "美洲", "大洋洲", "中东"),
)
CJK_PLAIN = (
    *(
        "下列",
        "以下",
        "如下",
        "国家",
        "会员国",
        "成员国",
        "各国",
        "缔约国",
        "政府间",
        "政府",
        "组织",
    ),
    *(
        "国际",
        "次区域",
        "区域",
        "机构",
        "向",
        "第",
        "双年度",
        "会议",
        "审议大会",
        "审查大会",
        "大会",
    ),
    *(
        "关于",
        "就",
        "其",
        "执行",
        "行动纲领",
        "国际追查文书",
        "追查文书",
        "文书",
        "情况",
        "的",
        "和",
    ),
    *("及", "以及", "与", "本国", "自愿", "联合国", "秘书处", "秘书长", "了", "来自", "在", "根据"),
    *(
        "按照",
        "段",
        "号",
        "决议",
        "年",
        "月",
        "日",
        "共有",
        "个",
        "包括",
        "为",
        "对",
        "这些",
        "小武器",
    ),
    *(
        "轻武器",
        "非法",
        "贸易",
        "已",
        "国",
        "次",
        "届",
        "从",
        "由",
        "提出",
        "报告周期",
        "周期",
        "时间",
    ),
    *("名单", "截至", "截止至"),
    *"一二三四五六七八九十",
)
# Set aside before the words are looked at: they would count as "no" or as the report itself.
SET_ASIDE = (
    r"(?:no|not) later than",
    r"au plus tard",
    r"a m[áa]s tardar",
    r"не позднее",
    r"(?:не|н[еи]) позже",
    r"不迟于",
    r"不晚于",
    r"في موعد (?:أقصاه|لا يتجاوز)",
    r"(?:in |to |of )?(?:the )?annexe? to (?:the|this) (?:present )?report",
    r"(?:the |this )?present (?:report|document)",
    r"(?:le |du |au )?présent rapport",
    r"(?:el |del |al )?presente informe",
    r"настоящ(?:ий|его|ему|ем) доклад\w*",
    r"本报告",
    r"هذا التقرير",
    r"for the first time|pour la première fois|por primera vez|впервые|首次|لأول مرة",
    r"every two years|tous les deux ans|cada dos años|раз в два года|كل سنتين",
    r"\bn(?:o|os|°|º)\.?\s*\d+",
    r"دون الإقليمي\w*|دون إقليمي\w*",
    r"adopted in \d{4}|of 2001|de 2001|2001 года|2001年",
)
# Words after which "the following" are recipients or subjects, not senders.
RECIPIENTS = (
    r"\b(?:to|on|about|for|with|of) (?:all )?(?:the )?following",
    r"\b(?:aux|sur les|concernant les|à l'intention des|pour les)\s+(?:\w+\s+)?(?:\w+\s+)?suivant",
    r"\b(?:a|sobre|para|acerca de) los siguientes",
    r"следующим\b|\b(?:о|об) (?:ниже)?следующих|для (?:ниже)?следующих|из (?:ниже)?следующих",
    r"(?:向|关于|就|给|对|为)(?:下列|以下)(?!执行)",
    r"(?:إلى|عن|بشأن|على) (?:الدول|المنظمات|البلدان) (?:التالية|الآتية)",
)
# The ordinals of meetings, by the beginnings of the words.
ORDINALS: dict[int, tuple[str, ...]] = {
    1: ("first", "premièr", "première", "primer", "перв", "第一", "الأول", "الأولى"),
    2: ("second", "deuxième", "segund", "втор", "第二", "الثاني", "الثانية"),
    3: ("third", "troisième", "tercer", "трет", "第三", "الثالث"),
    4: ("fourth", "quatrième", "cuart", "четверт", "第四", "الرابع"),
    5: ("fifth", "cinquième", "quint", "пято", "пятой", "пятый", "第五", "الخامس"),
    6: ("sixth", "sixième", "sext", "шест", "第六", "السادس"),
    7: ("seventh", "septième", "séptim", "седьм", "第七", "السابع"),
    8: ("eighth", "huitième", "octav", "восьм", "第八", "الثامن"),
    9: ("ninth", "neuvième", "noven", "девят", "第九", "التاسع"),
    10: ("tenth", "dixième", "décim", "десят", "第十", "العاشر"),
}
MEETING = _folded(
    "meeting bms réunion reunión совещание совещанию совещания совещании الاجتماع اجتماع"
)
CONFERENCE = _folded(
    "conference revcon conférence conferencia конференция конференции конференцию المؤتمر مؤتمر"
)
