"""A deployment on this machine: it starts, answers, outlives an outage, and is restored."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

import testing.databases
from tracker.tests.deployments import (
    PROXY,
    Databases,
    Deployment,
    Server,
    deployment_in,
    serving,
)

WITH_ACCOUNT = (
    "from accounts.models import User; "
    "User.objects.create_user('officer@example.org', name='Ωmega')"
)
# A published report, with the history, seal and triggers that protect it.
WITH_REPORT = (
    "from testing.builders import make_published; from django.contrib.sessions.backends.db import"
    " SessionStore; make_published(); SessionStore().create()"
)
WITH_THEME = "from testing.builders import make_theme; make_theme('t1')"
COMPRESSED = {**PROXY, "Accept-Encoding": "gzip"}
CHANGED = (
    "from django.db import connection; from reports.models import SubmissionEvent;"
    " connection.cursor().execute(f'DELETE FROM {SubmissionEvent._meta.db_table}')"
)
SHELL = (sys.executable, "manage.py", "shell", "--no-imports", "-c")
SESSIONS = "from django.contrib.sessions.models import Session; print(Session.objects.count())"
NAMES = "from accounts.models import User; print(*User.objects.values_list('name', flat=True))"


@pytest.fixture(scope="module")
def made() -> Iterator[Databases]:
    found = Databases(os.environ.get("DATABASE_URL", ""))
    yield found
    found.drop()


@pytest.fixture
def deploy(made: Databases, tmp_path: Path) -> Callable[[str], Deployment]:
    """Makes deployments by name, each with its data in a folder of that name."""
    return lambda name: deployment_in(tmp_path, name, made.make())


@pytest.fixture
def deploy_migrated(
    databases: testing.databases.Databases,
    django_db_blocker: Any,
    made: Databases,
    tmp_path: Path,
) -> Callable[[str], Deployment]:
    """The same, with all tables."""

    def make(name: str) -> Deployment:
        with django_db_blocker.unblock():
            database = made.make_migrated(databases, tmp_path / name)
        return deployment_in(tmp_path, name, database)

    return make


@contextmanager
def database_away(deployment: Deployment) -> Iterator[None]:
    """Cut all connections to the database, and allow no new ones."""
    url = deployment.environ.get("DATABASE_URL")
    if url is None:
        file = deployment.data / "tracker.sqlite3"
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        # Connections to the file that was there end when they are this old.
        time.sleep(1.1)
        yield
        file.rmdir()
        file.with_suffix(".away").rename(file)
        return
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_a_deployment_serves_and_outlives_an_outage(
    deploy_migrated: Callable[[str], Deployment], tmp_path: Path
) -> None:
    deployment = deploy_migrated("served")
    with serving(deployment, tmp_path / "log") as server:
        server.wait_for(200)
        assert server.get("/healthz").status == 200
        assert server.get("/account/login/", Host="poa.example.org").status == 301
        assert server.get("/account/login/", Host="elsewhere.example.org").status == 400
        page = server.get("/account/login/", **PROXY)
        assert page.status == 200
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        token = page.headers["Set-Cookie"]
        assert token.startswith("__Host-csrftoken=")
        assert {"Path=/", "SameSite=Lax", "Secure"} <= set(token.split("; "))
        assert "Domain" not in token
        kept_answers_are_the_same_until_the_data_change(deployment, server)
        signed_in = {**PROXY, "Cookie": "__Host-sessionid=abcdefghijklmnopqrstuvwxyz012345"}
        with database_away(deployment):
            assert server.get("/healthz").status == 200
            assert server.get("/readyz").status == 503
            for path, headers in (("/admin/", signed_in), ("/about/", COMPRESSED)):
                outage = server.get(path, **headers)
                assert (outage.status, outage.headers["Retry-After"]) == (503, "5")
        server.wait_for(200)
        assert server.get("/account/login/", **signed_in).status == 200
        # A key in an address stays out of the logs.
        assert server.get("/account/invitation/a-secret-word/", **PROXY).status == 410
        assert "/account/invitation/…" in server.log.read_text()
        assert "a-secret-word" not in server.log.read_text()


def kept_answers_are_the_same_until_the_data_change(deployment: Deployment, server: Server) -> None:
    """By Django and, once kept, without it (``tracker.giving``): the same in every header."""
    tags = {}
    for path in ("/about/", "/fr/cycles/", "/api/v1/themes/"):
        made, given, again = (server.get(path, **COMPRESSED) for _turn in range(3))
        assert (made.status, given.status, again.status) == (200, 200, 200)
        assert headers_of(made) == headers_of(given) == headers_of(again)
        tags[path] = {"If-None-Match": given.headers["ETag"]}
        assert server.get(path, **COMPRESSED, **tags[path]).status == 304
    assert '"GET /about/ HTTP/1.1" 200' in server.log.read_text()
    deployment.manage("shell", "--no-imports", "-c", WITH_THEME)
    for path, tag in tags.items():
        assert server.get(path, **COMPRESSED, **tag).status == 200


def headers_of(answer: Any) -> dict[str, str]:
    """The headers, without those that tell the time or count the caller's requests."""
    own = {"Date", "RateLimit"}
    return {name: text for name, text in answer.headers.items() if name not in own}


