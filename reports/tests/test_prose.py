"""What of a report is a State's own prose, and what is form, heading, title or contents list."""

import time

import pytest

from common.files.reading import Line
from reports.attachments import prose
from reports.attachments.passages import passages
from reports.coding import form_texts
from reports.coding.concepts import concepts_of
from reports.coding.form_texts import FormTexts

QUESTIONS = [
    "2.1.1 Does your country have laws to control the manufacture of small arms?",
    "Does your country have laws to control the manufacture of small arms",
    "Has the original exporting State been notified before retransfer? (yes/no)",
    "3.13 Have any diversions of small arms been detected in the period? ☐",
    "If yes, please describe the measures that were taken in the period under review.",
    "Please list the laws and regulations that govern the export of small arms.",
    "Votre pays dispose-t-il d'un plan d'action national sur les armes légères ?",
    "Si oui, veuillez préciser les mesures prises pour lutter contre le courtage illicite.",
    "¿Cuenta su país con leyes para controlar la fabricación de armas pequeñas?",
    "En caso afirmativo, sírvase indicar las medidas adoptadas contra el corretaje ilícito.",
    "Имеются ли в вашей стране законы о контроле за производством стрелкового оружия?",
    "Если да, просьба указать меры, принятые для борьбы с незаконной брокерской деятельностью.",
    "贵国是否制定法律、法规和行政程序，对轻小武器的制造进行有效管制",
    "如果是，请说明为打击非法中介活动而采取的措施以及主管机关的名称。",
    "هل لدى بلدكم قوانين لمراقبة صنع الأسلحة الصغيرة والأسلحة الخفيفة؟",
    "يرجى ذكر التدابير المتخذة لمكافحة السمسرة غير المشروعة في الأسلحة الصغيرة.",
]
NO_PROSE = [
    "Yes   No   Developing",
    "☒ Yes  ☐ No",
    "[ ] Oui [x] Non [ ] En cours",
    "是 □ 否 □ 制定中 □",
    "☒ Physical security measures for stockpiles of the armed forces and the police",
    "3. International transfers, brokering and end-user control ...... 7",
    "Marking, record-keeping and tracing of small arms . . . . . . . . 12",
    "Marking, record-keeping and tracing of small arms\t12",
    "三、国际转让与中间商以及最终用户管制………………………6",
    "National Report of the Republic of Norvania on the Implementation of the Programme of Action",
    "Rapport national de la République de Valdorie sur la mise en œuvre du Programme d'action",
    "4. Marking, record-keeping and tracing of weapons.",
    "MARKING, RECORD-KEEPING AND TRACING OF SMALL ARMS AND LIGHT WEAPONS.",
    "Name of the authority: ______________________ Telephone: _______________.",
    "Directorate of Arms Control, telephone 555 0123, e-mail office@example.org.",
    "The following measures against illicit brokering were taken in the period:",
]
OWN_WORDS = [
    "All firearms are marked at manufacture and at import with a serial number and the year.",
    "Yes, all firearms are marked at manufacture and at import with a serial number.",
    "- Brokers must be registered and need a separate permit for each deal since 2019;",
    "Toutes les armes sont marquées lors de la fabrication et de l'importation.",
    "Todas las armas se marcan en el momento de su fabricación y de su importación.",
    "Всё огнестрельное оружие маркируется при изготовлении и при ввозе в страну.",
    "所有枪支在制造和进口时均须打刻标识，记录至少保存三十年。",
    "توسم جميع الأسلحة النارية عند صنعها وعند استيرادها برقم تسلسلي فريد.",
]


def found(*texts: str) -> list[str]:
    return [one.text for one in passages([Line(text, gap=True) for text in texts])]


@pytest.mark.parametrize("text", [*QUESTIONS, *NO_PROSE])
def test_no_passage(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", OWN_WORDS)
def test_a_passage(text: str) -> None:
    assert found(text) == [text]


def test_an_answer_is_told_from_the_question_before_it() -> None:
    own = "The Act of 2016 governs the manufacture, import and export of small arms."
    assert found(f"2.1 Are there laws on the manufacture of small arms? {own}") == [own]
    assert found(f"☒ Yes. {own}") == [own]
    tight = [
        Line("2.1 Are there laws on the manufacture of"),
        Line("small arms and their parts"),
        Line("Yes   No"),
        Line("The Act of 2016 governs the manufacture, import"),
        Line("and export of small arms."),
    ]
    assert [one.text for one in passages(tight)] == [own]


def test_instructions_with_abbreviations_go_as_a_whole() -> None:
    text = "Please give details (e.g. the title of the law, its year, the responsible authority)."
    assert found(text) == []


def test_a_heading_right_above_its_text_is_no_part_of_it() -> None:
    lines = [
        Line("Marking and tracing"),
        Line("All firearms are marked at manufacture and at import with a serial"),
        Line("number and the year."),
    ]
    assert [one.text for one in passages(lines)] == [
        "All firearms are marked at manufacture and at import with a serial number and the year."
    ]
    marked = [Line("Marking of all firearms at manufacture and at import.", level=2)]
    assert passages(marked) == []


def test_known_forms_are_recognised_by_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_texts, "known_form_texts", {})
    assert "anything" not in FormTexts()
    question = "Standards and procedures that are in place to manage the stocks of the police"
    form_texts.register("forms", lambda: [question, "Yes", "各机构管理库存所依据的标准和程序"])
    known = FormTexts()
    assert question in known
    assert f"5.1 {question.upper()}." in known
    assert "Standards and procedures that are in place" in known
    assert f"Details: {question}" in known
    assert "standards and procedures that are in place to manage all stocks of the police" in known
    assert "Yes" in known
    assert "各机构管理库存所依据的标准和程序。" in known
    assert "The police manage their stocks by the standing orders of 2020." not in known
    assert "Yes, they are in place." not in known
    assert "" not in known
    line = Line(f"{question}. The police adopted them in 2020 and revised them in 2021.", gap=True)
    assert [one.text for one in passages([line], known.__contains__)] == [
        "The police adopted them in 2020 and revised them in 2021."
    ]


def test_concepts_are_named_alike_in_every_language() -> None:
    texts = [
        "Brokers need a licence for each deal.",
        "Les courtiers ont besoin d'une licence pour chaque opération.",
        "Los corredores de armas y el corretaje requieren una licencia.",
        "Брокеры обязаны получить лицензию.",
        "武器经纪人须申请许可。",
        "يحتاج السماسرة إلى ترخيص لكل صفقة.",
    ]
    assert all({"brokering", "licence"} <= concepts_of(text) for text in texts)
    assert concepts_of("The main exports are coffee and tea.") == {"export"}
    assert concepts_of("") == frozenset()


@pytest.mark.parametrize("character", [" ", ".", ",", "a", "1", "…", "_", "\t", "[", "一", "?"])
def test_long_runs_take_time_by_their_length(
    character: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_texts, "known_form_texts", {})
    known = FormTexts(["Standards and procedures that are in place to manage the stocks"])
    for count in (1_000, 2_000, 20_000):
        text = f"2.1 {character * count} x"
        begin = time.perf_counter()
        prose.is_form_text(text)
        passages([Line(text), Line(text, gap=True)], known.__contains__)
        concepts_of(text)
        assert time.perf_counter() - begin < 1.5
