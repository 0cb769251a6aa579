#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs one test suite for ctest and sees to it that its JUnit file tells the whole truth.

    run_suite.py --name NAME --results DIR [--timeout S] [--sanitize LIST] [--single SENTENCE] -- COMMAND...

"{xml}" in COMMAND stands for DIR/NAME.xml. The suite fails when
  - a test in that file failed,
  - the command ended with a status other than 0, or did not end in time,
  - it left no file, an unreadable one, or one without a test,
  - a sanitizer wrote a report, in whatever process (under Criterion a leak alone changes no status).
Each of these is a failed test in the file. It is there before the suite starts, saying that the suite
did not come to its end, so that even a suite killed together with this program is counted.

--single: the command writes no file; it is one test, with this name, which passes by status 0.
"""
import argparse
import ctypes
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree as ElementTree

SANITIZER_EXIT_STATUS = 66
ADDR_NO_RANDOMIZE = 0x0040000  # sys/personality.h
PR_SET_PDEATHSIG = 1  # sys/prctl.h
SHOWN_REPORT_BYTES = 20_000
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UBSAN_LINE = re.compile(r"^.+: runtime error: .+(?:\n    #\d+ .+)*", re.M)
SKIP_LINE = re.compile(r"^skip: ([^/\s]+)/([^:\s]+): (.*)$", re.M)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--results", required=True)
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("--sanitize", default="")
    parser.add_argument("--single")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def sanitizer_environment(sanitize, log):
    """What makes sanitizers write their reports to files and end the process that they are about."""
    if not sanitize:
        return {}
    common = f"log_path={log}:exitcode={SANITIZER_EXIT_STATUS}"
    defaults = {
        "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1",
        "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
        "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
    }
    environment = {}
    for variable, options in defaults.items():
        own = os.environ.get(variable)
        environment[variable] = ":".join(filter(None, [options, own, common]))
    return environment


def keep_addresses():
    """No random addresses: kernels that spread them wide leave gcc 12's sanitizers no room."""
    ctypes.CDLL(None).personality(ADDR_NO_RANDOMIZE)  # where it is not allowed, nothing is lost


def run(command, timeout, environment, sanitize):
    """Returns the output, shown as it comes, and the exit status: None when it had to be ended.

    The command has a session of its own, so that all that it started can be ended. Whoever stops ctest,
    or this program, also stops that: the handler raises nothing, as it may run while Popen() works.
    """
    process = None
    ended = threading.Event()

    def end_group():
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def end_early(*_):
        ended.set()
        if process:
            end_group()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end_early)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
                               stdin=subprocess.DEVNULL, start_new_session=True,
                               preexec_fn=keep_addresses if sanitize else None)
    if ended.is_set():
        end_group()
    timer = threading.Timer(timeout, end_early)
    timer.start()
    output = bytearray()
    while chunk := process.stdout.read1(65536):
        output += chunk
        sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    status = process.wait()
    timer.cancel()
    end_group()  # what it started and left behind
    return output.decode(errors="replace"), None if ended.is_set() else status


def read_suites(path):
    """The JUnit file, whatever bytes a test put into its messages; None when there is none to read."""
    try:
        with open(path, "rb") as file:
            text = NOT_XML.sub("?", file.read().decode(errors="replace"))
        root = ElementTree.fromstring(text)
    except (OSError, ElementTree.ParseError):
        return None
    if root.tag == "testsuite":
        suites = ElementTree.Element("testsuites")
        suites.append(root)
        return suites
    return root


def write_suites(root, path):
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def add_case(root, suite, name, element=None, message="", text=""):
    """Adds a test; with an element ("failure") one that did not pass."""
    case = ElementTree.SubElement(ElementTree.SubElement(root, "testsuite", name=suite), "testcase", name=name)
    if element:
        ElementTree.SubElement(case, element, message=message).text = NOT_XML.sub("?", text)


def has_failures(root):
    return any(case.find("failure") is not None or case.find("error") is not None for case in root.iter("testcase"))


