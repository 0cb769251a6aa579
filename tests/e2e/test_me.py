# SPDX-License-Identifier: MIT
"""The user who asks."""


def test_it_shows_who_one_is(alice):
    me = alice.get("/api/me")
    assert me.status == 200
    assert (me.json["id"], me.json["email"], me.json["name"]) == (alice.id, alice.email, "Alice")
    assert me.json["createdAt"].endswith("Z")


def test_a_name_can_be_changed(alice):
    answer = alice.patch("/api/me", {"name": "  Älice  "})
    assert (answer.status, answer.json["name"]) == (200, "Älice")
    assert alice.get("/api/me").json["name"] == "Älice"


def test_an_address_cannot_be_changed_here(alice):
    answer = alice.patch("/api/me", {"email": "other@example.test"})
    assert (answer.status, answer.pointers) == (422, {"/email": "unknown_field"})
    assert alice.get("/api/me").json["email"] == alice.email


def test_a_change_of_nothing_is_refused(alice):
    assert alice.patch("/api/me", {}).status == 422


def test_it_needs_a_token(server):
    for method in ("GET", "PATCH"):
        answer = server.client().request(method, "/api/me")
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
