"""The answers to one question by group: figures from ``questionnaires.analysis``."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Q
from rest_framework import serializers

from api.reading import asked
from api.reading.base import TableView, unknown
from api.reading.coverage_records import CYCLE, OfCycleSerializer, WordOfTable
from publications.records import forms
from publications.records.base import LocalisedField, UrlField
from publications.records.reported import group_key
from questionnaires import analysis
from reports.coverage import Selection
from reports.models import GroupKind

OF_ROW = "count ÷ answered, between 0 and 1; null where nobody of the row answered."
OF_ANSWER = "count ÷ all that gave this answer; null where nobody did."


class CellSerializer(serializers.Serializer[Any]):
    """How many reporters of a row gave one answer."""

    answer = serializers.CharField(help_text="Box of the tick, or key of the choice.")
    count = serializers.IntegerField(help_text="Reporters that gave it.")
    share_of_row = serializers.FloatField(source="of_row.share", allow_null=True, help_text=OF_ROW)
    share_of_answer = serializers.FloatField(
        source="of_answer.share", allow_null=True, help_text=OF_ANSWER
    )


class RowGroupField(serializers.CharField):
    """The key of the row's group; null for all reporters."""

    def to_representation(self, value: Any) -> Any:
        return group_key(value)


class OfQuestionSerializer(OfCycleSerializer):
    """Answers to one question in one cycle."""

    question = WordOfTable("question.api_key", "Key of the question.")


class GroupRowSerializer(OfQuestionSerializer):
    """The answers of one group, or of all reporters."""

    group = RowGroupField(allow_null=True, help_text="Key of the group; null for all.")
    name = LocalisedField(
        source="group.name",
        default=dict,  # type: ignore[arg-type]  # texts by language: there are none
        help_text="Name of the group; empty for all.",
    )
    asked = serializers.IntegerField(
        help_text="Published reports that answer the form, without those in which a closed gate "
        "left the question out."
    )
    answered = serializers.IntegerField(help_text="Those of them with an answer.")
    blank = serializers.IntegerField(help_text="Those that left it blank.")


class CountedRowSerializer(GroupRowSerializer):
    """The same with every answer."""

    answers = CellSerializer(source="cells", many=True, help_text="By answer, in the form's order.")
    numbers = serializers.SerializerMethodField(help_text="Numbers under the question, summed.")

    def get_numbers(self, row: analysis.CrossTabRow) -> list[dict[str, Any]]:
        return [
            {"number": name, "sum": format(total, "f"), "reports": reports}
            for name, (total, reports) in row.numbers.items()
        ]


class FileRowSerializer(GroupRowSerializer):
    """One group and one answer: a row of the file."""

    answer = serializers.CharField(allow_null=True, help_text="Box of the tick, or choice.")
    count = serializers.IntegerField(allow_null=True, help_text="Reporters that gave it.")
    share_of_row = serializers.FloatField(allow_null=True, help_text=OF_ROW)
    share_of_answer = serializers.FloatField(allow_null=True, help_text=OF_ANSWER)


class AnswerChangeSerializer(serializers.Serializer[Any]):
    """What became of the answers since the cycle before, among those that answered both times."""

    cycle = serializers.CharField(source="cycle.code", help_text=CYCLE)
    compared = serializers.IntegerField(help_text="Reporters that answered both times.")
    unchanged = serializers.IntegerField(help_text="Those of them that answered the same.")
    moves = serializers.SerializerMethodField(help_text="Each pair of answers that there is.")

    def get_moves(self, change: analysis.Change) -> list[dict[str, Any]]:
        moves = sorted(change.moves.items())
        return [{"before": old, "now": new, "count": count} for (old, new), count in moves]


class CrossTabSerializer(OfQuestionSerializer):
    """The answers to one question in one cycle, by groups of one kind."""

    url = UrlField("questions", "question.api_key")
    number = serializers.CharField(source="question.number", help_text="Its number, as printed.")
    text = LocalisedField(source="question.text", help_text="The question.")
    by = serializers.ChoiceField(choices=GroupKind.choices, help_text="Kind of group.")
    total = CountedRowSerializer(help_text="All reporters, each once.")
    change = AnswerChangeSerializer(
        allow_null=True, help_text="Since the cycle before; null where nothing can be compared."
    )
    count = serializers.IntegerField(help_text="Rows.")
    results = CountedRowSerializer(many=True, help_text="By group. Nothing is ranked.")


class QuestionCrossTab(TableView):
    """The answers to one question by group: counts, shares of the row and of the answer, what they
    are over, and what changed since the cycle before. A file has a row for each group and answer.

    Only confirmed answers of published reports count, and those that anybody may read.
    """

    resource = "crosstab"
    filterset_class = asked.CrossTab
    table = CrossTabSerializer
    row = FileRowSerializer

    @cached_property
    def question(self) -> Any:
        found = forms.questions().filter(Q(api_key=self.kwargs["key"])).first()
        if found is None:
            raise unknown(self.kwargs["key"])
        return found

    @cached_property
    def counted(self) -> analysis.CrossTab:
        return analysis.crosstab(self.question, self.cycle, self.by, self.within)

    @property
    def by(self) -> str:
        return str(self.given.get("by", GroupKind.REGIONAL_GROUP))

    def rows(self) -> Sequence[Any]:
        return list(file_rows(self.counted)) if self.wants_file else self.counted.rows

    def heading(self) -> dict[str, Any]:
        shown = {"question": self.question, "by": self.by}
        return {**shown, "total": self.counted.total, "change": self.counted.change}

    @property
    def within(self) -> Selection:
        kind = self.given.get("reporter_type")
        return Selection(
            kinds=[kind] if kind else None,
            groups=[self.given[name] for name in ("group", "regional_group") if name in self.given],
        )


def file_rows(table: analysis.CrossTab) -> Iterator[dict[str, Any]]:
    """A row for each group and answer, all reporters last. A question without answers to tick has
    one row for each group."""
    for row in (*table.rows, table.total):
        shared = {
            "group": row.group,
            "asked": row.asked,
            "answered": row.answered,
            "blank": row.blank,
        }
        if not row.cells:
            none = dict.fromkeys(("answer", "count", "share_of_row", "share_of_answer"))
            yield {**shared, **none}
        for cell in row.cells:
            yield {
                **shared,
                "answer": cell.answer,
                "count": cell.count,
                "share_of_row": cell.of_row.share,
                "share_of_answer": cell.of_answer.share,
            }
