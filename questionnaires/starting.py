"""The form that a new installation begins with, from ``fixtures/reporting_form.json``.

It was put together from published reports in words of our own and says so wherever it shows. What
is there already stays as it is: an official form comes as the next version, by its import.
"""

import json
from pathlib import Path

from django.db import transaction

from questionnaires import templates
from questionnaires.models import ReportTemplate, Stage
from reports.facts import Counts
from reports.models import ReportingCycle

FILE = "reporting_form.json"


@transaction.atomic
def load(folder: Path, counts: Counts) -> None:
    """Load the form of ``folder``, if it has one and the database has not. Raises KeyError where
    the file names something that is not on record."""
    path = folder / FILE
    if not path.exists():
        return
    data = json.loads(path.read_text(encoding="utf-8"))
    if ReportTemplate.objects.filter(key=data["key"], version=data["version"]).exists():
        counts.unchanged += 1
        return
    template = ReportTemplate.objects.create(
        key=data["key"],
        version=data["version"],
        title=data["title"],
        languages=data["languages"],
        kinds=data["kinds"],
        source=data["source"],
        is_reconstructed=data["is_reconstructed"],
    )
    template.cycles.set(ReportingCycle.objects.filter(code__in=data["cycles"]))
    templates.write_mapping(templates.write(template, data["sections"]), data["mapping"])
    template.stage = Stage.IN_USE
    template.save()
    counts.created += 1
