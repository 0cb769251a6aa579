# SPDX-License-Identifier: MIT
"""run_suite.py, count_results.py and plain_runner.c report every failure that there is."""
import os
import pathlib
import subprocess
import sys
import textwrap

import pytest

SUPPORT = pathlib.Path(__file__).parent
ROOT = SUPPORT.parents[1]
PASSED = '<testsuites><testsuite name="s"><testcase name="t"/></testsuite></testsuites>'
FAILED = '<testsuites><testsuite name="s"><testcase name="t"><failure message="m"/></testcase></testsuite></testsuites>'


@pytest.fixture
def suite(tmp_path):
    """Runs a shell command as a suite that writes "$XML"; returns the exit status and the count."""

    def run(command, *options):
        words = [sys.executable, SUPPORT / "run_suite.py", "--name", "it", "--results", tmp_path, *options, "--",
                 "sh", "-c", f"XML='{{xml}}'; {command}"]
        status = subprocess.run(words, capture_output=True).returncode
        return status, count(tmp_path)

    return run


def count(folder, *options):
    command = [sys.executable, ROOT / "scripts/lib/count_results.py", *options, folder]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def test_a_suite_that_passes_is_counted_and_ends_with_0(suite):
    assert suite(f"echo '{PASSED}' > $XML") == (0, "1 passed, 0 failed, 0 skipped")


def test_a_failed_test_fails_the_suite_whatever_its_status(suite):
    assert suite(f"echo '{FAILED}' > $XML; exit 0") == (1, "0 passed, 1 failed, 0 skipped")


def test_a_status_that_no_test_explains_is_a_failure(suite):
    assert suite(f"echo '{PASSED}' > $XML; exit 3") == (1, "1 passed, 1 failed, 0 skipped")


def test_a_suite_that_crashes_without_results_is_a_failure(suite):
    assert suite("kill -SEGV $$") == (1, "0 passed, 1 failed, 0 skipped")


def test_a_suite_without_tests_is_a_failure(suite):
    assert suite("echo '<testsuites/>' > $XML") == (1, "0 passed, 1 failed, 0 skipped")


def test_results_that_cannot_be_read_are_a_failure(suite):
    assert suite("echo '<testsuites>' > $XML") == (1, "0 passed, 1 failed, 0 skipped")


def test_a_suite_that_hangs_is_ended_and_is_a_failure(suite):
    assert suite(f"echo '{PASSED}' > $XML; sleep 60", "--timeout", "0.5") == (1, "1 passed, 1 failed, 0 skipped")
    assert suite("sleep 60", "--timeout", "0.5") == (1, "0 passed, 1 failed, 0 skipped")


def test_a_program_that_is_not_there_is_a_failure(tmp_path):
    command = [sys.executable, SUPPORT / "run_suite.py", "--name", "it", "--results", tmp_path, "--", "/no/such"]
    assert subprocess.run(command, capture_output=True).returncode == 1
    assert count(tmp_path) == "0 passed, 1 failed, 0 skipped"


def test_a_suite_killed_together_with_its_wrapper_is_a_failure(suite, tmp_path):
    suite(f"echo '{PASSED}' > $XML; kill -KILL $PPID; sleep 0.2")
    assert count(tmp_path) == "0 passed, 1 failed, 0 skipped"


@pytest.mark.parametrize("signal_name", ["TERM", "INT"])
def test_a_suite_ends_with_its_wrapper(tmp_path, signal_name):
    command = [sys.executable, SUPPORT / "run_suite.py", "--name", "it", "--results", tmp_path, "--",
               "sh", "-c", f"echo $$ > {tmp_path}/pid; kill -{signal_name} $PPID; sleep 60"]
    subprocess.run(command, capture_output=True, timeout=30)
    assert not os.path.exists(f"/proc/{(tmp_path / 'pid').read_text().strip()}")
    assert count(tmp_path) == "0 passed, 1 failed, 0 skipped"


def test_a_sanitizer_report_of_any_process_is_a_failure(suite):
    report = "log=${ASAN_OPTIONS#*log_path=}; echo leaked > ${log%%:*}.123"
    assert suite(f"echo '{PASSED}' > $XML; {report}", "--sanitize=address") == (1, "1 passed, 1 failed, 0 skipped")


