# SPDX-License-Identifier: MIT
"""Clients that misbehave on the wire. However they do, the others go on."""

import contextlib
import socket
import time

import pytest
from support import NIGHTLY, Raw, eventually


@pytest.fixture(scope="module")
def impatient():
    """A server that bears silence for a second only."""
    from support import Server, scratch

    with scratch() as directory:
        server = Server(directory, SERVER_TIMEOUT_S="1").start()
        try:
            yield server
        finally:
            server.stop()


def is_served(server):
    return server.client().get("/healthz").status == 200


def post(person, length, body=b""):
    return (
        b"POST /api/workspace HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (person.token.encode(), length, body)
    )


def test_a_header_line_of_20_kb_ends_the_connection(server):
    with Raw(server) as raw:
        raw.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 20000 + b"\r\n\r\n")
        answer = raw.read_to_end()
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")
    assert is_served(server)


def test_a_request_line_of_20_kb_ends_the_connection(server):
    with Raw(server) as raw:
        raw.send(b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = raw.read_to_end()
    assert answer == b"" or answer.startswith((b"HTTP/1.1 414 ", b"HTTP/1.1 431 "))
    assert is_served(server)


def test_many_small_headers_end_the_connection(server):
    with Raw(server) as raw:
        raw.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 10000 + b"\r\n")
        answer = raw.read_to_end()
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert is_served(server)


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n", id="tls"),
        pytest.param(b"\x00" * 1000 + b"\r\n\r\n", id="zeros"),
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"{}\r\n\r\n",
    ],
)
def test_what_is_no_http_ends_the_connection(server, garbage):
    with Raw(server) as raw:
        raw.send(garbage)
        raw.socket.shutdown(socket.SHUT_WR)
        assert not raw.read_to_end().startswith(b"HTTP/1.1 2")
    assert is_served(server)


def test_half_a_request_keeps_nobody_else_from_being_served(server, alice):
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(Raw(server)).send(b"POST /api/workspace HTTP/1.1\r\nHost: x\r\nContent-Le")
            stack.enter_context(Raw(server)).send(post(alice, 100, b'{"name":'))
        for _ in range(20):
            assert is_served(server)
            assert alice.get("/api/me").status == 200


def test_a_client_that_hangs_up_in_the_middle_is_not_waited_for(start):
    server = start()  # it would wait 30 s for one that is silent
    alice = server.sign_up()
    for half in (b"", b"GET /healthz HTTP/1.1\r\nHost:", post(alice, 100, b'{"name":'), b"\r\n\r\n"):
        with Raw(server) as raw:
            raw.send(half)
            raw.socket.shutdown(socket.SHUT_WR)
            raw.socket.settimeout(10)
            assert raw.read_to_end() == b""


def test_a_client_that_has_said_all_still_gets_its_answer(server, alice):
    for _ in range(20):
        with Raw(server) as raw:
            raw.send(post(alice, 14, b'{"name": "Q1"}') + b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            raw.socket.shutdown(socket.SHUT_WR)
            raw.socket.settimeout(10)
            answers = raw.read_to_end()
        assert answers.startswith(b"HTTP/1.1 201 ")
        assert answers.count(b"HTTP/1.1 200 ") == 1


def test_half_a_request_is_cut_off(impatient):
    alice = impatient.sign_up()
    for half in (b"", b"GET", b"GET /healthz HTTP/1.1\r\nHost:", post(alice, 100, b'{"name":')):
        with Raw(impatient) as raw:
            raw.send(half)
            assert raw.read_to_end() == b""
    assert is_served(impatient)


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_client_that_drips_is_cut_off(impatient, where):
    alice = impatient.sign_up()
    with Raw(impatient) as raw:
        raw.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " if where == "headers" else post(alice, 10000, b"{"))
        began = time.monotonic()

        def is_cut_off():
            return not raw.send(b" ")

        eventually("the end of a connection that drips", is_cut_off, patience_s=10)
        assert time.monotonic() - began < 8
    assert is_served(impatient)


def test_a_connection_is_kept_while_it_is_used(impatient):
    client = impatient.client()
    client.get("/healthz")
    connection = client._connection.sock
    deadline = time.monotonic() + 4
    while time.monotonic() < deadline:
        assert client.get("/healthz").status == 200
    assert client._connection.sock is connection


def test_requests_in_a_row_are_answered_in_their_order(server, alice):
    requests = (
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        + post(alice, 14, b'{"name": "Q1"}')
        + b"GET /api/nothing HTTP/1.1\r\nHost: x\r\n\r\n"
        + post(alice, 14, b'{"name": "Q2"}')
        + b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    with Raw(server) as raw:
        raw.send(requests)
        answers = raw.read_to_end()
    statuses = [part[:3] for part in answers.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"201", b"404", b"201", b"200"]


def test_a_body_in_chunks_is_put_together(server, alice):
    with Raw(server) as raw:
        raw.send(
            b"POST /api/workspace HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'5\r\n{"nam\r\n1;x=y\r\ne\r\n8\r\n": "Acme\r\n2\r\n"}\r\n0\r\n\r\n' % alice.token.encode()
        )
        assert raw.read_to_end().startswith(b"HTTP/1.1 201 ")


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 3\r\nContent-Length: 30\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 3x\r\n",
        b"Transfer-Encoding: gzip\r\n",
        b"Transfer-Encoding: chunked, gzip\r\n",
    ],
)
def test_a_body_of_doubtful_length_is_refused_and_the_connection_ends(server, alice, framing):
    with Raw(server) as raw:
        raw.send(
            b"POST /api/workspace HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n0\r\n\r\n"
            b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" % (alice.token.encode(), framing)
        )
        answers = raw.read_to_end()
    assert answers.startswith(b"HTTP/1.1 400 ")
    assert b"HTTP/1.1 200 " not in answers


def test_clients_that_hang_up_before_the_answer_do_no_harm(server, alice):
    for number in range(100):
        with Raw(server) as raw:
            raw.send(post(alice, 19, b'{"name": "Gone %3d"}' % number if number % 2 else b"{"))
    assert is_served(server)


def test_many_connections_at_once_are_served(server):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(Raw(server)) for _ in range(300 if not NIGHTLY else 800)]
        for raw in sockets:
            raw.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for raw in sockets:
            assert raw.read_to_end().startswith(b"HTTP/1.1 200 ")


def test_more_clients_than_there_is_room_for_are_served_in_turn(start):
    server = start(wrapper=["sh", "-c", 'ulimit -n 160; exec "$@"', "sh"])
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(Raw(server)) for _ in range(200)]
        for raw in sockets:
            raw.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for raw in sockets:
            assert raw.read_to_end().startswith(b"HTTP/1.1 200 ")


def test_a_log_line_cannot_be_forged(start):
    server = start(LOG_LEVEL="debug")
    assert server.client().get("/api/x%0Aerror:%20forged%1B[31m").status == 404
    eventually("the line of the request", lambda: "404" in server.log())
    assert not any(line.startswith("error: forged") for line in server.log().splitlines())
    assert "\x1b" not in server.log()
