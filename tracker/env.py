"""The environment variables of the tracker: what each one takes, read strictly.

Nothing else reads the environment. A variable that begins with ``POA_`` and is not declared
here, or a value that cannot be read, raises SettingsError, whose text is one line that names
the variable and says what it takes. docs/operations.md and .env.example list the same table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PREFIX = "POA_"
SECRET_KEY_LENGTH = 50
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
POSTGRESQL_OPTIONS = ("application_name", "connect_timeout", "host", "sslmode", "sslrootcert")


class SettingsError(Exception):
    """A variable that is unknown, missing or malformed; the text is one line for the operator."""


@dataclass(frozen=True)
class Variable:
    """One variable: how its text is read, what it takes and what it is for."""

    name: str
    read: Callable[[str], Any]
    takes: str
    purpose: str

    def value(self, environ: Mapping[str, str]) -> Any:
        """The value, or None when the variable is unset or empty."""
        text = environ.get(self.name, "").strip()
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError:
            raise SettingsError(f"{self.name} takes {self.takes}.") from None


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
    """An absolute path, so that it does not depend on where the process was started."""
    path = Path(text)
    if not path.is_absolute():
        raise ValueError(text)
    return path


def read_secret_key(text: str) -> str:
    """A key that is long and varied enough for ``check --deploy``."""
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


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "DATABASE_URL",
        read_database_url,
        "postgres://user:password@host:port/name, with ?sslmode=, sslrootcert=, connect_timeout=, "
        "application_name= or host= at most; leave it unset for SQLite",
        "The PostgreSQL database. Unset: a SQLite file in POA_DATA_DIR.",
    ),
    Variable(
        "POA_SECRET_KEY",
        read_secret_key,
        f"a random text of at least {SECRET_KEY_LENGTH} characters "
        "(make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))')",
        "Signs sessions and forms. Required as soon as it is not the local default.",
    ),
    Variable(
        "POA_ALLOWED_HOSTS",
        read_hosts,
        "host names separated by commas, such as poa.example.org",
        "The names under which the site is served. Required when debug is off.",
    ),
    Variable(
        "POA_DEBUG",
        read_bool,
        "true or false",
        "Development mode. On only when DATABASE_URL, POA_SECRET_KEY and POA_ALLOWED_HOSTS "
        "are all unset.",
    ),
    Variable(
        "POA_HTTPS",
        read_bool,
        "true or false",
        "Served behind a proxy that ends TLS and sets X-Forwarded-Proto: redirects to HTTPS, "
        "secure cookies, HSTS. On when debug is off.",
    ),
    Variable(
        "POA_PROXIES",
        read_proxies,
        "a whole number from 0 to 5",
        "How many proxies in front add to X-Forwarded-For, each the address it was asked from; "
        "what stands before those is the client's own word and is not believed. At least 1 with "
        "POA_HTTPS. Unset: 1 with POA_HTTPS, else 0.",
    ),
    Variable(
        "POA_DATA_DIR",
        read_directory,
        "an absolute path",
        "Where the SQLite file is, the counts of requests to the API, and the attachments when "
        "POA_MEDIA_ROOT is unset. "
        "Unset: var/ in the project.",
    ),
    Variable(
        "POA_MEDIA_ROOT",
        read_directory,
        "an absolute path",
        "The private store of attachments, served only through the application. "
        "Unset: attachments/ in POA_DATA_DIR.",
    ),
    Variable(
        "POA_MAX_UPLOAD_MB",
        read_megabytes,
        "a whole number from 1 to 1000",
        "The largest attachment accepted, in megabytes. Unset: 50.",
    ),
    Variable(
        "POA_API_RATE",
        read_rate,
        "a whole number from 0 to 1000000",
        "Requests that one API key, one signed-in user or one address may make to the API in a "
        "minute, as the worker processes of a machine count together; 0 for no limit. Unset: 600.",
    ),
    Variable(
        "POA_KEPT_MB",
        read_kept,
        "a whole number from 0 to 1000",
        "Megabytes of finished public answers that each worker process keeps until the data "
        "change; 0 for none. None with POA_DEBUG. Unset: 32.",
    ),
    Variable(
        "POA_EMAIL_URL",
        read_email_url,
        "smtp://user:password@host:587 (encrypted by STARTTLS), smtps://user:password@host:465, or "
        "smtp://localhost:25?tls=none",
        "The mail server for invitations, reminders and receipts. Unset: in development mail is "
        "written to mail/ in POA_DATA_DIR; in a deployment it waits in the log of mail.",
    ),
    Variable(
        "POA_EMAIL_FROM",
        read_sender,
        "an address, with a name perhaps: PoA Tracker <poa@example.org>",
        "The sender of mail. Unset: noreply@ and the first of POA_ALLOWED_HOSTS.",
    ),
    Variable(
        "POA_CONTACT",
        read_sender,
        "an address, with a name perhaps: Secretariat <poa@example.org>",
        "Whom readers write to about an error; stands on the page about the site. Unset: nobody.",
    ),
    Variable(
        "POA_DATA_LICENCE",
        read_line,
        "one line of at most 200 characters, such as CC BY 4.0",
        "The licence under which whoever keeps the site gives its data to others; stands on every "
        "page. Unset: none is named.",
    ),
    Variable(
        "POA_SITE_URL",
        read_site_url,
        "an address without a path, such as https://poa.example.org",
        "What links in mail that no page asked for begin with. Unset: the first of "
        "POA_ALLOWED_HOSTS.",
    ),
    Variable(
        "POA_STAFF_MFA",
        read_bool,
        "true or false",
        "Whether staff need a second factor for the administration and, signed in there, for the "
        "API; points of contact always need one. Unset: true in a deployment, false with "
        "POA_DEBUG.",
    ),
    Variable(
        "POA_LOG_LEVEL",
        read_log_level,
        "DEBUG, INFO, WARNING or ERROR",
        "The least severe message that is logged. Unset: INFO.",
    ),
    Variable(
        "POA_LOAD_FACTS",
        read_bool,
        "true or false",
        "Whether the container loads the published facts each time it starts. Unset: false.",
    ),
)


@dataclass(frozen=True)
class Environment:
    """The values in force, defaults filled in."""

    database: dict[str, Any] | None
    secret_key: str
    allowed_hosts: list[str]
    debug: bool
    https: bool
    proxies: int
    data_dir: Path
    media_root: Path
    max_upload_mb: int
    api_rate: int
    kept_mb: int
    log_level: str
    email: dict[str, Any] | None
    email_from: str
    contact: str
    data_licence: str
    site_url: str
    staff_mfa: bool


def read_environment(environ: Mapping[str, str], base_dir: Path) -> Environment:
    """The environment as the settings use it; SettingsError names what is wrong with it."""
    refuse_unknown(environ)
    given = {variable.name: variable.value(environ) for variable in VARIABLES}
    given = {name: value for name, value in given.items() if value is not None}
    is_local = not given.keys() & {"DATABASE_URL", "POA_SECRET_KEY", "POA_ALLOWED_HOSTS"}
    debug = given.get("POA_DEBUG", is_local)
    data_dir = given.get("POA_DATA_DIR", base_dir / "var")
    key = secret_key(given, is_local=is_local and debug)
    hosts, https = allowed_hosts(given, debug=debug), given.get("POA_HTTPS", not debug)
    return Environment(
        database=given.get("DATABASE_URL"),
        secret_key=key,
        allowed_hosts=hosts,
        debug=debug,
        https=https,
        proxies=proxies(given, https=https),
        data_dir=data_dir,
        media_root=given.get("POA_MEDIA_ROOT", data_dir / "attachments"),
        max_upload_mb=given.get("POA_MAX_UPLOAD_MB", 50),
        api_rate=given.get("POA_API_RATE", 600),
        kept_mb=given.get("POA_KEPT_MB", 32),
        log_level=given.get("POA_LOG_LEVEL", "INFO"),
        email=given.get("POA_EMAIL_URL"),
        email_from=given.get("POA_EMAIL_FROM", f"PoA Tracker <noreply@{hosts[0]}>"),
        contact=given.get("POA_CONTACT", ""),
        data_licence=given.get("POA_DATA_LICENCE", ""),
        staff_mfa=given.get("POA_STAFF_MFA", not debug),
        site_url=given.get("POA_SITE_URL", site_url(hosts[0], https=https, debug=debug)),
    )


def proxies(given: Mapping[str, Any], *, https: bool) -> int:
    """The number of proxies in front. A wrong one would count all callers as one, or let each be
    whoever it likes; that there is one at least is certain where TLS ends before us."""
    number = int(given.get("POA_PROXIES", 1 if https else 0))
    if https and not number:
        raise SettingsError(
            "POA_PROXIES takes at least 1 with POA_HTTPS=true: TLS ends at a proxy, which has to "
            "add the address of the client to X-Forwarded-For."
        )
    return number


def site_url(host: str, *, https: bool, debug: bool) -> str:
    """The site's address where none is set; in development that of ``make run``."""
    return f"{'https' if https else 'http'}://{host}{':8000' if debug else ''}"


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Raise SettingsError for a variable of ours that nothing reads: often a typing error."""
    known = {variable.name for variable in VARIABLES}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            ours = ", ".join(sorted(known))
            raise SettingsError(f"{name} is not a variable of the tracker. Known are {ours}.")


def refuse_slow_driver(environment: Environment) -> None:
    """Raise SettingsError where a deployment would run on psycopg's pure Python.

    It is about thirty times slower on large results, and nothing else would say so.
    """
    if environment.database is None or environment.debug:
        return
    from psycopg import pq

    if pq.__impl__ == "python":
        raise SettingsError(
            "DATABASE_URL needs psycopg with its C code; install it with: "
            "pip install 'psycopg[binary]'"
        )


def secret_key(given: Mapping[str, Any], *, is_local: bool) -> str:
    """The key given; on the local default a well-known one, which no deployment can have."""
    if "POA_SECRET_KEY" in given:
        return str(given["POA_SECRET_KEY"])
    if is_local:
        return "local-default-key-known-to-everyone-never-used-for-a-deployment"
    raise required("POA_SECRET_KEY")


def allowed_hosts(given: Mapping[str, Any], *, debug: bool) -> list[str]:
    """The hosts given; the machine itself in development."""
    if "POA_ALLOWED_HOSTS" in given:
        return list(given["POA_ALLOWED_HOSTS"])
    if debug:
        return ["localhost", "127.0.0.1", "[::1]"]
    raise required("POA_ALLOWED_HOSTS")


def required(name: str) -> SettingsError:
    """The error for a variable that this deployment cannot do without."""
    takes = next(variable.takes for variable in VARIABLES if variable.name == name)
    return SettingsError(f"{name} is required unless this is the local default; it takes {takes}.")
