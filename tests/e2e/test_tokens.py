# SPDX-License-Identifier: MIT
"""Tokens, and those who try to get by without a good one."""

import time

import pytest
from support import SECRET, decode_part, encode_part, sign


@pytest.fixture
def parts(alice):
    """The header and the payload of a token that is valid."""
    header, payload, _ = alice.token.split(".")
    return decode_part(header), decode_part(payload)


def assert_refused(server, token):
    answer = server.client(token).get("/api/me")
    assert answer.status == 401, answer
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_made_elsewhere_with_the_secret_is_valid(server, alice, parts):
    assert server.client(sign(*parts)).get("/api/me").json["id"] == alice.id


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_is_read_without_regard_to_case(server, alice, scheme):
    answer = server.client().get("/api/me", headers={"Authorization": f"{scheme} {alice.token}"})
    assert answer.status == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YWxhZGRpbjpvcGVuc2VzYW1l", "Token x", "Bearerx"])
def test_no_token_at_all_is_401_without_an_error(server, header):
    answer = server.client().get("/api/me", headers={"Authorization": header})
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", None])
def test_alg_none_is_refused(server, parts, alg):
    header, payload = parts
    header = {**header, "alg": alg}
    assert_refused(server, f"{encode_part(header)}.{encode_part(payload)}.")
    assert_refused(server, sign(header, payload))
    assert_refused(server, f"{encode_part(header)}.{encode_part(payload)}")


@pytest.mark.parametrize(
    "alg, digest", [("HS384", "sha384"), ("HS512", "sha512"), ("RS256", "sha256"), ("hs256", "sha256")]
)
def test_another_algorithm_is_refused_even_with_the_secret(server, parts, alg, digest):
    header, payload = parts
    assert_refused(server, sign({**header, "alg": alg}, payload, digest=digest))


@pytest.mark.parametrize("secret", ["", "another secret of sufficient length, really", SECRET + " ", SECRET[:-1]])
def test_another_secret_is_refused(server, parts, secret):
    assert_refused(server, sign(*parts, secret=secret))


def test_a_changed_payload_is_refused(server, alice, bob):
    header, _, signature = alice.token.split(".")
    assert_refused(server, f"{header}.{bob.token.split('.')[1]}.{signature}")


def test_every_letter_of_the_signature_counts(server, alice):
    head, signature = alice.token.rsplit(".", 1)
    for at in range(len(signature)):
        other = "A" if signature[at] != "A" else "B"
        assert_refused(server, f"{head}.{signature[:at]}{other}{signature[at + 1:]}")


def test_the_spare_bits_of_the_last_letter_are_zero(server, alice):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(alice.token[-1])
    assert_refused(server, alice.token[:-1] + alphabet[last ^ 1])


def test_a_token_that_is_over_is_refused(server, parts):
    header, payload = parts
    assert_refused(server, sign(header, {**payload, "exp": int(time.time()) - 60}))


def test_a_token_that_is_not_valid_yet_is_refused(server, parts):
    header, payload = parts
    assert_refused(server, sign(header, {**payload, "nbf": int(time.time()) + 600}))


@pytest.mark.parametrize("claim", ["exp", "sub", "iss"])
def test_a_claim_that_is_missing_is_refused(server, parts, claim):
    header, payload = parts
    assert_refused(server, sign(header, {name: value for name, value in payload.items() if name != claim}))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": "4102444800"},
        {"exp": 4102444800.5},
        {"exp": None},
        {"exp": True},
        {"exp": -1},
        {"sub": 7},
        {"sub": ""},
        {"sub": None},
        {"iss": "https://evil.example"},
        {"iss": ["libsaas"]},
        {"iss": "libsaas\0"},
    ],
)
def test_a_claim_that_is_wrong_is_refused(server, parts, changes):
    header, payload = parts
    assert_refused(server, sign(header, {**payload, **changes}))


def test_a_critical_extension_is_refused(server, parts):
    header, payload = parts
    assert_refused(server, sign({**header, "crit": ["exp"], "exp": 1}, payload))


def test_a_key_that_is_there_twice_is_refused(server, parts):
    header, payload = parts
    twice = b'{"alg":"HS256","alg":"HS256","typ":"JWT"}'
    assert_refused(server, sign(twice, payload))


@pytest.mark.parametrize(
    "token",
    [
        "x",
        ".",
        "..",
        "...",
        "a.b.c",
        "a.b.c.d",
        "\u00fc",
        "null",
        "{}.{}.{}",
        "=" * 40,
        pytest.param("A" * 7000, id="long"),
        "eyJhbGciOiJIUzI1NiJ9..",
    ],
)
def test_garbage_is_refused(server, token):
    answer = server.client().get("/api/me", headers={"Authorization": b"Bearer " + token.encode()})
    assert answer.status == 401


def test_padding_and_blanks_are_refused(server, alice):
    head, payload, signature = alice.token.split(".")
    for token in (
        f"{head}=.{payload}.{signature}",
        f"{head}.{payload}.{signature}=",
        f"{head}. {payload}.{signature}",
        f"{head}.{payload}.{signature}.x",
    ):
        assert_refused(server, token)


def test_a_token_over_8_kib_is_refused(server, parts):
    header, payload = parts
    assert server.client(sign(header, {**payload, "x": "y" * 1000})).get("/api/me").status == 200
    assert_refused(server, sign(header, {**payload, "x": "y" * 7000}))


def test_a_token_of_a_server_with_another_issuer_is_refused(server, start):
    other = start(JWT_ISSUER="somebody else").sign_up()
    assert other.get("/api/me").status == 200
    assert_refused(server, other.token)


def test_an_audience_that_is_configured_is_required(start):
    server = start(JWT_AUDIENCE="app")
    person = server.sign_up()
    header, payload = (decode_part(part) for part in person.token.split(".")[:2])
    assert person.get("/api/me").status == 200
    assert_refused(server, sign(header, {**payload, "aud": "other"}))
    assert_refused(server, sign(header, {name: value for name, value in payload.items() if name != "aud"}))
