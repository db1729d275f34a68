"""Nobody is a reporter unless the words say that a report came: sentences, in six languages."""

import pytest

from reports.importing import rolls
from reports.importing.judging import Round, Says, judge
from reports.importing.reading import Asked, Reading
from reports.importing.texts import read_document
from reports.tests.importing.book import book

pytestmark = pytest.mark.once
ROUND = Round("2022", "bms8")


def read(text: str, **answers: str) -> Reading:
    return read_document(text, book(), Asked(ROUND, answers=answers))


def recorded(reading: Reading) -> list[str]:
    """The reporters about whom nothing is open."""
    return [
        row.match.code
        for row in reading.rows
        if row.match.code and not (row.doubt or row.open or row.question)
    ]


def said(reading: Reading) -> bool:
    """Whether somebody is told: a question, a warning, or a problem."""
    return bool(reading.problems or reading.open_questions or reading.warnings)


CAME = [
    "The following States submitted national reports: Chad and Peru.",
    "15. The following States have submitted their national reports on the implementation of the"
    " Programme of Action: Chad, Peru.",
    "National reports were received from the following countries: Chad; Peru.",
    "As of 30 June 2022, national reports had been received from the following Member States: Chad"
    " and Peru.",
    "The Secretariat received national reports from the following States: Chad and Peru.",
    "National reports were submitted by Chad and Peru.",
    "Les États suivants ont présenté un rapport national : Tchad et Pérou.",
    "Des rapports nationaux ont été reçus des États ci-après : Tchad et Pérou.",
    "Les pays ci-après ont soumis leur rapport national sur l'application du Programme d'action :"
    " Tchad, Pérou.",
    "Los siguientes Estados han presentado sus informes nacionales: Chad y Perú.",
    "Se recibieron informes nacionales de los siguientes países: Chad y Perú.",
    "Следующие государства-члены представили национальные доклады: Чад и Перу.",
    "Национальные доклады были представлены следующими государствами: Чадом и Перу.",
    "Доклады поступили от следующих стран: Чада и Перу.",
    "以下会员国提交了国家报告：乍得和秘鲁。",
    "秘书处收到了下列国家的报告：乍得、秘鲁。",
    "قدمت الدول الأعضاء التالية تقاريرها الوطنية: تشاد وبيرو.",
    "وردت تقارير وطنية من الدول التالية: تشاد، بيرو.",
    "States that submitted national reports\n\nChad\nPeru\n",
    "States that reported in 2022\nChad\nPeru",
    "Reports received:\n- Chad\n- Peru",
    "The following States submitted national reports:\n(a) Chad;\n(b) Peru.",
    "The following States submitted national reports to the Eighth Biennial Meeting of States to"
    " Consider the Implementation of the Programme of Action: Chad and Peru.",
    "The following States submitted national reports not later than 30 June 2022: Chad and Peru.",
]


@pytest.mark.parametrize("text", CAME)
def test_words_that_say_that_reports_came(text: str) -> None:
    reading = read(text)
    assert recorded(reading) == ["TCD", "PER"]
    assert not reading.open_questions


