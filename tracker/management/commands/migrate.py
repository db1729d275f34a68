"""``manage.py migrate``: Django's, by an executor that makes fewer model classes."""

from typing import Any

from django.core.management.commands import migrate

from common.database.migrating import PreparedExecutor


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        # Django's command names its executor in its module, and nowhere else.
        module: Any = migrate
        usual = module.MigrationExecutor
        module.MigrationExecutor = PreparedExecutor
        try:
            super().handle(*args, **options)
        finally:
            module.MigrationExecutor = usual
