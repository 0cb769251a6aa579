# SPDX-License-Identifier: MIT
"""Tasks."""

import pytest

ABSENT = "task_" + 26 * "0"


def test_a_task_is_created_open_and_read(alice, project):
    answer = alice.post(f"/api/project/{project}/task", {"title": "Write it down"})
    assert answer.status == 201
    task = answer.json
    assert (task["title"], task["projectId"], task["isComplete"]) == ("Write it down", project, False)
    assert alice.get(f"/api/task/{task['id']}").json == task


def test_a_task_is_completed_and_opened_again(alice, task):
    for state in (True, False):
        answer = alice.patch(f"/api/task/{task}", {"isComplete": state})
        assert (answer.status, answer.json["isComplete"], answer.json["title"]) == (200, state, "Write it down")


def test_put_replaces_all_of_it(alice, task):
    answer = alice.put(f"/api/task/{task}", {"title": "Done", "isComplete": True})
    assert (answer.status, answer.json["title"], answer.json["isComplete"]) == (200, "Done", True)
    assert alice.put(f"/api/task/{task}", {"title": "x"}).pointers == {"/isComplete": "required"}
    assert alice.put(f"/api/task/{task}", {"isComplete": True}).pointers == {"/title": "required"}


def test_a_flag_is_true_or_false_and_nothing_like_it(alice, task):
    for value in ("true", 1, 0, None, [], "yes"):
        answer = alice.patch(f"/api/task/{task}", {"isComplete": value})
        assert (answer.status, answer.pointers) == (422, {"/isComplete": "wrong_type"})


def test_tasks_are_listed_oldest_first(alice, project):
    tasks = [alice.task(project, f"Task {number}") for number in range(3)]
    assert [task["id"] for task in alice.get(f"/api/project/{project}/task").json["data"]] == tasks


def test_a_task_is_deleted_once(alice, task):
    assert alice.delete(f"/api/task/{task}").status == 204
    assert alice.delete(f"/api/task/{task}").status == 404


def test_a_title_has_at_most_500_characters(alice, project):
    path = f"/api/project/{project}/task"
    assert alice.post(path, {"title": "ü" * 500}).status == 201
    assert alice.post(path, {"title": "ü" * 501}).pointers == {"/title": "too_long"}


def test_billing_reads_and_does_not_write(alice, workspace, project, task):
    billing = alice.member(workspace, "BILLING")
    assert billing.get(f"/api/task/{task}").status == 200
    assert billing.post(f"/api/project/{project}/task", {"title": "x"}).status == 403
    assert billing.patch(f"/api/task/{task}", {"isComplete": True}).status == 403
    assert billing.delete(f"/api/task/{task}").status == 403


@pytest.mark.parametrize(
    "method, body",
    [("GET", None), ("PUT", {"title": "x", "isComplete": True}), ("PATCH", {"title": "x"}), ("DELETE", None)],
)
def test_401_then_404_then_403(server, bob, task, method, body):
    assert server.client().request(method, f"/api/task/{task}", body).status == 401
    assert server.client("nonsense").request(method, f"/api/task/{ABSENT}", body).status == 401
    assert bob.request(method, f"/api/task/{ABSENT}", body).status == 404
    assert bob.request(method, f"/api/task/{task}", body).status == 403
