# SPDX-License-Identifier: MIT
"""clang-tidy, configured by .clang-tidy, has nothing to say of the library and the examples."""
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess

import sources

FOLDERS = ("src/", "examples/")


def compiled_files():
    """The sources that the build compiles, each once."""
    database = sources.BUILD / "compile_commands.json"
    assert database.exists(), f"{database} is missing: configure the build first"
    paths = {pathlib.Path(entry["directory"], entry["file"]).resolve() for entry in json.loads(database.read_text())}
    own = {path.relative_to(sources.ROOT.resolve()) for path in paths if sources.ROOT.resolve() in path.parents}
    return sorted(path for path in own if str(path).startswith(FOLDERS))


def run_tidy(path):
    """What is wrong in a file, a line each; how it comes about, clang-tidy itself tells: -p build/dev FILE."""
    program = shutil.which("clang-tidy-14") or shutil.which("clang-tidy")
    assert program, "clang-tidy is not installed; scripts/packages test lists what the tests need"
    command = [program, "-p", str(sources.BUILD), "--quiet", "--warnings-as-errors=*",
               "--extra-arg=-Wno-unknown-warning-option", str(sources.ROOT / path)]
    result = subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True)
    if result.returncode == 0:
        return []
    said = (result.stdout + result.stderr).splitlines()
    return [line for line in said if " error: " in line] or said


def test_clang_tidy_has_nothing_to_say():
    paths = compiled_files()
    assert paths, "the build compiles nothing of " + " and ".join(FOLDERS)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        sources.report(sorted({line for lines in pool.map(run_tidy, paths) for line in lines}))


def test_every_source_file_is_compiled_and_so_checked():
    compiled = {str(path) for path in compiled_files()}
    written = {str(path) for path in sources.files(".c") if str(path).startswith(FOLDERS)}
    sources.report(f"{path} is in no target" for path in sorted(written - compiled))
