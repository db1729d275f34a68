"""Search texts of before without what nobody sees (``common.search.renew``)."""

from django.db import migrations

from common.search import renew


def renewed(apps, schema_editor):
    for name in ("commitment", "meeting", "outcomedocument", "instrument", "theme"):
        renew(apps.get_model("commitments", name))


class Migration(migrations.Migration):
    dependencies = [("commitments", "0008_room_before_chapter_ii")]
    operations = [migrations.RunPython(renewed, migrations.RunPython.noop, elidable=True)]
