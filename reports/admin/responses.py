"""The import of what many reports say, from one table."""

from django.utils.translation import gettext_lazy, ngettext

from common.admin_tables import TableImport
from reports.importing import response_tables

IMPORT = TableImport(
    title=gettext_lazy("Import what reports say"),
    template="admin/reports/submission/import.html",
    kept="import_responses",
    columns=response_tables.COLUMNS,
    read=response_tables.read,
    plan=response_tables.plan,
    record=response_tables.record,
    done=lambda count: (
        ngettext("%(count)s response recorded.", "%(count)s responses recorded.", count)
        % {"count": count}
    ),
)
