# SPDX-License-Identifier: MIT
"""Invitations, from the letter to the membership."""

import threading

from support import eventually, fresh_email, mailed_link, mailed_token, mails


def invite(person, workspace, **body):
    return person.post(f"/api/workspace/{workspace}/invite", body)


def test_an_invitation_is_answered_without_its_token(alice, workspace):
    email = fresh_email()
    answer = invite(alice, workspace, email=email.upper(), role="BILLING")
    assert answer.status == 201
    assert (answer.json["email"], answer.json["role"], answer.json["status"]) == (email, "BILLING", "PENDING")
    assert "token" not in answer.json


def test_the_role_is_member_when_it_is_not_said(alice, workspace):
    assert invite(alice, workspace, email=fresh_email()).json["role"] == "MEMBER"


def test_the_letter_has_a_link_to_the_application(server, alice, workspace):
    email = fresh_email()
    alice.invite(workspace, email)
    assert mailed_link(server, email).startswith(server.url + "/")
    assert mails(server, email)[0]["Subject"]


def test_inviting_twice_is_a_conflict_unless_it_is_meant(server, alice, workspace):
    email = fresh_email()
    first = invite(alice, workspace, email=email).json
    old = mailed_token(server, email)
    again = invite(alice, workspace, email=email)
    assert (again.status, again.json["code"]) == (409, "already_invited")
    meant = invite(alice, workspace, email=email, resend=True)
    assert (meant.status, meant.json["id"]) == (201, first["id"])
    assert mailed_token(server, email, count=2) != old


def test_a_member_is_not_invited_again(alice, workspace):
    member = alice.member(workspace)
    answer = invite(alice, workspace, email=member.email)
    assert (answer.status, answer.json["code"]) == (409, "already_member")


def test_faults_are_told_field_by_field(alice, workspace):
    assert set(invite(alice, workspace, email="nobody").pointers) == {"/email"}
    assert set(invite(alice, workspace, role="OWNER").pointers) == {"/email", "/role"}
    assert set(invite(alice, workspace, email=fresh_email(), resend="yes").pointers) == {"/resend"}


def test_accepting_makes_a_member(server, alice, workspace):
    guest = server.sign_up()
    invitation = alice.invite(workspace, guest.email)
    answer = guest.post("/api/invitation/accept", {"token": mailed_token(server, guest.email)})
    assert answer.status == 200
    member = answer.json
    assert (member["id"], member["userId"], member["role"]) == (invitation["id"], guest.id, "MEMBER")
    assert (member["workspaceId"], member["status"]) == (workspace, "ACTIVE")
    assert guest.get(f"/api/workspace/{workspace}").status == 200


def test_accepting_twice_changes_nothing(server, alice, workspace):
    guest = server.sign_up()
    alice.invite(workspace, guest.email)
    token = mailed_token(server, guest.email)
    first, second = (guest.post("/api/invitation/accept", {"token": token}) for _ in range(2))
    assert first.status == second.status == 200
    assert first.json["id"] == second.json["id"]


