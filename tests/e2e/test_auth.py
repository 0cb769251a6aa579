# SPDX-License-Identifier: MIT
"""Signing up and in."""

import pytest
from support import PASSWORD, fresh_email


def test_sign_up_gives_a_token_that_works(server):
    email = fresh_email()
    answer = server.client().post("/api/auth/sign-up", {"email": email, "password": PASSWORD, "name": "Ada"})
    assert answer.status == 201
    tokens = answer.json
    assert tokens["tokenType"] == "Bearer" and tokens["expiresIn"] > 0
    assert (tokens["user"]["email"], tokens["user"]["name"]) == (email, "Ada")
    assert server.client(tokens["accessToken"]).get("/api/me").json == tokens["user"]


def test_sign_in_gives_the_same_user(server, alice):
    answer = server.client().post("/api/auth/sign-in", {"email": alice.email, "password": PASSWORD})
    assert answer.status == 200
    assert answer.json["user"]["id"] == alice.id
    assert server.client(answer.json["accessToken"]).get("/api/me").status == 200


def test_an_address_has_one_account_however_it_is_written(server, alice):
    answer = server.client().post("/api/auth/sign-up", {"email": alice.email.upper(), "password": PASSWORD})
    assert (answer.status, answer.json["code"]) == (409, "email_taken")


def test_the_letters_case_of_an_address_does_not_matter_for_sign_in(server, alice):
    answer = server.client().post("/api/auth/sign-in", {"email": alice.email.upper(), "password": PASSWORD})
    assert answer.status == 200


def test_a_wrong_password_and_an_unknown_address_look_the_same(server, alice):
    client = server.client()
    wrong = client.post("/api/auth/sign-in", {"email": alice.email, "password": PASSWORD + "!"})
    unknown = client.post("/api/auth/sign-in", {"email": fresh_email(), "password": PASSWORD})
    assert wrong.status == unknown.status == 401
    assert wrong.json == unknown.json
    assert wrong.headers["WWW-Authenticate"] == unknown.headers["WWW-Authenticate"]


@pytest.mark.parametrize("password", ["short", "x" * 14, pytest.param("x" * 1025, id="long")])
def test_a_password_has_15_characters_to_1024_bytes(server, password):
    answer = server.client().post("/api/auth/sign-up", {"email": fresh_email(), "password": password})
    assert answer.status == 422
    assert list(answer.pointers) == ["/password"]


@pytest.mark.parametrize("password", ["x" * 15, pytest.param("x" * 1024, id="long"), "ünïcödé pässwörds äre wëlcome"])
def test_a_password_at_the_edge_is_fine(server, password):
    email = fresh_email()
    body = {"email": email, "password": password}
    assert server.client().post("/api/auth/sign-up", body).status == 201
    assert server.client().post("/api/auth/sign-in", body).status == 200


@pytest.mark.parametrize(
    "email", ["", " ", "nobody", "@example.test", "a@", "a@b", "a b@example.test", "a@example..test"]
)
def test_an_address_has_to_be_one(server, email):
    answer = server.client().post("/api/auth/sign-up", {"email": email, "password": PASSWORD})
    assert answer.status == 422
    assert list(answer.pointers) == ["/email"]


def test_all_faults_of_a_sign_up_are_told_at_once(server):
    body = {"email": "nobody", "password": "short", "name": "x" * 201}
    answer = server.client().post("/api/auth/sign-up", body)
    assert answer.status == 422
    assert set(answer.pointers) == {"/email", "/password", "/name"}


def test_the_password_never_comes_back(server):
    password = "a password that nobody else has"
    email = fresh_email()
    for path in ("/api/auth/sign-up", "/api/auth/sign-in"):
        answer = server.client().post(path, {"email": email, "password": password})
        assert password.encode() not in answer.body
    assert password not in server.log()


def test_a_token_is_not_looked_at_where_none_is_needed(server):
    answer = server.client("nonsense").post("/api/auth/sign-up", {"email": fresh_email(), "password": PASSWORD})
    assert answer.status == 201
