# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: the real server as a process, and a client that speaks HTTP to it.

Nothing here sleeps for a fixed time: whatever takes a while is waited for, with a deadline.
"""

import base64
import contextlib
import hmac
import http.client
import itertools
import json
import os
import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

SECRET = "a secret of the end-to-end tests, 32 bytes at least"
PASSWORD = "correct horse battery staple"
PATIENCE_S = 30  # for whatever has to happen; sanitizers and busy machines are slow
NIGHTLY = os.environ.get("SAAS_NIGHTLY") == "1"


def eventually(what, attempt, patience_s=PATIENCE_S):
    """The first true thing that attempt() returns."""
    deadline = time.monotonic() + patience_s
    while True:
        found = attempt()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited {patience_s} s in vain for {what}"
        time.sleep(0.01)


def program():
    """The path of saas-server."""
    path = os.environ.get("SAAS_SERVER")
    assert path and os.access(path, os.X_OK), "SAAS_SERVER has to name the saas-server program"
    return os.path.abspath(path)


def environment(directory, **settings):
    """The server's settings, and nothing else of this process but what programs need to run."""
    kept = ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    env.update(
        DATABASE_URL=f"sqlite:{directory}/app.db",
        JWT_SECRET=SECRET,
        PORT="0",
        MAIL_DIR=f"{directory}/mail",
        SERVER_LOOPS="2",
    )
    env.update(settings)
    return {name: value for name, value in env.items() if value is not None}


def run(directory, *arguments, timeout=PATIENCE_S, **settings):
    """Runs the server to its end, for those runs that end by themselves."""
    return subprocess.run(
        [program(), *arguments],
        cwd=directory,
        env=environment(directory, **settings),
        capture_output=True,
        text=True,
        timeout=timeout,
    )