def add_skip_reasons(root, output):
    reasons = {(suite, name): reason for suite, name, reason in SKIP_LINE.findall(output)}
    for suite in root.iter("testsuite"):
        for case in suite.iter("testcase"):
            skipped = case.find("skipped")
            if skipped is not None and not skipped.get("message"):
                reason = reasons.get((suite.get("name"), case.get("name")), "no reason given")
                skipped.set("message", reason)


def read_reports(log, output):
    """The reports in files, and those of UndefinedBehaviorSanitizer, which beside ASan writes to stderr only."""
    reports = UBSAN_LINE.findall(output)
    for path in sorted(glob.glob(glob.escape(log) + ".*")):
        with open(path, errors="replace") as file:
            reports.append(file.read())
    return reports


def complete(root, arguments, output, status, xml, log):
    """Puts what the suite itself could not know into its results, and returns them."""
    name = arguments.name
    if arguments.single and status is not None:
        root = ElementTree.Element("testsuites")
        failed = None if status == 0 else "failure"
        add_case(root, name, arguments.single, failed, f"status {status}", output[-SHOWN_REPORT_BYTES:])
    elif root is None and status is None:
        root = ElementTree.Element("testsuites")  # said below
    elif root is None:
        root = ElementTree.Element("testsuites")
        add_case(root, name, "the suite leaves its results", "failure", f"{xml} is missing or cannot be read",
                 output[-SHOWN_REPORT_BYTES:])
    elif next(root.iter("testcase"), None) is None:
        add_case(root, name, "the suite has tests", "failure", "no test was run")

    reports = read_reports(log, output) if arguments.sanitize else []
    if reports:
        text = "\n".join(reports)[:SHOWN_REPORT_BYTES]
        print(f"\n{name}: {len(reports)} sanitizer report(s):\n{text}")
        add_case(root, name, "no sanitizer reports anything", "failure", f"{len(reports)} report(s)", text)
    if status is None:
        add_case(root, name, "the suite comes to its end", "failure",
                 f"it was stopped, or took longer than {arguments.timeout:.0f} s")
    elif status != 0 and not has_failures(root):
        add_case(root, name, "the suite ends with status 0", "failure", f"status {status}, and no test failed",
                 output[-SHOWN_REPORT_BYTES:])
    add_skip_reasons(root, output)
    return root


def main():
    arguments = parse_arguments()
    os.makedirs(arguments.results, exist_ok=True)
    xml = os.path.join(arguments.results, arguments.name + ".xml")
    if os.path.exists(xml):
        os.unlink(xml)
    # Not in the build, whose path may have blanks: these end a sanitizer's option.
    reports = tempfile.mkdtemp(prefix="saas-reports-")
    os.chmod(reports, 0o1777)  # tests that drop their privileges write there, too
    log = os.path.join(reports, "report")

    placeholder = ElementTree.Element("testsuites")
    add_case(placeholder, arguments.name, "the suite comes to its end", "failure", "it was killed while it ran")

    scratch = tempfile.mkdtemp(prefix="saas-test-")
    os.chmod(scratch, 0o755)  # for tests that drop their privileges
    environment = {**os.environ, "TMPDIR": scratch, **sanitizer_environment(arguments.sanitize, log)}
    command = [word.replace("{xml}", xml + ".part") for word in arguments.command]
    write_suites(placeholder, xml)
    try:
        output, status = run(command, arguments.timeout, environment, arguments.sanitize)
    except OSError as error:
        output, status = f"{command[0]}: {error}", 127
        print(output)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)

    root = complete(read_suites(xml + ".part"), arguments, output, status, xml, log)
    shutil.rmtree(reports, ignore_errors=True)
    write_suites(root, xml)
    if os.path.exists(xml + ".part"):
        os.unlink(xml + ".part")
    return 1 if has_failures(root) else 0


if __name__ == "__main__":
    sys.exit(main())
