"""What the preview of an import shows, as plain data for scripts."""

from typing import Any

from commitments.outcomes import messages
from commitments.outcomes.load.plan import Plan
from commitments.outcomes.load.proposal import NewDocument
from commitments.outcomes.parse.model import Outcome, Part


def structure(outcome: Outcome, plan: Plan) -> dict[str, Any]:
    """The document, the sections, paragraphs and problems of the part that would be imported.

    A paragraph's ``text`` is its own words: its tables, its footnotes and what explains a
    recommendation stand apart.
    """
    part = outcome.part(plan.proposal.choices.part)
    return {
        "document": _document(outcome, plan, part),
        "sections": [
            {"code": planned.heading.code, "title": planned.heading.heading}
            for planned in plan.sections
        ],
        "paragraphs": [
            {
                "number": planned.row.number,
                "section": planned.row.section,
                "text": planned.row.words,
                "addressees": list(planned.row.addressees),
            }
            for planned in plan.commitments
        ],
        "problems": [
            {
                "grade": str(problem.grade),
                "place": messages.place(problem.page, problem.line),
                "message": messages.sentence(problem),
            }
            for problem in plan.problems
        ],
    }


def _document(outcome: Outcome, plan: Plan, part: Part | None) -> dict[str, Any]:
    """The document that the import concerns; what the file does not say is empty or 0."""
    choices = plan.proposal.choices
    new = choices.new or NewDocument("", "")
    meeting = outcome.meeting_kind
    if meeting and outcome.meeting_number:
        meeting = f"{meeting}{outcome.meeting_number}"
    return {
        "key": choices.document or new.key,
        "symbol": outcome.symbol or new.symbol,
        "title": new.title or (part.title if part else ""),
        "language": choices.language,
        "year": outcome.year,
        "meeting": new.meeting or meeting,
        "part": str(part.kind) if part else "",
    }
