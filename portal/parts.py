"""The commitments that a reporter is asked about, as pages by heading."""

from dataclasses import dataclass
from itertools import groupby

from reports.coding.table import CodingTable, Row
from reports.coverage import Ratio


@dataclass(frozen=True)
class Part:
    """The commitments under one heading that the reporter is asked about, one page of the form.
    ``path`` is the heading after those it stands under; ``number`` counts from 1."""

    number: int
    path: list[str]
    rows: list[Row]

    @property
    def progress(self) -> Ratio:
        return Ratio(sum(row.is_coded for row in self.rows), len(self.rows))

    @property
    def keys(self) -> set[str]:
        return {row.key for row in self.rows}

    @property
    def carried(self) -> int:
        return sum(bool(row.response and row.response.is_carried_over) for row in self.rows)


def parts_of(table: CodingTable) -> list[Part]:
    """What is not asked of the reporter is left out, unless something is said on it."""
    shown = [row for row in table.rows if row.is_asked or row.response]
    by_section = groupby(shown, key=lambda row: row.commitment.section_id)
    return [
        Part(number, table.paths.get(section, []), list(rows))
        for number, (section, rows) in enumerate(by_section, start=1)
    ]


def part_with(parts: list[Part], key: str) -> int:
    """The number of the part that a commitment is in."""
    return next((part.number for part in parts if key in part.keys), 1)
