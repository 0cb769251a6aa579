# SPDX-License-Identifier: MIT
"""Where the sources and the build are: SAAS_SOURCE_DIR and SAAS_BUILD_DIR, which ctest sets."""
import os
import pathlib
import subprocess

import pytest


@pytest.fixture(scope="session")
def source_dir():
    return pathlib.Path(os.environ.get("SAAS_SOURCE_DIR", pathlib.Path(__file__).parents[2]))


@pytest.fixture(scope="session")
def build_dir(source_dir):
    return pathlib.Path(os.environ.get("SAAS_BUILD_DIR", source_dir / "build" / "dev"))


@pytest.fixture(scope="session")
def library(build_dir):
    """The shared library as it was built."""
    path = pathlib.Path(os.environ.get("SAAS_LIBRARY", build_dir / "src" / "libsaas.so"))
    assert path.exists(), f"{path} is not built"
    return path


@pytest.fixture(scope="session")
def headers(source_dir):
    """The public headers, as they are included: "saas/client.h"."""
    folder = source_dir / "include"
    return sorted(str(path.relative_to(folder)) for path in (folder / "saas").glob("*.h"))


@pytest.fixture(scope="session")
def run():
    """Runs a command; a failure shows all that it said. Returns its standard output."""

    def run_command(*words, **options):
        result = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
        command = " ".join(str(word) for word in words)
        assert result.returncode == 0, f"{command}\nstatus {result.returncode}\n{result.stdout}{result.stderr}"
        return result.stdout

    return run_command
