# SPDX-License-Identifier: MIT
"""The public headers are C99, C11 and C++11, each by itself."""
import re

import pytest

COMPILERS = {
    "c99": [["gcc", "-x", "c", "-std=c99"], ["clang", "-x", "c", "-std=c99"]],
    "c11": [["gcc", "-x", "c", "-std=c11"], ["clang", "-x", "c", "-std=c11"]],
    "cxx11": [["g++", "-x", "c++", "-std=c++11"], ["clang++", "-x", "c++", "-std=c++11"]],
}
WARNINGS = ["-Wall", "-Wextra", "-Wshadow", "-Wundef", "-Wwrite-strings", "-pedantic", "-Werror"]


@pytest.fixture(params=COMPILERS)
def compile_text(request, source_dir, run):
    """Compiles a text by gcc and by clang, in each of the languages."""

    def compile_by_all(text):
        for command in COMPILERS[request.param]:
            run(*command, *WARNINGS, "-fsyntax-only", "-I", source_dir / "include", "-", input=text)

    return compile_by_all


def test_each_header_compiles_alone(compile_text, headers):
    for header in headers:
        compile_text(f"#include <{header}>\nint main(void) {{ return 0; }}\n")


def test_each_header_may_be_included_twice(compile_text, headers):
    includes = "".join(f"#include <{header}>\n" for header in headers)
    compile_text(includes + includes + "int main(void) { return 0; }\n")


def test_every_init_macro_initialises_its_struct(compile_text, source_dir, headers):
    text = "".join((source_dir / "include" / header).read_text() for header in headers)
    macros = re.findall(r"#define SAAS_(\w+)_INIT\b", text)
    assert macros
    lines = "".join(f"saas_{name.lower()} v{i} = SAAS_{name}_INIT; (void)v{i};\n" for i, name in enumerate(macros))
    compile_text(f"#include <saas/saas.h>\nint main(void) {{\n{lines}return 0;\n}}\n")


def test_saas_h_includes_every_other_header(source_dir, headers):
    included = re.findall(r"#include <(saas/\w+\.h)>", (source_dir / "include/saas/saas.h").read_text())
    assert sorted(included) == [header for header in headers if header != "saas/saas.h"]
