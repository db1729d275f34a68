"""The environment variables of the tracker: what each one takes, read strictly.

Nothing else reads the environment. SettingsError is raised for an undeclared variable that begins
with ``POA_``, and for a value that cannot be read. Its text is one line with the variable and its
allowed values. docs/operations.md and .env.example list the same table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.env_values import (
    SECRET_KEY_LENGTH,
    read_bool,
    read_database_url,
    read_directory,
    read_email_url,
    read_hosts,
    read_kept,
    read_line,
    read_log_level,
    read_megabytes,
    read_nodes,
    read_proxies,
    read_rate,
    read_s3_url,
    read_secret_key,
    read_sender,
    read_site_url,
)

PREFIX = "POA_"


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


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "DATABASE_URL",
        read_database_url,
        "postgres://user:password@host:port/name, with ?sslmode=, sslrootcert=, connect_timeout=, "
        "application_name= or host= at most; leave it unset for SQLite",
        "The PostgreSQL database. Unset: a SQLite file in POA_DATA_DIR.",
    ),
    Variable(
        "POA_REPLICA_URL",
        read_database_url,
        "the same as DATABASE_URL",
        "A standby of that database, from which public answers are read while it has all that they "
        "may show. Unset: none.",
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
        "POA_S3_URL",
        read_s3_url,
        "https://key:secret@host:port/bucket, with ?region= perhaps; without key:secret the "
        "machine's own key or role is used",
        "The bucket in which attachments are stored, in place of POA_MEDIA_ROOT. Unset: none.",
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
        "POA_NODES",
        read_nodes,
        "a whole number from 1 to 50",
        "How many machines serve the tracker on one PostgreSQL. With more than one, requests to "
        "the API are counted in the database, for all of them together. Unset: 1.",
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
        "What links in mail of commands begin with. Unset: the first of POA_ALLOWED_HOSTS.",
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
    replica: dict[str, Any] | None
    secret_key: str
    allowed_hosts: list[str]
    debug: bool
    https: bool
    proxies: int
    data_dir: Path
    media_root: Path
    s3: dict[str, Any] | None
    max_upload_mb: int
    api_rate: int
    nodes: int
    kept_mb: int
    log_level: str
    email: dict[str, Any] | None
    email_from: str
    contact: str
    data_licence: str
    site_url: str
    staff_mfa: bool


def read_environment(environ: Mapping[str, str], base_dir: Path) -> Environment:
    """The environment as the settings use it. Raises SettingsError."""
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
        replica=replica(given),
        secret_key=key,
        allowed_hosts=hosts,
        debug=debug,
        https=https,
        proxies=proxies(given, https=https),
        data_dir=data_dir,
        media_root=given.get("POA_MEDIA_ROOT", data_dir / "attachments"),
        s3=given.get("POA_S3_URL"),
        max_upload_mb=given.get("POA_MAX_UPLOAD_MB", 50),
        api_rate=given.get("POA_API_RATE", 600),
        nodes=nodes(given),
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
    """The number of proxies in front. A wrong number would count all callers as one, or let each
    caller choose its address. If TLS ends in front of us, there is at least one."""
    number = int(given.get("POA_PROXIES", 1 if https else 0))
    if https and not number:
        raise SettingsError(
            "POA_PROXIES takes at least 1 with POA_HTTPS=true: TLS ends at a proxy, which has to "
            "add the address of the client to X-Forwarded-For."
        )
    return number


def replica(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """The standby, which needs what it stands by."""
    if "POA_REPLICA_URL" in given and "DATABASE_URL" not in given:
        raise SettingsError("POA_REPLICA_URL takes nothing without DATABASE_URL.")
    return given.get("POA_REPLICA_URL")


def nodes(given: Mapping[str, Any]) -> int:
    """The number of machines; several need a database that all of them reach."""
    number = int(given.get("POA_NODES", 1))
    if number > 1 and "DATABASE_URL" not in given:
        raise SettingsError(
            "POA_NODES takes 1 without DATABASE_URL: several machines share one PostgreSQL."
        )
    return number


def site_url(host: str, *, https: bool, debug: bool) -> str:
    """The default for the site's address: the first host, in development with the port of ``make
    run``."""
    return f"{'https' if https else 'http'}://{host}{':8000' if debug else ''}"


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Raise SettingsError for a ``POA_`` variable that nothing reads: often a typing error."""
    known = {variable.name for variable in VARIABLES}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            ours = ", ".join(sorted(known))
            raise SettingsError(f"{name} is not a variable of the tracker. Known are {ours}.")


def refuse_slow_driver(environment: Environment) -> None:
    """Raise SettingsError if a deployment would use psycopg's pure Python.

    It is about thirty times slower on large results, and nothing else would show that.
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
    """The given key; by default, in development only, a well-known one."""
    if "POA_SECRET_KEY" in given:
        return str(given["POA_SECRET_KEY"])
    if is_local:
        return "local-default-key-known-to-everyone-never-used-for-a-deployment"
    raise required("POA_SECRET_KEY")


def allowed_hosts(given: Mapping[str, Any], *, debug: bool) -> list[str]:
    """The given hosts; by default, in development, the machine itself."""
    if "POA_ALLOWED_HOSTS" in given:
        return list(given["POA_ALLOWED_HOSTS"])
    if debug:
        return ["localhost", "127.0.0.1", "[::1]"]
    raise required("POA_ALLOWED_HOSTS")


def required(name: str) -> SettingsError:
    """The error for a variable that this deployment cannot do without."""
    takes = next(variable.takes for variable in VARIABLES if variable.name == name)
    return SettingsError(f"{name} is required unless this is the local default; it takes {takes}.")
