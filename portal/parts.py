"""The commitments addressed to a reporter, as one page for each heading."""

from dataclasses import dataclass
from itertools import groupby

from reports.coding.table import CodingRow, CodingTable
from reports.coverage import Ratio


@dataclass(frozen=True)
class Part:
    """One page of the form: the commitments under one heading that are addressed to the reporter.
    ``path`` is the heading after those above it; ``number`` counts from 1."""

    number: int
    path: list[str]
    rows: list[CodingRow]

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
    """The parts of the table, without commitments that are not addressed to the reporter and have
    no response."""
    shown = [row for row in table.rows if row.is_asked or row.response]
    by_section = groupby(shown, key=lambda row: row.commitment.section_id)
    return [
        Part(number, table.paths.get(section, []), list(rows))
        for number, (section, rows) in enumerate(by_section, start=1)
    ]


def part_with(parts: list[Part], key: str) -> int:
    """The number of the part with that commitment; 1 if there is none."""
    return next((part.number for part in parts if key in part.keys), 1)
