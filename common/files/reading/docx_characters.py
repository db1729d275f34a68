"""Characters that Word draws but does not store as text: symbols of a font, and formulas."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from common.files.reading.lines import superscript

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

# The characters for the codes of the font "Symbol", from 0x21 on; a space where nothing is drawn.
SYMBOL = (
    "!∀#∃%&∍()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}~"
)
SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"
WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•",
    0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
# Other fonts of signs, each with codes of its own.
SIGNS = {
    "wingdings": WINGDINGS,
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x96: "•", 0x97: "●",
        0xA2: "■", 0xA3: "□", 0xAE: "◆", 0xB6: "✶",
    },
    "wingdings 3": {
        0x21: "→", 0x22: "←", 0x23: "↑", 0x24: "↓", 0x70: "▲", 0x71: "▼", 0x75: "◀", 0x76: "▶",
        0x7D: "▶",
    },
    "webdings": {0x3D: "◀", 0x34: "▶", 0x35: "▲", 0x36: "▼", 0x61: "✓", 0x63: "□", 0x67: "■",
                 0x6E: "●", 0x72: "✗"},
}  # fmt: skip
PRIVATE = range(0xF000, 0xF100)


def symbol(element: ET.Element) -> str:
    """The character that ``w:sym`` draws; the replacement character where its font is unknown."""
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    return _drawn(code, element.get(W + "font", "").lower())


def in_font(text: str, properties: ET.Element) -> str:
    """The text of a run whose characters are in the private area of a font of signs."""
    if not any(ord(character) in PRIVATE for character in text):
        return text
    fonts = properties.find(W + "rFonts")
    font = fonts.get(W + "ascii", "").lower() if fonts is not None else ""
    is_known = font == "symbol" or font in SIGNS
    drawn = (_drawn(ord(c), font) if is_known and ord(c) in PRIVATE else c for c in text)
    return "".join(drawn)


def _drawn(code: int, font: str) -> str:
    own = code - 0xF000 if code in PRIVATE else code
    if font == "symbol":
        return _symbol(own) or chr(code)
    if font in SIGNS or font.startswith("wingdings"):
        return SIGNS.get(font, {}).get(own, "\ufffd")
    if code in PRIVATE:
        return chr(own)
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF else ""


def _symbol(code: int) -> str:
    if 0x21 <= code < 0x21 + len(SYMBOL):
        return SYMBOL[code - 0x21]
    if 0xA0 <= code < 0xA0 + len(SYMBOL_HIGH):
        return SYMBOL_HIGH[code - 0xA0]
    return ""


def formula(element: ET.Element) -> str:
    """The formula ``element`` in one line: a/b, √(x), x², x_1, [1, 2; 3, 4]."""
    return "".join(_pieces(element))


def _pieces(element: ET.Element) -> Iterator[str]:
    for child in element:
        write = WRITERS.get(child.tag)
        if child.tag in (M + "t", W + "t"):
            yield child.text or ""
        elif write is not None:
            yield write(child)
        elif child.tag not in (W + "rPr", W + "del", W + "moveFrom"):
            yield from _pieces(child)


def _fraction(element: ET.Element) -> str:
    return f"{_grouped(element, 'num')}/{_grouped(element, 'den')}"


def _root(element: ET.Element) -> str:
    degree = _part(element, "deg")
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree, f"({degree})√")
    return f"{sign}({_part(element, 'e')})"


def _scripted(element: ET.Element) -> str:
    below, above = _part(element, "sub"), _part(element, "sup")
    raised = superscript(above) if above.isascii() and above.isdigit() else above and f"^{above}"
    scripts = (f"_{below}" if below else "") + raised
    if element.tag == M + "sPre":
        return scripts + _part(element, "e")
    if element.tag == M + "nary":
        return f"{_sign(element, 'nary', 'chr', '∫')}{scripts} {_part(element, 'e')}"
    return _part(element, "e") + scripts


def _bracketed(element: ET.Element) -> str:
    between = _sign(element, "d", "sepChr", ",")
    inner = f"{between} ".join(formula(one) for one in element if one.tag == M + "e")
    return f"{_sign(element, 'd', 'begChr', '(')}{inner}{_sign(element, 'd', 'endChr', ')')}"


def _rows(element: ET.Element) -> str:
    """A matrix or lines of equations: cells parted by commas, rows by semicolons."""
    rows = element.findall(M + "mr")
    lines = [", ".join(formula(one) for one in row.findall(M + "e")) for row in rows]
    return "; ".join(lines or [formula(one) for one in element.findall(M + "e")])


def _function(element: ET.Element) -> str:
    return f"{_part(element, 'fName')} {_part(element, 'e')}"


def _limit(element: ET.Element) -> str:
    between = "_" if element.tag == M + "limLow" else "^"
    return f"{_part(element, 'e')}{between}({_part(element, 'lim')})"


def _accented(element: ET.Element) -> str:
    if element.tag == M + "bar":
        return _part(element, "e") + "\u0305"
    return _part(element, "e") + _sign(element, "acc", "chr", "\u0302")


WRITERS = {
    M + "f": _fraction,
    M + "rad": _root,
    M + "d": _bracketed,
    M + "m": _rows,
    M + "eqArr": _rows,
    M + "func": _function,
    M + "limLow": _limit,
    M + "limUpp": _limit,
    M + "acc": _accented,
    M + "bar": _accented,
    **{M + name: _scripted for name in ("sSup", "sSub", "sSubSup", "sPre", "nary")},
}


def _sign(element: ET.Element, kind: str, name: str, usual: str) -> str:
    """The sign that the properties of an element name, or the usual one."""
    chosen = element.find(f"{M}{kind}Pr/{M}{name}")
    return chosen.get(M + "val", "") if chosen is not None else usual


def _part(element: ET.Element, name: str) -> str:
    found = element.find(M + name)
    return formula(found) if found is not None else ""


def _grouped(element: ET.Element, name: str) -> str:
    """A part of a fraction, in brackets where it has several terms."""
    text = _part(element, name)
    return text if text.replace(".", "").replace(",", "").isalnum() else f"({text})"
