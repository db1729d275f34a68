"""Every pattern takes time in proportion to its text."""

import importlib
import pkgutil
import re
import time

import pytest

from questionnaires import reading

PATTERNS = {
    f"{module}.{name}": value
    for _finder, module, _is_package in pkgutil.iter_modules(reading.__path__)
    for name, value in vars(importlib.import_module(f"{reading.__name__}.{module}")).items()
    if isinstance(value, re.Pattern)
}
TEXTS = {
    "spaces": " ",
    "dots": ".",
    "commas": ",",
    "digits": "1",
    "letters": "a",
    "brackets": "[",
    "x": "x ",
    "thousands": "1,234",
    "no": "no ",
}


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("text", TEXTS)
def test_twice_the_text_takes_about_twice_the_time(name, text):
    pattern = PATTERNS[name]

    def taken(length):
        given = (TEXTS[text] * length)[:length] + "!"
        begun = time.process_time()
        for _round in range(3):
            pattern.search(given)
            pattern.match(given)
        return time.process_time() - begun

    assert taken(2000) < 0.05
