"""The letters of a saved table, decided by its bytes alone."""

import pytest
from django.core.exceptions import ValidationError

from common.files.reading import named_columns
from common.files.reading.decoding import as_table

HEAD = "reporter,name\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("KEN,Focal point – small arms\n", "cp1252"),  # byte 0x96
        ("KEN,Focal point—small arms\n", "cp1252"),  # byte 0x97, between two letters
        ("CIV,Côte d’Ivoire, Ministère de l’Intérieur\n", "cp1252"),
        ("CIV,Côte d'Ivoire; España; Österreich\n", "iso-8859-1"),
        ("RUS,Министерство обороны – отдел\n", "utf-8"),
        ("RUS,Министерство обороны – отдел\n", "utf-8-sig"),
        ("CHN,国防部 – 办公室\n", "utf-16"),
    ],
)
def test_what_programs_save_is_read(text: str, encoding: str) -> None:
    assert as_table((HEAD + text).encode(encoding)) == HEAD + text


@pytest.mark.parametrize(
    "data",
    [
        HEAD.encode() + "RUS,Министерство обороны\n".encode("cp1251"),
        HEAD.encode() + "JOR,وزارة الداخلية\n".encode("cp1256"),
        HEAD.encode() + "CHN,国防部办公室\n".encode("gb18030"),
        HEAD.encode() + b"KEN,\x81 nothing\n",  # no character of cp1252
        HEAD.encode() + b"KEN,\x96\x00 nothing\n",
        HEAD.encode() + b"KEN,\x00\n",
        b"\xff\xfeK\x00E",
    ],
)
def test_what_is_neither_is_refused_and_the_refusal_says_what_to_do(data: bytes) -> None:
    assert as_table(data) is None
    with pytest.raises(ValidationError, match="Save the table as CSV in UTF-8"):
        named_columns.read(data, ["reporter", "name"], ["reporter"])
