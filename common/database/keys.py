"""Records with a short stable key, used outside the database."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

validate_key = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Use lower-case letters, digits and single hyphens."),
)


class KeyManager(models.Manager[Any]):
    """Finds records by their public key, which is also what fixtures refer to."""

    def get_by_natural_key(self, key: str) -> Any:
        return self.get(key=key)


class KeyedModel(models.Model):
    """A record that the outside names by a short stable key, never by a database id."""

    key = models.CharField(
        _("key"),
        max_length=80,
        unique=True,
        validators=[validate_key],
        help_text=_("Stands in addresses and in the API. Do not change it once published."),
    )

    objects: Any = KeyManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.key,)
