"""The names of the starting facts, without a database."""

import json
from functools import cache
from typing import Any

from django.conf import settings

from reports.importing.names import Known, NameBook

# The paragraph of a meeting's report in each language: what announces the list, what separates
# its names, what joins the last two, what ends it.
SENTENCES = {
    "en": ("The following {0} submitted reports on their implementation: ", ", ", " and ", "."),
    "fr": ("Les {0} suivants ont présenté un rapport sur leur mise en œuvre : ", ", ", " et ", "."),
    "es": ("Los siguientes {0} presentaron informes sobre su ejecución: ", ", ", " y ", "."),
    "ru": ("Следующие {0} представили доклады об осуществлении: ", ", ", " и ", "."),
    "zh": ("下列{0}提交了执行情况的报告：", "、", "和", "。"),
    "ar": ("قدمت {0} التالية تقارير عن التنفيذ: ", "، ", " و", "."),
}
SENDERS = {
    "en": ("States", "organizations"),
    "fr": ("États", "organismes"),
    "es": ("Estados", "organizaciones"),
    "ru": ("государства", "организации"),
    "zh": ("国家", "组织"),
    "ar": ("الدول", "المنظمات"),
}


@cache
def reporters() -> list[dict[str, Any]]:
    """The fields of every reporter of the starting facts."""
    path = settings.BASE_DIR / "fixtures" / "10_reporters.json"
    return [record["fields"] for record in json.loads(path.read_text(encoding="utf-8"))]


@cache
def book() -> NameBook:
    return NameBook.of(
        Known(
            fields["code"],
            (*fields["name"].values(), *fields["formal_name"].values(), fields["abbreviation"]),
            tuple(fields.get("other_names", [])),
            (fields["code"], fields["iso2"], f"{fields['m49']:03}" if fields["m49"] else ""),
        )
        for fields in reporters()
    )


def sentence(language: str, names: list[str], sender: int = 0) -> str:
    """The paragraph that lists ``names`` (at least one)."""
    lead, comma, last, end = SENTENCES[language]
    *others, final = names
    listed = comma.join(others) + last + final if others else final
    return lead.format(SENDERS[language][sender]) + listed + end