@contextlib.contextmanager
def scratch():
    """A directory that is gone afterwards. Anybody may pass through it."""
    path = Path(tempfile.mkdtemp(prefix="saas-e2e-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path)


class Server:
    """A running saas-server, with its database and its mail in a directory."""

    def __init__(self, directory, wrapper=(), **settings):
        """wrapper: a command that runs the one that follows it."""
        self.directory = Path(directory)
        self.wrapper = list(wrapper)
        self.log_path = self.directory / "server.log"
        self.settings = settings
        self.process = None
        self.url = None

    def start(self):
        log = open(self.log_path, "ab")
        with log:
            self.process = subprocess.Popen(
                [*self.wrapper, program(), "--migrate"],
                cwd=self.directory,
                env=environment(self.directory, **self.settings),
                stdout=subprocess.PIPE,
                stderr=log,
            )
        try:
            line = self._first_line()
            match = re.fullmatch(r"saas-server listening on (http://\S+:\d+)\n", line)
            assert match, f"no ready line but {line!r}; the log says: {self.log()}"
        except BaseException:
            self.kill()
            raise
        self.url = match[1]
        return self

    def _first_line(self):
        deadline = time.monotonic() + PATIENCE_S
        line = b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
            assert ready, f"the server is not ready in time; the log says: {self.log()}"
            byte = os.read(self.process.stdout.fileno(), 1)
            if not byte:
                break
            line += byte
        return line.decode()

    @property
    def address(self):
        parts = urlsplit(self.url)
        return parts.hostname, parts.port

    @property
    def database(self):
        return self.directory / "app.db"

    @contextlib.contextmanager
    def edit_database(self):
        """A connection to the database, whether the server runs or not; what is done in it is one transaction."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=PATIENCE_S)) as connection, connection:
            yield connection

    def log(self):
        return self.log_path.read_text(errors="replace")

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        process, self.process = self.process, None
        try:
            return process.wait(PATIENCE_S)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def stop(self, errors=False):
        """Ends it as an operator would, and insists that it went well. errors: it had reason to answer 5xx."""
        if self.process is None:
            return
        self.signal(signal.SIGTERM)
        assert self.wait() == 0, f"the server did not end well: {self.log()}"
        assert errors or not re.search("^error: answered", self.log(), re.MULTILINE), self.log()

    def kill(self):
        self.signal(signal.SIGKILL)
        self.wait()

    def client(self, token=None):
        return Client(self, token)

    def sign_up(self, **changes):
        """A new person with an account, signed in."""
        body = {"email": fresh_email(), "password": PASSWORD, **changes}
        answer = self.client().post("/api/auth/sign-up", body)
        assert answer.status == 201, answer
        return Person(self, answer.json)


_numbers = itertools.count(1)


def fresh_email(name="person"):
    return f"{name}-{os.getpid()}-{next(_numbers)}@example.test"


class Answer:
    """What came back."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def pointers(self):
        """The fields that the answer complains about, each with the code of its fault."""
        return {issue["pointer"]: issue["code"] for issue in self.json.get("errors", [])}

    def __repr__(self):
        return f"<{self.status} {self.body[:400]!r}>"


class Client:
    """Speaks HTTP to a server, as somebody or as nobody, over one connection that is kept."""

    _connection = None

    def __init__(self, server, token=None):
        self.server = server
        self.token = token

    def request(self, method, path, body=None, headers=None):
        """body: bytes as they are, an iterator over bytes to be sent in chunks, or what is sent as JSON."""
        headers = dict(headers or {})
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            if not isinstance(body, (bytes, Iterator)):
                body = json.dumps(body).encode()
        if self._connection is None:
            self._connection = http.client.HTTPConnection(*self.server.address, timeout=PATIENCE_S)
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except Exception:
            self.close()
            raise

    def get(self, path, **kwargs):
        return self.request("GET", path, **kwargs)

    def post(self, path, body=None, **kwargs):
        return self.request("POST", path, body, **kwargs)

    def put(self, path, body=None, **kwargs):
        return self.request("PUT", path, body, **kwargs)

    def patch(self, path, body=None, **kwargs):
        return self.request("PATCH", path, body, **kwargs)

    def delete(self, path, **kwargs):
        return self.request("DELETE", path, **kwargs)

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __del__(self):
        self.close()


class Person(Client):
    """Somebody who is signed in, with the steps that many tests begin with."""

    def __init__(self, server, tokens):
        super().__init__(server, tokens["accessToken"])
        self.user = tokens["user"]
        self.id = self.user["id"]
        self.email = self.user["email"]

    def create(self, path, body):
        answer = self.post(path, body)
        assert answer.status == 201, answer
        return answer.json

    def workspace(self, name="Acme"):
        return self.create("/api/workspace", {"name": name})["id"]

    def project(self, workspace_id, name="Launch"):
        return self.create("/api/project", {"workspaceId": workspace_id, "name": name})["id"]

    def task(self, project_id, title="Write it down"):
        return self.create(f"/api/project/{project_id}/task", {"title": title})["id"]

    def invite(self, workspace_id, email, role="MEMBER"):
        return self.create(f"/api/workspace/{workspace_id}/invite", {"email": email, "role": role})

    def member(self, workspace_id, role="MEMBER"):
        """A new person whom this one invites, and who accepts."""
        other = self.server.sign_up()
        self.invite(workspace_id, other.email, role)
        answer = other.post("/api/invitation/accept", {"token": mailed_token(self.server, other.email)})
        assert answer.status == 200, answer
        other.membership_id = answer.json["id"]
        return other


def mails(server, address):
    """The letters to an address, oldest first."""
    import email
    import email.policy

    found = []
    for path in (server.directory / "mail").glob("*.eml"):
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if address in letter["To"]:
            found.append((path.stat().st_mtime_ns, path.name, letter))
    return [letter for _, _, letter in sorted(found, key=lambda entry: entry[:2])]


def mailed_link(server, address, count=1):
    """The link in the letter to an address, once that many have come."""
    letters = eventually(f"{count} letter(s) to {address}", lambda: mails(server, address)[count - 1 :])
    text = letters[0].get_body(("plain",)).get_content()
    links = re.findall(r"https?://\S+", text)
    assert links, f"no link in: {text}"
    return links[0]


def mailed_token(server, address, count=1):
    match = re.search(r"token=([^&\s]+)", mailed_link(server, address, count))
    assert match, "no token in the link"
    return match[1]


def all_pages(client, path, limit):
    """The items of a list, fetched page by page, and how many pages it took."""
    items, pages, cursor = [], 0, None
    while True:
        query = f"{'&' if '?' in path else '?'}limit={limit}" + (f"&cursor={cursor}" if cursor else "")
        answer = client.get(path + query)
        assert answer.status == 200, answer
        page = answer.json["page"]
        items += answer.json["data"]
        pages += 1
        assert page["hasMore"] == (page["nextCursor"] is not None)
        if not page["hasMore"]:
            return items, pages
        cursor = page["nextCursor"]


def encode_part(part):
    """A part of a token: base64url without padding (RFC 7515, 2)."""
    if not isinstance(part, bytes):
        part = json.dumps(part, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def decode_part(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def sign(header, payload, secret=SECRET, digest="sha256"):
    """A token made by hand. header and payload: objects, or bytes as they are."""
    text = f"{encode_part(header)}.{encode_part(payload)}"
    return f"{text}.{encode_part(hmac.new(secret.encode(), text.encode(), digest).digest())}"


class Raw:
    """A bare socket, for requests that no decent client sends."""

    def __init__(self, server):
        self.socket = socket.create_connection(server.address, timeout=PATIENCE_S)

    def send(self, data):
        """False when the server has hung up."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def read_to_end(self):
        """All that comes until the server closes. A reset counts as closed."""
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while data := self.socket.recv(65536):
                received += data
        return received

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
