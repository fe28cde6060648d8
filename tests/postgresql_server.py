"""A real PostgreSQL server that the tests start themselves, with an empty database per test."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.waiting import wait_until

MISSING = (
    "PostgreSQL's server is not installed: the library of plans is NOT tested against it "
    "(run tests/ensure_postgresql.sh as root, or install Debian's package postgresql)"
)


def _server_folder() -> Path | None:
    """Where initdb and postgres are; Debian keeps them off the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: f.parent.name)
    found = shutil.which("initdb")
    candidates = [*reversed(folders), *([Path(found).resolve().parent] if found else [])]
    return next((f for f in candidates if (f / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL (without database) of a server on a free port of 127.0.0.1, stopped at the end."""
    binaries = _server_folder()
    if binaries is None:
        warnings.warn(MISSING, stacklevel=1)
        pytest.skip(MISSING)
    account: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="atlas-pg-"))
    password = secrets.token_hex(12)
    (folder / "password").write_text(password)
    if sys.platform != "win32" and os.getuid() == 0:  # PostgreSQL refuses to run as root
        import pwd  # not there on Windows

        try:
            pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("there is no user 'postgres' to run PostgreSQL as")
        account = {"user": "postgres", "group": "postgres"}
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres", "postgres")
    quiet: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "cwd": folder}
    made = subprocess.run(
        [
            binaries / "initdb",
            "-D",
            folder / "data",
            "-U",
            "atlas",
            "-E",
            "UTF8",
            "--locale=C",
            "-A",
            "scram-sha-256",
            f"--pwfile={folder / 'password'}",
            "--no-sync",
        ],
        text=True,
        check=False,
        **quiet,
        **account,
    )
    assert made.returncode == 0, made.stdout
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [
                binaries / "postgres",
                "-D",
                folder / "data",
                "-p",
                str(port),
                "-h",
                "127.0.0.1",
                "-k",
                folder,
                "-c",
                "fsync=off",
                "-c",
                "shared_buffers=16MB",
                "-c",
                "max_connections=60",
            ],
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            **account,
        )
    url = f"postgresql://atlas:{password}@127.0.0.1:{port}"

    def answers() -> bool:
        assert server.poll() is None, (folder / "log").read_text()
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"{url}/postgres", connect_timeout=2).close()
            return True
        return False

    try:
        wait_until(answers, lambda: f"PostgreSQL's start\n{(folder / 'log').read_text()[-2000:]}")
        yield url
    finally:
        server.send_signal(2)  # SIGINT: PostgreSQL's fast shutdown
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    """An empty database of its own."""
    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgresql_server}/{name}"
