"""Search texts of before without what nobody sees (``common.search.renew``)."""

from django.db import migrations

from common.search import renew


def renewed(apps, schema_editor):
    for name in ("plan", "target", "progress"):
        renew(apps.get_model("indicators", name))


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_confirmed_figures")]
    operations = [migrations.RunPython(renewed, migrations.RunPython.noop, elidable=True)]
