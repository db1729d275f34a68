"""Writing updates on projects: put on the calendar by officers, told by their authors, published by
reviewers once every State that receives the project has agreed (``cooperation.updating``)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from accounts.models import Scope
from api.writing import assistance_bodies as said
from api.writing import bodies
from api.writing.assistance import ByItsRules, named, step
from api.writing.idempotency import idempotent
from api.writing.views import Write
from cooperation import access, updating
from cooperation.models import Update
from reports.permissions import REVIEW

_RECORD, _STEP = Scope.ASSISTANCE_WRITE, Scope.TRANSITIONS


class WritableUpdates(ByItsRules):
    writes: ClassVar[Mapping[str, Write]] = {
        "create": Write(_RECORD, body=said.NewUpdate, statuses=(201,), is_versioned=False),
        "partial_update": Write(_RECORD, body=said.ChangedUpdate),
        "send": Write(_STEP, body=bodies.Nothing),
        "publish": Write(_STEP, REVIEW, bodies.Nothing),
        **dict.fromkeys(("agree", "disagree"), Write(_STEP, body=said.AgreedBy)),
    }

    def readable(self) -> "QuerySet[Any]":
        return access.updates(self.viewer)

    @idempotent
    def create(self, request: Request) -> Answer:
        """Put an update on the calendar of a project, with the day on which it is due; or what it
        tells already. Officers for anybody; others for a party that the project names."""
        values = self.read(request)
        with transaction.atomic():
            project = named(access.projects(self.viewer), values.pop("project"), "project")
            found = updating.record(Update(project=project, **values), by=self.viewer)
            return self.shown(found, 201)

    def partial_update(self, request: Request, reference: str) -> Answer:
        """Change an update until it is sent: its author what it tells, officers all of it."""
        values = self.read(request, partial=True)
        with transaction.atomic():
            found = self.locked(request, reference)
            return self.shown(updating.write(found, values, by=self.viewer))

    def taken(self, record: Update, name: str, values: Mapping[str, Any]) -> Update:
        if name == "send":
            return updating.write(record, {}, by=self.viewer, is_sent=True)
        if name == "publish":
            return updating.publish(record, by=self.viewer)
        take = updating.agree if name == "agree" else updating.take_back
        take(record, values["state"], by=self.viewer)
        return record

    send = step("send", "send", "Ask the States that receive the project, for its author.")
    agree = step("agree", "agree", "Agree to its publication for a State that receives it.")
    disagree = step("disagree", "disagree", "Agree no longer: what was published is hidden.")
    publish = step("publish", "publish", "Publish it once each of these States has agreed.")
