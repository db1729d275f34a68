"""The cache of one process: pictures, counts. The default cache is in the database; it holds what
all processes must share."""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

cache = ConnectionProxy(caches, "process")
