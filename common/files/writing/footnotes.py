"""Footnotes in a Word document, for which python-docx has no interface.

They are in a part of their own, ``word/footnotes.xml``: two separators that every document has,
then the notes. A reference in the text names the number of its note.
"""

import re
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

TEXT_STYLE, REFERENCE_STYLE = "footnote text", "footnote reference"
SEPARATORS = f"""<w:footnotes {nsdecls("w", "r")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>
</w:footnote></w:footnotes>"""
ADDRESS = re.compile(r"(https?://\S+)")


class Footnotes:
    """The footnotes of one document."""

    def __init__(self, document: Document) -> None:
        self._make_styles(document)
        self.root: Any = parse_xml(SEPARATORS)
        self.part = XmlPart(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            self.root,
            document.part.package,
        )
        document.part.relate_to(self.part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings = document.settings.element
        settings.find(qn("w:compat")).addprevious(_settings())

    def _make_styles(self, document: Document) -> None:
        text: Any = document.styles.add_style(TEXT_STYLE, WD_STYLE_TYPE.PARAGRAPH)
        text.base_style = document.styles["Normal"]
        text.font.size = Pt(8)
        text.paragraph_format.space_after = Pt(0)
        reference: Any = document.styles.add_style(REFERENCE_STYLE, WD_STYLE_TYPE.CHARACTER)
        reference.font.superscript = True
        self.text_style, self.reference_style = text.style_id, reference.style_id

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Add a note with ``text`` and its reference at the end of ``paragraph``; addresses become
        links."""
        number = str(len(self.root) - 1)
        reference = element("w:footnoteReference", id=number)
        paragraph._p.append(self._run(reference, style=self.reference_style))  # noqa: SLF001
        note = element("w:footnote", id=number)
        note.append(self._note(text))
        self.root.append(note)

    def _note(self, text: str) -> Any:
        line = OxmlElement("w:p")
        look = OxmlElement("w:pPr")
        look.append(element("w:pStyle", val=self.text_style))
        line.append(look)
        line.append(self._run(OxmlElement("w:footnoteRef"), style=self.reference_style))
        line.append(self._run(written(" ")))
        for piece in filter(None, ADDRESS.split(text)):
            line.append(self._link(piece) if ADDRESS.match(piece) else self._run(written(piece)))
        return line

    def _link(self, address: str) -> Any:
        key = self.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), key)
        link.append(self._run(written(address)))
        return link

    def _run(self, content: Any, style: str = "") -> Any:
        run = OxmlElement("w:r")
        if style:
            look = OxmlElement("w:rPr")
            look.append(element("w:rStyle", val=style))
            run.append(look)
        run.append(content)
        return run


def _settings() -> Any:
    """Which notes are the separators, for the settings of the document."""
    settings = OxmlElement("w:footnotePr")
    settings.extend([element("w:footnote", id="-1"), element("w:footnote", id="0")])
    return settings


def element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def written(text: str) -> Any:
    made = OxmlElement("w:t")
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made.text = text
    return made
