"""Django REST framework with its queries put right: joins, prefetching and annotations."""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.serializers import BooleanField, ListSerializer
from rest_framework.views import APIView

from benchmarks.peers import drf_naive
from benchmarks.speed.sql import CODES, CYCLE
from reports.models import Attachment, ReportingCycle, Response, Submission

PUBLIC = Attachment.objects.filter(is_public=True).select_related("submission").order_by("pk")


class AttachmentSerializer(drf_naive.AttachmentSerializer):
    class Meta(drf_naive.AttachmentSerializer.Meta):
        list_serializer_class = ListSerializer


class SubmissionSerializer(drf_naive.SubmissionSerializer):
    is_coded = BooleanField()  # type: ignore[assignment]
    attachments = AttachmentSerializer(many=True, source="public_attachments")


def submissions() -> Any:
    """Current submissions with all that is shown of them. Two queries."""
    coded = Exists(Response.objects.filter(submission=OuterRef("pk")))
    return (
        Submission.objects.filter(status="published")
        .annotate(is_coded=coded)
        .select_related("reporter", "cycle")
        .prefetch_related(Prefetch("attachments", queryset=PUBLIC, to_attr="public_attachments"))
    )


class Submissions(drf_naive.Submissions):
    serializer_class = SubmissionSerializer

    def get_queryset(self) -> Any:
        return submissions().order_by("-cycle__year", "reporter__sort_name", "reference")


def matrix() -> dict[str, Any]:
    """The matrix by an aggregate of the ORM over every response."""
    cycle = ReportingCycle.objects.get(code=CYCLE)
    commitments = list(cycle.scope())
    found = submissions().filter(cycle=cycle).order_by("reporter__sort_name", "reporter__code")
    cells: dict[int, dict[int, str]] = defaultdict(dict)
    rows = (
        Response.objects.filter(submission__status="published", submission__cycle=cycle)
        .values("submission_id", "commitment_id")
        .annotate(said=Max("status"))
    )
    for row in rows:
        cells[row["submission_id"]][row["commitment_id"]] = CODES[row["said"]]
    results = [
        {
            "reporter": submission.reporter.code,
            "reporter_type": submission.reporter.kind,
            "submission": submission.reference,
            "is_coded": submission.is_coded,
            "cells": "".join(cells[submission.pk].get(c.pk, ".") for c in commitments),
        }
        for submission in found
    ]
    keys = [commitment.key for commitment in commitments]
    return {"cycle": CYCLE, "commitments": keys, "count": len(results), "results": results}


class Matrix(APIView):
    def get(self, request: Request) -> Answer:
        return Answer(matrix())
