# SPDX-License-Identifier: MIT
"""Ending, in order and otherwise."""

import contextlib
import http.client
import signal
import socket
import threading

import pytest
from support import PATIENCE_S, Raw, eventually, fresh_email, mailed_token

THREADS = 8


class Load:
    """Threads that write tasks without pause, and remember what was acknowledged."""

    def __init__(self, server, project, token):
        self.server, self.project, self.token = server, project, token
        self.acknowledged = []
        self.broken = []
        self.over = False
        self.threads = [threading.Thread(target=self._write, args=(number,)) for number in range(THREADS)]
        for thread in self.threads:
            thread.start()

    def _write(self, number):
        count = 0
        while not self.over:
            connection = http.client.HTTPConnection(*self.server.address, timeout=PATIENCE_S)
            try:
                while not self.over:
                    count += 1
                    self._write_one(connection, f"{number}-{count}")
            except (OSError, http.client.HTTPException) as error:
                self.broken.append(error)
            finally:
                connection.close()

    def _write_one(self, connection, title):
        connection.request(
            "POST",
            f"/api/project/{self.project}/task",
            b'{"title": "%s"}' % title.encode(),
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        response = connection.getresponse()
        body = response.read()
        assert response.status == 201, body
        self.acknowledged.append(title)

    def reach(self, count):
        eventually(f"{count} writes", lambda: len(self.acknowledged) >= count)
        return self

    def end(self):
        self.over = True
        for thread in self.threads:
            thread.join()


def begin_load(server):
    alice = server.sign_up()
    return Load(server, alice.project(alice.workspace()), alice.token)


def titles(server):
    with server.edit_database() as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {title for (title,) in database.execute("SELECT title FROM tasks")}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_status_0(start, number):
    server = start()
    server.signal(number)
    assert server.wait() == 0
    assert server.log() == "" or "error" not in server.log()


def test_idle_connections_do_not_hold_it_up(start):
    server = start()
    client = server.client()
    client.get("/healthz")
    with Raw(server), Raw(server) as half:
        half.send(b"GET /healthz HT")
        server.stop()


def test_a_request_that_runs_is_finished_first(start):
    server = start()
    alice = server.sign_up()
    body = b'{"name": "Last one"}'
    head = (
        b"POST /api/workspace HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
        % (alice.token.encode(), len(body))
    )
    with Raw(server) as raw:
        raw.send(head)
        assert raw.socket.recv(1000).startswith(b"HTTP/1.1 100 ")  # so the request has begun
        server.signal(signal.SIGTERM)
        eventually("the end of listening", lambda: refuses_connections(server))
        raw.send(body)
        answer = raw.read_to_end()
    assert answer.startswith(b"HTTP/1.1 201 ")
    assert b"Connection: close" in answer
    assert server.wait() == 0


def refuses_connections(server):
    try:
        Raw(server).socket.close()
        return False
    except ConnectionResetError:
        return False  # it was about to be accepted
    except ConnectionRefusedError:
        return True


def test_a_second_signal_ends_it_at_once(start):
    server = start()
    alice = server.sign_up()
    with Raw(server) as raw:
        raw.send(
            b"POST /api/workspace HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
            b"Content-Length: 10\r\nExpect: 100-continue\r\n\r\n" % alice.token.encode()
        )
        assert raw.socket.recv(1000).startswith(b"HTTP/1.1 100 ")
        server.signal(signal.SIGTERM)
        eventually("the end of listening", lambda: refuses_connections(server))
        server.signal(signal.SIGTERM)
        assert server.wait() == -signal.SIGTERM


def test_it_ends_well_while_passwords_are_hashed(start):
    server = start()
    body = b'{"email": "%s", "password": "correct horse battery staple"}'
    bodies = [body % fresh_email().encode() for _ in range(12)]
    head = (
        b"POST /api/auth/sign-up HTTP/1.1\r\nHost: x\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    )
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(Raw(server)) for _ in bodies]
        for raw, body in zip(sockets, bodies):
            raw.send(head % len(body) + body)
        assert sockets[0].socket.recv(5, socket.MSG_PEEK) == b"HTTP/"
        server.signal(signal.SIGTERM)
        answers = [raw.read_to_end() for raw in sockets]
    assert server.wait() == 0
    assert all(answer == b"" or answer.startswith(b"HTTP/1.1 201 ") and answer.endswith(b"}") for answer in answers)


@pytest.mark.nightly
def test_a_request_that_does_not_end_is_given_up_and_writes_nothing(start):
    server = start()
    alice = server.sign_up()
    project = alice.project(alice.workspace())
    body = b'{"title": "too late"}'
    with server.edit_database() as database, Raw(server) as raw:
        database.execute("BEGIN IMMEDIATE")  # nobody else may write
        raw.send(
            b"POST /api/project/%s/task HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (project.encode(), alice.token.encode(), len(body), body)
        )
        assert alice.get("/api/me").status == 200
        server.signal(signal.SIGTERM)
        assert raw.read_to_end() == b""
    assert server.wait() == 0
    assert titles(server) == set()


def test_it_ends_well_under_load_and_keeps_what_it_acknowledged(start):
    server = start()
    load = begin_load(server).reach(200)
    server.stop()
    load.end()
    missing = set(load.acknowledged) - titles(server)
    assert not missing


def kill_under_load(server, rounds):
    alice = server.sign_up()
    project = alice.project(alice.workspace())
    for number in range(rounds):
        load = Load(server, project, alice.token).reach(50 + 37 * number)
        server.kill()
        load.end()
        found = titles(server)
        assert not set(load.acknowledged) - found
        with server.edit_database() as database:
            database.execute("DELETE FROM tasks")  # the next round counts anew
        server.start()
        assert server.client(alice.token).get(f"/api/project/{project}").status == 200


def test_no_acknowledged_write_is_lost_when_it_is_killed(start):
    kill_under_load(start(), rounds=2)


@pytest.mark.nightly
def test_no_acknowledged_write_is_lost_however_often_it_is_killed(start):
    kill_under_load(start(), rounds=25)


def test_a_letter_is_sent_although_the_server_was_killed_after_the_invitation(start):
    server = start(SERVER_WORKER="0")
    alice, email = server.sign_up(), fresh_email()
    alice.invite(alice.workspace(), email)
    server.kill()
    server.settings["SERVER_WORKER"] = "1"
    server.start()
    assert mailed_token(server, email)
