"""Records without a key of their own, found by what identifies them."""

from typing import Any

from django.db import models


def found_by(*paths: str) -> Any:
    """A manager that finds a record by its natural key: the values of ``paths``, in order."""

    class NaturalKeyManager(models.Manager[Any]):
        def get_by_natural_key(self, *values: Any) -> Any:
            return self.get(**dict(zip(paths, values, strict=True)))

    return NaturalKeyManager()
