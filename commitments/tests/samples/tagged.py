"""A tagged PDF as Word writes one: paragraphs, headings and rows of tables in a tree."""

from dataclasses import dataclass

from commitments.tests.samples.files import _assembled, _box, _draw, _font, _unicode_map


@dataclass
class Piece:
    """Some lines under one tag. A piece without a tag is a margin; ``row`` puts it into a table."""

    lines: list[str]
    tag: str = "P"
    row: int = 0
    left: int = 0


def tagged_pdf(pages: list[list[Piece]]) -> bytes:
    """A PDF of these pages; a paragraph that goes on over a page is one piece named ``+`` on each.

    Lines are drawn from the top of the page; the pieces of one row beside one another.
    """
    texts = [line for page in pages for piece in page for line in piece.lines]
    characters = sorted({c for line in texts for c in line if not c.isspace()})
    codes = {c: number for number, c in enumerate(characters, 1)}
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R>>",
        b"",
        _font(codes),
        _box(),
        _unicode_map(codes),
        b"",
    ]
    tree = _Tree(objects)
    kids = []
    for number, page in enumerate(pages):
        content_place = len(objects) + 1
        page_place = content_place + 1
        objects += [b"", b""]
        stream = tree.page(page, page_place, codes)
        objects[content_place - 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream)
        objects[page_place - 1] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 800 842]/StructParents %d/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>>>>>" % (number, content_place)
        )
        kids.append(b"%d 0 R" % page_place)
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    objects[5] = tree.root()
    return _assembled(objects)


class _Tree:
    def __init__(self, objects: list[bytes]) -> None:
        self.objects = objects
        objects.append(b"")
        self.document = len(objects)
        self.kids: list[int] = []
        self.parents: list[list[int]] = []
        self.open: tuple[int, bytes] | None = None
        self.rows: dict[int, tuple[int, list[int]]] = {}

    def page(self, pieces: list[Piece], page: int, codes: dict[str, int]) -> bytes:
        stream = b""
        y, number = 800, 0
        own: list[int] = []
        last_row = 0
        for piece in pieces:
            if piece.row and piece.row == last_row:
                y += 14
            last_row = piece.row
            drawn = b""
            for line in piece.lines:
                moved = _draw(" " * piece.left + line, y, codes)
                drawn += moved
                y -= 14
            if piece.tag == "":
                stream += b"/Artifact BMC BT " + drawn + b"ET EMC "
                continue
            stream += b"/P <</MCID %d>> BDC BT " % number + drawn + b"ET EMC "
            own.append(self._element(piece, page, number))
            number += 1
        self.parents.append(own)
        return stream

    def _element(self, piece: Piece, page: int, number: int) -> int:
        kid = b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (page, number)
        if piece.tag == "+" and self.open:
            place, kids = self.open
            self.open = (place, kids + kid)
            self.objects[place - 1] = self._made(b"P", kids + kid, self.document)
            return place
        parent = self._row(piece.row) if piece.row else self.document
        tag = b"P" if piece.tag == "+" else piece.tag.encode()
        self.objects.append(self._made(tag, kid, parent))
        place = len(self.objects)
        self.open = (place, kid) if piece.tag == "+" else None
        if piece.row:
            self.rows[piece.row][1].append(place)
        else:
            self.kids.append(place)
        return place

    def _row(self, row: int) -> int:
        if row not in self.rows:
            self.objects.append(b"")
            self.rows[row] = (len(self.objects), [])
            self.kids.append(len(self.objects))
        return self.rows[row][0]

    @staticmethod
    def _made(tag: bytes, kids: bytes, parent: int) -> bytes:
        return b"<</Type/StructElem/S/%s/P %d 0 R/K[%s]>>" % (tag, parent, kids)

    def root(self) -> bytes:
        for place, cells in self.rows.values():
            kids = b" ".join(b"%d 0 R" % cell for cell in cells)
            self.objects[place - 1] = self._made(b"TR", kids, self.document)
        kids = b" ".join(b"%d 0 R" % kid for kid in self.kids)
        self.objects[self.document - 1] = self._made(b"Document", kids, 6)
        numbers = b" ".join(
            b"%d [%s]" % (page, b" ".join(b"%d 0 R" % place for place in own))
            for page, own in enumerate(self.parents)
        )
        return b"<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[%s]>>>>" % (
            self.document,
            numbers,
        )
