# SPDX-License-Identifier: MIT
"""Projects."""

import pytest

ABSENT = "proj_" + 26 * "0"


def test_a_project_is_created_and_read(alice, workspace):
    answer = alice.post("/api/project", {"workspaceId": workspace, "name": " Launch "})
    assert answer.status == 201
    project = answer.json
    assert (project["name"], project["workspaceId"]) == ("Launch", workspace)
    assert project["id"].startswith("proj_")
    assert alice.get(f"/api/project/{project['id']}").json == project


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_project_is_renamed(alice, project, method):
    answer = alice.request(method, f"/api/project/{project}", {"name": "Other"})
    assert (answer.status, answer.json["name"]) == (200, "Other")
    assert alice.get(f"/api/project/{project}").json["name"] == "Other"


def test_put_needs_every_field_and_patch_one(alice, project):
    assert alice.put(f"/api/project/{project}", {}).pointers == {"/name": "required"}
    assert alice.patch(f"/api/project/{project}", {}).status == 422


def test_projects_are_listed_by_workspace_oldest_first(alice, workspace):
    elsewhere = alice.project(alice.workspace())
    mine = [alice.project(workspace, f"Project {number}") for number in range(3)]
    listed = [project["id"] for project in alice.get(f"/api/project?workspaceId={workspace}").json["data"]]
    assert listed == mine
    assert elsewhere not in listed


def test_a_list_needs_a_workspace(alice):
    answer = alice.get("/api/project")
    assert (answer.status, answer.pointers) == (400, {"/workspaceId": "required"})
    assert alice.get(f"/api/project?workspaceId={'ws_' + 26 * '0'}").status == 404
    assert alice.get("/api/project?workspaceId=").status == 404


def test_deleting_is_for_admins_and_takes_the_tasks_along(alice, workspace, project, task):
    member = alice.member(workspace)
    assert member.delete(f"/api/project/{project}").status == 403
    assert alice.delete(f"/api/project/{project}").status == 204
    assert alice.get(f"/api/project/{project}").status == 404
    assert alice.get(f"/api/task/{task}").status == 404


def test_a_member_writes_and_billing_only_reads(alice, workspace, project):
    member, billing = alice.member(workspace, "MEMBER"), alice.member(workspace, "BILLING")
    body = {"workspaceId": workspace, "name": "Theirs"}
    assert member.post("/api/project", body).status == 201
    assert member.patch(f"/api/project/{project}", {"name": "x"}).status == 200
    assert billing.get(f"/api/project/{project}").status == 200
    assert billing.post("/api/project", body).status == 403
    assert billing.patch(f"/api/project/{project}", {"name": "x"}).status == 403


@pytest.mark.parametrize(
    "method, suffix, body",
    [
        ("GET", "", None),
        ("PUT", "", {"name": "x"}),
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("GET", "/task", None),
        ("POST", "/task", {"title": "x"}),
    ],
)
def test_401_then_404_then_403(server, bob, project, method, suffix, body):
    path, absent = f"/api/project/{project}{suffix}", f"/api/project/{ABSENT}{suffix}"
    assert server.client().request(method, path, body).status == 401
    assert server.client("nonsense").request(method, absent, body).status == 401
    assert bob.request(method, absent, body).status == 404
    assert bob.request(method, path, body).status == 403


def test_creating_in_a_workspace_follows_the_same_order(server, bob, workspace):
    body = {"workspaceId": workspace, "name": "x"}
    assert server.client().post("/api/project", body).status == 401
    assert bob.post("/api/project", {**body, "workspaceId": "ws_" + 26 * "0"}).status == 404
    assert bob.post("/api/project", body).status == 403
