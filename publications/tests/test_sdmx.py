"""Figures as SDMX-CSV: no cell is a formula."""

import csv
import io

from publications import sdmx


def test_words_are_no_formulas_and_numbers_stay() -> None:
    words = ("reported", "item", "", "", "-5", "", "=1+1", "a;=1", "", "@SUM(A1)", "")
    found = sdmx.Said(("ARMS", "N", "404", "_Z", "X", "2024"), "-1.5", words)
    _head, line = csv.reader(io.StringIO("".join(sdmx.as_csv([found], [])), newline=""))
    assert line[9] == "-1.5"
    assert line[10:] == [
        "reported", "item", "", "", "-5", "", "'=1+1", "a;'=1", "", "'@SUM(A1)", "",
    ]  # fmt: skip
