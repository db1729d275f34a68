"""Plans, measures, targets and progress, as the API shows them."""

from typing import Any

from rest_framework import serializers

from common.multilingual import LANGUAGE_CHOICES
from indicators.models import Degree, PlanKind, PlanStage, ProgressLevel, TargetLevel
from indicators.models.announcements import KINDS
from indicators.models.values import Qualifier, plain_number
from publications.records import plans
from publications.records.base import (
    EmptyAsNull,
    KeyField,
    KeysField,
    LocalisedField,
    PageField,
    PrivateFields,
    RecordSerializer,
    UrlField,
)
from publications.records.reported import FICTIONAL, of_submission
from reports.models import ReporterKind

SOURCE = "Document and paragraph that say so."
DECLARED = "as the owner declares it; never computed"


class PlainNumber(serializers.CharField):
    """A Decimal as its digits, so that none is lost; null for none."""

    def to_representation(self, value: Any) -> str:
        return plain_number(value)


def number(about: str) -> PlainNumber:
    return PlainNumber(allow_null=True, help_text=about)


class OwnedSerializer(RecordSerializer):
    """A record of an owner: somebody who reports, another body, or a name that is in no list."""

    reporter = serializers.CharField(
        source="reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State or organisation that owns it; null for another owner.",
    )
    reporter_type = serializers.ChoiceField(
        source="reporter.kind",
        choices=ReporterKind.choices,
        default=None,
        allow_null=True,
        help_text="Kind of reporter; null for another owner.",
    )
    body = serializers.CharField(
        source="body.key",
        default=None,
        allow_null=True,
        help_text="Key of the body that owns it; null for another owner.",
    )
    owner_name = serializers.CharField(
        source="party_name",
        help_text="Name of the owner, in the language of the answer where it is in a list.",
    )


class PlaceSerializer(RecordSerializer):
    """A place that a plan covers: a State, a group of States, or a territory."""

    state = serializers.CharField(
        source="place_reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State; null for a group or territory.",
    )
    group = KeyField(
        plans.group_key, allow_null=True, help_text="Key of the group; null for another place."
    )
    name = serializers.CharField(source="place_name", help_text="Its name.")


class PlanSerializer(OwnedSerializer):
    """A national action plan, roadmap or strategy, with the places that it covers."""

    key = serializers.CharField(help_text="Stable key.")
    url = UrlField("plans", "key")
    html_url = PageField()
    kind = serializers.ChoiceField(choices=PlanKind.choices, help_text="What it is.")
    title = LocalisedField(help_text="Title of the plan.")
    summary = LocalisedField(help_text="What it is about; may be empty.")
    stage = serializers.ChoiceField(
        choices=PlanStage.choices, help_text="How far the plan itself is."
    )
    starts_on = serializers.DateField(
        allow_null=True, help_text="First day; null where none is on record."
    )
    ends_on = serializers.DateField(
        allow_null=True, help_text="Last day; null where none is on record."
    )
    adopted_on = serializers.DateField(
        allow_null=True, help_text="Day of adoption; null where none is on record."
    )
    adopted_by = serializers.CharField(help_text="Office or body that adopted it; may be empty.")
    covers = PlaceSerializer(many=True, source="covers.all", help_text="Places that it covers.")
    document_url = serializers.CharField(help_text="Where its text stands; may be empty.")
    cost = number("What it costs, in `currency`; null where that is not on record.")
    currency = serializers.CharField(help_text="Three letters of ISO 4217; empty without a cost.")
    replaces = KeyField(
        plans.replaced_key, allow_null=True, help_text="Key of the plan that it replaces; or null."
    )
    source = serializers.CharField(help_text=SOURCE)  # type: ignore[assignment]
    is_fictional = serializers.BooleanField(help_text=FICTIONAL)


class MeasureSerializer(RecordSerializer):
    """One thing that a plan says is to be done."""

    key = serializers.CharField(help_text="Key of the plan and number, such as `roadmap-1-2`.")
    url = UrlField("measures", "key")
    html_url = PageField()
    plan = serializers.CharField(source="plan.key", help_text="Key of the plan.")
    number = serializers.CharField(help_text="As the plan has it.")
    position = serializers.IntegerField(help_text="Place among the measures of the plan.")
    title = LocalisedField(help_text="Title of the measure.")
    text = LocalisedField(help_text="What it says; may be empty.")
    responsible = serializers.CharField(help_text="Office or body; may be empty.")
    due_on = serializers.DateField(
        allow_null=True, help_text="Day it is due; null where none is on record."
    )
    commitments = KeysField(help_text="Keys of the commitments that it carries out.")
    targets = KeysField(help_text="Keys of the targets that it is for.")
    is_fictional = serializers.BooleanField(source="plan.is_fictional", help_text=FICTIONAL)


