"""What Word draws without writing it as text: symbols of a font, and formulas."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from common.files.reading.lines import superscript

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

# What the codes of the font "Symbol" stand for, from 0x21 on; a space where nothing is drawn.
SYMBOL = (
    "!∀#∃%&∍()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}~"
)
SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"
WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•",
    0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


def symbol(element: ET.Element) -> str:
    """The character that ``w:sym`` draws; the replacement character where its font is unknown."""
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    font = element.get(W + "font", "").lower()
    own = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if font == "symbol":
        return _symbol(own) or chr(code)
    if font.startswith("wingdings"):
        return WINGDINGS.get(own, "\ufffd")
    if 0xF000 <= code <= 0xF0FF:
        return chr(own)
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF else ""


def _symbol(code: int) -> str:
    if 0x21 <= code < 0x21 + len(SYMBOL):
        return SYMBOL[code - 0x21]
    if 0xA0 <= code < 0xA0 + len(SYMBOL_HIGH):
        return SYMBOL_HIGH[code - 0xA0]
    return ""


def formula(element: ET.Element) -> str:
    """The formula ``element`` in one line: a/b, √(x), x², x_1."""
    return "".join(_pieces(element))


def _pieces(element: ET.Element) -> Iterator[str]:
    for child in element:
        if child.tag in (M + "t", W + "t"):
            yield child.text or ""
        elif child.tag == M + "f":
            yield f"{_grouped(child, 'num')}/{_grouped(child, 'den')}"
        elif child.tag == M + "rad":
            yield f"√({_part(child, 'e')})"
        elif child.tag in (M + "sSup", M + "sSub", M + "sSubSup", M + "nary"):
            yield _scripted(child)
        elif child.tag == M + "d":
            inner = ", ".join(formula(one) for one in child if one.tag == M + "e")
            yield f"({inner})"
        elif child.tag not in (W + "rPr", W + "del", W + "moveFrom"):
            yield from _pieces(child)


def _scripted(element: ET.Element) -> str:
    below, above = _part(element, "sub"), _part(element, "sup")
    raised = superscript(above) if above.isascii() and above.isdigit() else above and f"^{above}"
    scripts = (f"_{below}" if below else "") + raised
    if element.tag == M + "nary":
        chosen = element.find(f"{M}naryPr/{M}chr")
        sign = chosen.get(M + "val", "∫") if chosen is not None else "∫"
        return f"{sign}{scripts} {_part(element, 'e')}"
    return _part(element, "e") + scripts


def _part(element: ET.Element, name: str) -> str:
    found = element.find(M + name)
    return formula(found) if found is not None else ""


def _grouped(element: ET.Element, name: str) -> str:
    """A part of a fraction, in brackets where it has several terms."""
    text = _part(element, name)
    return text if text.replace(".", "").replace(",", "").isalnum() else f"({text})"
