"""The counts of requests to the API where several machines serve (``api/shared/throttling.py``).

They are worth nothing a minute later: on PostgreSQL the table has no log of its own, so that a
count waits for no disk.
"""

from django.db import migrations


def create_table(apps, schema_editor):
    kind = "UNLOGGED " if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(
        f"CREATE {kind}TABLE accounts_api_counts (caller varchar(32) PRIMARY KEY,"
        " began double precision NOT NULL, used integer NOT NULL)"
    )
    schema_editor.execute("CREATE INDEX accounts_api_counts_began ON accounts_api_counts (began)")


def drop_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE accounts_api_counts")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_wrong_codes'),
    ]

    operations = [
        migrations.RunPython(create_table, drop_table),
    ]
