"""Automatic numbers of lists, as Word and HTML draw them."""

from collections.abc import Callable

CHINESE_DIGITS = "〇一二三四五六七八九"
ARABIC_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
ARABIC_ALPHABET = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
RUSSIAN_LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"
ROMAN = [
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
]  # fmt: skip


def roman(value: int) -> str:
    """``value`` in small Roman numerals; empty for zero."""
    text = ""
    for size, letters in ROMAN:
        count, value = divmod(value, size)
        text += letters * count
    return text


def letters(value: int, alphabet: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """a, b … z, aa, bb: how word processors count in letters."""
    if value < 1:
        return ""
    times, index = divmod(value - 1, len(alphabet))
    return alphabet[index] * (times + 1)


def chinese(value: int) -> str:
    """``value`` (below 100) in Chinese numerals."""
    tens, units = divmod(value, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{CHINESE_DIGITS[tens % 10]}十")
    return head + (CHINESE_DIGITS[units] if units or not tens else "")


def formatted(value: int, number_format: str) -> str:
    """``value`` in one of Word's number formats; decimal for those that are not known."""
    makers: dict[str, Callable[[], str]] = {
        "upperRoman": lambda: roman(value).upper(),
        "lowerRoman": lambda: roman(value),
        "upperLetter": lambda: letters(value).upper(),
        "lowerLetter": lambda: letters(value),
        "arabicAbjad": lambda: letters(value, ARABIC_ABJAD),
        "arabicAlpha": lambda: letters(value, ARABIC_ALPHABET),
        "russianLower": lambda: letters(value, RUSSIAN_LETTERS),
        "russianUpper": lambda: letters(value, RUSSIAN_LETTERS).upper(),
        "chineseCounting": lambda: chinese(value),
        "chineseCountingThousand": lambda: chinese(value),
        "ideographDigital": lambda: chinese(value),
        "japaneseCounting": lambda: chinese(value),
        "decimalFullWidth": lambda: "".join(chr(ord(c) + 0xFEE0) for c in str(value)),
        "hindiNumbers": lambda: "".join(chr(ord(c) + 0x630) for c in str(value)),
        "bullet": lambda: "",
        "none": lambda: "",
    }
    return makers[number_format]() if number_format in makers else str(value)