def test_undefined_behaviour_on_stderr_is_a_failure(suite):
    command = f"echo '{PASSED}' > $XML; echo 'a.c:1:2: runtime error: signed integer overflow' >&2"
    assert suite(command, "--sanitize=address,undefined") == (1, "1 passed, 1 failed, 0 skipped")


def test_the_reason_of_a_skip_comes_from_the_output(suite, tmp_path):
    skipped = PASSED.replace("<testcase name=\"t\"/>", "<testcase name=\"t\"><skipped/></testcase>")
    assert suite(f"echo '{skipped}' > $XML; echo 'skip: s/t: no network'") == (0, "0 passed, 0 failed, 1 skipped")
    assert "it: s/t: no network" in count(tmp_path, "--details")


def test_a_command_can_be_one_test(suite):
    assert suite("true", "--single", "it works") == (0, "1 passed, 0 failed, 0 skipped")
    assert suite("false", "--single", "it works") == (1, "0 passed, 1 failed, 0 skipped")


# --- plain_runner.c ---

PROGRAM = r"""
#include "support/plain_runner.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void say_bye(void)
{
    fprintf(stderr, "bye\n");
}

TestSuite(bad, .fini = say_bye);
Test(bad, asserts) { cr_assert_eq(1, 2, "one is %d", 1); }
Test(bad, expects) { cr_expect(0); cr_expect_str_eq("left", "right"); }
Test(bad, crashes) { raise(SIGSEGV); }
Test(bad, exits) { exit(0); }
Test(bad, hangs, .timeout = 0.2) { pause(); }
Test(bad, misses_its_signal, .signal = SIGABRT) { }
Test(good, passes) { cr_assert_str_eq("a", "a"); cr_assert_null(NULL); cr_assert_not(0); }
Test(good, aborts, .signal = SIGABRT) { abort(); }
Test(good, leaves, .exit_code = 3) { exit(3); }
Test(left_out, skips) { cr_skip_test("no %s", "network"); }
Test(left_out, is_disabled, .disabled = true) { cr_assert(0); }
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    (folder / "program.c").write_text(textwrap.dedent(PROGRAM))
    command = ["cc", "-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-I", ROOT / "tests",
               folder / "program.c", SUPPORT / "plain_runner.c", "-pthread", "-o", folder / "program"]
    subprocess.run(command, check=True)
    return folder / "program"


def run_plain(program, *options):
    result = subprocess.run([program, *options], capture_output=True, text=True, timeout=60)
    return result.returncode, result.stdout


@pytest.mark.parametrize("name", ["asserts", "expects", "crashes", "exits", "hangs", "misses_its_signal"])
def test_the_plain_runner_fails_what_does_not_come_back_well(program, name):
    status, output = run_plain(program, "--filter", f"bad/{name}")
    assert status == 1 and f"not ok 1 - bad/{name}" in output


def test_the_plain_runner_passes_what_ends_as_it_says(program):
    status, output = run_plain(program, "--filter", "good/*")
    assert status == 0 and "# 3 passed, 0 failed, 0 skipped" in output


def test_the_plain_runner_shows_what_was_compared_and_runs_fini_after_a_failure(program):
    _, output = run_plain(program, "--filter", "bad/expects")
    assert "left:  left" in output and "right: right" in output and "bye" in output


def test_the_plain_runner_counts_and_explains_skips_in_its_results(program, tmp_path):
    status, _ = run_plain(program, "--filter", "left_out/*", f"--xml={tmp_path}/plain.xml")
    details = count(tmp_path, "--details")
    assert status == 0 and details.endswith("0 passed, 0 failed, 2 skipped")
    assert "skips: no network" in details


def test_the_plain_runner_runs_tests_side_by_side_with_the_same_results(program, tmp_path):
    status, _ = run_plain(program, "--jobs", "4", f"--xml={tmp_path}/plain.xml")
    assert status == 1 and count(tmp_path) == "3 passed, 6 failed, 2 skipped"


def test_the_plain_runner_takes_a_filter_that_names_nothing_for_a_failure(program):
    assert run_plain(program, "--filter", "no/such")[0] == 1


def test_the_plain_runner_leaves_no_process_of_a_test_behind(program):
    run_plain(program, "--filter", "bad/hangs")
    listing = subprocess.run(["sh", "-c", "cat /proc/[0-9]*/cmdline 2>/dev/null"], capture_output=True).stdout
    assert os.fsencode(program) not in listing