NOT_CAME = [
    # Negations.
    "The following States did not submit national reports: Chad and Peru.",
    "The following States have not yet reported: Chad and Peru.",
    "The following States haven't submitted their reports: Chad and Peru.",
    "The following States failed to submit national reports: Chad and Peru.",
    "No national report was received from the following States: Chad and Peru.",
    "No reports were received from Chad and Peru.",
    "None of the following States submitted a national report: Chad and Peru.",
    "Reports are outstanding from the following States: Chad and Peru.",
    "Reports are still awaited from Chad and Peru.",
    "States without a national report: Chad and Peru.",
    "Reports overdue: Chad, Peru",
    "Missing reports: Chad, Peru",
    "Non-reporting States: Chad, Peru",
    "States yet to report\nChad\nPeru",
    "Not reported\nChad\nPeru",
    "## Not submitted\n\n- Chad\n- Peru",
    "Chad and Peru have not submitted national reports.",
    "Neither Chad nor Peru submitted a report.",
    "Les États suivants n'ont toujours pas soumis leur rapport : Tchad et Pérou.",
    "Aucun rapport n'a été reçu des États suivants : Tchad et Pérou.",
    "Les rapports des pays suivants sont en retard : Tchad et Pérou.",
    "États n'ayant pas présenté de rapport : Tchad et Pérou.",
    "Los siguientes países aún no han presentado su informe: Chad y Perú.",
    "No se recibieron informes de los siguientes Estados: Chad y Perú.",
    "Siguen pendientes los informes de los siguientes Estados: Chad y Perú.",
    "Estados que no presentaron informes: Chad, Perú",
    "Доклады не поступили от следующих государств: Чада и Перу.",
    "Не были получены доклады от следующих стран: Чада и Перу.",
    "Следующие государства ещё не представили доклады: Чад и Перу.",
    "Государства, не представившие доклады: Чад, Перу",
    "Ни одно из следующих государств не представило доклад: Чад и Перу.",
    "以下国家未提交报告：乍得和秘鲁。",
    "尚未收到下列国家的报告：乍得、秘鲁。",
    "下列国家没有报告：乍得、秘鲁。",
    "逾期未交报告的国家：乍得、秘鲁。",
    "لم ترد تقارير من الدول التالية: تشاد وبيرو.",
    "الدول التي لم تقدم تقارير: تشاد، بيرو",
    "لا تزال تقارير الدول التالية متأخرة: تشاد وبيرو.",
    "لم تقدم أي من الدول التالية تقريرا: تشاد وبيرو.",
    # Other verbs.
    "The following States will submit national reports: Chad and Peru.",
    "The following States intend to submit national reports: Chad and Peru.",
    "The following States announced that they would submit reports: Chad and Peru.",
    "The following States were invited to submit national reports: Chad and Peru.",
    "Reports were requested from the following States: Chad and Peru.",
    "The following States are preparing national reports: Chad and Peru.",
    "The following States withdrew their national reports: Chad and Peru.",
    "The following States received national reports: Chad and Peru.",
    "Copies of national reports were sent to the following States: Chad and Peru.",
    "The following States asked for more time to submit their reports: Chad and Peru.",
    "Reminders about national reports were sent to the following States: Chad and Peru.",
    "The following States should submit national reports: Chad and Peru.",
    "Les États suivants présenteront un rapport national : Tchad et Pérou.",
    "Les États suivants doivent encore présenter leur rapport : Tchad et Pérou.",
    "Los siguientes Estados presentarán informes nacionales: Chad y Perú.",
    "Los siguientes Estados deben presentar informes: Chad y Perú.",
    "Следующие государства представят национальные доклады: Чад и Перу.",
    "Следующие государства обещали представить доклады: Чад и Перу.",
    "下列国家将提交国家报告：乍得和秘鲁。",
    "请下列国家提交国家报告：乍得和秘鲁。",
    "ستقدم الدول التالية تقارير وطنية: تشاد وبيرو.",
    "يتعين على الدول التالية تقديم تقارير وطنية: تشاد وبيرو.",
    # Other objects.
    "The following States submitted working papers: Chad and Peru.",
    "The following States submitted requests for assistance in their national reports: Chad and"
    " Peru.",
    "The following States submitted comments on the report of the Chair: Chad and Peru.",
    "The following States submitted statements, which are annexed to the present report: Chad and"
    " Peru.",
    "The following States sponsored the draft resolution on national reports: Chad and Peru.",
    "Les États suivants ont présenté des documents de travail : Tchad et Pérou.",
    "Los siguientes Estados presentaron documentos de trabajo: Chad y Perú.",
    "Следующие государства представили рабочие документы к докладу: Чад и Перу.",
    "下列国家提交了工作文件：乍得和秘鲁。",
    "قدمت الدول التالية ورقات عمل: تشاد وبيرو.",
    # Other rounds.
    "The following States submitted national reports in 2018: Chad and Peru.",
    "The following States last submitted national reports in 2014: Chad and Peru.",
    "The following States submitted national reports to the Seventh Biennial Meeting of States:"
    " Chad and Peru.",
    "The following States submitted national reports to the Third Review Conference: Chad and"
    " Peru.",
    "Les États ci-après ont soumis à la septième Réunion biennale un rapport national : Tchad et"
    " Pérou.",
    "В 2018 году следующие государства представили национальные доклады: Чад и Перу.",
    "下列国家向第七次双年度会议提交了国家报告：乍得和秘鲁。",
    "قدمت الدول التالية إلى الاجتماع السابع تقارير وطنية: تشاد وبيرو.",
    "Reports for 2020\nChad\nPeru",
    # Checklists.
    "- [ ] Chad\n- [ ] Peru",
    "☐ Chad\n☐ Peru",
    "✗ Chad\n✗ Peru",
    "Chad: pending\nPeru: not submitted",
    "Chad – no\nPeru – no",
    "Tchad : en attente\nPérou : non reçu",
    # Nothing of the kind.
    "Members of the Bureau: Chad and Peru.",
    "Member States of the Group\nChad\nPeru",
]