def test_a_start_with_wrong_settings_serves_nothing(
    deploy: Callable[[str], Deployment],
) -> None:
    done = deploy("wrong").run("deploy/start", POA_HTTPS="maybe")
    assert done.returncode == 2
    assert done.stderr == "The PoA Tracker cannot start: POA_HTTPS takes true or false.\n"


def test_a_backup_is_restored_row_for_row(
    deploy: Callable[[str], Deployment], deploy_migrated: Callable[[str], Deployment]
) -> None:
    old, new = deploy_migrated("old"), deploy("new")
    old.manage("shell", "--no-imports", "-c", WITH_ACCOUNT)
    old.manage("shell", "--no-imports", "-c", WITH_REPORT)
    seal = old.manage("verify_history").splitlines()[-1].split()[-1]
    (old.data / "attachments" / "ab").mkdir(parents=True)
    (old.data / "attachments" / "ab" / "report.pdf").write_bytes(b"%PDF-1.7 \x00\xff")
    backup = old.backup()

    done = new.run("deploy/restore", str(backup))
    assert done.returncode == 0, done.stderr
    without = ("--exclude", "sessions")
    assert new.manage("dumpdata", "--all", *without) == old.manage("dumpdata", "--all", *without)
    # Sessions do not leave the machine.
    assert [old.manage("shell", "--no-imports", "-c", SESSIONS)] == ["1"]
    assert new.manage("shell", "--no-imports", "-c", SESSIONS) == "0"
    new.manage("verify_history", "--seal", seal)
    # The triggers exist, and the next ids are free.
    assert new.run(*SHELL, CHANGED).returncode == 1
    new.manage("shell", "--no-imports", "-c", WITH_ACCOUNT.replace("officer", "second"))
    assert new.manage("migrate", "--check") == ""
    assert (new.data / "attachments" / "ab" / "report.pdf").read_bytes() == b"%PDF-1.7 \x00\xff"

    again = deploy("again")
    assert again.run("deploy/restore", str(new.backup())).returncode == 0
    assert again.manage("shell", "--no-imports", "-c", NAMES).split() == ["Ωmega", "Ωmega"]


