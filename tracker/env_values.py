"""How the values of environment variables are read, strictly: text in, value out. Each raises
ValueError for any other text (see tracker/env.py)."""

from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SECRET_KEY_LENGTH = 50
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
POSTGRESQL_OPTIONS = ("application_name", "connect_timeout", "host", "sslmode", "sslrootcert")


def read_bool(text: str) -> bool:
    """True for ``true`` and False for ``false``; nothing else is accepted, as in shell scripts."""
    try:
        return {"true": True, "false": False}[text]
    except KeyError:
        raise ValueError(text) from None


def read_hosts(text: str) -> list[str]:
    """The host names between commas, without scheme, port or path."""
    hosts = [host.strip() for host in text.split(",") if host.strip()]
    if not hosts or any(set(host) & set("/ *:") for host in hosts):
        raise ValueError(text)
    return hosts


def read_directory(text: str) -> Path:
    """An absolute path, so that it does not depend on the process's working directory."""
    path = Path(text)
    if not path.is_absolute():
        raise ValueError(text)
    return path


def read_secret_key(text: str) -> str:
    """A key long and varied enough for ``check --deploy``."""
    if len(text) < SECRET_KEY_LENGTH or len(set(text)) < 5:
        raise ValueError(text)
    return text


def read_log_level(text: str) -> str:
    """One of LOG_LEVELS."""
    if text not in LOG_LEVELS:
        raise ValueError(text)
    return text


def read_whole(text: str) -> int:
    """A whole number in plain digits (``int`` alone would take 1_0 and +1)."""
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    return int(text)


def read_megabytes(text: str) -> int:
    """A whole number of megabytes from 1 to 1000."""
    number = read_whole(text)
    if not 1 <= number <= 1000:
        raise ValueError(text)
    return number


def read_kept(text: str) -> int:
    """A whole number of megabytes from 0 to 1000."""
    number = read_whole(text)
    if number > 1000:
        raise ValueError(text)
    return number


def read_nodes(text: str) -> int:
    """A whole number from 1 to 50."""
    number = read_whole(text)
    if not 1 <= number <= 50:
        raise ValueError(text)
    return number


def read_proxies(text: str) -> int:
    """A whole number from 0 to 5."""
    number = read_whole(text)
    if number > 5:
        raise ValueError(text)
    return number


def read_rate(text: str) -> int:
    """A whole number from 0 to 1,000,000."""
    number = read_whole(text)
    if not 0 <= number <= 1_000_000:
        raise ValueError(text)
    return number


def read_database_url(text: str) -> dict[str, Any]:
    """Django's settings of a PostgreSQL database from its URL.

    ``?host=/folder`` names the folder of a Unix socket, as in libpq.
    """
    url = urlsplit(text)
    options = dict(parse_qsl(url.query, strict_parsing=bool(url.query)))
    name = unquote(url.path.removeprefix("/"))
    if url.scheme not in ("postgres", "postgresql") or not name or "/" in name:
        raise ValueError(text)
    if set(options) - set(POSTGRESQL_OPTIONS):
        raise ValueError(text)
    if options.get("sslmode", "prefer") not in SSL_MODES:
        raise ValueError(text)
    read_whole(options.get("connect_timeout", "0"))
    host = options.pop("host", None) or unquote(url.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": host,
        "PORT": str(url.port or ""),
        "OPTIONS": options,
    }


# Scheme → whether the connection is encrypted from its first byte (else by STARTTLS).
MAIL_SCHEMES = {"smtp": False, "smtps": True}


def read_email_url(text: str) -> dict[str, Any]:
    """Django's settings of a mail server from its URL. Without ``smtps`` the connection is
    encrypted by STARTTLS; ``?tls=none`` is for a mail server on the same machine."""
    url = urlsplit(text)
    options = dict(parse_qsl(url.query, strict_parsing=bool(url.query)))
    tls = options.pop("tls", "")
    if (
        tls not in ("", "none")
        or url.scheme not in MAIL_SCHEMES
        or not url.hostname
        or options
        or url.path not in ("", "/")
    ):
        raise ValueError(text)
    is_ssl = MAIL_SCHEMES[url.scheme]
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if is_ssl else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": is_ssl,
        "EMAIL_USE_TLS": not is_ssl and not tls,
    }


def read_s3_url(text: str) -> dict[str, Any]:
    """The place of a bucket, and the key to it. Without a key, the machine's own is used, as
    programs for S3 find it (``AWS_ACCESS_KEY_ID``, a role)."""
    url = urlsplit(text)
    options = dict(parse_qsl(url.query, strict_parsing=bool(url.query)))
    region = options.pop("region", None)
    bucket = url.path.strip("/")
    has_key = bool(url.username), bool(url.password)
    if url.scheme not in ("http", "https") or not url.hostname or not bucket or "/" in bucket:
        raise ValueError(text)
    if options or len(set(has_key)) > 1:
        raise ValueError(text)
    key = {
        "access_key": unquote(url.username or ""),
        "secret_key": unquote(url.password or ""),
    }
    return {
        "endpoint_url": f"{url.scheme}://{url.netloc.rpartition('@')[2]}",
        "bucket_name": bucket,
        "region_name": region,
        **(key if all(has_key) else {}),
    }


def read_site_url(text: str) -> str:
    """Scheme and host, and a port perhaps, without a path."""
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname or url.path not in ("", "/"):
        raise ValueError(text)
    return f"{url.scheme}://{url.netloc}"


def read_sender(text: str) -> str:
    """A name and an address on one line."""
    name, address = parseaddr(text)
    if "@" not in address or "\n" in text or "\r" in text:
        raise ValueError(text)
    return f"{name} <{address}>" if name else address


def read_line(text: str) -> str:
    """One line of a page."""
    if len(text) > 200 or not text.isprintable():
        raise ValueError(text)
    return text