@pytest.mark.parametrize("text", NOT_CAME)
def test_words_that_do_not_say_that_reports_came(text: str) -> None:
    """Nobody is recorded, and somebody is told."""
    reading = read(text)
    assert recorded(reading) == []
    assert said(reading)


@pytest.mark.parametrize("text", NOT_CAME)
def test_nobody_is_suggested_clearly_by_words_that_deny(text: str) -> None:
    """``--accept-suggestions`` takes none of them either."""
    rows = [row for row in read(text).rows if not (row.open or row.question)]
    assert not [row for row in rows if row.match.suggestion or row.doubt == "joined"]


def test_two_lists_are_told_apart() -> None:
    reading = read(
        "15. The following States submitted national reports: Albania and Kenya.\n\n"
        "16. The following States have not yet submitted national reports: Chad and Peru."
    )
    assert recorded(reading) == ["ALB", "KEN"]
    assert [row.match.code for row in reading.left_out] == ["TCD", "PER"]
    assert [problem.code for problem in reading.problems] == ["list_absent"]
    assert "have not yet submitted" in reading.problems[0].message


def test_a_question_about_a_list_is_answered_once_for_all_its_names() -> None:
    text = "The following States handed over national reports: Chad and Peru."
    asked = read(text)
    (question,) = asked.questions
    assert recorded(asked) == []
    assert recorded(read(text, **{question.key: "yes"})) == ["TCD", "PER"]
    refused = read(text, **{question.key: "no"})
    assert refused.rows == []
    assert [row.match.code for row in refused.left_out] == ["TCD", "PER"]


def test_an_answer_outlives_a_corrected_list() -> None:
    text = "The following States handed over national reports: Chad and Peru."
    (question,) = read(text).questions
    corrected = text.replace("Chad", "Kenya, Chad")
    assert recorded(read(corrected, **{question.key: "yes"})) == ["KEN", "TCD", "PER"]


def test_both_reports_of_one_state_count_once_each() -> None:
    reading = read(
        "The following States submitted national reports on the Programme of Action: Chad.\n\n"
        "The following States submitted national reports on the International Tracing Instrument:"
        " Chad and Peru."
    )
    assert recorded(reading) == ["TCD", "TCD", "PER"]


def test_without_an_announcement_no_list_is_found() -> None:
    prose = "The meeting discussed the national reports. Kenya spoke. " * 200
    reading = rolls.read_text(prose, book(), cycle="2022")
    assert recorded(reading) == []
    assert [problem.code for problem in reading.problems] == ["no_list"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("African States", Says.NOTHING),
        ("États d'Afrique", Says.NOTHING),
        ("Африканские государства", Says.NOTHING),
        ("非洲国家", Says.NOTHING),
        ("الدول الأفريقية", Says.NOTHING),
        ("Estados de América Latina y el Caribe", Says.NOTHING),
        ("The following States received national reports", Says.UNCLEAR),
        ("The following States submitted", Says.UNCLEAR),
        ("The following States submitted papers", Says.OTHER_OBJECT),
    ],
)
def test_what_headings_say(text: str, says: Says) -> None:
    assert judge(text, ROUND).says == says
