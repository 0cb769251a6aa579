# SPDX-License-Identifier: MIT
"""Somebody else's program builds and runs against the installed tree, by CMake and by pkg-config."""
import os
import shlex
import shutil

import pytest

WARNINGS = ["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror"]


@pytest.fixture(scope="module")
def prefix(build_dir, run, tmp_path_factory):
    """The installed tree, moved after the installation: nothing in it may hold its first place."""
    folder = tmp_path_factory.mktemp("install")
    run("cmake", "--install", build_dir, "--prefix", folder / "first")
    (folder / "first").rename(folder / "a moved tree")
    return folder / "a moved tree"


@pytest.fixture(scope="module")
def consumer(source_dir):
    return source_dir / "tests" / "abi" / "consumer"


def find_one(folder, name):
    found = list(folder.rglob(name))
    assert len(found) == 1, f"{name} below {folder}: {found}"
    return found[0]


def pkg_config(run, prefix, *arguments):
    path = find_one(prefix, "saas.pc").parent
    environment = {**os.environ, "PKG_CONFIG_PATH": str(path)}
    return shlex.split(run("pkg-config", *arguments, "saas", env=environment))


def check_it_works(run, program, folder, **environment):
    said = run(program, f"sqlite:{folder}/consumer.db", env={**os.environ, **environment})
    assert said.split()[:2] == ["0.1.0", "ok"]
    assert (folder / "consumer.db").exists()


@pytest.fixture(scope="module")
def cmake_build(run, prefix, consumer, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cmake")
    run("cmake", "-S", consumer, "-B", folder, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", folder)
    return folder


def test_a_consumer_finds_the_shared_library_by_cmake(run, cmake_build, tmp_path):
    program = cmake_build / "consumer-shared"
    assert "libsaas.so.0" in run("readelf", "-d", program)
    check_it_works(run, program, tmp_path)


def test_a_consumer_finds_the_static_library_by_cmake(run, cmake_build, tmp_path):
    program = cmake_build / "consumer-static"
    assert "libsaas.so" not in run("readelf", "-d", program)
    check_it_works(run, program, tmp_path)


def test_a_consumer_finds_the_shared_library_by_pkg_config(run, prefix, consumer, tmp_path):
    program = tmp_path / "consumer"
    run("cc", *WARNINGS, consumer / "consumer.c", "-o", program, *pkg_config(run, prefix, "--cflags", "--libs"))
    libraries = find_one(prefix, "libsaas.so.0").parent
    check_it_works(run, program, tmp_path, LD_LIBRARY_PATH=str(libraries))


def test_the_shared_library_asks_a_consumer_for_no_other_library(run, prefix):
    libraries = [word for word in pkg_config(run, prefix, "--libs") if word.startswith("-l")]
    assert libraries == ["-lsaas"]


def test_a_consumer_finds_the_static_library_by_pkg_config(run, prefix, consumer, tmp_path):
    static_prefix = tmp_path / "only static"
    shutil.copytree(prefix, static_prefix, symlinks=True, ignore=shutil.ignore_patterns("libsaas.so*"))
    program = tmp_path / "consumer"
    flags = pkg_config(run, static_prefix, "--static", "--cflags", "--libs")
    run("cc", *WARNINGS, consumer / "consumer.c", "-o", program, *flags)
    assert "libsaas.so" not in run("readelf", "-d", program)
    check_it_works(run, program, tmp_path)


def test_pkg_config_tells_the_version_of_the_library(run, prefix):
    assert pkg_config(run, prefix, "--modversion") == ["0.1.0"]


def test_every_public_header_is_installed_and_no_other(prefix, headers):
    folder = prefix / "include"
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == headers


def test_no_installed_text_names_the_place_it_was_built_in(prefix, source_dir):
    texts = [path for path in prefix.rglob("*") if path.suffix in (".h", ".pc", ".cmake")]
    assert texts
    named = [str(path) for path in texts if str(source_dir) in path.read_text()]
    assert not named, named


def test_the_installed_server_finds_the_installed_library(run, prefix, build_dir):
    servers = list(prefix.rglob("bin/saas-server"))
    if not servers and not (build_dir / "examples" / "server").exists():
        pytest.skip("this build has no example server (SAAS_BUILD_EXAMPLES=OFF)")
    environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    assert "0.1.0" in run(servers[0], "--version", env=environment)