def test_two_roles_serve_back_up_and_restore(
    made: Databases,
    deploy: Callable[[str], Deployment],
    deploy_migrated: Callable[[str], Deployment],
) -> None:
    """As in the compose file: one role owns the tables, another reads and writes rows."""
    deployment = deploy("roles")
    url = deployment.environ.get("DATABASE_URL")
    if url is None:
        return
    role = f"poa_{os.getpid()}"
    made.roles += [role, f"{role}_owner"]
    superuser = psycopg.conninfo.conninfo_to_dict(url)
    done = deployment.run(
        "deploy/make_roles",
        PGHOST=str(superuser["host"]),
        PGPORT=str(superuser.get("port", 5432)),
        POSTGRES_USER=str(superuser["user"]),
        POSTGRES_DB=str(superuser["dbname"]),
        POA_ROLE=role,
        POA_OWNER_PASSWORD="owner's own",
        POA_PASSWORD="another",
        ROLES_SQL=str(settings.BASE_DIR / "deploy" / "roles.sql"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    as_role = url.replace(f"//{superuser['user']}", f"//{role}")
    as_owner = url.replace(f"//{superuser['user']}", f"//{role}_owner")
    app = replace(deployment, environ={**deployment.environ, "DATABASE_URL": as_role})
    owner = replace(app, environ={**app.environ, "DATABASE_OWNER_URL": as_owner})

    assert app.run("deploy/start", "--migrated").returncode == 1
    # The owner owns restored tables, as if its migrations had made them.
    assert owner.run("deploy/restore", str(deploy_migrated("migrated").backup())).returncode == 0
    migrated = owner.run("deploy/migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert app.manage("migrate", "--check") == ""
    app.manage("shell", "--no-imports", "-c", WITH_ACCOUNT)
    app.manage("shell", "--no-imports", "-c", WITH_REPORT)
    refused = app.run(*SHELL, CHANGED.replace("DELETE FROM", "TRUNCATE"))
    assert "permission denied" in refused.stderr
    backup = app.backup()
    assert app.run("deploy/restore", str(backup), "--replace").returncode == 1
    done = owner.run("deploy/restore", str(backup), "--replace")
    assert done.returncode == 0, done.stderr
    assert app.manage("shell", "--no-imports", "-c", NAMES).split() == ["Ωmega"]
    app.manage("shell", "--no-imports", "-c", WITH_ACCOUNT.replace("officer", "second"))


def test_a_restore_overwrites_only_when_told_to(
    deploy_migrated: Callable[[str], Deployment],
) -> None:
    deployment = deploy_migrated("replaced")
    backup = deployment.backup()
    deployment.manage("shell", "--no-imports", "-c", WITH_ACCOUNT)
    stray = deployment.data / "attachments" / "of_a_later_day.pdf"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"%PDF-1.7")
    refused = deployment.run("deploy/restore", str(backup))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert deployment.manage("shell", "--no-imports", "-c", NAMES) == "Ωmega"
    assert deployment.run("deploy/restore", str(backup), "--replace").returncode == 0
    assert deployment.manage("shell", "--no-imports", "-c", NAMES) == ""
    assert list(stray.parent.iterdir()) == []


def test_a_restore_that_fails_leaves_the_old_state(
    deploy_migrated: Callable[[str], Deployment],
) -> None:
    """A limit on the size of files stands for a full disk."""
    deployment = deploy_migrated("full")
    kept = deployment.data / "attachments" / "kept.pdf"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(os.urandom(200_000))
    backup = deployment.backup()
    deployment.manage("shell", "--no-imports", "-c", WITH_ACCOUNT)
    late = kept.with_name("late.pdf")
    kept.rename(late)
    limited = f"trap '' XFSZ; ulimit -f 100; exec deploy/restore {backup} --replace"
    full = deployment.run("sh", "-c", limited)
    assert full.returncode == 1
    assert "nothing was changed" in full.stderr
    assert list(kept.parent.iterdir()) == [late]
    assert deployment.manage("shell", "--no-imports", "-c", NAMES) == "Ωmega"


def test_a_backup_is_made_while_files_arrive(
    deploy_migrated: Callable[[str], Deployment],
) -> None:
    deployment = deploy_migrated("busy")
    growing = deployment.data / "attachments" / "growing.pdf"
    growing.parent.mkdir(parents=True, exist_ok=True)
    growing.write_bytes(os.urandom(3_000_000))
    write = f"while :; do head -c 100000 /dev/zero >>{growing}; sleep 0.01; done"
    upload = subprocess.Popen(["sh", "-c", write])
    try:
        for _ in range(3):
            assert deployment.run("deploy/backup").returncode == 0
    finally:
        upload.kill()
        upload.wait()


def test_no_password_stands_in_a_command_line() -> None:
    """Every user of the machine can read command lines."""
    for name in ("backup", "restore"):
        script = (settings.BASE_DIR / "deploy" / name).read_text()
        assert '"$DATABASE_URL"' not in script
    environ = {**os.environ, "DATABASE_URL": "postgres://poa:pass%20word@db/poa?sslmode=require"}
    said = subprocess.run(
        [sys.executable, "scripts/libpq_settings.py"],
        cwd=settings.BASE_DIR,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "export PGPASSWORD='pass word'" in said.stdout.splitlines()
    assert "export PGSSLMODE=require" in said.stdout.splitlines()


def test_a_damaged_backup_is_not_restored(deploy_migrated: Callable[[str], Deployment]) -> None:
    deployment = deploy_migrated("damaged")
    backup = deployment.backup()
    with (backup / "attachments.tar.gz").open("ab") as archive:
        archive.write(b"x")
    refused = deployment.run("deploy/restore", str(backup), "--replace")
    assert refused.returncode == 1
    assert "is damaged" in refused.stderr
    sums = backup / "SHA256SUMS"
    sums.write_text("".join(sums.read_text().splitlines(keepends=True)[:1]))
    refused = deployment.run("deploy/restore", str(backup), "--replace")
    assert "SHA256SUMS does not name attachments.tar.gz" in refused.stderr


def test_a_failed_backup_leaves_nothing_and_removes_nothing(
    deploy_migrated: Callable[[str], Deployment],
) -> None:
    deployment = deploy_migrated("failing")
    kept = deployment.backup()
    os.utime(kept, (0, 0))
    gone = {"POA_DATA_DIR": str(deployment.data / "none")}
    if url := deployment.environ.get("DATABASE_URL"):
        gone = {"DATABASE_URL": url.replace("/deployment_", "/none_")}
    assert deployment.run("deploy/backup", **gone).returncode != 0
    assert list(kept.parent.iterdir()) == [kept]
    newest = deployment.backup()
    assert list(kept.parent.iterdir()) == [newest]


def test_waiting_for_a_database_that_never_comes_ends(deploy: Callable[[str], Deployment]) -> None:
    deployment = deploy("waiting")
    missing = {"DATABASE_URL": "postgres://poa@/poa?host=/nonexistent"}
    command = [sys.executable, "manage.py", "wait_for_database", "--timeout", "0"]
    done = deployment.run(*command, **missing)
    assert done.returncode == 1
    assert "CommandError: The database does not answer" in done.stderr
    assert deployment.run(*command, DATABASE_URL="").returncode == 0


def test_the_tools_of_a_deployment_are_plain_posix_shell() -> None:
    for name in ("start", "migrate", "make_roles", "backup", "restore"):
        script = settings.BASE_DIR / "deploy" / name
        assert script.read_text().startswith("#!/bin/sh\n")
        subprocess.run(["sh", "-n", script], check=True)
