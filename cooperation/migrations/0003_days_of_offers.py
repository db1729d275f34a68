from typing import Any

from django.db import migrations
from django.utils import timezone


def tell_when_offers_were_opened(apps: Any, schema_editor: Any) -> None:
    """An offer opened before that day was kept has it from its history, which says when it was
    first read by anybody. One without such a history has none: nothing is made up."""
    offers = apps.get_model("cooperation", "Offer").objects.filter(
        status__in=["open", "closed"], opened_on=None
    )
    history = apps.get_model("cooperation", "HistoricalOffer").objects.filter(status="open")
    for offer in offers.iterator():
        first = history.filter(id=offer.pk).order_by("history_date", "history_id").first()
        if first is not None:
            offers.filter(pk=offer.pk).update(opened_on=timezone.localdate(first.history_date))


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0002_requests_money_notices")]

    operations = [
        migrations.RunPython(tell_when_offers_were_opened, migrations.RunPython.noop),
    ]
