"""Answers that are kept for a day, so that a program that asks again does nothing twice."""

import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = datetime.timedelta(hours=24)


class KeptAnswerManager(models.Manager["KeptAnswer"]):
    def claim(self, caller: str, key: str, **request: Any) -> "KeptAnswer":
        """The answer under that key, locked; where there was none, a new one without status.

        Waits while another request with the same key runs: its row cannot be read until then. Call
        it in the transaction of the work that is answered.
        """
        self.bulk_create([KeptAnswer(caller=caller, key=key, **request)], ignore_conflicts=True)
        return self.select_for_update().get(caller=caller, key=key)

    def purge(self, before: datetime.datetime) -> int:
        """Forget the answers from before that time; returns how many there were."""
        return self.filter(created_at__lt=before).delete()[0]


class KeptAnswer(models.Model):
    """What was answered to a request with an ``Idempotency-Key``.

    Written in the transaction of the request's own changes: both are there, or neither.
    """

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    target = models.CharField(max_length=400)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = KeptAnswerManager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint(
                fields=["caller", "key"], name="caller_uses_a_key_for_one_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.caller} · {self.key}"
