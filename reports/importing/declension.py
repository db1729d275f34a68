"""Russian names in the cases in which sentences list them.

"Reports were received from the following States" takes the genitive, "were submitted by" the
instrumental. Endings follow the rules of the language; a form that no rule gives is not made.
"""

import re
from functools import lru_cache

CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
BRACKET = re.compile(r"^(.*?)\s*\((.+)\)$")
# Adjectives and participles: nominative ending, then genitive and instrumental.
ADJECTIVES = (
    ("ская", "ской", "ской"),
    ("цкая", "цкой", "цкой"),
    ("ная", "ной", "ной"),
    ("вая", "вой", "вой"),
    ("шая", "шей", "шей"),
    ("ские", "ских", "скими"),
    ("ные", "ных", "ными"),
    ("овы", "овых", "овыми"),
    ("ское", "ского", "ским"),
    ("ное", "ного", "ным"),
    ("ский", "ского", "ским"),
    ("ный", "ного", "ным"),
    ("вый", "вого", "вым"),
)
# Nouns: nominative ending, then genitive and instrumental. The first that fits is taken.
NOUNS = (
    ("ия", "ии", "ией"),
    ("ея", "еи", "еей"),
    ("га", "ги", "гой"),
    ("ка", "ки", "кой"),
    ("ха", "хи", "хой"),
    ("ша", "ши", "шей"),
    ("жа", "жи", "жей"),
    ("ца", "цы", "цей"),
    ("а", "ы", "ой"),
    ("я", "и", "ей"),
    ("ай", "ая", "аем"),
    ("ей", "ея", "еем"),
    ("штаты", "штатов", "штатами"),
    ("острова", "островов", "островами"),
    ("эмираты", "эмиратов", "эмиратами"),
    ("ство", "ства", "ством"),
    ("нидерланды", "нидерландов", "нидерландами"),
    ("филиппины", "филиппин", "филиппинами"),
    ("сейшелы", "сейшел", "сейшелами"),
    ("мальдивы", "мальдив", "мальдивами"),
    ("ливан", "ливана", "ливаном"),
    ("престол", "престола", "престолом"),
)
WHOLE_WORDS = {
    "острова": ("островов", "островами"),
    "святой": ("святого", "святым"),
    "новая": ("новой", "новой"),
    "южная": ("южной", "южной"),
    "южный": ("южного", "южным"),
    "демократическая": ("демократической", "демократической"),
    "израиль": ("израиля", "израилем"),
    "кипр": ("кипра", "кипром"),
    "египет": ("египта", "египтом"),
    "маврикий": ("маврикия", "маврикием"),
    "гренадины": ("гренадин", "гренадинами"),
    "гвинея-бисау": ("гвинеи-бисау", "гвинеей-бисау"),
}
# After these a word is in a case already, or never changes.
FIXED = frozenset(
    {"и", "в", "на", "по", "де", "дель", "дес", "сан", "санта", "эль"}
    | {"никарагуа", "самоа", "папуа", "антигуа"}
)
CONSONANTS = "бвгджзклмнпрстфхцчшщ"


@lru_cache(maxsize=4096)
def russian_forms(name: str) -> tuple[str, ...]:
    """``name`` in the genitive and the instrumental; nothing for names in other scripts."""
    if not CYRILLIC.search(name):
        return ()
    bracket = BRACKET.match(name)
    if bracket:
        head = [_phrase(bracket[1], case) for case in (1, 2)]
        inside = [_phrase(bracket[2], case) for case in (1, 2)]
        return tuple(f"{h} ({i})" for h, i in zip(head, inside, strict=True))
    forms = {_phrase(name, case) for case in (1, 2)}
    return tuple(sorted(forms - {name}))


def _phrase(phrase: str, case: int) -> str:
    """Each word up to the noun that the others depend on; what follows it is in a case already."""
    words, made, is_open = phrase.split(" "), list[str](), True
    for word in words:
        if word in ("и", "—", "-"):
            is_open = True
            made.append(word)
            continue
        if not is_open or word.casefold() in FIXED:
            made.append(word)
            continue
        form, is_adjective = _word(word, case)
        made.append(form)
        is_open = is_adjective
    return " ".join(made)


def _word(word: str, case: int) -> tuple[str, bool]:
    """The word in the genitive (1) or the instrumental (2), and whether it is an adjective."""
    if word.casefold() in WHOLE_WORDS:
        head, hyphen, last = "", "", word
    else:
        head, hyphen, last = word.rpartition("-")
    lower = last.casefold()
    if lower in WHOLE_WORDS:
        forms = WHOLE_WORDS[lower]
        is_adjective = forms[0].endswith(("ой", "ого"))
        return head + hyphen + _like(last, forms[case - 1]), is_adjective
    for endings in ADJECTIVES:
        if lower.endswith(endings[0]):
            return word[: -len(endings[0])] + endings[case], True
    for endings in sorted(NOUNS, key=lambda endings: -len(endings[0])):
        if lower.endswith(endings[0]):
            return word[: -len(endings[0])] + _like(word[-len(endings[0]) :], endings[case]), False
    if lower[-1:] and lower[-1] in CONSONANTS:
        return word + ("а", "ом")[case - 1], False
    if lower.endswith("ь"):
        return word[:-1] + ("и", "ью")[case - 1], False
    return word, False


def _like(model: str, word: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word
