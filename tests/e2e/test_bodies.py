# SPDX-License-Identifier: MIT
"""Bodies that are not what they should be."""

import pytest
from support import Raw

MIB = 1024 * 1024


def create(person, workspace, **changes):
    return person.post("/api/project", {"workspaceId": workspace, "name": "Launch", **changes})


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"name":}',
        b"{'name': 'x'}",
        b'{"name": "x",}',
        b'{"name": "x"} trailing',
        b"\x00",
        b"\xff\xfe",
        b"nonsense",
        b"\xef\xbb\xbf{}",
        b'{"name": "a\x00b"}',
        b'{"name": "\\ud800"}',
        pytest.param(b"[" * 100000, id="deep"),
        b" ",
    ],
)
def test_what_is_not_json_is_400(alice, body):
    answer = alice.post("/api/project", body)
    assert (answer.status, answer.json["code"]) == (400, "malformed_json")


def test_a_key_that_is_there_twice_is_400(alice):
    answer = alice.post("/api/project", b'{"name": "a", "name": "b"}')
    assert (answer.status, answer.json["code"]) == (400, "duplicate_key")


@pytest.mark.parametrize("body", [b"[]", b"[{}]", b'"text"', b"7", b"true", b"null"])
def test_json_that_is_no_object_is_422(alice, body):
    answer = alice.post("/api/project", body)
    assert (answer.status, answer.pointers) == (422, {"": "wrong_type"})


@pytest.mark.parametrize("value", [7, 1.5, True, None, [], ["x"], {}, {"x": "y"}])
def test_a_value_of_the_wrong_type_is_422(alice, workspace, value):
    answer = create(alice, workspace, name=value)
    assert (answer.status, answer.pointers) == (422, {"/name": "wrong_type"})


def test_a_field_that_is_missing_is_422(alice, workspace):
    assert alice.post("/api/project", {"workspaceId": workspace}).pointers == {"/name": "required"}
    assert alice.post("/api/project", {}).pointers == {"/workspaceId": "required", "/name": "required"}


def test_a_field_that_is_unknown_is_422(alice, workspace):
    answer = create(alice, workspace, role="ADMIN")
    assert (answer.status, answer.pointers) == (422, {"/role": "unknown_field"})


def test_a_pointer_is_escaped_as_rfc_6901_says(alice, workspace):
    answer = create(alice, workspace, **{"a/b~c": 1, "": 2, "ü": 3})
    assert answer.pointers == {"/a~1b~0c": "unknown_field", "/": "unknown_field", "/ü": "unknown_field"}


def test_many_unknown_fields_with_long_names_do_no_harm(alice, workspace):
    answer = create(alice, workspace, **{f"{'ü' * 100}{number}": number for number in range(1000)})
    assert answer.status == 422
    assert 1 <= len(answer.json["errors"]) <= 8


def test_a_text_that_is_too_long_is_422(alice, workspace):
    assert create(alice, workspace, name="x" * 200).status == 201
    answer = create(alice, workspace, name="x" * 201)
    assert (answer.status, answer.pointers) == (422, {"/name": "too_long"})


@pytest.mark.parametrize("name", ["", " ", "   ", "\t\r\n", "\u00a0\u3000", "\u2003"])
def test_a_name_of_spaces_only_is_422(alice, workspace, name):
    answer = create(alice, workspace, name=name)
    assert (answer.status, list(answer.pointers)) == (422, ["/name"])


@pytest.mark.parametrize(
    "bytes_", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"a\x80"]
)
def test_a_text_that_is_no_utf8_is_422_and_named(alice, workspace, bytes_):
    body = b'{"workspaceId": "%s", "name": "x%sy"}' % (workspace.encode(), bytes_)
    answer = alice.post("/api/project", body)
    assert (answer.status, answer.pointers) == (422, {"/name": "not_utf8"})


def test_a_nul_inside_a_text_is_422(alice, workspace):
    answer = create(alice, workspace, name="before\0after")
    assert (answer.status, answer.pointers) == (422, {"/name": "control_character"})
    answer = create(alice, workspace + "\0")
    assert (answer.status, answer.pointers) == (422, {"/workspaceId": "control_character"})


def test_all_faults_are_told_at_once_one_a_field(alice):
    body = b'{"workspaceId": "a\xffb", "name": "   ", "color": 1}'
    answer = alice.post("/api/project", body)
    assert answer.status == 422
    assert answer.pointers == {"/workspaceId": "not_utf8", "/name": "empty", "/color": "unknown_field"}


def test_text_is_kept_as_it_was_meant(alice, workspace):
    for name in ("Zoë – “quoted” \\ / \u2028 😀", "'; DROP TABLE projects; --", "%s%n", "<b>&amp;"):
        answer = create(alice, workspace, name=name)
        assert (answer.status, answer.json["name"]) == (201, name)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "",
        "application/json; charset=latin1",
    ],
)
def test_another_content_type_is_415(alice, workspace, content_type):
    body = b'{"workspaceId": "%s", "name": "x"}' % workspace.encode()
    assert alice.post("/api/project", body, headers={"Content-Type": content_type}).status == 415


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
        'application/json ; charset="utf-8"',
    ],
)
def test_a_charset_of_utf8_is_fine(alice, workspace, content_type):
    body = b'{"workspaceId": "%s", "name": "x"}' % workspace.encode()
    assert alice.post("/api/project", body, headers={"Content-Type": content_type}).status == 201


def test_a_body_that_is_missing_is_400(alice):
    answer = alice.post("/api/project")
    assert (answer.status, answer.json["code"]) == (400, "body_missing")


def test_the_token_is_looked_at_before_the_body(server):
    for body in (b"{", b"{}", None, b"[" * 2000):
        assert server.client().post("/api/project", body).status == 401
        assert server.client("nonsense").post("/api/project", body).status == 401


def test_the_path_is_looked_at_before_the_token(server):
    assert server.client("nonsense").post("/api/nothing", b"{").status == 404
    assert server.client("nonsense").put("/api/project", b"{").status == 405


def test_a_body_of_1_mib_is_read(alice, workspace):
    head = b'{"workspaceId": "%s", "name": "x"' % workspace.encode()
    body = head + b" " * (MIB - len(head) - 1) + b"}"
    assert len(body) == MIB
    assert alice.post("/api/project", body).status == 201


def test_a_body_over_1_mib_is_413(alice):
    answer = alice.post("/api/project", b" " * (MIB + 1))
    assert answer.status == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_body_over_1_mib_in_chunks_is_413(alice):
    answer = alice.post("/api/project", iter([b" " * 65536] * 17))
    assert answer.status == 413
    assert alice.get("/api/me").status == 200


def test_a_body_that_is_announced_too_large_is_not_waited_for(server, alice):
    with Raw(server) as raw:
        raw.send(
            b"POST /api/project HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
            b"Content-Type: application/json\r\nContent-Length: 9000000000\r\n\r\n" % alice.token.encode()
        )
        assert raw.read_to_end().startswith(b"HTTP/1.1 413 ")


def test_a_client_that_asks_first_need_not_send_what_would_be_refused(server):
    with Raw(server) as raw:
        raw.send(b"POST /api/project HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert raw.read_to_end().startswith(b"HTTP/1.1 401 ")
