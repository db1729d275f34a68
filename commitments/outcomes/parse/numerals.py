"""Numbers as documents print them: Arabic, Arabic-Indic, Roman and Chinese digits, letters, bis."""

from common.files.reading.numbering import chinese, roman

ROMAN_VALUES = {roman(value).upper(): value for value in range(1, 50)}
CHINESE_VALUES = {chinese(value): value for value in range(1, 100)}
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Cyrillic capitals that are typed for the Latin ones they look like.
CYRILLIC_AS_LATIN = str.maketrans("АВСЕНІКМОРТХ", "ABCEHIKMOPTX")
CYRILLIC = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"
ARABIC_LETTER_NAMES = (
    "ألف|باء|جيم|دال|هاء|واو|زاي|حاء|طاء|ياء|كاف|لام|ميم|نون|سين|عين|فاء|صاد|قاف|راء|شين|تاء"
)
ARABIC_ORDINALS = ["أول", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر"]

REPEATS = ["bis", "ter", "quater", "quinquies", "sexies", "septies"]
RUSSIAN_REPEATS = ["бис", "тер", "кватер", "квинквиес"]
# Words behind a number that stands again; what ``repeat`` reads.
REPEAT_WORDS = (
    rf"{'|'.join(REPEATS)}|{'|'.join(RUSSIAN_REPEATS)}|之[二三四五六七]"
    r"|مكررا?ً?(?:\s*(?:ثالثا|ثانيا))?"
)


def roman_value(text: str) -> int:
    """``XIV`` as 14; 0 for anything but a Roman numeral below 50 in capitals, Latin or Cyrillic."""
    return ROMAN_VALUES.get(text.translate(CYRILLIC_AS_LATIN), 0)


def to_roman(value: int) -> str:
    """14 as ``XIV``; empty for 0."""
    return roman(value).upper()


def chinese_value(text: str) -> int:
    """``二十一`` as 21; 0 for anything but a Chinese numeral below 100."""
    return CHINESE_VALUES.get(text.replace("一十", "十"), 0)


def letter_value(text: str) -> int:
    """A or А as 1, B or В or Б as 2; 0 for anything else. ``В`` is read as the Latin B."""
    latin = text.upper().translate(CYRILLIC_AS_LATIN)
    if len(latin) != 1:
        return 0
    return LATIN.find(latin) + 1 or CYRILLIC.find(latin) + 1


def repeat(text: str) -> str:
    """``bis``, ``ter`` … for one of REPEAT_WORDS, in brackets or not; empty for no word."""
    word = text.strip(" (（)）").lower()
    if not word or word in REPEATS:
        return word
    if word in RUSSIAN_REPEATS:
        return REPEATS[RUSSIAN_REPEATS.index(word)]
    if word.startswith("之"):
        return REPEATS[chinese_value(word[1:]) - 2]
    return "ter" if word.endswith("ثالثا") else "bis"


def printed(value: int, suffix: str = "") -> str:
    """The number as it goes on record, the same in every language: ``25``, ``9 bis``, ``115.1``."""
    if suffix.startswith("."):
        return f"{value}{suffix}"
    return f"{value} {suffix}" if suffix else str(value)
