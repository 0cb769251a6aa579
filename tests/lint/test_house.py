# SPDX-License-Identifier: MIT
"""House rules that a program can check: sizes, first lines, words, comments, and what a library never does."""
import re

import sources

FILE_LINES_MAX = 800
FUNCTION_LINES_MAX = 70
LICENCE = "SPDX-License-Identifier: MIT"
C = (".c", ".h")

# Spelled in halves, for this file is checked as well.
UNFINISHED = r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b"

# Standard output and the end of the process belong to the program, not to a library in it.
FORBIDDEN_CALLS = (
    r"(?<![.>\w])(?:v?printf|puts|putchar|perror|psignal|vdprintf|dprintf|v?syslog|v?errx?|v?warnx?|"
    r"exit|_exit|_Exit|quick_exit|abort|system|popen|setenv|putenv|unsetenv|strtok|setlocale)\s*\("
    r"|\b(?:stdout|stderr)\b"
)


def test_files_can_be_read_in_one_sitting():
    sources.report(
        f"{path} has {len(sources.text(path).splitlines())} lines, over {FILE_LINES_MAX}"
        for path in sources.files(".c", ".h", ".sql", ".py", ".sh", ".cmake")
        if len(sources.text(path).splitlines()) > FILE_LINES_MAX
    )


def function_bodies(path):
    """Line and length of each body: clang-format puts the braces of a function, and no others, at the margin."""
    start = None
    for number, line in enumerate(sources.text(path).splitlines(), 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start:
            yield start, number - start - 1
            start = None


def test_functions_can_be_seen_at_once():
    sources.report(
        f"{path}:{line}: a body of {length} lines, over {FUNCTION_LINES_MAX}"
        for path in sources.files(*C)
        for line, length in function_bodies(path)
        if length > FUNCTION_LINES_MAX
    )


def test_every_source_names_its_licence_in_its_first_line():
    def head(path):
        lines = sources.text(path).splitlines()[:2]
        return lines[-1:] if lines and lines[0].startswith("#!") else lines[:1]

    sourced = set(sources.files(".c", ".h", ".sql", ".py", ".sh", ".cmake", ".map")) | set(sources.shell_scripts())
    sourced |= {path for path in sources.all_files() if path.name == "CMakeLists.txt"}
    sources.report(
        f"{path}: the first line is not its SPDX line"
        for path in sorted(sourced)
        if not any(LICENCE in line for line in head(path))
    )


def test_every_implementation_file_opens_with_its_purpose():
    sources.report(
        f"{path}: no comment after the SPDX line"
        for path in sources.files(*C)
        if not re.match(r"/\* SPDX[^\n]*\*/\n/\*", sources.text(path))
    )


def test_nothing_is_left_for_later():
    sources.report(
        fault for path in sources.all_files() for fault in sources.matches(UNFINISHED, path, sources.text(path))
    )


def test_the_library_neither_prints_nor_ends_the_process():
    sources.report(
        fault
        for path in sources.files(*C, under="src/")
        if not str(path).startswith("src/cli/")
        for fault in sources.matches(FORBIDDEN_CALLS, path, sources.code(path))
    )


def test_every_public_function_is_documented_and_says_since_when():
    for path in sources.files(".h", under="include/"):
        text = sources.text(path)
        for match in re.finditer(r"^SAAS_API\b[^;]*;", text, re.M):
            comments = re.findall(r"/\*\*(?:(?!\*/).)*\*/", text[: match.start()], re.S)
            last = comments[-1] if comments else ""
            declaration = f"{path}: {match.group().split('(')[0].split()[-1].lstrip('*')}"
            assert last and text[: match.start()].rstrip().endswith(last), f"{declaration} has no /** comment"
            assert re.search(r"@since \d+\.\d+", last), f"{declaration} has no @since"


def test_public_names_begin_with_saas():
    sources.report(
        fault
        for path in sources.files(".h", under="include/")
        for fault in sources.matches(r"(?m)^#define (?!SAAS_)\w+", path, sources.code(path))
    )


def test_lines_end_without_blanks_and_files_with_a_newline():
    for path in sources.all_files():
        text = sources.text(path)
        assert text.endswith("\n") or not text, f"{path} has no newline at its end"
        if path.suffix not in (".md", ".patch"):
            sources.report(sources.matches(r"[ \t]+\n|\r", path, text))
