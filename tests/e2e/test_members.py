# SPDX-License-Identifier: MIT
"""Who belongs to a workspace."""

import threading

import pytest
from support import fresh_email


def members_of(person, workspace):
    answer = person.get(f"/api/workspace/{workspace}/members")
    assert answer.status == 200, answer
    return answer.json["data"]


def own_membership(person, workspace):
    return next(member["id"] for member in members_of(person, workspace) if member["userId"] == person.id)


def test_members_are_listed_with_role_and_status(alice, workspace):
    email = fresh_email()
    alice.invite(workspace, email, "BILLING")
    found = {member["email"]: (member["role"], member["status"]) for member in members_of(alice, workspace)}
    assert found == {alice.email: ("ADMIN", "ACTIVE"), email: ("BILLING", "PENDING")}


def test_an_admin_changes_a_role(alice, workspace):
    member = alice.member(workspace)
    path = f"/api/workspace/{workspace}/members/{member.membership_id}"
    answer = alice.patch(path, {"role": "ADMIN"})
    assert (answer.status, answer.json["role"]) == (200, "ADMIN")
    assert member.patch(f"/api/workspace/{workspace}", {"name": "Allowed"}).status == 200


def test_a_role_has_to_exist(alice, workspace):
    path = f"/api/workspace/{workspace}/members/{own_membership(alice, workspace)}"
    for role in ("OWNER", "admin", "", None, 1):
        answer = alice.patch(path, {"role": role})
        assert (answer.status, list(answer.pointers)) == (422, ["/role"])


def test_nobody_raises_himself(alice, workspace):
    member = alice.member(workspace)
    path = f"/api/workspace/{workspace}/members/{member.membership_id}"
    assert member.patch(path, {"role": "ADMIN"}).status == 403


def test_a_member_that_is_removed_has_no_access(alice, workspace):
    member = alice.member(workspace)
    path = f"/api/workspace/{workspace}/members/{member.membership_id}"
    assert member.delete(path).status == 403
    assert alice.delete(path).status == 204
    assert member.get(f"/api/workspace/{workspace}").status == 403
    assert alice.delete(path).status == 404


def test_a_member_of_another_workspace_is_not_found_here(alice, workspace):
    elsewhere = own_membership(alice, alice.workspace())
    assert alice.delete(f"/api/workspace/{workspace}/members/{elsewhere}").status == 404
    assert alice.patch(f"/api/workspace/{workspace}/members/{elsewhere}", {"role": "MEMBER"}).status == 404


def test_the_last_admin_stays(alice, workspace):
    alice.member(workspace)
    path = f"/api/workspace/{workspace}/members/{own_membership(alice, workspace)}"
    for answer in (
        alice.patch(path, {"role": "MEMBER"}),
        alice.delete(path),
        alice.post(f"/api/workspace/{workspace}/leave"),
    ):
        assert (answer.status, answer.json["code"]) == (409, "last_admin")


def test_a_member_leaves(alice, workspace):
    member = alice.member(workspace)
    assert member.post(f"/api/workspace/{workspace}/leave").status == 204
    assert member.get(f"/api/workspace/{workspace}").status == 403
    assert member.post(f"/api/workspace/{workspace}/leave").status == 403


def test_of_two_admins_who_leave_at_once_one_stays(alice, workspace):
    other = alice.member(workspace, "ADMIN")
    barrier = threading.Barrier(2)
    answers = []

    def leave(person):
        barrier.wait()
        answers.append(person.post(f"/api/workspace/{workspace}/leave").status)

    threads = [threading.Thread(target=leave, args=(person,)) for person in (alice, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [204, 409]


@pytest.mark.parametrize("role", ["ADMIN", "MEMBER", "BILLING"])
def test_a_pending_member_is_refused_everywhere(server, alice, workspace, project, task, role):
    pending = server.sign_up()
    membership = alice.invite(workspace, pending.email, role)["id"]
    for method, path, body in (
        ("GET", f"/api/workspace/{workspace}", None),
        ("PATCH", f"/api/workspace/{workspace}", {"name": "x"}),
        ("DELETE", f"/api/workspace/{workspace}", None),
        ("GET", f"/api/workspace/{workspace}/members", None),
        ("PATCH", f"/api/workspace/{workspace}/members/{membership}", {"role": "ADMIN"}),
        ("DELETE", f"/api/workspace/{workspace}/members/{membership}", None),
        ("POST", f"/api/workspace/{workspace}/invite", {"email": "x@example.test"}),
        ("POST", f"/api/workspace/{workspace}/leave", None),
        ("GET", f"/api/project?workspaceId={workspace}", None),
        ("POST", "/api/project", {"workspaceId": workspace, "name": "x"}),
        ("GET", f"/api/project/{project}", None),
        ("PUT", f"/api/project/{project}", {"name": "x"}),
        ("PATCH", f"/api/project/{project}", {"name": "x"}),
        ("DELETE", f"/api/project/{project}", None),
        ("GET", f"/api/project/{project}/task", None),
        ("POST", f"/api/project/{project}/task", {"title": "x"}),
        ("GET", f"/api/task/{task}", None),
        ("PUT", f"/api/task/{task}", {"title": "x", "isComplete": True}),
        ("PATCH", f"/api/task/{task}", {"title": "x"}),
        ("DELETE", f"/api/task/{task}", None),
        ("DELETE", f"/api/invitation/{membership}", None),
        ("POST", f"/api/invitation/{membership}/resend", None),
    ):
        assert pending.request(method, path, body).status == 403, (method, path)
    assert pending.get("/api/workspace").json["data"] == []
