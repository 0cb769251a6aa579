#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the library in process and the example server over HTTP, next to what they are to reach.

    tests/bench/run.py [--build build/release] [--rounds 11] [--seconds 1] [--json FILE] [--check]

Machines that are shared vary by a factor of two from minute to minute. So what is compared runs in the
same round, each round gives a ratio, and the median of the rounds counts. CPU time a request is the
figure that varies least.

--short is a smoke run: it fails when something cannot be measured, never because of a figure.
"""
import argparse
import contextlib
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE_S = 60  # for a start, an end, or a request outside of the measurements
IN_MEMORY = ("tmpfs", "ramfs")
SECRET = "a secret of the benchmark, 32 bytes at least"
CONNECTIONS = 64

PROGRAMS = {
    "bench": "tests/bench/saas-bench",
    "hello": "tests/bench/saas-bench-hello",
    "server": "examples/server/saas-server",
}

# What the table says of each figure, in its order: name, text, unit, and the least that it has to be.
FIGURES = [
    ("get_1", "saas_project_get, 1 thread", "/s", 60000),
    ("get_16", "saas_project_get, 16 threads together", "/s", None),
    ("create_1", "saas_workspace_create, 1 thread", "/s", None),
    ("create_16", "saas_workspace_create, 16 threads together", "/s", None),
    ("create_16_ratio", "  times 1 thread", "x", 5),
    ("pending_64", "saas_workspace_create, 64 pending in one loop", "/s", None),
    ("pending_64_ratio", "  times 1 thread", "x", 10),
    ("hello", "bare libmicrohttpd hello", "/s", None),
    ("server", "GET /api/project/{id} of saas-server", "/s", None),
    ("server_ratio", "  times the bare hello", "x", 0.5),
]


class Failed(Exception):
    """Something that cannot be measured, in one sentence."""


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release", help="a build's folder")
    parser.add_argument("--dir", type=pathlib.Path, help="where the databases are made; default: in the build")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=1, help="how long each measurement of a round takes")
    parser.add_argument("--only", choices=("process", "http"), help="half of the measurements")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all figures here")
    parser.add_argument("--short", action="store_true", help="a smoke run of a few seconds")
    parser.add_argument("--check", action="store_true", help="status 1 when a figure misses what it has to reach")
    arguments = parser.parse_args()
    if arguments.short:
        arguments.rounds, arguments.seconds = 1, 0.3
    if arguments.rounds < 1 or arguments.seconds <= 0:
        parser.error("--rounds and --seconds have to be more than 0")
    return arguments


# --- The machine ---


def find_programs(build):
    programs = {name: (build / path).resolve() for name, path in PROGRAMS.items()}
    for path in programs.values():
        if not os.access(path, os.X_OK):
            raise Failed(f"{path} is not there: build it first, or name another folder by --build")
    if not shutil.which("wrk"):
        raise Failed("wrk is not installed (Debian package wrk)")
    return programs


def file_system(folder):
    """The type of the file system that a folder is on."""
    found = ("", "")
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        place, kind = line.split()[1:3]
        place = place.encode().decode("unicode_escape")
        if folder.is_relative_to(place) and len(place) >= len(found[0]):
            found = (place, kind)
    return found[1]


def check_disk(folder, short):
    if file_system(folder) not in IN_MEMORY:
        return
    sentence = f"{folder} is in memory, so a commit costs nothing there; name a folder on a disk by --dir"
    if not short:
        raise Failed(sentence)
    print(f"run.py: {sentence}", file=sys.stderr)


def describe_machine(folder):
    return {
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "file_system": file_system(folder),
        "load_average": os.getloadavg()[0],
    }


# --- Programs that are started, and stopped again ---


def stop(process):
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def serving(command, log, **settings):
    """Runs a server while in the context. Gives its URL and its process."""
    with open(log, "wb") as stderr:
        process = subprocess.Popen([str(part) for part in command], env={**os.environ, **settings}, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr)
    try:
        timer = threading.Timer(PATIENCE_S, process.kill)
        timer.start()
        line = process.stdout.readline()
        timer.cancel()
        match = re.search(r"listening on (http://\S+)", line)
        if not match:
            raise Failed(f"{command[0]} does not serve: {line or log.read_text(errors='replace')}".strip())
        yield match[1], process
    finally:
        stop(process)
        process.stdout.close()


def run(*command, patience_s):
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=patience_s)
    except subprocess.TimeoutExpired:
        raise Failed(f"{command[0]} did not end within {patience_s} s") from None
    if done.returncode:
        raise Failed(f"{command[0]} ended with status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def cpu_seconds(process):
    """What a running process has used so far; /proc/PID/stat: utime and stime are fields 14 and 15."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- HTTP ---


def post(url, body, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)
    except urllib.error.URLError as error:
        raise Failed(f"POST {url}: {error}") from None


def sign_up(server_url, number):
    account = {"email": f"bench{number}@example.test", "password": "correct horse battery staple", "name": "Bench"}
    return post(f"{server_url}/api/auth/sign-up", account)["accessToken"]


def make_project(server_url, token, number):
    workspace = post(f"{server_url}/api/workspace", {"name": f"Bench {number:06}"}, token)
    project = {"workspaceId": workspace["id"], "name": f"Bench {number:06}"}
    return post(f"{server_url}/api/project", project, token)["id"]


