"""``manage.py purge_kept_answers``: forget the answers kept for programs that ask twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.kept_answers import KEPT_FOR
from accounts.models import KeptAnswer


class Command(BaseCommand):
    help = "Delete the answers kept under an Idempotency-Key for more than 24 hours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        before = timezone.now() - KEPT_FOR
        if dry_run:
            number = KeptAnswer.objects.filter(created_at__lt=before).count()
        else:
            number = KeptAnswer.objects.purge(before)
        self.stdout.write(f"{number} answers {'would be forgotten' if dry_run else 'forgotten'}.")