class TargetMilestoneSerializer(RecordSerializer):
    """A step on the way to a target."""

    due_on = serializers.DateField(help_text="Day it is due.")
    value = number("The value by then, in the unit of the target; null where it is in words.")
    text = LocalisedField(help_text="The step in words; may be empty.")


class AlignmentSerializer(RecordSerializer):
    """What a target goes with, and how closely its owner says it does."""

    commitment = serializers.CharField(
        source="commitment.key",
        default=None,
        allow_null=True,
        help_text="Key of the commitment; null for an SDG target.",
    )
    sdg_target = KeyField(
        lambda alignment: alignment.sdg_target or None,
        allow_null=True,
        help_text="Number of the SDG target, such as `16.4`; null for a commitment.",
    )
    degree = EmptyAsNull(
        choices=Degree.choices, help_text=f"How closely, {DECLARED}; null where nothing is said."
    )


class TargetSerializer(OwnedSerializer):
    """What somebody means to reach. One without an indicator is in no figure."""

    key = serializers.CharField(help_text="Stable key.")
    url = UrlField("targets", "key")
    html_url = PageField()
    level = serializers.ChoiceField(choices=TargetLevel.choices, help_text="National, regional …")
    title = LocalisedField(help_text="Title of the target.")
    text = LocalisedField(help_text="The target in its owner's words; may be empty.")
    plan = serializers.CharField(
        source="plan.key", default=None, allow_null=True, help_text="Key of the plan; or null."
    )
    indicator = serializers.CharField(
        source="indicator.key",
        default=None,
        allow_null=True,
        help_text="Key of the indicator that it is measured by; null for none.",
    )
    qualifier = serializers.ChoiceField(choices=Qualifier.choices, help_text="How exact it is.")
    value = number("The value to be reached; null where it is in words alone.")
    value_max = number("The upper end of a range; null otherwise.")
    unit = serializers.CharField(help_text="Unit of the values; empty without any.")
    baseline_value = number("Where it began; null where that is not on record.")
    baseline_year = serializers.IntegerField(allow_null=True, help_text="Year of that; or null.")
    baseline_text = LocalisedField(help_text="Where it began, in words; may be empty.")
    due_on = serializers.DateField(
        allow_null=True, help_text="Day it is due; null where none is on record."
    )
    milestones = TargetMilestoneSerializer(
        many=True, source="milestones.all", help_text="Steps on the way."
    )
    alignments = AlignmentSerializer(
        many=True, source="alignments.all", help_text="What it goes with."
    )
    source = serializers.CharField(help_text=SOURCE)  # type: ignore[assignment]
    is_fictional = serializers.BooleanField(help_text=FICTIONAL)


class AnnouncedLinkSerializer(RecordSerializer):
    """What it goes with, and how closely its owner says it does."""

    commitment = KeyField(
        lambda link: link.commitment or None,
        allow_null=True,
        help_text="Key of the commitment; null for an SDG target.",
    )
    sdg_target = KeyField(
        lambda link: link.sdg_target or None,
        allow_null=True,
        help_text="Number of the SDG target, such as `16.4`; null for a commitment.",
    )
    degree = EmptyAsNull(
        choices=Degree.choices, help_text=f"How closely, {DECLARED}; null where nothing is said."
    )


class AnnouncedStepSerializer(RecordSerializer):
    """A step on the way to a target."""

    due_on = serializers.DateField(source="day", help_text="Day it is due.")
    value = PlainNumber(
        source="number",
        allow_null=True,
        help_text="The value by then, in the unit of the target; null where it is in words.",
    )
    text = serializers.CharField(help_text="The step in words; may be empty.")


