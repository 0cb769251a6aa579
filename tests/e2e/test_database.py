# SPDX-License-Identifier: MIT
"""Databases that cannot be used: one sentence, exit status 1, and the file as it was."""

import contextlib
import os
import sqlite3
import subprocess

import pytest
from support import environment, program, run


def assert_refused(result):
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert "DATABASE_URL" in result.stderr and "app.db" in result.stderr


@contextlib.contextmanager
def opened(path):
    """A connection to a database; all that is done in it stands in the one file afterwards."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        with connection:
            yield connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.fixture
def database(directory):
    """A database that is migrated, in one file."""
    assert run(directory, "--migrate", "--check").returncode == 0
    path = directory / "app.db"
    with opened(path):
        pass
    return path


@pytest.mark.parametrize("arguments", [(), ("--migrate",), ("--check",)])
def test_a_schema_that_is_newer_is_refused(directory, database, arguments):
    with opened(database) as connection:
        connection.execute("INSERT INTO saas_migrations (version, name) VALUES (9999, 'from the future')")
    before = database.read_bytes()
    result = run(directory, *arguments)
    assert_refused(result)
    assert "9999" in result.stderr
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"this is no database\n" * 1000, id="text"),
        pytest.param(b"SQLite format 3\x00" + b"\xff" * 8192, id="damage"),
    ],
)
@pytest.mark.parametrize("arguments", [(), ("--migrate",)])
def test_a_file_that_is_no_database_is_refused_and_left_alone(directory, content, arguments):
    path = directory / "app.db"
    path.write_bytes(content)
    assert_refused(run(directory, *arguments))
    assert path.read_bytes() == content


def test_a_database_that_is_damaged_is_not_made_worse(directory, database):
    content = bytearray(database.read_bytes())
    content[4096:8192] = b"\xaa" * 4096
    content[100:200] = b"\xaa" * 100
    database.write_bytes(content)
    assert_refused(run(directory, "--migrate"))
    assert database.read_bytes() == content


def test_a_directory_that_is_missing_is_refused(directory):
    result = run(directory, "--migrate", DATABASE_URL=f"sqlite:{directory}/nowhere/app.db")
    assert_refused(result)
    assert not (directory / "nowhere").exists()


def test_a_directory_in_place_of_the_file_is_refused(directory):
    (directory / "app.db").mkdir()
    assert_refused(run(directory, "--migrate"))


def test_a_database_without_tables_is_refused_without_migrate(directory):
    result = run(directory)
    assert_refused(result)
    assert "--migrate" in result.stderr


def as_nobody(directory, *arguments):
    """Runs the server without root's right to write anywhere."""
    other = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        return subprocess.run(
            [program(), *arguments],
            cwd="/",
            env=environment(directory, SERVER_WORKER="0"),
            capture_output=True,
            text=True,
            timeout=30,
            **other,
        )
    except PermissionError:
        pytest.skip("the program may not be run by others")


@pytest.mark.parametrize("arguments", [("--check",), ("--migrate", "--check"), ()])
def test_a_file_that_may_not_be_written_is_refused(directory, database, arguments):
    for leftover in directory.glob("app.db-*"):
        leftover.unlink()
    database.chmod(0o444)
    before = database.read_bytes()
    assert_refused(as_nobody(directory, *arguments))
    assert database.read_bytes() == before


def test_a_directory_that_may_not_be_written_is_refused(directory, database):
    for leftover in directory.glob("app.db-*"):
        leftover.unlink()
    database.chmod(0o666)
    directory.chmod(0o555)
    try:
        before = database.read_bytes()
        assert_refused(as_nobody(directory, "--check"))
        assert database.read_bytes() == before
    finally:
        directory.chmod(0o755)


def test_a_disk_without_room_is_refused(directory):
    """A limit on the size of files stands in for a disk that is full."""
    result = subprocess.run(
        ["sh", "-c", 'ulimit -f 32; exec "$0" --migrate', program()],
        cwd=directory,
        env=environment(directory),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert_refused(result)
    with opened(directory / "app.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_disk_that_is_full_is_refused(directory):
    mount = directory / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        assert_refused(run(directory, "--migrate", DATABASE_URL=f"sqlite:{mount}/app.db"))
    finally:
        subprocess.run(["umount", mount], check=True)


def test_a_disk_that_fills_up_fails_writes_and_nothing_else(directory, start):
    mount = directory / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        server = start(DATABASE_URL=f"sqlite:{mount}/app.db")
        alice = server.sign_up()
        project = alice.project(alice.workspace())
        (mount / "ballast").write_bytes(b"")
        with open(mount / "ballast", "ab", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(b"x" * 4096)
            except OSError:
                pass
        statuses = {alice.post(f"/api/project/{project}/task", {"title": "x" * 500}).status for _ in range(50)}
        assert statuses <= {201, 503} and 503 in statuses
        assert alice.get(f"/api/project/{project}").status == 200
        (mount / "ballast").unlink()
        assert alice.post(f"/api/project/{project}/task", {"title": "room again"}).status == 201
        server.stop(errors=True)
    finally:
        subprocess.run(["umount", "-l", mount], check=True)


def test_it_is_not_ready_once_the_schema_is_another(start):
    server = start()
    assert server.client().get("/readyz").status == 200
    with server.edit_database() as database:
        database.execute("INSERT INTO saas_migrations (version, name) VALUES (9999, 'from the future')")
    answer = server.client().get("/readyz")
    assert answer.status == 503
    assert "9999" not in answer.json["detail"] and "app.db" not in answer.json["detail"]
    assert server.client().get("/healthz").status == 200
    server.stop(errors=True)
