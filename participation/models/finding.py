"""Records without a key of their own, found by what identifies them."""

from typing import Any

from django.db import models


class FoundBy(models.Manager[Any]):
    """Finds a record by its natural key: the values of ``paths``, in order."""

    def __init__(self, *paths: str) -> None:
        super().__init__()
        self.paths = paths

    def get_by_natural_key(self, *values: Any) -> Any:
        return self.get(**dict(zip(self.paths, values, strict=True)))
