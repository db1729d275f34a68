"""What a process keeps for itself: pictures, counts. The default cache is in the database, for what
all processes must agree on (wrong codes of second factors)."""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

cache = ConnectionProxy(caches, "process")
