#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the tests in JUnit files.

    count_results.py [--details] DIR...

Prints "N passed, N failed, N skipped" for all *.xml below the folders; with --details first what was
skipped and why, and what failed. A file that cannot be read is a failed test. The exit status is 1
when anything failed, or when there was nothing to count.
"""
import os
import sys
import xml.etree.ElementTree as ElementTree

SHOWN_LINES = 30


class Count:
    def __init__(self):
        self.passed = 0
        self.failed = []  # (name, message, text)
        self.skipped = []  # (name, reason)

    def add_file(self, path, label):
        try:
            root = ElementTree.parse(path).getroot()
        except (OSError, ElementTree.ParseError) as error:
            self.failed.append((f"{label}: its results can be read", str(error), ""))
            return
        for suite in root.iter("testsuite"):
            for case in suite.findall("testcase"):
                self.add_case(case, f"{label}: {case_name(suite, case)}")

    def add_case(self, case, name):
        for tag in ("failure", "error"):
            fault = case.find(tag)
            if fault is not None:
                self.failed.append((name, fault.get("message", ""), fault.text or ""))
                return
        skipped = case.find("skipped")
        if skipped is not None:
            self.skipped.append((name, skipped.get("message") or "no reason given"))
        else:
            self.passed += 1

    def summary(self):
        return f"{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped"


def case_name(suite, case):
    """pytest names the module in classname, the C runners the suite in the element around."""
    group = case.get("classname") or suite.get("name", "")
    return f"{group}/{case.get('name', '?')}"


def count_folders(folders):
    count = Count()
    for folder in folders:
        for place, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith(".xml"):
                    path = os.path.join(place, name)
                    count.add_file(path, os.path.relpath(path, folder)[: -len(".xml")])
    return count


def last_lines(text):
    """The end of a report, where both pytest and the C runners say what was wrong."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    if len(lines) > SHOWN_LINES:
        lines = ["..."] + lines[-SHOWN_LINES:]
    return lines


def show_details(count):
    if count.skipped:
        print("Skipped:")
        for name, reason in count.skipped:
            print(f"  {name}: {reason}")
    if count.failed:
        print("Failed:")
        for name, message, text in count.failed:
            print(f"  {name}")
            for line in message.strip().splitlines()[:1] + last_lines(text):
                print(f"      {line}")


def main():
    folders = [word for word in sys.argv[1:] if word != "--details"]
    if not folders:
        print(__doc__, file=sys.stderr)
        return 2
    count = count_folders(folders)
    if "--details" in sys.argv[1:]:
        show_details(count)
    print(count.summary())
    return 1 if count.failed or not count.passed else 0


if __name__ == "__main__":
    sys.exit(main())
