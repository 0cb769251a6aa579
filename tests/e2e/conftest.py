# SPDX-License-Identifier: MIT
"""Fixtures: a server that a module's tests share, and servers that a test starts for itself."""

import pytest
from support import NIGHTLY, Server, scratch


def pytest_collection_modifyitems(items):
    if NIGHTLY:
        return
    for item in items:
        if "nightly" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="runs with SAAS_NIGHTLY=1"))


@pytest.fixture(scope="module")
def server():
    """A server with the usual settings. Tests share it, so each brings its own people."""
    with scratch() as directory:
        server = Server(directory).start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
def directory():
    """A directory of the test's own."""
    with scratch() as path:
        yield path


@pytest.fixture
def start(directory):
    """start(**settings): a server of the test's own. It is stopped afterwards, if it still runs."""
    started = []

    def start_one(**settings):
        server = Server(directory, **settings)
        started.append(server)
        return server.start()

    yield start_one
    for server in started:
        server.stop()


@pytest.fixture
def alice(server):
    """Somebody new."""
    return server.sign_up(name="Alice")


@pytest.fixture
def bob(server):
    """Somebody else who is new."""
    return server.sign_up(name="Bob")


@pytest.fixture
def workspace(alice):
    """The id of a workspace in which Alice is the only ADMIN."""
    return alice.workspace()


@pytest.fixture
def project(alice, workspace):
    """The id of a project in it."""
    return alice.project(workspace)


@pytest.fixture
def task(alice, project):
    """The id of a task in that."""
    return alice.task(project)
