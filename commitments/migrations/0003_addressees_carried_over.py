"""The addressees that stood in five columns become records, and so do their past changes."""

from django.db import migrations

# In the order in which the columns stood.
KINDS = (
    "states",
    "states_in_a_position_to_do_so",
    "regional_organisations",
    "secretariat",
    "meeting",
)


def asked(row):
    return [kind for kind in KINDS if getattr(row, f"directed_to_{kind}")]


def carry_over(apps, schema_editor):
    alias = schema_editor.connection.alias
    models = apps.get_app_config("commitments")
    for commitment in models.get_model("commitment").objects.using(alias):
        kinds = asked(commitment)
        records = models.get_model("commitmentaddressee").objects.using(alias)
        ids = {
            kind: records.create(commitment_id=commitment.pk, kind=kind, position=position).pk
            for position, kind in enumerate(kinds, 1)
        }
        replay(models, alias, commitment, ids)
        between = f",{','.join(sorted(kinds))}," if kinds else ""
        models.get_model("commitment").objects.using(alias).filter(pk=commitment.pk).update(
            addressee_kinds=between
        )


def replay(models, alias, commitment, ids):
    """Each change of a column in the past, with its day and its author, as a change of a record."""
    records = models.get_model("commitmentaddressee").objects.using(alias)
    changes = models.get_model("historicalcommitmentaddressee").objects.using(alias)
    past = models.get_model("historicalcommitment").objects.using(alias).filter(id=commitment.pk)
    there = set()
    for row in past.order_by("history_date", "history_id"):
        now = set(asked(row)) if row.history_type != "-" else set()
        for kind in KINDS:
            if (kind in now) == (kind in there):
                continue
            if kind not in ids:
                # An addressee of the past: its id is used up, so that no other gets it.
                made = records.create(commitment_id=commitment.pk, kind=kind, position=100)
                ids[kind] = made.pk
                made.delete()
            position = KINDS.index(kind) + 1
            changes.create(
                id=ids[kind],
                commitment_id=commitment.pk,
                kind=kind,
                position=position,
                history_date=row.history_date,
                history_user_id=row.history_user_id,
                history_change_reason=row.history_change_reason,
                history_type="+" if kind in now else "-",
            )
        there = now


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0002_addressees_and_answers'),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
