"""Explanations and footnotes stand apart from the official text, also those imported before."""

import re

import common.fields
import common.search
from django.db import migrations

FOOTNOTE = re.compile(r"([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,3}|\*{1,3}) \S")


def set_apart(apps, schema_editor):
    records = apps.get_model("commitments", "commitment").objects
    for record in records.using(schema_editor.connection.alias).exclude(official_text={}):
        for language, text in record.official_text.items():
            own, explanation, footnotes = parted(text.split("\n"), record.explained_in)
            record.official_text[language] = "\n".join(own)
            for texts, lines in ((record.explanation, explanation), (record.footnotes, footnotes)):
                if lines:
                    texts[language] = "\n".join(lines)
        if record.explanation or record.footnotes:
            record.save(update_fields=["official_text", "explanation", "footnotes"])


def parted(lines, explained_in):
    """Own words, explanation and footnotes: footnotes stand last, each with a mark that stands in
    the lines before; an explanation begins with the first of the paragraphs on record for it."""
    end = len(lines)
    while end > 1 and is_footnote(lines[end - 1], lines[: end - 1]):
        end -= 1
    first = re.match(r"\w+", explained_in)
    begins = [n for n in range(1, end) if first and lines[n].startswith(f"{first[0]}. ")]
    start = begins[0] if begins else end
    return lines[:start], lines[start:end], lines[end:]


def is_footnote(line, before):
    mark = FOOTNOTE.match(line)
    return bool(mark) and any(mark[1] in one for one in before)


def put_together(apps, schema_editor):
    records = apps.get_model("commitments", "commitment").objects
    for record in records.using(schema_editor.connection.alias).exclude(official_text={}):
        for language, text in record.official_text.items():
            more = [texts.get(language) for texts in (record.explanation, record.footnotes)]
            record.official_text[language] = "\n".join(filter(None, [text, *more]))
        if record.explanation or record.footnotes:
            record.save(update_fields=["official_text"])


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0006_kinds_of_instruments'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='explanation',
            field=common.fields.MultilingualField(blank=True, default=dict, help_text='The paragraphs that explain a recommendation, with their numbers, from the official document; no part of its own text.', verbose_name='explanation'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='footnotes',
            field=common.fields.MultilingualField(blank=True, default=dict, help_text='A line for each; it begins with the mark that stands in the official text.', verbose_name='footnotes'),
        ),
        migrations.AddField(
            model_name='historicalcommitment',
            name='explanation',
            field=common.fields.MultilingualField(blank=True, default=dict, help_text='The paragraphs that explain a recommendation, with their numbers, from the official document; no part of its own text.', verbose_name='explanation'),
        ),
        migrations.AddField(
            model_name='historicalcommitment',
            name='footnotes',
            field=common.fields.MultilingualField(blank=True, default=dict, help_text='A line for each; it begins with the mark that stands in the official text.', verbose_name='footnotes'),
        ),
        migrations.AlterField(
            model_name='commitment',
            name='search_text',
            field=common.search.SearchTextField(blank=True, default='', editable=False, sources=('key', 'number', 'title', 'summary', 'official_text', 'explanation', 'footnotes')),
        ),
        migrations.RunPython(set_apart, put_together),
    ]
