"""Invented outcome documents in the six languages, all with the same structure.

None of these sentences is from a real document. Each has a body with two paragraphs, and an
annex: two preambular paragraphs, section I with a chapeau, A (national: 3 with lettered
sub-paragraphs, 3 bis), B (regional: 4), section II with an unnumbered heading (5), and a footnote.
"""

SYMBOL = "A/CONF.999/2031/RC/7"
NUMBERS = ["1", "2", "3", "3 bis", "4", "5"]
CODES = ["", "", "i-a", "i-a", "i-b", "ii-1"]

ENGLISH = """Report of the Seventh Review Conference

I. Introduction

1. The Conference was held in New York in 2031 and met eleven times.

II. Adoption of the report

2. At its last meeting, the Conference adopted its outcome (see annex).

Annex

Outcome document of the Seventh Review Conference

1. States reaffirm that lasting calm begins with careful keeping of tools.

2. States note that workshops differ from one valley to the next.¹

I. Keeping the promises

Mindful of what each valley can afford, States undertake the following:

A. At the national level

3. To write down, by the end of each winter:

(a) How many tools are kept;

(b) Who keeps the keys.

3 bis. To repeat that count every second year.

B. At the regional level

4. To encourage States in a position to do so to lend their neighbours a ladder.

II. Other matters

The meeting after this one

5. We decide to meet again in 2037 for five days.

¹ See also the almanac of 2029.
"""

FRENCH = """Rapport de la septième Conférence d'examen

I. Introduction

1. La Conférence s'est tenue à New York en 2031 et s'est réunie onze fois.

II. Adoption du rapport

2. À sa dernière séance, la Conférence a adopté son document final (voir annexe).

Annexe

Document final de la septième Conférence d'examen

1. Les États réaffirment que le calme durable commence par le bon rangement des outils.

2. Les États constatent que les ateliers diffèrent d'une vallée à l'autre.¹

I. Tenir les promesses

Conscients des moyens de chaque vallée, les États s'engagent à prendre les mesures suivantes :

A. Au niveau national

3. Noter, avant la fin de chaque hiver :

a) Combien d'outils sont gardés ;

b) Qui garde les clefs.

3 bis. Refaire ce compte tous les deux ans.

B. Au niveau régional

4. Encourager les États qui sont en mesure de le faire à prêter une échelle à leurs voisins.

II. Questions diverses

La réunion suivante

5. Nous décidons de nous réunir à nouveau en 2037 pendant cinq jours.

¹ Voir aussi l'almanach de 2029.
"""

SPANISH = """Informe de la Séptima Conferencia de Examen

I. Introducción

1. La Conferencia se celebró en Nueva York en 2031 y se reunió once veces.

II. Aprobación del informe

2. En su última sesión, la Conferencia aprobó su documento final (véase el anexo).

Anexo

Documento final de la Séptima Conferencia de Examen

1. Los Estados reafirman que la calma duradera empieza por el buen orden de las herramientas.

2. Los Estados observan que los talleres difieren de un valle a otro.¹

I. Cumplir las promesas

Conscientes de los medios de cada valle, los Estados se comprometen a lo siguiente:

A. En el plano nacional

3. Anotar, antes del fin de cada invierno:

a) Cuántas herramientas se guardan;

b) Quién guarda las llaves.

3 bis. Repetir esa cuenta cada dos años.

B. En el plano regional

4. Alentar a los Estados que estén en condiciones de hacerlo a prestar una escalera a sus vecinos.

II. Otros asuntos

La reunión siguiente

5. Nosotros decidimos reunirnos de nuevo en 2037 durante cinco días.

¹ Véase también el almanaque de 2029.
"""

