"""The data stamp: a number that moves with every write to what the public may see."""

from django.db import models


class DataStamp(models.Model):
    """One part of the stamp; the stamp is the sum of the versions of all parts.

    There are several so that writers do not wait for one another: each moves a part that nobody
    else is moving. The database does so itself (``reports.data_stamp``), in the transaction of
    the write.
    """

    shard = models.PositiveSmallIntegerField(primary_key=True)
    version = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        # Moved by the database alone; nothing for people to look at.
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.shard}: {self.version}"
