"""Search texts of before without what nobody sees (``common.search.renew``)."""

from django.db import migrations

from common.search import renew


def renewed(apps, schema_editor):
    for name in ("body",):
        renew(apps.get_model("participation", name))


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]
    operations = [migrations.RunPython(renewed, migrations.RunPython.noop, elidable=True)]