def read_wrk(text):
    """Requests a second and how many there were; every answer has to be a 200."""
    if "Non-2xx" in text or "Socket errors" in text:
        raise Failed(f"wrk met errors:\n{text}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    count = re.search(r"(\d+) requests in", text)
    if not rate or not count:
        raise Failed(f"wrk says something else than usual:\n{text}")
    return float(rate[1]), int(count[1])


def load(process, url, seconds, token):
    """wrk against a server, with the same settings and headers for each."""
    whole = max(1, round(seconds))
    before = cpu_seconds(process)
    text = run("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{whole}s", "-H", f"Authorization: Bearer {token}", url,
               patience_s=whole + PATIENCE_S)
    rate, count = read_wrk(text)
    if not count:
        raise Failed(f"{url} answered nothing")
    return {"per_second": rate, "cpu_us": (cpu_seconds(process) - before) * 1e6 / count}


# --- Rounds ---


def measure_process(programs, folder, seconds):
    """A round in process, on a database of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        text = run(programs["bench"], f"{own}/bench.db", seconds, patience_s=5 * seconds + PATIENCE_S)
    return {figure.pop("name"): figure for figure in map(json.loads, text.splitlines())}


def measure_http(hello, server, seconds, number):
    """A round of both servers, each a pair of URL and process."""
    token = sign_up(server[0], number)
    project_id = make_project(server[0], token, number)
    return {
        "hello": load(hello[1], f"{hello[0]}/api/project/{project_id}", seconds, token),
        "server": load(server[1], f"{server[0]}/api/project/{project_id}", seconds, token),
    }


def add_ratios(figures):
    for name, part, whole in (("create_16_ratio", "create_16", "create_1"),
                              ("pending_64_ratio", "pending_64", "create_1"),
                              ("server_ratio", "server", "hello")):
        if part in figures:
            figures[name] = {"ratio": figures[part]["per_second"] / figures[whole]["per_second"]}
    return figures


def measure_rounds(programs, folder, arguments):
    settings = {
        "HOST": "127.0.0.1", "PORT": "0", "JWT_SECRET": SECRET, "SERVER_WORKER": "0",
        "DATABASE_URL": f"sqlite:{folder}/a.db", "MAIL_DIR": f"{folder}/mail",
    }
    rounds = []
    with contextlib.ExitStack() as stack:
        if arguments.only != "process":
            hello = stack.enter_context(serving([programs["hello"]], folder / "hello.log"))
            server = stack.enter_context(serving([programs["server"], "--migrate"], folder / "server.log", **settings))
        for number in range(1, arguments.rounds + 1):
            print(f"round {number} of {arguments.rounds}", file=sys.stderr)
            figures = {}
            if arguments.only != "http":
                figures.update(measure_process(programs, folder, arguments.seconds))
            if arguments.only != "process":
                figures.update(measure_http(hello, server, arguments.seconds, number))
            rounds.append(add_ratios(figures))
    return rounds


# --- What comes out ---


def median(rounds, name, key):
    values = [figures[name][key] for figures in rounds if key in figures.get(name, {})]
    return statistics.median(values) if values else None


def summarize(rounds):
    """A row a figure: the median of all rounds, and whether it is what it has to be."""
    rows = []
    for name, what, unit, reach in FIGURES:
        value = median(rounds, name, "ratio" if unit == "x" else "per_second")
        if value is None:
            continue
        rows.append({"name": name, "what": what, "unit": unit, "value": value, "reach": reach,
                     "met": None if reach is None else value >= reach, "cpu_us": median(rounds, name, "cpu_us")})
    return rows


def check_sane(rows, arguments):
    expected = {None: len(FIGURES), "process": 7, "http": 3}[arguments.only]
    wrong = [row["name"] for row in rows if not 0 < row["value"] < 1e9]
    if wrong or len(rows) != expected:
        raise Failed(f"{len(rows)} of {expected} figures, and these make no sense: {wrong}")


def show(value, unit):
    return f"{value:.2f} x" if unit == "x" else f"{value:,.0f}/s"


def print_table(rows):
    line = "{:<46} {:>12} {:>10} {:>12} {:>5}"
    print(line.format("what", "figure", "CPU a call", "reach", "met"))
    for row in rows:
        cpu = "" if row["cpu_us"] is None else f"{row['cpu_us']:.1f} us"
        reach = "" if row["reach"] is None else ">= " + show(row["reach"], row["unit"])
        met = {None: "", True: "yes", False: "NO"}[row["met"]]
        print(line.format(row["what"], show(row["value"], row["unit"]), cpu, reach, met).rstrip())


def measure(arguments):
    programs = find_programs(arguments.build)
    parent = (arguments.dir or arguments.build).resolve()
    check_disk(parent, arguments.short)
    machine = describe_machine(parent)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=parent) as folder:
        rounds = measure_rounds(programs, pathlib.Path(folder), arguments)
    rows = summarize(rounds)
    check_sane(rows, arguments)
    print_table(rows)
    if arguments.json:
        report = {"machine": machine, "seconds": arguments.seconds, "figures": rows, "rounds": rounds}
        arguments.json.write_text(json.dumps(report, indent=2) + "\n")
    return rows


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that contexts are left
    arguments = parse_arguments()
    try:
        rows = measure(arguments)
    except (Failed, OSError) as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 2
    missed = any(row["met"] is False for row in rows)
    return 1 if arguments.check and missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
