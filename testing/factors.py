"""The codes of an authenticator app, for tests."""

from allauth.mfa.totp.internal import auth as totp


def code_of(key: str, steps: int = 0) -> str:
    """What an authenticator app shows for that key now, or where its clock is some steps of thirty
    seconds off. Of the counters that are accepted it is the one in the middle: the first of them
    is refused as soon as the clock reaches its next step, maybe before the code is sent."""
    counters = list(totp.yield_hotp_counters_from_time())
    now = counters[len(counters) // 2]
    return str(totp.format_hotp_value(totp.hotp_value(key, now + steps)))
