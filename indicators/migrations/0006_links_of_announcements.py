"""Put the commitment and the SDG target of each announcement, both with its one degree, into the
list of what it goes with. What names neither loses its degree, which said nothing."""

from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    commitments = dict(apps.get_model("commitments", "Commitment").objects.values_list("pk", "key"))
    for name in ("Announcement", "HistoricalAnnouncement"):
        model = apps.get_model("indicators", name)
        for each in model.objects.using(schema_editor.connection.alias).iterator():
            key = commitments.get(each.commitment_id, "")
            rows = [
                {"commitment": key, "sdg_target": target, "degree": each.degree}
                for key, target in ((key, ""), ("", each.sdg_target))
                if key or target
            ]
            if rows:
                model.objects.filter(pk=each.pk).update(goes_with=rows)


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0009_search_texts_without_what_nobody_sees"),
        ("indicators", "0005_announced_lists"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
