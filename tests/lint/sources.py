# SPDX-License-Identifier: MIT
"""The project's files and what the checks read in them."""
import functools
import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(os.environ.get("SAAS_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("SAAS_BUILD_DIR", ROOT / "build" / "dev"))
NOT_OURS = {".git", "build", "var", "__pycache__", ".pytest_cache", ".cache", "node_modules"}

COMMENT_OR_LITERAL = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
INCLUDE = re.compile(r"""^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]""", re.M)


def _known_to_git():
    """What is tracked or about to be; nothing where this is no checkout, as in an unpacked archive."""
    command = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others",
               "--exclude-standard", "--deduplicate"]
    try:
        listing = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [ROOT / name for name in listing.split("\0") if name]


def _found_on_disk():
    for place, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - NOT_OURS)
        yield from (pathlib.Path(place, name) for name in sorted(names))


@functools.cache
def all_files():
    """Every text file of the project, relative to its root."""
    found = _known_to_git() or list(_found_on_disk())
    return [path.relative_to(ROOT) for path in found if path.is_file() and not is_binary(path)]


def is_binary(path):
    with open(path, "rb") as file:
        return b"\0" in file.read(8192)


def files(*suffixes, under=""):
    """The files with one of these suffixes, below a folder ("src/")."""
    return [path for path in all_files() if path.suffix in suffixes and str(path).startswith(under)]


def shell_scripts():
    return [path for path in all_files() if path.suffix == ".sh" or re.match(r"#!.*\b(ba)?sh\b", first_line(path))]


@functools.cache
def text(path):
    return (ROOT / path).read_text(errors="replace")


def first_line(path):
    return text(path).partition("\n")[0]


@functools.cache
def code(path):
    """A C file without its comments and literals; every line stays where it was."""

    def blank(match):
        return " " + "\n" * match.group().count("\n")

    return COMMENT_OR_LITERAL.sub(blank, text(path))


def includes(path):
    """What a C file includes, as (line, "<" or '"', name)."""
    content = text(path)
    return [(content.count("\n", 0, match.start()) + 1, *match.groups()) for match in INCLUDE.finditer(content)]


def matches(pattern, path, content):
    """Where a pattern occurs: "src/x.c:12: printf("."""
    for match in re.finditer(pattern, content):
        yield f"{path}:{content.count(chr(10), 0, match.start()) + 1}: {match.group().strip()}"


def report(faults):
    """Fails with all faults, one a line."""
    faults = list(faults)
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
