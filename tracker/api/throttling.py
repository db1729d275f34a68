"""How many requests one address may make."""

from django.conf import settings
from rest_framework.throttling import AnonRateThrottle


class PublicThrottle(AnonRateThrottle):
    """Counts anonymous requests by address; ``API_RATE`` such as ``600/min``, None for no limit."""

    def get_rate(self) -> str | None:
        rate: str | None = settings.API_RATE
        return rate
