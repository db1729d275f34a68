"""The words of each downloaded file about its data: their age and their licence."""

from functools import reduce

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import day
from common.files.writing.blocks import Block, Paragraph
from common.words import joined
from reports.data_stamp import stamp


def closing() -> list[Block]:
    """The last line of a public document, as on pages. One query."""
    said = []
    if changed := stamp():
        last = day(timezone.localdate(changed.changed_at))
        said.append(_("Records last changed on %(day)s.") % {"day": last})
    if licence := str(settings.DATA_LICENCE):
        said.append(_("Licence of the data: %(licence)s.") % {"licence": licence})
    return [Paragraph([reduce(joined, said)], "note")] if said else []
