"""The form that the tests of reading fill, and what they do with it."""

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from questionnaires.form import Form, from_json
from questionnaires.reading import FilledForm
from questionnaires.reading.worker import read_here
from testing.form_scores import Score, score
from testing.form_truth import Filled

PATH = Path(__file__).parent / "data" / "form.json"


@lru_cache(maxsize=1)
def the_form() -> Form:
    return from_json(json.loads(PATH.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def half_a_form() -> Form:
    """Its first sections, for what does not depend on the number of questions."""
    return replace(the_form(), sections=the_form().sections[:5])


def scored(filled: Filled, *others: Form) -> Score:
    return score(filled, read_here(filled.data, [filled.form, *others]))


SMALL: dict[str, Any] = {
    "key": "small",
    "version": 1,
    "title": {"en": "A report in small"},
    "languages": ["en"],
    "sections": [
        {
            "key": "all",
            "number": "1",
            "title": {"en": "Everything there is"},
            "questions": [
                {
                    "key": "body",
                    "number": "1.1",
                    "text": {"en": "Has your country set up a national coordination body?"},
                    "cites": [["PoA", "II.4"]],
                    "parts": [
                        {"key": "tick", "kind": "tick", "answers": ["yes", "no", "developing"]},
                        {"key": "details", "kind": "text", "label": {"en": "Details"}},
                    ],
                },
                {
                    "key": "contact",
                    "number": "1.2",
                    "text": {"en": "Is there a point of contact for small arms matters?"},
                    "gates": [{"on": "body", "values": ["yes"]}],
                    "parts": [
                        {"key": "tick", "kind": "tick", "answers": ["yes", "no"]},
                        {"key": "men", "kind": "number", "label": {"en": "Number of men"}},
                        {"key": "since", "kind": "date", "label": {"en": "In office since"}},
                        {"key": "details", "kind": "text", "label": {"en": "Details"}},
                    ],
                },
                {
                    "key": "methods",
                    "number": "1.3",
                    "text": {"en": "Which methods of destruction are in use?"},
                    "parts": [
                        {
                            "key": "methods",
                            "kind": "choices",
                            "label": {"en": "Methods"},
                            "choices": [
                                {"key": "melt", "label": {"en": "Melting"}},
                                {"key": "cut", "label": {"en": "Cutting by torch"}},
                                {"key": "burn", "label": {"en": "Open-pit burning"}},
                            ],
                        }
                    ],
                },
                {
                    "key": "collected",
                    "number": "1.4",
                    "text": {"en": "How many weapons were collected, by type of weapon?"},
                    "parts": [
                        {
                            "key": "rows",
                            "kind": "rows",
                            "label": {"en": "Collected weapons"},
                            "columns": [
                                {"key": "type", "label": {"en": "Type"}},
                                {"key": "seized", "label": {"en": "Seized"}, "kind": "number"},
                                {"key": "day", "label": {"en": "Day"}, "kind": "date"},
                            ],
                        }
                    ],
                },
            ],
        }
    ],
}


@lru_cache(maxsize=1)
def small() -> Form:
    return from_json(SMALL)


def page(
    tick: str = "☒ Yes ☐ No ☐ Developing",
    second: str = "☐ Yes ☒ No",
    between: str = "",
    men: str = "1,204",
) -> bytes:
    """The small form filled, as HTML."""
    return (
        "<html><body><h1>A report in small</h1><h2>1. Everything there is</h2>"
        "<p>1.1 Has your country set up a national coordination body? (PoA II.4)</p>"
        f"<p>{tick}</p><p>Details: There is one since 2003.</p>{between}"
        "<p>1.2 Is there a point of contact for small arms matters?</p>"
        f"<p>{second}</p><p>Number of men: {men}</p><p>In office since: 3 May 2019</p>"
        "<p>Details:</p><p>1.3 Which methods of destruction are in use?</p>"
        "<p>☒ Melting</p><p>☐ Cutting by torch</p><p>☒ Open-pit burning</p>"
        "<p>1.4 How many weapons were collected, by type of weapon?</p>"
        "<table><tr><th>Type</th><th>Seized</th><th>Day</th></tr>"
        "<tr><td>Pistols</td><td>1 200</td><td>2021-03-09</td></tr>"
        "<tr><td>Rifles, all kinds</td><td>3</td><td></td></tr></table></body></html>"
    ).encode()


def read_small(data: bytes) -> FilledForm:
    return read_here(data, [small()])


def part(filled: FilledForm, question: str, key: str = "tick"):
    answer = next(each for each in filled.answers if each.question == question)
    return answer.parts[key]


def answer(filled: FilledForm, question: str):
    return next(each for each in filled.answers if each.question == question)
