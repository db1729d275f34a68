#!/usr/bin/env python3
"""Run a command with a PostgreSQL of its own, which is gone afterwards.

    scripts/with_postgres.py [--durable] COMMAND [ARGUMENT ...]

Makes a cluster in a temporary folder, reachable only through a socket in it, and starts the
command with DATABASE_URL set (and, for the tracker's settings, debug on and a throwaway key).
The exit status is the command's; 69 when PostgreSQL is not installed. Without --durable the
cluster does not wait for the disk: faster, and worthless after a power cut, which suits tests.
Needs nothing but the standard library and the server's own programs.
"""

import argparse
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

NOT_INSTALLED = 69  # EX_UNAVAILABLE of sysexits.h
HOW_TO_INSTALL = "PostgreSQL's server programs are not installed: apt-get install postgresql"
PORT = "5432"  # names the socket in its own folder, so that it cannot clash with another server's
NOT_DURABLE = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def main() -> int:
    """Run the command of the command line; returns its exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--durable", action="store_true", help="wait for the disk, as production")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    if not arguments.command:
        parser.error("no command given")
    programs = find_programs()
    if programs is None:
        print(HOW_TO_INSTALL, file=sys.stderr)
        return NOT_INSTALLED
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    with cluster(programs, durable=arguments.durable) as folder:
        return run(arguments.command, environment(programs, folder))


def stop(number: int, frame: FrameType | None) -> None:
    """End by an exception, so that the cluster is removed."""
    raise SystemExit(128 + number)


def find_programs() -> Path | None:
    """The folder with the newest installed server's programs; None if there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=version, reverse=True)
    on_path = shutil.which("initdb")
    found = [*installed, *([Path(on_path)] if on_path else [])]
    return found[0].parent if found else None


def version(initdb: Path) -> float:
    """The version in ``/usr/lib/postgresql/<version>/bin/initdb``."""
    try:
        return float(initdb.parts[-3])
    except ValueError:
        return 0


def server_account() -> dict[str, Any]:
    """The account that runs the server: the caller or, since the server refuses root,
    ``postgres``."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        sys.exit("with_postgres.py: root cannot run PostgreSQL and there is no user postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def cluster(programs: Path, *, durable: bool) -> Iterator[Path]:
    """A running cluster; the folder with its socket. Stopped and removed at the end."""
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix="poa-pg-"))
    if account:
        os.chown(folder, account["user"], account["group"])
    data = folder / "data"
    try:
        initdb = [str(programs / "initdb"), "-D", str(data), "--username=poa", "--auth=trust"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
        quietly(initdb, account, folder)
        start(programs, folder, durable=durable)
        try:
            createdb = [str(programs / "createdb"), "-h", str(folder), "-p", PORT]
            quietly([*createdb, "-U", "poa", "poa"], account, folder)
            yield folder
        finally:
            pg_ctl = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate"]
            quietly([*pg_ctl, "stop"], account, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(programs: Path, folder: Path, *, durable: bool) -> None:
    """Start the server of an existing cluster, in the folder from ``cluster``; also after it was
    killed."""
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
    # The benchmark has ten servers up at once, each with connections of its own.
    options += ["-c", f"port={PORT}", "-c", "max_connections=300"]
    options += [] if durable else NOT_DURABLE
    pg_ctl = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    log = ["-l", str(folder / "server.log")]
    quietly([*pg_ctl, *log, "-o", " ".join(options), "start"], server_account(), folder)


def quietly(command: Sequence[str], account: dict[str, Any], folder: Path) -> None:
    """Run one of the server's programs; its output is shown only when it fails."""
    # In its own session: Ctrl-C reaches only this script, which then stops the server properly.
    log = folder / "programs.log"
    with log.open("w") as output:
        done = subprocess.run(
            command,
            cwd=folder,
            stdout=output,
            stderr=output,
            start_new_session=True,
            check=False,
            **account,
        )
    if done.returncode:
        server = folder / "server.log"
        sys.exit(log.read_text() + (server.read_text() if server.exists() else ""))


def environment(programs: Path, folder: Path) -> dict[str, str]:
    """The caller's environment with the database in it, for this command only."""
    return {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "DATABASE_URL": f"postgres://poa@:{PORT}/poa?host={folder}",
        "POA_DEBUG": os.environ.get("POA_DEBUG", "true"),
        "POA_SECRET_KEY": os.environ.get("POA_SECRET_KEY") or secrets.token_urlsafe(50),
    }


def run(command: list[str], environ: dict[str, str]) -> int:
    """Run the command until it ends; a signal to this script ends the command first."""
    process = subprocess.Popen(command, env=environ)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
