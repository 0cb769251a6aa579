# SPDX-License-Identifier: MIT
"""Workspaces."""

import pytest


def test_whoever_creates_one_is_its_admin(alice):
    answer = alice.post("/api/workspace", {"name": "New Workspace"})
    assert answer.status == 201
    workspace = answer.json
    assert (workspace["name"], workspace["role"]) == ("New Workspace", "ADMIN")
    assert workspace["slug"].startswith("new-workspace")
    assert alice.get(f"/api/workspace/{workspace['id']}").json == workspace


def test_a_slug_that_is_taken_gets_a_suffix_unless_it_was_asked_for(alice):
    first = alice.create("/api/workspace", {"name": "Twins", "slug": f"twins-{alice.id[-12:]}"})
    again = alice.post("/api/workspace", {"name": "Twins", "slug": first["slug"]})
    assert (again.status, again.json["code"]) == (409, "slug_taken")
    one, other = (alice.create("/api/workspace", {"name": "Same Name"}) for _ in range(2))
    assert one["slug"] != other["slug"]


@pytest.mark.parametrize("slug", ["Ab", "a", "-abc", "abc-", "a--b", "a_b", "x" * 49, "api", "ä-ö-ü"])
def test_a_slug_has_its_rules(alice, slug):
    answer = alice.post("/api/workspace", {"name": "Name", "slug": slug})
    assert answer.status == 422
    assert list(answer.pointers) == ["/slug"]


def test_a_name_may_be_in_any_script(alice):
    workspace = alice.create("/api/workspace", {"name": "株式会社 アクメ"})
    assert workspace["name"] == "株式会社 アクメ"
    assert len(workspace["slug"]) >= 3


def test_only_ones_own_are_listed(alice, bob):
    mine = {alice.workspace(), alice.workspace()}
    bob.workspace()
    answer = alice.get("/api/workspace")
    assert answer.status == 200
    assert {workspace["id"] for workspace in answer.json["data"]} == mine
    assert answer.json["page"] == {"nextCursor": None, "hasMore": False}


def test_an_admin_renames_it(alice, workspace):
    answer = alice.patch(f"/api/workspace/{workspace}", {"name": "Renamed"})
    assert (answer.status, answer.json["name"]) == (200, "Renamed")


def test_deleting_one_takes_everything_along(alice, workspace, project, task):
    assert alice.delete(f"/api/workspace/{workspace}").status == 204
    for path in (f"/api/workspace/{workspace}", f"/api/project/{project}", f"/api/task/{task}"):
        assert alice.get(path).status == 404


@pytest.mark.parametrize(
    "method, suffix, body",
    [
        ("GET", "", None),
        ("PATCH", "", {"name": "Mine now"}),
        ("DELETE", "", None),
        ("POST", "/invite", {"email": "x@example.test"}),
        ("GET", "/members", None),
        ("POST", "/leave", None),
    ],
)
def test_401_then_404_then_403(server, bob, workspace, method, suffix, body):
    path = f"/api/workspace/{workspace}{suffix}"
    absent = f"/api/workspace/{'ws_' + 26 * '0'}{suffix}"
    assert server.client().request(method, path, body).status == 401
    assert server.client("nonsense").request(method, absent, body).status == 401
    assert bob.request(method, absent, body).status == 404
    assert bob.request(method, path, body).status == 403


def test_an_id_of_another_kind_is_not_found(alice, workspace, project):
    assert alice.get(f"/api/workspace/{project}").status == 404
    assert alice.get(f"/api/workspace/{workspace.replace('ws_', 'proj_')}").status == 404


def test_a_member_and_billing_may_look_but_not_manage(alice, workspace):
    for role in ("MEMBER", "BILLING"):
        other = alice.member(workspace, role)
        assert other.get(f"/api/workspace/{workspace}").json["role"] == role
        assert other.patch(f"/api/workspace/{workspace}", {"name": "Mine"}).status == 403
        assert other.delete(f"/api/workspace/{workspace}").status == 403
        assert other.post(f"/api/workspace/{workspace}/invite", {"email": "x@example.test"}).status == 403
