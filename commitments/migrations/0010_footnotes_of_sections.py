"""Footnotes of a heading and its chapeau stand apart from them, also those imported before."""

import re

import common.fields
from django.db import migrations

FOOTNOTE = re.compile(r"([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,3}|\*{1,3}) \S")


def set_apart(apps, schema_editor):
    records = apps.get_model("commitments", "section").objects
    for record in records.using(schema_editor.connection.alias).exclude(chapeau={}):
        for language, text in list(record.chapeau.items()):
            heading = record.heading.get(language, "")
            chapeau, footnotes = parted(heading, text.split("\n"))
            if not footnotes:
                continue
            record.footnotes[language] = "\n".join(footnotes)
            if chapeau:
                record.chapeau[language] = "\n".join(chapeau)
            else:
                del record.chapeau[language]
        if record.footnotes:
            record.save(update_fields=["chapeau", "footnotes"])


def parted(heading, lines):
    """The chapeau and its footnotes: those stand last, each with a mark that stands before it in
    the heading or the chapeau."""
    end = len(lines)
    while end and is_footnote(lines[end - 1], [heading, *lines[: end - 1]]):
        end -= 1
    return lines[:end], lines[end:]


def is_footnote(line, before):
    mark = FOOTNOTE.match(line)
    return bool(mark) and any(mark[1] in one for one in before)


def put_together(apps, schema_editor):
    records = apps.get_model("commitments", "section").objects
    for record in records.using(schema_editor.connection.alias).exclude(footnotes={}):
        for language, text in record.footnotes.items():
            chapeau = record.chapeau.get(language)
            record.chapeau[language] = "\n".join(filter(None, [chapeau, text]))
        record.save(update_fields=["chapeau"])


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0009_search_texts_without_what_nobody_sees'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsection',
            name='footnotes',
            field=common.fields.MultilingualField(blank=True, default=dict, help_text='A line for each; it begins with the mark that stands in the official text.', verbose_name='footnotes'),
        ),
        migrations.AddField(
            model_name='section',
            name='footnotes',
            field=common.fields.MultilingualField(blank=True, default=dict, help_text='A line for each; it begins with the mark that stands in the official text.', verbose_name='footnotes'),
        ),
        migrations.RunPython(set_apart, put_together),
    ]
