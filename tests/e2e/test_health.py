# SPDX-License-Identifier: MIT
"""Is it alive, is it ready, and what is there at all."""

import pytest


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watchers_need_no_token(server, path):
    answer = server.client().get(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"


def test_head_is_get_without_the_body(server):
    client = server.client()
    got, headed = client.get("/healthz"), client.request("HEAD", "/healthz")
    assert (headed.status, headed.body) == (200, b"")
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.parametrize(
    "path",
    ["/", "/api", "/api/", "/api/nothing", "/api/project/", "/api/project//task", "/healthz/", "/api/workspace/x/y"],
)
def test_an_unknown_path_is_404_even_without_a_token(server, path):
    answer = server.client().get(path)
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["code"] == "unknown_path"


@pytest.mark.parametrize(
    "method, path, allow",
    [
        ("DELETE", "/api/project", {"GET", "HEAD", "POST"}),
        ("POST", "/api/project/proj_x", {"GET", "HEAD", "PUT", "PATCH", "DELETE"}),
        ("PUT", "/api/me", {"GET", "HEAD", "PATCH"}),
        ("GET", "/api/auth/sign-in", {"POST"}),
        ("POST", "/healthz", {"GET", "HEAD"}),
        ("OPTIONS", "/api/workspace", {"GET", "HEAD", "POST"}),
        ("GET", "/api/workspace/ws_x/invite", {"POST"}),
        ("PROPFIND", "/api/task/task_x", {"GET", "HEAD", "PUT", "PATCH", "DELETE"}),
    ],
)
def test_another_method_is_405_and_names_the_right_ones(server, method, path, allow):
    answer = server.client().request(method, path)
    assert answer.status == 405
    assert set(answer.headers["Allow"].split(", ")) == allow


def test_answers_are_for_nobody_to_keep(server, alice):
    for answer in (alice.get("/api/me"), alice.get("/api/nothing"), server.client().get("/api/me")):
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_problem_says_what_rfc_9457_wants(server):
    problem = server.client().get("/api/me").json
    assert problem["type"] == "about:blank"
    assert problem["title"] == "Unauthorized"
    assert problem["status"] == 401
    assert problem["detail"] and problem["code"]


def test_a_path_may_be_percent_encoded(alice, project):
    assert alice.get(f"/%61pi/proj%65ct/%70{project[1:]}").status == 200


@pytest.mark.parametrize(
    "trick", ["%00", "%2F", "%zz", "%", "%FF", "%0A", "%20", "'", "%25", "\\", ";", "%F0%9F%98%80"]
)
def test_an_id_with_odd_bytes_is_not_found(alice, project, trick):
    assert alice.get(f"/api/project/{project}{trick}").status == 404


def test_a_very_long_id_is_not_found(alice, project):
    assert alice.get(f"/api/project/{project}{'a' * 4000}").status == 404