RUSSIAN = """Доклад седьмой Конференции по обзору

I. Введение

1. Конференция состоялась в Нью-Йорке в 2031 году и провела одиннадцать заседаний.

II. Принятие доклада

2. На последнем заседании Конференция приняла итоговый документ (см. приложение).

Приложение

Итоговый документ седьмой Конференции по обзору

1. Государства подтверждают, что прочное спокойствие начинается с порядка в мастерской.

2. Государства отмечают, что мастерские в разных долинах различаются.¹

I. Выполнение обещаний

Учитывая возможности каждой долины, государства обязуются:

А. На национальном уровне

3. Записывать к концу каждой зимы:

a) сколько инструментов хранится;

b) у кого хранятся ключи.

3 бис. Повторять этот подсчет каждые два года.

В. На региональном уровне

4. Поощрять государства, которые в состоянии делать это, одалживать соседям лестницу.

II. Прочие вопросы

Следующее совещание

5. Постановляем вновь собраться в 2037 году на пять дней.

¹ См. также альманах за 2029 год.
"""

CHINESE = """第七次审查大会的报告

一. 导言

1. 大会于 2031 年在纽约举行，共开会十一次。

二. 通过报告

2. 大会在最后一次会议上通过了成果文件(见附件)。

附件

第七次审查大会成果文件

1. 各国重申，长久的安宁始于妥善收放工具。

2. 各国注意到各个山谷的作坊并不相同。¹

一. 履行诺言

考虑到各个山谷的条件不同，各国承诺采取下列措施：

A. 在国家一级

3. 在每年冬季结束之前记录：

(a) 保存了多少件工具；

(b) 由谁保管钥匙。

3之二. 每两年重新清点一次。

B. 在区域一级

4. 鼓励有能力的国家把梯子借给邻居。

二. 其他事项

下一次会议

5. 决定于 2037 年再次开会五天。

¹ 另见 2029 年的年鉴。
"""

ARABIC = """تقرير المؤتمر الاستعراضي السابع

أولا - مقدمة

١ - عقد المؤتمر في نيويورك في عام ٢٠٣١ واجتمع إحدى عشرة مرة.

ثانيا - اعتماد التقرير

٢ - اعتمد المؤتمر في جلسته الأخيرة وثيقته الختامية (انظر المرفق).

المرفق

الوثيقة الختامية للمؤتمر الاستعراضي السابع

١ - تؤكد الدول من جديد أن الهدوء الدائم يبدأ بحسن ترتيب الأدوات.

٢ - تلاحظ الدول أن الورش تختلف من واد إلى آخر.¹

أولا - الوفاء بالوعود

وإذ تراعي الدول إمكانات كل واد، تتعهد باتخاذ التدابير التالية:

ألف - على الصعيد الوطني

٣ - القيام قبل نهاية كل شتاء بتدوين ما يلي:

(أ) عدد الأدوات المحفوظة؛

(ب) من يحتفظ بالمفاتيح.

٣ مكررا - إعادة هذا العد كل سنتين.

باء - على الصعيد الإقليمي

٤ - تشجيع الدول القادرة على ذلك على إعارة سلم لجيرانها.

ثانيا - مسائل أخرى

الاجتماع المقبل

٥ - نقرر أن نجتمع مرة أخرى في عام ٢٠٣٧ لمدة خمسة أيام.

¹ انظر أيضا تقويم عام ٢٠٢٩.
"""

SAMPLES = {
    "ar": ARABIC,
    "zh": CHINESE,
    "en": ENGLISH,
    "fr": FRENCH,
    "ru": RUSSIAN,
    "es": SPANISH,
}

RECOMMENDATIONS = {
    "en": ("Recommendation {0}", "Every shed should have a window.", "Sheds are often dark."),
    "fr": (
        "Recommandation {0}",
        "Chaque remise devrait avoir une fenêtre.",
        "Les remises sont sombres.",
    ),
    "es": (
        "Recomendación {0}",
        "Cada cobertizo debería tener una ventana.",
        "Los cobertizos son oscuros.",
    ),
    "ru": ("Рекомендация {0}", "В каждом сарае должно быть окно.", "В сараях часто темно."),
    "zh": ("建议{0}", "每个棚子都应有一扇窗户。", "棚子里往往很暗。"),
    "ar": ("التوصية {0}", "ينبغي أن تكون لكل سقيفة نافذة.", "السقائف مظلمة في الغالب."),
}