def test_accepting_at_once_makes_one_membership(server, alice, workspace):
    guest = server.sign_up()
    alice.invite(workspace, guest.email)
    token = mailed_token(server, guest.email)
    barrier = threading.Barrier(4)
    answers = []

    def accept():
        client = server.client(guest.token)
        barrier.wait()
        answers.append(client.post("/api/invitation/accept", {"token": token}).status)

    threads = [threading.Thread(target=accept) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 4
    members = alice.get(f"/api/workspace/{workspace}/members").json["data"]
    assert [member["userId"] for member in members].count(guest.id) == 1


def test_an_invitation_is_for_one_person(server, alice, bob, workspace):
    email = fresh_email("secret-name")
    alice.invite(workspace, email)
    token = mailed_token(server, email)
    for path in ("/api/invitation/accept", "/api/invitation/decline"):
        answer = bob.post(path, {"token": token})
        assert (answer.status, answer.json["code"]) == (403, "wrong_email")
        assert email.encode() not in answer.body
    assert server.client().post("/api/invitation/accept", {"token": token}).status == 401


def test_a_token_that_was_never_given_is_not_found(alice):
    for token in ("nonsense", "x" * 43, "x" * 4000):
        assert alice.post("/api/invitation/accept", {"token": token}).status == 404
        assert alice.post("/api/invitation/decline", {"token": token}).status == 404


def test_declining_ends_it(server, alice, workspace):
    guest = server.sign_up()
    alice.invite(workspace, guest.email)
    token = {"token": mailed_token(server, guest.email)}
    assert guest.post("/api/invitation/decline", token).status == 204
    assert guest.post("/api/invitation/decline", token).status == 404
    assert guest.post("/api/invitation/accept", token).status == 404
    assert guest.get(f"/api/workspace/{workspace}").status == 403


def test_revoking_ends_it(server, alice, workspace):
    guest = server.sign_up()
    invitation = alice.invite(workspace, guest.email)["id"]
    token = {"token": mailed_token(server, guest.email)}
    assert guest.delete(f"/api/invitation/{invitation}").status == 403
    assert alice.delete(f"/api/invitation/{invitation}").status == 204
    assert alice.delete(f"/api/invitation/{invitation}").status == 404
    assert guest.post("/api/invitation/accept", token).status == 404


def test_resending_makes_the_old_token_void(server, alice, workspace):
    guest = server.sign_up()
    invitation = alice.invite(workspace, guest.email)["id"]
    old = mailed_token(server, guest.email)
    answer = alice.post(f"/api/invitation/{invitation}/resend")
    assert (answer.status, answer.json["id"]) == (200, invitation)
    new = mailed_token(server, guest.email, count=2)
    assert guest.post("/api/invitation/accept", {"token": old}).status == 404
    assert guest.post("/api/invitation/accept", {"token": new}).status == 200


def test_an_invitation_expires_and_may_be_sent_again(server, alice, workspace):
    guest = server.sign_up()
    invitation = alice.invite(workspace, guest.email)["id"]
    token = {"token": mailed_token(server, guest.email)}
    with server.edit_database() as database:
        database.execute("UPDATE memberships SET expires_at = 0 WHERE id = ?", [invitation])
    answer = guest.post("/api/invitation/accept", token)
    assert (answer.status, answer.json["code"]) == (410, "invitation_expired")
    assert alice.post(f"/api/invitation/{invitation}/resend").status == 200
    token = {"token": mailed_token(server, guest.email, count=2)}
    assert guest.post("/api/invitation/accept", token).status == 200


def test_letters_are_limited_by_the_hour(alice, workspace):
    statuses = []
    while 429 not in statuses and len(statuses) < 150:
        answer = invite(alice, workspace, email=fresh_email())
        statuses.append(answer.status)
        if answer.status == 201:
            assert alice.delete(f"/api/invitation/{answer.json['id']}").status == 204
    assert statuses == [201] * 100 + [429]


def test_ones_own_invitations_are_listed_once_the_address_is_proven(server, alice, bob, workspace):
    guest = alice.member(workspace)  # accepting by mail has proven the address
    other = bob.workspace("Elsewhere")
    bob.invite(other, guest.email)
    answer = guest.get("/api/invitation")
    assert answer.status == 200
    assert [invitation["workspaceId"] for invitation in answer.json["data"]] == [other]
    unproven = server.sign_up()
    bob.invite(other, unproven.email)
    assert unproven.get("/api/invitation").json["data"] == []


def test_no_letter_is_sent_when_an_invitation_is_refused(server, alice, workspace):
    member = alice.member(workspace)
    refused, sent = fresh_email(), fresh_email()
    assert invite(member, workspace, email=refused).status == 403
    alice.invite(workspace, sent)
    eventually("the letter that was allowed", lambda: mails(server, sent))
    assert mails(server, refused) == []
