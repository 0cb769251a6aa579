# SPDX-License-Identifier: MIT
"""The whole story of a team, from nothing to a shared project."""

from support import PASSWORD, fresh_email, mailed_token


def test_a_team_comes_together(start):
    server = start()

    alice = server.sign_up(name="Alice")
    workspace = alice.create("/api/workspace", {"name": "Acme Rockets"})
    assert workspace["slug"] == "acme-rockets"
    project = alice.create("/api/project", {"workspaceId": workspace["id"], "name": "Launch"})
    task = alice.create(f"/api/project/{project['id']}/task", {"title": "Fuel"})

    email = fresh_email("bob")
    invitation = alice.invite(workspace["id"], email)
    assert invitation["status"] == "PENDING"
    token = mailed_token(server, email)

    bob = server.sign_up(email=email, name="Bob")
    assert bob.get("/api/workspace").json["data"] == []
    assert bob.get(f"/api/project/{project['id']}").status == 403

    member = bob.post("/api/invitation/accept", {"token": token})
    assert (member.status, member.json["status"], member.json["role"]) == (200, "ACTIVE", "MEMBER")
    listed = bob.get(f"/api/project?workspaceId={workspace['id']}").json["data"]
    assert [entry["id"] for entry in listed] == [project["id"]]

    done = bob.patch(f"/api/task/{task['id']}", {"isComplete": True})
    assert (done.status, done.json["isComplete"]) == (200, True)
    assert alice.get(f"/api/task/{task['id']}").json["isComplete"] is True

    assert bob.post(f"/api/workspace/{workspace['id']}/invite", {"email": fresh_email()}).status == 403
    assert bob.delete(f"/api/project/{project['id']}").status == 403

    signed_in = server.client().post("/api/auth/sign-in", {"email": email, "password": PASSWORD})
    assert signed_in.json["user"]["id"] == bob.id

    assert bob.post(f"/api/workspace/{workspace['id']}/leave").status == 204
    assert bob.get(f"/api/project/{project['id']}").status == 403
    assert alice.delete(f"/api/workspace/{workspace['id']}").status == 204
    assert alice.get(f"/api/task/{task['id']}").status == 404


def test_everything_is_there_after_a_restart(start):
    server = start()
    alice = server.sign_up()
    project = alice.project(alice.workspace())
    server.stop()
    server.start()
    assert server.client(alice.token).get(f"/api/project/{project}").status == 200


def test_300_workspaces_of_one_name_created_at_once_have_300_slugs(start):
    from concurrent.futures import ThreadPoolExecutor

    server = start()
    token = server.sign_up().token

    def create(_):
        answer = server.client(token).post("/api/workspace", {"name": "Same"})
        assert answer.status == 201, answer
        return answer.json["slug"]

    with ThreadPoolExecutor(16) as pool:
        slugs = list(pool.map(create, range(300)))
    assert len(set(slugs)) == 300
    assert all(slug.startswith("same") for slug in slugs)
