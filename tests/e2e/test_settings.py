# SPDX-License-Identifier: MIT
"""Starting: a setting that is wrong stops the program with one sentence that names it."""

import socket

import pytest
from support import Server, run


def assert_refused(result, name):
    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert name in result.stderr


@pytest.mark.parametrize(
    "name, value",
    [
        ("JWT_SECRET", None),
        ("JWT_SECRET", ""),
        ("JWT_SECRET", "x" * 31),
        ("PORT", "http"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "3000x"),
        ("PORT", "99999999999999999999999"),
        ("HOST", "not an address"),
        ("HOST", "192.0.2.1"),
        ("APP_URL", "app.example"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://localhost/app"),
        ("DATABASE_URL", "sqlite:"),
        ("REDIS_URL", "redis://localhost"),
        ("MAIL_TRANSPORT", "pigeon"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@example.test\r\nBcc: b@example.test"),
        ("MAIL_DIR", "/dev/null/mail"),
        ("LOG_LEVEL", "loud"),
        ("SERVER_LOOPS", "0"),
        ("SERVER_LOOPS", "many"),
        ("SERVER_TIMEOUT_S", "0"),
        ("SERVER_WORKER", "2"),
    ],
)
def test_a_setting_that_is_wrong_is_named(directory, name, value):
    assert_refused(run(directory, "--migrate", **{name: value}), name)


def test_an_unknown_option_is_named(directory):
    assert_refused(run(directory, "--nonsense"), "--nonsense")


def test_a_port_that_is_taken_is_named(directory, server):
    port = str(server.address[1])
    result = run(directory, "--migrate", PORT=port)
    assert_refused(result, "PORT")
    assert port in result.stderr
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert_refused(run(directory, "--migrate", PORT=str(other.getsockname()[1])), "PORT")


def test_the_port_is_free_again_at_once(start):
    server = start()
    server.client().get("/healthz")
    server.stop()
    server.settings["PORT"] = str(server.address[1])
    server.start()
    assert server.client().get("/healthz").status == 200


def test_help_and_version_need_no_settings(directory):
    told = run(directory, "--help", JWT_SECRET=None)
    assert (told.returncode, told.stderr) == (0, "")
    for name in ("JWT_SECRET", "DATABASE_URL", "PORT", "MAIL_DIR", "--migrate", "--check"):
        assert name in told.stdout
    version = run(directory, "--version", JWT_SECRET=None)
    assert version.returncode == 0
    assert version.stdout.startswith("saas-server 0.")


def test_check_tells_whether_it_could_serve(directory):
    assert run(directory, "--migrate", "--check").returncode == 0
    assert run(directory, "--check").returncode == 0
    assert_refused(run(directory, "--check", PORT="x"), "PORT")


def test_check_of_a_database_without_tables_says_how_to_make_them(directory):
    result = run(directory, "--check")
    assert_refused(result, "DATABASE_URL")
    assert "--migrate" in result.stderr


def test_links_start_with_app_url(start):
    from support import fresh_email, mailed_link

    server = start(APP_URL="https://app.example/base")
    alice, email = server.sign_up(), fresh_email()
    alice.invite(alice.workspace(), email)
    assert mailed_link(server, email).startswith("https://app.example/base/")


def test_without_a_worker_no_mail_is_written_until_there_is_one(start):
    from support import fresh_email, mailed_token

    server = start(SERVER_WORKER="0")
    alice, email = server.sign_up(), fresh_email()
    alice.invite(alice.workspace(), email)
    server.stop()
    assert not (server.directory / "mail").exists()
    server.settings["SERVER_WORKER"] = "1"
    server.start()
    assert mailed_token(server, email)


def test_it_serves_on_ipv6_too(directory):
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    server = Server(directory, HOST="::1").start()
    try:
        assert server.url.startswith("http://[::1]:")
        assert server.client().get("/healthz").status == 200
    finally:
        server.stop()


def test_one_loop_is_enough(start):
    server = start(SERVER_LOOPS="1")
    assert server.sign_up().get("/api/me").status == 200
