"""The paragraphs of the Programme of Action on record move up, so that chapter I has room."""

from django.db import migrations
from django.db.models import F

ROOM = 100
# Farther than any document has paragraphs: no two records have one place on the way.
AWAY = 20_000


def make_room(apps, schema_editor):
    move(apps, schema_editor, ROOM)


def take_room_back(apps, schema_editor):
    move(apps, schema_editor, -ROOM)


def move(apps, schema_editor, by):
    records = apps.get_model("commitments", "commitment").objects
    records = records.using(schema_editor.connection.alias).filter(document__key="poa")
    if by < 0:
        # Those of chapter I came after: nothing stands before the first place.
        records = records.filter(position__gt=-by)
    records.update(position=F("position") + AWAY)
    records.filter(position__gte=AWAY).update(position=F("position") - AWAY + by)


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0007_explanations_and_footnotes'),
    ]

    operations = [
        migrations.RunPython(make_room, take_room_back),
    ]
