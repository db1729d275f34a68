"""The matrix with its columns taken together."""

from collections.abc import Collection, Sequence

from reports.coverage.counting import Ratio, is_asked
from reports.coverage.reporters import Matrix
from reports.models import ADDRESSING


def folded(
    matrix: Matrix,
    groups: Sequence[Collection[int]],
    statuses: Collection[str] = ADDRESSING,
) -> list[list[Ratio]]:
    """For each report and each group of columns in ``groups``: how many commitments there the
    report addresses (says one of ``statuses`` on), over those that it was asked about. No query."""
    kinds = {submission.reporter.kind for submission in matrix.submissions}
    asked = {
        kind: [
            [column for column in columns if is_asked(kind, matrix.commitments[column])]
            for columns in groups
        ]
        for kind in kinds
    }
    addressing = [[cell in statuses for cell in cells] for cells in matrix.cells]
    return [
        [
            Ratio(sum([said[column] for column in columns]), len(columns))
            for columns in asked[submission.reporter.kind]
        ]
        for submission, said in zip(matrix.submissions, addressing, strict=True)
    ]