class AnnouncementSerializer(RecordSerializer):
    """A plan, measure or target as one report sets it out, in one language. It is on record beside
    all others once the report is published: `record` is its key there."""

    number = serializers.IntegerField(help_text="Which of the report's it is, from 1.")
    kind = serializers.ChoiceField(choices=KINDS, help_text="What it is.")
    title = serializers.CharField(help_text="Its title.")
    text = serializers.CharField(help_text="What it says; may be empty.")
    language = serializers.ChoiceField(
        choices=LANGUAGE_CHOICES, help_text="Code of the language of its texts."
    )
    record = KeyField(
        lambda record: record.key,
        source="becomes",
        allow_null=True,
        help_text="Key of the plan, measure or target that it became, or that it changes; or null.",
    )
    plan = serializers.CharField(
        source="plan.key",
        default=None,
        allow_null=True,
        help_text="Key of the plan on record that it is part of; or null.",
    )
    of_number = serializers.IntegerField(
        allow_null=True,
        help_text="Number of the plan of the same report that it is part of; or null.",
    )
    stage = EmptyAsNull(
        choices=PlanStage.choices, help_text="Of a plan: how far the plan itself is; else null."
    )
    covers = serializers.ListField(
        child=serializers.CharField(),
        help_text="Of an organisation's plan: `state:` and a code, or `group:`, kind and code.",
    )
    adopted_on = serializers.DateField(allow_null=True, help_text="Day of adoption; or null.")
    adopted_by = serializers.CharField(help_text="Office or body that adopted it; may be empty.")
    starts_on = serializers.DateField(allow_null=True, help_text="First day; or null.")
    ends_on = serializers.DateField(allow_null=True, help_text="Last day; or null.")
    document_url = serializers.CharField(help_text="Where its text stands; may be empty.")
    measure_number = serializers.CharField(help_text="Of a measure: as the plan has it.")
    responsible = serializers.CharField(help_text="Office or body; may be empty.")
    due_on = serializers.DateField(allow_null=True, help_text="Day it is due; or null.")
    indicator = serializers.CharField(
        source="indicator.key",
        default=None,
        allow_null=True,
        help_text="Key of the indicator that a target is measured by; or null.",
    )
    value = PlainNumber(
        allow_null=True, help_text="The value to be reached; null where it is in words alone."
    )
    unit = serializers.CharField(help_text="Unit of the values; empty without any.")
    baseline_value = PlainNumber(
        allow_null=True, help_text="Where it began; null where that is not on record."
    )
    baseline_year = serializers.IntegerField(allow_null=True, help_text="Year of that; or null.")
    baseline_text = serializers.CharField(help_text="Where it began, in words; may be empty.")
    milestones = AnnouncedStepSerializer(many=True, source="steps", help_text="Steps on the way.")
    goes_with = AnnouncedLinkSerializer(many=True, source="links", help_text="What it goes with.")


class AnnouncementListSerializer(PrivateFields):
    """All that one report sets out."""

    announcements = AnnouncementSerializer(many=True, help_text="By their numbers.")


class ProgressSerializer(RecordSerializer):
    """What one published report declares of one measure or target. It is the reporter's own word;
    nothing is computed from it."""

    private_fields = ("is_carried_over", "recorded_at")

    key = KeyField(
        plans.progress_key,
        help_text="Reference of the submission, and `measure:…` or `target:…` with its key.",
    )
    url = UrlField("progress", "*", plans.progress_key)
    html_url = PageField("submission.get_absolute_url")
    submission, reporter, reporter_type, reporter_name, cycle, is_fictional = of_submission()
    measure = serializers.CharField(
        source="measure.key",
        default=None,
        allow_null=True,
        help_text="Key of the measure; or null.",
    )
    target = serializers.CharField(
        source="target.key", default=None, allow_null=True, help_text="Key of the target; or null."
    )
    level = serializers.ChoiceField(
        choices=ProgressLevel.choices, help_text=f"How far it has come, {DECLARED}."
    )
    nothing_new_since = serializers.IntegerField(
        allow_null=True,
        help_text="Year since when it has nothing to add; null where it says no such thing.",
    )
    narrative = serializers.CharField(help_text="The report's own words; may be empty.")
    actions = serializers.CharField(help_text="Actions taken; may be empty.")
    challenges = serializers.CharField(help_text="Challenges; may be empty.")
    effectiveness = serializers.CharField(help_text="What worked; may be empty.")
    language = EmptyAsNull(
        choices=LANGUAGE_CHOICES, help_text="Code of the language of the words; null without any."
    )
    figures = serializers.ListField(
        child=serializers.CharField(),
        help_text="Keys of the observations that it points at, as the report declares.",
    )
    is_carried_over = serializers.BooleanField(
        help_text="Taken from the report before and not confirmed yet. Only for staff."
    )
    recorded_at = serializers.DateTimeField(help_text="When it was recorded. Only for staff.")


class ProgressListSerializer(PrivateFields):
    """All that one report declares."""

    progress = ProgressSerializer(many=True, help_text="Measures first, then targets.")
