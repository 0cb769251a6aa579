# SPDX-License-Identifier: MIT
"""What clang-format, shellcheck and the languages' own checkers say of the sources."""
import ast
import shutil
import subprocess

import sources


def tool(*names):
    """The first of these programs that is there: distributions add version numbers."""
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, f"{' or '.join(names)} is not installed; scripts/packages test lists what the tests need"
    return found


def check(*command, only=""):
    """Fails with what the command says, or those of its lines that hold a word."""
    result = subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True)
    said = (result.stdout + result.stderr).splitlines()
    sources.report([line for line in said if only in line] if result.returncode else [])


def test_the_layout_of_c_is_that_of_clang_format():
    names = [str(path) for path in sources.files(".c", ".h")]
    check(tool("clang-format-14", "clang-format"), "--dry-run", "-Werror", "--style=file", *names, only="error:")


def test_shell_scripts_parse():
    for path in sources.shell_scripts():
        check("bash", "-n", str(path))


def test_shellcheck_has_nothing_to_say():
    names = [str(path) for path in sources.shell_scripts()]
    check(tool("shellcheck"), "--external-sources", "--source-path=SCRIPTDIR", *names)


def test_shell_scripts_stop_at_the_first_error():
    executable = [path for path in sources.shell_scripts() if path.suffix != ".sh"]
    sources.report(f"{path}: no set -euo pipefail" for path in executable
                   if "\nset -euo pipefail\n" not in sources.text(path))


def test_python_parses():
    for path in sources.files(".py"):
        ast.parse(sources.text(path), str(path))
