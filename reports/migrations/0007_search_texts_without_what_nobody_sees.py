"""Search texts of before without what nobody sees (``common.search.renew``)."""

from django.db import migrations

from common.search import renew


def renewed(apps, schema_editor):
    for name in ("reporter", "response"):
        renew(apps.get_model("reports", name))


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_completed_by_the_secretariat")]
    operations = [migrations.RunPython(renewed, migrations.RunPython.noop, elidable=True)]
