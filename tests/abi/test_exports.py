# SPDX-License-Identifier: MIT
"""libsaas.so exports what the headers declare, src/saas.map lists the same, and nothing else."""
import re

import pytest


@pytest.fixture(scope="module")
def declared(source_dir, headers):
    text = "".join((source_dir / "include" / header).read_text() for header in headers)
    names = re.findall(r"^SAAS_API\s[^;{]*?\b(saas_\w+)\s*\(", text, re.M)
    assert len(names) > 50
    assert len(names) == len(set(names)), "declared twice"
    return set(names)


@pytest.fixture(scope="module")
def mapped(source_dir):
    text = re.sub(r"/\*.*?\*/|#[^\n]*", "", (source_dir / "src" / "saas.map").read_text(), flags=re.S)
    return set(re.findall(r"\b(saas_\w+)\s*;", text))


@pytest.fixture(scope="module")
def exported(library, run):
    symbols = set()
    for line in run("nm", "--dynamic", "--defined-only", library).splitlines():
        kind, name = line.split()[-2:]
        if kind != "A":  # the version's own node
            symbols.add(name.split("@")[0])
    return symbols


def test_the_library_exports_every_declared_function(declared, exported):
    assert sorted(declared - exported) == []


def test_the_library_exports_nothing_that_is_not_declared(declared, exported):
    assert sorted(exported - declared) == []


def test_the_version_script_lists_exactly_the_declared_functions(declared, mapped):
    assert sorted(mapped ^ declared) == []


def test_every_symbol_carries_the_version_of_the_release_that_brought_it(library, run):
    unversioned = [line for line in run("nm", "--dynamic", "--defined-only", library).splitlines()
                   if not re.search(r"@@LIBSAAS_\d", line) and line.split()[-2] != "A"]
    assert unversioned == []


def test_programs_ask_for_libsaas_so_0(library, run):
    assert "Library soname: [libsaas.so.0]" in run("readelf", "--dynamic", "--wide", library)
