"""Passwords made of the words of this field are refused: whoever guesses tries them first."""

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from common.bounding import normalised

# The names of the site, of its subject and of those who run it, in small letters without accents,
# and what people put around such names.
WORDS = """
    poa tracker unpoa iti programme program plan action tracing instrument international
    small arms light weapons weapon illicit trade ammunition firearms firearm salw
    united nations unoda disarmament affairs office secretariat national report reports
    reporting biennial meeting states review conference bms revcon geneva newyork
    programa accion rastreo armas pequenas ligeras ilicito comercio naciones unidas desarme
    secretaria informe nacional ginebra armes legeres petit petits calibre tracage illicite
    commerce unies desarmement rapport geneve password passwort admin
"""
_WORDS = re.compile("|".join(sorted(WORDS.split(), key=len, reverse=True)))
# So few letters beside such words do not make a password harder to guess.
FEW_LETTERS = 4


class UncommonPasswordValidator(CommonPasswordValidator):
    """Refuses the passwords of Django's list, and those that have next to nothing beside words of
    this field, digits and signs."""

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(password, user)
        if is_of_this_field(password):
            raise ValidationError(self.get_error_message(), code="password_too_common")


def is_of_this_field(password: str) -> bool:
    plain = normalised("NFKD", password.casefold())
    letters = "".join(letter for letter in plain if letter.isalpha())
    rest = _WORDS.sub("", letters)
    return rest != letters and len(rest) <= FEW_LETTERS
