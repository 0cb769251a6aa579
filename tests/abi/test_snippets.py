# SPDX-License-Identifier: MIT
"""The C in README.md and docs/ compiles.

A ```c block is, by what stands in it or behind its "c":
    a block with main()   a whole program; it is linked against the library, too
    ```c file             declarations and functions, as they stand in a file
    ```c                  statements, as they stand in a function
    ```c continues        statements that follow those of the block before
What a document takes for granted (a function fatal(), a variable "bearer") it declares in a comment,
which readers do not see and which holds for all its blocks:
    <!-- c-prelude
    void fatal(const char *message);
    -->
<saas/saas.h>, <stdio.h>, <stdlib.h> and <string.h> are included.
"""
import os
import pathlib
import re

import pytest

SOURCE_DIR = pathlib.Path(os.environ.get("SAAS_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BLOCK = re.compile(r"^( *)```c(?: +([^\n`]*?))? *\n(.*?)^ *```", re.M | re.S)
PRELUDE = re.compile(r"<!-- c-prelude\n(.*?)-->", re.S)
KINDS = ("", "file", "continues")
INCLUDES = "#include <saas/saas.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
FLAGS = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-variable", "-Wno-unused-but-set-variable",
         "-Wno-unused-parameter", "-Wno-unused-function"]


def read_blocks():
    """All blocks, as (id, C text)."""
    for path in [SOURCE_DIR / "README.md", *sorted((SOURCE_DIR / "docs").rglob("*.md"))]:
        text = path.read_text() if path.exists() else ""
        prelude = INCLUDES + "\n".join(PRELUDE.findall(text))
        statements = ""
        for match in BLOCK.finditer(text):
            line = text.count("\n", 0, match.start()) + 2
            place = f"{path.relative_to(SOURCE_DIR)}:{line}"
            kind, body = match.group(2) or "", match.group(3)
            mark = f'\n#line {line} "{path.name}"\n'
            if kind not in KINDS:
                yield place, f'{mark}#error "a block is one of: c, c file, c continues; not c {kind}"\n'
            elif re.search(r"\bmain\s*\(", body):
                yield place, mark + body
            elif kind == "file":
                yield place, prelude + mark + body
            else:
                statements = (statements if kind == "continues" else "") + mark + body
                includes = "".join(re.findall(r"^ *# *include .*\n", statements, re.M))
                rest = re.sub(r"^ *# *include .*$", "", statements, flags=re.M)
                yield place, f"{includes}{prelude}\nvoid snippet(void);\nvoid snippet(void)\n{{\n{rest}}}\n"


BLOCKS = dict(read_blocks())


@pytest.mark.parametrize("place", BLOCKS)
def test_the_snippet_compiles(place, run, source_dir, library, tmp_path):
    text = BLOCKS[place]
    (tmp_path / "snippet.c").write_text(text)
    command = ["cc", *FLAGS, "-I", source_dir / "include", tmp_path / "snippet.c"]
    if re.search(r"\bmain\s*\(", text):
        run(*command, "-o", tmp_path / "snippet", library, f"-Wl,-rpath,{library.parent}")
    else:
        run(*command, "-c", "-o", tmp_path / "snippet.o")


def test_the_readme_shows_the_library_in_c():
    assert any(place.startswith("README.md:") for place in BLOCKS)
