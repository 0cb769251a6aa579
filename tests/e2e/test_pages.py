# SPDX-License-Identifier: MIT
"""Lists, page by page."""

import pytest
from support import all_pages


def test_all_pages_together_are_the_list(alice, workspace):
    projects = [alice.project(workspace, f"Project {number}") for number in range(7)]
    items, pages = all_pages(alice, f"/api/project?workspaceId={workspace}", 3)
    assert [item["id"] for item in items] == projects
    assert pages == 3


def test_a_last_page_that_is_full_knows_that_it_is_the_last(alice, project):
    tasks = [alice.task(project, f"Task {number}") for number in range(4)]
    items, pages = all_pages(alice, f"/api/project/{project}/task", 2)
    assert [item["id"] for item in items] == tasks
    assert pages == 2


def test_every_list_has_pages(alice, bob, workspace):
    for _ in range(2):
        alice.workspace()
        alice.member(workspace)
    for path in ("/api/workspace", f"/api/workspace/{workspace}/members"):
        items, pages = all_pages(alice, path, 1)
        assert len({item["id"] for item in items}) == pages == 3
    guest = alice.member(workspace)
    for _ in range(2):
        bob.invite(bob.workspace(), guest.email)
    items, pages = all_pages(guest, "/api/invitation", 1)
    assert len({item["id"] for item in items}) == pages == 2


def test_a_page_has_20_items_when_no_limit_is_given(alice, project):
    for number in range(21):
        alice.task(project, f"Task {number}")
    answer = alice.get(f"/api/project/{project}/task").json
    assert len(answer["data"]) == 20 and answer["page"]["hasMore"]


def test_what_is_added_meanwhile_neither_doubles_nor_hides_anything(alice, project):
    before = [alice.task(project, f"Task {number}") for number in range(4)]
    first = alice.get(f"/api/project/{project}/task?limit=2").json
    added = alice.task(project, "Late")
    rest = alice.get(f"/api/project/{project}/task?limit=100&cursor={first['page']['nextCursor']}").json
    assert [task["id"] for task in first["data"] + rest["data"]] == before + [added]


def test_a_list_of_nothing_is_a_page_too(alice, workspace):
    answer = alice.get(f"/api/project?workspaceId={workspace}")
    assert answer.json == {"data": [], "page": {"nextCursor": None, "hasMore": False}}


@pytest.mark.parametrize("limit", ["0", "-1", "101", "99999999999999999999", "ten", "1x", "", "1.5", "%31%00"])
def test_a_limit_is_from_1_to_100(alice, limit):
    answer = alice.get(f"/api/workspace?limit={limit}")
    assert answer.status == 400
    assert list(answer.pointers) == ["/limit"]


@pytest.mark.parametrize("cursor", ["nonsense", "", "%00", "%FF", pytest.param("a" * 2000, id="long"), "eyJ2IjoxfQ"])
def test_a_cursor_is_one_that_was_given(alice, cursor):
    answer = alice.get(f"/api/workspace?cursor={cursor}")
    assert answer.status == 400
    assert list(answer.pointers) == ["/cursor"]


def test_a_cursor_of_another_list_is_refused(alice, workspace):
    for _ in range(2):
        alice.project(workspace)
        alice.workspace()
    cursor = alice.get("/api/workspace?limit=1").json["page"]["nextCursor"]
    answer = alice.get(f"/api/project?workspaceId={workspace}&cursor={cursor}")
    assert (answer.status, list(answer.pointers)) == (400, ["/cursor"])


def test_a_cursor_with_a_letter_changed_is_refused(alice):
    for _ in range(2):
        alice.workspace()
    cursor = alice.get("/api/workspace?limit=1").json["page"]["nextCursor"]
    middle = len(cursor) // 2
    forged = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
    assert alice.get(f"/api/workspace?cursor={forged}").status == 400
